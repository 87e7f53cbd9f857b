//! Why two incidents are neighbours, and what differs, in lines that can be quoted.

use std::collections::BTreeSet;

use super::profile::{Line, Profile, Token};
use super::weigh::shared;
use super::words::is_common;
use super::{Axis, Similar};
use crate::knowledge::{Evidence, KnowledgeBase};
use crate::model::Incident;
use crate::source::Span;

/// How many words a reason names.
pub const MOST_NAMED: usize = 6;

/// A word that adds less than this part of all is not named.
const LEAST_PART: f32 = 0.04;

/// Keys of the front matter that say where an incident happened.
const ENVIRONMENT: [&str; 9] =
    ["environment", "env", "region", "cluster", "platform", "stack", "version", "system", "host"];

/// Why two incidents are alike.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// The same error line, but for numbers and names; `here` and `there` are places among the error strings.
    Error {
        /// The line in this record.
        here: usize,
        /// The line in the other one.
        there: usize,
    },
    /// A pattern that is confirmed or detected in both.
    Pattern {
        /// Index into the patterns.
        pattern: usize,
        /// In how many incidents of the casebook it was seen.
        seen: usize,
    },
    /// Words that both use, with the two sentences that hold most of them.
    Words {
        /// The words as they stand here, the most telling first.
        words: Vec<String>,
        /// The sentence here.
        here: Box<Evidence>,
        /// The sentence there.
        there: Box<Evidence>,
    },
    /// A service that both name.
    Service(String),
}

/// What differs between two incidents.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difference {
    /// The cause of either, where it tells one, with its place.
    pub causes: [Option<(String, Span)>; 2],
    /// Patterns that are confirmed or detected in only one of them.
    pub patterns: [Vec<usize>; 2],
    /// Services that only one of them names.
    pub services: [Vec<String>; 2],
    /// What the front matter says of the environment where they differ: key, value here, value there.
    pub environment: Vec<(String, String, String)>,
}

impl KnowledgeBase {
    /// Why `here` and `there` are alike on an axis, the strongest reason first.
    pub fn reasons(&self, here: usize, there: usize, axis: Axis) -> Vec<Reason> {
        let mut reasons = Vec::new();
        let similar = self.similar();
        let (Some(a), Some(b)) = (similar.profile(self, here), similar.profile(self, there)) else { return reasons };
        let (this, other) = (&self.incidents[here], &self.incidents[there]);
        match axis {
            Axis::Looks => {
                let mut told = BTreeSet::new();
                for (key, mine) in &a.errors {
                    let theirs = b.errors.iter().find(|(other, _)| other == key);
                    if let Some((_, theirs)) = theirs.filter(|_| told.insert(*key)) {
                        reasons.push(Reason::Error { here: *mine, there: *theirs });
                    }
                }
            }
            Axis::Caused => {
                let theirs: BTreeSet<usize> = self.counted_patterns(there).collect();
                let mut shared: Vec<usize> = self.counted_patterns(here).filter(|p| theirs.contains(p)).collect();
                shared.sort_by(|a, b| self.pattern_worth(*b).total_cmp(&self.pattern_worth(*a)).then(a.cmp(b)));
                let reason = |pattern| Reason::Pattern { pattern, seen: self.times_seen[pattern] };
                reasons.extend(shared.into_iter().map(reason));
            }
        }
        reasons.extend(similar.shared_words([this, other], [(here, a), (there, b)], axis));
        let same = |a: &str, b: &str| crate::text::folded(a.trim()) == crate::text::folded(b.trim());
        for service in &this.services {
            if other.services.iter().any(|other| same(&other.value, &service.value)) {
                reasons.push(Reason::Service(service.value.clone()));
            }
        }
        reasons
    }

    /// What differs between two incidents.
    pub fn difference(&self, here: usize, there: usize) -> Difference {
        let (Some(a), Some(b)) = (self.incidents.get(here), self.incidents.get(there)) else {
            return Difference::default();
        };
        let cause = |incident: &Incident| incident.opening().cause.map(|(text, span)| (text.to_owned(), span));
        let patterns = [here, there].map(|incident| self.counted_patterns(incident).collect::<BTreeSet<_>>());
        let only = |one: &BTreeSet<usize>, other: &BTreeSet<usize>| one.difference(other).copied().collect();
        Difference {
            causes: [cause(a), cause(b)],
            patterns: [only(&patterns[0], &patterns[1]), only(&patterns[1], &patterns[0])],
            services: [services_only(a, b), services_only(b, a)],
            environment: environment(a, b),
        }
    }
}

impl Similar {
    fn shared_words(
        &self,
        incidents: [&Incident; 2],
        [(here, a), (there, b)]: [(usize, &Profile); 2],
        axis: Axis,
    ) -> Option<Reason> {
        let lists = self.lists(axis);
        let (mine, theirs) = (lists.vectors.get(here)?, lists.vectors.get(there)?);
        let worth: Vec<(u32, f32)> = shared(&mine.words, &theirs.words).collect();
        let all: f32 = worth.iter().map(|(_, worth)| worth).sum();
        let kept = worth.into_iter().filter(|(_, worth)| *worth >= LEAST_PART * all);
        let shared =
            Shared::new(kept.filter_map(|(number, worth)| Some((self.vocabulary.key(number)?, worth))).collect());
        let (own, other) = (shared.held(a, axis), shared.held(b, axis));
        let (own_line, other_line) = (best_line(&own, axis)?, best_line(&other, axis)?);
        let mut words = words(&own, incidents[0], |key| !is_common(key));
        if words.is_empty() {
            words = self::words(&own, incidents[0], |_| true);
        }
        (!words.is_empty()).then(|| Reason::Words {
            words,
            here: Box::new(quote(own_line, incidents[0])),
            there: Box::new(quote(other_line, incidents[1])),
        })
    }
}

