//! Where a sentence may assert by its wording.
//!
//! A section for causes asserts whatever its sentences say; no other place does by itself. In a record without such a
//! section the wording decides, and in one that has it, only plain words for a cause in the places that tell the story.

use super::filter::Wording;
use crate::model::{CauseState, Facet, Incident, Passage, PassageKind, Role, Section, SectionKind};
use crate::source::Span;

/// What an incident's places are worth as evidence.
pub struct Places<'a> {
    incident: &'a Incident,
    /// Whether a section tells the cause.
    has_cause: bool,
    /// Whether the cause is still sought.
    is_open: bool,
    /// The causes that are only supposed, in order and without overlap.
    suspected: Vec<Span>,
    /// The sections whose cause the author stands by, whatever their heading says.
    settled: Vec<u32>,
}

/// What a place is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// The title of the record.
    Title,
    /// Where the story is told.
    Story,
    /// What happened when, in passing.
    Timeline,
    /// What was seen, and what it did.
    Seen,
    /// What was learned.
    Lessons,
    /// Logs, references.
    Aside,
}

impl<'a> Places<'a> {
    /// Reads an incident's places.
    pub fn of(incident: &'a Incident) -> Self {
        let causes = incident.causes.iter().filter(|cause| cause.state == CauseState::Suspected);
        let mut suspected: Vec<Span> = causes.map(|cause| cause.span).collect();
        suspected.sort_unstable_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
        suspected.dedup_by(|inner, outer| outer.contains(*inner));
        let settled = incident.causes.iter().filter(|cause| cause.state != CauseState::Suspected);
        let settled = settled.map(|cause| cause.section).collect();
        let has_cause = incident.passages.iter().any(is_cause);
        let is_open = incident.is_open() && !stands_in(incident);
        Self { incident, has_cause, is_open, suspected, settled }
    }

    /// Whether a passage may be evidence: prose, in a role that counts. Of the front matter only the title is prose;
    /// its keys that tell symptoms or a cause were made items by their reader.
    pub fn may_prove(&self, passage: &Passage) -> bool {
        let is_prose = passage.kind.is_prose() || self.is_title(passage);
        is_prose && !matches!(passage.role, Role::RuledOut | Role::Fix | Role::Future)
    }

    /// Whether a sentence of that wording asserts a pattern of that facet where it stands.
    pub fn asserts(&self, passage: &Passage, wording: Wording, facet: Facet) -> bool {
        if passage.role == Role::Cause {
            return true;
        }
        let place = self.place_of(passage);
        let tells = matches!(place, Place::Title | Place::Story | Place::Timeline);
        // How it was found and mended is no cause, and told everywhere.
        let is_aggravator = facet == Facet::Aggravator;
        match wording {
            Wording::Cause if self.has_cause => matches!(place, Place::Title | Place::Story),
            Wording::Chain if self.has_cause => false,
            Wording::Cause | Wording::Chain => tells || matches!(place, Place::Seen | Place::Lessons),
            Wording::Found => !self.has_cause && (tells || place == Place::Seen),
            Wording::Fact => {
                tells && (place == Place::Title || !self.has_cause) || is_aggravator && place != Place::Aside
            }
            // A line of a timeline has happened, whatever its verb.
            Wording::Plain if is_aggravator && (place == Place::Timeline || place == Place::Seen) => true,
            Wording::Plain => place == Place::Title && is_headline(&passage.text),
            Wording::Effect => false,
        }
    }

    /// Whether a passage tells what was learned.
    pub fn is_lesson(&self, passage: &Passage) -> bool {
        passage.role == Role::Neutral && self.place_of(passage) == Place::Lessons
    }

    /// Whether a passage is only supposed: its section or its cause is, or the cause of the incident is still sought.
    pub fn is_supposed(&self, passage: &Passage) -> bool {
        let section = self.incident.sections.get(passage.section as usize);
        let by_section = section.is_some_and(|section| section.supposed) && !self.settled.contains(&passage.section);
        by_section || self.is_open || passage.role == Role::Cause && self.is_suspected(passage.span)
    }

    fn is_suspected(&self, span: Span) -> bool {
        let begun = self.suspected.partition_point(|cause| cause.start <= span.start);
        begun > 0 && self.suspected[begun - 1].contains(span)
    }

    fn place_of(&self, passage: &Passage) -> Place {
        if self.is_title(passage) {
            return Place::Title;
        }
        match self.kind_around(passage.section) {
            SectionKind::Symptoms | SectionKind::Impact => Place::Seen,
            SectionKind::Timeline => Place::Timeline,
            SectionKind::Lessons => Place::Lessons,
            SectionKind::Evidence => Place::Aside,
            _ => Place::Story,
        }
    }

    /// The kind of the innermost section around a place that has one.
    fn kind_around(&self, section: u32) -> SectionKind {
        let section_at = |index: u32| self.incident.sections.get(index as usize);
        let outer = |section: &&'a Section| section.parent.and_then(section_at);
        let around = std::iter::successors(section_at(section), outer);
        around.map(|section| section.kind).find(|kind| *kind != SectionKind::Other).unwrap_or(SectionKind::Other)
    }

    fn is_title(&self, passage: &Passage) -> bool {
        let title = self.incident.title.span;
        let may_be = matches!(passage.kind, PassageKind::Heading | PassageKind::FrontMatter | PassageKind::Paragraph);
        may_be && !title.is_empty() && (passage.span.contains(title) || title.contains(passage.span))
    }
}

/// Whether contributing factors stand in for the cause: doubt about one of them says nothing about the incident.
fn stands_in(incident: &Incident) -> bool {
    let kind = |cause: &crate::model::Cause| incident.sections.get(cause.section as usize).map(|section| section.kind);
    let factors = |cause| kind(cause) == Some(SectionKind::ContributingFactors);
    incident.status.is_none() && incident.causes.iter().all(factors)
}

/// Whether a passage tells a cause: prose under a heading for one, not the heading itself.
fn is_cause(passage: &Passage) -> bool {
    passage.role == Role::Cause && passage.kind.is_prose() && passage.kind != PassageKind::Heading
}

/// Whether a title names what happened, rather than what to do or what the page is about.
fn is_headline(title: &str) -> bool {
    let words = || title.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’').filter(|word| !word.is_empty());
    let lower = |word: &str| word.to_lowercase().replace(['\'', '’'], "");
    let opens = words().next().map(lower).unwrap_or_default();
    !ORDERS.contains(&opens.as_str()) && !words().any(|word| SUBJECTS.contains(&lower(word).as_str()))
}

/// Words that open a title which says what to do.
#[rustfmt::skip]
const ORDERS: &[&str] = &[
    "how", "use", "using", "add", "adding", "ensure", "avoid", "prevent", "update", "updating", "upgrade",
    "upgrading", "migrate", "migrating", "implement", "improve", "understanding", "best", "convert", "move", "moving",
    "replace", "switch", "enable", "activate", "renew", "renewing", "rotate", "rotating", "handling", "handle", "dont",
    "always", "never", "why", "what", "when", "fix", "fixing",
];

/// Words of titles whose page tells a plan, a rule or an exercise.
#[rustfmt::skip]
const SUBJECTS: &[&str] = &[
    "maintenance", "migration", "must", "should", "requires", "need", "needs", "guide", "pattern", "patterns",
    "checklist", "strategies", "strategy", "planned", "scheduled", "design", "proposal", "plan", "test", "simulation",
    "exercise", "drill",
];
