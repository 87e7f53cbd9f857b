//! The index that searches in the browser: one classic script that a page from disk can load.
//!
//! It sets `window.CASEBOOK_INDEX` to an object of
//!
//! - `schema`;
//! - `documents`: what a result shows, in the order of the incidents' ids;
//! - `terms`: for each term, the numbers of the documents that hold it, each followed by its weight there; the weights
//!   are BM25 without the rarity of the term, times 100, and a searcher multiplies that in;
//! - `words`: the term of each word that is not its own, so that a browser needs no stemmer.
//!
//! Small and simple on purpose: a whole index in one file does not grow with a casebook, and shards will take its
//! place.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::passages::section_texts;
use super::{SCHEMA, address};
use crate::knowledge::{KnowledgeBase, LinkState};
use crate::model::{Incident, SectionKind, Status};
use crate::text::{self, TermKind};

/// Text of one document that is kept for excerpts, in bytes.
const MOST_TEXT: usize = 4_000;

/// The saturation and length parameters of BM25.
const K1: f32 = 1.2;
const B: f32 = 0.5;

#[derive(Serialize)]
struct Index<'a> {
    schema: u32,
    documents: Vec<Document<'a>>,
    terms: BTreeMap<String, Vec<u32>>,
    words: BTreeMap<String, String>,
}

/// What a result shows, and what queries filter by.
#[derive(Serialize)]
struct Document<'a> {
    id: &'a str,
    title: &'a str,
    url: String,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<&'a str>,
    sections: Vec<Part<'a>>,
}

/// The text of a section, for excerpts; long documents are cut.
#[derive(Serialize)]
struct Part<'a> {
    title: &'a str,
    anchor: &'a str,
    kind: SectionKind,
    text: String,
}

/// The script.
pub fn browser_index(kb: &KnowledgeBase) -> String {
    let mut terms: BTreeMap<String, Vec<(u32, f32)>> = BTreeMap::new();
    let mut words = BTreeMap::new();
    let mut lengths = Vec::with_capacity(kb.incidents.len());
    let mut documents = Vec::with_capacity(kb.incidents.len());
    for (index, record) in kb.incidents.iter().enumerate() {
        let texts = section_texts(record);
        let patterns: Vec<_> = kb
            .links_of_incident(index)
            .filter(|link| matches!(link.state, LinkState::Confirmed | LinkState::Detected))
            .map(|link| &kb.patterns[link.pattern])
            .collect();
        let mut counts = Counts { terms: HashMap::new(), words: &mut words, length: 0.0 };
        counts.add_record(record, &texts);
        for pattern in &patterns {
            counts.add(&pattern.name.value, 3.0);
        }
        lengths.push(counts.length);
        for (term, count) in counts.terms {
            terms.entry(term).or_default().push((index as u32, count));
        }
        documents.push(document(record, patterns.iter().map(|pattern| pattern.id.as_str()).collect(), texts));
    }
    let mean = lengths.iter().sum::<f32>() / lengths.len().max(1) as f32;
    let weigh = |(document, count): (u32, f32)| {
        let length = lengths[document as usize] / mean.max(1.0);
        let weight = count * (K1 + 1.0) / (count + K1 * (1.0 - B + B * length));
        [document, (weight * 100.0).round() as u32]
    };
    let terms = terms.into_iter().map(|(term, places)| (term, places.into_iter().flat_map(weigh).collect()));
    let index = Index { schema: SCHEMA, documents, terms: terms.collect(), words };
    let json = serde_json::to_string(&index).expect("the index has text for keys");
    format!("window.CASEBOOK_INDEX={json};\n")
}

/// How often terms stand in a document, each occurrence counted by the worth of its place.
struct Counts<'a> {
    terms: HashMap<String, f32>,
    words: &'a mut BTreeMap<String, String>,
    length: f32,
}

impl Counts<'_> {
    fn add_record(&mut self, record: &Incident, texts: &[String]) {
        self.add(&record.title.value, 8.0);
        self.add(record.id.as_str(), 4.0);
        let labels = record.services.iter().chain(&record.tags).chain(&record.severity).chain(&record.owner);
        labels.for_each(|label| self.add(&label.value, 4.0));
        record.extra.iter().for_each(|field| self.add(&field.text, 1.0));
        for (section, text) in record.sections.iter().zip(texts) {
            self.add(&section.title, 2.0);
            self.add(text, worth(section.kind));
        }
    }

    fn add(&mut self, text: &str, worth: f32) {
        let (counts, words, length) = (&mut self.terms, &mut *self.words, &mut self.length);
        text::each_term(text, |term| {
            *length += 1.0;
            match counts.get_mut(term.text) {
                Some(count) => *count += worth,
                None => {
                    counts.insert(term.text.to_owned(), worth);
                }
            }
            if term.kind == TermKind::Word
                && let Some(written) = text.get(term.range)
            {
                let word = text::folded(written);
                if word != term.text && !words.contains_key(&word) {
                    words.insert(word, term.text.to_owned());
                }
            }
        });
    }
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

fn document<'a>(record: &'a Incident, patterns: Vec<&'a str>, texts: Vec<String>) -> Document<'a> {
    let opening = record.opening();
    let mut left = MOST_TEXT;
    let part = |(section, mut text): (&'a crate::model::Section, String)| {
        text.truncate(text.floor_char_boundary(left));
        left -= text.len();
        let shown = !text.is_empty();
        shown.then_some(Part { title: &section.title, anchor: &section.anchor, kind: section.kind, text })
    };
    Document {
        id: record.id.as_str(),
        title: &record.title.value,
        url: address::incident(&record.id),
        date: record.date.as_ref().map(|date| date.value.to_string()),
        severity: record.severity.as_ref().map(|severity| severity.value.as_str()),
        status: record.status.as_ref().map(|status| status.value),
        services: record.services.iter().map(|service| service.value.as_str()).collect(),
        tags: record.tags.iter().map(|tag| tag.value.as_str()).collect(),
        patterns,
        cause: opening.cause.map(|(text, _)| text),
        fix: opening.fix.map(|(text, _)| text),
        sections: record.sections.iter().zip(texts).filter_map(part).collect(),
    }
}
