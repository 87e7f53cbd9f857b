//! The first page: search, what recurs, what is new, what is open.

use serde::Serialize;

use super::actions;
use super::suspects::{SuspectRow, suspect_row};
use super::today::{self, Today};
use crate::model::ActionState;
use crate::site::atlas::Atlas;
use crate::site::build::description;
use crate::site::view::{self, ActionRow, Head, PatternRow, Row};

/// What the template sees.
#[derive(Serialize)]
pub struct HomePage<'a> {
    page: Head<'a>,
    counts: Counts,
    today: Option<Today<'a>>,
    recurring: Vec<PatternRow<'a>>,
    newest: Vec<Row<'a>>,
    investigating: Vec<Row<'a>>,
    suspects: Vec<SuspectRow<'a>>,
    actions: Vec<ActionRow<'a>>,
}

/// How much there is.
#[derive(Serialize)]
struct Counts {
    incidents: usize,
    patterns: usize,
    recurring: usize,
    theories: usize,
    investigating: usize,
    actions: usize,
}

/// Makes the first page.
pub fn make<'a>(atlas: &Atlas<'a>) -> HomePage<'a> {
    let kb = atlas.kb;
    let recurring = today::recurring(atlas);
    let open: Vec<usize> = kb.by_date().iter().copied().filter(|&at| kb.incidents[at].is_open()).collect();
    // A promise without a box is not known to be done, and the page of actions counts it as well.
    let mut promises = atlas.open_actions.clone();
    promises.sort_by_key(|&(incident, at)| kb.incidents[incident].actions[at].state != ActionState::Open);
    let counts = Counts {
        incidents: kb.incidents.len(),
        patterns: kb.patterns.len(),
        recurring: recurring.len(),
        theories: kb.incidents.iter().map(|incident| incident.theories.len()).sum(),
        investigating: open.len(),
        actions: promises.len(),
    };
    let blamed_often = kb.suspects.iter().filter(|suspect| suspect.cases.len() > 1);
    let page = Head::new(atlas, "index.html".to_owned(), "home", "").described(description(atlas.config, atlas.words));
    let page = page.with_json("index.json");
    HomePage {
        page,
        counts,
        today: today::make(atlas),
        recurring: recurring
            .iter()
            .take(6)
            .map(|&(at, lately)| PatternRow { lately, ..view::pattern_row(atlas, at) })
            .collect(),
        newest: view::rows(atlas, kb.by_date().get(..8).unwrap_or(kb.by_date())),
        investigating: view::rows(atlas, open.get(..6).unwrap_or(&open)),
        suspects: blamed_often.take(5).map(|suspect| suspect_row(atlas, suspect)).collect(),
        actions: actions::rows(atlas, promises.get(..8).unwrap_or(&promises)),
    }
}
