//! Mends text that is UTF-8 and was read as something else, such as `donâ€™t`; text that is right is left alone.
//!
//! Letters beyond ASCII stand in *runs*. A run is turned back into the bytes of each encoding that may have been taken by
//! mistake; it is wrong only where these bytes are UTF-8 of their own, and what they say is *plausible*: a letter that
//! fits its neighbours, a punctuation mark, a symbol. Right text does that by chance now and then (`“é` is two bytes of
//! Cyrillic to a Macintosh), so a run must also be *strong*, or stand in a text that has strong ones.
//! What was decoded wrongly twice is mended twice.

mod plausible;
mod tables;

use std::collections::BTreeMap;
use std::ops::Range;

use plausible::Class;
use tables::{TABLES, Table};

/// A text after mending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mended {
    /// The text; its lines are those of the text before.
    pub text: String,
    /// What was mended, in order.
    pub changes: Vec<Change>,
    /// What looks wrong and was left, because its line shows the right letters too and so speaks about them.
    pub quoted: Vec<Change>,
}

/// One run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The line it stands in, from 1.
    pub line: u32,
    /// As it stood there.
    pub before: String,
    /// As it was meant.
    pub after: String,
    /// What UTF-8 had been read as.
    pub encoding: &'static str,
}

/// How often a text is gone over; more than three layers of wrong decoding leave nothing to know it by.
const ROUNDS: usize = 3;

/// Mends a text.
pub fn mend(text: &str) -> Mended {
    let mut mended = Mended { text: text.to_owned(), ..Mended::default() };
    if text.is_ascii() {
        return mended;
    }
    for _ in 0..ROUNDS {
        let (next, changes, quoted) = round(&mended.text);
        mended.quoted.extend(quoted);
        if changes.is_empty() {
            break;
        }
        mended.text = next;
        mended.changes.extend(changes);
    }
    mended.changes.sort_by_key(|change| change.line);
    mended.quoted.dedup();
    mended
}

/// What a run may have been.
struct Reading {
    table: usize,
    strong: bool,
    /// The part of the run that is wrong; marks around it may be right.
    range: Range<usize>,
    after: String,
}

/// Goes over a text once.
fn round(text: &str) -> (String, Vec<Change>, Vec<Change>) {
    let runs = runs(text);
    let readings: Vec<Vec<Reading>> = runs.iter().map(|run| readings(text, run)).collect();
    let trusted = trusted(text, &readings);
    let mut out = String::with_capacity(text.len());
    let (mut changes, mut quoted) = (Vec::new(), Vec::new());
    let (mut at, mut line, mut counted) = (0, 1, 0);
    for readings in &readings {
        let usable = readings.iter().filter(|reading| reading.strong || trusted.contains_key(&reading.table));
        let votes = |reading: &&Reading| trusted.get(&reading.table).copied().unwrap_or(0);
        // Of equally trusted ones the first in the list, which is the commonest.
        let best = usable.max_by_key(|reading| (reading.range.len(), votes(reading), usize::MAX - reading.table));
        let Some(best) = best else { continue };
        line += text[counted..best.range.start].matches('\n').count() as u32;
        counted = best.range.start;
        let before = text[best.range.clone()].to_owned();
        let change = Change { line, before, after: best.after.clone(), encoding: TABLES[best.table].name };
        if shows_both(text, best) {
            quoted.push(change);
            continue;
        }
        out.push_str(&text[at..best.range.start]);
        out.push_str(&best.after);
        at = best.range.end;
        changes.push(change);
    }
    out.push_str(&text[at..]);
    (out, changes, quoted)
}

/// The runs of letters beyond ASCII, none over a line's end.
fn runs(text: &str) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| !c.is_ascii()) {
        let end = at + c.len_utf8();
        match runs.last_mut() {
            Some(last) if last.end == at => last.end = end,
            _ => runs.push(at..end),
        }
    }
    runs
}

/// The tables that a text was surely read with, and how many runs say so. A table whose runs are all weak counts where
/// there are several different ones, and few letters beyond ASCII that it cannot explain.
fn trusted(text: &str, readings: &[Vec<Reading>]) -> BTreeMap<usize, usize> {
    let mut strong: BTreeMap<usize, usize> = BTreeMap::new();
    let mut weak: BTreeMap<usize, std::collections::BTreeSet<&str>> = BTreeMap::new();
    for reading in readings.iter().flatten() {
        if reading.strong {
            *strong.entry(reading.table).or_default() += 1;
        } else {
            weak.entry(reading.table).or_default().insert(&text[reading.range.clone()]);
        }
    }
    if strong.is_empty() {
        const ENOUGH: usize = 3;
        let unexplained = readings.iter().filter(|readings| readings.is_empty()).count();
        let explained = readings.len() - unexplained;
        let several = weak.into_iter().filter(|(_, runs)| runs.len() >= ENOUGH && explained > 4 * unexplained);
        strong = several.map(|(table, runs)| (table, runs.len())).collect();
    }
    strong
}

/// What a run may have been, by every table.
fn readings(text: &str, run: &Range<usize>) -> Vec<Reading> {
    TABLES.iter().enumerate().filter_map(|(index, table)| reading(text, run, index, table)).collect()
}

