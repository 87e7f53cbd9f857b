//! The index that searches in the browser, as classic scripts that a page from disk can load.
//!
//! A page asks for `search/directory.js` first. It names the other scripts, so that a query downloads only what its
//! words need:
//!
//! - `terms`: the incidents that hold a term and its share of the ranking in each (`terms.rs`), cut into ranges of terms;
//!   `places` where a common one stands;
//! - `kin`: what other words for those of a query are worth in which incident (`kin.rs`);
//! - `words`, `endings`: the words as people write them, for typing and for typing errors (`words.rs`);
//! - `texts`, `lines`: what a result shows (`texts.rs`), loaded for those that are shown;
//! - `facts`: the values of facets, and days (`facts.rs`);
//! - `promises`: what lists of promises show (`promises.rs`).
//!
//! What is kept of a term is what [`crate::ranking`] says, down to the last digit: the page ranks as the terminal does.
//! Names of scripts change with what they hold. `templates/assets/search/` has the other half, and
//! `docs/SEARCH-INDEX.md` the formats.

mod facts;
mod gather;
mod kin;
mod known;
mod merged;
mod pack;
mod promises;
mod shards;
mod slice;
mod terms;
#[cfg(test)]
mod tests;
mod texts;
mod words;

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;

use super::SCHEMA;
use crate::knowledge::{KnowledgeBase, Print};
use crate::ranking::{CONSTANTS, Constants, Counts, Field, Jargon};
use crate::store::Cache;
use crate::text::STOP_WORDS;
use gather::Lexicon;
use merged::Merged;
use slice::Slice;

/// Takes a script: its path in the site, and its bytes. It is called from several threads at once, in no order.
pub type Write<'a, E> = dyn Fn(&str, &[u8]) -> Result<(), E> + Sync + 'a;

#[derive(Serialize)]
struct Directory<'a> {
    schema: u32,
    count: usize,
    constants: &'a Constants,
    fields: [&'static str; Field::ALL.len()],
    /// Words that are looked for only where a query has no others.
    common: &'a [&'a str],
    /// Other words for severities.
    severities: &'a BTreeMap<String, String>,
    jargon: Vec<Meaning<'a>>,
    terms: String,
    kin: String,
    words: String,
    endings: String,
    facts: BTreeMap<&'static str, String>,
    /// How many incidents share a script of texts, and the letter of each such script.
    block: usize,
    texts: String,
    lines: String,
    priors: (Vec<u64>, String),
}

/// What a word of the team means, as terms.
#[derive(Serialize)]
struct Meaning<'a> {
    terms: &'a [String],
    meanings: &'a [Vec<String>],
}

/// What a query may call things by, beside the words of the records.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    /// Other words for severities, in lower case, with what they stand for.
    pub severities: &'a BTreeMap<String, String>,
    /// Words of the team, with what they mean.
    pub jargon: &'a Jargon,
}

/// What is known from before.
#[derive(Clone, Copy, Default)]
pub struct Before<'a> {
    /// What was gathered of records, and what tells how they were read from any other way.
    pub cache: Option<(&'a Cache, &'a str)>,
    /// The scripts that were written.
    pub scripts: Option<Scripts<'a>>,
}

/// Scripts that were written before, by what they are known by, whatever their names were.
#[derive(Clone, Copy)]
pub struct Scripts<'a> {
    /// Takes over the script of a key, where it was made of the same; gives its path.
    pub keep: &'a (dyn Fn(&str, Print) -> Option<String> + Sync),
    /// Remembers what the script of a key was made of, and its path.
    pub learn: &'a (dyn Fn(&str, Print, &str) + Sync),
}

/// Writes the scripts. What the records hold is not gathered again where it is known from before.
///
/// # Errors
/// The first that `sink` gives.
pub fn browser_index<E: Send>(
    kb: &KnowledgeBase,
    names: Names<'_>,
    before: Before<'_>,
    sink: &Write<'_, E>,
) -> Result<(), E> {
    let slices = kb.slices().into_par_iter();
    let slices = slices.map_init(Lexicon::default, |lexicon, range| known::slice(kb, range, before.cache, lexicon));
    let slices = slices.collect();
    write(kb, names, slices, before.scripts, sink)
}

/// Writes the scripts of all slices; where one ends and the next begins makes no difference.
fn write<E: Send>(
    kb: &KnowledgeBase,
    names: Names<'_>,
    mut slices: Vec<Slice>,
    scripts: Option<Scripts<'_>>,
    sink: &Write<'_, E>,
) -> Result<(), E> {
    let counts = slices.iter_mut().map(|slice| std::mem::take(&mut slice.words));
    let counts = counts.fold(Counts::default(), Counts::joined);
    let (words, endings) = words::write(&counts, sink)?;
    let (texts, lines) = texts::write(kb, scripts, sink)?;
    let mut facts = facts::write(kb, sink)?;
    facts.extend(promises::write(kb, sink)?.map(|name| ("promises", name)));
    let merged = Merged::of(&slices);
    let directory = Directory {
        schema: SCHEMA,
        count: kb.incidents.len(),
        constants: &CONSTANTS,
        fields: Field::ALL.map(Field::name),
        common: &STOP_WORDS,
        severities: names.severities,
        jargon: names.jargon.entries.iter().map(|e| Meaning { terms: &e.terms, meanings: &e.meanings }).collect(),
        terms: terms::write(&merged, sink)?,
        kin: kin::write(&merged, kb.incidents.len(), sink)?,
        words,
        endings,
        facts,
        block: texts::BLOCK,
        texts,
        lines,
        priors: facts::priors(kb),
    };
    let json = serde_json::to_string(&directory).expect("the directory has text for keys");
    sink("search/directory.js", format!("CASEBOOK.search.take(\"directory\",{json});\n").as_bytes())
}
