//! Events: the lines of a timeline that begin with a time.

use super::Record;
use super::values::{date_prefix, time_prefix};
use super::{dates, prose};
use crate::markdown::BlockKind;
use crate::model::{Carrier, Date, Event, Moment, SectionKind};
use crate::source::Span;

/// The events of a record's timelines. A time without a day takes the day of the event before it, else `day`, the
/// record's own.
pub(super) fn find(record: &Record<'_>, day: Option<Date>) -> Vec<Event> {
    let mut events = Vec::new();
    // Headings that are times are events wherever they stand: `## Timeline` may be followed by `## May 12`.
    let is_timeline = |index: &usize| record.sections[*index].kind == SectionKind::Timeline;
    for (index, section) in record.sections.iter().enumerate() {
        let is_time = || stamp(&section.title).is_some_and(|s| s.time.is_some() && s.length == section.title.len());
        if section.carrier == Carrier::Heading && is_time() && !record.has_ancestor(index, is_timeline) {
            heading(record, &section.title, section.head, &mut day.clone(), &mut events);
        }
    }
    for section in record.sections_of(SectionKind::Timeline) {
        let mut day = day;
        for (block, proses) in record.blocks_in(record.extent(section)) {
            let (when, text, span) = match &block.kind {
                BlockKind::Row { head: false, .. } if proses.len() > 1 => {
                    let time = time_cell(proses);
                    let rest = proses.iter().enumerate().filter(|(at, _)| *at != time);
                    let rest: Vec<_> = rest.map(|(_, cell)| cell.text.trim()).collect();
                    (proses[time].text.as_str(), Some(rest.join(" · ")), block.span)
                }
                BlockKind::Heading(_) => {
                    if let Some(title) = proses.first() {
                        heading(record, &title.text, block.span, &mut day, &mut events);
                    }
                    continue;
                }
                BlockKind::Paragraph => {
                    for line in proses[0].lines() {
                        let range = prose::trim(&proses[0].text, line);
                        let span = item_span(record, block.item).unwrap_or_else(|| proses[0].span(range.clone()));
                        event(record, &proses[0].text[range], None, span, &mut day, &mut events);
                    }
                    continue;
                }
                _ => continue,
            };
            event(record, when, text, span, &mut day, &mut events);
        }
    }
    events.sort_by_key(|event| event.span.start);
    events
}

/// The lines of a text that begin with a time, where nothing else tells events: a log, or a chat that was kept. A few of them
/// may be anything.
pub(super) fn told_in_lines(record: &Record<'_>, day: Option<Date>) -> Vec<Event> {
    const LEAST: usize = 4;
    let mut events = Vec::new();
    let blocks = record.blocks().filter(|(block, _)| block.kind == BlockKind::Paragraph);
    let mut day = day;
    for (block, proses) in blocks {
        for line in proses[0].lines() {
            let range = prose::trim(&proses[0].text, line);
            let text = &proses[0].text[range.clone()];
            if stamp(text).is_some_and(|stamp| stamp.time.is_some()) {
                let span = item_span(record, block.item).unwrap_or_else(|| proses[0].span(range.clone()));
                event(record, text, None, span, &mut day, &mut events);
            } else if let Some(last) = events
                .last_mut()
                .filter(|last| last.text.is_empty() && last.section == record.section_at(block.span.start))
            {
                // A time that has its line to itself tells of what stands beneath.
                text[prose::first_sentence(text)].clone_into(&mut last.text);
            }
        }
    }
    if events.len() < LEAST { Vec::new() } else { events }
}

/// The cell of a row that tells when: the first, unless another one holds a time and nothing else.
fn time_cell(cells: &[prose::Prose]) -> usize {
    let begins = |cell: &prose::Prose| stamp(cell.text.trim()).is_some();
    let is_time = |cell: &prose::Prose| {
        let text = cell.text.trim();
        stamp(text).is_some_and(|stamp| !text[stamp.length..].contains(char::is_alphanumeric))
    };
    if begins(&cells[0]) { 0 } else { cells.iter().position(is_time).unwrap_or(0) }
}

/// Adds the event that a heading with a time opens: `### 10:40`, with what happened behind it or beneath. One with a day
/// and no time tells the day of what follows.
fn heading(record: &Record<'_>, title: &str, span: Span, day: &mut Option<Date>, events: &mut Vec<Event>) {
    let Some(found) = stamp(title) else { return };
    if found.time.is_none() {
        *day = found.date.or(*day);
        return;
    }
    let told = title.get(found.length..).is_some_and(|rest| rest.chars().any(char::is_alphabetic));
    let own = record.own_passages(record.section_at(span.start) as usize);
    let beneath = own.into_iter().find(|passage| passage.kind.is_prose()).filter(|_| !told).map(|passage| {
        let sentence = prose::first_sentence(&passage.text);
        passage.text[sentence].replace('\n', " ")
    });
    event(record, title, beneath, span, day, events);
}

