//! Ranking: what a query asks for, what an incident is made of, and what it is worth that the two meet.
//!
//! Two engines answer queries, the terminal's (`index`) and the browser's, which `export` writes its data for. They keep
//! different files and share this module: the query language ([`Query`]), what has to be looked up for it ([`Plan`]), the
//! words of an incident by field ([`each_text`]), and every number of the formula ([`CONSTANTS`]). All arithmetic is of
//! `f64` by `+`, `-`, `*` and `/` in a fixed order, without logarithms, so that another language gives the same bits.
//! `docs/RANKING.md` tells the whole on one page.
//!
//! How words are stored and looked up is left to the engines.

mod content;
mod field;
mod instead;
mod jargon;
mod kin;
mod particles;
mod plan;
mod query;
mod weight;
mod words;
mod written;

pub use content::{Placement, day, each_term, each_text, facets, prior};
pub use field::{Facet, Field, FieldName, facet_key, facet_term};
pub use instead::others;
pub use jargon::{Entry, Jargon, meaning_terms};
pub use kin::{KinList, KinRow, kin_list, kin_rows, kin_worth};
pub use particles::begun;
pub use plan::{FacetValue, Form, Plan, Scope, Side, Unit, UnitRole};
pub use query::{Ask, Clause, Day, Query, Sign};
pub use weight::{
    CONSTANTS, Constants, MeanLength, closeness, has_neighbours, information, length, rounded_length, score, weight,
};
pub use words::{Counts, Meaning, Words};
