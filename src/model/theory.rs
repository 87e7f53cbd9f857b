//! Theories, causes and fixes: what was believed, what it was, what ended it.

use serde::{Deserialize, Serialize};

use crate::source::{Span, Spanned};

/// What came of trying a theory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Nothing changed.
    NoChange,
    /// It got worse.
    Worse,
    /// It seemed to help, for another reason.
    LookedLikeAFix,
    /// It was right, but not the whole cause.
    Partial,
    /// It was never tried.
    Untested,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Outcome; 5] =
        [Outcome::NoChange, Outcome::Worse, Outcome::LookedLikeAFix, Outcome::Partial, Outcome::Untested];

    /// The outcome's name in data and records.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::NoChange => "no-change",
            Outcome::Worse => "worse",
            Outcome::LookedLikeAFix => "looked-like-a-fix",
            Outcome::Partial => "partial",
            Outcome::Untested => "untested",
        }
    }

    /// The outcome as people say it.
    pub fn words(self) -> &'static str {
        match self {
            Outcome::NoChange => "no change",
            Outcome::Worse => "made it worse",
            Outcome::LookedLikeAFix => "looked like a fix",
            Outcome::Partial => "part of the cause",
            Outcome::Untested => "never tested",
        }
    }
}

/// Something that was believed and did not hold, or not wholly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Theory {
    /// What was believed, in one line, numbering and quotes removed.
    pub statement: Spanned<String>,
    /// All of the theory: a heading with what stands under it, a list item, a table row, or a paragraph.
    pub span: Span,
    /// The section it stands in, as an index into the incident's sections.
    pub section: u32,
    /// What spoke for it.
    pub believed_because: Option<Spanned<String>>,
    /// What was done about it.
    pub tried: Option<Spanned<String>>,
    /// What came of that.
    pub outcome: Option<Spanned<Outcome>>,
    /// What spoke against it.
    pub wrong_because: Option<Spanned<String>>,
    /// The check that decided.
    pub settled_by: Option<Spanned<String>>,
    /// When it had been declared the root cause, before it was revised.
    pub held_as_cause: Option<Spanned<String>>,
}

/// How sure the record is of a cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CauseState {
    /// Supposed, not proved.
    Suspected,
    /// One of the factors that contributed; the record names no cause beside them.
    Contributing,
    /// The record states it, and names no check that proved it.
    Stated,
    /// The record names the check that proved it.
    Confirmed,
}

/// Why it happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// The cause in one sentence or heading.
    pub statement: Spanned<String>,
    /// How sure the record is.
    pub state: CauseState,
    /// All of what the record says of it.
    pub span: Span,
    /// The section it stands in, as an index into the incident's sections.
    pub section: u32,
    /// The check that proved it.
    pub confirmed_by: Option<Spanned<String>>,
}

/// What ended it, or shall end it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// The fix in one sentence or heading.
    pub statement: Spanned<String>,
    /// All of what the record says of it.
    pub span: Span,
    /// The section it stands in, as an index into the incident's sections.
    pub section: u32,
}
