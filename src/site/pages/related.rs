//! The incidents that belong to one, each with the reasons.

use serde::Serialize;

use crate::knowledge::Said;
use crate::site::atlas::Atlas;
use crate::site::view::{self, PatternTag, Row};

/// An incident that belongs to this one.
#[derive(Serialize)]
pub struct RelatedRow<'a> {
    /// The other incident.
    pub incident: Row<'a>,
    /// What the records say of each other.
    pub said: Vec<&'static str>,
    /// The patterns they share.
    pub shared: Vec<PatternTag<'a>>,
}

/// The incidents that belong to the one at `at`, closest first.
pub fn related<'a>(atlas: &Atlas<'a>, at: usize) -> Vec<RelatedRow<'a>> {
    let row = |(other, said): (usize, Said)| RelatedRow {
        incident: view::row(atlas, other),
        said: vec![self::said(said)],
        shared: Vec::new(),
    };
    atlas.kb.stated(at).into_iter().map(row).collect()
}

fn said(said: Said) -> &'static str {
    match said {
        Said::RepeatOf => "repeated here",
        Said::RepeatedBy => "repeats this one",
        Said::Supersedes => "replaced by this record",
        Said::SupersededBy => "replaces this record",
        Said::Related => "named by the author",
    }
}
