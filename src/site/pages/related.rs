//! The incidents that belong to one, each with the reasons.

use serde::Serialize;

use crate::knowledge::{Reason, Related};
use crate::site::atlas::Atlas;
use crate::site::view::{self, PatternTag, Row};

/// How many incidents are shown.
const SHOWN: usize = 8;

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
    let row = |related: Related| RelatedRow {
        incident: view::row(atlas, related.incident),
        said: related.reasons.iter().filter_map(|reason| said(*reason)).collect(),
        shared: related
            .reasons
            .iter()
            .filter_map(|reason| match reason {
                Reason::Pattern(pattern) => Some(view::plain_pattern_tag(atlas, *pattern)),
                _ => None,
            })
            .collect(),
    };
    atlas.kb.related(at).into_iter().take(SHOWN).map(row).collect()
}

fn said(reason: Reason) -> Option<&'static str> {
    match reason {
        Reason::RepeatOf => Some("repeated here"),
        Reason::RepeatedBy => Some("repeats this one"),
        Reason::Supersedes => Some("replaced by this record"),
        Reason::SupersededBy => Some("replaces this record"),
        Reason::Stated => Some("named by the author"),
        Reason::Pattern(_) => None,
    }
}
