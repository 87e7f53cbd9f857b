//! Stems: English words without their endings.

use std::cell::Cell;
use std::collections::HashMap;

use foldhash::fast::RandomState;
use frostem::{Algorithm, Stemmer};

/// Words of a casebook repeat: a look in a table costs a fifth of stemming anew.
const REMEMBERED: usize = 20_000;

thread_local! {
    static STEMS: Cell<Option<Box<Stems>>> = const { Cell::new(None) };
}

/// The stem of a word in lower case; words that are not made of ASCII letters are their own stems.
pub fn stem(word: &str) -> String {
    with_stems(|stems| stems.stem(word).to_owned())
}

/// Lends this thread's table of stems.
///
/// The table is taken out while it is lent, so that a caller who comes back from within gets a fresh one and nothing
/// panics.
pub(super) fn with_stems<R>(work: impl FnOnce(&mut Stems) -> R) -> R {
    let mut stems = STEMS.take().unwrap_or_default();
    let result = work(&mut stems);
    STEMS.set(Some(stems));
    result
}

/// Stems that were already made.
pub(super) struct Stems {
    stemmer: Stemmer,
    /// For each word the place of its stem: what is found needs no second look.
    known: HashMap<Box<str>, usize, RandomState>,
    made: Vec<Box<str>>,
}

impl Default for Stems {
    fn default() -> Self {
        Self { stemmer: Stemmer::new(Algorithm::English), known: HashMap::default(), made: Vec::new() }
    }
}

impl Stems {
    /// The stem of a word in lower case.
    pub(super) fn stem<'a>(&'a mut self, word: &'a str) -> &'a str {
        if word.len() < 3 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return word;
        }
        if let Some(&place) = self.known.get(word) {
            return &self.made[place];
        }
        if self.known.len() >= REMEMBERED {
            self.known.clear();
            self.made.clear();
        }
        let place = self.made.len();
        self.made.push(self.stemmer.stem(word).into());
        self.known.insert(word.into(), place);
        &self.made[place]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_share_a_stem() {
        for word in ["block", "blocks", "blocked", "blocking"] {
            assert_eq!(stem(word), "block");
        }
    }

    #[test]
    fn words_of_other_scripts_and_numbers_stay() {
        assert_eq!(stem("größen"), "größen");
        assert_eq!(stem("5xxs"), "5xxs");
    }
}
