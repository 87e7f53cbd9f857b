//! Curation: what a record has, and what it lacks for the next level.

use crate::model::{ActionState, CurationLevel, Incident, Missing, Status};

/// Computes the level of an incident whose values are in place, and what is missing.
pub(super) fn settle(incident: &mut Incident) {
    let mut missing = Vec::new();
    for (level, has, key, what) in needs(incident) {
        if !has {
            missing.push(Missing { level, key, what: what.to_owned() });
        }
    }
    let reached = |level| !missing.iter().any(|gap: &Missing| gap.level <= level);
    let levels = [CurationLevel::Guarded, CurationLevel::Analysed, CurationLevel::Record];
    incident.level = levels.into_iter().find(|&level| reached(level)).unwrap_or(CurationLevel::Note);
    incident.missing = missing;
}

fn needs(incident: &Incident) -> Vec<(CurationLevel, bool, &'static str, &'static str)> {
    use CurationLevel::{Analysed, Guarded, Record};
    let status = incident.status.as_ref().map(|status| status.value);
    let seen = !incident.symptoms.is_empty() || !incident.error_strings.is_empty();
    let explained = !incident.causes.is_empty() || status == Some(Status::Investigating);
    let reasoned = incident.theories.iter().any(|theory| theory.wrong_because.is_some() || theory.settled_by.is_some());
    let decided = !incident.patterns.is_empty() || !incident.not_patterns.is_empty();
    let mut open = incident.actions.iter().filter(|action| action.state != ActionState::Done);
    let mut done = incident.actions.iter().filter(|action| action.state == ActionState::Done);
    let titled = !incident.title.span.is_empty();
    vec![
        (Record, titled, "title", "a title"),
        (Record, incident.date.is_some(), "date", "a date"),
        (Record, seen, "symptoms", "the symptoms"),
        (Record, explained, "cause", "a cause, or the status `investigating`"),
        (Analysed, reasoned, "refutation", "a failed theory with the reason it was wrong"),
        (Analysed, decided, "pattern-decision", "a decision on patterns (`patterns` or `not-patterns`)"),
        (
            Analysed,
            open.all(|action| action.owner.is_some() && action.due.is_some()),
            "actions-planned",
            "an owner and a date for every open action",
        ),
        (
            Guarded,
            incident.actions.iter().any(|action| action.state == ActionState::Done),
            "done-action",
            "an action that is done",
        ),
        (Guarded, done.all(|action| action.guard.is_some()), "guards", "a guard for every action that is done"),
    ]
}
