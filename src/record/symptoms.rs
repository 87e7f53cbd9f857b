//! Symptoms, error strings and misleading signals.

use super::{Record, prose, told, updates, whys};
use crate::markdown::BlockKind;
use crate::model::{Carrier, Passage, PassageKind, Role, SectionKind, Symptom};
use crate::source::Span;

/// How many sentences of one section are taken; a record that tells a story in its symptoms is cut there.
const MOST: usize = 12;

/// So many sentences tell what was seen where no section is about it.
const MOST_TOLD: usize = 2;

/// So many paragraphs before the first section may tell it.
const LEAD: usize = 3;

/// What was seen: the items and sentences of the sections for symptoms.
pub(super) fn symptoms(record: &Record<'_>) -> Vec<Symptom> {
    lines_of(record, SectionKind::Symptoms)
}

/// What was seen, where no section is about it: the first sentences that say of something that it failed, in a summary, in
/// what is said of the impact, or at the beginning.
pub(super) fn told(record: &Record<'_>) -> Vec<Symptom> {
    let under = |kind| record.sections_of(kind).into_iter().flat_map(|section| record.own_passages(section));
    let is_lead = |passage: &&Passage| {
        let section = &record.sections[passage.section as usize];
        section.kind == SectionKind::Other && section.level <= 1 && passage.role == Role::Neutral
    };
    let lead =
        record.passages.iter().filter(is_lead).filter(|passage| passage.kind == PassageKind::Paragraph).take(LEAD);
    let places = under(SectionKind::Summary).chain(under(SectionKind::Impact)).chain(lead);
    let is_of_mail = |passage: &Passage| {
        let line = passage.text.lines().next().unwrap_or_default();
        record.words.is_mail_head(line) || line.matches(" / ").count() > 1
    };
    let places = places.filter(|passage| matches!(passage.kind, PassageKind::Paragraph | PassageKind::Item));
    let places = places.filter(|passage| !is_of_mail(passage));
    let sentences = places.flat_map(|passage| {
        let said = updates::said(record, passage).map_or(0, |said| said.start);
        let inside = crate::text::sentences(&passage.text).into_iter().filter(move |sentence| sentence.start >= said);
        inside.map(move |sentence| (passage, sentence))
    });
    let failed = sentences.filter(|(passage, sentence)| {
        let text = &passage.text[sentence.clone()];
        let is_shouted = text.contains(char::is_uppercase) && !text.contains(char::is_lowercase);
        !is_shouted && record.words.says.shows_failure(text) && !told::tells_cause(record, text)
    });
    let line = |(passage, sentence): (&Passage, std::ops::Range<usize>)| {
        let span = passage.source_span(sentence.clone());
        symptom(passage.text[sentence].replace('\n', " "), span, passage.section)
    };
    failed.map(line).take(MOST_TOLD).collect()
}

/// What pointed the wrong way: the items and sentences of the sections for misleading signals.
pub(super) fn misleading(record: &Record<'_>) -> Vec<Symptom> {
    lines_of(record, SectionKind::MisleadingSignals)
}

fn lines_of(record: &Record<'_>, kind: SectionKind) -> Vec<Symptom> {
    let mut lines = Vec::new();
    for section in record.sections_of(kind) {
        let inside = std::iter::once(section).chain(record.under(section));
        let own = inside.filter(|&inner| record.sections[inner].kind == kind);
        let mut own: Vec<_> = own.flat_map(|inner| record.passages_of[inner].iter().copied()).collect();
        own.sort_unstable();
        let mut count = 0;
        for passage in own.into_iter().map(|index| &record.passages[index]) {
            let is_row = record.sections[passage.section as usize].carrier == Carrier::TableKey;
            // Why it was so is no symptom.
            if whys::asks(record, &passage.text) {
                continue;
            }
            if passage.kind == PassageKind::Cell && !is_row {
                let row = row(record, passage).filter(|row| lines.last() != Some(row));
                count += usize::from(row.is_some());
                lines.extend(row);
            } else if passage.kind == PassageKind::Item || passage.kind == PassageKind::Cell {
                lines.push(symptom(passage.text.replace('\n', " "), passage.span, passage.section));
                count += 1;
            } else if passage.kind == PassageKind::Paragraph {
                for sentence in crate::text::sentences(&passage.text) {
                    let span = passage.source_span(sentence.clone());
                    lines.push(symptom(passage.text[sentence].replace('\n', " "), span, passage.section));
                    count += 1;
                }
            }
            if count >= MOST {
                break;
            }
        }
    }
    lines
}

/// The row that a cell stands in, as one line; nothing for the head of a table.
fn row(record: &Record<'_>, cell: &Passage) -> Option<Symptom> {
    let after = record.document.blocks.partition_point(|block| block.span.start <= cell.span.start);
    let index = after.checked_sub(1)?;
    let block = &record.document.blocks[index];
    if !matches!(block.kind, BlockKind::Row { head: false, .. }) {
        return None;
    }
    let cells = record.proses[index].iter().map(|cell| cell.text.trim()).filter(|cell| !cell.is_empty());
    let text = cells.collect::<Vec<_>>().join(" · ").replace('\n', " ");
    Some(symptom(text, block.span, cell.section))
}

