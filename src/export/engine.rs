//! Incidents for a search engine of the whole company: one flat document each, and how the engine shall index them.
//!
//! Documents, the index template of `OpenSearch` and the index configuration of `Quickwit` are made from one table of
//! fields, so that none knows of a field that the others do not.

use serde_json::{Map, Value, json};

use super::address;
use super::passages::section_texts;
use crate::knowledge::KnowledgeBase;
use crate::model::{ActionState, Incident};

/// How a field is searched.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// As it stands.
    Keyword,
    /// By its words.
    Words,
    Day,
    Number,
}

/// How many values a field has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Count {
    One,
    Many,
}

struct Field {
    name: &'static str,
    kind: Kind,
    count: Count,
}

const fn field(name: &'static str, kind: Kind, count: Count) -> Field {
    Field { name, kind, count }
}

const FIELDS: [Field; 21] = [
    field("id", Kind::Keyword, Count::One),
    field("title", Kind::Words, Count::One),
    field("date", Kind::Day, Count::One),
    field("status", Kind::Keyword, Count::One),
    field("severity", Kind::Keyword, Count::One),
    field("services", Kind::Keyword, Count::Many),
    field("tags", Kind::Keyword, Count::Many),
    field("owner", Kind::Keyword, Count::One),
    field("detected_by", Kind::Keyword, Count::One),
    field("patterns", Kind::Keyword, Count::Many),
    field("symptoms", Kind::Words, Count::Many),
    field("error_strings", Kind::Words, Count::Many),
    field("failed_theories", Kind::Words, Count::Many),
    field("causes", Kind::Words, Count::Many),
    field("fixes", Kind::Words, Count::Many),
    field("open_actions", Kind::Number, Count::One),
    field("level", Kind::Number, Count::One),
    field("text", Kind::Words, Count::One),
    field("lang", Kind::Keyword, Count::One),
    field("path", Kind::Keyword, Count::One),
    field("url", Kind::Keyword, Count::One),
];

/// What the bulk interface of `OpenSearch` takes: for each incident a line that names it, and its document.
pub fn opensearch_documents(kb: &KnowledgeBase, index: &str, base_url: Option<&str>) -> String {
    let mut out = String::new();
    for at in 0..kb.incidents.len() {
        let head = json!({"index": {"_index": index, "_id": kb.incidents[at].id.as_str()}});
        out.push_str(&super::to_json(&head));
        out.push_str(&super::to_json(&document(kb, at, base_url)));
    }
    out
}

/// A line for each incident: its document.
pub fn quickwit_documents(kb: &KnowledgeBase, base_url: Option<&str>) -> String {
    (0..kb.incidents.len()).map(|at| super::to_json(&document(kb, at, base_url))).collect()
}

/// The index template of `OpenSearch`, for `PUT _index_template/NAME`.
pub fn opensearch_template(index: &str) -> String {
    let property = |field: &Field| {
        let mapping = match field.kind {
            // What is longer than a term may be is kept, and not a keyword.
            Kind::Keyword => json!({"type": "keyword", "ignore_above": 1024}),
            Kind::Words if field.name == "title" => {
                json!({"type": "text", "fields": {"raw": {"type": "keyword", "ignore_above": 1024}}})
            }
            Kind::Words => json!({"type": "text"}),
            Kind::Day => json!({"type": "date", "format": "strict_date_time_no_millis"}),
            Kind::Number => json!({"type": "integer"}),
        };
        (field.name.to_owned(), mapping)
    };
    let properties: Map<String, Value> = FIELDS.iter().map(property).collect();
    pretty(&json!({
        "index_patterns": [index],
        "priority": 100,
        "template": {
            "settings": {"index": {"number_of_shards": 1}},
            "mappings": {"dynamic": "strict", "properties": properties},
        },
    }))
}

/// The index configuration of `Quickwit`.
pub fn quickwit_config(index: &str) -> String {
    let mapping = |field: &Field| {
        let base = match field.kind {
            Kind::Keyword | Kind::Words => "text",
            Kind::Day => "datetime",
            Kind::Number => "u64",
        };
        let kind = if field.count == Count::Many { format!("array<{base}>") } else { base.to_owned() };
        let mut mapping = json!({"name": field.name, "type": kind});
        let options = match field.kind {
            Kind::Keyword => json!({"tokenizer": "raw", "fast": true}),
            Kind::Words => json!({"tokenizer": "default", "record": "position", "fieldnorms": true}),
            Kind::Day => json!({"input_formats": ["rfc3339"], "fast": true}),
            Kind::Number => json!({"fast": true}),
        };
        if let (Value::Object(mapping), Value::Object(options)) = (&mut mapping, options) {
            mapping.extend(options);
        }
        mapping
    };
    let words = FIELDS.iter().filter(|field| field.kind == Kind::Words).map(|field| field.name);
    pretty(&json!({
        "version": "0.8",
        "index_id": index,
        "doc_mapping": {"mode": "strict", "field_mappings": FIELDS.iter().map(mapping).collect::<Vec<_>>()},
        "search_settings": {"default_search_fields": words.collect::<Vec<_>>()},
    }))
}

fn pretty(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("a JSON value is JSON");
    text.push('\n');
    text
}

/// An incident as a flat document; fields without a value are left out.
fn document(kb: &KnowledgeBase, at: usize, base_url: Option<&str>) -> Value {
    let incident = &kb.incidents[at];
    let value = |field: &Field| (field.name.to_owned(), value(kb, at, incident, field.name, base_url));
    let is_there = |(_, value): &(String, Value)| match value {
        Value::Null => false,
        Value::Array(items) => !items.is_empty(),
        Value::String(text) => !text.is_empty(),
        _ => true,
    };
    Value::Object(FIELDS.iter().map(value).filter(is_there).collect())
}

