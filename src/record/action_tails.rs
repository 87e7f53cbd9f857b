//! What stands at the end of an action without names for it: `(Noor, 2025-12-05, closed)`, `[Ana, Sep 8, done]`,
//! ` — Ana — by Friday`.
//!
//! Every part of a bracket or behind a dash has to be an owner, a day or a state; then all of it is read.

use std::ops::Range;

use super::action_notes::{Due, last_dash};
use super::dates;
use super::promises::Promises;
use crate::model::ActionState;

/// What was found at the end of a text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Tail {
    /// Where it begins, with the blank, bracket or dash before it.
    pub start: usize,
    pub owner: Option<String>,
    pub due: Option<(Due, Range<usize>)>,
    pub state: Option<ActionState>,
    /// Whether it says more than that, so that its words stay in the text: `by Friday`, `done 2026-03-01`.
    pub says_more: bool,
    /// Whether there is more than a name, which alone may be anything.
    is_sure: bool,
}

/// So many brackets and parts behind dashes are read.
const MOST_PIECES: usize = 4;

/// Reads the end of an action; nothing where it is a part of its text.
pub(super) fn find(words: &Promises, text: &str) -> Option<Tail> {
    let bare = text.trim_end().trim_end_matches(['.', ',', ';']);
    let mut tail = Tail { start: bare.len(), ..Tail::default() };
    // More pieces say nothing more.
    for _ in 0..MOST_PIECES {
        let bare = text[..tail.start].trim_end();
        let Some((start, inside)) = last_piece(bare).filter(|(start, _)| *start > 0) else { break };
        let mut next = Tail { start, ..Tail::default() };
        let is_bracket = bare.ends_with([')', ']', '）']);
        let is_state_alone = bare.ends_with(')') && words.may_tell_how(&bare[inside.clone()].to_lowercase());
        let parts = parts(text, inside);
        let unread: Vec<_> = parts.iter().filter(|part| !read(words, text, (*part).clone(), &mut next)).collect();
        // `(ana, this week)`: beside a day or a state, a word in small letters is a name; `(Maya, done, un-paused)`: and a
        // remark is one.
        let small = unread.first().filter(|part| next.owner.is_none() && is_small_name(words, text, part));
        let is_sure = next.is_sure || tail.is_sure;
        let may_remark = is_bracket && parts.len() > 2 && next.owner.is_some() && next.is_sure;
        let is_read = match unread.as_slice() {
            [] => true,
            [_] => is_bracket && is_sure && (small.is_some() || may_remark),
            _ => false,
        };
        if is_state_alone || !is_read {
            break;
        }
        next.says_more |= !unread.is_empty() && small.is_none();
        if let Some(small) = small {
            next.owner = Some(text[(*small).clone()].trim().to_owned());
        }
        if next.owner.is_some() && tail.owner.is_some() {
            break;
        }
        tail = Tail {
            start,
            owner: tail.owner.or(next.owner),
            due: tail.due.or(next.due),
            state: tail.state.or(next.state),
            says_more: tail.says_more || next.says_more,
            is_sure: tail.is_sure || next.is_sure,
        };
    }
    tail.is_sure.then_some(tail)
}

/// Whether a part may be a name in small letters: one word, and nothing that says what is done.
fn is_small_name(words: &Promises, text: &str, range: &Range<usize>) -> bool {
    let part = text[range.clone()].trim();
    words.is_name(part) && part.starts_with(char::is_lowercase) && !part.contains(' ')
}

/// The bracket or the part behind a dash that a text ends with: where it begins, and what is in it.
fn last_piece(bare: &str) -> Option<(usize, Range<usize>)> {
    let pair = [(')', '('), (']', '['), ('）', '（')].into_iter().find(|(close, _)| bare.ends_with(*close));
    match pair {
        Some((close, open)) => {
            let at = bare.rfind(open)?;
            Some((bare[..at].trim_end().len(), at + open.len_utf8()..bare.len() - close.len_utf8()))
        }
        None => last_dash(bare, bare.len()).map(|(at, length)| (at, at + length..bare.len())),
    }
}

/// The parts between commas; a day keeps the comma before its year.
fn parts(text: &str, inside: Range<usize>) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut at = inside.start;
    for part in text[inside.clone()].split_inclusive([',', ';', '|', '，', '、']) {
        let range = at..at + part.trim_end_matches([',', ';', '|', '，', '、']).len();
        at += part.len();
        let joined = parts.last().map(|last| last.start..range.end);
        match joined.filter(|joined| dates::whole(text[joined.clone()].trim()).is_some()) {
            Some(joined) => *parts.last_mut().expect("there is one to join") = joined,
            None => parts.push(range),
        }
    }
    parts
}

