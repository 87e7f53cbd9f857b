//! Where the files of findings lie: on the disk, and in their repository.

use std::path::{Component, Path, PathBuf};

use crate::diag::Diagnostic;
use crate::pipeline::Casebook;

/// The files of one casebook.
pub struct Places<'a> {
    casebook: &'a Casebook,
    /// The folder that paths are told from: the repository's, else that of the configuration, else the one around the
    /// records.
    root: PathBuf,
}

impl<'a> Places<'a> {
    /// Looks for the repository around the records.
    pub fn of(casebook: &'a Casebook) -> Self {
        let holding = |name: &str| casebook.records.ancestors().find(|folder| folder.join(name).exists());
        let around = || casebook.records.parent().unwrap_or(&casebook.records);
        let root = holding(".git").or_else(|| holding("casebook.toml")).unwrap_or_else(around).to_owned();
        Self { casebook, root }
    }

    /// The file that findings name by that path.
    pub fn on_disk(&self, path: &str) -> PathBuf {
        let in_records = plain(&self.casebook.records.join(path));
        if in_records.exists() {
            return in_records;
        }
        // Patterns may lie outside of the folder of records, and files of words always do.
        let Casebook { patterns, templates, config, .. } = self.casebook;
        let words = path.strip_prefix(&config.templates).and_then(|path| path.strip_prefix('/'));
        match (path.strip_prefix("patterns/"), words) {
            (Some(name), _) => patterns.join(name),
            (None, Some(name)) => templates.join(name),
            (None, None) => in_records,
        }
    }

    /// The path of a file as its repository knows it, with `/` between the parts.
    pub fn in_repository(&self, path: &str) -> String {
        let file = self.on_disk(path);
        let inside = file.strip_prefix(&self.root).unwrap_or_else(|_| Path::new(path));
        inside.to_string_lossy().replace('\\', "/")
    }

    /// Like [`Places::in_repository`], for the file of a finding.
    pub fn of_finding(&self, finding: &Diagnostic) -> String {
        self.in_repository(&finding.file.path)
    }
}

/// A path without `..`: what it names need not be there. Folders of records are real ones, so that no link is passed.
fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        if part == Component::ParentDir {
            out.pop();
        } else {
            out.push(part);
        }
    }
    out
}
