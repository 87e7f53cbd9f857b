//! Theories that blame the same thing in other words.
//!
//! A statement is taken for what it blames (`broker`, `thread pool`) and for what that is said to have done: `down`,
//! `unreachable` and `dead` are one accusation. Statements are compared by the words they share, rare ones above all;
//! different accusations of the same thing are different theories.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::text::{self, TermKind};

/// Words for the same accusation, a row each; compared by their stems.
const ACCUSATIONS: &[&[&str]] = &[
    &[
        "down",
        "unreachable",
        "unavailable",
        "offline",
        "outage",
        "dead",
        "crash",
        "unresponsive",
        "dies",
        "died",
        "gone",
    ],
    &["full", "exhausted", "exhaustion", "limit", "limits", "saturated", "saturation", "depleted", "quota", "overflow"],
    &["slow", "slowness", "latency", "lag", "lags", "sluggish", "overload", "overloaded"],
    &["deadlock", "lock", "contention", "contend", "hang", "freeze", "stall", "block", "stuck"],
    &["leak", "leakage", "contamination", "contaminated", "pollution", "polluted"],
    &["denied", "forbidden", "unauthorized", "unauthorised", "rejected", "refused"],
    &["drop", "dropped", "lost", "lose", "loses", "missing", "vanish"],
    &["corrupt", "corrupted", "corruption", "damaged", "broken"],
    &["stale", "outdated", "obsolete"],
    &["misconfigured", "misconfiguration", "misconfigure"],
];

/// Words that many statements of theories have and that blame nothing; compared by their stems.
const EMPTY: &[&str] = &[
    "theory",
    "hypothesis",
    "attempt",
    "attempted",
    "try",
    "tried",
    "failed",
    "fail",
    "issue",
    "problem",
    "cause",
    "caused",
    "fault",
    "bug",
    "wrong",
    "between",
    "next",
    "inside",
    "due",
    "related",
    "something",
    "suspected",
    "thought",
    "assumed",
    "assuming",
    "believed",
    "maybe",
    "probably",
    "first",
    "second",
    "reach",
    "reached",
];

/// What an accusation is worth beside the words for a thing, which are worth from 1 to about 7.
const ACCUSATION: f32 = 2.0;

/// Rarity is counted as if there were so many theories more, so that in a small casebook a shared word counts as much
/// as one that is not shared.
const BACKGROUND: f32 = 1_000.0;

/// The most words of a statement that lead to others to compare it with; the rarest.
const MOST_LEADING: usize = 6;

/// The words of a statement, by number: those below the count of accusations are accusations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    words: Vec<u32>,
}

/// The words of all statements.
#[derive(Debug)]
pub struct Wordings {
    numbers: HashMap<String, u32, RandomState>,
    /// In how many statements each word stands.
    counts: Vec<u32>,
    statements: u32,
}

impl Default for Wordings {
    fn default() -> Self {
        let rows = ACCUSATIONS.iter().enumerate();
        let accusations = rows.flat_map(|(number, row)| row.iter().map(move |word| (text::stem(word), number as u32)));
        let numbers = accusations.chain(EMPTY.iter().map(|word| (text::stem(word), NOTHING))).collect();
        Self { numbers, counts: vec![0; ACCUSATIONS.len()], statements: 0 }
    }
}

/// The number of a word that blames nothing.
const NOTHING: u32 = u32::MAX;

impl Wordings {
    /// Takes a statement apart.
    pub fn read(&mut self, statement: &str) -> Statement {
        let mut words = Vec::new();
        text::each_term(statement, |term| {
            let raw = statement.get(term.range).unwrap_or_default();
            if term.kind == TermKind::Identifier || text::is_stop_word(&text::folded(raw)) {
                return;
            }
            let number = if let Some(&number) = self.numbers.get(term.text) {
                number
            } else {
                let number = self.counts.len() as u32;
                self.counts.push(0);
                self.numbers.insert(term.text.to_owned(), number);
                number
            };
            if number != NOTHING {
                words.push(number);
            }
        });
        words.sort_unstable();
        words.dedup();
        for &word in &words {
            self.counts[word as usize] += 1;
        }
        self.statements += 1;
        Statement { words }
    }

    /// What each word is worth, once all statements are read.
    pub fn worths(&self) -> Worths {
        let worth = |(word, count): (u32, &u32)| {
            if is_accusation(word) {
                return ACCUSATION;
            }
            (1.0 + (BACKGROUND + self.statements as f32) / (*count as f32 + 1.0)).ln()
        };
        Worths((0..).zip(&self.counts).map(worth).collect())
    }
}

