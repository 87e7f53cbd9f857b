//! The lines that a fix changes, as they can be shown.

use std::ops::Range;

use super::safe;
use crate::diag::{Edit, Fix};
use crate::source::{SourceFile, Span};

/// Lines and bytes of a window; a fix of more is told in words only.
const LINES: u32 = 12;
const BYTES: usize = 1_000;

/// The lines that a fix changes.
pub struct Window {
    /// Their text, without anything that could harm a terminal.
    pub text: String,
    /// The number of the first.
    pub line: u32,
    /// What is replaced by what, in `text`.
    pub edits: Vec<(Range<usize>, String)>,
}

impl Window {
    /// The window of a fix; `None` where it is too large to be shown.
    pub fn of(file: &SourceFile, fix: &Fix) -> Option<Self> {
        let (first, last) = (fix.edits.first()?, fix.edits.last()?);
        let (line, to) = (file.position(first.span.start).line, file.position(last.span.end).line);
        if let [Edit { span, replacement }] = fix.edits.as_slice()
            && span.start as usize == file.text.len()
            && file.line_span(line).is_empty()
            && line > 1
        {
            return Self::behind(file, line - 1, replacement);
        }
        let span = Span { start: file.line_span(line).start, end: file.line_span(to).end.max(last.span.end) };
        let text = file.slice(span);
        if to - line >= LINES || text.len() > BYTES || text.is_empty() {
            return None;
        }
        let (shown, places) = cleaned(text);
        let place = |offset: u32| places.get(offset.checked_sub(span.start)? as usize).copied();
        let edits = fix.edits.iter().map(|edit| {
            let range = place(edit.span.start)?..place(edit.span.end)?;
            Some((range, safe::lines(&edit.replacement)))
        });
        Some(Self { edits: edits.collect::<Option<_>>()?, text: shown, line })
    }
}

impl Window {
    /// What is added behind the last line, which is shown above it.
    fn behind(file: &SourceFile, line: u32, replacement: &str) -> Option<Self> {
        let last = file.slice(file.line_span(line));
        if last.len() > BYTES {
            return None;
        }
        let text = cleaned(last).0;
        let added = format!("\n{}", safe::lines(replacement).trim_end_matches('\n'));
        Some(Self { edits: vec![(text.len()..text.len(), added)], text, line })
    }
}

/// The text without hostile characters, and where each of its bytes, and its end, went.
fn cleaned(text: &str) -> (String, Vec<usize>) {
    let mut shown = String::with_capacity(text.len());
    let mut places = Vec::with_capacity(text.len() + 1);
    for c in text.chars() {
        places.extend(std::iter::repeat_n(shown.len(), c.len_utf8()));
        match c {
            '\r' => {}
            '\n' | '\t' => shown.push(c),
            c if safe::is_hostile(c) => shown.push(char::REPLACEMENT_CHARACTER),
            c => shown.push(c),
        }
    }
    places.push(shown.len());
    (shown, places)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Parts = (String, u32, Vec<(Range<usize>, String)>);

    fn window(text: &str, fix: &Fix) -> Option<Parts> {
        let window = Window::of(&SourceFile::new("a.md", text), fix)?;
        Some((window.text, window.line, window.edits))
    }

    #[test]
    fn the_changed_lines_are_shown_without_what_is_hostile() {
        let shown = |fix: Fix| window("aa\r\nb\x1b\u{202e}c\r\n\r\nd", &fix);
        let line = "b\u{fffd}\u{fffd}c".to_owned();
        assert_eq!(shown(Fix::safe("x", Span::new(5, 9), "z\x1b")), Some((line, 2, vec![(1..7, "z".to_owned())])));
        let lines = "b\u{fffd}\u{fffd}c\n\nd".to_owned();
        assert_eq!(shown(Fix::safe("x", Span::new(9, 15), "")), Some((lines, 2, vec![(7..11, String::new())])));
    }

    #[test]
    fn what_is_added_at_the_end_is_shown_under_the_last_line() {
        let fix = Fix::safe("x", Span::new(2, 2), "b\n");
        assert_eq!(window("a\n", &fix), Some(("a".to_owned(), 1, vec![(1..1, "\nb".to_owned())])));
    }

    #[test]
    fn a_large_change_is_not_shown() {
        let text = "x\n".repeat(40);
        assert_eq!(window(&text, &Fix::safe("x", Span::new(0, 60), "")), None);
        assert_eq!(window(&"x".repeat(2_000), &Fix::safe("x", Span::new(0, 1), "")), None);
        assert_eq!(window("", &Fix::safe("x", Span::new(0, 0), "y")), None);
    }
}
