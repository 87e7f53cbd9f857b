//! From a file of words to words, fault by fault. What cannot be taken is left out, so that another language's word
//! stands in its place.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::plural::FORMS;
use super::text::{OTHER, places};
use super::{Plural, Text, Words};
use crate::diag::{Diagnostic, Rule, near, rule};
use crate::source::{SourceFile, Span};

type Value<'a> = Spanned<DeValue<'a>>;

/// Reads a file of words of `language`, and holds it against `english`, which has every word that a page shows; without
/// it, every key is a word.
pub fn read(
    file: &Arc<SourceFile>,
    language: &str,
    english: Option<&Words>,
) -> (BTreeMap<String, Text>, Vec<Diagnostic>) {
    let (root, errors) = DeTable::parse_recoverable(&file.text);
    let mut reader =
        Reader { file, plural: Plural::of(language), english, words: BTreeMap::new(), findings: Vec::new() };
    let end = file.text.len();
    for error in errors {
        let message = format!("this cannot be read: {}", error.message().to_lowercase());
        reader.fault(&rule::BAD_WORD, error.span().unwrap_or(end..end), message, "write lines like `key = \"text\"`");
    }
    for (key, value) in root.get_ref() {
        reader.page(key, value);
    }
    Diagnostic::sort(&mut reader.findings);
    (reader.words, reader.findings)
}

struct Reader<'a> {
    file: &'a Arc<SourceFile>,
    plural: Plural,
    english: Option<&'a Words>,
    words: BTreeMap<String, Text>,
    findings: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn page(&mut self, page: &Spanned<std::borrow::Cow<'_, str>>, value: &Value<'_>) {
        let name = page.get_ref().as_ref();
        let Some(table) = value.get_ref().as_table() else {
            let message = format!("`{name}` stands outside of any page's table");
            self.fault(&rule::BAD_WORD, page.span(), message, "write words under `[home]` and the like");
            return;
        };
        for (key, value) in table {
            let full = format!("{name}.{}", key.get_ref());
            if self.english.is_some_and(|english| english.get(&full).is_none()) {
                self.unknown(&full, key.span());
                continue;
            }
            if let Some(text) = self.text(&full, value)
                && self.fits(&full, &text, value.span())
            {
                self.words.insert(full, text);
            }
        }
    }

    fn text(&mut self, key: &str, value: &Value<'_>) -> Option<Text> {
        match value.get_ref() {
            DeValue::String(text) => Some(Text::Plain(text.to_string())),
            DeValue::Table(table) => self.forms(key, table, value.span()),
            other => {
                let message = format!("`{key}` must be text, not {}", other.type_str());
                self.fault(&rule::BAD_WORD, value.span(), message, "put it in quotes");
                None
            }
        }
    }

    fn forms(&mut self, key: &str, table: &DeTable<'_>, place: Range<usize>) -> Option<Text> {
        let before = self.findings.len();
        let mut forms = BTreeMap::new();
        for (form, value) in table {
            let name = form.get_ref().as_ref();
            let is_number = !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit());
            if !is_number && !FORMS.contains(&name) {
                let message = format!("`{name}` is no plural form");
                let help = format!("the forms are {}, or a number that a text is for", list(FORMS));
                self.fault(&rule::BAD_WORD, form.span(), message, &help);
            } else if let Some(text) = value.get_ref().as_str() {
                forms.insert(name.to_owned(), text.to_owned());
            } else {
                let message = format!("the form `{name}` of `{key}` must be text");
                self.fault(&rule::BAD_WORD, value.span(), message, "put it in quotes");
            }
        }
        if self.findings.len() > before {
            return None;
        }
        let needed = self.plural.forms(|count| forms.contains_key(&count.to_string()));
        let lacking: Vec<&str> = needed.into_iter().filter(|form| !forms.contains_key(*form)).collect();
        if !lacking.is_empty() || !forms.contains_key(OTHER) {
            let lacking = if lacking.is_empty() { vec![OTHER] } else { lacking };
            let message = format!("`{key}` has no form {}", list(lacking.iter().copied()));
            let help = format!("numbers in `{}` take {}", self.plural.language(), list(self.plural.forms(|_| false)));
            self.fault(&rule::BAD_WORD, place, message, &help);
            return None;
        }
        Some(Text::Forms(forms))
    }

    /// Whether a word has the places that the English one has. A form that is for few numbers need not name them.
    fn fits(&mut self, key: &str, text: &Text, place: Range<usize>) -> bool {
        let Some(english) = self.english.and_then(|english| english.get(key)) else { return true };
        let wanted = english.places();
        let mut is_whole = true;
        let mut is_known = true;
        for (form, text) in text.texts() {
            let own = places(text);
            is_known &= own.is_subset(&wanted);
            is_whole &= own == wanted || !(form.is_empty() || form == OTHER);
        }
        if is_whole && is_known {
            return true;
        }
        let places = |names: &BTreeSet<&str>| list(names.iter().map(|name| format!("{{{name}}}")));
        let own = text.places();
        let (lacks, extra) = (&wanted - &own, &own - &wanted);
        let message = match (extra.is_empty(), lacks.is_empty()) {
            (false, _) => format!("`{key}` has no place {}", places(&extra)),
            (true, false) => format!("`{key}` lacks the place {}", places(&lacks)),
            (true, true) => format!("the form `{OTHER}` of `{key}` lacks a place"),
        };
        let help = if wanted.is_empty() {
            "the English word has no place to be filled".to_owned()
        } else {
            format!("the English word has {}", places(&wanted))
        };
        self.fault(&rule::BAD_WORD, place, message, &help);
        false
    }

    fn unknown(&mut self, key: &str, place: Range<usize>) {
        let known = self.english.into_iter().flat_map(Words::iter).map(|(key, _)| key);
        let help = match near(key, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "no page shows it; remove it".to_owned(),
        };
        self.fault(&rule::UNKNOWN_WORD, place, format!("there is no word `{key}`"), &help);
    }

    fn fault(&mut self, rule: &'static Rule, place: Range<usize>, message: String, help: &str) {
        let (start, end) = (self.file.text.floor_char_boundary(place.start), place.end.max(place.start));
        let span = Span::new(start, self.file.text.ceil_char_boundary(end).min(self.file.text.len()));
        self.findings.push(Diagnostic::new(rule, self.file, span, message).with_help(help));
    }
}

fn list<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> String {
    names.into_iter().map(|name| format!("`{}`", name.as_ref())).collect::<Vec<_>>().join(", ")
}
