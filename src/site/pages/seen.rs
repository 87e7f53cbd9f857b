//! “Seen before”: the incidents that are like one, on both axes, each with the reasons and with what differs.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::knowledge::{Axis, MOST_SHOWN, Neighbour, Reason, Said};
use crate::model::{Incident, Symptom};
use crate::site::atlas::Atlas;
use crate::site::quote::{self, Part, Quote};
use crate::site::view::{self, Named, PatternTag, Row};

/// How many incidents are shown on each axis.
const SHOWN: usize = 4;

// What is remembered of a page knows of no more neighbours.
const _: () = assert!(SHOWN <= MOST_SHOWN);

/// Less alike than this is not worth a reader's time.
const LEAST: f32 = 0.2;

/// What was seen before, in one way of being alike.
#[derive(Serialize)]
pub struct SeenAxis<'a> {
    /// `said`, `caused` or `looks`.
    pub key: &'static str,
    /// Its heading.
    pub label: &'a str,
    /// The same in a word or two, behind an incident's name.
    pub short: &'a str,
    /// What to make of it.
    pub hint: &'a str,
    /// The incidents, closest first.
    pub rows: Vec<SeenRow<'a>>,
}

/// An incident that is like this one.
#[derive(Serialize)]
pub struct SeenRow<'a> {
    /// The other incident.
    pub incident: Row<'a>,
    /// What the records say of each other.
    pub said: &'a str,
    /// The patterns they share.
    pub patterns: Vec<PatternTag<'a>>,
    /// Services that both name.
    pub services: Vec<String>,
    /// Words that both use.
    pub words: Vec<String>,
    /// The lines that make them alike.
    pub pairs: Vec<Pair<'a>>,
    /// What differs.
    pub differs: Vec<Differing<'a>>,
}

/// A line here and the one there.
#[derive(Serialize)]
pub struct Pair<'a> {
    /// What they have in common.
    pub label: &'a str,
    /// The line in this record.
    pub here: Quote,
    /// The line in the other one.
    pub there: Quote,
}

/// Something in which two incidents differ; either side may be empty.
#[derive(Serialize)]
pub struct Differing<'a> {
    /// What it is.
    pub label: String,
    /// Of this record: patterns.
    pub tags_here: Vec<PatternTag<'a>>,
    /// Of the other.
    pub tags_there: Vec<PatternTag<'a>>,
    /// Of this record: text.
    pub here: String,
    /// Of the other.
    pub there: String,
}

/// An incident that is like this one, as the first screen names it.
#[derive(Serialize)]
pub struct Nearest<'a> {
    /// The other incident.
    pub incident: Named<'a>,
    /// `YYYY-MM-DD`
    pub date: Option<String>,
    /// How it belongs to this one.
    pub how: &'a str,
}

/// The closest incident in each way of being alike, and how many others there are.
pub fn nearest<'a>(seen: &[SeenAxis<'a>]) -> (Vec<Nearest<'a>>, usize) {
    let mut nearest: Vec<Nearest<'_>> = Vec::new();
    for axis in seen {
        let known =
            |row: &&SeenRow<'_>| nearest.iter().any(|one| one.incident.href.as_ref() == Some(&row.incident.href));
        let Some(row) = axis.rows.iter().find(|row| !known(row)) else { continue };
        nearest.push(Nearest {
            incident: Named { name: row.incident.title, href: Some(row.incident.href.clone()) },
            date: row.incident.date.clone(),
            how: if row.said.is_empty() { axis.short } else { row.said },
        });
    }
    let all: BTreeSet<&str> = seen.iter().flat_map(|axis| &axis.rows).map(|row| row.incident.href.as_str()).collect();
    let more = all.len() - nearest.len();
    (nearest, more)
}

