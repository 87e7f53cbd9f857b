//! The JSON Schema of `casebook.toml`, for editors.
//!
//! It takes what [`parse`](super::parse) takes, but for four things that a schema cannot say: that an alias names a
//! severity of the scale, that a path is absolute on Windows, that a curation level stands under its name and its
//! number at once, and that a language tag names a variant twice.

use serde_json::{Map, Value, json};

use super::Setting;
use crate::diag::{Level, RULES};
use crate::model::{Audience, CurationLevel, SectionKind, Verdict};

/// The schema, as draft 7, which the editors' extensions for TOML and YAML both know.
pub fn schema() -> Value {
    let tables = [
        ("site", site()),
        ("records", records()),
        ("severity", severity()),
        ("sections", sections()),
        ("check", check()),
        (
            "patterns",
            table(
                "The pattern catalogue.",
                [(
                    "built-in",
                    json!({
                        "type": "boolean", "default": true,
                        "description": "Whether the patterns that ship with the program are used beside the casebook's own.",
                    }),
                )],
            ),
        ),
        ("audience", audience()),
        ("search", search()),
        (
            "review",
            table(
                "`casebook review`.",
                [(
                    "fail",
                    list(
                        "Verdicts on which `casebook review` exits with 1.",
                        &json!({ "enum": Verdict::ALL.map(Verdict::name) }),
                    ),
                )],
            ),
        ),
    ];
    let mut schema = table("The configuration of a casebook.", tables);
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema["title"] = json!("casebook.toml");
    schema
}

fn site() -> Value {
    table(
        "The site that `casebook build` writes.",
        [
            ("title", words("The site's title.")),
            ("description", json!({ "type": "string", "description": "A line under the title." })),
            (
                "base-url",
                pattern(
                    "Where the site will be published; feeds and the sitemap need it.",
                    r#"^\s*https?://[^/\s"<>?#][^\s"<>?#]*\s*$"#,
                ),
            ),
            ("language", language("The language of the pages, such as `en` or `pt-BR`.")),
            (
                "edit",
                pattern(
                    "Where a record is edited, with `{path}` for its path in the folder of records.",
                    r#"^\s*https?://[^/\s"<>][^\s"<>]*\{path\}[^\s"<>]*\s*$"#,
                ),
            ),
            (
                "last-change",
                json!({
                    "type": "boolean", "default": false,
                    "description": "Whether pages show when git says their record was last changed, and by whom.",
                }),
            ),
            ("output", path("The folder the site is written to.")),
            ("templates", path("The folder of templates that override the built-in ones.")),
        ],
    )
}

fn records() -> Value {
    table(
        "Where the records lie.",
        [
            ("folder", path("The folder of records.")),
            ("patterns", path("The folder of pattern files.")),
            ("endings", filled("File endings of records.", &words("An ending such as `md`."))),
            ("language", language("The language of records that do not say; that of the pages unless it is set.")),
        ],
    )
}

fn language(description: &str) -> Value {
    let tag = r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*";
    pattern(description, &format!(r"^\s*{tag}\s*$"))
}

fn severity() -> Value {
    let aliases = json!({
        "type": "object",
        "additionalProperties": { "type": "string" },
        "description": "Other words for severities of the scale.",
    });
    table(
        "How bad an incident is.",
        [("scale", filled("The severities, worst first.", &words("A severity."))), ("aliases", aliases)],
    )
}

fn audience() -> Value {
    let names = Audience::ALL.map(Audience::name);
    // In any case and with blanks around it, as `Audience::from_name` takes it.
    let pattern = r"^\s*([Ii][Nn][Tt][Ee][Rr][Nn][Aa][Ll]|[Ss][Hh][Aa][Rr][Ee][Aa][Bb][Ll][Ee])\s*$";
    let default = json!({
        "anyOf": [{ "enum": names }, { "type": "string", "pattern": pattern }],
        "default": "internal",
        "description": "For whom records and patterns are that do not say.",
    });
    table(
        "What may be shared.",
        [
            ("default", default),
            ("internal-names", list("Names that no shareable text may hold.", &words("A name."))),
            ("internal-keys", list("Keys of the front matter that are not shared.", &words("A key."))),
        ],
    )
}

