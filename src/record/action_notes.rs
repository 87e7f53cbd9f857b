//! What stands behind an action in words: `Owner: Ana`, `(assignee: Ana, due: 2026-03-01)`, `负责人：李四`.

use std::ops::Range;

use super::dates;
use crate::model::Date;

/// What stands before an owner, and over a column of them.
pub(super) const OWNERS: [&str; 27] = [
    "負責人",
    "sorumlu",
    "ansvarig",
    "ansvarlig",
    "відповідальний",
    "відповідальна",
    "owner",
    "owners",
    "action owner",
    "assignee",
    "assigned to",
    "responsible",
    "dri",
    "responsable",
    "responsável",
    "responsabile",
    "verantwortlich",
    "负责人",
    "责任人",
    "担当",
    "担当者",
    "責任者",
    "담당",
    "담당자",
    "ответственный",
    "verantwoordelijk",
    "odpowiedzialny",
];

/// What stands before the day something is due, and over a column of them.
pub(super) const DUES: [&str; 20] = [
    "son tarih",
    "fecha limite",
    "due",
    "due date",
    "due by",
    "deadline",
    "eta",
    "target date",
    "prazo",
    "frist",
    "fällig",
    "échéance",
    "fecha límite",
    "scadenza",
    "完成时间",
    "截止日期",
    "期限",
    "기한",
    "срок",
    "termin",
];

/// Words of sentences, states, degrees and days, which are nobody's name.
const NO_NAMES: [&str; 56] = [
    "nobody",
    "none",
    "everyone",
    "anyone",
    "tbd",
    "unassigned",
    "unknown",
    "a",
    "an",
    "the",
    "by",
    "due",
    "until",
    "before",
    "after",
    "from",
    "since",
    "in",
    "on",
    "at",
    "see",
    "not",
    "no",
    "and",
    "done",
    "open",
    "todo",
    "completed",
    "complete",
    "closed",
    "fixed",
    "merged",
    "deployed",
    "released",
    "shipped",
    "started",
    "planned",
    "pending",
    "progress",
    "review",
    "resolved",
    "blocked",
    "high",
    "medium",
    "low",
    "critical",
    "urgent",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "today",
    "tomorrow",
];

/// The longest name of an owner, in characters.
const LONGEST_OWNER: usize = 40;

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
pub(super) fn find(text: &str, names: Names) -> Notes {
    let mut found: Vec<Note> = Vec::new();
    for (colon, mark) in text.match_indices([':', '：']) {
        // `due:2026-03-01` is a word of our own, and `http://…` is none of these.
        if mark == ":" && !text[colon + 1..].starts_with(char::is_whitespace) {
            continue;
        }
        let Some((start, is_owner)) = name_before(text, colon) else { continue };
        let value = value_behind(text, colon + mark.len());
        let told = &text[value.clone()];
        let flows = !text[start..].starts_with(|c: char| c.is_ascii());
        if is_owner {
            let is_name = !told.is_empty() && told.chars().count() <= LONGEST_OWNER && !told.contains(['.', ':', '/']);
            let owner = is_name.then(|| told.trim_start_matches('@').to_owned());
            found.extend(owner.map(|owner| Note { range: start..value.end, owner: Some(owner), due: None, flows }));
        } else if let Some((day, length)) = dates::at_start(told) {
            let place = value.start..value.start + length;
            found.push(Note { range: start..place.end, owner: None, due: Some((Due::Day(day), place)), flows });
        }
    }
    if found.is_empty() {
        let lone = || lone_name(text).filter(|_| names == Names::AreOwners);
        found.extend(in_brackets(text).or_else(|| behind_dashes(text)).or_else(lone));
    }
    found.extend(due_in_words(text).filter(|_| found.iter().all(|note| note.due.is_none())));
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
fn due_in_words(text: &str) -> Option<Note> {
    // The last is what Obsidian's tasks have before the day they are due.
    const WORDS: [&str; 13] =
        ["due", "by", "until", "eta", "deadline", "bis", "截止", "📅", "entro", "avant", "até", "hasta", "uiterlijk"];
    const ARTICLES: [&str; 6] = ["il ", "le ", "el ", "o ", "zum ", "the "];
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = word.trim().trim_start_matches(['(', '[', '（', ',', '，']);
        let start = at + (word.len() - word.trim_start().len()) + (word.trim().len() - bare.len());
        at += word.len();
        let article =
            ARTICLES.iter().find(|article| text[at..].starts_with(*article)).map_or(0, |article| article.len());
        if WORDS.contains(&bare.to_lowercase().as_str())
            && let Some((day, length)) = dates::at_start(&text[at + article..])
        {
            let place = at + article..at + article + length;
            return Some(Note { range: start..place.end, owner: None, due: Some((Due::Day(day), place)), flows: true });
        }
    }
    None
}

/// `(Ana Lima, 2026-03-01)` at the end: a name and a day, in either order, and nothing else.
fn in_brackets(text: &str) -> Option<Note> {
    let bare = text.trim_end().trim_end_matches('.');
    let close = bare.len().checked_sub(1).filter(|_| bare.ends_with(')'))?;
    let open = bare.rfind('(')?;
    let inside = open + 1..close;
    let (name, day) = match bare[inside.clone()].split_once([',', ';', '|']) {
        Some((name, _)) if is_name(name) => (name, whole_day(bare, inside.start + name.len() + 1..inside.end)?),
        _ => {
            let (day, length) = day_at(bare, inside.clone())?;
            let name = bare[inside.start + length..inside.end].trim_start_matches(is_separator);
            (Some(name).filter(|name| is_name(name))?, day)
        }
    };
    Some(Note { range: inside, owner: Some(owner(name)), due: Some(day), flows: false })
}

