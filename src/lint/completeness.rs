//! What a record lacks that its readers come for.

use crate::config::Config;
use crate::diag::{Diagnostic, rule};
use crate::model::{Carrier, CurationLevel, Incident, Section, SectionKind, Status};

/// Checks one record. One without any text has its own finding, and is not asked for more.
pub fn check(incident: &Incident, config: &Config) -> Vec<Diagnostic> {
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
    if incident.symptoms.is_empty() && incident.error_strings.is_empty() && is_structured(incident) && !tells(incident)
    {
        let help = "add a section `## Symptoms` with the words and error lines as they appear";
        findings.push(lacks(&rule::NO_SYMPTOMS, "this record does not say what was seen", help));
    }
    let sought = incident.status.as_ref().is_some_and(|status| status.value == Status::Investigating);
    if incident.causes.is_empty() && !sought && is_structured(incident) {
        let help = "add a section `## Root cause`, or `status: investigating` while it is not known";
        findings.push(lacks(&rule::NO_CAUSE, "this record names no cause", help));
    }
    findings.extend(config.check.require.and_then(|required| below(incident, required)));
    findings
}

/// Whether its author divides what is told: a plain note may tell anything anywhere, and is asked for nothing.
fn is_structured(incident: &Incident) -> bool {
    let is_marked = |section: &Section| section.kind != SectionKind::Other && section.carrier != Carrier::Opening;
    incident.sections.iter().any(is_marked)
}

/// Whether one of the sections that tell what was seen, under whatever name, is there.
fn tells(incident: &Incident) -> bool {
    use SectionKind::{Detection, Impact, Summary, Symptoms};
    let marked = incident.sections.iter().filter(|section| section.carrier != Carrier::Opening);
    marked.into_iter().any(|section| matches!(section.kind, Symptoms | Summary | Impact | Detection))
}

/// What is missing for the required level.
fn below(incident: &Incident, required: CurationLevel) -> Option<Diagnostic> {
    if incident.level >= required {
        return None;
    }
    let missing = incident.missing.iter().filter(|missing| missing.level <= required);
    let missing: Vec<&str> = missing.map(|missing| missing.what.as_str()).collect();
    let (is, wanted) = (incident.level.name(), required.name());
    let message = format!("this record is at the level `{is}`, and `{wanted}` is required");
    let finding = Diagnostic::new(&rule::BELOW_REQUIRED_LEVEL, &incident.file, incident.title.span, message);
    Some(finding.with_help(format!("it lacks {}", missing.join("; "))))
}
