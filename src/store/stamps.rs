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
    let stamp = |path: &Path| path.symlink_metadata().map(|file| stamp(&file)).unwrap_or_default();
    Ok(listing.files.into_par_iter().map(|entry| (entry.name, stamp(&entry.path))).collect())
}

fn stamp(file: &Metadata) -> [u8; 32] {
    let changed = file.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    let (number, entry_changed) = system_stamp(file);
    let mut stamp = [0; 32];
    stamp[..8].copy_from_slice(&file.len().to_le_bytes());
    stamp[8..16].copy_from_slice(&(changed.as_nanos() as u64).to_le_bytes());
    stamp[16..24].copy_from_slice(&number.to_le_bytes());
    stamp[24..].copy_from_slice(&entry_changed.to_le_bytes());
    stamp
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
}
