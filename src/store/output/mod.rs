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
mod spare;
mod swap;

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use spare::Leftovers;

use super::stamps::Stamp;
use super::{StoreError, Written};

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
    /// What stands in the new tree from before.
    leftovers: Leftovers,
    /// Where the old tree is put aside for the next run.
    spare: Option<PathBuf>,
    /// Held until the end; `None` once it is given up.
    lock: Option<File>,
    /// What was written, but for the marker.
    written: Mutex<BTreeSet<String>>,
    /// What of it is linked to the old tree, with its stamp from before.
    linked: Mutex<Vec<(String, Stamp)>>,
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
        Self::begin_with(target, None)
    }

    /// The same with a place for the old tree: what an earlier run put aside there is brought up to date, and the old
    /// tree of this run is put aside for the next one.
    ///
    /// # Errors
    /// Those of [`Staging::begin`].
    pub fn begin_with(target: &Path, spare: Option<&Path>) -> Result<Self, OutputError> {
        let mut staging = begin::begin(target)?;
        if let Some(spare) = spare {
            let empty = fs::remove_dir(&staging.tree);
            staging.leftovers = spare::take(spare, &staging.tree).unwrap_or_default();
            if empty.is_ok() {
                fs::create_dir_all(&staging.tree).map_err(|error| StoreError::new("create", &staging.tree, error))?;
            }
            staging.spare = Some(spare.to_owned());
        }
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
        let refused = |error| StoreError::new("write", &self.target.join(relative), error);
        let there = self.leftovers.make_way(&self.tree, path).map_err(refused)?;
        let written = match put(&new, &self.target.join(relative), bytes, there) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let parent = new.parent().expect("a path in the tree has a parent");
                fs::create_dir_all(parent).and_then(|()| put(&new, &self.target.join(relative), bytes, None))
            }
            other => other,
        };
        let linked = written.map_err(refused)?;
        if let Some(stamp) = linked {
            self.link(path, stamp);
        }
        self.written.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
        Ok(())
    }

    /// Takes over a file of ours as it stands in the old tree, unread; whether that was possible. What it holds is for the
    /// caller to know, who has seen `stamp` on it: a file that others changed or replaced since is not taken.
    pub fn keep(&self, path: &str, stamp: Stamp) -> bool {
        let (old, new) = (self.target.join(path), self.tree.join(path));
        let Ok(there) = self.leftovers.make_way(&self.tree, path) else { return false };
        if is_there(&new, there, stamp) {
            self.link(path, stamp);
            self.written.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
            return true;
        }
        if there.is_some() && spare::remove(&new).is_err() {
            return false;
        }
        let linked = match fs::hard_link(&old, &new) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let parent = new.parent().expect("a path in the tree has a parent");
                fs::create_dir_all(parent).and_then(|()| fs::hard_link(old, new))
            }
            other => other,
        };
        if linked.is_err() {
            return false;
        }
        // Looked at behind the link: nobody can put another file there now.
        let new = self.tree.join(path);
        if !stamp_of(&new).is_some_and(|now| now.is_same_content(&stamp)) {
            // A file that cannot be removed here cannot be written either, which is told then.
            let _ = fs::remove_file(new);
            return false;
        }
        self.link(path, stamp);
        self.written.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
        true
    }

    /// Writes the marker, and takes over the files that others put into the old tree; nothing may be written
    /// afterwards. Returns the paths of such files that the new tree has files of its own for, ordered.
    ///
    /// # Errors
    /// When the machine refuses.
    pub fn complete(&self) -> Result<Vec<String>, StoreError> {
        let manifest = keep::to_text(&*self.written.lock().unwrap_or_else(PoisonError::into_inner));
        self.write(MARKER, manifest.as_bytes())?;
        let written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        self.leftovers
            .clear(&self.tree, &written)
            .map_err(|error| StoreError::new("remove what is no more from", &self.target, error))?;
        drop(written);
        keep::take_over(&self.target, &self.tree, &self.work)
            .map_err(|error| StoreError::new("keep the files of others in", &self.target, error))
    }

    /// A digest of what was written so far, as [`Written::digest`] will give it once the tree is in its place; `None`
    /// where the machine refuses, or where a file that was linked to the old tree was changed there meanwhile.
    pub fn digest(&self) -> Option<String> {
        let written = Written::of(&self.tree).ok()?;
        let linked = self.linked.lock().unwrap_or_else(PoisonError::into_inner);
        let is_same =
            |(path, stamp): &(String, Stamp)| written.stamp(path).is_some_and(|now| now.is_same_content(stamp));
        linked.iter().all(is_same).then(|| written.digest())
    }

    /// Remembers what a file that is linked to the old tree looked like when its content was known.
    fn link(&self, path: &str, stamp: Stamp) {
        self.linked.lock().unwrap_or_else(PoisonError::into_inner).push((path.to_owned(), stamp));
    }

    /// Puts the tree into its place and removes the old one.
    ///
    /// # Errors
    /// When the machine refuses; the old tree is then still in its place.
    pub fn commit(self) -> Result<Landing, StoreError> {
        if !self.written.lock().unwrap_or_else(PoisonError::into_inner).contains(MARKER) {
            self.complete()?;
        }
        let landing = swap::land(&self.tree, &self.target, &self.work)?;
        if let Some(spare) = self.spare.as_ref().filter(|_| landing == Landing::Swapped && self.is_mostly_linked()) {
            // It is only put aside where a rename can; otherwise, the next run begins with nothing.
            let _ = fs::rename(&self.tree, spare);
        }
        // Dropping `self` afterwards removes what is left of the old tree with the working folder.
        Ok(landing)
    }

    /// Whether most files are those of the old tree, so that to put that aside takes hardly any room.
    fn is_mostly_linked(&self) -> bool {
        let linked = self.linked.lock().unwrap_or_else(PoisonError::into_inner).len();
        linked * 2 > self.written.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next run.
        let _ = begin::remove_work(&self.work, self.lock.take());
    }
}

