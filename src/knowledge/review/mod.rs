//! Verdicts: whether an incident has been seen before, judged from earlier records alone.
//!
//! `order` says which records are earlier, `claims`, `mentions` and `recalled` what the author says of the past, the axes
//! of `similar` the rest. Nothing here reads a clock: days overdue are counted at the record's own date.

mod claims;
mod cues;
mod judge;
mod mentions;
mod order;
mod recalled;
#[cfg(test)]
mod tests;

pub use claims::{Claim, Claimed};
pub use mentions::{Mention, Names};
pub use order::ranks;

use super::{Axis, KnowledgeBase, Neighbour, Reason, Said};
use crate::model::{Date, Verdict};

/// Which records count as earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Among {
    /// Those that came before it, by [`ranks`].
    Earlier,
    /// All others: the record is new, and may have no date yet.
    All,
}

/// Who says that two incidents belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// An author, in the front matter.
    Stated,
    /// A sentence of the record that names the earlier one.
    Named,
    /// The record says that it has happened before, or that it was something else, and does not name the other.
    Claimed,
    /// Nobody: words and patterns are alike.
    Alike,
}

/// An action of an earlier incident that nobody ticked off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// Its place among the earlier incident's actions.
    pub action: usize,
    /// How many days it was overdue on the day of the new incident; `None` where either date is missing or it was not
    /// due yet.
    pub overdue: Option<i64>,
}

/// An earlier incident that a verdict speaks of.
#[derive(Clone, Debug, PartialEq)]
pub struct Earlier {
    /// Index into the knowledge base's incidents.
    pub incident: usize,
    /// What this one alone comes to; never [`Verdict::New`].
    pub verdict: Verdict,
    /// Who says so.
    pub ground: Ground,
    /// Whether both are of one day and nothing tells them apart in time, so that they may tell one incident twice.
    pub same_day: bool,
    /// How much it looks like it, from 0 to 1.
    pub looks: f32,
    /// How much it was caused like it, from 0 to 1.
    pub caused: f32,
    /// What authors said of the two.
    pub said: Option<Said>,
    /// Where the record names the earlier one.
    pub mention: Option<Mention>,
    /// Why they look alike.
    pub looks_reasons: Vec<Reason>,
    /// Why the cause is alike.
    pub caused_reasons: Vec<Reason>,
    /// Its actions that are open, or that nobody ticked off where it tells no fix.
    pub left: Vec<Left>,
    /// At which place it comes, from 1, when one looks for the new record's symptom in its own words; `None` where it
    /// is not found.
    pub found_at: Option<usize>,
}

/// What a record comes to beside those that are earlier.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    /// The incident under review.
    pub incident: usize,
    /// The verdict.
    pub verdict: Verdict,
    /// What it rests on, the most telling first; empty for [`Verdict::New`].
    pub earlier: Vec<Earlier>,
    /// Where nothing comes to a verdict: what is nearest all the same, on the axis on which it is, at most three.
    pub nearest: Vec<(Axis, Neighbour)>,
    /// What the record says of its own past.
    pub claims: Vec<Claimed>,
    /// How many records are earlier.
    pub among: usize,
}

/// Reviews an incident of the knowledge base.
pub fn review(base: &KnowledgeBase, incident: usize) -> Review {
    judge::judge(base, incident, Among::Earlier)
}

/// Reviews an incident of the knowledge base beside those that `among` says.
pub fn review_among(base: &KnowledgeBase, incident: usize, among: Among) -> Review {
    judge::judge(base, incident, among)
}

/// The days from one date to another; negative where the order is the other way round.
fn days_between(from: Date, to: Date) -> Option<i64> {
    to.0.since(from.0).ok().map(|span| i64::from(span.get_days()))
}
