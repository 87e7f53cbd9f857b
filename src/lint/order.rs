//! Times that cannot follow each other.

use crate::diag::{Diagnostic, rule};
use crate::model::{Event, Incident, Moment};
use crate::source::Spanned;

/// So far a time without a day may fall back before it is of the day after.
const NIGHT: i64 = 3 * 60;

/// Checks one record.
pub fn check(incident: &Incident) -> Vec<Diagnostic> {
    let mut findings = phases(incident);
    findings.extend(date(incident));
    findings.extend(timelines(incident));
    findings
}

/// Pairs of which the second cannot be before the first.
fn phases(incident: &Incident) -> Vec<Diagnostic> {
    let Incident { started, detected, mitigated, resolved, .. } = incident;
    let pairs = [
        ("started", started, "detected", detected),
        ("started", started, "mitigated", mitigated),
        ("started", started, "resolved", resolved),
        ("detected", detected, "resolved", resolved),
        ("mitigated", mitigated, "resolved", resolved),
    ];
    let mut findings: Vec<Diagnostic> = Vec::new();
    for (name, first, other, second) in pairs {
        let (Some(first), Some(second)) = (first, second) else { continue };
        // One wrong time is told once, however many it contradicts.
        if is_before(second.value, first.value) && !findings.iter().any(|finding| finding.span == second.span) {
            let message = format!("`{other}` is before `{name}`, which is {}", first.value);
            findings.push(wrong(incident, second, message));
        }
    }
    findings
}

fn wrong<T>(incident: &Incident, at: &Spanned<T>, message: String) -> Diagnostic {
    let finding = Diagnostic::new(&rule::TIMES_OUT_OF_ORDER, &incident.file, at.span, message);
    finding.with_help("correct one of the two")
}

/// Of one day, only times of day can tell.
fn is_before(moment: Moment, other: Moment) -> bool {
    let time = || moment.time.zip(other.time).is_some_and(|(one, two)| one < two);
    moment.date < other.date || (moment.date == other.date && time())
}

/// A date that is later than the end.
fn date(incident: &Incident) -> Option<Diagnostic> {
    let date = incident.date.as_ref()?;
    let (name, end) = [("resolved", &incident.resolved), ("mitigated", &incident.mitigated)]
        .into_iter()
        .find_map(|(name, moment)| Some((name, moment.as_ref()?.value)))?;
    // A moment in UTC may be of the day before.
    let next = end.date.0.tomorrow().ok()?;
    (date.value.0 > next).then(|| {
        let message = format!("`date` is after `{name}`, which is {end}");
        wrong(incident, date, message)
    })
}

/// The first step back of each timeline.
fn timelines(incident: &Incident) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for events in incident.events.chunk_by(|a, b| a.section == b.section) {
        let steps = || events.iter().zip(events.iter().skip(1));
        let back = steps().filter(|(before, after)| steps_back(before, after)).count();
        let on = steps().filter(|(before, after)| steps_back(after, before)).count();
        // The newest first is an order too; where both are about as frequent, these are no times of one story.
        if back == 0 || back * 4 > on {
            continue;
        }
        let step = steps().find(|(before, after)| steps_back(before, after));
        findings.extend(step.map(|(before, after)| {
            let message = format!("`{}` comes after `{}`", after.when, before.when);
            let finding = Diagnostic::new(&rule::TIMELINE_OUT_OF_ORDER, &incident.file, after.span, message);
            finding.with_help("correct the time, or say the day where one begins")
        }));
    }
    findings
}

/// Whether an event lies before the one above it. A time far earlier in the day, without a day, is of the next one.
fn steps_back(before: &Event, after: &Event) -> bool {
    let (Some(one), Some(two)) = (before.at, after.at) else { return false };
    if one.date != two.date {
        return two.date < one.date;
    }
    // Hours of half a day are read without their half.
    let halved =
        |event: &Event| event.when.to_ascii_lowercase().ends_with('m') || event.text.get(..2).is_some_and(is_half);
    if halved(before) || halved(after) {
        return false;
    }
    let minutes = |moment: Moment| moment.time.map(|time| i64::from(time.hour()) * 60 + i64::from(time.minute()));
    let (Some(one), Some(two)) = (minutes(one), minutes(two)) else { return false };
    let has_day = after.when.bytes().take(4).all(|byte| byte.is_ascii_digit());
    two < one && (has_day || one - two < NIGHT)
}

fn is_half(text: &str) -> bool {
    text.eq_ignore_ascii_case("am") || text.eq_ignore_ascii_case("pm")
}
