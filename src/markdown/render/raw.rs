//! An author's raw HTML, made safe and balanced, without losing a word of it.
//!
//! Elements that we know stay, without the author's classes, ids and styles. Comments are for those who write and are
//! left out, as every reader of Markdown does; one that never ends is shown, so that it swallows nothing. What is unsafe
//! or unknown (`<your-token>` in prose is no element) is shown as it was typed.

use super::elements::{self, Fate};
use super::frame::Open;
use super::pieces::{self, Piece, Tag};
use super::walk::Walk;
use super::{Label, LinkTarget, MOST_NESTED, links, pictures};

/// Where raw HTML stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Setting {
    /// Between blocks.
    Block,
    /// In a line of text.
    Line,
}

impl Walk<'_> {
    /// Writes raw HTML.
    pub fn raw_html(&mut self, html: &str, setting: Setting) {
        let mut rest = html;
        while let Some(piece) = pieces::next(&mut rest) {
            match piece {
                Piece::Text(text) => self.out.html_text(text),
                Piece::Comment => {}
                Piece::Aside(words) => self.aside(words, setting),
                Piece::Broken(text) => self.out.text(text),
                Piece::Close(name, written) => self.close_element(&name, written),
                Piece::Open(tag) => match elements::fate(&tag.name) {
                    Fate::Keep => self.open_element(&tag),
                    Fate::Unwrap => {}
                    Fate::Show => self.show_tag(&tag),
                    Fate::Quote if setting == Setting::Line => self.show_tag(&tag),
                    Fate::Quote => {
                        self.count(&tag.name);
                        let content = if tag.closed { "" } else { pieces::until_close(&mut rest, &tag.name) };
                        self.quote(tag.written, content);
                    }
                },
            }
        }
    }

    fn count(&mut self, name: &str) {
        *self.removed.entry(name.to_owned()).or_default() += 1;
    }

    fn show_tag(&mut self, tag: &Tag<'_>) {
        self.count(&tag.name);
        self.out.text(tag.written);
    }

    fn quote(&mut self, tag: &str, content: &str) {
        self.out.raw("<pre");
        self.out.attribute("class", "raw-html");
        self.out.attribute("tabindex", "0");
        self.out.raw("><code>");
        self.out.text(tag);
        self.out.text(content);
        self.out.raw("</code></pre>\n");
    }

    fn aside(&mut self, words: &str, setting: Setting) {
        if words.is_empty() {
            return;
        }
        self.out.raw(if setting == Setting::Block { "<p" } else { "<span" });
        self.out.attribute("class", "aside");
        self.out.attribute("data-says", &self.say(Label::Comment));
        self.out.raw(">");
        self.out.text(words);
        self.out.raw(if setting == Setting::Block { "</p>\n" } else { "</span>" });
    }

    fn open_element(&mut self, tag: &Tag<'_>) {
        let name = self.shifted(&tag.name);
        if name == "img" {
            return self.raw_picture(tag);
        }
        self.end_implied(&name);
        let nested = self.frames.iter().map(|frame| frame.open.len() + 1).sum::<usize>();
        if nested > MOST_NESTED && !elements::is_void(&name) {
            return self.count(&tag.name);
        }
        let attributes = pieces::attributes(tag.attributes);
        if name == "a" {
            return self.raw_link(tag, &attributes);
        }
        self.out.raw("<");
        self.out.raw(&name);
        self.write_attributes(&name, &attributes);
        self.out.raw(">");
        self.opened(name, tag);
    }

    /// Remembers an element that has been written, or ends it at once where it has no content.
    fn opened(&mut self, name: String, tag: &Tag<'_>) {
        if elements::is_void(&name) {
            return;
        }
        if tag.closed {
            self.out.raw("</");
            self.out.raw(&name);
            self.out.raw(">");
        } else if let Some(frame) = self.frames.last_mut() {
            frame.open.push(Open::Element(name));
        }
    }

    fn write_attributes(&mut self, element: &str, attributes: &[(String, String)]) {
        let mut seen: Vec<&str> = Vec::new();
        for (name, value) in attributes {
            if seen.contains(&name.as_str()) {
                continue;
            }
            if elements::keeps_attribute(element, name) {
                self.out.attribute(name, value);
                seen.push(name);
            } else if name == "align" && matches!(value.as_str(), "left" | "center" | "right") {
                self.out.attribute("class", &format!("align-{value}"));
                seen.push(name);
            }
        }
    }

    fn raw_link(&mut self, tag: &Tag<'_>, attributes: &[(String, String)]) {
        let value = |wanted: &str| attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        let tags = if let Some(href) = value("href") {
            self.open_link(href, value("title"))
        } else {
            self.out.raw("<span>");
            "</span>"
        };
        if tag.closed {
            self.links -= u32::from(tags == "</a>");
            self.out.raw(tags);
        } else if let Some(frame) = self.frames.last_mut() {
            frame.open.push(Open::Element(if tags == "</a>" { "a" } else { "span" }.to_owned()));
        }
    }

    fn raw_picture(&mut self, tag: &Tag<'_>) {
        let attributes = pieces::attributes(tag.attributes);
        let value = |wanted: &str| attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        let source = value("src").unwrap_or_default();
        let alt = value("alt").unwrap_or_default();
        match links::target(source, true, self.options, &mut self.removed) {
            LinkTarget::Inside(to) => {
                let kept = |name: &'static str| (name, value(name).unwrap_or_default());
                self.write_picture(&to, &[kept("alt"), kept("title"), kept("width"), kept("height")]);
            }
            target => {
                let (tags, link) = self.open_stand_in(&target, source, value("title"));
                self.out.text(if alt.trim().is_empty() { pictures::name_of(source) } else { alt });
                self.out.raw(tags);
                self.links -= u32::from(link);
            }
        }
    }

    fn close_element(&mut self, name: &str, written: &str) {
        match elements::fate(name) {
            Fate::Keep => {}
            Fate::Unwrap => return,
            Fate::Show | Fate::Quote => return self.out.text(written),
        }
        let name = self.shifted(name);
        let Some(frame) = self.frames.last_mut() else { return };
        // A link that stands in for one that leads nowhere is a span.
        let is_it = |open: &Open| matches!(open, Open::Element(open) if *open == name);
        let stands_in = |open: &Open| name == "a" && matches!(open, Open::Element(open) if open == "span");
        let depth = frame.open.iter().rposition(is_it).or_else(|| frame.open.iter().rposition(stands_in));
        if let Some(depth) = depth {
            self.links -= frame.close_to(&mut self.out, depth);
        }
    }

    fn end_implied(&mut self, name: &str) {
        let Some(frame) = self.frames.last_mut() else { return };
        while let Some(Open::Element(open)) = frame.open.last()
            && elements::ends(name, open)
        {
            let depth = frame.open.len() - 1;
            self.links -= frame.close_to(&mut self.out, depth);
        }
    }

    /// An author's own heading elements take the levels that Markdown's headings take; outdated names their
    /// successors'.
    fn shifted(&self, name: &str) -> String {
        let level = name.strip_prefix('h').and_then(|level| level.parse::<u8>().ok());
        level.map_or_else(|| elements::current_name(name).to_owned(), |level| format!("h{}", self.heading_level(level)))
    }
}
