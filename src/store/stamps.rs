//! What tells that a file changed, without reading it.

use std::fs::Metadata;
use std::path::Path;
use std::time::UNIX_EPOCH;

use rayon::prelude::*;

use super::{StoreError, walk};

/// The path and a stamp of every file that [`super::read`] would read, ordered by path. A stamp is made of the file's
/// size, its time of change and, where the system has them, its number and the time its entry changed; a file that
/// was written anew has another stamp.
///
/// # Errors
/// When the folder itself cannot be read.
pub fn stamps(folder: &Path, endings: &[String], except: &[String]) -> Result<Vec<(String, [u8; 32])>, StoreError> {
    let listing = walk::list("", folder, endings, except)?;
    let stamp = |path: &Path| path.symlink_metadata().map(|file| Stamp::of(&file).bytes()).unwrap_or_default();
    Ok(listing.files.into_par_iter().map(|entry| (entry.name, stamp(&entry.path))).collect())
}

/// What tells that a file changed, without reading it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    size: u64,
    /// In nanoseconds since 1970, as all times here.
    modified: u64,
    /// The file's number and the time its entry changed; 0 where the system has none.
    number: u64,
    entry_changed: u64,
}

impl Stamp {
    /// The stamp of a file as the system describes it.
    pub(super) fn of(file: &Metadata) -> Self {
        let changed = file.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
        let (number, entry_changed) = system_stamp(file);
        Self { size: file.len(), modified: changed.as_nanos() as u64, number, entry_changed }
    }

    /// All of it.
    pub(super) fn bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        let parts = [self.size, self.modified, self.number, self.entry_changed];
        for (place, part) in bytes.chunks_exact_mut(8).zip(parts) {
            place.copy_from_slice(&part.to_le_bytes());
        }
        bytes
    }

    /// All but the time the entry changed, which links and renames change too.
    pub(super) fn of_content(&self) -> [u8; 32] {
        Self { entry_changed: 0, ..*self }.bytes()
    }

    /// Whether the file is the same and holds the same, wherever it was linked to or moved since.
    pub(super) fn is_same_content(&self, other: &Self) -> bool {
        self.of_content() == other.of_content()
    }

    /// Whether the file changed long enough before `now` that another change would show. Clocks of file systems tick
    /// every few milliseconds, or, where they keep no fractions, every other second.
    pub fn is_settled(&self, now: Stamp) -> bool {
        const SECOND: u64 = 1_000_000_000;
        let tick = if now.changed().is_multiple_of(SECOND) { 2 * SECOND } else { SECOND / 50 };
        self.changed() < now.changed().saturating_sub(tick)
    }

    fn changed(&self) -> u64 {
        if self.entry_changed == 0 { self.modified } else { self.entry_changed }
    }
}

#[cfg(unix)]
fn system_stamp(file: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (file.ino(), (file.ctime() as u64).wrapping_mul(1_000_000_000).wrapping_add(file.ctime_nsec() as u64))
}

#[cfg(not(unix))]
fn system_stamp(_file: &Metadata) -> (u64, u64) {
    (0, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_written_anew_has_another_stamp() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let of = |text: &str| {
            // Written beside and moved in, as editors do; the number differs even within one tick of the clock.
            std::fs::write(folder.path().join("new"), text).expect("it can be written");
            std::fs::rename(folder.path().join("new"), folder.path().join("a.md")).expect("it can be moved");
            stamps(folder.path(), &["md".to_owned()], &[]).expect("the folder can be read")
        };
        let (one, two) = (of("a"), of("b"));
        assert_eq!(one[0].0, "a.md");
        assert_ne!(one, two);
        assert_eq!(two, stamps(folder.path(), &["md".to_owned()], &[]).expect("the folder can be read"));
    }

    #[test]
    fn a_file_that_was_just_written_may_change_unseen() {
        let at = |entry_changed| Stamp { entry_changed, ..Stamp::default() };
        assert!(!at(5_000_000_001).is_settled(at(5_000_000_001)));
        assert!(at(5_000_000_001).is_settled(at(5_030_000_001)));
        // A clock without fractions ticks slowly.
        assert!(!at(4_000_000_000).is_settled(at(5_000_000_000)));
        assert!(at(2_000_000_000).is_settled(at(5_000_000_000)));
    }
}
