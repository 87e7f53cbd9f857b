//! Theories that blame the same thing, put together.
//!
//! A group by wording takes a theory only where it is like every theory already in it, so that no chain of small
//! differences ties what has nothing in common. Two theories of one record are never joined by wording: their author
//! told them apart.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;

use super::Case;
use super::wording::{Statement, Wordings, Worths};
use crate::model::Incident;

/// How many groups under one key are compared; a key that more share says little.
const MOST_COMPARED: usize = 32;

/// How many theories of a group a new one must be like; the first.
const MOST_ALIKE: usize = 8;

/// Theories that blame the same thing.
pub struct Group {
    /// The pattern that all of them name.
    pub pattern: Option<usize>,
    /// Where they stand.
    pub cases: Vec<Case>,
    /// What a new case is compared with, and where that stands.
    members: Vec<(usize, Statement)>,
}

impl Group {
    /// How much a statement of that incident is like those of the group; `None` where it is another theory.
    fn likeness(&self, worths: &Worths, incident: usize, statement: &Statement) -> Option<f32> {
        let one = |(place, member): &(usize, Statement)| {
            if *place == incident { None } else { worths.alike(member, statement) }
        };
        if self.pattern.is_some() {
            // What names a pattern does so in many words; being like one of them is enough.
            return self.members.iter().filter_map(one).max_by(f32::total_cmp);
        }
        let mut least = 1.0_f32;
        for member in &self.members {
            least = least.min(one(member)?);
        }
        Some(least)
    }
}

/// The groups that are found under each key.
type Holding = HashMap<(u32, u32), Vec<usize>, RandomState>;

/// First those that name a pattern, then the others, each in the order of the incidents.
pub fn groups(incidents: &[Incident], named: &[Vec<Option<usize>>]) -> Vec<Group> {
    let mut wordings = Wordings::default();
    let mut by_pattern: BTreeMap<usize, Vec<(Case, Statement)>> = BTreeMap::new();
    let mut others = Vec::new();
    for (incident, named) in named.iter().enumerate() {
        for (theory, pattern) in named.iter().enumerate() {
            let statement = wordings.read(&incidents[incident].theories[theory].statement.value);
            match pattern {
                Some(pattern) => by_pattern.entry(*pattern).or_default().push(((incident, theory), statement)),
                None => others.push(((incident, theory), statement)),
            }
        }
    }
    let worths = wordings.worths();
    let mut groups: Vec<Group> = Vec::new();
    let mut holding = Holding::default();
    for (pattern, cases) in by_pattern {
        let mut group = Group { pattern: Some(pattern), cases: Vec::new(), members: Vec::new() };
        for (case, statement) in cases {
            group.cases.push(case);
            if group.members.len() < MOST_COMPARED {
                hold(&mut holding, &worths.keys(&statement), groups.len());
                group.members.push((case.0, statement));
            }
        }
        groups.push(group);
    }
    for (case, statement) in others {
        let keys = worths.keys(&statement);
        if let Some(at) = closest((&groups, &holding), &keys, &worths, case.0, &statement) {
            let group = &mut groups[at];
            group.cases.push(case);
            if group.pattern.is_none() && group.members.len() < MOST_ALIKE {
                group.members.push((case.0, statement));
            }
        } else {
            hold(&mut holding, &keys, groups.len());
            groups.push(Group { pattern: None, cases: vec![case], members: vec![(case.0, statement)] });
        }
    }
    groups
}

fn hold(holding: &mut Holding, keys: &[(u32, u32)], group: usize) {
    for key in keys {
        let groups = holding.entry(*key).or_default();
        if groups.len() < MOST_COMPARED && groups.last() != Some(&group) {
            groups.push(group);
        }
    }
}

/// The group that a statement, which has these keys, is most like; of equal ones the first.
fn closest(
    (groups, holding): (&[Group], &Holding),
    keys: &[(u32, u32)],
    worths: &Worths,
    incident: usize,
    statement: &Statement,
) -> Option<usize> {
    if statement.is_empty() {
        return None;
    }
    let mut candidates: Vec<usize> = keys.iter().filter_map(|key| holding.get(key)).flatten().copied().collect();
    candidates.sort_unstable();
    candidates.dedup();
    let likeness = |&at: &usize| Some((at, groups[at].likeness(worths, incident, statement)?));
    let best = candidates.iter().filter_map(likeness).max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
    best.map(|(at, _)| at)
}
