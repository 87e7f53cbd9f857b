//! Other words for what a query asks: for each entry of [`crate::meaning`] that the records have relatives of, what
//! they are worth in which incident.

use std::collections::HashMap;

use rayon::prelude::*;

use super::Write;
use super::gather::{Slice, mean_length};
use super::pack;
use super::shards::{self, Entry};
use crate::meaning::kin;
use crate::ranking::{CONSTANTS, KinList, kin_list};

/// A script is no smaller than this, in bytes: a query needs one for each of its words, most of them in vain.
const LEAST: usize = 3 * 1024;

/// So many scripts at most.
const MOST: usize = 300;

/// Writes the lists; gives the directory of the scripts.
pub fn write<E: Send>(slices: &[Slice], sink: &Write<'_, E>) -> Result<String, E> {
    let all = slices.iter().map(|slice| slice.lengths.len()).sum();
    let shares = shares(slices);
    let entries: Vec<Entry> = kin()
        .par_iter()
        .filter_map(|entry| {
            let list = kin_list(&CONSTANTS, entry, all, |term| shares.get(term).map(Vec::as_slice))?;
            Some(Entry { key: entry.key.clone(), text: text(&entry.key, &list) })
        })
        .collect();
    shards::write_sized("kin", &entries, shards::Sizes { least: LEAST, most: MOST }, sink)
}

/// A list as it stands in a script: the key, the incidents with their worths, the terms.
fn text(key: &str, list: &KinList) -> String {
    let (mut postings, mut next) = (String::new(), 0);
    for (incident, worth) in &list.worths {
        pack::posting(incident - next, *worth, &mut postings);
        next = incident + 1;
    }
    format!("{key} {postings} {}", list.terms.join(","))
}

/// The incidents that have a term of a relative, ascending, each with its share.
fn shares(slices: &[Slice]) -> HashMap<&'static str, Vec<(u32, u8)>> {
    let mean = mean_length(slices);
    let terms = kin().iter().flat_map(|entry| &entry.relatives).flat_map(|relative| &relative.terms);
    let mut shares: HashMap<&'static str, Vec<(u32, u8)>> = terms.map(|term| (term.as_str(), Vec::new())).collect();
    for slice in slices {
        for term in &slice.terms {
            if let Some(found) = shares.get_mut(term.text.as_str()) {
                term.each_share(slice, mean, |incident, share| found.push((incident, share)));
            }
        }
    }
    shares
}
