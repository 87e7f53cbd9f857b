//! Passages: the words of a record in order, cut where sections begin.

use std::ops::Range;

use super::front_matter::FrontMatter;
use super::layout::Layout;
use super::prose::{self, Prose};
use crate::markdown::{Block, BlockKind, Document};
use crate::model::{Carrier, OffsetMap, Passage, PassageKind, Role, Section};
use crate::source::{SourceFile, Span};
use crate::yaml::Node;

/// Puts the passages of a record together: front matter first, then the blocks.
pub(super) fn collect(
    file: &SourceFile,
    front: &FrontMatter,
    document: &Document,
    proses: &[Vec<Prose>],
    sections: &[Section],
    layout: &Layout,
) -> Vec<Passage> {
    let mut passages = front_matter(file, front);
    let mut cutter = Cutter { sections, layout, passages: Vec::new() };
    for (block, proses) in document.blocks.iter().zip(proses) {
        let kind = kind(block);
        let before = cutter.passages.len();
        for prose in proses {
            cutter.cut(kind, prose);
        }
        // An item with a box is a promise, wherever it stands, and proves nothing; but what was tried and failed may be
        // ticked off too.
        if block.item.is_some_and(|item| document.items[item as usize].checked.is_some()) {
            for passage in cutter.passages[before..].iter_mut().filter(|passage| passage.role != Role::RuledOut) {
                passage.role = Role::Future;
            }
        }
    }
    passages.append(&mut cutter.passages);
    // Where a link leads, as far as its text does not say so.
    let links = document.links.iter().filter(|link| !link.destination.starts_with('#'));
    let links = links.map(|link| (&link.destination, link.span));
    let fences = document.fences.iter().map(|fence| (&fence.text, fence.span));
    let unseen =
        links.chain(fences).filter(|(text, _)| text.chars().any(|c| !c.is_whitespace() && !c.is_ascii_punctuation()));
    passages.extend(unseen.map(|(text, span)| address(sections, layout, text, span)));
    passages
}

fn address(sections: &[Section], layout: &Layout, text: &str, span: Span) -> Passage {
    let section = layout.at(span.start);
    let mut map = OffsetMap::default();
    map.push(0, text.len(), span);
    let role = sections[section as usize].role;
    Passage { kind: PassageKind::Address, section, role, text: text.to_owned(), span, map }
}

fn kind(block: &Block) -> PassageKind {
    match block.kind {
        BlockKind::Heading(_) => PassageKind::Heading,
        BlockKind::Paragraph if block.item.is_some() => PassageKind::Item,
        BlockKind::Paragraph => PassageKind::Paragraph,
        BlockKind::Row { .. } => PassageKind::Cell,
        BlockKind::Code { .. } => PassageKind::Code,
        BlockKind::Html => PassageKind::Html,
    }
}

fn front_matter(file: &SourceFile, front: &FrontMatter) -> Vec<Passage> {
    let mut passages = Vec::new();
    for (key, value) in &front.fields {
        passages.push(raw(file, key.span));
        passages.extend(scalars(&value.value, value.span).into_iter().map(|span| raw(file, span)));
    }
    passages.extend(front.unread.iter().map(|&span| raw(file, span)));
    passages
}

/// The places of all scalars in a tree.
fn scalars(node: &Node, span: Span) -> Vec<Span> {
    match node {
        Node::Null => Vec::new(),
        Node::Scalar(_) => vec![span],
        Node::Sequence(items) => items.iter().flat_map(|item| scalars(&item.value, item.span)).collect(),
        Node::Mapping(fields) => {
            let both = |key: Span, value: &Node, span| std::iter::once(key).chain(scalars(value, span));
            fields.iter().flat_map(|(key, value)| both(key.span, &value.value, value.span)).collect()
        }
    }
}

fn raw(file: &SourceFile, span: Span) -> Passage {
    let text = file.slice(span).to_owned();
    let mut map = OffsetMap::default();
    map.push(0, text.len(), span);
    Passage { kind: PassageKind::FrontMatter, section: 0, role: Role::Neutral, text, span, map }
}

/// Cuts texts at the borders of sections.
struct Cutter<'a> {
    sections: &'a [Section],
    layout: &'a Layout,
    passages: Vec<Passage>,
}

