//! Facts that contradict each other, in one record or in two.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, rule};
use crate::model::{Incident, IncidentId, Moment};
use crate::source::Spanned;

/// Checks all records.
pub fn check(incidents: &[Incident]) -> Vec<Diagnostic> {
    let mut findings = aliases(incidents);
    for incident in incidents {
        findings.extend(patterns(incident));
        findings.extend(times(incident));
    }
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

/// Moments that lie before the start.
fn times(incident: &Incident) -> Vec<Diagnostic> {
    let Some(started) = &incident.started else { return Vec::new() };
    let moments =
        [("detected", &incident.detected), ("mitigated", &incident.mitigated), ("resolved", &incident.resolved)];
    let named = moments.into_iter().filter_map(|(name, moment)| Some((name, moment.as_ref()?)));
    let early = named.filter(|(_, moment)| is_before(moment.value, started.value));
    early
        .map(|(name, moment)| {
            let message = format!("`{name}` is before `started`, which is {}", started.value);
            Diagnostic::new(&rule::TIMES_OUT_OF_ORDER, &incident.file, moment.span, message)
                .with_help("correct one of the two")
        })
        .collect()
}

/// Of one day, only times of day can tell.
fn is_before(moment: Moment, other: Moment) -> bool {
    let time = || moment.time.zip(other.time).is_some_and(|(one, two)| one < two);
    moment.date < other.date || (moment.date == other.date && time())
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
