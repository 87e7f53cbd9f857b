//! Wrappers: a `<div>` around blocks, a class and an id on list items and rows; and link definitions between blocks.
//!
//! A wrapper goes around the first block that starts where it starts, and closes before the first block of the same
//! parent that starts where it ends or later. Where it fits no block, its id is put there as an anchor.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::frame::{End, Open};
use super::run::Run;
use super::walk::Walk;

impl Walk<'_> {
    /// What comes before a block that can stand in a `<div>`.
    pub fn before_block(&mut self, range: &Range<usize>) {
        self.between_blocks(range);
        while let Some(span) = self.wrapper_at(range, 0) {
            self.open_wrapper(span.end);
        }
    }

    /// What comes before a list or table: its items and rows get the wrappers that do not cover all of it.
    pub fn before_list(&mut self, range: &Range<usize>) {
        self.between_blocks(range);
        let whole = self.trimmed_end(range);
        let first = self.first_child_end();
        while let Some(span) = self.wrapper_at(range, 0) {
            if span.end < whole || first.is_some_and(|first| span.end <= first) {
                return;
            }
            self.open_wrapper(span.end);
        }
    }

    /// Writes the classes and the id of an item or row.
    pub fn take_row_wrappers(&mut self, range: &Range<usize>, class: Option<&str>) {
        let mut classes: Vec<&str> = class.into_iter().collect();
        let mut id = None;
        let mut says = None;
        let mut spread = self.frames.last_mut().and_then(|frame| frame.spread.take());
        spread = spread.filter(|(_, end)| *end > range.start);
        let marker = self.text.get(range.clone()).map_or(0, marker_length);
        let earlier = spread.clone();
        classes.extend(earlier.as_ref().map(|(class, _)| class.as_str()));
        while let Some(span) = self.wrapper_at(range, marker) {
            // A second id for the same element stays where it is, and becomes an anchor in the element.
            let Some((wrapper, _)) = self.places.next_wrapper().filter(|(w, _)| id.is_none() || w.id.is_none()) else {
                break;
            };
            self.places.take_wrapper();
            id = id.or(wrapper.id.as_deref());
            says = says.or(Some(wrapper.says.as_str()).filter(|says| !says.is_empty()));
            classes.push(&wrapper.class);
            if span.end > range.end {
                spread = Some((wrapper.class.clone(), span.end));
            }
        }
        if !classes.is_empty() {
            self.out.attribute("class", &classes.join(" "));
        }
        self.out.optional("data-says", says);
        self.out.optional("id", id);
        if let Some(frame) = self.frames.last_mut() {
            frame.spread = spread;
        }
    }

    /// The span of the next wrapper when it starts with the block at `range`, of which the first `marker` bytes say
    /// what it is. Wrappers that ended before leave their ids.
    fn wrapper_at(&mut self, range: &Range<usize>, marker: usize) -> Option<Range<usize>> {
        let (_, span) = self.places.next_wrapper()?;
        if span.start >= range.end {
            return None;
        }
        let after_marker = range.start + marker;
        let skipped = self.text.get(after_marker..span.start).unwrap_or_default();
        (span.end > range.start && !skipped.contains(char::is_alphanumeric)).then_some(span)
    }

    fn open_wrapper(&mut self, end: usize) {
        let Some((wrapper, _)) = self.places.next_wrapper() else { return };
        self.places.take_wrapper();
        self.out.raw("<div");
        self.out.attribute("class", &wrapper.class);
        self.out.optional("data-says", Some(wrapper.says.as_str()).filter(|says| !says.is_empty()));
        self.out.optional("id", wrapper.id.as_deref());
        self.out.raw(">\n");
        if let Some(frame) = self.frames.last_mut() {
            frame.open.push(Open::Wrapper(end));
        }
    }

    /// Shows unused definitions, closes the wrappers that end before a block, and drops those that found no place.
    fn between_blocks(&mut self, range: &Range<usize>) {
        self.definitions(range.start);
        let Some(frame) = self.frames.last_mut() else { return };
        let ended = frame.open.iter().position(|open| matches!(open, Open::Wrapper(end) if *end <= range.start));
        if let Some(depth) = ended {
            self.links -= frame.close_to(&mut self.out, depth);
        }
        while let Some((wrapper, span)) = self.places.next_wrapper()
            && span.end <= range.start
        {
            self.places.take_wrapper();
            wrapper.id.iter().for_each(|id| super::places::write_anchor(&mut self.out, id));
        }
    }

    /// Where the first item of a list, or the head of a table, ends.
    fn first_child_end(&self) -> Option<usize> {
        match self.steps.get(self.at) {
            Some((Event::Start(Tag::Item | Tag::TableHead), range)) => Some(range.end),
            _ => None,
        }
    }

    fn trimmed_end(&self, range: &Range<usize>) -> usize {
        let block = self.text.get(range.clone()).unwrap_or_default();
        range.start + block.trim_end_matches(|c: char| c.is_whitespace() || c == '>').len()
    }

    /// Shows the definitions of link labels up to `end` that no link uses; Markdown itself would swallow them.
    pub fn definitions(&mut self, end: usize) {
        let Some(frame) = self.frames.last_mut() else { return };
        let start = frame.cursor;
        frame.cursor = start.max(end);
        if !self.text.get(start..end).is_some_and(|gap| gap.contains("]:")) || matches!(frame.end, End::Table) {
            return;
        }
        let used: Vec<_> = self.used_definitions.range((start, 0)..(end, 0)).copied().collect();
        let mut from = start;
        for (used_start, used_end) in used.into_iter().chain([(end, end)]) {
            self.show_definition(from..used_start);
            from = used_end;
        }
    }

    fn show_definition(&mut self, range: Range<usize>) {
        let gap = self.text.get(range.clone()).unwrap_or_default();
        let Some(at) = gap.find('[').filter(|_| gap.contains("]:")) else { return };
        let shown = gap[at..].trim_end_matches(|c: char| c.is_whitespace() || c == '>');
        let mut run = Run::default();
        run.push(shown, self.text, range.start + at..range.start + at + shown.len());
        self.out.raw("<p");
        self.out.attribute("class", "definition");
        self.out.raw(">");
        self.places.write_run(&mut self.out, &run, &[]);
        self.out.raw("</p>\n");
    }
}

/// The length of what opens a list item or row: bullet or number, task box, blanks.
pub(super) fn marker_length(block: &str) -> usize {
    let digits = block.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_number = digits.len() < block.len() && digits.starts_with(['.', ')']);
    let rest = if is_number { digits.get(1..).unwrap_or_default() } else { block };
    let rest = rest.trim_start_matches(['-', '*', '+', '|', ' ', '\t']);
    let boxed = ["[ ]", "[x]", "[X]"].iter().find_map(|open| rest.strip_prefix(open));
    block.len() - boxed.unwrap_or(rest).trim_start().len()
}
