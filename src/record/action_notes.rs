//! What stands behind an action in words: `Owner: Ana`, `(assignee: Ana, due: 2026-03-01)`, `负责人：李四`.

use std::ops::Range;

use super::dates;
use super::promises::{LONGEST_OWNER, Label, Promises};
use crate::model::Date;

/// What stands behind a name is looked at up to so many bytes.
const LONGEST_VALUE: usize = 200;

/// The day that something is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    Day(Date),
    /// A month and a day of it; the year is that in which it comes after the incident.
    OfYear(u32, u32),
}

/// Whether a name alone behind a dash at the end is an owner: `Renew it — Ana`. It is where most items around it end so as
/// well, and may be anything where they do not: `Move the queue — Kafka`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    AreOwners,
    AreWords,
}

/// What was found in a text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Notes {
    /// The first owner.
    pub owner: Option<String>,
    /// The first day, with its place.
    pub due: Option<(Due, Range<usize>)>,
    /// What of the text they take, in order, with the brackets and separators around them.
    pub taken: Vec<Range<usize>>,
}

/// A note in a text.
struct Note {
    range: Range<usize>,
    owner: Option<String>,
    due: Option<(Due, Range<usize>)>,
    /// Whether it may follow a word without a sign between them: `renew it by 2026-03-01`.
    flows: bool,
}

/// Finds the notes of an action. One in brackets or at the end is taken out of the text; a day is read anywhere, and all
/// else stays, so that no word of a promise is lost.
pub(super) fn find(words: &Promises, text: &str, names: Names) -> Notes {
    let mut found: Vec<Note> = Vec::new();
    for (colon, mark) in text.match_indices([':', '：']) {
        // `due:2026-03-01` is a word of our own, and `http://…` is none of these.
        if mark == ":" && !text[colon + 1..].starts_with(char::is_whitespace) {
            continue;
        }
        let Some((start, label)) = words.label_at_end(text[..colon].trim_end()) else { continue };
        let value = value_behind(words, text, colon + mark.len());
        let told = &text[value.clone()];
        let flows = !text[start..].starts_with(|c: char| c.is_ascii());
        if label == Label::Owner {
            let is_name = !told.is_empty() && told.chars().count() <= LONGEST_OWNER && !told.contains(['.', ':', '/']);
            let owner = is_name.then(|| told.trim_start_matches('@').to_owned());
            found.extend(owner.map(|owner| Note { range: start..value.end, owner: Some(owner), due: None, flows }));
        } else if let Some((day, length)) = dates::at_start(told) {
            let place = value.start..value.start + length;
            found.push(Note { range: start..place.end, owner: None, due: Some((Due::Day(day), place)), flows });
        }
    }
    if found.is_empty() {
        let lone = || lone_name(words, text).filter(|_| names == Names::AreOwners);
        found.extend(in_brackets(words, text).or_else(|| behind_dashes(words, text)).or_else(lone));
    }
    found.extend(due_in_words(words, text).filter(|_| found.iter().all(|note| note.due.is_none())));
    found.sort_by_key(|note| note.range.start);
    let mut notes = Notes::default();
    for group in
        found.chunk_by(|a, b| text.get(a.range.end..b.range.start).is_some_and(|gap| gap.chars().all(is_separator)))
    {
        let whole = group[0].range.start..group[group.len() - 1].range.end;
        let place = place_of(text, whole, group[0].flows);
        for note in group {
            // `(Owner: Ana, second quarter)`: the name is read, and the rest stays where it is.
            let opens = text[..note.range.start].trim_end().ends_with(['(', '[', '（', '【']);
            notes.owner = notes.owner.or_else(|| note.owner.clone().filter(|_| place.is_some() || opens));
            notes.due = notes.due.or_else(|| note.due.clone());
        }
        notes.taken.extend(place);
    }
    notes
}

