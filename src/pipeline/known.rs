//! Tying together what was read, with what was found out before.

use crate::config::Config;
use crate::knowledge::{Kept, KnowledgeBase};
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
