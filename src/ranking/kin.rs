//! Kin: what it is worth that an incident has other words for what was asked.
//!
//! The worths are worked out when an index is made and kept with it, a list for each entry of [`crate::meaning`] that
//! the records have relatives of; both engines read the same whole numbers.

use std::borrow::Cow;

use super::plan::{Unit, UnitRole};
use super::weight::{Constants, information};
use crate::meaning::Entry;

/// The longest row of words that is looked for.
const LONGEST_ROW: usize = 5;

/// The most steps that a worth has; the browser's index keeps it in one digit beside the incident.
const MOST_STEPS: f64 = 63.0;

/// What the relatives of an entry are worth in the incidents that have them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KinList {
    /// The terms of the relatives that count, to show why an incident was found; sorted.
    pub terms: Vec<String>,
    /// Incidents by their place when all are ordered by id, ascending, each with its worth in steps, from 1 to 63.
    pub worths: Vec<(u32, u8)>,
}

/// The list of an entry, where any incident of `all` has a relative. `shares` tells the incidents that have a term, by
/// their places ascending, with its share in steps.
pub fn kin_list<'s>(
    constants: &Constants,
    entry: &Entry,
    all: usize,
    shares: impl Fn(&str) -> Option<&'s [(u32, u8)]>,
) -> Option<KinList> {
    // What a relative is worth, its terms, and the incidents that have all of them.
    type Having<'e, 's> = (f64, &'e [String], Cow<'s, [(u32, u8)]>);
    let mut relatives: Vec<Having<'_, 's>> = Vec::new();
    for relative in &entry.relatives {
        let having = having_all(&relative.terms, &shares);
        if !having.is_empty() {
            relatives.push((relative.trust * information(having.len(), all), &relative.terms, having));
        }
    }
    relatives.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    relatives.truncate(constants.kin_relatives);
    let worths = |(worth, _, having): &Having<'_, 's>| {
        let worth = *worth;
        having.iter().map(move |(incident, share)| (*incident, worth * f64::from(*share) / constants.steps)).collect()
    };
    let mut best: Vec<(u32, f64)> = relatives.iter().flat_map(|having| -> Vec<_> { worths(having) }).collect();
    // A few rows that are in order already, which the sorting makes use of.
    best.sort_by_key(|(incident, _)| *incident);
    best.dedup_by(|later, first| {
        let is_same = later.0 == first.0;
        if is_same {
            first.1 = first.1.max(later.1);
        }
        is_same
    });
    let step = |worth: f64| (worth * constants.kin_steps + 0.5).floor().min(MOST_STEPS) as u8;
    let mut worths: Vec<(u32, u8)> = best.into_iter().map(|(incident, worth)| (incident, step(worth))).collect();
    worths.sort_by_key(|(incident, worth)| (std::cmp::Reverse(*worth), *incident));
    worths.truncate(constants.kin_most);
    worths.retain(|(_, worth)| *worth > 0);
    worths.sort_unstable();
    let mut terms: Vec<String> = relatives.iter().flat_map(|(_, terms, _)| terms.iter().cloned()).collect();
    terms.sort_unstable();
    terms.dedup();
    (!worths.is_empty()).then_some(KinList { terms, worths })
}

/// The incidents that have all of some terms, each with the least of their shares.
fn having_all<'s>(terms: &[String], shares: &impl Fn(&str) -> Option<&'s [(u32, u8)]>) -> Cow<'s, [(u32, u8)]> {
    let mut all: Option<Cow<'s, [(u32, u8)]>> = None;
    for term in terms {
        let having = shares(term).unwrap_or_default();
        all = Some(match all {
            None => Cow::Borrowed(having),
            Some(before) => Cow::Owned(both(&before, having)),
        });
    }
    all.unwrap_or_default()
}

fn both(a: &[(u32, u8)], b: &[(u32, u8)]) -> Vec<(u32, u8)> {
    let mut others = b.iter().peekable();
    let mut found = Vec::with_capacity(a.len().min(b.len()));
    for (incident, share) in a {
        while others.next_if(|(other, _)| other < incident).is_some() {}
        if let Some((_, other)) = others.next_if(|(other, _)| other == incident) {
            found.push((*incident, *share.min(other)));
        }
    }
    found
}

