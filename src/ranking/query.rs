//! The query language: words, `"phrases"`, `-without`, and fields such as `cause:` and `after:2026-01`.
//!
//! A query never fails to parse: what is not understood is searched for as words, and a note says so. This file knows
//! nothing of an index, so that every search reads the same queries.

use std::collections::BTreeMap;
use std::ops::Range;

use super::field::{Facet, FieldName};

/// Longer queries are cut: a pasted log says what it has to say in its first lines.
const LONGEST: usize = 1000;

/// A query as it was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The query as typed, but for what was cut off.
    pub text: String,
    /// What is asked for, in the order typed.
    pub clauses: Vec<Clause>,
    /// What was not understood, or cut off; a phrase each, in lower case.
    pub notes: Vec<String>,
}

/// One part of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// What is asked for.
    pub ask: Ask,
    /// Whether it is wanted or not.
    pub sign: Sign,
    /// Where it stands in the query's text.
    pub range: Range<usize>,
}

/// Whether a clause brings incidents in or keeps them out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// What matches is wanted.
    Wanted,
    /// `-`: what matches is not.
    Unwanted,
}

/// What a clause asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// A word or identifier; without a field it may be missing, with one it must be there.
    Word {
        /// Where it is looked for; everywhere where `None`.
        field: Option<FieldName>,
        /// The word as typed.
        text: String,
    },
    /// Words that stand next to each other.
    Phrase {
        /// Where it is looked for; everywhere where `None`.
        field: Option<FieldName>,
        /// What stands between the quotes.
        text: String,
    },
    /// One of these values; those of several clauses of one facet are alternatives too.
    Facet {
        /// Of what.
        facet: Facet,
        /// As typed.
        values: Vec<String>,
    },
    /// On or after the first day of the time typed.
    After(Day),
    /// Before the first day of the time typed.
    Before(Day),
}

/// A day as a number that sorts: `20260131`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub u64);

impl Day {
    /// The first day of `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(['-', '/', '.']);
        let mut number = |length: usize, most: u64| match parts.next() {
            None => Some(1),
            Some(part) => {
                let digits = (1..=length).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
                part.parse().ok().filter(|&number| digits && (1..=most).contains(&number))
            }
        };
        let (year, month, day) = (number(4, 9999)?, number(2, 12)?, number(2, 31)?);
        (parts.next().is_none() && year >= 1000).then_some(Self(year * 10_000 + month * 100 + day))
    }
}

impl Query {
    /// Reads a query. Everything has a meaning; what was not understood is noted.
    pub fn parse(typed: &str) -> Self {
        let text = typed.char_indices().nth(LONGEST).map_or(typed, |(end, _)| &typed[..end]);
        let mut query = Self { text: text.to_owned(), ..Self::default() };
        if text.len() < typed.len() {
            query.notes.push(format!("the query was cut to its first {LONGEST} characters"));
        }
        let mut at = 0;
        while let Some(skipped) = text[at..].find(|c: char| !c.is_whitespace()) {
            at = query.clause(at + skipped);
        }
        query
    }

    /// Puts other words for severities, in lower case, to those they stand for.
    pub fn name_severities(&mut self, names: &BTreeMap<String, String>) {
        for clause in &mut self.clauses {
            if let Ask::Facet { facet: Facet::Severity, values } = &mut clause.ask {
                for value in values {
                    if let Some(name) = names.get(&value.to_lowercase()) {
                        value.clone_from(name);
                    }
                }
            }
        }
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }

    /// Reads the clause that starts at `start`, and returns where it ends.
    fn clause(&mut self, start: usize) -> usize {
        let text = self.text.clone();
        let (sign, at) = sign(&text, start);
        let (name, at) = field(&text, at);
        let (value, quoted, end) = value(&text, at);
        let ask = match name {
            None => word_or_phrase(None, value, quoted),
            Some(name) => self.fielded(name, value, quoted),
        };
        let empty = matches!(&ask, Ask::Word { text, .. } | Ask::Phrase { text, .. } if text.trim().is_empty());
        if !empty {
            self.clauses.push(negated_date(Clause { ask, sign, range: start..end }));
        }
        end
    }

