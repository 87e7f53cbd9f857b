//! From a knowledge base to a site in its folder.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Casebook, Loaded, PipelineError, is_attachment, known, machines};
use crate::export::{self, FeedInput, SitemapPage};
use crate::knowledge::{KnowledgeBase, Print};
use crate::model::{Audience, Date, Incident};
use crate::ranking::Jargon;
use crate::record;
use crate::report;
use crate::site::{self, Before, Built, Ledger, Memory, SiteInput, Theme};
use crate::store::{Cache, Staging, StoreError, Written};

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// Records read.
    pub records: usize,
    /// Patterns described.
    pub patterns: usize,
    /// Links between them that count: confirmed or detected.
    pub links: usize,
    /// Pages written.
    pub pages: usize,
    /// What the operator should know; a phrase each, in lower case.
    pub notes: Vec<String>,
}

/// Writes the site of a loaded casebook into `output`, whose old content stays in place until all of it is written.
///
/// # Errors
/// When a template is wrong, `output` holds somebody else's files, or the machine refuses.
pub fn build(casebook: &Casebook, loaded: &Loaded, output: &Path) -> Result<Published, PipelineError> {
    let theme = super::theme(casebook)?;
    let staging = Staging::begin(output)?;
    let (published, _) = write(casebook, loaded, theme, Known::default(), &staging)?;
    staging.commit()?;
    Ok(published)
}

/// What is known from before.
#[derive(Clone, Copy, Default)]
pub(super) struct Known<'a> {
    /// What was made of records.
    pub cache: Option<&'a Cache>,
    /// What the pages were made of that lie in the folder, and what tells that one of them changed.
    pub pages: Option<&'a (Memory, Written)>,
}

/// Writes every file of the site, and takes over what others put into its folder; what is known is not made again. Gives
/// what the pages were made of.
pub(super) fn write(
    casebook: &Casebook,
    loaded: &Loaded,
    theme: Theme,
    known: Known<'_>,
    staging: &Staging,
) -> Result<(Published, Memory), PipelineError> {
    let knowledge = &loaded.knowledge;
    // Pages and data both show neighbours.
    known::compare(knowledge, &casebook.config, known.cache);
    let mut notes = theme.notes().to_vec();
    let exists = |path: &str| is_attachment(casebook, path);
    let tried = super::searches::tried(casebook, knowledge)?;
    if let Some(lost) = tried.as_ref().map(|tried| tried.lost).filter(|lost| *lost > 0) {
        let labels = if lost == 1 { "1 label".to_owned() } else { format!("{lost} labels") };
        notes.push(format!("{labels} in the file of `[search] queries` cannot be taken; `casebook eval` says why"));
    }
    let trials = tried.as_ref().map(|tried| tried.trials.as_slice());
    let changes = loaded.since.as_ref().map(|since| machines::changes(knowledge, since));
    let config = &casebook.config;
    let written = known.pages.map(|(_, written)| written);
    let stamp = |path: &str| written.and_then(|written| written.stamp(path));
    let keep = |path: &str| stamp(path).is_some_and(|stamp| staging.keep(path, stamp));
    let before = known.pages.map(|(memory, _)| Before { memory, keep: &keep });
    let ledger = Ledger::new(before);
    let input = SiteInput {
        kb: knowledge,
        config,
        changes: changes.as_ref(),
        trials,
        last_changes: &casebook.last_changes,
        exists: &exists,
        ledger: &ledger,
    };
    let words = Arc::clone(theme.words());
    let built = site::build(&input, theme, &|path, bytes| staging.write(path, bytes))?;
    let about = machines::about(casebook, &words);
    write_data(casebook, knowledge, &built, &about, known.cache, (&ledger, staging))?;
    if let Some(changes) = &changes {
        staging.write("changes.json", export::to_json(changes).as_bytes())?;
    }
    if let Some(trials) = trials {
        staging.write("searches.json", report::eval::trials_json(trials, knowledge).as_bytes())?;
    }
    copy_attachments(casebook, &built, staging)?;
    let replaced = staging.complete()?.into_iter();
    notes.extend(replaced.map(|path| format!("`{path}` in the site's folder gave way to a file of the site")));
    let published = Published {
        records: knowledge.incidents.len(),
        patterns: knowledge.patterns.len(),
        links: knowledge.links.iter().filter(|link| link.state.counts()).count(),
        pages: built.pages.len(),
        notes,
    };
    Ok((published, ledger.into_memory()))
}

