//! Whether fixes held: the incidents of a pattern in order of time, each with its fix and what came after.

use super::KnowledgeBase;
use super::debt::days_between;
use crate::model::ActionState;

/// What came after a fix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case", tag = "outcome")]
pub enum Outcome {
    /// The pattern came back.
    CameBack {
        /// The next incident, as an index into the knowledge base's incidents.
        #[serde(skip)]
        next: usize,
        /// How many days later.
        days: i64,
        /// Whether it hit a service of the first one.
        same_service: bool,
    },
    /// It was not seen again up to the newest record.
    Held {
        /// How many days passed until the newest record.
        days: i64,
    },
    /// The record has no date, so that nothing can be said of before and after.
    NoDate,
}

/// One incident of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Index into the knowledge base's incidents.
    pub incident: usize,
    /// The first fix that the record tells, as an index into its fixes; `None` where it tells none.
    pub fix: Option<usize>,
    /// How many actions the record promises, and how many of them are marked as done.
    pub actions: (usize, usize),
    /// What came after.
    pub outcome: Outcome,
}

/// How well a pattern's fixes held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Efficacy {
    /// Its incidents, oldest first; those without a date last.
    pub steps: Vec<Step>,
}

impl Efficacy {
    /// How often the pattern came back.
    pub fn came_back(&self) -> usize {
        self.steps.iter().filter(|step| matches!(step.outcome, Outcome::CameBack { .. })).count()
    }
}

impl KnowledgeBase {
    /// The confirmed and detected incidents of a pattern, and whether what was done in each held.
    pub fn efficacy(&self, pattern: usize) -> Efficacy {
        let day = |at: usize| self.incidents[at].date.as_ref().map(|date| date.value);
        let newest = self.by_date().first().and_then(|&at| day(at));
        let mut order: Vec<usize> = self.incidents_of_pattern(pattern).collect();
        order.sort_by_key(|&at| (day(at).is_none(), day(at), at));
        let step = |(place, &at): (usize, &usize)| {
            let incident = &self.incidents[at];
            // Two records of one day say nothing of which came first.
            let later = |&&next: &&usize| day(next).is_some_and(|next| day(at).is_some_and(|day| next > day));
            let mut after = order[place + 1..].iter().filter(later);
            let outcome = match (day(at), newest) {
                (Some(day), Some(newest)) => {
                    let first = after.next().copied();
                    first.map_or(Outcome::Held { days: days_between(day, newest) }, |next| Outcome::CameBack {
                        next,
                        days: days_between(day, self.incidents[next].date.as_ref().map_or(day, |date| date.value)),
                        same_service: self.service_numbers().shared(at, next),
                    })
                }
                _ => Outcome::NoDate,
            };
            let done = incident.actions.iter().filter(|action| action.state == ActionState::Done).count();
            let fix = (!incident.fixes.is_empty()).then_some(0);
            Step { incident: at, fix, actions: (incident.actions.len(), done), outcome }
        };
        Efficacy { steps: order.iter().enumerate().map(step).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::testing::{dated, incident, pattern, serving};
    use crate::model::SectionKind;

    #[test]
    fn a_fix_held_until_the_pattern_came_back() {
        let seen = |id: &str| incident(id, &[(SectionKind::RootCause, "The disk was full.")]);
        let incidents = vec![
            serving(dated(seen("a"), "2026-01-01"), &["api"]),
            serving(dated(seen("b"), "2026-01-11"), &["API"]),
            serving(dated(seen("c"), "2026-01-11"), &["web"]),
            seen("d"),
            dated(incident("e", &[]), "2026-03-02"),
        ];
        let base = KnowledgeBase::assemble(incidents, vec![pattern("full", &[&[&["disk was full"]]])]);
        let efficacy = base.efficacy(0);
        let shown: Vec<_> = efficacy.steps.iter().map(|step| (step.incident, step.outcome)).collect();
        assert_eq!(
            shown,
            [
                (0, Outcome::CameBack { next: 1, days: 10, same_service: true }),
                (1, Outcome::Held { days: 50 }),
                (2, Outcome::Held { days: 50 }),
                (3, Outcome::NoDate),
            ]
        );
        assert_eq!(efficacy.came_back(), 1);
        assert!(efficacy.steps.iter().all(|step| step.fix.is_none() && step.actions == (0, 0)));
    }
}
