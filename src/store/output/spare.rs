//! A tree to begin with: the one before the last, kept so that files which both have need not be linked again.
//!
//! Most of a site is as it was. To link tens of thousands of files into a new tree and to remove as many with the old
//! one costs more than anything else after a small change; so the old tree is put aside and brought up to date by the
//! next run, which then swaps the two again. Nothing in it is believed: a file stays only where it is the very one that
//! is to be linked.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use foldhash::fast::RandomState;

use super::keep::folders_of;
use crate::store::Written;
use crate::store::stamps::Stamp;

/// What stands in a new tree from before.
#[derive(Debug, Default)]
pub struct Leftovers {
    /// The files that nobody asked for yet.
    files: Mutex<HashMap<String, Stamp, RandomState>>,
    /// All folders, each behind those that it lies in.
    folders: BTreeSet<String>,
    /// The files that were there at first, for what lies in their way.
    all: HashSet<String, RandomState>,
}

/// Moves the tree that was put aside at `spare` to `tree`, and tells what it holds; `None` where there is none, or none
/// that can be used. Where a system takes `A` and `a` for one name, none is.
pub fn take(spare: &Path, tree: &Path) -> Option<Leftovers> {
    if cfg!(not(target_os = "linux")) || fs::rename(spare, tree).is_err() {
        return None;
    }
    let found = Leftovers::of(tree);
    if found.is_none() {
        let _ = fs::remove_dir_all(tree);
    }
    found
}

impl Leftovers {
    fn of(tree: &Path) -> Option<Self> {
        let written = Written::of(tree).ok()?;
        let name = |path: &Path| path.to_str().map(str::to_owned);
        let files: Option<HashMap<String, Stamp, RandomState>> =
            written.files.iter().map(|(path, stamp)| Some((name(path)?, *stamp))).collect();
        let files = files?;
        let folders: Option<BTreeSet<String>> = written.folders.iter().map(|path| name(path)).collect();
        Some(Self { all: files.keys().cloned().collect(), files: Mutex::new(files), folders: folders? })
    }

    /// Makes way for a file of the new tree. Gives the stamp of the file that stands in its place, which is the caller's
    /// from now on.
    pub fn make_way(&self, tree: &Path, path: &str) -> io::Result<Option<Stamp>> {
        for folder in folders_of(path).filter(|folder| self.all.contains(*folder)) {
            // Several threads may come here; the first one removes it.
            if self.take(folder).is_some() {
                remove(&tree.join(folder))?;
            }
        }
        if self.folders.contains(path) {
            unless_gone(fs::remove_dir_all(tree.join(path)))?;
        }
        Ok(self.take(path))
    }

    /// Removes what nobody asked for, once all is written.
    pub fn clear(&self, tree: &Path, written: &BTreeSet<String>) -> io::Result<()> {
        let files = std::mem::take(&mut *self.files.lock().unwrap_or_else(PoisonError::into_inner));
        for path in files.into_keys() {
            remove(&tree.join(path))?;
        }
        let needed: HashSet<&str, RandomState> = written.iter().flat_map(|path| folders_of(path)).collect();
        for folder in self.folders.iter().rev().filter(|folder| !needed.contains(folder.as_str())) {
            unless_gone(fs::remove_dir(tree.join(folder)))?;
        }
        Ok(())
    }

    fn take(&self, path: &str) -> Option<Stamp> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).remove(path)
    }
}

/// Removes a file that may be gone with a folder that was in the way.
pub fn remove(file: &Path) -> io::Result<()> {
    unless_gone(fs::remove_file(file))
}

/// What is gone already, or stood in a folder in whose place there is a file now, need not be removed.
fn unless_gone(removed: io::Result<()>) -> io::Result<()> {
    use io::ErrorKind::{NotADirectory, NotFound};
    removed.or_else(|error| if matches!(error.kind(), NotFound | NotADirectory) { Ok(()) } else { Err(error) })
}
