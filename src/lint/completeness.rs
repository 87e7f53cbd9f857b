//! What a record lacks that its readers come for.

use crate::diag::{Diagnostic, rule};
use crate::model::{Incident, Status};

/// Checks one record. One without any text has its own finding, and is not asked for more.
pub fn check(incident: &Incident) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    if incident.passages.is_empty() {
        return findings;
    }
    let lacks = |rule, message: &str, help: &str| {
        Diagnostic::new(rule, &incident.file, incident.title.span, message).with_help(help)
    };
    if incident.date.is_none() {
        findings.push(lacks(&rule::NO_DATE, "this record has no date", "add `date: YYYY-MM-DD` to its front matter"));
    }
    if incident.symptoms.is_empty() && incident.error_strings.is_empty() {
        let help = "add a section `## Symptoms` with the words and error lines as they appear";
        findings.push(lacks(&rule::NO_SYMPTOMS, "this record does not say what was seen", help));
    }
    let sought = incident.status.as_ref().is_some_and(|status| status.value == Status::Investigating);
    if incident.causes.is_empty() && !sought {
        let help = "add a section `## Root cause`, or `status: investigating` while it is not known";
        findings.push(lacks(&rule::NO_CAUSE, "this record names no cause", help));
    }
    findings
}
