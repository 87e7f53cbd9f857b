//! The folder an index lives in, shared by processes.
//!
//! Each index that was ever written has a folder of its own, a *generation*, and the file `current` names the one in
//! use. Who builds a new one holds `lock`, writes beside, and then replaces `current` in one step: whoever reads the
//! old one goes on reading it, and a process that is killed midway leaves it in use. Removed files stay readable for
//! those who have them open.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::meaning;
use crate::ranking::CONSTANTS;

/// Raised whenever the shape of the index changes.
const FORMAT: &str = "casebook index 6";

const CURRENT: &str = "current";
const LOCK: &str = "lock";
const FINGERPRINT: &str = "fingerprint";
const MANIFEST: &str = "manifest";

/// What an index was made of: two indexes of the same fingerprint hold the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    bytes: Vec<u8>,
}

impl Fingerprint {
    /// What is compared.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Makes a fingerprint of whatever else the index depends on (configuration, program version) and of each file's
    /// path and stamp (a hash of its content, or of what tells that it changed). Order does not matter.
    pub fn new<'a>(setup: &str, files: impl IntoIterator<Item = (&'a str, [u8; 32])>) -> Self {
        let mut files: Vec<_> = files.into_iter().collect();
        files.sort_unstable();
        // What other words are worth is kept with the index.
        let kin = blake3::hash(format!("{} {CONSTANTS:?}", meaning::SOURCE).as_bytes());
        let mut bytes = format!("{FORMAT}\n{kin}\n{}\n{setup}\n", setup.len()).into_bytes();
        for (path, stamp) in files {
            bytes.extend_from_slice(path.as_bytes());
            bytes.push(0);
            bytes.extend_from_slice(&stamp);
        }
        Self { bytes }
    }
}

/// The generation in use, where it is whole and of that fingerprint.
pub(super) fn current(folder: &Path, fingerprint: &Fingerprint) -> Option<PathBuf> {
    let name = fs::read_to_string(folder.join(CURRENT)).ok()?;
    number(&name)?;
    let generation = folder.join(name);
    let known = fs::read(generation.join(FINGERPRINT)).ok()?;
    let manifest = fs::read_to_string(generation.join(MANIFEST)).ok()?;
    (known == fingerprint.bytes && manifest == inventory(&generation).ok()?).then_some(generation)
}

/// The right to write a generation; other processes wait until it is dropped.
pub(super) struct Turn {
    folder: PathBuf,
    _lock: File,
}

impl Turn {
    /// Waits for the right to write.
    pub(super) fn wait(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let lock = File::options().create(true).truncate(false).write(true).open(folder.join(LOCK))?;
        lock.lock()?;
        Ok(Self { folder: folder.to_owned(), _lock: lock })
    }

    /// Makes the empty folder of a new generation, and removes what processes that were killed left behind.
    pub(super) fn begin(&self) -> io::Result<PathBuf> {
        let used = fs::read_to_string(self.folder.join(CURRENT)).unwrap_or_default();
        let mut last = 0;
        for (name, number) in generations(&self.folder)? {
            last = last.max(number);
            if name != used {
                fs::remove_dir_all(self.folder.join(name))?;
            }
        }
        let generation = self.folder.join(format!("{PREFIX}{}", last + 1));
        fs::create_dir(&generation)?;
        Ok(generation)
    }

    /// Puts a generation that was written into use, and removes the others.
    pub(super) fn finish(&self, generation: &Path, fingerprint: &Fingerprint) -> io::Result<()> {
        let name = generation.file_name().unwrap_or_default();
        fs::write(generation.join(MANIFEST), inventory(generation)?)?;
        fs::write(generation.join(FINGERPRINT), &fingerprint.bytes)?;
        let next = self.folder.join("current.next");
        fs::write(&next, name.as_encoded_bytes())?;
        fs::rename(&next, self.folder.join(CURRENT))?;
        for (other, _) in generations(&self.folder)? {
            if *other != *name {
                // Some systems refuse while others read it; the next one who builds tries again.
                let _ = fs::remove_dir_all(self.folder.join(other));
            }
        }
        Ok(())
    }
}

const PREFIX: &str = "generation-";

fn number(name: &str) -> Option<u64> {
    name.strip_prefix(PREFIX)?.parse().ok()
}

fn generations(folder: &Path) -> io::Result<Vec<(String, u64)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        if let Ok(name) = entry?.file_name().into_string()
            && let Some(number) = number(&name)
        {
            found.push((name, number));
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// A generation's files with size and time of the last change. Reading them all to see whether they are sound would
/// take longer than a search; a file that was cut, swapped or written to shows here.
fn inventory(generation: &Path) -> io::Result<String> {
    let mut lines = Vec::new();
    for entry in fs::read_dir(generation)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name == MANIFEST || name == FINGERPRINT || name.starts_with('.') {
            continue;
        }
        let facts = entry.metadata()?;
        let changed = facts.modified()?.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        lines.push(format!("{name} {} {changed}\n", facts.len()));
    }
    lines.sort_unstable();
    Ok(lines.concat())
}
