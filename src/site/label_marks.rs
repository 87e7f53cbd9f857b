//! Marks for what structures a paragraph without being markup: labels and bullets in the middle of a text that runs on.
//! Each begins a line of its own in the page, so that a note of one paragraph can be read.

use crate::markdown::{self, BlockKind, Inline, Mark};
use crate::model::{Carrier, Incident, Section, SectionKind};
use crate::source::{SourceFile, Span};

/// Signs that open an item where a list was pasted as text.
const BULLETS: [char; 5] = ['•', '●', '▪', '◦', '‣'];

/// A line with a label that is no longer is one of several short ones, as metadata has them.
const SHORT: usize = 100;

/// The marks of all labels and bullets of a record, in no order.
pub fn label_marks(record: &Incident) -> Vec<Mark> {
    let mut marks = Vec::new();
    let told = told(record);
    for (at, section) in record.sections.iter().enumerate() {
        let Some(class) = label(&record.file, record.body, section) else { continue };
        let line = line(&record.file, section);
        // What stands among the facts too is told in a lower voice, label and value.
        let is_value = section.kind == SectionKind::Other;
        let is_told = is_value && section.head.start < told && line.range().len() <= SHORT;
        let (span, class) = if is_told { (line, format!("{class} told")) } else { (section.head, class.to_owned()) };
        marks.push(Mark { span, id: format!("label--{}", at + 1), class, ..no_mark() });
    }
    for (at, (line, head, class)) in rows(record.file.slice(record.body), record.body).into_iter().enumerate() {
        if marks.iter().any(|mark| line.contains(mark.span)) {
            continue;
        }
        let is_told = line.start < told;
        let (span, class) = if is_told { (line, format!("{class} told")) } else { (head, class.to_owned()) };
        marks.push(Mark { span, id: format!("row--{}", at + 1), class, ..no_mark() });
    }
    for (at, span) in bullets(record.file.slice(record.body), record.body).into_iter().enumerate() {
        marks.push(Mark { span, id: format!("bullet--{}", at + 1), class: "bullet".to_owned(), ..no_mark() });
    }
    marks
}

fn no_mark() -> Mark {
    let (id, class, title, note) = (String::new(), String::new(), String::new(), String::new());
    Mark { span: Span { start: 0, end: 0 }, id, class, title, note }
}

/// Up to where the text of a record tells values that stand among its facts: to its first heading, where any was found
/// there.
fn told(record: &Incident) -> u32 {
    let is_heading = |section: &&Section| section.carrier == Carrier::Heading && section.level > 1;
    let end = record.sections.iter().find(is_heading).map_or(record.body.end, |section| section.head.start);
    let date = record.date.as_ref().map(|date| date.span);
    let status = record.status.as_ref().map(|status| status.span);
    let severity = record.severity.as_ref().map(|severity| severity.span);
    let moments = [&record.started, &record.detected, &record.mitigated, &record.resolved];
    let moments = moments.into_iter().filter_map(|moment| moment.as_ref().map(|moment| moment.span));
    let owner = record.owner.as_ref().map(|owner| owner.span);
    let mut found = [date, status, severity, owner].into_iter().flatten().chain(moments);
    let is_there = |span: Span| record.body.contains(span) && !span.is_empty() && span.start < end;
    if found.any(is_there) { end } else { 0 }
}

/// A section's label with the rest of its line.
fn line(file: &SourceFile, section: &Section) -> Span {
    let rest = file.text.get(section.head.start as usize..).unwrap_or_default();
    let line = rest.lines().next().unwrap_or_default().trim_end_matches(['\\', ' ', '\t']);
    Span { start: section.head.start, end: (section.head.start + line.len() as u32).max(section.head.end) }
}

