//! The scripts of terms: for each its documents with their shares, and where it stands in them.

use rayon::prelude::*;

use super::Write;
use super::gather::{Gathered, Slice, mean_length};
use super::shards::{self, Entry};

/// Places that take more than this, in bytes, stand in a script of their own: they are needed for phrases and
/// neighbours alone, and a term that common says little about either.
const INLINE: usize = 2048;

/// Stands before the name of a script of places; no places begin so.
const ELSEWHERE: char = '~';

/// Writes the terms of all slices; gives the directory of the scripts.
pub fn write<E: Send>(slices: &[Slice], sink: &Write<'_, E>) -> Result<String, E> {
    let mean = mean_length(slices);
    let mut terms: Vec<(&Gathered, &Slice)> =
        slices.iter().flat_map(|slice| slice.terms.iter().map(move |term| (term, slice))).collect();
    terms.par_sort_unstable_by(|(a, of), (b, other)| (&a.text, of.first).cmp(&(&b.text, other.first)));
    let same: Vec<&[(&Gathered, &Slice)]> = terms.chunk_by(|(a, _), (b, _)| a.text == b.text).collect();
    let entry = |parts: &&[(&Gathered, &Slice)]| {
        let (mut postings, mut places, mut next) = (String::new(), String::new(), 0);
        for (term, slice) in *parts {
            term.append(slice, mean, &mut next, &mut postings, &mut places);
        }
        let key = parts[0].0.text.clone();
        if places.len() > INLINE {
            // Two terms that always stand together, as a name and its only part do, have the same places.
            let name = shards::name(&format!("{key} {places}"));
            shards::script(&format!("places/{name}"), &places, sink)?;
            places = format!("{ELSEWHERE}{name}");
        }
        Ok(Entry { text: format!("{key} {postings} {places}"), key })
    };
    let entries: Result<Vec<Entry>, E> = same.par_iter().map(entry).collect();
    shards::write("terms", &entries?, sink)
}
