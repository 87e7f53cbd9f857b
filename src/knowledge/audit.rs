//! How well signals do: how often each fires, which phrases hit nothing or too much, and where detection and the
//! authors disagree.
//!
//! Whether a pattern's examples hold is for [`super::check_examples`]; here they only save a phrase from being dead.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::detect::{Matcher, Scope, Scratch};
use super::filter::Reason;
use super::links::{decisions, each_passage, evidence, links_by_text, standing};
use super::{Evidence, KnowledgeBase, LinkState, Standing};
use crate::model::{Incident, Pattern, Phrase, Role};

/// The share of all incidents in which a signal or a phrase may occur before it is too broad to tell them apart.
pub const BROAD: f64 = 0.2;

/// In fewer incidents than this nothing is too broad.
const FEWEST_BROAD: usize = 5;

/// What an audit found, pattern by pattern, in the order of the knowledge base's patterns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Audit {
    /// One for each pattern.
    pub patterns: Vec<PatternAudit>,
}

/// How the signals of one pattern do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PatternAudit {
    /// One for each signal, in their order.
    pub signals: Vec<SignalAudit>,
    /// In how many incidents it would be detected, had the authors decided nothing.
    pub detected: usize,
    /// In how many it would be suggested.
    pub suggested: usize,
    /// How often authors confirmed it.
    pub confirmed: usize,
    /// How often authors rejected it.
    pub rejected: usize,
    /// Where detection would say otherwise than the author, by incident.
    pub disagreements: Vec<Disagreement>,
}

/// How one signal does.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SignalAudit {
    /// In how many sentences of cause sections it asserts.
    pub asserting: usize,
    /// In how many other sentences it suggests.
    pub suggesting: usize,
    /// How many sentences were dropped for each reason.
    pub dropped: BTreeMap<Reason, usize>,
    /// In how many incidents it asserts or suggests.
    pub incidents: usize,
    /// Whether these are too many.
    pub is_broad: bool,
    /// The phrases, `not` included, that stand in no passage that may be evidence and in no example.
    pub dead: Vec<Phrase>,
    /// The phrases that are enough for the signal to fire and stand in too many incidents, with how many these are.
    pub broad: Vec<(Phrase, usize)>,
}

/// How detection differs from what an author decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Difference {
    /// The author confirmed the pattern, and nothing in the text speaks for it.
    Missed,
    /// The author confirmed the pattern, and the text only suggests it.
    OnlySuggested,
    /// The author rejected the pattern, and the text would detect it.
    Unwanted,
}

/// One incident in which detection and the author differ over a pattern.
#[derive(Clone, Debug, PartialEq)]
pub struct Disagreement {
    /// Index into the knowledge base's incidents.
    pub incident: usize,
    /// How they differ.
    pub difference: Difference,
    /// The lines that speak for the pattern; for a missed one those that were dropped, each with the reason.
    pub lines: Vec<(Evidence, Option<Reason>)>,
}

/// The counts of decisions against detection, over some patterns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// How often authors confirmed a pattern.
    pub confirmed: usize,
    /// How often they rejected one.
    pub rejected: usize,
    /// How often a confirmed one would have been detected.
    pub agreed: usize,
    /// How often a rejected one would have been.
    pub unwanted: usize,
}

impl Score {
    /// The share of decided detections that the authors confirmed; `None` where they decided none that was detected.
    pub fn precision(self) -> Option<f64> {
        share(self.agreed, self.agreed + self.unwanted)
    }

    /// The share of confirmed patterns that would have been detected; `None` where nothing was confirmed.
    pub fn recall(self) -> Option<f64> {
        share(self.agreed, self.confirmed)
    }
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

impl PatternAudit {
    /// The counts of decisions over this pattern.
    pub fn score(&self) -> Score {
        let unwanted = self.disagreements.iter().filter(|it| it.difference == Difference::Unwanted).count();
        let agreed = self.confirmed - (self.disagreements.len() - unwanted);
        Score { confirmed: self.confirmed, rejected: self.rejected, agreed, unwanted }
    }
}

impl std::ops::Add for Score {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            confirmed: self.confirmed + other.confirmed,
            rejected: self.rejected + other.rejected,
            agreed: self.agreed + other.agreed,
            unwanted: self.unwanted + other.unwanted,
        }
    }
}

