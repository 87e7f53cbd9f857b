//! Why incidents are alike, as JSON: the same words in an incident's file, in `similar` and in `review`.

use serde::Serialize;

use super::incident::Place;
use crate::knowledge::{Axis, Difference, Evidence, KnowledgeBase, MOST_SHOWN, Neighbour, Reason};

/// How many neighbours an incident's JSON has on each axis.
pub const SHOWN: usize = MOST_SHOWN;

/// An incident that is like another.
#[derive(Debug, Serialize)]
pub struct NeighbourJson<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its file, relative to the folder of records.
    pub path: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Its day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// In what it is alike.
    pub axis: Axis,
    /// How much, from 0 to 1.
    pub score: f32,
    /// Why, the strongest first.
    pub reasons: Vec<ReasonJson<'a>>,
    /// What differs.
    pub differs: DifferenceJson<'a>,
}

/// A line of a record with its place.
#[derive(Debug, Serialize)]
pub struct LineJson<'a> {
    /// The line.
    pub text: String,
    /// The anchor of its section.
    pub section: &'a str,
    /// Its number in the file.
    pub line: u32,
}

/// Why two incidents are alike.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ReasonJson<'a> {
    /// The same error line.
    Error {
        /// In this record.
        here: LineJson<'a>,
        /// In the other.
        there: LineJson<'a>,
    },
    /// A pattern of both.
    Pattern {
        /// Its id.
        id: &'a str,
        /// Its name.
        name: &'a str,
        /// In how many incidents it was seen.
        seen: usize,
    },
    /// Words of both.
    Words {
        /// The words, the most telling first.
        words: Vec<String>,
        /// The sentence here.
        here: LineJson<'a>,
        /// The sentence there.
        there: LineJson<'a>,
    },
    /// A service of both.
    Service {
        /// Its name.
        name: String,
    },
}

/// A value of either record; what is missing is left out.
#[derive(Debug, Serialize)]
pub struct Both<T> {
    /// Of this record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub here: Option<T>,
    /// Of the other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub there: Option<T>,
}

/// What differs between two incidents.
#[derive(Debug, Serialize)]
pub struct DifferenceJson<'a> {
    /// The cause of either.
    pub cause: Both<LineJson<'a>>,
    /// Ids of patterns that only one of them has.
    pub patterns: Both<Vec<&'a str>>,
    /// Services that only one of them names.
    pub services: Both<Vec<String>>,
    /// What the front matter says of the environment.
    pub environment: Vec<EnvironmentJson>,
}

/// A key of the front matter in which two incidents differ.
#[derive(Debug, Serialize)]
pub struct EnvironmentJson {
    /// The key as written here.
    pub key: String,
    /// The value here.
    pub here: String,
    /// The value there.
    pub there: String,
}

/// The neighbours of an incident on an axis, at most `most`, closest first.
pub fn neighbours(kb: &KnowledgeBase, incident: usize, axis: Axis, most: usize) -> Vec<NeighbourJson<'_>> {
    let found = kb.neighbours(incident, axis).into_iter().take(most);
    found.map(|neighbour| neighbour_json(kb, incident, axis, neighbour)).collect()
}

/// One neighbour on an axis.
pub fn neighbour_json(kb: &KnowledgeBase, incident: usize, axis: Axis, neighbour: Neighbour) -> NeighbourJson<'_> {
    let other = &kb.incidents[neighbour.incident];
    NeighbourJson {
        id: other.id.as_str(),
        path: &other.file.path,
        title: &other.title.value,
        date: other.date.as_ref().map(|date| date.value.to_string()),
        axis,
        score: neighbour.shown_score(),
        reasons: reasons(kb, incident, neighbour.incident, kb.reasons(incident, neighbour.incident, axis)),
        differs: difference(kb, incident, neighbour.incident),
    }
}

/// Reasons why `here` and `there` are alike.
pub fn reasons(kb: &KnowledgeBase, here: usize, there: usize, reasons: Vec<Reason>) -> Vec<ReasonJson<'_>> {
    let (this, other) = (&kb.incidents[here], &kb.incidents[there]);
    let line = |at: usize, evidence: &Evidence| {
        let place = Place { incident: &kb.incidents[at] };
        LineJson {
            text: evidence.text.clone(),
            section: place.section(evidence.section),
            line: place.line(evidence.span),
        }
    };
    let error = |incident, error: &crate::model::Symptom| {
        let place = Place { incident };
        LineJson { text: error.text.clone(), section: place.section(error.section), line: place.line(error.span) }
    };
    let json = |reason| match reason {
        Reason::Error { here, there } => ReasonJson::Error {
            here: error(this, &this.error_strings[here]),
            there: error(other, &other.error_strings[there]),
        },
        Reason::Pattern { pattern, seen } => {
            let pattern = &kb.patterns[pattern];
            ReasonJson::Pattern { id: pattern.id.as_str(), name: &pattern.name.value, seen }
        }
        Reason::Words { words, here: a, there: b } => {
            ReasonJson::Words { words, here: line(here, &a), there: line(there, &b) }
        }
        Reason::Service(name) => ReasonJson::Service { name },
    };
    reasons.into_iter().map(json).collect()
}

/// What differs between `here` and `there`.
pub fn difference(kb: &KnowledgeBase, here: usize, there: usize) -> DifferenceJson<'_> {
    let Difference { causes: [mine, theirs], patterns: [own, others], services, environment } =
        kb.difference(here, there);
    let cause = |at: usize, cause: Option<(String, crate::source::Span)>| {
        let incident = &kb.incidents[at];
        let place = Place { incident };
        let line = |(text, span): (String, crate::source::Span)| LineJson {
            text,
            section: place.section(incident.section_at(span.start)),
            line: place.line(span),
        };
        cause.map(line)
    };
    let ids = |patterns: Vec<usize>| {
        let ids: Vec<&str> = patterns.into_iter().map(|pattern| kb.patterns[pattern].id.as_str()).collect();
        (!ids.is_empty()).then_some(ids)
    };
    let services = services.map(|names| (!names.is_empty()).then_some(names));
    DifferenceJson {
        cause: Both { here: cause(here, mine), there: cause(there, theirs) },
        patterns: Both { here: ids(own), there: ids(others) },
        services: both(services),
        environment: environment.into_iter().map(|(key, here, there)| EnvironmentJson { key, here, there }).collect(),
    }
}

fn both<T>([here, there]: [Option<T>; 2]) -> Both<T> {
    Both { here, there }
}
