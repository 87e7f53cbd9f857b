//! What authors say of incidents that belong together.

use crate::knowledge::KnowledgeBase;
use crate::model::IncidentId;
use crate::source::Spanned;

/// What one record says of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Said {
    /// This one repeats the other.
    RepeatOf,
    /// The other one repeats this one.
    RepeatedBy,
    /// This one replaces the other.
    Supersedes,
    /// The other one replaces this one.
    SupersededBy,
    /// One of them names the other as related.
    Related,
}

impl KnowledgeBase {
    /// What authors said of this incident and others, in either record: each other incident with the strongest word
    /// about it, ordered by that, then newest first.
    pub fn stated(&self, incident: usize) -> Vec<(usize, Said)> {
        let Some(this) = self.incidents.get(incident) else { return Vec::new() };
        let to = |ids: &[Spanned<IncidentId>], said| {
            let found = ids.iter().filter_map(|id| self.incident(&id.value));
            found.filter(|&other| other != incident).map(|other| (other, said)).collect::<Vec<_>>()
        };
        let mut stated = to(&this.repeat_of, Said::RepeatOf);
        stated.extend(to(&this.related, Said::Related));
        stated.extend(to(&this.supersedes, Said::Supersedes));
        stated.extend(self.stated_elsewhere.get(incident).into_iter().flatten().copied());
        stated.sort_by_key(|&(other, said)| (other, said));
        stated.dedup_by_key(|(other, _)| *other);
        stated.sort_by_key(|&(other, said)| (said, self.lookups.ranks[other]));
        stated
    }
}

/// For each incident, what other records say of it.
pub fn stated_elsewhere(base: &KnowledgeBase) -> Vec<Vec<(usize, Said)>> {
    let mut rows = vec![Vec::new(); base.incidents.len()];
    for (from, incident) in base.incidents.iter().enumerate() {
        let kinds = [
            (&incident.repeat_of, Said::RepeatedBy),
            (&incident.related, Said::Related),
            (&incident.supersedes, Said::SupersededBy),
        ];
        for (ids, said) in kinds {
            let named = ids.iter().filter_map(|id| base.incident(&id.value)).filter(|&to| to != from);
            named.for_each(|to| rows[to].push((from, said)));
        }
    }
    rows
}
