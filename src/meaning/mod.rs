//! Meaning: words that engineers use for one another, so that a search finds what was told in other words.
//!
//! `kin.txt` holds them, written by hand: words for the same thing, and general words with the special ones that they
//! stand for. [`kin`] reads it into entries: a word or a row of words, each with its relatives. It is no model: each
//! relative can be shown and disputed.
//!
//! What a relative is worth beside the word itself is the matter of `ranking`; a team's own jargon that of `config`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::text::{self, TermKind, is_stop_word};

/// How sure it is that somebody who says one word for a thing means what was told with another one.
const SAME: f64 = 0.7;
/// That a general word stands for one of its special ones.
const SPECIAL: f64 = 0.6;
/// That a general word stands for another one of its line, or a special word for a general one.
const GENERAL: f64 = 0.5;

/// A word, or several in a row, with its relatives.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The terms as they stand in a query, without stop words, joined by blanks.
    pub key: String,
    /// In the order of the alphabet.
    pub relatives: Vec<Relative>,
}

/// Other words for an entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Relative {
    /// Its terms, all of which an incident must have.
    pub terms: Vec<String>,
    /// How much it counts beside the word itself: less than 1.
    pub trust: f64,
}

/// The list as it is written, to tell whether what was made of it is still right.
pub const SOURCE: &str = include_str!("kin.txt");

/// All entries, ordered by their keys.
pub fn kin() -> &'static [Entry] {
    static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| read(SOURCE));
    &ENTRIES
}

/// Reads lines of the form that `kin.txt` tells.
fn read(text: &str) -> Vec<Entry> {
    let mut kin = Kin::default();
    for line in text.lines() {
        let line = line.split('#').next().unwrap_or_default();
        if let Some((general, special)) = line.split_once('>') {
            let (general, special) = (phrases(general), phrases(special));
            kin.relate(&general, &special, SPECIAL);
            kin.relate(&special, &general, GENERAL);
            kin.relate(&general, &general, GENERAL);
        } else {
            let all: Vec<_> = line.split('=').flat_map(phrases).collect();
            kin.relate(&all, &all, SAME);
        }
    }
    let relative = |(terms, trust)| Relative { terms, trust };
    let entry = |(key, kin): (Terms, BTreeMap<Terms, f64>)| Entry {
        key: key.join(" "),
        relatives: kin.into_iter().map(relative).collect(),
    };
    let mut entries: Vec<Entry> = kin.of.into_iter().map(entry).collect();
    entries.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    entries
}

/// The terms of a word, or of several.
type Terms = Vec<String>;

#[derive(Default)]
struct Kin {
    of: BTreeMap<Terms, BTreeMap<Terms, f64>>,
}

impl Kin {
    /// Makes each of some words a way to say each of some others.
    fn relate(&mut self, words: &[Terms], others: &[Terms], trust: f64) {
        for word in words {
            for other in others.iter().filter(|other| *other != word) {
                let known = self.of.entry(word.clone()).or_default().entry(other.clone()).or_default();
                *known = known.max(trust);
            }
        }
    }
}

/// The terms of phrases between commas.
fn phrases(text: &str) -> Vec<Terms> {
    text.split(',').map(terms).filter(|terms| !terms.is_empty()).collect()
}

/// The words of a phrase by their stems; stop words are kept where there is nothing else.
fn terms(phrase: &str) -> Terms {
    let words = || text::terms(phrase).into_iter().filter(|term| term.kind != TermKind::Identifier);
    let is_stop =
        |term: &text::Term| phrase.get(term.range.clone()).is_some_and(|word| is_stop_word(&text::folded(word)));
    let kept: Terms = words().filter(|term| !is_stop(term)).map(|term| term.text).collect();
    if kept.is_empty() { words().map(|term| term.text).collect() } else { kept }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relatives(text: &str, key: &str) -> Vec<(String, f64)> {
        let entries = read(text);
        let entry = entries.into_iter().find(|entry| entry.key == key);
        let relatives = entry.map(|entry| entry.relatives).unwrap_or_default();
        relatives.into_iter().map(|relative| (relative.terms.join(" "), relative.trust)).collect()
    }

    #[test]
    fn words_for_the_same_thing_bring_each_other_in() {
        let text = "out of memory = oom # a comment\n\n";
        assert_eq!(relatives(text, "oom"), [("out memori".to_owned(), SAME)]);
        assert_eq!(relatives(text, "out memori"), [("oom".to_owned(), SAME)]);
    }

    #[test]
    fn special_words_lead_to_general_ones_but_not_to_their_neighbours() {
        let text = "message broker, event bus > kafka, rabbitmq\n";
        let general = |word: &str| (word.to_owned(), GENERAL);
        let special = |word: &str| (word.to_owned(), SPECIAL);
        assert_eq!(relatives(text, "kafka"), [general("event bus"), general("messag broker")]);
        assert_eq!(relatives(text, "messag broker"), [general("event bus"), special("kafka"), special("rabbitmq")]);
    }

    #[test]
    fn the_shipped_list_has_no_line_without_a_relation_and_no_word_that_is_only_a_stop_word() {
        for line in SOURCE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let related: usize = read(line).iter().map(|entry| entry.relatives.len()).sum();
            assert!(related > 0, "`{line}` relates nothing");
        }
        let said_always = |entry: &&Entry| entry.key.split(' ').all(is_stop_word);
        let always: Vec<&str> = kin().iter().filter(said_always).map(|entry| entry.key.as_str()).collect();
        assert_eq!(always, Vec::<&str>::new());
    }
}
