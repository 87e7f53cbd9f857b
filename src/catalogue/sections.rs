//! The text of a pattern: its opening and what stands under its headings.

use std::collections::BTreeMap;

use crate::markdown::{self, Block, BlockKind};
use crate::model::{PatternSection, unique_slug};
use crate::source::{SourceFile, Span};

/// The deepest heading that opens a section; deeper ones belong to the text.
const DEEPEST: u8 = 2;

/// Reads the opening's first paragraph as plain text, and the sections in order; the opening is the first, and always
/// there.
pub fn read(file: &SourceFile, body: Span) -> (String, Vec<PatternSection>) {
    let document = markdown::parse(file.slice(body), body.start as usize);
    let mut sections = vec![PatternSection { title: String::new(), anchor: String::new(), span: body }];
    let mut anchors = BTreeMap::new();
    let mut summary = None;
    for block in &document.blocks {
        match block.kind {
            BlockKind::Heading(level) if level <= DEEPEST => {
                let nothing_yet = summary.is_none() && sections.len() == 1;
                let opening = sections.last_mut().expect("the opening is always there");
                if level == 1 && nothing_yet {
                    // The file's own title; what follows it is still the opening.
                    opening.span.start = block.span.end;
                    continue;
                }
                opening.span.end = block.span.start;
                let title = text_of(block);
                let anchor = unique_slug(&mut anchors, &title, "section");
                let span = Span { start: block.span.end, end: body.end };
                sections.push(PatternSection { title, anchor, span });
            }
            BlockKind::Paragraph if summary.is_none() && sections.len() == 1 => {
                summary = Some(text_of(block).replace('\n', " "));
            }
            _ => {}
        }
    }
    (summary.unwrap_or_default(), sections)
}

fn text_of(block: &Block) -> String {
    let text: String = block.inlines.iter().map(|inline| inline.text.as_str()).collect();
    text.trim().to_owned()
}
