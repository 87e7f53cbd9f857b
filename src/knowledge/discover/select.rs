//! Choosing among candidates: few, each for incidents that the others leave, none of them a bin.

use std::collections::BTreeSet;

use super::Ground;
use super::candidates::Candidate;

/// The largest share of the incidents without a pattern that one proposal may take.
const LARGEST_SHARE: f64 = 0.15;

/// In a small casebook a proposal may take that many all the same.
const SMALL: usize = 4;

/// How many incidents with the words far apart are borne, for each with the words close together.
const MOST_LOOSE: f64 = 1.0;

/// The share of incidents at which two candidates are one.
const SAME: f64 = 0.5;

/// Picks candidates, the best first. Their incidents may overlap, but each brings at least `fewest`, or half of its own,
/// that those before it do not have.
pub fn select(ground: &Ground<'_>, candidates: Vec<Candidate>, fewest: usize) -> Vec<Candidate> {
    let tellers = (0..ground.told.len()).filter(|&at| !ground.explained[at] && !ground.told[at].lines.is_empty());
    let largest = ((tellers.count() as f64 * LARGEST_SHARE) as usize).max(SMALL);
    let mut ranked: Vec<(f64, BTreeSet<usize>, Candidate)> = candidates
        .into_iter()
        .map(|candidate| {
            let members = candidate.members(ground);
            (worth(ground, &candidate, &members), members, candidate)
        })
        .filter(|(_, members, candidate)| {
            let loose = candidate.loose as f64 / candidate.told.len().max(1) as f64;
            members.len() <= largest && loose <= MOST_LOOSE && wordings(ground, candidate) >= fewest
        })
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.2.fault, &a.2.thing).cmp(&(b.2.fault, &b.2.thing))));
    let mut chosen: Vec<(BTreeSet<usize>, Candidate)> = Vec::new();
    let mut covered = BTreeSet::new();
    for (_, members, candidate) in ranked {
        let fresh = members.difference(&covered).count();
        let alike = |other: &BTreeSet<usize>| {
            let both = members.intersection(other).count() as f64;
            both / members.len().min(other.len()) as f64 >= SAME
        };
        if fresh < fewest.min(members.len().div_ceil(2))
            || fresh * 2 < members.len()
            || chosen.iter().any(|(other, _)| alike(other))
        {
            continue;
        }
        covered.extend(members.iter().copied());
        chosen.push((members, candidate));
    }
    chosen.into_iter().map(|(_, candidate)| candidate).collect()
}

/// How good a candidate is: often told, seldom by chance, by several teams.
fn worth(ground: &Ground<'_>, candidate: &Candidate, members: &BTreeSet<usize>) -> f64 {
    let teams = members.iter().map(|&at| ground.group[at]).collect::<BTreeSet<_>>().len();
    let spread = if teams > 1 { 1.5 } else { 1.0 };
    (members.len() as f64).sqrt() * (1.0 + candidate.lift).ln() * spread
}

/// How many of its sentences differ: the same words in two records may be one record, told twice.
fn wordings(ground: &Ground<'_>, candidate: &Candidate) -> usize {
    let text = |&(at, line): &(usize, usize)| ground.told[at].lines[line].text(&ground.base.incidents[at]);
    let open = candidate.told.iter().filter(|(at, line)| !ground.explained[*at] && !ground.known_lines[*at][*line]);
    let mut seen = BTreeSet::new();
    // One sentence an incident: a record that says it twice is one record all the same.
    open.filter(|told| seen.insert(told.0)).map(text).collect::<BTreeSet<_>>().len()
}
