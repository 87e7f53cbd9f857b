//! What the pages of a site were made of, so that the next build makes anew only those that come out otherwise.
//!
//! A page is a matter of its template and of the values that the template sees; a text in it of the text's own bytes, of
//! the places marked in it and of where its links lead. Digests of these are kept, not what was made of them: that
//! stands in the old site. Nothing here knows whether the old site still holds it; that is for whoever hands a memory in.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::markdown::LinkTarget;

/// A digest of what something was made of (BLAKE3).
pub type Inputs = [u8; 32];

/// What the pages of a site were made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    /// By their paths.
    pages: BTreeMap<String, Inputs>,
    /// By the paths of the pages they stand in.
    texts: BTreeMap<String, TextMemory>,
}

/// What a record's text was made of, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextMemory {
    /// What it was made of, but for its links.
    pub inputs: Inputs,
    /// Its links and pictures in their order, with where each led.
    pub links: Vec<(String, bool, LinkTarget)>,
    /// A digest of its HTML.
    pub html: Inputs,
    /// Marks that could not be set, by index.
    pub unset: Vec<usize>,
}

/// The site that was there before.
#[derive(Clone, Copy)]
pub struct Before<'a> {
    /// What its pages were made of.
    pub memory: &'a Memory,
    /// Takes over the page at a path as it was; whether that was possible.
    pub keep: &'a (dyn Fn(&str) -> bool + Sync),
}

/// What is known of the old site and learned of the new one.
pub struct Ledger<'a> {
    before: Option<Before<'a>>,
    /// A digest of what every template sees beside its page.
    setting: Inputs,
    now: Mutex<Memory>,
}

impl<'a> Ledger<'a> {
    /// A ledger in which nothing is written yet; `setting` is what every template sees beside its page.
    pub fn new(before: Option<Before<'a>>, setting: &impl Serialize) -> Self {
        let setting = serde_json::to_vec(setting).expect("what a template sees has text for keys");
        Self { before, setting: digest([setting.as_slice()]), now: Mutex::default() }
    }

    /// Whether the page at a path was made of the same before, and has been taken over. The inputs are remembered.
    pub fn keeps(&self, path: &str, inputs: Inputs) -> bool {
        let inputs = digest([self.setting.as_slice(), &inputs]);
        self.now().pages.insert(path.to_owned(), inputs);
        self.before.is_some_and(|before| before.memory.pages.get(path) == Some(&inputs) && (before.keep)(path))
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

/// The digest of some pieces.
pub fn digest<'p>(pieces: impl IntoIterator<Item = &'p [u8]>) -> Inputs {
    let mut digest = crate::store::Digest::new();
    pieces.into_iter().for_each(|piece| digest.add(piece));
    digest.bytes()
}
