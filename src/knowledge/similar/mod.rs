//! Which incidents are alike, on two axes that are never added up: what an incident *looks like*, and what it was
//! *caused like*.
//!
//! `profile` reads an incident, `weigh` says what its words are worth in this casebook, `lists` finds the neighbours
//! without trying all pairs, `items` compares logs of many faults item by item, `reasons` says why two are neighbours
//! and what differs. Verdicts about repeats are [`super::review`]'s.

mod items;
mod lists;
mod masks;
mod profile;
mod reasons;
mod stated;
mod terms;
#[cfg(test)]
mod tests;
mod weigh;
mod words;

use std::collections::BTreeSet;

use rayon::prelude::*;

use items::Items;
use lists::{Lists, Scratch};
use profile::{Line, Profile};
pub use reasons::{Difference, Reason};
pub use stated::{Said, stated_elsewhere};
use terms::Table;
use weigh::{Vector, Vocabulary};

use super::KnowledgeBase;
use crate::model::Facet;

/// A way in which incidents can be alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Axis {
    /// What was seen: error lines, symptoms, title, services.
    Looks,
    /// Why it happened: patterns, causes, and what mended it.
    Caused,
}

/// An incident that is like another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbour {
    /// Index into the knowledge base's incidents.
    pub incident: usize,
    /// From 0 to 1; means the same in a casebook of any size.
    pub score: f32,
}

impl Neighbour {
    /// The score as it is shown: two digits say all that it can.
    pub fn shown_score(&self) -> f32 {
        shown_score(self.score)
    }
}

/// A score as it is shown.
pub fn shown_score(score: f32) -> f32 {
    (score * 100.0).round() / 100.0
}

/// Below this, two incidents have no more in common than any two.
const LEAST: f32 = 0.1;

/// The same for causes, whose few common words tell less; a pattern that both have lifts them above it.
const LEAST_CAUSED: f32 = 0.15;

/// What a shared word of a cause counts that stands in the faces of both records.
const FACE_WORD: f32 = 0.25;

/// How many of a pattern's newest incidents are looked at.
const MOST_OF_PATTERN: usize = 16;

/// How many neighbours are given.
const MOST_GIVEN: usize = 12;

/// How many of them a page or a file shows at most, on each axis.
pub const MOST_SHOWN: usize = 5;

/// What speaks for one cause of two incidents, beyond that they look alike.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cause {
    /// Their words, from 0 to 1; those of the faces of both count little.
    pub words: f32,
    /// The patterns that they share, from 0 to 1.
    pub patterns: f32,
}

impl Cause {
    /// Both taken together, from 0 to 1.
    pub fn all(self) -> f32 {
        either(self.words, self.patterns)
    }
}

/// Everything that comparing incidents needs; made once for a knowledge base.
#[derive(Debug)]
pub struct Similar {
    profiles: Vec<Profile>,
    vocabulary: Vocabulary,
    looks: Lists,
    caused: Lists,
    items: Vec<Items>,
}

impl Axis {
    /// Both axes, the cause first.
    pub const ALL: [Axis; 2] = [Axis::Caused, Axis::Looks];

    /// The axis' name in data and commands.
    pub fn name(self) -> &'static str {
        match self {
            Axis::Looks => "looks",
            Axis::Caused => "caused",
        }
    }

    fn worth(self, line: &Line) -> f32 {
        match self {
            Axis::Looks => line.looks,
            Axis::Caused => line.caused,
        }
    }
}

impl Similar {
    fn new(base: &KnowledgeBase) -> Self {
        let profiles: Vec<Profile> = base.incidents.par_iter().map(profile::profile).collect();
        let vocabulary = Vocabulary::new(&profiles);
        let vectors = |table: &mut Table, profile: &Profile| vocabulary.vectors(profile, table);
        let vectors: Vec<[Vector; 2]> = profiles.par_iter().map_init(Table::default, vectors).collect();
        let (caused, looks) = vectors.into_iter().map(|[caused, looks]| (caused, looks)).unzip();
        let lists = |vectors| Lists::new(vectors, &vocabulary);
        let (caused, looks) = rayon::join(|| lists(caused), || lists(looks));
        let items = base.incidents.par_iter().zip(&profiles);
        let items = items.map(|(incident, profile)| items::items(incident, profile, &vocabulary)).collect();
        Self { profiles, vocabulary, looks, caused, items }
    }