    fn fielded(&mut self, name: &str, value: &str, quoted: bool) -> Ask {
        let lower = name.to_ascii_lowercase();
        // `error: disk full` as pasted from a log is a word like others.
        if value.is_empty() {
            return word_or_phrase(None, name, false);
        }
        if let Some(field) = FieldName::from_name(&lower) {
            return word_or_phrase(Some(field), value, quoted);
        }
        if let Some(facet) = Facet::from_name(&lower) {
            let values = value.split(',').map(str::trim).filter(|value| !value.is_empty());
            return Ask::Facet { facet, values: values.map(str::to_owned).collect() };
        }
        let day = Day::parse(value);
        match (lower.as_str(), day) {
            ("after" | "since", Some(day)) => return Ask::After(day),
            ("before" | "until", Some(day)) => return Ask::Before(day),
            ("after" | "since" | "before" | "until", None) => {
                self.notes.push(format!("`{value}` is no date such as `2026`, `2026-01` or `2026-01-31`"));
            }
            _ if looks_like_a_field(name, value) => self.notes.push(format!("there is no field `{name}`")),
            _ => {}
        }
        if quoted { word_or_phrase(None, value, true) } else { word_or_phrase(None, &format!("{name}:{value}"), false) }
    }
}

/// The sign at `start`, and where what it belongs to starts. `--flag`, `-9` and a lone dash are no sign.
fn sign(text: &str, start: usize) -> (Sign, usize) {
    let behind = text[start..].strip_prefix('-').and_then(|rest| rest.chars().next());
    match behind {
        Some(c) if c.is_alphabetic() || opens_quote(c) => (Sign::Unwanted, start + 1),
        _ => (Sign::Wanted, start),
    }
}

/// The name before a colon at `at`, and where its value starts; the name is letters only. In capitals it must be known:
/// others are the levels of logs, as `ERROR:` is.
fn field(text: &str, at: usize) -> (Option<&str>, usize) {
    let rest = &text[at..];
    let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let shouted = length > 1 && rest.bytes().take(length).all(|byte| byte.is_ascii_uppercase());
    let known = || is_known(&rest[..length].to_ascii_lowercase()) && !rest.starts_with("ERROR");
    if length > 0 && (!shouted || known()) && rest[length..].starts_with(':') && !rest[length..].starts_with("::") {
        (Some(&rest[..length]), at + length + 1)
    } else {
        (None, at)
    }
}

fn is_known(name: &str) -> bool {
    let is_day = matches!(name, "after" | "since" | "before" | "until");
    is_day || FieldName::from_name(name).is_some() || Facet::from_name(name).is_some()
}

/// The value at `at`, whether it was quoted, and where it ends. A quote that is never closed runs to the end.
fn value(text: &str, at: usize) -> (&str, bool, usize) {
    let rest = &text[at..];
    let Some(quote) = rest.chars().next().filter(|c| opens_quote(*c)) else {
        let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
        return (&rest[..length], false, at + length);
    };
    let inner = &rest[quote.len_utf8()..];
    let length = inner.find(closes_quote).unwrap_or(inner.len());
    let closing = inner[length..].chars().next().map_or(0, char::len_utf8);
    (&inner[..length], true, at + quote.len_utf8() + length + closing)
}

fn opens_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«')
}

fn closes_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '»')
}

fn word_or_phrase(field: Option<FieldName>, text: &str, quoted: bool) -> Ask {
    let text = text.to_owned();
    if quoted { Ask::Phrase { field, text } } else { Ask::Word { field, text } }
}

/// `-after:2026` asks for what was before.
fn negated_date(clause: Clause) -> Clause {
    let ask = match (clause.sign, clause.ask) {
        (Sign::Unwanted, Ask::After(day)) => Ask::Before(day),
        (Sign::Unwanted, Ask::Before(day)) => Ask::After(day),
        (_, ask) => return Clause { ask, ..clause },
    };
    Clause { ask, sign: Sign::Wanted, ..clause }
}

