//! A pattern as JSON, with the incidents it was seen in.

use serde::Serialize;

use super::incident::Place;
use super::{EvidenceJson, SCHEMA, address};
use crate::knowledge::{FixOutcome, KnowledgeBase, Life, LinkState, PatternLink, Step};
use crate::model::{Facet, IncidentId, Pattern, PatternId, PatternSection, Role, Signal};

/// A pattern as it is exported; keys without a value are left out.
#[derive(Debug, Serialize)]
pub struct PatternJson<'a> {
    schema: u32,
    id: &'a PatternId,
    /// The pattern's file.
    path: &'a str,
    /// The page, relative to the site's root.
    page: String,
    /// Whether it ships with the program.
    built_in: bool,
    name: &'a str,
    facet: Facet,
    aliases: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<&'a PatternId>,
    see_also: Vec<&'a PatternId>,
    life: Life,
    summary: &'a str,
    sections: Vec<SectionJson<'a>>,
    signals: Vec<SignalJson<'a>>,
    instances: Vec<InstanceJson<'a>>,
    /// Whether what was done held: the incidents that count, oldest first.
    fixes: Vec<FixJson<'a>>,
}

/// What was done in an incident, and what came after.
#[derive(Debug, Serialize)]
pub struct FixJson<'a> {
    id: &'a IncidentId,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<&'a str>,
    actions: usize,
    actions_done: usize,
    #[serde(flatten)]
    outcome: FixOutcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<&'a IncidentId>,
}

#[derive(Debug, Serialize)]
struct SectionJson<'a> {
    title: &'a str,
    anchor: &'a str,
    /// Markdown.
    text: &'a str,
}

#[derive(Debug, Serialize)]
struct SignalJson<'a> {
    all: Vec<Vec<&'a str>>,
    not: Vec<&'a str>,
    r#in: &'a [Role],
    weight: f32,
}

/// An incident that a pattern is tied to.
#[derive(Debug, Serialize)]
pub struct InstanceJson<'a> {
    id: &'a IncidentId,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    services: Vec<&'a str>,
    state: LinkState,
    score: f32,
    evidence: Vec<EvidenceJson<'a>>,
}

/// The pattern of that index in the knowledge base.
///
/// # Panics
/// When `index` is not one of the knowledge base's own.
pub fn pattern(kb: &KnowledgeBase, index: usize) -> PatternJson<'_> {
    let pattern = &kb.patterns[index];
    PatternJson {
        schema: SCHEMA,
        id: &pattern.id,
        path: &pattern.file.path,
        page: address::pattern(&pattern.id),
        built_in: pattern.built_in,
        name: &pattern.name.value,
        facet: pattern.facet,
        aliases: &pattern.aliases,
        parent: pattern.parent.as_ref().map(|parent| &parent.value),
        see_also: pattern.see_also.iter().map(|other| &other.value).collect(),
        life: kb.lives[index],
        summary: &pattern.summary,
        sections: pattern.sections.iter().map(|section| section_json(pattern, section)).collect(),
        signals: pattern.signals.iter().map(signal_json).collect(),
        instances: kb.links_of_pattern(index).map(|link| instance(kb, link)).collect(),
        fixes: kb.efficacy(index).steps.iter().map(|step| fix(kb, step)).collect(),
    }
}

fn fix<'a>(kb: &'a KnowledgeBase, step: &Step) -> FixJson<'a> {
    let incident = &kb.incidents[step.incident];
    let next = match step.outcome {
        FixOutcome::CameBack { next, .. } => Some(&kb.incidents[next].id),
        _ => None,
    };
    let fix = step.fix.and_then(|at| incident.fixes.get(at)).map(|fix| fix.statement.value.as_str());
    let (actions, actions_done) = step.actions;
    FixJson { id: &incident.id, fix, actions, actions_done, outcome: step.outcome, next }
}

fn section_json<'a>(pattern: &'a Pattern, section: &'a PatternSection) -> SectionJson<'a> {
    SectionJson { title: &section.title, anchor: &section.anchor, text: pattern.file.slice(section.span).trim() }
}

fn signal_json(signal: &Signal) -> SignalJson<'_> {
    SignalJson {
        all: signal.all.iter().map(|phrases| phrases.iter().map(|phrase| phrase.value.as_str()).collect()).collect(),
        not: signal.not.iter().map(|phrase| phrase.value.as_str()).collect(),
        r#in: &signal.roles,
        weight: signal.weight,
    }
}

fn instance<'a>(kb: &'a KnowledgeBase, link: &'a PatternLink) -> InstanceJson<'a> {
    let incident = &kb.incidents[link.incident];
    InstanceJson {
        id: &incident.id,
        title: &incident.title.value,
        date: incident.date.as_ref().map(|date| date.value.to_string()),
        services: incident.services.iter().map(|service| service.value.as_str()).collect(),
        state: link.state,
        score: link.score,
        evidence: link.evidence.iter().map(|evidence| Place { incident }.evidence(evidence)).collect(),
    }
}