/// How the label of a section is marked; `None` where its heading, box, item or row already stands out.
fn label(file: &SourceFile, body: Span, section: &Section) -> Option<&'static str> {
    if !matches!(section.carrier, Carrier::BoldLabel | Carrier::PlainLabel | Carrier::InlineLabel) {
        return None;
    }
    let before = file.text.get(body.start as usize..section.head.start as usize)?;
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let lead = before.get(line_start..)?.trim();
    let head = file.slice(section.head).trim_start();
    // A box has a title of its own, and an item begins a line anyway.
    if head.starts_with("[!") || lead.starts_with(['>', '-', '+', '|', '#']) || lead == "*" {
        return None;
    }
    let above = before.get(..line_start)?.lines().next_back().unwrap_or_default().trim();
    let opens_line = lead.trim_matches(['*', '_']).is_empty();
    let opens_block = opens_line && (above.is_empty() || above.starts_with('#'));
    // Two blanks or a backslash at its end break a line in Markdown.
    let is_broken = before.get(..line_start).is_some_and(|text| text.ends_with("  \n") || text.ends_with("\\\n"));
    Some(if opens_block || opens_line && is_broken {
        "label"
    } else if opens_line && above.len() <= SHORT && line(file, section).range().len() <= SHORT {
        "label label-next label-short"
    } else {
        "label label-next"
    })
}

/// The lines of paragraphs that are rows of values or of times, as exports write them, each with what opens it and how that
/// is marked: `Owner: Ana` below `Status: done`, `08:41 writes refused` below `08:00 rollout`.
fn rows(text: &str, body: Span) -> Vec<(Span, Span, &'static str)> {
    let blocks = markdown::parse(text, body.start as usize).blocks;
    let paragraphs = blocks.iter().filter(|block| block.kind == BlockKind::Paragraph && block.item.is_none());
    let of_block = |span: Span| -> Option<Vec<(Span, Span, &'static str)>> {
        let start = span.start as usize - body.start as usize;
        let raw = text.get(start..span.end as usize - body.start as usize)?;
        let mut at = span.start as usize;
        let mut rows = Vec::new();
        for line in raw.split_inclusive('\n') {
            let bare = line.trim_end();
            let opening = opening(bare).filter(|_| bare.len() <= SHORT)?;
            let class = if rows.is_empty() { "label" } else { "label label-next label-short" };
            // Two blanks or a backslash at its end break a line in Markdown.
            if line.ends_with("  \n") || bare.ends_with('\\') {
                return None;
            }
            rows.push((Span::new(at, at + bare.len()), Span::new(at, at + opening), class));
            at += line.len();
        }
        (rows.len() > 1).then_some(rows)
    };
    paragraphs.filter_map(|block| of_block(block.span)).flatten().collect()
}

/// How long the label or time is that a line begins with.
fn opening(line: &str) -> Option<usize> {
    const LONGEST: usize = 32;
    let time =
        line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ':' | '-' | 'T' | 'Z')).len();
    let is_time = line.starts_with(|c: char| c.is_ascii_digit()) && line[..time].contains(':') && time >= 4;
    if is_time && line[time..].starts_with(' ') {
        return Some(time);
    }
    let colon = line.find([':', '：']).filter(|&colon| (1..=LONGEST).contains(&colon))?;
    let mark = line[colon..].chars().next().map_or(0, char::len_utf8);
    let is_name = line[..colon].chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '/' | '\'' | '’' | '_'));
    let is_apart = mark > 1 || line[colon + mark..].starts_with(' ') || line.len() == colon + mark;
    (is_name && is_apart).then_some(colon + mark)
}

/// The bullets inside paragraphs that have at least two; one alone may be anything.
fn bullets(text: &str, body: Span) -> Vec<Span> {
    if text.chars().filter(|c| BULLETS.contains(c)).nth(1).is_none() {
        return Vec::new();
    }
    let blocks = markdown::parse(text, body.start as usize).blocks;
    let paragraphs = blocks.iter().filter(|block| block.kind == BlockKind::Paragraph);
    let of_block = |inlines: &[Inline]| -> Vec<Span> { inlines.iter().flat_map(bullets_of).collect() };
    paragraphs.map(|block| of_block(&block.inlines)).filter(|found| found.len() > 1).flatten().collect()
}

