//! An incident as JSON: every value the record has, with the line it stands in.

mod place;

use std::collections::BTreeMap;

use serde::Serialize;

pub(super) use self::place::Place;
use super::passages::section_texts;
use super::similar::{NeighbourJson, SHOWN, neighbours};
use super::{SCHEMA, address};
use crate::knowledge::{Axis, KnowledgeBase, LinkState, Standing};
use crate::model::{
    ActionState, CauseState, CurationLevel, DetectedBy, Facet, Incident, IncidentId, Moment, Outcome, PatternId, Role,
    Section, SectionKind, Status,
};
use crate::source::Spanned;

/// An incident as it is exported; keys without a value are left out.
#[derive(Debug, Serialize)]
pub struct IncidentJson<'a> {
    schema: u32,
    id: &'a IncidentId,
    /// The record's file, relative to the folder of records.
    path: &'a str,
    /// The page, relative to the site's root.
    page: String,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
    /// Whether the cause is still sought.
    open: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<&'a str>,
    services: Vec<&'a str>,
    tags: Vec<&'a str>,
    authors: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'a str>,
    times: Times,
    minutes: Minutes,
    #[serde(skip_serializing_if = "Option::is_none")]
    detected_by: Option<DetectedBy>,
    paths: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<&'a str>,
    /// Front matter keys that Casebook does not know.
    extra: BTreeMap<&'a str, String>,
    opening: OpeningJson<'a>,
    sections: Vec<SectionJson<'a>>,
    symptoms: Vec<LineJson<'a>>,
    error_strings: Vec<LineJson<'a>>,
    theories: Vec<TheoryJson<'a>>,
    misleading: Vec<LineJson<'a>>,
    causes: Vec<CauseJson<'a>>,
    fixes: Vec<LineJson<'a>>,
    events: Vec<EventJson<'a>>,
    actions: Vec<ActionJson<'a>>,
    patterns: Vec<LinkJson<'a>>,
    aliases: Vec<&'a IncidentId>,
    repeat_of: Vec<&'a IncidentId>,
    related: Vec<&'a IncidentId>,
    supersedes: Vec<&'a IncidentId>,
    /// Incidents like it, on both axes.
    similar: SimilarJson<'a>,
    level: LevelJson<'a>,
}

#[derive(Debug, Serialize)]
struct Times {
    #[serde(skip_serializing_if = "Option::is_none")]
    started: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detected: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mitigated: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resolved: Option<String>,
}

/// Minutes from the start.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_field_names, reason = "the names are keys of the JSON")]
struct Minutes {
    #[serde(skip_serializing_if = "Option::is_none")]
    to_detect: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_mitigate: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_resolve: Option<u64>,
}

#[derive(Debug, Serialize)]
struct OpeningJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    symptom: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    false_trail: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    check: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct SectionJson<'a> {
    kind: SectionKind,
    role: Role,
    title: &'a str,
    anchor: &'a str,
    level: u8,
    line: u32,
    text: String,
}

/// A line of text with its place.
#[derive(Debug, Serialize)]
struct LineJson<'a> {
    text: &'a str,
    section: &'a str,
    line: u32,
}

#[derive(Debug, Serialize)]
struct TheoryJson<'a> {
    statement: &'a str,
    section: &'a str,
    line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    believed_because: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tried: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<Outcome>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wrong_because: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    settled_by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    held_as_cause: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct CauseJson<'a> {
    statement: &'a str,
    state: CauseState,
    section: &'a str,
    line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmed_by: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct EventJson<'a> {
    when: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    text: &'a str,
    section: &'a str,
    line: u32,
}

#[derive(Debug, Serialize)]
struct ActionJson<'a> {
    text: &'a str,
    state: ActionState,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    guard: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ticket: Option<&'a str>,
    section: &'a str,
    line: u32,
}

/// A link to a pattern, with the lines that speak for it.
#[derive(Debug, Serialize)]
pub struct LinkJson<'a> {
    id: &'a PatternId,
    name: &'a str,
    facet: Facet,
    state: LinkState,
    score: f32,
    evidence: Vec<EvidenceJson<'a>>,
}

/// A line that speaks for a link.
#[derive(Debug, Serialize)]
pub struct EvidenceJson<'a> {
    text: &'a str,
    /// The words in it that matched.
    words: Vec<&'a str>,
    role: Role,
    /// Whether it asserts, suggests or only guesses.
    standing: Standing,
    weight: f32,
    section: &'a str,
    line: u32,
}

/// Incidents like this one, closest first.
#[derive(Debug, Serialize)]
struct SimilarJson<'a> {
    caused: Vec<NeighbourJson<'a>>,
    looks: Vec<NeighbourJson<'a>>,
}

#[derive(Debug, Serialize)]
struct LevelJson<'a> {
    number: u8,
    name: &'static str,
    missing: Vec<MissingJson<'a>>,
}

#[derive(Debug, Serialize)]
struct MissingJson<'a> {
    level: CurationLevel,
    what: &'a str,
}

