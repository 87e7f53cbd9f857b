//! Notes that lie about where a casebook is set up, and are no records yet.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::config::Config;
use crate::model::SectionKind;
use crate::{record, store};

/// What is read of a repository at most; it may be a large one.
const MOST_ENTRIES: usize = 200_000;
/// How many files are looked into, and how large they may be.
const MOST_READ: usize = 1_000;
const MOST_BYTES: u64 = 256 << 10;
/// Endings of texts that may be notes.
const ENDINGS: [&str; 7] = ["md", "markdown", "mdx", "mkd", "txt", "text", "erb"];
/// How many folders are proposed.
const MOST_FOLDERS: usize = 3;

/// Words by which people name folders and files of post-mortems.
const WORDS: [&str; 10] = [
    "postmortem",
    "post-mortem",
    "post_mortem",
    "incident",
    "outage",
    "retrospective",
    "root-cause",
    "rca",
    "debugging",
    "coe",
];

/// A folder with notes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notes {
    /// As seen from the root.
    pub folder: String,
    /// How many notes lie in it, at any depth.
    pub files: usize,
}

/// Folders under `root` that hold notes and are not the folder of records: those whose name, files or texts speak of
/// incidents; where there are none, those with more than a few files beside the usual ones of a repository.
pub fn find(root: &Path, config: &Config) -> Vec<Notes> {
    let mut told: BTreeMap<String, usize> = BTreeMap::new();
    let mut other: BTreeMap<String, usize> = BTreeMap::new();
    let mut unread = MOST_READ;
    for file in texts(root, config) {
        let folders: Vec<&str> = file.split('/').collect();
        let named = folders.iter().position(|part| speaks_of_incidents(part));
        match named {
            // The folder of that name, or the one that the file of that name lies in.
            Some(depth) if depth + 1 < folders.len() => *told.entry(folders[..=depth].join("/")).or_default() += 1,
            Some(_) if folders.len() > 1 => *told.entry(folders[..folders.len() - 1].join("/")).or_default() += 1,
            Some(_) => *told.entry(file.clone()).or_default() += 1,
            None if folders.len() > 1 && !is_usual(&file) => {
                unread = unread.saturating_sub(1);
                if unread > 0 && tells_incident(&root.join(&file), config) {
                    *told.entry(folders[..folders.len() - 1].join("/")).or_default() += 1;
                } else if is_markdown(&file) {
                    *other.entry(folders[0].to_owned()).or_default() += 1;
                }
            }
            None => {}
        }
    }
    let found =
        if told.is_empty() { other.into_iter().filter(|(_, files)| *files > 2).collect() } else { joined(told) };
    let mut found: Vec<Notes> = found.into_iter().map(|(folder, files)| Notes { folder, files }).collect();
    found.sort_by(|a, b| b.files.cmp(&a.files).then_with(|| a.folder.cmp(&b.folder)));
    found.truncate(MOST_FOLDERS);
    found
}

/// Folders that lie in one of the others join it, since an import takes all that lies below; more than can be proposed
/// under one folder become that folder.
fn joined(told: BTreeMap<String, usize>) -> BTreeMap<String, usize> {
    let mut outer: BTreeMap<String, usize> = BTreeMap::new();
    for (folder, files) in told {
        let around =
            outer.keys().find(|outer| folder.strip_prefix(outer.as_str()).is_some_and(|rest| rest.starts_with('/')));
        let name = around.cloned().unwrap_or(folder);
        *outer.entry(name).or_default() += files;
    }
    let top = |folder: &str| folder.split_once('/').map(|(top, _)| top.to_owned());
    let mut under: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for folder in outer.keys() {
        under.entry(top(folder).unwrap_or_else(|| folder.clone())).or_default().push(folder.clone());
    }
    for (top, folders) in under.into_iter().filter(|(_, folders)| folders.len() > MOST_FOLDERS) {
        let files = folders.iter().filter_map(|folder| outer.remove(folder)).sum();
        outer.insert(top, files);
    }
    outer
}

