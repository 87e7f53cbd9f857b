//! What the pages of the last build were made of, so that the next one makes only those anew that come out otherwise.

use std::path::Path;

use super::Casebook;
use crate::site::{Memory, Theme};
use crate::store::{self, Cache, Digest};

/// What is remembered of the pages of a folder.
pub(super) struct Pages<'a> {
    cache: &'a Cache,
    name: String,
    /// What the pages in the folder were made of, where it still holds them as they were written.
    pub before: Option<Memory>,
}

impl<'a> Pages<'a> {
    /// What is remembered of the pages in `output` that have the same look and configuration.
    pub fn recall(casebook: &Casebook, output: &Path, cache: &'a Cache) -> Option<Self> {
        let mut digest = Digest::new();
        digest.add(output.as_os_str().as_encoded_bytes());
        digest.add(format!("{:?}", casebook.config).as_bytes());
        for (name, bytes) in Theme::files(&casebook.templates).ok()? {
            digest.add(name.as_bytes());
            digest.add(&bytes);
        }
        let name = format!("pages-{}", digest.finish());
        let known = cache.get(&name).and_then(|bytes| postcard::from_bytes::<(String, Memory)>(&bytes).ok());
        let stands = |written: &str| store::digest_of_output(output).is_ok_and(|now| now == written);
        let before = known.filter(|(written, _)| stands(written)).map(|(_, memory)| memory);
        Some(Self { cache, name, before })
    }

    /// Remembers the pages of a folder; `written` is the digest of all that it holds.
    pub fn keep(&self, written: &str, memory: &Memory) {
        if let Ok(bytes) = postcard::to_stdvec(&(written, memory)) {
            self.cache.put(&self.name, &bytes);
        }
    }
}
