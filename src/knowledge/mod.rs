//! What ties incidents together: pattern links with their evidence, the life of patterns, theories across incidents.
//!
//! Everything here is computed from incidents and patterns; nothing is read from a file and nothing is shown.

use std::collections::BTreeMap;

use crate::model::{Incident, IncidentId, Pattern, PatternId, Role};
use crate::source::Span;

/// How an incident and a pattern are tied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkState {
    /// The author says so.
    Confirmed,
    /// A cause section says so.
    Detected,
    /// Another section says so, or the evidence is weak.
    Suggested,
    /// The author says no.
    Rejected,
}

/// A quoted line that speaks for a link.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// The passage it stands in, as an index into the incident's passages.
    pub passage: u32,
    /// The section it stands in, as an index into the incident's sections.
    pub section: u32,
    /// What that place may prove.
    pub role: Role,
    /// The sentence, as its reader sees it.
    pub text: String,
    /// The sentence in the file.
    pub span: Span,
    /// The words that matched, as byte ranges of `text`.
    pub words: Vec<std::ops::Range<usize>>,
    /// What the signals in it are worth.
    pub weight: f32,
}

/// A link between an incident and a pattern.
#[derive(Clone, Debug, PartialEq)]
pub struct PatternLink {
    /// Index into the knowledge base's incidents.
    pub incident: usize,
    /// Index into the knowledge base's patterns.
    pub pattern: usize,
    /// How they are tied.
    pub state: LinkState,
    /// The worth of the evidence added up.
    pub score: f32,
    /// The lines that speak for it, strongest first; may be empty for a confirmed or rejected link.
    pub evidence: Vec<Evidence>,
}

/// How often a pattern has been seen. Only confirmed and detected links count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Life {
    /// Described, never seen here.
    Unseen,
    /// One incident.
    Candidate,
    /// Two.
    Confirmed,
    /// Three or more, in two or more services.
    Established,
    /// Established or confirmed, but not seen for the configured time before the newest incident.
    Dormant,
    /// Every action of its incidents that is done has a guard, and there is one.
    Guarded,
}

/// A theory that was blamed in vain, across incidents.
#[derive(Clone, Debug)]
pub struct Suspect {
    /// What was blamed, in the words of its clearest case, or the name of the pattern it names.
    pub name: String,
    /// The pattern it names, where it names one, as an index into the patterns.
    pub pattern: Option<usize>,
    /// Every time it was blamed: incident and theory index.
    pub cases: Vec<(usize, usize)>,
}

/// All incidents and patterns, with what ties them together.
pub struct KnowledgeBase {
    /// Ordered by id.
    pub incidents: Vec<Incident>,
    /// Ordered by id.
    pub patterns: Vec<Pattern>,
    /// Ordered by incident, then state, score (highest first) and pattern.
    pub links: Vec<PatternLink>,
    /// Each pattern's life, in the order of `patterns`.
    pub lives: Vec<Life>,
    /// Theories across incidents, most often blamed first.
    pub suspects: Vec<Suspect>,
    incident_ids: BTreeMap<IncidentId, usize>,
    pattern_ids: BTreeMap<PatternId, usize>,
}

impl KnowledgeBase {
    /// Ties incidents and patterns together. Ids are expected to be unique.
    pub fn assemble(mut incidents: Vec<Incident>, mut patterns: Vec<Pattern>) -> Self {
        incidents.sort_by(|a, b| a.id.cmp(&b.id));
        patterns.sort_by(|a, b| a.id.cmp(&b.id));
        let incident_ids = incidents.iter().enumerate().map(|(index, incident)| (incident.id.clone(), index)).collect();
        let pattern_ids = patterns.iter().enumerate().map(|(index, pattern)| (pattern.id.clone(), index)).collect();
        let lives = vec![Life::Unseen; patterns.len()];
        Self { incidents, patterns, links: Vec::new(), lives, suspects: Vec::new(), incident_ids, pattern_ids }
    }

    /// The index of the incident of that id, or of that former id.
    pub fn incident(&self, id: &IncidentId) -> Option<usize> {
        self.incident_ids.get(id).copied()
    }

    /// The index of the pattern of that id.
    pub fn pattern(&self, id: &PatternId) -> Option<usize> {
        self.pattern_ids.get(id).copied()
    }

    /// The links of an incident, rejected ones included, strongest first.
    pub fn links_of_incident(&self, incident: usize) -> impl Iterator<Item = &PatternLink> {
        self.links.iter().filter(move |link| link.incident == incident)
    }

    /// The links of a pattern, rejected ones included, newest incident first.
    pub fn links_of_pattern(&self, pattern: usize) -> impl Iterator<Item = &PatternLink> {
        self.links.iter().filter(move |link| link.pattern == pattern)
    }
}
