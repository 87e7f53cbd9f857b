//! Phrases: runs of words, found in a text in one pass over it.
//!
//! All phrases of all patterns stand in one tree, so that a word of the text is looked up once and not once a phrase.

use std::collections::HashMap;

use crate::text::{self, TermKind};

use super::vocabulary::{Atom, Cache, Vocabulary, Word};

/// A phrase, by its place among all the distinct ones.
pub type PhraseId = u32;

/// One word of a text.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// Its first byte.
    pub start: u32,
    /// The byte behind it.
    pub end: u32,
    /// Whether a comma, a bracket or the like stands before it, over which no phrase reaches.
    pub after_break: bool,
    /// Whether it goes on with the name that the word before it belongs to: the local of `ThreadLocal`.
    goes_on: bool,
    /// Whether it is a word by which a name says that something went wrong.
    tells_failure: bool,
    atoms: (u32, u32),
}

/// A phrase that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Which.
    pub phrase: PhraseId,
    /// Its first token.
    pub first: u32,
    /// Its last token.
    pub last: u32,
    /// Whether it is one word of a longer name and not its last, such as the thread of `ThreadLocal`: no thread is meant.
    /// Names that tell a failure, as `DeadlockError` does, are not meant.
    pub in_name: bool,
}

/// What a text was taken apart into; kept from text to text to spare allocations.
#[derive(Debug, Default)]
pub struct Scan {
    /// Its words.
    pub tokens: Vec<Token>,
    /// The phrases in it, ordered by their first token.
    pub hits: Vec<Hit>,
    atoms: Vec<Atom>,
    cache: Cache,
    /// The places in the tree that the words so far lead to, and those that the next word leads to.
    places: (Vec<u32>, Vec<u32>),
}

/// All phrases of a set of patterns.
#[derive(Debug, Default)]
pub struct Phrases {
    vocabulary: Vocabulary,
    /// From a place in the tree and an atom to the place below it.
    edges: HashMap<(u32, Atom), u32>,
    /// The same for a place below the root: the places below it by atom, in order.
    below: Vec<Vec<(Atom, u32)>>,
    /// The places below the root by atom; 0 where there is none.
    roots: Vec<u32>,
    /// The phrase that ends at a place; place 0 is the root.
    ends: Vec<Option<PhraseId>>,
    count: u32,
    /// Whether a phrase holds words of a script without blanks.
    has_pairs: bool,
}

/// The words of a phrase, each with whether any ending will do; empty where the text has no word in it.
pub fn words(phrase: &str) -> Vec<(String, bool)> {
    let mut words = Vec::new();
    text::each_term(phrase, |term| {
        if term.kind == TermKind::Identifier {
            return;
        }
        let open = phrase.get(term.range.end..).is_some_and(|rest| rest.starts_with('*'));
        let word = if open { text::folded(phrase.get(term.range).unwrap_or_default()) } else { term.text.to_owned() };
        words.push((word, open));
    });
    words
}

impl Phrases {
    /// Adds a phrase and returns its number; a phrase of the same words has the same one. `None` where it has no words.
    pub fn add(&mut self, phrase: &str) -> Option<PhraseId> {
        if self.ends.is_empty() {
            self.ends.push(None);
        }
        let mut at = 0;
        text::each_term(phrase, |term| self.has_pairs |= term.kind == TermKind::Pair);
        for (word, open) in words(phrase) {
            let atom = if open { self.vocabulary.beginning(&word) } else { self.vocabulary.stem(&word) };
            at = *self.edges.entry((at, atom)).or_insert_with(|| {
                self.ends.push(None);
                self.ends.len() as u32 - 1
            });
        }
        if at == 0 {
            return None;
        }
        let end = &mut self.ends[at as usize];
        if end.is_none() {
            *end = Some(self.count);
            self.count += 1;
        }
        *end
    }

    /// The number of a phrase that was added, by its words.
    pub fn get(&self, phrase: &str) -> Option<PhraseId> {
        let mut at = 0;
        for (word, open) in words(phrase) {
            let atom = if open { self.vocabulary.get_beginning(&word) } else { self.vocabulary.get_stem(&word) }?;
            at = *self.edges.get(&(at, atom))?;
        }
        *self.ends.get(at as usize)?
    }

