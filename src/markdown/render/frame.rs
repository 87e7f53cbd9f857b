//! What is open while HTML is written, and how it is closed again in order.

use super::html::Html;

/// An element that Markdown opened, with what was opened inside it.
#[derive(Debug)]
pub(super) struct Frame {
    /// What is written when it ends.
    pub end: End,
    /// Wrappers and the author's own tags, outermost first.
    pub open: Vec<Open>,
    /// How far its text has been written; blocks only.
    pub cursor: usize,
    /// A class for the items or rows that follow, up to an offset.
    pub spread: Option<(String, usize)>,
    /// The number of the next item; lists with numbers only.
    pub number: Option<u64>,
}

/// How an element ends.
#[derive(Debug)]
pub(super) enum End {
    /// With these tags.
    Tags(&'static str),
    /// With the end of a heading of that level, after a link to its id.
    Heading(u8, Option<String>),
    /// With these tags, after `name` where nothing has been written since `from`; whether it is a link.
    Named { tags: &'static str, link: bool, name: String, from: usize },
    /// With a table.
    Table,
    /// With a row; all of it ends at that offset.
    Row { head: bool, end: usize },
    /// With the end of a footnote's text, which is kept for later.
    Footnote,
}

/// What can be open inside an element beside Markdown's own elements.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Open {
    /// A wrapper that reaches to this offset.
    Wrapper(usize),
    /// An author's element.
    Element(String),
}

impl Frame {
    /// An element whose text starts at `cursor`.
    pub fn new(end: End, cursor: usize) -> Self {
        Self { end, open: Vec::new(), cursor, spread: None, number: None }
    }

    /// Closes what was opened inside from `depth` on; gives the number of links among it.
    pub fn close_to(&mut self, out: &mut Html, depth: usize) -> u32 {
        let mut links = 0;
        while self.open.len() > depth {
            match self.open.pop() {
                Some(Open::Element(name)) => {
                    links += u32::from(name == "a");
                    out.raw("</");
                    out.raw(&name);
                    out.raw(">");
                }
                Some(Open::Wrapper(_)) => out.raw("</div>\n"),
                None => {}
            }
        }
        links
    }
}
