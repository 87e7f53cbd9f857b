//! HTML comments, and what each stands above.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

use super::dialect::dialect;
use crate::source::Span;

/// An HTML comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// All of it, marks included.
    pub span: Span,
    /// What stands between its marks.
    pub text: String,
    /// What it is about: the block or row that it stands in where there is text beside it, else the next block (a paragraph, a
    /// whole list or table, one item of a list); for a heading, the section under it. Empty where nothing follows.
    pub about: Span,
}

/// The comments of a text, in order; `offset` is its place in its file.
pub fn comments(text: &str, offset: usize) -> Vec<Comment> {
    let mut finder = Finder { text, ..Finder::default() };
    if text.contains("<!--") {
        for (event, range) in Parser::new_ext(text, dialect()).into_offset_iter() {
            finder.take(event, range);
        }
    }
    let ends = finder.headings;
    let about = |about: Range<usize>, level: Option<HeadingLevel>| {
        let Some(level) = level else { return about };
        let next = ends.iter().find(|(at, other)| *at > about.start && *other <= level);
        about.start..next.map_or(text.len(), |(at, _)| *at)
    };
    let found = finder.found.into_iter().map(|found| Comment {
        span: Span::from(found.range.clone()).shifted(offset),
        text: text.get(found.range).map(inside).unwrap_or_default().to_owned(),
        about: Span::from(about(found.about, found.level)).shifted(offset),
    });
    found.collect()
}

fn inside(comment: &str) -> &str {
    comment.strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->")).unwrap_or_default()
}

#[derive(Default)]
struct Finder<'t> {
    text: &'t str,
    found: Vec<Found>,
    /// The comments from this one on wait for the next block.
    waiting: usize,
    /// The blocks that are open, outermost first.
    open: Vec<Range<usize>>,
    headings: Vec<(usize, HeadingLevel)>,
    in_html: bool,
}

struct Found {
    range: Range<usize>,
    about: Range<usize>,
    /// The level of the heading that it stands above.
    level: Option<HeadingLevel>,
}

impl Finder<'_> {
    fn take(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(Tag::HtmlBlock) => {
                // One without a comment is a block like others.
                let own = comments_in(self.text, range.clone());
                if own.is_empty() {
                    self.next_block(&range, None);
                } else {
                    self.found.extend(own.into_iter().map(|range| Found { range, about: 0..0, level: None }));
                }
                self.in_html = true;
            }
            Event::End(TagEnd::HtmlBlock) => self.in_html = false,
            Event::Start(tag) if is_block(&tag) => {
                let level = if let Tag::Heading { level, .. } = tag { Some(level) } else { None };
                self.headings.extend(level.map(|level| (range.start, level)));
                self.next_block(&range, level);
                self.open.push(range);
            }
            Event::End(end) if is_block_end(end) => drop(self.open.pop()),
            Event::Rule => self.next_block(&range, None),
            Event::InlineHtml(_) if !self.in_html => {
                let about = self.open.last().cloned().unwrap_or(range.clone());
                for range in comments_in(self.text, range) {
                    // What waits goes on waiting behind it.
                    self.found.insert(self.waiting, Found { range, about: about.clone(), level: None });
                    self.waiting += 1;
                }
            }
            _ => {}
        }
    }

    fn next_block(&mut self, range: &Range<usize>, level: Option<HeadingLevel>) {
        for found in &mut self.found[self.waiting..] {
            (found.about, found.level) = (range.clone(), level);
        }
        self.waiting = self.found.len();
    }
}

/// The comments in a stretch of raw HTML.
pub(super) fn comments_in(text: &str, within: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = within.start;
    while let Some(start) = text.get(at..within.end).and_then(|rest| rest.find("<!--")).map(|start| at + start) {
        let Some(end) = text.get(start + 4..within.end).and_then(|rest| rest.find("-->")) else { break };
        at = start + 4 + end + 3;
        found.push(start..at);
    }
    found
}

fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. }
            | Tag::TableHead
            | Tag::TableCell
    )
}

fn is_block_end(end: TagEnd) -> bool {
    !matches!(
        end,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
            | TagEnd::TableHead
            | TagEnd::TableCell
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each comment with what it is about.
    fn about(text: &str) -> Vec<(String, &str)> {
        let slice = |span: Span| text.get(span.range()).expect("spans lie in the text, on character borders");
        let found = comments(text, 0);
        found.iter().map(|comment| (comment.text.trim().to_owned(), slice(comment.about).trim_end())).collect()
    }

    fn one(text: &str) -> &str {
        let found = about(text);
        assert_eq!(found.len(), 1, "{found:?}");
        found[0].1
    }

    #[test]
    fn a_comment_on_its_own_is_about_the_next_block() {
        assert_eq!(one("a\n\n<!-- c -->\nb\nb\n\nd\n"), "b\nb");
        assert_eq!(one("<!-- c -->\n\n- a\n- b\n  - c\n\nd"), "- a\n- b\n  - c");
        assert_eq!(one("<!-- c -->\n\n```\na\n\nb\n```\n\nd"), "```\na\n\nb\n```");
        assert_eq!(one("<!-- c -->\n\n| a |\n|---|\n| b |\n\nd"), "| a |\n|---|\n| b |");
        assert_eq!(one("<!-- c -->\n\n<div>b</div>\n\nd"), "<div>b</div>");
        assert_eq!(one("a\n\n<!-- c -->\n"), "");
    }

    #[test]
    fn a_comment_above_a_heading_is_about_its_section() {
        assert_eq!(one("# a\n\n<!-- c -->\n## b\n\nx\n\n### e\n\ny\n\n## d\n"), "## b\n\nx\n\n### e\n\ny");
        assert_eq!(one("<!-- c -->\n# a\n\nx\n"), "# a\n\nx");
    }

    #[test]
    fn a_comment_between_items_is_about_the_next() {
        assert_eq!(one("- a\n  <!-- c -->\n- b\n- d\n"), "- b");
        assert_eq!(one("- a\n\n  <!-- c -->\n\n  b\n- d\n"), "b");
    }

    #[test]
    fn a_comment_beside_text_is_about_its_block() {
        assert_eq!(one("a\n\nb **x** <!-- c -->\nb\n\nd\n"), "b **x** <!-- c -->\nb");
        assert_eq!(one("- a\n- b <!-- c -->\n- d\n"), "- b <!-- c -->");
        assert_eq!(one("| a | e |\n|---|---|\n| b <!-- c --> | f |\n| d | g |\n"), "| b <!-- c --> | f |");
    }

    #[test]
    fn several_comments_share_what_they_stand_above() {
        assert_eq!(
            about("<!-- 1 --><!-- 2 -->\n<!-- 3 -->\na <!-- 4 -->\n"),
            ["1", "2", "3", "4"].map(|name| (name.to_owned(), "a <!-- 4 -->"))
        );
    }

    #[test]
    fn what_only_looks_like_a_comment_is_none() {
        assert_eq!(about("`<!-- c -->`\n\n    <!-- d -->\n\n<!-- open\n"), []);
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "(<!--|-->|é|\n|- |# |a|\\||```|<b>| ){0,40}") {
            for (_, about) in about(&text) {
                proptest::prop_assert!(text.contains(about));
            }
        }
    }
}
