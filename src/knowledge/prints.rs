//! What is told of an incident in other places than its record, as digests: while they stay the same, whatever is made of
//! it comes out the same.
//!
//! Much on an incident's page is a matter of other incidents: those that are like it and why, those that came before and
//! after with the same pattern. To work that out costs more than anything else, so a build that kept what it made takes
//! a digest of all that goes into it first. What a digest is made of has to hold everything that
//! [`reasons`](KnowledgeBase::reasons), [`difference`](KnowledgeBase::difference) and the page read; more does no harm.

use rayon::prelude::*;

use super::similar::{Axis, MOST_SHOWN};
use super::{KnowledgeBase, PatternLink};
use crate::store::{self, Digest};

/// A digest (BLAKE3).
pub type Print = [u8; 32];

/// Digests of all incidents, in their order.
#[derive(Debug)]
pub struct Prints {
    /// Of each incident alone: its id, its file, its links, and the patterns.
    pub own: Vec<Print>,
    /// Of each with all that is told beside it: its neighbours and why they are, what other records say of it, how often
    /// its patterns were seen and where they were seen next.
    pub told: Vec<Print>,
}

impl Prints {
    /// Takes the digests of all incidents of a knowledge base.
    pub fn new(base: &KnowledgeBase) -> Self {
        let patterns = patterns(base);
        let all = 0..base.incidents.len();
        let own: Vec<Print> = all.clone().into_par_iter().map(|at| own(base, at, &patterns)).collect();
        let compared: Vec<[Print; 2]> = all.clone().into_par_iter().map(|at| base.similar().prints(at)).collect();
        let beside = beside(base);
        let told = all.into_par_iter().map(|at| told(base, at, (&own, &compared), &beside[at])).collect();
        Self { own, told }
    }
}

fn patterns(base: &KnowledgeBase) -> Print {
    let mut digest = Digest::new();
    for pattern in &base.patterns {
        digest.add(pattern.id.as_str().as_bytes());
        digest.add(pattern.file.path.as_bytes());
        digest.add(pattern.file.text.as_bytes());
        digest.add(&[u8::from(pattern.built_in)]);
    }
    digest.bytes()
}

fn own(base: &KnowledgeBase, at: usize, patterns: &Print) -> Print {
    let incident = &base.incidents[at];
    let mut digest = Digest::new();
    digest.add(patterns);
    digest.add(incident.id.as_str().as_bytes());
    digest.add(&store::print(&incident.file));
    for link in base.links_of_incident(at) {
        add_link(&mut digest, link);
    }
    digest.bytes()
}

/// What is detected in a file is a matter of the file and of the patterns; this is for what an author decides elsewhere.
fn add_link(digest: &mut Digest, link: &PatternLink) {
    digest.add(&link.pattern.to_le_bytes());
    digest.add(&[link.state as u8]);
    digest.add(&link.score.to_bits().to_le_bytes());
    digest.add(&link.evidence.len().to_le_bytes());
}

/// An incident of a pattern, with the one before it and the one after it.
type Beside = (usize, Option<usize>, Option<usize>);

/// For each incident, the patterns that were seen in it, with the incidents of each before and after it.
fn beside(base: &KnowledgeBase) -> Vec<Vec<Beside>> {
    let mut rows = vec![Vec::new(); base.incidents.len()];
    for pattern in 0..base.patterns.len() {
        let mut newer = None;
        let mut seen = base.incidents_of_pattern(pattern).peekable();
        while let Some(at) = seen.next() {
            rows[at].push((pattern, seen.peek().copied(), newer));
            newer = Some(at);
        }
    }
    rows
}

fn told(base: &KnowledgeBase, at: usize, (own, compared): (&[Print], &[[Print; 2]]), beside: &[Beside]) -> Print {
    let incident = &base.incidents[at];
    let mut digest = Digest::new();
    let other = |digest: &mut Digest, other: Option<usize>| digest.add(other.map_or(&[], |other| &own[other]));
    other(&mut digest, Some(at));
    for link in base.links_of_incident(at) {
        digest.add(&base.times_seen[link.pattern].to_le_bytes());
    }
    for (pattern, older, newer) in beside {
        digest.add(&pattern.to_le_bytes());
        other(&mut digest, *older);
        other(&mut digest, *newer);
    }
    for (side, axis) in Axis::ALL.into_iter().enumerate() {
        digest.add(&compared[at][side]);
        for near in base.neighbours(at, axis).into_iter().take(MOST_SHOWN) {
            other(&mut digest, Some(near.incident));
            digest.add(&near.shown_score().to_bits().to_le_bytes());
            digest.add(&compared[near.incident][side]);
        }
        digest.add(axis.name().as_bytes());
    }
    for (named, said) in base.stated(at) {
        digest.add(&[said as u8]);
        other(&mut digest, Some(named));
    }
    for id in incident.repeat_of.iter().chain(&incident.related).chain(&incident.supersedes) {
        other(&mut digest, base.incident(&id.value));
    }
    digest.bytes()
}
