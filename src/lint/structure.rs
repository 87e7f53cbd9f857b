//! How a record is built: sections without words, walls of text, logs told as prose.
//!
//! Headings that look misspelt are found where headings are read, in `record`.

use crate::config::Config;
use crate::diag::{Diagnostic, rule};
use crate::import;
use crate::model::{Carrier, Incident, Passage, PassageKind, Section, SectionKind};
use crate::source::Span;

/// Words of prose from which on a text without a heading is a wall.
const WALL: usize = 250;

/// Characters that fit into the line of a search result.
const LONG: usize = 300;

/// So many lines of a log do not stand in prose by chance.
const LOG_LINES: usize = 3;

/// Checks one record.
pub fn check(incident: &Incident, config: &Config) -> Vec<Diagnostic> {
    let mut findings = empty_sections(incident);
    findings.extend(wall(incident));
    findings.extend(several(incident, config));
    findings.extend(long_symptom(incident));
    findings.extend(logs(incident));
    findings
}

/// Sections of a known kind with no word in them or under them.
fn empty_sections(incident: &Incident) -> Vec<Diagnostic> {
    let sections = &incident.sections;
    let mut told = vec![false; sections.len()];
    for passage in incident.passages.iter().filter(|passage| has_words(passage)) {
        told[passage.section as usize] = true;
    }
    // What a subsection tells, the section around it tells; those around come first.
    for index in (0..sections.len()).rev() {
        if let Some(parent) = sections[index].parent.filter(|_| told[index] || holds_heading(incident, index)) {
            told[parent as usize] = true;
        }
    }
    let is_marked = |index: &usize| matches!(sections[*index].carrier, Carrier::Heading | Carrier::BoldLabel);
    let known = |index: &usize| sections[*index].kind != SectionKind::Other;
    let empty = (0..sections.len()).filter(|index| !told[*index]).filter(known).filter(is_marked);
    let empty = empty.filter(|&index| ends_before_known(incident, index));
    empty
        .map(|index| {
            let section = &sections[index];
            let message = format!("nothing stands under `{}`", section.title);
            Diagnostic::new(&rule::EMPTY_SECTION, &incident.file, section.head, message)
                .with_help("write it, or remove the heading; `None.` is an answer too")
        })
        .collect()
}

/// A subsection under a name of its own is a word about the section around it.
fn holds_heading(incident: &Incident, index: usize) -> bool {
    incident.sections[index].kind == SectionKind::Other && incident.sections[index].carrier == Carrier::Heading
}

/// Whether a passage says something to its reader: a heading does not, a picture does.
fn has_words(passage: &Passage) -> bool {
    passage.kind != PassageKind::Heading && passage.text.contains(|c: char| !c.is_whitespace())
}

/// Whether the section is followed by another of a known kind, or by nothing. A heading that is not understood may well
/// be what the author put under it, on the same level.
fn ends_before_known(incident: &Incident, index: usize) -> bool {
    let start = incident.sections[index].span.start;
    let later = incident.sections.iter().filter(|section| section.span.start > start);
    later.min_by_key(|section| section.span.start).is_none_or(|next| next.kind != SectionKind::Other)
}

/// A long text in which nothing is marked.
fn wall(incident: &Incident) -> Option<Diagnostic> {
    let title = incident.title.span;
    let marks = |section: &&Section| {
        section.carrier != Carrier::Opening && section.carrier != Carrier::FrontMatter && !section.head.contains(title)
    };
    if incident.sections.iter().any(|section| marks(&section)) {
        return None;
    }
    let prose = incident.passages.iter().filter(|passage| matches!(passage.kind, PassageKind::Paragraph));
    let words: usize = prose.map(|passage| passage.text.split_whitespace().count()).sum();
    (words >= WALL).then(|| {
        let message = format!("{words} words without a heading");
        Diagnostic::new(&rule::WALL_OF_TEXT, &incident.file, title, message)
            .with_help("put headings such as `Symptoms`, `Root cause` and `Fix` above the paragraphs that tell them")
    })
}

