//! The searches that a casebook's configuration names, tried for its site.
//!
//! Words alone decide here, whatever model is named: it is the site's own search that is shown, and that has no model.

use super::{Casebook, PipelineError};
use crate::eval::{self, DEPTH, Expectations, Trial};
use crate::index::Index;
use crate::knowledge::KnowledgeBase;
use crate::model::Audience;
use crate::ranking::{Jargon, Query};
use crate::record;
use crate::store;

/// What the searches of a casebook find.
pub(super) struct Tried {
    /// The searches, in the order of their file.
    pub trials: Vec<Trial>,
    /// How many labels of the file lead to no record, or stand there twice.
    pub lost: usize,
}

/// Tries the searches of the file that the configuration names. `None` where it names none, and in the edition for
/// others: nobody said that the file may be shared.
///
/// # Errors
/// When the file cannot be read or taken as it is, or the index does not fit into memory.
pub(super) fn tried(casebook: &Casebook, base: &KnowledgeBase) -> Result<Option<Tried>, PipelineError> {
    let Some(path) = casebook.config.queries.as_ref().filter(|_| casebook.config.edition == Audience::Internal) else {
        return Ok(None);
    };
    let file = store::read_file(path, &path.to_string_lossy())?;
    let expectations: Expectations = eval::parse(&file)?;
    let expectations = [Expectations { patterns: Vec::new(), verdicts: Vec::new(), ..expectations }];
    let settled = eval::settle(&expectations, base, None);
    let index = Index::in_memory(base)?;
    let search = |text: &str| search(casebook, &index, text);
    Ok(Some(Tried { trials: eval::trials(&settled.queries, base, search)?, lost: settled.findings.len() }))
}

/// The paths of the best records.
fn search(casebook: &Casebook, index: &Index, text: &str) -> Result<Vec<String>, PipelineError> {
    let mut query = Query::parse(text);
    query.name_severities(&record::severity_words(&casebook.config));
    let found = index.search(&query, &Jargon::new(&casebook.config.vocabulary), DEPTH)?;
    Ok(found.hits.into_iter().map(|hit| hit.path).collect())
}
