//! From TOML to [`Config`], fault by fault.

mod audience;
mod check;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Config, Fault};
use crate::diag::near;
use crate::model::{SectionKind, Verdict};
use crate::source::Span;

const TABLES: [&str; 9] =
    ["site", "records", "severity", "sections", "check", "patterns", "search", "review", "audience"];

/// Reads what can be read; the configuration is good when there are no faults.
pub fn read(text: &str) -> (Config, Vec<Fault>) {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader { text, config: Config::default(), faults: Vec::new() };
    if errors.is_empty() {
        reader.root(root.get_ref());
    }
    for error in errors {
        let range = error.span().unwrap_or(text.len()..text.len());
        reader.fault(range, error.message().to_lowercase(), None);
    }
    (reader.config, reader.faults)
}

type Key<'a> = Spanned<std::borrow::Cow<'a, str>>;
type Value<'a> = Spanned<DeValue<'a>>;

struct Reader<'t> {
    text: &'t str,
    config: Config,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn root(&mut self, root: &DeTable<'_>) {
        for (key, value) in root {
            let name = key.get_ref().as_ref();
            if !TABLES.contains(&name) {
                self.unknown("table", key, &TABLES);
                continue;
            }
            let Some(table) = value.get_ref().as_table() else {
                self.expected(
                    value,
                    &format!("`{name}` is a table"),
                    &format!("write `[{name}]` on a line of its own"),
                );
                continue;
            };
            match name {
                "site" => self.site(table),
                "records" => self.records(table),
                "severity" => self.severity(table),
                "sections" => self.sections(table),
                "check" => self.check(table),
                "review" => self.review(table),
                "audience" => self.audience(table),
                "search" => self.search(table),
                _ => self.patterns(table),
            }
        }
    }

    fn site(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "title" => {
                    if let Some(title) = self.words(value) {
                        self.config.title = title;
                    }
                }
                "description" => {
                    if let Some(description) = self.text(value) {
                        self.config.description = Some(description);
                    }
                }
                "base-url" => self.config.base_url = self.address(value),
                "edit" => self.config.edit = self.edit_address(value),
                "last-change" => self.config.last_change = self.truth(value),
                "language" => {
                    if let Some(language) = self.language(value) {
                        self.config.language = language;
                    }
                }
                "output" => {
                    if let Some(path) = self.path(value) {
                        self.config.output = path;
                    }
                }
                "templates" => {
                    if let Some(path) = self.path(value) {
                        self.config.templates = path;
                    }
                }
                _ => {
                    let keys =
                        ["title", "description", "base-url", "language", "output", "templates", "edit", "last-change"];
                    self.unknown("key", key, &keys);
                }
            }
        }
    }

    fn records(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "folder" => {
                    if let Some(path) = self.path(value) {
                        self.config.records = path;
                    }
                }
                "patterns" => {
                    if let Some(path) = self.path(value) {
                        self.config.patterns = path;
                    }
                }
                "endings" => {
                    let plain = |ending: String| ending.trim_start_matches('.').to_lowercase();
                    let endings: Vec<String> = self.list(value).into_iter().map(plain).collect();
                    if endings.is_empty() {
                        self.expected(value, "there must be an ending", "write `endings = [\"md\", \"markdown\"]`");
                    }
                    self.config.endings = endings;
                }
                "language" => self.config.record_language = self.language(value),
                _ => self.unknown("key", key, &["folder", "patterns", "endings", "language"]),
            }
        }
        // The patterns stand in the folder of records unless it is said where else.
        if table.contains_key("folder") && !table.contains_key("patterns") {
            self.config.patterns = format!("{}/patterns", self.config.records);
        }
    }

    fn severity(&mut self, table: &DeTable<'_>) {
        if let Some(value) = table.get("scale") {
            let scale: Vec<String> = self.list(value);
            if scale.is_empty() {
                self.expected(value, "the scale has no step", "name the severities, worst first");
            }
            self.config.severity_aliases.retain(|_, to| scale.contains(to));
            self.config.severities = scale;
        }
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "scale" => {}
                "aliases" => self.aliases(value),
                _ => self.unknown("key", key, &["scale", "aliases"]),
            }
        }
    }

    fn aliases(&mut self, value: &Value<'_>) {
        let Some(table) = value.get_ref().as_table() else {
            return self.expected(value, "`aliases` is a table", "write `aliases = { critical = \"sev1\" }`");
        };
        for (key, value) in table {
            let Some(word) = self.text(value) else { continue };
            if self.config.severities.contains(&word) {
                self.config.severity_aliases.insert(key.get_ref().to_lowercase(), word);
            } else {
                let scale = self.config.severities.clone();
                let scale: Vec<&str> = scale.iter().map(String::as_str).collect();
                self.unknown_word("severity", value.span(), &word, &scale);
            }
        }
    }

    fn sections(&mut self, table: &DeTable<'_>) {
        let kinds = SectionKind::ALL.map(SectionKind::name);
        for (key, value) in table {
            if !kinds.contains(&key.get_ref().as_ref()) {
                self.unknown("kind of section", key, &kinds);
                continue;
            }
            let words = self.list(value).iter().map(|word| word.to_lowercase()).collect();
            self.config.section_words.insert(key.get_ref().clone().into_owned(), words);
        }
    }

    fn patterns(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "built-in" => self.config.built_in_patterns = self.truth(value),
                _ => self.unknown("key", key, &["built-in"]),
            }
        }
    }
}

