//! Checks over a whole casebook: what a single file cannot know about itself.
//!
//! A check takes the knowledge base and returns findings at the level of their rule; [`apply_levels`] then gives each
//! the level that the configuration wants. One file a family.

mod completeness;
mod contradictions;
mod globs;
mod links;
mod patterns;

use crate::config::Config;
use crate::diag::{Diagnostic, Level};
use crate::knowledge::KnowledgeBase;

/// Whether there is a file or folder of that path in the folder of records.
pub type Exists<'a> = &'a (dyn Fn(&str) -> bool + Sync);

/// Runs every check; the findings are sorted.
pub fn check(base: &KnowledgeBase, config: &Config, exists: Exists<'_>) -> Vec<Diagnostic> {
    let mut findings = links::check(base, config, exists);
    findings.extend(contradictions::check(&base.incidents));
    findings.extend(patterns::check(base));
    findings.extend(base.incidents.iter().flat_map(globs::check));
    findings.extend(base.incidents.iter().flat_map(completeness::check));
    Diagnostic::sort(&mut findings);
    findings
}

/// Gives each finding the level that the configuration wants, and drops those whose rule is off.
pub fn apply_levels(findings: &mut Vec<Diagnostic>, config: &Config) {
    findings.retain_mut(|finding| match config.rule_levels.get(finding.rule.id).map(String::as_str) {
        Some("off") => false,
        Some(word) => {
            let named = [Level::Note, Level::Warning, Level::Error].into_iter().find(|level| level.word() == word);
            finding.level = named.unwrap_or(finding.level);
            true
        }
        None => true,
    });
}

#[cfg(test)]
mod tests;
