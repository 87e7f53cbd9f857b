//! Marks and anchors: what the caller wants put into the text at bytes of the file.

use std::ops::Range;

use pulldown_cmark::Event;

use super::html::Html;
use super::run::Run;
use super::walk::Step;
use super::{RenderOptions, Wrapper, links};

/// Marks, anchors and wrappers with how far they have been set; all offsets count from the start of the text.
pub(super) struct Places<'a> {
    options: &'a RenderOptions<'a>,
    set: Vec<bool>,
    /// Where the last text of each mark starts; its note stands behind that.
    last_texts: Vec<usize>,
    anchor: usize,
    wrapper: usize,
}

/// What stands at a border inside a run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Border {
    MarkEnd,
    LinkEnd,
    Anchor(usize),
    LinkStart(usize),
    MarkStart(usize),
    End,
}

impl<'a> Places<'a> {
    pub fn new(options: &'a RenderOptions<'a>, steps: &[Step<'_>]) -> Self {
        let set = vec![false; options.marks.len()];
        Self { options, set, last_texts: last_texts(options, steps), anchor: 0, wrapper: 0 }
    }

    /// The marks that were never written.
    pub fn unset_marks(&self) -> Vec<usize> {
        self.set.iter().enumerate().filter(|(_, set)| !**set).map(|(index, _)| index).collect()
    }

    /// The next wrapper that has not been put anywhere yet, and the bytes it covers.
    pub fn next_wrapper(&self) -> Option<(&'a Wrapper, Range<usize>)> {
        let wrapper = self.options.wrappers.get(self.wrapper)?;
        Some((wrapper, local(self.options, wrapper.span.start)..local(self.options, wrapper.span.end)))
    }

    /// Takes the wrapper that [`Places::next_wrapper`] showed.
    pub fn take_wrapper(&mut self) {
        self.wrapper += 1;
    }

    /// Takes the id of the next anchor, when it stands at `at` or before.
    pub fn take_anchor(&mut self, at: usize) -> Option<&'a str> {
        let anchor = self.options.anchors.get(self.anchor).filter(|a| local(self.options, a.offset) <= at)?;
        self.anchor += 1;
        Some(&anchor.id)
    }

    /// Writes the anchors that stand at `at` or before; where a wrapper found no block to go around, its id too.
    pub fn write_anchors(&mut self, out: &mut Html, at: usize) {
        while let Some((wrapper, span)) = self.next_wrapper()
            && span.start <= at
        {
            self.take_wrapper();
            wrapper.id.iter().for_each(|id| write_anchor(out, id));
        }
        while let Some(id) = self.take_anchor(at) {
            write_anchor(out, id);
        }
    }

    /// Writes a run; `links` are the addresses in it, each with where it leads.
    pub fn write_run(&mut self, out: &mut Html, run: &Run, links: &[(Range<usize>, String)]) {
        let source = run.source();
        self.write_anchors(out, source.start);
        let mut borders = self.borders(run, &source);
        for (index, (range, _)) in links.iter().enumerate() {
            borders.extend([(range.start, Border::LinkStart(index)), (range.end, Border::LinkEnd)]);
        }
        borders.sort_unstable();
        let mut done = 0;
        // A mark is opened by the first text in it and closed before any tag, so that it can never nest badly.
        let (mut mark, mut open) = (None, false);
        for (at, border) in borders.into_iter().chain([(run.text.len(), Border::End)]) {
            let piece = &run.text[done..at];
            done = at;
            if let (Some(index), false, false) = (mark, open, piece.is_empty()) {
                let is_last = border == Border::MarkEnd && self.last_texts[index] < source.end;
                self.open_mark(out, index, is_last);
                open = true;
            }
            out.text(piece);
            if std::mem::take(&mut open) {
                out.raw("</mark>");
            }
            match border {
                Border::MarkStart(index) => mark = Some(index),
                Border::MarkEnd => mark = None,
                Border::LinkStart(index) => open_outside(out, &links[index].1, None),
                Border::LinkEnd => out.raw("</a>"),
                Border::Anchor(index) => write_anchor(out, &self.options.anchors[index].id),
                Border::End => {}
            }
        }
    }

    fn borders(&mut self, run: &Run, source: &Range<usize>) -> Vec<(usize, Border)> {
        let mut borders = Vec::new();
        while let Some(anchor) = self.options.anchors.get(self.anchor)
            && local(self.options, anchor.offset) < source.end
        {
            borders.push((run.text_at(local(self.options, anchor.offset)), Border::Anchor(self.anchor)));
            self.anchor += 1;
        }
        let marks = self.options.marks;
        let first = marks.partition_point(|mark| local(self.options, mark.span.end) <= source.start);
        let mut free = 0;
        for (index, mark) in marks.iter().enumerate().skip(first) {
            let span = local(self.options, mark.span.start)..local(self.options, mark.span.end);
            if span.start >= source.end {
                break;
            }
            let Some(range) = run.text_of(span) else { continue };
            let range = range.start.max(free)..range.end;
            if !run.text.get(range.clone()).unwrap_or_default().trim().is_empty() {
                free = range.end;
                borders.extend([(range.start, Border::MarkStart(index)), (range.end, Border::MarkEnd)]);
            }
        }
        borders
    }

    fn open_mark(&mut self, out: &mut Html, index: usize, is_last: bool) {
        let mark = &self.options.marks[index];
        out.raw("<mark");
        if !std::mem::replace(&mut self.set[index], true) {
            out.attribute("id", &mark.id);
        }
        out.attribute("class", &mark.class);
        out.attribute("title", &mark.title);
        if is_last && !mark.note.is_empty() {
            out.attribute("data-note", &mark.note);
        }
        out.raw(">");
    }
}

/// Writes a link that leaves the site.
pub(super) fn open_outside(out: &mut Html, address: &str, title: Option<&str>) {
    out.raw("<a");
    out.address("href", address);
    out.attribute("rel", "noreferrer");
    out.optional("title", title);
    out.raw(">");
}

/// Addresses in a run that stand bare, each with where it leads.
pub(super) fn bare_links(run: &Run, mut resolve: impl FnMut(&str) -> super::LinkTarget) -> Vec<(Range<usize>, String)> {
    let found = links::bare_addresses(&run.text).into_iter();
    found
        .filter_map(|range| match resolve(&run.text[range.clone()]) {
            super::LinkTarget::Inside(to) | super::LinkTarget::Outside(to) => Some((range, to)),
            super::LinkTarget::Nowhere => None,
        })
        .collect()
}

/// An empty element that only carries an id. It is no `<a>`, as those cannot stand inside a link.
pub(super) fn write_anchor(out: &mut Html, id: &str) {
    out.raw("<span");
    out.attribute("id", id);
    out.attribute("class", "anchor");
    out.raw("></span>");
}

/// For each mark, where the last text that it covers starts.
fn last_texts(options: &RenderOptions<'_>, steps: &[Step<'_>]) -> Vec<usize> {
    let mut last = vec![0; options.marks.len()];
    if last.is_empty() {
        return last;
    }
    for (event, range) in steps {
        let (Event::Text(text) | Event::Code(text)) = event else { continue };
        if text.trim().is_empty() {
            continue;
        }
        let first = options.marks.partition_point(|mark| local(options, mark.span.end) <= range.start);
        for (index, mark) in options.marks.iter().enumerate().skip(first) {
            if local(options, mark.span.start) >= range.end {
                break;
            }
            last[index] = last[index].max(range.start);
        }
    }
    last
}

fn local(options: &RenderOptions<'_>, offset: u32) -> usize {
    (offset as usize).saturating_sub(options.offset)
}