/// Tries the signals of all patterns on all incidents, as if no author had decided anything, and compares.
pub fn audit(base: &KnowledgeBase) -> Audit {
    let matcher = Matcher::new(&base.patterns);
    let readings: Vec<Reading> = base
        .incidents
        .par_iter()
        .enumerate()
        .map_init(Scratch::default, |scratch, (place, incident)| Reading::of(base, place, incident, &matcher, scratch))
        .collect();
    let in_examples = phrases_in_examples(&base.patterns, &matcher);
    let mut phrases: BTreeMap<u32, usize> = in_examples.into_iter().map(|phrase| (phrase, 0)).collect();
    let blank = |pattern: &Pattern| PatternAudit {
        signals: vec![SignalAudit::default(); pattern.signals.len()],
        ..PatternAudit::default()
    };
    let mut patterns: Vec<PatternAudit> = base.patterns.iter().map(blank).collect();
    for reading in readings {
        reading.phrases.iter().for_each(|&phrase| *phrases.entry(phrase).or_default() += 1);
        reading.count(&mut patterns);
    }
    let is_broad = |count: usize| count >= FEWEST_BROAD && count as f64 > BROAD * base.incidents.len() as f64;
    for (pattern, audit) in base.patterns.iter().zip(&mut patterns) {
        for (signal, audit) in pattern.signals.iter().zip(&mut audit.signals) {
            audit.is_broad = is_broad(audit.incidents);
            let hits = |phrase: &Phrase| matcher.phrase(&phrase.value).and_then(|id| phrases.get(&id).copied());
            let all = signal.all.iter().flatten().chain(&signal.not);
            audit.dead = all.filter(|phrase| hits(phrase).is_none()).cloned().collect();
            let alone = signal.all.iter().filter(|_| signal.all.len() == 1).flatten();
            let counted = alone.filter_map(|phrase| Some((phrase.clone(), hits(phrase)?)));
            audit.broad = counted.filter(|&(_, count)| is_broad(count)).collect();
        }
    }
    Audit { patterns }
}

/// The phrases that stand in the examples of any pattern.
fn phrases_in_examples(patterns: &[Pattern], matcher: &Matcher) -> BTreeSet<u32> {
    let mut scratch = Scratch::default();
    let mut phrases = BTreeSet::new();
    let examples = patterns.iter().map(|pattern| &pattern.examples);
    for example in examples.flat_map(|examples| examples.matching.iter().chain(&examples.not_matching)) {
        matcher.find(&example.value, Scope::Role(Role::Cause), &mut scratch, &mut Vec::new());
        phrases.extend(scratch.phrases());
    }
    phrases
}

/// What one incident says of all patterns.
struct Reading {
    /// The phrases in it.
    phrases: BTreeSet<u32>,
    /// What each signal, by pattern and place, did in it.
    signals: BTreeMap<(usize, usize), Tally>,
    detected: Vec<usize>,
    suggested: Vec<usize>,
    confirmed: Vec<usize>,
    rejected: Vec<usize>,
    disagreements: Vec<(usize, Disagreement)>,
}

#[derive(Default)]
struct Tally {
    asserting: usize,
    suggesting: usize,
    dropped: BTreeMap<Reason, usize>,
}

