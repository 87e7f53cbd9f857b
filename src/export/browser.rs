//! The index that searches in the browser: one classic script that a page from disk can load.
//!
//! It sets `window.CASEBOOK_INDEX` to an object of
//!
//! - `schema`;
//! - `places`: the title and the anchor of every section that a line stands in;
//! - `documents`: what a result shows, in the order of the incidents' ids, and its lines as a place and a text;
//! - `terms`: for each term, packed, the documents that hold it and its weight in each; the weights are BM25 without
//!   the rarity of the term, and a searcher multiplies that in;
//! - `words`: the term of each word that is not its own, so that a browser needs no stemmer;
//! - `common`: words that are looked for only where a query has no others.
//!
//! A term's documents are numbers in a row. Each is the count of documents passed over since the last one, times
//! eight, plus the weight as a step from 0 to 7; [`pack`] writes it in characters that JSON need not escape.
//!
//! Small and simple on purpose: of a record's text only the lines that tell what it is about are kept, and shards will
//! take the place of the one file.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use rayon::prelude::*;
use serde::Serialize;

use super::SCHEMA;
use crate::knowledge::{KnowledgeBase, LinkState};
use crate::model::{Incident, PassageKind, SectionKind, Status};
use crate::source::Span;
use crate::text::{self, TermKind};

/// A line that a result may show is cut after so many characters.
const LONGEST_LINE: usize = 160;

/// Incidents whose terms are gathered together; their places in a slice fit into 16 bits.
const SLICE: usize = 512;

/// The saturation and length parameters of BM25.
const K1: f32 = 1.2;
const B: f32 = 0.5;

/// Weights are kept in eight steps of this size, from one step to eight; none is higher than `K1` + 1.
const STEP: f32 = (K1 + 1.0) / 8.0;

#[derive(Serialize)]
struct Index<'a> {
    schema: u32,
    places: Vec<(&'a str, &'a str)>,
    documents: Vec<Document<'a>>,
    terms: BTreeMap<&'a str, String>,
    words: BTreeMap<&'a str, &'a str>,
    common: &'a [&'a str],
}

/// What a result shows, and what queries filter by.
#[derive(Serialize)]
struct Document<'a> {
    id: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
    services: Vec<&'a str>,
    tags: Vec<&'a str>,
    /// Ids of the patterns that are confirmed or detected.
    patterns: Vec<&'a str>,
    /// The place and the text of what it says in a line each, the most telling first.
    lines: Vec<(usize, &'a str)>,
}

/// The script.
pub fn browser_index(kb: &KnowledgeBase) -> String {
    let count = kb.incidents.len();
    let starts: Vec<usize> = (0..count).step_by(SLICE).collect();
    let slices: Vec<Slice> =
        starts.into_par_iter().map(|start| Slice::of(kb, start..count.min(start + SLICE))).collect();
    let mut places = Places::default();
    let documents = (0..count).map(|index| document(kb, index, &mut places)).collect();
    let words = slices.iter().flat_map(|slice| &slice.words).map(|(word, term)| (word.as_str(), term.as_str()));
    // A map that is ordered from the start would compare every word of every slice with a dozen others.
    let words: HashMap<&str, &str> = words.collect();
    let index = Index {
        schema: SCHEMA,
        documents,
        places: places.rows,
        terms: packed(&slices),
        words: words.into_iter().collect(),
        common: &text::STOP_WORDS,
    };
    let mut script = b"window.CASEBOOK_INDEX=".to_vec();
    serde_json::to_writer(&mut script, &index).expect("the index has text for keys");
    script.extend_from_slice(b";\n");
    String::from_utf8(script).expect("JSON is UTF-8")
}

/// The documents of every term, packed.
fn packed(slices: &[Slice]) -> BTreeMap<&str, String> {
    let lengths: Vec<f32> = slices.iter().flat_map(|slice| slice.lengths.iter().map(|&length| length as f32)).collect();
    let mean = lengths.iter().sum::<f32>() / lengths.len().max(1) as f32;
    let mut terms: HashMap<&str, Vec<(usize, &[Count])>> = HashMap::new();
    for (number, slice) in slices.iter().enumerate() {
        for (term, counts) in &slice.terms {
            terms.entry(term).or_default().push((number * SLICE, counts));
        }
    }
    let pack_all = |parts: Vec<(usize, &[Count])>| {
        let mut next = 0;
        let mut out = String::new();
        for (first, count) in parts.into_iter().flat_map(|(first, counts)| counts.iter().map(move |at| (first, at))) {
            let document = first + usize::from(count.document);
            let (length, count) = (lengths[document] / mean.max(1.0), f32::from(count.halves) / 2.0);
            let weight = count * (K1 + 1.0) / (count + K1 * (1.0 - B + B * length));
            let step = (weight / STEP).round().clamp(1.0, 8.0) as usize - 1;
            pack((document - next) * 8 + step, &mut out);
            next = document + 1;
        }
        out
    };
    let terms: Vec<_> = terms.into_iter().collect();
    let packed: Vec<_> = terms.into_par_iter().map(|(term, parts)| (term, pack_all(parts))).collect();
    packed.into_iter().collect()
}

/// Writes a number in the printable characters from `#` to `~` without the backslash: one of the first 61 ends it, and
/// the other 30 stand before that one, the highest first.
fn pack(number: usize, out: &mut String) {
    let character = |digit: usize| char::from((digit + if digit < 57 { 35 } else { 36 }) as u8);
    let mut high = number / 61;
    let start = out.len();
    while high > 0 {
        out.insert(start, character(61 + high % 30));
        high /= 30;
    }
    out.push(character(number % 61));
}

