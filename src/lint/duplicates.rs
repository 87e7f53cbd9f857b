//! Records that tell what another one tells.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use rayon::prelude::*;

use crate::diag::{Diagnostic, rule};
use crate::model::Incident;

/// Shorter lines stand in many records.
const SHORTEST: usize = 24;

/// What has fewer lines is too short to be told from others by them.
const FEWEST: usize = 4;

/// The lines of a text that are looked up among those of others: the same few where two texts are alike.
const LOOKED_UP: usize = 6;

/// Shares of lines from which on two texts are one.
const ALIKE: f64 = 0.85;

/// A line that more records share than these comes from a template.
const COMMON: usize = 12;

/// Checks all records; each is told of the first one that it repeats.
pub fn check(incidents: &[Incident]) -> Vec<Diagnostic> {
    let mut same = by_title(incidents);
    for (later, earlier) in by_text(incidents) {
        same.entry(later).or_insert((earlier, "nearly the same text"));
    }
    let finding = |(later, (earlier, what)): (usize, (usize, &str))| {
        let (later, earlier) = (&incidents[later], &incidents[earlier]);
        let message = format!("this record has {what} as `{}`", earlier.file.path);
        Diagnostic::new(&rule::DUPLICATE_RECORD, &later.file, later.title.span, message).with_help(
            "bring the two together and keep the id of one under `aliases`, or say in the titles what differs",
        )
    };
    same.into_iter().map(finding).collect()
}

/// Records of the same title and day.
fn by_title(incidents: &[Incident]) -> BTreeMap<usize, (usize, &'static str)> {
    let mut seen: HashMap<(String, String), usize> = HashMap::new();
    let mut same = BTreeMap::new();
    for (index, incident) in incidents.iter().enumerate() {
        let Some(date) = incident.date.as_ref().filter(|_| !incident.title.span.is_empty()) else { continue };
        let title: Vec<&str> = incident.title.value.split_whitespace().collect();
        let key = (title.join(" ").to_lowercase(), date.value.to_string());
        let first = *seen.entry(key).or_insert(index);
        if first != index {
            same.insert(index, (first, "the same title and day"));
        }
    }
    same
}

/// Records of nearly the same lines: the later and the earlier.
fn by_text(incidents: &[Incident]) -> Vec<(usize, usize)> {
    let lines: Vec<BTreeSet<u64>> = incidents.par_iter().map(lines_of).collect();
    let mut holders: HashMap<u64, Vec<usize>> = HashMap::new();
    for (index, own) in lines.iter().enumerate().filter(|(_, own)| own.len() >= FEWEST) {
        for line in own.iter().take(LOOKED_UP) {
            holders.entry(*line).or_default().push(index);
        }
    }
    let mut found = Vec::new();
    for (index, own) in lines.iter().enumerate().filter(|(_, own)| own.len() >= FEWEST) {
        let looked_up = own.iter().take(LOOKED_UP).filter_map(|line| holders.get(line));
        let near = looked_up.filter(|holders| holders.len() <= COMMON).flatten().copied();
        let earlier: BTreeSet<usize> = near.filter(|&other| other < index).collect();
        let alike = earlier.into_iter().find(|&other| {
            // What is announced anew each month is told in the same words, and is not the same.
            if differs(&incidents[index], &incidents[other]) {
                return false;
            }
            let both = own.intersection(&lines[other]).count();
            both as f64 >= ALIKE * own.len().max(lines[other].len()) as f64
        });
        found.extend(alike.map(|other| (index, other)));
    }
    found
}

/// Whether both title and day set two records apart.
fn differs(one: &Incident, other: &Incident) -> bool {
    let day = |incident: &Incident| incident.date.as_ref().map(|date| date.value);
    one.title.value != other.title.value && day(one).zip(day(other)).is_some_and(|(one, other)| one != other)
}

/// The longer lines of a record, each as a number.
fn lines_of(incident: &Incident) -> BTreeSet<u64> {
    let text = incident.file.slice(incident.body);
    let long = text.lines().map(str::trim).filter(|line| line.len() >= SHORTEST);
    long.map(|line| {
        let mut hasher = DefaultHasher::new();
        line.hash(&mut hasher);
        hasher.finish()
    })
    .collect()
}