/// What the words of all statements are worth, by number.
#[derive(Debug)]
pub struct Worths(Vec<f32>);

impl Worths {
    fn of(&self, word: u32) -> f32 {
        self.0[word as usize]
    }

    /// How much two statements say the same, from 0.3 to 1; `None` where they are different theories.
    pub fn alike(&self, a: &Statement, b: &Statement) -> Option<f32> {
        let (mut shared, mut things, mut both) = (0, 0, 0.0);
        for &word in a.words.iter().filter(|word| b.words.binary_search(word).is_ok()) {
            shared += 1;
            things += usize::from(!is_accusation(word));
            both += self.of(word);
        }
        if things == 0 || accuse_of_other_things(a, b) {
            return None;
        }
        let sum = |statement: &Statement| statement.words.iter().map(|word| self.of(*word)).sum::<f32>();
        let (one, other) = (sum(a), sum(b));
        let (share, covered) = (both / (one + other - both), both / one.min(other));
        let same = share > 0.999;
        let mostly = shared >= 2 && share >= 0.5;
        // `The broker was unreachable` is what `Kafka broker down` says less precisely.
        let within = shared >= 2 && covered >= 0.9 && share >= 0.35;
        let at_heart = things >= 3 && covered >= 0.7 && share >= 0.3;
        (same || mostly || within || at_heart).then_some(share)
    }

    /// The keys under which a statement is found by others that may be alike: its rarest words two by two, or all its
    /// words where there is but one.
    pub fn keys(&self, statement: &Statement) -> Vec<(u32, u32)> {
        let mut words = statement.words.clone();
        words.sort_by(|&a, &b| self.of(b).total_cmp(&self.of(a)).then(a.cmp(&b)));
        // An accusation is common, but half of what a short statement says.
        words.truncate(MOST_LEADING);
        if let Some(accusation) = statement.words.first().filter(|&&word| is_accusation(word))
            && !words.contains(accusation)
        {
            words.push(*accusation);
        }
        words.sort_unstable();
        let mut keys = Vec::new();
        for (at, &one) in words.iter().enumerate() {
            keys.extend(words.iter().skip(at + 1).map(|&other| (one, other)));
        }
        if let ([only], true) = (words.as_slice(), keys.is_empty()) {
            keys.push((*only, *only));
        }
        keys
    }
}

impl Statement {
    /// Whether it has no word that says anything.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    fn accusations(&self) -> &[u32] {
        let end = self.words.partition_point(|&word| is_accusation(word));
        &self.words[..end]
    }
}

fn is_accusation(word: u32) -> bool {
    (word as usize) < ACCUSATIONS.len()
}

/// Whether both accuse, but of nothing in common: a full disk is no slow disk.
fn accuse_of_other_things(a: &Statement, b: &Statement) -> bool {
    let (one, other) = (a.accusations(), b.accusations());
    !one.is_empty() && !other.is_empty() && one.iter().all(|word| other.binary_search(word).is_err())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(a: &str, b: &str) -> bool {
        let mut wordings = Wordings::default();
        let (a, b) = (wordings.read(a), wordings.read(b));
        let worths = wordings.worths();
        let met = worths.keys(&a).iter().any(|key| worths.keys(&b).contains(key));
        let alike = worths.alike(&a, &b).is_some();
        assert!(!alike || met, "what is alike must meet under a key");
        alike
    }

    #[test]
    fn one_theory_in_other_words_is_recognised() {
        for (a, b) in [
            ("Kafka broker down", "The broker was unreachable"),
            ("The thread pool is exhausted", "Thread pool exhaustion"),
            ("Vector store limits", "The vector store limit is reached"),
            ("Dynamic imports in async functions", "Imports inside async functions stall the loop"),
            ("State contamination between queries", "State leaks from one query to the next"),
            ("The anti-virus scanner slows the disk", "An anti-virus scanner slowed down the disk"),
            ("DNS", "It was DNS"),
            ("障害はネットワークの遅延", "ネットワークの遅延"),
        ] {
            assert!(alike(a, b), "`{a}` and `{b}`");
        }
    }

    #[test]
    fn other_things_and_other_accusations_are_other_theories() {
        for (a, b) in [
            ("The connection pool is exhausted", "The thread pool is exhausted"),
            ("The disk is full", "The disk is slow"),
            ("Kafka broker down", "RabbitMQ broker down"),
            ("The network is down", "The database is down"),
            ("The signal handlers need coordinating", "asyncio's signal handlers will do"),
            ("It failed", "The attempt failed"),
            ("", ""),
        ] {
            assert!(!alike(a, b), "`{a}` and `{b}`");
        }
    }
}
