//! Front matter: found, read, and saved key by key where it is not valid YAML.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use crate::diag::{Certainty, Diagnostic, Edit, Fix, apply, rule};
use crate::source::{SourceFile, Span, Spanned};
use crate::yaml::{self, Node};

use super::toml_matter;

/// What stands above the Markdown.
#[derive(Debug, Default)]
pub(crate) struct FrontMatter {
    /// Keys and values, in the order of the file.
    pub fields: Vec<(Spanned<String>, Spanned<Node>)>,
    /// Lines that belong to no key that could be read.
    pub unread: Vec<Span>,
    /// Where the Markdown starts.
    pub body: usize,
}

/// Finds and reads the front matter of a file.
pub(crate) fn read(file: &Arc<SourceFile>) -> (FrontMatter, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    let Some(opening) = first_line_if_fence(&file.text) else {
        return (toml_matter::read(&file.text).unwrap_or_default(), findings);
    };
    let Some((inside, body)) = find_end(&file.text, opening) else {
        if looks_like_yaml(&file.text[opening..]) {
            let finding = Diagnostic::new(
                &rule::UNCLOSED_FRONT_MATTER,
                file,
                Span::new(0, 3),
                "front matter is opened here and never closed",
            );
            findings.push(finding.with_help("close it with a line of `---`"));
        }
        return (FrontMatter::default(), findings);
    };
    let text = &file.text[inside.clone()];
    match yaml::parse(text, inside.start) {
        Ok(Spanned { value: Node::Mapping(fields), .. }) => {
            (FrontMatter { fields, unread: Vec::new(), body }, findings)
        }
        Ok(Spanned { value: Node::Null, .. }) => (FrontMatter { body, ..FrontMatter::default() }, findings),
        // A rule between two lines of prose is no front matter; the text stays text.
        _ if !looks_like_yaml(text) => (FrontMatter::default(), findings),
        Ok(other) => {
            findings.push(invalid(file, other.span, "front matter is no list of keys and values"));
            (FrontMatter { unread: vec![Span::from(inside)], body, ..FrontMatter::default() }, findings)
        }
        Err(error) => {
            let saved = salvage(file, inside.clone(), body);
            let finding = invalid(file, error.span, &error.message);
            findings.push(match quoting(file, inside, &saved) {
                Some(fix) => finding.with_fix(fix),
                None => finding,
            });
            (saved, findings)
        }
    }
}

/// The front matter of a text, cut at the lines that open a key.
pub(crate) struct Chunks {
    /// What belongs to each key, as ranges of the text.
    pub chunks: Vec<Range<usize>>,
    /// Where the Markdown starts.
    pub body: usize,
}

/// Finds the front matter of a text as [`read`] does, and cuts it without reading the values.
pub(crate) fn chunks_of(text: &str) -> Option<Chunks> {
    let (inside, body) = find_end(text, first_line_if_fence(text)?)?;
    let is_read =
        || matches!(yaml::parse(&text[inside.clone()], 0), Ok(tree) if !matches!(tree.value, Node::Scalar(_)));
    (looks_like_yaml(&text[inside.clone()]) || is_read()).then(|| Chunks { chunks: chunks(text, inside), body })
}

fn invalid(file: &Arc<SourceFile>, span: Span, why: &str) -> Diagnostic {
    Diagnostic::new(&rule::INVALID_YAML, file, span, format!("invalid YAML in the front matter: {why}"))
        .with_help("the keys that can be read are used; put quotes around values that hold `: ` or start with a sign")
}