/// Whether `name:value` was meant as a field, and not copied from a log, a path or an address.
fn looks_like_a_field(name: &str, value: &str) -> bool {
    name.len() >= 3
        && name.bytes().all(|byte| byte.is_ascii_lowercase())
        && value.starts_with(char::is_alphanumeric)
        && !value.contains(['/', ':', '\\'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn asks(text: &str) -> Vec<(Ask, Sign)> {
        Query::parse(text).clauses.into_iter().map(|clause| (clause.ask, clause.sign)).collect()
    }

    fn word(text: &str) -> Ask {
        word_or_phrase(None, text, false)
    }

    #[test]
    fn words_phrases_and_exclusions_are_told_apart() {
        assert_eq!(
            asks(r#"hang "event loop" -redis -"thread pool" “smart quotes”"#),
            [
                (word("hang"), Sign::Wanted),
                (word_or_phrase(None, "event loop", true), Sign::Wanted),
                (word("redis"), Sign::Unwanted),
                (word_or_phrase(None, "thread pool", true), Sign::Unwanted),
                (word_or_phrase(None, "smart quotes", true), Sign::Wanted),
            ]
        );
    }

    #[test]
    fn fields_and_facets_take_plain_and_quoted_values() {
        assert_eq!(
            asks(r#"cause:pool cause:"event loop" Service:a,b -pattern:x"#),
            [
                (word_or_phrase(Some(FieldName::Cause), "pool", false), Sign::Wanted),
                (word_or_phrase(Some(FieldName::Cause), "event loop", true), Sign::Wanted),
                (Ask::Facet { facet: Facet::Service, values: vec!["a".to_owned(), "b".to_owned()] }, Sign::Wanted),
                (Ask::Facet { facet: Facet::Pattern, values: vec!["x".to_owned()] }, Sign::Unwanted),
            ]
        );
    }

    #[test]
    fn known_fields_may_be_in_capitals() {
        let facet = |facet, value: &str| (Ask::Facet { facet, values: vec![value.to_owned()] }, Sign::Wanted);
        assert_eq!(
            asks("SEVERITY:SEV1 TAG:a CAUSE:pool AFTER:2026 WARN:x ERROR:disk"),
            [
                facet(Facet::Severity, "SEV1"),
                facet(Facet::Tag, "a"),
                (word_or_phrase(Some(FieldName::Cause), "pool", false), Sign::Wanted),
                (Ask::After(Day(20_260_101)), Sign::Wanted),
                (word("WARN:x"), Sign::Wanted),
                (word("ERROR:disk"), Sign::Wanted),
            ]
        );
    }

    #[test]
    fn other_words_for_severities_are_understood() {
        let mut query = Query::parse("severity:Critical,sev2 tag:critical");
        query.name_severities(&BTreeMap::from([("critical".to_owned(), "sev1".to_owned())]));
        assert_eq!(
            query.clauses[0].ask,
            Ask::Facet { facet: Facet::Severity, values: vec!["sev1".to_owned(), "sev2".to_owned()] }
        );
        assert_eq!(query.clauses[1].ask, Ask::Facet { facet: Facet::Tag, values: vec!["critical".to_owned()] });
    }

    #[test]
    fn dates_name_their_first_day() {
        assert_eq!(
            asks("after:2026-02 before:2027 -before:2026-01-09"),
            [
                (Ask::After(Day(20_260_201)), Sign::Wanted),
                (Ask::Before(Day(20_270_101)), Sign::Wanted),
                (Ask::After(Day(20_260_109)), Sign::Wanted),
            ]
        );
        let query = Query::parse("after:yesterday");
        assert_eq!(query.clauses[0].ask, word("after:yesterday"));
        assert_eq!(query.notes, ["`yesterday` is no date such as `2026`, `2026-01` or `2026-01-31`"]);
    }

    #[test]
    fn unknown_fields_become_words_with_a_note() {
        let query = Query::parse("colour:red");
        assert_eq!(query.clauses[0].ask, word("colour:red"));
        assert_eq!(query.notes, ["there is no field `colour`"]);
    }

    #[test]
    fn pasted_text_is_words_without_notes() {
        let query = Query::parse("error: http://x/y std::io exit -9 --flag - ERROR:root:lost 12:30");
        let words = ["error", "http://x/y", "std::io", "exit", "-9", "--flag", "-", "ERROR:root:lost", "12:30"];
        assert_eq!(query.clauses.into_iter().map(|clause| clause.ask).collect::<Vec<_>>(), words.map(word));
        assert!(query.notes.is_empty(), "{:?}", query.notes);
    }

    #[test]
    fn long_queries_are_cut_with_a_note() {
        let query = Query::parse(&"ä ".repeat(600));
        assert_eq!(query.clauses.len(), 500);
        assert_eq!(query.notes, ["the query was cut to its first 1000 characters"]);
    }

    #[test]
    fn an_open_quote_runs_to_the_end() {
        assert_eq!(asks("\"no such table"), [(word_or_phrase(None, "no such table", true), Sign::Wanted)]);
        assert_eq!(asks("\"\" \" \" cause:\"\""), [(word("cause"), Sign::Wanted)]);
    }

    proptest! {
        #[test]
        fn every_text_is_a_query(text in "([a-z:\"“” -]|after:|cause:|[^\\x00]){0,60}") {
            let query = Query::parse(&text);
            for clause in &query.clauses {
                prop_assert!(query.text.get(clause.range.clone()).is_some());
            }
        }
    }
}
