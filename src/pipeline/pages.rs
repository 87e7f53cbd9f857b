//! What the pages of the last build were made of, so that the next one makes only those anew that come out otherwise.

use std::path::Path;

use super::Casebook;
use crate::site::{Memory, Theme};
use crate::store::{Cache, Digest, Written};

/// What is remembered of the pages of a folder.
pub(super) struct Pages<'a> {
    cache: &'a Cache,
    name: String,
    /// What the pages in the folder were made of, where it still holds them as they were written, and these as they are.
    pub before: Option<(Memory, Written)>,
}

/// A digest of all files of the look.
pub(super) fn look(casebook: &Casebook) -> Option<String> {
    let mut digest = Digest::new();
    for (name, bytes) in Theme::files(&casebook.templates).ok()? {
        digest.add(name.as_bytes());
        digest.add(&bytes);
    }
    Some(digest.finish())
}

impl<'a> Pages<'a> {
    /// What is remembered of the pages in `output` that have the same look and configuration. `seen` is the look from
    /// before the templates were read; where it is another by now, nobody knows which of them was read.
    pub fn recall(casebook: &Casebook, output: &Path, cache: &'a Cache, seen: Option<&str>) -> Option<Self> {
        let look = look(casebook).filter(|look| seen == Some(look))?;
        let mut digest = Digest::new();
        digest.add(output.as_os_str().as_encoded_bytes());
        digest.add(format!("{:?}", casebook.config).as_bytes());
        digest.add(look.as_bytes());
        let name = format!("pages-{}", digest.finish());
        let known = cache.get(&name).and_then(|bytes| postcard::from_bytes::<(String, Memory)>(&bytes).ok());
        let before = known.and_then(|(written, memory)| {
            let now = Written::of(output).ok().filter(|now| now.digest() == written)?;
            Some((memory, now))
        });
        Some(Self { cache, name, before })
    }

    /// Remembers the pages of a folder; `written` is the digest of all that it holds.
    pub fn keep(&self, written: &str, memory: &Memory) {
        if let Ok(bytes) = postcard::to_stdvec(&(written, memory)) {
            self.cache.put(&self.name, &bytes);
        }
    }
}
