//! Import: files are found and read, records get names that nobody has, and are written where they are new.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;

use super::PipelineError;
use crate::config::Config;
use crate::import::{self, Account, Draft, Fate, Import, Lines, Placed};
use crate::record;
use crate::store::{self, StoreError};

/// What a casebook holds already.
struct Present {
    /// The records that were imported, as path and title of each by the file they came from, with the line.
    imported: BTreeMap<String, Vec<(String, u32, String)>>,
    /// The stems of all records, in lower case: their ids.
    stems: BTreeSet<String>,
}

/// Reads files and folders of legacy notes and says what would be written into `records`; `base` is the folder that
/// sources are remembered from. Nothing is written.
///
/// # Errors
/// When a file or folder cannot be read.
pub fn import(paths: &[PathBuf], records: &Path, base: &Path, config: &Config) -> Result<Vec<Import>, PipelineError> {
    let mut present = present(records, config)?;
    let mut sources = BTreeMap::new();
    for path in paths {
        sources.extend(files(path, records)?);
    }
    let read: Vec<(Account, String, bool)> = sources
        .into_par_iter()
        .map(|(path, named)| {
            let file = store::read_file(&path, &remembered(&path, base))?;
            let mut account = import::read(&file.path, &file.text, config);
            let is_own = path.starts_with(records);
            if is_own && account.records.len() < 2 && account.skipped.is_none() {
                account.records.clear();
                account.skipped = Some("it is a record of this casebook already".to_owned());
            }
            Ok((account, file.text.clone(), named))
        })
        .collect::<Result<_, StoreError>>()?;
    let kept = read.into_iter().filter(|(account, _, named)| *named || account.shape != "data");
    Ok(kept.map(|(account, text, _)| place(account, &text, &mut present)).collect())
}

/// The files that a path names: itself, or what lies under it and may be a note. What a casebook made itself is left out.
fn files(path: &Path, records: &Path) -> Result<Vec<(PathBuf, bool)>, StoreError> {
    if !path.is_dir() {
        return Ok(vec![(path.to_owned(), true)]);
    }
    let endings = import::ENDINGS.map(str::to_owned);
    let except: Vec<String> =
        records.strip_prefix(path).ok().map(|inner| inner.to_string_lossy().replace('\\', "/")).into_iter().collect();
    let except: Vec<String> = except.into_iter().filter(|inner| !inner.is_empty()).collect();
    let listed = store::stamps(path, &endings, &except)?;
    Ok(listed.into_iter().map(|(name, _)| (path.join(name), false)).filter(|(path, _)| path.is_file()).collect())
}

/// A path as records remember it: from the casebook's folder, with `/` between the parts.
fn remembered(path: &Path, base: &Path) -> String {
    let parts = |path: &Path| -> Vec<String> {
        let own = path.components().filter(|part| !matches!(part, Component::CurDir));
        own.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect()
    };
    let (path, base) = (parts(path), parts(base));
    let shared = path.iter().zip(&base).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..".to_owned(), base.len() - shared);
    up.chain(path[shared..].iter().cloned()).collect::<Vec<_>>().join("/")
}

fn present(records: &Path, config: &Config) -> Result<Present, StoreError> {
    let mut present = Present { imported: BTreeMap::new(), stems: BTreeSet::new() };
    if !records.is_dir() {
        return Ok(present);
    }
    for loaded in store::read(records, &config.endings, &[])?.files {
        let path = loaded.file.path.clone();
        present.stems.insert(stem(&path));
        let incident = record::read(&loaded.file, config).0;
        let source = incident.source.as_ref().and_then(|source| source.value.rsplit_once(':'));
        if let Some((file, line)) = source.and_then(|(file, line)| Some((file.to_owned(), line.parse().ok()?))) {
            present.imported.entry(file).or_default().push((plain(&incident.title.value), line, path));
        }
    }
    Ok(present)
}

fn stem(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_lowercase()
}

/// The letters of a title, by which it is known again.
fn plain(title: &str) -> String {
    title.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Gives each record of a source a path that nobody has; one that an earlier run wrote keeps that.
fn place(mut account: Account, text: &str, present: &mut Present) -> Import {
    let drafts = std::mem::take(&mut account.records);
    let titles: BTreeSet<String> = drafts.iter().map(|draft| plain(&draft.title)).collect();
    let mut earlier = present.imported.remove(&account.source).unwrap_or_default();
    let mut records = Vec::new();
    for draft in drafts {
        let title = plain(&draft.title);
        let line = draft.source.rsplit_once(':').and_then(|(_, line)| line.parse::<u32>().ok());
        // Its title may have been changed since, or lines added above it; both at once make it a new one.
        let exact = earlier.iter().position(|(known, at, _)| *known == title && Some(*at) == line);
        let same = exact.or_else(|| earlier.iter().position(|(known, _, _)| *known == title));
        let moved =
            same.or_else(|| earlier.iter().position(|(known, at, _)| Some(*at) == line && !titles.contains(known)));
        let (path, fate) = match moved {
            Some(index) => (earlier.remove(index).2, Fate::Known),
            None => (free(&draft.name, &mut present.stems), Fate::New),
        };
        let before = before(text, &draft);
        records.push(Placed { draft, path, fate, before });
    }
    Import { account, records }
}

/// The name, or the next one that no record has.
fn free(name: &str, stems: &mut BTreeSet<String>) -> String {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "md"));
    let mut numbered = (1..).map(|n: u32| if n == 1 { stem.to_owned() } else { format!("{stem}-{n}") });
    let free = numbered.find(|stem| stems.insert(stem.to_lowercase())).expect("numbers never run out");
    format!("{free}.{ending}")
}

fn before(text: &str, draft: &Draft) -> String {
    let mut all: Vec<Lines> = std::iter::once(draft.from).chain(draft.also.iter().copied()).collect();
    all.sort_by_key(|lines| lines.line);
    let lines: Vec<&str> = text.lines().collect();
    let range = |lines: &Lines| (lines.line as usize).saturating_sub(1)..lines.end as usize;
    let taken = all.iter().flat_map(|one| lines.get(range(one)).unwrap_or_default()).copied();
    taken.flat_map(|line| [line, "\n"]).collect()
}

/// Writes the new records into `records`; where another program took a name meanwhile, the next free one is taken.
///
/// # Errors
/// When the machine refuses.
pub fn write_imports(imports: &mut [Import], records: &Path) -> Result<usize, PipelineError> {
    let mut written = 0;
    let mut stems = BTreeSet::new();
    for placed in imports.iter_mut().flat_map(|import| &mut import.records).filter(|placed| placed.fate == Fate::New) {
        stems.insert(stem(&placed.path));
        while !store::write_new(&records.join(&placed.path), placed.draft.text.as_bytes())? {
            placed.path = free(&placed.draft.name, &mut stems);
        }
        written += 1;
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_remembered_from_the_casebook() {
        let shown = |path: &str| remembered(Path::new(path), Path::new("/a/book"));
        assert_eq!(shown("/a/book/notes/x.md"), "notes/x.md");
        assert_eq!(shown("/a/wiki/x.md"), "../wiki/x.md");
    }

    #[test]
    fn a_taken_name_gets_a_number() {
        let mut stems = BTreeSet::from(["a".to_owned()]);
        assert_eq!(
            [free("A.md", &mut stems), free("a.md", &mut stems), free("b.md", &mut stems)],
            ["A-2.md", "a-3.md", "b.md"]
        );
    }
}
