//! Profiles as vectors: what each word is worth in this casebook.
//!
//! A word weighs its inverse document frequency, with a prior: beside the records there are [`PRIOR`] imagined ones, of
//! which common words have [`COMMON_SHARE`] and others hardly any. In thirty records the prior speaks, in ten thousand
//! the count; this is what keeps scores, and with them the thresholds of verdicts, independent of a casebook's size.
//! In a large casebook what a word weighs goes in steps ([`STEP`], [`stepped`]): a record that comes, goes or changes
//! leaves nearly all words of the others at their weight, and what was made of them as it is.
//!
//! Two records are alike as far as they say the same (the cosine of their vectors) and as far as that is much: three
//! words of three are less than ten of thirty. The score is the geometric mean of both, from 0 to 1.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::profile::{Profile, Token};
use super::terms::Term;
use super::words::{AsIs, is_common};
use super::{Axis, Compared};
use crate::store::Digest;

/// How many imagined records stand beside the real ones.
const PRIOR: f32 = 100.0;
const COMMON_SHARE: f32 = 0.25;
const RARE_SHARE: f32 = 0.005;

/// From so many records on weights go in steps. Smaller casebooks are compared in no time, and steps move the verdicts of
/// their few records.
const LARGE: usize = 1_000;

/// Rarities are whole multiples of this in a large casebook; a word of middling rarity weighs some 4.
const STEP: f32 = 1.0 / 16.0;

/// How many words of a record are compared, the heaviest; keeps long records as cheap, and as easy to be like, as
/// others.
const MOST_WORDS: usize = 48;

/// How much two records must share to be as sure as half of it.
const HALF_SURE: f32 = 9.0;

/// A word of a vector: its number in the vocabulary, and its weight.
pub type Entry = (u32, f32);

/// A record as it is compared.
#[derive(Clone, Debug, Default)]
pub struct Vector {
    /// Its words, ordered by number, that is the rarest first; the squares of the weights add up to 1.
    pub words: Vec<Entry>,
    /// How much it says: the length before it was made 1.
    pub length: f32,
}

/// A table by keys.
pub type ByKey<V> = HashMap<u64, V, BuildHasherDefault<AsIs>>;

/// The words of a casebook: for each key its number.
#[derive(Debug, Default)]
pub struct Vocabulary {
    numbers: ByKey<u32>,
    /// By number.
    words: Vec<Word>,
}

/// A word of the vocabulary.
#[derive(Clone, Copy, Debug)]
struct Word {
    key: u64,
    /// What it says: much where few records have it.
    rarity: f32,
    /// Whether any team's records are full of it.
    common: bool,
}

impl Vocabulary {
    /// Counts the words of all records. The rarer a word, the lower its number; of equals by key, so that one word more
    /// does not turn the others around.
    pub fn new(compared: &[Compared]) -> Self {
        let records = compared.len();
        let mut counts = ByKey::<u32>::default();
        for term in compared.iter().flat_map(|one| &one.terms) {
            *counts.entry(term.key).or_default() += 1;
        }
        let word = |(key, count): (u64, u32)| {
            let common = is_common(key);
            Word { key, rarity: rarity(count, common, records), common }
        };
        let mut words: Vec<Word> = counts.into_iter().map(word).collect();
        words.sort_unstable_by(|a, b| b.rarity.total_cmp(&a.rarity).then(a.key.cmp(&b.key)));
        let numbers = words.iter().zip(0..).map(|(word, number)| (word.key, number)).collect();
        Self { numbers, words }
    }

    /// The number of a key that some record has.
    pub fn number(&self, key: u64) -> Option<u32> {
        self.numbers.get(&key).copied()
    }

    /// The key of the word of that number.
    pub fn key(&self, number: u32) -> Option<u64> {
        self.words.get(number as usize).map(|word| word.key)
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// What the word of that number says.
    pub fn rarity(&self, number: u32) -> f32 {
        self.words.get(number as usize).map_or(0.0, |word| word.rarity)
    }

    /// Whether any team's records are full of the word of that number.
    pub fn is_common(&self, number: u32) -> bool {
        self.words.get(number as usize).is_some_and(|word| word.common)
    }

    /// A digest of a vector, which does not hang on the numbers of its words.
    pub fn print(&self, vector: &Vector) -> [u8; 32] {
        let mut bytes = vector.length.to_bits().to_le_bytes().to_vec();
        for (number, weight) in &vector.words {
            bytes.extend(self.words.get(*number as usize).map_or(0, |word| word.key).to_le_bytes());
            bytes.extend(weight.to_bits().to_le_bytes());
        }
        let mut digest = Digest::new();
        digest.add(&bytes);
        digest.bytes()
    }

    /// The vector of some words that stand together, each said once.
    pub fn vector_of<'t>(&self, tokens: impl Iterator<Item = &'t Token>) -> Vector {
        let numbered = tokens.filter_map(|token| Some((self.number(token.key)?, 1.0, token.worth)));
        let mut words: Vec<(u32, f32, f32)> = numbered.collect();
        words.sort_by(|a, b| a.0.cmp(&b.0).then(b.2.total_cmp(&a.2)));
        words.dedup_by_key(|word| word.0);
        self.normalised(words.into_iter())
    }

