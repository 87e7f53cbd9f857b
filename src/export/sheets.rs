//! Incidents and actions as CSV (RFC 4180), for spreadsheets: the home of `csv`.
//!
//! A list is one cell, its items on lines of their own. A cell that a spreadsheet would run as a formula gets an
//! apostrophe before it, which spreadsheets take for a mark of plain text.

use crate::knowledge::KnowledgeBase;
use crate::model::{ActionState, Incident, Moment};
use crate::source::{Span, Spanned};

/// The columns of an incident that its header fills.
const FACTS: [&str; 17] = [
    "id",
    "title",
    "date",
    "status",
    "severity",
    "services",
    "tags",
    "authors",
    "owner",
    "started",
    "detected",
    "mitigated",
    "resolved",
    "minutes_to_detect",
    "minutes_to_mitigate",
    "minutes_to_resolve",
    "detected_by",
];

/// Those that its text fills.
const STORY: [&str; 8] = ["symptom", "cause", "fix", "failed_theories", "patterns", "open_actions", "level", "path"];

/// A row for each incident, in the order of their paths.
pub fn incidents(kb: &KnowledgeBase) -> String {
    let row = |index: usize| {
        let mut cells = facts(&kb.incidents[index]);
        cells.extend(story(kb, index));
        cells
    };
    table(&[FACTS.as_slice(), STORY.as_slice()].concat(), (0..kb.incidents.len()).map(row))
}

fn facts(incident: &Incident) -> Vec<String> {
    vec![
        incident.id.to_string(),
        incident.title.value.clone(),
        incident.date.as_ref().map(|date| date.value.to_string()).unwrap_or_default(),
        incident.status.as_ref().map(|status| status.value.name().to_owned()).unwrap_or_default(),
        text(incident.severity.as_ref()),
        list(&incident.services),
        list(&incident.tags),
        list(&incident.authors),
        text(incident.owner.as_ref()),
        time(incident.started.as_ref()),
        time(incident.detected.as_ref()),
        time(incident.mitigated.as_ref()),
        time(incident.resolved.as_ref()),
        minutes(incident, incident.detected.as_ref()),
        minutes(incident, incident.mitigated.as_ref()),
        minutes(incident, incident.resolved.as_ref()),
        incident.detected_by.as_ref().map(|by| by.value.name().to_owned()).unwrap_or_default(),
    ]
}

fn story(kb: &KnowledgeBase, index: usize) -> Vec<String> {
    let incident = &kb.incidents[index];
    let opening = incident.opening();
    let line = |line: Option<(&str, Span)>| line.map_or_else(String::new, |(text, _)| text.to_owned());
    let links = kb.links_of_incident(index).filter(|link| link.state.counts());
    let patterns: Vec<&str> = links.map(|link| kb.patterns[link.pattern].id.as_str()).collect();
    let theories: Vec<&str> = incident.theories.iter().map(|theory| theory.statement.value.as_str()).collect();
    vec![
        line(opening.symptom),
        line(opening.cause),
        line(opening.fix),
        theories.join("\n"),
        patterns.join("\n"),
        incident.actions.iter().filter(|action| action.state != ActionState::Done).count().to_string(),
        incident.level.name().to_owned(),
        incident.file.path.clone(),
    ]
}

/// A row for each action, in the order of the records.
pub fn actions(kb: &KnowledgeBase) -> String {
    const HEAD: [&str; 11] =
        ["incident", "title", "date", "text", "state", "owner", "due", "guard", "ticket", "path", "line"];
    let rows = kb.incidents.iter().flat_map(|incident| {
        incident.actions.iter().map(move |action| {
            let state = match action.state {
                ActionState::Open => "open",
                ActionState::Done => "done",
                ActionState::Unmarked => "unmarked",
            };
            vec![
                incident.id.to_string(),
                incident.title.value.clone(),
                incident.date.as_ref().map(|date| date.value.to_string()).unwrap_or_default(),
                action.text.clone(),
                state.to_owned(),
                action.owner.clone().unwrap_or_default(),
                action.due.as_ref().map(|due| due.value.to_string()).unwrap_or_default(),
                text(action.guard.as_ref()),
                action.ticket.clone().unwrap_or_default(),
                incident.file.path.clone(),
                incident.file.position(action.span.start).line.to_string(),
            ]
        })
    });
    table(&HEAD, rows)
}

