//! Marks and anchors: what the caller wants put into the text at bytes of the file.

use std::ops::Range;

use pulldown_cmark::Event;

use super::html::Html;
use super::run::Run;
use super::walk::Step;
use super::{LinkTarget, RenderOptions, Wrapper, links};

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
    LinkEnd(usize),
    Show,
    Anchor(usize),
    Hide,
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

    /// Writes a run with the links in it.
    pub fn write_run(&mut self, out: &mut Html, run: &Run, links: &[RunLink]) {
        let source = run.source();
        self.write_anchors(out, source.start);
        let mut borders = self.borders(run, &source, links);
        for (index, RunLink { whole, shown, .. }) in links.iter().enumerate() {
            borders.extend([(shown.start, Border::LinkStart(index)), (shown.end, Border::LinkEnd(index))]);
            if whole != shown {
                borders.extend([(whole.start, Border::Hide), (whole.end, Border::Show)]);
            }
        }
        borders.sort_unstable();
        let mut done = 0;
        // A mark is opened by the first text in it and closed before any tag, so that it can never nest badly.
        let (mut mark, mut open, mut hidden) = (None, false, false);
        for (at, border) in borders.into_iter().chain([(run.text.len(), Border::End)]) {
            let piece = if hidden { "" } else { &run.text[done..at] };
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
                Border::LinkStart(index) => {
                    hidden = false;
                    open_run_link(out, &links[index]);
                }
                Border::LinkEnd(index) => {
                    let link = &links[index];
                    out.raw(if link.to == LinkTarget::Nowhere { "</span>" } else { "</a>" });
                    hidden = link.whole != link.shown;
                }
                Border::Hide => hidden = true,
                Border::Show => hidden = false,
                Border::Anchor(index) => write_anchor(out, &self.options.anchors[index].id),
                Border::End => {}
            }
        }
    }

    fn borders(&mut self, run: &Run, source: &Range<usize>, links: &[RunLink]) -> Vec<(usize, Border)> {
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
            let range = seen(range.start.max(free)..range.end, links);
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

/// A link that stands in a run of text without markup that the parser knows.
pub(super) struct RunLink {
    /// All of it.
    whole: Range<usize>,
    /// What of it a reader sees.
    shown: Range<usize>,
    to: LinkTarget,
}

/// Addresses in a run that stand bare, and links as wikis write them, each with where it leads.
pub(super) fn links_in(run: &Run, mut resolve: impl FnMut(&str) -> LinkTarget) -> Vec<RunLink> {
    let mut found: Vec<RunLink> = Vec::new();
    for links::WikiLink { whole, name, shown } in links::wiki_links(&run.text) {
        let embedded = run.text[..whole.start].ends_with('!');
        let whole = whole.start - usize::from(embedded)..whole.end;
        found.push(RunLink { whole, shown, to: resolve(&run.text[name]) });
    }
    for range in links::bare_addresses(&run.text) {
        let to = resolve(&run.text[range.clone()]);
        let free = found.iter().all(|link| range.end <= link.whole.start || link.whole.end <= range.start);
        if free && to != LinkTarget::Nowhere {
            found.push(RunLink { whole: range.clone(), shown: range, to });
        }
    }
    found
}

/// What of `range` is seen, where the brackets of links are not.
fn seen(range: Range<usize>, links: &[RunLink]) -> Range<usize> {
    let Range { mut start, mut end } = range;
    for RunLink { whole, shown, .. } in links {
        if (whole.start..shown.start).contains(&start) {
            start = shown.start;
        } else if (shown.end..whole.end).contains(&start) {
            start = whole.end;
        }
        if (shown.end + 1..=whole.end).contains(&end) {
            end = shown.end;
        } else if (whole.start + 1..=shown.start).contains(&end) {
            end = whole.start;
        }
    }
    start..end.max(start)
}

fn open_run_link(out: &mut Html, link: &RunLink) {
    match &link.to {
        LinkTarget::Outside(to) => open_outside(out, to, None),
        LinkTarget::Inside(to) => {
            out.raw("<a");
            out.address("href", to);
            out.raw(">");
        }
        LinkTarget::Nowhere => {
            out.raw("<span");
            out.attribute("class", "no-link");
            out.raw(">");
        }
    }
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
