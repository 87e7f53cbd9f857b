//! Detection: the signals of all patterns, found in a text in one pass.
//!
//! A text is taken apart once, whatever the number of patterns: its words become atoms, its atoms phrases, its phrases
//! signals. Only where all lists of a signal meet are sentences cut and judged by [`super::filter`].

mod apart;
#[cfg(test)]
mod first;
mod phrases;
mod sentence;
mod vocabulary;

use std::ops::Range;

pub use phrases::words as phrase_words;
use phrases::{Hit, Phrases, Scan};
pub use sentence::{Sentence, pieces};

use super::filter::{Reason, Telling, Verdict, Wording, concludes, judge};
use crate::model::{Pattern, Role};
use crate::text;
use apart::{reach, span_of, stand_apart};
#[cfg(test)]
pub use first::{concluded, judged, worded};

/// The most lists that a signal may have: one bit each.
const MOST_LISTS: usize = 32;

/// The signals of a set of patterns, ready to be looked for.
#[derive(Debug, Default)]
pub struct Matcher {
    phrases: Phrases,
    signals: Vec<Signal>,
    /// Where each phrase is used.
    uses: Vec<Vec<Use>>,
    /// The signals that each phrase forbids.
    vetoes: Vec<Vec<u32>>,
}

/// One signal.
#[derive(Debug)]
struct Signal {
    pattern: u32,
    /// Its place among the pattern's signals.
    place: u32,
    weight: f32,
    roles: Vec<Role>,
    /// One bit a list.
    complete: u32,
}

impl Signal {
    fn may_stand(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

#[derive(Clone, Copy, Debug)]
struct Use {
    signal: u32,
    list: u32,
}

/// A signal that fired in a sentence, or would have but for the way the sentence speaks.
#[derive(Clone, Debug, PartialEq)]
pub struct Sighting {
    /// The pattern, by its place among those that the matcher was made of.
    pub pattern: usize,
    /// The signal, by its place among the pattern's.
    pub signal: usize,
    /// The same, by its place among all.
    signal_id: u32,
    /// What it is worth.
    pub weight: f32,
    /// The sentence, as a range of the text.
    pub sentence: Range<usize>,
    /// The words that matched, as ranges of the text, in order.
    pub words: Vec<Range<usize>>,
    /// What the sentence says of them.
    pub verdict: Verdict,
    /// What it makes of them: a cause, an effect, a fact.
    pub wording: Wording,
    /// Whether the sentence says that the incident came of them.
    pub concludes: bool,
    /// Whether the sentence gives advice rather than tell what was.
    pub is_advice: bool,
    /// Whether it is made of nothing but the names of things in code.
    pub is_name: bool,
}

/// Which signals are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those that may stand in a section of this role, and those for causes where the sentence tells one.
    Role(Role),
    /// All.
    Everywhere,
}

/// What is kept from text to text to spare allocations.
#[derive(Debug, Default)]
pub struct Scratch {
    scan: Scan,
    masks: Vec<u32>,
    touched: Vec<u32>,
}

impl Scratch {
    /// The numbers of the phrases in the text that was searched last, one for each time that it stands there.
    pub fn phrases(&self) -> impl Iterator<Item = u32> {
        self.scan.hits.iter().map(|hit| hit.phrase)
    }
}

impl Matcher {
    /// Compiles the signals of `patterns`.
    pub fn new(patterns: &[Pattern]) -> Self {
        let mut matcher = Matcher::default();
        for (index, pattern) in patterns.iter().enumerate() {
            for (place, signal) in pattern.signals.iter().enumerate() {
                matcher.add(index as u32, place as u32, signal);
            }
        }
        matcher.phrases.finish();
        matcher
    }

    fn add(&mut self, pattern: u32, place: u32, signal: &crate::model::Signal) {
        if signal.all.is_empty() || signal.all.len() > MOST_LISTS {
            return;
        }
        let id = self.signals.len() as u32;
        for (list, phrases) in signal.all.iter().enumerate() {
            for phrase in phrases {
                if let Some(phrase) = self.phrases.add(&phrase.value) {
                    self.grow();
                    self.uses[phrase as usize].push(Use { signal: id, list: list as u32 });
                }
            }
        }
        for phrase in &signal.not {
            if let Some(phrase) = self.phrases.add(&phrase.value) {
                self.grow();
                self.vetoes[phrase as usize].push(id);
            }
        }
        let complete = u32::MAX >> (32 - signal.all.len());
        let roles = signal.roles.clone();
        self.signals.push(Signal { pattern, place, weight: signal.weight, roles, complete });
    }

    /// The number of a phrase, where a signal has it; one of the same words has the same number.
    pub fn phrase(&self, phrase: &str) -> Option<u32> {
        self.phrases.get(phrase)
    }

