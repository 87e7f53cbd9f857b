//! Scripts that hold a part each: how they are cut, named and written.

use rayon::prelude::*;

use super::Write;

/// A script is no smaller than this, unless nothing is left, in bytes: smaller ones cost more requests than they save.
const LEAST: usize = 8 * 1024;

/// The directory names at most about so many scripts of a kind, so that it stays small whatever they hold.
const MOST: usize = 2000;

/// Stands between entries; no entry holds it.
const SEPARATOR: &str = "!";

/// One thing that a script holds, with what it is looked up by.
pub struct Entry {
    /// What entries are ordered by.
    pub key: String,
    /// As it stands in the script.
    pub text: String,
}

/// How large scripts are, and how many there are at most, about.
#[derive(Clone, Copy)]
pub struct Sizes {
    /// No script is smaller, in bytes, unless nothing is left.
    pub least: usize,
    /// The most scripts.
    pub most: usize,
}

/// Writes entries, which are ordered by key, as scripts in `folder`; gives the directory of them: for each script the
/// shortest start that tells its first key from the last one before, a blank and its name.
pub fn write<E: Send>(folder: &str, entries: &[Entry], sink: &Write<'_, E>) -> Result<String, E> {
    write_sized(folder, entries, Sizes { least: LEAST, most: MOST }, sink)
}

/// The same with scripts of other sizes.
pub fn write_sized<E: Send>(folder: &str, entries: &[Entry], sizes: Sizes, sink: &Write<'_, E>) -> Result<String, E> {
    let all: usize = entries.iter().map(|entry| entry.text.len() + 1).sum();
    let ranges = cut(entries, sizes.least.max(all / sizes.most));
    let name = |&(start, end): &(usize, usize)| {
        let texts: Vec<&str> = entries[start..end].iter().map(|entry| entry.text.as_str()).collect();
        let text = texts.join(SEPARATOR);
        let name = name(&text);
        script(&format!("{folder}/{name}"), &text, sink)?;
        let bound = match start.checked_sub(1) {
            None => "",
            Some(before) => bound(&entries[before].key, &entries[start].key),
        };
        Ok(format!("{bound} {name}"))
    };
    let names: Result<Vec<String>, E> = ranges.par_iter().map(name).collect();
    Ok(names?.join(SEPARATOR))
}

/// Ranges of entries, each as large as it may be and never empty; an entry that is larger has one of its own.
fn cut(entries: &[Entry], most: usize) -> Vec<(usize, usize)> {
    let (mut ranges, mut start, mut size) = (Vec::new(), 0, 0);
    for (at, entry) in entries.iter().enumerate() {
        let own = entry.text.len() + 1;
        if at > start && size + own > most {
            ranges.push((start, at));
            (start, size) = (at, 0);
        }
        size += own;
    }
    if start < entries.len() {
        ranges.push((start, entries.len()));
    }
    ranges
}

/// The shortest start of `first` that is greater than `before`.
fn bound<'a>(before: &str, first: &'a str) -> &'a str {
    let shared = before.chars().zip(first.chars()).take_while(|(a, b)| a == b).count();
    first.char_indices().nth(shared + 1).map_or(first, |(end, _)| &first[..end])
}

/// The name of a script: it changes with what it holds.
pub fn name(text: &str) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let hash = blake3::hash(text.as_bytes());
    hash.as_bytes().iter().take(7).map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
}

/// Writes a script that hands a text to the page's search.
pub fn script<E>(path: &str, text: &str, sink: &Write<'_, E>) -> Result<(), E> {
    let quoted = serde_json::to_string(text).expect("a text is JSON");
    sink(&format!("search/{path}.js"), format!("CASEBOOK.search.take(\"{path}\",{quoted});\n").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_is_the_shortest_start_that_parts_two_keys() {
        assert_eq!(bound("connect", "connector"), "connecto");
        assert_eq!(bound("apple", "banana"), "b");
        assert_eq!(bound("障害", "障壁"), "障壁");
    }

    #[test]
    fn entries_are_cut_by_size_and_large_ones_stand_alone() {
        let entry = |length: usize| Entry { key: String::new(), text: "x".repeat(length) };
        let entries: Vec<Entry> = [4, 4, 30, 4, 4, 4].into_iter().map(entry).collect();
        assert_eq!(cut(&entries, 10), [(0, 2), (2, 3), (3, 5), (5, 6)]);
        assert!(cut(&[], 10).is_empty());
    }
}