/// What of a text goes with notes: all of the brackets around them, or all from a sign on to the end; nothing where they
/// stand in the middle of a sentence.
fn place_of(text: &str, range: Range<usize>, flows: bool) -> Option<Range<usize>> {
    let is_bracket = |c: char, pair: &str| pair.contains(c);
    let head = text[..range.start].trim_end_matches(is_separator);
    let tail = text[range.end..].trim_start_matches(|c: char| matches!(c, '.' | ',' | ';') || c.is_whitespace());
    let opened = text[..range.start].trim_end().chars().next_back().filter(|&c| is_bracket(c, "([（【"));
    let closed = tail.chars().next().filter(|&c| is_bracket(c, ")]）】"));
    if let (Some(open), Some(close)) = (opened, closed) {
        let start = head[..head.len() - open.len_utf8()].trim_end().len();
        return Some(start..text.len() - tail.len() + close.len_utf8());
    }
    let before = text[..range.start].trim_end();
    let is_apart =
        before.ends_with(|c: char| is_separator(c) || matches!(c, '.' | '!' | '?' | ')' | ']' | '。' | '）'));
    // ` – Owner: Ana – Priority: high`: what stands between two dashes stands alone.
    let goes_on = [" - ", " – ", " — "].iter().any(|dash| text[range.end..].starts_with(dash));
    if goes_on && before.ends_with(['-', '–', '—']) && !head.is_empty() {
        return Some(head.len()..range.end);
    }
    (tail.is_empty() && !head.is_empty() && (flows || is_apart)).then_some(head.len()..text.len())
}

/// `by 2026-03-01`, `due March 1, 2026`.
fn due_in_words(words: &Promises, text: &str) -> Option<Note> {
    let mut at = 0;
    text.split_inclusive(char::is_whitespace).find_map(|word| {
        let bare = word.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '（' | ',' | '，'));
        let start = at + word.len() - bare.len();
        at += word.len();
        let rest = words.behind_due(&text[start..]).filter(|rest| rest.starts_with(char::is_whitespace))?.trim_start();
        let (day, length) = dates::at_start(rest)?;
        let from = text.len() - rest.len();
        let place = from..from + length;
        Some(Note { range: start..place.end, owner: None, due: Some((Due::Day(day), place)), flows: true })
    })
}

/// `(Ana Lima, 2026-03-01)` at the end: a name and a day, in either order, and nothing else.
fn in_brackets(words: &Promises, text: &str) -> Option<Note> {
    let bare = text.trim_end().trim_end_matches('.');
    let close = bare.len().checked_sub(1).filter(|_| bare.ends_with(')'))?;
    let open = bare.rfind('(')?;
    let inside = open + 1..close;
    let (name, day) = match bare[inside.clone()].split_once([',', ';', '|']) {
        Some((name, _)) if words.is_name(name) => {
            (name, whole_day(words, bare, inside.start + name.len() + 1..inside.end)?)
        }
        _ => {
            let (day, length) = day_at(words, bare, inside.clone())?;
            let name = bare[inside.start + length..inside.end].trim_start_matches(is_separator);
            (Some(name).filter(|name| words.is_name(name))?, day)
        }
    };
    Some(Note { range: inside, owner: Some(owner(name)), due: Some(day), flows: false })
}

/// ` — Ana Lima — due 2026-03-01` at the end: a name between dashes and a day behind it.
fn behind_dashes(words: &Promises, text: &str) -> Option<Note> {
    let (last, length) = last_dash(text, text.len())?;
    let end = last + length..text.len();
    let of_year = || dates::without_year(&text[end.clone()]).map(|(month, day)| (Due::OfYear(month, day), end.clone()));
    let day = whole_day(words, text, end.clone()).or_else(of_year)?;
    let (first, length) = last_dash(text, last)?;
    let name = &text[first + length..last];
    words.is_name(name).then(|| Note {
        range: first + length..text.len(),
        owner: Some(owner(name)),
        due: Some(day),
        flows: false,
    })
}

/// The last spaced dash before a place, and how long it is.
pub(super) fn last_dash(text: &str, end: usize) -> Option<(usize, usize)> {
    const DASHES: [&str; 3] = [" — ", " – ", " - "];
    DASHES.into_iter().filter_map(|dash| Some((text[..end].rfind(dash)?, dash.len()))).max()
}

/// Whether a text ends with a name alone, or with a name and a day.
pub(super) fn ends_in_name(words: &Promises, text: &str) -> bool {
    in_brackets(words, text).or_else(|| behind_dashes(words, text)).or_else(|| lone_name(words, text)).is_some()
}

