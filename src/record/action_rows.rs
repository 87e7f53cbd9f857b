//! Actions in tables: a row each, in columns that their heads name.

use super::Record;
use super::action_notes::{DUES, Names, OWNERS};
use super::actions;
use super::dates;
use super::prose::Prose;
use crate::diag::Diagnostic;
use crate::markdown::BlockKind;
use crate::model::{Action, ActionState};
use crate::source::{Span, Spanned};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Text,
    Owner,
    Due,
    State,
    Ticket,
    Guard,
}

/// What heads a column, beside the words that owners and days have in sentences too.
const HEADS: &[(Column, &[&str])] = &[
    (
        Column::Text,
        &[
            "action",
            "actions",
            "action item",
            "action items",
            "item",
            "task",
            "what",
            "todo",
            "to do",
            "description",
            "follow up",
            "follow-up",
            "next step",
            "improvement",
            "remediation",
            "アクション",
            "内容",
            "対応",
            "措施",
            "事项",
            "改进项",
            "任务",
            "改善項目",
            "tindakan",
            "行动",
            "ação",
            "maßnahme",
            "aufgabe",
            "tâche",
            "acción",
            "azione",
            "조치",
            "대책",
            "항목",
            "할 일",
            "действие",
            "задача",
            "actie",
            "działanie",
        ],
    ),
    (Column::Owner, &["who", "lead"]),
    (Column::Due, &["by when", "target", "when", "plazo", "kiedy", "wanneer"]),
    (
        Column::State,
        &[
            "status",
            "state",
            "done",
            "done?",
            "progress",
            "状態",
            "狀態",
            "ステータス",
            "状态",
            "상태",
            "статус",
            "stand",
            "statut",
            "estado",
            "stato",
        ],
    ),
    (Column::Ticket, &["ticket", "issue", "tracking", "tracking issue", "bug", "jira"]),
    (Column::Guard, &["guard"]),
];

/// The actions of the tables in a span. A table whose head names no action is something else.
pub(super) fn find(record: &Record<'_>, span: Span, findings: &mut Vec<Diagnostic>) -> Vec<Action> {
    let mut columns = Vec::new();
    let mut found = Vec::new();
    for (block, cells) in record.blocks_in(span) {
        let BlockKind::Row { head, .. } = block.kind else { continue };
        if head {
            columns = cells.iter().map(|cell| column(&cell.text)).collect();
            name_text(cells, &mut columns);
        } else if columns.contains(&Some(Column::Text)) {
            found.extend(row(record, block.span, cells, &columns, findings));
        }
    }
    found
}

/// In a table of owners, days or states, the first column that has no meaning and is no number tells what is to be done,
/// whatever it is called.
fn name_text(cells: &[Prose], columns: &mut [Option<Column>]) {
    const NUMBERS: [&str; 6] = ["", "#", "no", "no.", "nr", "id"];
    let promises = |column: &Option<Column>| matches!(column, Some(Column::Owner | Column::Due | Column::State));
    if columns.contains(&Some(Column::Text)) || !columns.iter().any(promises) {
        return;
    }
    let is_text =
        |at: &usize| columns[*at].is_none() && !NUMBERS.contains(&cells[*at].text.trim().to_lowercase().as_str());
    if let Some(at) = (0..columns.len()).find(is_text) {
        columns[at] = Some(Column::Text);
    }
}

fn column(head: &str) -> Option<Column> {
    let head = head.trim().trim_end_matches(':').to_lowercase();
    let named = [(Column::Owner, OWNERS.as_slice()), (Column::Due, DUES.as_slice())];
    let mut columns = named.iter().chain(HEADS);
    columns.find(|(_, names)| names.contains(&head.as_str())).map(|(column, _)| *column)
}

fn row(
    record: &Record<'_>,
    span: Span,
    cells: &[Prose],
    columns: &[Option<Column>],
    findings: &mut Vec<Diagnostic>,
) -> Option<Action> {
    let cell = |wanted: Column| {
        let at = columns.iter().position(|column| *column == Some(wanted))?;
        cells.get(at).filter(|cell| !is_nothing(&cell.text))
    };
    let state = if columns.contains(&Some(Column::State)) {
        cell(Column::State).map_or(ActionState::Open, |cell| state(&cell.text))
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
    let ticket = text(Column::Ticket).map(|ticket| without_state(&ticket, &mut action.state));
    action.ticket = ticket.filter(|ticket| !is_nothing(ticket)).or(action.ticket);
    let guard =
        cell(Column::Guard).map(|cell| Spanned::new(cell.text.trim().to_owned(), cell.span(0..cell.text.len())));
    action.guard = guard.or(action.guard);
    Some(action)
}

/// Takes a state in capitals off a ticket: `#41 DONE`, as tables without a column for it have it.
fn without_state(ticket: &str, state: &mut ActionState) -> String {
    let mut rest = Vec::new();
    for word in ticket.split_whitespace() {
        match word.trim_matches(['*', '(', ')', '[', ']', ',']) {
            "DONE" | "CLOSED" | "FIXED" | "COMPLETE" | "COMPLETED" | "MERGED" => *state = ActionState::Done,
            "TODO" | "OPEN" | "WIP" | "PENDING" => *state = ActionState::Open,
            _ => rest.push(word),
        }
    }
    rest.join(" ")
}

/// Whether a cell only fills its place.
fn is_nothing(text: &str) -> bool {
    matches!(text.trim().to_lowercase().as_str(), "" | "-" | "–" | "—" | "n/a" | "none" | "tbd" | "?")
}

fn state(text: &str) -> ActionState {
    let text = text.trim().trim_start_matches('*').to_lowercase();
    let done = [
        "done",
        "complete",
        "closed",
        "shipped",
        "merged",
        "fixed",
        "resolved",
        "yes",
        "✅",
        "☑",
        "✔",
        "[x]",
        "完了",
        "済",
        "已完成",
        "concluíd",
        "erledigt",
        "terminé",
        "hecho",
        "fatto",
    ];
    if done.iter().any(|word| text.starts_with(word)) { ActionState::Done } else { ActionState::Open }
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
