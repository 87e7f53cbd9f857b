//! Files of a casebook: the home of `walkdir`, `encoding_rs`, `chardetng`, `blake3`, `tempfile` and
//! `rustix`.
//!
//! Finds and reads the files of a folder in an order that does not depend on the machine ([`read`]), decodes them,
//! and writes whole folders beside the old ones before they are swapped in ([`output`]).

mod cache;
mod census;
mod decode;
mod edit;
pub mod output;
mod stamps;
mod traces;
mod walk;

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diag::{Diagnostic, rule};
use crate::source::{SourceFile, Span};

pub use cache::Cache;
pub use census::{Digest, Written, all_stamps, now, replace_file, stamp_of_file};
pub use edit::{Bom, Edited, edit};
pub use output::{OutputError, Staging};
pub use stamps::{Stamp, stamps};
pub use traces::traces;
pub use walk::{is_foreign, repository};

/// The largest file that is read, in bytes. Post-mortems are text; what is larger is something else, and would cost
/// every reader of the site.
pub const SIZE_LIMIT: u64 = 64 << 20;

/// A file as it was read.
#[derive(Debug)]
pub struct Loaded {
    /// Its path and decoded text.
    pub file: Arc<SourceFile>,
    /// A hash of its bytes (BLAKE3).
    pub hash: [u8; 32],
    /// What had to be done to read it.
    pub findings: Vec<Diagnostic>,
}

/// What a folder holds.
#[derive(Debug, Default)]
pub struct Folder {
    /// The files with the wanted endings, ordered by path.
    pub files: Vec<Loaded>,
    /// Files of other endings that may be notes, ordered by path; pictures and the like are not.
    pub unread: Vec<String>,
    /// What was passed over though its ending is wanted, ordered by path.
    pub findings: Vec<Diagnostic>,
}

/// Why the machine refused.
#[derive(Debug, thiserror::Error)]
#[error("could not {act} `{path}`")]
pub struct StoreError {
    /// What was tried: `read the folder`, `write`.
    pub act: &'static str,
    /// On which path.
    pub path: String,
    /// Why not.
    #[source]
    pub source: io::Error,
}

impl StoreError {
    /// Puts the parts together.
    pub fn new(act: &'static str, path: &Path, source: io::Error) -> Self {
        Self { act, path: path.display().to_string(), source }
    }
}

/// Reads every file under `folder` whose ending is one of `endings`, in parallel. Endings match in any case. Folders
/// of version control and the like are passed over, and so is everything under the paths in `except` (relative to
/// `folder`). Links are not followed.
///
/// # Errors
/// When the folder itself cannot be read; a single file that cannot be read is a finding.
pub fn read(folder: &Path, endings: &[String], except: &[String]) -> Result<Folder, StoreError> {
    read_as("", folder, endings, except)
}

/// Reads like [`read`], with `name` and a `/` before every path, so that files of two folders can be told apart.
///
/// # Errors
/// Those of [`read`].
pub fn read_as(name: &str, folder: &Path, endings: &[String], except: &[String]) -> Result<Folder, StoreError> {
    let listing = walk::list(name, folder, endings, except)?;
    let read: Vec<Result<Loaded, Diagnostic>> = listing.files.par_iter().map(load).collect();
    let mut folder = Folder { unread: listing.unread, findings: listing.findings, ..Folder::default() };
    for outcome in read {
        match outcome {
            Ok(loaded) => folder.files.push(loaded),
            Err(finding) => folder.findings.push(finding),
        }
    }
    Diagnostic::sort(&mut folder.findings);
    Ok(folder)
}

/// Reads one file, whatever its ending; `name` is the path that findings and errors show.
///
/// # Errors
/// When the machine refuses, or the file is larger than [`SIZE_LIMIT`].
pub fn read_file(path: &Path, name: &str) -> Result<Arc<SourceFile>, StoreError> {
    let bytes = read_limited(path).map_err(|error| StoreError::new("read", path, error))?;
    if bytes.len() as u64 > SIZE_LIMIT {
        return Err(StoreError::new("read", path, io::ErrorKind::FileTooLarge.into()));
    }
    Ok(SourceFile::new(name, decode::decode(bytes).text))
}

