//! Other words for what a query asks: for each entry of [`crate::meaning`] that the records have relatives of, what
//! they are worth in which incident.

use std::collections::{BTreeSet, HashMap};

use rayon::prelude::*;

use super::Write;
use super::merged::Merged;
use super::pack;
use super::shards::{self, Entry};
use crate::meaning::kin;
use crate::ranking::{CONSTANTS, KinList, kin_list};

/// A script is no smaller than this, in bytes: a query needs one for each of its words, most of them in vain.
const LEAST: usize = 3 * 1024;

/// So many scripts at most.
const MOST: usize = 300;

/// Writes the lists for `all` incidents; gives the directory of the scripts.
pub fn write<E: Send>(terms: &Merged<'_>, all: usize, sink: &Write<'_, E>) -> Result<String, E> {
    let shares = shares(terms);
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
fn shares(terms: &Merged<'_>) -> HashMap<&'static str, Vec<(u32, u8)>> {
    let wanted = kin().iter().flat_map(|entry| &entry.relatives).flat_map(|relative| &relative.terms);
    // Many entries have the same relatives.
    let wanted: BTreeSet<&'static str> = wanted.map(String::as_str).collect();
    wanted.into_iter().filter_map(|term| Some((term, terms.shares(terms.number(term)?)))).collect()
}
