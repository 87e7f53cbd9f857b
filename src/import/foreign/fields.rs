//! What the keys of foreign data mean: asked of the reader of records, as for headings and front matter, and of the short
//! list of names that trackers have for the same things.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::config::Config;
use crate::model::{Carrier, SectionKind};
use crate::record;
use crate::source::SourceFile;

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The incident's name.
    Title,
    /// Its text, in Markdown.
    Body,
    /// A value of the header, under our name for it.
    Header(&'static str),
    /// A part of a post-mortem.
    Part(SectionKind),
    /// Whoever opened it.
    Author,
    /// Remarks of others.
    Comments,
    /// Something else.
    Other,
}

/// Meanings that were asked for already.
pub(super) struct Keys<'c> {
    pub config: &'c Config,
    known: HashMap<String, Meaning>,
}

/// Names that trackers and other tools use, without `_`, `-` and capitals.
const NAMES: [(&str, Meaning); 35] = [
    ("title", Meaning::Title),
    ("name", Meaning::Title),
    ("subject", Meaning::Title),
    ("nickname", Meaning::Title),
    ("body", Meaning::Body),
    ("content", Meaning::Body),
    ("markdown", Meaning::Body),
    ("description", Meaning::Body),
    ("createdat", Meaning::Header("date")),
    ("created", Meaning::Header("date")),
    ("announced", Meaning::Header("date")),
    ("time", Meaning::Header("date")),
    ("starttime", Meaning::Header("started")),
    ("startedat", Meaning::Header("started")),
    ("detecttime", Meaning::Header("detected")),
    ("endtime", Meaning::Header("resolved")),
    ("closedat", Meaning::Header("resolved")),
    ("resolvedat", Meaning::Header("resolved")),
    ("state", Meaning::Header("status")),
    ("labels", Meaning::Header("tags")),
    ("categories", Meaning::Header("tags")),
    ("rootcausetags", Meaning::Header("tags")),
    ("servicename", Meaning::Header("services")),
    ("product", Meaning::Header("services")),
    ("author", Meaning::Author),
    ("user", Meaning::Author),
    ("contact", Meaning::Header("owner")),
    ("assignee", Meaning::Header("owner")),
    ("assignees", Meaning::Header("owner")),
    ("comments", Meaning::Comments),
    ("notes", Meaning::Comments),
    ("tldr", Meaning::Part(SectionKind::Summary)),
    ("actionitems", Meaning::Part(SectionKind::Actions)),
    ("impactsymptom", Meaning::Part(SectionKind::Symptoms)),
    ("whysurprised", Meaning::Part(SectionKind::MisleadingSignals)),
];

/// Keys of the header, as the reader knows them.
const HEADER: [&str; 12] = [
    "date",
    "status",
    "severity",
    "services",
    "tags",
    "authors",
    "owner",
    "started",
    "detected",
    "mitigated",
    "resolved",
    "detected-by",
];

impl<'c> Keys<'c> {
    pub(super) fn new(config: &'c Config) -> Self {
        Keys { config, known: HashMap::new() }
    }

    /// What a key means.
    pub(super) fn meaning(&mut self, key: &str) -> Meaning {
        if let Some(known) = self.known.get(key) {
            return *known;
        }
        let found = meaning(key, self.config);
        self.known.insert(key.to_owned(), found);
        found
    }

    /// Whether an object tells of an incident: it has a name or a body, and another key that means something, or it has
    /// two parts of a post-mortem; and there is text to tell it.
    pub(super) fn tells(&mut self, object: &Map<String, Value>) -> bool {
        let meanings: Vec<Meaning> = object.keys().map(|key| self.meaning(key)).collect();
        let has = |wanted: &dyn Fn(&Meaning) -> bool| meanings.iter().filter(|one| wanted(one)).count();
        let named = has(&|one| matches!(one, Meaning::Title | Meaning::Body));
        let parts = has(&|one| matches!(one, Meaning::Part(_)));
        let header = has(&|one| matches!(one, Meaning::Header(_) | Meaning::Author));
        let texts = object.values().filter_map(Value::as_str);
        let spoken = texts.filter(|text| text.split_whitespace().count() > 2).count() > 0;
        spoken && (named > 0 && parts + header > 0 && (header > 0 || parts > 0) || parts > 1)
    }
}

fn meaning(key: &str, config: &Config) -> Meaning {
    let bare: String = key.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if let Some(&(_, meaning)) = NAMES.iter().find(|(name, _)| *name == bare) {
        return meaning;
    }
    let words = spaced(key);
    for name in HEADER {
        if words.replace(' ', "-") == name {
            return Meaning::Header(name);
        }
    }
    let file = SourceFile::new("x.md", format!("# x\n\n## {words}\n\ny\n"));
    let (incident, _) = record::read(&file, config);
    let section = incident.sections.iter().find(|section| section.carrier == Carrier::Heading && section.level == 2);
    match section.map(|section| section.kind) {
        Some(kind) if kind != SectionKind::Other => Meaning::Part(kind),
        _ => Meaning::Other,
    }
}

/// A key as words: `rootCause` and `root_cause` are `root cause`.
pub(super) fn spaced(key: &str) -> String {
    let mut out = String::with_capacity(key.len() + 4);
    let mut small = false;
    for c in key.chars() {
        if matches!(c, '_' | '-') || c.is_whitespace() {
            out.push(' ');
            small = false;
            continue;
        }
        if c.is_uppercase() && small {
            out.push(' ');
        }
        small = c.is_lowercase() || c.is_ascii_digit();
        if c.is_uppercase() && small { out.extend(c.to_lowercase()) } else { out.push(c) }
    }
    let is_name = out.chars().any(char::is_lowercase);
    if is_name { out.to_lowercase() } else { out }
}
