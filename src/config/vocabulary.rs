//! `vocabulary.toml`: what a team's own words mean in plain ones.
//!
//! ```toml
//! oom = "out of memory"
//! pg = ["postgres", "postgresql"]
//! "split brain" = ["two leaders", "network partition"]
//! ```

use std::sync::Arc;

use toml::Spanned as TomlSpanned;
use toml::de::{DeTable, DeValue};

use super::{ConfigError, Fault};
use crate::source::{SourceFile, Span, Spanned};

/// A vocabulary file.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// The file; empty where there is none.
    pub file: Arc<SourceFile>,
    /// In the order of the file.
    pub entries: Vec<VocabularyEntry>,
}

/// A word, or several, with what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VocabularyEntry {
    /// The team's own word.
    pub word: Spanned<String>,
    /// The same in plain words; never empty.
    pub meanings: Vec<Spanned<String>>,
}

/// Reads a vocabulary file.
///
/// # Errors
/// When the text is not TOML, or an entry is neither text nor a list of texts; all faults are told.
pub fn parse_vocabulary(file: &Arc<SourceFile>) -> Result<Vocabulary, ConfigError> {
    let (root, errors) = DeTable::parse_recoverable(&file.text);
    let end = file.text.len();
    let mut faults: Vec<Fault> = errors.iter().map(|error| unreadable(error, end)).collect();
    let mut entries = Vec::new();
    if faults.is_empty() {
        for (key, value) in root.get_ref() {
            let word = Spanned::new(key.get_ref().to_string(), span(key.span()));
            let meanings = meanings(value);
            let has_words = |text: &Spanned<String>| text.value.chars().any(char::is_alphanumeric);
            if has_words(&word) && !meanings.is_empty() && meanings.iter().all(has_words) {
                entries.push(VocabularyEntry { word, meanings });
            } else {
                faults.push(Fault {
                    span: span(value.span()),
                    message: format!("`{}` has no meaning in words", word.value),
                    help: Some("write lines like `oom = \"out of memory\"` or `pg = [\"postgres\"]`".to_owned()),
                });
            }
        }
    }
    entries.sort_by_key(|entry| entry.word.span);
    faults.sort_by_key(|fault| fault.span);
    if faults.is_empty() {
        Ok(Vocabulary { file: Arc::clone(file), entries })
    } else {
        Err(ConfigError { file: Arc::clone(file), faults })
    }
}

/// The texts of a value; none where it is no text or list of texts.
fn meanings(value: &TomlSpanned<DeValue<'_>>) -> Vec<Spanned<String>> {
    let text = |value: &TomlSpanned<DeValue<'_>>| {
        value.get_ref().as_str().map(|text| Spanned::new(text.to_owned(), span(value.span())))
    };
    match value.get_ref() {
        DeValue::Array(values) => values.iter().map(text).collect::<Option<_>>().unwrap_or_default(),
        _ => text(value).into_iter().collect(),
    }
}

fn unreadable(error: &toml::de::Error, end: usize) -> Fault {
    Fault { span: span(error.span().unwrap_or(end..end)), message: error.message().to_lowercase(), help: None }
}

fn span(range: std::ops::Range<usize>) -> Span {
    Span::new(range.start, range.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vocabulary, ConfigError> {
        parse_vocabulary(&SourceFile::new("vocabulary.toml", text))
    }

    #[test]
    fn entries_have_one_meaning_or_several_in_the_order_of_the_file() {
        let vocabulary = read("pg = ['postgres', 'the database']\n\"a b\" = \"c\"\n").expect("is sound");
        let shown: Vec<_> = vocabulary
            .entries
            .iter()
            .map(|entry| {
                (entry.word.value.as_str(), entry.meanings.iter().map(|m| m.value.as_str()).collect::<Vec<_>>())
            })
            .collect();
        assert_eq!(shown, [("pg", vec!["postgres", "the database"]), ("a b", vec!["c"])]);
        assert_eq!(vocabulary.file.slice(vocabulary.entries[1].word.span), "\"a b\"");
    }

    #[test]
    fn what_has_no_words_is_a_fault_with_its_place() {
        let error = read("a = 1\nb = []\nc = ['x', 2]\nd = '…'\ne = 'fine'\n").expect_err("four faults");
        assert_eq!(error.faults.len(), 4);
        assert_eq!(error.faults[0].message, "`a` has no meaning in words");
        assert_eq!(error.file.slice(error.faults[1].span), "[]");
        assert!(read("a = \n").is_err());
    }
}
