//! A sentence as its words and clauses, for telling whether it asserts what it names.

use std::ops::Range;

use crate::text;

use super::phrases::Token;

/// Sentences are cut where they grow longer than this many bytes: no one means a connection between words so far apart,
/// and a record of one endless line stays cheap.
pub const LONGEST: usize = 1_000;

/// The words of a sentence.
#[derive(Debug)]
pub struct Sentence<'a> {
    /// The words in lower case, without apostrophes.
    pub words: Vec<String>,
    /// The clause that each word stands in, counted from 0.
    clauses: Vec<u32>,
    /// The stretch between commas and the like that each word stands in, counted from 0.
    stretches: Vec<u32>,
    /// Whether each word begins with a capital letter.
    capitals: Vec<bool>,
    /// Whether each word is a part of an identifier, such as the first of `ensureTable` and `no_alert`.
    parts: Vec<bool>,
    /// Where each word begins in the text.
    starts: Vec<usize>,
    /// As it stands in its text.
    pub text: &'a str,
}

impl<'a> Sentence<'a> {
    /// Reads `passage[range]`, which `tokens` are the words of.
    pub fn new(passage: &'a str, range: Range<usize>, tokens: &[Token]) -> Self {
        let slice = |token: &Token| passage.get(token.start as usize..token.end as usize).unwrap_or_default();
        let words: Vec<String> = tokens.iter().map(|token| text::folded(slice(token))).collect();
        let capitals = tokens.iter().map(|token| slice(token).starts_with(char::is_uppercase)).collect();
        let (mut clauses, mut stretches) = (Vec::with_capacity(words.len()), Vec::with_capacity(words.len()));
        let (mut clause, mut stretch) = (0, 0);
        for (index, token) in tokens.iter().enumerate() {
            let breaks = index > 0 && token.after_break;
            clause += u32::from(breaks || index > 0 && opens_clause(&words, index));
            stretch += u32::from(breaks);
            clauses.push(clause);
            stretches.push(stretch);
        }
        let starts = tokens.iter().map(|token| (token.start as usize).saturating_sub(range.start)).collect();
        let text = passage.get(range).unwrap_or_default();
        Self { words, clauses, stretches, capitals, parts: parts(passage, tokens), starts, text }
    }

    /// The word at a place; empty outside the sentence.
    pub fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", String::as_str)
    }

    /// The words of the clause that holds the word at `at`, as a range of places.
    pub fn clause(&self, at: usize) -> Range<usize> {
        let clause = self.clauses[at];
        let start = self.clauses.partition_point(|&other| other < clause);
        start..self.clauses.partition_point(|&other| other <= clause)
    }

    /// Whether no comma or the like stands between two words.
    pub fn is_unbroken(&self, one: usize, other: usize) -> bool {
        self.stretches.get(one) == self.stretches.get(other)
    }

    /// Whether the word at a place begins with a capital letter.
    pub fn is_capital(&self, at: usize) -> bool {
        self.capitals.get(at).copied().unwrap_or(false)
    }

    /// Whether the word at a place is a part of an identifier.
    pub fn is_part(&self, at: usize) -> bool {
        self.parts.get(at).copied().unwrap_or(false)
    }

    /// The first word that begins at a byte of the text or behind it.
    pub fn word_at(&self, byte: usize) -> usize {
        self.starts.partition_point(|&start| start < byte)
    }

    /// Whether it asks if something was so. `Why did the pool run dry?` takes it for granted, and a question quoted at
    /// the end of a statement is not its own.
    pub fn is_question(&self) -> bool {
        let text = self.text.trim_end_matches(['*', '_', ' ']);
        let quoted = text.starts_with(['"', '“']) && text.trim_end_matches(['"', '”']).ends_with('?');
        let why = self.word(0) == "why" || self.word(0) == "how" && self.word(1) != "to" || text.starts_with("なぜ");
        // `$?` is what a shell calls the last exit code.
        (quoted || text.ends_with(['?', '？'])) && !text.ends_with("$?") && !why
    }
}

