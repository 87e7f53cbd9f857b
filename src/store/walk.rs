//! The files of a folder, in an order that does not depend on the machine.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::{Entry, StoreError, skipped};
use crate::diag::Diagnostic;

/// Folders that belong to other tools, or to us: what lies in them was written by no author of this casebook.
const FOREIGN: [&str; 10] =
    [".casebook", ".git", ".hg", ".idea", ".jj", ".obsidian", ".svn", ".trash", ".vscode", "node_modules"];

/// Whether a file or folder of that name belongs to other tools, so that it is not read: besides folders, what editors
/// put beside an open file as locks (`.#one.md`), saves (`#one.md#`) and copies (`one.md~`).
pub fn is_foreign(name: &str) -> bool {
    let saved = name.len() > 1 && name.starts_with('#') && name.ends_with('#');
    FOREIGN.contains(&name) || saved || name.starts_with(".#") || name.ends_with('~')
}

/// The root of the repository that a folder lies in; where it lies in none, the folder around it.
pub fn repository(folder: &Path) -> PathBuf {
    let root = folder.ancestors().find(|above| above.join(".git").exists());
    root.or(folder.parent()).unwrap_or(folder).to_owned()
}

/// What a folder holds, unread.
#[derive(Default)]
pub struct Listing {
    prefix: String,
    /// Files with the wanted endings, ordered by name.
    pub files: Vec<Entry>,
    /// Files of other endings that may be notes.
    pub unread: Vec<String>,
    /// Wanted, but not to be read.
    pub findings: Vec<Diagnostic>,
}

/// Lists a folder; every name starts with `prefix` and a `/`, unless that is empty.
pub fn list(prefix: &str, folder: &Path, endings: &[String], except: &[String]) -> Result<Listing, StoreError> {
    let refused = |error: io::Error| StoreError::new("read the folder", folder, error);
    // Links in the folder's own path are followed; inside it none is.
    let root = fs::canonicalize(folder).map_err(refused)?;
    if !root.is_dir() {
        return Err(refused(io::ErrorKind::NotADirectory.into()));
    }
    let except: Vec<PathBuf> = except.iter().map(|path| root.join(path.trim_matches('/'))).collect();
    let wanted = |entry: &DirEntry| {
        let foreign = entry.file_name().to_str().is_some_and(is_foreign);
        entry.depth() == 0 || (!foreign && !except.iter().any(|path| entry.path() == path))
    };
    let mut listing = Listing { prefix: prefix.to_owned(), ..Listing::default() };
    for entry in WalkDir::new(&root).into_iter().filter_entry(wanted) {
        match entry {
            Ok(entry) => listing.add(&root, &entry, endings),
            Err(error) if error.depth() == 0 => return Err(refused(error.into())),
            Err(error) => {
                let name = error.path().map_or_else(String::new, |path| listing.name(&root, path).0);
                let why = error.io_error().map_or_else(|| error.to_string(), io::Error::to_string);
                listing.findings.push(skipped(&name, &why));
            }
        }
    }
    listing.order();
    Ok(listing)
}

impl Listing {
    fn add(&mut self, root: &Path, entry: &DirEntry, endings: &[String]) {
        let kind = entry.file_type();
        if kind.is_dir() {
            return;
        }
        let ending = ending(entry.path());
        let (name, lossy) = self.name(root, entry.path());
        let wanted = endings.iter().any(|wanted| wanted.trim_start_matches('.').eq_ignore_ascii_case(&ending));
        if kind.is_symlink() && (wanted || leads_outside(root, entry.path())) {
            self.findings.push(skipped(&name, "it is a link, and links are not followed"));
        } else if !wanted {
            self.unread.extend(may_be_note(entry.path(), &ending).then_some(name));
        } else if kind.is_file() {
            self.files.push(Entry { path: entry.path().to_owned(), name, lossy });
        } else {
            // A pipe or a device would keep its reader waiting.
            self.findings.push(skipped(&name, "it is not a regular file"));
        }
    }

    /// The path relative to the root with `/` between its parts, and whether letters had to be replaced.
    fn name(&self, root: &Path, path: &Path) -> (String, bool) {
        let parts = path.strip_prefix(root).unwrap_or(path).iter().map(|part| part.to_string_lossy());
        let parts: Vec<_> =
            Some(self.prefix.as_str().into()).filter(|_| !self.prefix.is_empty()).into_iter().chain(parts).collect();
        let lossy = path.to_str().is_none() && parts.iter().any(|part| part.contains('\u{fffd}'));
        (parts.join("/"), lossy)
    }

    /// Orders the files by name and tells names apart that look alike once their broken letters are replaced.
    fn order(&mut self) {
        self.unread.sort();
        self.files.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.path.cmp(&b.path)));
        let mut same = 1;
        for index in 1..self.files.len() {
            let (before, rest) = self.files.split_at_mut(index);
            let first = &before[index - same].name;
            if *first == rest[0].name {
                same += 1;
                rest[0].name = format!("{first}~{same}");
            } else {
                same = 1;
            }
        }
    }
}

/// Endings of texts that people write notes in.
const NOTES: [&str; 17] = [
    "adoc", "asciidoc", "erb", "markdown", "md", "mdown", "mdwn", "mdx", "mkd", "mkdn", "org", "qmd", "rmd", "rst",
    "text", "textile", "txt",
];
/// Names without an ending that every tool knows for something else.
const NO_NOTES: [&str; 16] = [
    "authors",
    "codeowners",
    "containerfile",
    "copying",
    "dockerfile",
    "gemfile",
    "jenkinsfile",
    "justfile",
    "licence",
    "license",
    "makefile",
    "notice",
    "owners",
    "procfile",
    "rakefile",
    "version",
];

/// Whether a file that is not read looks like a note: by its ending, or because it has none.
fn may_be_note(path: &Path, ending: &str) -> bool {
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().to_lowercase());
    // What follows the dot of `v1.2 broke the queue` is no ending.
    let is_ending = !ending.is_empty() && ending.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    if is_ending { NOTES.contains(&ending) } else { !name.starts_with('.') && !NO_NOTES.contains(&name.as_str()) }
}

/// A link to a folder elsewhere may hold records that its owner thinks are read.
fn leads_outside(root: &Path, link: &Path) -> bool {
    fs::canonicalize(link).is_ok_and(|target| target.is_dir() && !target.starts_with(root))
}

fn ending(path: &Path) -> String {
    path.extension().map_or_else(String::new, |ending| ending.to_string_lossy().to_lowercase())
}
