//! The terms of all slices, each once.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::pack;
use super::slice::{Gathered, Slice, mean_length};
use crate::ranking::MeanLength;

/// The terms of all slices.
pub struct Merged<'s> {
    slices: &'s [Slice],
    mean: MeanLength,
    numbers: HashMap<&'s str, usize, RandomState>,
    /// The slices that hold each term, with its number there: those of the first term, then those of the second.
    parts: Vec<(u32, u32)>,
    /// Where the parts of each term end.
    ends: Vec<usize>,
}

impl<'s> Merged<'s> {
    /// Puts the same terms of all slices together.
    pub fn of(slices: &'s [Slice]) -> Self {
        let mut numbers: HashMap<&'s str, usize, RandomState> = HashMap::default();
        let (mut met, mut ends) = (Vec::new(), Vec::new());
        for term in slices.iter().flat_map(Slice::terms) {
            let number = *numbers.entry(term.text).or_insert(ends.len());
            if number == ends.len() {
                ends.push(0);
            }
            ends[number] += 1;
            met.push(number);
        }
        // Numbers of parts become starts, and filling in makes ends of them.
        ends.iter_mut().fold(0, |start, count| start + std::mem::replace(count, start));
        let mut parts = vec![(0, 0); met.len()];
        let all = slices.iter().zip(0..).flat_map(|(slice, at)| (0..slice.len() as u32).map(move |term| (at, term)));
        for (number, part) in met.into_iter().zip(all) {
            parts[ends[number]] = part;
            ends[number] += 1;
        }
        Self { slices, mean: mean_length(slices), numbers, parts, ends }
    }

    /// The terms with their numbers, ordered by their text.
    pub fn sorted(&self) -> Vec<(&'s str, usize)> {
        let mut terms: Vec<_> = self.numbers.iter().map(|(text, number)| (*text, *number)).collect();
        terms.sort_unstable();
        terms
    }

    /// The number of a term that some incident holds.
    pub fn number(&self, term: &str) -> Option<usize> {
        self.numbers.get(term).copied()
    }

    /// The incidents that hold a term, ascending, each with the share it has of it.
    pub fn shares(&self, number: usize) -> Vec<(u32, u8)> {
        let mut shares = Vec::new();
        self.parts(number)
            .for_each(|part| part.each_share(self.mean, |incident, share| shares.push((incident, share))));
        shares
    }

    /// The incidents that hold a term with their shares, packed, and where it stands in them.
    pub fn packed(&self, number: usize) -> (String, String) {
        let (mut postings, mut places, mut next) = (String::new(), String::new(), 0);
        for part in self.parts(number) {
            part.each_share(self.mean, |incident, share| {
                pack::posting(incident - next, share, &mut postings);
                next = incident + 1;
            });
            places.push_str(part.places());
        }
        (postings, places)
    }

    fn parts(&self, number: usize) -> impl Iterator<Item = Gathered<'s>> {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        let parts = &self.parts[start..self.ends[number]];
        parts.iter().map(|(slice, term)| self.slices[*slice as usize].term(*term as usize))
    }
}
