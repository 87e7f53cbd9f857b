//! Days as people write them in titles, file names and sentences.
//!
//! It knows numbers and the names of months; whether a day means anything where it stands is left to who asks.

use std::ops::Range;

use crate::model::Date;

/// A day that a text tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// As `YYYY-MM-DD`.
    pub day: String,
    /// Where it stands.
    pub range: Range<usize>,
    /// Whether it may also be read otherwise: `03/04/2021`.
    pub ambiguous: bool,
}

/// The names of the months; any of their first letters will do, from three on.
const MONTHS: [&[&str]; 12] = [
    &["january", "januar", "enero", "janeiro"],
    &["february", "februar", "fevereiro", "febbraio"],
    &["march", "märz", "marzo", "março"],
    &["april", "avril", "abril", "aprile"],
    &["may", "mai", "mayo", "maio"],
    &["june", "juni", "junio", "junho"],
    &["july", "juli", "julio", "julho"],
    &["august", "août", "agosto"],
    &["september", "septembre", "septiembre", "setembro"],
    &["october", "oktober", "octubre", "outubro", "ottobre"],
    &["november", "novembre", "noviembre", "novembro"],
    &["december", "dezember", "diciembre", "dezembro", "dicembre"],
];

/// Names of the months that have to stand whole, since their first letters begin other words.
const WHOLE_MONTHS: [&[&str]; 12] = [
    &["janvier", "gennaio", "januari", "stycznia", "января", "ocak"],
    &["février", "februari", "lutego", "февраля", "şubat"],
    &["mars", "maart", "maret", "marca", "марта", "mart"],
    &["kwietnia", "апреля", "nisan"],
    &["mei", "maggio", "maj", "maja", "мая", "mayıs"],
    &["juin", "giugno", "czerwca", "июня", "haziran"],
    &["juillet", "luglio", "lipca", "июля", "temmuz"],
    &["augusti", "augustus", "agustus", "sierpnia", "августа", "ağustos"],
    &["settembre", "września", "сентября", "eylül"],
    &["octobre", "października", "октября", "ekim"],
    &["listopada", "ноября", "kasım"],
    &["décembre", "desember", "grudnia", "декабря", "aralık"],
];

/// A run of digits or letters.
#[derive(Clone, Debug)]
struct Word<'t> {
    text: &'t str,
    range: Range<usize>,
}