/// Puts quotes around the values that are no YAML, where that makes YAML of it all that says what was read anyway.
fn quoting(file: &SourceFile, inside: Range<usize>, saved: &FrontMatter) -> Option<Fix> {
    if !saved.unread.is_empty() {
        return None;
    }
    let as_read = |(key, value): &(Spanned<String>, Spanned<Node>)| (key.value.clone(), plain(&value.value));
    let mut edits = Vec::new();
    for (_, value) in &saved.fields {
        let written = file.slice(value.span);
        // What reads well on its own stays as it is.
        if matches!(&value.value, Node::Scalar(text) if text == written && !is_yaml(written)) {
            edits.push(Edit { span: value.span, replacement: format!("'{}'", written.replace('\'', "''")) });
        }
    }
    let fix = Fix { title: "put quotes around it".to_owned(), certainty: Certainty::Safe, edits };
    if fix.edits.is_empty() {
        return None;
    }
    let (mended, _) = apply(&file.text, &[&fix]);
    let end = inside.end + (mended.len() - file.text.len());
    let Ok(Spanned { value: Node::Mapping(fields), .. }) = yaml::parse(mended.get(inside.start..end)?, 0) else {
        return None;
    };
    fields.iter().map(as_read).eq(saved.fields.iter().map(as_read)).then_some(fix)
}

/// Whether a text is the value of a key as it stands.
fn is_yaml(value: &str) -> bool {
    let read = yaml::parse(&format!("key: {value}\n"), 0);
    let Ok(Spanned { value: Node::Mapping(fields), .. }) = read else { return false };
    matches!(fields.as_slice(), [(_, Spanned { value: Node::Scalar(text), .. })] if text == value)
}

/// A tree without its places.
fn plain(node: &Node) -> String {
    match node {
        Node::Null => "~".to_owned(),
        Node::Scalar(text) => format!("{text:?}"),
        Node::Sequence(items) => {
            items.iter().flat_map(|item| ["[".to_owned(), plain(&item.value), "]".to_owned()]).collect()
        }
        Node::Mapping(fields) => {
            let both =
                |(key, value): &(Spanned<String>, Spanned<Node>)| format!("{:?}: {}; ", key.value, plain(&value.value));
            fields.iter().map(both).collect()
        }
    }
}

/// Where the first line ends, when it is `---` and nothing else.
fn first_line_if_fence(text: &str) -> Option<usize> {
    let line = text.split_inclusive('\n').next()?;
    (line.trim_end() == "---").then_some(line.len())
}

/// The range between the fences, and where the text behind the closing one starts.
fn find_end(text: &str, opening: usize) -> Option<(Range<usize>, usize)> {
    let mut at = opening;
    for line in text[opening..].split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            return Some((opening..at, at + line.len()));
        }
        at += line.len();
    }
    None
}

/// Whether a text opens with something like `key: value`.
fn looks_like_yaml(text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#')).unwrap_or_default();
    first.split_once(':').is_some_and(|(key, rest)| {
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '"' | '\'');
        !key.is_empty()
            && key.len() <= 40
            && key.chars().all(plain)
            && (rest.is_empty() || rest.starts_with([' ', '\t', '\r']))
    })
}

/// Reads the keys one by one: each line that starts at the margin opens a key that reaches to the next such line.
/// A value that is no YAML of its own is taken as the text it is.
fn salvage(file: &Arc<SourceFile>, inside: Range<usize>, body: usize) -> FrontMatter {
    let mut matter = FrontMatter { body, ..FrontMatter::default() };
    let mut seen = BTreeSet::new();
    for chunk in chunks(&file.text, inside) {
        let text = &file.text[chunk.clone()];
        let fields = match yaml::parse(text, chunk.start) {
            Ok(Spanned { value: Node::Mapping(fields), .. }) => fields,
            Ok(Spanned { value: Node::Null, .. }) => continue,
            _ => as_text(text, chunk.start).into_iter().collect(),
        };
        if fields.is_empty() {
            matter.unread.push(Span::from(chunk));
        }
        for field in fields {
            if seen.insert(field.0.value.clone()) {
                matter.fields.push(field);
            } else {
                matter.unread.push(field.0.span.to(field.1.span));
            }
        }
    }
    matter
}

