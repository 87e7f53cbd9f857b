//! Lines of `vocabulary.toml` that find nothing, or nearly everything.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::config::Vocabulary;
use crate::diag::{Diagnostic, rule};
use crate::knowledge::KnowledgeBase;
use crate::ranking::{each_term, each_text, meaning_terms};
use crate::source::Spanned;

/// In fewer records, what most of them have says nothing yet.
const FEWEST: usize = 6;

pub(super) fn check(base: &KnowledgeBase, vocabulary: &Vocabulary) -> Vec<Diagnostic> {
    let meanings: Vec<(&str, &Spanned<String>, Vec<String>)> = vocabulary
        .entries
        .iter()
        .flat_map(|entry| entry.meanings.iter().map(|meaning| (entry.word.value.as_str(), meaning)))
        .map(|(word, meaning)| (word, meaning, meaning_terms(&meaning.value)))
        .collect();
    if meanings.is_empty() {
        return Vec::new();
    }
    let wanted: BTreeSet<&str> = meanings.iter().flat_map(|(.., terms)| terms.iter().map(String::as_str)).collect();
    let held: Vec<BTreeSet<&str>> = base
        .incidents
        .par_iter()
        .map(|incident| {
            let mut held = BTreeSet::new();
            // Words of patterns are no words of the record.
            each_text(incident, [], |_, text| {
                each_term(text, |term| held.extend(wanted.get(term.text).copied()));
            });
            held
        })
        .collect();
    let found = meanings.iter().filter_map(|(word, meaning, terms)| {
        let having = held.iter().filter(|held| terms.iter().all(|term| held.contains(term.as_str()))).count();
        finding(vocabulary, word, meaning, having, held.len())
    });
    found.collect()
}

fn finding(
    vocabulary: &Vocabulary,
    word: &str,
    meaning: &Spanned<String>,
    having: usize,
    all: usize,
) -> Option<Diagnostic> {
    let Spanned { value, span } = meaning;
    let found = |rule, message| Diagnostic::new(rule, &vocabulary.file, *span, message);
    if having == 0 {
        let message = format!("no record has the words of `{value}`, which `{word}` stands for");
        return Some(found(&rule::DEAD_JARGON, message).with_help("use words that records use, or remove it"));
    }
    (all >= FEWEST && 2 * having > all).then(|| {
        let message = format!("{having} of {all} records have the words of `{value}`, which `{word}` stands for");
        found(&rule::BROAD_JARGON, message).with_help("say it in words that tell these records from others")
    })
}