impl Reader<'_> {
    fn search(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            match key.get_ref().as_ref() {
                // Models are large and often lie elsewhere, so that this path may be absolute.
                "model" => self.config.model = self.words(value).map(Into::into),
                "queries" => self.config.queries = self.path(value).map(Into::into),
                _ => self.unknown("key", key, &["model", "queries"]),
            }
        }
    }

    fn review(&mut self, table: &DeTable<'_>) {
        let known = Verdict::ALL.map(Verdict::name);
        for (key, value) in table {
            if key.get_ref() != "fail" {
                self.unknown("key", key, &["fail"]);
                continue;
            }
            for name in self.list(value) {
                match Verdict::from_name(&name) {
                    Some(verdict) => self.config.review_fails.push(verdict),
                    None => self.unknown_word("verdict", value.span(), &name, &known),
                }
            }
        }
    }
}

/// Values.
impl Reader<'_> {
    fn text(&mut self, value: &Value<'_>) -> Option<String> {
        let text = value.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            let kind = value.get_ref().type_str();
            self.expected(value, &format!("this must be text, not {} {kind}", article(kind)), "put it in quotes");
        }
        text
    }

    fn truth(&mut self, value: &Value<'_>) -> bool {
        let truth = value.get_ref().as_bool();
        if truth.is_none() {
            self.expected(value, "this must be `true` or `false`", "write it without quotes");
        }
        truth.unwrap_or_default()
    }

    /// Text that is not blank.
    fn words(&mut self, value: &Value<'_>) -> Option<String> {
        let text = self.text(value)?;
        if text.trim().is_empty() {
            self.expected(value, "this must not be blank", "leave the key out to get the default");
            return None;
        }
        Some(text.trim().to_owned())
    }

    /// One text or a list of them, none of them blank.
    fn list(&mut self, value: &Value<'_>) -> Vec<String> {
        match value.get_ref().as_array() {
            Some(items) => items.iter().filter_map(|item| self.words(item)).collect(),
            None => self.words(value).into_iter().collect(),
        }
    }

    fn path(&mut self, value: &Value<'_>) -> Option<String> {
        let text = self.words(value)?;
        let path = text.trim_start_matches("./").trim_end_matches('/');
        if std::path::Path::new(&text).is_absolute() || text.starts_with('/') {
            self.expected(value, "the path must be relative", "write it as seen from the folder of `casebook.toml`");
            return None;
        }
        Some(if path.is_empty() { ".".to_owned() } else { path.to_owned() })
    }

    fn address(&mut self, value: &Value<'_>) -> Option<String> {
        let text = self.words(value)?;
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let plain = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '"' | '<' | '>' | '?' | '#');
        if host.is_none_or(|host| host.is_empty() || host.starts_with('/') || !host.chars().all(plain)) {
            self.expected(value, "this is not a web address", "write it like `https://casebook.example/`");
            return None;
        }
        Some(format!("{}/", text.trim_end_matches('/')))
    }

    fn edit_address(&mut self, value: &Value<'_>) -> Option<String> {
        let text = self.words(value)?;
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let plain = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '"' | '<' | '>');
        let is_address = host.is_some_and(|host| !host.is_empty() && !host.starts_with('/') && host.chars().all(plain));
        if !is_address || !text.contains("{path}") {
            let help = "write it like `https://git.example/casebook/edit/main/postmortems/{path}`";
            self.expected(value, "this is not a web address with `{path}` in it", help);
            return None;
        }
        Some(text)
    }

    fn language(&mut self, value: &Value<'_>) -> Option<String> {
        let text = self.words(value)?;
        if !is_language_tag(&text) {
            self.expected(value, &format!("`{text}` is not a language tag"), "write it like `en`, `ja` or `pt-BR`");
            return None;
        }
        Some(text)
    }
}

/// Whether a text is a language tag as browsers take it: language, script, region and variants of BCP 47, in this
/// order. Extensions and private tags say nothing that a page could use.
fn is_language_tag(text: &str) -> bool {
    let all = |part: &str, is: fn(&u8) -> bool| part.bytes().all(|byte| is(&byte));
    let letters = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && all(part, u8::is_ascii_alphabetic)
    };
    let is_region = |part: &str| letters(part, 2..=2) || (part.len() == 3 && all(part, u8::is_ascii_digit));
    let is_variant = |part: &str| {
        let long = (5..=8).contains(&part.len()) || (part.len() == 4 && part.starts_with(|c: char| c.is_ascii_digit()));
        long && all(part, u8::is_ascii_alphanumeric)
    };
    let mut parts = text.split('-').peekable();
    let known = parts.next().is_some_and(|language| letters(language, 2..=3));
    parts.next_if(|script| letters(script, 4..=4));
    parts.next_if(|region| is_region(region));
    let mut variants: Vec<String> = parts.map(str::to_ascii_lowercase).collect();
    let sound = variants.iter().all(|part| is_variant(part));
    let count = variants.len();
    variants.sort_unstable();
    variants.dedup();
    known && sound && variants.len() == count
}

/// Faults.
impl Reader<'_> {
    fn fault(&mut self, range: std::ops::Range<usize>, message: String, help: Option<String>) {
        let start = self.text.floor_char_boundary(range.start);
        let end = self.text.ceil_char_boundary(range.end).min(self.text.len()).max(start);
        self.faults.push(Fault { span: Span::new(start, end), message, help });
    }

    fn expected(&mut self, value: &Value<'_>, message: &str, help: &str) {
        self.fault(value.span(), message.to_owned(), Some(help.to_owned()));
    }

    fn unknown(&mut self, what: &str, key: &Key<'_>, known: &[&str]) {
        self.unknown_word(what, key.span(), key.get_ref(), known);
    }

    fn unknown_word(&mut self, what: &str, range: std::ops::Range<usize>, word: &str, known: &[&str]) {
        let help = match near(word, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known are {}", known.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", ")),
        };
        self.fault(range, format!("unknown {what} `{word}`"), Some(help));
    }
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}