/// The terms of some incidents in a row.
#[derive(Default)]
struct Slice {
    /// For each term, the documents that hold it.
    terms: HashMap<String, Vec<Count>>,
    words: HashMap<String, String>,
    /// The number of terms in each document.
    lengths: Vec<u32>,
}

/// How often a document holds a term. There are millions of these.
#[derive(Clone, Copy)]
struct Count {
    /// Its place in the slice.
    document: u16,
    /// The occurrences, each counted by the worth of its place, in halves.
    halves: u16,
}

impl Slice {
    fn of(kb: &KnowledgeBase, range: Range<usize>) -> Self {
        let mut slice = Slice::default();
        for index in range {
            slice.lengths.push(0);
            slice.add_record(&kb.incidents[index]);
            for pattern in patterns_of(kb, index) {
                slice.add(&kb.patterns[pattern].name.value, 3.0);
            }
        }
        slice
    }

    fn add_record(&mut self, record: &Incident) {
        self.add(&record.title.value, 8.0);
        self.add(record.id.as_str(), 4.0);
        let labels = record.services.iter().chain(&record.tags).chain(&record.severity).chain(&record.owner);
        labels.for_each(|label| self.add(&label.value, 4.0));
        record.extra.iter().for_each(|field| self.add(&field.text, 1.0));
        record.sections.iter().for_each(|section| self.add(&section.title, 2.0));
        let told = |kind: PassageKind| !matches!(kind, PassageKind::Heading | PassageKind::FrontMatter);
        for passage in record.passages.iter().filter(|passage| told(passage.kind)) {
            let kind = record.sections.get(passage.section as usize).map_or(SectionKind::Other, |section| section.kind);
            self.add(&passage.text, worth(kind));
        }
    }

    /// Adds the terms of a text to the last document.
    fn add(&mut self, text: &str, worth: f32) {
        let Slice { terms, words, lengths } = self;
        let document = (lengths.len() - 1) as u16;
        let worth = (worth * 2.0) as u16;
        let length = lengths.last_mut().expect("the document was begun");
        text::each_term(text, |term| {
            *length += 1;
            let counts = match terms.get_mut(term.text) {
                Some(counts) => counts,
                None => terms.entry(term.text.to_owned()).or_default(),
            };
            match counts.last_mut() {
                Some(last) if last.document == document => last.halves = last.halves.saturating_add(worth),
                _ => counts.push(Count { document, halves: worth }),
            }
            if term.kind == TermKind::Word
                && let Some(written) = text.get(term.range)
                && written != term.text
                && !words.contains_key(written)
            {
                let word = text::folded(written);
                if word != term.text && !words.contains_key(&word) {
                    words.insert(word, term.text.to_owned());
                }
            }
        });
    }
}

/// The sections that lines stand in, each once.
#[derive(Default)]
struct Places<'a> {
    rows: Vec<(&'a str, &'a str)>,
    known: HashMap<(&'a str, &'a str), usize>,
}

impl<'a> Places<'a> {
    fn number(&mut self, title: &'a str, anchor: &'a str) -> usize {
        *self.known.entry((title, anchor)).or_insert_with(|| {
            self.rows.push((title, anchor));
            self.rows.len() - 1
        })
    }
}

/// The patterns that are confirmed or detected in an incident.
fn patterns_of(kb: &KnowledgeBase, incident: usize) -> impl Iterator<Item = usize> {
    let counts = |state| matches!(state, LinkState::Confirmed | LinkState::Detected);
    kb.links_of_incident(incident).filter(move |link| counts(link.state)).map(|link| link.pattern)
}

fn worth(kind: SectionKind) -> f32 {
    match kind {
        SectionKind::Symptoms => 4.0,
        SectionKind::RootCause => 3.0,
        SectionKind::Summary | SectionKind::ContributingFactors | SectionKind::Fix => 2.0,
        SectionKind::FailedTheories | SectionKind::MisleadingSignals => 1.5,
        _ => 1.0,
    }
}

fn document<'a>(kb: &'a KnowledgeBase, index: usize, places: &mut Places<'a>) -> Document<'a> {
    let record = &kb.incidents[index];
    Document {
        id: record.id.as_str(),
        title: &record.title.value,
        date: record.date.as_ref().map(|date| date.value.to_string()),
        severity: record.severity.as_ref().map(|severity| severity.value.as_str()),
        status: record.status.as_ref().map(|status| status.value),
        services: record.services.iter().map(|service| service.value.as_str()).collect(),
        tags: record.tags.iter().map(|tag| tag.value.as_str()).collect(),
        patterns: patterns_of(kb, index).map(|pattern| kb.patterns[pattern].id.as_str()).collect(),
        lines: lines(record, places),
    }
}

/// What the record says in a line each; one that says nothing of the kind is known by how it begins.
fn lines<'a>(record: &'a Incident, places: &mut Places<'a>) -> Vec<(usize, &'a str)> {
    let opening = record.opening();
    let told = [opening.symptom, opening.cause, opening.false_trail, opening.fix].into_iter().flatten();
    let mut found: Vec<(&str, Span)> = told.collect();
    let second = record.symptoms.get(1).map(|symptom| (symptom.text.as_str(), symptom.span));
    found.extend(second);
    if found.is_empty() {
        let first =
            record.passages.iter().find(|passage| passage.kind.is_prose() && passage.kind != PassageKind::Heading);
        found.extend(first.map(|passage| (passage.text.as_str(), passage.span)));
    }
    let mut lines = Vec::with_capacity(found.len());
    for (text, span) in found {
        let Some(section) = record.sections.get(record.section_at(span.start) as usize) else { continue };
        let end = text.char_indices().nth(LONGEST_LINE).map_or(text.len(), |(end, _)| end);
        lines.push((places.number(&section.title, &section.anchor), &text[..end]));
    }
    lines
}
