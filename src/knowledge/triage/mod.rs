//! Triage: from a complaint to what it may be, what it looks like, what is already ruled out, and what to check first.
//!
//! A [`Complaint`] is read by [`Reader`]; [`triage`] holds it against the knowledge base. Every answer carries the line
//! of the complaint that speaks for it. Nothing here is shown; `report` and the site do that.

mod alike;
mod checks;
mod clean;
mod complaint;
mod faces;
mod grade;
mod leaves;
mod mask;
mod wide;
mod words;

use std::collections::BTreeMap;
use std::ops::Range;

pub use alike::{LookAlike, Reason};
pub use checks::pattern_checks;
pub use complaint::{Complaint, Line, Reader};
pub use faces::{Face, FaceKind, faces};
pub use grade::Grade;
pub use words::GENERIC;

use super::KnowledgeBase;
use super::detect::{Matcher, Scope, Scratch};
use super::suspects::refutation;
use crate::model::{Facet, Outcome, Role};

/// The most patterns that are named.
const MOST_PATTERNS: usize = 5;

/// What a pattern is worth that incidents have which look alike, beside one whose signal fired.
const BY_LIKENESS: f32 = 0.6;

/// A pattern that only makes things harder says less about what to do.
const AGGRAVATOR: f32 = 0.4;

/// A pattern is named where it is worth this share of the best one.
const WORTH_NAMING: f32 = 0.3;

/// The most theories that are told, and the most of one incident.
const MOST_RULED_OUT: usize = 8;
const MOST_OF_ONE: usize = 4;

/// The answer to a complaint.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Triage {
    /// What it may be, likeliest first.
    pub patterns: Vec<LikelyPattern>,
    /// What it looks like, most alike first.
    pub incidents: Vec<LookAlike>,
    /// What was wrongly believed in those incidents.
    pub ruled_out: Vec<RuledOut>,
    /// What to check, first things first.
    pub checks: Vec<Check>,
}

/// A pattern that the complaint may show.
#[derive(Clone, Debug, PartialEq)]
pub struct LikelyPattern {
    /// Index into the patterns.
    pub pattern: usize,
    /// The higher, the likelier.
    pub score: f32,
    /// The line that speaks for it; none where only the incidents do that look alike.
    pub line: Option<Spoken>,
    /// The incidents that look alike and have it, most alike first.
    pub incidents: Vec<usize>,
    /// How to tell it apart, in the author's words.
    pub checks: Vec<String>,
}

/// A sentence of the complaint in which a signal fired.
#[derive(Clone, Debug, PartialEq)]
pub struct Spoken {
    /// The line, as an index into the complaint's lines.
    pub line: usize,
    /// The sentence.
    pub text: String,
    /// The words that matched, as ranges of the sentence.
    pub words: Vec<Range<usize>>,
}

/// A theory that did not hold in an incident that looks alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuledOut {
    /// Index into the incidents.
    pub incident: usize,
    /// Index into its theories.
    pub theory: usize,
}

/// Something to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// In the author's words.
    pub text: String,
    /// Who says so.
    pub from: CheckFrom,
}

/// Where a check comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CheckFrom {
    /// It tells a pattern apart; an index into the patterns.
    Pattern(usize),
    /// It proved the cause of an incident; an index into the incidents.
    Incident(usize),
}

impl Triage {
    /// Whether nothing like it is known.
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty() && self.incidents.is_empty()
    }
}

/// Holds a complaint against what is known.
pub fn triage(base: &KnowledgeBase, complaint: &Complaint) -> Triage {
    let incidents = alike::look_alikes(base, complaint);
    let patterns = likely(base, complaint, &incidents);
    let ruled_out = ruled_out(base, complaint, &incidents);
    let checks = checks::ordered(base, &patterns, &incidents);
    Triage { patterns, incidents, ruled_out, checks }
}

/// What speaks for one pattern.
#[derive(Default)]
struct Case {
    /// Each signal's best worth.
    signals: BTreeMap<usize, f32>,
    best: Option<(f32, Spoken)>,
    incidents: Vec<usize>,
    likeness: f32,
}

