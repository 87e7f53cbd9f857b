//! The words of promises: who does it, by when, and what became of it, in sentences, in brackets and over columns.
//!
//! The words are data of `synonyms.yaml`. Nothing here knows where in a record a text stands.

use super::word_lists::{of, pairs, part};
use crate::model::ActionState;
use crate::yaml::Node;

/// The longest name of an owner, in characters.
pub(super) const LONGEST_OWNER: usize = 40;

/// What a column of a table of actions holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Text,
    Owner,
    Due,
    State,
    Ticket,
    Guard,
}

/// What a name before a colon says of the value behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    Owner,
    Due,
}

/// The words by which promises are read.
pub(super) struct Promises {
    labels: Vec<(String, Label)>,
    no_names: Vec<String>,
    due: Vec<String>,
    due_at_end: Vec<String>,
    /// Each with the blank behind it.
    due_articles: Vec<String>,
    columns: Vec<(String, Column)>,
    no_columns: Vec<String>,
    empty_cells: Vec<String>,
    states: Vec<(String, ActionState)>,
    done_cells: Vec<String>,
    ways: Vec<String>,
}

impl Promises {
    /// Reads them from their part of `synonyms.yaml`.
    pub(super) fn read(node: &Node) -> Promises {
        let owners = of(node, "owner");
        let days = of(node, "due");
        let labels =
            owners.into_iter().map(|name| (name, Label::Owner)).chain(days.into_iter().map(|name| (name, Label::Due)));
        Promises {
            labels: labels.collect(),
            no_names: of(node, "no-names"),
            due: of(node, "before-day"),
            due_at_end: of(node, "before-day-at-end"),
            due_articles: of(node, "before-day-articles").into_iter().map(|article| format!("{article} ")).collect(),
            columns: pairs(part(node, "columns"), column),
            no_columns: of(node, "no-columns"),
            empty_cells: of(node, "empty-cells"),
            states: pairs(part(node, "states"), state),
            done_cells: of(node, "done-cells"),
            ways: of(node, "states-or-ways"),
        }
    }

    /// The name that a text ends with, and where it begins: an owner's or that of a day.
    pub(super) fn label_at_end(&self, text: &str) -> Option<(usize, Label)> {
        let fits = |name: &str| {
            let start = text.char_indices().rev().nth(name.chars().count() - 1)?.0;
            let before = text[..start].chars().next_back();
            let stands_alone = before.is_none_or(|c| !c.is_alphanumeric() || !c.is_ascii() && !name.is_ascii());
            (stands_alone && text[start..].to_lowercase() == name).then_some(start)
        };
        // The longest name wins: `due date` over nothing at all, `担当者` over `担当`.
        self.labels.iter().filter_map(|(name, label)| Some((fits(name)?, *label))).min_by_key(|(start, _)| *start)
    }

    /// Whether a word in lower case stands before an owner: `Owner Ana`.
    pub(super) fn is_owner_label(&self, word: &str) -> bool {
        self.labels.iter().any(|(name, label)| *label == Label::Owner && name == word)
    }

    /// Whether a short text may be who does it: a few words of letters, and none that belongs to a sentence.
    pub(super) fn is_name(&self, text: &str) -> bool {
        let text = text.trim();
        let mut words = text.split_whitespace();
        let fits = |word: &str| {
            let is_letter = |c: char| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’' | '_' | '&');
            let bare = word.trim_start_matches('@');
            let lower = word.to_lowercase();
            bare.starts_with(char::is_alphabetic) && bare.chars().all(is_letter) && !self.no_names.contains(&lower)
        };
        text.chars().count() <= LONGEST_OWNER && (1..=3).contains(&words.clone().count()) && words.all(fits)
    }

