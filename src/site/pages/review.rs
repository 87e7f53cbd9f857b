//! What a monthly review asks of a month beside its incidents: how bad they were, what recurred, which patterns changed,
//! which promises fell due.

use std::collections::BTreeMap;

use serde::Serialize;

use super::actions;
use super::month::{Month, month_of};
use super::promised::{self, Promised};
use super::promises::FOLDER;
use super::today::{self, Change};
use crate::model::{ActionState, Date};
use crate::site::address;
use crate::site::atlas::Atlas;
use crate::site::view::{self, Named, PatternTag, Severity};

/// How many patterns of each kind are told.
const PATTERNS: usize = 12;

/// The promises of how many incidents are shown.
const PROMISED: usize = 12;

/// What falls due in each month that has a page: promises that are not done, as places in [`Atlas::debts`], and how many
/// are done. A promise whose own month has no incident stands in the month before it that has one.
pub type Due = BTreeMap<Month, (Vec<usize>, usize)>;

/// What the template sees.
#[derive(Serialize)]
pub struct Review<'a> {
    /// How many incidents of each severity, the worst first.
    severities: Vec<(Severity<'a>, usize)>,
    /// How many are still under investigation.
    investigating: usize,
    recurred: Vec<Recurred<'a>>,
    recurred_all: usize,
    /// The patterns that were seen for the first time, and only once.
    first: Vec<PatternTag<'a>>,
    first_all: usize,
    changed: Vec<Change<'a>>,
    changed_all: usize,
    /// How many promises fell due, how many of them are done, and those that are not.
    due: usize,
    kept: usize,
    owed: Option<Promised<'a>>,
    /// All that is overdue, where anything is.
    overdue: Option<String>,
}

/// A pattern that came back.
#[derive(Serialize)]
struct Recurred<'a> {
    pattern: PatternTag<'a>,
    /// In how many incidents of the month it was seen.
    count: usize,
    /// The newest of these.
    newest: Option<Row<'a>>,
    /// In how many before it.
    before: usize,
    /// The newest of those.
    last: Option<Row<'a>>,
}

/// An incident and its day.
#[derive(Serialize)]
struct Row<'a> {
    incident: Named<'a>,
    day: Option<String>,
}

/// Gathers what falls due; `months` are those that have a page.
pub fn due(atlas: &Atlas<'_>, months: &BTreeMap<Month, Vec<usize>>) -> Due {
    let mut found = Due::new();
    let page_of = |day: Date| -> Month {
        let own = month_of(day);
        let before = months.range(..=own).next_back().or_else(|| months.first_key_value());
        before.map_or(own, |(month, _)| *month)
    };
    for (place, debt) in atlas.debts.iter().enumerate() {
        if let Some(due) = &debt.action.due {
            found.entry(page_of(due.value)).or_default().0.push(place);
        }
    }
    let all = atlas.kb.incidents.iter().flat_map(|incident| &incident.actions);
    for due in all.filter(|action| action.state == ActionState::Done).filter_map(|action| action.due.as_ref()) {
        found.entry(page_of(due.value)).or_default().1 += 1;
    }
    found
}

/// Gathers what is asked of a month; `incidents` are those of it.
pub fn make<'a>(atlas: &Atlas<'a>, month: Month, incidents: &[usize], due: &Due) -> Review<'a> {
    let kb = atlas.kb;
    let seen: Vec<Seen> = atlas.seen_patterns().into_iter().map(|pattern| seen(atlas, pattern, month)).collect();
    let came_back = |seen: &&Seen| seen.now > 0 && seen.now + seen.before > 1;
    let is_first = |seen: &&Seen| seen.now == 1 && seen.before == 0;
    let back: Vec<&Seen> = seen.iter().filter(came_back).collect();
    let first: Vec<&Seen> = seen.iter().filter(is_first).collect();
    let change = |seen: &Seen| {
        let before = kb.life_when(seen.pattern, |day| month_of(day) < month);
        today::change(atlas, seen.pattern, before, kb.life_when(seen.pattern, |day| month_of(day) <= month))
    };
    let mut changed: Vec<Change<'a>> = seen.iter().filter_map(change).collect();
    let changed_all = changed.len();
    changed.truncate(PATTERNS);
    let (places, kept) = due.get(&month).cloned().unwrap_or_default();
    let is_late = |day: Date| actions::newest(atlas).is_some_and(|newest| day < newest);
    let late = || atlas.debts.iter().filter_map(|debt| debt.action.due.as_ref()).any(|due| is_late(due.value));
    Review {
        severities: severities(atlas, incidents),
        investigating: incidents.iter().filter(|&&at| kb.incidents[at].is_investigating()).count(),
        recurred_all: back.len(),
        recurred: back.into_iter().take(PATTERNS).map(|seen| recurred(atlas, seen)).collect(),
        first_all: first.len(),
        first: first.into_iter().take(PATTERNS).map(|seen| view::plain_pattern_tag(atlas, seen.pattern)).collect(),
        changed,
        changed_all,
        due: places.len() + kept,
        kept,
        owed: promised::of_places(atlas, places, PROMISED),
        overdue: late().then(|| address::page(&format!("{FOLDER}overdue/"), 1)),
    }
}

/// How often a pattern was seen by the end of a month.
struct Seen {
    pattern: usize,
    /// In that month.
    now: usize,
    /// The newest incident of that month.
    newest: Option<usize>,
    before: usize,
    /// The newest incident before it.
    last: Option<usize>,
}

fn seen(atlas: &Atlas<'_>, pattern: usize, month: Month) -> Seen {
    let mut seen = Seen { pattern, now: 0, newest: None, before: 0, last: None };
    for at in atlas.kb.incidents_of_pattern(pattern) {
        // What has no date counts as old, here as in the life of a pattern.
        let own = atlas.kb.incidents[at].date.as_ref().map(|date| month_of(date.value));
        if own == Some(month) {
            seen.now += 1;
            seen.newest = seen.newest.or(Some(at));
        } else if own < Some(month) {
            seen.before += 1;
            seen.last = seen.last.or(Some(at));
        }
    }
    seen
}

fn recurred<'a>(atlas: &Atlas<'a>, seen: &Seen) -> Recurred<'a> {
    let row = |at: usize| {
        let incident = &atlas.kb.incidents[at];
        let href = Some(address::encode(&address::incident(&incident.id)));
        let day = incident.date.as_ref().map(|date| date.value.to_string());
        Row { incident: Named { name: &incident.title.value, href }, day }
    };
    Recurred {
        pattern: view::plain_pattern_tag(atlas, seen.pattern),
        count: seen.now,
        newest: seen.newest.map(row),
        before: seen.before,
        last: seen.last.map(row),
    }
}

/// How many of some incidents have each severity, the worst first.
pub fn severities<'a>(atlas: &Atlas<'a>, incidents: &[usize]) -> Vec<(Severity<'a>, usize)> {
    let mut found: BTreeMap<(usize, &str), (Severity<'a>, usize)> = BTreeMap::new();
    for severity in incidents.iter().filter_map(|&at| view::severity(atlas, &atlas.kb.incidents[at])) {
        // What the scale does not know comes last.
        found.entry((severity.rank.wrapping_sub(1), severity.name)).or_insert((severity, 0)).1 += 1;
    }
    found.into_values().collect()
}
