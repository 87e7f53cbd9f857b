//! Search by meaning beside search by words: what it does to the ranking when someone says how near each incident is.

use super::postings::Segment;
use super::rank::Candidate;
use crate::model::{Nearness, heights};

/// What the meaning counts beside the words; `docs/decisions/0010-our-own-encoder.md` tells how it was found.
const SHARE: f64 = 0.4;
/// How far above the mean of all incidents the nearness of one must be for it to be a hit that shares no word with the
/// query, in standard deviations. Cosines themselves mean something else with every model.
const LEAST: f64 = 2.0;
/// At so many standard deviations an incident is as near as can be told.
const MOST: f64 = 5.0;

/// The nearness of all incidents, by their place when all are ordered by id, from 0 for the mean to 1.
pub(super) struct Near<'a> {
    nearness: &'a [Nearness],
    /// Standard deviations above the mean of all.
    heights: Vec<f64>,
    best: f64,
}

impl<'a> Near<'a> {
    /// `None` where the nearness of one says nothing, because it is that of all.
    pub(super) fn of(nearness: &'a [Nearness]) -> Option<Self> {
        let heights = heights(nearness)?;
        let best = heights.iter().copied().fold(f64::MIN, f64::max).min(MOST);
        Some(Self { nearness, heights, best })
    }

    fn height(&self, ordinal: u64) -> f64 {
        self.heights.get(ordinal as usize).copied().unwrap_or(0.0)
    }

    fn worth(&self, ordinal: u64) -> f64 {
        (self.height(ordinal) / self.best).clamp(0.0, 1.0)
    }

    /// Adds to the candidates those that are near and not among them, where `allowed` lets them; then gives all of them
    /// the score that words and meaning have together. `matched` are all that the words found, with their scores.
    pub(super) fn mix(
        &self,
        candidates: &mut Vec<Candidate>,
        matched: &[Candidate],
        segments: &[Segment],
        allowed: impl Fn(usize, u32) -> bool,
    ) {
        let key = |candidate: &Candidate| (candidate.segment, candidate.doc);
        let mut known: Vec<_> = candidates.iter().map(key).collect();
        known.sort_unstable();
        for (segment, reader) in segments.iter().enumerate() {
            for doc in (0..reader.len()).filter(|&doc| allowed(segment, doc)) {
                let ordinal = reader.ordinal(doc);
                if self.height(ordinal) >= LEAST && known.binary_search(&(segment, doc)).is_err() {
                    let by_words = matched.iter().find(|other| key(other) == (segment, doc)).copied();
                    let by_meaning = Candidate { segment, doc, score: 0.0, matched: 0.0, coverage: 0.0, ordinal };
                    candidates.push(by_words.unwrap_or(by_meaning));
                }
            }
        }
        let best = candidates.iter().map(|candidate| candidate.score).fold(0.0, f64::max);
        for candidate in candidates {
            let words = if best > 0.0 { candidate.score / best } else { 0.0 };
            candidate.score = (1.0 - SHARE) * words + SHARE * self.worth(candidate.ordinal);
        }
    }

    /// The section that is nearest, where the meaning is why an incident is a hit.
    pub(super) fn section(&self, ordinal: u64) -> Option<u32> {
        let near = self.nearness.get(ordinal as usize)?;
        (self.height(ordinal) >= LEAST).then_some(near.section)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(cosines: &[f32]) -> Vec<Nearness> {
        cosines.iter().map(|&cosine| Nearness { cosine, section: 0 }).collect()
    }

    #[test]
    fn nearness_is_told_by_how_far_an_incident_stands_out() {
        let cosines = [0.7, 0.71, 0.7, 0.69, 0.7, 0.7, 0.69, 0.71, 0.9];
        let near = near(&cosines);
        let near = Near::of(&near).expect("one stands out");
        assert!((near.worth(8) - 1.0).abs() < 1e-9 && near.section(8) == Some(0));
        assert!(near.worth(1) < 0.1 && near.section(1).is_none());
        assert!(near.worth(99).abs() < 1e-9 && near.section(99).is_none());
    }

    #[test]
    fn a_nearness_that_is_that_of_all_says_nothing() {
        assert!(Near::of(&near(&[0.5, 0.5])).is_none());
        assert!(Near::of(&near(&[0.5])).is_none());
        assert!(Near::of(&[]).is_none());
    }
}
