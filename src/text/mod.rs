//! The analyser: one meaning of a word for search, patterns and similarity; the home of `frostem`,
//! `stop-words` and `unicode-normalization`.
//!
//! Text becomes [`Term`]s: words in lower case without accents, reduced to their stems; identifiers (`put_nowait`,
//! `asyncio.Queue`, `maxConnections`, `a/b.c:42`) both whole and in parts; Chinese, Japanese and Korean in pairs of
//! characters. [`sentences`] cuts prose into sentences.
//!
//! What an index or a pattern makes of the terms is left to them.

mod chunks;
mod cjk;
mod fold;
mod scan;
mod sentences;
mod stems;
mod stop;
mod tongues;

use std::ops::Range;

pub use chunks::chunks;
pub use cjk::language_by_script;
pub use fold::folded;
pub use scan::each_term;
pub use sentences::sentences;
pub use stems::stem;
pub use stop::{STOP_WORDS, is_stop_word};
pub use tongues::{Tongues, tongues};

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
    /// What is indexed and compared; at most 256 bytes.
    pub text: String,
    /// The bytes of the text it was made of.
    pub range: Range<usize>,
    /// Its place among the words; an identifier shares the place of its first part.
    pub position: u32,
    /// What it was made of.
    pub kind: TermKind,
}

/// One term of a text, lent for the time of a call of [`each_term`]; the fields are those of [`Term`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermRef<'a> {
    /// What is indexed and compared; at most 256 bytes.
    pub text: &'a str,
    /// The bytes of the text it was made of.
    pub range: Range<usize>,
    /// Its place among the words; an identifier shares the place of its first part.
    pub position: u32,
    /// What it was made of.
    pub kind: TermKind,
}

/// The terms of a text, ordered by position, an identifier before its parts.
///
/// A part that has parts of its own is an identifier too: `queue.put_nowait` gives `queue.put_nowait`, `queue`,
/// `put_nowait`, `put` and `nowait`.
pub fn terms(text: &str) -> Vec<Term> {
    let mut terms = Vec::with_capacity(text.len() / 6);
    each_term(text, |term| {
        terms.push(Term { text: term.text.to_owned(), range: term.range, position: term.position, kind: term.kind });
    });
    terms
}