fn symptom(text: String, span: Span, section: u32) -> Symptom {
    Symptom { text, span, section }
}

/// Error lines: code of the sections for symptoms, and lines of code anywhere that read like errors.
pub(super) fn error_strings(record: &Record<'_>) -> Vec<Symptom> {
    const MOST_LINES: usize = 24;
    let mut errors: Vec<Symptom> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for (block, proses) in record.blocks_in(Span::new(record.front.body, record.file.text.len())) {
        let is_code = match &block.kind {
            BlockKind::Code { language } if !is_output(language) => continue,
            kind => matches!(kind, BlockKind::Code { .. }),
        };
        for prose in proses {
            let ranges: Vec<_> = if is_code { prose.lines().collect() } else { prose.code.clone() };
            for range in ranges {
                let range = prose::trim(&prose.text, range);
                let text = &prose.text[range.clone()];
                let span = prose.span(range);
                let section = record.section_at(span.start);
                let around = &record.sections[section as usize];
                if matches!(around.role, Role::Fix | Role::Future) {
                    continue;
                }
                // Labels such as `Input:` take the role of the section around them, but not its meaning.
                let is_symptom = around.kind == SectionKind::Symptoms;
                let wanted = reads_like_error(text) || (is_symptom && !is_code && text.contains(' '));
                if wanted && errors.len() < MOST_LINES && seen.insert(text.to_owned()) {
                    errors.push(symptom(text.to_owned(), span, section));
                }
            }
        }
    }
    errors
}

/// Whether a block of code of that language is what a machine printed, and no source.
fn is_output(language: &str) -> bool {
    const OUTPUTS: [&str; 12] =
        ["", "text", "txt", "log", "logs", "console", "output", "plaintext", "plain", "none", "pytb", "traceback"];
    OUTPUTS.contains(&language.to_ascii_lowercase().as_str())
}

/// Whether a line of code or a code span is what a machine says when something is wrong.
fn reads_like_error(text: &str) -> bool {
    const SIGNS: [&str; 22] = [
        "error",
        "exception",
        "panic",
        "fatal",
        "traceback",
        "denied",
        "refused",
        "timed out",
        "timeout",
        "failed",
        "cannot",
        "can't",
        "could not",
        "unable to",
        "no such",
        "not found",
        "unauthorized",
        "forbidden",
        "oomkilled",
        "killed process",
        "segfault",
        "exit code",
    ];
    if text.len() > 400 {
        return false;
    }
    let lower = text.to_ascii_lowercase();
    let is_source = lower.starts_with(['#', '/']) || text.ends_with(['{', ';']) || lower.starts_with("except");
    !is_source && SIGNS.iter().any(|sign| lower.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_machines_say_reads_like_an_error() {
        assert!(reads_like_error("UnicodeEncodeError: 'charmap' codec can't encode"));
        assert!(reads_like_error("connect ECONNREFUSED: connection refused"));
        assert!(!reads_like_error("# log the error"));
        assert!(!reads_like_error("let x = 1;"));
    }

    fn symptoms(text: &str) -> Vec<String> {
        let file = crate::source::SourceFile::new("a.md", text);
        let (incident, _) = crate::record::read(&file, &crate::config::Config::default());
        incident.symptoms.into_iter().map(|symptom| symptom.text).collect()
    }

    #[test]
    fn where_no_section_is_about_it_sentences_tell_what_failed() {
        let lead = "# The pool\n\nIt was a Monday. Uploads hung at the end.\n";
        assert_eq!(symptoms(lead), ["Uploads hung at the end."]);
        // A summary goes first, then the impact; what tells the cause is no symptom, and two are enough.
        let text = format!(
            "{lead}\n## Impact\n\n- Payments failed for an hour.\n\n## Summary\n\nEach query timed out. The outage was caused by a \
             deadlock.\n"
        );
        assert_eq!(symptoms(&text), ["Each query timed out.", "Payments failed for an hour."]);
        assert_eq!(symptoms(&format!("{text}\n## Symptoms\n\n- Slow\n")), ["Slow"]);
    }

    #[test]
    fn what_is_denied_shouted_or_told_elsewhere_is_no_symptom() {
        for text in [
            "# T\n\nNo requests failed.\n",
            "# T\n\nALL UPLOADS FAILED\n",
            "# T\n\n## Lessons\n\nUploads hung for an hour.\n",
            "# T\n\n## Summary\n\n```\nuploads failed\n```\n",
        ] {
            assert_eq!(symptoms(text), Vec::<String>::new(), "{text}");
        }
    }
}
