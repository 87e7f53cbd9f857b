//! What the incidents of a slice hold, found term by term.
//!
//! The same words come again and again, so each chunk of text is taken apart once, and its terms are known by numbers
//! from then on.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::RandomState;

use super::slice::{Held, Slice, pack_places};
use crate::knowledge::{KnowledgeBase, LinkState};
use crate::ranking::{Counts, Field, Placement, each_term, each_text, facet_term, facets, length};
use crate::text::chunks;

/// Stands before the term of a facet's value: no text gives such a term.
pub const FACET: char = '=';

/// A lexicon that knows more terms of chunks than this starts anew with the next slice.
const MOST_LEARNED: usize = 1 << 20;

/// Every field.
const FIELDS: usize = Field::ALL.len();

/// A table that is quick, and whose slots no author can foresee.
type Table<K, V> = HashMap<K, V, RandomState>;

/// Calls `each` with every text of an incident that a slice is made of.
fn each_text_of<'a>(kb: &'a KnowledgeBase, at: usize, each: impl FnMut(Field, &'a str)) {
    let patterns = kb.links_of_incident(at).filter(|link| link.state == LinkState::Confirmed);
    each_text(&kb.incidents[at], patterns.map(|link| &kb.patterns[link.pattern]), each);
}

/// The terms of an incident's facets.
fn facet_terms_of(kb: &KnowledgeBase, at: usize) -> impl Iterator<Item = String> {
    let linked = kb.links_of_incident(at).filter(|link| link.state != LinkState::Rejected);
    let facets = facets(&kb.incidents[at], linked.map(|link| &kb.patterns[link.pattern].id));
    facets.into_iter().map(|(facet, value)| facet_term(facet, &value))
}

impl Slice {
    /// The terms of the incidents in `range`, at most 65,536. The lexicon may have served other slices.
    pub fn of<'a>(kb: &'a KnowledgeBase, range: Range<usize>, lexicon: &mut Lexicon<'a>) -> Self {
        let mut slice = Self::default();
        slice.first = range.start;
        let (mut found, mut grouped) = (Found::default(), Grouped::default());
        let (mut held, mut packed) = (Vec::new(), String::new());
        lexicon.begin();
        for (at, document) in range.zip(0..) {
            slice.lengths.push(found.read(kb, at, lexicon));
            grouped.group(document, &found, lexicon.texts.len());
            for (term, occurrences) in grouped.terms() {
                pack_places(occurrences, &mut packed);
                held.push(Held { term: lexicon.number_here(term), document, end: packed.len() });
            }
            let mut values: Vec<u32> =
                facet_terms_of(kb, at).map(|term| lexicon.number(&format!("{FACET}{term}"))).collect();
            values.sort_unstable();
            values.dedup();
            for value in values {
                held.push(Held { term: lexicon.number_here(value), document, end: packed.len() });
            }
        }
        slice.words = lexicon.words();
        slice.fill(lexicon.terms_here(), &held, &packed);
        slice
    }
}

/// What chunks of text hold, each taken apart once: terms by number, and which of them a slice has.
#[derive(Default)]
pub struct Lexicon<'a> {
    numbers: Table<Box<str>, u32>,
    texts: Vec<Box<str>>,
    by_text: Table<&'a str, usize>,
    chunks: Vec<Chunk<'a>>,
    /// The terms of all chunks, each with its place in the chunk.
    terms: Vec<(u32, u32)>,
    /// The number of each term in the slice that is being made, where that has it.
    here: Vec<Option<u32>>,
    /// The terms of that slice, in the order of these numbers.
    met: Vec<u32>,
}

/// A chunk of text.
struct Chunk<'a> {
    text: &'a str,
    /// Its terms, as a range of those of all chunks.
    terms: Range<usize>,
    /// How many places they take.
    places: u32,
    /// How often it counts for the words as people write them, in the slice that is being made.
    counted: u32,
}

impl<'a> Lexicon<'a> {
    /// Begins a slice. What was learned before is kept unless it is much, as in scripts without blanks, where chunks do
    /// not come again.
    fn begin(&mut self) {
        if self.terms.len() > MOST_LEARNED {
            *self = Self::default();
        }
        self.met.drain(..).for_each(|term| self.here[term as usize] = None);
    }

    fn number(&mut self, term: &str) -> u32 {
        if let Some(&number) = self.numbers.get(term) {
            return number;
        }
        let number = self.texts.len() as u32;
        self.numbers.insert(term.into(), number);
        self.texts.push(term.into());
        self.here.push(None);
        number
    }

