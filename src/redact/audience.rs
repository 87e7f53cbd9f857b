//! For whom a whole file is.

use std::sync::Arc;

use super::Why;
use crate::config::Config;
use crate::diag::{Diagnostic, near, rule};
use crate::model::Audience;
use crate::record::FrontMatter;
use crate::source::{SourceFile, Span};
use crate::yaml::Node;

const KEY: &str = "audience";

/// Why a file is internal as a whole; `None` where it may be shared, but for its marked parts.
pub(super) fn whole(
    file: &Arc<SourceFile>,
    front: &FrontMatter,
    config: &Config,
    findings: &mut Vec<Diagnostic>,
) -> Option<Why> {
    // What TOML says is read only in part; who wrote it may have said more of its audience than is understood here.
    if file.text.trim_start_matches('\u{feff}').lines().next().is_some_and(|line| line.trim_end() == "+++") {
        return Some(Why::Unclear);
    }
    let mut said = None;
    for (key, value) in front.fields.iter().filter(|(key, _)| is_key(&key.value)) {
        let word = match &value.value {
            Node::Scalar(word) => Audience::from_name(word),
            _ => None,
        };
        if word.is_none() {
            let written = file.slice(value.span);
            let message = format!("`{written}` is not a value that `{}` can take", key.value);
            let span = if value.span.is_empty() { key.span } else { value.span };
            let finding = Diagnostic::new(&rule::BAD_VALUE, file, span, message);
            findings.push(finding.with_help("write `internal` or `shareable`; until then it counts as internal"));
            return Some(Why::Unclear);
        }
        // Of two words the one that withholds more counts.
        said = said.min(word).or(word);
    }
    if said == Some(Audience::Internal) || labelled_internal(file, front) {
        return Some(Why::Record);
    }
    (said.unwrap_or(config.audience.default) == Audience::Internal).then_some(Why::Record)
}

/// Whether a key is this one, or a misspelt one that would let out what its author holds back.
fn is_key(key: &str) -> bool {
    near(key, [KEY]).is_some() || key.eq_ignore_ascii_case(KEY)
}

/// Whether a line says that the record is internal where no key does: a label in the text, or a line of a front matter
/// that could not be read.
fn labelled_internal(file: &SourceFile, front: &FrontMatter) -> bool {
    let unread = front.unread.iter().any(|&span| says_internal(file, span));
    unread || says_internal(file, Span::new(front.body, file.text.len()))
}

/// Whether a line in that span reads `Audience: internal`, in whatever dress.
fn says_internal(file: &SourceFile, span: Span) -> bool {
    file.slice(span).lines().any(|line| {
        let dress = |c: char| c.is_whitespace() || "*_|>-:：=\"'`".contains(c);
        let line = line.trim_matches(dress).to_lowercase();
        line.strip_prefix(KEY).is_some_and(|rest| {
            let value = rest.trim_start_matches(dress);
            value.len() < rest.len() && value.starts_with(Audience::Internal.name())
        })
    })
}
