//! The JSON Schema of front matter, for editors.
//!
//! It takes what [`read`](super::read) takes without a finding, but for two things: a day that its month does not have
//! is taken, and a mapping where a list is expected is not. Keys are known under their own names only; others may stand.

use serde_json::{Map, Value, json};

use super::words::Words;
use crate::config::Config;
use crate::diag::RULES;
use crate::model::{Audience, DetectedBy, Status};

/// What stands for a moment.
const MOMENT: &str = concat!(
    r"^\s*(\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])|\d{4}/(0[1-9]|1[0-2])/(0[1-9]|[12]\d|3[01])",
    r"|\d{4}\.(0[1-9]|1[0-2])\.(0[1-9]|[12]\d|3[01]))(?!\d)[ Tt,]*",
    r"(([01]?\d|2[0-3]):[0-5]\d(:\d{2}(\.\d*)?)?[A-Za-z()+\-:0-9 /_]*)?\s*$",
);
/// What an id can be made of: a letter or digit of any script.
const ID: &str = r"[A-Za-z0-9]|[^\x00-\x7F]";

/// The schema for the records of a casebook, whose configuration names its severities; as draft 7.
pub fn schema(config: &Config) -> Value {
    let moment = |what: &str| single(what, &json!({ "type": "string", "pattern": MOMENT }));
    let text = |what: &str| single(what, &json!({ "type": ["string", "number", "boolean"] }));
    let texts = |what: &str| list(what, &json!({}));
    let ids = |what: &str| list(what, &id());
    let resolved = json!({ "anyOf": [{ "type": "boolean" }, { "type": "string", "pattern": MOMENT }] });
    let properties: Map<String, Value> = [
        ("id", single("Its name in addresses and links; the file's stem unless told.", &id())),
        ("aliases", ids("Ids it had before.")),
        ("title", text("Its title; the first heading unless told.")),
        ("date", moment("The day it happened, such as `2026-02-04`.")),
        ("status", single("Where it stands.", &status())),
        ("severity", single("How bad it was.", &severity(config))),
        ("services", texts("What was hit.")),
        ("tags", texts("Free labels.")),
        ("authors", texts("Who wrote it.")),
        ("owner", text("Who looks after it.")),
        ("started", moment("When it began, such as `2026-02-04 07:49`.")),
        ("detected", moment("When it was noticed.")),
        ("mitigated", moment("When the pain ended.")),
        ("resolved", single("When it was over.", &resolved)),
        ("detected-by", single("Who noticed first.", &detected_by())),
        ("patterns", ids("Patterns that it shows; `casebook patterns list --all` names them.")),
        ("not-patterns", ids("Patterns that it does not show, whatever its words say.")),
        ("repeat-of", ids("The earlier incident that this one repeats.")),
        ("related", ids("Incidents that belong together.")),
        ("supersedes", ids("Records that this one replaces.")),
        ("paths", texts("Code involved, as globs.")),
        ("source", text("Where the note came from.")),
        ("lang", text("The language it is written in, such as `en` or `pt-BR`.")),
        ("allow", allow()),
        ("audience", audience()),
    ]
    .into_iter()
    .map(|(key, schema)| (key.to_owned(), schema))
    .collect();
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Front matter of a record",
        "description": "What a post-mortem says of itself before its text; every key may be missing, others may stand.",
        "type": ["object", "null"],
        "properties": properties,
    })
}

fn status() -> Value {
    let words = Words::built_in().status_words().map(|word| {
        let end = if word.is_ascii() { "(?![A-Za-z0-9])" } else { "" };
        format!("{}{end}", any_case(word))
    });
    let pattern = format!(r"^[^A-Za-z0-9]*({})", words.collect::<Vec<_>>().join("|"));
    json!({ "anyOf": [{ "enum": Status::ALL.map(Status::name) }, { "type": "string", "pattern": pattern }] })
}

fn detected_by() -> Value {
    let names = DetectedBy::ALL.map(DetectedBy::name);
    let pattern = format!(r"^\s*({})\s*$", names.map(any_case).join("|"));
    json!({ "anyOf": [{ "enum": names }, { "type": "string", "pattern": pattern }] })
}

/// The scale's words and their other words, with or without a remark behind.
fn severity(config: &Config) -> Value {
    let parts = |word: &str| {
        let letters = word.chars().filter(|c| c.is_alphanumeric()).map(|c| any_case(&c.to_string()));
        format!("[^A-Za-z0-9(,/（]*{}[^A-Za-z0-9(,/（]*", letters.collect::<Vec<_>>().join("[^A-Za-z0-9(,/（]*"))
    };
    let steps: Vec<String> =
        config.severities.iter().flat_map(|severity| super::values::names_of_step(severity)).collect();
    let words = config.severities.iter().chain(&steps).map(|word| parts(word));
    let others = config.severity_aliases.keys().map(|word| any_case(word));
    let pattern = format!(r"^\s*({})\s*([(,/（].*)?$", words.chain(others).collect::<Vec<_>>().join("|"));
    let all = config.severities.iter().chain(&steps);
    let numbers: std::collections::BTreeSet<i64> = all.filter_map(|word| word.parse().ok()).collect();
    let mut kinds = vec![json!({ "enum": config.severities }), json!({ "type": "string", "pattern": pattern })];
    if !numbers.is_empty() {
        kinds.push(json!({ "enum": numbers }));
    }
    json!({ "anyOf": kinds })
}

