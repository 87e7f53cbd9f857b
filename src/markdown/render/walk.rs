//! The walk over the events of a text.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, Event, HeadingLevel, LinkType, Tag, TagEnd};

use super::footnotes::Footnotes;
use super::frame::{End, Frame};
use super::html::Html;
use super::places::{self, Places};
use super::run::Run;
use super::tables::Table;
use super::{Label, LinkTarget, RenderOptions, links};

/// An event and the bytes it was made of.
pub(super) type Step<'a> = (Event<'a>, Range<usize>);

/// The state of the walk.
pub(super) struct Walk<'a> {
    pub text: &'a str,
    pub options: &'a RenderOptions<'a>,
    pub steps: &'a [Step<'a>],
    pub at: usize,
    pub out: Html,
    pub frames: Vec<Frame>,
    pub places: Places<'a>,
    pub removed: BTreeMap<String, u32>,
    pub links: u32,
    pub table: Table,
    /// How many tables have begun.
    pub tables: u32,
    pub footnotes: Footnotes,
    /// The definitions of link labels that a link uses; the others are shown.
    pub used_definitions: BTreeSet<(usize, usize)>,
    /// How many frames are open while the line is written that is the title of a box.
    pub title_line: Option<usize>,
    run: Run,
    title: Title,
    /// The headings that the next one stands under: the level that the author gave each, and that of the page.
    headings: Vec<(u8, u8)>,
    /// The code that has been coloured, in bytes.
    pub coloured: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Title {
    LeaveOut,
    Keep,
}

