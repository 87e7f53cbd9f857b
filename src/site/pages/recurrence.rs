//! When a pattern was seen or a service was hit, as marks on a line of time, and what watches for a pattern now.

use serde::Serialize;

use super::mark::{Mark, mark};
use crate::knowledge::{KnowledgeBase, Life};
use crate::model::ActionState;
use crate::site::address;
use crate::site::atlas::Atlas;
use crate::site::charts::{self, Line};
use crate::site::quote::section_fragment;
use crate::site::view::Named;

/// The side of a mark's cell, and how many marks stand on each other.
const CELL: usize = 12;
const LANES: usize = 8;

/// How many incidents have a mark; the newest.
const MOST: usize = 120;

/// How many guards are named.
const GUARDS: usize = 12;

/// Incidents on a line of time.
#[derive(Serialize)]
pub struct Strip<'a> {
    line: Line,
    marks: Vec<Mark<'a>>,
    first: String,
    last: String,
    left_out: usize,
    undated: usize,
}

/// Something that watches for a pattern.
#[derive(Serialize)]
pub struct Guard<'a> {
    watch: &'a str,
    action: &'a str,
    incident: Named<'a>,
}

/// The dated incidents of a pattern, oldest first; `None` where they have fewer than two days.
pub fn strip<'a>(atlas: &Atlas<'a>, pattern: usize) -> Option<Strip<'a>> {
    strip_of(atlas, &atlas.kb.incidents_of_pattern(pattern).collect::<Vec<_>>())
}

/// The dated ones of some incidents, which are newest first, on a line of time; `None` where they have fewer than two
/// days, which makes no line.
pub fn strip_of<'a>(atlas: &Atlas<'a>, incidents: &[usize]) -> Option<Strip<'a>> {
    let kb = atlas.kb;
    let day = |at: usize| kb.incidents[at].date.as_ref().map(|date| date.value);
    let mut dated: Vec<usize> = incidents.iter().copied().filter(|&at| day(at).is_some()).collect();
    let (all, total) = (incidents.len(), dated.len());
    dated.truncate(MOST);
    dated.reverse();
    let (first, last) = (day(*dated.first()?)?, day(*dated.last()?)?);
    if first == last {
        return None;
    }
    let times: Vec<i64> =
        dated.iter().filter_map(|&at| Some(crate::knowledge::days_between(first, day(at)?))).collect();
    let line = charts::line(&times, CELL, LANES);
    let mark = |(&at, &(x, y)): (&usize, &(usize, usize))| mark(atlas, at, [x as i32 + 1, y as i32 + 1]);
    Some(Strip {
        marks: dated.iter().zip(&line.spots).map(mark).collect(),
        line,
        first: first.to_string(),
        last: last.to_string(),
        left_out: total - dated.len(),
        undated: all - total,
    })
}

/// What watches for a pattern since one of its incidents: the guards of actions that are done, newest incident first.
pub fn guards<'a>(atlas: &Atlas<'a>, pattern: usize) -> Vec<Guard<'a>> {
    let kb: &'a KnowledgeBase = atlas.kb;
    let of = |at: usize| {
        let incident = &kb.incidents[at];
        incident.actions.iter().filter(|action| action.state == ActionState::Done).filter_map(move |action| {
            let fragment = section_fragment(incident.sections.get(action.section as usize));
            let href = Some(format!("{}{fragment}", address::encode(&address::incident(&incident.id))));
            let watch = action.guard.as_ref()?.value.as_str();
            Some(Guard { watch, action: &action.text, incident: Named { name: &incident.title.value, href } })
        })
    };
    kb.incidents_of_pattern(pattern).flat_map(of).take(GUARDS).collect()
}

/// The word that tells why a pattern's life is what it is.
pub fn why(life: Life) -> &'static str {
    match life {
        Life::Unseen => "life-why.unseen",
        Life::Candidate => "life-why.candidate",
        Life::Confirmed => "life-why.confirmed",
        Life::Established => "life-why.established",
        Life::Dormant => "life-why.dormant",
        Life::Guarded => "life-why.guarded",
    }
}
