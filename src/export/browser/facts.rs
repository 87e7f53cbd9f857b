//! The scripts of facts: which incidents have which values, when each happened, and what speaks for it beforehand.

use std::collections::BTreeMap;

use super::Write;
use super::{pack, shards};
use crate::knowledge::{KnowledgeBase, LinkState};
use crate::model::Incident;
use crate::ranking::{Facet, day, facet_term, facets, prior};

/// The facets whose values can be counted and chosen.
const COUNTED: [Facet; 5] = [Facet::Severity, Facet::Status, Facet::Service, Facet::Pattern, Facet::Tag];

/// Writes a script for each facet that has values; gives its name and that of the script.
pub fn write<E>(kb: &KnowledgeBase, sink: &Write<'_, E>) -> Result<BTreeMap<&'static str, String>, E> {
    let mut values: BTreeMap<(Facet, String), (String, Vec<u32>)> = BTreeMap::new();
    for (at, incident) in kb.incidents.iter().enumerate() {
        let linked = kb.links_of_incident(at).filter(|link| link.state != LinkState::Rejected);
        let patterns = linked.map(|link| &kb.patterns[link.pattern].id);
        for (facet, value) in facets(incident, patterns) {
            if COUNTED.contains(&facet) {
                let term = facet_term(facet, &value);
                let (_, documents) = values.entry((facet, term)).or_insert_with(|| (value, Vec::new()));
                if documents.last() != Some(&(at as u32)) {
                    documents.push(at as u32);
                }
            }
        }
    }
    let mut names = BTreeMap::new();
    for facet in COUNTED {
        let own = values.iter().filter(|((of, _), _)| *of == facet);
        let rows: Vec<(&str, String, String)> = own
            .map(|((_, term), (value, documents))| {
                let shown = name_of(kb, facet, value);
                (term.as_str(), shown, pack::documents(documents, kb.incidents.len()))
            })
            .collect();
        if !rows.is_empty() {
            names.insert(facet.name(), json_script("facts", &rows, sink)?);
        }
    }
    names.insert("day", shards_script("facts", &days(kb), sink)?);
    // Without a record it would be as empty as the days, and scripts of one folder are named by what they hold.
    if !kb.incidents.is_empty() {
        names.insert("level", shards_script("facts", &levels(kb), sink)?);
    }
    Ok(names)
}

/// A value as it is shown: the name of a pattern, anything else as written.
fn name_of(kb: &KnowledgeBase, facet: Facet, value: &str) -> String {
    let pattern = (facet == Facet::Pattern).then(|| kb.patterns.iter().find(|pattern| pattern.id.as_str() == value));
    pattern.flatten().map_or_else(|| value.to_owned(), |pattern| pattern.name.value.clone())
}

/// The day of each incident, as the distance to the one before it: twice the distance, and one more where it goes back.
/// A day counts as it sorts (20260131), 0 where there is none.
fn days(kb: &KnowledgeBase) -> String {
    let (mut out, mut before) = (String::new(), 0_i64);
    for incident in &kb.incidents {
        let day = incident.date.as_ref().map_or(0, |date| day(date.value).0.cast_signed());
        let distance = day - before;
        pack::number(distance.unsigned_abs() as u32 * 2 + u32::from(distance < 0), &mut out);
        before = day;
    }
    out
}

/// How far each record is worked out, a digit from 0 to 3 for each; a page, which tells no incident, has none.
fn levels(kb: &KnowledgeBase) -> String {
    let level = |incident: &Incident| if incident.is_page() { '-' } else { char::from(b'0' + incident.level.number()) };
    kb.incidents.iter().map(level).collect()
}

/// The values that priors have, and for each incident which of them; the most common values have the shortest numbers.
pub fn priors(kb: &KnowledgeBase) -> (Vec<u64>, String) {
    let own: Vec<u64> = kb.incidents.iter().map(prior).collect();
    let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
    for &prior in &own {
        *counts.entry(prior).or_default() += 1;
    }
    let mut values: Vec<(u64, usize)> = counts.into_iter().collect();
    values.sort_by_key(|&(prior, count)| (std::cmp::Reverse(count), prior));
    let numbers: BTreeMap<u64, usize> =
        values.iter().enumerate().map(|(number, (prior, _))| (*prior, number)).collect();
    let mut out = String::with_capacity(own.len());
    for prior in &own {
        pack::number(numbers[prior] as u32, &mut out);
    }
    (values.into_iter().map(|(prior, _)| prior).collect(), out)
}

fn json_script<E>(folder: &str, value: &impl serde::Serialize, sink: &Write<'_, E>) -> Result<String, E> {
    let json = serde_json::to_string(value).expect("facts have text for keys");
    shards_script(folder, &json, sink)
}

/// Writes a script that holds one text; gives its name.
fn shards_script<E>(folder: &str, text: &str, sink: &Write<'_, E>) -> Result<String, E> {
    let name = shards::name(text);
    shards::script(&format!("{folder}/{name}"), text, sink)?;
    Ok(name)
}
