//! Ranking candidates: the formula of [`crate::ranking`] over what was looked up.

use super::postings::Segment;
use crate::ranking::{Constants, UnitRole, information, score};

/// What was found of one unit of the query, over the whole index.
pub(super) struct Found {
    /// The share that the unit has of each document, by segment; 0 where it is not there.
    pub shares: Vec<Vec<f64>>,
    pub role: UnitRole,
    /// In how many incidents it is.
    pub having: usize,
    /// How much it says that an incident has it, times what it counts.
    pub information: f64,
    /// What relatives of the unit's words are worth, by segment and document; nothing where it has none.
    pub kin: Option<Vec<Vec<f64>>>,
}

impl Found {
    pub(super) fn new(shares: Vec<Vec<f64>>, role: UnitRole, trust: f64) -> Self {
        let having = shares.iter().flatten().filter(|share| **share > 0.0).count();
        let all = shares.iter().map(Vec::len).sum();
        Self { shares, role, having, information: trust * information(having, all), kin: None }
    }

    /// Whether an incident that lacks it covers less of the query.
    fn is_counted(&self) -> bool {
        self.role != UnitRole::Extra && (self.having > 0 || self.kin.is_some())
    }

    /// Whether no incident has it, nor a relative of it.
    pub(super) fn is_lacking(&self) -> bool {
        self.having == 0 && self.kin.is_none()
    }

    /// What the unit is worth in a document, and how much of it is covered there: the word itself or its relatives,
    /// whichever is worth more.
    fn worth(&self, constants: &Constants, segment: usize, doc: usize) -> (f64, f64) {
        let share = self.shares[segment][doc];
        let kin = self.kin.as_ref().map_or(0.0, |kin| kin[segment][doc]);
        let worth = (self.information * share).max(kin);
        let covered = if share > 0.0 {
            self.information
        } else if kin > 0.0 {
            constants.kin_coverage * self.information
        } else {
            0.0
        };
        (worth, covered)
    }
}

/// An incident on its way to becoming a hit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Candidate {
    pub segment: usize,
    pub doc: u32,
    pub score: f64,
    /// What its units are worth together.
    pub matched: f64,
    /// The share of the query's information that it has.
    pub coverage: f64,
    /// Its place when all are ordered by id.
    pub ordinal: u64,
}

/// All the information that a query asks for.
pub(super) fn total(found: &[Found]) -> f64 {
    let sum = |counts: &dyn Fn(&Found) -> bool| {
        found.iter().filter(|unit| counts(unit)).fold(0.0, |sum, unit| sum + unit.information)
    };
    let counted = sum(&Found::is_counted);
    if counted > 0.0 { counted } else { sum(&|unit| unit.having > 0) }
}

/// All incidents that match, unordered.
pub(super) fn candidates(
    constants: &Constants,
    segments: &[Segment],
    found: &[Found],
    allowed: impl Fn(usize, u32) -> bool,
) -> Vec<Candidate> {
    let total = total(found);
    let mut candidates = Vec::new();
    for (segment, reader) in segments.iter().enumerate() {
        for doc in (0..reader.len()).filter(|&doc| allowed(segment, doc)) {
            let share = |unit: &Found| unit.shares[segment][doc as usize];
            if found.iter().any(|unit| unit.role == UnitRole::Required && share(unit) == 0.0) {
                continue;
            }
            let (mut matched, mut covered) = (0.0, 0.0);
            for unit in found {
                let (worth, has) = unit.worth(constants, segment, doc as usize);
                matched += if unit.role == UnitRole::Extra { constants.extra * worth } else { worth };
                covered += if unit.is_counted() { has } else { 0.0 };
            }
            if matched > 0.0 {
                let coverage = if covered > 0.0 { covered / total } else { 1.0 };
                let score = score(constants, matched, 0.0, coverage, total, reader.prior(doc));
                candidates.push(Candidate { segment, doc, score, matched, coverage, ordinal: reader.ordinal(doc) });
            }
        }
    }
    let best = candidates.iter().map(|candidate| candidate.coverage).fold(0.0, f64::max);
    candidates.retain(|candidate| candidate.coverage >= constants.least_coverage * best);
    candidates
}

/// Orders candidates: best first, equals by id.
pub(super) fn sort(candidates: &mut [Candidate]) {
    candidates.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.ordinal.cmp(&b.ordinal)));
}