/// What programs read: JSON of each incident and pattern, the feed, the sitemap, and the search index.
fn write_data(
    casebook: &Casebook,
    base: &KnowledgeBase,
    built: &Built,
    about: &FeedInput<'_>,
    cache: Option<&Cache>,
    (ledger, staging): (&Ledger<'_>, &Staging),
) -> Result<(), StoreError> {
    let config = &casebook.config;
    (0..base.incidents.len()).into_par_iter().try_for_each(|index| {
        let path = format!("incidents/{}.json", base.incidents[index].id);
        if ledger.keeps(&path, base.prints().told[index]) {
            return Ok(());
        }
        staging.write(&path, export::to_json(&export::incident(base, index)).as_bytes())
    })?;
    (0..base.patterns.len()).into_par_iter().try_for_each(|index| {
        let path = format!("patterns/{}.json", base.patterns[index].id);
        if ledger.keeps(&path, print_of_pattern(base, index)) {
            return Ok(());
        }
        staging.write(&path, export::to_json(&export::pattern(base, index)).as_bytes())
    })?;
    staging.write("feed.xml", export::feed(base, about).as_bytes())?;
    machines::write(base, built, (ledger, staging), about)?;
    if let Some(base_url) = &config.base_url {
        for (path, text) in export::sitemap(base_url, &sitemap_pages(base, built)) {
            staging.write(&path, text.as_bytes())?;
        }
    }
    if let Some(base_url) = &config.base_url {
        let text = export::opensearch(base_url, about.title, about.description);
        staging.write("opensearch.xml", text.as_bytes())?;
    }
    export::triage_scripts(base).par_iter().try_for_each(|(path, text)| staging.write(path, text.as_bytes()))?;
    // A team's own words are no record, and nobody said that they may be shared.
    let jargon = match config.edition {
        Audience::Internal => Jargon::new(&config.vocabulary),
        Audience::Shareable => Jargon::default(),
    };
    let severities = record::severity_words(config);
    let names = export::Names { severities: &severities, jargon: &jargon };
    let keep = |key: &str, print| ledger.keeps_named(key, print);
    let learn = |key: &str, print, path: &str| ledger.learn_named(key, print, path);
    let setup = format!("{config:?}");
    let before = export::Before {
        cache: cache.map(|cache| (cache, setup.as_str())),
        scripts: Some(export::Scripts { keep: &keep, learn: &learn }),
    };
    export::browser_index(base, names, before, &|path, bytes| staging.write(path, bytes))
}

/// What the JSON of a pattern is made of: its incidents, its life, and the day up to which a fix held.
fn print_of_pattern(base: &KnowledgeBase, index: usize) -> Print {
    let newest = base.by_date().first().and_then(|&at| base.incidents[at].date.as_ref());
    let said = [base.patterns[index].id.as_str(), &format!("{:?} {newest:?}", base.lives[index])];
    let incidents: Vec<usize> = base.links_of_pattern(index).map(|link| link.incident).collect();
    machines::listed(base, &said, &incidents)
}

/// Every page, an incident's with the day it tells of.
fn sitemap_pages(base: &KnowledgeBase, built: &Built) -> Vec<SitemapPage> {
    let day = |incident: &Incident| incident.date.as_ref().map(|date| date.value);
    let days: BTreeMap<String, Option<Date>> = base
        .incidents
        .iter()
        .map(|incident| (format!("incidents/{}/index.html", incident.id), day(incident)))
        .collect();
    let page = |address: &String| SitemapPage { address: address.clone(), date: days.get(address).copied().flatten() };
    built.pages.iter().map(page).collect()
}

/// Pictures and other files that records lead to.
fn copy_attachments(casebook: &Casebook, built: &Built, staging: &Staging) -> Result<(), StoreError> {
    built.attachments.par_iter().try_for_each(|(path, from)| {
        let source = casebook.records.join(from);
        let bytes = std::fs::read(&source).map_err(|error| StoreError::new("read", &source, error))?;
        staging.write(path, &bytes)
    })
}