fn chunks(text: &str, inside: Range<usize>) -> Vec<Range<usize>> {
    let mut chunks: Vec<Range<usize>> = Vec::new();
    let mut at = inside.start;
    for line in text[inside].split_inclusive('\n') {
        let opens = !line.starts_with([' ', '\t', '-', '#', ']', '}', '\r', '\n']);
        match chunks.last_mut() {
            Some(last) if !opens => last.end = at + line.len(),
            _ => chunks.push(at..at + line.len()),
        }
        at += line.len();
    }
    chunks
}

fn as_text(text: &str, offset: usize) -> Option<(Spanned<String>, Spanned<Node>)> {
    let (key, rest) = text.split_once(':')?;
    let name = key.trim();
    if name.is_empty() || name.len() > 60 || name.contains('\n') {
        return None;
    }
    let value = rest.trim();
    let start = offset + key.len() + 1 + (rest.len() - rest.trim_start().len());
    let key_span = Span::new(offset, offset + key.trim_end().len());
    let bare = value.trim_matches(['"', '\'']);
    let value_span = Span::new(start, start + value.len());
    Some((Spanned::new(name.to_owned(), key_span), Spanned::new(Node::Scalar(bare.to_owned()), value_span)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> (Vec<(String, Node)>, usize, Vec<&'static str>) {
        let file = SourceFile::new("a.md", text);
        let (matter, findings) = read(&file);
        let fields = matter.fields.into_iter().map(|(key, value)| (key.value, value.value)).collect();
        (fields, matter.body, findings.iter().map(|finding| finding.rule.id).collect())
    }

    fn scalar(key: &str, value: &str) -> (String, Node) {
        (key.to_owned(), Node::Scalar(value.to_owned()))
    }

    #[test]
    fn keys_and_values_are_read_and_the_body_follows() {
        assert_eq!(fields("---\r\na: 1\r\n---\r\nx"), (vec![scalar("a", "1")], 16, vec![]));
    }

    #[test]
    fn a_value_with_a_colon_is_saved_and_reported() {
        let (fields, _, findings) = fields("---\ntitle: Outage: the second\ndate: 2024-01-02\n---\n");
        assert_eq!(fields, [scalar("title", "Outage: the second"), scalar("date", "2024-01-02")]);
        assert_eq!(findings, ["invalid-yaml"]);
    }

    #[test]
    fn quotes_are_put_where_they_make_the_same_of_it() {
        let mended = |text: &str| {
            let file = SourceFile::new("a.md", text);
            let (_, findings) = read(&file);
            findings[0].fix.as_ref().map(|fix| apply(&file.text, &[fix]).0)
        };
        assert_eq!(
            mended("---\r\na: it's b: c # d\r\ne: [f, g]\r\nh: @i\r\n---\r\nx: y: z").as_deref(),
            Some("---\r\na: 'it''s b: c # d'\r\ne: [f, g]\r\nh: '@i'\r\n---\r\nx: y: z")
        );
        // A value of two lines, a key that stands twice, a line that is no key.
        assert_eq!(mended("---\na: b: c\n  d\n---\n"), None);
        assert_eq!(mended("---\na: 1\na: 2\n---\n"), None);
        assert_eq!(mended("---\na: b: c\nwords\n---\n"), None);
    }

    #[test]
    fn of_a_key_that_stands_twice_the_first_counts() {
        let (fields, _, findings) = fields("---\na: 1\na: 2\n---\n");
        assert_eq!(fields, [scalar("a", "1")]);
        assert_eq!(findings, ["invalid-yaml"]);
    }

    #[test]
    fn a_rule_above_prose_is_no_front_matter() {
        assert_eq!(fields("---\nSome prose here.\n---\nmore"), (vec![], 0, vec![]));
        assert_eq!(fields("---\n\n# Heading\n"), (vec![], 0, vec![]));
    }

    #[test]
    fn front_matter_that_is_never_closed_is_text() {
        assert_eq!(fields("---\ntitle: x\n\ntext"), (vec![], 0, vec!["unclosed-front-matter"]));
    }
}
