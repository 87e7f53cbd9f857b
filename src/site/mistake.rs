//! A mistake in a template, as a place in its file with what to do about it; the engine's own account is taken apart.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::ErrorKind;

use super::SiteError;
use crate::config::Fault;
use crate::diag::near;
use crate::source::{SourceFile, Span};

/// The templates by their names, each under the path that its reader knows it by.
pub type Sources = BTreeMap<String, Arc<SourceFile>>;

/// What is wrong in one template.
#[derive(Clone, Debug)]
pub struct Mistake {
    /// The template.
    pub file: Arc<SourceFile>,
    /// What is wrong with it, and where.
    pub fault: Fault,
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let place = self.file.position(self.fault.span.start);
        write!(f, "{}:{}:{}: {}", self.file.path, place.line, place.column, self.fault.message)
    }
}

/// Turns an error of the engine into mistakes with places. `template` is what was being rendered, if anything was.
pub fn mistakes(error: &tera::Error, sources: &Sources, template: &str) -> SiteError {
    let mistakes = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let range = report.span().range.clone();
            vec![mistake(sources, report.filename(), Span::new(range.start, range.end), report.message())]
        }
        ErrorKind::MissingParent { current, parent } => {
            let place = place_of(sources, current, parent);
            vec![mistake(sources, current, place, &format!("Unknown template `{parent}`"))]
        }
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => {
            let (extends, include) = (place_of(sources, tpl, "extends"), place_of(sources, tpl, "include"));
            let place = if extends.is_empty() { include } else { extends };
            vec![mistake(sources, tpl, place, "This template leads back to itself")]
        }
        kind => {
            let told: Vec<Mistake> =
                kind.to_string().split("\n\n").filter_map(|report| told(sources, report)).collect();
            if told.is_empty() { vec![mistake(sources, template, Span::default(), &kind.to_string())] } else { told }
        }
    };
    SiteError::Template { mistakes }
}

/// One of several mistakes that the engine tells in text: `error: MESSAGE`, then `--> NAME:LINE:COLUMN`, the line, and a
/// row of `^` under the place.
fn told(sources: &Sources, report: &str) -> Option<Mistake> {
    let mut lines = report.lines();
    let message = lines.next()?.strip_prefix("error: ")?;
    let (place, column) = lines.next()?.trim_start().strip_prefix("--> ")?.rsplit_once(':')?;
    let (name, line) = place.rsplit_once(':')?;
    let (line, column) = (line.parse().ok()?, column.parse::<usize>().ok()?);
    let width = report.matches('^').count().max(1);
    let file = sources.get(name)?;
    let start = file.line_span(line).start as usize;
    let text = file.text.get(start..)?;
    let offset = |characters: usize| text.char_indices().nth(characters).map_or(text.len(), |(at, _)| at);
    let span = Span::new(start + offset(column - 1), start + offset(column - 1 + width));
    Some(mistake(sources, name, span, message))
}

fn mistake(sources: &Sources, name: &str, span: Span, message: &str) -> Mistake {
    let file = sources.get(name).map_or_else(|| SourceFile::new(name, ""), Arc::clone);
    let end = file.text.len() as u32;
    let span = Span { start: span.start.min(end), end: span.end.min(end) };
    let (message, known) = match message.split_once(" Available ") {
        Some((message, known)) => (message, known.split_once(": ").map_or("", |(_, known)| known)),
        None => (message, ""),
    };
    let help = unclosed(file.slice(span)).or_else(|| help(sources, message, known));
    Mistake { file, fault: Fault { span, message: lowered(message), help } }
}

/// What to do about an end that ends nothing: what it meant to end holds something that is still open.
fn unclosed(there: &str) -> Option<String> {
    let what = there.strip_prefix("end").filter(|what| what.chars().all(|c| c.is_ascii_lowercase()))?;
    let of = if what.is_empty() { String::new() } else { format!("the `{what}` that it ends, ") };
    Some(format!(
        "look for {of}or one in it, that has no end: every `if`, `for`, `set`, `block` and `component` has one of its own"
    ))
}

/// What to do: the near spelling of a name that is not known, or the names that are.
fn help(sources: &Sources, message: &str, known: &str) -> Option<String> {
    let name = message.split('`').nth(1)?;
    let names: Vec<&str> = if known.is_empty() { names(sources, message) } else { known.split(", ").collect() };
    if let Some(near) = near(name, names.iter().copied()) {
        return Some(format!("did you mean `{near}`?"));
    }
    let shown = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match (names.as_slice(), message.starts_with("Unknown filter")) {
        ([], true) => Some("the filters are those of Tera 2: https://keats.github.io/tera/docs/".to_owned()),
        ([], false) => None,
        (names, _) => Some(format!("known are {}", shown(names))),
    }
}

/// The names that the message could have meant.
fn names<'a>(sources: &'a Sources, message: &str) -> Vec<&'a str> {
    if message.starts_with("Unknown template") {
        return sources.keys().map(String::as_str).collect();
    }
    let opening = if message.starts_with("Unknown component") {
        "{% component "
    } else if message.starts_with("Block ") {
        "block "
    } else if message.starts_with("Unknown function") {
        return vec!["word", "range", "throw"];
    } else {
        return Vec::new();
    };
    let defined = sources.values().flat_map(|file| file.text.split(opening).skip(1));
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-');
    let mut names: Vec<&str> = defined.filter_map(|rest| rest.split(|c| !is_name(c)).next()).collect();
    names.retain(|name| !name.is_empty() && !message.contains(&format!("`{name}`")));
    names.sort_unstable();
    names.dedup();
    names
}

/// Where a template says some words first.
fn place_of(sources: &Sources, template: &str, words: &str) -> Span {
    let at = sources.get(template).and_then(|file| file.text.find(words));
    at.map_or_else(Span::default, |at| Span::new(at, at + words.len()))
}

/// The message as ours are: in lower case, without a full stop.
fn lowered(message: &str) -> String {
    let message = message.trim().trim_end_matches('.');
    let mut letters = message.chars();
    let first = letters.next().map(|c| c.to_lowercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}", letters.as_str()).replace('\n', " ")
}
