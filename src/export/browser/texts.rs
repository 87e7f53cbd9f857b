//! The scripts that results are shown from: what an incident is, and its lines.
//!
//! `texts` has what every result shows and the lines that tell most; `lines` has the other lines, for the results whose
//! words stand in none of those. Each script holds a few incidents, and its name changes with what it holds: a number
//! and a letter, which the directory keeps.

use std::borrow::Cow;
use std::cell::LazyCell;

use rayon::prelude::*;
use serde::Serialize;

use super::{Scripts, Write, shards};
use crate::knowledge::{KnowledgeBase, LinkState, Print};
use crate::model::{ActionState, CauseState, Incident, Passage, PassageKind, Status};
use crate::ranking::Field;
use crate::store::Digest;
use crate::text;

/// How many incidents share a script.
pub const BLOCK: usize = 4;

/// A line is cut after so many characters.
const LONGEST: usize = 200;

/// The most lines that are told at once, with so many bytes together.
const TELLING: usize = 8;
const TELLING_BYTES: usize = 900;

/// So much of the other lines is kept, in bytes. A record that is longer is found all the same; its result may show
/// another line than the one that matched.
const MOST_BYTES: usize = 24 * 1024;

#[derive(Serialize)]
struct Text<'a> {
    id: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    services: Vec<&'a str>,
    /// Id, name and state of each pattern, strongest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    patterns: Vec<(&'a str, &'a str, &'static str)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause_is: Option<CauseState>,
    /// What proved the cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    check: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<Cow<'a, str>>,
    /// How many actions are open.
    #[serde(skip_serializing_if = "is_zero")]
    open: usize,
    /// Title and anchor of the sections that lines stand in.
    sections: Vec<(&'a str, &'a str)>,
    lines: Vec<Line<'a>>,
    /// Whether there are other lines.
    #[serde(skip_serializing_if = "is_false")]
    more: bool,
}

/// The field, the section as an index, and the text of a line.
type Line<'a> = (u8, usize, Cow<'a, str>);

#[derive(Serialize)]
struct More<'a> {
    sections: Vec<(&'a str, &'a str)>,
    lines: Vec<Line<'a>>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_false(value: &bool) -> bool {
    !value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(value: &usize) -> bool {
    *value == 0
}

/// Writes the texts of all incidents; gives for each script of `texts` and of `lines` the letter of its name.
pub fn write<E: Send>(
    kb: &KnowledgeBase,
    scripts: Option<Scripts<'_>>,
    sink: &Write<'_, E>,
) -> Result<(String, String), E> {
    let blocks: Vec<(usize, &[Incident])> = kb.incidents.chunks(BLOCK).enumerate().collect();
    let write = |&(block, incidents): &(usize, &[Incident])| {
        let made = LazyCell::new(|| {
            let told = (0..incidents.len()).map(|at| text_of(kb, block * BLOCK + at));
            told.unzip::<_, _, Vec<Text<'_>>, Vec<More<'_>>>()
        });
        let known = scripts.map(|scripts| (scripts, print(kb, block, incidents.len())));
        let texts = script("texts", block, known, sink, || to_json(&made.0))?;
        Ok((texts, script("lines", block, known, sink, || to_json(&made.1))?))
    };
    let letters: Result<Vec<(char, char)>, E> = blocks.par_iter().map(write).collect();
    Ok(letters?.into_iter().unzip())
}

/// A digest of what the scripts of a block are made of: its incidents alone.
fn print(kb: &KnowledgeBase, block: usize, incidents: usize) -> Print {
    let mut digest = Digest::new();
    let own = &kb.prints().own[block * BLOCK..][..incidents];
    for print in own {
        digest.add(print);
    }
    digest.bytes()
}

fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("texts have text for keys")
}

