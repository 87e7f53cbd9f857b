//! A message with the line it is about and a caret under the place.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Patch, Renderer, Snippet};

use super::{Look, patch, safe};
use crate::diag::{Certainty, Fix};
use crate::source::{SourceFile, Span};

/// Characters of a line that are shown; a longer one is cut around the place.
const WIDTH: usize = 120;
const BEFORE: usize = 40;

/// What is to be said about a place.
pub struct Remark<'a> {
    pub level: Level<'static>,
    pub id: Option<&'static str>,
    pub message: &'a str,
    pub help: Option<&'a str>,
    /// How it can be mended.
    pub fix: Option<&'a Fix>,
    /// The file's path as it is shown.
    pub path: &'a str,
    pub file: &'a SourceFile,
    pub span: Span,
    /// What of the file must not be shown.
    pub hidden: &'a [Span],
}

/// Renders a remark: message, `path:line:column`, the first line of the place with a caret, and help.
pub fn render(remark: &Remark<'_>, look: Look) -> String {
    let renderer = match look {
        Look::Plain => Renderer::plain(),
        Look::Styled => Renderer::styled(),
    };
    let mut title = remark.level.clone().primary_title(safe::line(remark.message));
    if let Some(id) = remark.id {
        title = title.id(id);
    }
    let place = remark.file.position(remark.span.start);
    let path = safe::line(remark.path);
    let origin = || Origin::path(path.clone()).line(place.line as usize).char_column(place.column as usize);
    let group = Group::with_title(title);
    let mut group = match Line::around(remark.file, remark.span, remark.hidden) {
        None => group.element(origin()),
        Some(line) => {
            let snippet = Snippet::source(line.text).line_start(place.line as usize).fold(false);
            let snippet = snippet.annotation(AnnotationKind::Primary.span(line.marked));
            // The renderer counts the column in what it is shown; in a cut line it has to be told.
            if line.cut { group.element(origin()).element(snippet) } else { group.element(snippet.path(path.clone())) }
        }
    };
    let window = remark.fix.filter(|fix| !hides(remark, fix)).and_then(|fix| patch::Window::of(remark.file, fix));
    let Some(window) = window else {
        // A fix without a place changes what no line shows.
        let unseen =
            remark.fix.filter(|fix| fix.edits.is_empty()).map(|fix| format!("{} (`--fix` does it)", fix.title));
        if let Some(help) = remark.help.map(safe::line).or(unseen) {
            group = group.element(Level::HELP.message(help));
        }
        return renderer.render(&[group]);
    };
    let what = remark.fix.map_or("", |fix| fix.title.as_str());
    let told = safe::line(remark.help.unwrap_or(what));
    let safe = remark.fix.is_some_and(|fix| fix.certainty == Certainty::Safe);
    let title = Level::HELP.secondary_title(if safe { format!("{told} (`--fix` does it)") } else { told });
    let snippet = Snippet::source(window.text).line_start(window.line as usize).fold(false).path(path);
    let patches = window.edits.into_iter().map(|(range, text)| Patch::new(range, text));
    renderer.render(&[group, Group::with_title(title).element(snippet.patches(patches))])
}

/// Whether a fix changes lines that must not be shown whole; it is told in words then.
fn hides(remark: &Remark<'_>, fix: &Fix) -> bool {
    let line = |offset: u32| remark.file.position(offset).line;
    let (first, last) = match (fix.edits.first(), fix.edits.last()) {
        (Some(first), Some(last)) => (line(first.span.start), line(last.span.end)),
        _ => return false,
    };
    remark.hidden.iter().any(|span| line(span.start) <= last && line(span.end) + 1 >= first)
}

/// A path in a folder; a folder that goes without saying is not said.
pub fn join(folder: &str, path: &str) -> String {
    match folder.trim_end_matches('/') {
        "" | "." => path.to_owned(),
        folder => format!("{folder}/{path}"),
    }
}

/// A line as it is shown, with the marked bytes in it.
struct Line {
    text: String,
    marked: Range<usize>,
    /// Whether its start is not shown.
    cut: bool,
}

