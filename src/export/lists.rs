//! Lists as JSON: what the pages that list incidents, patterns, services, tags and promises show, for programs.
//!
//! A list names each thing with what one needs to choose it, and the address of its own JSON. All addresses are relative
//! to the site's root.

use serde::Serialize;

use super::{SCHEMA, address};
use crate::knowledge::{Debt, KnowledgeBase, Life, LinkState};
use crate::model::{ActionState, CauseState, Facet, Incident, IncidentId, PatternId, Status};

/// Where a list stands, and what feeds there are of it.
#[derive(Clone, Debug, Serialize)]
pub struct ListPlace {
    /// Its page.
    pub page: String,
    /// The feed of its incidents, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feed: Option<String>,
}

/// Some incidents.
#[derive(Debug, Serialize)]
pub struct IncidentsJson<'a> {
    schema: u32,
    #[serde(flatten)]
    place: ListPlace,
    /// What they have in common, where that is a service or a tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    total: usize,
    incidents: Vec<IncidentRow<'a>>,
}

/// An incident in a list; keys without a value are left out.
#[derive(Debug, Serialize)]
struct IncidentRow<'a> {
    id: &'a IncidentId,
    title: &'a str,
    page: String,
    json: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
    open: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<&'a str>,
    services: Vec<&'a str>,
    tags: Vec<&'a str>,
    /// Ids it had before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    aliases: Vec<&'a IncidentId>,
    /// Those that count.
    patterns: Vec<PatternState<'a>>,
    /// The curation level's number.
    level: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    symptom: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<&'a str>,
    /// How sure the record is of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    cause_state: Option<CauseState>,
    /// How many of its actions are not done.
    open_actions: usize,
    /// A digest of all its words: another one as soon as one of them is.
    text: String,
}

/// A pattern of an incident: confirmed by the author, or detected.
#[derive(Debug, Serialize)]
struct PatternState<'a> {
    id: &'a PatternId,
    state: LinkState,
}

/// Some incidents, in the order given.
pub fn incidents<'a>(
    kb: &'a KnowledgeBase,
    incidents: &[usize],
    name: Option<&'a str>,
    place: ListPlace,
) -> IncidentsJson<'a> {
    let incidents: Vec<_> = incidents.iter().map(|&index| incident_row(kb, index)).collect();
    IncidentsJson { schema: SCHEMA, place, name, total: incidents.len(), incidents }
}

fn incident_row(kb: &KnowledgeBase, index: usize) -> IncidentRow<'_> {
    let record: &Incident = &kb.incidents[index];
    let opening = record.opening();
    let counting = kb.links_of_incident(index).filter(|link| link.state.counts());
    IncidentRow {
        id: &record.id,
        title: &record.title.value,
        page: address::incident(&record.id),
        json: format!("incidents/{}.json", record.id),
        date: record.date.as_ref().map(|date| date.value.to_string()),
        status: record.status.as_ref().map(|status| status.value),
        open: record.is_open(),
        severity: record.severity.as_ref().map(|severity| severity.value.as_str()),
        services: record.services.iter().map(|value| value.value.as_str()).collect(),
        tags: record.tags.iter().map(|value| value.value.as_str()).collect(),
        aliases: record.aliases.iter().map(|alias| &alias.value).collect(),
        patterns: counting.map(|link| PatternState { id: &kb.patterns[link.pattern].id, state: link.state }).collect(),
        level: record.level.number(),
        symptom: opening.symptom.map(|(text, _)| text),
        cause: opening.cause.map(|(text, _)| text),
        cause_state: record.cause_state(),
        open_actions: record.actions.iter().filter(|action| action.state != ActionState::Done).count(),
        text: digest(record),
    }
}

/// The first 16 hexadecimal digits of BLAKE3 over the passages, each with its length before it.
fn digest(record: &Incident) -> String {
    // One large piece takes a fraction of what as many small ones do.
    let mut bytes = Vec::with_capacity(record.file.text.len() + 8 * record.passages.len());
    for passage in &record.passages {
        bytes.extend((passage.text.len() as u64).to_le_bytes());
        bytes.extend(passage.text.as_bytes());
    }
    blake3::hash(&bytes).to_hex().chars().take(16).collect()
}

/// All patterns.
#[derive(Debug, Serialize)]
pub struct PatternsJson<'a> {
    schema: u32,
    page: &'static str,
    patterns: Vec<PatternRow<'a>>,
}

