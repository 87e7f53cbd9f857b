//! Casebook: from Markdown post-mortems to an index, a search and a linked site.
//!
//! The modules are floors: a module imports from lower floors only, and neighbours never import each other.
//! `docs/ARCHITECTURE.md` is the map; `tests/suite/architecture.rs` holds the code to it.
//!
//! | floor | modules |
//! |---|---|
//! | 0 | [`source`] |
//! | 1 | [`model`], [`diag`] |
//! | 2 | [`text`], [`markdown`], [`yaml`], [`store`], [`config`], [`words`], `deep` |
//! | 3 | [`record`], [`catalogue`], [`meaning`], [`bundle`] |
//! | 4 | [`knowledge`], [`ranking`], [`import`], [`redact`] |
//! | 5 | [`lint`], [`index`], [`export`], [`eval`] |
//! | 6 | [`site`], [`report`] |
//! | 7 | [`pipeline`], [`serve`] |
//! | 8 | [`cli`] |

pub mod bundle;
pub mod catalogue;
pub mod cli;
pub mod config;
#[cfg(feature = "deep")]
pub mod deep;
pub mod diag;
pub mod eval;
pub mod export;
pub mod import;
pub mod index;
pub mod knowledge;
pub mod lint;
pub mod markdown;
pub mod meaning;
pub mod model;
pub mod pipeline;
pub mod ranking;
pub mod record;
pub mod redact;
pub mod report;
pub mod serve;
pub mod site;
pub mod source;
pub mod store;
pub mod text;
pub mod words;
pub mod yaml;
