//! All files of a folder, known by their stamps; and digests of what is known.

use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::stamps::Stamp;
use super::walk::is_foreign;

/// A digest of pieces in their order (BLAKE3).
#[derive(Default)]
pub struct Digest(blake3::Hasher);

impl Digest {
    /// Starts with no piece.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a piece; where one ends and the next begins makes a difference.
    pub fn add(&mut self, piece: &[u8]) {
        self.0.update(&(piece.len() as u64).to_le_bytes()).update(piece);
    }

    /// Adds files with their stamps.
    pub fn add_stamps(&mut self, files: &[(PathBuf, Stamp)]) {
        self.add_files(files, Stamp::bytes);
    }

    fn add_files(&mut self, files: &[(PathBuf, Stamp)], bytes: impl Fn(&Stamp) -> [u8; 32]) {
        self.add(&files.len().to_le_bytes());
        for (path, stamp) in files {
            self.add(path.as_os_str().as_encoded_bytes());
            self.add(&bytes(stamp));
        }
    }

    /// The digest as bytes.
    pub fn bytes(&self) -> [u8; 32] {
        *self.0.finalize().as_bytes()
    }

    /// The digest as text.
    pub fn finish(&self) -> String {
        self.0.finalize().to_hex().to_string()
    }
}

/// Every file under `folder` with its stamp, whatever its ending, ordered by path; folders that belong to other tools
/// are passed over.
///
/// # Errors
/// When a folder cannot be read, and when there is a link: what lies behind it may change without a trace here.
pub fn all_stamps(folder: &Path) -> io::Result<Vec<(PathBuf, Stamp)>> {
    Ok(list(folder, &|entry| !entry.file_name().to_str().is_some_and(is_foreign))?.files)
}

/// The files of a folder that was written, with what tells that one of them changed.
pub struct Written {
    /// Every file, ordered by path.
    pub(super) files: Vec<(PathBuf, Stamp)>,
    /// Every folder in it, in no order.
    pub(super) folders: Vec<PathBuf>,
}

impl Written {
    /// What stands in the folder now.
    ///
    /// # Errors
    /// Those of [`all_stamps`].
    pub fn of(folder: &Path) -> io::Result<Self> {
        list(folder, &|_| true)
    }

    /// A digest of all files: their paths, sizes, numbers and times of change. Moving the folder, and linking its files
    /// elsewhere, leaves it as it is.
    pub fn digest(&self) -> String {
        let mut digest = Digest::new();
        digest.add_files(&self.files, Stamp::of_content);
        digest.finish()
    }

    /// The stamp of the file at a path, relative to the folder.
    pub fn stamp(&self, path: &str) -> Option<Stamp> {
        let at = self.files.binary_search_by(|(own, _)| own.as_path().cmp(Path::new(path))).ok()?;
        self.files.get(at).map(|(_, stamp)| *stamp)
    }
}

/// The stamp of one file as text; `None` where it cannot be had.
pub fn stamp_of_file(path: &Path) -> Option<String> {
    let stamp = Stamp::of(&fs::metadata(path).ok()?);
    Some(super::fingerprint(&stamp.bytes()))
}

/// The stamp of a file made in `folder` just now: what the clock of its file system says.
///
/// # Errors
/// When the folder cannot be written.
pub fn now(folder: &Path) -> io::Result<Stamp> {
    Ok(Stamp::of(&tempfile::tempfile_in(folder)?.metadata()?))
}

/// Replaces a file in one step; it keeps its permissions.
///
/// # Errors
/// When the machine refuses; the old file is then still there.
pub fn replace_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = new_file_in(path.parent().unwrap_or(path))?;
    fs::write(new.path(), bytes)?;
    if let Ok(old) = fs::metadata(path) {
        fs::set_permissions(new.path(), old.permissions())?;
    }
    new.persist(path)?;
    Ok(())
}

/// A new file without its name yet, which others may read as they may read what any program writes.
pub(super) fn new_file_in(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

fn list(folder: &Path, wanted: &(dyn Fn(&DirEntry) -> bool + Sync)) -> io::Result<Written> {
    let mut written = below(folder, Path::new(""), wanted)?;
    written.files.par_sort_unstable_by(|a, b| a.0.cmp(&b.0));
    Ok(written)
}

fn below(root: &Path, inside: &Path, wanted: &(dyn Fn(&DirEntry) -> bool + Sync)) -> io::Result<Written> {
    let mut folders = Vec::new();
    let mut files = Vec::new();
    for entry in fs::read_dir(root.join(inside))? {
        let entry = entry?;
        if !wanted(&entry) {
            continue;
        }
        let kind = entry.file_type()?;
        let path = inside.join(entry.file_name());
        if kind.is_dir() {
            folders.push(path);
        } else if kind.is_symlink() {
            return Err(io::ErrorKind::Unsupported.into());
        } else {
            files.push((path, Stamp::of(&entry.metadata()?)));
        }
    }
    let deeper: Vec<Written> =
        folders.par_iter().map(|folder| below(root, folder, wanted)).collect::<io::Result<_>>()?;
    for part in deeper {
        files.extend(part.files);
        folders.extend(part.folders);
    }
    Ok(Written { files, folders })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_file_that_is_replaced_keeps_its_permissions() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a");
        fs::write(&path, "old").expect("writes");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("may be set");
        replace_file(&path, b"new").expect("is replaced");
        let mode = fs::metadata(&path).expect("is there").permissions().mode() & 0o777;
        assert_eq!((fs::read(&path).expect("is there"), mode), (b"new".to_vec(), 0o644));
    }
}
