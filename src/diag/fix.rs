//! Fixes: changes of a text that mend a finding.

use crate::source::Span;

/// Whether a fix may be made without anybody looking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// It changes no meaning and loses no word: `casebook check --fix` makes it.
    Safe,
    /// It is likely what was meant; it is shown, and left to the author.
    Guess,
}

/// A way to mend a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an order: `close the fence`.
    pub title: String,
    /// Whether it may be made unseen.
    pub certainty: Certainty,
    /// The changes of the finding's own file, ordered by place; never empty, and none overlaps another.
    pub edits: Vec<Edit>,
}

/// One change: the bytes of the span become the replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; an empty span inserts.
    pub span: Span,
    /// What stands there afterwards; empty to remove.
    pub replacement: String,
}

impl Fix {
    /// A fix that may be made unseen.
    pub fn safe(title: impl Into<String>, span: Span, replacement: impl Into<String>) -> Self {
        Self::of(Certainty::Safe, title, span, replacement)
    }

    /// A fix that is only proposed.
    pub fn guess(title: impl Into<String>, span: Span, replacement: impl Into<String>) -> Self {
        Self::of(Certainty::Guess, title, span, replacement)
    }

    fn of(certainty: Certainty, title: impl Into<String>, span: Span, replacement: impl Into<String>) -> Self {
        Self { title: title.into(), certainty, edits: vec![Edit { span, replacement: replacement.into() }] }
    }
}
