//! How long something took: the spread of many lengths of time, never a lone mean.

use serde::Serialize;

use super::columns::{Columns, Height};
use crate::words::Words;

/// The borders between the columns, in minutes.
const BORDERS: [u64; 8] = [5, 15, 60, 240, 1440, 4320, 10_080, 43_200];

/// With fewer lengths than this nothing is said of quarters.
const ENOUGH: usize = 5;

/// Lengths of time, laid out.
#[derive(Debug, Serialize)]
pub struct Spread {
    /// How many lie between two borders.
    pub columns: Columns,
    /// How many lengths there are.
    pub count: usize,
    /// The shortest.
    pub shortest: String,
    /// The longest.
    pub longest: String,
    /// A quarter, half, three quarters and nine in ten took so long at most; `None` where there are too few.
    pub at_most: Option<[String; 4]>,
}

/// Lays out lengths in minutes; `None` where there are none.
pub fn spread(words: &Words, mut minutes: Vec<u64>) -> Option<Spread> {
    minutes.sort_unstable();
    let (&shortest, &longest) = (minutes.first()?, minutes.last()?);
    let mut heights = Vec::with_capacity(BORDERS.len() + 1);
    let mut before: Option<u64> = None;
    for border in BORDERS.into_iter().map(Some).chain([None]) {
        let (low, high) = (before.unwrap_or(0), border.unwrap_or(u64::MAX));
        let count = minutes.iter().filter(|&&minutes| minutes >= low && minutes < high).count();
        let from = before.map_or_else(String::new, |from| span_words(words, from));
        let until = border.map_or_else(String::new, |until| span_words(words, until));
        let name = match (before, border) {
            (None, _) => words.fill("span.under", &[("until", &until)]),
            (Some(_), Some(_)) => words.fill("span.within", &[("from", &from), ("until", &until)]),
            (Some(_), None) => words.fill("span.from-on", &[("from", &from)]),
        };
        let label = before.map_or_else(String::new, |from| short_words(words, from));
        heights.push(Height { name, label, href: None, count });
        before = border;
    }
    // The nearest rank: a length that was really seen.
    let quantile = |of_twenty: usize| {
        let rank = (minutes.len() * of_twenty).div_ceil(20);
        span_words(words, minutes[rank.clamp(1, minutes.len()) - 1])
    };
    Some(Spread {
        columns: Columns::new(heights),
        count: minutes.len(),
        shortest: span_words(words, shortest),
        longest: span_words(words, longest),
        at_most: (minutes.len() >= ENOUGH).then(|| [quantile(5), quantile(10), quantile(15), quantile(18)]),
    })
}

/// A border's length as there is room for it under a column.
fn short_words(words: &Words, minutes: u64) -> String {
    match minutes / 1440 {
        0 if minutes < 60 => words.fill("span.minutes-short", &[("minutes", &minutes)]),
        0 => span_words(words, minutes),
        days => words.fill("span.days-short", &[("days", &days)]),
    }
}

/// A length of time as people tell it.
pub fn span_words(words: &Words, minutes: u64) -> String {
    let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let days_word = || words.count("span.days", days, &[]);
    match (days, hours, minutes) {
        (0, 0, _) => words.fill("span.minutes", &[("minutes", &minutes)]),
        (0, _, 0) => words.fill("span.hours", &[("hours", &hours)]),
        (0, ..) => words.fill("span.hours-minutes", &[("hours", &hours), ("minutes", &format!("{minutes:02}"))]),
        (_, 0, _) => days_word(),
        _ => words.fill("span.days-hours", &[("days", &days_word()), ("hours", &hours)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(minutes: Vec<u64>) -> Option<Spread> {
        super::spread(&crate::site::language::built_in_words("en"), minutes)
    }

    #[test]
    fn every_length_stands_in_one_column() {
        let spread = spread(vec![0, 4, 5, 59, 60, 1440, 9_000_000]).expect("there are lengths");
        let counts: Vec<usize> = spread.columns.bars.iter().map(|column| column.count).collect();
        assert_eq!(counts, [2, 1, 1, 1, 0, 1, 0, 0, 1]);
        assert_eq!(spread.columns.bars[3].name, "1 h to 4 h");
        assert_eq!((spread.columns.bars[3].label.as_str(), spread.columns.bars[8].label.as_str()), ("1 h", "30 d"));
    }

    #[test]
    fn quarters_are_lengths_that_were_seen_and_are_not_told_of_a_handful() {
        let seen = spread((1..=20).collect()).expect("there are lengths");
        assert_eq!(seen.at_most.expect("twenty are enough"), ["5 min", "10 min", "15 min", "18 min"]);
        let few = spread(vec![30, 90]).expect("there are lengths");
        assert_eq!((few.at_most, few.shortest.as_str(), few.longest.as_str()), (None, "30 min", "1 h 30 min"));
        assert!(spread(Vec::new()).is_none());
    }
}
