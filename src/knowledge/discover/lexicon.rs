//! The words of failure: what goes wrong, and with what; read from `words.yaml`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::model::Facet;
use crate::text::{self, TermKind};
use crate::yaml::{self, Node};

/// The most words that a run has.
const LONGEST_RUN: usize = 4;

/// One way to go wrong.
#[derive(Debug)]
pub struct Fault {
    /// What a pattern of it is called, with `{}` for the thing.
    pub name: String,
    /// What a pattern of it is called that names no thing; empty where the fault alone says too little.
    pub alone: String,
    /// What it says about an incident.
    pub facet: Facet,
    /// The things it is about; empty where it may be any.
    pub only: Vec<String>,
}

/// What a run of words means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A fault, by its place.
    Fault(usize),
    /// A fault in words that need no thing, by its place.
    Enough(usize),
    /// A thing, by its place.
    Thing(usize),
}

/// All of these words, ready to be looked up.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// The ways to go wrong, in the order of the file.
    pub faults: Vec<Fault>,
    /// What goes wrong, by name.
    pub things: Vec<String>,
    /// Words behind which a sentence gives its reason.
    pub before_a_cause: Vec<String>,
    /// Words behind which a sentence tells what came of it.
    pub before_an_effect: Vec<String>,
    /// Words of a sentence that tells how it ended, or what shall be done.
    pub no_cause: Vec<String>,
    /// The stems of words that stand beside any fault.
    pub empty: HashSet<String>,
    runs: HashMap<String, Vec<Meaning>>,
}

/// The words that ship with the program.
pub static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(include_str!("words.yaml")));

/// A run of words in a sentence and what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its first word.
    pub first: usize,
    /// Its last word.
    pub last: usize,
    /// What it means.
    pub meaning: Meaning,
}

impl Lexicon {
    fn read(text: &str) -> Lexicon {
        let tree = yaml::parse(text, 0).expect("words.yaml is valid, a test reads it");
        let mut lexicon = Lexicon::default();
        for (name, entries) in mapping(&tree.value) {
            match name {
                "faults" => mapping(entries).into_iter().for_each(|(_, node)| lexicon.add_fault(node)),
                "things" => mapping(entries).into_iter().for_each(|(key, node)| lexicon.add_thing(key, node)),
                "before-a-cause" => lexicon.before_a_cause = texts(entries),
                "before-an-effect" => lexicon.before_an_effect = texts(entries),
                "no-cause" => lexicon.no_cause = texts(entries),
                _ => lexicon.empty.extend(texts(entries).iter().map(|word| text::stem(word))),
            }
        }
        lexicon
    }

    fn add_fault(&mut self, node: &Node) {
        let meaning = Meaning::Fault(self.faults.len());
        let enough = Meaning::Enough(self.faults.len());
        let mut fault = Fault { name: String::new(), alone: String::new(), facet: Facet::Mechanism, only: Vec::new() };
        for (key, value) in mapping(node) {
            match key {
                "name" => fault.name = texts(value).concat(),
                "alone" => fault.alone = texts(value).concat(),
                "enough" => texts(value).iter().for_each(|words| self.add_run(words, enough)),
                "facet" => {
                    let named = texts(value).concat();
                    fault.facet = Facet::ALL.into_iter().find(|facet| facet.name() == named).unwrap_or(fault.facet);
                }
                "only" => fault.only = texts(value),
                _ => texts(value).iter().for_each(|words| self.add_run(words, meaning)),
            }
        }
        self.faults.push(fault);
    }

    fn add_thing(&mut self, name: &str, node: &Node) {
        let meaning = Meaning::Thing(self.things.len());
        for words in texts(node) {
            self.add_run(&words, meaning);
        }
        self.things.push(name.to_owned());
    }

    fn add_run(&mut self, words: &str, meaning: Meaning) {
        let meanings = self.runs.entry(stems(words).join(" ")).or_default();
        if !meanings.contains(&meaning) {
            meanings.push(meaning);
        }
    }

    /// The runs among the stems of a sentence, the longest at each place, in order.
    pub fn find(&self, stems: &[&str]) -> Vec<Found> {
        let mut found = Vec::new();
        let mut free = 0;
        let mut run = String::new();
        for first in 0..stems.len() {
            let mut longest: Option<(usize, &[Meaning])> = None;
            run.clear();
            for (last, stem) in stems.iter().enumerate().skip(first).take(LONGEST_RUN) {
                if last > first {
                    run.push(' ');
                }
                run.push_str(stem);
                if let Some(meanings) = self.runs.get(run.as_str()) {
                    longest = Some((last, meanings));
                }
            }
            if let Some((last, meanings)) = longest.filter(|_| first >= free) {
                found.extend(meanings.iter().map(|&meaning| Found { first, last, meaning }));
                free = last + 1;
            }
        }
        found
    }
}

/// The stems of a text, identifiers in parts.
fn stems(text: &str) -> Vec<String> {
    let terms = text::terms(text).into_iter();
    terms.filter(|term| term.kind != TermKind::Identifier).map(|term| term.text).collect()
}

fn mapping(node: &Node) -> Vec<(&str, &Node)> {
    match node {
        Node::Mapping(entries) => entries.iter().map(|(key, value)| (key.value.as_str(), &value.value)).collect(),
        _ => Vec::new(),
    }
}

fn texts(node: &Node) -> Vec<String> {
    match node {
        Node::Sequence(items) => items.iter().flat_map(|item| texts(&item.value)).collect(),
        Node::Scalar(text) => vec![text.clone()],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_has_a_name_that_takes_a_thing() {
        assert!(LEXICON.faults.len() > 30 && LEXICON.things.len() > 50);
        for fault in &LEXICON.faults {
            assert!(fault.name.contains("{}"), "{fault:?}");
            assert!(fault.only.iter().all(|thing| LEXICON.things.contains(thing)), "{fault:?}");
        }
    }

    #[test]
    fn the_longest_run_wins() {
        let stems = stems("The environment variable was not set");
        let stems: Vec<&str> = stems.iter().map(String::as_str).collect();
        let shown: Vec<String> = LEXICON
            .find(&stems)
            .into_iter()
            .map(|found| match found.meaning {
                Meaning::Fault(at) | Meaning::Enough(at) => LEXICON.faults[at].name.clone(),
                Meaning::Thing(at) => LEXICON.things[at].clone(),
            })
            .collect();
        assert_eq!(shown, ["environment variable", "Missing {}"]);
    }
}
