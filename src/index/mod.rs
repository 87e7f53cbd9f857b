//! Full-text search in the terminal: the home of `tantivy` and `postcard`.
//!
//! [`Index::open_fresh`] opens the index in a folder, or builds it anew where the records changed; [`Index::search`]
//! answers a [`Query`]. The engine stores the words and their places; what they are worth is the matter of
//! [`crate::ranking`], which the browser's search shares.
//!
//! How an answer is printed is the matter of [`crate::report`].

mod card;
mod generation;
mod hit;
mod kept;
mod kin;
mod near;
mod postings;
mod rank;
mod schema;
mod search;
mod snippet;
#[cfg(test)]
mod tests;
mod wanted;
mod write;

use std::fs::File;
use std::path::{Path, PathBuf};

use tantivy::TantivyError;
use tantivy::directory::{Directory, MmapDirectory, RamDirectory};

pub use generation::Fingerprint;
pub use hit::{Correction, Hit, HitPattern, Instead, Results};

use crate::knowledge::KnowledgeBase;
use crate::model::Nearness;
use crate::ranking::{Facet, Jargon, Meaning, Query, Words as Known};
use crate::{ranking, text};
use kept::Kept;
use postings::Segment;
use schema::{Columns, tokenizers};

/// Why an index could not be built or read.
#[derive(Debug, thiserror::Error)]
#[error("could not {act} the index{}", .path.as_ref().map_or_else(String::new, |path| format!(" in `{}`", path.display())))]
pub struct IndexError {
    /// What was tried: `build`, `search`.
    pub act: &'static str,
    /// The folder of the index; `None` for one in memory.
    pub path: Option<PathBuf>,
    /// Why not.
    #[source]
    source: TantivyError,
}

/// Where an index came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It was there and fits.
    Opened,
    /// It was built and is kept.
    Built,
    /// It was built and is gone with this process; the reason, where a folder was named that could not be written.
    Memory(Option<String>),
}

/// An index, open for searching. It stays what it was when it was opened, whatever other processes do to its folder.
pub struct Index {
    columns: Columns,
    segments: Vec<Segment>,
    /// The words that people write.
    words: Kept,
    /// The relatives of words.
    kin: Kept,
    path: Option<PathBuf>,
    origin: Origin,
}

impl Index {
    /// Opens the index in `folder` where it was made of what the fingerprint says; otherwise builds it anew and keeps it
    /// there. A folder that cannot be written gives an index in memory.
    ///
    /// Several processes may do this at once: one builds, the others wait for it.
    ///
    /// # Errors
    /// Those of `build`, and that an index cannot even be built in memory.
    pub fn open_fresh<E: From<IndexError>>(
        folder: &Path,
        fingerprint: &Fingerprint,
        build: impl FnOnce() -> Result<KnowledgeBase, E>,
    ) -> Result<Self, E> {
        if let Some(index) = Self::open_current(folder, fingerprint) {
            return Ok(index);
        }
        let turn = generation::Turn::wait(folder);
        // Another process may have built it in the meantime.
        if turn.is_ok()
            && let Some(index) = Self::open_current(folder, fingerprint)
        {
            return Ok(index);
        }
        let base = build()?;
        let refused = match turn.map_err(TantivyError::from).and_then(|turn| Self::build(&turn, fingerprint, &base)) {
            Ok(index) => return Ok(index),
            Err(refused) => format!("`{}`: {refused}", folder.display()),
        };
        let index = Self::in_memory(&base)?;
        Ok(Self { origin: Origin::Memory(Some(refused)), ..index })
    }

    /// Builds an index that is not kept.
    ///
    /// # Errors
    /// When the machine has no memory or threads for it.
    pub fn in_memory(base: &KnowledgeBase) -> Result<Self, IndexError> {
        let wrap = |source| IndexError { act: "build", path: None, source };
        let directory = RamDirectory::create();
        let index = write::write(Box::new(directory), base).map_err(wrap)?;
        let kept = |name: &str| {
            index.directory().atomic_read(Path::new(name)).map_or_else(|_| Kept::Read(Vec::new()), Kept::Read)
        };
        Self::of(&index, kept(write::WORDS), kept(kin::KIN), None, Origin::Memory(None)).map_err(wrap)
    }

    /// The best `limit` answers to a query; words of jargon are looked for as what they mean, too.
    ///
    /// # Errors
    /// When the files of the index are damaged.
    pub fn search(&self, query: &Query, jargon: &Jargon, limit: usize) -> Result<Results, IndexError> {
        self.search_near(query, jargon, &[], limit)
    }

