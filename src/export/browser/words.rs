//! The scripts of words as people write them, for what is being typed and for what was mistyped.
//!
//! They are there twice: in order, for words that begin alike, and in the order of their letters from the last to the
//! first, for words that end alike.

use super::Write;
use super::pack;
use super::shards::{self, Entry};
use crate::ranking::Counts;

/// Shorter words are not looked for by their end.
const LEAST: usize = 5;

/// Writes the words; gives the directories of the scripts in order and of those backwards.
pub fn write<E: Send>(counts: &Counts, sink: &Write<'_, E>) -> Result<(String, String), E> {
    let words = counts.sorted();
    let forward: Vec<Entry> = words.iter().map(|(word, count)| entry((*word).to_owned(), *count)).collect();
    let long = words.iter().filter(|(word, _)| word.chars().count() >= LEAST);
    let mut backward: Vec<Entry> = long.map(|(word, count)| entry(word.chars().rev().collect(), *count)).collect();
    backward.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    Ok((shards::write("words", &forward, sink)?, shards::write("endings", &backward, sink)?))
}

fn entry(key: String, count: u32) -> Entry {
    let mut text = format!("{key} ");
    pack::number(count, &mut text);
    Entry { key, text }
}
