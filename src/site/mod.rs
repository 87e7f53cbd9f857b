//! The pages of the site, made of the knowledge base and the [`Theme`].
//!
//! [`build`] makes every page and hands each to a sink as soon as it is made, so that ten thousand of them never lie in
//! memory at once. Pages know neither folder nor server: every address is relative and names its file. Writing and
//! swapping is the matter of [`crate::store`]; JSON, feed, sitemap and search index are made by [`crate::export`]; the
//! pages lead to the JSON beside them (`incidents/ID.json`), feeds (`feed.xml`, `patterns/ID/feed.xml`), `opensearch.xml` and, from a script, `search/directory.js`.
//!
//! Home of `tera` and `rust_embed`, both in `theme`.

mod address;
mod atlas;
mod build;
mod charts;
mod doubts;
mod error;
mod label_marks;
mod language;
mod links;
mod maker;
mod marks;
mod memory;
mod mistake;
mod pages;
mod paging;
mod quote;
mod revision;
mod say;
mod theme;
mod theory_marks;
mod view;

pub use build::{Built, BuiltGroup, Sink, SiteInput, build, description};
pub use error::SiteError;
pub use language::{built_in_words, words};
pub use memory::{Before, Inputs, Ledger, Memory};
pub use mistake::Mistake;
pub use revision::{LastChange, LastChanges};
pub use theme::{Asset, Theme};

#[cfg(test)]
mod tests;