    /// What stands behind the words that a text opens with and that say that a day is due: `2026-03-01` of
    /// `by 2026-03-01`, with the blank or colon before it.
    pub(super) fn behind_due<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.behind_one(text, self.due.iter())
    }

    /// The same at the end of an action or in brackets, where more words say so: `before 2026-03-01`.
    pub(super) fn behind_due_at_end<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.behind_one(text, self.due.iter().chain(&self.due_at_end))
    }

    fn behind_one<'t, 'w>(&self, text: &'t str, words: impl Iterator<Item = &'w String>) -> Option<&'t str> {
        let behind = |word: &String| {
            let end = text.char_indices().nth(word.chars().count()).map_or(text.len(), |(at, _)| at);
            let is_apart = text[end..].starts_with(|c: char| c == ':' || c.is_whitespace());
            (is_apart && text[..end].to_lowercase() == *word).then_some(&text[end..])
        };
        // The longest one wins: `due by` over `due`.
        let rest = words.filter_map(behind).min_by_key(|rest| rest.len())?;
        let bare = rest.trim_start();
        let article = self.due_articles.iter().find(|article| bare.starts_with(article.as_str()));
        Some(article.map_or(rest, |article| &bare[article.len() - 1..]))
    }

    /// The state that a word in lower case tells.
    pub(super) fn state(&self, word: &str) -> Option<ActionState> {
        self.states.iter().find(|(own, _)| own == word).map(|&(_, state)| state)
    }

    /// Whether a word in lower case may tell how as well as what became of it: `Make it fail safe (closed)`.
    pub(super) fn may_tell_how(&self, word: &str) -> bool {
        self.ways.iter().any(|own| own == word)
    }

    /// The state that a cell of a column of states tells, by its beginning; what is not done is open.
    pub(super) fn state_of_cell(&self, cell: &str) -> ActionState {
        let cell = cell.trim().trim_start_matches('*').to_lowercase();
        let done = self.states.iter().filter(|(_, state)| *state == ActionState::Done).map(|(word, _)| word);
        let is_done = done.chain(&self.done_cells).any(|word| cell.starts_with(word.as_str()));
        if is_done { ActionState::Done } else { ActionState::Open }
    }

    /// What a column holds, by its head.
    pub(super) fn column(&self, head: &str) -> Option<Column> {
        let head = head.trim().trim_end_matches(':').to_lowercase();
        let label = self.labels.iter().find(|(name, _)| *name == head).map(|(_, label)| match label {
            Label::Owner => Column::Owner,
            Label::Due => Column::Due,
        });
        label.or_else(|| self.columns.iter().find(|(name, _)| *name == head).map(|&(_, column)| column))
    }

    /// Whether the head of a column says that it only counts its rows.
    pub(super) fn is_number_column(&self, head: &str) -> bool {
        let head = head.trim().to_lowercase();
        head.is_empty() || self.no_columns.contains(&head)
    }

    /// Whether a cell only fills its place.
    pub(super) fn is_empty_cell(&self, cell: &str) -> bool {
        let cell = cell.trim().to_lowercase();
        cell.is_empty() || self.empty_cells.contains(&cell)
    }
}

fn column(name: &str) -> Option<Column> {
    Some(match name {
        "text" => Column::Text,
        "owner" => Column::Owner,
        "due" => Column::Due,
        "state" => Column::State,
        "ticket" => Column::Ticket,
        "guard" => Column::Guard,
        _ => return None,
    })
}

fn state(name: &str) -> Option<ActionState> {
    match name {
        "done" => Some(ActionState::Done),
        "open" => Some(ActionState::Open),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::words::Words;

    fn promises() -> &'static Promises {
        &Words::built_in().promises
    }

    #[test]
    fn the_longest_words_before_a_day_count_and_an_article_behind_them_is_passed_over() {
        for text in ["due by March", "BY March", "senast March", "Son tarih March", "entro il March", "by the March"] {
            assert_eq!(promises().behind_due(text), Some(" March"), "{text}");
        }
        assert_eq!(promises().behind_due("due:2026-03-01"), Some(":2026-03-01"));
        for text in ["byte March", "by", "before March", "March"] {
            assert_eq!(promises().behind_due(text), None, "{text}");
        }
        assert_eq!(promises().behind_due_at_end("before March"), Some(" March"));
    }

    #[test]
    fn a_cell_that_begins_with_a_word_or_mark_for_it_is_done() {
        for cell in ["Done", "**Deployed** on Monday", "✅ 2026-03-01", "[x]", "完了", "Yes"] {
            assert_eq!(promises().state_of_cell(cell), ActionState::Done, "{cell}");
        }
        for cell in ["", "in progress", "not done", "wip"] {
            assert_eq!(promises().state_of_cell(cell), ActionState::Open, "{cell}");
        }
    }

    #[test]
    fn a_name_is_a_few_words_none_of_which_belongs_to_a_sentence() {
        for name in ["Ana", "Ana Lima", "@ana", "J. O’Neil", "R&D"] {
            assert!(promises().is_name(name), "{name}");
        }
        for text in ["", "nobody", "on Monday", "by Ana", "Ana and Ben", "One Two Three Four", "42", "a"] {
            assert!(!promises().is_name(text), "{text}");
        }
    }
}
