//! A file's text, and places in it.
//!
//! Every value that Casebook reads out of a file keeps the bytes it stands in, as a [`Span`].
//! [`SourceFile`] turns spans into lines and columns; nothing else counts lines.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

/// A half-open range of bytes in one file's decoded text; both ends lie on character borders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// Byte after the last one.
    pub end: u32,
}

impl Span {
    /// Makes a span of two byte offsets.
    ///
    /// # Panics
    /// When a file of more than 4 GiB slipped through; the store refuses those.
    pub fn new(start: usize, end: usize) -> Self {
        let narrow = |offset: usize| u32::try_from(offset).expect("the store refuses files over 4 GiB");
        Self { start: narrow(start), end: narrow(end) }
    }

    /// The span as a range to slice text with.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether `other` lies within this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the byte at `offset` lies within this span.
    pub fn holds(self, offset: u32) -> bool {
        self.start <= offset && offset < self.end
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The same span, `by` bytes further on.
    #[must_use]
    pub fn shifted(self, by: usize) -> Span {
        Span::new(self.start as usize + by, self.end as usize + by)
    }

    /// Whether the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Span::new(range.start, range.end)
    }
}

/// A value with the place it was read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Puts a value and its place together.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// Turns the value into another, at the same place.
    pub fn map<U>(self, turn: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: turn(self.value), span: self.span }
    }
}

/// A place as people name it: both numbers start at 1, the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// One file: its path relative to the folder it was read from, and its decoded text.
#[derive(Debug, Default)]
pub struct SourceFile {
    /// Path relative to its root, with `/` between the parts on every platform.
    pub path: String,
    /// The text, decoded to UTF-8, otherwise as it stands in the file.
    pub text: String,
    lines: OnceLock<Vec<u32>>,
    print: OnceLock<[u8; 32]>,
}

impl SourceFile {
    /// Wraps a path and its text; files are shared from here on, so they come in an [`Arc`].
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self { path: path.into(), text: text.into(), lines: OnceLock::new(), print: OnceLock::new() })
    }

    /// What tells the file from any other: what `make` gives of path and text when it is asked for the first time.
    pub fn print(&self, make: impl FnOnce(&Self) -> [u8; 32]) -> [u8; 32] {
        *self.print.get_or_init(|| make(self))
    }

    /// The text of a span; empty where the span does not fit this file.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The place of a byte offset; offsets past the end give the end.
    pub fn position(&self, offset: u32) -> Position {
        let starts = self.line_starts();
        let line = starts.partition_point(|&start| start <= offset).saturating_sub(1);
        let start = starts[line] as usize;
        let end = (offset as usize).min(self.text.len()).max(start);
        let column = self.text.get(start..end).map_or(0, |before| before.chars().count());
        Position { line: line as u32 + 1, column: column as u32 + 1 }
    }

    /// The place of a byte offset with its column in UTF-16 code units, as editors and SARIF count.
    pub fn position_in_utf16(&self, offset: u32) -> Position {
        let Position { line, column } = self.position(offset);
        let start = self.line_starts()[line as usize - 1] as usize;
        let before = self.text.get(start..).unwrap_or_default().chars().take(column as usize - 1);
        Position { line, column: before.map(|c| c.len_utf16() as u32).sum::<u32>() + 1 }
    }

    /// The span of a line, counted from 1, without its line break; empty past the end.
    pub fn line_span(&self, line: u32) -> Span {
        let starts = self.line_starts();
        let Some(&start) = line.checked_sub(1).and_then(|index| starts.get(index as usize)) else {
            return Span::new(self.text.len(), self.text.len());
        };
        let end = starts.get(line as usize).map_or(self.text.len(), |&next| next as usize);
        let text = &self.text[start as usize..end];
        Span::new(start as usize, start as usize + text.trim_end_matches(['\n', '\r']).len())
    }

    fn line_starts(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let breaks = self.text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
            std::iter::once(0).chain(breaks.map(|(at, _)| at as u32 + 1)).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_from_one() {
        let file = SourceFile::new("a.md", "é\r\n日本x\n");
        assert_eq!(file.position(0), Position { line: 1, column: 1 });
        assert_eq!(file.position(2), Position { line: 1, column: 2 });
        assert_eq!(file.position(10), Position { line: 2, column: 3 });
        assert_eq!(file.position(999), Position { line: 3, column: 1 });
    }

    #[test]
    fn utf_16_counts_what_needs_two_units_twice() {
        let file = SourceFile::new("a.md", "x\r\n\té🔥日x");
        let at = |offset| file.position_in_utf16(offset);
        assert_eq!(at(6), Position { line: 2, column: 3 });
        assert_eq!(at(10), Position { line: 2, column: 5 });
        assert_eq!(at(13), Position { line: 2, column: 6 });
        assert_eq!(at(99), Position { line: 2, column: 7 });
    }

    #[test]
    fn line_spans_leave_out_the_line_break() {
        let file = SourceFile::new("a.md", "one\r\ntwo");
        assert_eq!(file.slice(file.line_span(1)), "one");
        assert_eq!(file.slice(file.line_span(2)), "two");
        assert!(file.line_span(3).is_empty());
        assert!(file.line_span(0).is_empty());
    }
}
