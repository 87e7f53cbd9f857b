//! Severities that the configured scale does not know.

use std::collections::BTreeMap;

use crate::config::Config;
use crate::diag::{Diagnostic, rule};
use crate::model::Incident;

/// So many records do not misspell a word alike: it is the team's own, and is told once.
const OWN_WORD: usize = 5;

/// Checks all records.
pub fn check(incidents: &[Incident], config: &Config) -> Vec<Diagnostic> {
    let mut unknown: BTreeMap<&str, Vec<&Incident>> = BTreeMap::new();
    for incident in incidents {
        let severity = incident.severity.as_ref().map(|severity| severity.value.as_str());
        if let Some(word) = severity.filter(|word| !config.severities.iter().any(|known| known == word)) {
            unknown.entry(word).or_default().push(incident);
        }
    }
    let scale = config.severities.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    let mut findings = Vec::new();
    for (word, records) in unknown {
        let told = if records.len() < OWN_WORD { records.len() } else { 1 };
        for incident in records.iter().take(told) {
            let Some(severity) = &incident.severity else { continue };
            let word: String = word.chars().take(60).collect();
            let message = match records.len() {
                all if all < OWN_WORD => format!("`{word}` is not a value that `severity` can take"),
                all => {
                    format!("`{word}` is not a value that `severity` can take, here and in {} more records", all - 1)
                }
            };
            let finding = Diagnostic::new(&rule::BAD_VALUE, &incident.file, severity.span, message);
            findings.push(finding.with_help(format!(
                "write one of {scale}, or add the word to `scale` or `aliases` under `[severity]`"
            )));
        }
    }
    findings
}
