//! Search by meaning beside search by words: what it does to the ranking when someone says how near each incident is.

use super::postings::Segment;
use super::rank::Candidate;
use crate::model::Nearness;

/// What the meaning counts beside the words.
const SHARE: f64 = 0.5;
/// How far above the mean of all incidents the nearness of one must be for it to be a hit that shares no word with the
/// query, in standard deviations. Cosines themselves mean something else with every model.
const LEAST: f64 = 2.0;
/// At so many standard deviations an incident is as near as can be told.
const MOST: f64 = 5.0;

/// The nearness of all incidents, by their place when all are ordered by id, from 0 for the mean to 1.
pub(super) struct Near<'a> {
    nearness: &'a [Nearness],
    mean: f64,
    deviation: f64,
    best: f64,
}

impl<'a> Near<'a> {
    /// `None` where the nearness of one says nothing, because it is that of all.
    pub(super) fn of(nearness: &'a [Nearness]) -> Option<Self> {
        let cosines = || nearness.iter().map(|near| f64::from(near.cosine));
        let count = nearness.len() as f64;
        let mean = cosines().sum::<f64>() / count;
        let deviation = (cosines().map(|cosine| (cosine - mean).powi(2)).sum::<f64>() / count).sqrt();
        let best = (cosines().fold(f64::MIN, f64::max) - mean) / deviation;
        (deviation > f64::EPSILON).then_some(Self { nearness, mean, deviation, best: best.min(MOST) })
    }

    /// Standard deviations above the mean.
    fn height(&self, ordinal: u64) -> f64 {
        let near = self.nearness.get(ordinal as usize);
        near.map_or(0.0, |near| (f64::from(near.cosine) - self.mean) / self.deviation)
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