/// ` — Ana Lima — due 2026-03-01` at the end: a name between dashes and a day behind it.
fn behind_dashes(text: &str) -> Option<Note> {
    let (last, length) = last_dash(text, text.len())?;
    let end = last + length..text.len();
    let of_year = || dates::without_year(&text[end.clone()]).map(|(month, day)| (Due::OfYear(month, day), end.clone()));
    let day = whole_day(text, end.clone()).or_else(of_year)?;
    let (first, length) = last_dash(text, last)?;
    let name = &text[first + length..last];
    is_name(name).then(|| Note {
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
pub(super) fn ends_in_name(text: &str) -> bool {
    in_brackets(text).or_else(|| behind_dashes(text)).or_else(|| lone_name(text)).is_some()
}

/// ` — Ana Lima` or `(@ana)` at the end: a name with capitals, and nothing else.
fn lone_name(text: &str) -> Option<Note> {
    let bare = text.trim_end().trim_end_matches('.');
    let bracket = || Some(bare.rfind(" (@")? + 2..bare.strip_suffix(')')?.len());
    let dash = || last_dash(bare, bare.len()).map(|(at, length)| at + length..bare.len());
    let range = bracket().or_else(dash).filter(|range| range.start < range.end)?;
    let name = &bare[range.clone()];
    let is_proper = |word: &str| word.starts_with(|c: char| c == '@' || c.is_alphabetic() && !c.is_lowercase());
    // `EU` and `Short-term` say where and when.
    let is_shouted = name.len() > 1 && name.is_ascii() && !name.contains(|c: char| c.is_ascii_lowercase());
    let is_joined = name.split_once('-').is_some_and(|(_, rest)| rest.starts_with(char::is_lowercase));
    let fits = is_name(name) && !is_shouted && !is_joined && name.split_whitespace().next().is_some_and(is_proper);
    fits.then(|| Note { range, owner: Some(owner(name)), due: None, flows: false })
}

fn owner(name: &str) -> String {
    name.trim().trim_start_matches('@').to_owned()
}

/// Whether a short text may be who does it: a few words of letters, and none that belongs to a sentence.
pub(super) fn is_name(text: &str) -> bool {
    let text = text.trim();
    let mut words = text.split_whitespace();
    let fits = |word: &str| {
        let is_letter = |c: char| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’' | '_' | '&');
        let bare = word.trim_start_matches('@');
        bare.starts_with(char::is_alphabetic)
            && bare.chars().all(is_letter)
            && !NO_NAMES.contains(&word.to_lowercase().as_str())
    };
    text.chars().count() <= LONGEST_OWNER
        && words.clone().count() <= 3
        && words.clone().next().is_some()
        && words.all(fits)
}

/// What stands before the day of something that is due.
const BEFORE: [&str; 16] = [
    "due date",
    "due by",
    "due on",
    "due",
    "by",
    "until",
    "eta",
    "entro il",
    "entro",
    "avant le",
    "até",
    "hasta el",
    "hasta",
    "bis zum",
    "bis",
    "uiterlijk",
];

/// The day that a stretch of a text begins with, behind `due` or `by`, and how far it reaches into it.
fn day_at(text: &str, range: Range<usize>) -> Option<((Due, Range<usize>), usize)> {
    let inside = &text[range.clone()];
    let mut rest = inside.trim_start();
    for word in BEFORE {
        let Some(behind) = rest.get(word.len()..).filter(|_| rest[..word.len()].eq_ignore_ascii_case(word)) else {
            continue;
        };
        if behind.starts_with([' ', ':']) {
            rest = behind.trim_start_matches([' ', ':']);
            break;
        }
    }
    let from = range.start + inside.len() - rest.len();
    let (day, length) = dates::at_start(rest)?;
    Some(((Due::Day(day), from..from + length), from + length - range.start))
}

/// The day that is all of a stretch of a text.
fn whole_day(text: &str, range: Range<usize>) -> Option<(Due, Range<usize>)> {
    let (day, length) = day_at(text, range.clone())?;
    let rest = &text[range.start + length..range.end];
    rest.chars().all(|c| c.is_whitespace() || c == '.').then_some(day)
}

/// The name that ends before a colon: where it begins, and whether it is an owner's.
fn name_before(text: &str, colon: usize) -> Option<(usize, bool)> {
    let head = text[..colon].trim_end();
    let names = OWNERS.iter().map(|name| (name, true)).chain(DUES.iter().map(|name| (name, false)));
    let fits = |name: &str| {
        let start = head.char_indices().rev().nth(name.chars().count() - 1)?.0;
        let before = head[..start].chars().next_back();
        let stands_alone = before.is_none_or(|c| !c.is_alphanumeric() || !c.is_ascii() && !name.is_ascii());
        (stands_alone && head[start..].to_lowercase() == name).then_some(start)
    };
    // The longest name wins: `due date` over nothing at all, `担当者` over `担当`.
    names.filter_map(|(name, is_owner)| Some((fits(name)?, is_owner))).min_by_key(|(start, _)| *start)
}

/// What stands behind a colon, up to the next separator or note.
fn value_behind(text: &str, from: usize) -> Range<usize> {
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
        && let Some((next, _)) = name_before(rest, colon)
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
