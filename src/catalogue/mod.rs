//! Pattern files: from text to [`Pattern`], and the catalogue that ships with the program; home of `rust_embed`
//! with `site`.
//!
//! What the phrases of a signal mean is for `knowledge` to say; here they are only known to have words in them.

mod fields;
mod front;
mod sections;
mod signals;

use std::sync::Arc;

use rust_embed::Embed;

use crate::diag::{Diagnostic, rule};
use crate::model::{Facet, Pattern, PatternId};
use crate::source::{SourceFile, Span, Spanned};
use crate::yaml::{self, Node};
use fields::{Fields, is_key};
use front::Front;

/// The folder of the files that ship with the program.
#[derive(Embed)]
#[folder = "postmortems/patterns/"]
struct BuiltIn;

/// The pattern files that ship with the program, ordered by path; their paths are those of `postmortems/patterns`.
pub fn built_in() -> Vec<Arc<SourceFile>> {
    let mut names: Vec<_> = BuiltIn::iter().filter(|name| name.ends_with(".md")).collect();
    names.sort_unstable();
    let read = |name: &str| {
        let file = BuiltIn::get(name).expect("the name was just listed");
        let text = std::str::from_utf8(&file.data).expect("our own files are UTF-8, which a test reads them for");
        SourceFile::new(format!("patterns/{name}"), text)
    };
    names.iter().map(|name| read(name)).collect()
}

/// Reads a pattern file. A pattern comes back wherever its id, name and facet can be made out; what is wrong with it
/// is in the findings.
pub fn parse(file: &Arc<SourceFile>, built_in: bool) -> (Option<Pattern>, Vec<Diagnostic>) {
    let mut reader = Reader { file, findings: Vec::new() };
    let pattern = reader.read(built_in);
    (pattern, reader.findings)
}

/// A file under way, and what is wrong with it so far.
struct Reader<'a> {
    file: &'a Arc<SourceFile>,
    findings: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn read(&mut self, built_in: bool) -> Option<Pattern> {
        let id = self.id();
        let front = self.front()?;
        let node = match yaml::parse(self.file.slice(front.yaml), front.yaml.start as usize) {
            Ok(node) => node,
            Err(error) => {
                self.say(
                    &rule::INVALID_YAML,
                    error.span,
                    error.message,
                    "nothing of this pattern is used until it is mended",
                );
                return None;
            }
        };
        let mut fields = self.fields(&node)?;
        let name = self.name(&fields, front.yaml);
        let facet = self.facet(&fields, front.yaml);
        let signals = self.signals(fields.take("signals"), front.yaml);
        let examples = self.examples(fields.take("examples"), name.as_ref().map_or(front.yaml, |name| name.span));
        let (summary, sections) = sections::read(self.file, front.body);
        let pattern = Pattern {
            id: id?,
            file: Arc::clone(self.file),
            built_in,
            name: name?,
            facet: facet?,
            aliases: self.texts(fields.take("aliases")).into_iter().map(|alias| alias.value).collect(),
            parent: self.pattern_ids(fields.take("parent")).into_iter().next(),
            see_also: self.pattern_ids(fields.take("see-also")),
            signals,
            examples,
            body: front.body,
            sections,
            summary,
        };
        Some(pattern)
    }

    /// Adds a finding.
    fn say(
        &mut self,
        rule: &'static crate::diag::Rule,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.findings.push(Diagnostic::new(rule, self.file, span, message).with_help(help));
    }

    /// The file's stem as an id.
    fn id(&mut self) -> Option<PatternId> {
        let name = self.file.path.rsplit('/').next().unwrap_or_default();
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let id = PatternId::new(stem);
        if id.is_none() {
            let message = format!("`{stem}` cannot be the id of a pattern");
            self.say(
                &rule::BAD_PATTERN_FILE,
                Span::default(),
                message,
                "name the file with letters, digits, `.`, `_` and `-`",
            );
        }
        id
    }

    fn front(&mut self) -> Option<Front> {
        match front::split(&self.file.text) {
            Ok(front) => Some(front),
            Err(front::Fault::Missing) => {
                let help = "start the file with `---`, `name:`, `facet:`, `signals:` and `---`";
                self.say(&rule::BAD_PATTERN_FILE, self.file.line_span(1), "a pattern needs front matter", help);
                None
            }
            Err(front::Fault::Unclosed(span)) => {
                let message = "the front matter is never closed";
                self.say(&rule::UNCLOSED_FRONT_MATTER, span, message, "add a line `---` where it ends");
                None
            }
        }
    }

    fn fields<'n>(&mut self, node: &'n Spanned<Node>) -> Option<Fields<'n>> {
        let Node::Mapping(entries) = &node.value else {
            let help = "write `name:`, `facet:` and `signals:`";
            self.say(&rule::BAD_PATTERN_FILE, node.span, "the front matter of a pattern is a list of keys", help);
            return None;
        };
        let keys = ["name", "facet", "aliases", "parent", "see-also", "signals", "examples"];
        Some(self.known(entries, &keys))
    }

    fn name(&mut self, fields: &Fields<'_>, front: Span) -> Option<Spanned<String>> {
        let found = fields.get("name").and_then(|node| match &node.value {
            Node::Scalar(name) if !name.trim().is_empty() => Some(Spanned::new(name.trim().to_owned(), node.span)),
            _ => None,
        });
        if found.is_none() {
            let span = fields.get("name").map_or(front, |node| node.span);
            self.say(&rule::BAD_PATTERN_FILE, span, "a pattern needs a `name`", "add `name:` with a few plain words");
        }
        found
    }

    fn facet(&mut self, fields: &Fields<'_>, front: Span) -> Option<Facet> {
        let node = fields.get("facet");
        let found = node.and_then(|node| match &node.value {
            Node::Scalar(word) => Facet::ALL.into_iter().find(|facet| is_key(word, facet.name())),
            _ => None,
        });
        if found.is_none() {
            let span = node.map_or(front, |node| node.span);
            let message = match node.map(|node| &node.value) {
                Some(Node::Scalar(word)) => format!("`{word}` is not a facet"),
                _ => "a pattern needs a `facet`".to_owned(),
            };
            self.say(&rule::BAD_PATTERN_FILE, span, message, "use `trigger`, `mechanism` or `aggravator`");
        }
        found
    }
}

#[cfg(test)]
mod tests;