/// Writes a script, unless it is known from before, and gives the letter of its name.
fn script<E>(
    kind: &str,
    block: usize,
    known: Option<(Scripts<'_>, Print)>,
    sink: &Write<'_, E>,
    json: impl FnOnce() -> String,
) -> Result<char, E> {
    let key = format!("search/{kind}/{block}");
    let letter_of = |path: &str| path.strip_prefix(&key)?.chars().next();
    let kept = known.and_then(|(scripts, print)| (scripts.keep)(&key, print));
    if let Some(letter) = kept.as_deref().and_then(letter_of) {
        return Ok(letter);
    }
    let json = json();
    let letter = shards::name(&json).chars().next().expect("a name has letters");
    let name = format!("{kind}/{block}{letter}");
    let path = format!("search/{name}.js");
    sink(&path, format!("CASEBOOK.search.take(\"{name}\",{json});\n").as_bytes())?;
    if let Some((scripts, print)) = known {
        (scripts.learn)(&key, print, &path);
    }
    Ok(letter)
}

fn text_of(kb: &KnowledgeBase, at: usize) -> (Text<'_>, More<'_>) {
    let incident = &kb.incidents[at];
    let opening = incident.opening();
    let (mut sections, mut others) = (Sections::default(), Sections::default());
    let (told, rest) = lines(incident);
    let lines = told.into_iter().map(|line| line.numbered(incident, &mut sections)).collect();
    let more: Vec<Line<'_>> = rest.into_iter().map(|line| line.numbered(incident, &mut others)).collect();
    let ties = kb.links_of_incident(at).filter(|link| link.state.counts());
    let patterns = ties.map(|link| {
        let pattern = &kb.patterns[link.pattern];
        let state = if link.state == LinkState::Confirmed { "confirmed" } else { "detected" };
        (pattern.id.as_str(), pattern.name.value.as_str(), state)
    });
    let text = Text {
        id: incident.id.as_str(),
        title: &incident.title.value,
        date: incident.date.as_ref().map(|date| date.value.to_string()),
        severity: incident.severity.as_ref().map(|severity| severity.value.as_str()),
        status: incident.status.as_ref().map(|status| status.value),
        services: incident.services.iter().map(|service| service.value.as_str()).collect(),
        patterns: patterns.collect(),
        cause: opening.cause.map(|(text, _)| shown(text)),
        cause_is: incident.cause_state().filter(|state| *state < CauseState::Stated),
        check: opening.check.map(|(text, _)| shown(text)),
        fix: opening.fix.map(|(text, _)| shown(text)),
        open: incident.actions.iter().filter(|action| action.state == ActionState::Open).count(),
        sections: sections.rows,
        lines,
        more: !more.is_empty(),
    };
    (text, More { sections: others.rows, lines: more })
}

/// The sections that lines stand in, each once.
#[derive(Default)]
struct Sections<'a> {
    rows: Vec<(&'a str, &'a str)>,
    numbers: Vec<u32>,
}

impl<'a> Sections<'a> {
    fn number(&mut self, incident: &'a Incident, section: u32) -> usize {
        if let Some(known) = self.numbers.iter().position(|&number| number == section) {
            return known;
        }
        self.numbers.push(section);
        let section = incident.section(section);
        self.rows.push((&section.title, &section.anchor));
        self.rows.len() - 1
    }
}

/// A line of a record.
#[derive(Clone, Copy)]
struct Place<'a> {
    field: Field,
    section: u32,
    text: &'a str,
    end: End,
}

/// Whether a line is all that its sentence says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Whole,
    GoesOn,
}

impl<'a> Place<'a> {
    fn numbered(self, incident: &'a Incident, sections: &mut Sections<'a>) -> Line<'a> {
        (self.field as u8, sections.number(incident, self.section), marked(self.text, self.end))
    }
}

/// The lines that tell most, and the others in the order of the record; each begins with what it says first.
fn lines(incident: &Incident) -> (Vec<Place<'_>>, Vec<Place<'_>>) {
    let mut told: Vec<Place<'_>> = Vec::new();
    let mut bytes = 0;
    for place in telling(incident) {
        let known = told.iter().any(|other| other.text.contains(place.text));
        if !known && told.len() < TELLING && bytes < TELLING_BYTES && !place.text.is_empty() {
            bytes += place.text.len();
            told.push(place);
        }
    }
    // One search in all of them tells that nearly every other line is in none.
    let all = told.iter().map(|place| place.text).collect::<Vec<_>>().concat();
    let is_told = |text: &str| all.contains(text) && told.iter().any(|other| other.text.contains(text));
    let mut rest = Vec::new();
    let mut bytes = 0;
    for passage in incident.passages.iter().filter(|passage| passage.kind != PassageKind::FrontMatter) {
        for (text, end) in pieces(passage) {
            if bytes < MOST_BYTES && !is_told(text) {
                bytes += text.len();
                rest.push(Place {
                    field: Field::of_passage(passage.kind, passage.role),
                    section: passage.section,
                    text,
                    end,
                });
            }
        }
    }
    (told, rest)
}

