//! Plain BM25: what any search engine does out of the box, to measure the casebook's own search beside.
//!
//! Whole files as they stand, the terms of our analyser, and nothing else: no fields, no typo tolerance, no list of stop
//! words, no bonus for words that stand together.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use crate::knowledge::KnowledgeBase;
use crate::text;

/// How soon more of the same word counts no more, and how much longer texts are held back; the usual values.
const K1: f64 = 1.2;
const B: f64 = 0.75;

/// All that is needed to answer a known set of queries.
pub struct Bm25 {
    /// For each term of the queries, the incidents that have it, and how often.
    postings: BTreeMap<String, Vec<(usize, f64)>>,
    /// The number of terms of each incident, beside the mean.
    lengths: Vec<f64>,
}

impl Bm25 {
    /// Reads what these queries need to know.
    pub fn new<'q>(base: &KnowledgeBase, queries: impl Iterator<Item = &'q str>) -> Self {
        let wanted: BTreeSet<String> = queries.flat_map(terms).collect();
        let read: Vec<(usize, HashMap<&str, u32>)> =
            base.incidents.par_iter().map(|incident| count(&incident.file.text, &wanted)).collect();
        let mut postings: BTreeMap<String, Vec<(usize, f64)>> = BTreeMap::new();
        for (incident, (_, counts)) in read.iter().enumerate() {
            for (term, count) in counts {
                postings.entry((*term).to_owned()).or_default().push((incident, f64::from(*count)));
            }
        }
        let mean = read.iter().map(|(length, _)| *length as f64).sum::<f64>() / read.len().max(1) as f64;
        let lengths = read.iter().map(|(length, _)| *length as f64 / mean.max(1.0)).collect();
        Self { postings, lengths }
    }

    /// The best `limit` incidents, best first; equally good ones in the order of the knowledge base.
    pub fn search(&self, query: &str, limit: usize) -> Vec<usize> {
        let all = self.lengths.len() as f64;
        let mut scores: BTreeMap<usize, f64> = BTreeMap::new();
        for term in terms(query) {
            let Some(postings) = self.postings.get(&term) else { continue };
            let having = postings.len() as f64;
            let rarity = (1.0 + (all - having + 0.5) / (having + 0.5)).ln();
            for &(incident, count) in postings {
                let length = 1.0 - B + B * self.lengths[incident];
                *scores.entry(incident).or_default() += rarity * count * (K1 + 1.0) / (count + K1 * length);
            }
        }
        let mut ranked: Vec<(usize, f64)> = scores.into_iter().collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        ranked.into_iter().take(limit).map(|(incident, _)| incident).collect()
    }
}

/// Each term of a query once.
fn terms(query: &str) -> BTreeSet<String> {
    text::terms(query).into_iter().map(|term| term.text).collect()
}

/// How many terms a text has, and how often those that are wanted.
fn count<'w>(text: &str, wanted: &'w BTreeSet<String>) -> (usize, HashMap<&'w str, u32>) {
    let mut length = 0;
    let mut counts = HashMap::new();
    text::each_term(text, |term| {
        length += 1;
        if let Some(term) = wanted.get(term.text) {
            *counts.entry(term.as_str()).or_default() += 1;
        }
    });
    (length, counts)
}

#[cfg(test)]
mod tests {
    use super::super::testing::base;
    use super::*;

    #[test]
    fn scores_are_those_of_the_formula() {
        let base = base(&[("a.md", "# pipe pipe full"), ("b.md", "# pipe moon"), ("c.md", "# moon")]);
        let engine = Bm25::new(&base, ["pipe", "moon sun"].into_iter());
        assert_eq!(engine.lengths, [1.5, 1.0, 0.5]);
        assert_eq!(engine.postings["pipe"], [(0, 2.0), (1, 1.0)]);
        // Once in two words scores 1 · 2.2 / 2.2 = 1; twice in three words 2 · 2.2 / (2 + 1.2 · 1.375) = 1.205.
        assert_eq!(engine.search("pipe", 9), [0, 1]);
        // Once in one word scores 2.2 / (1 + 1.2 · 0.625) = 1.257.
        assert_eq!(engine.search("moon sun", 9), [2, 1]);
        assert_eq!(engine.search("moon", 1), [2]);
        assert_eq!(engine.search("sun", 9), Vec::<usize>::new());
    }
}
