//! Boxes that some editors make of a quotation: `> [!bug] Root cause`, with a kind and a title, or only a kind.
//!
//! The parser knows the five kinds without a title as alerts; the others come as quotations whose first line is text.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::walk::Walk;

/// No kind has a longer name.
const LONGEST_KIND: usize = 32;

/// The line that opens a box.
pub(super) struct Callout<'a> {
    /// What the author calls its kind.
    kind: &'a str,
    /// The bytes up to its title.
    head: Range<usize>,
    /// Whether there is a title.
    titled: bool,
}

impl<'a> Walk<'a> {
    /// The box that the quotation at `range` is, where its first line says so; the walk stands behind its start.
    pub fn callout(&self, range: &Range<usize>) -> Option<Callout<'a>> {
        let [(Event::Start(Tag::Paragraph), paragraph), (Event::Text(_), first), ..] = self.steps.get(self.at..)?
        else {
            return None;
        };
        let line = self.text.get(first.start..range.end)?.lines().next()?;
        let (kind, rest) = line.strip_prefix("[!")?.split_once(']')?;
        let is_kind = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ' | '|');
        if first.start != paragraph.start
            || kind.trim().is_empty()
            || kind.len() > LONGEST_KIND
            || !kind.chars().all(is_kind)
        {
            return None;
        }
        let title = rest.strip_prefix(['-', '+']).unwrap_or(rest).trim_start();
        // `[!a](b)` is a link.
        let stands_apart = rest.is_empty() || rest.starts_with(['-', '+']) || rest.starts_with(char::is_whitespace);
        let head = first.start..first.start + line.len() - title.len();
        stands_apart.then_some(Callout { kind: kind.trim(), head, titled: !title.is_empty() })
    }

    /// Writes the start of a box up to its title, and goes on behind that.
    pub fn start_callout(&mut self, callout: &Callout<'_>) {
        self.out.raw("<div");
        self.out.attribute("class", &format!("alert alert-{}", tone(callout.kind)));
        self.out.attribute("role", "note");
        self.out.raw("><p");
        self.out.attribute("class", "alert-title");
        self.out.raw(">");
        self.places.write_anchors(&mut self.out, callout.head.start);
        if callout.titled {
            self.out.raw("<span");
            self.out.attribute("class", "alert-kind");
            self.out.raw(">");
            self.out.text(callout.kind);
            self.out.raw("</span> ");
        } else {
            self.out.text(&capitalised(callout.kind));
        }
        self.skip_to(callout.head.end);
    }

    /// Goes on behind the text up to `end`; what of a piece of text lies behind it is kept for the run.
    fn skip_to(&mut self, end: usize) {
        // The start of the paragraph has been written as that of the title.
        self.at += 1;
        while let Some((Event::Text(_), range)) = self.steps.get(self.at) {
            if range.start >= end {
                break;
            }
            self.at += 1;
            if range.end > end {
                let text = self.text;
                self.gather(text.get(end..range.end).unwrap_or_default(), end..range.end);
            }
        }
        self.title_line = Some(self.frames.len());
    }
}

/// The class of the alert whose colour a kind has.
fn tone(kind: &str) -> &'static str {
    let kind = kind.split('|').next().unwrap_or_default().trim().to_lowercase();
    match kind.as_str() {
        "tip" | "hint" | "success" | "check" | "done" => "tip",
        "important" => "important",
        "warning" | "attention" | "question" | "help" | "faq" | "todo" => "warning",
        "caution" | "danger" | "error" | "failure" | "fail" | "missing" | "bug" => "caution",
        _ => "note",
    }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
