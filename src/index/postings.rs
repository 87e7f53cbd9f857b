//! Reading the index: which incidents hold a term, where, and what that is worth.

use std::io;

use tantivy::columnar::Column;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::store::StoreReader;
use tantivy::{DocSet, SegmentReader, TERMINATED, TantivyDocument, TantivyError, Term};

use super::fields::Field;
use super::query::Day;
use super::schema::{Columns, DAY, ORDINAL};

/// How much a long field thins out its words: 0 not at all, 1 in proportion.
const THINNING: f32 = 0.6;

/// The fields that a word is looked for in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    Everywhere,
    Within(Field),
}

impl Scope {
    pub(super) fn fields(self) -> impl Iterator<Item = Field> {
        Field::ALL.into_iter().filter(move |field| match self {
            Scope::Everywhere => true,
            Scope::Within(only) => *field == only,
        })
    }
}

/// One file set of the index, opened. An index has a few, written by several threads; documents are numbered within
/// each.
pub(super) struct Segment {
    reader: SegmentReader,
    store: StoreReader,
    days: Column<u64>,
    ordinals: Column<u64>,
}

impl Segment {
    pub(super) fn open(segment: &tantivy::Segment) -> Result<Self, TantivyError> {
        let reader = SegmentReader::open(segment)?;
        let store = reader.get_store_reader(4)?;
        let days = reader.fast_fields().u64(DAY)?;
        let ordinals = reader.fast_fields().u64(ORDINAL)?;
        Ok(Self { reader, store, days, ordinals })
    }

    pub(super) fn len(&self) -> u32 {
        self.reader.max_doc()
    }

    pub(super) fn ordinal(&self, doc: u32) -> u64 {
        self.ordinals.first(doc).unwrap_or(u64::MAX)
    }

    pub(super) fn day(&self, doc: u32) -> Option<Day> {
        self.days.first(doc).map(Day)
    }

    /// The number of terms in a field of all documents.
    pub(super) fn tokens(&self, columns: &Columns, field: Field) -> Result<u64, TantivyError> {
        Ok(self.reader.inverted_index(columns.text(field))?.total_num_tokens())
    }

    /// The stored bytes of a document's card.
    pub(super) fn card(&self, columns: &Columns, doc: u32) -> Result<Vec<u8>, TantivyError> {
        let document: TantivyDocument = self.store.get(doc)?;
        let bytes = document.get_first(columns.card).and_then(|value| value.as_bytes().map(<[u8]>::to_vec));
        Ok(bytes.unwrap_or_default())
    }

    /// The documents with a facet's value, ascending.
    pub(super) fn faceted(&self, columns: &Columns, term: &str) -> Result<Vec<u32>, TantivyError> {
        let index = self.reader.inverted_index(columns.facets)?;
        let term = Term::from_field_text(columns.facets, term);
        let postings = index.read_postings(&term, IndexRecordOption::Basic)?;
        let mut docs = Vec::new();
        if let Some(mut postings) = postings {
            while postings.doc() != TERMINATED {
                docs.push(postings.doc());
                postings.advance();
            }
        }
        Ok(docs)
    }

    /// The values of facets that start with `start`, without it.
    pub(super) fn facet_values(&self, columns: &Columns, start: &str) -> Result<Vec<String>, TantivyError> {
        let index = self.reader.inverted_index(columns.facets)?;
        let mut stream = index.terms().range().ge(start).into_stream()?;
        let mut values = Vec::new();
        while stream.advance() {
            match std::str::from_utf8(stream.key()).ok().and_then(|key| key.strip_prefix(start)) {
                Some(value) => values.push(value.to_owned()),
                None => break,
            }
        }
        Ok(values)
    }

    fn postings(
        &self,
        columns: &Columns,
        field: Field,
        text: &str,
        option: IndexRecordOption,
    ) -> Result<Option<SegmentPostings>, TantivyError> {
        let index = self.reader.inverted_index(columns.text(field))?;
        Ok(index.read_postings(&Term::from_field_text(columns.text(field), text), option)?)
    }

    fn norms(&self, columns: &Columns, field: Field) -> Result<FieldNormReader, TantivyError> {
        self.reader.get_fieldnorms_reader(columns.text(field))
    }

    /// Adds to `weights` what each occurrence of any of some terms is worth, by document.
    pub(super) fn weigh_terms(
        &self,
        columns: &Columns,
        terms: &[String],
        scope: Scope,
        averages: &Averages,
        weights: &mut Weights,
    ) -> Result<(), TantivyError> {
        for field in scope.fields() {
            let norms = self.norms(columns, field)?;
            for term in terms {
                let Some(mut postings) = self.postings(columns, field, term, IndexRecordOption::WithFreqs)? else {
                    continue;
                };
                while postings.doc() != TERMINATED {
                    let doc = postings.doc();
                    weights.add(doc, averages.worth(field, postings.term_freq(), norms.fieldnorm(doc)));
                    postings.advance();
                }
            }
        }
        Ok(())
    }

