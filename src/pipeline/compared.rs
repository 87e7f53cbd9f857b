//! Two sites, compared.

use std::path::Path;

use super::PipelineError;
use crate::export::{self, CHANGE_LISTS, Changes, Snapshot, SnapshotError};
use crate::store;

/// What cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum DiffError {
    /// A folder is no site.
    #[error("`{path}` is no site that casebook built: it has no `{list}`")]
    NoSite {
        /// The folder.
        path: String,
        /// The list it lacks.
        list: &'static str,
    },
    /// A list of it is of another version.
    #[error("the site in `{path}` cannot be compared: {source}")]
    Other {
        /// The folder.
        path: String,
        /// Why not.
        source: SnapshotError,
    },
}

/// What changed from the site in one folder to the site in another.
///
/// # Errors
/// When a folder holds no site, or one of another version, or the machine refuses.
pub fn diff(old: &Path, new: &Path) -> Result<Changes, PipelineError> {
    Ok(export::changes(&snapshot(old)?, &snapshot(new)?))
}

/// The site in a folder as far as it is compared.
///
/// # Errors
/// Those of [`diff`].
pub fn snapshot(site: &Path) -> Result<Snapshot, PipelineError> {
    let shown = || site.display().to_string();
    let read = |list: &'static str| {
        let path = site.join(list);
        if !path.is_file() {
            return Err(PipelineError::from(DiffError::NoSite { path: shown(), list }));
        }
        Ok(store::read_text(&path)?)
    };
    let [incidents, patterns] = CHANGE_LISTS;
    let (incidents, patterns) = (read(incidents)?, read(patterns)?);
    Snapshot::read([&incidents, &patterns]).map_err(|source| DiffError::Other { path: shown(), source }.into())
}
