//! Titles of legacy notes: the day, number, severity and status that they carry beside the name itself.

use crate::record::dates;

/// A title taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Named {
    /// What is left: the name of the incident.
    pub title: String,
    /// The day, and whether it may be read otherwise.
    pub day: Option<(String, bool)>,
    /// The number that a tracker gave: `INC-004`.
    pub number: Option<String>,
    /// What stood in brackets or behind a dash and may be a severity or a status.
    pub notes: Vec<String>,
}

/// Words that stand before the number of an incident.
const NOUNS: [&str; 22] = [
    "incident",
    "issue",
    "bug",
    "problem",
    "outage",
    "case",
    "failure",
    "error",
    "fault",
    "postmortem",
    "post-mortem",
    "incidente",
    "problema",
    "fall",
    "störung",
    "fehler",
    "cas",
    "caso",
    "erro",
    "事例",
    "障害",
    "問題",
];

/// Words that lead over to a day, which stand for nothing without it.
const BEFORE_DAYS: [&str; 25] = [
    "on", "from", "of", "at", "vom", "am", "von", "den", "du", "le", "del", "el", "de", "do", "da", "em", "dia", "di",
    "il", "op", "van", "på", "från", "dnia", "от",
];

/// The number of an incident that a title opens with, and where the rest begins: `INC-004: …`, `Issue 3 — …`, `#12 …`,
/// `3. …`.
pub(super) fn number(title: &str) -> Option<(String, usize)> {
    let lead = title.len() - title.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '#').len();
    let text = &title[lead..];
    let word = text.len() - text.trim_start_matches(|c: char| c.is_alphabetic()).len();
    let name = &text[..word];
    let gap = text[word..].len() - text[word..].trim_start_matches(['-', '_', ' ', '#']).len();
    let rest = &text[word + gap..];
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits == 0 || digits > 6 {
        return None;
    }
    // `PM2021-006` and `PM-2026-003` go on behind the year.
    let more = &rest[digits..];
    let tail = more.strip_prefix(['-', '_']).map_or(0, |tail| {
        let digits = tail.len() - tail.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let ends = !tail[digits..].starts_with(|c: char| c.is_alphanumeric() || c == '-');
        if (2..=4).contains(&digits) && ends && word > 0 { digits + 1 } else { 0 }
    });
    let end = lead + word + gap + digits + tail;
    let after = &title[end..];
    if after.starts_with(|c: char| c.is_alphanumeric() || c == '-' || c == '/') {
        return None;
    }
    let is_tracker = (2..=8).contains(&word) && name.chars().all(char::is_uppercase) && !text[word..].starts_with(' ');
    let is_noun = NOUNS.contains(&name.to_lowercase().as_str());
    let is_bare = word == 0
        && (title[lead..].starts_with('#')
            || after.starts_with(['.', ')', ':']) && !after[1..].starts_with(|c: char| c.is_ascii_digit()));
    let separated = after.is_empty()
        || after.trim_start().starts_with([':', '-', '–', '—', '.', ')', '(', '：', '|', ','])
        || word == 0;
    ((is_tracker || is_noun || is_bare) && separated).then(|| (title[lead..end].to_owned(), end))
}

/// Whether a title opens with an id such as `INC-004`, which no list of parts has.
pub(super) fn is_id(title: &str) -> bool {
    number(title)
        .is_some_and(|(number, _)| number.starts_with(|c: char| c.is_ascii_uppercase()) && !number.contains(' '))
}

/// Whether a title counts a part of an incident: `Option A`, `Phase 2`, `Attempt 3`.
pub(super) fn is_part(title: &str) -> bool {
    const PARTS: [&str; 26] = [
        "option",
        "step",
        "phase",
        "attempt",
        "try",
        "scenario",
        "approach",
        "theory",
        "hypothesis",
        "hypothese",
        "part",
        "stage",
        "update",
        "finding",
        "observation",
        "question",
        "alternative",
        "case study",
        "follow-up",
        "iteration",
        "schritt",
        "étape",
        "paso",
        "passo",
        "fase",
        "fix",
    ];
    let lower = bare(title).to_lowercase();
    let text = lower.trim_start_matches(|c: char| c.is_ascii_digit() || ".) ".contains(c));
    PARTS.iter().any(|part| {
        let counted = text.strip_prefix(part).map(str::trim_start).unwrap_or_default();
        let token: String = counted.trim_start_matches('#').chars().take_while(|c| c.is_alphanumeric()).collect();
        let is_count = token.bytes().all(|b| b.is_ascii_digit()) || (token.len() == 1 && token.is_ascii());
        // A fix with a tracker's number may well be the name of an incident.
        !token.is_empty() && is_count && !counted.starts_with('#')
    })
}

/// Takes a title apart.
pub(super) fn read(title: &str) -> Named {
    let mut named = Named::default();
    let mut text = bare(title).to_owned();
    if let Some((number, end)) = number(&text) {
        let rest = bare(&text[end..]).to_owned();
        if rest.chars().any(char::is_alphabetic) {
            named.number = is_id(&text).then_some(number);
            text = rest;
        }
    }
    take_notes(&mut text, &mut named.notes);
    if let Some(day) = dates::first(&text) {
        let without = without(&text, &day.range);
        named.day = Some((day.day, day.ambiguous));
        if tells(&without) {
            text = without;
        }
    }
    take_notes(&mut text, &mut named.notes);
    bare(&text).clone_into(&mut named.title);
    if named.title.is_empty() {
        title.trim().clone_into(&mut named.title);
    }
    named
}

fn take_notes(text: &mut String, notes: &mut Vec<String>) {
    while let Some((rest, note)) = last_note(text).filter(|(rest, _)| tells(rest)) {
        notes.push(note);
        *text = rest;
    }
}