    fn grow(&mut self) {
        self.uses.resize_with(self.phrases.len(), Vec::new);
        self.vetoes.resize_with(self.phrases.len(), Vec::new);
    }

    /// What the signals of one pattern add up to in a text, were it told as a cause; what the text denies is not counted.
    pub fn worth(&self, text: &str, pattern: usize) -> f32 {
        let mut found = Vec::new();
        self.find(text, Scope::Role(Role::Cause), &mut Scratch::default(), &mut found);
        let mut counted: Vec<(usize, f32)> = Vec::new();
        for sighting in found.iter().filter(|sighting| sighting.pattern == pattern) {
            let is_new = !counted.iter().any(|(signal, _)| *signal == sighting.signal);
            if is_new && !matches!(sighting.verdict, Verdict::Dropped(_)) {
                counted.push((sighting.signal, sighting.weight));
            }
        }
        counted.iter().map(|(_, weight)| weight).sum()
    }

    /// Adds every sighting in `text` to `found`, ordered by sentence and signal.
    pub fn find(&self, text: &str, scope: Scope, scratch: &mut Scratch, found: &mut Vec<Sighting>) {
        scratch.masks.resize(self.signals.len(), 0);
        self.phrases.scan(text, &mut scratch.scan);
        let Scratch { scan, masks, touched } = scratch;
        // Most texts do not hold all lists of any signal, and need no sentences.
        if self.complete(&scan.hits, scope, masks, touched).is_empty() {
            return;
        }
        for sentence in text::sentences(text) {
            for piece in sentence::pieces(text, sentence) {
                let hits = hits_within(scan, &piece);
                let signals = self.complete(&hits, scope, masks, touched);
                if !signals.is_empty() {
                    let at = found.len();
                    self.judge(text, piece, scan, &hits, &signals, found);
                    if let Scope::Role(role) = scope {
                        self.keep_to(role, found, at);
                    }
                }
            }
        }
    }

    /// Takes out, from `found[at..]`, what may not stand in a section of that role: elsewhere than in a section for
    /// causes, a signal for causes needs a sentence that tells one.
    fn keep_to(&self, role: Role, found: &mut Vec<Sighting>, at: usize) {
        let mut rest = found.split_off(at);
        rest.retain(|sighting| {
            let signal = &self.signals[sighting.signal_id as usize];
            signal.may_stand(role) || role != Role::Cause && matches!(sighting.wording, Wording::Cause | Wording::Chain)
        });
        found.append(&mut rest);
    }

    /// The signals all of whose lists are among the hits, in order.
    fn complete(&self, hits: &[Hit], scope: Scope, masks: &mut [u32], touched: &mut Vec<u32>) -> Vec<u32> {
        for hit in hits.iter().filter(|hit| !hit.in_name) {
            for place in &self.uses[hit.phrase as usize] {
                let mask = &mut masks[place.signal as usize];
                if *mask == 0 {
                    touched.push(place.signal);
                }
                *mask |= 1 << place.list;
            }
        }
        let mut complete = Vec::new();
        for id in touched.drain(..) {
            let signal = &self.signals[id as usize];
            let allowed = match scope {
                Scope::Everywhere => true,
                Scope::Role(role) => signal.may_stand(role) || signal.may_stand(Role::Cause),
            };
            if std::mem::take(&mut masks[id as usize]) == signal.complete && allowed {
                complete.push(id);
            }
        }
        complete.sort_unstable();
        complete
    }

    /// Judges the signals that are complete in a sentence.
    fn judge(
        &self,
        text: &str,
        range: Range<usize>,
        scan: &Scan,
        hits: &[Hit],
        signals: &[u32],
        found: &mut Vec<Sighting>,
    ) {
        let tokens = tokens_within(scan, &range);
        let words = &scan.tokens[tokens.clone()];
        let sentence = Sentence::new(text, range.clone(), words);
        let telling = Telling::of(&sentence);
        for &id in signals {
            if hits.iter().any(|hit| self.vetoes[hit.phrase as usize].contains(&id)) {
                continue;
            }
            let lists = self.lists_of(id, hits);
            if !stand_apart(&lists) || span_of(&lists) > reach(self.signals[id as usize].complete.count_ones()) {
                continue;
            }
            let place = |hit: &Hit| hit.first as usize - tokens.start..=hit.last as usize - tokens.start;
            let mut covered = vec![false; words.len()];
            lists.iter().flat_map(|(_, hit)| place(hit)).for_each(|at| covered[at] = true);
            let (verdict, chosen) = best(&lists, |hit| judge(&sentence, &covered, place(hit)));
            let bytes =
                |hit: &Hit| scan.tokens[hit.first as usize].start as usize..scan.tokens[hit.last as usize].end as usize;
            let places: Vec<_> = chosen.iter().map(place).collect();
            let signal = &self.signals[id as usize];
            let wording = telling.wording_of_all(&sentence, &places, &covered);
            found.push(Sighting {
                pattern: signal.pattern as usize,
                signal: signal.place as usize,
                signal_id: id,
                weight: signal.weight,
                sentence: range.clone(),
                words: merged(chosen.iter().map(bytes).collect()),
                verdict,
                wording,
                concludes: concludes(&sentence, wording),
                is_advice: telling.is_advice(),
                is_name: places.into_iter().flatten().all(|at| sentence.is_part(at)),
            });
        }
    }

