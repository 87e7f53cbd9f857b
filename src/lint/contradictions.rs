//! Facts that contradict each other, in one record or in two.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Diagnostic, rule};
use crate::knowledge::{KnowledgeBase, Matcher};
use crate::model::{
    ActionState, CauseState, CurationLevel, Incident, IncidentId, Outcome, Pattern, Role, SectionKind, Status, Theory,
};
use crate::source::Spanned;

/// Checks all records.
pub fn check(base: &KnowledgeBase) -> Vec<Diagnostic> {
    let mut findings = aliases(&base.incidents);
    for incident in &base.incidents {
        findings.extend(patterns(incident));
        findings.extend(resolved(incident));
    }
    findings.extend(ruled_out(base));
    findings
}

/// Patterns that are confirmed and rejected at once.
fn patterns(incident: &Incident) -> impl Iterator<Item = Diagnostic> {
    let both = incident.not_patterns.iter().filter(|no| incident.patterns.iter().any(|yes| yes.value == no.value));
    both.map(|no| {
        let message = format!("the pattern `{}` stands in `patterns` too", no.value);
        Diagnostic::new(&rule::CONTRADICTORY_PATTERN, &incident.file, no.span, message)
            .with_help("remove it from one of the two")
    })
}

/// A record that is over, as far as it says.
fn resolved(incident: &Incident) -> Vec<Diagnostic> {
    let Some(status) = incident.status.as_ref().filter(|status| status.value == Status::Resolved) else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    let done = incident.actions.iter().any(|action| action.state == ActionState::Done);
    let has_section = incident.sections.iter().any(|section| section.kind == SectionKind::Fix);
    // A notice on a status page is no record of what was done.
    if incident.level >= CurationLevel::Record && incident.fixes.is_empty() && !done && !has_section {
        let message = "this record is resolved, and does not say what ended it";
        let finding = Diagnostic::new(&rule::RESOLVED_WITHOUT_FIX, &incident.file, status.span, message);
        findings.push(finding.with_help("add a section `## Fix`; if it went away by itself, say that there"));
    }
    if !incident.causes.is_empty() && incident.causes.iter().all(|cause| cause.state == CauseState::Suspected) {
        let message = "this record is resolved, and its cause is only suspected";
        let finding =
            Diagnostic::new(&rule::RESOLVED_ON_SUSPICION, &incident.file, incident.causes[0].statement.span, message);
        findings.push(finding.with_help("say under `Confirmed by:` what proved it, or set `status: mitigated`"));
    }
    findings
}

/// Patterns that are confirmed, and named by refuted theories alone.
fn ruled_out(base: &KnowledgeBase) -> Vec<Diagnostic> {
    let of = |incident: &Incident| -> Vec<usize> {
        let right = |theory: &Theory| theory.outcome.as_ref().is_some_and(|outcome| outcome.value == Outcome::Partial);
        if incident.theories.iter().all(right) {
            return Vec::new();
        }
        incident.patterns.iter().filter_map(|id| base.pattern(&id.value)).collect()
    };
    let wanted: BTreeSet<usize> = base.incidents.iter().flat_map(of).collect();
    // Most casebooks confirm a few of many patterns, and few records that do have refuted theories.
    let wanted: Vec<usize> = wanted.into_iter().collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let patterns: Vec<Pattern> = wanted.iter().map(|&at| base.patterns[at].clone()).collect();
    let matcher = Matcher::new(&patterns);
    let mut findings = Vec::new();
    for (index, incident) in base.incidents.iter().enumerate() {
        for pattern in of(incident) {
            let Ok(place) = wanted.binary_search(&pattern) else { continue };
            let told = base.links_of_incident(index).find(|link| link.pattern == pattern);
            if told.is_some_and(|link| link.evidence.iter().any(|line| line.role != Role::RuledOut)) {
                continue;
            }
            let theory = incident.theories.iter().find(|theory| names(&matcher, place, &theory.statement.value));
            findings.extend(theory.and_then(|theory| ruled_out_finding(incident, &base.patterns[pattern], theory)));
        }
    }
    findings
}

/// Whether a statement would be enough to detect the pattern, were it told as the cause.
fn names(matcher: &Matcher, pattern: usize, statement: &str) -> bool {
    matcher.worth(statement, pattern) >= 1.0
}

fn ruled_out_finding(incident: &Incident, pattern: &Pattern, theory: &Theory) -> Option<Diagnostic> {
    let confirmed = incident.patterns.iter().find(|id| id.value == pattern.id)?;
    let line = incident.file.position(theory.statement.span.start).line;
    let message = format!("the pattern `{}` is confirmed, and only a refuted theory names it", pattern.id);
    let finding = Diagnostic::new(&rule::RULED_OUT_PATTERN, &incident.file, confirmed.span, message);
    Some(finding.with_help(format!(
        "the theory stands in line {line}; move the pattern to `not-patterns`, or tell under the root cause where it struck"
    )))
}

/// Aliases that are the id, or an alias, of another record. Case does not count, as in ids.
fn aliases(incidents: &[Incident]) -> Vec<Diagnostic> {
    let key = |id: &IncidentId| id.as_str().to_lowercase();
    let mut owners: BTreeMap<String, usize> =
        incidents.iter().enumerate().map(|(at, one)| (key(&one.id), at)).collect();
    let mut findings = Vec::new();
    for (at, incident) in incidents.iter().enumerate() {
        for alias in &incident.aliases {
            let owner = *owners.entry(key(&alias.value)).or_insert(at);
            if owner != at {
                findings.push(taken(incident, alias, &incidents[owner]));
            }
        }
    }
    findings
}

fn taken(incident: &Incident, alias: &Spanned<IncidentId>, owner: &Incident) -> Diagnostic {
    let message = format!("the alias `{}` belongs to `{}` already", alias.value, owner.file.path);
    Diagnostic::new(&rule::DUPLICATE_ID, &incident.file, alias.span, message).with_help("remove it here or there")
}