impl Cutter<'_> {
    fn cut(&mut self, kind: PassageKind, prose: &Prose) {
        if prose.text.trim().is_empty() {
            return;
        }
        let whole = prose.span(0..prose.text.len());
        let mut start = 0;
        for (index, at) in self.cuts(prose, whole) {
            // Labels inside one piece of code over several lines all begin where that does.
            let at = at.max(start);
            self.push(kind, prose, start..at);
            // The label is a heading of its own, so that it is no part of the first sentence.
            let head = self.sections[index].head;
            let end = offset_of(prose, head.end).max(at);
            if end > at && kind != PassageKind::Heading {
                self.push(PassageKind::Heading, prose, at..end);
                start = end;
            } else {
                start = at;
            }
        }
        self.push(kind, prose, start..prose.text.len());
    }

    /// The sections that begin inside a text, with where in the text they do.
    fn cuts(&self, prose: &Prose, whole: Span) -> Vec<(usize, usize)> {
        let from = self.sections.partition_point(|section| section.head.start < whole.start);
        // A head may begin with the number of its item, which stands before the text.
        let from = from - usize::from(from > 0 && self.sections[from - 1].head.end > whole.start);
        let inside = self.sections[from..].iter().enumerate().take_while(|(_, section)| section.head.start < whole.end);
        let labels = inside.filter(|(_, section)| section.level > 6 || section.carrier == Carrier::Line);
        labels.map(|(index, section)| (from + index, offset_of(prose, section.head.start))).collect()
    }

    fn push(&mut self, kind: PassageKind, prose: &Prose, range: Range<usize>) {
        let range = prose::trim(&prose.text, range);
        if range.is_empty() {
            return;
        }
        let span = prose.span(range.clone());
        let section = self.layout.at(span.start);
        let text = prose.text[range.clone()].to_owned();
        let role = self.sections[section as usize].role;
        self.passages.push(Passage { kind, section, role, text, span, map: prose.map.slice(range) });
    }
}

/// Where in the text the file offset `source` lies: the first character that is not before it.
fn offset_of(prose: &Prose, source: u32) -> usize {
    prose.map.to_text(source).unwrap_or(prose.text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown;
    use crate::record::{sections, words::Words};

    fn shown(text: &str) -> Vec<(PassageKind, u32, String)> {
        let file = SourceFile::new("a.md", text);
        let document = markdown::parse(text, 0);
        let proses: Vec<_> = document.blocks.iter().map(prose::texts).collect();
        let sections = sections::find(&document, &proses, Words::built_in(), Span::new(0, text.len()));
        let passages = collect(&file, &FrontMatter::default(), &document, &proses, &sections, &Layout::of(&sections));
        for passage in &passages {
            let span = passage.source_span(0..passage.text.len());
            assert_eq!(span, passage.span);
        }
        passages.into_iter().map(|passage| (passage.kind, passage.section, passage.text)).collect()
    }

    #[test]
    fn labels_inside_code_over_several_lines_are_read() {
        let told = shown("`\nIt broke. Root cause: a lock. Mitigation: none.\n:`\n");
        assert!(told.iter().any(|(_, _, text)| text.contains("Mitigation: none.")), "{told:?}");
    }

    #[test]
    fn an_item_with_a_box_proves_nothing_wherever_it_stands() {
        let file = SourceFile::new("a.md", "## Root cause\n\n- the pool\n- [ ] fix the pool\n");
        let (incident, _) = crate::record::read(&file, &crate::config::Config::default());
        let roles: Vec<_> = incident.passages.iter().skip(1).map(|passage| passage.role).collect();
        assert_eq!(roles, [Role::Cause, Role::Future]);
    }

    #[test]
    fn what_a_fence_says_of_its_code_can_be_found() {
        let expected = [
            (PassageKind::Code, 0, "run()".to_owned()),
            (PassageKind::Address, 0, "python title=consumer.py".to_owned()),
        ];
        assert_eq!(shown("```python title=consumer.py\nrun()\n```\n"), expected);
    }

    #[test]
    fn a_label_is_a_passage_of_its_own() {
        let expected = [
            (PassageKind::Heading, 1, "Root cause:".to_owned()),
            (PassageKind::Paragraph, 1, "the pool & more".to_owned()),
        ];
        assert_eq!(shown("**Root cause:** the *pool* &amp; more"), expected);
    }

    #[test]
    fn a_paragraph_is_cut_where_labels_stand_in_it() {
        let expected = [
            (PassageKind::Paragraph, 0, "Slow.".to_owned()),
            (PassageKind::Heading, 1, "Root cause:".to_owned()),
            (PassageKind::Paragraph, 1, "A deploy.".to_owned()),
            (PassageKind::Heading, 2, "Mitigation:".to_owned()),
            (PassageKind::Paragraph, 2, "Rollback.".to_owned()),
        ];
        assert_eq!(shown("Slow. Root cause: A deploy. Mitigation: Rollback."), expected);
    }

    #[test]
    fn text_behind_a_labelled_item_belongs_to_the_section_around_it() {
        let sections: Vec<_> = shown("## Facts\n\n- **Root cause:** a\n- b\n").into_iter().map(|(_, s, _)| s).collect();
        assert_eq!(sections, [1, 2, 2, 1]);
    }
}
