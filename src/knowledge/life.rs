//! How often a pattern has been seen, where, and how long ago.

use super::Life;
use crate::model::{ActionState, Date, Incident};

/// How many days before the newest incident a pattern must have been seen last to be dormant.
const DORMANT_AFTER_DAYS: i64 = 365;

/// The life of a pattern that was confirmed or detected in `incidents`; `newest` is the day of the newest incident of
/// the whole casebook.
pub fn life(incidents: &[&Incident], newest: Option<Date>) -> Life {
    if incidents.is_empty() {
        return Life::Unseen;
    }
    if is_guarded(incidents) {
        return Life::Guarded;
    }
    if incidents.len() == 1 {
        return Life::Candidate;
    }
    if is_dormant(incidents, newest) {
        return Life::Dormant;
    }
    let mut services = incidents.iter().flat_map(|i| &i.services).map(|service| service.value.to_lowercase());
    let first = services.next();
    let in_several = services.any(|service| Some(service) != first);
    if incidents.len() >= 3 && in_several { Life::Established } else { Life::Confirmed }
}

fn is_guarded(incidents: &[&Incident]) -> bool {
    let mut done =
        incidents.iter().flat_map(|i| &i.actions).filter(|action| action.state == ActionState::Done).peekable();
    done.peek().is_some() && done.all(|action| action.guard.is_some())
}

fn is_dormant(incidents: &[&Incident], newest: Option<Date>) -> bool {
    let last = incidents.iter().filter_map(|incident| incident.date.as_ref()).map(|date| date.value).max();
    let (Some(last), Some(newest)) = (last, newest) else { return false };
    let days = newest.0.duration_since(last.0).as_hours() / 24;
    days > DORMANT_AFTER_DAYS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::testing::{dated, incident, serving, spanned};
    use crate::model::Action;
    use crate::source::Span;

    fn on(day: &str, service: &str) -> Incident {
        serving(dated(incident("i", &[]), day), &[service])
    }

    fn day(text: &str) -> Date {
        Date(text.parse().expect("a day"))
    }

    fn action(state: ActionState, guard: Option<&str>) -> Action {
        Action {
            text: "mend it".to_owned(),
            state,
            owner: None,
            due: None,
            guard: guard.map(|guard| spanned(guard.to_owned())),
            ticket: None,
            span: Span::default(),
            section: 0,
        }
    }

    #[test]
    fn a_life_grows_with_incidents_and_services() {
        let (a, b, c) = (on("2026-01-01", "api"), on("2026-01-02", "API"), on("2026-01-03", "web"));
        let newest = Some(day("2026-01-03"));
        assert_eq!(life(&[], newest), Life::Unseen);
        assert_eq!(life(&[&a], newest), Life::Candidate);
        assert_eq!(life(&[&a, &c], newest), Life::Confirmed);
        assert_eq!(life(&[&a, &b, &b], newest), Life::Confirmed);
        assert_eq!(life(&[&a, &b, &c], newest), Life::Established);
    }

    #[test]
    fn a_pattern_not_seen_for_a_year_before_the_newest_incident_is_dormant() {
        let (a, b) = (on("2024-01-01", "api"), on("2025-01-01", "web"));
        assert_eq!(life(&[&a, &b], Some(day("2026-01-01"))), Life::Confirmed);
        assert_eq!(life(&[&a, &b], Some(day("2026-01-02"))), Life::Dormant);
        assert_eq!(life(&[&a], Some(day("2026-01-02"))), Life::Candidate);
        assert_eq!(life(&[&incident("x", &[]), &incident("y", &[])], Some(day("2026-01-02"))), Life::Confirmed);
    }

    #[test]
    fn a_pattern_is_guarded_when_all_that_was_done_is_watched() {
        let mut guarded = on("2026-01-01", "api");
        guarded.actions = vec![action(ActionState::Done, Some("tests/a.rs")), action(ActionState::Open, None)];
        assert_eq!(life(&[&guarded], None), Life::Guarded);
        let mut bare = on("2026-01-02", "api");
        bare.actions = vec![action(ActionState::Done, None)];
        assert_eq!(life(&[&guarded, &bare], None), Life::Confirmed);
    }
}