    /// The number that a term has in the slice.
    fn number_here(&mut self, term: u32) -> u32 {
        *self.here[term as usize].get_or_insert_with(|| {
            self.met.push(term);
            self.met.len() as u32 - 1
        })
    }

    /// The terms of the slice in the order of their numbers there.
    fn terms_here(&self) -> impl ExactSizeIterator<Item = &str> {
        self.met.iter().map(|term| &*self.texts[*term as usize])
    }

    /// The number of a chunk.
    fn chunk(&mut self, text: &'a str) -> usize {
        if let Some(&known) = self.by_text.get(text) {
            return known;
        }
        let mut terms = std::mem::take(&mut self.terms);
        let start = terms.len();
        let places = each_term(text, |term| terms.push((self.number(term.text), term.position)));
        let chunk = Chunk { text, terms: start..terms.len(), places, counted: 0 };
        self.terms = terms;
        self.chunks.push(chunk);
        self.by_text.insert(text, self.chunks.len() - 1);
        self.chunks.len() - 1
    }

    /// The words of the slice as people write them, which the next one counts anew.
    fn words(&mut self) -> Counts {
        let mut words = Counts::default();
        for chunk in self.chunks.iter_mut().filter(|chunk| chunk.counted > 0) {
            words.add(chunk.text, std::mem::take(&mut chunk.counted));
        }
        words
    }
}

/// Where terms stand in an incident: for each field their numbers and places, ascending.
#[derive(Default)]
struct Found([Vec<(u32, u32)>; FIELDS]);

impl Found {
    /// Finds every term of an incident, and gives its length.
    fn read<'a>(&mut self, kb: &'a KnowledgeBase, at: usize, lexicon: &mut Lexicon<'a>) -> u32 {
        self.0.iter_mut().for_each(Vec::clear);
        let mut placements = [Placement::default(); FIELDS];
        // Words are counted where they stand and not where they are told again: in the first texts, title and passages.
        let mut counted = 1 + kb.incidents[at].passages.len();
        each_text_of(kb, at, |field, text| {
            let (place, found) = (&mut placements[field as usize], &mut self.0[field as usize]);
            let counts = u32::from(counted > 0);
            counted = counted.saturating_sub(1);
            let mut before = 0;
            for (_, text) in chunks(text) {
                let number = lexicon.chunk(text);
                let chunk = &mut lexicon.chunks[number];
                chunk.counted += counts;
                let terms = &lexicon.terms[chunk.terms.clone()];
                found.extend(terms.iter().map(|(term, position)| (*term, place.of(before + position))));
                before += chunk.places;
            }
            place.end_text();
        });
        length(self.0.each_ref().map(|found| found.len() as u32))
    }
}

/// The occurrences of an incident's terms, those of each term together: sorted by counting, as there are thousands of
/// them in each of thousands of incidents.
#[derive(Default)]
struct Grouped {
    /// For each term of the slice the last document that it was met in, and its place among the terms of that.
    met: Vec<(Option<u16>, u32)>,
    /// The document's terms, each with where its occurrences end.
    terms: Vec<(u32, usize)>,
    /// Fields and places.
    occurrences: Vec<(u8, u32)>,
}

impl Grouped {
    /// Takes what was found in a document; the slice has so many terms.
    fn group(&mut self, document: u16, found: &Found, all: usize) {
        self.met.resize(all, (None, 0));
        self.terms.clear();
        for (term, _) in found.0.iter().flatten() {
            let met = &mut self.met[*term as usize];
            if met.0 != Some(document) {
                *met = (Some(document), self.terms.len() as u32);
                self.terms.push((*term, 0));
            }
            self.terms[met.1 as usize].1 += 1;
        }
        // Numbers of occurrences become starts, and filling in makes ends of them.
        let all = self.terms.iter_mut().fold(0, |start, (_, count)| start + std::mem::replace(count, start));
        self.occurrences.resize(all, (0, 0));
        for (found, field) in found.0.iter().zip(0..) {
            for (term, place) in found {
                let next = &mut self.terms[self.met[*term as usize].1 as usize].1;
                self.occurrences[*next] = (field, *place);
                *next += 1;
            }
        }
    }

    /// Every term of the document, with its fields and places in their order.
    fn terms(&self) -> impl Iterator<Item = (u32, &[(u8, u32)])> {
        let mut start = 0;
        self.terms.iter().map(move |&(term, end)| (term, &self.occurrences[std::mem::replace(&mut start, end)..end]))
    }
}
