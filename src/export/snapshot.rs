//! A site as far as it is compared with another: its lists for programs, read back.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{IncidentsJson, PatternsJson, SCHEMA};

/// The lists of a site that are compared, with their names.
pub const LISTS: [&str; 2] = ["incidents.json", "patterns.json"];

/// A site as far as it is compared.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    pub(super) incidents: BTreeMap<String, Incident>,
    pub(super) patterns: BTreeMap<String, Pattern>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Incident {
    pub id: String,
    pub title: String,
    pub date: Option<String>,
    pub status: Option<String>,
    pub severity: Option<String>,
    pub services: Vec<String>,
    pub tags: Vec<String>,
    pub patterns: Vec<State>,
    pub level: u8,
    pub symptom: Option<String>,
    pub cause: Option<String>,
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Sites of earlier versions do not tell it.
    pub open_actions: Option<usize>,
    /// As for the actions.
    pub text: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct State {
    pub id: String,
    pub state: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Pattern {
    pub id: String,
    pub name: String,
    pub life: String,
    pub incidents: usize,
}

/// Why a list cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{list}` is not what this program writes: {why}")]
pub struct SnapshotError {
    /// The list's name.
    pub list: &'static str,
    /// Why not.
    pub why: String,
}

impl Snapshot {
    /// Reads the lists of a site, in the order of [`LISTS`].
    ///
    /// # Errors
    /// When one of them is not what this version of the program writes.
    pub fn read(texts: [&str; 2]) -> Result<Self, SnapshotError> {
        #[derive(Deserialize)]
        struct Incidents {
            schema: u32,
            incidents: Vec<Incident>,
        }
        #[derive(Deserialize)]
        struct Patterns {
            schema: u32,
            patterns: Vec<Pattern>,
        }
        let wrong = |list| move |error: serde_json::Error| SnapshotError { list, why: error.to_string() };
        let Incidents { schema, incidents } = serde_json::from_str(texts[0]).map_err(wrong(LISTS[0]))?;
        let Patterns { schema: other, patterns } = serde_json::from_str(texts[1]).map_err(wrong(LISTS[1]))?;
        for (list, schema) in LISTS.into_iter().zip([schema, other]) {
            if schema != SCHEMA {
                let why = format!("it has the shape {schema}, and this program reads {SCHEMA}");
                return Err(SnapshotError { list, why });
            }
        }
        Ok(Self {
            incidents: incidents.into_iter().map(|one| (one.id.clone(), one)).collect(),
            patterns: patterns.into_iter().map(|one| (one.id.clone(), one)).collect(),
        })
    }

    /// The site that these lists will be part of.
    pub fn of(incidents: &IncidentsJson<'_>, patterns: &PatternsJson<'_>) -> Self {
        let texts = [super::to_json(incidents), super::to_json(patterns)];
        Self::read([&texts[0], &texts[1]]).expect("what is written can be read, as a test sees")
    }
}
