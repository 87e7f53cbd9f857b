//! What of a front matter is internal: keys that the configuration names, keys marked with `# internal`, and comments.

use std::ops::Range;
use std::sync::Arc;

use super::{Cut, Instead, Parts, Why, whole_lines};
use crate::config::Config;
use crate::record::{FrontMatter, key_meaning};
use crate::source::{SourceFile, Span};

/// Finds the lines of a front matter that are not to be shared.
pub(super) fn cuts(file: &Arc<SourceFile>, front: &FrontMatter, config: &Config, parts: &mut Parts) {
    let text = file.text.as_str();
    let region = marked_regions(text, front.body);
    let is_internal = |key: &str| config.audience.keys.iter().any(|internal| same_key(key, internal));
    for (key, value) in &front.fields {
        let lines = whole_lines(text, key.span.to(value.span));
        let marked = file.slice(lines).lines().any(|line| comment_of(line).is_some_and(is_mark));
        let within = region.iter().any(|range| range.start < lines.end as usize && lines.start as usize <= range.end);
        if is_internal(&key.value) || marked || within {
            parts.cuts.push(Cut::new(lines, Why::Key, Instead::Nothing));
        }
    }
    // What belongs to no key that could be read is shared with the rest, unless it might be an internal one.
    for &span in &front.unread {
        let names_one = file.slice(span).lines().any(|line| {
            let key = line.split(':').next().unwrap_or_default().trim_matches(|c: char| !c.is_alphanumeric());
            is_internal(key) || comment_of(line).is_some_and(is_mark)
        });
        if names_one || !region.is_empty() {
            parts.cuts.push(Cut::new(whole_lines(text, span), Why::Key, Instead::Nothing));
        }
    }
    let mut at = 0;
    for line in text.get(..front.body).unwrap_or_default().split_inclusive('\n') {
        if let Some(start) = comment_start(line) {
            let span = Span::new(at + start, at + line.trim_end_matches(['\n', '\r']).len());
            parts.cuts.push(Cut::new(span, Why::Comment, Instead::Nothing));
        }
        at += line.len();
    }
}

/// Whether two words name one key: the same letters, or both a name of the same known key.
fn same_key(key: &str, internal: &str) -> bool {
    let plain = |text: &str| text.trim().to_lowercase().replace(['_', ' '], "-");
    let meaning = |text: &str| key_meaning(text).map(str::to_owned);
    plain(key) == plain(internal) || meaning(key).is_some_and(|known| meaning(internal) == Some(known))
}

/// The lines between `# internal` and `# /internal` on lines of their own; without the second, to the end.
fn marked_regions(text: &str, body: usize) -> Vec<Range<usize>> {
    let mut regions: Vec<Range<usize>> = Vec::new();
    let mut open = None;
    let mut at = 0;
    for line in text.get(..body).unwrap_or_default().split_inclusive('\n') {
        let own = line.trim_start().starts_with('#').then(|| line.trim_start().trim_start_matches('#').trim());
        match own.map(str::to_lowercase).as_deref() {
            Some("internal") => open = open.or(Some(at)),
            Some("/internal") => regions.extend(open.take().map(|start| start..at)),
            _ => {}
        }
        at += line.len();
    }
    regions.extend(open.map(|start| start..body));
    regions
}

/// Whether the words of a comment mark their key as internal.
fn is_mark(comment: &str) -> bool {
    comment.trim_start_matches('#').trim().to_lowercase().starts_with("internal")
}

/// The comment behind a line's value, with its `#`.
fn comment_of(line: &str) -> Option<&str> {
    line.get(comment_start(line)?..)
}

/// Where a comment starts in a line of YAML: at a `#` outside of quotes that nothing or a blank stands before.
fn comment_start(line: &str) -> Option<usize> {
    let mut quote = None;
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (None, '#') if before.is_whitespace() => return Some(at),
            // An apostrophe inside a word is none.
            (None, '"' | '\'') if !before.is_alphanumeric() => quote = Some(c),
            (Some(open), c) if c == open && before != '\\' => quote = None,
            _ => {}
        }
        before = c;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::comment_start;

    #[test]
    fn comments_start_at_a_hash_outside_of_quotes() {
        for (line, expected) in [
            ("a: b # c", Some(5)),
            ("# c", Some(0)),
            ("a: '# b' # c", Some(9)),
            ("a: b#c", None),
            ("a: it's # c", Some(8)),
            ("a: \"x \\\" # y\"", None),
        ] {
            assert_eq!(comment_start(line), expected, "{line}");
        }
    }
}
