//! Measuring a casebook against what people expect of it.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Casebook, PipelineError, fingerprint, load, nearness};
use crate::diag::Diagnostic;
use crate::eval::{self, DEPTH, Expectations, Given, Measured, Settled, VerdictCase};
use crate::index::Index;
use crate::knowledge::KnowledgeBase;
use crate::knowledge::review::{Review, review};
use crate::model;
use crate::ranking::{Jargon, Query};
use crate::record;

/// What was measured, and what could not be.
pub struct Evaluation {
    /// The figures.
    pub measured: Measured,
    /// Labels that lead nowhere or stand twice; sorted.
    pub findings: Vec<Diagnostic>,
}

/// Measures a casebook against expectations, those of one part or all. Nothing is kept on the disk
/// but what a model makes of the records, which takes long.
///
/// # Errors
/// When the folder of records cannot be read, or the index does not fit into memory.
pub fn evaluate(
    casebook: &Casebook,
    expectations: &[Expectations],
    part: Option<&str>,
) -> Result<Evaluation, PipelineError> {
    let base = load(casebook)?.knowledge;
    let settled = eval::settle(expectations, &base, part);
    let mut measured = Measured::default();
    if !settled.queries.is_empty() {
        let index = Index::in_memory(&base)?;
        let jargon = Jargon::new(&casebook.config.vocabulary);
        let incidents = || Ok(base.incidents.clone());
        let recall = nearness::recall(casebook, &fingerprint(casebook)?, incidents, &|_, _| ())?;
        let recall = std::cell::RefCell::new(recall);
        let search = |text: &str| {
            let mut query = Query::parse(text);
            query.name_severities(&record::severity_words(&casebook.config));
            let (near, _) = nearness::nearness(recall.borrow_mut().as_mut(), &query)?;
            let found = index.search_near(&query, &jargon, &near, DEPTH)?;
            Ok::<_, PipelineError>(found.hits.into_iter().map(|hit| hit.path).collect())
        };
        measured.queries = eval::queries(&settled.queries, &base, search)?;
    }
    if !settled.patterns.is_empty() || !settled.verdicts.is_empty() {
        // The incidents keep their order, so what was settled still fits.
        let base = eval::undecided(base);
        measured.patterns = eval::patterns(&settled.patterns, &base);
        measured.verdicts = eval::verdicts(&settled.verdicts, &given(&settled, &base));
    }
    Ok(Evaluation { measured, findings: settled.findings })
}

/// What reviews say of the labelled records, each beside the records of its folder.
fn given(settled: &Settled<'_>, base: &KnowledgeBase) -> BTreeMap<String, Given> {
    let mut by_folder: BTreeMap<Option<&str>, Vec<&VerdictCase<'_>>> = BTreeMap::new();
    for case in &settled.verdicts {
        by_folder.entry(case.folder).or_default().push(case);
    }
    let mut given = BTreeMap::new();
    for (folder, cases) in by_folder {
        let alone = folder.map(|folder| only(base, folder));
        let base = alone.as_ref().unwrap_or(base);
        let paths = base.incidents.iter().enumerate().map(|(index, incident)| (incident.file.path.as_str(), index));
        let places: BTreeMap<&str, usize> = paths.collect();
        let said = cases.par_iter().filter_map(|case| {
            let review = review(base, *places.get(case.record)?);
            Some((case.record.to_owned(), said(&review, base)))
        });
        given.par_extend(said);
    }
    given
}

/// The records of one folder as a casebook of their own.
fn only(base: &KnowledgeBase, folder: &str) -> KnowledgeBase {
    let own = base.incidents.iter().filter(|incident| eval::is_under(&incident.file.path, folder));
    KnowledgeBase::assemble(own.cloned().collect(), base.patterns.clone())
}

/// A review in the words of labels, with the records that its verdict rests on.
fn said(review: &Review, base: &KnowledgeBase) -> Given {
    let in_labels = |verdict: model::Verdict| match verdict {
        model::Verdict::RepeatOpen | model::Verdict::Regression => eval::Verdict::Repeat,
        model::Verdict::LookAlike => eval::Verdict::LookAlike,
        model::Verdict::Related => eval::Verdict::Related,
        model::Verdict::New => eval::Verdict::New,
    };
    let verdict = in_labels(review.verdict);
    let grounds = review.earlier.iter().filter(|earlier| in_labels(earlier.verdict) == verdict);
    let earlier = grounds.map(|earlier| base.incidents[earlier.incident].file.path.clone()).collect();
    Given { verdict, earlier }
}