/// What a record says of itself first: symptoms, errors, cause, fix, what was believed.
fn telling(incident: &Incident) -> impl Iterator<Item = Place<'_>> {
    let symptoms = incident.symptoms.iter().take(3).map(|s| (Field::Symptoms, s.text.as_str(), s.span));
    let errors = incident.error_strings.iter().take(2).map(|s| (Field::Errors, s.text.as_str(), s.span));
    let causes = incident.causes.iter().take(2).map(|c| (Field::Cause, c.statement.value.as_str(), c.statement.span));
    let fixes = incident.fixes.iter().take(1).map(|f| (Field::Fix, f.statement.value.as_str(), f.statement.span));
    let theories =
        incident.theories.iter().take(2).map(|t| (Field::Theories, t.statement.value.as_str(), t.statement.span));
    let first = incident.passages.iter().find(|p| p.kind.is_prose() && p.kind != PassageKind::Heading);
    let first = first.filter(|_| incident.symptoms.is_empty() && incident.causes.is_empty());
    let first = first.map(|p| (Field::of_passage(p.kind, p.role), p.text.as_str(), p.span));
    let all = symptoms.chain(errors).chain(causes).chain(fixes).chain(theories).chain(first);
    all.map(|(field, text, span)| {
        let (text, end) = cut(text);
        Place { field, section: incident.section_at(span.start), text, end }
    })
}

/// The sentences of prose, or the lines of anything else, each cut where it is long.
fn pieces(passage: &Passage) -> impl Iterator<Item = (&str, End)> {
    let whole: Vec<&str> = if passage.kind.is_prose() {
        text::sentences(&passage.text).into_iter().filter_map(|range| passage.text.get(range)).collect()
    } else {
        passage.text.lines().map(str::trim).collect()
    };
    whole.into_iter().flat_map(parts).filter(|(piece, _)| !piece.is_empty())
}

/// A long piece in parts of [`LONGEST`] characters, at blanks where there are any.
fn parts(mut piece: &str) -> Vec<(&str, End)> {
    let mut parts = Vec::new();
    while let Some(end) = border(piece) {
        parts.push((piece[..end].trim_end(), End::GoesOn));
        piece = piece[end..].trim_start();
    }
    parts.push((piece, End::Whole));
    parts
}

/// The start of a text that is long.
fn cut(text: &str) -> (&str, End) {
    border(text).map_or((text, End::Whole), |end| (text[..end].trim_end(), End::GoesOn))
}

/// Where a text of more than [`LONGEST`] characters is cut: between words where there are any.
fn border(text: &str) -> Option<usize> {
    let (end, _) = text.char_indices().nth(LONGEST)?;
    Some(text[..end].rfind(char::is_whitespace).filter(|&blank| blank > 0).unwrap_or(end))
}

/// The start of a text as a reader sees it.
fn shown(text: &str) -> Cow<'_, str> {
    let (text, end) = cut(text);
    marked(text, end)
}

/// What goes on says so.
fn marked(text: &str, end: End) -> Cow<'_, str> {
    match end {
        End::Whole => Cow::Borrowed(text),
        End::GoesOn => Cow::Owned(format!("{text} …")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_cut_between_words_and_says_that_it_goes_on() {
        let long = "word ".repeat(50);
        let line = shown(long.trim());
        assert!(line.ends_with("word …") && line.chars().count() <= LONGEST + 2, "{line}");
        assert_eq!(shown("a short line"), "a short line");
        let parts = parts(long.trim());
        assert_eq!(parts.iter().map(|(text, _)| text.split(' ').count()).sum::<usize>(), 50, "no word is lost");
        assert!(parts.iter().rev().skip(1).all(|(_, end)| *end == End::GoesOn));
        assert!(parts.last().is_some_and(|(_, end)| *end == End::Whole));
    }
}
