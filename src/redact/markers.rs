//! What of a text is marked as internal: sections at their heading, stretches between markers, and comments.

use std::sync::Arc;

use super::{Cut, Instead, Parts, Why, whole_lines};
use crate::diag::{Diagnostic, rule};
use crate::markdown::{self, BlockKind, Document, Marker};
use crate::source::{SourceFile, Span};

/// A marker in a text.
#[derive(Clone, Copy, Debug)]
struct Found {
    kind: Marker,
    span: Span,
}

/// A heading that no quote, list or footnote holds.
struct Heading {
    level: u8,
    span: Span,
}

/// Finds what a text marks; it starts at `body`.
pub(super) fn cuts(file: &Arc<SourceFile>, body: usize, parts: &mut Parts) {
    let text = file.text.as_str();
    if !text.contains("<!--") && !text.contains("]:") {
        return;
    }
    let markers = find(text);
    let document = markdown::parse(text.get(body..).unwrap_or_default(), body);
    let headings = headings(text, &document);
    let mut sections: Vec<Span> = Vec::new();
    // Stretches that are open, the outermost first.
    let mut open: Vec<Found> = Vec::new();
    for found in markers {
        like(file, found, parts);
        let opens = matches!(found.kind, Marker::Open | Marker::LikeOpen);
        if (found.span.start as usize) < body {
            // A stretch that began here would run across the end of the front matter.
            parts.whole = parts.whole.or(Some(Why::Unclear));
            let message = "a marker of internal text stands in the front matter";
            parts.findings.push(finding(file, found.span, message, "write `# internal` behind the key, on its line"));
        } else if opens && open.is_empty() && !closes_in_heading(&headings, found, text) {
            if let Some(section) = section_of(&headings, found.span, text.len()) {
                sections.push(section);
            } else {
                open.push(found);
            }
        } else if opens {
            open.push(found);
        } else if let Some(first) = open.pop() {
            if open.is_empty() {
                parts.cuts.push(Cut::new(first.span.to(found.span), Why::Span, Instead::Mark));
            }
        } else if !sections.iter().any(|section| section.contains(found.span)) {
            parts.whole = parts.whole.or(Some(Why::Unclear));
            let message = "this marker closes what none opens, so that all of the record counts as internal";
            parts.findings.push(finding(file, found.span, message, "write `<!-- internal -->` where it begins"));
        }
    }
    if let Some(first) = open.first() {
        parts.cuts.push(Cut::new(Span { end: text.len() as u32, ..first.span }, Why::Unclosed, Instead::Mark));
        let message = "internal text is opened here and never closed, so that all that follows counts as internal";
        let help = "write `<!-- /internal -->` where it ends";
        parts.findings.push(finding(file, open.last().unwrap_or(first).span, message, help));
    }
    parts.cuts.extend(sections.into_iter().map(|span| Cut::new(span, Why::Section, Instead::Nothing)));
    comments(text, body, &document, parts);
}

/// Every marker of a text, wherever it stands: one inside of code marks as well.
fn find(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text.get(from..).and_then(|rest| rest.find("<!--")).map(|at| from + at) {
        from = start + 4;
        let Some(end) = text.get(from..).and_then(|rest| rest.find("-->")).map(|at| from + at) else { break };
        let words = text.get(from..end).unwrap_or_default();
        if let Some(kind) = markdown::marker(words) {
            found.push(Found { kind, span: Span::new(start, end + 3) });
            from = end + 3;
        }
    }
    found
}

/// Whether a text has a marker in it.
pub(super) fn is_left(text: &str) -> bool {
    !find(text).is_empty()
}

fn like(file: &Arc<SourceFile>, found: Found, parts: &mut Parts) {
    let (message, help) = match found.kind {
        Marker::LikeOpen => ("this looks like a marker of internal text, and is taken for one", "<!-- internal -->"),
        Marker::LikeClose => ("this looks like the end of internal text, and is taken for it", "<!-- /internal -->"),
        Marker::Open | Marker::Close => return,
    };
    parts.findings.push(finding(file, found.span, message, &format!("write `{help}`")));
}

fn finding(file: &Arc<SourceFile>, span: Span, message: &str, help: &str) -> Diagnostic {
    Diagnostic::new(&rule::UNCLEAR_MARKER, file, span, message).with_help(help)
}

fn headings(text: &str, document: &Document) -> Vec<Heading> {
    let top = |block: &&markdown::Block| {
        let line = whole_lines(text, Span { end: block.span.start, ..block.span });
        let before = text.get(line.start as usize..block.span.start as usize).unwrap_or_default();
        block.item.is_none() && before.len() < 4 && before.trim().is_empty()
    };
    let level = |block: &markdown::Block| match block.kind {
        BlockKind::Heading(level) => Some(Heading { level, span: whole_lines(text, block.span) }),
        _ => None,
    };
    document.blocks.iter().filter(top).filter_map(level).collect()
}

/// The section whose heading holds a marker: to the next heading of its level or above.
fn section_of(headings: &[Heading], marker: Span, end: usize) -> Option<Span> {
    let at = headings.iter().position(|heading| heading.span.contains(marker))?;
    let level = headings[at].level;
    let next = headings.iter().skip(at + 1).find(|heading| heading.level <= level);
    // The break before the next heading stays with that.
    let end = next.map_or(end, |next| (next.span.start as usize).saturating_sub(1));
    Some(Span::new(headings[at].span.start as usize, end))
}

/// Whether a stretch ends in the heading that it begins in, and so is no mark of the section.
fn closes_in_heading(headings: &[Heading], opening: Found, text: &str) -> bool {
    let own = headings.iter().find(|heading| heading.span.contains(opening.span));
    own.and_then(|heading| text.get(opening.span.end as usize..heading.span.end as usize))
        .is_some_and(|rest| find(rest).iter().any(|found| matches!(found.kind, Marker::Close | Marker::LikeClose)))
}

/// Comments are notes of authors to each other: those of HTML, and link definitions that are used as such.
fn comments(text: &str, body: usize, document: &Document, parts: &mut Parts) {
    let inside = text.get(body..).unwrap_or_default();
    let found = markdown::comments(inside, body);
    parts.cuts.extend(found.iter().map(|comment| Cut::new(comment.span, Why::Comment, Instead::Nothing)));
    // One that is never closed runs to the end.
    if let Some(start) = inside.rfind("<!--").map(|at| body + at)
        && !text.get(start..).is_some_and(|rest| rest.contains("-->"))
        && !is_code(document, start)
    {
        parts.cuts.push(Cut::new(Span::new(start, text.len()), Why::Comment, Instead::Nothing));
    }
    let mut at = body;
    for line in inside.split_inclusive('\n') {
        let lower = line.trim_start().to_lowercase();
        if ["[//]:", "[comment]:", "[#]:", "[_]:"].iter().any(|label| lower.starts_with(label))
            && !is_code(document, at)
        {
            parts.cuts.push(Cut::new(Span::new(at, at + line.trim_end().len()), Why::Comment, Instead::Nothing));
        }
        at += line.len();
    }
}

fn is_code(document: &Document, at: usize) -> bool {
    let holds = |span: Span| span.holds(at as u32);
    document.blocks.iter().any(|block| match block.kind {
        BlockKind::Code { .. } => holds(block.span),
        _ => block.inlines.iter().any(|inline| inline.code && holds(inline.span)),
    })
}
