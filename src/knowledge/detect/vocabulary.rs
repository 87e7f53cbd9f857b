//! The words that patterns are made of, as small numbers.
//!
//! An [`Atom`] is a stem, or the beginning of a word (`misconfigur*`). A word of a text may be several atoms: its stem
//! and every beginning that some pattern asks for.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::text;

/// A stem or a beginning of a word that at least one phrase holds.
pub type Atom = u32;

/// How many words a [`Cache`] remembers before it starts afresh; bounds memory on hostile text.
const CACHED_WORDS: usize = 1 << 16;

/// All atoms of a set of patterns.
#[derive(Debug, Default)]
pub struct Vocabulary {
    stems: HashMap<String, Atom>,
    beginnings: BTreeMap<String, Atom>,
    /// The lengths in bytes that beginnings have.
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
        self.lengths.insert(beginning.len());
        self.next += 1;
        self.next - 1
    }

    fn atoms_of(&self, word: Word<'_>, into: &mut Vec<Atom>) {
        into.extend(self.stems.get(word.stem));
        let plain = text::folded(word.raw);
        let fits = self.lengths.iter().filter_map(|&length| plain.get(..length));
        into.extend(fits.filter_map(|start| self.beginnings.get(start)));
    }
}

/// Remembers the atoms of words already seen, so that a word costs one look-up however many patterns there are.
#[derive(Debug, Default)]
pub struct Cache {
    words: HashMap<String, (u32, u32)>,
    atoms: Vec<Atom>,
}

impl Cache {
    /// Adds the atoms of a word to `into`.
    pub fn atoms_of(&mut self, vocabulary: &Vocabulary, word: Word<'_>, into: &mut Vec<Atom>) {
        if let Some(&(start, end)) = self.words.get(word.raw) {
            into.extend_from_slice(&self.atoms[start as usize..end as usize]);
            return;
        }
        if self.words.len() >= CACHED_WORDS {
            self.words.clear();
            self.atoms.clear();
        }
        let start = self.atoms.len();
        vocabulary.atoms_of(word, &mut self.atoms);
        into.extend_from_slice(&self.atoms[start..]);
        self.words.insert(word.raw.to_owned(), (start as u32, self.atoms.len() as u32));
    }
}