    /// How many distinct phrases there are.
    pub fn len(&self) -> usize {
        self.count as usize
    }

    /// Makes the look-ups quick; call it when all phrases are in.
    pub fn finish(&mut self) {
        self.roots = vec![0; self.vocabulary.len()];
        self.below = vec![Vec::new(); self.ends.len()];
        for (&(from, atom), &to) in &self.edges {
            if from == 0 {
                self.roots[atom as usize] = to;
            } else {
                self.below[from as usize].push((atom, to));
            }
        }
        self.below.iter_mut().for_each(|below| below.sort_unstable());
    }

    /// Takes a text apart and finds every phrase in it.
    pub fn scan(&self, text: &str, scan: &mut Scan) {
        let Scan { tokens, hits, atoms, cache, places } = scan;
        tokens.clear();
        hits.clear();
        atoms.clear();
        let (mut before, mut name_end) = (0, 0);
        text::each_term(text, |term| {
            let raw = text.get(term.range.clone()).unwrap_or_default();
            if term.kind == TermKind::Identifier {
                if is_name(raw) {
                    name_end = name_end.max(term.range.end);
                }
                return;
            }
            let gap = text.get(before..term.range.start).unwrap_or_default();
            let start = atoms.len() as u32;
            if term.range.end > name_end && (self.has_pairs || term.kind != TermKind::Pair) {
                cache.atoms_of(&self.vocabulary, Word { stem: term.text, raw }, atoms);
            }
            tokens.push(Token {
                start: term.range.start as u32,
                end: term.range.end as u32,
                after_break: breaks(gap),
                goes_on: term.kind == TermKind::Word && !tokens.is_empty() && joins(gap),
                tells_failure: tells_failure(raw),
                atoms: (start, atoms.len() as u32),
            });
            before = term.range.end;
        });
        for first in 0..tokens.len() {
            self.follow(tokens, atoms, first, places, hits);
        }
    }

    /// Finds the phrases that start at a token.
    fn follow(
        &self,
        tokens: &[Token],
        atoms: &[Atom],
        first: usize,
        (places, next): &mut (Vec<u32>, Vec<u32>),
        hits: &mut Vec<Hit>,
    ) {
        let atoms_at = |token: &Token| &atoms[token.atoms.0 as usize..token.atoms.1 as usize];
        places.clear();
        places
            .extend(atoms_at(&tokens[first]).iter().map(|&atom| self.roots[atom as usize]).filter(|&place| place != 0));
        let mut last = first;
        while !places.is_empty() {
            let ended = places.iter().filter_map(|&place| self.ends[place as usize]);
            let in_name = first == last && is_in_name(tokens, first);
            hits.extend(ended.map(|phrase| Hit { phrase, first: first as u32, last: last as u32, in_name }));
            last += 1;
            let Some(token) = tokens.get(last).filter(|token| !token.after_break) else { return };
            next.clear();
            for &place in places.iter() {
                let below = &self.below[place as usize];
                let found =
                    atoms_at(token).iter().filter_map(|atom| below.binary_search_by_key(atom, |edge| edge.0).ok());
                next.extend(found.map(|index| below[index].1));
            }
            std::mem::swap(places, next);
        }
    }
}