impl Line {
    /// The line that `span` starts on; `None` where there is nothing on it.
    fn around(file: &SourceFile, span: Span, hidden: &[Span]) -> Option<Self> {
        let line = file.line_span(file.position(span.start).line);
        let text = file.slice(line);
        if text.is_empty() {
            return None;
        }
        let within = |offset: u32| {
            text.floor_char_boundary(offset.clamp(line.start, line.end).saturating_sub(line.start) as usize)
        };
        let (start, end) = (within(span.start), within(span.end));
        let from = text[..start].char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
        let to = text[from..].char_indices().nth(WIDTH).map_or(text.len(), |(at, _)| from + at);
        let mut shown = Self { text: String::new(), marked: 0..0, cut: from > 0 };
        if shown.cut {
            shown.text.push('…');
        }
        for (at, c) in text[from..to].char_indices() {
            shown.mark(from + at, start, end);
            let place = line.start + (from + at) as u32;
            shown.text.push(match c {
                _ if hidden.iter().any(|span| span.holds(place)) => '*',
                '\t' => c,
                c if safe::is_hostile(c) => char::REPLACEMENT_CHARACTER,
                c => c,
            });
        }
        shown.mark(to, start, end.min(to));
        if to < text.len() {
            shown.text.push('…');
        }
        Some(shown)
    }

    /// Notes where the marked bytes start and end once the source offset `at` is reached.
    fn mark(&mut self, at: usize, start: usize, end: usize) {
        if at == start {
            self.marked.start = self.text.len();
        }
        if at == end {
            self.marked.end = self.text.len();
        }
        self.marked.end = self.marked.end.max(self.marked.start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str, span: Range<usize>) -> String {
        let file = SourceFile::new("a/b.md", text);
        let remark = Remark {
            level: Level::WARNING,
            id: Some("bad-value"),
            message: "`x` is wrong",
            help: Some("write `y`"),
            fix: None,
            path: &file.path,
            file: &file,
            span: span.into(),
            hidden: &[],
        };
        render(&remark, Look::Plain)
    }

    #[test]
    fn the_caret_stands_under_the_place() {
        assert_eq!(
            show("one\ntwo three\nfour", 8..13),
            "warning[bad-value]: `x` is wrong\n --> a/b.md:2:5\n  |\n2 | two three\n  |     ^^^^^\n  |\n  = help: write `y`"
        );
    }

    #[test]
    fn wide_letters_are_counted_by_their_width() {
        let shown = show("日本 x", 7..8);
        assert!(shown.contains("1 | 日本 x\n  |      ^"), "{shown}");
    }

    #[test]
    fn hostile_characters_and_tabs_do_not_move_the_caret() {
        assert!(show("a\x1b\tb", 3..4).contains("md:1:4\n"));
        let shown = show("\x1b[2J\tx\u{202e}y", 5..6);
        assert!(shown.contains("1 | \u{fffd}[2J    x\u{fffd}y\n  |         ^"), "{shown}");
    }

    #[test]
    fn a_place_of_several_lines_shows_its_first() {
        let shown = show("one two\nthree", 4..13);
        assert!(shown.contains("1 | one two\n  |     ^^^\n"), "{shown}");
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let text = format!("{}X{}", "a".repeat(100_000), "b".repeat(100_000));
        let shown = show(&text, 100_000..100_001);
        assert!(shown.contains("a/b.md:1:100001"), "{shown}");
        let line = shown.lines().find(|line| line.starts_with('1')).expect("an excerpt");
        assert_eq!(line, format!("1 | …{}X{}…", "a".repeat(40), "b".repeat(79)));
    }

    #[test]
    fn an_empty_file_has_a_place_but_no_excerpt() {
        assert_eq!(show("", 0..0), "warning[bad-value]: `x` is wrong\n--> a/b.md:1:1\n = help: write `y`");
    }

    proptest::proptest! {
        #[test]
        fn no_place_panics(text in "[ab日🔥\t\n\r\\x1b\u{202e}]{0,200}", a in 0usize..200, b in 0usize..200) {
            let (a, b) = (text.floor_char_boundary(a), text.floor_char_boundary(b));
            proptest::prop_assert!(!show(&text, a.min(b)..a.max(b)).contains('\x1b'));
        }
    }
}
