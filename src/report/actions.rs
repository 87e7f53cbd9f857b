//! Open actions, by the later incidents that they might have spared.

use std::fmt::Write;

use serde::Serialize;

use super::{ERROR, LABEL, Look, QUIET, TITLE, count, json, safe};
use crate::knowledge::{Debt, KnowledgeBase, Spared, Why, overdue_days};
use crate::model::{ActionState, Date};

const WIDTH: usize = 220;

/// How many spared incidents are listed for people.
const SHOWN: usize = 5;

/// Which actions are shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice<'a> {
    /// Those of this owner, without `@`, in any case; `ana` is `Ana Lima` too.
    pub owner: Option<&'a str>,
    /// Those that are overdue on this day.
    pub overdue_on: Option<Date>,
    /// The day from which people count how long an action is overdue, where all are shown.
    pub today: Option<Date>,
}

#[derive(Serialize)]
struct Entry<'a> {
    text: &'a str,
    state: ActionState,
    owner: Option<&'a str>,
    due: Option<String>,
    /// Only where a day was given.
    overdue_days: Option<i64>,
    ticket: Option<&'a str>,
    incident: &'a str,
    title: &'a str,
    path: &'a str,
    line: u32,
    date: Option<String>,
    debt: f64,
    spared: Vec<SparedJson<'a>>,
}

#[derive(Serialize)]
struct SparedJson<'a> {
    id: &'a str,
    title: &'a str,
    date: Option<String>,
    own_service: bool,
    /// Whether a record says that it repeats the action's incident.
    repeat: bool,
    patterns: Vec<&'a str>,
}

/// The actions for people, the greatest debt first.
pub fn human(base: &KnowledgeBase, choice: Choice<'_>, look: Look) -> String {
    let mut out = String::new();
    for entry in entries(base, choice) {
        let _ = writeln!(out, "{}", look.paint(TITLE, &safe::short(entry.text, WIDTH)));
        let owner = entry.owner.map_or_else(|| "no owner".to_owned(), |name| format!("@{}", safe::line(name)));
        let due = entry.due.as_ref().map_or_else(|| "no date".to_owned(), |due| format!("due {due}"));
        let facts = [Some(owner), Some(due), entry.ticket.map(safe::line), unmarked(entry.state)];
        let facts: Vec<String> = facts.into_iter().flatten().collect();
        let _ = write!(out, "  {}", look.paint(QUIET, &facts.join(" · ")));
        if let Some(days) = entry.overdue_days {
            let _ = write!(out, " {}", look.paint(ERROR, &format!("{} overdue", count(days as usize, "day"))));
        }
        let date = entry.date.as_ref().map(|date| format!(" · {date}")).unwrap_or_default();
        let place = look.paint(QUIET, &format!("{}:{}", safe::line(entry.path), entry.line));
        let _ = writeln!(out, "\n  {} ({}{date}) {place}", safe::short(entry.title, WIDTH), entry.incident);
        if !entry.spared.is_empty() {
            let might = format!("might have spared {}:", count(entry.spared.len(), "later incident"));
            let _ = writeln!(out, "  {}", look.paint(LABEL, &might));
        }
        for spared in entry.spared.iter().take(SHOWN) {
            let date = spared.date.as_deref().unwrap_or_default();
            let title = safe::short(spared.title, WIDTH);
            let _ = writeln!(out, "    {title} ({} · {date}), {}", spared.id, reason(spared));
        }
        if entry.spared.len() > SHOWN {
            let _ = writeln!(out, "    and {} more", entry.spared.len() - SHOWN);
        }
        out.push('\n');
    }
    out
}

fn unmarked(state: ActionState) -> Option<String> {
    (state == ActionState::Unmarked).then(|| "no checkbox".to_owned())
}

fn reason(spared: &SparedJson<'_>) -> String {
    let repeat = spared.repeat.then_some("stated as a repeat");
    let patterns = spared.patterns.join(", ");
    let service = spared.own_service.then_some("same service");
    let parts = [repeat, Some(patterns.as_str()).filter(|names| !names.is_empty()), service];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// The same for programs: `{"schema", "done", "actions": [{"text", "owner", "due", "debt", "spared", …}]}`.
pub fn json(base: &KnowledgeBase, choice: Choice<'_>) -> String {
    #[derive(Serialize)]
    struct Out<'a> {
        schema: u32,
        done: usize,
        actions: Vec<Entry<'a>>,
    }
    json::text(&Out { schema: json::SCHEMA, done: base.actions_done(), actions: entries(base, choice) })
}

fn entries<'a>(base: &'a KnowledgeBase, choice: Choice<'_>) -> Vec<Entry<'a>> {
    let wanted = choice.owner.map(|name| name.trim_start_matches('@').to_lowercase());
    let fits = |debt: &Debt<'_>| {
        let owned = wanted
            .as_ref()
            .is_none_or(|name| debt.action.owner.as_ref().is_some_and(|own| is_called(&own.to_lowercase(), name)));
        owned && choice.overdue_on.is_none_or(|day| overdue_days(debt.action, day).is_some())
    };
    base.debts().into_iter().filter(fits).map(|debt| entry(base, &debt, choice.overdue_on.or(choice.today))).collect()
}

/// Whether an owner is called so: by the whole name, or by a part of it.
fn is_called(owner: &str, name: &str) -> bool {
    owner == name || owner.split_whitespace().any(|part| part == name)
}

fn entry<'a>(base: &'a KnowledgeBase, debt: &Debt<'a>, day: Option<Date>) -> Entry<'a> {
    let incident = &base.incidents[debt.incident];
    let spared = base.spared_after(debt.incident);
    Entry {
        text: &debt.action.text,
        state: debt.action.state,
        owner: debt.action.owner.as_deref(),
        due: debt.action.due.as_ref().map(|due| due.value.to_string()),
        overdue_days: day.and_then(|day| overdue_days(debt.action, day)),
        ticket: debt.action.ticket.as_deref(),
        incident: incident.id.as_str(),
        title: &incident.title.value,
        path: &incident.file.path,
        line: incident.file.position(debt.action.span.start).line,
        date: incident.date.as_ref().map(|date| date.value.to_string()),
        debt: (debt.score * 1000.0).round() / 1000.0,
        spared: spared.iter().map(|spared| spared_json(base, spared)).collect(),
    }
}

fn spared_json<'a>(base: &'a KnowledgeBase, spared: &Spared) -> SparedJson<'a> {
    let incident = &base.incidents[spared.incident];
    let patterns = spared.whys.iter().filter_map(|why| match why {
        Why::Pattern(pattern) => Some(base.patterns[*pattern].id.as_str()),
        Why::Repeat => None,
    });
    SparedJson {
        id: incident.id.as_str(),
        title: &incident.title.value,
        date: incident.date.as_ref().map(|date| date.value.to_string()),
        own_service: spared.own_service,
        repeat: spared.whys.contains(&Why::Repeat),
        patterns: patterns.collect(),
    }
}
