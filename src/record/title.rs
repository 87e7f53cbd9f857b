//! A record's title, where its front matter has none.

use std::ops::Range;

use super::header::known_key;
use super::{Record, bare_title, dates, prose};
use crate::diag::{Diagnostic, rule};
use crate::model::{Carrier, Incident, Passage, PassageKind, Section};
use crate::source::{Span, Spanned};

/// Where a first line that stands in for a title is cut, in characters.
const LONGEST_TITLE: usize = 120;

/// So many words a line may have that is a title and no sentence without its end.
const LONGEST_LINE: usize = 24;

/// The first heading, else the first line that is no label and no leftover of a web page, else the file's name.
pub(super) fn find(record: &Record<'_>, incident: &mut Incident, findings: &mut Vec<Diagnostic>) {
    let heading = record.sections.iter().find(|section| {
        let is_title = !section.title.is_empty() && !record.words.is_boilerplate(&section.title);
        // A heading that only names a part of the record names no incident.
        let is_part = section.level > 1 && record.words.label(&section.title).is_some();
        section.carrier == Carrier::Heading && is_title && !is_part && !is_value(record, &section.title)
    });
    // Text before the first heading is the record's own beginning; the heading may be a comment in unfenced code.
    let before = |section: &Section| {
        let above =
            record.passages.iter().filter(|p| p.span.start >= incident.body.start && p.span.end <= section.head.start);
        above.filter(|passage| passage.kind.is_prose() && !record.words.is_boilerplate(&passage.text)).count()
    };
    if let Some(section) = heading.filter(|section| before(section) < 8) {
        incident.title = Spanned::new(bare_title(&section.title).to_owned(), section.head);
        return;
    }
    if let Some(title) = written(record).or_else(|| first_line(record, incident.body.start)) {
        incident.title = title;
    }
    if incident.title.value.trim().is_empty() {
        let name = record.file.path.rsplit('/').next().unwrap_or_default();
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        incident.title.value = if stem.is_empty() { "Untitled".to_owned() } else { stem.replace(['_', '-'], " ") };
    }
    if !record.passages.is_empty() && !reads_as_title(&incident.title.value) {
        let place = Span::new(incident.body.start as usize, incident.body.start as usize);
        let message = format!("no title; `{}` stands in for it", incident.title.value);
        let finding = Diagnostic::new(&rule::NO_TITLE, record.file, place, message);
        findings.push(finding.with_help("add `title:` to the front matter, or a heading `# …`"));
    }
}

/// The title that a mail or a page of a wiki says it has.
fn written(record: &Record<'_>) -> Option<Spanned<String>> {
    if let Some((title, span)) = subject(record) {
        return Some(Spanned::new(title.to_owned(), span));
    }
    // `h1. Slow`, as wikis write it.
    let body = record.front.body as u32;
    let first = record.passages.iter().find(|passage| passage.kind.is_prose() && passage.span.start >= body)?;
    let title = first.text.lines().next()?.strip_prefix("h1. ")?;
    Some(Spanned::new(title.trim().to_owned(), first.span))
}

/// The first line that is no label and no leftover of a web page.
fn first_line(record: &Record<'_>, body: u32) -> Option<Spanned<String>> {
    // A first line without any mark is a title, even where a section might be called so; a question or a label is none.
    let is_leftover = |passage: &Passage| record.words.is_boilerplate(passage.text.lines().next().unwrap_or_default());
    let opens = |passage: &&Passage| passage.kind.is_prose() && passage.span.start >= body && !is_leftover(passage);
    let opening = record.passages.iter().find(opens)?.span;
    let is_name = |passage: &Passage| {
        let is_heading = record.sections[passage.section as usize].carrier == Carrier::Heading;
        let is_first = passage.span == opening;
        passage.text.ends_with([':', '：', '?', '？'])
            || passage.kind == PassageKind::Heading && (is_heading || !is_first)
    };
    let usable = |passage: &&Passage| {
        opens(passage)
            && !(is_name(passage) && record.words.label(&passage.text).is_some())
            && !is_form(record, &passage.text)
    };
    let first = record.passages.iter().find(usable).map(|passage| (passage, first_but_day(&passage.text)));
    let (passage, range) = first?;
    let line = passage.text[range.clone()].lines().next().unwrap_or_default();
    // A paragraph whose lines were broken goes on in the middle of a sentence.
    let after = passage.text[range.start + line.len()..].trim_start_matches(['\r', '\n']);
    let goes_on = after.starts_with(char::is_lowercase) && !line.ends_with(['.', '!', '?']);
    let sentence = passage.text[range].split_whitespace().collect::<Vec<_>>().join(" ");
    let line = if goes_on { &sentence } else { line };
    // A line that is no sentence is the author's own title, however long.
    let line = without_way(record, line);
    let most = if reads_as_title(line) { usize::MAX } else { LONGEST_TITLE };
    let cut: String = line.chars().take(most).collect();
    let ellipsis = if cut.len() < line.len() { "…" } else { "" };
    let place = Span::new(passage.span.start as usize, passage.span.start as usize);
    Some(Spanned::new(format!("{cut}{ellipsis}"), place))
}