    /// The vectors of a record on both axes, in the order of [`Axis::ALL`].
    pub fn vectors(&self, terms: &[Term]) -> [Vector; 2] {
        let numbered = terms.iter().filter_map(|term| Some((self.number(term.key)?, term)));
        let numbered: Vec<(u32, &Term)> = numbered.collect();
        Axis::ALL.map(|axis| {
            let sum = |term: &Term| if axis == Axis::Looks { term.looks } else { term.caused };
            self.normalised(numbered.iter().map(|(number, term)| (*number, sum(term), term.worth)))
        })
    }

    /// The words of a record's face, by number, ascending.
    pub fn face(&self, profile: &Profile) -> Vec<u32> {
        let tokens = profile.lines.iter().filter(|line| line.is_face()).flat_map(|line| profile.words(line));
        let mut face: Vec<u32> = tokens.filter_map(|token| self.number(token.key)).collect();
        face.sort_unstable();
        face.dedup();
        face
    }

    /// The vector of words, each with its number, how loud it is said and what it is worth.
    fn normalised(&self, words: impl Iterator<Item = (u32, f32, f32)>) -> Vector {
        // Said often is said louder, but never without end.
        let weigh = |(number, sum, worth): (u32, f32, f32)| (number, sum / (sum + 1.2) * worth * self.rarity(number));
        let mut vector: Vec<Entry> = words.filter(|(_, sum, _)| *sum > 0.0).map(weigh).collect();
        let heaviest = |a: &Entry, b: &Entry| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if vector.len() > MOST_WORDS {
            vector.select_nth_unstable_by(MOST_WORDS, heaviest);
            vector.truncate(MOST_WORDS);
        }
        vector.sort_unstable_by_key(|entry| entry.0);
        let length = vector.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        if length > 0.0 {
            for (_, weight) in &mut vector {
                *weight /= length;
            }
        }
        Vector { words: vector, length }
    }
}

/// What a word says that stands in `count` of `records`.
fn rarity(count: u32, common: bool, records: usize) -> f32 {
    if records < LARGE {
        return exact_rarity(count, common, records);
    }
    (exact_rarity(count, common, stepped(records)) / STEP).round() * STEP
}

fn exact_rarity(count: u32, common: bool, records: usize) -> f32 {
    let share = if common { COMMON_SHARE } else { RARE_SHARE };
    let (count, records) = (count as f32, records as f32);
    let rarity = ((records + PRIOR) / (count + PRIOR * share)).ln().max(0.0);
    // What nearly every record of a team says tells none of them from another.
    rarity * (1.0 - (count - 1.0) / (records + 8.0)).max(0.0)
}

/// A number of records, rounded down to its first six binary digits: in steps of 2 or 3 in a hundred.
fn stepped(records: usize) -> usize {
    let digits = usize::BITS - records.leading_zeros();
    let dropped = digits.saturating_sub(6);
    records >> dropped << dropped
}

impl Vector {
    /// How much two records are alike, from 0 to 1.
    pub fn likeness(&self, other: &Vector) -> f32 {
        self.likeness_by(other, &|_| 1.0)
    }

    /// The same, where a shared word counts as `part` says.
    pub fn likeness_by(&self, other: &Vector, part: &dyn Fn(u32) -> f32) -> f32 {
        let (mut cosine, mut heaviest) = (0.0_f32, 0.0_f32);
        for (word, product) in shared(&self.words, &other.words) {
            let product = product * part(word);
            cosine += product;
            heaviest = heaviest.max(product);
        }
        // One word alone proves nothing, however rare it is.
        let shared = (cosine - heaviest) * self.length * other.length;
        (cosine * shared / (shared + HALF_SURE)).max(0.0).sqrt()
    }
}

/// The words that two vectors share, each with what it adds to their cosine.
pub fn shared<'v>(a: &'v [Entry], b: &'v [Entry]) -> impl Iterator<Item = Entry> + 'v {
    let mut at = 0;
    a.iter().filter_map(move |&(number, weight)| {
        while b.get(at).is_some_and(|entry| entry.0 < number) {
            at += 1;
        }
        let other = b.get(at).filter(|entry| entry.0 == number)?;
        Some((number, weight * other.1))
    })
}