/// Words of a query that are an entry.
#[derive(Clone, Debug, PartialEq)]
pub struct KinRow<T> {
    /// The units of the row, by their places in the plan; never empty.
    pub units: Vec<usize>,
    /// What was found under the key.
    pub found: T,
}

/// The rows of words in a plan that are entries: `find` tells what is kept under a key. Stop words between them do not
/// count; rows may overlap.
pub fn kin_rows<T>(units: &[Unit], mut find: impl FnMut(&str) -> Option<T>) -> Vec<KinRow<T>> {
    let words: Vec<(usize, &str)> = units
        .iter()
        .enumerate()
        .filter(|(_, unit)| unit.role == UnitRole::Optional)
        .filter_map(|(at, unit)| unit.neighbour().map(|(term, _)| (at, term)))
        .collect();
    let mut rows = Vec::new();
    for length in 1..=LONGEST_ROW {
        for row in words.windows(length) {
            let key = row.iter().map(|(_, term)| *term).collect::<Vec<_>>().join(" ");
            if let Some(found) = find(&key) {
                rows.push(KinRow { units: row.iter().map(|(at, _)| *at).collect(), found });
            }
        }
    }
    rows
}

/// What each word of a row of so many is worth where the relatives of the row have a worth: several words together are
/// less often meant otherwise.
pub fn kin_worth(constants: &Constants, words: usize, worth: u8) -> f64 {
    let weight = if words == 1 { constants.kin_word } else { constants.kin_row / words as f64 };
    weight * (f64::from(worth) / constants.kin_steps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meaning::Relative;
    use crate::ranking::{CONSTANTS, Jargon, Plan, Query};

    fn entry(relatives: &[(&[&str], f64)]) -> Entry {
        let relative = |(terms, trust): &(&[&str], f64)| Relative {
            terms: terms.iter().map(|term| (*term).to_owned()).collect(),
            trust: *trust,
        };
        Entry { key: "broker".to_owned(), relatives: relatives.iter().map(relative).collect() }
    }

    fn shares(term: &str) -> Option<&'static [(u32, u8)]> {
        match term {
            "kafka" => Some(&[(1, 32), (5, 16)]),
            "queue" => Some(&[(0, 32), (1, 32), (2, 32), (5, 32)]),
            "event" => Some(&[(5, 60), (7, 60)]),
            _ => None,
        }
    }

    #[test]
    fn the_best_relative_of_an_incident_counts_and_rare_ones_more() {
        let list = kin_list(&CONSTANTS, &entry(&[(&["kafka"], 0.6), (&["queue"], 0.6)]), 30, shares).expect("is there");
        assert_eq!(list.terms, ["kafka", "queue"]);
        let worth = |at: usize| list.worths[at].1;
        assert_eq!(list.worths.iter().map(|(incident, _)| *incident).collect::<Vec<_>>(), [0, 1, 2, 5]);
        assert!(worth(1) > worth(0) && worth(0) == worth(2) && worth(3) == worth(0), "{list:?}");
    }

    #[test]
    fn all_terms_of_a_relative_must_be_there() {
        let list = kin_list(&CONSTANTS, &entry(&[(&["event", "queue"], 0.6)]), 30, shares).expect("is there");
        assert_eq!(list.worths.iter().map(|(incident, _)| *incident).collect::<Vec<_>>(), [5]);
        assert_eq!(kin_list(&CONSTANTS, &entry(&[(&["event", "nothing"], 0.6)]), 30, shares), None);
    }

    #[test]
    fn rows_pass_over_stop_words_and_leave_quoted_words_alone() {
        let rows = |query: &str| {
            let plan = Plan::of(&Query::parse(query), &Jargon::default());
            let find = |key: &str| ["broker", "messag broker", "queue full"].contains(&key).then(|| key.to_owned());
            kin_rows(&plan.units, find).into_iter().map(|row| (row.units, row.found)).collect::<Vec<_>>()
        };
        let row = |units: &[usize], key: &str| (units.to_vec(), key.to_owned());
        assert_eq!(rows("message broker down"), [row(&[1], "broker"), row(&[0, 1], "messag broker")]);
        assert_eq!(rows("the queue is full"), [row(&[0, 1], "queue full")]);
        assert_eq!(rows("\"message broker\" cause:broker"), []);
    }
}
