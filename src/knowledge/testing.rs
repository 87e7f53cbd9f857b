//! Incidents and patterns for tests, made by hand.

use crate::model::{
    Carrier, Date, Examples, Facet, Incident, IncidentId, OffsetMap, Outcome, Passage, PassageKind, Pattern, PatternId,
    Role, Section, SectionKind, Signal, Theory,
};
use crate::source::{SourceFile, Span, Spanned};

pub fn spanned<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::default())
}

pub fn incident_id(id: &str) -> IncidentId {
    IncidentId::new(id).expect("the test's id is good")
}

pub fn pattern_id(id: &str) -> PatternId {
    PatternId::new(id).expect("the test's id is good")
}

/// A pattern whose signals are lists of lists of phrases.
pub fn pattern(id: &str, signals: &[&[&[&str]]]) -> Pattern {
    let phrases = |list: &&[&str]| list.iter().map(|phrase| spanned((*phrase).to_owned())).collect();
    let signal = |lists: &&[&[&str]]| Signal {
        all: lists.iter().map(phrases).collect(),
        not: Vec::new(),
        roles: vec![Role::Cause, Role::Symptom, Role::Neutral],
        weight: 1.0,
        span: Span::default(),
    };
    Pattern {
        id: pattern_id(id),
        file: SourceFile::new(format!("patterns/{id}.md"), ""),
        built_in: false,
        name: spanned(id.to_owned()),
        facet: Facet::Mechanism,
        aliases: Vec::new(),
        parent: None,
        see_also: Vec::new(),
        signals: signals.iter().map(signal).collect(),
        examples: Examples::default(),
        body: Span::default(),
        sections: Vec::new(),
        summary: String::new(),
    }
}

/// An incident with one section of one paragraph for each kind and text.
pub fn incident(id: &str, sections: &[(SectionKind, &str)]) -> Incident {
    let text: String = sections.iter().flat_map(|(_, text)| [*text, "\n"]).collect();
    let mut incident = empty(id, &text);
    let mut start = 0;
    for (index, (kind, text)) in sections.iter().enumerate() {
        let span = Span::new(start, start + text.len());
        let role = kind.role().unwrap_or(Role::Neutral);
        incident.sections.push(section(*kind, role, span));
        let mut map = OffsetMap::default();
        map.push(0, text.len(), span);
        let text = (*text).to_owned();
        incident.passages.push(Passage { kind: PassageKind::Paragraph, section: index as u32, role, text, span, map });
        start += span.range().len() + 1;
    }
    incident
}

fn section(kind: SectionKind, role: Role, span: Span) -> Section {
    Section {
        kind,
        role,
        title: kind.name().to_owned(),
        anchor: kind.name().to_owned(),
        level: 2,
        carrier: Carrier::Heading,
        head: Span::new(span.start as usize, span.start as usize),
        span,
        parent: None,
        supposed: false,
    }
}

fn empty(id: &str, text: &str) -> Incident {
    let file = SourceFile::new(format!("{id}.md"), text);
    let body = Span::new(0, text.len());
    Incident { title: spanned(id.to_owned()), ..Incident::blank(incident_id(id), file, body) }
}

/// Sets the day, as `2026-01-31`.
pub fn dated(mut incident: Incident, day: &str) -> Incident {
    incident.date = Some(spanned(Date(day.parse().expect("the test's day is good"))));
    incident
}

/// Adds services.
pub fn serving(mut incident: Incident, services: &[&str]) -> Incident {
    incident.services.extend(services.iter().map(|service| spanned((*service).to_owned())));
    incident
}

/// Adds a theory.
pub fn blaming(mut incident: Incident, statement: &str, outcome: Option<Outcome>) -> Incident {
    incident.theories.push(Theory {
        statement: spanned(statement.to_owned()),
        span: Span::default(),
        section: 0,
        believed_because: None,
        tried: None,
        outcome: outcome.map(spanned),
        wrong_because: None,
        settled_by: None,
        held_as_cause: None,
    });
    incident
}
