//! Keys and values of a pattern's front matter.

use super::Reader;
use crate::diag::{Diagnostic, Fix, near, rule};
use crate::model::PatternId;
use crate::source::{Span, Spanned};
use crate::yaml::Node;

/// The keys of a mapping that are known, under their right names.
pub struct Fields<'n> {
    values: Vec<(&'static str, &'n Spanned<Node>)>,
}

impl<'n> Fields<'n> {
    /// The value of a key; nothing where there is none.
    pub fn get(&self, key: &str) -> Option<&'n Spanned<Node>> {
        self.values.iter().find(|(name, _)| *name == key).map(|(_, node)| *node)
    }

    /// Like [`Fields::get`], and `null` is nothing too.
    pub fn take(&mut self, key: &str) -> Option<&'n Spanned<Node>> {
        self.get(key).filter(|node| node.value != Node::Null)
    }
}

/// Whether what the author wrote is this key or word: case does not matter, `_` and blanks stand for `-`.
pub fn is_key(written: &str, key: &str) -> bool {
    plain(written) == key
}

fn plain(written: &str) -> String {
    written.trim().to_lowercase().replace(['_', ' '], "-")
}

impl Reader<'_> {
    /// Sorts the entries of a mapping by the keys that it may have; one that looks like a misspelt one is reported.
    pub fn known<'n>(&mut self, entries: &'n [(Spanned<String>, Spanned<Node>)], keys: &[&'static str]) -> Fields<'n> {
        let mut values = Vec::new();
        for (written, node) in entries {
            let plain = plain(&written.value);
            if let Some(key) = keys.iter().find(|key| **key == plain) {
                values.push((*key, node));
            } else if let Some(near) = near(&plain, keys.iter().copied()) {
                let message = format!("`{}` is not a key of a pattern", written.value);
                let finding = Diagnostic::new(&rule::MISSPELT_KEY, self.file, written.span, message);
                let finding = finding.with_help(format!("did you mean `{near}`?"));
                self.findings.push(finding.with_fix(Fix::guess("rename the key", written.span, near)));
            }
        }
        Fields { values }
    }

    /// The texts of a list, or of a single value.
    pub fn texts(&mut self, node: Option<&Spanned<Node>>) -> Vec<Spanned<String>> {
        let mut texts = Vec::new();
        for item in items(node) {
            match &item.value {
                Node::Scalar(text) if !text.trim().is_empty() => {
                    texts.push(Spanned::new(text.trim().to_owned(), item.span));
                }
                _ => self.bad_value(item.span, "this is not a text"),
            }
        }
        texts
    }

    /// The ids of a list, or a single one.
    pub fn pattern_ids(&mut self, node: Option<&Spanned<Node>>) -> Vec<Spanned<PatternId>> {
        let mut ids = Vec::new();
        for text in self.texts(node) {
            if let Some(id) = PatternId::new(&text.value) {
                ids.push(Spanned::new(id, text.span));
            } else {
                let message = format!("`{}` cannot be the id of a pattern", text.value);
                self.say(&rule::BAD_VALUE, text.span, message, "write the stem of the pattern's file");
            }
        }
        ids
    }

    /// Reports a value that should have been a text.
    fn bad_value(&mut self, span: Span, message: &str) {
        self.say(
            &rule::BAD_VALUE,
            span,
            message,
            "write one text, or a list of texts in brackets; quote what holds `: `",
        );
    }
}

/// The items of a list, or a single value as a list of one.
pub fn items(node: Option<&Spanned<Node>>) -> Vec<&Spanned<Node>> {
    match node.map(|node| (&node.value, node)) {
        None | Some((Node::Null, _)) => Vec::new(),
        Some((Node::Sequence(items), _)) => items.iter().collect(),
        Some((_, node)) => vec![node],
    }
}
