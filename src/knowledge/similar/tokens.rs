//! The words of a sentence, as records are compared by them.
//!
//! The same words come again and again, so each chunk of text is read once.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::RandomState;

use super::words::{is_random, is_ticket, telling};
use crate::text::{self, TermKind, TermRef};

/// What the number of a ticket is worth.
const TICKET: f32 = 2.0;

/// What a part of a name is worth.
const PART: f32 = 0.5;

/// So many chunks and words are remembered at most; in scripts without blanks, chunks do not come again.
const REMEMBERED: usize = 50_000;

/// A word of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Token {
    /// What it is compared by.
    pub key: u64,
    /// Where it stands in its passage's text.
    pub start: u32,
    /// Where it ends there.
    pub end: u32,
    /// What it is worth beside other words: names of things are worth more.
    pub worth: f32,
}

impl Token {
    /// Whether it is the number of a ticket.
    pub fn is_ticket(&self) -> bool {
        self.worth >= TICKET
    }

    /// Whether it is a part of a name, such as the `queue` of `queue.put`.
    pub fn is_part(&self) -> bool {
        self.worth <= PART
    }
}

/// Reads sentences; may serve many records.
#[derive(Default)]
pub struct Reader {
    /// For each chunk of text where its words stand in `words`.
    chunks: HashMap<Box<str>, Range<usize>, RandomState>,
    /// Words with their places in their chunks, and with what they are worth where the chunk opens a sentence.
    words: Vec<(Token, f32)>,
}

impl Reader {
    /// Appends the telling words of a sentence that begins at `start` of its passage.
    pub fn read(&mut self, sentence: &str, start: usize, tokens: &mut Vec<Token>) {
        for (at, chunk) in text::chunks(sentence) {
            let words = self.words_of(chunk);
            let moved = (start + at) as u32;
            tokens.extend(self.words[words].iter().map(|(word, opening)| {
                let worth = if at == 0 { *opening } else { word.worth };
                Token { key: word.key, start: word.start + moved, end: word.end + moved, worth }
            }));
        }
    }

    fn words_of(&mut self, chunk: &str) -> Range<usize> {
        if let Some(known) = self.chunks.get(chunk) {
            return known.clone();
        }
        if self.chunks.len().max(self.words.len()) >= REMEMBERED {
            self.chunks.clear();
            self.words.clear();
        }
        let from = self.words.len();
        let (mut name, mut spoken_for) = (0, 0);
        text::each_term(chunk, |term| {
            let raw = chunk.get(term.range.clone()).unwrap_or_default();
            let is_part = term.range.end <= spoken_for;
            if term.kind == TermKind::Identifier && (raw.contains("://") || is_random(raw)) {
                spoken_for = spoken_for.max(term.range.end);
            }
            let says = !(is_part && !is_ticket(raw) || is_random(raw));
            if says && let Some(key) = telling(&term) {
                let Range { start, end } = term.range.clone();
                // Inside a sentence there is something before the chunk.
                let (inside, opening) = (own_worth(&term, raw, name, start + 1), own_worth(&term, raw, name, start));
                let token = Token { key, start: start as u32, end: end as u32, worth: inside };
                self.words.push((token, opening));
            }
            if term.kind == TermKind::Identifier {
                name = name.max(term.range.end);
            }
        });
        let words = from..self.words.len();
        self.chunks.insert(chunk.into(), words.clone());
        words
    }
}

/// Names of parts and components tell causes apart: identifiers, and words with a capital inside a sentence, of which
/// `before` bytes stand before the word. The parts of a name, which ends at `name`, say less than other words: they come
/// along with it.
fn own_worth(term: &TermRef<'_>, raw: &str, name: usize, before: usize) -> f32 {
    let capitals = raw.chars().filter(|c| c.is_uppercase()).count();
    match term.kind {
        _ if term.range.end <= name => PART,
        TermKind::Identifier => 1.2,
        TermKind::Word if is_ticket(raw) => TICKET,
        TermKind::Word if capitals > 1 || capitals == 1 && before > 0 => 1.3,
        TermKind::Word => 1.0,
        // A word of three characters is two pairs.
        TermKind::Pair => 0.7,
    }
}