    /// A digest of what an incident is compared by, on each axis.
    pub fn prints(&self, incident: usize) -> [[u8; 32]; 2] {
        Axis::ALL.map(|axis| self.vocabulary.print(&self.lists(axis).vectors[incident]))
    }

    fn lists(&self, axis: Axis) -> &Lists {
        match axis {
            Axis::Looks => &self.looks,
            Axis::Caused => &self.caused,
        }
    }
}

impl KnowledgeBase {
    /// What comparing incidents needs; made when it is first asked for.
    pub(super) fn similar(&self) -> &Similar {
        // Made without holding the lock: while it is made in parallel, a thread that lends a hand may ask for it itself.
        while self.similar.get().is_none() {
            let _ = self.similar.set(Similar::new(self));
        }
        self.similar.get().expect("it was just set")
    }

    /// Finds the neighbours of all incidents, in parallel; from then on they are only looked up.
    pub fn compare_all(&self) {
        let _ = self.similar();
        let both = |scratch: &mut Scratch, at| Axis::ALL.map(|axis| self.find_neighbours(at, axis, &|_| true, scratch));
        let all = (0..self.incidents.len()).into_par_iter().map_init(Scratch::default, both).collect();
        let _ = self.near.set(all);
    }

    /// The incidents most like this one on an axis, closest first, of equals the newest; at most 12.
    pub fn neighbours(&self, incident: usize, axis: Axis) -> Vec<Neighbour> {
        match self.near.get().and_then(|near| near.get(incident)) {
            Some([caused, looks]) => if axis == Axis::Caused { caused } else { looks }.clone(),
            None => self.neighbours_among(incident, axis, &|_| true),
        }
    }

    /// The incidents most like this one among those that `may` be given.
    pub fn neighbours_among(&self, incident: usize, axis: Axis, may: &dyn Fn(usize) -> bool) -> Vec<Neighbour> {
        self.find_neighbours(incident, axis, &may, &mut Scratch::default())
    }

    fn find_neighbours(
        &self,
        incident: usize,
        axis: Axis,
        may: &impl Fn(usize) -> bool,
        scratch: &mut Scratch,
    ) -> Vec<Neighbour> {
        let lists = self.similar().lists(axis);
        let query = lists.vectors.get(incident).filter(|_| !self.incidents[incident].is_page());
        let Some(query) = query else { return Vec::new() };
        let may = |other: usize| other != incident && !self.incidents[other].is_page() && may(other);
        let mut found: Vec<Neighbour> = lists
            .nearest(query, &may, scratch)
            .into_iter()
            .map(|(incident, score)| Neighbour { incident, score })
            .collect();
        if axis == Axis::Caused {
            self.add_patterns(incident, &may, &mut found);
        }
        let least = if axis == Axis::Caused { LEAST_CAUSED } else { LEAST };
        found.retain(|neighbour| neighbour.score >= least);
        found.sort_by(|a, b| {
            b.score
                .total_cmp(&a.score)
                .then_with(|| self.lookups.ranks[a.incident].cmp(&self.lookups.ranks[b.incident]))
        });
        found.truncate(MOST_GIVEN);
        found
    }

    /// How much two incidents are alike on an axis, from 0 to 1.
    pub fn likeness(&self, a: usize, b: usize, axis: Axis) -> f32 {
        let vectors = &self.similar().lists(axis).vectors;
        let (Some(mine), Some(theirs)) = (vectors.get(a), vectors.get(b)) else { return 0.0 };
        let words = mine.likeness(theirs);
        match axis {
            Axis::Looks => words,
            Axis::Caused => either(words, self.patterns_shared(a, b)),
        }
    }

    /// How much two incidents were caused alike, going by words and patterns that say more than that they look alike:
    /// words of the faces of both count little.
    pub fn cause_behind_face(&self, a: usize, b: usize) -> Cause {
        let similar = self.similar();
        let (Some(mine), Some(theirs)) = (similar.caused.vectors.get(a), similar.caused.vectors.get(b)) else {
            return Cause::default();
        };
        let [here, there] = [a, b].map(|record| similar.vocabulary.face(&similar.profiles[record]));
        let has = |face: &[u32], word: u32| face.binary_search(&word).is_ok();
        let part = |word: u32| if has(&here, word) && has(&there, word) { FACE_WORD } else { 1.0 };
        Cause { words: mine.likeness_by(theirs, &part), patterns: self.patterns_shared(a, b) }
    }

