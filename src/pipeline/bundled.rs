//! A casebook as one file, and back.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::{Casebook, Loaded, excepted};
use crate::bundle::{Bundle, BundledFile};
use crate::export::{BundleInput, bundle as write_bundle};
use crate::model::Audience;
use crate::source::SourceFile;
use crate::store::{self, StoreError};

/// The bundle of a loaded casebook.
///
/// Where everything may be told, each text is that of its file, marks at its beginning and all; a file that is not UTF-8
/// is bundled as it was decoded.
pub fn bundle(casebook: &Casebook, loaded: &Loaded) -> String {
    // In the shareable edition the file holds more than may be told.
    let is_whole = casebook.config.edition == Audience::Internal;
    let written = |path: PathBuf, file: &SourceFile| {
        let whole = is_whole.then(|| std::fs::read(path).ok()).flatten();
        whole.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_else(|| file.text.clone())
    };
    let record = |file: &SourceFile| written(casebook.records.join(&file.path), file);
    let prefix = format!("{}/", pattern_prefix(casebook));
    let own_pattern = |file: &SourceFile| {
        let path = file.path.strip_prefix(&prefix).unwrap_or(&file.path).to_owned();
        let text = written(casebook.patterns.join(&path), file);
        (path, text)
    };
    loaded.knowledge.compare_all();
    let input = BundleInput {
        title: &casebook.config.title,
        edition: casebook.config.edition,
        version: env!("CARGO_PKG_VERSION"),
        record: &record,
        own_pattern: &own_pattern,
    };
    write_bundle(&loaded.knowledge, &input)
}

/// The folder before the paths of own patterns, as [`super::own_patterns`] names it.
fn pattern_prefix(casebook: &Casebook) -> String {
    excepted(casebook).pop().unwrap_or_else(|| "patterns".to_owned())
}

/// What became of a file of a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestoredFile {
    /// Where it lies.
    pub path: PathBuf,
    /// What became of it.
    pub outcome: Restored,
}

/// What can become of a file of a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Restored {
    /// It was not there, and was written.
    Written,
    /// It was there already, byte for byte.
    Same,
    /// Another text is there and was left alone.
    Differs,
    /// The casebook reads no files of its ending, so that it was not written.
    Unread,
}

/// Writes the files of a bundle into the folders of a casebook, where nothing is in their place.
///
/// # Errors
/// When the machine refuses; what was written before stays.
pub fn restore(casebook: &Casebook, bundle: &Bundle) -> Result<Vec<RestoredFile>, StoreError> {
    let endings: Vec<&str> = casebook.config.endings.iter().map(String::as_str).collect();
    let place = |folder: &Path, file: &BundledFile, endings: &[&str]| -> Result<RestoredFile, StoreError> {
        let path = folder.join(&file.path);
        let ending = file.path.rsplit_once('.').map_or("", |(_, ending)| ending);
        if !endings.iter().any(|known| known.eq_ignore_ascii_case(ending)) {
            return Ok(RestoredFile { path, outcome: Restored::Unread });
        }
        let outcome = if store::write_new(&path, file.text.as_bytes())? {
            Restored::Written
        } else if std::fs::read(&path).is_ok_and(|bytes| bytes == file.text.as_bytes()) {
            Restored::Same
        } else {
            Restored::Differs
        };
        Ok(RestoredFile { path, outcome })
    };
    let records = bundle.records.par_iter().map(|file| place(&casebook.records, file, &endings));
    let patterns = bundle.patterns.par_iter().map(|file| place(&casebook.patterns, file, &["md", "markdown"]));
    records.chain(patterns).collect()
}
