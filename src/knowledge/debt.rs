//! Recurrence debt: open actions, by the later incidents that they might have spared.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{KnowledgeBase, Said};
use crate::model::{Action, ActionState, Date, Incident};

/// What an incident stated as a repeat weighs, beside a pattern's rarity.
const STATED: f64 = 5.0;

/// How much more an incident of the same service weighs.
const OWN_SERVICE: f64 = 2.0;

/// How many later incidents of a pattern count, the newest; more would only say again that much was owed.
const MOST_LATER: usize = 100;

/// Why a later incident might have been spared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// A record says that it repeats the action's incident.
    Repeat,
    /// Both show this pattern, as an index into the patterns.
    Pattern(usize),
}

/// A later incident that an action might have spared.
#[derive(Clone, Debug, PartialEq)]
pub struct Spared {
    /// Index into the knowledge base's incidents.
    pub incident: usize,
    /// Whether it hit a service of the action's incident.
    pub own_service: bool,
    /// Why, statements first.
    pub whys: Vec<Why>,
    /// What it weighs.
    pub weight: f64,
}

/// An open action with what it might have spared.
#[derive(Clone, Debug)]
pub struct Debt<'a> {
    /// The incident that it was promised in.
    pub incident: usize,
    /// Its place among that incident's actions.
    pub at: usize,
    /// The action.
    pub action: &'a Action,
    /// The sum of the weights; 0 where it might have spared none, or no date is known.
    pub score: f64,
    /// Those incidents, heaviest first; the same for all actions of one incident.
    pub spared: Arc<[Spared]>,
}

/// How many days an action is overdue on a day; `None` where it is not, or has no date.
pub fn overdue_days(action: &Action, day: Date) -> Option<i64> {
    let due = action.due.as_ref()?.value;
    let days = days_between(due, day);
    (days > 0).then_some(days)
}

/// The days from one day to another.
pub fn days_between(from: Date, to: Date) -> i64 {
    to.0.duration_since(from.0).as_hours() / 24
}

/// Whether two incidents name a service alike.
pub fn share_a_service(a: &Incident, b: &Incident) -> bool {
    a.services.iter().any(|a| b.services.iter().any(|b| is_same_name(&a.value, &b.value)))
}

fn is_same_name(a: &str, b: &str) -> bool {
    // Nearly all names are of ASCII, and asked for so often that it shows.
    if a.is_ascii() && b.is_ascii() {
        return a.eq_ignore_ascii_case(b);
    }
    a.chars().flat_map(char::to_lowercase).eq(b.chars().flat_map(char::to_lowercase))
}

