//! What other programs read: JSON for each incident and pattern and of every list, with its schema, feeds, the sitemap, and the index that searches in
//! the browser; and what carries a whole casebook away. The home of `atom_syndication` and `csv`.
//!
//! Everything here makes text of the knowledge base and writes no file. All addresses are those of the site's pages,
//! relative to its root; only feed and sitemap put the configured address before them.

mod about;
mod address;
mod browser;
mod bundle;
mod changes;
mod engine;
mod feed;
mod incident;
mod lists;
mod opensearch;
mod passages;
mod pattern;
mod schema;
mod sheets;
pub mod similar;
mod sitemap;
mod snapshot;
#[cfg(test)]
mod tests;
mod triage;

use serde::Serialize;

pub use about::{SiteJson, llms, site};
pub use browser::{Before, Names, Scripts, browser_index};
pub use bundle::{BundleInput, bundle};
pub use changes::{Changed, Changes, Field, Moved, Thing, Tie, changes};
pub use engine::{opensearch_documents, opensearch_template, quickwit_config, quickwit_documents};
pub use feed::{FeedInput, FeedPart, feed, feed_of_part};
pub use incident::{EvidenceJson, IncidentJson, LinkJson, incident};
pub use lists::{
    ActionsJson, GroupInput, GroupsJson, IncidentsJson, ListPlace, PatternsJson, actions, groups, incidents, patterns,
};
pub use opensearch::opensearch;
pub use pattern::{InstanceJson, PatternJson, pattern};
pub use schema::site_schema;
pub use sheets::{actions as actions_csv, incidents as incidents_csv};
pub use sitemap::{SitemapPage, sitemap};
pub use snapshot::{LISTS as CHANGE_LISTS, Snapshot, SnapshotError};
pub use triage::triage_scripts;

/// The version of every JSON that scripts may rely on.
pub const SCHEMA: u32 = 1;

/// A value as one line of JSON with a line break.
pub fn to_json(value: &impl Serialize) -> String {
    let mut json = serde_json::to_string(value).expect("the values of exports have text for keys");
    json.push('\n');
    json
}
