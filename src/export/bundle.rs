//! The whole casebook as one JSON file: every record and pattern as it is written, and as it is understood.

use serde::Serialize;

use super::{IncidentJson, PatternJson, incident, pattern};
use crate::bundle::{KIND, SCHEMA};
use crate::knowledge::KnowledgeBase;
use crate::model::Audience;
use crate::source::SourceFile;

/// What a bundle says beside its records.
pub struct BundleInput<'a> {
    /// The casebook's title.
    pub title: &'a str,
    /// For whom it is.
    pub edition: Audience,
    /// The program's version.
    pub version: &'a str,
    /// The text of a record's file as it is to be read back.
    pub record: &'a (dyn Fn(&SourceFile) -> String + Sync),
    /// The path of an own pattern's file as seen from the folder of patterns, and its text.
    pub own_pattern: &'a (dyn Fn(&SourceFile) -> (String, String) + Sync),
}

#[derive(Serialize)]
struct BundleJson<'a> {
    kind: &'static str,
    schema: u32,
    version: &'a str,
    title: &'a str,
    edition: Audience,
    records: Vec<RecordJson<'a>>,
    patterns: Vec<OwnPatternJson<'a>>,
}

#[derive(Serialize)]
struct RecordJson<'a> {
    path: &'a str,
    text: String,
    incident: IncidentJson<'a>,
}

#[derive(Serialize)]
struct OwnPatternJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    pattern: PatternJson<'a>,
}

/// The bundle; `docs/schemas/bundle.json` is its schema.
pub fn bundle(kb: &KnowledgeBase, input: &BundleInput<'_>) -> String {
    let record = |index: usize| {
        let file = &kb.incidents[index].file;
        RecordJson { path: &file.path, text: (input.record)(file), incident: incident(kb, index) }
    };
    let own_pattern = |index: usize| {
        let own = Some(&kb.patterns[index]).filter(|pattern| !pattern.built_in);
        let (path, text) = own.map(|pattern| (input.own_pattern)(&pattern.file)).unzip();
        OwnPatternJson { path, text, pattern: pattern(kb, index) }
    };
    super::to_json(&BundleJson {
        kind: KIND,
        schema: SCHEMA,
        version: input.version,
        title: input.title,
        edition: input.edition,
        records: (0..kb.incidents.len()).map(record).collect(),
        patterns: (0..kb.patterns.len()).map(own_pattern).collect(),
    })
}
