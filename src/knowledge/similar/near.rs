//! Neighbours that were found before, and what tells that they would be found again.
//!
//! Who is near an incident hangs on its own words, on the lists of these words as far as they are read, on what stands in
//! these lists, and on the patterns that it has. A digest of all that is kept beside the neighbours; where it is as it
//! was, so are they. Incidents are known by their ids, as their places move whenever one comes or goes.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::lists::{Lists, Scratch, words_read};
use super::{Axis, MOST_OF_PATTERN, Neighbour};
use crate::knowledge::KnowledgeBase;
use crate::store::Digest;

/// As much of a digest as tells any two apart.
type Print = [u8; 16];

/// The neighbours of one incident on one axis.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Found {
    print: Print,
    /// Who they are, as places in the ids, and their scores.
    near: Vec<(u32, f32)>,
}

/// The neighbours of all incidents as they were found.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct KnownNear {
    ids: Vec<String>,
    found: Vec<[Found; 2]>,
    /// Whether they are other ones than when they were read.
    #[serde(skip)]
    changed: bool,
}

/// The neighbours of an incident, on both axes in the order of [`Axis::ALL`].
pub type Near = [Vec<Neighbour>; 2];

impl KnownNear {
    /// Whether it holds something else than when it was read.
    pub fn is_changed(&self) -> bool {
        self.changed
    }

    /// The neighbours of all incidents of the base, found by `find` where they are not known; afterwards they are.
    pub(super) fn bring_up(
        &mut self,
        base: &KnowledgeBase,
        find: impl Fn(&mut Scratch, usize, Axis) -> Vec<Neighbour> + Sync,
    ) -> Vec<Near> {
        let ids: Vec<&str> = base.incidents.iter().map(|incident| incident.id.as_str()).collect();
        let now: HashMap<&str, usize, RandomState> = ids.iter().zip(0..).map(|(id, at)| (*id, at)).collect();
        // Where each incident of before stands now.
        let places: Vec<Option<usize>> = self.ids.iter().map(|id| now.get(id.as_str()).copied()).collect();
        let mut before: Vec<Option<&[Found; 2]>> = vec![None; ids.len()];
        for (place, found) in places.iter().zip(&self.found) {
            if let Some(at) = place {
                before[*at] = Some(found);
            }
        }
        let inputs = Axis::ALL.map(|axis| Inputs::new(base, axis));
        let one = |scratch: &mut Scratch, at: usize, side: usize| {
            let print = inputs[side].print(base, at);
            let known = before[at].map(|found| &found[side]).filter(|found| found.print == print);
            let known = known.and_then(|found| found.placed(&places));
            (known.is_none(), print, known.unwrap_or_else(|| find(scratch, at, Axis::ALL[side])))
        };
        let both = |scratch: &mut Scratch, at: usize| [one(scratch, at, 0), one(scratch, at, 1)];
        let all: Vec<[(bool, Print, Vec<Neighbour>); 2]> =
            (0..ids.len()).into_par_iter().map_init(Scratch::default, both).collect();
        if self.ids.len() != ids.len() || all.iter().flatten().any(|(is_new, ..)| *is_new) {
            self.found =
                all.iter().map(|sides| sides.each_ref().map(|(_, print, near)| Found::of(*print, near))).collect();
            self.ids = ids.into_iter().map(str::to_owned).collect();
            self.changed = true;
        }
        all.into_iter().map(|sides| sides.map(|(.., near)| near)).collect()
    }
}

impl Found {
    fn of(print: Print, near: &[Neighbour]) -> Self {
        Self { print, near: near.iter().map(|near| (near.incident as u32, near.score)).collect() }
    }

    /// The neighbours where they stand now.
    fn placed(&self, places: &[Option<usize>]) -> Option<Vec<Neighbour>> {
        let place = |(incident, score): &(u32, f32)| {
            let incident = (*places.get(*incident as usize)?)?;
            Some(Neighbour { incident, score: *score })
        };
        self.near.iter().map(place).collect()
    }
}

/// What finding neighbours on an axis reads, as digests.
struct Inputs<'a> {
    axis: Axis,
    lists: &'a Lists,
    /// Of each incident all that another one finds in it.
    incidents: Vec<Print>,
    /// Of the list of each word what is read of it, and how many incidents stand there; pages are passed over.
    words: Vec<(Print, usize)>,
}

