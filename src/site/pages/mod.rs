//! One file a kind of page: what its template sees, made of the knowledge base.

pub mod actions;
pub mod changes;
pub mod course;
pub mod facets;
pub mod facts;
pub mod figures;
pub mod fixed;
pub mod groups;
pub mod home;
pub mod incident;
pub mod incidents;
pub mod map;
mod mark;
pub mod month;
pub mod pattern;
pub mod pattern_parts;
pub mod patterns;
pub mod promise_facets;
pub mod promised;
pub mod promises;
pub mod record_text;
pub mod recurrence;
pub mod seen;
pub mod statistics;
pub mod suspects;
pub mod timeline;
pub mod today;