#[derive(Debug, Serialize)]
struct PatternRow<'a> {
    id: &'a PatternId,
    name: &'a str,
    facet: Facet,
    life: Life,
    built_in: bool,
    summary: &'a str,
    /// In how many incidents it was seen; suggestions do not count.
    incidents: usize,
    /// The day of the newest of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    newest: Option<String>,
    page: String,
    json: String,
    feed: String,
}

/// All patterns, most often seen first, then by id.
pub fn patterns(kb: &KnowledgeBase) -> PatternsJson<'_> {
    let mut patterns: Vec<PatternRow<'_>> = (0..kb.patterns.len()).map(|index| pattern_row(kb, index)).collect();
    patterns.sort_by_key(|row| (std::cmp::Reverse(row.incidents), row.id));
    PatternsJson { schema: SCHEMA, page: "patterns/index.html", patterns }
}

fn pattern_row(kb: &KnowledgeBase, index: usize) -> PatternRow<'_> {
    let pattern = &kb.patterns[index];
    let days = kb.incidents_of_pattern(index).filter_map(|at| kb.incidents[at].date.as_ref().map(|date| date.value));
    PatternRow {
        id: &pattern.id,
        name: &pattern.name.value,
        facet: pattern.facet,
        life: kb.lives[index],
        built_in: pattern.built_in,
        summary: &pattern.summary,
        incidents: kb.incidents_of_pattern(index).count(),
        newest: days.max().map(|day| day.to_string()),
        page: address::pattern(&pattern.id),
        json: format!("patterns/{}.json", pattern.id),
        feed: format!("patterns/{}/feed.xml", pattern.id),
    }
}

/// A service or a tag.
#[derive(Clone, Debug)]
pub struct GroupInput<'a> {
    /// Its name.
    pub name: &'a str,
    /// The folder of its page, such as `services/api`.
    pub folder: String,
    /// Its incidents, newest first.
    pub incidents: &'a [usize],
    /// Its feed, where it has one.
    pub feed: Option<String>,
}

/// All services, or all tags.
#[derive(Debug, Serialize)]
pub struct GroupsJson<'a> {
    schema: u32,
    page: String,
    groups: Vec<GroupRow<'a>>,
}

#[derive(Debug, Serialize)]
struct GroupRow<'a> {
    name: &'a str,
    incidents: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    newest: Option<String>,
    json: String,
    #[serde(flatten)]
    place: ListPlace,
}

/// The groups in the order given; `page` is where they are listed.
pub fn groups<'a>(kb: &KnowledgeBase, page: String, groups: &[GroupInput<'a>]) -> GroupsJson<'a> {
    let day = |&at: &usize| kb.incidents[at].date.as_ref().map(|date| date.value.to_string());
    let row = |group: &GroupInput<'a>| GroupRow {
        name: group.name,
        incidents: group.incidents.len(),
        newest: group.incidents.first().and_then(day),
        json: format!("{}.json", group.folder),
        place: ListPlace { page: format!("{}/index.html", group.folder), feed: group.feed.clone() },
    };
    GroupsJson { schema: SCHEMA, page, groups: groups.iter().map(row).collect() }
}

/// Promises that are not kept yet.
#[derive(Debug, Serialize)]
pub struct ActionsJson<'a> {
    schema: u32,
    page: &'static str,
    /// How many are kept.
    done: usize,
    actions: Vec<ActionRow<'a>>,
}

#[derive(Debug, Serialize)]
struct ActionRow<'a> {
    text: &'a str,
    state: ActionState,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ticket: Option<&'a str>,
    incident: &'a IncidentId,
    line: u32,
    debt: f64,
    /// How many later incidents it might have spared.
    spared: usize,
    /// The heaviest of them.
    spared_incidents: Vec<&'a IncidentId>,
}

/// Promises that are not kept yet, the greatest debt first.
pub fn actions(kb: &KnowledgeBase) -> ActionsJson<'_> {
    let row = |debt: Debt<'_>| {
        let incident = &kb.incidents[debt.incident];
        let action = &incident.actions[debt.at];
        ActionRow {
            text: &action.text,
            state: action.state,
            owner: action.owner.as_deref(),
            due: action.due.as_ref().map(|due| due.value.to_string()),
            ticket: action.ticket.as_deref(),
            incident: &incident.id,
            line: incident.file.position(action.span.start).line,
            debt: (debt.score * 1000.0).round() / 1000.0,
            spared: debt.later,
            spared_incidents: debt.spared.iter().map(|one| &kb.incidents[one.incident].id).collect(),
        }
    };
    let actions = kb.debts().into_iter().map(row).collect();
    ActionsJson { schema: SCHEMA, page: "actions/index.html", done: kb.actions_done(), actions }
}
