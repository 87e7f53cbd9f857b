//! Search by meaning, where the configuration names a model and the program can run one.

use super::{Casebook, Fingerprint, PipelineError, fingerprint, load};
use crate::knowledge::KnowledgeBase;
use crate::knowledge::meaning::{self, Near};
use crate::knowledge::triage::Complaint;
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

/// So much of a text is asked with, in characters; encoders of sentences read little more.
const ASKED: usize = 1_000;

/// What is asked with.
#[derive(Clone, Copy)]
pub enum Asked<'a> {
    /// A symptom, an alert or a log: its most telling lines.
    Complaint(&'a Complaint),
    /// An incident of the knowledge base, by its index: its title, symptoms and causes.
    Incident(usize),
}

/// The incidents of a knowledge base that mean nearly what is asked with, without those that were `told` already, and
/// what is to be said about that; nothing where no model is named.
///
/// # Errors
/// When the folder of records cannot be read, or the model cannot be used.
pub fn near(
    casebook: &Casebook,
    base: &KnowledgeBase,
    asked: Asked<'_>,
    told: &[usize],
    progress: Progress<'_>,
) -> Result<(Vec<Near>, Option<String>), PipelineError> {
    if casebook.config.model.is_none() {
        return Ok((Vec::new(), None));
    }
    let incidents = || load(casebook).map(|loaded| loaded.knowledge.incidents);
    let mut recall = recall(casebook, &fingerprint(casebook)?, incidents, progress)?;
    let (mut nearness, note) = nearness_of(recall.as_mut(), &text(base, asked))?;
    let mut told = told.to_vec();
    if let Asked::Incident(own) = asked {
        // A record from elsewhere stands among the others, where the model does not know it.
        if nearness.len() + 1 == base.incidents.len() {
            nearness.insert(own, Nearness { cosine: 0.0, section: 0 });
        }
        told.push(own);
    }
    if nearness.len() != base.incidents.len() {
        return Ok((Vec::new(), note));
    }
    Ok((meaning::near(&nearness, &told), note))
}

/// The words to ask with, a line each.
fn text(base: &KnowledgeBase, asked: Asked<'_>) -> String {
    let mut text = String::new();
    let mut add = |line: &str| {
        if text.chars().count() < ASKED {
            text.push_str(line);
            text.push('\n');
        }
    };
    match asked {
        Asked::Complaint(complaint) => complaint.lines.iter().for_each(|line| add(&line.text)),
        Asked::Incident(incident) => {
            let incident = &base.incidents[incident];
            add(&incident.title.value);
            incident.symptoms.iter().for_each(|symptom| add(&symptom.text));
            incident.causes.iter().for_each(|cause| add(&cause.statement.value));
        }
    }
    text.chars().take(ASKED).collect()
}

/// How near each incident is to the words of a query, and what is to be said about that; no nearness where no words are
/// asked for.
pub(super) fn nearness(
    recall: Option<&mut Recall>,
    query: &Query,
) -> Result<(Vec<Nearness>, Option<String>), PipelineError> {
    nearness_of(recall, &words(query))
}

/// How near each incident is to a text.
#[cfg(feature = "deep")]
fn nearness_of(recall: Option<&mut Recall>, text: &str) -> Result<(Vec<Nearness>, Option<String>), PipelineError> {
    let Some(recall) = recall else { return Ok((Vec::new(), None)) };
    let near = if text.trim().is_empty() { Vec::new() } else { recall.nearness(text)? };
    Ok((near, recall.unkept().map(|fault| format!("what the model made of the records could not be kept: {fault}"))))
}

#[cfg(not(feature = "deep"))]
#[allow(clippy::unnecessary_wraps, reason = "with the feature it can fail")]
fn nearness_of(recall: Option<&mut Recall>, text: &str) -> Result<(Vec<Nearness>, Option<String>), PipelineError> {
    let note = recall.filter(|_| !text.trim().is_empty()).map(|_| NOT_BUILT_IN.to_owned());
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
