//! What the facts of a service's incidents come to, beside what its records tell: how bad it was, how long it took, who
//! noticed, and what was hit with it. It says something even where records are a line each.

use std::collections::BTreeMap;

use serde::Serialize;

use super::review::severities;
use crate::model::{DetectedBy, Incident};
use crate::site::atlas::{Atlas, Group};
use crate::site::charts::{self, Spread};
use crate::site::view::{self, Named, Severity};
use crate::source::Spanned;

/// How many other services and tags are named.
const NAMES: usize = 6;

/// What the template sees.
#[derive(Serialize)]
pub struct Profile<'a> {
    /// How many incidents of each severity, the worst first.
    severities: Vec<(Severity<'a>, usize)>,
    /// How many are still under investigation.
    investigating: usize,
    /// From the start until resolved.
    lasted: Option<Spread>,
    /// Who noticed, with how often.
    noticed: Vec<(&'a str, usize)>,
    /// The services hit in the same incidents, most often first.
    together: Vec<(Named<'a>, usize)>,
    /// What authors call these incidents, the most used first.
    tags: Vec<(Named<'a>, usize)>,
}

/// Gathers the facts of a service's incidents; `None` where they tell none.
pub fn make<'a>(atlas: &Atlas<'a>, service: &Group) -> Option<Profile<'a>> {
    let of: Vec<&'a Incident> = service.incidents.iter().map(|&at| &atlas.kb.incidents[at]).collect();
    let mut together = named(atlas, "services", &of, |incident| &incident.services);
    together.retain(|(slug, _)| *slug != service.slug);
    let profile = Profile {
        severities: severities(atlas, &service.incidents),
        investigating: of.iter().filter(|incident| incident.is_investigating()).count(),
        lasted: charts::spread(atlas.words, of.iter().filter_map(|incident| minutes(incident)).collect()),
        noticed: noticed(atlas, &of),
        together: most(together),
        tags: most(named(atlas, "tags", &of, |incident| &incident.tags)),
    };
    let is_told = !profile.severities.is_empty() || profile.investigating > 0 || profile.lasted.is_some();
    let is_named = !profile.noticed.is_empty() || !profile.together.is_empty() || !profile.tags.is_empty();
    (is_told || is_named).then_some(profile)
}

fn minutes(incident: &Incident) -> Option<u64> {
    incident.resolved.as_ref()?.value.minutes_since(incident.started.as_ref()?.value)
}

fn noticed<'a>(atlas: &Atlas<'a>, incidents: &[&Incident]) -> Vec<(&'a str, usize)> {
    let count = |by: DetectedBy| {
        incidents.iter().filter(|incident| incident.detected_by.as_ref().is_some_and(|own| own.value == by)).count()
    };
    let mut told: Vec<(&str, usize)> = DetectedBy::ALL
        .into_iter()
        .map(|by| (atlas.words.say(&format!("detected-by.{}", by.name())), count(by)))
        .filter(|(_, count)| *count > 0)
        .collect();
    told.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    told
}

type Counted<'a> = (String, (Named<'a>, usize));

/// The services or tags of some incidents by their slug, with in how many they stand.
fn named<'a>(
    atlas: &Atlas<'a>,
    area: &'static str,
    incidents: &[&'a Incident],
    of: fn(&Incident) -> &[Spanned<String>],
) -> Vec<Counted<'a>> {
    let mut found: BTreeMap<String, (Named<'a>, usize)> = BTreeMap::new();
    for incident in incidents {
        let mut own = BTreeMap::new();
        for name in of(incident) {
            own.entry(atlas.group_slug(area, &name.value)).or_insert(name.value.as_str());
        }
        for (slug, name) in own {
            found.entry(slug).or_insert_with(|| (view::named(atlas, area, name), 0)).1 += 1;
        }
    }
    found.into_iter().collect()
}

/// The first names by how often they stand, those that stand alike by slug.
fn most(counted: Vec<Counted<'_>>) -> Vec<(Named<'_>, usize)> {
    let mut counted: Vec<(Named<'_>, usize)> = counted.into_iter().map(|(_, counted)| counted).collect();
    counted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counted.truncate(NAMES);
    counted
}