/// Whether each word stands against its neighbour without a blank, as the parts of identifiers do.
fn parts(passage: &str, tokens: &[Token]) -> Vec<bool> {
    let mut parts = vec![false; tokens.len()];
    for (index, pair) in tokens.windows(2).enumerate() {
        let gap = passage.get(pair[0].end as usize..pair[1].start as usize);
        if matches!(gap, Some("" | "_" | "." | "::" | "#" | "@")) {
            parts[index] = true;
            parts[index + 1] = true;
        }
    }
    parts
}

/// Words that open a clause wherever they stand.
const OPENERS: &[&str] = &[
    "but",
    "however",
    "although",
    "though",
    "because",
    "whereas",
    "while",
    "which",
    "who",
    "since",
    "so",
    "unless",
    "until",
    "after",
    "before",
    "and",
    "yet",
    "then",
    "causing",
    "resulting",
    "leading",
];

/// Whether the word at `index` opens a clause of its own.
fn opens_clause(words: &[String], index: usize) -> bool {
    let before = words[index - 1].as_str();
    match words[index].as_str() {
        word if OPENERS.contains(&word) => true,
        "if" | "when" | "where" => before != "as",
        "as" => before != "such" && words.get(index + 1).is_none_or(|next| next != "a" && next != "an"),
        _ => false,
    }
}

/// Cuts a sentence at its semicolons, as what stands behind one is a statement of its own, and at the dashes of a list
/// that was written in one line; where it is longer than [`LONGEST`] at line breaks, else at blanks.
pub fn pieces(text: &str, sentence: Range<usize>) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = sentence.start;
    let is_list = text.get(sentence.clone()).is_some_and(|text| text.starts_with("- "));
    while start < sentence.end {
        let window_end = text.floor_char_boundary(sentence.end.min(start + LONGEST));
        let window = text.get(start..window_end).unwrap_or_default();
        let whole = window_end == sentence.end;
        let cut = statement_end(window, is_list).or_else(|| {
            let blank = || window.rfind('\n').or_else(|| window.rfind(' ')).filter(|&cut| cut > 0);
            if whole { None } else { blank() }
        });
        let end = cut.map_or(window_end, |cut| start + cut + 1);
        if end <= start {
            break;
        }
        pieces.push(trimmed(text, start..end));
        start = end;
    }
    pieces
}

/// Where the first statement of several ends.
fn statement_end(text: &str, is_list: bool) -> Option<usize> {
    let capital = |at: usize| text.get(at + 3..).is_some_and(|rest| rest.starts_with(char::is_uppercase));
    let dash = || text.match_indices(" - ").map(|(at, _)| at).find(|&at| capital(at));
    let semicolon = text.match_indices(';').map(|(at, _)| at);
    let semicolon = semicolon.into_iter().find(|at| text[at + 1..].starts_with(char::is_whitespace));
    let dash = if is_list { dash() } else { None };
    semicolon.into_iter().chain(dash).min()
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let slice = text.get(range.clone()).unwrap_or_default();
    let start = range.start + (slice.len() - slice.trim_start().len());
    let end = range.end - (slice.len() - slice.trim_end().len());
    start..end.max(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        pieces(text, 0..text.len()).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn statements_in_one_sentence_are_apart() {
        assert_eq!(cut("It hung; nobody saw it"), ["It hung;", "nobody saw it"]);
        assert_eq!(cut("- Use it - Never do that - or so"), ["- Use it", "- Never do that - or so"]);
        assert_eq!(cut("A failure - No alert"), ["A failure - No alert"]);
    }

    #[test]
    fn endless_sentences_are_cut_at_blanks_and_lose_nothing() {
        let words = "日本語 word ".repeat(2_000);
        let pieces = cut(&words);
        assert!(pieces.iter().all(|piece| piece.len() <= LONGEST));
        let without_blanks = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(without_blanks(&pieces.concat()), without_blanks(&words));
        assert_eq!(cut(&"x".repeat(2_500)).concat().len(), 2_500);
    }
}