fn search() -> Value {
    table(
        "How records are found.",
        [
            ("model", words("The folder of a sentence encoder, for programs built with the feature `deep`.")),
            ("queries", path("A file of searches as `casebook eval` reads it; the site shows what each finds.")),
        ],
    )
}

fn sections() -> Value {
    let kinds = SectionKind::ALL.map(|kind| (kind.name(), list("A team's own headings.", &words("A heading."))));
    table("A team's own words for kinds of sections.", kinds)
}

fn check() -> Value {
    let levels = CurationLevel::ALL.iter().flat_map(|level| [level.name().to_owned(), level.number().to_string()]);
    let levels: Vec<String> = levels.collect();
    let by_level: Map<String, Value> = levels.iter().map(|level| (level.clone(), rules())).collect();
    table(
        "What `casebook check` asks for.",
        [
            (
                "require",
                json!({
                    "enum": levels,
                    "description": "The curation level that every record must have.",
                }),
            ),
            ("rules", rules()),
            (
                "level",
                json!({
                    "type": "object",
                    "properties": by_level,
                    "additionalProperties": false,
                    "description": "Levels of rules for records that are worked out so far, or further.",
                }),
            ),
            ("privacy", privacy()),
        ],
    )
}

fn privacy() -> Value {
    let truth = |description: &str| json!({ "type": "boolean", "default": false, "description": description });
    table(
        "Personal data that records are searched for.",
        [
            ("emails", truth("Whether e-mail addresses are looked for.")),
            ("ip-addresses", truth("Whether addresses of machines in the open net are looked for.")),
            ("allow", list("Addresses, and domains of mail, that may stand.", &words("An address or a domain."))),
        ],
    )
}

fn rules() -> Value {
    let word = |level: Level| Setting::At(level).word();
    let settings = Setting::ALL.map(Setting::word);
    let rules = RULES.iter().map(|rule| {
        let description = format!("{} ({}).", rule.summary(), word(rule.level));
        (rule.id, json!({ "enum": settings, "description": description }))
    });
    table("Levels of rules.", rules)
}

fn table<'n>(description: &str, properties: impl IntoIterator<Item = (&'n str, Value)>) -> Value {
    let properties: Map<String, Value> =
        properties.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
    json!({
        "type": "object",
        "description": description,
        "properties": properties,
        "additionalProperties": false,
    })
}

fn pattern(description: &str, pattern: &str) -> Value {
    json!({ "type": "string", "pattern": pattern, "description": description })
}

fn words(description: &str) -> Value {
    pattern(description, r"\S")
}

fn path(description: &str) -> Value {
    pattern(&format!("{description} Relative to this file."), r"^\s*[^/\s]")
}

/// One value or a list of them.
fn list(description: &str, item: &Value) -> Value {
    json!({ "anyOf": [item, { "type": "array", "items": item }], "description": description })
}

/// The same, with at least one.
fn filled(description: &str, item: &Value) -> Value {
    json!({ "anyOf": [item, { "type": "array", "items": item, "minItems": 1 }], "description": description })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;

    /// Configurations, good and bad ones, one a line with `;` for line breaks.
    const EXAMPLES: &str = include_str!("schema_examples.txt");

    #[test]
    fn the_schema_takes_what_the_parser_takes_and_nothing_else() {
        let schema = jsonschema::validator_for(&schema()).expect("a good schema");
        let (mut good, mut bad) = (0, 0);
        for line in EXAMPLES.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let text = line.replace(';', "\n");
            let value: toml::Table = toml::from_str(&text).expect("the examples are TOML");
            let value = serde_json::to_value(value).expect("TOML without dates is JSON");
            let parsed = super::super::parse(&SourceFile::new("casebook.toml", text.as_str())).is_ok();
            assert_eq!(schema.is_valid(&value), parsed, "the parser says {parsed}: {line}");
            *(if parsed { &mut good } else { &mut bad }) += 1;
        }
        assert!(good >= 20 && bad >= 20, "{good} good, {bad} bad");
    }
}
