//! What the incidents of a pattern say about it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::suspects::{SuspectRow, row_of, suspect_row};
use crate::knowledge::PatternLink;
use crate::model::{ActionState, Pattern, Role, Signal};
use crate::site::address;
use crate::site::atlas::Atlas;
use crate::site::marks::{Numbers, state_word};
use crate::site::paging::Paging;
use crate::site::quote::{self, Quote};
use crate::site::view::{self, Named, PatternTag, Row, clip};

/// How many lines of each kind are shown.
const SHOWN: usize = 20;

/// An incident that the pattern was seen in.
#[derive(Serialize)]
pub struct InstanceRow<'a> {
    /// The incident.
    pub incident: Row<'a>,
    /// How it is tied to the pattern.
    pub state: &'static str,
    /// The lines that speak for it.
    pub quotes: Vec<Quote>,
}

/// A line of an incident's record.
#[derive(Serialize)]
pub struct LineRow<'a> {
    /// The line.
    pub text: String,
    /// The incident, with the place of the line.
    pub incident: Named<'a>,
    /// Its day.
    pub date: Option<String>,
}

/// Patterns near this one.
#[derive(Serialize)]
pub struct RelatedPatterns<'a> {
    /// The broader one.
    pub parent: Option<PatternTag<'a>>,
    /// The narrower ones.
    pub children: Vec<PatternTag<'a>>,
    /// Those that one of the two names as a neighbour.
    pub neighbours: Vec<PatternTag<'a>>,
    /// Those seen in the same incidents, with how often.
    pub together: Vec<(PatternTag<'a>, usize)>,
}

/// How a pattern is recognised.
#[derive(Serialize)]
pub struct SignalView {
    /// One phrase of each of these must stand in one sentence.
    pub all: Vec<String>,
    /// None of these may.
    pub not: String,
    /// In which sections.
    pub roles: String,
    /// What it is worth.
    pub weight: String,
}

/// The incidents of one page.
pub fn instances<'a>(
    atlas: &Atlas<'a>,
    pattern: usize,
    paging: &Paging,
    numbers: &[Vec<Numbers>],
) -> Vec<InstanceRow<'a>> {
    let none = Numbers::new();
    let row = |link: &&'a PatternLink| {
        let place = atlas.kb.links_of_incident(link.incident).position(|other| other.pattern == pattern);
        let of_incident = numbers.get(link.incident);
        let numbers = of_incident.zip(place).and_then(|(links, place)| links.get(place)).unwrap_or(&none);
        InstanceRow {
            incident: view::row(atlas, link.incident),
            state: state_word(link.state),
            quotes: quote::quotes(&atlas.kb.incidents[link.incident], link, numbers),
        }
    };
    paging.part(&atlas.instances(pattern)).iter().map(row).collect()
}

/// What was blamed in the pattern's incidents before the cause was found; a theory that names the pattern itself is told
/// under [`when_blamed`].
pub fn blamed<'a>(atlas: &Atlas<'a>, pattern: usize) -> Vec<SuspectRow<'a>> {
    let kb = atlas.kb;
    let blamed = kb.blamed_instead(pattern).into_iter();
    let others = blamed.filter(|blamed| kb.suspects[blamed.suspect].pattern != Some(pattern));
    others.take(SHOWN).map(|blamed| row_of(atlas, &kb.suspects[blamed.suspect], &blamed.cases)).collect()
}

/// What it really was where the pattern was blamed.
pub fn when_blamed<'a>(atlas: &Atlas<'a>, pattern: usize) -> Option<SuspectRow<'a>> {
    atlas.kb.suspect_naming(pattern).map(|suspect| suspect_row(atlas, suspect))
}

/// What ended the pattern's incidents, a line for each.
pub fn fixes<'a>(atlas: &Atlas<'a>, pattern: usize) -> Vec<LineRow<'a>> {
    let fix = |at: usize| {
        let incident = &atlas.kb.incidents[at];
        let fix = incident.fixes.first()?;
        let fragment = quote::section_fragment(incident.sections.get(fix.section as usize));
        let href = Some(format!("{}{fragment}", address::encode(&address::incident(&incident.id))));
        Some(LineRow {
            text: clip(&fix.statement.value, 280),
            incident: Named { name: &incident.title.value, href },
            date: incident.date.as_ref().map(|date| date.value.to_string()),
        })
    };
    atlas.kb.incidents_of_pattern(pattern).filter_map(fix).take(SHOWN).collect()
}

/// The promises of the pattern's incidents that are open.
pub fn open_actions(atlas: &Atlas<'_>, pattern: usize) -> Vec<(usize, usize)> {
    let of = |at: usize| {
        let actions = atlas.kb.incidents[at].actions.iter().enumerate();
        actions.filter(|(_, action)| action.state == ActionState::Open).map(move |(action, _)| (at, action))
    };
    atlas.kb.incidents_of_pattern(pattern).flat_map(of).take(SHOWN).collect()
}

/// The patterns near this one.
pub fn related<'a>(atlas: &Atlas<'a>, at: usize) -> RelatedPatterns<'a> {
    let kb = atlas.kb;
    let pattern = &kb.patterns[at];
    let tag = |at: usize| view::plain_pattern_tag(atlas, at);
    let is_child = |other: &Pattern| other.parent.as_ref().is_some_and(|parent| parent.value == pattern.id);
    let names = |a: &Pattern, b: &Pattern| a.see_also.iter().any(|id| id.value == b.id);
    let others = || (0..kb.patterns.len()).filter(|&other| other != at);
    let mut together = BTreeMap::<usize, usize>::new();
    for incident in kb.incidents_of_pattern(at) {
        for link in atlas.ties_of_incident(incident).filter(|link| link.pattern != at) {
            *together.entry(link.pattern).or_default() += 1;
        }
    }
    let mut together: Vec<(usize, usize)> = together.into_iter().collect();
    together.sort_by_key(|&(pattern, count)| (std::cmp::Reverse(count), pattern));
    together.truncate(6);
    RelatedPatterns {
        parent: pattern.parent.as_ref().and_then(|parent| kb.pattern(&parent.value)).map(tag),
        children: others().filter(|&other| is_child(&kb.patterns[other])).map(tag).collect(),
        neighbours: others()
            .filter(|&other| names(pattern, &kb.patterns[other]) || names(&kb.patterns[other], pattern))
            .map(tag)
            .collect(),
        together: together.into_iter().map(|(other, count)| (tag(other), count)).collect(),
    }
}

/// How the pattern is recognised, in words.
pub fn signals(pattern: &Pattern) -> Vec<SignalView> {
    let join = |phrases: &[crate::model::Phrase]| {
        phrases.iter().map(|phrase| format!("“{}”", phrase.value)).collect::<Vec<_>>().join(" or ")
    };
    let role = |role: &Role| match role {
        Role::Cause => "causes",
        Role::Symptom => "symptoms",
        Role::Neutral => "the rest",
        Role::RuledOut => "what was ruled out",
        Role::Fix => "fixes",
        Role::Future => "plans",
    };
    let view = |signal: &Signal| SignalView {
        all: signal.all.iter().map(|phrases| join(phrases)).collect(),
        not: join(&signal.not),
        roles: signal.roles.iter().map(role).collect::<Vec<_>>().join(", "),
        weight: format!("{}", signal.weight),
    };
    pattern.signals.iter().map(view).collect()
}
