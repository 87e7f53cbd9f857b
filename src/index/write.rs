//! From a knowledge base to an index.

use std::path::Path;

use rayon::prelude::*;
use tantivy::directory::Directory;
use tantivy::merge_policy::NoMergePolicy;
use tantivy::{IndexWriter, TantivyDocument, TantivyError};

use super::card::Card;
use super::kin;
use super::schema::{Columns, tokenizers};
use crate::knowledge::{KnowledgeBase, LinkState, PatternLink};
use crate::ranking::{self, Counts, facet_term};

/// The file beside the index that holds the words as people write them.
pub(super) const WORDS: &str = "words";

/// What all writing threads together may hold in memory before they write.
const MEMORY: usize = 160 << 20;

/// Writes all incidents into an empty directory.
pub(super) fn write(directory: Box<dyn Directory>, base: &KnowledgeBase) -> Result<tantivy::Index, TantivyError> {
    let columns = Columns::new();
    let index =
        tantivy::Index::builder().schema(columns.schema.clone()).tokenizers(tokenizers()).open_or_create(directory)?;
    let threads = rayon::current_num_threads().clamp(1, 4);
    let mut writer: IndexWriter = index.writer_with_num_threads(threads, MEMORY)?;
    // Nothing is ever added to an index that was written, so that nothing has to be merged.
    writer.set_merge_policy(Box::new(NoMergePolicy));
    let words = base
        .incidents
        .par_iter()
        .enumerate()
        .try_fold(Counts::default, |mut words, (ordinal, incident)| {
            words.add_incident(incident);
            writer.add_document(document(&columns, base, ordinal))?;
            Ok::<_, TantivyError>(words)
        })
        .try_reduce(Counts::default, |a, b| Ok(a.joined(b)))?;
    writer.commit()?;
    writer.wait_merging_threads()?;
    index.directory().atomic_write(Path::new(WORDS), &words.to_bytes())?;
    kin::write(&index, &columns)?;
    Ok(index)
}

fn document(columns: &Columns, base: &KnowledgeBase, ordinal: usize) -> TantivyDocument {
    let incident = &base.incidents[ordinal];
    let links = links_of(base, ordinal);
    let mut document = TantivyDocument::with_capacity(3 * incident.file.text.len());
    let confirmed = links.iter().filter(|link| link.state == LinkState::Confirmed);
    let confirmed = confirmed.map(|link| &base.patterns[link.pattern]);
    ranking::each_text(incident, confirmed, |field, text| document.add_text(columns.text(field), text));
    let linked = links.iter().filter(|link| link.state != LinkState::Rejected);
    for (facet, value) in ranking::facets(incident, linked.map(|link| &base.patterns[link.pattern].id)) {
        document.add_text(columns.facets, facet_term(facet, &value));
    }
    if let Some(date) = &incident.date {
        document.add_u64(columns.day, ranking::day(date.value).0);
    }
    document.add_u64(columns.ordinal, ordinal as u64);
    document.add_u64(columns.prior, ranking::prior(incident));
    document.add_bytes(columns.card, &Card::of(base, ordinal, links).to_bytes());
    document
}

/// The links of one incident; all links are ordered by incident.
fn links_of(base: &KnowledgeBase, incident: usize) -> &[PatternLink] {
    let start = base.links.partition_point(|link| link.incident < incident);
    let end = base.links.partition_point(|link| link.incident <= incident);
    &base.links[start..end]
}
