//! The numbers of the ranking, and the arithmetic that is made of them.
//!
//! Everything is `+`, `-`, `*` and `/` of `f64` in the order written, so that Rust and JavaScript agree to the last bit.

use serde::Serialize;

use super::field::Field;

const FIELDS: usize = Field::ALL.len();

/// Every number that the ranking depends on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Constants {
    /// What a word in a field counts beside one in the rest; in the order of [`Field::ALL`].
    pub field_weights: [f64; FIELDS],
    /// How much a long incident thins out its words: 0 not at all, 1 in proportion.
    pub thinning: f64,
    /// The weight at which a term has half of what it can have.
    pub damping: f64,
    /// A term's weight in an incident is kept in whole steps, so many of which are 1.
    pub steps: f64,
    /// What a unit that adds to others, as a whole identifier does, is worth beside its rarity.
    pub extra: f64,
    /// What it is worth that two neighbours of the query are neighbours in the record, beside the rarity of the more
    /// common one.
    pub neighbours: f64,
    /// How close two words are that stand so many places, at most, from where the query wants them; nearest first.
    pub closeness: [(u32, f64); 3],
    /// How many of the best candidates are looked at for neighbours.
    pub closer: usize,
    /// A word that more incidents have than this number,
    pub common_least: f64,
    /// and than this share of them, has no neighbours.
    pub common_share: f64,
    /// What remains of the score of an incident that covers next to nothing of the query.
    pub floor: f64,
    /// Incidents that cover less of the query than this share of what the best one covers are no hits.
    pub least_coverage: f64,
    /// The unit of an incident's prior: a thousandth.
    pub prior_unit: f64,
    /// What the relatives of a word count beside the word itself.
    pub kin_word: f64,
    /// What the relatives of several words in a row count, shared among them.
    pub kin_row: f64,
    /// What a word counts as covered where an incident has only relatives of it.
    pub kin_coverage: f64,
    /// What relatives are worth is kept in whole steps, so many of which are 1.
    pub kin_steps: f64,
    /// So many relatives of an entry count, those that say most.
    pub kin_relatives: usize,
    /// In so many incidents at most, the best.
    pub kin_most: usize,
}

/// The numbers in use. How they were found is told in `docs/decisions/0015-fewer-numbers.md`.
pub const CONSTANTS: Constants = Constants {
    field_weights: [1.5, 1.0, 1.0, 1.0, 0.7, 1.0, 0.5, 1.0, 0.5],
    thinning: 0.75,
    damping: 1.2,
    steps: 64.0,
    extra: 0.7,
    neighbours: 0.6,
    closeness: [(0, 1.0), (3, 0.5), (8, 0.2)],
    closer: 60,
    common_least: 400.0,
    common_share: 0.25,
    floor: 0.4,
    least_coverage: 0.25,
    prior_unit: 0.001,
    kin_word: 0.7,
    kin_row: 2.0,
    kin_coverage: 0.7,
    kin_steps: 6.0,
    kin_relatives: 6,
    kin_most: 400,
};

/// How long incidents are on average, in terms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanLength(f64);

impl MeanLength {
    /// Of the [`length`] of every incident.
    pub fn of(lengths: impl IntoIterator<Item = u32>) -> Self {
        let (mut terms, mut incidents) = (0_u64, 0_u64);
        for length in lengths {
            terms += u64::from(length);
            incidents += 1;
        }
        Self((terms as f64 / incidents.max(1) as f64).max(1.0))
    }

    /// What share of all it can have a term has that weighs so much in an incident of that length: whole steps, at least
    /// 1 and less than all of them.
    pub fn share(self, constants: &Constants, weight: f64, length: u32) -> u8 {
        let thinned = 1.0 - constants.thinning + constants.thinning * (f64::from(length) / self.0);
        let exact = constants.steps * weight / (weight + constants.damping * thinned);
        (exact + 0.5).floor().clamp(1.0, constants.steps - 1.0) as u8
    }
}

/// What a number of occurrences in a field weighs. The weights of a term in the fields of an incident are added up in
/// the order of [`Field::ALL`].
pub fn weight(constants: &Constants, field: Field, occurrences: u32) -> f64 {
    constants.field_weights[field as usize] * f64::from(occurrences)
}

/// An incident's length: the number of terms in its fields, each rounded as an index keeps it.
///
/// It is the length of the whole and not of the field a term stands in: a section of three words would else be worth more
/// than the story that it belongs to.
pub fn length(terms: impl IntoIterator<Item = u32>) -> u32 {
    terms.into_iter().fold(0, |sum, terms| sum.saturating_add(rounded_length(terms)))
}

