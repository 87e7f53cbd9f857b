//! Detection in every incident, and what was detected before.
//!
//! What is found in an incident is a matter of its file and of the patterns. It may be kept from run to run: incidents are
//! known by a digest of their file; that patterns and configuration are the same is for the keeper to see to.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::detect::{Matcher, Scratch};
use super::{PatternLink, links, suspects};
use crate::model::{Incident, Pattern, Theory};
use crate::store::Digest;

/// What was detected in one incident.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Detected {
    /// Its links, strongest first; where the incident stands among all is put in anew.
    links: Vec<PatternLink>,
    /// For each of its theories the pattern that it names.
    named: Vec<Option<usize>>,
}

/// What was detected in incidents, by a digest of their files.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Kept {
    detected: BTreeMap<Key, Detected>,
    /// Whether something was found that was not known, or is no more.
    #[serde(skip)]
    changed: bool,
}

impl Kept {
    /// Whether it holds something else than when it was read.
    pub fn is_changed(&self) -> bool {
        self.changed
    }
}

type Key = [u8; 32];

/// What is found in each incident: its links, and the pattern that each of its theories names. What `kept` knows is taken
/// from there; afterwards it has what was found in all of them and nothing else.
pub fn detect(incidents: &[Incident], patterns: &[Pattern], kept: Option<&mut Kept>) -> Vec<Found> {
    let matcher = Matcher::new(patterns);
    let find = |scratch: &mut Scratch, place: usize| {
        let incident = &incidents[place];
        if incident.is_page() {
            return (Vec::new(), Vec::new());
        }
        let links = links::links_of(incident, place, patterns, &matcher, scratch);
        let named = |theory: &Theory| suspects::named_pattern(&theory.statement.value, patterns, &matcher, scratch);
        (links, incident.theories.iter().map(named).collect())
    };
    let all = (0..incidents.len()).into_par_iter();
    let Some(kept) = kept else { return all.map_init(Scratch::default, find).collect() };
    let known = |scratch: &mut Scratch, place: usize| {
        let key = key(&incidents[place]);
        let found = kept.detected.get(&key).map_or_else(|| find(scratch, place), |detected| detected.at(place));
        (key, found)
    };
    let found: Vec<(Key, Found)> = all.map_init(Scratch::default, known).collect();
    // Each file has a path of its own, and with it a key.
    if kept.detected.len() != found.len() || found.iter().any(|(key, _)| !kept.detected.contains_key(key)) {
        kept.detected = found.iter().map(|(key, (links, named))| (*key, Detected::of(links, named))).collect();
        kept.changed = true;
    }
    found.into_iter().map(|(_, found)| found).collect()
}

/// The links of an incident, and the pattern that each of its theories names.
pub type Found = (Vec<PatternLink>, Vec<Option<usize>>);

impl Detected {
    fn of(links: &[PatternLink], named: &[Option<usize>]) -> Self {
        Self { links: links.to_vec(), named: named.to_vec() }
    }

    fn at(&self, place: usize) -> Found {
        let links = self.links.iter().map(|link| PatternLink { incident: place, ..link.clone() });
        (links.collect(), self.named.clone())
    }
}

fn key(incident: &Incident) -> Key {
    let mut digest = Digest::new();
    digest.add(incident.file.path.as_bytes());
    digest.add(incident.file.text.as_bytes());
    digest.bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::testing::{incident, pattern};
    use crate::model::SectionKind;

    #[test]
    fn what_was_kept_is_found_again_wherever_the_incident_stands_and_what_is_gone_is_forgotten() {
        let told = |id: &str| incident(id, &[(SectionKind::RootCause, &format!("The disk was full, says {id}."))]);
        let patterns = [pattern("full", &[&[&["disk was full"]]])];
        let (a, b, c) = (told("a"), told("b"), told("c"));
        let mut kept = Kept::default();
        detect(&[b.clone(), c.clone()], &patterns, Some(&mut kept));
        let all = [a, b, c];
        assert_eq!(detect(&all, &patterns, Some(&mut kept)), detect(&all, &patterns, None));
        assert_eq!(kept.detected.len(), 3);
        kept.changed = false;
        detect(&all, &patterns, Some(&mut kept));
        assert!(!kept.is_changed());
        detect(&all[..1], &patterns, Some(&mut kept));
        assert_eq!((kept.detected.len(), kept.is_changed()), (1, true));
    }
}
