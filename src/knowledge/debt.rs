//! Recurrence debt: open actions, by the later incidents that they might have spared.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::{KnowledgeBase, Said};
use crate::model::{Action, ActionState, Date, Facet, Incident};

/// What an incident stated as a repeat weighs, beside a pattern's rarity.
const STATED: f64 = 5.0;

/// How much more an incident of the same service weighs.
const OWN_SERVICE: f64 = 2.0;

/// How many later incidents of a pattern count, the newest; more would only say again that much was owed.
const MOST_LATER: usize = 100;

/// How many of the incidents that an action might have spared are kept with it; the heaviest.
const MOST_KEPT: usize = 20;

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
    /// How many incidents that are.
    pub later: usize,
    /// The heaviest of them, at most 20; the same for all actions of one incident.
    pub spared: Arc<[Spared]>,
}

/// A debt, with the action by its place.
#[derive(Debug)]
pub struct Owed {
    incident: usize,
    at: usize,
    score: f64,
    later: usize,
    spared: Arc<[Spared]>,
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

impl KnowledgeBase {
    /// Every action that is not done, the greatest debt first; of equals in the order of
    /// [`KnowledgeBase::open_actions`].
    pub fn debts(&self) -> Vec<Debt<'_>> {
        // Made in parallel, so not while the lock is held.
        while self.owed.get().is_none() {
            let _ = self.owed.set(self.find_owed());
        }
        let debt = |owed: &Owed| Debt {
            incident: owed.incident,
            at: owed.at,
            action: &self.incidents[owed.incident].actions[owed.at],
            score: owed.score,
            later: owed.later,
            spared: Arc::clone(&owed.spared),
        };
        self.owed.get().expect("it was just set").iter().map(debt).collect()
    }

    fn find_owed(&self) -> Vec<Owed> {
        let open = self.open_actions();
        let mut promising: Vec<usize> = open.iter().map(|(incident, _)| *incident).collect();
        promising.sort_unstable();
        promising.dedup();
        let found = |&incident: &usize| {
            let mut spared = self.spared_after(incident);
            let (later, score) = (spared.len(), spared.iter().map(|one| one.weight).sum::<f64>() + 0.0);
            spared.truncate(MOST_KEPT);
            (later, score, Arc::from(spared))
        };
        let found: Vec<(usize, f64, Arc<[Spared]>)> = promising.par_iter().map(found).collect();
        let owed = |(incident, action): (usize, &Action)| {
            let place = promising.binary_search(&incident).expect("every incident of an open action is there");
            let (later, score, spared) = &found[place];
            let actions = &self.incidents[incident].actions;
            let at = actions.iter().position(|other| std::ptr::eq(other, action)).unwrap_or(0);
            Owed { incident, at, score: *score, later: *later, spared: Arc::clone(spared) }
        };
        let mut owed: Vec<Owed> = open.into_iter().map(owed).collect();
        owed.sort_by(|a, b| b.score.total_cmp(&a.score));
        owed
    }

    /// How many actions are done.
    pub fn actions_done(&self) -> usize {
        let all = self.incidents.iter().flat_map(|incident| &incident.actions);
        all.filter(|action| action.state == ActionState::Done).count()
    }

    /// All later incidents that an action of an incident might have spared, as they share a pattern with it or are stated
    /// to repeat it, heaviest first.
    pub fn spared_after(&self, incident: usize) -> Vec<Spared> {
        let services = self.service_numbers();
        let Some(promised) = self.incidents[incident].date.as_ref().map(|date| date.value) else { return Vec::new() };
        let is_later = |other: usize| self.incidents[other].date.as_ref().is_some_and(|date| date.value > promised);
        let repeats = self.stated(incident).into_iter().filter(|(_, said)| *said == Said::RepeatedBy);
        let mut whys: Vec<(usize, Why)> = repeats.map(|(other, _)| (other, Why::Repeat)).collect();
        // What made the work harder is no reason why something happened, so mending it would have spared nothing.
        let reasons = self.counted_patterns(incident).filter(|at| self.patterns[*at].facet != Facet::Aggravator);
        for pattern in reasons {
            // The newest come first.
            let later = self.incidents_of_pattern(pattern).take_while(|&other| is_later(other));
            whys.extend(later.take(MOST_LATER).map(|other| (other, Why::Pattern(pattern))));
        }
        whys.retain(|&(other, _)| other != incident && is_later(other));
        whys.sort_unstable();
        whys.dedup();
        let spared = |whys: &[(usize, Why)]| {
            let other = whys[0].0;
            let own_service = services.shared(incident, other);
            let worth = |(_, why): &(usize, Why)| match why {
                Why::Repeat => STATED,
                Why::Pattern(pattern) => self.rarity(*pattern),
            };
            let sum: f64 = whys.iter().map(worth).sum();
            let weight = sum * if own_service { OWN_SERVICE } else { 1.0 };
            Spared { incident: other, own_service, weight, whys: whys.iter().map(|(_, why)| *why).collect() }
        };
        let mut spared: Vec<Spared> = whys.chunk_by(|a, b| a.0 == b.0).map(spared).collect();
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

/// The services of each incident as numbers, so that names need not be compared again for every pair.
#[derive(Debug)]
pub struct Services(Vec<Vec<u32>>);

impl Services {
    /// Numbers the services of all incidents; names that differ in nothing but case have the same.
    pub fn new(base: &KnowledgeBase) -> Self {
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut number = |name: &str| {
            let next = numbers.len() as u32;
            *numbers.entry(name.chars().flat_map(char::to_lowercase).collect()).or_insert(next)
        };
        let mut of = |incident: &Incident| incident.services.iter().map(|name| number(&name.value)).collect();
        Self(base.incidents.iter().map(&mut of).collect())
    }

    /// Whether two incidents name a service alike.
    pub fn shared(&self, a: usize, b: usize) -> bool {
        self.0[a].iter().any(|number| self.0[b].contains(number))
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
    fn what_only_made_the_work_harder_spares_no_later_incident() {
        let of = |id, day| promising(id, day, "api", "A false trail.", "rotate", ActionState::Open);
        let mut trail = pattern("trail", &[&[&["false trail"]]]);
        trail.facet = Facet::Aggravator;
        let base = KnowledgeBase::assemble(vec![of("a", "2026-01-01"), of("b", "2026-01-02")], vec![trail]);
        assert_eq!(base.incidents_of_pattern(0).count(), 2);
        assert!(base.debts().iter().all(|debt| debt.later == 0));
    }

    #[test]
    fn an_action_is_overdue_from_the_day_after_its_date() {
        let incident = promising("a", "2026-01-01", "api", "A fox.", "fence", ActionState::Open);
        let on = |day: &str| overdue_days(&incident.actions[0], Date(day.parse().expect("a day")));
        assert_eq!([on("2026-02-01"), on("2026-02-02"), on("2026-03-01")], [None, Some(1), Some(28)]);
    }
}
