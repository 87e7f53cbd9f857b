//! What of a file may be shared: the home of `aho_corasick`.
//!
//! The shareable edition is made of shorter texts. What is internal is cut out of a file's text before anything reads
//! it, so that no page, index, feed or comparison made of it can tell what stood there. Line breaks stay, so that a line
//! has the number that it has in the file.
//!
//! Whatever is in doubt is withheld: a record that does not say for whom it is (unless the configuration does), a
//! value that is no audience, everything behind a marker that is never closed, a whole record where a marker closes what
//! none opened.
//!
//! [`parts`] says what a file itself marks; [`Names`] finds what it tells of other, internal records; [`cut`] takes both
//! out. Which files there are and where the shorter texts go is for [`crate::pipeline`] to say.

mod audience;
mod cut;
mod front;
mod manifest;
mod markers;
mod names;
mod plain;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::config::Config;
use crate::diag::Diagnostic;
use crate::source::{SourceFile, Span};

pub use cut::{Edition, cut};
pub use manifest::{Manifest, Withheld, WithheldPlace};
pub use names::{Bearer, Names, Told};

/// Why something is withheld.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// The record is internal, by its own word or by that of the configuration.
    Record,
    /// What the record says of its audience cannot be understood.
    Unclear,
    /// The file's own name holds what is internal.
    FileName,
    /// Something internal could not be cut out on its own.
    Left,
    /// A section marked at its heading.
    Section,
    /// What stands between two markers.
    Span,
    /// What stands behind a marker that is never closed.
    Unclosed,
    /// A key of the front matter with its value.
    Key,
    /// A comment; none is meant for readers.
    Comment,
    /// A link to an internal record.
    Link,
    /// A name that is internal: of a record, or out of the configuration.
    Name,
}

/// What stands in the place of what is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Instead {
    /// Nothing but its line breaks.
    Nothing,
    /// A mark that readers see, unless whole lines are cut.
    Mark,
    /// A word, where a mark would be a list of the front matter.
    Word,
    /// The front matter's own nothing.
    Null,
}

/// A stretch of a file that is not to be shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The bytes.
    pub span: Span,
    /// Why.
    pub why: Why,
    instead: Instead,
}

/// What a file marks as internal.
#[derive(Debug, Default)]
pub struct Parts {
    /// Why all of it is internal; `None` where some of it may be shared.
    pub whole: Option<Why>,
    /// What is cut out of a file that may be shared, ordered by place; they may overlap.
    pub cuts: Vec<Cut>,
    /// Marks and values that cannot be understood.
    pub findings: Vec<Diagnostic>,
}

/// What a record's or pattern's own file marks as internal.
pub fn parts(file: &Arc<SourceFile>, config: &Config) -> Parts {
    let (front, _) = crate::record::front_matter(file);
    let mut parts = Parts::default();
    parts.whole = audience::whole(file, &front, config, &mut parts.findings);
    front::cuts(file, &front, config, &mut parts);
    markers::cuts(file, front.body, &mut parts);
    parts.cuts.sort_by_key(|cut| cut.span);
    parts
}

/// Whether a text might mark anything at all; most do not, and need not be read for it.
pub fn may_mark(text: &str) -> bool {
    ["<!--", "udience", "UDIENCE", "+++"].iter().any(|mark| text.contains(mark))
}

impl Cut {
    fn new(span: Span, why: Why, instead: Instead) -> Self {
        Self { span, why, instead }
    }
}

/// The span, widened to whole lines; the break behind the last one is left out.
fn whole_lines(text: &str, span: Span) -> Span {
    let start = text.get(..span.start as usize).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let end = span.end.max(span.start) as usize;
    // A span that ends with a line break ends with that line.
    let from = end - usize::from(end > start && text.get(..end).is_some_and(|before| before.ends_with('\n')));
    let end = text.get(from..).and_then(|after| after.find('\n')).map_or(text.len(), |at| from + at);
    Span::new(start, end)
}