/// How much it says that an incident has what `having` of `all` incidents have: the binary logarithm of the rarity, read
/// from the broken line that joins its whole values, which every engine draws alike.
pub fn information(having: usize, all: usize) -> f64 {
    let mut rarity = (all as f64 + 1.0) / (having as f64 + 0.5);
    let mut whole = 0.0;
    while rarity >= 2.0 {
        rarity /= 2.0;
        whole += 1.0;
    }
    whole + (rarity - 1.0).max(0.0)
}

/// What an incident's match comes to. `matched` is the sum of what its units are worth, `near` that of what its
/// neighbours are, `coverage` the share of the query's information that it has, and `total` all that information.
pub fn score(constants: &Constants, matched: f64, near: f64, coverage: f64, total: f64, prior: u64) -> f64 {
    let covered = constants.floor + (1.0 - constants.floor) * coverage;
    (matched + near) / total * covered * (1.0 + constants.prior_unit * prior as f64)
}

/// Whether the neighbours of a word count that `having` of `all` incidents have.
pub fn has_neighbours(constants: &Constants, having: usize, all: usize) -> bool {
    having as f64 <= constants.common_least.max(all as f64 * constants.common_share)
}

/// How close the best of some places is to what the query wants: `second` stands `apart` places behind `first`. Both
/// lists ascend.
pub fn closeness(constants: &Constants, first: &[u32], second: &[u32], apart: u32) -> f64 {
    let (mut best, mut from) = (0.0_f64, 0);
    for &place in first {
        let wanted = place + apart;
        // Both lists ascend, so that the nearest one behind never moves back.
        while second.get(from).is_some_and(|&other| other < wanted) {
            from += 1;
        }
        let near = [from.checked_sub(1), Some(from)].into_iter().flatten().filter_map(|at| second.get(at));
        for other in near {
            let distance = other.abs_diff(wanted);
            let close = constants.closeness.iter().find(|(most, _)| distance <= *most);
            best = best.max(close.map_or(0.0, |(_, worth)| *worth));
        }
    }
    best
}

/// A field's number of terms, rounded down to three binary digits behind the first one where it is longer than 40; what
/// an index needs one byte for.
pub fn rounded_length(terms: u32) -> u32 {
    /// Lengths up to here are exact, and rounding begins anew behind them.
    const EXACT: u32 = 24;
    let Some(rest) = terms.checked_sub(EXACT) else { return terms };
    let unused = (u32::BITS - rest.leading_zeros()).saturating_sub(4);
    EXACT + (rest >> unused << unused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn information_is_the_logarithm_at_powers_of_two_and_grows_with_rarity() {
        // 1/2 of 0 + 1/2: the rarity is 8.
        assert!((information(0, 3) - 3.0).abs() < 1e-12);
        let all = 1000;
        let mut last = f64::INFINITY;
        for having in 1..=all {
            let own = information(having, all);
            let exact = ((all as f64 + 1.0) / (having as f64 + 0.5)).log2();
            assert!(own > 0.0 && own < last && (own - exact).abs() < 0.087, "{having}");
            last = own;
        }
    }

    #[test]
    fn only_words_that_many_incidents_and_much_of_them_have_are_without_neighbours() {
        let has = |having, all| has_neighbours(&CONSTANTS, having, all);
        assert!(has(400, 400) && has(2_500, 10_000) && !has(2_501, 10_000) && !has(401, 1_000));
    }

    #[test]
    fn shares_are_whole_steps_between_nothing_and_all() {
        let mean = MeanLength::of([10]);
        assert_eq!([1.2, 0.0001, 1e9].map(|weight| mean.share(&CONSTANTS, weight, 10)), [32, 1, 63]);
    }

    #[test]
    fn longer_incidents_thin_out_their_words() {
        let mean = MeanLength::of([5, 15]);
        let share = |length| mean.share(&CONSTANTS, 1.0, length);
        assert!(share(5) > share(10) && share(10) > share(30));
        assert_eq!(MeanLength::of([]).share(&CONSTANTS, 1.2, 1), 32);
    }

    #[test]
    fn an_incident_is_as_long_as_its_fields_together() {
        assert_eq!(length([24, 0, 41]), 64);
    }

    #[test]
    fn lengths_are_rounded_to_four_digits() {
        let rounded = [0, 24, 39, 40, 41, 42, 55, 57, 1000].map(rounded_length);
        assert_eq!(rounded, [0, 24, 39, 40, 40, 42, 54, 56, 984]);
    }

    #[test]
    fn neighbours_are_closest_where_they_stand_as_in_the_query() {
        let close = |first: &[u32], second: &[u32], apart| closeness(&CONSTANTS, first, second, apart);
        assert!(close(&[3], &[4], 1) > close(&[3], &[2], 1));
        assert!(close(&[3], &[2], 1) > close(&[3], &[10], 1));
        assert!(close(&[3], &[100], 1).abs() < f64::EPSILON);
        assert_eq!(close(&[3, 50], &[10, 52], 2).to_bits(), close(&[3], &[4], 1).to_bits());
    }
}
