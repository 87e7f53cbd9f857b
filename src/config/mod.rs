//! `casebook.toml`: the home of `toml`.
//!
//! What was typed becomes valid configuration; faults are errors of the operator that name the place, and all of
//! them are told at once.
//!
//! ```toml
//! [site]
//! title = "Our casebook"
//! description = "What broke, and what it really was"
//! base-url = "https://casebook.example/"
//! language = "en"
//! output = "site"
//! templates = "templates"
//! edit = "https://git.example/casebook/edit/main/postmortems/{path}"
//! last-change = true
//!
//! [records]
//! folder = "postmortems"
//! patterns = "postmortems/patterns"
//! endings = ["md", "markdown"]
//! language = "en"
//!
//! [severity]
//! scale = ["sev1", "sev2", "sev3", "sev4"]
//! aliases = { critical = "sev1" }
//!
//! [sections]
//! root-cause = ["what it really was"]
//!
//! [check]
//! require = "record"
//!
//! [check.rules]
//! no-date = "off"
//!
//! [check.level.analysed]
//! no-symptoms = "error"
//!
//! [check.privacy]
//! emails = true
//! ip-addresses = true
//! allow = ["help@example.org", "203.0.113.7"]
//!
//! [patterns]
//! built-in = true
//!
//! [search]
//! model = "models/all-MiniLM-L6-v2"
//! queries = "queries.yaml"
//!
//! [review]
//! fail = ["repeat-open"]
//!
//! [audience]
//! default = "internal"
//! internal-names = ["billing-core"]
//! internal-keys = ["authors"]
//! ```

mod audience;
mod check;
mod read;
mod schema;
mod vocabulary;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::model::{Audience, Verdict};
use crate::source::{SourceFile, Span};

pub use audience::AudienceSettings;
pub use check::{CheckSettings, Privacy, Setting};
pub use schema::schema;
pub use vocabulary::{Vocabulary, VocabularyEntry, parse_vocabulary};

/// Something wrong in the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub span: Span,
    /// What: lower case, no full stop, values in backticks.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// A configuration that cannot be taken.
#[derive(Clone, Debug, thiserror::Error)]
#[error("`{}` cannot be taken as it is", file.path)]
pub struct ConfigError {
    /// The file.
    pub file: Arc<SourceFile>,
    /// All that is wrong in it, ordered by place; never empty.
    pub faults: Vec<Fault>,
}

/// Reads a configuration; what it does not say has its default.
///
/// # Errors
/// When the text is not TOML, a key is unknown, or a value is not one that its key takes; all faults are told.
pub fn parse(file: &Arc<SourceFile>) -> Result<Config, ConfigError> {
    let (config, mut faults) = read::read(&file.text);
    if faults.is_empty() {
        return Ok(config);
    }
    faults.sort_by_key(|fault| fault.span);
    Err(ConfigError { file: Arc::clone(file), faults })
}

/// The configuration, complete: every key has a default.
#[derive(Clone, Debug)]
pub struct Config {
    /// The site's title.
    pub title: String,
    /// A line under it, where the configuration has its own; an empty one is none.
    pub description: Option<String>,
    /// The site's address where it will be published, for feeds and the sitemap; ends with `/`.
    pub base_url: Option<String>,
    /// The language of the pages.
    pub language: String,
    /// The language of the records where they do not say, if it is not that of the pages.
    pub record_language: Option<String>,
    /// The folder of records, relative to the root.
    pub records: String,
    /// The folder of pattern files, relative to the root.
    pub patterns: String,
    /// The folder of templates that override the built-in ones, relative to the root.
    pub templates: String,
    /// The address at which a record is edited, with `{path}` for its path in the folder of records.
    pub edit: Option<String>,
    /// Whether pages show when git says their record was last changed, and by whom.
    pub last_change: bool,
    /// The folder the site is written to, relative to the root.
    pub output: String,
    /// File endings of records, without the dot.
    pub endings: Vec<String>,
    /// Severities, worst first.
    pub severities: Vec<String>,
    /// Other words for severities, in lower case.
    pub severity_aliases: BTreeMap<String, String>,
    /// A team's own section words: kind to headings, in lower case.
    pub section_words: BTreeMap<String, Vec<String>>,
    /// What `casebook check` asks for.
    pub check: CheckSettings,
    /// Whether the built-in patterns are used beside the casebook's own.
    pub built_in_patterns: bool,
    /// Verdicts on which `casebook review` fails.
    pub review_fails: Vec<Verdict>,
    /// What is internal.
    pub audience: AudienceSettings,
    /// For whom this run is; the command line says it, no file does.
    pub edition: Audience,
    /// The folder of a sentence encoder, relative to the root or absolute; `None` searches by words alone.
    pub model: Option<PathBuf>,
    /// The file of searches that the site shows with what each finds, relative to the root.
    pub queries: Option<PathBuf>,
    /// What the team's own words mean; from a file of its own.
    pub vocabulary: Vocabulary,
}

/// What people call the steps of the scale that nobody configured, in their languages.
const SEVERITY_ALIASES: [(&str, &[&str]); 4] = [
    (
        "sev1",
        &[
            "critical",
            "blocker",
            "crítica",
            "crítico",
            "kritisch",
            "critique",
            "严重",
            "致命",
            "重大",
            "심각",
            "критическая",
            "критичная",
            "krytyczny",
        ],
    ),
    ("sev2", &["high", "major", "alta", "alto", "hoch", "élevée", "haute", "高", "높음", "высокая", "hoog", "wysoki"]),
    (
        "sev3",
        &["medium", "moderate", "media", "média", "mittel", "moyenne", "中", "보통", "средняя", "gemiddeld", "średni"],
    ),
    ("sev4", &["low", "minor", "baja", "baixa", "bassa", "niedrig", "faible", "低", "낮음", "низкая", "laag", "niski"]),
];

impl Default for Config {
    fn default() -> Self {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let aliases = SEVERITY_ALIASES
            .iter()
            .flat_map(|(to, names)| names.iter().map(|from| ((*from).to_owned(), (*to).to_owned())));
        Self {
            title: "Casebook".to_owned(),
            description: None,
            base_url: None,
            language: "en".to_owned(),
            record_language: None,
            records: "postmortems".to_owned(),
            patterns: "postmortems/patterns".to_owned(),
            templates: "templates".to_owned(),
            edit: None,
            last_change: false,
            output: "site".to_owned(),
            endings: words(&["md", "markdown"]),
            severities: words(&["sev1", "sev2", "sev3", "sev4"]),
            severity_aliases: aliases.collect(),
            section_words: BTreeMap::new(),
            check: CheckSettings::default(),
            built_in_patterns: true,
            review_fails: Vec::new(),
            audience: AudienceSettings::default(),
            edition: Audience::Internal,
            model: None,
            queries: None,
            vocabulary: Vocabulary::default(),
        }
    }
}

#[cfg(test)]
mod tests;
