//! Sections: what a stretch of a record is about, and what it may prove.

use serde::{Deserialize, Serialize};

use crate::source::Span;

/// What a section is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SectionKind {
    /// What happened, in short.
    Summary,
    /// Whom it hit, and how hard.
    Impact,
    /// What was seen.
    Symptoms,
    /// How it was noticed.
    Detection,
    /// What happened when.
    Timeline,
    /// What was believed or tried in vain.
    FailedTheories,
    /// What pointed the wrong way.
    MisleadingSignals,
    /// Why it happened.
    RootCause,
    /// What made it possible or worse.
    ContributingFactors,
    /// What ended it.
    Fix,
    /// What shall keep it from coming back.
    Prevention,
    /// What is left to do.
    Actions,
    /// What was learned.
    Lessons,
    /// Logs, references, files.
    Evidence,
    /// Anything else, under the author's own heading.
    Other,
}

impl SectionKind {
    /// Every kind, in the order of a complete record.
    pub const ALL: [SectionKind; 15] = [
        SectionKind::Summary,
        SectionKind::Impact,
        SectionKind::Symptoms,
        SectionKind::Detection,
        SectionKind::Timeline,
        SectionKind::FailedTheories,
        SectionKind::MisleadingSignals,
        SectionKind::RootCause,
        SectionKind::ContributingFactors,
        SectionKind::Fix,
        SectionKind::Prevention,
        SectionKind::Actions,
        SectionKind::Lessons,
        SectionKind::Evidence,
        SectionKind::Other,
    ];

    /// The kind's name in data, queries and addresses.
    pub fn name(self) -> &'static str {
        match self {
            SectionKind::Summary => "summary",
            SectionKind::Impact => "impact",
            SectionKind::Symptoms => "symptoms",
            SectionKind::Detection => "detection",
            SectionKind::Timeline => "timeline",
            SectionKind::FailedTheories => "failed-theories",
            SectionKind::MisleadingSignals => "misleading-signals",
            SectionKind::RootCause => "root-cause",
            SectionKind::ContributingFactors => "contributing-factors",
            SectionKind::Fix => "fix",
            SectionKind::Prevention => "prevention",
            SectionKind::Actions => "actions",
            SectionKind::Lessons => "lessons",
            SectionKind::Evidence => "evidence",
            SectionKind::Other => "other",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The role that text of this kind plays as evidence; `None` for [`SectionKind::Other`], which takes the role of
    /// the section around it.
    pub fn role(self) -> Option<Role> {
        match self {
            SectionKind::Symptoms => Some(Role::Symptom),
            SectionKind::FailedTheories | SectionKind::MisleadingSignals => Some(Role::RuledOut),
            SectionKind::RootCause | SectionKind::ContributingFactors => Some(Role::Cause),
            SectionKind::Fix => Some(Role::Fix),
            SectionKind::Prevention | SectionKind::Actions => Some(Role::Future),
            SectionKind::Summary
            | SectionKind::Impact
            | SectionKind::Detection
            | SectionKind::Timeline
            | SectionKind::Lessons
            | SectionKind::Evidence => Some(Role::Neutral),
            SectionKind::Other => None,
        }
    }
}

/// What a passage may prove about a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Asserts.
    Cause,
    /// Suggests.
    Symptom,
    /// Suggests, weakly.
    Neutral,
    /// Never evidence: the author ruled it out.
    RuledOut,
    /// Never evidence: it tells the cure.
    Fix,
    /// Never evidence: it has not happened.
    Future,
}

/// How a section was marked in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Carrier {
    /// The text before the first marked section.
    Opening,
    /// `## Root cause`
    Heading,
    /// `**Root cause:** …`
    BoldLabel,
    /// `Root cause: …` at the start of a line.
    PlainLabel,
    /// `… Root cause: …` inside a paragraph.
    InlineLabel,
    /// A line in capitals, or a short line that stands above labels.
    Line,
    /// The first cell of a table row.
    TableKey,
    /// A key of the front matter.
    FrontMatter,
}

/// One stretch of a record. The sections of a record, in order, cover its text without gap or overlap, but for those
/// that a table row or list item opens: these lie inside the one around them, and a byte belongs to the innermost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// What it is about.
    pub kind: SectionKind,
    /// What it may prove; for kind `Other` the role of the section around it.
    pub role: Role,
    /// The author's own heading or label, as plain text; empty for the opening.
    pub title: String,
    /// The fragment that leads to it on the incident's page; unique in the record.
    pub anchor: String,
    /// Heading level, 1 to 6; labels and rows are 7; the opening is 0.
    pub level: u8,
    /// How it was marked.
    pub carrier: Carrier,
    /// Where its heading or label stands; empty for the opening.
    pub head: Span,
    /// All of it: heading or label and text, without the sections that follow it, even deeper ones.
    pub span: Span,
    /// The section around it, as an index into the incident's sections.
    pub parent: Option<u32>,
    /// Whether the author says, here or in a heading around it, that this is only supposed (`possible`, `suspected`).
    pub supposed: bool,
}