fn text(value: Option<&Spanned<String>>) -> String {
    value.map(|value| value.value.clone()).unwrap_or_default()
}

fn list(values: &[Spanned<String>]) -> String {
    values.iter().map(|value| value.value.as_str()).collect::<Vec<_>>().join("\n")
}

fn time(moment: Option<&Spanned<Moment>>) -> String {
    moment.map(|moment| moment.value.to_string()).unwrap_or_default()
}

fn minutes(incident: &Incident, moment: Option<&Spanned<Moment>>) -> String {
    let since = || moment?.value.minutes_since(incident.started.as_ref()?.value);
    since().map(|minutes| minutes.to_string()).unwrap_or_default()
}

fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let sound = "a vector takes every byte, and rows are as long as their head";
    writer.write_record(head).expect(sound);
    for row in rows {
        writer.write_record(row.iter().map(|cell| plain(cell))).expect(sound);
    }
    let bytes = writer.into_inner().expect(sound);
    String::from_utf8(bytes).expect("text in quotes is text")
}

/// A cell that no spreadsheet runs.
fn plain(cell: &str) -> String {
    let runs =
        cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) || cell.starts_with(['\t', '\r']);
    if runs { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::source::SourceFile;

    fn base() -> KnowledgeBase {
        let text = "---\ntitle: =HYPERLINK(\"http://e.example\")\ndate: 2026-01-02\nservices: [a, \"b, c\"]\nstarted: \
                    2026-01-02 10:00\nresolved: 2026-01-02 10:30\nowner: '@ana'\n---\n\n## Root cause\n\nA \"full\" pipe, \
                    really.\n\n## Actions\n\n- [ ] +1 pipe @bo due:2026-02-01 (OPS-4)\n- [x] done\n";
        let (incident, _) = crate::record::read(&SourceFile::new("a.md", text), &Config::default());
        KnowledgeBase::assemble(vec![incident], Vec::new())
    }

    /// The rows as a reader of CSV takes them, each cell under its head.
    fn read(text: &str) -> Vec<std::collections::BTreeMap<String, String>> {
        csv::Reader::from_reader(text.as_bytes()).deserialize().map(|row| row.expect("a row")).collect()
    }

    #[test]
    fn an_incident_is_a_row_and_no_cell_is_a_formula() {
        let rows = read(&incidents(&base()));
        assert_eq!(rows.len(), 1);
        let cell = |name: &str| rows[0][name].as_str();
        assert_eq!(cell("title"), "'=HYPERLINK(\"http://e.example\")");
        assert_eq!(cell("services"), "a\nb, c");
        assert_eq!((cell("owner"), cell("minutes_to_resolve"), cell("minutes_to_detect")), ("'@ana", "30", ""));
        assert_eq!((cell("cause"), cell("open_actions")), ("A \"full\" pipe, really.", "1"));
    }

    #[test]
    fn an_action_is_a_row_with_its_place() {
        let rows = read(&actions(&base()));
        let cell = |row: usize, name: &str| rows[row][name].as_str();
        assert_eq!((cell(0, "text"), cell(0, "owner"), cell(0, "due")), ("'+1 pipe", "bo", "2026-02-01"));
        assert_eq!((cell(0, "state"), cell(0, "ticket"), cell(0, "line")), ("open", "OPS-4", "16"));
        assert_eq!((cell(1, "text"), cell(1, "state"), rows.len()), ("done", "done", 2));
    }
}
