//! Writing HTML: a buffer that escapes what it is given.
//!
//! Where the author's own HTML is present, everything passes through the sanitiser, which takes away all attributes
//! but those of a prefix that no text can contain; [`Html::finish`] takes the prefix off again. That way an author
//! can neither lose nor imitate our ids and classes.

use std::fmt::Write;

/// A buffer of HTML.
#[derive(Debug, Default)]
pub(super) struct Html {
    /// What has been written.
    pub buffer: String,
    prefix: String,
}

impl Html {
    /// A buffer that writes attributes as they are.
    pub fn plain(capacity: usize) -> Self {
        Self { buffer: String::with_capacity(capacity), prefix: String::new() }
    }

    /// A buffer for the sanitiser; `text` is what will be rendered.
    pub fn guarded(text: &str, capacity: usize) -> Self {
        let hash = blake3::hash(text.as_bytes()).to_hex();
        let prefix = format!("data-cb{}-", hash.get(..16).expect("a hash has 64 digits"));
        Self { buffer: String::with_capacity(capacity), prefix }
    }

    /// Whether the sanitiser comes afterwards.
    pub fn is_guarded(&self) -> bool {
        !self.prefix.is_empty()
    }

    /// An empty buffer of the same kind.
    pub fn sibling(&self) -> Self {
        Self { buffer: String::new(), prefix: self.prefix.clone() }
    }

    /// Writes HTML that is ours.
    pub fn raw(&mut self, html: &str) {
        self.buffer.push_str(html);
    }

    /// Writes text.
    pub fn text(&mut self, text: &str) {
        escape_into(&mut self.buffer, text, Entities::Escape);
    }

    /// Writes text that comes out of HTML, so that its entities stay what they are.
    pub fn html_text(&mut self, text: &str) {
        escape_into(&mut self.buffer, text, Entities::Keep);
    }

    /// Writes an attribute of our own, with a blank before it.
    pub fn attribute(&mut self, name: &str, value: &str) {
        let _ = write!(self.buffer, " {}{name}=\"", self.prefix);
        self.text(value);
        self.buffer.push('"');
    }

    /// Writes an attribute where it has a value.
    pub fn optional(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.attribute(name, value);
        }
    }

    /// Writes an address, with a blank before it; `href` and `src` are left to the sanitiser's eyes.
    pub fn address(&mut self, name: &str, value: &str) {
        let _ = write!(self.buffer, " {name}=\"");
        self.text(value);
        self.buffer.push('"');
    }

    /// Gives `sanitised` its attributes back.
    pub fn finish(&self, sanitised: &str) -> String {
        sanitised.replace(&format!(" {}", self.prefix), " ")
    }
}

/// What becomes of `&`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Entities {
    Escape,
    Keep,
}

fn escape_into(out: &mut String, text: &str, entities: Entities) {
    let mut done = 0;
    for (at, c) in text.char_indices() {
        let replacement = match c {
            '&' if entities == Entities::Escape => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\r' if text[at..].starts_with("\r\n") => "",
            '\r' => "\n",
            c if is_allowed(c) => continue,
            _ => "",
        };
        out.push_str(&text[done..at]);
        out.push_str(replacement);
        out.extend(stand_in(c));
        done = at + c.len_utf8();
    }
    out.push_str(&text[done..]);
}

/// Whether HTML may hold a character; control characters out of pasted logs it may not.
fn is_allowed(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' | '\x0c' | ' '..='~' => true,
        '\0'..='\x1f' | '\x7f'..='\u{9f}' | '\u{fdd0}'..='\u{fdef}' => false,
        c => u32::from(c) & 0xfffe != 0xfffe,
    }
}

/// The visible sign for a character that HTML may not hold: `␛` tells a reader more than nothing does.
pub(super) fn stand_in(c: char) -> Option<char> {
    match c {
        c if is_allowed(c) => None,
        '\x01'..='\x1f' => char::from_u32(0x2400 + u32::from(c)),
        '\x7f' => Some('\u{2421}'),
        _ => Some('\u{fffd}'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_control_characters_become_visible() {
        let mut html = Html::default();
        html.text("a<b> & \"c\" \0 \x1b[31m\r\nend\r\u{85}\u{ffff}");
        assert_eq!(html.buffer, "a&lt;b&gt; &amp; &quot;c&quot; \u{fffd} \u{241b}[31m\nend\n\u{fffd}\u{fffd}");
    }

    #[test]
    fn guarded_attributes_get_their_names_back() {
        let mut html = Html::guarded("text", 0);
        html.raw("<p");
        html.attribute("class", "a\"b");
        html.raw(">");
        assert!(html.buffer.starts_with("<p data-cb"));
        assert_eq!(html.finish(&html.buffer), "<p class=\"a&quot;b\">");
    }
}
