//! A folder that is written beside the old one and swapped in whole.
//!
//! The new tree grows in a folder of its own beside the target, `.site.new-XXXXXX/tree`; a file `lock` in that
//! folder is held locked for as long as its process lives. [`Staging::commit`] swaps the tree with the target in one
//! act of the system, so that a reader sees the old site or the new one, and a run that is killed leaves the old one.
//! What a killed run left behind is put right by the next one.
//!
//! A folder that Casebook did not write is never touched: ours carry the file [`MARKER`], which names all that was
//! written. What others put into such a folder is kept ([`Staging::complete`]).

mod begin;
mod keep;
mod replace;
mod swap;

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::StoreError;

/// The file that says that a folder is written by Casebook, and which of its files may be replaced: a sentence, then
/// their paths, ordered, a line each.
pub const MARKER: &str = ".casebook-site";

/// Keeps the folder out of git, wherever it is put.
const IGNORE: (&str, &str) = (".gitignore", "*\n!.gitignore\n");

const MARKER_TEXT: &str = "This folder is written by `casebook build`, which replaces the files named here:\n";

/// Why a folder cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The target is somebody else's.
    #[error("`{path}` holds files that casebook did not write, such as `{example}`")]
    Stranger {
        /// The target.
        path: String,
        /// One of the files.
        example: String,
    },
    /// The machine refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A folder that is being written.
#[derive(Debug)]
pub struct Staging {
    /// The target, links in its path resolved.
    target: PathBuf,
    /// `.site.new-XXXXXX`
    work: PathBuf,
    /// Where the new tree grows, in `work`.
    tree: PathBuf,
    /// Held until the end; `None` once it is given up.
    lock: Option<File>,
    /// What was written, but for the marker.
    written: Mutex<BTreeSet<String>>,
}

/// How the new tree came to its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landing {
    /// In one act: nobody saw anything between old and new.
    Swapped,
    /// By two renames, where the system cannot exchange folders.
    Renamed,
    /// File by file, where the target cannot be renamed, such as a mount point.
    Replaced,
}

impl Staging {
    /// Starts a new tree for the folder `target`, and puts right what killed runs left behind.
    ///
    /// # Errors
    /// When the target holds files of somebody else, or the machine refuses.
    pub fn begin(target: &Path) -> Result<Self, OutputError> {
        let staging = begin::begin(target)?;
        staging.write(IGNORE.0, IGNORE.1.as_bytes())?;
        Ok(staging)
    }

    /// Writes one file; `path` is relative, with `/` between its parts. May be called from several threads.
    ///
    /// A file that is the same in the old tree is linked to it, so that it keeps its time of change.
    ///
    /// # Errors
    /// When the path is absolute, has `..` in it or is written twice, or the machine refuses.
    pub fn write(&self, path: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let relative = Path::new(path);
        let plain = relative.components().all(|part| matches!(part, Component::Normal(_)));
        if !plain || path.is_empty() || path.contains(['\\', '\0']) {
            return Err(StoreError::new("write", relative, io::ErrorKind::InvalidInput.into()));
        }
        let new = self.tree.join(relative);
        let written = match put(&new, &self.target.join(relative), bytes) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let parent = new.parent().expect("a path in the tree has a parent");
                fs::create_dir_all(parent).and_then(|()| put(&new, &self.target.join(relative), bytes))
            }
            other => other,
        };
        written.map_err(|error| StoreError::new("write", &self.target.join(relative), error))?;
        self.written.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
        Ok(())
    }

    /// Takes over a file of ours as it stands in the old tree, unread; whether that was possible. What it holds is for the
    /// caller to know, who has seen that the old tree is as it was written.
    pub fn keep(&self, path: &str) -> bool {
        let (old, new) = (self.target.join(path), self.tree.join(path));
        let linked = match fs::hard_link(&old, &new) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let parent = new.parent().expect("a path in the tree has a parent");
                fs::create_dir_all(parent).and_then(|()| fs::hard_link(old, new))
            }
            other => other,
        };
        if linked.is_ok() {
            self.written.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
        }
        linked.is_ok()
    }

    /// Writes the marker, and takes over the files that others put into the old tree; nothing may be written
    /// afterwards. Returns the paths of such files that the new tree has files of its own for, ordered.
    ///
    /// # Errors
    /// When the machine refuses.
    pub fn complete(&self) -> Result<Vec<String>, StoreError> {
        let manifest = keep::to_text(&*self.written.lock().unwrap_or_else(PoisonError::into_inner));
        self.write(MARKER, manifest.as_bytes())?;
        keep::take_over(&self.target, &self.tree, &self.work)
            .map_err(|error| StoreError::new("keep the files of others in", &self.target, error))
    }

    /// A digest of what was written so far, as [`digest_of_output`](super::digest_of_output) will give it once the tree
    /// is in its place; `None` where the machine refuses.
    pub fn digest(&self) -> Option<String> {
        super::digest_of_output(&self.tree).ok()
    }

    /// Puts the tree into its place and removes the old one.
    ///
    /// # Errors
    /// When the machine refuses; the old tree is then still in its place.
    pub fn commit(self) -> Result<Landing, StoreError> {
        if !self.tree.join(MARKER).exists() {
            self.complete()?;
        }
        // Dropping `self` afterwards removes the old tree with the working folder.
        swap::land(&self.tree, &self.target, &self.work)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next run.
        let _ = begin::remove_work(&self.work, self.lock.take());
    }
}

/// Writes a new file, or links the old one where its bytes are the same.
fn put(new: &Path, old: &Path, bytes: &[u8]) -> io::Result<()> {
    if is_same(old, bytes) {
        match fs::hard_link(old, new) {
            Ok(()) => return Ok(()),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(error),
            // Not every file system links, and the parent may be missing: both show below.
            Err(_) => {}
        }
    }
    OpenOptions::new().write(true).create_new(true).open(new)?.write_all(bytes)
}

fn is_same(old: &Path, bytes: &[u8]) -> bool {
    let same_size = fs::symlink_metadata(old).is_ok_and(|meta| meta.is_file() && meta.len() == bytes.len() as u64);
    same_size && fs::read(old).is_ok_and(|read| read == bytes)
}

#[cfg(test)]
mod tests;
