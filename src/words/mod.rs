//! The words of the interface: what the site says in its own name, by key, in the language that the configuration asks
//! for. Home of `intl_pluralrules`, and of `toml` beside [`crate::config`].
//!
//! A file of words has a table for each page and a word a line. A word is plain text, in which `{name}` is a place to be
//! filled, or a table of plural forms of which `count` chooses one:
//!
//! ```toml
//! [home]
//! newest = "Newest incidents"
//! incidents = { one = "{count} incident", other = "{count} incidents" }
//! blamed = { 1 = "blamed once", other = "blamed {count} times" }
//! ```
//!
//! What records and pattern files say is none of these words, and stays as it was written. Which files there are is the
//! matter of [`crate::site`], which shows the words.

mod plural;
mod read;
mod text;

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::Arc;

pub use plural::Plural;
pub use read::read;
pub use text::{Piece, Text, pieces};

/// The words of one language, and those of the languages it falls back to where it has none.
#[derive(Clone, Debug)]
pub struct Words {
    language: String,
    words: BTreeMap<String, Word>,
}

/// One word with the language it is in.
#[derive(Clone, Debug)]
struct Word {
    text: Text,
    plural: Arc<Plural>,
}

impl Words {
    /// No words yet, for pages in `language`.
    pub fn new(language: &str) -> Self {
        Self { language: language.to_owned(), words: BTreeMap::new() }
    }

    /// Puts words of `language` over those that are there.
    pub fn put(&mut self, language: &str, words: BTreeMap<String, Text>) {
        let plural = Arc::new(Plural::of(language));
        self.words.extend(words.into_iter().map(|(key, text)| (key, Word { text, plural: Arc::clone(&plural) })));
    }

    /// The language of the pages, as a tag of BCP 47.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// Every key with its word, ordered.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Text)> {
        self.words.iter().map(|(key, word)| (key.as_str(), &word.text))
    }

    /// The word of a key.
    pub fn get(&self, key: &str) -> Option<&Text> {
        self.words.get(key).map(|word| &word.text)
    }

    /// The language whose plural forms the word of a key has.
    pub fn language_of(&self, key: &str) -> Option<&str> {
        self.words.get(key).map(|word| word.plural.language())
    }

    /// The text of a key as it stands in its file: the plural form for `count`, where the word has forms.
    pub fn raw(&self, key: &str, count: Option<u64>) -> Option<&str> {
        let word = self.words.get(key)?;
        Some(word.text.form(count, &word.plural))
    }

    /// A word that has nothing to be filled.
    ///
    /// # Panics
    /// When there is no such word. Keys are our own, and a test looks each of them up.
    pub fn say(&self, key: &str) -> &str {
        self.raw(key, None).unwrap_or_else(|| panic!("every key that the program names is a word: `{key}`"))
    }

    /// A word with its places filled.
    ///
    /// # Panics
    /// As [`Words::say`].
    pub fn fill(&self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        fill(self.say(key), values)
    }

    /// The plural form of a word for a number, which fills `count`, with its other places filled.
    ///
    /// # Panics
    /// As [`Words::say`].
    pub fn count(&self, key: &str, count: u64, values: &[(&str, &dyn Display)]) -> String {
        let form = self.raw(key, Some(count));
        let form = form.unwrap_or_else(|| panic!("every key that the program names is a word: `{key}`"));
        let mut all: Vec<(&str, &dyn Display)> = vec![("count", &count)];
        all.extend(values);
        fill(form, &all)
    }
}

/// A text with its places filled; a place that has no value stays as it is.
fn fill(text: &str, values: &[(&str, &dyn Display)]) -> String {
    let piece = |piece: Piece<'_>| match piece {
        Piece::Plain(text) => text.to_owned(),
        Piece::Place(name) => {
            let value = values.iter().find(|(known, _)| *known == name);
            value.map_or_else(|| format!("{{{name}}}"), |(_, value)| value.to_string())
        }
    };
    pieces(text).map(piece).collect()
}

#[cfg(test)]
mod tests;
