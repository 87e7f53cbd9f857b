//! JSON that is safe to look at.

use std::fmt::Write;

use serde::Serialize;

use super::safe;

/// The version of every JSON that scripts may rely on.
pub const SCHEMA: u32 = 1;

/// A value as JSON on lines of its own. Characters that could harm a terminal are written as `\uXXXX`, which leaves
/// the value what it is.
pub fn text(value: &impl Serialize) -> String {
    let json = serde_json::to_string_pretty(value).expect("the values of reports have text for keys");
    let mut out = String::with_capacity(json.len() + 1);
    for c in json.chars() {
        if c != '\n' && safe::is_hostile(c) {
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out.push('\n');
    out
}

/// The word that a value without fields has in JSON.
pub fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_characters_are_escaped_and_stay_the_same_value() {
        let value = "a\x1b\u{9b}\u{202e}\n\"日本";
        let text = text(&value);
        assert_eq!(text, "\"a\\u001b\\u009b\\u202e\\n\\\"日本\"\n");
        assert_eq!(serde_json::from_str::<String>(&text).expect("valid"), value);
    }
}