fn likely(base: &KnowledgeBase, complaint: &Complaint, alike: &[LookAlike]) -> Vec<LikelyPattern> {
    let mut cases: BTreeMap<usize, Case> = BTreeMap::new();
    let matcher = Matcher::new(&base.patterns);
    let mut scratch = Scratch::default();
    let mut found = Vec::new();
    for (number, line) in complaint.lines.iter().enumerate() {
        found.clear();
        matcher.find(&line.text, Scope::Role(Role::Symptom), &mut scratch, &mut found);
        for sighting in found.iter().filter(|sighting| sighting.dropped().is_none() && !sighting.is_advice) {
            let worth = sighting.weight * line.weight.sqrt();
            let case = cases.entry(sighting.pattern).or_default();
            let signal = case.signals.entry(sighting.signal).or_default();
            *signal = signal.max(worth);
            if case.best.as_ref().is_none_or(|(best, _)| worth > *best) {
                let start = sighting.sentence.start;
                let text = line.text.get(sighting.sentence.clone()).unwrap_or_default().to_owned();
                let words = sighting.words.iter().map(|word| word.start - start..word.end - start).collect();
                case.best = Some((worth, Spoken { line: number, text, words }));
            }
        }
    }
    let most = alike.first().map_or(1.0, |first| first.score);
    for like in alike {
        for link in base.links_of_incident(like.incident).filter(|link| link.state.counts()) {
            let case = cases.entry(link.pattern).or_default();
            case.incidents.push(like.incident);
            case.likeness = case.likeness.max(BY_LIKENESS * like.score / most);
        }
    }
    let mut likely: Vec<LikelyPattern> =
        cases.into_iter().filter_map(|(pattern, case)| case.judged(base, pattern)).collect();
    likely.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.pattern.cmp(&b.pattern)));
    let most = likely.first().map_or(0.0, |first| first.score);
    likely.retain(|pattern| pattern.score >= WORTH_NAMING * most);
    likely.truncate(MOST_PATTERNS);
    likely
}

impl Case {
    fn judged(self, base: &KnowledgeBase, pattern: usize) -> Option<LikelyPattern> {
        let known = &base.patterns[pattern];
        let is_aggravator = known.facet == Facet::Aggravator;
        // What made the work harder back then is no answer to what it is now.
        if is_aggravator && self.best.is_none() {
            return None;
        }
        let spoken = self.signals.values().sum::<f32>().min(2.0);
        let score = (spoken + self.likeness) * if is_aggravator { AGGRAVATOR } else { 1.0 };
        Some(LikelyPattern {
            pattern,
            score,
            line: self.best.map(|(_, spoken)| spoken),
            incidents: self.incidents,
            checks: pattern_checks(known),
        })
    }
}

/// The theories of the incidents that look alike, those with a refutation first; one that was a part of the cause was
/// not ruled out, and one that the complaint itself speaks for is not told to anybody as a waste of time.
fn ruled_out(base: &KnowledgeBase, complaint: &Complaint, alike: &[LookAlike]) -> Vec<RuledOut> {
    let mut all: Vec<RuledOut> = Vec::new();
    for like in alike {
        let theories = &base.incidents[like.incident].theories;
        let is_wrong =
            |theory: &usize| theories[*theory].outcome.as_ref().is_none_or(|outcome| outcome.value != Outcome::Partial);
        let suspect = |incident: usize, theory: usize| base.suspect_of(incident, theory);
        // A suspect that several of them blamed is told once, as the most alike tells it.
        let is_told =
            |theory: usize| all.iter().any(|it| suspect(it.incident, it.theory) == suspect(like.incident, theory));
        let is_spoken_for = |theory: usize| alike::speaks_for(complaint, &theories[theory].statement.value);
        let fresh = |theory: &usize| !is_told(*theory) && !is_spoken_for(*theory);
        let mut own: Vec<usize> = (0..theories.len()).filter(is_wrong).filter(fresh).collect();
        own.sort_by_key(|&theory| refutation(&theories[theory]).is_none());
        own.truncate(MOST_OF_ONE);
        all.extend(own.into_iter().map(|theory| RuledOut { incident: like.incident, theory }));
    }
    all.truncate(MOST_RULED_OUT);
    all
}

#[cfg(test)]
mod tests;
