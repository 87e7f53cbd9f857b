//! Severities that the configured scale lacks, where it may be the scale that is wrong.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Diagnostic, rule};
use crate::knowledge::KnowledgeBase;
use crate::model::Incident;

/// So many records do not misspell a word alike: it is the team's own.
const OWN_WORD: usize = 5;

/// Tells of a word that many records have in common once, at the first of them, and how the scale can learn it.
pub fn gather(findings: &mut Vec<Diagnostic>, base: &KnowledgeBase) {
    let mut unknown: BTreeMap<&str, Vec<&Incident>> = BTreeMap::new();
    let bad: BTreeSet<(&str, u32)> = findings.iter().filter(|finding| is_bad(finding)).map(place).collect();
    for incident in &base.incidents {
        let Some(severity) = &incident.severity else { continue };
        if bad.contains(&(incident.file.path.as_str(), severity.span.start)) {
            unknown.entry(severity.value.as_str()).or_default().push(incident);
        }
    }
    let mut told: BTreeMap<(String, u32), Option<(String, usize)>> = BTreeMap::new();
    for (word, records) in unknown.into_iter().filter(|(_, records)| records.len() >= OWN_WORD) {
        for (at, incident) in records.iter().enumerate() {
            let start = incident.severity.as_ref().map_or(0, |severity| severity.span.start);
            let first = (at == 0).then(|| (word.chars().take(60).collect(), records.len() - 1));
            told.insert((incident.file.path.clone(), start), first);
        }
    }
    findings.retain_mut(|finding| {
        if !is_bad(finding) {
            return true;
        }
        let (path, start) = place(finding);
        match told.get(&(path.to_owned(), start)) {
            None => true,
            Some(None) => false,
            Some(Some((word, more))) => {
                finding.message =
                    format!("`{word}` is not in the scale of severities, and {more} more records have it");
                finding.help =
                    Some("add it to `scale` or to `aliases` under `[severity]` in `casebook.toml`".to_owned());
                true
            }
        }
    });
}

fn is_bad(finding: &Diagnostic) -> bool {
    finding.rule == &rule::BAD_VALUE
}

fn place(finding: &Diagnostic) -> (&str, u32) {
    (finding.file.path.as_str(), finding.span.start)
}
