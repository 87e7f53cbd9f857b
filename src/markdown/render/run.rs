//! A run of text between two tags, with the way back to the file for each of its pieces.

use std::ops::Range;

/// Text that is written in one go.
#[derive(Debug, Default)]
pub(super) struct Run {
    /// The text as a reader sees it.
    pub text: String,
    pieces: Vec<Piece>,
}

/// A piece of text and the bytes it was made of; when it is `exact` both advance together, otherwise (an entity, an
/// escape) it stands for its bytes as a whole.
#[derive(Debug)]
struct Piece {
    text: Range<usize>,
    source: Range<usize>,
    exact: bool,
}

impl Run {
    /// Adds `text`, which was made of `source[range]`.
    pub fn push(&mut self, text: &str, source: &str, range: Range<usize>) {
        let exact = source.get(range.clone()) == Some(text);
        self.add(text, range, exact);
    }

    fn add(&mut self, text: &str, range: Range<usize>, exact: bool) {
        if text.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.push_str(text);
        self.pieces.push(Piece { text: start..self.text.len(), source: range, exact });
    }

    /// Adds the content of a code span; `range` holds its backticks too.
    pub fn push_code(&mut self, code: &str, source: &str, range: Range<usize>) {
        let start = self.text.len();
        let known = self.pieces.len();
        if self.align_code(code, source, range.clone()).is_none() {
            self.text.truncate(start);
            self.pieces.truncate(known);
            self.add(code, range, false);
        }
    }

    /// Walks code and source side by side: a line break became a blank, what opens the next line was taken away, and
    /// in a table `\|` became `|`.
    fn align_code(&mut self, code: &str, source: &str, range: Range<usize>) -> Option<()> {
        let written = source.get(range.clone())?;
        let ticks = written.len() - written.trim_start_matches('`').len();
        let inner = written.get(ticks..written.len().checked_sub(ticks)?)?;
        let padded = inner.len() >= 2 && inner.starts_with([' ', '\n', '\r']) && !code.starts_with(' ');
        let mut at = usize::from(padded);
        let mut piece = 0..0;
        let mut piece_at = at;
        for (here, c) in code.char_indices() {
            let rest = inner.get(at..)?;
            if rest.starts_with(c) {
                at += c.len_utf8();
                piece.end = here + c.len_utf8();
                continue;
            }
            let base = range.start + ticks;
            self.add(&code[piece.clone()], base + piece_at..base + piece_at + piece.len(), true);
            let skipped = skip_to(c, rest)?;
            self.add(&code[here..here + c.len_utf8()], base + at..base + at + skipped, false);
            at += skipped;
            piece = here + c.len_utf8()..here + c.len_utf8();
            piece_at = at;
        }
        let base = range.start + ticks;
        self.add(&code[piece.clone()], base + piece_at..base + piece_at + piece.len(), true);
        Some(())
    }

    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The bytes all of it was made of.
    pub fn source(&self) -> Range<usize> {
        match (self.pieces.first(), self.pieces.last()) {
            (Some(first), Some(last)) => first.source.start..last.source.end,
            _ => 0..0,
        }
    }

    /// The part of the text that was made of `source`, pieces that are not exact taken whole.
    pub fn text_of(&self, source: Range<usize>) -> Option<Range<usize>> {
        let first = self.pieces.partition_point(|piece| piece.source.end <= source.start);
        let behind = self.pieces.partition_point(|piece| piece.source.start < source.end);
        let (first, last) = (self.pieces.get(first)?, self.pieces.get(behind.checked_sub(1)?)?);
        let start = first.offset(source.start).unwrap_or(first.text.start);
        let end = last.offset(source.end).unwrap_or(last.text.end);
        let range = self.text.floor_char_boundary(start)..self.text.ceil_char_boundary(end);
        (!range.is_empty()).then_some(range)
    }

    /// The offset in the text that the byte at `source` became.
    pub fn text_at(&self, source: usize) -> usize {
        let index = self.pieces.partition_point(|piece| piece.source.end <= source);
        let piece = self.pieces.get(index);
        let at = piece.map_or(self.text.len(), |piece| piece.offset(source).unwrap_or(piece.text.start));
        self.text.floor_char_boundary(at)
    }
}

impl Piece {
    fn offset(&self, source: usize) -> Option<usize> {
        let inside = (self.source.start..=self.source.end).contains(&source);
        (self.exact && inside).then(|| self.text.start + (source - self.source.start))
    }
}

/// How many bytes of `rest` became the character `c` of a code span.
fn skip_to(c: char, rest: &str) -> Option<usize> {
    match c {
        ' ' if rest.starts_with(['\n', '\r']) => {
            Some(rest.len() - rest.trim_start_matches(['\n', '\r', ' ', '\t', '>']).len())
        }
        '|' if rest.starts_with("\\|") => Some(2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_span_over_two_lines_keeps_its_places() {
        let source = "x `one\n> two` y";
        let mut run = Run::default();
        run.push_code("one two", source, 2..13);
        assert_eq!(run.text, "one two");
        assert_eq!(run.text_of(9..12), Some(4..7));
        assert_eq!(run.text_of(3..6), Some(0..3));
    }

    #[test]
    fn a_code_span_that_cannot_be_aligned_is_one_piece() {
        let mut run = Run::default();
        run.push_code("other", "`code`", 0..6);
        assert_eq!(run.text_of(2..3), Some(0..5));
    }

    #[test]
    fn entities_are_taken_whole() {
        let source = "a &amp; b";
        let mut run = Run::default();
        run.push("a ", source, 0..2);
        run.push("&", source, 2..7);
        run.push(" b", source, 7..9);
        assert_eq!(run.text_of(4..6), Some(2..3));
        assert_eq!(run.text_of(0..3), Some(0..3));
        assert_eq!(run.text_at(8), 4);
    }
}
