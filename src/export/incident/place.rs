//! The values of an incident with the places they stand in.

use super::{ActionJson, CauseJson, EventJson, EvidenceJson, LineJson, LinkJson, TheoryJson, text_of};
use crate::knowledge::{Evidence, KnowledgeBase, PatternLink};
use crate::model::{Action, Cause, Event, Fix, Incident, Symptom, Theory};
use crate::source::Span;

/// Says where things stand in an incident.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub incident: &'a Incident,
}

impl<'a> Place<'a> {
    pub(in crate::export) fn section(self, index: u32) -> &'a str {
        self.incident.sections.get(index as usize).map_or("", |section| section.anchor.as_str())
    }

    pub(in crate::export) fn line(self, span: Span) -> u32 {
        self.incident.file.position(span.start).line
    }

    pub(super) fn symptoms(self, symptoms: &'a [Symptom]) -> Vec<LineJson<'a>> {
        let line = |symptom: &'a Symptom| LineJson {
            text: &symptom.text,
            section: self.section(symptom.section),
            line: self.line(symptom.span),
        };
        symptoms.iter().map(line).collect()
    }

    pub(super) fn theory(self, theory: &'a Theory) -> TheoryJson<'a> {
        TheoryJson {
            statement: &theory.statement.value,
            section: self.section(theory.section),
            line: self.line(theory.statement.span),
            believed_because: text_of(theory.believed_because.as_ref()),
            tried: text_of(theory.tried.as_ref()),
            outcome: theory.outcome.as_ref().map(|outcome| outcome.value),
            wrong_because: text_of(theory.wrong_because.as_ref()),
            settled_by: text_of(theory.settled_by.as_ref()),
            held_as_cause: text_of(theory.held_as_cause.as_ref()),
        }
    }

    pub(super) fn cause(self, cause: &'a Cause) -> CauseJson<'a> {
        CauseJson {
            statement: &cause.statement.value,
            state: cause.state,
            section: self.section(cause.section),
            line: self.line(cause.statement.span),
            confirmed_by: text_of(cause.confirmed_by.as_ref()),
        }
    }

    pub(super) fn fix(self, fix: &'a Fix) -> LineJson<'a> {
        LineJson { text: &fix.statement.value, section: self.section(fix.section), line: self.line(fix.statement.span) }
    }

    pub(super) fn event(self, event: &'a Event) -> EventJson<'a> {
        EventJson {
            when: &event.when,
            at: event.at.map(|at| at.to_string()),
            text: &event.text,
            section: self.section(event.section),
            line: self.line(event.span),
        }
    }

    pub(super) fn action(self, action: &'a Action) -> ActionJson<'a> {
        ActionJson {
            text: &action.text,
            state: action.state,
            owner: action.owner.as_deref(),
            due: action.due.as_ref().map(|due| due.value.to_string()),
            guard: text_of(action.guard.as_ref()),
            ticket: action.ticket.as_deref(),
            section: self.section(action.section),
            line: self.line(action.span),
        }
    }

    pub(super) fn link(self, kb: &'a KnowledgeBase, link: &'a PatternLink) -> LinkJson<'a> {
        let pattern = &kb.patterns[link.pattern];
        LinkJson {
            id: &pattern.id,
            name: &pattern.name.value,
            facet: pattern.facet,
            state: link.state,
            score: link.score,
            evidence: link.evidence.iter().map(|evidence| self.evidence(evidence)).collect(),
        }
    }

    /// A line of evidence in this incident.
    pub fn evidence(self, evidence: &'a Evidence) -> EvidenceJson<'a> {
        EvidenceJson {
            text: &evidence.text,
            words: evidence.words.iter().filter_map(|range| evidence.text.get(range.clone())).collect(),
            role: evidence.role,
            standing: evidence.standing,
            weight: evidence.weight,
            section: self.section(evidence.section),
            line: self.line(evidence.span),
        }
    }
}
