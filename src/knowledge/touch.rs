//! Which incidents a change may concern: the home of `globset`.
//!
//! An incident's `paths` name the code that was involved. A change that edits such code is shown the incident, with the
//! glob and the files that say so. A name is read as a glob of git is: it holds for the file, and for everything below
//! the folder, of that name; one without a `/` holds at any depth.

use std::collections::BTreeMap;

use globset::{GlobBuilder, GlobSetBuilder};

use super::KnowledgeBase;
use crate::source::Spanned;

/// An incident whose code a change edits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// Index into the knowledge base's incidents.
    pub incident: usize,
    /// Why: those of its globs that hold, in the order of the record; never empty.
    pub globs: Vec<HeldGlob>,
}

/// A glob that holds for changed files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldGlob {
    /// Index into the incident's `paths`.
    pub path: usize,
    /// The files, ordered.
    pub files: Vec<String>,
}

/// The incidents whose code is among `files`, newest first; of equals in the order of ids. A file is named as seen from
/// the root of the repository, with `/` between the parts.
pub fn touched(base: &KnowledgeBase, files: &[String]) -> Vec<Touched> {
    let mut set = GlobSetBuilder::new();
    // The place of each glob of the set: incident, and index into its paths.
    let mut places = Vec::new();
    for (index, incident) in base.incidents.iter().enumerate() {
        for (path, glob) in incident.paths.iter().enumerate() {
            for glob in globs(&glob.value).unwrap_or_default() {
                set.add(glob);
                places.push((index, path));
            }
        }
    }
    // One by one they are good, so together they can only be too many for a machine's memory.
    let Ok(set) = set.build() else { return Vec::new() };
    let mut held: BTreeMap<usize, BTreeMap<usize, Vec<String>>> = BTreeMap::new();
    let mut files: Vec<&String> = files.iter().collect();
    files.sort_unstable();
    files.dedup();
    for file in files {
        for (incident, path) in set.matches(file).into_iter().filter_map(|at| places.get(at)) {
            let files = held.entry(*incident).or_default().entry(*path).or_default();
            if files.last() != Some(file) {
                files.push(file.clone());
            }
        }
    }
    let held_globs =
        |globs: BTreeMap<usize, Vec<String>>| globs.into_iter().map(|(path, files)| HeldGlob { path, files });
    let mut found: Vec<Touched> =
        held.into_iter().map(|(incident, globs)| Touched { incident, globs: held_globs(globs).collect() }).collect();
    let day = |at: usize| base.incidents[at].date.as_ref().map(|date| date.value);
    let id = |at: usize| &base.incidents[at].id;
    found.sort_by(|a, b| day(b.incident).cmp(&day(a.incident)).then_with(|| id(a.incident).cmp(id(b.incident))));
    found
}

/// Why a value of `paths` is no glob, in lower case; `None` where it is one.
pub fn glob_fault(path: &Spanned<String>) -> Option<String> {
    globs(&path.value).err().map(|error| error.kind().to_string())
}

/// The globs that a name stands for: itself, and everything below it.
fn globs(written: &str) -> Result<Vec<globset::Glob>, globset::Error> {
    let written = written.trim();
    let anchored = written.strip_prefix("./").or(written.strip_prefix('/'));
    let name = anchored.unwrap_or(written).trim_end_matches('/');
    if name.is_empty() {
        return Ok(Vec::new());
    }
    let name = if anchored.is_none() && !name.contains('/') { format!("**/{name}") } else { name.to_owned() };
    let glob = |text: &str| GlobBuilder::new(text).literal_separator(true).build();
    Ok(vec![glob(&name)?, glob(&format!("{name}/**"))?])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::source::SourceFile;

    fn base(records: &[(&str, &str)]) -> KnowledgeBase {
        let read = |(path, front): &(&str, &str)| {
            let text = format!("---\n{front}\n---\n\n# T\n\nWords.\n");
            crate::record::read(&SourceFile::new(*path, text), &Config::default()).0
        };
        KnowledgeBase::assemble(records.iter().map(read).collect(), Vec::new())
    }

    /// What is touched, as `id: glob < file file`.
    fn told(base: &KnowledgeBase, files: &[&str]) -> Vec<String> {
        let files: Vec<String> = files.iter().map(|file| (*file).to_owned()).collect();
        let line = |touched: &Touched| {
            let incident = &base.incidents[touched.incident];
            let globs = touched.globs.iter();
            let globs = globs.map(|held| format!("{} < {}", incident.paths[held.path].value, held.files.join(" ")));
            format!("{}: {}", incident.id, globs.collect::<Vec<_>>().join("; "))
        };
        super::touched(base, &files).iter().map(line).collect()
    }

    fn holds(glob: &str, file: &str) -> bool {
        !told(&base(&[("a.md", &format!("paths: ['{glob}']"))]), &[file]).is_empty()
    }

    #[test]
    fn a_name_holds_for_the_file_and_for_all_below_the_folder() {
        for (glob, file) in [
            ("src/log/**", "src/log/deep/a.py"),
            ("src/log", "src/log/deep/a.py"),
            ("src/log/", "src/log/a.py"),
            ("/src/log", "src/log"),
            ("./src/*.py", "src/a.py"),
            ("src/**/a.py", "src/a.py"),
            ("*.sql", "db/migrations/7.sql"),
            ("Dockerfile", "api/Dockerfile"),
            ("src/{a,b}.py", "src/b.py"),
        ] {
            assert!(holds(glob, file), "{glob} {file}");
        }
        for (glob, file) in [
            ("src/*.py", "src/log/a.py"),
            ("src/log", "src/logging/a.py"),
            ("/Dockerfile", "api/Dockerfile"),
            ("log/**", "src/log/a.py"),
            ("src/Log", "src/log"),
            ("/", "src/log"),
        ] {
            assert!(!holds(glob, file), "{glob} {file}");
        }
    }

    #[test]
    fn the_newest_comes_first_with_every_glob_that_holds() {
        let base = base(&[
            ("old.md", "date: 2024-01-02\npaths: [src]"),
            ("b.md", "date: 2026-01-02\npaths: [src/a.rs, other, '*.rs']"),
            ("a.md", "date: 2026-01-02\npaths: src/b.rs"),
            ("none.md", "date: 2026-01-02"),
            ("undated.md", "paths: src/a.rs"),
        ]);
        assert_eq!(
            told(&base, &["src/b.rs", "src/a.rs", "src/a.rs", "docs/x.md"]),
            [
                "a: src/b.rs < src/b.rs",
                "b: src/a.rs < src/a.rs; *.rs < src/a.rs src/b.rs",
                "old: src < src/a.rs src/b.rs",
                "undated: src/a.rs < src/a.rs",
            ]
        );
        assert_eq!(told(&base, &[]), Vec::<String>::new());
    }

    #[test]
    fn what_is_no_glob_is_told_and_the_others_hold() {
        let base = base(&[("a.md", "paths: ['src/[a', 'src/b.rs']")]);
        assert_eq!(told(&base, &["src/[a", "src/b.rs"]), ["a: src/b.rs < src/b.rs"]);
        let faults: Vec<_> = base.incidents[0].paths.iter().map(glob_fault).collect();
        assert_eq!(faults, [Some("unclosed character class; missing ']'".to_owned()), None]);
    }
}
