//! Incidents in slices, for what is kept from run to run: a changed record costs what belongs to its slice.

use std::ops::Range;

use super::KnowledgeBase;
use crate::store;

/// One incident of so many, going by its id, begins a slice: a record that comes or goes moves no border but its own.
const ONE_OF: u64 = 512;

/// The most incidents of a slice; their places in it fit into 16 bits.
const MOST: usize = 4096;

impl KnowledgeBase {
    /// The incidents of each slice, at most 4,096.
    pub fn slices(&self) -> Vec<Range<usize>> {
        let mut ranges = Vec::new();
        let mut start = 0;
        for (at, incident) in self.incidents.iter().enumerate() {
            if at > start && (begins(incident.id.as_str()) || at - start >= MOST) {
                ranges.push(start..at);
                start = at;
            }
        }
        if start < self.incidents.len() {
            ranges.push(start..self.incidents.len());
        }
        ranges
    }
}

fn begins(id: &str) -> bool {
    let hash = store::hash(id.as_bytes());
    let (start, _) = hash.split_first_chunk().expect("a hash is longer than a number");
    u64::from_le_bytes(*start).is_multiple_of(ONE_OF)
}
