//! Checks over a whole casebook: what a single file cannot know about itself.
//!
//! A check takes the knowledge base and returns findings at the level of their rule; [`settle`] then takes out what the
//! authors allow, and gives the others the level that the configuration wants. One file a family.

mod allows;
mod audience;
mod completeness;
mod contradictions;
mod globs;
mod links;
mod patterns;

use std::collections::BTreeMap;

use crate::config::{Config, Setting};
use crate::diag::Diagnostic;
use crate::knowledge::KnowledgeBase;
use crate::model::CurationLevel;

pub use allows::Allowed;

/// Whether there is a file or folder of that path in the folder of records.
pub type Exists<'a> = &'a (dyn Fn(&str) -> bool + Sync);

/// Runs every check; the findings are sorted.
pub fn check(base: &KnowledgeBase, config: &Config, exists: Exists<'_>) -> Vec<Diagnostic> {
    let mut findings = links::check(base, config, exists);
    findings.extend(contradictions::check(&base.incidents));
    findings.extend(patterns::check(base));
    findings.extend(audience::check(base, config));
    findings.extend(base.incidents.iter().flat_map(globs::check));
    findings.extend(base.incidents.iter().flat_map(|incident| completeness::check(incident, config)));
    Diagnostic::sort(&mut findings);
    findings
}

/// Findings, and those that may stay.
#[derive(Debug, Default)]
pub struct Settled {
    /// What is to be told, sorted.
    pub findings: Vec<Diagnostic>,
    /// What the authors allow, sorted.
    pub allowed: Vec<Allowed>,
}

/// Takes out what the records and patterns allow, says what is wrong with the allowances, and gives each finding the
/// level that the configuration wants. Those whose rule is off are dropped.
pub fn settle(findings: Vec<Diagnostic>, base: &KnowledgeBase, config: &Config) -> Settled {
    let mut settled = allows::apply(findings, base);
    let mut allowed = std::mem::take(&mut settled.allowed);
    apply_levels(&mut settled.findings, base, config);
    Diagnostic::sort(&mut settled.findings);
    allowed.sort_by(|a, b| Diagnostic::order(&a.finding, &b.finding));
    Settled { findings: settled.findings, allowed }
}

/// Gives each finding the level that the configuration wants, and drops those whose rule is off.
fn apply_levels(findings: &mut Vec<Diagnostic>, base: &KnowledgeBase, config: &Config) {
    if config.check.rules.is_empty() && config.check.levels.is_empty() {
        return;
    }
    let levels = base.incidents.iter().map(|incident| (incident.file.path.as_str(), incident.level));
    let levels: BTreeMap<&str, CurationLevel> = levels.collect();
    findings.retain_mut(|finding| {
        match config.check.setting(finding.rule, levels.get(finding.file.path.as_str()).copied()) {
            Setting::Off => false,
            Setting::At(level) => {
                finding.level = level;
                true
            }
        }
    });
}

#[cfg(test)]
mod tests;
