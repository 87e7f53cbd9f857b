//! Pictures: shown when they are the site's own, otherwise a link or their text.

use pulldown_cmark::{Event, TagEnd};

use super::frame::End;
use super::walk::Walk;
use super::{LinkTarget, links};

impl Walk<'_> {
    /// A picture of Markdown's; its alternative text follows as events.
    pub fn picture(&mut self, destination: &str, title: &str, start: usize) {
        self.places.write_anchors(&mut self.out, start);
        let title = Some(title).filter(|title| !title.is_empty());
        match links::target(destination, true, self.options, &mut self.removed) {
            LinkTarget::Inside(to) => {
                let alt = self.take_alternative();
                self.write_picture(&to, &[("alt", alt.as_str()), ("title", title.unwrap_or_default())]);
            }
            target => {
                let (tags, link) = self.open_stand_in(&target, destination, title);
                let from = self.out.buffer.len();
                self.push(End::Named { tags, link, name: name_of(destination).to_owned(), from }, start);
            }
        }
    }

    /// Writes a picture of the site's own.
    pub fn write_picture(&mut self, source: &str, attributes: &[(&str, &str)]) {
        self.out.raw("<img");
        self.out.address("src", source);
        for (name, value) in attributes {
            if *name == "alt" || !value.is_empty() {
                self.out.attribute(name, value);
            }
        }
        self.out.attribute("loading", "lazy");
        self.out.raw(">");
    }

    /// Opens what stands in for a picture that is not shown; gives its end tag and whether it is a link.
    pub fn open_stand_in(
        &mut self,
        target: &LinkTarget,
        destination: &str,
        title: Option<&str>,
    ) -> (&'static str, bool) {
        let address = match target {
            LinkTarget::Outside(to) if self.links == 0 => Some(to),
            _ => None,
        };
        self.out.raw(if address.is_some() { "<a" } else { "<span" });
        self.out.attribute("class", "picture");
        if let Some(title) = title.or(links::shown_address(destination).filter(|_| address.is_none())) {
            self.out.attribute("title", title);
        }
        if let Some(address) = address {
            self.out.address("href", address);
            self.out.attribute("rel", "noreferrer");
            self.links += 1;
        }
        self.out.raw(">");
        (if address.is_some() { "</a>" } else { "</span>" }, address.is_some())
    }

    /// The text up to the end of a picture, which is taken too.
    fn take_alternative(&mut self) -> String {
        let mut text = String::new();
        let mut depth = 1;
        while let Some((event, _)) = self.steps.get(self.at) {
            self.at += 1;
            match event {
                Event::Start(pulldown_cmark::Tag::Image { .. }) => depth += 1,
                Event::End(TagEnd::Image) if depth == 1 => break,
                Event::End(TagEnd::Image) => depth -= 1,
                Event::Text(piece) | Event::Code(piece) | Event::InlineHtml(piece) => text.push_str(piece),
                Event::FootnoteReference(label) => text.push_str(label),
                Event::SoftBreak | Event::HardBreak => text.push(' '),
                _ => {}
            }
        }
        text
    }
}

/// The last part of a picture's address, for a picture without words; nothing of a program.
pub(super) fn name_of(destination: &str) -> &str {
    let shown = links::shown_address(destination).unwrap_or("picture");
    shown.rsplit(['/', '\\']).find(|part| !part.is_empty()).unwrap_or("picture")
}
