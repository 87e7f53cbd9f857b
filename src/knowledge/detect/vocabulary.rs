//! The words that patterns are made of, as small numbers.
//!
//! An [`Atom`] is a stem, or the beginning of a word (`misconfigur*`). A word of a text may be several atoms: its stem
//! and every beginning that some pattern asks for.

use std::collections::{BTreeSet, HashMap};

use crate::text;

/// A stem or a beginning of a word that at least one phrase holds.
pub type Atom = u32;

/// All atoms of a set of patterns.
#[derive(Debug, Default)]
pub struct Vocabulary {
    stems: HashMap<String, Atom>,
    beginnings: HashMap<String, Atom>,
    /// The first two bytes and the lengths in bytes that beginnings have; most words are ruled out by the bytes.
    starts: BTreeSet<[u8; 2]>,
    lengths: BTreeSet<usize>,
    next: Atom,
}

/// A word of a phrase or of a text, ready to be looked up.
#[derive(Clone, Copy, Debug)]
pub struct Word<'a> {
    /// Its stem.
    pub stem: &'a str,
    /// As it stands in the text.
    pub raw: &'a str,
}

impl Vocabulary {
    /// How many atoms there are.
    pub fn len(&self) -> usize {
        self.next as usize
    }

    /// The atom of a stem, made where it is new.
    pub fn stem(&mut self, stem: &str) -> Atom {
        if let Some(&atom) = self.stems.get(stem) {
            return atom;
        }
        self.stems.insert(stem.to_owned(), self.next);
        self.next += 1;
        self.next - 1
    }

    /// The atom of a beginning in lower case, made where it is new.
    pub fn beginning(&mut self, beginning: &str) -> Atom {
        if let Some(&atom) = self.beginnings.get(beginning) {
            return atom;
        }
        self.beginnings.insert(beginning.to_owned(), self.next);
        self.starts.insert(first_two(beginning));
        self.lengths.insert(beginning.len());
        self.next += 1;
        self.next - 1
    }

    /// The atom of a stem, where there is one.
    pub fn get_stem(&self, stem: &str) -> Option<Atom> {
        self.stems.get(stem).copied()
    }

    /// The atom of a beginning in lower case, where there is one.
    pub fn get_beginning(&self, beginning: &str) -> Option<Atom> {
        self.beginnings.get(beginning).copied()
    }

    fn atoms_of(&self, word: Word<'_>, into: &mut Vec<Atom>) {
        into.extend(self.stems.get(word.stem));
        let [first, second] = first_two(word.raw).map(|byte| byte.to_ascii_lowercase());
        // A letter outside of ASCII may fold to one in it.
        let ascii = first < 0x80 && second < 0x80;
        if ascii && !self.starts.contains(&[first, second]) && !self.starts.contains(&[first, 0]) {
            return;
        }
        let plain = text::folded(word.raw);
        let fits = self.lengths.iter().filter_map(|&length| plain.get(..length));
        into.extend(fits.filter_map(|start| self.beginnings.get(start)));
    }
}

/// The first two bytes of a word, with 0 for one that is not there.
fn first_two(word: &str) -> [u8; 2] {
    let mut bytes = word.bytes();
    [bytes.next().unwrap_or(0), bytes.next().unwrap_or(0)]
}

/// How many words a [`Cache`] holds.
const SLOTS: usize = 1 << 13;

/// How many atoms of a word a [`Cache`] can hold; words of more are looked up each time.
const MOST_CACHED: usize = 3;

/// A word of up to 15 bytes and its length.
type Key = [u64; 2];

/// Remembers the atoms of words seen lately, so that a common word costs one look-up however many patterns there are.
///
/// Each word has one slot, which a later one takes from it: no text, however hostile, makes it slow or large.
#[derive(Debug)]
pub struct Cache {
    slots: Vec<Slot>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    key: Key,
    atoms: [Atom; MOST_CACHED],
    count: u8,
}

impl Default for Cache {
    fn default() -> Self {
        Self { slots: vec![Slot::default(); SLOTS] }
    }
}

impl Cache {
    /// Adds the atoms of a word to `into`.
    pub fn atoms_of(&mut self, vocabulary: &Vocabulary, word: Word<'_>, into: &mut Vec<Atom>) {
        let Some(key) = key(word.raw) else {
            return vocabulary.atoms_of(word, into);
        };
        let slot = &mut self.slots[place(key)];
        if slot.key == key {
            into.extend_from_slice(&slot.atoms[..usize::from(slot.count)]);
            return;
        }
        let start = into.len();
        vocabulary.atoms_of(word, into);
        let found = &into[start..];
        if found.len() <= MOST_CACHED {
            slot.key = key;
            slot.count = found.len() as u8;
            slot.atoms[..found.len()].copy_from_slice(found);
        }
    }
}

/// A short word as numbers; `None` for a long one.
fn key(word: &str) -> Option<Key> {
    let mut bytes = [0; 16];
    bytes.get_mut(..word.len()).filter(|part| part.len() < 16)?.copy_from_slice(word.as_bytes());
    bytes[15] = word.len() as u8;
    let (numbers, _) = bytes.as_chunks::<8>();
    Some([0, 1].map(|index| u64::from_le_bytes(numbers[index])))
}

/// The slot of a word.
fn place(key: Key) -> usize {
    let mixed = key.iter().fold(0_u64, |sum, &part| (sum.rotate_left(5) ^ part).wrapping_mul(0x517c_c1b7_2722_0a95));
    (mixed >> 51) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn atoms(cache: &mut Cache, vocabulary: &Vocabulary, stem: &str, raw: &str) -> Vec<Atom> {
        let mut atoms = Vec::new();
        cache.atoms_of(vocabulary, Word { stem, raw }, &mut atoms);
        atoms
    }

    #[test]
    fn a_word_has_the_same_atoms_from_the_cache_as_without_it() {
        let mut vocabulary = Vocabulary::default();
        let (block, begin) = (vocabulary.stem("block"), vocabulary.beginning("blo"));
        let long = "blocksandblocksandblocksandblocks";
        let mut cache = Cache::default();
        for _ in 0..2 {
            assert_eq!(atoms(&mut cache, &vocabulary, "block", "Blocked"), [block, begin]);
            assert_eq!(atoms(&mut cache, &vocabulary, "lock", "locked"), Vec::<Atom>::new());
            assert_eq!(atoms(&mut cache, &vocabulary, long, long), [begin]);
        }
    }

    #[test]
    fn beginnings_are_found_in_any_case_and_with_accents() {
        let mut vocabulary = Vocabulary::default();
        let (word, letter) = (vocabulary.beginning("eta"), vocabulary.beginning("q"));
        let mut cache = Cache::default();
        for raw in ["Etage", "étage", "ÉTAGE", "eta"] {
            assert_eq!(atoms(&mut cache, &vocabulary, raw, raw), [word], "{raw}");
        }
        assert_eq!(atoms(&mut cache, &vocabulary, "q", "Q"), [letter]);
        assert_eq!(atoms(&mut cache, &vocabulary, "et", "et"), Vec::<Atom>::new());
    }

    #[test]
    fn every_short_word_has_a_slot_and_a_key_of_its_own() {
        let words = ["", "a", "aa", "é", "abcdefghijklmno", "a\0", "\0"];
        let keys: std::collections::BTreeSet<Key> = words.iter().filter_map(|word| key(word)).collect();
        assert_eq!(keys.len(), words.len());
        assert!(keys.iter().all(|&key| place(key) < SLOTS));
        assert_eq!(key("abcdefghijklmnop"), None);
    }
}
