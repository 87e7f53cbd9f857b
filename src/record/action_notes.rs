//! What stands behind an action in words: `Owner: Ana`, `(assignee: Ana, due: 2026-03-01)`, `负责人：李四`.

use std::ops::Range;

use super::dates;
use crate::model::Date;

const OWNERS: [&str; 16] = [
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
];

const DUES: [&str; 15] = [
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
];

/// The longest name of an owner, in characters.
const LONGEST_OWNER: usize = 40;

/// What was found in a text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Notes {
    /// The first owner.
    pub owner: Option<String>,
    /// The first day, with its place.
    pub due: Option<(Date, Range<usize>)>,
    /// What of the text they take, in order, with the brackets and separators around them.
    pub taken: Vec<Range<usize>>,
}

/// Finds the notes of an action. One whose value is no name or no day stays in the text.
pub(super) fn find(text: &str) -> Notes {
    let mut notes = Notes::default();
    for (colon, mark) in text.match_indices([':', '：']) {
        // `due:2026-03-01` is a word of our own, and `http://…` is none of these.
        if mark == ":" && !text[colon + 1..].starts_with(char::is_whitespace) {
            continue;
        }
        let Some((start, is_owner)) = name_before(text, colon) else { continue };
        let value = value_behind(text, colon + mark.len());
        let found = &text[value.clone()];
        if is_owner {
            let is_name =
                !found.is_empty() && found.chars().count() <= LONGEST_OWNER && !found.contains(['.', ':', '/']);
            if !is_name || notes.owner.is_some() {
                continue;
            }
            notes.owner = Some(found.trim_start_matches('@').to_owned());
        } else {
            let Some((day, length)) = dates::at_start(found).filter(|_| notes.due.is_none()) else { continue };
            notes.due = Some((day, value.start..value.start + length));
        }
        match notes.taken.last_mut().filter(|last| text[last.end..start].chars().all(is_separator)) {
            Some(last) => last.end = value.end,
            None => notes.taken.push(start..value.end),
        }
    }
    for range in &mut notes.taken {
        *range = with_frame(text, range.clone());
    }
    notes
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
    let rest = &text[from..];
    let is_end =
        |c: char| matches!(c, ';' | '|' | ')' | ']' | '\n' | '）' | '】' | '，' | '、' | '；' | '。' | '(' | '（');
    let mut end = rest.find(is_end).unwrap_or(rest.len());
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

/// A range with the separators before it, and with the brackets around it where nothing else is left in them.
fn with_frame(text: &str, range: Range<usize>) -> Range<usize> {
    let start = text[..range.start].trim_end_matches(is_separator).len();
    let after = text[range.end..].trim_start_matches(|c: char| matches!(c, '.' | ',' | ';') || c.is_whitespace());
    let opened = text[..start].chars().next_back().filter(|c| matches!(c, '(' | '[' | '（' | '【'));
    let closed = after.chars().next().filter(|c| matches!(c, ')' | ']' | '）' | '】'));
    match (opened, closed) {
        (Some(open), Some(close)) => {
            let before = text[..start - open.len_utf8()].trim_end_matches(is_separator).len();
            before..text.len() - after.len() + close.len_utf8()
        }
        _ => start..range.end,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text that is left, the owner and the day.
    fn read(text: &str) -> (String, Option<String>, Option<String>) {
        let notes = find(text);
        let mut left = String::new();
        let mut at = 0;
        for range in &notes.taken {
            left.push_str(text.get(at..range.start).unwrap_or_default());
            at = at.max(range.end);
        }
        left.push_str(&text[at..]);
        (left.trim().to_owned(), notes.owner, notes.due.map(|(day, _)| day.to_string()))
    }

    #[test]
    fn owners_and_days_are_read_behind_their_names() {
        let told = |left: &str, owner: &str, due: Option<&str>| {
            (left.to_owned(), Some(owner.to_owned()), due.map(str::to_owned))
        };
        let day = Some("2026-03-01");
        assert_eq!(read("Renew it early. Owner: Ana Lima"), told("Renew it early.", "Ana Lima", None));
        assert_eq!(read("Renew it (owner: @ana, due: 2026-03-01)"), told("Renew it", "ana", day));
        assert_eq!(read("Renew it — Assigned to: Ana; Due date: March 1, 2026"), told("Renew it", "Ana", day));
        assert_eq!(read("日志改为异步 负责人：李四 完成时间：2026-03-01"), told("日志改为异步", "李四", day));
        assert_eq!(read("自動で再起動する（担当：佐藤、期限：2026-03-01）"), told("自動で再起動する", "佐藤", day));
        assert_eq!(read("Añadir una alerta. Responsable: Marta"), told("Añadir una alerta.", "Marta", None));
    }

    #[test]
    fn what_is_no_name_and_no_day_stays() {
        for text in [
            "Write down who the owner is: the runbook has no field for it",
            "Tell each homeowner: renew",
            "Due: when the vendor answers",
            "Owner: see https://example.com/owners",
            "Owner:",
        ] {
            assert_eq!(read(text), (text.to_owned(), None, None), "{text}");
        }
    }
}
