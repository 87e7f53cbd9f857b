//! Header values out of the text itself: labels and table rows above the first section, and file names.

use super::header::known_key;
use super::{Record, dates, events, prose, values};
use crate::markdown::BlockKind;
use crate::model::{Carrier, Date, Incident, Passage, PassageKind, Role, Section, SectionKind};
use crate::source::{Span, Spanned};

/// Lifts values out of the text's own metadata: labels and table rows above the first section with a name, and
/// headings such as `Date: 2026-01-09`.
pub(super) fn metadata(record: &Record<'_>, incident: &mut Incident) {
    let named = record.sections.iter().find(|s| s.kind != SectionKind::Other && s.level < 7 && s.level > 0);
    let end = named.map_or(u32::MAX, |section| section.span.start);
    let top = Span { start: record.front.body as u32, end };
    for (block, proses) in record.blocks_in(top) {
        match &block.kind {
            BlockKind::Paragraph | BlockKind::Heading(_) => {
                for line in proses[0].lines() {
                    match prose::label(&proses[0], line.clone()) {
                        Some(label) if !is_row(&proses[0].text[line.clone()]) => {
                            let value = prose::trim(&proses[0].text, label.rest..line.end);
                            lift(record, &proses[0].text[label.name], &proses[0], value, incident);
                        }
                        _ => bare(record, &proses[0], line, incident),
                    }
                }
            }
            BlockKind::Row { head: false, .. } if proses.len() == 2 => {
                let value = prose::trim(&proses[1].text, 0..proses[1].text.len());
                lift(record, proses[0].text.trim(), &proses[1], value, incident);
            }
            _ => {}
        }
    }
    under_headings(record, incident);
}

/// The first day that a note tells near its top, where nothing says what it is the day of.
///
/// Of the 585 records of other teams that tell one there and have their day elsewhere too, it is the same in 455 and at
/// most three days off in 103.
pub(super) fn told_day(record: &Record<'_>) -> Option<Spanned<Date>> {
    const NEAR: u32 = 2_500;
    let end = record.front.body as u32 + NEAR;
    let near = record.passages.iter().take_while(|passage| passage.span.start < end);
    near.filter(|passage| !matches!(passage.role, Role::Future | Role::RuledOut))
        .filter(|passage| passage.kind.is_prose() || passage.kind == PassageKind::Heading)
        .filter(|passage| !tells_of_note(&passage.text))
        .find_map(|passage| Some(Spanned::new(dates::first_certain(&passage.text)?, passage.span)))
}

/// Whether a short line tells when the note was written, and not when something happened: `Review date: 2026-01-09`.
fn tells_of_note(text: &str) -> bool {
    const NOTE: [&str; 12] = [
        "review",
        "reviewed",
        "posted",
        "published",
        "meeting",
        "written",
        "updated",
        "last",
        "version",
        "prepared",
        "from",
        "sent",
    ];
    const LONGEST: usize = 80;
    let lower = text.to_lowercase();
    text.len() <= LONGEST && lower.split(|c: char| !c.is_alphanumeric()).take(3).any(|word| NOTE.contains(&word))
}

/// What stands between the values of a line such as `SEV2 | 2026-01-09 | IC: Ana`.
const BETWEEN: [&str; 3] = [" | ", " · ", " • "];

/// Whether a line is a row of short values.
fn is_row(line: &str) -> bool {
    BETWEEN.into_iter().any(|mark| line.contains(mark) && line.split(mark).all(|part| part.trim().chars().count() < 40))
}

/// A line without a label: a day that has it to itself, or values in a row, with labels or without.
fn bare(record: &Record<'_>, prose: &prose::Prose, line: std::ops::Range<usize>, incident: &mut Incident) {
    let text = &prose.text[line.clone()];
    let mark = BETWEEN.into_iter().find(|mark| is_row(text) && text.contains(mark));
    let mut at = line.start;
    for part in mark.map_or_else(|| vec![text], |mark| text.split(mark).collect()) {
        let range = prose::trim(&prose.text, at..at + part.len());
        at += part.len() + mark.map_or(0, str::len);
        let value = &prose.text[range.clone()];
        if let Some(day) = dates::whole(value) {
            set_date(incident, Some(Spanned::new(day, prose.span(range))));
        } else if mark.is_some() {
            match prose::label(prose, range.clone()) {
                Some(label) => {
                    let value = prose::trim(&prose.text, label.rest..range.end);
                    lift(record, &prose.text[label.name], prose, value, incident);
                }
                None if value.contains(char::is_alphabetic) => lift(record, "severity", prose, range, incident),
                None => {}
            }
        }
    }
}

/// A value under a heading of its own: `## Date`, and the day beneath.
fn under_headings(record: &Record<'_>, incident: &mut Incident) {
    let is_heading = |section: &Section| matches!(section.carrier, Carrier::Heading | Carrier::Line);
    for (index, section) in record.sections.iter().enumerate().filter(|(_, section)| is_heading(section)) {
        let Some("date" | "severity" | "status") = known_key(&section.title, record.words) else { continue };
        let first = record.own_passages(index).next().map(|passage| passage.span);
        let beneath = first.and_then(|span| record.blocks_in(span).next()).and_then(|(_, proses)| proses.first());
        if let Some(prose) = beneath {
            let line = prose.lines().next().unwrap_or_default();
            lift(record, &section.title, prose, prose::trim(&prose.text, line), incident);
        }
    }
}