fn item_span(record: &Record<'_>, item: Option<u32>) -> Option<Span> {
    item.map(|item| record.document.items[item as usize].span)
}

/// Adds the event that a line tells, when it begins with a time; `text` is given where it stands in other cells.
fn event(
    record: &Record<'_>,
    line: &str,
    text: Option<String>,
    span: Span,
    day: &mut Option<Date>,
    events: &mut Vec<Event>,
) {
    let Some(stamp) = stamp(line) else {
        return;
    };
    if stamp.date.is_some() {
        *day = stamp.date;
    }
    let rest = line[stamp.length..].trim_start_matches(|c: char| c.is_whitespace() || "-–—:：|]),".contains(c)).trim();
    let text = match text {
        Some(text) if rest.is_empty() => text,
        Some(text) => format!("{rest} {text}"),
        None => rest.replace('\n', " "),
    };
    let at = day.map(|date| Moment { date, time: stamp.time });
    let when = line[..stamp.length].trim_matches(|c: char| c.is_whitespace() || "[](~".contains(c)).to_owned();
    events.push(Event { when, at, text, span, section: record.section_at(span.start) });
}

/// A time at the start of a line.
struct Stamp {
    date: Option<Date>,
    time: Option<jiff::civil::Time>,
    /// How many bytes it takes, with a second time (`10:50-10:58`) and a zone's name.
    length: usize,
}

/// What a line says behind the time that it begins with; all of it where it begins with none.
pub(super) fn without_time(line: &str) -> &str {
    let Some(stamp) = stamp(line).filter(|stamp| stamp.time.is_some()) else { return line };
    line[stamp.length..].trim_start_matches(|c: char| c.is_whitespace() || "-–—:：|]),".contains(c))
}

/// Whether a short text holds a time of day, as `Mar 14, 15:48 UTC` does, which tells no year.
pub(super) fn holds_time(text: &str) -> bool {
    text.char_indices().any(|(at, c)| c.is_ascii_digit() && time_prefix(&text[at..]).is_some())
}

/// The moment that a text begins with, where it tells its day.
pub(super) fn moment_of(text: &str) -> Option<Moment> {
    let stamp = stamp(text)?;
    Some(Moment { date: stamp.date?, time: stamp.time })
}

fn stamp(line: &str) -> Option<Stamp> {
    let start = line.len() - line.trim_start_matches(['[', '(', '~', ' ']).len();
    let mut at = start;
    let date = match date_prefix(&line[at..]) {
        Some(Ok((date, length))) => {
            at += length;
            Some(date)
        }
        Some(Err(_)) => None,
        None => dates::at_start(&line[at..]).map(|(date, length)| {
            at += length;
            date
        }),
    };
    // `2026-05-12T20:15`, `May 12, 2026, 20:15`, `May 12, 2026 - 20:15`.
    let between = |c: char| matches!(c, ' ' | 'T' | ',' | '-' | '–' | '—');
    let gap = if date.is_some() { line[at..].len() - line[at..].trim_start_matches(between).len() } else { 0 };
    let time = time_prefix(&line[at + gap..]);
    if let Some((_, length)) = time {
        at += gap + length;
        at += second_time(&line[at..]);
        at += zone(&line[at..]);
    }
    (date.is_some() || time.is_some()).then(|| Stamp { date, time: time.map(|(time, _)| time), length: at })
}

/// The length of `-10:58` or ` – 10:58` behind a time.
fn second_time(text: &str) -> usize {
    let rest = text.trim_start_matches([' ', '-', '–', '〜', '~']);
    if rest.len() == text.len() || !text.trim_start().starts_with(['-', '–', '〜', '~']) {
        return 0;
    }
    time_prefix(rest).map_or(0, |(_, length)| text.len() - rest.len() + length)
}

