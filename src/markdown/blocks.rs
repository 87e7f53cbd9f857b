//! How a text is read into a [`Document`]: the parser's tree is flattened while it is walked.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};

use super::comments::comments_in;
use super::dialect::dialect;
use super::document::{Block, BlockKind, Document, FenceInfo, Inline, ItemInfo, LinkInfo};
use super::render::is_shown;
use crate::source::Span;

/// Reads a text; `offset` is its place in its file, and every span is moved on by it.
pub fn parse(text: &str, offset: usize) -> Document {
    let mut reader = Reader { text, offset, ..Reader::default() };
    for (event, range) in Parser::new_ext(text, dialect()).into_offset_iter() {
        reader.take(event, range);
    }
    reader.close();
    reader.document
}

/// What has been read so far, and where the reader stands.
#[derive(Default)]
struct Reader<'a> {
    text: &'a str,
    offset: usize,
    document: Document,
    open: Option<Block>,
    items: Vec<u32>,
    tables: u32,
    head: bool,
    strong: u32,
    /// How many strikethroughs are open.
    struck: u32,
    cell_start: usize,
    /// Where the last cell ends in the text.
    cell_end: usize,
    /// The comments of the last block of raw HTML.
    hidden: Vec<Range<usize>>,
}

impl Reader<'_> {
    fn take(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(&tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.text(&text, range, Style::Plain);
            }
            Event::Code(text) => self.text(&text, code_span_inside(self.text, range, &text), Style::Code),
            Event::Html(text) => self.html(&text, range),
            Event::InlineHtml(text) => self.inline_html(&text, range),
            Event::FootnoteReference(label) => self.text(&format!("[{label}]"), range, Style::Plain),
            Event::SoftBreak | Event::HardBreak => self.text("\n", range, Style::Plain),
            Event::Rule => self.close(),
            Event::TaskListMarker(checked) => {
                if let Some(&item) = self.items.last() {
                    self.document.items[item as usize].checked = Some(checked);
                }
            }
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => self.open(BlockKind::Heading(number(*level)), range),
            Tag::Paragraph => self.open(BlockKind::Paragraph, range),
            Tag::CodeBlock(kind) => self.code_block(kind, range),
            Tag::HtmlBlock => {
                self.hidden = comments_in(self.text, range.clone());
                self.open(BlockKind::Html, range);
            }
            Tag::Item => self.item(range),
            Tag::Table(_) => {
                self.close();
                self.tables += 1;
            }
            Tag::TableHead | Tag::TableRow => {
                self.head = matches!(tag, Tag::TableHead);
                self.cell_end = range.start;
                let kind = BlockKind::Row { table: self.tables - 1, head: self.head, cells: Vec::new() };
                self.open(kind, range);
            }
            Tag::TableCell => self.cell_start = self.open.as_ref().map_or(0, |block| block.inlines.len()),
            Tag::Strong => self.strong += 1,
            Tag::Strikethrough => self.struck += 1,
            Tag::Link { dest_url, .. } => self.link(dest_url, false, range),
            Tag::Image { dest_url, .. } => self.link(dest_url, true, range),
            Tag::BlockQuote(_) => {
                self.close();
                let quote = self.span(range);
                self.document.quotes.push(quote);
            }
            Tag::List(_) | Tag::FootnoteDefinition(_) | Tag::MetadataBlock(_) => self.close(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Strong => self.strong = self.strong.saturating_sub(1),
            TagEnd::Strikethrough => self.struck = self.struck.saturating_sub(1),
            TagEnd::TableCell => {
                self.cell_end = range.end;
                self.end_cell();
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                self.swallowed(self.cell_end..range.end);
                self.close();
            }
            TagEnd::Item => {
                self.close();
                self.items.pop();
            }
            TagEnd::Emphasis | TagEnd::Link | TagEnd::Image => {}
            _ => self.close(),
        }
    }

    fn end_cell(&mut self) {
        let start = self.cell_start;
        if let Some(Block { kind: BlockKind::Row { cells, .. }, inlines, .. }) = &mut self.open {
            cells.push(start..inlines.len());
        }
    }

    /// Takes what a row has beyond the columns of its table, which Markdown swallows, as one more cell.
    fn swallowed(&mut self, rest: Range<usize>) {
        let is_border = |c: char| c.is_whitespace() || c == '|';
        let text = self.text;
        let shown = text.get(rest.clone()).unwrap_or_default().trim_end_matches(is_border);
        let start = rest.start + shown.len() - shown.trim_start_matches(is_border).len();
        let end = rest.start + shown.len();
        if start < end {
            self.cell_start = self.open.as_ref().map_or(0, |block| block.inlines.len());
            self.push(&text[start..end], start..end, Style::Plain);
            self.end_cell();
        }
    }

    fn item(&mut self, range: Range<usize>) {
        self.close();
        let parent = self.items.last().copied();
        let depth = u8::try_from(self.items.len() + 1).unwrap_or(u8::MAX);
        self.items.push(self.document.items.len() as u32);
        let span = self.span(range);
        self.document.items.push(ItemInfo { span, depth, parent, checked: None });
    }

    fn code_block(&mut self, kind: &CodeBlockKind<'_>, range: Range<usize>) {
        let mut language = String::new();
        if let CodeBlockKind::Fenced(info) = kind {
            info.split([' ', ',', '{']).next().unwrap_or_default().clone_into(&mut language);
            let first = self.text[range.clone()].lines().next().map_or(0, str::len);
            let span = self.span(range.start..range.start + first);
            self.document.fences.push(FenceInfo { text: info.to_string(), span });
            if !fence_is_closed(&self.text[range.clone()]) && range.end == self.text.len() {
                self.document.unclosed_fence = Some(span);
            }
        }
        self.open(BlockKind::Code { language }, range);
    }

    fn link(&mut self, destination: &str, image: bool, range: Range<usize>) {
        let span = self.span(range);
        self.document.links.push(LinkInfo { destination: destination.to_owned(), image, span });
    }

    fn html(&mut self, text: &str, range: Range<usize>) {
        if !matches!(self.open, Some(Block { kind: BlockKind::Html, .. })) {
            self.open(BlockKind::Html, range.clone());
        }
        if self.text.get(range.clone()) != Some(text) {
            return self.push(text, range, Style::Plain);
        }
        // A comment is no part of what is read; it may reach over several of these lines.
        let from = self.hidden.partition_point(|comment| comment.end <= range.start);
        let inside = self.hidden[from..].iter().take_while(|comment| comment.start < range.end);
        let mut at = range.start;
        for comment in inside.cloned().collect::<Vec<_>>() {
            self.push_html(at..comment.start.max(at));
            at = comment.end.min(range.end);
        }
        self.push_html(at..range.end);
    }

    fn push_html(&mut self, range: Range<usize>) {
        if !range.is_empty() {
            let text = self.text;
            self.push(&text[range.clone()], range, Style::Plain);
        }
    }

    fn inline_html(&mut self, text: &str, range: Range<usize>) {
        // `<br>` is how tables break lines. Tags that HTML knows carry no words, comments are for those who write;
        // `<queue-name>` is no tag but a word.
        let name = element_name(text);
        if name == "br" {
            self.text("\n", range, Style::Plain);
        } else if is_shown(&name) {
            self.text(text, range, Style::Plain);
        }
    }

    fn text(&mut self, text: &str, range: Range<usize>, style: Style) {
        if self.open.is_none() {
            self.open(BlockKind::Paragraph, range.clone());
        }
        self.push(text, range, style);
    }

    fn push(&mut self, text: &str, range: Range<usize>, style: Style) {
        let span = self.span(range);
        let (strong, struck, code) = (self.strong > 0, self.struck > 0, style == Style::Code);
        let Some(block) = &mut self.open else { return };
        block.span = block.span.to(span);
        block.inlines.push(Inline { text: text.to_owned(), span, strong, code, struck });
    }

    fn open(&mut self, kind: BlockKind, range: Range<usize>) {
        self.close();
        let span = self.span(range);
        self.open = Some(Block { kind, span, item: self.items.last().copied(), inlines: Vec::new() });
    }

    fn close(&mut self) {
        self.document.blocks.extend(self.open.take());
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::from(range).shifted(self.offset)
    }
}

