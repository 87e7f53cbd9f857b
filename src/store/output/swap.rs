//! The moment in which the new tree takes the place of the old one.

use std::fs;
use std::io;
use std::path::Path;

use super::begin::OLD;
use super::{Landing, replace};
use crate::store::StoreError;

/// Puts `tree` in the place of `target`. Whatever was there ends up in `work`.
pub fn land(tree: &Path, target: &Path, work: &Path) -> Result<Landing, StoreError> {
    let refused = |error| StoreError::new("put the new files in place at", target, error);
    if work.starts_with(target) {
        return replace::contents(tree, target).map(|()| Landing::Replaced).map_err(refused);
    }
    match exchange(tree, target) {
        Ok(()) => return Ok(Landing::Swapped),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            // There is no old tree; where one has appeared since, the rename fails.
            if fs::rename(tree, target).is_ok() {
                return Ok(Landing::Swapped);
            }
        }
        Err(_) => {}
    }
    match rename_twice(tree, target, work) {
        Ok(()) => Ok(Landing::Renamed),
        Err(error) if cannot_be_moved(&error) => {
            replace::contents(tree, target).map(|()| Landing::Replaced).map_err(refused)
        }
        Err(error) => Err(refused(error)),
    }
}

/// Swaps two folders in one act of the system.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn exchange(tree: &Path, target: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, tree, CWD, target, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Moves the old tree away and the new one in; where the second step fails, the old one comes back.
pub fn rename_twice(tree: &Path, target: &Path, work: &Path) -> io::Result<()> {
    let old = work.join(OLD);
    match fs::rename(target, &old) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    fs::rename(tree, target).inspect_err(|_| {
        let _ = fs::rename(&old, target);
    })
}

/// A mount point, or another file system: its files can be replaced, the folder itself cannot.
fn cannot_be_moved(error: &io::Error) -> bool {
    use io::ErrorKind::{CrossesDevices, PermissionDenied, ResourceBusy};
    matches!(error.kind(), ResourceBusy | CrossesDevices | PermissionDenied)
}