impl<'a> Inputs<'a> {
    fn new(base: &'a KnowledgeBase, axis: Axis) -> Self {
        let similar = base.similar();
        let lists = similar.lists(axis);
        let incident = |at: usize| {
            let incident = &base.incidents[at];
            let mut digest = Digest::new();
            digest.add(incident.id.as_str().as_bytes());
            digest.add(&similar.vocabulary.print(&lists.vectors[at]));
            digest.add(&[u8::from(incident.is_page())]);
            // Of equals the newest comes first.
            digest.add(format!("{:?}", incident.date.as_ref().map(|date| date.value)).as_bytes());
            base.counted_patterns(at).for_each(|pattern| digest.add(base.patterns[pattern].id.as_str().as_bytes()));
            short(&digest)
        };
        let incidents: Vec<Print> = (0..base.incidents.len()).into_par_iter().map(incident).collect();
        let word = |word: u32| {
            let (mut bytes, mut count) = (Vec::new(), 0);
            for record in lists.read_of(word).iter().map(|(record, _)| *record as usize) {
                bytes.extend(incidents[record]);
                count += usize::from(!base.incidents[record].is_page());
            }
            let mut digest = Digest::new();
            digest.add(&bytes);
            (short(&digest), count)
        };
        let words = (0..similar.vocabulary.len() as u32).into_par_iter().map(word).collect();
        Self { axis, lists, incidents, words }
    }

    /// A digest of all that the neighbours of an incident are found by.
    fn print(&self, base: &KnowledgeBase, at: usize) -> Print {
        let mut bytes = self.incidents[at].to_vec();
        let counted = |word: u32| self.words[word as usize].1;
        for word in words_read(&self.lists.vectors[at], counted) {
            bytes.extend(self.words[word as usize].0);
        }
        let mut digest = Digest::new();
        digest.add(&bytes);
        if self.axis == Axis::Caused {
            for pattern in base.counted_patterns(at) {
                digest.add(base.patterns[pattern].id.as_str().as_bytes());
                digest.add(&base.pattern_worth(pattern).to_bits().to_le_bytes());
                // One more than is looked at, as the incident itself may be among them.
                let newest = base.incidents_of_pattern(pattern).take(MOST_OF_PATTERN + 1);
                newest.for_each(|other| digest.add(&self.incidents[other]));
            }
        }
        short(&digest)
    }
}

fn short(digest: &Digest) -> Print {
    let bytes = digest.bytes();
    *bytes.first_chunk().expect("a digest is longer than that")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::testing::{incident, pattern};
    use crate::model::{Incident, SectionKind, Standing};

    const FAULTS: [&str; 4] = [
        "The pool of PgBouncer was exhausted",
        "The certificate of the ingress expired",
        "A full disk stopped the broker",
        "The queue of the mailer was stuck",
    ];

    fn told(id: usize, fault: usize) -> Incident {
        let text = format!("{} on host{} while the nightly report ran.", FAULTS[fault % 4], id % 7);
        incident(&format!("r{id:03}"), &[(SectionKind::Symptoms, &text), (SectionKind::RootCause, &text)])
    }

    fn compared(incidents: &[Incident], known: &mut KnownNear) -> Vec<Near> {
        let patterns = vec![pattern("full", &[&[&["full disk"]]]), pattern("stuck", &[&[&["stuck"]]])];
        let base = KnowledgeBase::assemble(incidents.to_vec(), patterns);
        base.compare_all_known(Some(known));
        (0..incidents.len()).map(|at| Axis::ALL.map(|axis| base.neighbours(at, axis))).collect()
    }

    #[test]
    fn after_any_change_the_neighbours_are_those_that_are_found_anew() {
        let mut known = KnownNear::default();
        let mut incidents: Vec<Incident> = (0..60).map(|id| told(id, id)).collect();
        compared(&incidents, &mut known);
        let mut check = |incidents: &[Incident], what: &str| {
            let found = compared(incidents, &mut known);
            assert!(found == compared(incidents, &mut KnownNear::default()), "{what}");
        };
        check(&incidents, "nothing changed");
        incidents[20] = told(20, 3);
        check(&incidents, "one tells of something else");
        incidents[5].standing = Standing::Page;
        check(&incidents, "one is a page now");
        incidents.remove(10);
        check(&incidents, "one is gone");
        incidents.insert(0, told(0, 2));
        check(&incidents, "one has come, and another one of its id");
        incidents.remove(0);
        incidents.push(told(99, 2));
        check(&incidents, "one has come");
    }

    #[test]
    fn nothing_is_found_anew_where_nothing_changed() {
        let mut known = KnownNear::default();
        let incidents: Vec<Incident> = (0..20).map(|id| told(id, id)).collect();
        compared(&incidents, &mut known);
        assert!(known.is_changed());
        known.changed = false;
        compared(&incidents, &mut known);
        assert!(!known.is_changed());
    }
}