/// Reads a file of a program's making, which is UTF-8 and may be of any size.
///
/// # Errors
/// When the machine refuses, or the file is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, StoreError> {
    std::fs::read_to_string(path).map_err(|error| StoreError::new("read", path, error))
}

/// Writes a file that is not there yet, with the folders it needs; returns whether it did, or found one there and left it
/// alone.
///
/// # Errors
/// When the machine refuses.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<bool, StoreError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(|error| StoreError::new("make the folder", folder, error))?;
    // The whole file lands at once, or none: a half-written one would never be written anew.
    let write = || {
        let mut new = census::new_file_in(folder)?;
        new.write_all(bytes)?;
        match new.persist_noclobber(path) {
            Ok(_) => Ok(true),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(error.error),
        }
    };
    write().map_err(|error| StoreError::new("write", path, error))
}

/// A short name for bytes, the same on every machine: 16 hexadecimal digits of their BLAKE3 hash.
pub fn fingerprint(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().chars().take(16).collect()
}

/// The hash by which a text is known (BLAKE3).
pub fn hash(bytes: &[u8]) -> [u8; 32] {
    *blake3::hash(bytes).as_bytes()
}

/// The hash by which a file is known: of its path and its text, taken once.
pub fn print(file: &SourceFile) -> [u8; 32] {
    file.print(|file| {
        let mut digest = Digest::new();
        digest.add(file.path.as_bytes());
        digest.add(file.text.as_bytes());
        digest.bytes()
    })
}

/// A file that is to be read.
struct Entry {
    path: PathBuf,
    /// Its path relative to the folder, unique even where file names are not UTF-8.
    name: String,
    lossy: bool,
}

fn load(entry: &Entry) -> Result<Loaded, Diagnostic> {
    let bytes = read_limited(&entry.path).map_err(|error| skipped(&entry.name, &error.to_string()))?;
    if bytes.len() as u64 > SIZE_LIMIT {
        return Err(skipped(&entry.name, "it is larger than 64 MiB"));
    }
    let hash = hash(&bytes);
    let decoded = decode::decode(bytes);
    let file = SourceFile::new(entry.name.as_str(), decoded.text);
    let mut findings: Vec<Diagnostic> = decoded.notes.iter().map(|note| note.finding(&file)).collect();
    if entry.lossy {
        let finding = Diagnostic::new(&rule::INVALID_UTF8, &file, Span::default(), "the file's name is not UTF-8");
        findings.push(finding.with_help("rename the file; the letters that could not be read are shown as `\u{fffd}`"));
    }
    Ok(Loaded { file, hash, findings })
}

