//! The nearest neighbour of an incident that is like no other, by the words of its cause.

use std::collections::BTreeMap;

use super::{Ground, OneOff};

/// Words that more incidents have tell nothing about two of them, and would make the search slow.
const MOST_TELLERS: usize = 200;

/// How many shared words are shown.
const SHOWN: usize = 4;

/// The neighbours of some incidents, in the same order.
pub fn one_offs(ground: &Ground<'_>, alone: &[usize]) -> Vec<OneOff> {
    let mut tellers: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, told) in ground.told.iter().enumerate() {
        told.words.iter().for_each(|word| tellers.entry(word).or_default().push(at));
    }
    tellers.retain(|_, tellers| (2..=MOST_TELLERS).contains(&tellers.len()));
    let rarity = |word: &str| tellers.get(word).map_or(0.0, |all| (ground.told.len() as f64 / all.len() as f64).ln());
    let length =
        |at: usize| ground.told[at].words.iter().map(|word| rarity(word).powi(2)).sum::<f64>().sqrt().max(1e-9);
    let nearest = |&at: &usize| {
        let mut shared: BTreeMap<usize, f64> = BTreeMap::new();
        for word in &ground.told[at].words {
            for &other in tellers.get(word.as_str()).into_iter().flatten().filter(|&&other| other != at) {
                *shared.entry(other).or_default() += rarity(word).powi(2);
            }
        }
        let alike = |(&other, &sum): (&usize, &f64)| (sum / length(other), other);
        let best = shared.iter().map(alike).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        let nearest = best.map(|(_, other)| {
            let mut words: Vec<&String> = ground.told[at]
                .words
                .iter()
                .filter(|word| ground.told[other].words.binary_search(word).is_ok())
                .collect();
            words.sort_by(|a, b| rarity(b).total_cmp(&rarity(a)).then(a.cmp(b)));
            (other, words.into_iter().take(SHOWN).cloned().collect())
        });
        OneOff { incident: at, nearest }
    };
    alone.iter().map(nearest).collect()
}