/// The length of ` UTC`, `Z` or ` CET` behind a time.
fn zone(text: &str) -> usize {
    let rest = text.trim_start_matches(' ');
    let letters = rest.bytes().take_while(u8::is_ascii_uppercase).count();
    let ends = !rest[letters..].starts_with(char::is_alphanumeric);
    let is_zone = ends && (letters == 1 && rest.starts_with('Z') || (2..=5).contains(&letters));
    // A capital word of two letters may open the text; zones of two letters are too rare to risk it.
    let known =
        ["UTC", "GMT", "CET", "CEST", "BST", "EST", "EDT", "PST", "PDT", "MST", "MDT", "CST", "CDT", "JST", "IST", "Z"];
    if is_zone && known.contains(&&rest[..letters]) { text.len() - rest.len() + letters } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> Option<(String, String)> {
        let stamp = stamp(line)?;
        Some((line[..stamp.length].to_owned(), line[stamp.length..].to_owned()))
    }

    #[test]
    fn headings_with_times_are_events() {
        let text = "# T\n\n## Timeline\n\n### 2026-05-12\n\n### 20:15\n\nAnn saw it. She called.\n\n### 20:49 Bob came\n\nx\n\n- 20:50 It ended.\n";
        let file = crate::source::SourceFile::new("a.md", text);
        let (incident, _) = crate::record::read(&file, &crate::config::Config::default());
        let events: Vec<_> = incident.events.iter().map(|e| (e.at.map(|at| at.to_string()), e.text.as_str())).collect();
        let at = |time: &str| Some(format!("2026-05-12 {time}"));
        assert_eq!(events, [(at("20:15"), "Ann saw it."), (at("20:49"), "Bob came"), (at("20:50"), "It ended.")]);
    }

    #[test]
    fn a_heading_that_is_a_time_is_an_event_anywhere() {
        let text = "# T\n\n## Timeline\n\n## May 12\n\n### 20:15\n\nAnn saw it.\n\n### 3 pods\n\nx\n";
        let file = crate::source::SourceFile::new("a.md", text);
        let (incident, _) = crate::record::read(&file, &crate::config::Config::default());
        let events: Vec<_> = incident.events.iter().map(|event| (event.when.as_str(), event.text.as_str())).collect();
        assert_eq!(events, [("20:15", "Ann saw it.")]);
    }

    #[test]
    fn a_time_in_another_column_than_the_first_is_one_and_dates_the_record() {
        let text = "# T\n\n## Timeline\n\n| What | When |\n|---|---|\n| Seen | 2026-05-12 18:56:27 UTC |\n\
                    | Gone | 2026-05-12 18:59 |\n| Time to recovery | 3m |\n";
        let file = crate::source::SourceFile::new("a.md", text);
        let (incident, _) = crate::record::read(&file, &crate::config::Config::default());
        let events: Vec<_> = incident.events.iter().map(|event| (event.when.as_str(), event.text.as_str())).collect();
        assert_eq!(events, [("2026-05-12 18:56:27 UTC", "Seen"), ("2026-05-12 18:59", "Gone")]);
        assert_eq!(incident.date.map(|date| date.value.to_string()).as_deref(), Some("2026-05-12"));
    }

    #[test]
    fn a_chat_that_was_kept_is_a_timeline_and_three_times_are_none() {
        let read = |text: &str| {
            let file = crate::source::SourceFile::new("a.md", text);
            let (incident, _) = crate::record::read(&file, &crate::config::Config::default());
            incident.events.into_iter().map(|event| (event.when, event.text)).collect::<Vec<_>>()
        };
        let told = read(
            "# T\n\n[09:01] **ana**: 500s\n[09:05] **li**: the deploy?\n\n[09:09] **li**: rolled back\n[09:20] **li**: gone\n",
        );
        assert_eq!(told[0], ("09:01".to_owned(), "ana: 500s".to_owned()));
        assert_eq!(told.len(), 4);
        let told = read("# T\n\n9:01\n\nAna saw it. She called.\n\n9:05\nLi came.\n\n9:09 gone\n\n9:10 all well\n");
        assert_eq!((told[0].1.as_str(), told[1].1.as_str()), ("Ana saw it.", "Li came."));
        assert_eq!(read("# T\n\n09:01 a\n09:02 b\n09:03 c\n"), []);
    }

    #[test]
    fn stamps_are_read_as_people_write_them() {
        let owned = |when: &str, rest: &str| Some((when.to_owned(), rest.to_owned()));
        assert_eq!(shown("09:20 First"), owned("09:20", " First"));
        assert_eq!(shown("2025-07-10 09:20 UTC - First"), owned("2025-07-10 09:20 UTC", " - First"));
        assert_eq!(shown("10:50:12-10:50:18 - Model"), owned("10:50:12-10:50:18", " - Model"));
        assert_eq!(shown("[08:30] x"), owned("[08:30", "] x"));
        assert_eq!(shown("2025-07-10"), owned("2025-07-10", ""));
        assert_eq!(shown("May 12, 2026, 20:15 — First"), owned("May 12, 2026, 20:15", " — First"));
        assert_eq!(shown("12 May 2026: First"), owned("12 May 2026", ": First"));
        assert_eq!(shown("05/06/2026 First"), None);
        assert_eq!(shown("After lunch"), None);
        assert_eq!(shown("3 pods died"), None);
    }
}