/// Whether a title says more than that it is about an incident.
fn tells(title: &str) -> bool {
    let mut words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.any(|word| word.chars().any(char::is_alphabetic) && !NOUNS.contains(&word.to_lowercase().as_str()))
}

/// A title without the marks around it; brackets that belong together stay.
fn bare(title: &str) -> &str {
    let marks = |c: char| c.is_whitespace() || "-–—:：|•*#,;".contains(c) || is_picture(c);
    let opening = |c: char| marks(c) || ".)".contains(c);
    title.trim_start_matches(opening).trim_start_matches("()").trim_start_matches(opening).trim_end_matches(marks)
}

fn is_picture(c: char) -> bool {
    matches!(u32::from(c), 0x2190..=0x2bff | 0xfe0f | 0x1f000..=0x1faff | 0x200d)
}

/// The text without a day, and without the brackets or word that held only it.
fn without(text: &str, day: &std::ops::Range<usize>) -> String {
    let before = text[..day.start].trim_end_matches(['(', '[', ' ']);
    let is_preposition = |word: &str| BEFORE_DAYS.contains(&word.to_lowercase().as_str());
    let before = before.rsplit_once(' ').filter(|(_, word)| is_preposition(word)).map_or(before, |(rest, _)| rest);
    let after = text[day.end..].trim_start_matches([')', ']', ' ']);
    let (before, after) = (bare(before), bare(after));
    match (before.is_empty(), after.is_empty()) {
        (true, _) => after.to_owned(),
        (_, false) if !tells(before) && tells(after) => after.to_owned(),
        (_, true) => before.to_owned(),
        _ => format!("{before} {after}"),
    }
}

/// A note at a title's end that may tell a severity or status: `(P1)`, `— RESOLVED`, `[sev2]`.
fn last_note(text: &str) -> Option<(String, String)> {
    const LONGEST: usize = 24;
    let text = bare(text);
    for (open, close) in [('(', ')'), ('[', ']'), ('（', '）')] {
        let inside =
            text.strip_suffix(close).and_then(|rest| rest.rfind(open).map(|at| (at, &rest[at + open.len_utf8()..])));
        if let Some((at, note)) = inside.filter(|(at, note)| *at > 0 && note.len() <= LONGEST && is_state(note)) {
            return Some((bare(&text[..at]).to_owned(), note.to_owned()));
        }
    }
    let (at, mark) =
        [" — ", " – ", " - ", " | "].iter().filter_map(|mark| text.rfind(mark).map(|at| (at, mark.len()))).max()?;
    let note = bare(&text[at + mark..]);
    (note.len() <= LONGEST && is_state(note)).then(|| (bare(&text[..at]).to_owned(), note.to_owned()))
}

/// Whether a note is a severity or a status, by the words that mean one everywhere; whether it is one of the casebook's
/// own is asked later.
pub(super) fn is_state(note: &str) -> bool {
    const STATES: [&str; 21] = [
        "resolved",
        "fixed",
        "closed",
        "open",
        "ongoing",
        "mitigated",
        "monitoring",
        "investigating",
        "resolvido",
        "gelöst",
        "behoben",
        "résolu",
        "resuelto",
        "risolto",
        "解決済み",
        "已解决",
        "critical",
        "highest",
        "high",
        "medium",
        "low",
    ];
    let lower = bare(note).to_lowercase();
    let first = lower.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let rank = first.trim_start_matches("sev").trim_start_matches('p');
    let ranked = first.starts_with('p') || first.starts_with("sev");
    let is_rank = ranked
        && (rank.len() == 1 && rank.bytes().all(|b| b.is_ascii_digit())
            || lower.starts_with("sev-")
            || lower.starts_with("sev "));
    is_rank || STATES.contains(&first) || STATES.contains(&lower.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_incidents_are_known_by_their_form() {
        let shown = |title: &str| number(title).map(|(number, _)| number);
        for (title, expected) in [
            ("INC-004: the gateway", Some("INC-004")),
            ("PM2021-006 - A title", Some("PM2021-006")),
            ("PM-2026-003: a title", Some("PM-2026-003")),
            ("Issue 3 — a title", Some("Issue 3")),
            ("#12 a title", Some("#12")),
            ("2. A title", Some("2")),
            ("Outage #1 (02/02/2010)", Some("Outage #1")),
            ("2026-05-04 — a title", None),
            ("3 pods died", None),
            ("1.2 A runbook step", None),
            ("Phase 1: Build", None),
            ("HTTP 502 on login", None),
        ] {
            assert_eq!(shown(title).as_deref(), expected, "{title}");
        }
    }

    #[test]
    fn titles_lose_what_becomes_a_value() {
        let named = read("INC-004: Agent answers 502 (2026-06-26) — ✅ RESOLVED");
        assert_eq!(named.title, "Agent answers 502");
        assert_eq!(named.day, Some(("2026-06-26".to_owned(), false)));
        assert_eq!(named.number.as_deref(), Some("INC-004"));
        assert_eq!(named.notes, ["RESOLVED"]);
        assert_eq!(read("2026-05-04 — Stutter: the priority").title, "Stutter: the priority");
        assert_eq!(read("1. Thread crash (HIGHEST PRIORITY)").title, "Thread crash");
        assert_eq!(read("Queue stuck (P1)").notes, ["P1"]);
        assert_eq!(read("Incident on 2020-02-12").title, "Incident on 2020-02-12");
        assert_eq!(read("Bericht (FIS) vom 22.01.2024").title, "Bericht (FIS)");
        assert_eq!(read("Queda do login em 2024-08-09").title, "Queda do login");
        assert_eq!(read("Incident on 2020-02-12 - The queue stops").title, "The queue stops");
        assert_eq!(read("A disk (the small one)").title, "A disk (the small one)");
    }
}