impl Reading {
    fn of(base: &KnowledgeBase, place: usize, incident: &Incident, matcher: &Matcher, scratch: &mut Scratch) -> Self {
        let mut phrases = BTreeSet::new();
        let mut signals: BTreeMap<(usize, usize), Tally> = BTreeMap::new();
        let mut dropped: BTreeMap<usize, Vec<(Evidence, Option<Reason>)>> = BTreeMap::new();
        each_passage(incident, matcher, scratch, |index, passage, places, found, scratch| {
            phrases.extend(scratch.phrases());
            for sighting in found.iter() {
                let tally = signals.entry((sighting.pattern, sighting.signal)).or_default();
                let standing = standing(sighting, passage, base.patterns[sighting.pattern].facet, places);
                tally.add(standing);
                if let Err(reason) = standing {
                    let line = evidence(passage, index, &[sighting], Standing::Hedged);
                    dropped.entry(sighting.pattern).or_default().push((line, Some(reason)));
                }
            }
        });
        let links = links_by_text(incident, place, &base.patterns, matcher, scratch);
        let in_state = |state| links.iter().filter(move |link| link.state == state).map(|link| link.pattern).collect();
        let by_author = decisions(incident, &base.patterns);
        let chosen = |state| by_author.iter().filter(move |(_, other)| **other == state).map(|(&pattern, _)| pattern);
        let disagreement = |(&pattern, &decision): (&usize, &LinkState)| {
            let link = links.iter().find(|link| link.pattern == pattern);
            let difference = difference(decision, link.map(|link| link.state))?;
            let told = match link {
                Some(link) => link.evidence.iter().map(|line| (line.clone(), None)).collect(),
                None => dropped.get(&pattern).cloned().unwrap_or_default(),
            };
            Some((pattern, Disagreement { incident: place, difference, lines: told }))
        };
        Self {
            phrases,
            signals,
            detected: in_state(LinkState::Detected),
            suggested: in_state(LinkState::Suggested),
            confirmed: chosen(LinkState::Confirmed).collect(),
            rejected: chosen(LinkState::Rejected).collect(),
            disagreements: by_author.iter().filter_map(disagreement).collect(),
        }
    }

    /// Adds what it says to what the others said.
    fn count(self, patterns: &mut [PatternAudit]) {
        for ((pattern, signal), tally) in self.signals {
            let audit = &mut patterns[pattern].signals[signal];
            audit.asserting += tally.asserting;
            audit.suggesting += tally.suggesting;
            audit.incidents += usize::from(tally.asserting + tally.suggesting > 0);
            for (reason, count) in tally.dropped {
                *audit.dropped.entry(reason).or_default() += count;
            }
        }
        self.detected.iter().for_each(|&pattern| patterns[pattern].detected += 1);
        self.suggested.iter().for_each(|&pattern| patterns[pattern].suggested += 1);
        self.confirmed.iter().for_each(|&pattern| patterns[pattern].confirmed += 1);
        self.rejected.iter().for_each(|&pattern| patterns[pattern].rejected += 1);
        for (pattern, disagreement) in self.disagreements {
            patterns[pattern].disagreements.push(disagreement);
        }
    }
}

impl Tally {
    fn add(&mut self, standing: Result<Standing, Reason>) {
        match standing {
            Err(reason) => *self.dropped.entry(reason).or_default() += 1,
            Ok(Standing::Asserted) => self.asserting += 1,
            Ok(Standing::Suggested | Standing::Hedged) => self.suggesting += 1,
        }
    }
}