/// The name of a tag's element in lower case; empty for comments and the like.
fn element_name(tag: &str) -> String {
    let name = tag.trim_start_matches(['<', '/']);
    name.chars().take_while(|&c| c.is_alphanumeric() || c == '-').collect::<String>().to_ascii_lowercase()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    Code,
}

fn number(level: HeadingLevel) -> u8 {
    level as u8
}

/// The bytes between the backticks of a code span, where they read as its text does; otherwise all of it.
fn code_span_inside(text: &str, range: Range<usize>, inside: &str) -> Range<usize> {
    match text[range.clone()].find(inside) {
        Some(at) if !inside.is_empty() => range.start + at..range.start + at + inside.len(),
        _ => range,
    }
}

/// Whether a fenced block ends with a line of its own fence.
fn fence_is_closed(block: &str) -> bool {
    let opening = block.trim_start_matches([' ', '>', '\t']);
    let Some(mark) = opening.chars().next() else { return true };
    let length = opening.chars().take_while(|&c| c == mark).count();
    let last = block.trim_end().rsplit('\n').next().unwrap_or_default().trim_start_matches([' ', '>', '\t']);
    block.trim_end().contains('\n') && last.trim_end().chars().all(|c| c == mark) && last.trim_end().len() >= length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(markdown: &str) -> Vec<String> {
        let flat = |block: &Block| block.inlines.iter().map(|inline| inline.text.as_str()).collect();
        parse(markdown, 0).blocks.iter().map(flat).collect()
    }

    #[test]
    fn blocks_come_in_the_order_of_the_file() {
        let markdown = "# A *b*\n\ntext `c`\nmore\n\n- one\n  - two\n\n  three\n\n| h | i |\n|---|---|\n| j | k |\n";
        assert_eq!(texts(markdown), ["A b", "text c\nmore", "one", "two", "three", "hi", "jk"]);
    }

    #[test]
    fn a_row_with_too_many_cells_keeps_them() {
        assert_eq!(texts("| h |\n|---|\n| a | b | c |\n| d |\n| e\n"), ["h", "ab | c", "d", "e"]);
    }

    #[test]
    fn items_know_their_parents_and_boxes() {
        let document = parse("- [x] done\n  - [ ] open\n- plain\n", 0);
        let items: Vec<_> = document.items.iter().map(|item| (item.depth, item.parent, item.checked)).collect();
        assert_eq!(items, [(1, None, Some(true)), (2, Some(0), Some(false)), (1, None, None)]);
    }

    #[test]
    fn every_piece_of_plain_text_stands_where_its_span_says() {
        let markdown = "Ünï **bold** `co``de` &amp; [link](x.md)\r\nnext\r\n";
        for block in parse(markdown, 0).blocks {
            for inline in block.inlines.iter().filter(|inline| inline.text != "\n" && inline.text != "&") {
                assert_eq!(&markdown[inline.span.range()], inline.text);
            }
        }
    }

    #[test]
    fn a_fence_on_one_line_is_code_inside_a_paragraph() {
        let document = parse("```code```\n\n# Heading\n", 0);
        assert_eq!(document.blocks[0].kind, BlockKind::Paragraph);
        assert!(document.blocks[0].inlines[0].code);
        assert_eq!(document.unclosed_fence, None);
    }

    #[test]
    fn bold_text_that_opens_an_item_is_bold_in_tight_and_loose_lists() {
        for markdown in ["- **a** b\n- **a** c\n", "- **a** b\n\n- **a** c\n"] {
            let strong = |block: &Block| block.inlines.iter().map(|inline| inline.strong).collect::<Vec<_>>();
            assert!(parse(markdown, 0).blocks.iter().all(|block| strong(block) == [true, false]), "{markdown}");
        }
    }

    #[test]
    fn an_unclosed_fence_is_noticed_and_a_closed_one_is_not() {
        assert_eq!(parse("a\n\n```sh\n# no heading\n", 0).unclosed_fence, Some(Span::new(3, 8)));
        assert_eq!(parse("```\nx\n```", 0).unclosed_fence, None);
        assert_eq!(parse("```", 0).unclosed_fence, Some(Span::new(0, 3)));
    }

    #[test]
    fn a_placeholder_in_angle_brackets_is_text_and_a_tag_is_not() {
        assert_eq!(texts("# Server <waits>\n\na<br>b <kbd>c</kbd>\n"), ["Server <waits>", "a\nb c"]);
    }

    #[test]
    fn comments_are_no_part_of_the_text_wherever_they_stand_and_one_that_never_ends_is() {
        assert_eq!(texts("a <!-- b --> c\n\n- d <!-- e\n  f --> g\n"), ["a  c", "d  g"]);
        assert_eq!(texts("<!-- a\n\n# b\n--> c\n\nd\n"), [" c\n", "d"]);
        assert_eq!(texts("> <!-- a\n> b -->\n> c\n"), ["\n", "c"]);
        assert_eq!(texts("x\n\n<!-- open\n\ny\n").concat(), "x<!-- open\n\ny\n");
    }

    #[test]
    fn links_and_pictures_are_listed() {
        let links = parse("[a](b.md) ![c](d.png) <https://e.example>", 0).links;
        let seen: Vec<_> = links.iter().map(|link| (link.destination.as_str(), link.image)).collect();
        assert_eq!(seen, [("b.md", false), ("d.png", true), ("https://e.example", false)]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_and_spans_lie_on_character_borders(text in "(?s)[#*`\\-\\[\\]()|<>!&\n a-zé日]{0,200}") {
            for block in parse(&text, 0).blocks {
                proptest::prop_assert!(text.get(block.span.range()).is_some());
                for inline in block.inlines {
                    proptest::prop_assert!(text.get(inline.span.range()).is_some());
                }
            }
        }
    }
}