impl KnowledgeBase {
    /// Every action that is not done, the greatest debt first; of equals in the order of
    /// [`KnowledgeBase::open_actions`].
    pub fn debts(&self) -> Vec<Debt<'_>> {
        let mut spared: BTreeMap<usize, Arc<[Spared]>> = BTreeMap::new();
        let mut debts = Vec::new();
        for (incident, action) in self.open_actions() {
            let actions = &self.incidents[incident].actions;
            let at = actions.iter().position(|other| std::ptr::eq(other, action)).unwrap_or(0);
            let spared = spared.entry(incident).or_insert_with(|| self.after(incident).into()).clone();
            let score = spared.iter().map(|one| one.weight).sum::<f64>() + 0.0;
            debts.push(Debt { incident, at, action, score, spared });
        }
        debts.sort_by(|a, b| b.score.total_cmp(&a.score));
        debts
    }

    /// How many actions are done.
    pub fn actions_done(&self) -> usize {
        let all = self.incidents.iter().flat_map(|incident| &incident.actions);
        all.filter(|action| action.state == ActionState::Done).count()
    }

    /// The later incidents that share a pattern with one, or are stated to repeat it.
    fn after(&self, incident: usize) -> Vec<Spared> {
        let this = &self.incidents[incident];
        let Some(promised) = this.date.as_ref().map(|date| date.value) else { return Vec::new() };
        let mut whys: BTreeMap<usize, Vec<Why>> = BTreeMap::new();
        for (other, said) in self.stated(incident) {
            if said == Said::RepeatedBy {
                whys.entry(other).or_default().push(Why::Repeat);
            }
        }
        let is_later = |other: usize| self.incidents[other].date.as_ref().is_some_and(|date| date.value > promised);
        for pattern in self.counted_patterns(incident) {
            // The newest come first.
            let later = self.incidents_of_pattern(pattern).take_while(|&other| is_later(other));
            for other in later.take(MOST_LATER) {
                whys.entry(other).or_default().push(Why::Pattern(pattern));
            }
        }
        let mut spared: Vec<Spared> = whys
            .into_iter()
            .filter(|&(other, _)| other != incident && is_later(other))
            .map(|(other, mut whys)| {
                whys.sort_unstable();
                whys.dedup();
                let own_service = share_a_service(this, &self.incidents[other]);
                let worth = |why: &Why| match why {
                    Why::Repeat => STATED,
                    Why::Pattern(pattern) => self.rarity(*pattern),
                };
                let sum: f64 = whys.iter().map(worth).sum();
                Spared { incident: other, own_service, weight: sum * if own_service { OWN_SERVICE } else { 1.0 }, whys }
            })
            .collect();
        spared.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.incident.cmp(&b.incident)));
        spared
    }

    /// What sharing a pattern says: much where few incidents have it.
    fn rarity(&self, pattern: usize) -> f64 {
        let all = self.incidents.len() as f64;
        let seen = self.times_seen[pattern] as f64;
        (1.0 + all / seen.max(1.0)).ln()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::testing::{dated, incident, incident_id, pattern, serving, spanned};
    use crate::model::SectionKind;
    use crate::source::Span;

    fn promising(id: &str, day: &str, service: &str, cause: &str, text: &str, state: ActionState) -> Incident {
        let mut incident = serving(dated(incident(id, &[(SectionKind::RootCause, cause)]), day), &[service]);
        let due = Some(spanned(Date("2026-02-01".parse().expect("a day"))));
        let (owner, guard, ticket) = (None, None, None);
        incident.actions.push(Action {
            text: text.to_owned(),
            state,
            owner,
            due,
            guard,
            ticket,
            span: Span::default(),
            section: 0,
        });
        incident
    }

    #[test]
    fn an_open_action_owes_the_later_incidents_of_its_pattern_its_own_service_most() {
        let incidents = vec![
            promising("a", "2026-01-01", "api", "The disk was full.", "rotate", ActionState::Open),
            promising("b", "2026-01-02", "API", "The disk was full.", "alert", ActionState::Unmarked),
            promising("c", "2026-01-03", "web", "The disk was full.", "done with", ActionState::Done),
            promising("d", "2026-01-04", "web", "A fox.", "chase it", ActionState::Open),
        ];
        let base = KnowledgeBase::assemble(incidents, vec![pattern("full", &[&[&["disk was full"]]])]);
        let debts = base.debts();
        let shown: Vec<_> = debts
            .iter()
            .map(|debt| {
                (debt.action.text.as_str(), debt.spared.iter().map(|s| (s.incident, s.own_service)).collect::<Vec<_>>())
            })
            .collect();
        assert_eq!(shown, [("rotate", vec![(1, true), (2, false)]), ("alert", vec![(2, false)]), ("chase it", vec![])]);
        assert!(debts[0].score > debts[1].score && debts[2].score == 0.0);
        assert_eq!(base.actions_done(), 1);
    }

    #[test]
    fn a_stated_repeat_is_owed_and_nothing_is_where_no_day_is_known() {
        let first = promising("a", "2026-01-01", "api", "A fox.", "fence", ActionState::Open);
        let mut undated = promising("u", "2026-01-01", "api", "A fox.", "dog", ActionState::Open);
        undated.date = None;
        let mut second = dated(incident("b", &[]), "2026-01-09");
        second.repeat_of = vec![spanned(incident_id("a")), spanned(incident_id("u"))];
        let base = KnowledgeBase::assemble(vec![first, undated, second], Vec::new());
        let whys: Vec<_> = base
            .debts()
            .iter()
            .map(|debt| debt.spared.iter().flat_map(|s| s.whys.clone()).collect::<Vec<_>>())
            .collect();
        assert_eq!(whys, [vec![Why::Repeat], vec![]]);
    }

    #[test]
    fn an_action_is_overdue_from_the_day_after_its_date() {
        let incident = promising("a", "2026-01-01", "api", "A fox.", "fence", ActionState::Open);
        let on = |day: &str| overdue_days(&incident.actions[0], Date(day.parse().expect("a day")));
        assert_eq!([on("2026-02-01"), on("2026-02-02"), on("2026-03-01")], [None, Some(1), Some(28)]);
    }
}
