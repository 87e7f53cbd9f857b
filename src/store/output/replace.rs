//! The contents of a folder replaced file by file, for folders that cannot be moved.
//!
//! Each file changes in one act; files that are gone are removed last, so that a page never leads to one that is not
//! there yet or no more.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::{MARKER, keep};

/// A file on its way.
pub const PART: &str = ".casebook-part";

/// Makes `target` hold what `tree` holds.
pub fn contents(tree: &Path, target: &Path) -> io::Result<()> {
    let manifest = claim(tree, target)?;
    let mut keep: BTreeSet<PathBuf> = BTreeSet::from([target.join(MARKER)]);
    for entry in WalkDir::new(tree).min_depth(1).sort_by_file_name() {
        let entry = entry?;
        let relative = entry.path().strip_prefix(tree).map_err(io::Error::other)?;
        let place = target.join(relative);
        if entry.file_type().is_dir() {
            make_folder(&place)?;
        } else if relative.to_str().is_some_and(|path| manifest.contains(&path.replace('\\', "/"))) {
            put_file(entry.path(), &place, &target.join(PART))?;
        }
        keep.insert(place);
    }
    remove_others(tree, target, &keep)?;
    put_file(&tree.join(MARKER), &target.join(MARKER), &target.join(PART))
}

/// Writes a marker that names the files of both trees: a run that is killed on the way leaves some of each, and none of
/// them is to be taken for somebody else's. Returns the files of the new tree; those of others are in their place.
pub fn claim(tree: &Path, target: &Path) -> io::Result<BTreeSet<String>> {
    let (old, new) = (keep::manifest(target)?, keep::manifest(tree)?);
    // A marker that names nothing stands for everything.
    if !old.is_empty() || !target.join(MARKER).exists() {
        let part = target.join(PART);
        fs::write(&part, keep::to_text(old.union(&new)))?;
        fs::rename(part, target.join(MARKER))?;
    }
    Ok(new)
}

fn make_folder(place: &Path) -> io::Result<()> {
    if fs::symlink_metadata(place).is_ok_and(|meta| !meta.is_dir()) {
        fs::remove_file(place)?;
    }
    match fs::create_dir(place) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

fn put_file(new: &Path, place: &Path, part: &Path) -> io::Result<()> {
    match fs::symlink_metadata(place) {
        Ok(meta) if meta.is_dir() => fs::remove_dir_all(place)?,
        Ok(meta) if meta.is_file() && fs::read(new)? == fs::read(place)? => return Ok(()),
        _ => {}
    }
    // The new tree may stand on another file system, where a rename does not reach.
    fs::copy(new, part)?;
    fs::rename(part, place)
}

/// Removes what is not in the new tree; the working folder, should it stand inside, is the caller's.
fn remove_others(tree: &Path, target: &Path, keep: &BTreeSet<PathBuf>) -> io::Result<()> {
    let work = tree.parent().unwrap_or(tree);
    let mut others = Vec::new();
    let mut walk = WalkDir::new(target).min_depth(1).sort_by_file_name().into_iter();
    while let Some(entry) = walk.next() {
        let entry = entry?;
        if entry.path() == work || !keep.contains(entry.path()) {
            if entry.file_type().is_dir() {
                walk.skip_current_dir();
            }
            if entry.path() != work {
                others.push((entry.file_type().is_dir(), entry.into_path()));
            }
        }
    }
    for (folder, path) in others {
        if folder { fs::remove_dir_all(path)? } else { fs::remove_file(path)? }
    }
    Ok(())
}