/// Whether an identifier is an address, a path, or the long name of a file or record: its words tell nothing.
fn is_name(identifier: &str) -> bool {
    let count = |joiner| identifier.bytes().filter(|&byte| byte == joiner).count();
    identifier.contains("://")
        || count(b'/') >= 2
        || count(b'-') >= 4 && identifier.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether what stands between two words makes one name of them.
fn joins(gap: &str) -> bool {
    matches!(gap, "" | "_" | "::" | ".")
}

/// Whether a word stands in a name and is not its last, which says what kind of thing is named: a `JobQueue` is a queue
/// and no job. Words of a name that tells a failure count.
fn is_in_name(tokens: &[Token], at: usize) -> bool {
    let mut first = at;
    while first > 0 && tokens[first].goes_on {
        first -= 1;
    }
    let rest = tokens[at + 1..].iter().take_while(|token| token.goes_on).count();
    rest > 0 && !tokens[first..=at + rest].iter().any(|token| token.tells_failure)
}

/// Whether a word is one by which names tell failures: `DeadlockException`, `oom_killed`.
fn tells_failure(word: &str) -> bool {
    const WORDS: [&str; 22] = [
        "error",
        "errors",
        "exception",
        "failure",
        "failed",
        "fail",
        "fault",
        "killed",
        "detected",
        "exceeded",
        "timeout",
        "refused",
        "denied",
        "expired",
        "full",
        "crash",
        "lost",
        "overflow",
        "unavailable",
        "exhausted",
        "leak",
        "panic",
    ];
    WORDS.iter().any(|failure| failure.eq_ignore_ascii_case(word))
}

/// Whether what stands between two words parts them: a comma, a bracket, a dash between blanks, a colon at a word's end.
fn breaks(gap: &str) -> bool {
    if gap.len() <= 1 {
        return gap.starts_with([',', ';', '!', '?', '(', ')']);
    }
    let mut characters = gap.chars().peekable();
    while let Some(c) = characters.next() {
        let before_blank = characters.peek().is_none_or(|next| next.is_whitespace());
        match c {
            ',' | ';' | '!' | '?' | '(' | ')' | '[' | ']' | '—' | '–' | '→' | '。' | '、' | '，' => {
                return true;
            }
            '.' | ':' | '-' if before_blank => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(phrases: &[&str], text: &'a str) -> Vec<&'a str> {
        let mut all = Phrases::default();
        for phrase in phrases {
            all.add(phrase);
        }
        all.finish();
        let mut scan = Scan::default();
        all.scan(text, &mut scan);
        let start = |hit: &Hit| scan.tokens[hit.first as usize].start as usize;
        let end = |hit: &Hit| scan.tokens[hit.last as usize].end as usize;
        scan.hits.iter().map(|hit| &text[start(hit)..end(hit)]).collect()
    }

    #[test]
    fn words_match_on_their_stems_and_stand_next_to_each_other() {
        assert_eq!(
            found(&["event loop"], "Event loops; the event was a loop; an event-loop"),
            ["Event loops", "event-loop"]
        );
        assert_eq!(found(&["block"], "It blocked, blocking all"), ["blocked", "blocking"]);
    }

    #[test]
    fn a_star_takes_any_ending_of_the_word_as_written() {
        assert_eq!(found(&["misconfigur* pool"], "a misconfiguration. Misconfigured pools"), ["Misconfigured pools"]);
        assert_eq!(found(&["automation*"], "automated automations"), ["automations"]);
    }

    #[test]
    fn phrases_that_overlap_are_all_found() {
        let text = "the lock wait timeout";
        assert_eq!(found(&["lock", "lock wait", "wait timeout"], text), ["lock", "lock wait", "wait timeout"]);
    }

    #[test]
    fn no_phrase_reaches_over_a_comma() {
        assert_eq!(found(&["disk full"], "the disk, full of logs"), Vec::<&str>::new());
    }

    #[test]
    fn addresses_paths_and_names_of_records_hold_no_phrases() {
        let text =
            "see pm-2026-008-the-deadlock, https://a.org/deadlock and src/lock/deadlock.rs; time-of-check-deadlock";
        assert_eq!(found(&["deadlock"], text), ["deadlock"]);
    }

    #[test]
    fn a_word_of_a_name_is_told_from_a_word_of_a_sentence() {
        let mut all = Phrases::default();
        for phrase in ["thread", "deadlock", "connection pool"] {
            all.add(phrase);
        }
        all.finish();
        let in_names = |text: &str| {
            let mut scan = Scan::default();
            all.scan(text, &mut scan);
            scan.hits.iter().map(|hit| hit.in_name).collect::<Vec<_>>()
        };
        assert_eq!(in_names("A ThreadLocal of the thread"), [true, false]);
        assert_eq!(in_names("thread_name, thread.id; A thread. Thread"), [true, true, false, false]);
        assert_eq!(in_names("a WorkerThread and the_thread"), [false, false]);
        assert_eq!(in_names("DeadlockError and deadlock_detected in ConnectionPoolBean"), [false, false, false]);
    }

    #[test]
    fn pairs_of_characters_work_as_words() {
        assert_eq!(found(&["障害"], "大きな障害でした"), ["障害"]);
    }

    #[test]
    fn a_phrase_without_words_is_none() {
        assert_eq!(Phrases::default().add(" *!"), None);
    }
}