/// The few words that two records share, asked for each of their many: nearly all are answered by one bit.
struct Shared {
    /// A bit for each word's key.
    bits: u64,
    /// Keys and what they are worth, ordered by key.
    words: Vec<(u64, f32)>,
}

impl Shared {
    fn new(mut words: Vec<(u64, f32)>) -> Self {
        words.sort_unstable_by_key(|(key, _)| *key);
        Self { bits: words.iter().fold(0, |bits, (key, _)| bits | 1 << (key % 64)), words }
    }

    fn worth(&self, key: u64) -> Option<f32> {
        if self.bits & 1 << (key % 64) == 0 {
            return None;
        }
        let at = self.words.binary_search_by_key(&key, |(known, _)| *known).ok()?;
        self.words.get(at).map(|(_, worth)| *worth)
    }

    /// The lines of a record that hold shared words and say something on the axis.
    fn held<'p>(&self, profile: &'p Profile, axis: Axis) -> Vec<Holding<'p>> {
        let mut lines = Vec::new();
        for line in profile.lines.iter().filter(|line| axis.worth(line) > 0.0) {
            let words = profile.words(line).iter().filter_map(|token| Some((token, self.worth(token.key)?)));
            let words: Vec<(&Token, f32)> = words.collect();
            if !words.is_empty() {
                lines.push(Holding { line, words });
            }
        }
        lines
    }
}

/// A line that holds shared words.
struct Holding<'p> {
    line: &'p Line,
    /// The words, each with what it is worth that it is shared.
    words: Vec<(&'p Token, f32)>,
}

/// The line that holds most of the shared words.
fn best_line<'h, 'p>(lines: &'h [Holding<'p>], axis: Axis) -> Option<&'h Holding<'p>> {
    let mut best: Option<(&Holding<'p>, f32)> = None;
    for holding in lines {
        let mut seen: Vec<u64> = Vec::new();
        let mut held = 0.0;
        for (token, worth) in &holding.words {
            if !seen.contains(&token.key) {
                seen.push(token.key);
                held += worth;
            }
        }
        // Between lines that hold nearly the same, the one that says more about the axis.
        let held = held * (0.25 + 0.75 * axis.worth(holding.line).min(1.0));
        if held > 0.0 && best.is_none_or(|(_, most)| held > most) {
            best = Some((holding, held));
        }
    }
    best.map(|(line, _)| line)
}

/// The shared words that are `wanted` as they first stand in a record, the most telling first; parts of a shared name are
/// left out.
fn words(lines: &[Holding<'_>], incident: &Incident, wanted: impl Fn(u64) -> bool) -> Vec<String> {
    let mut found: Vec<(f32, String)> = Vec::new();
    let mut seen = BTreeSet::new();
    for Holding { line, words } in lines {
        let Some(passage) = incident.passages.get(line.passage as usize) else { continue };
        let (mut run, mut until, mut pushed) = (0, 0, u32::MAX);
        for (token, worth) in words.iter().filter(|(token, _)| wanted(token.key)) {
            let is_part = token.end <= until;
            // Pairs of characters that overlap are one word to the reader.
            let goes_on = token.start < until && !is_part;
            let from = if goes_on { run } else { token.start };
            (run, until) = (from, until.max(token.end));
            let is_new = seen.insert(token.key);
            let word = || passage.text.get(from as usize..token.end as usize).unwrap_or_default().to_owned();
            match found.last_mut() {
                Some(last) if goes_on && pushed == from => *last = (last.0 + worth, word()),
                _ if !is_part && is_new => {
                    found.push((*worth, word()));
                    pushed = from;
                }
                _ => {}
            }
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    found.into_iter().map(|(_, word)| word).take(MOST_NAMED).collect()
}

/// A line with the shared words in it marked.
fn quote(Holding { line, words }: &Holding<'_>, incident: &Incident) -> Evidence {
    let passage = &incident.passages[line.passage as usize];
    let start = line.range.start;
    let mut marked: Vec<std::ops::Range<usize>> = Vec::new();
    for (token, _) in words {
        let (from, to) = (token.start as usize - start, token.end as usize - start);
        match marked.last_mut() {
            Some(last) if from < last.end => last.end = last.end.max(to),
            _ => marked.push(from..to),
        }
    }
    Evidence::quote(passage, line.passage, line.range.clone(), marked)
}

fn services_only(one: &Incident, other: &Incident) -> Vec<String> {
    let known: BTreeSet<String> =
        other.services.iter().map(|service| crate::text::folded(service.value.trim())).collect();
    let own = one.services.iter().filter(|service| !known.contains(&crate::text::folded(service.value.trim())));
    own.map(|service| service.value.clone()).collect()
}

fn environment(a: &Incident, b: &Incident) -> Vec<(String, String, String)> {
    let fields = a.extra.iter().filter(|field| ENVIRONMENT.contains(&field.key.to_lowercase().as_str()));
    let differing = |field: &crate::model::ExtraField| {
        let other = b.extra.iter().find(|other| other.key.eq_ignore_ascii_case(&field.key))?;
        let differs = other.text.trim() != field.text.trim();
        differs.then(|| (field.key.clone(), field.text.clone(), other.text.clone()))
    };
    fields.filter_map(differing).collect()
}
