//! Measuring a casebook against what people expect of it.

use super::{Casebook, PipelineError, load};
use crate::diag::Diagnostic;
use crate::eval::{self, DEPTH, Expectations, Measured};
use crate::index::{Index, Query};

/// What was measured, and what could not be.
pub struct Evaluation {
    /// The figures.
    pub measured: Measured,
    /// Labels that lead nowhere or stand twice; sorted.
    pub findings: Vec<Diagnostic>,
    /// How many labels of verdicts there were.
    pub verdicts: usize,
}

/// Measures a casebook against expectations, those of one part or all. Nothing is kept on the disk.
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
        let search = |text: &str| {
            let mut query = Query::parse(text);
            query.name_severities(&casebook.config.severity_aliases);
            let found = index.search(&query, DEPTH)?;
            Ok::<_, PipelineError>(found.hits.into_iter().map(|hit| hit.path).collect())
        };
        measured.queries = eval::queries(&settled.queries, &base, search)?;
    }
    if !settled.patterns.is_empty() {
        // The incidents keep their order, so what was settled still fits.
        let base = eval::undecided(base);
        measured.patterns = eval::patterns(&settled.patterns, &base);
    }
    Ok(Evaluation { measured, findings: settled.findings, verdicts: settled.verdicts.len() })
}
