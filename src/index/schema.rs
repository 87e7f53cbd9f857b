//! The index's fields in `tantivy`'s terms, and our analyser as its tokenizer.

use tantivy::schema::{Field as Column, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use crate::ranking::{self, Field};

const ANALYSER: &str = "casebook";

/// Where everything stands in the index.
#[derive(Clone)]
pub(super) struct Columns {
    pub schema: Schema,
    /// In the order of [`Field::ALL`].
    pub texts: [Column; Field::ALL.len()],
    /// Terms such as `service:checkout`.
    pub facets: Column,
    /// The day as [`ranking::Day`] counts; missing where the record has none.
    pub day: Column,
    /// The place of the incident when all are ordered by id; ties are broken by it.
    pub ordinal: Column,
    /// What [`ranking::prior`] says.
    pub prior: Column,
    pub card: Column,
}

impl Columns {
    pub(super) fn new() -> Self {
        let mut builder = Schema::builder();
        let words = TextFieldIndexing::default()
            .set_tokenizer(ANALYSER)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let words = TextOptions::default().set_indexing_options(words);
        let texts = Field::ALL.map(|field| builder.add_text_field(field.name(), words.clone()));
        let facets = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::Basic);
        let facets = builder.add_text_field("facets", TextOptions::default().set_indexing_options(facets));
        let day = builder.add_u64_field(DAY, NumericOptions::default().set_fast());
        let ordinal = builder.add_u64_field(ORDINAL, NumericOptions::default().set_fast());
        let prior = builder.add_u64_field(PRIOR, NumericOptions::default().set_fast());
        let card = builder.add_bytes_field("card", tantivy::schema::STORED);
        Self { schema: builder.build(), texts, facets, day, ordinal, prior, card }
    }

    pub(super) fn text(&self, field: Field) -> Column {
        self.texts[field as usize]
    }
}

pub(super) const DAY: &str = "day";
pub(super) const ORDINAL: &str = "ordinal";
pub(super) const PRIOR: &str = "prior";

pub(super) fn tokenizers() -> TokenizerManager {
    let tokenizers = TokenizerManager::default();
    tokenizers.register(ANALYSER, TextAnalyzer::from(Analyser::default()));
    tokenizers
}

/// [`ranking::each_term`] for `tantivy`; keeps its buffers from text to text.
#[derive(Clone, Default)]
struct Analyser {
    letters: String,
    places: Vec<Place>,
}

/// One term: where its letters end in the buffer, where it was found, and its position.
#[derive(Clone, Copy)]
struct Place {
    letters_end: usize,
    from: usize,
    to: usize,
    position: u32,
}

impl Tokenizer for Analyser {
    type TokenStream<'a> = Terms<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Terms<'a> {
        self.letters.clear();
        self.places.clear();
        ranking::each_term(text, |term| {
            self.letters.push_str(term.text);
            let (from, to) = (term.range.start, term.range.end);
            self.places.push(Place { letters_end: self.letters.len(), from, to, position: term.position });
        });
        Terms { letters: &self.letters, places: self.places.iter(), at: 0, token: Token::default() }
    }
}

struct Terms<'a> {
    letters: &'a str,
    places: std::slice::Iter<'a, Place>,
    at: usize,
    token: Token,
}

impl TokenStream for Terms<'_> {
    fn advance(&mut self) -> bool {
        let Some(place) = self.places.next() else { return false };
        self.token.text.clear();
        self.token.text.push_str(&self.letters[self.at..place.letters_end]);
        self.token.offset_from = place.from;
        self.token.offset_to = place.to;
        self.token.position = place.position as usize;
        self.at = place.letters_end;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
