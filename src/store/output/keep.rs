//! What others put into a site's folder: told apart by the marker's manifest, and taken over into the new tree.
//!
//! Files are linked or copied, never moved: a run that is killed leaves the old tree as it was.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io;
use std::path::Path;

use walkdir::WalkDir;

use super::replace::PART;
use super::{MARKER, MARKER_TEXT};

/// The marker's text: its sentence, then the paths, a line each.
pub fn to_text<'a>(paths: impl IntoIterator<Item = &'a String>) -> String {
    let mut text = MARKER_TEXT.to_owned();
    for path in paths {
        // No path that is written has a backslash of its own.
        text.push_str(&path.replace('\n', "\\n"));
        text.push('\n');
    }
    text
}

/// The paths in the marker of a folder; none where it has no marker, or one of an older version, which named no files.
pub fn manifest(folder: &Path) -> io::Result<BTreeSet<String>> {
    let text = match fs::read(folder.join(MARKER)) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
        Err(error) => return Err(error),
    };
    Ok(text.split('\n').skip(1).filter(|line| !line.is_empty()).map(|line| line.replace("\\n", "\n")).collect())
}

/// Puts what others have in `old` into `new` too, but for `work`, the working folder, and what `new` has files of its
/// own for; these paths are returned.
pub fn take_over(old: &Path, new: &Path, work: &Path) -> io::Result<Vec<String>> {
    let manifest = manifest(old)?;
    let mut refused = Vec::new();
    if manifest.is_empty() {
        return Ok(refused);
    }
    let folders: HashSet<&str> = manifest.iter().flat_map(|path| folders_of(path)).collect();
    let mut walk = WalkDir::new(old).min_depth(1).sort_by_file_name().into_iter();
    while let Some(entry) = walk.next() {
        let entry = entry?;
        let path = entry.path().strip_prefix(old).map_err(io::Error::other)?;
        let (name, is_folder) = (name(path), entry.file_type().is_dir());
        let is_known = if is_folder { folders.contains(name.as_str()) } else { manifest.contains(&name) };
        let of_a_run = entry.depth() == 1 && is_of_a_run(entry.path(), work);
        if is_known && !of_a_run {
            continue;
        }
        let place = new.join(path);
        let taken = of_a_run || if is_folder { make_folder(&place)? } else { take(entry.path(), &place)? };
        if !taken {
            refused.push(name);
        }
        if is_folder && (of_a_run || !taken) {
            walk.skip_current_dir();
        }
    }
    Ok(refused)
}

/// The folders that a path lies in.
pub fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(end, _)| &path[..end])
}

/// Whether that is the marker, or something that a run works with: this one, or another that is alive.
fn is_of_a_run(path: &Path, work: &Path) -> bool {
    let own = [MARKER, PART].iter().any(|own| path.ends_with(own));
    // `.site.new-XXXXXX`: what stands before the last dash is the same for all runs.
    let prefix =
        |path: &Path| path.file_name().and_then(|name| name.to_str()?.rsplit_once('-').map(|p| p.0.to_owned()));
    own || path == work || (path.is_dir() && prefix(path).is_some_and(|found| Some(found) == prefix(work)))
}

fn name(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

/// Makes a folder where nothing else is in its way.
fn make_folder(place: &Path) -> io::Result<bool> {
    use io::ErrorKind::{AlreadyExists, NotADirectory};
    match fs::create_dir_all(place) {
        // It, or one of the folders above, is a file now.
        Err(error) if matches!(error.kind(), AlreadyExists | NotADirectory) => Ok(false),
        made => made.map(|()| true),
    }
}

/// Links or copies a file where nothing is in its way; a link stays a link.
fn take(from: &Path, to: &Path) -> io::Result<bool> {
    // The folder above may be one of ours that the new tree has no more.
    if fs::symlink_metadata(to).is_ok() || !make_folder(to.parent().unwrap_or(to))? {
        return Ok(false);
    }
    // Not every file system links.
    fs::hard_link(from, to).or_else(|_| copy(from, to)).map(|()| true)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if fs::symlink_metadata(from)?.is_symlink() {
        return std::os::unix::fs::symlink(fs::read_link(from)?, to);
    }
    fs::copy(from, to).map(|_| ())
}
