//! What an incident looks like and what caused it, as lines with a worth on either axis.
//!
//! A profile is made once, from the incident alone. Its lines are sentences; what was ruled out has none, and neither
//! have headings that only name a section. The words of a line keep their places, so that a reason can be quoted.

use std::collections::BTreeSet;
use std::ops::Range;

use super::masks::masked;
use super::words::{is_random, is_ticket, key, telling};
use crate::model::{CauseState, Incident, Passage, PassageKind, Role, Section, SectionKind, Status};
use crate::source::Span;
use crate::text::{self, TermKind, TermRef, Tongues};

/// The most lines of a record that are looked at, so that one endless record costs no more than others.
const MOST_LINES: usize = 600;

/// A line that is worth so much about the cause gives a reason.
const TELLS: f32 = 0.5;

/// What the number of a ticket is worth.
const TICKET: f32 = 2.0;

/// What a part of a name is worth.
const PART: f32 = 0.5;

/// A word of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Token {
    /// What it is compared by.
    pub key: u64,
    /// Where it stands in its passage's text.
    pub start: u32,
    /// Where it ends there.
    pub end: u32,
    /// What it is worth beside other words: names of things are worth more.
    pub worth: f32,
}

impl Token {
    /// Whether it is the number of a ticket.
    pub fn is_ticket(&self) -> bool {
        self.worth >= TICKET
    }

    /// Whether it is a part of a name, such as the `queue` of `queue.put`.
    pub fn is_part(&self) -> bool {
        self.worth <= PART
    }
}

/// A sentence with its worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its passage, as an index into the incident's.
    pub passage: u32,
    /// Where it stands in the passage's text.
    pub range: Range<usize>,
    /// What its words say about what was seen, from 0 to 1.
    pub looks: f32,
    /// What its words say about why, from 0 to 1.
    pub caused: f32,
    /// Its words, as a range of the profile's tokens.
    pub tokens: Range<usize>,
}

impl Line {
    /// Whether it stands in the record's face: the title, the symptoms or the impact.
    pub fn is_face(&self) -> bool {
        self.looks >= 1.0 || self.looks >= 0.5 && self.caused < 0.2
    }
}

/// An incident as it is compared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// All words of all lines.
    pub tokens: Vec<Token>,
    /// Its sentences, in order.
    pub lines: Vec<Line>,
    /// The keys of its masked error lines, with their places among the incident's error strings.
    pub errors: Vec<(u64, usize)>,
    /// The keys of its services.
    pub services: Vec<u64>,
    /// Whether it gives a reason at all.
    pub tells_cause: bool,
}

/// Words of a record that say nothing of what happened.
struct Silent {
    /// What it is written in; its empty words say nothing.
    tongues: Tongues,
    /// The words of the names of who wrote it and of who owes something, in lower case.
    people: BTreeSet<String>,
}

/// What a sentence's words are worth.
#[derive(Clone, Copy, Debug, Default)]
struct Worth {
    looks: f32,
    caused: f32,
}

/// Makes the profile of an incident.
pub fn profile(incident: &Incident) -> Profile {
    let mut profile = Profile::default();
    let places = Places::of(incident);
    let silent = Silent::of(incident);
    for (index, passage) in incident.passages.iter().enumerate() {
        if !passage.kind.is_prose() || passage.role == Role::RuledOut || profile.lines.len() >= MOST_LINES {
            continue;
        }
        let Some(usual) = usual_worth(incident, passage, &places) else { continue };
        for range in text::sentences(&passage.text) {
            let worth = places.worth(passage, &range, usual);
            profile.add(index as u32, &passage.text, range, worth, &silent);
        }
    }
    for (index, error) in incident.error_strings.iter().enumerate() {
        profile.errors.extend(masked(&error.text).map(|masked| (key(&format!("error {masked}")), index)));
    }
    for service in &incident.services {
        profile.services.push(key(&format!("service {}", text::folded(service.value.trim()))));
    }
    profile.services.sort_unstable();
    profile.services.dedup();
    // `Unknown yet.` stands where a cause will, and is none.
    let is_open = incident.status.as_ref().is_some_and(|status| status.value == Status::Investigating);
    profile.tells_cause &= !is_open || !incident.causes.is_empty();
    // There is one of these for each word of a casebook.
    profile.tokens.shrink_to_fit();
    profile
}

