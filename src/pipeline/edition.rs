//! The shareable edition: what is internal is cut out of the files before anything reads them.

use rayon::prelude::*;

use super::{Casebook, PipelineError, excepted, own_patterns};
use crate::config::Config;
use crate::diag::Diagnostic;
use crate::redact::{self, Bearer, Edition, Manifest, Names, Parts, Why, Withheld, WithheldPlace};
use crate::source::Span;
use crate::{catalogue, record, store};

/// What the shareable edition of a casebook leaves out.
///
/// # Errors
/// When the folder of records cannot be read.
pub fn manifest(casebook: &Casebook) -> Result<Manifest, PipelineError> {
    let mut records = store::read(&casebook.records, &casebook.config.endings, &excepted(casebook))?.files;
    let mut patterns = own_patterns(casebook)?.files;
    let files = records.len() + patterns.len();
    let withheld = withhold(&mut records, &mut patterns, &casebook.config, &mut Vec::new());
    Ok(Manifest { files, shared: records.len() + patterns.len(), withheld })
}

/// Takes out of the files what is internal, and drops those that are so as a whole. What is unclear in them is told.
pub(super) fn withhold(
    records: &mut Vec<store::Loaded>,
    patterns: &mut Vec<store::Loaded>,
    config: &Config,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Withheld> {
    let parts = |loaded: &store::Loaded| redact::parts(&loaded.file, config);
    let of_records: Vec<Parts> = records.par_iter().map(parts).collect();
    let of_patterns: Vec<Parts> = patterns.par_iter().map(parts).collect();
    let marked = records.iter().zip(&of_records).map(|both| (both, Kind::Record));
    let marked: Vec<_> = marked.chain(patterns.iter().zip(&of_patterns).map(|both| (both, Kind::Pattern))).collect();
    let bearers: Vec<(Bearer, bool)> = marked
        .par_iter()
        .map(|((loaded, parts), kind)| (bearer(loaded, parts, *kind, config), parts.whole.is_some()))
        .collect();
    let (internal, shareable): (Vec<_>, Vec<_>) = bearers.into_iter().partition(|(_, internal)| *internal);
    let plain = |bearers: Vec<(Bearer, bool)>| bearers.into_iter().map(|(bearer, _)| bearer).collect::<Vec<_>>();
    let names = Names::new(&plain(internal), &plain(shareable), config);
    let mut withheld = shorten(records, &of_records, &names);
    withheld.extend(shorten(patterns, &of_patterns, &names));
    findings.extend(of_records.into_iter().chain(of_patterns).flat_map(|parts| parts.findings));
    withheld
}

#[derive(Clone, Copy)]
enum Kind {
    Record,
    Pattern,
}

/// What a record or pattern is called; of one that is shared, by what of it is shared.
fn bearer(loaded: &store::Loaded, parts: &Parts, kind: Kind, config: &Config) -> Bearer {
    let Edition { file, .. } = redact::cut(&loaded.file, parts, None);
    let file = file.as_ref().unwrap_or(&loaded.file);
    let pattern = || catalogue::parse(file, false).0.map(|pattern| Bearer::of_pattern(&pattern));
    match kind {
        Kind::Record => Bearer::of_incident(&record::read(file, config).0),
        Kind::Pattern => pattern().unwrap_or_else(|| Bearer { path: file.path.clone(), ..Bearer::default() }),
    }
}

/// Puts the shorter texts in the place of the files.
fn shorten(files: &mut Vec<store::Loaded>, parts: &[Parts], names: &Names) -> Vec<Withheld> {
    let editions: Vec<Edition> =
        files.par_iter().zip(parts).map(|(loaded, parts)| redact::cut(&loaded.file, parts, Some(names))).collect();
    let mut withheld = Vec::new();
    let mut shared = Vec::with_capacity(files.len());
    for (mut loaded, edition) in std::mem::take(files).into_iter().zip(editions) {
        let line = |offset: u32| loaded.file.position(offset).line;
        let place = |&(span, why): &(Span, Why)| WithheldPlace {
            line: line(span.start),
            end: line(span.end.saturating_sub(1).max(span.start)),
            why,
        };
        let path = loaded.file.path.clone();
        let first = edition.cuts.first().map(|(_, why)| *why);
        match edition.file {
            None => withheld.push(Withheld { path, whole: first, places: Vec::new() }),
            Some(file) => {
                if first.is_some() {
                    withheld.push(Withheld { path, whole: None, places: edition.cuts.iter().map(place).collect() });
                    // What was kept of the whole text must not be taken for what is made of the shorter one.
                    loaded.hash = store::hash(file.text.as_bytes());
                    loaded.file = file;
                }
                shared.push(loaded);
            }
        }
    }
    *files = shared;
    withheld
}
