//! Faults of the library in our words and places.

use serde_yaml::{Error, MessageFormatter, UserMessageFormatter, budget::BudgetBreach};

use super::tree::MAX_DEPTH;
use crate::source::Span;

/// Where a fault is, on character borders of `text`; its end where the library does not know.
pub fn span(error: &Error, text: &str) -> Span {
    let Some(location) = error.location() else {
        return Span::new(text.len(), text.len());
    };
    let place = location.span();
    let (start, end) = match (place.byte_offset(), place.byte_len()) {
        (Some(start), Some(len)) => (start as usize, start as usize + len as usize),
        // The scanner only counts characters.
        _ => (byte_of(text, place.offset()), byte_of(text, place.offset() + place.len())),
    };
    let start = text.floor_char_boundary(start);
    Span::new(start, text.ceil_char_boundary(end).min(text.len()).max(start))
}

fn byte_of(text: &str, characters: u64) -> usize {
    text.char_indices().nth(characters as usize).map_or(text.len(), |(at, _)| at)
}

/// What is wrong, without the place.
pub fn message(error: &Error) -> String {
    match error.without_snippet() {
        Error::Budget { breach: BudgetBreach::Depth { .. }, .. } => format!("nested deeper than {MAX_DEPTH} levels"),
        Error::Budget { breach: BudgetBreach::Anchors { .. } | BudgetBreach::Aliases { .. }, .. } => {
            "anchors and aliases are not taken".to_owned()
        }
        Error::DuplicateMappingKey { key: Some(key), .. } => format!("the key `{key}` stands twice"),
        Error::MultipleDocuments { .. } => "a second document starts here".to_owned(),
        Error::Unexpected { expected: "string scalar", .. } => "a key must be text".to_owned(),
        other => match &*UserMessageFormatter.format_message(other) {
            // The scanner has a limit of its own for brackets that are never closed.
            "recursion limit exceeded" => format!("nested deeper than {MAX_DEPTH} levels"),
            message => in_house_style(message),
        },
    }
}

/// Lower case at the start, no full stop, backticks on both sides of a value.
fn in_house_style(message: &str) -> String {
    let message = message.trim().trim_end_matches('.');
    let message = match message.strip_suffix('\'') {
        Some(open) if open.contains('`') => format!("{open}`"),
        _ => message.to_owned(),
    };
    let mut characters = message.chars();
    match characters.next() {
        // `YAML …` stays as it is.
        Some(first) if characters.clone().next().is_some_and(char::is_lowercase) => {
            first.to_lowercase().chain(characters).collect()
        }
        _ => message,
    }
}