fn value(kb: &KnowledgeBase, at: usize, incident: &Incident, field: &str, base_url: Option<&str>) -> Value {
    match field {
        "id" => json!(incident.id.as_str()),
        "title" => json!(incident.title.value),
        "date" => json!(incident.date.as_ref().map(|date| format!("{}T00:00:00Z", date.value))),
        "status" => json!(incident.status.as_ref().map(|status| status.value.name())),
        "severity" => json!(incident.severity.as_ref().map(|severity| &severity.value)),
        "services" => incident.services.iter().map(|service| json!(service.value)).collect(),
        "tags" => incident.tags.iter().map(|tag| json!(tag.value)).collect(),
        "owner" => json!(incident.owner.as_ref().map(|owner| &owner.value)),
        "detected_by" => json!(incident.detected_by.as_ref().map(|by| by.value.name())),
        "patterns" => {
            let links = kb.links_of_incident(at).filter(|link| link.state.counts());
            links.map(|link| json!(kb.patterns[link.pattern].id.as_str())).collect()
        }
        "symptoms" => incident.symptoms.iter().map(|symptom| json!(symptom.text)).collect(),
        "error_strings" => incident.error_strings.iter().map(|error| json!(error.text)).collect(),
        "failed_theories" => incident.theories.iter().map(|theory| json!(theory.statement.value)).collect(),
        "causes" => incident.causes.iter().map(|cause| json!(cause.statement.value)).collect(),
        "fixes" => incident.fixes.iter().map(|fix| json!(fix.statement.value)).collect(),
        "open_actions" => json!(incident.actions.iter().filter(|action| action.state != ActionState::Done).count()),
        "level" => json!(incident.level.number()),
        "text" => json!(section_texts(incident).join("\n").trim()),
        "lang" => json!(incident.lang.as_ref().map(|lang| &lang.value)),
        "path" => json!(incident.file.path),
        "url" => {
            let page = address::encoded(&address::incident(&incident.id));
            json!(base_url.map(|base| format!("{base}{page}")))
        }
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::source::SourceFile;

    fn base() -> KnowledgeBase {
        let text = "---\ntitle: T\ndate: 2026-01-02\nstatus: resolved\nseverity: sev2\nservices: [a, b]\ntags: [t]\nowner: o\n\
                    lang: en\ndetected-by: alert\npatterns: [p]\n---\n\n## Symptoms\n\n- It hangs with `E_PIPE: full`.\n\n## \
                    Failed theories\n\n- The network.\n\n## Root cause\n\nA full pipe.\n\n## Fix\n\nA larger one.\n";
        let read = |path: &str, text: &str| crate::record::read(&SourceFile::new(path, text), &Config::default()).0;
        let pattern = "---\nname: P\nfacet: mechanism\nsignals:\n  - any: [full pipe]\n---\n";
        let pattern = crate::catalogue::parse(&SourceFile::new("patterns/p.md", pattern), false).0;
        KnowledgeBase::assemble(vec![read("a.md", text), read("b.md", "Words.\n")], pattern.into_iter().collect())
    }

    fn lines(text: &str) -> Vec<Value> {
        text.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
    }

    #[test]
    fn every_field_of_the_table_is_filled_and_mapped_by_its_kind_in_both_engines() {
        let documents = lines(&quickwit_documents(&base(), Some("https://e.example/")));
        let full = documents[0].as_object().expect("an object");
        let names: Vec<&str> = full.keys().map(String::as_str).collect();
        assert_eq!(names, FIELDS.iter().map(|field| field.name).collect::<Vec<_>>());
        let template: Value = serde_json::from_str(&opensearch_template("casebook")).expect("valid");
        let config: Value = serde_json::from_str(&quickwit_config("casebook")).expect("valid");
        let mappings = config["doc_mapping"]["field_mappings"].as_array().expect("a list");
        for (name, value) in full {
            let wanted = template["template"]["mappings"]["properties"][name]["type"].as_str().expect("mapped");
            let mapped = mappings.iter().find(|mapping| mapping["name"] == *name).expect("mapped");
            let scalar = value.as_array().map_or(value, |items| &items[0]);
            assert_eq!(scalar.is_u64(), wanted == "integer", "{name}");
            assert_eq!(
                value.is_array(),
                mapped["type"].as_str().is_some_and(|kind| kind.starts_with("array<")),
                "{name}"
            );
        }
        assert_eq!(full["date"], "2026-01-02T00:00:00Z");
        assert_eq!(full["url"], "https://e.example/incidents/a/index.html");
        assert_eq!(full["patterns"], json!(["p"]));
        assert!(
            full["text"].as_str().is_some_and(|text| text.contains("The network.") && text.contains("A larger one."))
        );
    }

    #[test]
    fn what_a_record_lacks_is_left_out() {
        let documents = lines(&quickwit_documents(&base(), None));
        let names: Vec<&String> = documents[1].as_object().expect("an object").keys().collect();
        assert_eq!(names, ["id", "title", "open_actions", "level", "text", "path"]);
    }

    #[test]
    fn bulk_lines_name_index_and_id_before_each_document() {
        let lines = lines(&opensearch_documents(&base(), "incidents", None));
        assert_eq!(lines.len(), 4);
        assert_eq!(lines[2], json!({"index": {"_index": "incidents", "_id": "b"}}));
        assert_eq!(lines[3]["id"], "b");
    }
}
