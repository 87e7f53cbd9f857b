//! The terms of some incidents in a row: who holds them, and where.
//!
//! Terms, documents and places lie one behind another in a few large pieces, which cost less to make, to keep and to read
//! again than three small ones for each term. What goes into a slice is [`super::gather`]'s.

use std::str::Bytes;

use serde::{Deserialize, Serialize};

use super::pack;
use crate::ranking::{CONSTANTS, Counts, Field, MeanLength, weight};

/// So many occurrences in a field, or more of them, share a digit.
const MANY: u32 = 5;

/// Marks the last field of a document.
const LAST: u32 = MANY * Field::ALL.len() as u32;

/// The terms of some incidents.
#[derive(Default, Serialize, Deserialize)]
pub struct Slice {
    /// The number of its first incident.
    pub first: usize,
    /// Of each incident, as [`crate::ranking::length`] gives it.
    pub lengths: Vec<u32>,
    /// The words as people write them.
    pub words: Counts,
    /// Each term once, in no order.
    texts: String,
    /// The incidents that hold each term, counted from the first of the slice.
    documents: Vec<u16>,
    /// Where each term stands in each of them, as [`pack_places`] packs it.
    places: String,
    /// Where the share of each term in these three ends.
    ends: Vec<Ends>,
}

#[derive(Clone, Copy, Default, Serialize, Deserialize)]
struct Ends {
    text: usize,
    documents: usize,
    places: usize,
}

/// That a document holds a term.
#[derive(Clone, Copy)]
pub struct Held {
    /// The number of the term.
    pub term: u32,
    /// The document, counted from the first of the slice.
    pub document: u16,
    /// Where its places end among all that were packed; they begin where those of the one before end.
    pub end: usize,
}

/// A term of a slice.
#[derive(Clone, Copy)]
pub struct Gathered<'s> {
    slice: &'s Slice,
    /// The term.
    pub text: &'s str,
    documents: &'s [u16],
    places: &'s str,
}

impl Slice {
    /// Takes what was found of some terms: `held` in the order of the documents, each pair once, with the places that
    /// were `packed` for them.
    pub fn fill<'t>(&mut self, terms: impl ExactSizeIterator<Item = &'t str>, held: &[Held], packed: &str) {
        // Sorted by counting, which keeps the order of the documents.
        let mut next = vec![0_usize; terms.len() + 1];
        for held in held {
            next[held.term as usize + 1] += 1;
        }
        for at in 1..next.len() {
            next[at] += next[at - 1];
        }
        let mut sorted = vec![(0_u16, 0..0); held.len()];
        let mut start = 0;
        for Held { term, document, end } in held {
            let place = &mut next[*term as usize];
            sorted[*place] = (*document, start..*end);
            (*place, start) = (*place + 1, *end);
        }
        self.places.reserve_exact(packed.len());
        self.documents.reserve_exact(held.len());
        let mut from = 0;
        // Each place has moved on to where the next term begins.
        for (text, until) in terms.zip(next) {
            for (document, places) in &sorted[from..until] {
                self.documents.push(*document);
                self.places.push_str(&packed[places.clone()]);
            }
            from = until;
            self.texts.push_str(text);
            self.ends.push(Ends { text: self.texts.len(), documents: until, places: self.places.len() });
        }
    }

    /// How many terms there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Every term, in no order.
    pub fn terms(&self) -> impl Iterator<Item = Gathered<'_>> {
        (0..self.len()).map(|at| self.term(at))
    }

    /// The term of that number.
    pub fn term(&self, at: usize) -> Gathered<'_> {
        let (from, to) = (at.checked_sub(1).map_or(Ends::default(), |before| self.ends[before]), self.ends[at]);
        Gathered {
            slice: self,
            text: &self.texts[from.text..to.text],
            documents: &self.documents[from.documents..to.documents],
            places: &self.places[from.places..to.places],
        }
    }
}

/// Packs the places of a term in a document, each with its field, ordered by both: for each field a digit (field, number
/// of occurrences, whether it is the last field) and the places, each as the distance to the one before.
pub fn pack_places(occurrences: &[(u8, u32)], out: &mut String) {
    let mut fields = occurrences.chunk_by(|a, b| a.0 == b.0).peekable();
    while let Some(places) = fields.next() {
        let count = places.len() as u32;
        let last = if fields.peek().is_none() { LAST } else { 0 };
        pack::digit(u32::from(places[0].0) * MANY + count.min(MANY) - 1 + last, out);
        if count >= MANY {
            pack::number(count - MANY, out);
        }
        let mut before = 0;
        for (_, place) in places {
            pack::number(place - before, out);
            before = *place;
        }
    }
}

impl<'s> Gathered<'s> {
    /// Calls `each` with every document that holds the term, by its number among all, and the share it has of it.
    pub fn each_share(&self, mean: MeanLength, mut each: impl FnMut(u32, u8)) {
        let mut digits = Digits { rest: self.places.bytes() };
        for &document in self.documents {
            // A facet's value is held in no place.
            let weight = if self.places.is_empty() { 0.0 } else { digits.weight() };
            let share = mean.share(&CONSTANTS, weight, self.slice.lengths[usize::from(document)]);
            each(self.slice.first as u32 + u32::from(document), share);
        }
    }

    /// The packed places in all documents.
    pub fn places(&self) -> &'s str {
        self.places
    }
}

/// Packed places, read again for the numbers of occurrences.
struct Digits<'a> {
    rest: Bytes<'a>,
}

impl Digits<'_> {
    fn digit(&mut self) -> u32 {
        let byte = u32::from(self.rest.next().expect("what was packed here is whole"));
        byte - if byte < 92 { 35 } else { 36 }
    }

    fn number(&mut self) -> u32 {
        let mut high = 0;
        loop {
            match self.digit() {
                last @ 0..61 => return high * 61 + last,
                digit => high = high * 30 + digit - 61,
            }
        }
    }

    /// The weight of the term in the next document.
    fn weight(&mut self) -> f64 {
        let mut sum = 0.0;
        loop {
            let head = self.digit();
            let (field, few) = ((head % LAST / MANY) as usize, head % MANY + 1);
            let count = if few < MANY { few } else { MANY + self.number() };
            (0..count).for_each(|_| _ = self.number());
            sum += weight(&CONSTANTS, Field::ALL[field], count);
            if head >= LAST {
                return sum;
            }
        }
    }
}

/// How long the incidents of all slices are on average.
pub fn mean_length(slices: &[Slice]) -> MeanLength {
    MeanLength::of(slices.iter().flat_map(|slice| slice.lengths.iter().copied()))
}
