//! Code spans, and blocks of code and of raw HTML.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event};

use super::highlight;
use super::raw::Setting;
use super::run::Run;
use super::walk::Walk;

/// Code of one text that may be coloured, in bytes; a hostile text shall not buy minutes of work.
const MOST_COLOURED: usize = 256 * 1024;

impl Walk<'_> {
    pub fn code_span(&mut self, code: &str, range: Range<usize>) {
        self.places.write_anchors(&mut self.out, range.start);
        let mut run = Run::default();
        run.push_code(code, self.text, range);
        self.out.raw("<code>");
        self.places.write_run(&mut self.out, &run, &[]);
        self.out.raw("</code>");
    }

    pub fn code_block(&mut self, kind: &CodeBlockKind<'_>, range: &Range<usize>) {
        self.before_block(range);
        self.places.write_anchors(&mut self.out, range.start);
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.trim(),
            CodeBlockKind::Indented => "",
        };
        let language = info.split([' ', '\t', ',', '{']).next().unwrap_or_default();
        if language.len() < info.len() {
            self.out.raw("<p");
            self.out.attribute("class", "code-info");
            self.out.raw(">");
            self.out.text(info);
            self.out.raw("</p>\n");
        }
        let code = self.take_text();
        self.out.raw("<pre");
        self.out.attribute("tabindex", "0");
        if !language.is_empty() {
            self.out.attribute("data-language", language);
        }
        self.out.raw("><code");
        if !language.is_empty() {
            self.out.attribute("class", &format!("language-{}", language.replace(char::is_whitespace, "-")));
        }
        self.out.raw(">");
        self.write_code(language, &code);
        self.out.raw("</code></pre>\n");
    }

    fn write_code(&mut self, language: &str, code: &str) {
        self.coloured += code.len();
        let affordable = !language.is_empty() && self.coloured <= MOST_COLOURED;
        match affordable.then(|| highlight::highlight(language, code)).flatten() {
            // A quote in code is escaped, so this can only be the start of one of the highlighter's own tags.
            Some(html) if self.out.is_guarded() => {
                for (index, part) in html.split("<span class=\"").enumerate() {
                    match (index, part.split_once('"')) {
                        (1.., Some((class, rest))) => {
                            self.out.raw("<span");
                            self.out.attribute("class", class);
                            self.out.raw(rest);
                        }
                        _ => self.out.raw(part),
                    }
                }
            }
            Some(html) => self.out.raw(&html),
            None => self.out.text(code),
        }
    }

    pub fn html_block(&mut self, range: &Range<usize>) {
        self.before_block(range);
        self.places.write_anchors(&mut self.out, range.start);
        let html = self.take_text();
        self.raw_html(&html, Setting::Block);
    }

    /// Takes the text of a block of code or HTML, its end included.
    fn take_text(&mut self) -> String {
        let mut text = String::new();
        while let Some((event, _)) = self.steps.get(self.at) {
            self.at += 1;
            match event {
                Event::Text(piece) | Event::Html(piece) => text.push_str(piece),
                _ => break,
            }
        }
        text
    }
}
