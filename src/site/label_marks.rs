//! Marks for what structures a paragraph without being markup: labels and bullets in the middle of a text that runs on.
//! Each begins a line of its own in the page, so that a note of one paragraph can be read.

use crate::markdown::{self, BlockKind, Inline, Mark};
use crate::model::{Carrier, Incident, Section};
use crate::source::{SourceFile, Span};

/// Signs that open an item where a list was pasted as text.
const BULLETS: [char; 5] = ['•', '●', '▪', '◦', '‣'];

/// The marks of all labels and bullets of a record, in no order.
pub fn label_marks(record: &Incident) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (at, section) in record.sections.iter().enumerate() {
        marks.extend(label(&record.file, record.body, section).map(|class| {
            let span = section.head;
            Mark { span, id: format!("label--{}", at + 1), class: class.to_owned(), ..no_mark() }
        }));
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
    Some(if opens_block { "label" } else { "label label-next" })
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
        let text = "# T\n\nWrites failed.\n**Root cause:** A lock.\n\n- **Fix:** We let it go.\n";
        assert_eq!(shown(text), [row("label label-next", "Root cause:")]);
    }

    #[test]
    fn several_bullets_in_a_paragraph_begin_lines_and_one_alone_does_not() {
        let text = "# T\n\nWhat we saw: • writes failed • reads did not, `a • b`.\n\nOne • alone.\n\n```\n• code • code\n```\n";
        let bullets = shown(text).into_iter().filter(|(class, _)| class == "bullet").count();
        assert_eq!(bullets, 2);
    }
}