impl<'a> Walk<'a> {
    pub fn new(text: &'a str, options: &'a RenderOptions<'a>, steps: &'a [Step<'a>], out: Html) -> Self {
        Self {
            text,
            options,
            steps,
            at: 0,
            out,
            frames: vec![Frame::new(End::Tags(""), 0)],
            places: Places::new(options, steps),
            removed: BTreeMap::new(),
            links: 0,
            table: Table::default(),
            tables: 0,
            footnotes: Footnotes::default(),
            used_definitions: BTreeSet::new(),
            title_line: None,
            run: Run::default(),
            title: if options.without_title { Title::LeaveOut } else { Title::Keep },
            headings: Vec::new(),
            coloured: 0,
        }
    }

    /// Writes everything.
    pub fn go(&mut self) {
        while let Some((event, range)) = self.steps.get(self.at) {
            self.at += 1;
            let depth = self.frames.len();
            self.step(event, range.clone());
            let after = self.frames.len();
            // What was opened is still to be written; anything else has been.
            if let Some(frame) = self.frames.last_mut().filter(|_| depth >= after) {
                frame.cursor = frame.cursor.max(range.end);
            }
        }
        self.flush();
        self.definitions(self.text.len());
        self.close_frame();
        self.places.write_anchors(&mut self.out, usize::MAX);
        self.write_footnotes();
    }

    fn step(&mut self, event: &Event<'a>, range: Range<usize>) {
        match event {
            Event::Text(text) => return self.run.push(text, self.text, range),
            Event::SoftBreak | Event::HardBreak if self.title_line == Some(self.frames.len()) => {
                self.title_line = None;
                self.flush();
                return self.out.raw("</p>\n<p>");
            }
            Event::SoftBreak => return self.run.push("\n", self.text, range),
            _ => self.flush(),
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(*tag, range.end),
            Event::Code(code) => self.code_span(code, range),
            Event::InlineHtml(html) => {
                self.places.write_anchors(&mut self.out, range.start);
                self.raw_html(html, super::raw::Setting::Line);
            }
            Event::Html(html) => self.raw_html(html, super::raw::Setting::Block),
            Event::HardBreak => self.out.raw("<br>\n"),
            Event::Rule => {
                self.before_block(&range);
                self.places.write_anchors(&mut self.out, range.start);
                self.out.raw("<hr>\n");
            }
            Event::TaskListMarker(done) => self.task_box(*done),
            Event::FootnoteReference(label) => self.footnote_reference(label, range.start),
            Event::Text(_) | Event::SoftBreak | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'a>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.open_block("<p>", "</p>\n", &range),
            Tag::Heading { level, .. } => self.start_heading(*level, range),
            Tag::BlockQuote(kind) => self.start_quote(*kind, &range),
            Tag::CodeBlock(kind) => self.code_block(kind, &range),
            Tag::HtmlBlock => self.html_block(&range),
            Tag::List(first) => self.start_list(*first, &range),
            Tag::Item => self.start_item(&range),
            Tag::FootnoteDefinition(label) => self.start_footnote(label, range.start),
            Tag::Table(alignments) => self.start_table(alignments, &range),
            Tag::TableHead => self.start_row(true, &range),
            Tag::TableRow => self.start_row(false, &range),
            Tag::TableCell => self.start_cell(range.start),
            Tag::Emphasis => self.open_inline("<em>", "</em>", range.start),
            Tag::Strong => self.open_inline("<strong>", "</strong>", range.start),
            Tag::Strikethrough => self.open_inline("<del>", "</del>", range.start),
            Tag::Link { link_type, dest_url, title, .. } => self.start_link(*link_type, dest_url, title, range.start),
            Tag::Image { dest_url, title, .. } => self.picture(dest_url, title, range.start),
            // Not part of the dialect; their text is still written.
            _ => self.push(End::Tags(""), range.start),
        }
    }

    fn end(&mut self, tag: TagEnd, end: usize) {
        if matches!(tag, TagEnd::BlockQuote(_) | TagEnd::Item | TagEnd::FootnoteDefinition) {
            self.definitions(end);
        }
        self.title_line = self.title_line.filter(|_| tag != TagEnd::Paragraph);
        self.close_frame();
    }

    /// Adds text to the run.
    pub fn gather(&mut self, text: &str, range: Range<usize>) {
        self.run.push(text, self.text, range);
    }

    /// Opens an element that is ended by its own event.
    pub fn push(&mut self, end: End, cursor: usize) {
        self.frames.push(Frame::new(end, cursor));
    }

    /// Writes the text that has been gathered.
    pub fn flush(&mut self) {
        if self.run.is_empty() {
            return;
        }
        let run = std::mem::take(&mut self.run);
        let (options, removed) = (self.options, &mut self.removed);
        let found = match self.links {
            0 => places::links_in(&run, |address| links::target(address, false, options, removed)),
            _ => Vec::new(),
        };
        self.places.write_run(&mut self.out, &run, &found);
    }

    fn close_frame(&mut self) {
        let Some(mut frame) = self.frames.pop() else { return };
        self.links -= frame.close_to(&mut self.out, 0);
        match frame.end {
            End::Tags(tags) => self.out.raw(tags),
            End::Heading(level, id) => self.end_heading(level, id.as_deref()),
            End::Named { tags, link, name, from } => {
                self.links -= u32::from(link);
                if self.out.buffer.len() == from {
                    self.out.text(&name);
                }
                self.out.raw(tags);
            }
            End::Table => self.end_table(),
            End::Row { head, end } => self.end_row(head, frame.cursor, end),
            End::Footnote => self.end_footnote(),
        }
    }

    fn open_block(&mut self, tags: &str, end: &'static str, range: &Range<usize>) {
        self.before_block(range);
        self.out.raw(tags);
        self.push(End::Tags(end), range.start);
    }

    fn open_inline(&mut self, tag: &str, end: &'static str, start: usize) {
        self.places.write_anchors(&mut self.out, start);
        self.out.raw(tag);
        self.push(End::Tags(end), start);
    }

    fn start_heading(&mut self, level: HeadingLevel, range: Range<usize>) {
        self.before_block(&range);
        if let Some(before) = range.start.checked_sub(1) {
            self.places.write_anchors(&mut self.out, before);
        }
        let is_title = level == HeadingLevel::H1 && std::mem::replace(&mut self.title, Title::Keep) == Title::LeaveOut;
        let is_empty = matches!(self.steps.get(self.at), Some((Event::End(_), _)));
        if is_title || is_empty {
            return self.leave_out_heading(range.start);
        }
        let level = self.next_heading_level(level as u8);
        let id = self.places.take_anchor(range.start);
        self.out.raw(["<h1", "<h2", "<h3", "<h4", "<h5", "<h6"][usize::from(level) - 1]);
        self.out.optional("id", id);
        self.out.raw(">");
        self.push(End::Heading(level, id.map(str::to_owned)), range.start);
    }

    fn leave_out_heading(&mut self, start: usize) {
        self.places.write_anchors(&mut self.out, start);
        while let Some((event, _)) = self.steps.get(self.at) {
            self.at += 1;
            if matches!(event, Event::End(TagEnd::Heading(_))) {
                return;
            }
        }
    }

    /// The level a heading of the author's gets, from 1 to 6.
    pub fn heading_level(&self, level: u8) -> u8 {
        (level + self.options.first_heading_level).saturating_sub(1).clamp(1, 6)
    }

    /// The level of the author's next heading in the page, at most one below the heading that it stands under.
    fn next_heading_level(&mut self, level: u8) -> u8 {
        while self.headings.last().is_some_and(|(written, _)| *written >= level) {
            self.headings.pop();
        }
        let above = self.headings.last().map_or(self.options.under, |(_, shown)| *shown);
        let shown = self.heading_level(level).min(above.saturating_add(1)).min(6);
        self.headings.push((level, shown));
        shown
    }

    fn end_heading(&mut self, level: u8, id: Option<&str>) {
        if let Some(id) = id {
            self.out.raw("<a");
            self.out.attribute("class", "permalink");
            self.out.address("href", &format!("#{id}"));
            self.out.attribute("aria-label", &self.say(Label::Heading));
            self.out.raw(">#</a>");
        }
        self.out.raw(["</h1>\n", "</h2>\n", "</h3>\n", "</h4>\n", "</h5>\n", "</h6>\n"][usize::from(level) - 1]);
    }

    fn start_quote(&mut self, kind: Option<BlockQuoteKind>, range: &Range<usize>) {
        let Some(kind) = kind else {
            let Some(callout) = self.callout(range) else {
                return self.open_block("<blockquote>\n", "</blockquote>\n", range);
            };
            self.before_block(range);
            self.push(End::Tags("</div>\n"), range.start);
            self.push(End::Tags("</p>\n"), range.start);
            return self.start_callout(&callout);
        };
        let kind = match kind {
            BlockQuoteKind::Note => "note",
            BlockQuoteKind::Tip => "tip",
            BlockQuoteKind::Important => "important",
            BlockQuoteKind::Warning => "warning",
            BlockQuoteKind::Caution => "caution",
        };
        self.before_block(range);
        self.out.raw("<div");
        self.out.attribute("class", &format!("alert alert-{kind}"));
        self.out.attribute("role", "note");
        self.out.raw("><p");
        self.out.attribute("class", "alert-title");
        self.out.raw(">");
        self.out.text(&self.say(Label::Alert(kind)));
        self.out.raw("</p>\n");
        self.push(End::Tags("</div>\n"), range.start);
    }

    fn start_list(&mut self, first: Option<u64>, range: &Range<usize>) {
        self.before_list(range);
        match first {
            None => self.out.raw("<ul>\n"),
            Some(1) => self.out.raw("<ol>\n"),
            Some(number) => {
                self.out.raw("<ol");
                self.out.attribute("start", &number.to_string());
                self.out.raw(">\n");
            }
        }
        self.push(End::Tags(if first.is_some() { "</ol>\n" } else { "</ul>\n" }), range.start);
        if let Some(list) = self.frames.last_mut() {
            list.number = first;
        }
    }

    fn start_item(&mut self, range: &Range<usize>) {
        let is_box = |at: usize| matches!(self.steps.get(at), Some((Event::TaskListMarker(_), _)));
        let opens_paragraph = matches!(self.steps.get(self.at), Some((Event::Start(Tag::Paragraph), _)));
        let is_task = is_box(self.at) || (opens_paragraph && is_box(self.at + 1));
        self.out.raw("<li");
        self.item_number(range);
        self.take_row_wrappers(range, is_task.then_some("task"));
        self.out.raw(">");
        let marker = self.text.get(range.clone()).map_or(0, super::wrap::marker_length);
        self.push(End::Tags("</li>\n"), range.start + marker);
    }

    /// Keeps a number that is higher than its turn: other places refer to it. Lower ones are a habit of writing.
    fn item_number(&mut self, range: &Range<usize>) {
        let Some(list) = self.frames.last_mut() else { return };
        let Some(expected) = list.number else { return };
        let item = self.text.get(range.clone()).unwrap_or_default();
        let digits = item.len() - item.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number = item.get(..digits).and_then(|digits| digits.parse().ok()).unwrap_or(expected);
        if number > expected {
            self.out.attribute("value", &number.to_string());
        }
        list.number = Some(number.max(expected).saturating_add(1));
    }

    /// What the page says of something that has no words of its own.
    pub fn say(&self, label: Label) -> String {
        (self.options.say)(label)
    }

    fn task_box(&mut self, done: bool) {
        self.out.raw("<input");
        self.out.attribute("type", "checkbox");
        self.out.attribute("disabled", "");
        if done {
            self.out.attribute("checked", "");
        }
        self.out.attribute("aria-label", &self.say(Label::Task { done }));
        self.out.raw("> ");
    }

    fn start_link(&mut self, kind: LinkType, destination: &str, title: &str, start: usize) {
        self.places.write_anchors(&mut self.out, start);
        let destination: Cow<'_, str> = match kind {
            LinkType::Email => format!("mailto:{destination}").into(),
            _ => destination.into(),
        };
        let title = Some(title).filter(|title| !title.is_empty());
        let tags = self.open_link(&destination, title);
        let name = links::shown_address(&destination).unwrap_or_default().to_owned();
        self.push(End::Named { tags, link: tags == "</a>", name, from: self.out.buffer.len() }, start);
    }

    /// Opens a link, or what stands in for one that leads nowhere or stands in a link; gives its end tag.
    pub fn open_link(&mut self, destination: &str, title: Option<&str>) -> &'static str {
        let target = links::target(destination, false, self.options, &mut self.removed);
        if self.links > 0 || target == LinkTarget::Nowhere {
            self.out.raw("<span");
            self.out.attribute("class", "no-link");
            if let Some(title) = title.or(links::shown_address(destination)) {
                self.out.attribute("title", title);
            }
            self.out.raw(">");
            return "</span>";
        }
        self.links += 1;
        match target {
            LinkTarget::Outside(to) => places::open_outside(&mut self.out, &to, title),
            LinkTarget::Inside(to) => {
                self.out.raw("<a");
                self.out.address("href", &to);
                self.out.optional("title", title);
                self.out.raw(">");
            }
            LinkTarget::Nowhere => {}
        }
        "</a>"
    }
}