/// Reads one part; `false` where it is none of these.
fn read(words: &Promises, text: &str, range: Range<usize>, tail: &mut Tail) -> bool {
    let part = text[range.clone()].trim();
    let lower = part.to_lowercase();
    let (word, rest) = lower.split_once(' ').unwrap_or((lower.as_str(), ""));
    let behind = &part[part.len() - rest.len().min(part.len())..];
    let due = words.behind_due_at_end(part).map(str::trim_start);
    let day_of = |text: &str| {
        let whole = dates::whole(text).map(Due::Day);
        whole.or_else(|| dates::without_year(text).map(|(month, day)| Due::OfYear(month, day)))
    };
    if let Some(day) = day_of(part).or_else(|| day_of(due?)) {
        tail.due.get_or_insert((day, range));
        tail.is_sure = true;
    } else if let Some(state) = words.state(&lower) {
        tail.state.get_or_insert(state);
        tail.is_sure = true;
    } else if let Some(state) = words.state(word).filter(|_| day_of(behind).is_some()) {
        tail.state.get_or_insert(state);
        (tail.is_sure, tail.says_more) = (true, true);
    } else if words.is_vague_day(&lower) || due.is_some_and(|due| (1..=3).contains(&due.split_whitespace().count())) {
        (tail.is_sure, tail.says_more) = (true, true);
    } else if words.is_owner_label(word) && words.is_name(behind) {
        tail.owner.get_or_insert_with(|| behind.trim_start_matches('@').to_owned());
        tail.is_sure = true;
    } else if words.is_name(part) && !part.starts_with(char::is_lowercase) && tail.owner.is_none() {
        tail.owner = Some(part.trim_start_matches('@').to_owned());
        tail.is_sure |= part.starts_with('@');
    } else {
        return false;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::words::Words;

    /// The text that is left, the owner, the day and the state.
    type Told = (String, Option<String>, Option<String>, Option<ActionState>);

    fn tail(text: &str) -> Option<Told> {
        let tail = find(&Words::built_in().promises, text)?;
        let due = tail.due.map(|(due, _)| match due {
            Due::Day(day) => day.to_string(),
            Due::OfYear(month, day) => format!("{month}-{day}"),
        });
        let left = if tail.says_more { text } else { text[..tail.start].trim_end() };
        Some((left.to_owned(), tail.owner, due, tail.state))
    }

    #[test]
    fn owners_days_and_states_at_the_end_are_read_in_any_order() {
        let told = |left: &str, owner: &str, due: Option<&str>, state: Option<ActionState>| {
            Some((left.to_owned(), Some(owner.to_owned()), due.map(str::to_owned), state))
        };
        let done = Some(ActionState::Done);
        assert_eq!(tail("Renew it (Noor, 2025-12-05, closed)"), told("Renew it", "Noor", Some("2025-12-05"), done));
        assert_eq!(tail("Renew it [Tobias, Sep 8, done]"), told("Renew it", "Tobias", Some("9-8"), done));
        assert_eq!(tail("Renew it — done, Theo"), told("Renew it", "Theo", None, done));
        assert_eq!(
            tail("Renew it — Owner Quentin — March 1, 2026"),
            told("Renew it", "Quentin", Some("2026-03-01"), None)
        );
        assert_eq!(tail("Renew it (@Ann, 2025-05-01) - Done"), told("Renew it", "Ann", Some("2025-05-01"), done));
        assert_eq!(tail("Renew it (Priya, by Friday)"), told("Renew it (Priya, by Friday)", "Priya", None, None));
        let left = "Renew it (sun, next sprint)";
        assert_eq!(tail(left), told(left, "sun", None, None));
        assert_eq!(tail("Renew it (hana) DONE"), None);
        assert_eq!(tail("Renew it (Ana, done),"), told("Renew it", "Ana", None, done));
        assert_eq!(tail("Renew it (hana) - done"), told("Renew it", "hana", None, done));
        let left = "Renew it (Maya, done, un-paused)";
        assert_eq!(tail(left), told(left, "Maya", None, done));
        let left = "Renew it (Ines) — someday";
        assert_eq!(tail(left), told(left, "Ines", None, None));
        let left = "Renew it (Linnea, done 2025-10-21)";
        assert_eq!(tail(left), told(left, "Linnea", None, done));
    }

    #[test]
    fn what_belongs_to_the_text_stays() {
        for text in [
            "Move the queue (Kafka)",
            "Fail safe (closed)",
            "Ask them - loudly",
            "(Ana, 2026-03-01)",
            "Split reads (replica, 3 nodes)",
            "Use the pool — it is faster, and open",
            "Split reads (replicas)",
            "Upgrade the cluster (in place)",
            "Test the failover (live)",
        ] {
            assert_eq!(tail(text), None, "{text}");
        }
    }
}
