//! Before the first file: whose the target is, what killed runs left, and a locked folder to work in.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::spare::Leftovers;
use super::{IGNORE, MARKER, OutputError, Staging};
use crate::store::StoreError;

const LOCK: &str = "lock";
const LOCK_TEXT: &str = "held by casebook while it writes\n";
/// The new tree in the working folder; after the swap, the old one.
const TREE: &str = "tree";
/// The old tree in the working folder, between two renames.
pub const OLD: &str = "old";

/// Starts a new tree; [`Staging::begin`] puts our own files into it.
pub fn begin(target: &Path) -> Result<Staging, OutputError> {
    let target = resolve(target)?;
    let parent = target.parent().unwrap_or(&target).to_owned();
    let name = target.file_name().unwrap_or_default();
    let mut prefix = OsString::from(".");
    prefix.push(name);
    prefix.push(".new-");
    for folder in [&parent, &target] {
        clear_leftovers(folder, &prefix, &target);
    }
    refuse_strangers(&target, &prefix)?;
    match stage(&target, &parent, &prefix) {
        // A container may hold a writable folder in one that is not.
        Err(_) if target.is_dir() => Ok(stage(&target, &target, &prefix)?),
        staged => Ok(staged?),
    }
}

/// Makes the folder to work in, in `parent`: beside the target, or inside it.
pub fn stage(target: &Path, parent: &Path, prefix: &OsString) -> Result<Staging, StoreError> {
    let (work, lock) =
        make_work(parent, prefix).map_err(|error| StoreError::new("create a folder in", parent, error))?;
    let (target, tree) = (target.to_owned(), work.join(TREE));
    let staging = Staging {
        target,
        tree,
        work,
        leftovers: Leftovers::default(),
        spare: None,
        lock: Some(lock),
        written: Mutex::default(),
        linked: Mutex::default(),
    };
    fs::create_dir(&staging.tree).map_err(|error| StoreError::new("create", &staging.tree, error))?;
    Ok(staging)
}

/// The target as an absolute path without links, with its parents made where they are missing.
fn resolve(target: &Path) -> Result<PathBuf, StoreError> {
    let refused = |error| StoreError::new("write to", target, error);
    if let Ok(resolved) = fs::canonicalize(target) {
        return if resolved.is_dir() { Ok(resolved) } else { Err(refused(io::ErrorKind::NotADirectory.into())) };
    }
    let name = target.file_name().ok_or_else(|| refused(io::ErrorKind::InvalidInput.into()))?;
    let parent = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).map_err(refused)?;
    Ok(fs::canonicalize(parent).map_err(refused)?.join(name))
}

/// Refuses a folder that has something in it and is not ours.
fn refuse_strangers(target: &Path, prefix: &OsString) -> Result<(), OutputError> {
    let entries = match fs::read_dir(target) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(StoreError::new("read the folder", target, error).into()),
    };
    if target.join(MARKER).is_file() {
        return Ok(());
    }
    let ours = |name: &OsString| name == IGNORE.0 || starts_with(name, prefix);
    let names = entries.filter_map(Result::ok).map(|entry| entry.file_name());
    match names.filter(|name| !ours(name)).min() {
        None => Ok(()),
        Some(example) => Err(OutputError::Stranger {
            path: target.display().to_string(),
            example: example.to_string_lossy().into_owned(),
        }),
    }
}

/// Makes a folder with a locked file in it. Another run may take it for a leftover in the moment before the lock is
/// held; then a new one is made.
fn make_work(parent: &Path, prefix: &OsString) -> io::Result<(PathBuf, File)> {
    let mut last = io::ErrorKind::Other.into();
    for _ in 0..8 {
        let work = tempfile::Builder::new().prefix(prefix).tempdir_in(parent)?;
        match lock_in(work.path()) {
            Ok(lock) => return Ok((work.keep(), lock)),
            Err(error) => last = error,
        }
    }
    Err(last)
}

fn lock_in(work: &Path) -> io::Result<File> {
    let path = work.join(LOCK);
    let mut file = File::options().read(true).write(true).create_new(true).open(&path)?;
    // Where the file system knows no locks, nobody clears leftovers either.
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => return Err(io::ErrorKind::WouldBlock.into()),
        Err(TryLockError::Error(_)) | Ok(()) => {}
    }
    file.write_all(LOCK_TEXT.as_bytes())?;
    if path.exists() { Ok(file) } else { Err(io::ErrorKind::NotFound.into()) }
}

/// Removes the working folders of dead runs, and puts the target back where one died between its two renames.
fn clear_leftovers(folder: &Path, prefix: &OsString, target: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.filter_map(Result::ok) {
        if !starts_with(&entry.file_name(), prefix) {
            continue;
        }
        let work = entry.path();
        // Fails unless it is empty: a run died before it had its lock.
        let _ = fs::remove_dir(&work);
        let Ok(lock) = File::options().read(true).write(true).open(work.join(LOCK)) else { continue };
        if lock.try_lock().is_err() || !is_our_lock(&lock) {
            continue;
        }
        if work.join(OLD).is_dir() && !target.exists() {
            let _ = fs::rename(work.join(OLD), target);
        }
        let _ = remove_work(&work, Some(lock));
    }
}

/// Whether the file holds our words, or nothing: a run died before it wrote them.
fn is_our_lock(lock: &File) -> bool {
    let mut text = String::new();
    lock.take(LOCK_TEXT.len() as u64 + 1).read_to_string(&mut text).is_ok_and(|_| text.is_empty() || text == LOCK_TEXT)
}

/// Removes a working folder; its lock goes last, so that a removal that is cut short is taken up again.
pub fn remove_work(work: &Path, lock: Option<File>) -> io::Result<()> {
    for tree in [TREE, OLD] {
        match fs::remove_dir_all(work.join(tree)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    fs::remove_file(work.join(LOCK))?;
    drop(lock);
    fs::remove_dir(work)
}

fn starts_with(name: &OsString, prefix: &OsString) -> bool {
    name.as_encoded_bytes().starts_with(prefix.as_encoded_bytes())
}
