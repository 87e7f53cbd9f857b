//! The words of a complaint and of records, as they are compared.

use crate::text::{self, TermKind};

/// Words that nearly every log and record has, by their stems; they say little however rare they are in a small
/// casebook. Sorted, for binary search.
pub const GENERIC: &[&str] = &[
    "alert", "app", "applic", "at", "call", "case", "caus", "chang", "check", "client", "code", "com", "connect",
    "data", "day", "debug", "error", "event", "except", "fail", "failur", "fals", "file", "first", "found", "get",
    "handl", "happen", "host", "hour", "http", "id", "info", "input", "intern", "issu", "java", "key", "kind", "last",
    "level", "line", "list", "load", "log", "main", "messag", "minut", "name", "new", "none", "null", "number",
    "object", "oper", "org", "path", "problem", "process", "py", "read", "request", "respons", "result", "run", "sec",
    "second", "see", "server", "servic", "set", "show", "start", "state", "status", "stop", "string", "system", "task",
    "thread", "time", "true", "type", "user", "valu", "version", "warn", "work", "write",
];

/// What a generic word is worth beside others.
const LITTLE: f32 = 0.35;

/// What the name of a thing in code is worth beside a word.
const NAMED: f32 = 1.3;

/// Terms longer than this are ids.
const LONGEST: usize = 48;

/// A term worth comparing.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// The term.
    pub text: String,
    /// What it is worth beside others of its rarity.
    pub weight: f32,
    /// Whether it is the name of a thing in code, which proves more than a word.
    pub is_name: bool,
}

/// The terms of a line that are worth comparing, each once.
pub fn words(line: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    text::each_term(line, |term| {
        let raw = line.get(term.range).unwrap_or_default();
        let is_code = term.kind == TermKind::Identifier && is_code(raw);
        let tells = is_code || is_telling(term.text);
        if term.text.len() > LONGEST || !tells || text::is_stop_word(&text::folded(raw)) {
            return;
        }
        if words.iter().any(|word| word.text == term.text) {
            return;
        }
        let is_name = is_code || term.kind == TermKind::Identifier && is_name(raw);
        let weight = match term.kind {
            _ if is_name => NAMED,
            TermKind::Word if GENERIC.binary_search(&term.text).is_ok() => LITTLE,
            _ => 1.0,
        };
        words.push(Word { text: term.text.to_owned(), weight, is_name });
    });
    words
}

/// Numbers say nothing, unless they may be codes; nor does what is mostly digits.
fn is_telling(term: &str) -> bool {
    let digits = term.bytes().filter(u8::is_ascii_digit).count();
    if digits == term.len() { (3..=5).contains(&digits) && !term.starts_with('0') } else { digits * 2 <= term.len() }
}

/// `put_nowait`, `asyncio.Queue`, `std::io`, `maxConnections`
fn is_name(raw: &str) -> bool {
    let joined = raw.contains(['_', '.', '\\']) || raw.contains("::") || raw.contains('/');
    let hump = raw.as_bytes().windows(2).any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase());
    (joined || hump) && raw.bytes().filter(u8::is_ascii_alphabetic).count() >= 4
}

/// `ORA-01017`, `E-2041`, `ERR_1205`: letters and the number of an error, which is the same wherever it is met.
fn is_code(raw: &str) -> bool {
    raw.split_once(['-', '_']).is_some_and(|(letters, digits)| {
        (1..=10).contains(&letters.len())
            && letters.bytes().all(|byte| byte.is_ascii_uppercase())
            && (3..=6).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_made_of_stems() {
        assert!(GENERIC.is_sorted_by(|a, b| a < b));
        for word in ["false", "responses", "requests", "servers", "exceptions", "messages", "services"] {
            assert!(GENERIC.binary_search(&text::stem(word).as_str()).is_ok(), "{word}");
        }
    }

    #[test]
    fn numbers_and_ids_are_passed_over_but_codes_and_names_are_not() {
        let texts = |line: &str| words(line).into_iter().map(|word| word.text).collect::<Vec<_>>();
        assert_eq!(texts("status 503 for job 1234567 of a3f9c27 the 42"), ["status", "503", "job"]);
        assert!(words("failed with ORA-01017 again").iter().any(|word| word.text == "ora-01017" && word.is_name));
        let names: Vec<bool> = words("queue.put_nowait event-loop E8318").iter().map(|word| word.is_name).collect();
        assert_eq!(names.iter().filter(|&&name| name).count(), 2);
    }
}
