//! Where sections lie: which one holds a byte, and how far each reaches with all that stands under it.
//!
//! Made once a record, so that a record of a thousand sections costs no thousand walks over all of them.

use crate::model::Section;
use crate::source::Span;

/// The sections of a record by place.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// Where the innermost section changes: a byte, and the section that holds from there on; ordered.
    borders: Vec<(u32, u32)>,
    /// Each section with everything under it.
    extents: Vec<Span>,
}

impl Layout {
    /// Reads sections that are ordered by where they start, each behind its parent.
    pub(super) fn of(sections: &[Section]) -> Layout {
        let mut layout = Layout { borders: Vec::new(), extents: sections.iter().map(|section| section.span).collect() };
        let mut open: Vec<usize> = Vec::new();
        for (index, section) in sections.iter().enumerate() {
            layout.close(sections, &mut open, section.span.start);
            layout.border(section.span.start, index);
            open.push(index);
        }
        layout.close(sections, &mut open, u32::MAX);
        for index in (1..sections.len()).rev() {
            if let Some(parent) = sections[index].parent {
                layout.extents[parent as usize] = layout.extents[parent as usize].to(layout.extents[index]);
            }
        }
        layout
    }

    /// Ends the open sections that do not reach `until`; what no section holds belongs to the opening.
    fn close(&mut self, sections: &[Section], open: &mut Vec<usize>, until: u32) {
        while let Some(last) = open.pop_if(|&mut last| sections[last].span.end <= until) {
            self.border(sections[last].span.end, open.last().copied().unwrap_or(0));
        }
    }

    fn border(&mut self, at: u32, section: usize) {
        let reached = self.borders.last().map_or(0, |&(at, _)| at);
        self.borders.push((at.max(reached), section as u32));
    }

    /// The innermost section that holds a byte.
    pub(super) fn at(&self, offset: u32) -> u32 {
        let after = self.borders.partition_point(|&(at, _)| at <= offset);
        after.checked_sub(1).map_or(0, |index| self.borders[index].1)
    }

    /// A section with everything under it.
    pub(super) fn extent(&self, section: usize) -> Span {
        self.extents[section]
    }

    /// The sections under a section, in order: they follow it without a gap.
    pub(super) fn under<'s>(&'s self, sections: &'s [Section], section: usize) -> impl Iterator<Item = usize> + 's {
        let extent = self.extents[section];
        (section + 1..sections.len()).take_while(move |&later| extent.contains(sections[later].span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown;
    use crate::record::{prose, sections, words::Words};

    const TEXT: &str = "intro\n\n## Root cause\n\n- **Fix:** a\n- b\n\n### More\n\n**Impact:** c\n\n## Other\n\nd\n";

    fn read() -> (Vec<Section>, Layout) {
        let document = markdown::parse(TEXT, 0);
        let proses: Vec<_> = document.blocks.iter().map(prose::texts).collect();
        let sections = sections::find(&document, &proses, Words::built_in(), Span::new(0, TEXT.len()));
        let layout = Layout::of(&sections);
        (sections, layout)
    }

    #[test]
    fn a_byte_belongs_to_the_innermost_section() {
        let (sections, layout) = read();
        let at = |text: &str| {
            let offset = TEXT.find(text).expect("it stands there");
            sections[layout.at(offset as u32) as usize].title.as_str()
        };
        let places = ["intro", "Root", "a\n", "b\n", "More", "c\n", "Other", "d\n"];
        assert_eq!(places.map(at), ["", "Root cause", "Fix", "Root cause", "More", "Impact", "Other", "Other"]);
        assert_eq!(layout.at(u32::MAX), 0);
    }

    #[test]
    fn a_section_reaches_over_all_that_stands_under_it() {
        let (sections, layout) = read();
        let titles = |index| layout.under(&sections, index).map(|at| sections[at].title.as_str()).collect::<Vec<_>>();
        assert_eq!(titles(1), ["Fix", "More", "Impact"]);
        assert_eq!(titles(2), Vec::<&str>::new());
        assert!(TEXT[layout.extent(1).range()].ends_with("c\n\n"));
    }
}