/// What was seen before the incident at `at`, or since: what authors say, then both axes.
pub fn seen<'a>(atlas: &Atlas<'a>, at: usize) -> Vec<SeenAxis<'a>> {
    let words = atlas.words;
    let said = SeenAxis {
        key: "said",
        label: words.say("seen.said"),
        short: words.say("seen.said-short"),
        hint: words.say("seen.said-hint"),
        rows: atlas
            .kb
            .stated(at)
            .into_iter()
            .map(|(other, said)| row(atlas, at, other, words.say(said_word(said)), &[]))
            .collect(),
    };
    let axis = |axis: Axis| {
        let near = atlas.kb.neighbours(at, axis).into_iter().filter(|near| near.shown_score() >= LEAST).take(SHOWN);
        let row = |near: Neighbour| row(atlas, at, near.incident, "", &atlas.kb.reasons(at, near.incident, axis));
        let (label, short, hint) = match axis {
            Axis::Caused => ("seen.caused", "seen.caused-short", "seen.caused-hint"),
            Axis::Looks => ("seen.looks", "seen.looks-short", "seen.looks-hint"),
        };
        let (label, short, hint) = (words.say(label), words.say(short), words.say(hint));
        SeenAxis { key: axis.name(), label, short, hint, rows: near.map(row).collect() }
    };
    let mut seen = vec![said, axis(Axis::Caused), axis(Axis::Looks)];
    seen.retain(|axis| !axis.rows.is_empty());
    seen
}

fn row<'a>(atlas: &Atlas<'a>, at: usize, other: usize, said: &'a str, reasons: &[Reason]) -> SeenRow<'a> {
    let (this, that) = (&atlas.kb.incidents[at], &atlas.kb.incidents[other]);
    let mut row = SeenRow {
        incident: view::row(atlas, other),
        said,
        patterns: Vec::new(),
        services: Vec::new(),
        words: Vec::new(),
        pairs: Vec::new(),
        differs: Vec::new(),
    };
    for reason in reasons {
        match reason {
            Reason::Pattern { pattern, .. } => row.patterns.push(view::plain_pattern_tag(atlas, *pattern)),
            Reason::Service(name) => row.services.push(name.clone()),
            Reason::Error { here, there } => row.pairs.push(Pair {
                label: atlas.words.say("seen.same-error"),
                here: error(this, &this.error_strings[*here]),
                there: error(that, &that.error_strings[*there]),
            }),
            Reason::Words { words, here, there } => {
                row.words.extend(words.iter().map(|word| view::clip(word, 40)));
                row.pairs.push(Pair {
                    label: atlas.words.say("seen.same-words"),
                    here: quote::line(this, here),
                    there: quote::line(that, there),
                });
            }
        }
    }
    if !reasons.is_empty() {
        row.differs = differs(atlas, at, other);
    }
    row
}

fn error(incident: &Incident, error: &Symptom) -> Quote {
    let section = incident.sections.get(error.section as usize);
    Quote {
        parts: vec![Part { text: view::clip(&error.text, 240), hit: false }],
        section: section.filter(|s| !quote::is_title(incident, s)).map(|s| s.title.clone()).unwrap_or_default(),
        fragment: quote::section_fragment(section),
    }
}

fn differs<'a>(atlas: &Atlas<'a>, at: usize, other: usize) -> Vec<Differing<'a>> {
    let difference = atlas.kb.difference(at, other);
    let tags = |patterns: &[usize]| patterns.iter().map(|&pattern| view::plain_pattern_tag(atlas, pattern)).collect();
    let text = |label: String, here: String, there: String| Differing {
        label,
        tags_here: Vec::new(),
        tags_there: Vec::new(),
        here,
        there,
    };
    let mut differs = Vec::new();
    let causes = difference.causes.map(|cause| cause.map_or_else(String::new, |(text, _)| view::clip(&text, 240)));
    let [here, there] = causes;
    if !here.is_empty() && !there.is_empty() {
        differs.push(text(atlas.words.say("seen.cause").to_owned(), here, there));
    }
    let [here, there] = &difference.patterns;
    if !here.is_empty() || !there.is_empty() {
        let label = atlas.words.say("seen.patterns").to_owned();
        let (here, there) = (tags(here), tags(there));
        differs.push(Differing { tags_here: here, tags_there: there, ..text(label, String::new(), String::new()) });
    }
    let [here, there] = difference.services.map(|services| services.join(", "));
    if !here.is_empty() || !there.is_empty() {
        differs.push(text(atlas.words.say("seen.services").to_owned(), here, there));
    }
    differs.extend(difference.environment.into_iter().map(|(key, here, there)| text(key, here, there)));
    differs
}

/// The key of the word for what the records say of each other.
fn said_word(said: Said) -> &'static str {
    match said {
        Said::RepeatOf => "seen.repeat-of",
        Said::RepeatedBy => "seen.repeated-by",
        Said::Supersedes => "seen.supersedes",
        Said::SupersededBy => "seen.superseded-by",
        Said::Related => "seen.related",
    }
}