fn bullets_of(inline: &Inline) -> Vec<Span> {
    // Where the text is not what stands in the file, as behind an entity, its places are not known.
    if inline.code || inline.span.range().len() != inline.text.len() {
        return Vec::new();
    }
    let stands_alone = |at: usize, sign: char| {
        let before = inline.text[..at].chars().next_back().is_none_or(char::is_whitespace);
        before && inline.text[at + sign.len_utf8()..].starts_with(char::is_whitespace)
    };
    let found = inline.text.char_indices().filter(|&(at, sign)| BULLETS.contains(&sign) && stands_alone(at, sign));
    let start = inline.span.start as usize;
    found.map(|(at, sign)| Span::new(start + at, start + at + sign.len_utf8())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn shown(text: &str) -> Vec<(String, String)> {
        let file = SourceFile::new("a.md", text);
        let (record, _) = crate::record::read(&file, &Config::default());
        let mut marks = label_marks(&record);
        marks.sort_by_key(|mark| mark.span.start);
        marks.into_iter().map(|mark| (mark.class, file.slice(mark.span).to_owned())).collect()
    }

    fn row(class: &str, text: &str) -> (String, String) {
        (class.to_owned(), text.to_owned())
    }

    #[test]
    fn labels_in_a_text_that_runs_on_begin_lines() {
        let text = "# T\n\nSummary of impact: Writes failed. Root cause: A lock was held. Mitigation: We let it go.\n";
        let expected = [
            row("label", "Summary of impact:"),
            row("label label-next", "Root cause:"),
            row("label label-next", "Mitigation:"),
        ];
        assert_eq!(shown(text), expected);
    }

    #[test]
    fn a_label_below_another_line_begins_a_block_and_one_in_a_list_needs_nothing() {
        let text = "# T\n\nWrites failed.\n**Root cause:** A lock.\n**Fix:** None.  \n**Lesson:** One.\n\n- **Fix:** We let it go.\n";
        let expected = [
            row("label label-next label-short", "Root cause:"),
            row("label label-next label-short", "Fix:"),
            row("label", "Lesson:"),
        ];
        assert_eq!(shown(text), expected);
    }

    #[test]
    fn values_that_stand_among_the_facts_are_marked_with_their_labels_and_what_comes_later_is_not() {
        let text = "# T\n\n**Date:** 2026-01-09\n**Duration:** 4 hours\n\n## Story\n\n**Outcome:** well\n";
        let shown = shown(text);
        let told: Vec<&str> =
            shown.iter().filter(|(class, _)| class.contains("told")).map(|(_, text)| text.as_str()).collect();
        assert_eq!(told, ["Date:** 2026-01-09", "Duration:** 4 hours"], "{shown:?}");
    }

    #[test]
    fn rows_of_values_and_of_times_are_a_line_each_and_sentences_are_not() {
        let text = "# T\n\nTeam: Blue\nRoom: 3\n\n08:00 rollout\n08:41 writes refused\n\nIt was slow: very slow.\nWe waited.\n";
        let expected = [
            row("label", "Team:"),
            row("label label-next label-short", "Room:"),
            row("label", "08:00"),
            row("label label-next label-short", "08:41"),
        ];
        assert_eq!(shown(text), expected);
    }

    #[test]
    fn several_bullets_in_a_paragraph_begin_lines_and_one_alone_does_not() {
        let text = "# T\n\nWhat we saw: • writes failed • reads did not, `a • b`.\n\nOne • alone.\n\n```\n• code • code\n```\n";
        let bullets = shown(text).into_iter().filter(|(class, _)| class == "bullet").count();
        assert_eq!(bullets, 2);
    }
}
