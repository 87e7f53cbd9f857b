//! Patterns: failures that recur.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{PatternId, Role};
use crate::source::{SourceFile, Span, Spanned};

/// What a pattern says about an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Facet {
    /// What flipped.
    Trigger,
    /// Why it broke that way.
    Mechanism,
    /// Why finding or mending it was hard.
    Aggravator,
}

impl Facet {
    /// Every facet.
    pub const ALL: [Facet; 3] = [Facet::Trigger, Facet::Mechanism, Facet::Aggravator];

    /// The facet's name.
    pub fn name(self) -> &'static str {
        match self {
            Facet::Trigger => "trigger",
            Facet::Mechanism => "mechanism",
            Facet::Aggravator => "aggravator",
        }
    }

    /// What the facet answers.
    pub fn question(self) -> &'static str {
        match self {
            Facet::Trigger => "what flipped",
            Facet::Mechanism => "why it broke that way",
            Facet::Aggravator => "why it was hard to find or mend",
        }
    }
}

/// Words that must stand next to each other, as the author wrote them.
pub type Phrase = Spanned<String>;

/// Phrases that must meet in one sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Signal {
    /// One phrase of every list must occur; `any: [..]` is a single list.
    pub all: Vec<Vec<Phrase>>,
    /// None of these may occur.
    pub not: Vec<Phrase>,
    /// The roles it may stand in: cause, symptom and neutral, or fewer.
    pub roles: Vec<Role>,
    /// What it is worth.
    pub weight: f32,
    /// The signal in its file.
    pub span: Span,
}

/// Sentences that the signals are tried on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Examples {
    /// Each must detect the pattern when it stands in a cause section.
    pub matching: Vec<Spanned<String>>,
    /// None may.
    pub not_matching: Vec<Spanned<String>>,
}

/// A part of a pattern's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternSection {
    /// The author's heading; empty for the opening.
    pub title: String,
    /// The fragment that leads to it.
    pub anchor: String,
    /// Its text, without the heading.
    pub span: Span,
}

/// One pattern.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// Its id, the file's stem.
    pub id: PatternId,
    /// The file it was read from.
    pub file: Arc<SourceFile>,
    /// Whether it ships with the program.
    pub built_in: bool,
    /// Its name in words.
    pub name: Spanned<String>,
    /// What it says about an incident.
    pub facet: Facet,
    /// Other names for it.
    pub aliases: Vec<String>,
    /// The broader pattern.
    pub parent: Option<Spanned<PatternId>>,
    /// Neighbours.
    pub see_also: Vec<Spanned<PatternId>>,
    /// How it is recognised.
    pub signals: Vec<Signal>,
    /// What the signals are tried on.
    pub examples: Examples,
    /// Where the Markdown starts, behind the front matter.
    pub body: Span,
    /// Its text, in order; the opening first.
    pub sections: Vec<PatternSection>,
    /// The opening's first paragraph as plain text.
    pub summary: String,
}
