//! Incidents in order of their dates, and by what their records say of them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use crate::model::Incident;
use crate::source::Spanned;

/// Indices into the incidents, each list newest first.
#[derive(Debug, Default)]
pub struct Lookups {
    /// All of them but pages, which tell none; those without a date last, by id.
    pub by_date: Vec<usize>,
    /// The place of each incident in `by_date`; pages come after all others.
    pub ranks: Vec<usize>,
    /// By service.
    pub services: BTreeMap<String, Vec<usize>>,
    /// By tag.
    pub tags: BTreeMap<String, Vec<usize>>,
    /// By severity.
    pub severities: BTreeMap<String, Vec<usize>>,
    /// By the year of the date.
    pub years: BTreeMap<i16, Vec<usize>>,
}

impl Lookups {
    /// Sorts and groups incidents, which come ordered by id.
    pub fn new(incidents: &[Incident]) -> Self {
        let mut by_date: Vec<usize> = (0..incidents.len()).filter(|&index| !incidents[index].is_page()).collect();
        let date = |index: usize| incidents[index].date.as_ref().map(|date| date.value);
        by_date.sort_by_key(|&index| Reverse(date(index)));
        let mut ranks = vec![incidents.len(); incidents.len()];
        for (rank, &index) in by_date.iter().enumerate() {
            ranks[index] = rank;
        }
        let mut years: BTreeMap<i16, Vec<usize>> = BTreeMap::new();
        for &index in &by_date {
            if let Some(date) = date(index) {
                years.entry(date.0.year()).or_default().push(index);
            }
        }
        let severity = |incident: &'_ Incident| incident.severity.iter().cloned().collect();
        Self {
            services: groups(incidents, &ranks, |incident| incident.services.clone()),
            tags: groups(incidents, &ranks, |incident| incident.tags.clone()),
            severities: groups(incidents, &ranks, severity),
            by_date,
            ranks,
            years,
        }
    }
}

/// Groups incidents by names that mean the same.
fn groups(
    incidents: &[Incident],
    ranks: &[usize],
    names: impl Fn(&Incident) -> Vec<Spanned<String>>,
) -> BTreeMap<String, Vec<usize>> {
    let mut spellings: HashMap<String, String> = HashMap::new();
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, incident) in incidents.iter().enumerate().filter(|(_, incident)| !incident.is_page()) {
        for name in names(incident) {
            let name = name.value.trim();
            if name.is_empty() {
                continue;
            }
            let spelling = spellings.entry(key(name)).or_insert_with(|| name.to_owned());
            let group = groups.entry(spelling.clone()).or_default();
            if group.last() != Some(&index) {
                group.push(index);
            }
        }
    }
    for group in groups.values_mut() {
        group.sort_by_key(|&index| ranks[index]);
    }
    groups
}

/// What names that mean the same have in common.
fn key(name: &str) -> String {
    name.to_lowercase().split(|c: char| c.is_whitespace() || matches!(c, '-' | '_')).collect::<Vec<_>>().join("-")
}
