//! The JSON Schema of every JSON file of a site.
//!
//! `site_schema.json` has the lists; incidents and patterns are described where a bundle is, as it holds the same.

use serde_json::{Map, Value, json};

use crate::bundle;

const LISTS: &str = include_str!("site_schema.json");

/// The schema of all JSON files of a site: one of the kinds under `$defs`, each of which says where its files lie.
/// Nothing else stands in them.
pub fn site_schema() -> Value {
    let read = |text: &str| serde_json::from_str::<Value>(text).expect("the schema is JSON, as a test sees");
    let (mut schema, bundle) = (read(LISTS), read(bundle::JSON_SCHEMA));
    let shared = bundle["$defs"].as_object().cloned().unwrap_or_default();
    let own = schema["$defs"].as_object().cloned().unwrap_or_default();
    let mut all: Map<String, Value> = shared.into_iter().chain(own).collect();
    all.values_mut().for_each(close);
    schema["$defs"] = Value::Object(all);
    schema
}

/// Allows no key that is not named.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if map.contains_key("properties") && !map.contains_key("additionalProperties") {
                map.insert("additionalProperties".to_owned(), json!(false));
            }
            map.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}