    /// The hits that belong to a signal, each with the list it stands in, ordered by list.
    fn lists_of(&self, signal: u32, hits: &[Hit]) -> Vec<(u32, Hit)> {
        let uses = |hit: &Hit| {
            let hit = *hit;
            let uses = self.uses[hit.phrase as usize].iter().filter(move |place| place.signal == signal);
            uses.map(move |place| (place.list, hit))
        };
        let mut lists: Vec<_> = hits.iter().filter(|hit| !hit.in_name).flat_map(uses).collect();
        lists.sort_by_key(|&(list, hit)| (list, hit.first, hit.last));
        lists
    }
}

/// Takes the best hit of every list; the signal is worth as much as its worst list.
fn best(lists: &[(u32, Hit)], verdict: impl Fn(&Hit) -> Verdict) -> (Verdict, Vec<Hit>) {
    let mut worst = Verdict::Asserted;
    let mut chosen = Vec::new();
    for list in lists.chunk_by(|a, b| a.0 == b.0) {
        let judged = list.iter().map(|(_, hit)| (verdict(hit), *hit));
        // The longest of the best phrases tells a reader most.
        let length = |hit: &Hit| hit.last - hit.first;
        if let Some((verdict, hit)) =
            judged.min_by_key(|(verdict, hit)| (*verdict, std::cmp::Reverse(length(hit)), hit.first))
        {
            worst = worst.max(verdict);
            chosen.push(hit);
        }
    }
    (worst, chosen)
}

/// Sorts ranges and joins those that touch or overlap.
pub fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

fn tokens_within(scan: &Scan, range: &Range<usize>) -> Range<usize> {
    let start = scan.tokens.partition_point(|token| (token.start as usize) < range.start);
    start..scan.tokens.partition_point(|token| token.end as usize <= range.end).max(start)
}

/// The hits that lie within a range of the text.
fn hits_within(scan: &Scan, range: &Range<usize>) -> Vec<Hit> {
    let tokens = tokens_within(scan, range);
    let start = scan.hits.partition_point(|hit| (hit.first as usize) < tokens.start);
    let inside = scan.hits[start..].iter().take_while(|hit| (hit.first as usize) < tokens.end);
    inside.filter(|hit| (hit.last as usize) < tokens.end).copied().collect()
}

impl Sighting {
    /// Why it does not count, where it does not.
    pub fn dropped(&self) -> Option<Reason> {
        match self.verdict {
            Verdict::Dropped(reason) => Some(reason),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::knowledge::testing::pattern;

    #[test]
    fn words_that_a_long_sentence_holds_here_and_there_are_no_sighting() {
        let matcher = Matcher::new(&[pattern("a", &[&[&["lock"], &["freeze"]]])]);
        let found = |between: usize| {
            let text = format!("The lock {}made it freeze.", "of one ".repeat(between));
            let mut found = Vec::new();
            matcher.find(&text, Scope::Everywhere, &mut Scratch::default(), &mut found);
            found.len()
        };
        // Two lists may stand within fifteen words, the first and the last among them.
        assert_eq!([found(0), found(5), found(6)], [1, 1, 0]);
    }

    proptest! {
        #[test]
        fn what_is_found_lies_in_the_text(
            text in "((not |no |so that |- |日本|É|; |\\. |, |\\?|we will |if |to avoid )?(lock|event_loop|Event loops|blocked|x)[ \n]?){0,40}",
        ) {
            let patterns = [pattern("a", &[&[&["block*"], &["event loop"]], &[&["lock", "日本"]]])];
            let mut found = Vec::new();
            Matcher::new(&patterns).find(&text, Scope::Everywhere, &mut Scratch::default(), &mut found);
            for sighting in found {
                prop_assert!(text.get(sighting.sentence.clone()).is_some());
                prop_assert!(!sighting.words.is_empty());
                for word in sighting.words {
                    prop_assert!(text.get(word.clone()).is_some_and(|word| !word.is_empty()));
                    prop_assert!(sighting.sentence.start <= word.start && word.end <= sighting.sentence.end);
                }
            }
        }
    }
}
