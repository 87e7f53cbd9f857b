//! Tying together and comparing what was read, with what was found out before.

use std::ops::Range;

use rayon::prelude::*;

use crate::config::Config;
use crate::knowledge::{Kept, KnowledgeBase, Profiles};
use crate::model::{Incident, Pattern};
use crate::store::{Cache, Digest};

/// Ties incidents and patterns together; what was detected in records that did not change is taken from `cache`.
pub(super) fn assemble(
    incidents: Vec<Incident>,
    patterns: Vec<Pattern>,
    config: &Config,
    cache: Option<&Cache>,
) -> KnowledgeBase {
    let Some(cache) = cache else { return KnowledgeBase::assemble(incidents, patterns) };
    let name = name(&patterns, config);
    let bytes = cache.get(&name);
    let mut kept: Kept = bytes.and_then(|bytes| postcard::from_bytes(&bytes).ok()).unwrap_or_default();
    let base = KnowledgeBase::assemble_known(incidents, patterns, Some(&mut kept));
    if kept.is_changed()
        && let Ok(bytes) = postcard::to_stdvec(&kept)
    {
        cache.put(&name, &bytes);
    }
    base
}

/// Compares all incidents; what those that did not change are compared by is taken from `cache`.
pub(super) fn compare(base: &KnowledgeBase, config: &Config, cache: Option<&Cache>) {
    if let Some(cache) = cache {
        let setup = format!("{config:?}");
        let slices = base.slices().into_par_iter().map(|range| profiles(base, range, &setup, cache));
        base.compare_with(slices.collect());
    }
    base.compare_all();
}

fn profiles(base: &KnowledgeBase, range: Range<usize>, setup: &str, cache: &Cache) -> Profiles {
    let mut digest = Digest::new();
    digest.add(setup.as_bytes());
    for incident in &base.incidents[range.clone()] {
        digest.add(incident.file.path.as_bytes());
        digest.add(incident.file.text.as_bytes());
    }
    let name = format!("profiles-{}", digest.finish());
    let known = cache.get(&name).and_then(|bytes| postcard::from_bytes::<Profiles>(&bytes).ok());
    if let Some(profiles) = known.and_then(|profiles| profiles.restored(base, range.clone())) {
        return profiles;
    }
    let profiles = Profiles::of(base, range);
    if let Ok(bytes) = postcard::to_stdvec(&profiles) {
        cache.put(&name, &bytes);
    }
    profiles
}

/// What is detected depends on every pattern, and by how records are read on the configuration.
fn name(patterns: &[Pattern], config: &Config) -> String {
    let mut files: Vec<(&str, &str, &str)> = patterns
        .iter()
        .map(|pattern| (pattern.id.as_str(), pattern.file.path.as_str(), pattern.file.text.as_str()))
        .collect();
    files.sort_unstable();
    let mut digest = Digest::new();
    digest.add(format!("{config:?}").as_bytes());
    for part in files.iter().flat_map(|(id, path, text)| [id, path, text]) {
        digest.add(part.as_bytes());
    }
    format!("detected-{}", digest.finish())
}