/// The incident of that index in the knowledge base.
///
/// # Panics
/// When `index` is not one of the knowledge base's own.
pub fn incident(kb: &KnowledgeBase, index: usize) -> IncidentJson<'_> {
    let record = &kb.incidents[index];
    let place = Place { incident: record };
    IncidentJson {
        schema: SCHEMA,
        id: &record.id,
        path: &record.file.path,
        page: address::incident(&record.id),
        title: &record.title.value,
        date: record.date.as_ref().map(|date| date.value.to_string()),
        status: record.status.as_ref().map(|status| status.value),
        open: record.is_open(),
        severity: text_of(record.severity.as_ref()),
        services: texts(&record.services),
        tags: texts(&record.tags),
        authors: texts(&record.authors),
        owner: text_of(record.owner.as_ref()),
        times: times(record),
        minutes: minutes(record),
        detected_by: record.detected_by.as_ref().map(|by| by.value),
        paths: texts(&record.paths),
        source: text_of(record.source.as_ref()),
        lang: text_of(record.lang.as_ref()),
        extra: extra(record),
        opening: opening(record),
        sections: sections(record),
        symptoms: place.symptoms(&record.symptoms),
        error_strings: place.symptoms(&record.error_strings),
        theories: record.theories.iter().map(|theory| place.theory(theory)).collect(),
        misleading: place.symptoms(&record.misleading),
        causes: record.causes.iter().map(|cause| place.cause(cause)).collect(),
        fixes: record.fixes.iter().map(|fix| place.fix(fix)).collect(),
        events: record.events.iter().map(|event| place.event(event)).collect(),
        actions: record.actions.iter().map(|action| place.action(action)).collect(),
        patterns: kb.links_of_incident(index).map(|link| place.link(kb, link)).collect(),
        aliases: ids(&record.aliases),
        repeat_of: ids(&record.repeat_of),
        related: ids(&record.related),
        supersedes: ids(&record.supersedes),
        similar: SimilarJson {
            caused: neighbours(kb, index, Axis::Caused, SHOWN),
            looks: neighbours(kb, index, Axis::Looks, SHOWN),
        },
        level: level(record),
    }
}

fn texts(values: &[Spanned<String>]) -> Vec<&str> {
    values.iter().map(|value| value.value.as_str()).collect()
}

fn text_of(value: Option<&Spanned<String>>) -> Option<&str> {
    value.map(|value| value.value.as_str())
}

fn ids(values: &[Spanned<IncidentId>]) -> Vec<&IncidentId> {
    values.iter().map(|value| &value.value).collect()
}

/// What else the front matter says; what stands under one key more than once is told on a line each.
fn extra(record: &Incident) -> BTreeMap<&str, String> {
    let mut extra: BTreeMap<&str, String> = BTreeMap::new();
    for field in &record.extra {
        let told = extra.entry(&field.key).or_default();
        if !told.is_empty() {
            told.push('\n');
        }
        told.push_str(&field.text);
    }
    extra
}

fn times(record: &Incident) -> Times {
    let text = |moment: &Option<Spanned<Moment>>| moment.as_ref().map(|moment| moment.value.to_string());
    Times {
        started: text(&record.started),
        detected: text(&record.detected),
        mitigated: text(&record.mitigated),
        resolved: text(&record.resolved),
    }
}

fn minutes(record: &Incident) -> Minutes {
    let since_start = |moment: &Option<Spanned<Moment>>| {
        let start = record.started.as_ref()?.value;
        moment.as_ref()?.value.minutes_since(start)
    };
    Minutes {
        to_detect: since_start(&record.detected),
        to_mitigate: since_start(&record.mitigated),
        to_resolve: since_start(&record.resolved),
    }
}

fn opening(record: &Incident) -> OpeningJson<'_> {
    let opening = record.opening();
    OpeningJson {
        symptom: opening.symptom.map(|(text, _)| text),
        false_trail: opening.false_trail.map(|(text, _)| text),
        cause: opening.cause.map(|(text, _)| text),
        check: opening.check.map(|(text, _)| text),
        fix: opening.fix.map(|(text, _)| text),
    }
}

fn sections(record: &Incident) -> Vec<SectionJson<'_>> {
    let texts = section_texts(record);
    let section = |(section, text)| section_json(record, section, text);
    record.sections.iter().zip(texts).map(section).collect()
}

fn section_json<'a>(record: &Incident, section: &'a Section, text: String) -> SectionJson<'a> {
    SectionJson {
        kind: section.kind,
        role: section.role,
        title: &section.title,
        anchor: &section.anchor,
        level: section.level,
        line: record.file.position(section.span.start).line,
        text,
    }
}

fn level(record: &Incident) -> LevelJson<'_> {
    LevelJson {
        number: record.level.number(),
        name: record.level.name(),
        missing: record.missing.iter().map(|lack| MissingJson { level: lack.level, what: &lack.what }).collect(),
    }
}
