//! What the program says, as text for people and as JSON for programs: the home of `annotate_snippets`, `anstyle`
//! and `similar`.
//!
//! Everything here returns text; [`crate::cli`] prints it. Text from records may hold anything, so none of it reaches
//! a terminal with control or direction characters in it ([`safe`]).

pub mod actions;
pub mod answers;
pub mod audit;
pub mod changes;
pub mod discover;
pub mod eval;
mod excerpt;
pub mod faults;
pub mod findings;
pub mod fixes;
pub mod import;
mod import_json;
mod json;
pub mod machines;
pub mod meaning;
mod patch;
pub mod patterns;
mod reasons;
pub mod review;
pub mod review_markdown;
pub mod rule_page;
pub mod safe;
pub mod similar;
pub mod theories;
pub mod touch;
pub mod triage;
pub mod withheld;

use anstyle::{AnsiColor, Style};

/// Whether text is dressed up for a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Characters only.
    Plain,
    /// With colours and links as escape sequences.
    Styled,
}

impl Look {
    /// The text in a style, where styles are wanted.
    fn paint(self, style: Style, text: &str) -> String {
        match self {
            Look::Plain => text.to_owned(),
            Look::Styled => format!("{style}{text}{style:#}"),
        }
    }

    /// The text as a link (OSC 8), where links are wanted and there is an address.
    fn link(self, address: Option<&str>, text: &str) -> String {
        match (self, address) {
            (Look::Styled, Some(address)) => format!("\x1b]8;;{}\x1b\\{text}\x1b]8;;\x1b\\", safe::address(address)),
            _ => text.to_owned(),
        }
    }
}

const TITLE: Style = Style::new().bold();
const ERROR: Style = AnsiColor::Red.on_default().bold();
const QUIET: Style = Style::new().dimmed();
const LABEL: Style = AnsiColor::Cyan.on_default();
const MATCH: Style = AnsiColor::Yellow.on_default().bold();

/// A value as JSON that is safe to look at.
pub fn json_text(value: &serde_json::Value) -> String {
    json::text(value)
}

/// A number with its noun: `1 record`, `1,012 records`.
pub fn count(number: usize, noun: &str) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let ending = if number == 1 { "" } else { "s" };
    format!("{grouped} {noun}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_nouns_agree() {
        assert_eq!(count(0, "error"), "0 errors");
        assert_eq!(count(1, "record"), "1 record");
        assert_eq!(count(999, "record"), "999 records");
        assert_eq!(count(1012, "record"), "1,012 records");
        assert_eq!(count(1_234_567, "record"), "1,234,567 records");
    }

    #[test]
    fn links_are_for_terminals_only() {
        assert_eq!(Look::Plain.link(Some("file:///a"), "x"), "x");
        assert_eq!(Look::Styled.link(None, "x"), "x");
        assert_eq!(Look::Styled.link(Some("file:///a\x1b b"), "x"), "\x1b]8;;file:///a%1B%20b\x1b\\x\x1b]8;;\x1b\\");
    }
}