/// The days of a text, in order.
pub(crate) fn find(text: &str) -> Vec<Found> {
    let words = words(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match day(text, &words[at..]) {
            Some((one, length)) => {
                found.push(one);
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

/// The first day of a text.
pub(crate) fn first(text: &str) -> Option<Found> {
    find(text).into_iter().next()
}

/// The first day of a text that can be read in one way only.
pub(super) fn first_certain(text: &str) -> Option<Date> {
    find(text).into_iter().filter(|found| !found.ambiguous).find_map(|found| Date::parse(&found.day))
}

/// The first day of a text that stands behind a name in a language whose speakers write the day before the month.
pub(super) fn first_under(name: &str, text: &str) -> Option<Date> {
    const DAY_FIRST: [&str; 4] = ["fecha", "datum", "data", "date de"];
    let name = name.trim().to_lowercase();
    if !DAY_FIRST.iter().any(|first| name.starts_with(first)) {
        return first_certain(text);
    }
    // What may be read both ways is told with the month first.
    let swapped = |found: Found| match found.day.split('-').collect::<Vec<_>>()[..] {
        [year, day, month] if found.ambiguous => Date::parse(&format!("{year}-{month}-{day}")),
        _ => Date::parse(&found.day),
    };
    find(text).into_iter().find_map(swapped)
}

/// The month and the day that are all of a text that names no year: `Oct 15`, `15 October`, `3rd of May`.
pub(super) fn without_year(text: &str) -> Option<(u32, u32)> {
    // The year fits any day, and is not told to anybody.
    let whole = whole(&format!("{} 2000", text.trim().trim_end_matches('.')))?;
    (!text.contains(|c: char| !c.is_alphanumeric() && !matches!(c, ' ' | '.')))
        .then_some((whole.0.month() as u32, whole.0.day() as u32))
}

/// The day that is all of a text, but for the day of the week before it.
pub(super) fn whole(text: &str) -> Option<Date> {
    const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let text = text.trim();
    let is_weekday = |word: &str| WEEKDAYS.iter().any(|day| word.to_lowercase().starts_with(day));
    let rest = text.split_once([',', ' ']).filter(|(first, _)| is_weekday(first)).map_or(text, |(_, rest)| rest.trim());
    let (day, length) = at_start(rest)?;
    let is_end = rest[length..].chars().all(|c| c.is_whitespace() || matches!(c, '.' | '日' | '일' | ':'));
    is_end.then_some(day)
}

/// The day that a text begins with, where it can be read in one way only, and how many bytes it takes.
pub(super) fn at_start(text: &str) -> Option<(Date, usize)> {
    // No day takes more than this many letters.
    let near = text.char_indices().nth(40).map_or(text.len(), |(at, _)| at);
    let words = words(&text[..near]);
    words.first().filter(|word| word.range.start == 0)?;
    let (found, _) = day(text, &words).filter(|(found, _)| !found.ambiguous)?;
    Some((Date::parse(&found.day)?, found.range.end))
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut words: Vec<Word<'_>> = Vec::new();
    let mut before: Option<bool> = None;
    for (at, c) in text.char_indices() {
        let kind = if c.is_ascii_digit() { Some(true) } else { is_letter(c).then_some(false) };
        let end = at + c.len_utf8();
        match (kind, words.last_mut()) {
            (Some(_), Some(last)) if kind == before && last.range.end == at => {
                last.range.end = end;
                last.text = &text[last.range.clone()];
            }
            (Some(_), _) => words.push(Word { text: &text[at..end], range: at..end }),
            _ => {}
        }
        before = kind;
    }
    words
}

/// Letters, but for those that stand between the numbers of a Chinese, Japanese or Korean day.
fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !matches!(c, '年' | '月' | '日' | '년' | '월' | '일')
}

/// The day that these words begin with, and how many of them it takes.
fn day(text: &str, words: &[Word<'_>]) -> Option<(Found, usize)> {
    let compact = words[0].text;
    if compact.len() == 8 && (compact.starts_with("19") || compact.starts_with("20")) {
        let parts = [&compact[..4], &compact[4..6], &compact[6..]].map(|part| part.parse::<u32>().ok());
        if let [Some(year), Some(month), Some(day)] = parts {
            return Some((made(year, month, day, words[0].range.clone(), false)?, 1));
        }
    }
    let [a, b, c] = words.get(..3)? else { return None };
    let range = a.range.start..c.range.end;
    let gaps = [&text[a.range.end..b.range.start], &text[b.range.end..c.range.start]];
    let numbers = [a, b, c].map(|word| word.text.parse::<u32>().ok());
    let separator = |gap: &str| matches!(gap.trim(), "" | "-" | "/" | "." | "_" | "年" | "月" | "년" | "월");
    match numbers {
        [Some(year), Some(month), Some(day)] if a.text.len() == 4 && gaps.iter().all(|gap| separator(gap)) => {
            (b.text.len() <= 2 && c.text.len() <= 2).then_some(())?;
            Some((made(year, month, day, range, false)?, 3))
        }
        [Some(one), Some(two), Some(year)] if gaps[0] == gaps[1] && matches!(gaps[0], "-" | "/" | "." | "_") => {
            let year = match c.text.len() {
                4 => year,
                2 if gaps[0] == "/" => 2000 + year,
                _ => return None,
            };
            // `3.4.2021` is a day of April wherever dots are used; elsewhere one of the numbers must be above twelve.
            let (month, day) = if two > 12 { (one, two) } else { (two, one) };
            let ambiguous = one <= 12 && two <= 12 && one != two && gaps[0] != ".";
            let (month, day) = if ambiguous { (one, two) } else { (month, day) };
            Some((made(year, month, day, range, ambiguous)?, 3))
        }
        _ => spelt(text, words),
    }
}

/// `8 August 2019`, `30th of Nov 2016`, `August 8th, 2019`.
fn spelt(text: &str, words: &[Word<'_>]) -> Option<(Found, usize)> {
    const SMALL: [&str; 8] = ["st", "nd", "rd", "th", "of", "de", "the", "er"];
    let mut parts: Vec<(usize, &Word<'_>)> = Vec::new();
    for (index, word) in words.iter().enumerate().take(6) {
        let gap = index.checked_sub(1).map_or("", |before| &text[words[before].range.end..word.range.start]);
        if !gap.chars().all(|c| " ,.-/_".contains(c)) || gap.len() > 2 {
            break;
        }
        if index == 0 || !SMALL.contains(&word.text.to_lowercase().as_str()) {
            parts.push((index, word));
        }
    }
    let [first, second, (last, third)] = parts.get(..3)? else { return None };
    let year = third.text.parse().ok().filter(|_| third.text.len() == 4)?;
    let (day, month) = match (month(first.1.text), month(second.1.text)) {
        (Some(month), None) => (second.1.text.parse().ok()?, month),
        (None, Some(month)) => (first.1.text.parse().ok()?, month),
        _ => return None,
    };
    Some((made(year, month, day, words[0].range.start..third.range.end, false)?, last + 1))
}

/// The number of a month by its name or its first three letters and more.
fn month(word: &str) -> Option<u32> {
    let lower = word.to_lowercase();
    let letters = lower.chars().count();
    let fits = |name: &str| name.starts_with(&lower) && letters >= 3;
    let begun = || MONTHS.iter().position(|names| names.iter().any(|name| fits(name)));
    let whole = WHOLE_MONTHS.iter().position(|names| names.contains(&lower.as_str()));
    let index = whole.or_else(begun)?;
    Some(index as u32 + 1)
}

fn made(year: u32, month: u32, day: u32, range: Range<usize>, ambiguous: bool) -> Option<Found> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    let fits = (1980..2100).contains(&year) && (1..=days).contains(&day);
    fits.then(|| Found { day: format!("{year:04}-{month:02}-{day:02}"), range, ambiguous })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_found_as_people_write_them() {
        for (text, expected) in [
            ("2026-05-04 — a freeze", "2026-05-04"),
            ("20161130-1", "2016-11-30"),
            ("on 30 Nov 2016, customers", "2016-11-30"),
            ("August 8th, 2019", "2019-08-08"),
            ("the 2nd of May 2020", "2020-05-02"),
            ("24. Dezember 2021", "2021-12-24"),
            ("INCIDENT-2026-06-30-1538-x", "2026-06-30"),
            ("01_30_2020-EXAMPLE", "2020-01-30"),
            ("3.4.2021", "2021-04-03"),
            ("2024年3月5日", "2024-03-05"),
            ("2024년 3월 5일", "2024-03-05"),
            ("entro il 30 novembre 2023", "2023-11-30"),
            ("5 Agustus 2024", "2024-08-05"),
            ("12 grudnia 2022", "2022-12-12"),
            ("le 3 août 2021", "2021-08-03"),
        ] {
            let found = first(text).unwrap_or_else(|| panic!("no day in `{text}`"));
            assert_eq!((found.day.as_str(), found.ambiguous), (expected, false), "{text}");
        }
    }

    #[test]
    fn a_day_may_be_all_of_a_line_and_the_name_before_it_may_tell_its_order() {
        let day = |text: &str| whole(text).map(|day| day.to_string());
        for text in
            ["November 25th, 2025", "Tuesday, November 25, 2025", "2025-11-25", "25 Nov 2025.", "2025年11月25日"]
        {
            assert_eq!(day(text).as_deref(), Some("2025-11-25"), "{text}");
        }
        for text in ["On November 25th, 2025", "2025-11-25 was a long day", "11/12/2025", "Sunday"] {
            assert_eq!(day(text), None, "{text}");
        }
        let under = |name: &str| first_under(name, "12/03/2025").map(|day| day.to_string());
        assert_eq!((under("Fecha").as_deref(), under("Date")), (Some("2025-03-12"), None));
    }

    #[test]
    fn a_day_may_lack_its_year() {
        for (text, expected) in [("Oct 15", (10, 15)), ("15 October", (10, 15)), ("3rd of May", (5, 3))] {
            assert_eq!(without_year(text), Some(expected), "{text}");
        }
        for text in ["Oct", "15", "Oct 15 at noon", "10/15", "May 5, 2021"] {
            assert_eq!(without_year(text), None, "{text}");
        }
    }

    #[test]
    fn what_may_be_two_days_is_told_so_and_what_is_none_is_not_found() {
        assert!(first("03/04/2021").is_some_and(|found| found.ambiguous));
        for text in ["PM2021-006", "1.2.3", "2026-02-30", "version 10.11.12", "May 2021", "123456789", "10:11:2020"] {
            assert_eq!(first(text), None, "{text}");
        }
    }
}