impl Profile {
    fn add(&mut self, passage: u32, text: &str, range: Range<usize>, worth: Worth, silent: &Silent) {
        if worth.looks <= 0.0 && worth.caused <= 0.0 {
            return;
        }
        let from = self.tokens.len();
        let sentence = text.get(range.clone()).unwrap_or_default();
        let (mut name, mut spoken_for) = (0, 0);
        text::each_term(sentence, |term| {
            let raw = sentence.get(term.range.clone()).unwrap_or_default();
            let is_part = term.range.end <= spoken_for;
            if term.kind == TermKind::Identifier && (raw.contains("://") || is_random(raw)) {
                spoken_for = spoken_for.max(term.range.end);
            }
            let says = !(is_part && !is_ticket(raw) || is_random(raw) || silent.holds(raw));
            if says && let Some(key) = telling(&term) {
                let start = (range.start + term.range.start) as u32;
                let end = (range.start + term.range.end) as u32;
                self.tokens.push(Token { key, start, end, worth: own_worth(&term, raw, name) });
            }
            if term.kind == TermKind::Identifier {
                name = name.max(term.range.end);
            }
        });
        let tokens = from..self.tokens.len();
        self.tells_cause |= worth.caused >= TELLS && tokens.len() > 1;
        self.lines.push(Line { passage, range, looks: worth.looks, caused: worth.caused, tokens });
    }

    /// The words of a line.
    pub fn words(&self, line: &Line) -> &[Token] {
        self.tokens.get(line.tokens.clone()).unwrap_or_default()
    }
}

impl Silent {
    fn of(incident: &Incident) -> Self {
        let prose = incident.passages.iter().filter(|passage| passage.kind == PassageKind::Paragraph);
        let prose = prose.chain(incident.passages.iter().filter(|passage| passage.kind.is_prose()));
        let authors = incident.authors.iter().chain(&incident.owner).map(|name| name.value.as_str());
        let names = authors.chain(incident.actions.iter().filter_map(|action| action.owner.as_deref()));
        let words = names.flat_map(|name| name.split(|c: char| !c.is_alphabetic()));
        let people = words.filter(|word| word.chars().nth(1).is_some()).map(str::to_lowercase).collect();
        Self { tongues: text::tongues(prose.map(|passage| passage.text.as_str())), people }
    }

    /// Whether a word as it is written says nothing. A name is written with a capital: a team `payments` that owes
    /// something is no reason to pass over what is said of payments.
    fn holds(&self, raw: &str) -> bool {
        let is_name = !self.people.is_empty() && raw.starts_with(char::is_uppercase);
        is_name && self.people.contains(&raw.to_lowercase()) || self.tongues.is_empty_word(raw)
    }
}

/// Names of parts and components tell causes apart: identifiers, and words with a capital inside a sentence. The parts
/// of a name, which ends at `name`, say less than other words: they come along with it.
fn own_worth(term: &TermRef<'_>, raw: &str, name: usize) -> f32 {
    let capitals = raw.chars().filter(|c| c.is_uppercase()).count();
    match term.kind {
        _ if term.range.end <= name => PART,
        TermKind::Identifier => 1.2,
        TermKind::Word if is_ticket(raw) => TICKET,
        TermKind::Word if capitals > 1 || capitals == 1 && term.range.start > 0 => 1.3,
        TermKind::Word => 1.0,
        // A word of three characters is two pairs.
        TermKind::Pair => 0.7,
    }
}

/// Where the record tells causes, fixes and symptoms.
struct Places {
    causes: Vec<(Span, CauseState)>,
    fixes: Vec<Span>,
    symptoms: Vec<Span>,
    /// Whether the record has a place for the cause; where it has none, its other prose must do.
    tells_cause: bool,
    tells_symptom: bool,
}

impl Places {
    fn of(incident: &Incident) -> Self {
        let kind = |kind| incident.sections.iter().any(|section| section.kind == kind);
        let mut causes: Vec<_> = incident.causes.iter().map(|cause| (cause.statement.span, cause.state)).collect();
        causes.sort_by_key(|(span, _)| *span);
        let sorted = |mut spans: Vec<Span>| {
            spans.sort();
            spans
        };
        Self {
            causes,
            fixes: sorted(incident.fixes.iter().map(|fix| fix.statement.span).collect()),
            symptoms: sorted(incident.symptoms.iter().map(|symptom| symptom.span).collect()),
            tells_cause: kind(SectionKind::RootCause),
            tells_symptom: kind(SectionKind::Symptoms) || !incident.symptoms.is_empty(),
        }
    }

