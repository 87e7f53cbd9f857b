//! Search by meaning, where the configuration names a model and the program can run one.

use super::{Casebook, Fingerprint, PipelineError};
use crate::model::{Incident, Nearness};
use crate::ranking::{Ask, Query, Sign};

/// Hears how many windows are encoded, of how many.
pub type Progress<'a> = &'a dyn Fn(usize, usize);

/// What can be asked how near each incident is.
#[cfg(feature = "deep")]
pub(super) type Recall = crate::deep::Recall;

/// Nothing, in a program that was built without the encoder.
#[cfg(not(feature = "deep"))]
pub(super) struct Recall;

/// What a search says where a model is named and cannot be run.
#[cfg(not(feature = "deep"))]
const NOT_BUILT_IN: &str = "a model is named, but this program was built without the feature `deep`, so that words alone \
                            decide; build it with `cargo install --path . --features deep`";

/// Brings the vectors of the casebook's incidents up to date; `None` where no model is named. `incidents` reads them
/// where that is needed.
///
/// # Errors
/// When the model cannot be used, and those of `incidents`.
#[cfg(feature = "deep")]
pub(super) fn recall(
    casebook: &Casebook,
    fingerprint: &Fingerprint,
    incidents: impl FnOnce() -> Result<Vec<Incident>, PipelineError>,
    progress: Progress<'_>,
) -> Result<Option<Recall>, PipelineError> {
    let Some(model) = &casebook.config.model else { return Ok(None) };
    let folder = casebook.cache.as_ref().map(|cache| cache.join("deep"));
    Recall::open_fresh(folder.as_deref(), model, fingerprint.as_bytes(), incidents, progress).map(Some)
}

#[cfg(not(feature = "deep"))]
#[expect(clippy::unnecessary_wraps, reason = "it stands in for the one that can fail")]
pub(super) fn recall(
    casebook: &Casebook,
    _: &Fingerprint,
    _: impl FnOnce() -> Result<Vec<Incident>, PipelineError>,
    _: Progress<'_>,
) -> Result<Option<Recall>, PipelineError> {
    Ok(casebook.config.model.as_ref().map(|_| Recall))
}

/// How near each incident is to the words of a query, and what is to be said about that; no nearness where no words are
/// asked for.
#[cfg(feature = "deep")]
pub(super) fn nearness(
    recall: Option<&mut Recall>,
    query: &Query,
) -> Result<(Vec<Nearness>, Option<String>), PipelineError> {
    let (Some(recall), text) = (recall, words(query)) else { return Ok((Vec::new(), None)) };
    let near = if text.is_empty() { Vec::new() } else { recall.nearness(&text)? };
    Ok((near, recall.unkept().map(|fault| format!("what the model made of the records could not be kept: {fault}"))))
}

#[cfg(not(feature = "deep"))]
#[allow(clippy::unnecessary_wraps, reason = "with the feature it can fail")]
pub(super) fn nearness(
    recall: Option<&mut Recall>,
    query: &Query,
) -> Result<(Vec<Nearness>, Option<String>), PipelineError> {
    let note = recall.filter(|_| !words(query).is_empty()).map(|_| NOT_BUILT_IN.to_owned());
    Ok((Vec::new(), note))
}

/// The words that a query asks for, without those of fields that hold no text.
fn words(query: &Query) -> String {
    let wanted = query.clauses.iter().filter(|clause| clause.sign == Sign::Wanted);
    let words = wanted.filter_map(|clause| match &clause.ask {
        Ask::Word { text, .. } | Ask::Phrase { text, .. } => Some(text.as_str()),
        Ask::Facet { .. } | Ask::After(_) | Ask::Before(_) => None,
    });
    words.collect::<Vec<_>>().join(" ")
}
