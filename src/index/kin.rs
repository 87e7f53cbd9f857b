//! The file of kin beside the index: for each entry that the records have relatives of, what they are worth in which
//! incident.
//!
//! A directory of keys stands first, so that a search reads that and the few lists of its own words.

use std::collections::HashMap;
use std::path::Path;

use rayon::prelude::*;
use tantivy::TantivyError;
use tantivy::directory::Directory as _;

use super::kept::Kept;
use super::postings::{Segment, damaged, mean_length};
use super::schema::Columns;
use crate::meaning::kin;
use crate::ranking::{CONSTANTS, KinList, kin_list};

/// The file's name.
pub(super) const KIN: &str = "kin";

/// How many bytes tell the length of the directory.
const HEAD: usize = size_of::<u32>();

/// The keys in their order, each with the length of its list in bytes.
type Directory = Vec<(String, u32)>;

/// Works the lists out of an index that was written, and keeps them beside it.
pub(super) fn write(index: &tantivy::Index, columns: &Columns) -> Result<(), TantivyError> {
    let open = |segment| Segment::open(segment, columns);
    let segments: Vec<Segment> = index.searchable_segments()?.iter().map(open).collect::<Result<_, _>>()?;
    let all = segments.iter().map(|segment| segment.len() as usize).sum();
    let shares = shares(&segments, columns)?;
    let lists: Vec<(&str, KinList)> = kin()
        .par_iter()
        .filter_map(|entry| {
            let list = kin_list(&CONSTANTS, entry, all, |term| shares.get(term).map(Vec::as_slice))?;
            Some((entry.key.as_str(), list))
        })
        .collect();
    index.directory().atomic_write(Path::new(KIN), &to_bytes(&lists))?;
    Ok(())
}

/// Incidents by their place when all are ordered by id, each with the share of a term that it has.
type Shares = HashMap<&'static str, Vec<(u32, u8)>>;

/// The shares of every term that a relative has.
fn shares(segments: &[Segment], columns: &Columns) -> Result<Shares, TantivyError> {
    let mean = mean_length(segments);
    let terms = kin().iter().flat_map(|entry| &entry.relatives).flat_map(|relative| &relative.terms);
    let mut terms: Vec<&'static str> = terms.map(String::as_str).collect();
    terms.sort_unstable();
    terms.dedup();
    let of = |term: &'static str| {
        let mut all = Vec::new();
        for segment in segments {
            let here = segment.shares(columns, term, &CONSTANTS, mean)?;
            all.extend(here.into_iter().map(|(doc, share)| (segment.ordinal(doc) as u32, share)));
        }
        all.sort_unstable();
        Ok((term, all))
    };
    terms.into_par_iter().map(of).collect()
}

fn to_bytes(lists: &[(&str, KinList)]) -> Vec<u8> {
    let bytes = |list: &KinList| {
        postcard::to_stdvec(&(&list.terms, &list.worths)).expect("a list of numbers and words can be written")
    };
    let bodies: Vec<(&str, Vec<u8>)> = lists.iter().map(|(key, list)| (*key, bytes(list))).collect();
    let directory: Vec<(&str, u32)> = bodies.iter().map(|(key, body)| (*key, body.len() as u32)).collect();
    let directory = postcard::to_stdvec(&directory).expect("a list of words and numbers can be written");
    let mut out = (directory.len() as u32).to_le_bytes().to_vec();
    out.extend(directory);
    for (_, body) in bodies {
        out.extend(body);
    }
    out
}

/// The lists, opened for one search.
pub(super) struct Kin<'a> {
    kept: &'a Kept,
    /// The keys in their order, each with where its list starts and how long it is.
    places: Vec<(String, usize, usize)>,
}

impl<'a> Kin<'a> {
    /// Opens what [`write`] kept.
    pub(super) fn open(kept: &'a Kept) -> Result<Self, TantivyError> {
        let wrong = || damaged("the file of kin cannot be read");
        let head = kept.part(0, HEAD)?;
        let length = u32::from_le_bytes(head.try_into().map_err(|_| wrong())?) as usize;
        let directory: Directory = postcard::from_bytes(&kept.part(HEAD, length)?).map_err(|_| wrong())?;
        let mut start = HEAD + length;
        let mut places = Vec::with_capacity(directory.len());
        for (key, length) in directory {
            places.push((key, start, length as usize));
            start += length as usize;
        }
        Ok(Self { kept, places })
    }

    /// The list under a key; `None` where there is none, or where it cannot be read.
    pub(super) fn list(&self, key: &str) -> Option<KinList> {
        let at = self.places.binary_search_by(|(other, ..)| other.as_str().cmp(key)).ok()?;
        let (_, start, length) = self.places.get(at)?;
        let (terms, worths) = postcard::from_bytes(&self.kept.part(*start, *length).ok()?).ok()?;
        Some(KinList { terms, worths })
    }
}
