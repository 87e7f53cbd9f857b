//! What one should know today: what is overdue, which patterns came back lately, and which have changed their state.
//!
//! Today is the day of the newest record; the program has no clock, and the page says so.

use std::cmp::Reverse;

use serde::Serialize;

use super::{actions, promises};
use crate::knowledge::{Life, days_between, overdue_days};
use crate::model::Date;
use crate::site::atlas::Atlas;
use crate::site::view::{self, ActionRow, PatternTag};

/// How many days back lately reaches.
const LATELY: i64 = 90;

/// How many overdue actions are shown.
const OVERDUE: usize = 3;

/// How many patterns are shown.
const CHANGED: usize = 3;

/// What one should know today.
#[derive(Serialize)]
pub struct Today<'a> {
    /// The day of the newest record.
    day: String,
    /// How many days back lately reaches.
    days: i64,
    /// The actions that are overdue, the longest first.
    overdue: Vec<ActionRow<'a>>,
    /// How many there are.
    overdue_all: usize,
    /// Where all of them stand.
    overdue_href: String,
    /// The patterns whose life has changed lately.
    changed: Vec<Change<'a>>,
    /// How many there are.
    changed_all: usize,
}

/// A pattern whose life has changed.
#[derive(Serialize)]
struct Change<'a> {
    pattern: PatternTag<'a>,
    before: &'static str,
    now: &'static str,
}

/// What one should know on the day of the newest record; `None` where no record has a date.
pub fn make<'a>(atlas: &Atlas<'a>) -> Option<Today<'a>> {
    let day = newest(atlas)?;
    let kb = atlas.kb;
    let mut overdue: Vec<(i64, (usize, usize))> = atlas
        .open_actions
        .iter()
        .filter_map(|&(incident, at)| Some((overdue_days(&kb.incidents[incident].actions[at], day)?, (incident, at))))
        .collect();
    overdue.sort_by_key(|(days, place)| (Reverse(*days), *place));
    let overdue_all = overdue.len();
    let places: Vec<(usize, usize)> = overdue.iter().take(OVERDUE).map(|(_, place)| *place).collect();
    let mut rows = actions::rows(atlas, &places);
    for (row, (days, _)) in rows.iter_mut().zip(&overdue) {
        row.overdue = Some(*days);
        row.recurring = Vec::new();
    }
    let changes = changes(atlas, day);
    let changed_all = changes.len();
    Some(Today {
        day: day.to_string(),
        days: LATELY,
        overdue: rows,
        overdue_all,
        overdue_href: format!("{}overdue/index.html", promises::FOLDER),
        changed: changes.into_iter().take(CHANGED).collect(),
        changed_all,
    })
}

/// The patterns that recur, those first that were seen most lately, each with how often that was.
pub fn recurring(atlas: &Atlas<'_>) -> Vec<(usize, usize)> {
    let lately = |pattern: usize| newest(atlas).map_or(0, |day| seen_lately(atlas, pattern, day));
    let mut recurring: Vec<(usize, usize)> =
        atlas.recurring().into_iter().map(|pattern| (pattern, lately(pattern))).collect();
    recurring.sort_by_key(|&(_, lately)| Reverse(lately));
    recurring
}

fn newest(atlas: &Atlas<'_>) -> Option<Date> {
    let at = *atlas.kb.by_date().first()?;
    atlas.kb.incidents[at].date.as_ref().map(|date| date.value)
}

fn is_late(atlas: &Atlas<'_>, incident: usize, day: Date) -> bool {
    let date = atlas.kb.incidents[incident].date.as_ref();
    date.is_some_and(|date| days_between(date.value, day) <= LATELY)
}

fn seen_lately(atlas: &Atlas<'_>, pattern: usize, day: Date) -> usize {
    atlas.kb.incidents_of_pattern(pattern).take_while(|&incident| is_late(atlas, incident, day)).count()
}

/// Those seen most come first.
fn changes<'a>(atlas: &Atlas<'a>, day: Date) -> Vec<Change<'a>> {
    let change = |pattern: usize| {
        let before = atlas.kb.life_before(pattern, day, LATELY);
        let now = atlas.kb.lives.get(pattern).copied().unwrap_or(Life::Unseen);
        let told = before != now;
        told.then(|| Change {
            pattern: view::plain_pattern_tag(atlas, pattern),
            before: view::life_word(before),
            now: view::life_word(now),
        })
    };
    atlas.seen_patterns().into_iter().filter_map(change).collect()
}
