//! Checks over a whole casebook: what a single file cannot know about itself.
//!
//! A check takes the knowledge base and returns findings at the level of their rule; [`settle`] then takes out what the
//! authors allow, and gives the others the level that the configuration wants. One file a family.

mod actions;
mod allows;
mod audience;
mod bonds;
mod completeness;
mod contradictions;
mod duplicates;
mod globs;
mod guides;
mod links;
mod order;
mod patterns;
mod personal;
mod secrets;
mod severity;
mod slips;
mod structure;
mod vocabulary;
mod wording;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::{Config, Setting};
use crate::diag::Diagnostic;
use crate::knowledge::KnowledgeBase;
use crate::model::{CurationLevel, Incident};
use crate::source::SourceFile;

pub use allows::Allowed;

/// Whether there is a file or folder of that path.
pub type Exists<'a> = &'a (dyn Fn(&str) -> bool + Sync);

/// What can be asked of the folders around the records.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// Looks into the folder of records.
    pub in_records: Exists<'a>,
    /// Looks into the repository that the records lie in.
    pub in_repository: Exists<'a>,
}

/// Runs every check; the findings are sorted.
pub fn check(base: &KnowledgeBase, config: &Config, around: Around<'_>) -> Vec<Diagnostic> {
    let mut findings = links::check(base, config, around.in_records);
    findings.extend(contradictions::check(base));
    findings.extend(bonds::check(base));
    findings.extend(duplicates::check(&base.incidents));
    findings.extend(patterns::check(base));
    findings.extend(audience::check(base, config));
    let of_one: Vec<_> = base.incidents.par_iter().flat_map_iter(|incident| of_one(incident, config, around)).collect();
    findings.extend(of_one);
    let own = base.patterns.iter().filter(|pattern| !pattern.built_in);
    findings.extend(own.flat_map(|pattern| of_file(&pattern.file, config)));
    findings.extend(vocabulary::check(base, &config.vocabulary));
    Diagnostic::sort(&mut findings);
    findings
}

/// What can be said of one record alone.
fn of_one(incident: &Incident, config: &Config, around: Around<'_>) -> Vec<Diagnostic> {
    let mut findings = globs::check(incident);
    findings.extend(completeness::check(incident, config));
    findings.extend(structure::check(incident, config));
    findings.extend(wording::check(incident));
    findings.extend(actions::check(incident, around.in_repository));
    findings.extend(order::check(incident));
    findings.extend(of_file(&incident.file, config));
    findings
}

/// What can be said of any file.
fn of_file(file: &Arc<SourceFile>, config: &Config) -> Vec<Diagnostic> {
    let mut findings = secrets::check(file);
    findings.extend(personal::check(file, &config.check.privacy));
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
/// level that the configuration wants. Those whose rule is off are dropped. What credentials are told of, no finding shows.
pub fn settle(mut findings: Vec<Diagnostic>, base: &KnowledgeBase, config: &Config) -> Settled {
    guides::settle(&mut findings, base);
    slips::settle(&mut findings);
    severity::gather(&mut findings, base);
    secrets::hide(&mut findings);
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
