//! Actions in tables: a row each, in columns that their heads name.

use super::Record;
use super::action_notes::Names;
use super::actions;
use super::dates;
use super::promises::{Column, Promises};
use super::prose::Prose;
use crate::diag::Diagnostic;
use crate::markdown::BlockKind;
use crate::model::{Action, ActionState};
use crate::source::{Span, Spanned};

/// The actions of the tables in a span. A table whose head names no action is something else.
pub(super) fn find(record: &Record<'_>, span: Span, findings: &mut Vec<Diagnostic>) -> Vec<Action> {
    let words = &record.words.promises;
    let mut columns = Vec::new();
    let mut found = Vec::new();
    for (block, cells) in record.blocks_in(span) {
        let BlockKind::Row { head, .. } = block.kind else { continue };
        if head {
            columns = cells.iter().map(|cell| words.column(&cell.text)).collect();
            name_text(words, cells, &mut columns);
        } else if columns.contains(&Some(Column::Text)) {
            found.extend(row(record, block.span, cells, &columns, findings));
        }
    }
    found
}

/// In a table of owners, days or states, the first column that has no meaning and is no number tells what is to be done,
/// whatever it is called.
fn name_text(words: &Promises, cells: &[Prose], columns: &mut [Option<Column>]) {
    let promises = |column: &Option<Column>| matches!(column, Some(Column::Owner | Column::Due | Column::State));
    if columns.contains(&Some(Column::Text)) || !columns.iter().any(promises) {
        return;
    }
    let is_text = |at: &usize| columns[*at].is_none() && !words.is_number_column(&cells[*at].text);
    if let Some(at) = (0..columns.len()).find(is_text) {
        columns[at] = Some(Column::Text);
    }
}

fn row(
    record: &Record<'_>,
    span: Span,
    cells: &[Prose],
    columns: &[Option<Column>],
    findings: &mut Vec<Diagnostic>,
) -> Option<Action> {
    let words = &record.words.promises;
    let cell = |wanted: Column| {
        let at = columns.iter().position(|column| *column == Some(wanted))?;
        cells.get(at).filter(|cell| !words.is_empty_cell(&cell.text))
    };
    let state = if columns.contains(&Some(Column::State)) {
        cell(Column::State).map_or(ActionState::Open, |cell| words.state_of_cell(&cell.text))
    } else {
        ActionState::Unmarked
    };
    let mut action = actions::from_prose(record, cell(Column::Text)?, span, state, Names::AreWords, findings)?;
    let text = |column| cell(column).map(|cell: &Prose| cell.text.trim().to_owned());
    action.owner = text(Column::Owner).map(|name| name.trim_start_matches('@').to_owned()).or(action.owner);
    let due = cell(Column::Due).and_then(|cell| {
        let start = cell.text.len() - cell.text.trim_start().len();
        let (date, length) = dates::at_start(&cell.text[start..])?;
        Some(Spanned::new(date, cell.span(start..start + length)))
    });
    action.due = due.or(action.due);
    let ticket = text(Column::Ticket).map(|ticket| without_state(words, &ticket, &mut action.state));
    action.ticket = ticket.filter(|ticket| !words.is_empty_cell(ticket)).or(action.ticket);
    let guard =
        cell(Column::Guard).map(|cell| Spanned::new(cell.text.trim().to_owned(), cell.span(0..cell.text.len())));
    action.guard = guard.or(action.guard);
    Some(action)
}

/// Takes a state in capitals off a ticket: `#41 DONE`, as tables without a column for it have it.
fn without_state(words: &Promises, ticket: &str, state: &mut ActionState) -> String {
    let mut rest = Vec::new();
    for word in ticket.split_whitespace() {
        let bare = word.trim_matches(['*', '(', ')', '[', ']', ',']);
        let told = words.state(&bare.to_lowercase()).filter(|_| !bare.contains(char::is_lowercase));
        match told {
            Some(told) => *state = told,
            None => rest.push(word),
        }
    }
    rest.join(" ")
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::model::ActionState;
    use crate::source::SourceFile;

    #[test]
    fn tables_in_other_languages_have_owners_days_and_states() {
        let text = "# T\n\n## アクションアイテム\n\n| # | アクション | 担当 | 期限 | 状態 |\n|---|---|---|---|---|\n\
                    | P-1 | 監視を足す | 花子 | 2026-04-07 | **完了** |\n| P-2 | 試す | 次郎 | 2026年4月9日 | 未着手 |\n";
        let (incident, _) = crate::record::read(&SourceFile::new("a.md", text), &Config::default());
        let told = incident.actions.iter().map(|action| {
            let due = action.due.as_ref().map(|due| due.value.to_string());
            (action.text.as_str(), action.owner.as_deref(), due, action.state)
        });
        let told: Vec<_> = told.collect();
        let day = |day: &str| Some(day.to_owned());
        assert_eq!(
            told,
            [
                ("監視を足す", Some("花子"), day("2026-04-07"), ActionState::Done),
                ("試す", Some("次郎"), day("2026-04-09"), ActionState::Open),
            ]
        );
    }
}