/// Anything else is reported by `check` and counts as internal.
fn audience() -> Value {
    let names = Audience::ALL.map(Audience::name);
    let pattern = format!(r"^\s*({})\s*$", names.map(any_case).join("|"));
    let word = json!({ "anyOf": [{ "enum": names }, { "type": "string", "pattern": pattern }] });
    json!({ "anyOf": [word], "description": "Who may read it." })
}

fn allow() -> Value {
    let reason = |summary: &str| json!({ "type": "string", "pattern": r"\S", "description": format!("{summary}.") });
    let rules: Map<String, Value> = RULES.iter().map(|rule| (rule.id.to_owned(), reason(rule.summary()))).collect();
    json!({
        "type": "object",
        "description": "What `casebook check` may find in this file, and why it may stay: a reason for each rule.",
        "properties": rules,
        "additionalProperties": false,
    })
}

fn id() -> Value {
    json!({ "anyOf": [{ "type": "string", "pattern": ID }, { "type": ["number", "boolean"] }] })
}

/// A value that stands alone, as the only item of a list, or not at all.
fn single(description: &str, value: &Value) -> Value {
    let alone = json!({ "type": "array", "items": value, "minItems": 1, "maxItems": 1 });
    json!({ "anyOf": [{ "type": "null" }, value, alone], "description": description })
}

/// One value or a list of them.
fn list(description: &str, item: &Value) -> Value {
    let one = if item == &json!({}) { json!({ "type": ["string", "number", "boolean"] }) } else { item.clone() };
    let blank = json!({ "type": "string", "pattern": r"^\s*$" });
    let kinds = json!([{ "type": "null" }, one, blank, { "type": "array", "items": item }]);
    json!({ "anyOf": kinds, "description": description })
}

/// A regular expression for a word in upper or lower case.
fn any_case(word: &str) -> String {
    let mut out = String::new();
    for c in word.chars() {
        if c.is_ascii_alphabetic() {
            out.extend(['[', c.to_ascii_uppercase(), c.to_ascii_lowercase(), ']']);
        } else if c.is_ascii_punctuation() {
            out.extend(['\\', c]);
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceFile, Spanned};
    use crate::yaml::{self, Node};

    /// Front matter, good and bad, one a line with `;` for line breaks.
    const EXAMPLES: &str = include_str!("schema_examples.txt");

    /// The tree as an editor sees it.
    fn value(node: &Node) -> Value {
        match node {
            Node::Null => Value::Null,
            Node::Scalar(text) => match (text.as_str(), text.parse::<f64>()) {
                ("true", _) => json!(true),
                ("false", _) => json!(false),
                (_, Ok(number)) => json!(number),
                _ => json!(text),
            },
            Node::Sequence(items) => items.iter().map(|item| value(&item.value)).collect(),
            Node::Mapping(fields) => {
                fields.iter().map(|(key, node)| (key.value.clone(), value(&node.value))).collect::<Map<_, _>>().into()
            }
        }
    }

    #[test]
    fn the_schema_takes_what_the_parser_takes_and_nothing_else() {
        let config = Config::default();
        let schema = jsonschema::validator_for(&schema(&config)).expect("a good schema");
        let (mut good, mut bad) = (0, 0);
        for line in EXAMPLES.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let text = line.replace(';', "\n");
            let Spanned { value: tree, .. } = yaml::parse(&text, 0).expect("the examples are YAML");
            let file = SourceFile::new("a.md", format!("---\n{text}\n---\n\n# T\n"));
            let (_, found) = super::super::read(&file, &config);
            let parsed = found.iter().all(|finding| finding.rule.id != "bad-value");
            assert_eq!(schema.is_valid(&value(&tree)), parsed, "the parser says {parsed}: {line}");
            *(if parsed { &mut good } else { &mut bad }) += 1;
        }
        assert!(good >= 20 && bad >= 10, "{good} good, {bad} bad");
    }

    #[test]
    fn every_key_stands_in_the_schema() {
        let schema = schema(&Config::default());
        for key in super::super::header::KEYS {
            assert!(schema["properties"][key]["description"].is_string(), "{key}");
        }
    }

    #[test]
    fn a_team_s_own_scale_is_taken() {
        let text = "[severity]\nscale = ['1', 'P2']\naliases = { bad = '1' }\n";
        let config = crate::config::parse(&SourceFile::new("casebook.toml", text)).expect("a good configuration");
        let schema = jsonschema::validator_for(&schema(&config)).expect("a good schema");
        let takes = |severity: Value| schema.is_valid(&json!({ "severity": severity }));
        assert!(takes(json!(1)) && takes(json!("P-2 (grave)")) && takes(json!("Bad")));
        assert!(takes(json!(2)) && !takes(json!(3)) && !takes(json!("sev1")));
    }
}