    /// The same for terms that must stand at these distances from each other.
    pub(super) fn weigh_phrase(
        &self,
        columns: &Columns,
        terms: &[(String, u32)],
        scope: Scope,
        averages: &Averages,
        weights: &mut Weights,
    ) -> Result<(), TantivyError> {
        for field in scope.fields() {
            let norms = self.norms(columns, field)?;
            let mut all = Vec::with_capacity(terms.len());
            for (term, _) in terms {
                all.extend(self.postings(columns, field, term, IndexRecordOption::WithFreqsAndPositions)?);
            }
            if all.len() < terms.len() {
                continue;
            }
            while let Some(doc) = meet(&mut all) {
                let count = phrases_here(&mut all, terms);
                if count > 0 {
                    weights.add(doc, averages.worth(field, count, norms.fieldnorm(doc)));
                }
                all[0].advance();
            }
        }
        Ok(())
    }

    /// The places of a term in some documents, ascending, one list a document and field.
    pub(super) fn places(
        &self,
        columns: &Columns,
        term: &str,
        field: Field,
        docs: &[u32],
    ) -> Result<Vec<Vec<u32>>, TantivyError> {
        let mut places = vec![Vec::new(); docs.len()];
        if let Some(mut postings) = self.postings(columns, field, term, IndexRecordOption::WithFreqsAndPositions)? {
            for (doc, places) in docs.iter().zip(&mut places) {
                if postings.doc() < *doc {
                    postings.seek(*doc);
                }
                if postings.doc() == *doc {
                    postings.positions(places);
                }
            }
        }
        Ok(places)
    }

    /// Whether any document holds a term in any field.
    pub(super) fn knows(&self, columns: &Columns, term: &str) -> Result<bool, TantivyError> {
        for field in Field::ALL {
            let index = self.reader.inverted_index(columns.text(field))?;
            if index.get_term_info(&Term::from_field_text(columns.text(field), term))?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a document holds a term in any field.
    pub(super) fn holds(&self, columns: &Columns, doc: u32, term: &str) -> Result<bool, TantivyError> {
        for field in Field::ALL {
            if let Some(mut postings) = self.postings(columns, field, term, IndexRecordOption::Basic)?
                && (postings.doc() == doc || postings.doc() < doc && postings.seek(doc) == doc)
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Moves all postings to the first document, from where they stand, that all of them hold.
fn meet(all: &mut [SegmentPostings]) -> Option<u32> {
    let mut target = all.first()?.doc();
    loop {
        let mut agreed = true;
        for postings in all.iter_mut() {
            if postings.doc() < target {
                postings.seek(target);
            }
            if postings.doc() != target {
                target = postings.doc();
                agreed = false;
            }
            if target == TERMINATED {
                return None;
            }
        }
        if agreed {
            return Some(target);
        }
    }
}

/// How often the terms stand at their distances in the document that all postings stand at.
fn phrases_here(all: &mut [SegmentPostings], terms: &[(String, u32)]) -> u32 {
    let mut starts = Vec::new();
    let mut places = Vec::new();
    for (index, (postings, (_, distance))) in all.iter_mut().zip(terms).enumerate() {
        postings.positions(&mut places);
        let here = places.iter().filter_map(|place| place.checked_sub(*distance));
        if index == 0 {
            starts = here.collect();
        } else {
            let here: Vec<u32> = here.collect();
            starts.retain(|start| here.binary_search(start).is_ok());
        }
    }
    starts.len() as u32
}

/// How long each field is on average, in terms, over the incidents that have it at all.
pub(super) struct Averages([f32; Field::ALL.len()]);

impl Averages {
    pub(super) fn of(segments: &[Segment], columns: &Columns) -> Result<Self, TantivyError> {
        let mut averages = [1.0; Field::ALL.len()];
        for field in Field::ALL {
            let (mut tokens, mut having) = (0, 0);
            for segment in segments {
                tokens += segment.tokens(columns, field)?;
                let norms = segment.norms(columns, field)?;
                having += (0..segment.len()).filter(|&doc| norms.fieldnorm_id(doc) > 0).count();
            }
            averages[field as usize] = (tokens as f32 / having.max(1) as f32).max(1.0);
        }
        Ok(Self(averages))
    }

    /// What a number of occurrences in a field of that length is worth: BM25F's weighted frequency.
    fn worth(&self, field: Field, occurrences: u32, length: u32) -> f32 {
        let relative = length as f32 / self.0[field as usize];
        field.weight() * occurrences as f32 / (1.0 - THINNING + THINNING * relative)
    }
}

/// A number for each document of a segment, most of them 0.
pub(super) struct Weights {
    of: Vec<f32>,
    /// The documents whose number is not 0, in the order in which they were met.
    pub touched: Vec<u32>,
}

impl Weights {
    pub(super) fn new(segment: &Segment) -> Self {
        Self { of: vec![0.0; segment.len() as usize], touched: Vec::new() }
    }

    pub(super) fn add(&mut self, doc: u32, weight: f32) {
        let of = &mut self.of[doc as usize];
        if *of == 0.0 {
            self.touched.push(doc);
        }
        *of += weight;
    }

    pub(super) fn get(&self, doc: u32) -> f32 {
        self.of[doc as usize]
    }
}

/// A damaged file shows as an I/O error when it is read.
pub(super) fn damaged(what: &str) -> TantivyError {
    io::Error::new(io::ErrorKind::InvalidData, what).into()
}
