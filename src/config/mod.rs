//! `casebook.toml`: the home of `toml`.
//!
//! What was typed becomes valid configuration; faults are errors of the operator that name the place.

use std::collections::BTreeMap;

/// The configuration, complete: every key has a default.
#[derive(Clone, Debug)]
pub struct Config {
    /// The site's title.
    pub title: String,
    /// A line under it.
    pub description: String,
    /// The site's address where it will be published, for feeds and the sitemap; ends with `/`.
    pub base_url: Option<String>,
    /// The language of the records where they do not say.
    pub language: String,
    /// The folder of records, relative to the root.
    pub records: String,
    /// The folder of pattern files, relative to the root.
    pub patterns: String,
    /// The folder of templates that override the built-in ones, relative to the root.
    pub templates: String,
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
    /// Levels of rules by id: `off`, `note`, `warning`, `error`.
    pub rule_levels: BTreeMap<String, String>,
    /// Whether the built-in patterns are used beside the casebook's own.
    pub built_in_patterns: bool,
}

impl Default for Config {
    fn default() -> Self {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let aliases = [
            ("critical", "sev1"),
            ("blocker", "sev1"),
            ("high", "sev2"),
            ("major", "sev2"),
            ("medium", "sev3"),
            ("moderate", "sev3"),
            ("low", "sev4"),
            ("minor", "sev4"),
        ];
        Self {
            title: "Casebook".to_owned(),
            description: "What broke, what we wrongly believed, and what it really was".to_owned(),
            base_url: None,
            language: "en".to_owned(),
            records: "postmortems".to_owned(),
            patterns: "postmortems/patterns".to_owned(),
            templates: "templates".to_owned(),
            output: "site".to_owned(),
            endings: words(&["md", "markdown"]),
            severities: words(&["sev1", "sev2", "sev3", "sev4"]),
            severity_aliases: aliases.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect(),
            section_words: BTreeMap::new(),
            rule_levels: BTreeMap::new(),
            built_in_patterns: true,
        }
    }
}
