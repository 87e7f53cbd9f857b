//! A text as safe HTML.
//!
//! One walk over the parser's events writes everything: [`walk`] opens and closes elements, [`places`] puts marks and
//! anchors into runs of text, [`wrap`] puts elements around blocks. Nothing an author wrote is dropped: what Markdown
//! would swallow (cells too many, labels without a use) and what is unsafe as HTML is shown as text.

mod callouts;
mod code;
mod elements;
mod footnotes;
mod frame;
mod highlight;
mod html;
mod links;
mod pictures;
mod pieces;
mod places;
mod raw;
mod run;
mod sanitise;
mod tables;
#[cfg(test)]
mod tests;
mod walk;
mod wrap;

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{Event, Parser, RefDefs, Tag};

use self::html::Html;
use self::run::Run;
use self::walk::{Step, Walk};
use super::comments;
use super::dialect::dialect;
use crate::source::Span;

/// Elements that may stand in each other. Sanitising takes time with the square of this, and no reader follows.
const MOST_NESTED: usize = 64;

/// A stretch of text to be set in `<mark>`.
#[derive(Clone, Debug)]
pub struct Mark {
    /// The bytes in the file.
    pub span: Span,
    /// The id of the first `<mark>` element.
    pub id: String,
    /// Its class.
    pub class: String,
    /// Its `title`, read out as its name.
    pub title: String,
    /// The `data-note` of its last `<mark>` element, the short word shown beside it; none where this is empty.
    pub note: String,
}

/// An element put around the blocks, list item or table row that a span covers.
///
/// Around whole blocks a `<div>` is put; a span that is one list item or one table row gives its `<li>` or `<tr>` the
/// class and the id instead.
#[derive(Clone, Debug)]
pub struct Wrapper {
    /// The bytes in the file.
    pub span: Span,
    /// The element's id.
    pub id: Option<String>,
    /// The element's class.
    pub class: String,
    /// What the page says of it, as the attribute `data-says` for a style to show; empty where it says nothing.
    pub says: String,
}

/// An id for a heading, or for a place in the text.
#[derive(Clone, Debug)]
pub struct Anchor {
    /// The byte in the file: the start of a heading's block, or of a label.
    pub offset: u32,
    /// The id.
    pub id: String,
}

/// A link or picture in the text, as the author wrote it.
#[derive(Clone, Copy, Debug)]
pub struct Link<'a> {
    /// The destination.
    pub destination: &'a str,
    /// Whether it is a picture.
    pub image: bool,
}

/// Where a link shall lead.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum LinkTarget {
    /// To this address, inside the site.
    Inside(String),
    /// To this address, elsewhere; opens with `rel="noreferrer"`. A picture becomes a link, as the site asks nobody else.
    Outside(String),
    /// Nowhere: the text stands without a link.
    Nowhere,
}

/// What to put into the HTML.
pub struct RenderOptions<'a> {
    /// The text's place in its file.
    pub offset: usize,
    /// Marks, ordered by where they start; they do not overlap.
    pub marks: &'a [Mark],
    /// Wrappers, ordered by where they start, an outer one before an inner one.
    pub wrappers: &'a [Wrapper],
    /// Ids, ordered by offset.
    pub anchors: &'a [Anchor],
    /// Says where each link leads.
    pub resolve: &'a dyn Fn(Link<'_>) -> LinkTarget,
    /// A heading of level 1 is written as `<h{this}>`, and so on down to `<h6>`.
    pub first_heading_level: u8,
    /// The level of the page's heading above the text: the text's own go down one level at a time from there, also
    /// where the author left one out.
    pub under: u8,
    /// Leave the text's first heading of level 1 out; the page shows it as its title.
    pub without_title: bool,
    /// What the page says of things that have no words of their own.
    pub say: &'a dyn Fn(Label) -> String,
}

/// Something that a page names although the author did not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// The list of footnotes.
    Footnotes,
    /// A reference to a footnote.
    Footnote {
        /// The footnote's number.
        number: usize,
    },
    /// The way back from a footnote.
    FootnoteBack {
        /// The footnote's number.
        number: usize,
        /// Which of the references to it.
        time: usize,
    },
    /// The link of a heading to itself.
    Heading,
    /// A table.
    Table {
        /// Its place among the tables of the text.
        number: u32,
    },
    /// The box of a task.
    Task {
        /// Whether it is ticked.
        done: bool,
    },
    /// A comment of the author's.
    Comment,
    /// An alert, by its kind: `note`, `tip`, `important`, `warning` or `caution`.
    Alert(&'static str),
}

