//! The course of an incident: its phases as a bar, and what happened on an axis of time.

use serde::Serialize;

use crate::model::{Event, Incident};
use crate::site::atlas::Atlas;
use crate::site::charts::{self, Line};
use crate::site::quote::section_fragment;
use crate::site::view;
use crate::words::Words;

/// How wide the bar of phases is.
const BAR: usize = 240;

/// The side of an event's cell on the axis.
const CELL: usize = 21;

/// How many events stand on each other.
const LANES: usize = 6;

/// With fewer events an axis says nothing that the list does not.
const FEWEST: usize = 3;

/// How many events have a mark; the first.
const MOST: usize = 48;

/// Phases as a bar.
#[derive(Serialize)]
pub struct PhaseBar {
    width: usize,
    parts: Vec<PhasePart>,
}

/// One phase.
#[derive(Serialize)]
struct PhasePart {
    /// `detected`, `mitigated` or `resolved`: what ended it.
    key: &'static str,
    x: usize,
    width: usize,
    length: String,
}

/// Events on an axis of time.
#[derive(Serialize)]
pub struct Axis<'a> {
    line: Line,
    events: Vec<AxisEvent<'a>>,
    first: String,
    last: String,
    length: String,
    left_out: usize,
}

#[derive(Serialize)]
struct AxisEvent<'a> {
    number: usize,
    when: &'a str,
    text: String,
    fragment: String,
}

/// The phases of an incident, where its record tells at least the start and one end to the minute, in order.
pub fn phases(words: &Words, incident: &Incident) -> Option<PhaseBar> {
    let ends = [("detected", &incident.detected), ("mitigated", &incident.mitigated), ("resolved", &incident.resolved)];
    let mut before = incident.started.as_ref()?.value;
    let mut lengths = Vec::new();
    for (key, end) in ends {
        let Some(end) = end else { continue };
        lengths.push((key, end.value.minutes_since(before)?));
        before = end.value;
    }
    let sizes: Vec<u64> = lengths.iter().map(|(_, minutes)| *minutes).collect();
    let shares = charts::shares(&sizes, BAR);
    let part = |(&(key, minutes), (x, width)): (&(&'static str, u64), (usize, usize))| PhasePart {
        key,
        x,
        width,
        length: charts::span_words(words, minutes),
    };
    let parts: Vec<PhasePart> = lengths.iter().zip(shares).map(part).collect();
    (!parts.is_empty()).then_some(PhaseBar { width: BAR, parts })
}

/// The events of an incident that have a time of day, where there are enough of them.
pub fn axis<'a>(atlas: &Atlas<'_>, incident: &'a Incident) -> Option<Axis<'a>> {
    let moments = || incident.events.iter().filter_map(|event| event.at.filter(|at| at.time.is_some()));
    let start = moments().min()?;
    let timed = |event: &'a Event| Some((event.at?.minutes_since(start)?, event));
    let mut events: Vec<(u64, &Event)> = incident.events.iter().filter_map(timed).collect();
    events.sort_by_key(|(minutes, _)| *minutes);
    let left_out = events.len().saturating_sub(MOST);
    events.truncate(MOST);
    let (first, last) = (events.first()?, events.last()?);
    let span = last.0 - first.0;
    if events.len() < FEWEST || span == 0 {
        return None;
    }
    let moment = |event: &Event| event.at.map(|at| at.to_string()).unwrap_or_default();
    // A pause is drawn as long as its root: one of a day would press the minutes before it into one place.
    let mut reached = 0.0;
    let mut before = first.0;
    let mut spots_at = Vec::with_capacity(events.len());
    for (minutes, _) in &events {
        reached += ((minutes - before) as f64).sqrt();
        before = *minutes;
        spots_at.push((reached * 1000.0) as i64);
    }
    let event = |(at, (_, event)): (usize, &(u64, &'a Event))| AxisEvent {
        number: at + 1,
        when: &event.when,
        text: view::clip(&event.text, 160),
        fragment: section_fragment(incident.sections.get(event.section as usize)),
    };
    Some(Axis {
        line: charts::line(&spots_at, CELL, LANES),
        first: moment(first.1),
        last: moment(last.1),
        length: charts::span_words(atlas.words, span),
        left_out,
        events: events.iter().enumerate().map(event).collect(),
    })
}
