//! Alerts and log lines in JSON: what they say, without what only machines read.

use serde_json::Value;

/// Keys whose values tell when, where from or which one, and not what.
const SILENT: &[&str] = &[
    "time",
    "timestamp",
    "ts",
    "@timestamp",
    "date",
    "id",
    "uuid",
    "trace_id",
    "traceid",
    "span_id",
    "spanid",
    "pid",
    "thread",
    "startsat",
    "endsat",
    "generatorurl",
    "fingerprint",
    "externalurl",
    "groupkey",
    "version",
    "host",
    "hostname",
];

/// Keys that hold the level of a line.
const LEVELS: &[&str] = &["level", "severity", "lvl", "loglevel"];

/// The most levels of nesting that are looked into.
const DEEPEST: usize = 12;

/// Adds what a JSON text says to `into`, a line for each value with words in it, the level of a log line before its
/// message. `None` where the text is no object or list.
pub fn leaves(text: &str, into: &mut Vec<String>) -> Option<()> {
    let value: Value = serde_json::from_str(text).ok()?;
    if !value.is_object() && !value.is_array() {
        return None;
    }
    let level = value.as_object().and_then(|object| {
        let found = object.iter().find(|(key, _)| LEVELS.contains(&key.to_lowercase().as_str()))?;
        found.1.as_str().map(str::to_uppercase)
    });
    walk(&value, "", level.as_deref(), 0, into);
    Some(())
}

fn walk(value: &Value, key: &str, level: Option<&str>, depth: usize, into: &mut Vec<String>) {
    let lower = key.to_lowercase();
    if depth > DEEPEST || SILENT.contains(&lower.as_str()) || LEVELS.contains(&lower.as_str()) {
        return;
    }
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| walk(value, key, level, depth + 1, into)),
        Value::Array(list) => list.iter().for_each(|value| walk(value, key, level, depth + 1, into)),
        Value::String(text) => {
            for line in text.lines().map(str::trim).filter(|line| line.chars().any(char::is_alphabetic)) {
                let is_address = line.starts_with("http") && !line.contains(' ');
                match level {
                    _ if is_address => {}
                    Some(level) => into.push(format!("{level} {line}")),
                    None => into.push(line.to_owned()),
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<Vec<String>> {
        let mut lines = Vec::new();
        leaves(text, &mut lines).map(|()| lines)
    }

    #[test]
    fn an_alert_says_what_it_says() {
        let alert = r#"{"alerts":[{"labels":{"alertname":"PoolFull"},"annotations":{"summary":"The pool is full\nat db-1"},
                       "startsAt":"2026-01-02T03:04:05Z","generatorURL":"http://x","fingerprint":"ab12"}]}"#;
        assert_eq!(of(alert).expect("it is JSON"), ["PoolFull", "The pool is full", "at db-1"]);
    }

    #[test]
    fn a_log_line_keeps_its_level() {
        assert_eq!(of(r#"{"level":"error","msg":"it broke","ts":1}"#).expect("it is JSON"), ["ERROR it broke"]);
        assert_eq!(of("[2026-01-02] it broke"), None);
    }

    #[test]
    fn nesting_without_end_is_no_harm() {
        assert_eq!(of(&"[".repeat(100_000)), None);
        assert_eq!(of(&format!("{}\"deep\"{}", "[".repeat(60), "]".repeat(60))), Some(Vec::new()));
    }
}