    /// The same by words and by meaning: `nearness` says how near each incident is to the query, in the order of the
    /// knowledge base that the index was made of; where it is that of another number of incidents, the words decide.
    ///
    /// # Errors
    /// When the files of the index are damaged.
    pub fn search_near(
        &self,
        query: &Query,
        jargon: &Jargon,
        nearness: &[Nearness],
        limit: usize,
    ) -> Result<Results, IndexError> {
        let nearness = if nearness.len() == self.len() { nearness } else { &[] };
        search::search(self, query, jargon, nearness, limit).map_err(|source| self.error("search", source))
    }

    /// Where this index came from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// How many incidents it holds.
    pub fn len(&self) -> usize {
        self.documents() as usize
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.documents() == 0
    }

    /// The terms of `text` that are not in the index for the incident of that id, to prove that nothing was lost.
    ///
    /// # Errors
    /// When the files of the index are damaged.
    pub fn missing_terms(&self, id: &str, text: &str) -> Result<Vec<String>, IndexError> {
        self.missing(id, text).map_err(|source| self.error("search", source))
    }

    fn missing(&self, id: &str, text: &str) -> Result<Vec<String>, TantivyError> {
        let mut terms: Vec<_> = text::terms(text).into_iter().map(|term| term.text).collect();
        terms.sort_unstable();
        terms.dedup();
        for segment in &self.segments {
            let found = segment.faceted(&self.columns, &ranking::facet_term(Facet::Id, id))?;
            if let Some(doc) = found.first() {
                let mut missing = Vec::new();
                for term in terms {
                    if !segment.holds(&self.columns, *doc, &term)? {
                        missing.push(term);
                    }
                }
                return Ok(missing);
            }
        }
        Ok(terms)
    }

    fn open_current(folder: &Path, fingerprint: &Fingerprint) -> Option<Self> {
        let generation = generation::current(folder, fingerprint)?;
        // Whatever is wrong with it, building it anew is the answer.
        Self::open(&generation, Origin::Opened).ok()
    }

    fn open(generation: &Path, origin: Origin) -> Result<Self, TantivyError> {
        let mut index = tantivy::Index::open(MmapDirectory::open(generation)?)?;
        index.set_tokenizers(tokenizers());
        let kept = |name: &str| File::open(generation.join(name)).map(Kept::Open);
        Self::of(&index, kept(write::WORDS)?, kept(kin::KIN)?, Some(generation.to_owned()), origin)
    }

    fn build(turn: &generation::Turn, fingerprint: &Fingerprint, base: &KnowledgeBase) -> Result<Self, TantivyError> {
        let generation = turn.begin()?;
        write::write(Box::new(MmapDirectory::open(&generation)?), base)?;
        turn.finish(&generation, fingerprint)?;
        Self::open(&generation, Origin::Built)
    }

    fn of(
        index: &tantivy::Index,
        words: Kept,
        kin: Kept,
        path: Option<PathBuf>,
        origin: Origin,
    ) -> Result<Self, TantivyError> {
        let columns = Columns::new();
        let open = |segment| Segment::open(segment, &columns);
        let segments = index.searchable_segments()?.iter().map(open).collect::<Result<_, _>>()?;
        Ok(Self { columns, segments, words, kin, path, origin })
    }

    fn documents(&self) -> u32 {
        self.segments.iter().map(Segment::len).sum()
    }

    /// All values of a facet, sorted.
    fn facet_values(&self, facet: Facet) -> Result<Vec<String>, TantivyError> {
        let mut values = Vec::new();
        for segment in &self.segments {
            values.extend(segment.facet_values(&self.columns, &format!("{}:", facet.name()))?);
        }
        values.sort_unstable();
        values.dedup();
        Ok(values)
    }

    /// What was probably meant by a word that does not occur.
    fn meant(&self, typed: &str) -> Option<Meaning> {
        let bytes = self.words.all().unwrap_or_default();
        Known::from_bytes(bytes).meant(typed)
    }

    /// The longest word of the records that one begins with which does not occur.
    fn beginning(&self, typed: &str) -> Option<String> {
        Known::from_bytes(self.words.all().unwrap_or_default()).beginning(typed)
    }

    fn error(&self, act: &'static str, source: TantivyError) -> IndexError {
        IndexError { act, path: self.path.clone(), source }
    }
}
