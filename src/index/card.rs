//! Cards: what is stored of each incident, so that an answer can be printed without reading its record.

use serde::{Deserialize, Serialize};

use crate::knowledge::{KnowledgeBase, LinkState, PatternLink};
use crate::model::{Action, ActionState, CauseState, PassageKind, Role, SectionKind};

/// An answer names so many open actions.
const SHOWN_ACTIONS: usize = 3;

/// One incident as it is stored in the index; borrowed from the knowledge base or from the stored bytes.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Card<'a> {
    pub id: &'a str,
    pub path: &'a str,
    pub title: &'a str,
    pub date: Option<String>,
    pub status: Option<&'a str>,
    pub severity: Option<&'a str>,
    #[serde(borrow)]
    pub services: Vec<&'a str>,
    pub cause: Option<&'a str>,
    pub cause_state: Option<CauseState>,
    pub fix: Option<&'a str>,
    #[serde(borrow)]
    pub patterns: Vec<PatternMark<'a>>,
    pub open_actions: u32,
    /// The first few of them, in a line each.
    pub actions: Vec<String>,
    #[serde(borrow)]
    pub sections: Vec<CardSection<'a>>,
    #[serde(borrow)]
    pub passages: Vec<CardPassage<'a>>,
}

/// A link to a pattern, without the rejected ones.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PatternMark<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub state: MarkState,
    /// The strongest line that speaks for it, with the section it stands in.
    #[serde(borrow)]
    pub evidence: Option<(u32, &'a str)>,
}

/// The states of a link that can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum MarkState {
    Confirmed,
    Detected,
    Suggested,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct CardSection<'a> {
    pub kind: SectionKind,
    pub title: &'a str,
    pub anchor: &'a str,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct CardPassage<'a> {
    pub kind: PassageKind,
    pub role: Role,
    pub section: u32,
    pub text: &'a str,
}

impl MarkState {
    fn of(state: LinkState) -> Option<Self> {
        match state {
            LinkState::Confirmed => Some(MarkState::Confirmed),
            LinkState::Detected => Some(MarkState::Detected),
            LinkState::Suggested => Some(MarkState::Suggested),
            LinkState::Rejected => None,
        }
    }

    pub(super) fn link_state(self) -> LinkState {
        match self {
            MarkState::Confirmed => LinkState::Confirmed,
            MarkState::Detected => LinkState::Detected,
            MarkState::Suggested => LinkState::Suggested,
        }
    }
}

impl<'a> Card<'a> {
    /// The card of the incident of that index; `links` are those of the incident.
    pub(super) fn of(base: &'a KnowledgeBase, incident: usize, links: &'a [PatternLink]) -> Self {
        let incident = &base.incidents[incident];
        let opening = incident.opening();
        let sections = incident.sections.iter();
        let passages = incident.passages.iter();
        let open = || incident.actions.iter().filter(|action| action.state == ActionState::Open);
        Self {
            id: incident.id.as_str(),
            path: &incident.file.path,
            title: &incident.title.value,
            date: incident.date.as_ref().map(|date| date.value.to_string()),
            status: incident.status.as_ref().map(|status| status.value.name()),
            severity: incident.severity.as_ref().map(|severity| severity.value.as_str()),
            services: incident.services.iter().map(|service| service.value.as_str()).collect(),
            cause: opening.cause.map(|(text, _)| text),
            cause_state: incident.cause_state(),
            fix: opening.fix.map(|(text, _)| text),
            patterns: links.iter().filter_map(|link| mark(base, link)).collect(),
            open_actions: open().count() as u32,
            actions: open().take(SHOWN_ACTIONS).map(told).collect(),
            sections: sections.map(|s| CardSection { kind: s.kind, title: &s.title, anchor: &s.anchor }).collect(),
            passages: passages
                .map(|p| CardPassage { kind: p.kind, role: p.role, section: p.section, text: &p.text })
                .collect(),
        }
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).expect("a card is plain data and memory does not refuse writing")
    }

    /// Reads a card; `None` where the bytes are none, which means that the index is damaged.
    pub(super) fn from_bytes(bytes: &'a [u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

/// An action in a line: what is to be done, by whom, and when it is due.
fn told(action: &Action) -> String {
    let owner = action.owner.as_ref().map(|owner| format!("@{owner}"));
    let due = action.due.as_ref().map(|due| format!("due {}", due.value));
    let parts = [Some(action.text.clone()), owner, due].into_iter().flatten().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}

fn mark<'a>(base: &'a KnowledgeBase, link: &'a PatternLink) -> Option<PatternMark<'a>> {
    let pattern = &base.patterns[link.pattern];
    Some(PatternMark {
        id: pattern.id.as_str(),
        name: &pattern.name.value,
        state: MarkState::of(link.state)?,
        evidence: link.evidence.first().map(|evidence| (evidence.section, evidence.text.as_str())),
    })
}