/// Writes a new file, or links the old one where its bytes are the same; gives what that looked like before it was read.
/// What stands `there` gives way, unless it is the old one already.
fn put(new: &Path, old: &Path, bytes: &[u8], there: Option<Stamp>) -> io::Result<Option<Stamp>> {
    let same = same(old, bytes);
    if same.is_some_and(|stamp| is_there(new, there, stamp)) {
        return Ok(same);
    }
    if there.is_some() {
        spare::remove(new)?;
    }
    if let Some(stamp) = same {
        match fs::hard_link(old, new) {
            Ok(()) => return Ok(Some(stamp)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(error),
            // Not every file system links, and the parent may be missing: both show below.
            Err(_) => {}
        }
    }
    OpenOptions::new().write(true).create_new(true).open(new)?.write_all(bytes)?;
    Ok(None)
}

/// The stamp of a file that holds these bytes.
fn same(old: &Path, bytes: &[u8]) -> Option<Stamp> {
    let meta = fs::symlink_metadata(old).ok().filter(|meta| meta.is_file() && meta.len() == bytes.len() as u64)?;
    fs::read(old).is_ok_and(|read| read == bytes).then(|| Stamp::of(&meta))
}

/// Whether a file that stood `there` at first is the very one that bears `stamp`, and nobody changed it since.
fn is_there(new: &Path, there: Option<Stamp>, stamp: Stamp) -> bool {
    there.is_some_and(|there| there.is_same_content(&stamp))
        && stamp_of(new).is_some_and(|now| now.is_same_content(&stamp))
}

fn stamp_of(path: &Path) -> Option<Stamp> {
    fs::symlink_metadata(path).ok().map(|meta| Stamp::of(&meta))
}

#[cfg(test)]
mod tests;