    fn worth(&self, passage: &Passage, range: &Range<usize>, usual: Worth) -> Worth {
        let span = passage.source_span(range.clone());
        let mut worth = usual;
        if let Some((_, state)) = first_meeting(&self.causes, |(cause, _)| *cause, span) {
            let stated = if *state == CauseState::Suspected { 0.6 } else { 1.0 };
            worth.caused = worth.caused.max(stated);
        }
        if first_meeting(&self.fixes, |fix| *fix, span).is_some() {
            worth.caused = worth.caused.max(0.5);
        }
        if first_meeting(&self.symptoms, |symptom| *symptom, span).is_some() {
            worth.looks = worth.looks.max(1.0);
        }
        let sentence = passage.text.get(range.clone()).unwrap_or_default();
        if passage.role == Role::Neutral && worth.caused > 0.0 && worth.caused < 0.7 && tells_why(sentence) {
            worth =
                Worth { looks: worth.looks * 0.7, caused: worth.caused.max(if self.tells_cause { 0.5 } else { 0.8 }) };
        }
        worth
    }
}

/// The first of sorted places that shares a byte with `span`.
fn first_meeting<T>(places: &[T], span_of: impl Fn(&T) -> Span, span: Span) -> Option<&T> {
    let until = places.partition_point(|place| span_of(place).start < span.end);
    places.get(..until)?.iter().rev().take(8).find(|place| span_of(place).end > span.start)
}

/// What a passage's sentences are worth, by where it stands; `None` where they say nothing about this incident.
fn usual_worth(incident: &Incident, passage: &Passage, places: &Places) -> Option<Worth> {
    let section = incident.section(passage.section);
    if is_about_people(section) {
        return None;
    }
    if passage.kind == PassageKind::Heading && !is_telling_heading(section) {
        return None;
    }
    let (other_cause, other_looks) =
        (if places.tells_cause { 0.15 } else { 0.4 }, if places.tells_symptom { 0.3 } else { 0.5 });
    let (looks, caused) = match (section.kind, passage.role) {
        _ if passage.kind == PassageKind::Heading && section.level == 1 => (1.2, 0.4),
        (SectionKind::RootCause, _) if section.supposed => (0.1, 0.5),
        (SectionKind::ContributingFactors, _) => (0.15, 0.6),
        (SectionKind::RootCause, _) | (_, Role::Cause) => (0.1, 1.0),
        (_, Role::Symptom) => (1.0, 0.1),
        (_, Role::Fix) => (0.05, 0.5),
        (_, Role::Future) => (0.0, 0.15),
        (SectionKind::Impact, _) => (0.5, 0.0),
        (SectionKind::Detection, _) => (0.4, 0.0),
        (SectionKind::Timeline, _) => (0.15, 0.2),
        (SectionKind::Lessons | SectionKind::Evidence, _) => (0.05, 0.1),
        _ => (other_looks, other_cause),
    };
    Some(Worth { looks, caused })
}

/// Who was there and how long it took is no part of what it was.
fn is_about_people(section: &Section) -> bool {
    const HEADINGS: [&str; 18] = [
        "attendees",
        "participants",
        "people",
        "people involved",
        "responders",
        "authors",
        "author",
        "reviewers",
        "owner",
        "owners",
        "stats",
        "statistics",
        "metadata",
        "metrics",
        "glossary",
        "acknowledgements",
        "changelog",
        "revision history",
    ];
    section.kind == SectionKind::Other
        && HEADINGS.iter().any(|heading| heading.eq_ignore_ascii_case(section.title.trim()))
}

/// A title, or a heading of the author's own; `Root cause` says nothing.
fn is_telling_heading(section: &Section) -> bool {
    section.kind == SectionKind::Other || section.level == 1
}

/// Whether a sentence gives a reason, going by one of its words.
fn tells_why(sentence: &str) -> bool {
    const WORDS: [&str; 22] = [
        "because",
        "cause",
        "caused",
        "causing",
        "due",
        "led",
        "leading",
        "resulted",
        "resulting",
        "triggered",
        "reason",
        "traced",
        "culprit",
        "turned",
        "weil",
        "wegen",
        "ursache",
        "parce",
        "raison",
        "porque",
        "debido",
        "devido",
    ];
    const IN_SCRIPTS_WITHOUT_BLANKS: [&str; 5] = ["原因", "ため", "により", "因为", "导致"];
    let is_cue = |word: &str| {
        (3..=9).contains(&word.len())
            && WORDS.iter().any(|cue| cue.len() == word.len() && cue.eq_ignore_ascii_case(word))
    };
    sentence.split(|c: char| !c.is_alphanumeric()).any(is_cue)
        || !sentence.is_ascii() && IN_SCRIPTS_WITHOUT_BLANKS.iter().any(|cue| sentence.contains(cue))
}
