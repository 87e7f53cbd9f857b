//! The scripts of terms: for each its documents with their shares, and where it stands in them.

use rayon::prelude::*;

use super::Write;
use super::merged::Merged;
use super::shards::{self, Entry};

/// Places that take more than this, in bytes, stand in a script of their own: they are needed for phrases and
/// neighbours alone, and a term that common says little about either.
const INLINE: usize = 2048;

/// Stands before the name of a script of places; no places begin so.
const ELSEWHERE: char = '~';

/// Writes the terms of all slices; gives the directory of the scripts.
pub fn write<E: Send>(terms: &Merged<'_>, sink: &Write<'_, E>) -> Result<String, E> {
    let entry = |&(key, number): &(&str, usize)| {
        let (postings, mut places) = terms.packed(number);
        if places.len() > INLINE {
            // Two terms that always stand together, as a name and its only part do, have the same places.
            let name = shards::name(&format!("{key} {places}"));
            shards::script(&format!("places/{name}"), &places, sink)?;
            places = format!("{ELSEWHERE}{name}");
        }
        Ok(Entry { text: format!("{key} {postings} {places}"), key: key.to_owned() })
    };
    let entries: Result<Vec<Entry>, E> = terms.sorted().par_iter().map(entry).collect();
    shards::write("terms", &entries?, sink)
}
