//! Passages: the words of a record as its reader sees them, each with its way back to the file.

use serde::{Deserialize, Serialize};

use super::Role;
use crate::source::Span;

/// What a passage is in the Markdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PassageKind {
    /// A heading, or a label that opens a section.
    Heading,
    /// A paragraph or a part of one.
    Paragraph,
    /// The text of a list item.
    Item,
    /// One cell of a table.
    Cell,
    /// A block of code; not prose.
    Code,
    /// Raw HTML; not prose.
    Html,
    /// A key or value of the front matter.
    FrontMatter,
    /// Where a link leads, or what a fence says of its code; not shown as text, but searched.
    Address,
}

impl PassageKind {
    /// Whether sentences can be looked for in it.
    pub fn is_prose(self) -> bool {
        !matches!(self, PassageKind::Code | PassageKind::Html | PassageKind::FrontMatter | PassageKind::Address)
    }
}

/// One run of text without markup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// What it is.
    pub kind: PassageKind,
    /// The section it stands in, as an index into the incident's sections.
    pub section: u32,
    /// What it may prove: the section's role.
    pub role: Role,
    /// The text as a reader sees it: no markup, entities resolved, line breaks inside a paragraph as `\n`.
    pub text: String,
    /// Where it stands in the file, markup included.
    pub span: Span,
    /// From offsets in `text` to offsets in the file.
    pub map: OffsetMap,
}

impl Passage {
    /// The bytes in the file that `text[range]` was made of.
    pub fn source_span(&self, range: std::ops::Range<usize>) -> Span {
        let start = self.map.to_source(range.start);
        let end = if range.end == range.start { start } else { self.map.to_source_end(range.end) };
        Span::new(start as usize, end.max(start) as usize)
    }
}

/// Where the pieces of a text without markup came from.
///
/// A piece starts at an offset in the text and at one in the file, and runs to the next piece; within a piece both
/// sides advance together when it is `exact`, otherwise (an entity, an escape) it stands for its file bytes as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffsetMap {
    pieces: Vec<Piece>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Piece {
    text: u32,
    source: u32,
    source_end: u32,
    exact: bool,
}

impl OffsetMap {
    /// Adds a piece of `len` bytes that starts at `text` and was made of the file's bytes `source`; pieces come in
    /// order. Zero-length pieces are passed over.
    pub fn push(&mut self, text: usize, len: usize, source: Span) {
        if len == 0 {
            return;
        }
        let exact = len == (source.end - source.start) as usize;
        let text = u32::try_from(text).expect("a passage is no longer than its file");
        self.pieces.push(Piece { text, source: source.start, source_end: source.end, exact });
    }

    /// The file offset of the text offset `at`, taken as the start of a range.
    pub fn to_source(&self, at: usize) -> u32 {
        let index = self.pieces.partition_point(|piece| piece.text as usize <= at).saturating_sub(1);
        self.pieces.get(index).map_or(0, |piece| piece.at(at))
    }

    /// The file offset of the text offset `at`, taken as the end of a range: it lies behind the last byte before it.
    pub fn to_source_end(&self, at: usize) -> u32 {
        let index = self.pieces.partition_point(|piece| (piece.text as usize) < at).saturating_sub(1);
        self.pieces.get(index).map_or(0, |piece| if piece.exact { piece.at(at) } else { piece.source_end })
    }

    /// The first text offset that was not made of bytes before the file offset `source`; `None` where all were.
    pub fn to_text(&self, source: u32) -> Option<usize> {
        let piece = self.pieces.get(self.pieces.partition_point(|piece| !piece.reaches(source)))?;
        Some((piece.text + source.saturating_sub(piece.source)) as usize)
    }

    /// The part of the map for `text[range]`, with offsets from the start of that range.
    #[must_use]
    pub fn slice(&self, range: std::ops::Range<usize>) -> OffsetMap {
        let mut part = OffsetMap::default();
        let from = self.pieces.partition_point(|piece| piece.text as usize <= range.start).saturating_sub(1);
        let to = self.pieces.partition_point(|piece| (piece.text as usize) < range.end);
        for (index, piece) in self.pieces.iter().enumerate().take(to).skip(from) {
            let end = self.pieces.get(index + 1).map_or(usize::MAX, |next| next.text as usize);
            let start = (piece.text as usize).max(range.start);
            if start >= end.min(range.end) {
                continue;
            }
            let moved = Piece { text: (start - range.start) as u32, source: piece.at(start), ..*piece };
            part.pieces.push(moved);
        }
        part
    }
}

impl Piece {
    /// Whether it holds the file offset `source`, or lies behind it; one that stands as a whole holds its first byte.
    fn reaches(self, source: u32) -> bool {
        if self.exact { self.source_end > source } else { self.source >= source }
    }

    fn at(self, text: usize) -> u32 {
        if self.exact {
            (self.source + (text as u32).saturating_sub(self.text)).min(self.source_end)
        } else {
            self.source
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map() -> OffsetMap {
        // "a **b** &amp; c" reads "a b & c".
        let mut map = OffsetMap::default();
        map.push(0, 2, Span::new(0, 2));
        map.push(2, 1, Span::new(4, 5));
        map.push(3, 1, Span::new(7, 8));
        map.push(4, 1, Span::new(8, 13));
        map.push(5, 2, Span::new(13, 15));
        map
    }

    #[test]
    fn offsets_lead_back_through_markup_and_entities() {
        let map = map();
        assert_eq!(map.to_source(2), 4);
        assert_eq!(map.to_source_end(3), 5);
        assert_eq!(map.to_source(4), 8);
        assert_eq!(map.to_source_end(5), 13);
        assert_eq!(map.to_source(6), 14);
        assert_eq!(map.to_source_end(7), 15);
    }

    #[test]
    fn places_in_the_file_lead_to_the_text() {
        let map = map();
        assert_eq!([0, 2, 4, 5, 7].map(|source| map.to_text(source)), [Some(0), Some(2), Some(2), Some(3), Some(3)]);
        assert_eq!([8, 9, 13, 14, 15].map(|source| map.to_text(source)), [Some(4), Some(5), Some(5), Some(6), None]);
    }

    #[test]
    fn a_slice_leads_to_the_same_places() {
        let part = map().slice(1..6);
        assert_eq!(part.to_source(0), 1);
        assert_eq!(part.to_source(1), 4);
        assert_eq!(part.to_source_end(4), 13);
        assert_eq!(part.to_source_end(5), 14);
    }
}
