//! From a knowledge base to an index.

use std::path::Path;

use rayon::prelude::*;
use tantivy::directory::Directory;
use tantivy::merge_policy::NoMergePolicy;
use tantivy::{IndexWriter, TantivyDocument, TantivyError};

use super::card::Card;
use super::fields::{Facet, Field};
use super::query::Day;
use super::schema::{Columns, tokenizers};
use super::vocabulary::{self, Counts};
use crate::knowledge::{KnowledgeBase, LinkState, PatternLink};
use crate::model::{Date, Incident, PassageKind, Role, slug};

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
            words.add_all(incident.passages.iter().map(|passage| passage.text.as_str()));
            words.add_all([incident.title.value.as_str()]);
            writer.add_document(document(&columns, base, ordinal))?;
            Ok::<_, TantivyError>(words)
        })
        .try_reduce(Counts::default, |a, b| Ok(a.joined(b)))?;
    writer.commit()?;
    writer.wait_merging_threads()?;
    index.directory().atomic_write(Path::new(vocabulary::FILE), &words.to_bytes())?;
    Ok(index)
}

fn document(columns: &Columns, base: &KnowledgeBase, ordinal: usize) -> TantivyDocument {
    let incident = &base.incidents[ordinal];
    let links = links_of(base, ordinal);
    let mut document = TantivyDocument::with_capacity(3 * incident.file.text.len());
    let mut add = |field: Field, text: &str| document.add_text(columns.text(field), text);
    texts(incident, &mut add);
    for link in links.iter().filter(|link| matches!(link.state, LinkState::Confirmed | LinkState::Detected)) {
        let pattern = &base.patterns[link.pattern];
        add(Field::Patterns, &pattern.name.value);
        pattern.aliases.iter().for_each(|alias| add(Field::Patterns, alias));
    }
    for (facet, value) in facets(base, incident, links) {
        document.add_text(columns.facets, facet_term(facet, &value));
    }
    if let Some(date) = &incident.date {
        document.add_u64(columns.day, day(date.value).0);
    }
    document.add_u64(columns.ordinal, ordinal as u64);
    document.add_bytes(columns.card, &Card::of(base, ordinal, links).to_bytes());
    document
}

/// The links of one incident; all links are ordered by incident.
fn links_of(base: &KnowledgeBase, incident: usize) -> &[PatternLink] {
    let start = base.links.partition_point(|link| link.incident < incident);
    let end = base.links.partition_point(|link| link.incident <= incident);
    &base.links[start..end]
}

/// Every word of an incident, each at least once, with the field it belongs to.
fn texts(incident: &Incident, add: &mut impl FnMut(Field, &str)) {
    add(Field::Title, &incident.title.value);
    for passage in &incident.passages {
        add(Field::of_passage(passage.kind, passage.role), &passage.text);
    }
    // A symptom that is told elsewhere, in a summary for instance, is a symptom still.
    let told_elsewhere = |section: u32| incident.section(section).role != Role::Symptom;
    for symptom in incident.symptoms.iter().filter(|symptom| told_elsewhere(symptom.section)) {
        add(Field::Symptoms, &symptom.text);
    }
    for error in &incident.error_strings {
        add(Field::Errors, &error.text);
    }
    if !incident.passages.iter().any(|passage| passage.kind == PassageKind::FrontMatter) {
        facts(incident, |text| add(Field::Facts, text));
    }
}

/// What only the front matter says.
fn facts(incident: &Incident, mut add: impl FnMut(&str)) {
    let lists = [&incident.services, &incident.tags, &incident.authors, &incident.paths];
    lists.into_iter().flatten().for_each(|text| add(&text.value));
    [&incident.severity, &incident.owner, &incident.source].into_iter().flatten().for_each(|text| add(&text.value));
    for field in &incident.extra {
        add(&field.key);
        add(&field.text);
    }
}

fn facets(base: &KnowledgeBase, incident: &Incident, links: &[PatternLink]) -> Vec<(Facet, String)> {
    let mut facets = vec![(Facet::Id, incident.id.to_string())];
    facets.extend(incident.aliases.iter().map(|alias| (Facet::Id, alias.value.to_string())));
    facets.extend(incident.services.iter().map(|service| (Facet::Service, service.value.clone())));
    facets.extend(incident.tags.iter().map(|tag| (Facet::Tag, tag.value.clone())));
    facets.extend(incident.severity.iter().map(|severity| (Facet::Severity, severity.value.clone())));
    facets.extend(incident.status.iter().map(|status| (Facet::Status, status.value.name().to_owned())));
    let linked = links.iter().filter(|link| link.state != LinkState::Rejected);
    facets.extend(linked.map(|link| (Facet::Pattern, base.patterns[link.pattern].id.to_string())));
    facets
}

/// The term that stands for a facet's value.
pub(super) fn facet_term(facet: Facet, value: &str) -> String {
    format!("{}:{}", facet.name(), slug(value))
}

fn day(date: Date) -> Day {
    let number = |part: i16| u64::try_from(part).unwrap_or(0);
    Day(number(date.0.year()) * 10_000 + number(date.0.month().into()) * 100 + number(date.0.day().into()))
}
