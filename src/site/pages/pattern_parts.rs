//! What the incidents of a pattern say about it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::suspects::{SuspectRow, row_of, suspect_row};
use crate::knowledge::{FixOutcome, PatternLink, Step};
use crate::model::{ActionState, Pattern, Role, Signal};
use crate::site::address;
use crate::site::atlas::Atlas;
use crate::site::marks::{Numbers, state_word};
use crate::site::quote::{self, Quote};
use crate::site::view::{self, Named, PatternTag, Row, clip};
use crate::words::Words;

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

/// What was done about a pattern, and whether it held.
#[derive(Serialize)]
pub struct FixesView<'a> {
    /// How often it came back.
    pub came_back: usize,
    /// In how many incidents it was seen.
    pub total: usize,
    /// How many older ones are left out.
    pub skipped: usize,
    /// The others, oldest first, those without a date last.
    pub steps: Vec<FixRow<'a>>,
}

/// What was done in one incident.
#[derive(Serialize)]
pub struct FixRow<'a> {
    /// The fix, where the record tells one.
    pub text: Option<String>,
    /// The incident, with the place of the fix.
    pub incident: Named<'a>,
    /// Its day.
    pub date: Option<String>,
    /// `back`, `held` or `unknown`.
    pub state: &'static str,
    /// The same in words.
    pub outcome: String,
    /// Where it came back.
    pub next: Option<Named<'a>>,
    /// How many actions were promised.
    pub actions: usize,
    /// How many of them are done.
    pub actions_done: usize,
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

/// The incidents of some links of a pattern.
pub fn instances<'a>(atlas: &Atlas<'a>, links: &[&'a PatternLink], numbers: &[Vec<Numbers>]) -> Vec<InstanceRow<'a>> {
    let none = Numbers::new();
    let row = |link: &&'a PatternLink| InstanceRow {
        incident: view::row(atlas, link.incident),
        state: state_word(link.state),
        quotes: quote::quotes(
            &atlas.kb.incidents[link.incident],
            link,
            numbers_of(atlas, link, numbers).unwrap_or(&none),
        ),
    };
    links.iter().map(row).collect()
}

/// The marks of a link; `numbers` has those of every incident's links.
pub fn numbers_of<'n>(atlas: &Atlas<'_>, link: &PatternLink, numbers: &'n [Vec<Numbers>]) -> Option<&'n Numbers> {
    let place = atlas.kb.links_of_incident(link.incident).position(|other| other.pattern == link.pattern)?;
    numbers.get(link.incident)?.get(place)
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

/// What ended the pattern's incidents and whether it held, oldest first; the newest where there are many.
pub fn fixes<'a>(atlas: &Atlas<'a>, pattern: usize) -> FixesView<'a> {
    let efficacy = atlas.kb.efficacy(pattern);
    let skipped = efficacy.steps.len().saturating_sub(SHOWN);
    let steps = efficacy.steps.iter().skip(skipped).map(|step| fix_row(atlas, step)).collect();
    FixesView { came_back: efficacy.came_back(), total: efficacy.steps.len(), skipped, steps }
}

fn fix_row<'a>(atlas: &Atlas<'a>, step: &Step) -> FixRow<'a> {
    let named = |at: usize, fragment: &str| {
        let incident = &atlas.kb.incidents[at];
        let href = Some(format!("{}{fragment}", address::encode(&address::incident(&incident.id))));
        Named { name: &incident.title.value, href }
    };
    let incident = &atlas.kb.incidents[step.incident];
    let fix = step.fix.and_then(|at| incident.fixes.get(at));
    let fragment = fix.map(|fix| quote::section_fragment(incident.sections.get(fix.section as usize)));
    let counted = |key: &str, days: i64| atlas.words.count(key, days.unsigned_abs(), &[]);
    let (state, outcome, next) = match step.outcome {
        FixOutcome::CameBack { next, days, same_service } => {
            let key = if same_service { "fixes.back-same-service" } else { "fixes.back" };
            ("back", counted(key, days), Some(named(next, "")))
        }
        FixOutcome::Held { days } => ("held", counted("fixes.held", days), None),
        FixOutcome::NoDate => ("unknown", atlas.words.say("fixes.no-date").to_owned(), None),
    };
    FixRow {
        text: fix.map(|fix| clip(&fix.statement.value, 280)),
        incident: named(step.incident, fragment.unwrap_or_default().as_str()),
        date: incident.date.as_ref().map(|date| date.value.to_string()),
        state,
        outcome,
        next,
        actions: step.actions.0,
        actions_done: step.actions.1,
    }
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
pub fn signals(words: &Words, pattern: &Pattern) -> Vec<SignalView> {
    let join = |phrases: &[crate::model::Phrase]| {
        let phrase = |phrase: &crate::model::Phrase| words.fill("signals.phrase", &[("phrase", &phrase.value)]);
        phrases.iter().map(phrase).collect::<Vec<_>>().join(&format!(" {} ", words.say("signals.or")))
    };
    let role = |role: &Role| match role {
        Role::Cause => words.say("role.cause"),
        Role::Symptom => words.say("role.symptom"),
        Role::Neutral => words.say("role.neutral"),
        Role::RuledOut => words.say("role.ruled-out"),
        Role::Fix => words.say("role.fix"),
        Role::Future => words.say("role.future"),
    };
    let view = |signal: &Signal| SignalView {
        all: signal.all.iter().map(|phrases| join(phrases)).collect(),
        not: join(&signal.not),
        roles: signal.roles.iter().map(role).collect::<Vec<_>>().join(", "),
        weight: format!("{}", signal.weight),
    };
    pattern.signals.iter().map(view).collect()
}
