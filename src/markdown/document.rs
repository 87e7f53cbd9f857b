//! A text as flat blocks with places.
//!
//! Records are made of headings, paragraphs, items, rows and code; how these nest matters only for list items.
//! So every block keeps its span and the innermost item it stands in, and nothing of the tree above it.

use std::ops::Range;

use crate::source::Span;

/// A text read into blocks, in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Headings, paragraphs, table rows, code and raw HTML.
    pub blocks: Vec<Block>,
    /// The list items that blocks stand in.
    pub items: Vec<ItemInfo>,
    /// The quotations that blocks stand in, those around others first.
    pub quotes: Vec<Span>,
    /// Links and pictures.
    pub links: Vec<LinkInfo>,
    /// What code fences say of their code.
    pub fences: Vec<FenceInfo>,
    /// A code fence that is never closed: the span of its opening line.
    pub unclosed_fence: Option<Span>,
}

/// A list item as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ItemInfo {
    /// Marker, text, and everything nested in it.
    pub span: Span,
    /// How many lists it stands in, from 1.
    pub depth: u8,
    /// The item around it.
    pub parent: Option<u32>,
    /// `[x]` or `[ ]`.
    pub checked: Option<bool>,
}

/// A link or picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkInfo {
    /// Where it leads, as written.
    pub destination: String,
    /// Whether it is a picture.
    pub image: bool,
    /// All of it.
    pub span: Span,
}

/// What stands behind the marks that open a code block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FenceInfo {
    /// The info string: a language as a rule, and whatever else an author wrote there.
    pub text: String,
    /// The line it stands in.
    pub span: Span,
}

/// What a block is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading of level 1 to 6.
    Heading(u8),
    /// A paragraph, or the text of a list item.
    Paragraph,
    /// A row of a table; cells are ranges of indices into the block's inlines.
    Row {
        /// Counts the tables of the text, from 0.
        table: u32,
        /// Whether it is the head of its table.
        head: bool,
        /// Each cell's inlines.
        cells: Vec<Range<usize>>,
    },
    /// A block of code.
    Code {
        /// The first word of the info string; empty where there is none.
        language: String,
    },
    /// Raw HTML.
    Html,
}

/// One block.
#[derive(Clone, Debug)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// All of it, markup included.
    pub span: Span,
    /// The innermost list item it stands in, as an index into the document's items.
    pub item: Option<u32>,
    /// Its text in pieces.
    pub inlines: Vec<Inline>,
}

/// A piece of text of one style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inline {
    /// The text as a reader sees it; a line break inside a paragraph is `\n`.
    pub text: String,
    /// Where it stands, without its markup.
    pub span: Span,
    /// Whether it is set in bold.
    pub strong: bool,
    /// Whether it is a code span.
    pub code: bool,
    /// Whether it is struck through.
    pub struck: bool,
}