fn lift(record: &Record<'_>, key: &str, prose: &prose::Prose, range: std::ops::Range<usize>, incident: &mut Incident) {
    let Some(known) = known_key(key, record.words) else { return };
    let text = &prose.text[range.clone()];
    let span = prose.span(range);
    let date_in = |text: &str| dates::first_under(key, text).map(|date| Spanned::new(date, span));
    // `2026-01-09 10:02`, and as sentences have it: `March 3, 2026 09:10 AM EST`.
    let moment =
        || values::moment(text).ok().or_else(|| events::moment_of(text)).map(|moment| Spanned::new(moment, span));
    let list = || text.split([',', '、', ';']).map(values::unlinked).filter(|part| !part.is_empty() && part.len() < 60);
    match known {
        "date" => {
            set_date(incident, date_in(text));
            // A day with a time tells when it began.
            let began = values::moment(text).ok().filter(|moment| moment.time.is_some() && incident.started.is_none());
            if let Some(moment) = began {
                incident.started = Some(Spanned::new(moment, span));
            }
        }
        "status" if incident.status.is_none() => {
            incident.status = record.words.status(text).map(|status| Spanned::new(status, span));
        }
        "severity" if incident.severity.is_none() && !text.is_empty() => {
            incident.severity = values::severity(record.config, text).map(|severity| Spanned::new(severity, span));
        }
        "services" if incident.services.is_empty() => {
            incident.services = list().map(|part| Spanned::new(part.to_owned(), span)).collect();
        }
        "started" if incident.started.is_none() => {
            incident.started = moment();
            // `03/Sep/2026 02:14` tells the day at least.
            if incident.started.is_none() {
                set_date(incident, date_in(text));
            }
        }
        "detected" if incident.detected.is_none() => incident.detected = moment(),
        "mitigated" if incident.mitigated.is_none() => incident.mitigated = moment(),
        "resolved" if incident.resolved.is_none() => incident.resolved = moment(),
        "detected-by" if incident.detected_by.is_none() => {
            incident.detected_by = record.words.says.noticed_by(text).map(|by| Spanned::new(by, span));
        }
        "owner" if incident.owner.is_none() && !text.is_empty() => {
            incident.owner = Some(Spanned::new(text.to_owned(), span));
        }
        "authors" if incident.authors.is_empty() => {
            incident.authors = list().map(|part| Spanned::new(part.to_owned(), span)).collect();
        }
        _ => {}
    }
}

/// The severity that the first paragraphs declare: `SEV-2 declared at 10:02`. Where they tell several, it was changed on the
/// way, and none is taken.
pub(super) fn told_severity(record: &Record<'_>) -> Option<Spanned<String>> {
    /// So many paragraphs may tell it.
    const NEAR: usize = 3;
    const DECLARES: [&str; 8] = ["declared", "incident", "outage", "raised", "called", "opened", "event", "was"];
    const OTHERWISE: [&str; 9] = ["would", "could", "should", "not", "if", "means", "like", "resembles", "instead"];
    let is_lead = |passage: &&Passage| {
        let section = &record.sections[passage.section as usize];
        passage.kind == PassageKind::Paragraph
            && (section.level <= 1 && section.kind == SectionKind::Other || section.kind == SectionKind::Summary)
    };
    let mut told: Vec<Spanned<String>> = Vec::new();
    for passage in record.passages.iter().filter(is_lead).take(NEAR) {
        for sentence in crate::text::sentences(&passage.text) {
            let lower = passage.text[sentence.clone()].to_ascii_lowercase();
            if OTHERWISE.iter().any(|word| lower.split(|c: char| !c.is_alphanumeric()).any(|own| own == *word)) {
                continue;
            }
            for (at, _) in lower.match_indices("sev") {
                let behind = lower[at + 3..].trim_start_matches(['-', ' ']);
                let number = behind.chars().next().filter(char::is_ascii_digit);
                let is_apart = !lower[..at].ends_with(char::is_alphanumeric);
                let next = behind.get(1..).unwrap_or_default();
                let declares = DECLARES.iter().any(|word| next.trim_start().starts_with(word)) && next.starts_with(' ');
                let Some(number) = number.filter(|_| is_apart && declares) else { continue };
                // All that tells it: `SEV-2`.
                let end = lower.len() - next.len();
                let span = passage.source_span(sentence.start + at..sentence.start + end);
                let severity = values::severity(record.config, &format!("sev{number}"));
                told.extend(severity.map(|severity| Spanned::new(severity, span)));
            }
        }
    }
    let first = told.first()?;
    told.iter().all(|other| other.value == first.value).then(|| first.clone())
}

fn set_date(incident: &mut Incident, date: Option<Spanned<Date>>) {
    if incident.date.is_none() {
        incident.date = date;
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::source::SourceFile;

    /// The severity of a record without one in its header, and the words that tell it.
    fn severity(text: &str) -> Option<(String, String)> {
        let file = SourceFile::new("a.md", format!("# The pool\n\n{text}\n"));
        let severity = crate::record::read(&file, &Config::default()).0.severity?;
        Some((severity.value.clone(), file.slice(severity.span).to_owned()))
    }

    #[test]
    fn the_severity_that_was_declared_is_told_in_a_sentence() {
        let told = |severity: &str, words: &str| Some((severity.to_owned(), words.to_owned()));
        assert_eq!(severity("The pool ran dry. A SEV-2 incident was opened."), told("sev2", "SEV-2"));
        assert_eq!(severity("Sev 1 declared at ten, and the sev1 event ended at noon."), told("sev1", "Sev 1"));
    }

    #[test]
    fn a_severity_that_is_compared_supposed_or_one_of_two_is_not_told() {
        for text in [
            "This would be a SEV-2 incident today.",
            "The SEV-2 runbook is old.",
            "A SEV-2 incident was opened. Later a SEV-1 incident was declared.",
            "A psev2 incident.",
            "One.\n\nTwo.\n\nThree.\n\nA SEV-2 incident was opened.",
        ] {
            assert_eq!(severity(text), None, "{text}");
        }
    }
}