/// Headings of one level and place that tell an incident each, the second of them. What looks so is asked of the importer,
/// which knows guides, options and updates.
fn several(incident: &Incident, config: &Config) -> Option<Diagnostic> {
    let sections = &incident.sections;
    // Whether a cause stands under a section, and whether a symptom or a fix does; those around come first.
    let mut told = vec![(false, false); sections.len()];
    for (index, section) in sections.iter().enumerate().rev() {
        let own =
            (section.kind == SectionKind::RootCause, matches!(section.kind, SectionKind::Symptoms | SectionKind::Fix));
        if let Some(parent) = section.parent {
            let (cause, seen) = told[parent as usize];
            told[parent as usize] = (cause || own.0 || told[index].0, seen || own.1 || told[index].1);
        }
    }
    let headings = (0..sections.len()).filter(|&index| {
        let section = &sections[index];
        section.carrier == Carrier::Heading && section.kind == SectionKind::Other && told[index] == (true, true)
    });
    let headings: Vec<_> = headings.map(|index| &sections[index]).collect();
    let beside = |a: &Section, b: &Section| a.parent == b.parent && a.level == b.level;
    let is_second = |&at: &usize| headings[..at].iter().any(|first| beside(first, headings[at]));
    let second = headings[(1..headings.len()).find(is_second)?];
    let count = import::read(&incident.file.path, &incident.file.text, config).records.len();
    if count < 2 {
        return None;
    }
    let message = format!("this file tells {count} incidents, and is read as one");
    let finding = Diagnostic::new(&rule::SEVERAL_INCIDENTS, &incident.file, second.head, message);
    Some(
        finding.with_help(format!(
            "`casebook import {}` makes a record of each; then remove this file",
            incident.file.path
        )),
    )
}

/// A first symptom that fills no line but a page.
fn long_symptom(incident: &Incident) -> Option<Diagnostic> {
    let first = incident.symptoms.first()?;
    let length = first.text.chars().count();
    // A value of the front matter that runs on is a list that is not valid YAML, and that is told already.
    let is_run_on = first.span.start < incident.body.start && incident.file.slice(first.span).contains('\n');
    (length > LONG && !is_run_on).then(|| {
        let message = format!("the first symptom is {length} characters long");
        Diagnostic::new(&rule::LONG_SYMPTOM, &incident.file, first.span, message)
            .with_help("say in one sentence what was seen, and tell the rest in a summary or a timeline")
    })
}

/// Runs of log lines in paragraphs.
fn logs(incident: &Incident) -> Vec<Diagnostic> {
    let prose = |passage: &&Passage| matches!(passage.kind, PassageKind::Paragraph | PassageKind::Item);
    incident.passages.iter().filter(prose).filter_map(|passage| log_in(incident, passage)).collect()
}

/// The first run of log lines in a passage.
fn log_in(incident: &Incident, passage: &Passage) -> Option<Diagnostic> {
    let (mut at, mut run, mut start) = (0, 0, 0);
    for line in passage.text.split_inclusive('\n') {
        if is_log_line(line.trim()) {
            start = if run == 0 { at } else { start };
            run += 1;
        } else if run >= LOG_LINES {
            break;
        } else {
            run = 0;
        }
        at += line.len();
    }
    (run >= LOG_LINES).then(|| {
        let end = passage.text[start..].find('\n').map_or(passage.text.len(), |line| start + line);
        let span: Span = passage.source_span(start..end);
        let message = format!("{run} lines of a log stand here as prose");
        Diagnostic::new(&rule::LOG_IN_PROSE, &incident.file, span, message)
            .with_help("put a line of three backticks above and below them")
    })
}

/// Whether a line was written by a program: it begins with a time to the second, a level, or as the frames of a stack do.
fn is_log_line(line: &str) -> bool {
    let bare = line.trim_start_matches(['[', '(']);
    let digits = bare.bytes().filter(u8::is_ascii_digit).count();
    let stamp = bare.bytes().take_while(|b| b.is_ascii_digit() || b"-:/.,TZ+ ".contains(b)).count();
    let timed = stamp >= 15 && digits >= 10 && bare.as_bytes().get(..stamp).is_some_and(|s| colons(s) >= 2);
    let call = |rest: &str| {
        rest.split_once('(').is_some_and(|(name, _)| name.contains('.') || name.ends_with(|c: char| !c.is_whitespace()))
    };
    let frame = line.strip_prefix("at ").is_some_and(|rest| rest.ends_with(')') && call(rest));
    let python = line.starts_with("File \"") && line.contains("\", line ");
    let level = ["ERROR", "WARN", "WARNING", "INFO", "DEBUG", "FATAL", "TRACE", "CRITICAL"];
    let first = bare.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    let after = bare.get(first.len()..).unwrap_or_default();
    timed || frame || python || (level.contains(&first) && after.starts_with([':', ']', ' ']))
}

fn colons(stamp: &[u8]) -> usize {
    stamp.split(|&byte| byte == b':').count() - 1
}

#[cfg(test)]
mod tests {
    use super::is_log_line;

    #[test]
    fn what_a_program_wrote_is_told_from_prose() {
        for line in [
            "2026-03-02 09:10:44,120 worker-3 gave up",
            "[2026-03-02T09:10:44.120Z] gave up",
            "at org.example.Queue.take(Queue.java:41)",
            "File \"/srv/app.py\", line 3, in take",
            "ERROR: relation does not exist",
            "[WARN] slow",
        ] {
            assert!(is_log_line(line), "{line}");
        }
        for line in
            ["2026-03-02 09:10 We saw it.", "at 10:40 (local time)", "Errors rose.", "Information came late", ""]
        {
            assert!(!is_log_line(line), "{line}");
        }
    }
}
