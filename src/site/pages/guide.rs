//! What one reads of a service in one's first week: what breaks there, how it shows, what was wrongly blamed, and what to
//! check first.

use std::collections::BTreeSet;

use serde::Serialize;

use super::groups::counted;
use super::recurrence::{self, Strip};
use super::suspects::{SuspectRow, row_of};
use crate::knowledge::triage::pattern_checks;
use crate::model::Incident;
use crate::site::address;
use crate::site::atlas::Atlas;
use crate::site::quote::section_fragment;
use crate::site::view::{self, Named, PatternTag, clip};
use crate::source::Span;

/// How many patterns are told, and how many lines and theories of each kind.
const PATTERNS: usize = 6;
const LINES: usize = 6;
const BLAMED: usize = 6;

/// What the template sees.
#[derive(Serialize)]
pub struct Guide<'a> {
    strip: Option<Strip<'a>>,
    /// The patterns seen here, most often first.
    breaks: Vec<Break<'a>>,
    /// What was seen, newest first.
    shows: Vec<Line<'a>>,
    /// What was blamed in vain.
    blamed: Vec<SuspectRow<'a>>,
    /// How much more was.
    blamed_more: usize,
    /// What proved the causes, newest first.
    checks: Vec<Line<'a>>,
}

/// A pattern in a service.
#[derive(Serialize)]
struct Break<'a> {
    pattern: PatternTag<'a>,
    life: &'static str,
    /// In how many incidents of the service.
    count: usize,
    summary: &'a str,
    /// How to tell it apart, the first step.
    check: Vec<Part>,
    /// Its newest incident here.
    incident: Named<'a>,
    day: Option<String>,
}

/// A part of a line of Markdown.
#[derive(Serialize)]
struct Part {
    text: String,
    /// Whether it is code.
    code: bool,
}

/// A line of a record.
#[derive(Serialize)]
struct Line<'a> {
    text: String,
    /// The incident, with the place of the line.
    incident: Named<'a>,
    day: Option<String>,
}

/// Gathers what the incidents of a service, which are newest first, tell of it.
pub fn make<'a>(atlas: &Atlas<'a>, incidents: &[usize]) -> Guide<'a> {
    let kb = atlas.kb;
    let mut blamed = kb.blamed_in(incidents.iter().copied());
    let blamed_more = blamed.len().saturating_sub(BLAMED);
    blamed.truncate(BLAMED);
    let patterns = counted(atlas, incidents).into_iter().take(PATTERNS);
    Guide {
        strip: recurrence::strip_of(atlas, incidents),
        breaks: patterns.map(|(pattern, count)| break_of(atlas, incidents, pattern, count)).collect(),
        shows: lines(atlas, incidents, |incident| incident.opening().symptom),
        blamed: blamed.iter().map(|blamed| row_of(atlas, &kb.suspects[blamed.suspect], &blamed.cases)).collect(),
        blamed_more,
        checks: lines(atlas, incidents, |incident| incident.opening().check),
    }
}

fn break_of<'a>(atlas: &Atlas<'a>, incidents: &[usize], at: usize, count: usize) -> Break<'a> {
    let pattern = &atlas.kb.patterns[at];
    let shows = |incident: &&usize| atlas.ties_of_incident(**incident).any(|link| link.pattern == at);
    let newest = incidents.iter().find(shows).map(|&incident| &atlas.kb.incidents[incident]);
    let newest = newest.expect("a pattern that was counted is tied to an incident");
    Break {
        pattern: view::plain_pattern_tag(atlas, at),
        life: view::life_word(atlas.kb.lives[at]),
        count,
        summary: &pattern.summary,
        check: pattern_checks(pattern).first().map_or_else(Vec::new, |check| parts(check)),
        incident: named(newest, ""),
        day: day(newest),
    }
}

/// What stands between backticks is code; triage shows a check in the same way.
fn parts(check: &str) -> Vec<Part> {
    let parts = check.split('`').enumerate().map(|(at, text)| Part { text: text.to_owned(), code: at % 2 == 1 });
    parts.filter(|part| !part.text.is_empty()).collect()
}

/// The first lines of that kind, each once.
fn lines<'a>(atlas: &Atlas<'a>, incidents: &[usize], of: fn(&'a Incident) -> Option<(&'a str, Span)>) -> Vec<Line<'a>> {
    let mut known = BTreeSet::new();
    let told = incidents.iter().filter_map(|&at| {
        let incident = &atlas.kb.incidents[at];
        of(incident).map(|(text, span)| (incident, text, span))
    });
    let new = told.filter(|(_, text, _)| known.insert(text.trim().to_lowercase()));
    let line = |(incident, text, span): (&'a Incident, &str, Span)| {
        let section = incident.sections.get(incident.section_at(span.start) as usize);
        Line { text: clip(text, 240), incident: named(incident, &section_fragment(section)), day: day(incident) }
    };
    new.take(LINES).map(line).collect()
}

fn named<'a>(incident: &'a Incident, fragment: &str) -> Named<'a> {
    let href = format!("{}{fragment}", address::encode(&address::incident(&incident.id)));
    Named { name: &incident.title.value, href: Some(href) }
}

fn day(incident: &Incident) -> Option<String> {
    incident.date.as_ref().map(|date| date.value.to_string())
}
