//! Front matter in TOML, as Hugo and Zola have it between lines of `+++`: read as far as it reads like YAML.
//!
//! Texts, numbers, days and lists on one line do; what else stands there is shown as it is, and `import` keeps it too.

use super::front_matter::FrontMatter;
use crate::source::{Span, Spanned};
use crate::yaml::{self, Node};

/// Reads the front matter of a text that begins with a line of `+++`; `None` where it does not, or never ends.
pub(super) fn read(text: &str) -> Option<FrontMatter> {
    let mut lines = text.split_inclusive('\n');
    let mut at = lines.next().filter(|line| line.trim_end() == "+++")?.len();
    let mut matter = FrontMatter::default();
    for line in lines {
        let end = at + line.len();
        if line.trim_end() == "+++" {
            matter.body = end;
            return Some(matter);
        }
        match field(line, at) {
            Some(field) => matter.fields.push(field),
            // The name of a table says only how the keys below are grouped.
            None if is_silent(line) => {}
            None => matter.unread.push(Span::new(at, at + line.trim_end().len())),
        }
        at = end;
    }
    None
}

fn is_silent(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#') || line.starts_with('[') && line.ends_with(']')
}

/// `key = value` on a line that begins at `offset`.
fn field(line: &str, offset: usize) -> Option<(Spanned<String>, Spanned<Node>)> {
    let (key, value) = line.split_once('=')?;
    let name = key.trim();
    let is_key = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    let start = offset + (key.len() - key.trim_start().len());
    let inside = value.trim();
    let from = offset + key.len() + 1 + (value.len() - value.trim_start().len());
    let node = yaml::parse(inside, from).ok().filter(|_| is_key && !inside.is_empty())?;
    // A mapping would be an inline table, whose pairs YAML does not know.
    let is_plain = !matches!(node.value, Node::Mapping(_));
    is_plain.then(|| (Spanned::new(name.to_owned(), Span::new(start, start + name.len())), node))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::source::SourceFile;

    #[test]
    fn keys_of_toml_are_read_as_those_of_yaml() {
        let text = "+++\ntitle = \"The failover took long\"\ndate = 2026-05-02\ntags = [\"db\", 'failover']\n\n[extra]\nseverity = \
                    \"major\"\nweights = {\n  a = 1 }\n+++\n\n## Root cause\n\nThe disk.\n";
        let (incident, findings) = crate::record::read(&SourceFile::new("a.md", text), &Config::default());
        assert_eq!(incident.title.value, "The failover took long");
        assert_eq!(incident.date.map(|date| date.value.to_string()).as_deref(), Some("2026-05-02"));
        assert_eq!(incident.tags.iter().map(|tag| tag.value.as_str()).collect::<Vec<_>>(), ["db", "failover"]);
        assert_eq!(incident.severity.map(|severity| severity.value).as_deref(), Some("sev2"));
        assert!(incident.extra.iter().any(|field| field.text.contains("weights = {")), "{:?}", incident.extra);
        assert!(findings.is_empty());
    }

    #[test]
    fn what_never_ends_is_text() {
        assert!(read("+++\ntitle = 'x'\n").is_none());
        assert!(read("text\n+++\n").is_none());
    }
}
