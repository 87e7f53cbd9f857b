//! What programs read beside the pages, but for the JSON of single records and the search index: lists, the feeds of
//! patterns and services, the schema of it all, and what the site says of itself.

use rayon::prelude::*;
use serde::Serialize;

use super::Casebook;
use crate::export::{self, Changes, FeedInput, FeedPart, GroupInput, ListPlace, Snapshot};
use crate::knowledge::{KnowledgeBase, Print};
use crate::report;
use crate::site::{self, Built, BuiltGroup, Ledger};
use crate::store::{Digest, Staging, StoreError};
use crate::words::Words;

/// Writes them.
pub(super) fn write(
    base: &KnowledgeBase,
    built: &Built,
    (ledger, staging): (&Ledger<'_>, &Staging),
    about: &FeedInput<'_>,
) -> Result<(), StoreError> {
    put(staging, "index.json", &export::site(base, about))?;
    let all = ListPlace { page: "incidents/index.html".to_owned(), feed: Some("feed.xml".to_owned()) };
    put(staging, "incidents.json", &export::incidents(base, base.by_date(), None, all))?;
    put(staging, "patterns.json", &export::patterns(base))?;
    put(staging, "actions.json", &export::actions(base))?;
    staging.write("usual-suspects.json", report::theories::json(base, &base.suspects).as_bytes())?;
    staging.write("schema.json", report::json_text(&export::site_schema()).as_bytes())?;
    staging.write("llms.txt", export::llms(base, about).as_bytes())?;
    for area in ["services", "tags", "severities", "statuses", "levels", "timeline"] {
        groups(base, built, area, about, (ledger, staging))?;
    }
    (0..base.patterns.len()).into_par_iter().try_for_each(|index| {
        let pattern = &base.patterns[index];
        let incidents: Vec<usize> = base.incidents_of_pattern(index).collect();
        let (page, feed) = (format!("patterns/{}/index.html", pattern.id), format!("patterns/{}/feed.xml", pattern.id));
        let part = FeedPart { name: &pattern.name.value, page: &page, feed: &feed, incidents: &incidents };
        let said = [pattern.id.as_str(), about.title, about.description];
        if ledger.keeps(&feed, listed(base, &said, &incidents)) {
            return Ok(());
        }
        staging.write(&feed, export::feed_of_part(base, about, &part).as_bytes())
    })
}

/// A digest of what a list of incidents is made of: what is said of it, and each incident as its print tells. The
/// configuration is the same for all that is remembered together.
pub(super) fn listed(base: &KnowledgeBase, said: &[&str], incidents: &[usize]) -> Print {
    let mut digest = Digest::new();
    digest.add(&said.len().to_le_bytes());
    for text in said {
        digest.add(text.as_bytes());
    }
    let prints = base.prints();
    for &at in incidents {
        digest.add(&prints.own[at]);
    }
    digest.bytes()
}

/// What changed since an earlier build.
pub(super) fn changes(base: &KnowledgeBase, since: &Snapshot) -> Changes {
    let place = ListPlace { page: String::new(), feed: None };
    let incidents = export::incidents(base, base.by_date(), None, place);
    export::changes(since, &Snapshot::of(&incidents, &export::patterns(base)))
}

/// What feeds and texts say of the casebook, in the language of its pages.
pub(super) fn about<'a>(casebook: &'a Casebook, words: &'a Words) -> FeedInput<'a> {
    let config = &casebook.config;
    FeedInput {
        title: &config.title,
        description: site::description(config, words),
        base_url: config.base_url.as_deref(),
        version: env!("CARGO_PKG_VERSION"),
    }
}

/// The list of all services, tags or months, and the JSON of each; a service has a feed too.
fn groups(
    base: &KnowledgeBase,
    built: &Built,
    area: &str,
    about: &FeedInput<'_>,
    (ledger, staging): (&Ledger<'_>, &Staging),
) -> Result<(), StoreError> {
    let input = |group: &'_ BuiltGroup| (area == "services").then(|| format!("{}/feed.xml", group.folder));
    let own: Vec<GroupInput<'_>> = built
        .groups
        .iter()
        .filter(|group| group.area == area)
        .map(|group| GroupInput {
            name: &group.name,
            folder: group.folder.clone(),
            incidents: &group.incidents,
            feed: input(group),
        })
        .collect();
    put(staging, &format!("{area}.json"), &export::groups(base, format!("{area}/index.html"), &own))?;
    own.par_iter().try_for_each(|group| {
        let page = format!("{}/index.html", group.folder);
        let said = [area, group.name, &group.folder, about.title, about.description];
        let print = listed(base, &said, group.incidents);
        if let Some(feed) = group.feed.as_ref().filter(|feed| !ledger.keeps(feed, print)) {
            let part = FeedPart { name: group.name, page: &page, feed, incidents: group.incidents };
            staging.write(feed, export::feed_of_part(base, about, &part).as_bytes())?;
        }
        let path = format!("{}.json", group.folder);
        if ledger.keeps(&path, print) {
            return Ok(());
        }
        let place = ListPlace { page, feed: group.feed.clone() };
        put(staging, &path, &export::incidents(base, group.incidents, Some(group.name), place))
    })
}

fn put(staging: &Staging, path: &str, value: &impl Serialize) -> Result<(), StoreError> {
    staging.write(path, export::to_json(value).as_bytes())
}
