//! The incidents that belong to one, each with the reason.

use serde::Serialize;

use crate::site::atlas::{Atlas, Reference, counts_for, references};
use crate::site::view::{self, Row};

/// How many incidents are shown.
const SHOWN: usize = 8;

/// An incident that belongs to this one.
#[derive(Serialize)]
pub struct RelatedRow<'a> {
    /// The other incident.
    pub incident: Row<'a>,
    /// Why it is shown, most telling first.
    pub reasons: Vec<String>,
}

/// What records say of each other first, then shared patterns.
pub fn related<'a>(atlas: &Atlas<'a>, at: usize) -> Vec<RelatedRow<'a>> {
    let mut found: Vec<(usize, Vec<String>)> = Vec::new();
    let mut add = |other: usize, reason: String| match found.iter_mut().find(|(known, _)| *known == other) {
        Some((_, reasons)) if !reasons.contains(&reason) => reasons.push(reason),
        Some(_) => {}
        None => found.push((other, vec![reason])),
    };
    for (id, reference) in references(&atlas.kb.incidents[at]) {
        if let Some(other) = atlas.kb.incident(id).filter(|&other| other != at) {
            add(other, said_here(reference).to_owned());
        }
    }
    for &(other, reference) in atlas.referrers(at) {
        add(other, said_there(reference).to_owned());
    }
    for (_, link) in atlas.links_of_incident(at).filter(|(_, link)| counts_for(link.state)) {
        let name = &atlas.kb.patterns[link.pattern].name.value;
        let others = atlas.links_of_pattern(link.pattern).filter(|(_, other)| counts_for(other.state));
        for (_, other) in others.filter(|(_, other)| other.incident != at).take(SHOWN) {
            add(other.incident, format!("shares {name}"));
        }
    }
    found.truncate(SHOWN);
    found.into_iter().map(|(other, reasons)| RelatedRow { incident: view::row(atlas, other), reasons }).collect()
}

fn said_here(reference: Reference) -> &'static str {
    match reference {
        Reference::RepeatOf => "this one repeats it",
        Reference::Supersedes => "replaced by this record",
        Reference::Related => "named by the author",
    }
}

fn said_there(reference: Reference) -> &'static str {
    match reference {
        Reference::RepeatOf => "repeats this one",
        Reference::Supersedes => "replaces this record",
        Reference::Related => "names this one",
    }
}
