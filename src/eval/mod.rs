//! Measuring: what Casebook says beside what people say who have read the same records.
//!
//! An expectations file holds their labels ([`parse`]); [`settle`] finds the records it speaks of; [`patterns`],
//! [`verdicts`] and [`queries`] compare, and count what is right. What is compared comes in as plain values: the search
//! as a function, the verdicts as a table. The [`Ratchet`] holds floors that a measure must not fall under.
//!
//! How figures are shown is the matter of [`crate::report`].

mod baseline;
mod expectations;
mod figures;
mod patterns;
mod queries;
mod ratchet;
mod read;
mod settle;
mod trials;
mod verdicts;

pub use expectations::{Expectations, PatternLabels, QueryLabel, Verdict, VerdictLabel, parts};
pub use figures::{Counts, Share};
pub use patterns::{PatternMeasure, PatternMiss, PatternRow, Place, patterns};
pub use queries::{QueryMeasure, QueryMiss, QueryRow, Ranks, queries};
pub use ratchet::{Floor, Ratchet, Tried};
pub use read::parse;
pub use settle::{Labelled, Query, Settled, VerdictCase, is_under, settle};
pub use trials::{Answer, DEPTH, Trial, trials};
pub use verdicts::{Given, VerdictMeasure, VerdictMiss, verdicts};

use std::collections::BTreeMap;

use crate::knowledge::KnowledgeBase;

/// Everything that was measured in one run.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    /// The patterns, a measure for each part.
    pub patterns: Vec<PatternMeasure>,
    /// The verdicts, a measure for each part.
    pub verdicts: Vec<VerdictMeasure>,
    /// The search, a measure for each part.
    pub queries: Vec<QueryMeasure>,
}

impl Measured {
    /// Every figure by the name that a ratchet calls it by, such as `patterns.tune.precision`. All lie between 0 and 1,
    /// and more is better; `None` where there was nothing to measure.
    pub fn figures(&self) -> BTreeMap<String, Option<f64>> {
        let mut figures = BTreeMap::new();
        let mut add = |name: String, values: Vec<(&str, Option<f64>)>| {
            figures.extend(values.into_iter().map(|(figure, value)| (format!("{name}.{figure}"), value)));
        };
        for measure in &self.patterns {
            let name = format!("patterns.{}", measure.part);
            add(name.clone(), measure.overall.figures());
            measure.by_pattern.iter().for_each(|(id, row)| add(format!("{name}.pattern.{id}"), row.figures()));
            measure.by_corpus.iter().for_each(|(corpus, row)| add(format!("{name}.corpus.{corpus}"), row.figures()));
        }
        for measure in &self.verdicts {
            add(format!("verdicts.{}", measure.part), measure.figures());
        }
        for measure in &self.queries {
            let name = format!("queries.{}", measure.part);
            add(name.clone(), measure.overall.casebook.figures());
            measure.by_kind.iter().for_each(|(kind, row)| add(format!("{name}.{kind}"), row.casebook.figures()));
        }
        figures
    }
}

/// The same records and patterns, as if no author had decided or linked anything in the front matter: what is measured
/// is what the program finds by itself.
pub fn undecided(base: KnowledgeBase) -> KnowledgeBase {
    let KnowledgeBase { mut incidents, patterns, .. } = base;
    for incident in &mut incidents {
        incident.patterns.clear();
        incident.not_patterns.clear();
        incident.repeat_of.clear();
        incident.related.clear();
        incident.supersedes.clear();
    }
    KnowledgeBase::assemble(incidents, patterns)
}

#[cfg(test)]
mod testing;
