//! Reading the index: which incidents hold a term, where, and what that is worth.

use std::io;

use tantivy::columnar::Column;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::store::StoreReader;
use tantivy::{DocSet, SegmentReader, TERMINATED, TantivyDocument, TantivyError, Term};

use super::schema::{Columns, DAY, ORDINAL, PRIOR};
use crate::ranking::{self, Constants, Day, Field, MeanLength, Scope};

/// One file set of the index, opened. An index has a few, written by several threads; documents are numbered within
/// each.
pub(super) struct Segment {
    reader: SegmentReader,
    store: StoreReader,
    days: Column<u64>,
    ordinals: Column<u64>,
    priors: Column<u64>,
    /// Of each document, as [`ranking::length`] gives it.
    lengths: Vec<u32>,
}

impl Segment {
    pub(super) fn open(segment: &tantivy::Segment, columns: &Columns) -> Result<Self, TantivyError> {
        let reader = SegmentReader::open(segment)?;
        let store = reader.get_store_reader(4)?;
        let days = reader.fast_fields().u64(DAY)?;
        let ordinals = reader.fast_fields().u64(ORDINAL)?;
        let priors = reader.fast_fields().u64(PRIOR)?;
        let norms = |field: Field| reader.get_fieldnorms_reader(columns.text(field));
        let norms: Vec<FieldNormReader> = Field::ALL.into_iter().map(norms).collect::<Result<_, _>>()?;
        let length = |doc| ranking::length(norms.iter().map(|norms| norms.fieldnorm(doc)));
        let lengths = (0..reader.max_doc()).map(length).collect();
        Ok(Self { reader, store, days, ordinals, priors, lengths })
    }

    pub(super) fn len(&self) -> u32 {
        self.reader.max_doc()
    }

    pub(super) fn ordinal(&self, doc: u32) -> u64 {
        self.ordinals.first(doc).unwrap_or(u64::MAX)
    }

    /// What speaks for a document whatever is asked, in steps.
    pub(super) fn prior(&self, doc: u32) -> u64 {
        self.priors.first(doc).unwrap_or(0)
    }

    pub(super) fn day(&self, doc: u32) -> Option<Day> {
        self.days.first(doc).map(Day)
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

    /// The documents that a term occurs in, ascending, each with its share, as [`MeanLength::share`] gives it.
    pub(super) fn shares(
        &self,
        columns: &Columns,
        term: &str,
        constants: &Constants,
        mean: MeanLength,
    ) -> Result<Shares, TantivyError> {
        let mut weights = vec![0.0; self.len() as usize];
        let mut touched = Vec::new();
        for field in Field::ALL {
            let Some(mut postings) = self.postings(columns, field, term, IndexRecordOption::WithFreqs)? else {
                continue;
            };
            while postings.doc() != TERMINATED {
                let doc = postings.doc();
                let weight: &mut f64 = &mut weights[doc as usize];
                if *weight == 0.0 {
                    touched.push(doc);
                }
                *weight += ranking::weight(constants, field, postings.term_freq());
                postings.advance();
            }
        }
        touched.sort_unstable();
        let share = |doc: u32| mean.share(constants, weights[doc as usize], self.lengths[doc as usize]);
        Ok(touched.into_iter().map(|doc| (doc, share(doc))).collect())
    }

    /// The documents that hold a term in a scope, ascending.
    pub(super) fn holders(&self, columns: &Columns, term: &str, scope: Scope) -> Result<Vec<u32>, TantivyError> {
        let mut docs = Vec::new();
        for field in Field::ALL.into_iter().filter(|field| scope.has(*field)) {
            if let Some(mut postings) = self.postings(columns, field, term, IndexRecordOption::Basic)? {
                while postings.doc() != TERMINATED {
                    docs.push(postings.doc());
                    postings.advance();
                }
            }
        }
        docs.sort_unstable();
        docs.dedup();
        Ok(docs)
    }

    /// The documents that hold some terms at these distances from each other in one field, ascending.
    pub(super) fn side_by_side(
        &self,
        columns: &Columns,
        terms: &[(String, u32)],
        scope: Scope,
    ) -> Result<Vec<u32>, TantivyError> {
        let mut docs = Vec::new();
        for field in Field::ALL.into_iter().filter(|field| scope.has(*field)) {
            let mut all = Vec::with_capacity(terms.len());
            for (term, _) in terms {
                all.extend(self.postings(columns, field, term, IndexRecordOption::WithFreqsAndPositions)?);
            }
            if all.len() < terms.len() {
                continue;
            }
            while let Some(doc) = meet(&mut all) {
                if stand_here(&mut all, terms) {
                    docs.push(doc);
                }
                all[0].advance();
            }
        }
        docs.sort_unstable();
        docs.dedup();
        Ok(docs)
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

/// Whether the terms stand at their distances in the document that all postings stand at.
fn stand_here(all: &mut [SegmentPostings], terms: &[(String, u32)]) -> bool {
    let mut starts = Vec::new();
    let mut places = Vec::new();
    for (index, (postings, (_, distance))) in all.iter_mut().zip(terms).enumerate() {
        postings.positions(&mut places);
        let here: Vec<u32> = places.iter().filter_map(|place| place.checked_sub(*distance)).collect();
        if index == 0 {
            starts = here;
        } else {
            starts.retain(|start| here.binary_search(start).is_ok());
        }
    }
    !starts.is_empty()
}

/// Documents with the share that something has of each, ascending.
pub(super) type Shares = Vec<(u32, u8)>;

/// How long documents are on average.
pub(super) fn mean_length(segments: &[Segment]) -> MeanLength {
    MeanLength::of(segments.iter().flat_map(|segment| segment.lengths.iter().copied()))
}

/// A damaged file shows as an I/O error when it is read.
pub(super) fn damaged(what: &str) -> TantivyError {
    io::Error::new(io::ErrorKind::InvalidData, what).into()
}
