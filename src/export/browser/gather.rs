//! The terms of some incidents in a row: who holds them, and where.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::RandomState;
use serde::{Deserialize, Serialize};

use super::pack;
use crate::knowledge::{KnowledgeBase, LinkState};
use crate::ranking::{
    CONSTANTS, Counts, Field, MeanLength, Placement, each_term, each_text, facet_term, facets, length, weight,
};

/// Stands before the term of a facet's value: no text gives such a term.
pub const FACET: char = '=';

/// Every field.
const FIELDS: usize = Field::ALL.len();

/// So many occurrences in a field, or more of them, share a digit.
const MANY: u32 = 5;

/// Marks the last field of a document.
const LAST: u32 = MANY * FIELDS as u32;

/// The terms of some incidents.
#[derive(Default, Serialize, Deserialize)]
pub struct Slice {
    /// The number of its first incident.
    pub first: usize,
    /// Each term once, in no order.
    pub terms: Vec<Gathered>,
    /// Of each incident, as [`length`] gives it.
    pub lengths: Vec<u32>,
    /// The words as people write them.
    pub words: Counts,
}

/// A term with those that hold it.
#[derive(Serialize, Deserialize)]
pub struct Gathered {
    /// The term.
    pub text: String,
    /// The incidents, counted from the first of the slice.
    documents: Vec<u16>,
    /// Where it stands in each of them, packed: for each field a digit (field, number of occurrences, whether it is the
    /// last field) and the places, each as the distance to the one before.
    places: String,
}

/// One occurrence: the term's number in the slice, the field, the place in it.
type Found = (u32, u8, u32);

/// The number of each term in the slice. The hash is quick, and no author can foresee it.
type Numbers = HashMap<String, u32, RandomState>;

/// Calls `each` with every text of an incident that a slice is made of; [`super::known`] takes its digest of the same.
pub fn each_text_of(kb: &KnowledgeBase, at: usize, each: impl FnMut(Field, &str)) {
    let patterns = kb.links_of_incident(at).filter(|link| link.state == LinkState::Confirmed);
    each_text(&kb.incidents[at], patterns.map(|link| &kb.patterns[link.pattern]), each);
}

/// The terms of an incident's facets.
pub fn facet_terms_of(kb: &KnowledgeBase, at: usize) -> impl Iterator<Item = String> {
    let linked = kb.links_of_incident(at).filter(|link| link.state != LinkState::Rejected);
    let facets = facets(&kb.incidents[at], linked.map(|link| &kb.patterns[link.pattern].id));
    facets.into_iter().map(|(facet, value)| facet_term(facet, &value))
}

impl Slice {
    /// The terms of the incidents in `range`, at most 65,536.
    pub fn of(kb: &KnowledgeBase, range: Range<usize>) -> Self {
        let mut slice = Self { first: range.start, ..Self::default() };
        let mut numbers = Numbers::default();
        let mut found = Vec::new();
        for at in range {
            let document = (at - slice.first) as u16;
            slice.find(kb, at, &mut numbers, &mut found);
            found.sort_unstable();
            found.chunk_by(|a, b| a.0 == b.0).for_each(|group| slice.terms[group[0].0 as usize].add(document, group));
            found.clear();
            for term in facet_terms_of(kb, at) {
                slice.number(&format!("{FACET}{term}"), &mut numbers, |gathered| gathered.add_bare(document));
            }
        }
        slice
    }

    /// Finds every occurrence of every term of an incident.
    fn find(&mut self, kb: &KnowledgeBase, at: usize, numbers: &mut Numbers, found: &mut Vec<Found>) {
        let mut placements = [Placement::default(); FIELDS];
        let mut lengths = [0; FIELDS];
        each_text_of(kb, at, |field, text| {
            let place = &mut placements[field as usize];
            each_term(text, |term| {
                lengths[field as usize] += 1;
                let number = self.number(term.text, numbers, |_| {});
                found.push((number, field as u8, place.of(term.position)));
            });
            place.end_text();
        });
        self.lengths.push(length(lengths));
        self.words.add_incident(&kb.incidents[at]);
    }

    fn number(&mut self, term: &str, numbers: &mut Numbers, with: impl FnOnce(&mut Gathered)) -> u32 {
        let number = if let Some(&number) = numbers.get(term) {
            number
        } else {
            let number = self.terms.len() as u32;
            numbers.insert(term.to_owned(), number);
            self.terms.push(Gathered { text: term.to_owned(), documents: Vec::new(), places: String::new() });
            number
        };
        with(&mut self.terms[number as usize]);
        number
    }
}

impl Gathered {
    /// Adds a document with the occurrences of this term, ordered by field and place.
    fn add(&mut self, document: u16, occurrences: &[Found]) {
        self.documents.push(document);
        let mut fields = occurrences.chunk_by(|a, b| a.1 == b.1).peekable();
        while let Some(places) = fields.next() {
            let count = places.len() as u32;
            let last = if fields.peek().is_none() { LAST } else { 0 };
            pack::digit(u32::from(places[0].1) * MANY + count.min(MANY) - 1 + last, &mut self.places);
            if count >= MANY {
                pack::number(count - MANY, &mut self.places);
            }
            let mut before = 0;
            for (_, _, place) in places {
                pack::number(place - before, &mut self.places);
                before = *place;
            }
        }
    }

    /// Adds a document that has the term, as it has a facet's value, in no place.
    fn add_bare(&mut self, document: u16) {
        if self.documents.last() != Some(&document) {
            self.documents.push(document);
        }
    }

    /// Calls `each` with every document that holds the term, by its number among all, and the share it has of it.
    pub fn each_share(&self, slice: &Slice, mean: MeanLength, mut each: impl FnMut(u32, u8)) {
        let mut digits = Digits { rest: self.places.bytes() };
        for &document in &self.documents {
            let weight = if self.places.is_empty() { 0.0 } else { digits.weight() };
            let share = mean.share(&CONSTANTS, weight, slice.lengths[usize::from(document)]);
            each(slice.first as u32 + u32::from(document), share);
        }
    }

    /// Appends the documents with their shares to `postings` and the places to `places`; `next` is the document behind
    /// the last one so far.
    pub fn append(&self, slice: &Slice, mean: MeanLength, next: &mut u32, postings: &mut String, places: &mut String) {
        self.each_share(slice, mean, |number, share| {
            pack::posting(number - *next, share, postings);
            *next = number + 1;
        });
        places.push_str(&self.places);
    }
}

/// Packed places, read again for the numbers of occurrences.
struct Digits<'a> {
    rest: std::str::Bytes<'a>,
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