    /// Whether both records have patterns that say how it broke, and share none of them.
    pub fn patterns_differ(&self, a: usize, b: usize) -> bool {
        let mechanisms = |incident| {
            let counted = self.counted_patterns(incident);
            counted.filter(|pattern| self.patterns[*pattern].facet != Facet::Aggravator).collect::<BTreeSet<_>>()
        };
        let (mine, theirs) = (mechanisms(a), mechanisms(b));
        !mine.is_empty() && !theirs.is_empty() && mine.is_disjoint(&theirs)
    }

    /// Whether a record gives a reason for what happened: a cause, or a sentence that says why.
    pub fn tells_cause(&self, incident: usize) -> bool {
        self.similar().profiles.get(incident).is_some_and(|profile| profile.tells_cause)
    }

    /// At which place `other` comes among all that `may` be found, from 1, when one looks for the symptom of `incident`
    /// in its own words, but without those that its title alone would give away.
    pub fn findability(&self, incident: usize, other: usize, may: &dyn Fn(usize) -> bool) -> Option<usize> {
        let similar = self.similar();
        let query = similar.symptom_query(incident);
        let may = |place: usize| place != incident && may(place);
        similar.looks.rank(&query, other, &may, &mut Scratch::default())
    }

    fn add_patterns(&self, incident: usize, may: &dyn Fn(usize) -> bool, found: &mut Vec<Neighbour>) {
        for neighbour in found.iter_mut() {
            neighbour.score = either(neighbour.score, self.patterns_shared(incident, neighbour.incident));
        }
        let known: BTreeSet<usize> = found.iter().map(|neighbour| neighbour.incident).collect();
        let mut more = BTreeSet::new();
        for pattern in self.counted_patterns(incident) {
            let others = self.incidents_of_pattern(pattern).filter(|&other| may(other)).take(MOST_OF_PATTERN);
            more.extend(others.filter(|other| !known.contains(other)));
        }
        let score = |other| Neighbour { incident: other, score: self.likeness(incident, other, Axis::Caused) };
        found.extend(more.into_iter().map(score));
    }

    /// What the patterns that two incidents share say about one cause, from 0 to 1.
    fn patterns_shared(&self, a: usize, b: usize) -> f32 {
        let theirs = self.counted_patterns(b);
        let shared = self.counted_patterns(a).filter(|pattern| theirs.clone().any(|other| other == *pattern));
        shared.fold(0.0, |sum, pattern| either(sum, self.pattern_worth(pattern)))
    }

    /// What sharing a pattern says: much where few incidents have it, and where it tells the mechanism.
    fn pattern_worth(&self, pattern: usize) -> f32 {
        let facet = match self.patterns[pattern].facet {
            Facet::Mechanism => 0.3,
            Facet::Trigger => 0.2,
            Facet::Aggravator => 0.1,
        };
        let seen = self.times_seen[pattern] as f32 / self.incidents.len().max(50) as f32;
        facet / (1.0 + 10.0 * seen)
    }

    pub(super) fn counted_patterns(&self, incident: usize) -> impl Iterator<Item = usize> + Clone + '_ {
        let links = self.links_by_incident.get(incident).cloned().unwrap_or_default();
        self.links[links].iter().filter(|link| link.state.counts()).map(|link| link.pattern)
    }
}

impl Similar {
    /// The words of what was seen, without the rarer half of those that stand in the title.
    fn symptom_query(&self, incident: usize) -> Vector {
        let (Some(profile), Some(vector)) = (self.profiles.get(incident), self.looks.vectors.get(incident)) else {
            return Vector::default();
        };
        let is_title = |line: &&Line| line.passage == profile.lines.first().map_or(u32::MAX, |first| first.passage);
        let mut title: Vec<(f32, u32)> = profile
            .lines
            .iter()
            .filter(is_title)
            .flat_map(|line| profile.words(line))
            .filter_map(|token| self.vocabulary.number(token.key))
            .map(|number| (self.vocabulary.rarity(number), number))
            .collect();
        title.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        title.dedup_by_key(|(_, number)| *number);
        title.truncate(title.len().div_ceil(2));
        let left_out = |number: u32| title.iter().any(|(_, given_away)| *given_away == number);
        let words = vector.words.iter().copied().filter(|(number, _)| !left_out(*number)).collect();
        Vector { words, length: vector.length }
    }
}

/// Two grounds for one thing: at least the stronger, never more than certain.
fn either(a: f32, b: f32) -> f32 {
    1.0 - (1.0 - a) * (1.0 - b)
}