/// HTML that is safe to put into a page.
#[derive(Clone, Debug, Default)]
pub struct Rendered {
    /// The HTML.
    pub html: String,
    /// Marks that could not be set, by index: their text lies in code or raw HTML.
    pub unset_marks: Vec<usize>,
    /// Counts what was taken out as unsafe or unknown: element names and schemes.
    pub removed: BTreeMap<String, u32>,
}

/// Whether the page shows a tag of that element, in lower case, as text, because HTML does not know it or it is unsafe.
pub(super) fn is_shown(element: &str) -> bool {
    !element.is_empty() && matches!(elements::fate(element), elements::Fate::Show | elements::Fate::Quote)
}

/// Renders a text.
///
/// The HTML is well formed whatever the text and wherever marks, wrappers and anchors lie; those that fit nothing snap
/// to what is there. A text that nests deeper than anyone reads is shown as its source.
pub fn render(text: &str, options: &RenderOptions<'_>) -> Rendered {
    let mut parser = Parser::new_ext(text, dialect()).into_offset_iter();
    let steps: Vec<Step<'_>> = parser.by_ref().collect();
    if nests_too_deep(&steps) {
        return source(text, options);
    }
    let capacity = text.len() * 3 / 2;
    let guarded = steps.iter().any(|step| holds_elements(text, step));
    let out = if guarded { Html::guarded(text, capacity * 2) } else { Html::plain(capacity) };
    let mut walk = Walk::new(text, options, &steps, out);
    walk.used_definitions = used_definitions(&steps, parser.reference_definitions());
    walk.go();
    Rendered {
        unset_marks: walk.places.unset_marks(),
        html: if guarded { sanitise::sanitise(&walk.out) } else { walk.out.buffer },
        removed: walk.removed,
    }
}

fn nests_too_deep(steps: &[Step<'_>]) -> bool {
    let mut depth = 0_usize;
    steps.iter().any(|(event, _)| {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
        depth > MOST_NESTED
    })
}

/// The text as it was written, with its marks and without its comments.
fn source(text: &str, options: &RenderOptions<'_>) -> Rendered {
    let mut out = Html::plain(text.len() * 2);
    let mut places = places::Places::new(options, &[]);
    let mut run = Run::default();
    let mut at = 0;
    for comment in comments(text, 0) {
        let range = comment.span.range();
        run.push(&text[at..range.start.max(at)], text, at..range.start.max(at));
        at = range.end.max(at);
    }
    run.push(&text[at..], text, at..text.len());
    out.raw("<pre class=\"source\" tabindex=\"0\"><code>");
    places.write_run(&mut out, &run, &[]);
    out.raw("</code></pre>\n");
    places.write_anchors(&mut out, usize::MAX);
    Rendered { html: out.buffer, unset_marks: places.unset_marks(), removed: BTreeMap::new() }
}

/// Whether there is raw HTML beyond a comment, so that the sanitiser is needed.
fn holds_elements(text: &str, (event, range): &Step<'_>) -> bool {
    let html = match event {
        Event::InlineHtml(html) => html.as_ref(),
        Event::Start(Tag::HtmlBlock) => text.get(range.clone()).unwrap_or_default().trim(),
        _ => return false,
    };
    let comment = html.strip_prefix("<!--").and_then(|rest| rest.find("-->").map(|at| at + 3 == rest.len()));
    comment != Some(true)
}

/// Where the definitions stand of the labels that links and pictures use.
fn used_definitions(steps: &[Step<'_>], definitions: &RefDefs<'_>) -> BTreeSet<(usize, usize)> {
    let labels = steps.iter().filter_map(|(event, _)| match event {
        Event::Start(Tag::Link { id, .. } | Tag::Image { id, .. }) if !id.is_empty() => Some(id.as_ref()),
        _ => None,
    });
    let labels: BTreeSet<&str> = labels.collect();
    let used = labels.into_iter().filter_map(|label| definitions.get(label));
    used.map(|definition| (definition.span.start, definition.span.end)).collect()
}