/// How what the text says differs from what the author decided.
fn difference(decision: LinkState, detection: Option<LinkState>) -> Option<Difference> {
    match (decision, detection) {
        (LinkState::Confirmed, None) => Some(Difference::Missed),
        (LinkState::Confirmed, Some(LinkState::Suggested)) => Some(Difference::OnlySuggested),
        (LinkState::Rejected, Some(LinkState::Detected)) => Some(Difference::Unwanted),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::testing::{incident, pattern, pattern_id, spanned};
    use crate::model::SectionKind;

    /// An incident with this cause, whose author confirmed and rejected these patterns.
    fn decided(id: &str, kind: SectionKind, text: &str, confirmed: &[&str], rejected: &[&str]) -> Incident {
        let ids = |ids: &[&str]| ids.iter().map(|id| spanned(pattern_id(id))).collect();
        let mut incident = incident(id, &[(kind, text)]);
        incident.patterns = ids(confirmed);
        incident.not_patterns = ids(rejected);
        incident
    }

    fn run(incidents: Vec<Incident>, patterns: Vec<Pattern>) -> Audit {
        audit(&KnowledgeBase::assemble(incidents, patterns))
    }

    fn words(phrases: &[Phrase]) -> Vec<&str> {
        phrases.iter().map(|phrase| phrase.value.as_str()).collect()
    }

    #[test]
    fn what_a_signal_does_is_counted_by_sentence() {
        let cause = "A deadlock. Perhaps a deadlock. No deadlock. Was it a deadlock? We will prevent the deadlock.";
        let told = "A deadlock once, says the summary.";
        let incidents = vec![incident("a", &[(SectionKind::RootCause, cause), (SectionKind::Summary, told)])];
        let audit = run(incidents, vec![pattern("p", &[&[&["deadlock"]]])]);
        let signal = &audit.patterns[0].signals[0];
        assert_eq!((signal.asserting, signal.suggesting, signal.incidents), (1, 2, 1));
        let dropped = [(Reason::Negated, 1), (Reason::Remedy, 1), (Reason::Question, 1)];
        assert_eq!(signal.dropped, BTreeMap::from(dropped));
    }

    #[test]
    fn detection_is_held_against_what_authors_decided() {
        let incidents = vec![
            decided("a", SectionKind::RootCause, "A deadlock.", &["p"], &[]),
            decided("b", SectionKind::RootCause, "A deadlock.", &[], &["p"]),
            decided("c", SectionKind::RootCause, "It was not a deadlock.", &["p"], &[]),
            decided("d", SectionKind::Symptoms, "A deadlock.", &["p"], &[]),
            decided("e", SectionKind::RootCause, "A deadlock.", &[], &[]),
            decided("f", SectionKind::Symptoms, "A deadlock.", &[], &["p"]),
        ];
        let audit = run(incidents, vec![pattern("p", &[&[&["deadlock"]]])]);
        let found = &audit.patterns[0];
        assert_eq!((found.detected, found.suggested), (3, 2));
        let line = |it: &Disagreement| {
            let lines: Vec<_> = it.lines.iter().map(|(line, reason)| (line.text.clone(), *reason)).collect();
            (it.incident, it.difference, lines)
        };
        let own = |text: &str, reason| vec![(text.to_owned(), reason)];
        assert_eq!(
            found.disagreements.iter().map(line).collect::<Vec<_>>(),
            [
                (1, Difference::Unwanted, own("A deadlock.", None)),
                (2, Difference::Missed, own("It was not a deadlock.", Some(Reason::Negated))),
                (3, Difference::OnlySuggested, own("A deadlock.", None)),
            ]
        );
        let score = found.score();
        assert_eq!(score, Score { confirmed: 3, rejected: 2, agreed: 1, unwanted: 1 });
        assert_eq!((score.precision(), score.recall()), (Some(0.5), Some(1.0 / 3.0)));
        assert_eq!((Score::default().precision(), Score::default().recall()), (None, None));
    }

    #[test]
    fn phrases_that_no_record_and_no_example_holds_are_dead() {
        let mut lock = pattern("p", &[&[&["deadlock", "full moon", "livelock"], &["job*", "two threads"]]]);
        lock.signals[0].not = vec![spanned("on paper".to_owned()), spanned("livelocks".to_owned())];
        lock.examples.not_matching = vec![spanned("The livelock of two threads.".to_owned())];
        let incidents = vec![incident("a", &[(SectionKind::Symptoms, "The deadlock of nobody.")])];
        let audit = run(incidents, vec![lock]);
        assert_eq!(words(&audit.patterns[0].signals[0].dead), ["full moon", "job*", "on paper"]);
    }

    #[test]
    fn what_stands_in_a_fifth_of_many_incidents_is_too_broad() {
        let text = |broad: bool| if broad { "An error." } else { "A deadlock." };
        let incidents = |broad: usize| -> Vec<Incident> {
            (0..20)
                .map(|index| incident(&format!("i{index}"), &[(SectionKind::Summary, text(index < broad))]))
                .collect()
        };
        let patterns = || vec![pattern("p", &[&[&["error", "full moon"]], &[&["error"], &["an error"]]])];
        let few = run(incidents(4), patterns());
        assert!(few.patterns[0].signals.iter().all(|signal| !signal.is_broad && signal.broad.is_empty()));
        let many = run(incidents(5), patterns());
        let [alone, paired] = many.patterns[0].signals.as_slice() else { panic!("two signals") };
        let broad: Vec<_> = alone.broad.iter().map(|(phrase, count)| (phrase.value.as_str(), *count)).collect();
        assert_eq!(broad, [("error", 5)]);
        assert_eq!((alone.is_broad, alone.incidents), (true, 5));
        assert_eq!((paired.is_broad, paired.broad.len()), (true, 0));
    }
}
