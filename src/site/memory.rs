//! What the files of a site were made of, so that the next build makes anew only those that come out otherwise.
//!
//! A page is a matter of its template and of the values that the template sees; a text in it of the text's own bytes, of
//! the places marked in it and of where its links lead. The values of an incident's page are not even worked out where
//! all that goes into them is as it was ([`Prints`](crate::knowledge::Prints)). Digests of these are kept, not what was made of them: that
//! stands in the old site. Nothing here knows whether the old site still holds it; that is for whoever hands a memory in.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::marks::Numbers;
use crate::markdown::LinkTarget;

/// A digest of what something was made of (BLAKE3).
pub type Inputs = [u8; 32];

/// What the files of a site were made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    /// Pages, and what programs read, by their paths.
    files: BTreeMap<String, Inputs>,
    /// By the paths of the pages they stand in.
    texts: BTreeMap<String, TextMemory>,
    /// Files whose names change with what they hold, with their paths, by what they are known by.
    named: BTreeMap<String, (Inputs, String)>,
}

/// What a record's page and the text in it were made of, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextMemory {
    /// All that the page tells, before it was worked out; but for where its links lead.
    pub told: Inputs,
    /// What the text was made of, but for its links.
    pub inputs: Inputs,
    /// Its links and pictures in their order, with where each led.
    pub links: Vec<(String, bool, LinkTarget)>,
    /// A digest of its HTML.
    pub html: Inputs,
    /// Marks that could not be set, by index.
    pub unset: Vec<usize>,
    /// For each link of the incident, the numbers of its marks.
    pub numbers: Vec<Numbers>,
}

/// The site that was there before.
#[derive(Clone, Copy)]
pub struct Before<'a> {
    /// What its files were made of.
    pub memory: &'a Memory,
    /// Takes over the file at a path as it was; whether that was possible.
    pub keep: &'a (dyn Fn(&str) -> bool + Sync),
}

/// What is known of the old site and learned of the new one.
#[derive(Default)]
pub struct Ledger<'a> {
    before: Option<Before<'a>>,
    now: Mutex<Memory>,
}

impl<'a> Ledger<'a> {
    /// A ledger in which nothing is written yet.
    pub fn new(before: Option<Before<'a>>) -> Self {
        Self { before, now: Mutex::default() }
    }

    /// Whether the file at a path was made of the same before, and has been taken over. The inputs are remembered.
    pub fn keeps(&self, path: &str, inputs: Inputs) -> bool {
        self.now().files.insert(path.to_owned(), inputs);
        self.before.is_some_and(|before| before.memory.files.get(path) == Some(&inputs) && (before.keep)(path))
    }

    /// Whether the file at a path has been taken over, of which is known that it is made of the same as before.
    pub fn keeps_known(&self, path: &str) -> bool {
        let inputs = self.before.and_then(|before| before.memory.files.get(path).copied());
        inputs.is_some_and(|inputs| self.keeps(path, inputs))
    }

    /// The path of the file known by a key, where it was made of the same before, and has been taken over.
    pub fn keeps_named(&self, key: &str, inputs: Inputs) -> Option<String> {
        let before = self.before?;
        let (_, path) = before.memory.named.get(key).filter(|(known, path)| *known == inputs && (before.keep)(path))?;
        self.learn_named(key, inputs, path);
        Some(path.clone())
    }

    /// Remembers what the file known by a key was made of, and its path.
    pub fn learn_named(&self, key: &str, inputs: Inputs, path: &str) {
        self.now().named.insert(key.to_owned(), (inputs, path.to_owned()));
    }

    /// What is remembered of the text in the page at a path.
    pub fn text(&self, path: &str) -> Option<&'a TextMemory> {
        self.before.and_then(|before| before.memory.texts.get(path))
    }

    /// Remembers the text in the page at a path.
    pub fn learn(&self, path: &str, text: TextMemory) {
        self.now().texts.insert(path.to_owned(), text);
    }

    /// What was learned.
    pub fn into_memory(self) -> Memory {
        self.now.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> std::sync::MutexGuard<'_, Memory> {
        // A thread that panicked left whole entries behind.
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The digest of values as templates and programs see them.
pub fn digest_of(value: &impl Serialize) -> Inputs {
    let bytes = serde_json::to_vec(value).expect("what a template sees has text for keys");
    digest([bytes.as_slice()])
}

/// The digest of some pieces.
pub fn digest<'p>(pieces: impl IntoIterator<Item = &'p [u8]>) -> Inputs {
    let mut digest = crate::store::Digest::new();
    pieces.into_iter().for_each(|piece| digest.add(piece));
    digest.bytes()
}
