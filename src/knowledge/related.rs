//! Incidents that belong together: because a record says so, or because they share patterns.

use std::collections::{BTreeMap, BTreeSet};

use super::KnowledgeBase;
use crate::model::IncidentId;
use crate::source::Spanned;

/// How many of a pattern's newest incidents are looked at; keeps the cost of a page independent of the size of the base.
const MOST_COMPARED: usize = 64;

/// How many related incidents are given.
const MOST_GIVEN: usize = 24;

/// What an author's word is worth beside patterns shared.
const SAID: f64 = 100.0;

/// Why two incidents belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// This one repeats the other.
    RepeatOf,
    /// The other one repeats this one.
    RepeatedBy,
    /// This one replaces the other.
    Supersedes,
    /// The other one replaces this one.
    SupersededBy,
    /// One of them names the other as related.
    Stated,
    /// Both are confirmed or detected instances of this pattern, as an index into the patterns.
    Pattern(usize),
}

/// An incident that belongs to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Related {
    /// Index into the knowledge base's incidents.
    pub incident: usize,
    /// The higher, the closer.
    pub score: f64,
    /// Why, strongest first.
    pub reasons: Vec<Reason>,
}

impl KnowledgeBase {
    /// The incidents that belong to this one, closest first: what authors stated, then shared patterns weighted by
    /// their rarity; of equals the newest first. At most 24.
    pub fn related(&self, incident: usize) -> Vec<Related> {
        let mut reasons: BTreeMap<usize, BTreeSet<Reason>> = BTreeMap::new();
        for (other, reason) in self.stated(incident) {
            reasons.entry(other).or_default().insert(reason);
        }
        let shared = self.counted_patterns(incident);
        let mut candidates: BTreeSet<usize> = reasons.keys().copied().collect();
        for &pattern in &shared {
            candidates
                .extend(self.incidents_of_pattern(pattern).filter(|&other| other != incident).take(MOST_COMPARED));
        }
        for other in candidates {
            let theirs = self.counted_patterns(other);
            let both = theirs.intersection(&shared).map(|&pattern| Reason::Pattern(pattern));
            reasons.entry(other).or_default().extend(both);
        }
        let mut related: Vec<Related> =
            reasons.into_iter().map(|(incident, reasons)| self.weigh(incident, reasons)).collect();
        related.sort_by(|a, b| {
            b.score
                .total_cmp(&a.score)
                .then_with(|| self.lookups.ranks[a.incident].cmp(&self.lookups.ranks[b.incident]))
        });
        related.truncate(MOST_GIVEN);
        related
    }

    fn weigh(&self, incident: usize, reasons: BTreeSet<Reason>) -> Related {
        let weight = |reason: &Reason| match reason {
            Reason::Pattern(pattern) => self.rarity(*pattern),
            _ => SAID,
        };
        let score = reasons.iter().map(weight).sum();
        let mut reasons: Vec<Reason> = reasons.into_iter().collect();
        reasons.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then(a.cmp(b)));
        Related { incident, score, reasons }
    }

    /// What sharing a pattern says: much where few incidents have it.
    pub(super) fn rarity(&self, pattern: usize) -> f64 {
        let all = self.incidents.len() as f64;
        let seen = self.times_seen[pattern] as f64;
        (1.0 + all / seen.max(1.0)).ln()
    }

    pub(super) fn counted_patterns(&self, incident: usize) -> BTreeSet<usize> {
        self.links_of_incident(incident).filter(|link| link.state.counts()).map(|link| link.pattern).collect()
    }

    /// What authors said of this incident and others, in either record.
    pub(super) fn stated(&self, incident: usize) -> Vec<(usize, Reason)> {
        let this = &self.incidents[incident];
        let to = |ids: &[Spanned<IncidentId>], reason| {
            let found = ids.iter().filter_map(|id| self.incident(&id.value));
            found.filter(|&other| other != incident).map(|other| (other, reason)).collect::<Vec<_>>()
        };
        let mut stated = to(&this.repeat_of, Reason::RepeatOf);
        stated.extend(to(&this.related, Reason::Stated));
        stated.extend(to(&this.supersedes, Reason::Supersedes));
        stated.extend_from_slice(&self.stated_elsewhere[incident]);
        stated
    }
}

/// For each incident, what other records say of it.
pub fn stated_elsewhere(base: &KnowledgeBase) -> Vec<Vec<(usize, Reason)>> {
    let mut rows = vec![Vec::new(); base.incidents.len()];
    for (from, incident) in base.incidents.iter().enumerate() {
        let kinds = [
            (&incident.repeat_of, Reason::RepeatedBy),
            (&incident.related, Reason::Stated),
            (&incident.supersedes, Reason::SupersededBy),
        ];
        for (ids, reason) in kinds {
            let named = ids.iter().filter_map(|id| base.incident(&id.value)).filter(|&to| to != from);
            named.for_each(|to| rows[to].push((from, reason)));
        }
    }
    rows
}
