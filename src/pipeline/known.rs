//! Tying together what was read, and comparing it, with what was found out before.

use super::pieces;
use crate::config::Config;
use crate::knowledge::{Compared, Kept, KnowledgeBase, KnownNear};
use crate::model::{Incident, Pattern};
use crate::store::{self, Cache, Digest};

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

/// Compares all incidents with each other; what they are compared by, and who was near whom, is taken from `cache` as far
/// as it still holds.
pub(super) fn compare(base: &KnowledgeBase, config: &Config, cache: Option<&Cache>) {
    const NEAR: &str = "near";
    let Some(cache) = cache else { return base.compare_all() };
    let known = |_: usize, bytes: &[u8]| postcard::from_bytes::<Compared>(bytes).ok();
    let make = |at: usize| {
        let compared = Compared::of(&base.incidents[at]);
        let bytes = postcard::to_stdvec(&compared).ok();
        (compared, bytes)
    };
    // How records are read is a matter of the configuration.
    let name = format!("compared-{}", store::fingerprint(format!("{config:?}").as_bytes()));
    let file = |at: usize| &*base.incidents[at].file;
    base.compare_by(pieces::each(cache, &name, base.incidents.len(), file, known, make));
    let bytes = cache.get(NEAR);
    let mut near: KnownNear = bytes.and_then(|bytes| postcard::from_bytes(&bytes).ok()).unwrap_or_default();
    base.compare_all_known(Some(&mut near));
    if near.is_changed()
        && let Ok(bytes) = postcard::to_stdvec(&near)
    {
        cache.put(NEAR, &bytes);
    }
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