/// One letter of UTF-8 that a run holds.
struct Sequence {
    range: Range<usize>,
    letter: char,
    class: Class,
    /// Whether the wrong letters are all letters, as those of a right word are.
    all_letters: bool,
    bytes: usize,
    /// The wrong letter behind the first.
    second: char,
}

fn reading(text: &str, run: &Range<usize>, index: usize, table: &Table) -> Option<Reading> {
    let sequences = sequences(text, run, table)?;
    let (first, last) = (sequences.first()?, sequences.last()?);
    let range = first.range.start..last.range.end;
    let before = text[..range.start].chars().next_back();
    let behind = text[range.end..].chars().next();
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let scripts: std::collections::BTreeSet<_> = sequences.iter().filter_map(|one| one.class.script()).collect();
    // A word is of one script, and so are the letters that it goes on with outside the run.
    let foreign = |c: Option<char>, one: &Sequence| is_letter(c) && one.class.script().is_some_and(|s| s != "latin");
    if scripts.len() > 1 || foreign(before, first) || foreign(behind, last) {
        return None;
    }
    let telling = sequences.iter().any(|one| !one.all_letters);
    let is_other_script = scripts.iter().any(|script| *script != "latin");
    let several = sequences.len() > 1;
    let long = sequences.iter().any(|one| one.bytes > 2) && (several || !is_other_script);
    let western = table.name.starts_with("windows") || table.name.starts_with("iso");
    let marked = western && first.class == Class::Latin && !ends_words(first.second) && first.second != 'º';
    let strong = telling && (long || (several && !only_words_ends(&sequences)) || marked);
    let after = sequences.iter().map(|one| one.letter).filter(|&c| c != '\u{feff}').collect();
    Some(Reading { table: index, strong, range, after })
}

/// Whether every letter behind the first of each sequence may follow a right word.
fn only_words_ends(sequences: &[Sequence]) -> bool {
    sequences.iter().all(|one| one.bytes == 2 && ends_words(one.second))
}

/// Whether a mark may stand behind a right word: `MANHÃ”` is a quoted word and no `Ô`.
fn ends_words(c: char) -> bool {
    c.is_alphanumeric() || "”’‘“…–—»«›‹•™®°ºª\u{a0}".contains(c)
}

/// The sequences of a run, which must be all of it but for marks at its ends.
fn sequences(text: &str, run: &Range<usize>, table: &Table) -> Option<Vec<Sequence>> {
    let letters: Vec<(usize, char)> = text[run.clone()].char_indices().map(|(at, c)| (run.start + at, c)).collect();
    let mut sequences = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        match sequence(&letters[at..], table, text) {
            Some((one, length)) => {
                sequences.push(one);
                at += length;
            }
            None if letters[at].1.is_alphanumeric() || letters[at].1.is_control() => return None,
            // A mark before or behind what is wrong; one in the middle leaves two things that are not one word.
            None if sequences.is_empty() => at += 1,
            None => break,
        }
    }
    let rest_is_marks = letters[at..].iter().all(|(_, c)| !c.is_alphanumeric() && !c.is_control());
    (rest_is_marks && !sequences.is_empty()).then_some(sequences)
}

/// The letter of UTF-8 that these letters begin with, and how many of them it takes.
fn sequence(letters: &[(usize, char)], table: &Table, text: &str) -> Option<(Sequence, usize)> {
    let lead = table.byte(letters[0].1)?;
    let length = match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let taken = letters.get(..length)?;
    let bytes: Vec<u8> = taken.iter().filter_map(|&(_, c)| table.byte(c)).collect();
    let letter = std::str::from_utf8(&bytes).ok()?.chars().next().filter(|_| bytes.len() == length)?;
    let is_mark_of_order = letter == '\u{feff}' && letters[0].0 == 0;
    let class = if is_mark_of_order { Class::Mark } else { plausible::class(letter)? };
    let (start, last) = (letters[0].0, taken[length - 1]);
    let range = start..last.0 + last.1.len_utf8();
    let all_letters = text[range.clone()].chars().all(char::is_alphabetic);
    Some((Sequence { range, letter, class, all_letters, bytes: length, second: taken[1].1 }, length))
}

/// Whether the line of a reading holds the right letters too, elsewhere: then it speaks of both.
fn shows_both(text: &str, reading: &Reading) -> bool {
    let start = text[..reading.range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[reading.range.end..].find('\n').map_or(text.len(), |at| reading.range.end + at);
    let is_letter = reading.after.chars().all(char::is_alphabetic);
    let word = |range: Range<usize>| {
        let from = text[start..range.start].rfind(|c: char| !c.is_alphanumeric()).map_or(start, |at| start + at);
        let from = from + text[from..].chars().next().filter(|c| !c.is_alphanumeric()).map_or(0, char::len_utf8);
        text[from.min(range.start)..range.start].to_owned()
    };
    // Letters are common; only the same beginning of a word with the right letter behind it is the same word.
    let right = if is_letter { word(reading.range.clone()) + &reading.after } else { reading.after.clone() };
    !reading.after.is_empty()
        && (text[start..reading.range.start].contains(&right) || text[reading.range.end..end].contains(&right))
}

#[cfg(test)]
mod tests;