fn read_limited(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let size = file.metadata()?.len().min(SIZE_LIMIT);
    let mut bytes = Vec::with_capacity(size as usize + 1);
    file.take(SIZE_LIMIT + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A finding about a file that is not among the ones read.
fn skipped(name: &str, why: &str) -> Diagnostic {
    let file = SourceFile::new(name, "");
    Diagnostic::new(&rule::SKIPPED_FILE, &file, Span::default(), format!("passed over: {why}"))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (path, bytes) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("inside the folder")).expect("creates the folder");
            fs::write(path, bytes).expect("writes the file");
        }
        folder
    }

    fn endings() -> Vec<String> {
        vec!["md".to_owned(), "markdown".to_owned()]
    }

    fn names(folder: &Folder) -> Vec<&str> {
        folder.files.iter().map(|loaded| loaded.file.path.as_str()).collect()
    }

    fn findings(folder: &Folder) -> Vec<String> {
        let all = folder.files.iter().flat_map(|loaded| &loaded.findings).chain(&folder.findings);
        all.map(|finding| format!("{} {}: {}", finding.rule.id, finding.file.path, finding.message)).collect()
    }

    #[test]
    fn files_come_ordered_by_path_and_all_are_listed() {
        let folder = folder(&[
            ("b.md", b"same"),
            ("a/x.md", b"same"),
            ("a.md", b"same"),
            ("a-b.md", b"same"),
            ("A.MD", b""),
            ("z/b.md", b"same"),
            ("p.png", b""),
            ("a/q.PNG", b""),
            ("LICENSE", b""),
            ("c.txt", b""),
            ("b.MDX", b""),
            ("a note", b""),
            (".gitkeep", b""),
            ("log.gz", b""),
            (".hidden.md", b""),
            (".git/x.md", b""),
            ("out/x.md", b""),
            ("outer/x.md", b""),
        ]);
        let read = read(folder.path(), &endings(), &["out".to_owned()]).expect("reads");
        assert_eq!(names(&read), [".hidden.md", "A.MD", "a-b.md", "a.md", "a/x.md", "b.md", "outer/x.md", "z/b.md"]);
        assert_eq!(read.unread, ["a note", "b.MDX", "c.txt"]);
        assert_eq!(findings(&read), Vec::<String>::new());
        assert_eq!(read.files[2].hash, *blake3::hash(b"same").as_bytes());
    }

    #[test]
    fn files_of_editors_and_tools_are_no_records() {
        let names_there =
            [".#one.md", "#one.md#", "one.md~", ".obsidian/a.md", ".vscode/a.md", ".idea/a.md", ".trash/a.md"];
        let mut files: Vec<(&str, &[u8])> = names_there.map(|name| (name, b"x".as_slice())).to_vec();
        files.extend([("#1.md", b"x".as_slice()), (".notes/a.md", b"x"), ("one.md", b"x")]);
        let read = read(folder(&files).path(), &endings(), &[]).expect("reads");
        assert_eq!(names(&read), ["#1.md", ".notes/a.md", "one.md"]);
        assert!(read.unread.is_empty(), "{:?}", read.unread);
    }

    #[test]
    fn a_folder_that_is_not_there_is_an_error() {
        let error = read(Path::new("/nowhere/at/all"), &endings(), &[]).expect_err("not there");
        assert_eq!(error.to_string(), "could not read the folder `/nowhere/at/all`");
        let file = folder(&[("a.md", b"")]);
        assert!(read(&file.path().join("a.md"), &endings(), &[]).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn links_and_pipes_are_named_and_not_followed() {
        let elsewhere = folder(&[("x.md", b"x")]);
        let folder = folder(&[("a.md", b"a"), ("inside/b.md", b"b")]);
        let link = |target: &Path, name: &str| {
            std::os::unix::fs::symlink(target, folder.path().join(name)).expect("links");
        };
        link(&folder.path().join("a.md"), "link.md");
        link(Path::new("nowhere"), "broken.md");
        link(elsewhere.path(), "elsewhere");
        link(&folder.path().join("inside"), "same");
        link(folder.path(), "loop");
        let pipe = rustix::fs::CWD;
        rustix::fs::mkfifoat(pipe, folder.path().join("pipe.md"), rustix::fs::Mode::RUSR).expect("makes a pipe");
        let read = read(folder.path(), &endings(), &[]).expect("reads");
        assert_eq!(names(&read), ["a.md", "inside/b.md"]);
        assert_eq!(
            findings(&read),
            [
                "skipped-file broken.md: passed over: it is a link, and links are not followed",
                "skipped-file elsewhere: passed over: it is a link, and links are not followed",
                "skipped-file link.md: passed over: it is a link, and links are not followed",
                "skipped-file pipe.md: passed over: it is not a regular file",
            ]
        );
    }

    #[test]
    fn a_file_over_the_limit_is_a_finding() {
        let folder = folder(&[("a.md", b"a"), ("huge.md", b"")]);
        let huge = fs::File::options().write(true).open(folder.path().join("huge.md")).expect("opens");
        huge.set_len(SIZE_LIMIT + 1).expect("grows, without using the disk");
        let read = read(folder.path(), &endings(), &[]).expect("reads");
        assert_eq!(names(&read), ["a.md"]);
        assert_eq!(findings(&read), ["skipped-file huge.md: passed over: it is larger than 64 MiB"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn names_that_are_not_utf_8_are_read_and_told_apart() {
        use std::os::unix::ffi::OsStrExt;
        let folder = folder(&[]);
        for name in [b"\xff.md", b"\xfe.md"] {
            fs::write(folder.path().join(std::ffi::OsStr::from_bytes(name)), name).expect("writes");
        }
        let read = read(folder.path(), &endings(), &[]).expect("reads");
        assert_eq!(names(&read), ["\u{fffd}.md", "\u{fffd}.md~2"]);
        assert!(findings(&read).contains(&"invalid-utf8 \u{fffd}.md: the file's name is not UTF-8".to_owned()));
    }
}
