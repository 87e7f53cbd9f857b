//! What is made of single files, kept from run to run in pieces of some files each: a changed record costs the piece that
//! it is in, and not one large one.
//!
//! A file is known by its path and its text. Whatever else goes into what is made of it belongs into the pieces' name.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use rayon::prelude::*;

use crate::source::SourceFile;
use crate::store::{self, Cache};

/// About so many files share a piece.
const PER_PIECE: usize = 64;

/// What tells a file from any other.
type Key = [u8; 32];

/// What is kept of some files: what tells each of them and where its bytes end, and the bytes one behind another.
#[derive(Default)]
struct Piece {
    ends: Vec<(Key, usize)>,
    bytes: Vec<u8>,
}

/// What comes of a file for which nothing is known: the value, and its bytes where it can be kept.
pub(super) type Made<T> = (T, Option<Vec<u8>>);

/// Gives a value for each of `count` files: from the pieces of that name where they have one that `known` can read, newly
/// made otherwise. Both are told the file's place.
pub(super) fn each<'f, T: Send>(
    cache: &Cache,
    name: &str,
    count: usize,
    file: impl Fn(usize) -> &'f SourceFile + Sync,
    known: impl Fn(usize, &[u8]) -> Option<T> + Sync,
    make: impl Fn(usize) -> Made<T> + Sync,
) -> Vec<T> {
    let parts = parts(count, &file);
    let values = parts.par_iter().enumerate().map(|(number, part)| {
        let name = format!("{name}-{}-{number}", parts.len());
        one(cache, &name, part, &file, (&known, &make))
    });
    let values: Vec<Vec<T>> = values.collect();
    let mut ordered: Vec<(usize, T)> = parts.into_iter().flatten().zip(values.into_iter().flatten()).collect();
    ordered.sort_unstable_by_key(|(at, _)| *at);
    ordered.into_iter().map(|(_, value)| value).collect()
}

/// The places of the files of each piece, going by their paths: a file that comes or goes moves no other.
fn parts<'f>(count: usize, file: &impl Fn(usize) -> &'f SourceFile) -> Vec<Vec<usize>> {
    let mut parts: Vec<Vec<usize>> = vec![Vec::new(); (count / PER_PIECE).max(1).next_power_of_two()];
    for at in 0..count {
        let hash = store::hash(file(at).path.as_bytes());
        let (start, _) = hash.split_first_chunk().expect("a hash is longer than a number");
        let part = u64::from_le_bytes(*start) as usize % parts.len();
        parts[part].push(at);
    }
    parts
}

/// The values of a piece's files. The piece is kept anew where it is not that of these files.
fn one<'f, T>(
    cache: &Cache,
    name: &str,
    part: &[usize],
    file: &impl Fn(usize) -> &'f SourceFile,
    (known, make): (&impl Fn(usize, &[u8]) -> Option<T>, &impl Fn(usize) -> Made<T>),
) -> Vec<T> {
    let before = cache.get(name).unwrap_or_default();
    let kept = Piece::parts(&before);
    let mut now = Piece::default();
    let mut is_changed = kept.len() != part.len();
    let mut values = Vec::with_capacity(part.len());
    for &at in part {
        let key = store::print(file(at));
        let found = kept.get(&key).and_then(|bytes| Some((*bytes, known(at, bytes)?)));
        if let Some((bytes, value)) = found {
            now.add(key, bytes);
            values.push(value);
            continue;
        }
        is_changed = true;
        let (value, bytes) = make(at);
        if let Some(bytes) = bytes {
            now.add(key, &bytes);
        }
        values.push(value);
    }
    if is_changed && let Ok(mut bytes) = postcard::to_stdvec(&now.ends) {
        bytes.extend(now.bytes);
        cache.put(name, &bytes);
    }
    values
}

impl Piece {
    /// What a piece keeps of each file.
    fn parts(piece: &[u8]) -> HashMap<Key, &[u8], RandomState> {
        let Ok((ends, bytes)) = postcard::take_from_bytes::<Vec<(Key, usize)>>(piece) else {
            return HashMap::default();
        };
        let mut start = 0;
        let part = |(key, end): (Key, usize)| Some((key, bytes.get(std::mem::replace(&mut start, end)..end)?));
        ends.into_iter().filter_map(part).collect()
    }

    fn add(&mut self, key: Key, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        self.ends.push((key, self.bytes.len()));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn only_what_changed_is_made_again_and_every_value_comes_in_its_place() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let made = AtomicUsize::new(0);
        let lengths = |files: &[Arc<SourceFile>]| {
            let cache = Cache::open(folder.path(), "").expect("the folder is there");
            let length = |at: usize| {
                made.fetch_add(1, Ordering::Relaxed);
                (files[at].text.len(), Some(vec![files[at].text.len() as u8]))
            };
            let known = |_, bytes: &[u8]| bytes.first().map(|&length| usize::from(length));
            each(&cache, "length", files.len(), |at| &*files[at], known, length)
        };
        let mut files: Vec<_> = (0..200).map(|at| SourceFile::new(format!("{at}.md"), "x".repeat(at))).collect();
        let all: Vec<usize> = (0..200).collect();
        assert_eq!((lengths(&files), made.swap(0, Ordering::Relaxed)), (all.clone(), 200));
        assert_eq!((lengths(&files), made.swap(0, Ordering::Relaxed)), (all.clone(), 0));
        files[7] = SourceFile::new("7.md", "");
        let changed: Vec<usize> = all.iter().map(|&at| if at == 7 { 0 } else { at }).collect();
        assert_eq!((lengths(&files), made.swap(0, Ordering::Relaxed)), (changed, 1));
        files.remove(7);
        let fewer: Vec<usize> = all.into_iter().filter(|&at| at != 7).collect();
        assert_eq!((lengths(&files), made.swap(0, Ordering::Relaxed)), (fewer, 0));
    }
}
