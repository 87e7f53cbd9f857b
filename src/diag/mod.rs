//! What Casebook has to say about a file: findings with a rule, a place and a way out.
//!
//! A finding is the author's matter and never stops a run; it is a value that parsers and checks return.
//! How findings look on a terminal or in JSON is the matter of [`crate::report`].

mod fix;
mod fixture;
mod near;
mod rules;

use std::sync::Arc;

pub use fix::{Certainty, Edit, Fix, apply};
pub use fixture::{Fixture, FixtureFile, FixtureForm};
pub use near::near;
pub use rules::{ALL as RULES, Family, Rule, find as find_rule};

/// The rules themselves, one constant each.
pub mod rule {
    pub use super::rules::consts::*;
}

use crate::source::{Position, SourceFile, Span};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Said for the reader's information; never fails a run.
    Note,
    /// Worth mending.
    Warning,
    /// Wrong; `casebook check` fails.
    Error,
}

impl Level {
    /// The word for this level, in every output format.
    pub fn word(self) -> &'static str {
        match self {
            Level::Note => "note",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }
}

/// One finding.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// Its level; starts as the rule's own, the configuration may change it.
    pub level: Level,
    /// The file it is about.
    pub file: Arc<SourceFile>,
    /// The bytes it is about; an empty span marks the place between two characters.
    pub span: Span,
    /// What is wrong: lower case, no full stop, values in backticks.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// How it can be mended by changing the text.
    pub fix: Option<Box<Fix>>,
    /// What of the file must not be shown beside it, such as a password.
    pub hidden: Vec<Span>,
}

impl Diagnostic {
    /// Makes a finding at the level its rule has by default.
    pub fn new(rule: &'static Rule, file: &Arc<SourceFile>, span: Span, message: impl Into<String>) -> Self {
        Self {
            rule,
            level: rule.level,
            file: Arc::clone(file),
            span,
            message: message.into(),
            help: None,
            fix: None,
            hidden: Vec::new(),
        }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds how the text can be changed to mend it.
    #[must_use]
    pub fn with_fix(mut self, fix: Fix) -> Self {
        self.fix = Some(Box::new(fix));
        self
    }

    /// What no output may show, as it stands in the file.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        self.hidden.iter().map(|span| self.file.slice(*span)).filter(|secret| !secret.is_empty())
    }

    /// Where the finding starts.
    pub fn position(&self) -> Position {
        self.file.position(self.span.start)
    }

    /// Orders findings as they are printed: by file, place, rule and message.
    pub fn sort(findings: &mut [Diagnostic]) {
        findings.sort_by(Self::order);
    }

    /// The order of two findings.
    pub fn order(a: &Diagnostic, b: &Diagnostic) -> std::cmp::Ordering {
        let key = |d: &Diagnostic| (d.span.start, d.rule.id);
        a.file.path.cmp(&b.file.path).then_with(|| key(a).cmp(&key(b))).then_with(|| a.message.cmp(&b.message))
    }
}