/// The title of a mail, from the lines above its text.
fn subject<'r>(record: &'r Record<'_>) -> Option<(&'r str, Span)> {
    /// It stands among the first of them.
    const NEAR: usize = 2;
    let near = record.passages.iter().filter(|passage| passage.kind == PassageKind::Paragraph).take(NEAR);
    near.flat_map(|passage| passage.text.lines().map(move |line| (passage, line))).find_map(|(passage, line)| {
        Some((record.words.subject(line)?, Span { end: passage.span.start, ..passage.span }))
    })
}

/// Whether a paragraph holds nothing but values behind labels: `Document no.: R-1`, `Customer: Blue`.
fn is_form(record: &Record<'_>, text: &str) -> bool {
    let is_value = |line: &str| {
        line.split_once([':', '：']).is_some_and(|(name, _)| name.split_whitespace().count() <= 3)
            || record.words.is_mail_head(line)
    };
    text.lines().count() > 1 && text.lines().all(is_value)
}

/// A title without the way there, as wikis write it: `Slow pages at noon` of `Pages / Payments / Slow pages at noon`.
fn without_way<'t>(record: &Record<'_>, line: &'t str) -> &'t str {
    match line.split_once(" / ") {
        Some((root, way)) if record.words.is_wiki_root(root) => way.rsplit(" / ").next().unwrap_or(way),
        _ => line,
    }
}

/// The first sentence that is more than a day: of `2026-05-03. Pager at four.` the second.
fn first_but_day(text: &str) -> Range<usize> {
    let first = prose::first_sentence(text);
    let rest = &text[first.end..];
    if dates::whole(&text[first.clone()]).is_none() || rest.trim().is_empty() {
        return first;
    }
    let next = prose::first_sentence(rest);
    first.end + next.start..first.end + next.end
}

/// Whether a first line may be a title, and is no sentence.
fn reads_as_title(line: &str) -> bool {
    let words = line.split_whitespace().count();
    (2..=LONGEST_LINE).contains(&words) && !line.ends_with(['.', '…', ':', ',', ';', '!'])
}

/// Whether a heading is a value of the header: `Date: 2026-01-09`.
fn is_value(record: &Record<'_>, title: &str) -> bool {
    let key = title.split_once(':').and_then(|(key, _)| known_key(key, record.words));
    matches!(key, Some("date" | "status" | "severity" | "services" | "authors" | "owner"))
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::source::SourceFile;

    fn title(text: &str) -> String {
        crate::record::read(&SourceFile::new("a.md", text), &Config::default()).0.title.value
    }

    #[test]
    fn mails_wikis_and_stamped_reports_say_their_title_in_their_own_way() {
        assert_eq!(
            title("From: Ana\nTo: all\nSubject: FW: Pages were slow\n\nHi all,\n\nso it was.\n"),
            "Pages were slow"
        );
        assert_eq!(title("Betreff: Ausfall am 14. Oktober\n\nHallo,\n"), "Ausfall am 14. Oktober");
        assert_eq!(title("h1. Pages were slow. Again\n\nh2. Root cause\n\nA lock.\n"), "Pages were slow. Again");
        assert_eq!(title("Pages / Payments / Pages were slow\n\nOn Friday.\n"), "Pages were slow");
        assert_eq!(title("API / Web / Mobile all timed out\n\nOn Friday.\n"), "API / Web / Mobile all timed out");
        let report = "CONFIDENTIAL – FOR THE CUSTOMER\n\nROOT CAUSE ANALYSIS REPORT\n\nNumber: 12\nCustomer: Blue\n\n\
                      Pages were slow on Friday at noon\n";
        assert_eq!(title(report), "Pages were slow on Friday at noon");
    }
}