/// Whether a text has the parts of a post-mortem: at least two of those that only an incident has.
fn tells_incident(path: &Path, config: &Config) -> bool {
    let is_small = fs::metadata(path).is_ok_and(|file| file.len() < MOST_BYTES);
    let Some(file) = is_small.then(|| store::read_file(path, "note.md").ok()).flatten() else { return false };
    let sections = record::read(&file, config).0.sections;
    let parts =
        [SectionKind::RootCause, SectionKind::Impact, SectionKind::Timeline, SectionKind::Symptoms, SectionKind::Fix];
    parts.into_iter().filter(|part| sections.iter().any(|section| section.kind == *part)).count() > 1
}

fn is_markdown(file: &str) -> bool {
    file.rsplit_once('.').is_some_and(|(_, ending)| ending == "md" || ending == "markdown")
}

/// The texts that are no records, as seen from the root. Links are not followed, and what cannot be read is
/// passed over: this is advice, and the import will say more.
fn texts(root: &Path, config: &Config) -> Vec<String> {
    let own: Vec<_> = [&config.records, &config.patterns, &config.output].map(|folder| root.join(folder)).into();
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    let mut left = MOST_ENTRIES;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            left -= 1;
            if left == 0 {
                return files;
            }
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            let Ok(kind) = entry.file_type() else { continue };
            if name.starts_with('.') || is_made(&name) || own.contains(&path) {
                continue;
            }
            let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() && ENDINGS.contains(&ending.as_str()) {
                let inside = path.strip_prefix(root).expect("it was found below the root");
                files.push(inside.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    files
}

/// Folders that tools fill.
fn is_made(name: &str) -> bool {
    store::is_foreign(name) || matches!(name, "target" | "vendor" | "third_party" | "dist" | "build" | "venv")
}

fn speaks_of_incidents(part: &str) -> bool {
    let part = part.to_lowercase();
    let words = || part.split(|c: char| !c.is_alphanumeric());
    WORDS.iter().any(|word| if word.len() > 3 { part.contains(word) } else { words().any(|own| own == *word) })
}

/// Files that most repositories have.
fn is_usual(file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or(file).to_lowercase();
    let stem = name.split('.').next().unwrap_or_default();
    matches!(stem, "readme" | "changelog" | "contributing" | "license" | "security" | "code_of_conduct" | "index")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(folders: &[(&str, usize)]) -> Vec<(String, usize)> {
        joined(folders.iter().map(|(folder, files)| ((*folder).to_owned(), *files)).collect()).into_iter().collect()
    }

    #[test]
    fn notes_are_known_by_their_parts_whatever_they_are_called() {
        let root = tempfile::tempdir().expect("a folder");
        let note = "It hung.\n\nRoot cause: a lock.\n\nMitigation: a restart.\n";
        let files = [
            ("wiki/queue.txt", note),
            ("wiki/disk.md", note),
            ("docs/api.md", "# API\n\n## Calls\n\nMany.\n"),
            ("docs/guide.md", "# Guide\n"),
            ("docs/setup.md", "# Setup\n"),
            ("README.md", note),
        ];
        for (path, text) in files {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().expect("in the folder")).expect("can be made");
            fs::write(path, text).expect("can be written");
        }
        assert_eq!(find(root.path(), &Config::default()), [Notes { folder: "wiki".to_owned(), files: 2 }]);
    }

    #[test]
    fn what_lies_in_another_folder_joins_it_and_many_become_the_one_around_them() {
        let own = |folder: &str, files| (folder.to_owned(), files);
        assert_eq!(told(&[("docs/incidents", 2), ("docs/incidents/postmortems", 3)]), [own("docs/incidents", 5)]);
        let two = [("docs/incidents", 2), ("docs/outages", 3)];
        assert_eq!(told(&two), two.map(|(folder, files)| own(folder, files)));
        let four = [("notes/a/incidents", 1), ("notes/b/incidents", 1), ("notes/c/rca", 1), ("notes/d/outages", 1)];
        assert_eq!(told(&four), [own("notes", 4)]);
        assert_eq!(told(&[("incidents", 1), ("incidents.md", 1)]).len(), 2);
    }
}