/// ` — Ana Lima` or `(@ana)` at the end: a name with capitals, and nothing else.
fn lone_name(words: &Promises, text: &str) -> Option<Note> {
    let bare = text.trim_end().trim_end_matches('.');
    let bracket = || Some(bare.rfind(" (@")? + 2..bare.strip_suffix(')')?.len());
    let dash = || last_dash(bare, bare.len()).map(|(at, length)| at + length..bare.len());
    let range = bracket().or_else(dash).filter(|range| range.start < range.end)?;
    let name = &bare[range.clone()];
    let is_proper = |word: &str| word.starts_with(|c: char| c == '@' || c.is_alphabetic() && !c.is_lowercase());
    // `EU` and `Short-term` say where and when.
    let is_shouted = name.len() > 1 && name.is_ascii() && !name.contains(|c: char| c.is_ascii_lowercase());
    let is_joined = name.split_once('-').is_some_and(|(_, rest)| rest.starts_with(char::is_lowercase));
    let fits =
        words.is_name(name) && !is_shouted && !is_joined && name.split_whitespace().next().is_some_and(is_proper);
    fits.then(|| Note { range, owner: Some(owner(name)), due: None, flows: false })
}

fn owner(name: &str) -> String {
    name.trim().trim_start_matches('@').to_owned()
}

/// The day that a stretch of a text begins with, behind `due` or `by`, and how far it reaches into it.
fn day_at(words: &Promises, text: &str, range: Range<usize>) -> Option<((Due, Range<usize>), usize)> {
    let inside = text[range.clone()].trim_start();
    let behind = words.behind_due_at_end(inside).map(|rest| rest.trim_start_matches([' ', ':']));
    let rest = behind.unwrap_or(inside);
    let from = range.end - rest.len();
    let (day, length) = dates::at_start(rest)?;
    Some(((Due::Day(day), from..from + length), from + length - range.start))
}

/// The day that is all of a stretch of a text.
fn whole_day(words: &Promises, text: &str, range: Range<usize>) -> Option<(Due, Range<usize>)> {
    let (day, length) = day_at(words, text, range.clone())?;
    let rest = &text[range.start + length..range.end];
    rest.chars().all(|c| c.is_whitespace() || c == '.').then_some(day)
}

/// What stands behind a colon, up to the next separator or note.
fn value_behind(words: &Promises, text: &str, from: usize) -> Range<usize> {
    // No name and no day is longer.
    let rest = &text[from..text.floor_char_boundary(from + LONGEST_VALUE)];
    let is_end =
        |c: char| matches!(c, ';' | '|' | ')' | ']' | '\n' | '）' | '】' | '，' | '、' | '；' | '。' | '(' | '（');
    let mut end = rest.find(is_end).unwrap_or(rest.len());
    // `Owner: Ana – Priority: high`: behind the dash stands another name; `Platform - Storage` is one.
    for dash in [" - ", " – ", " — "] {
        let behind = rest[..end].find(dash).filter(|at| rest[at + dash.len()..end].contains([':', '：']));
        end = behind.unwrap_or(end);
    }
    // A comma may stand in a day: `March 1, 2026`.
    for (comma, _) in rest[..end].match_indices(", ") {
        if !rest[comma + 2..].starts_with(|c: char| c.is_ascii_digit()) {
            end = end.min(comma);
            break;
        }
    }
    // A word of our own ends it too: `guard:tests/pool.rs`, `@ana`, `#41`.
    let mut at = 0;
    for word in rest[..end].split_inclusive(char::is_whitespace) {
        let is_own = ["@", "#", "guard:", "due:"].iter().any(|mark| word.starts_with(mark));
        if is_own && !rest[..at].trim().is_empty() {
            end = at;
            break;
        }
        at += word.len();
    }
    if let Some((colon, _)) = rest[..end].match_indices([':', '：']).next()
        && let Some((next, _)) = words.label_at_end(rest[..colon].trim_end())
    {
        end = end.min(next);
    }
    let value = rest[..end].trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | '-' | '–' | '—'));
    let start = value.len() - value.trim_start().len();
    from + start..from + value.len().max(start)
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '–' | '—' | '|' | ',' | ';' | '，' | '、' | '；')
}

#[cfg(test)]
mod tests;
