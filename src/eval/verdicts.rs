//! Verdicts of reviews beside people's labels.

use std::collections::{BTreeMap, BTreeSet};

use super::expectations::Verdict;
use super::figures::Share;
use super::settle::VerdictCase;

/// What a review says of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The verdict.
    pub verdict: Verdict,
    /// Paths of the earlier records that the verdict rests on, strongest first.
    pub earlier: Vec<String>,
}

/// How the verdicts of one part meet its labels.
#[derive(Clone, Debug, Default)]
pub struct VerdictMeasure {
    /// The part.
    pub part: String,
    /// How often each verdict was given where each was deserved: by deserved, then given.
    pub table: BTreeMap<(Verdict, Verdict), usize>,
    /// Of the repeats, those that were called so and of which a right earlier record was named.
    pub caught: Share,
    /// Of the first-timers, which deserve [`Verdict::New`], those that were not called repeats: the others are false
    /// alarms.
    pub spared: Share,
    /// The same of all records that are no repeats.
    pub spared_of_all: Share,
    /// Records whose verdict, or whose earlier record, is another than it should be; by path.
    pub misses: Vec<VerdictMiss>,
}

/// A record that was judged wrongly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerdictMiss {
    /// Its path.
    pub record: String,
    /// What it deserved.
    pub deserved: Verdict,
    /// Paths of the earlier records of which one should be named.
    pub of: Vec<String>,
    /// Why, in its reader's words; may be empty.
    pub because: String,
    /// What was said of it.
    pub given: Given,
}

impl VerdictMeasure {
    /// How many records it has.
    pub fn records(&self) -> usize {
        self.table.values().sum()
    }

    /// The share of records whose verdict is the one they deserve, whatever earlier record it names.
    pub fn accuracy(&self) -> Share {
        let of = self.table.iter().filter(|((deserved, given), _)| deserved == given).map(|(_, count)| count).sum();
        Share { of, all: self.records() }
    }

    /// Its figures by their names.
    pub fn figures(&self) -> Vec<(&'static str, Option<f64>)> {
        vec![
            ("accuracy", self.accuracy().value()),
            ("caught", self.caught.value()),
            ("spared", self.spared.value()),
            ("spared-of-all", self.spared_of_all.value()),
        ]
    }

    fn add(&mut self, case: &VerdictCase<'_>, given: &Given) {
        *self.table.entry((case.verdict, given.verdict)).or_default() += 1;
        let names_it = given.earlier.iter().any(|earlier| case.of.contains(&earlier.as_str()));
        let called_repeat = given.verdict == Verdict::Repeat;
        if case.verdict == Verdict::Repeat {
            self.caught.add(called_repeat && names_it);
        } else {
            self.spared_of_all.add(!called_repeat);
            if case.verdict == Verdict::New {
                self.spared.add(!called_repeat);
            }
        }
        if given.verdict != case.verdict || (case.verdict != Verdict::New && !names_it) {
            self.misses.push(VerdictMiss {
                record: case.record.to_owned(),
                deserved: case.verdict,
                of: case.of.iter().map(|path| (*path).to_owned()).collect(),
                because: case.because.to_owned(),
                given: given.clone(),
            });
        }
    }
}

/// Measures verdicts, given by the paths of records; a record of which nothing is said is [`Verdict::New`].
///
/// Returns a measure for each part, ordered by part.
pub fn verdicts(cases: &[VerdictCase<'_>], given: &BTreeMap<String, Given>) -> Vec<VerdictMeasure> {
    let nothing = Given { verdict: Verdict::New, earlier: Vec::new() };
    let parts: BTreeSet<&str> = cases.iter().map(|case| case.part).collect();
    let measure = |part: &str| {
        let mut measure = VerdictMeasure { part: part.to_owned(), ..VerdictMeasure::default() };
        for case in cases.iter().filter(|case| case.part == part) {
            measure.add(case, given.get(case.record).unwrap_or(&nothing));
        }
        measure
    };
    parts.into_iter().map(measure).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case<'e>(record: &'e str, verdict: Verdict, of: &[&'e str]) -> VerdictCase<'e> {
        VerdictCase { record, part: "tune", folder: None, verdict, of: of.to_vec(), because: "so" }
    }

    fn given(record: &str, verdict: Verdict, earlier: &[&str]) -> (String, Given) {
        let earlier = earlier.iter().map(|path| (*path).to_owned()).collect();
        (record.to_owned(), Given { verdict, earlier })
    }

    #[test]
    fn a_repeat_is_caught_when_one_of_its_family_is_named() {
        let cases = [
            case("a", Verdict::New, &[]),
            case("b", Verdict::Repeat, &["a"]),
            case("c", Verdict::Repeat, &["a", "b"]),
            case("d", Verdict::Repeat, &["a"]),
            case("e", Verdict::LookAlike, &["a"]),
            case("f", Verdict::New, &[]),
        ];
        let said = BTreeMap::from([
            given("b", Verdict::Repeat, &["x", "a"]),
            given("c", Verdict::Repeat, &["x"]),
            given("d", Verdict::Related, &["a"]),
            given("e", Verdict::LookAlike, &["a"]),
            given("f", Verdict::Repeat, &["a"]),
        ]);
        let measures = verdicts(&cases, &said);
        let [measure] = measures.as_slice() else { panic!("{measures:?}") };
        assert_eq!((measure.part.as_str(), measure.records()), ("tune", 6));
        assert_eq!(measure.caught, Share { of: 1, all: 3 });
        assert_eq!(measure.spared, Share { of: 1, all: 2 });
        assert_eq!(measure.spared_of_all, Share { of: 2, all: 3 });
        assert_eq!(measure.accuracy(), Share { of: 4, all: 6 });
        let table: Vec<_> = measure.table.iter().map(|((d, g), n)| (d.name(), g.name(), *n)).collect();
        let expected = [
            ("repeat", "repeat", 2),
            ("repeat", "related", 1),
            ("look-alike", "look-alike", 1),
            ("new", "repeat", 1),
            ("new", "new", 1),
        ];
        assert_eq!(table, expected);
        assert_eq!(measure.misses.iter().map(|miss| miss.record.as_str()).collect::<Vec<_>>(), ["c", "d", "f"]);
    }
}
