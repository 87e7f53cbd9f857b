//! The first page: search, what recurs, what is new, what is open.

use serde::Serialize;

use super::month::{self, Link};
use super::promised::{self, Promised};
use super::promises::Lists;
use super::suspects::{SuspectRow, suspect_row};
use super::today::{self, Today};
use crate::site::address;
use crate::site::atlas::Atlas;
use crate::site::build::description;
use crate::site::view::{self, Head, Named, PatternRow, Row};

/// What the template sees.
#[derive(Serialize)]
pub struct HomePage<'a> {
    page: Head<'a>,
    counts: Counts,
    today: Option<Today<'a>>,
    recurring: Vec<PatternRow<'a>>,
    newest: Vec<Row<'a>>,
    investigating: Vec<Row<'a>>,
    /// Those that are only named.
    investigating_more: Vec<Named<'a>>,
    suspects: Vec<SuspectRow<'a>>,
    promised: Promised<'a>,
    /// The month of the newest record.
    month: Option<Link>,
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

/// How many of the newest incidents are shown, which take the most room; more would not fit a screen.
const NEWEST: usize = 4;

/// How many patterns, suspects and incidents still under investigation are shown.
const SHOWN: usize = 5;

/// After how many incidents an open promise is shown, where none is overdue.
const PROMISED: usize = 3;

/// How many more incidents still under investigation are named.
const NAMED: usize = 60;

fn named<'a>(atlas: &Atlas<'a>, at: usize) -> Named<'a> {
    let incident = &atlas.kb.incidents[at];
    Named { name: &incident.title.value, href: Some(address::encode(&address::incident(&incident.id))) }
}

/// Makes the first page.
pub fn make<'a>(atlas: &Atlas<'a>, lists: &Lists) -> HomePage<'a> {
    let kb = atlas.kb;
    let recurring = today::recurring(atlas);
    let open: Vec<usize> = kb.by_date().iter().copied().filter(|&at| kb.incidents[at].is_investigating()).collect();
    let counts = Counts {
        incidents: kb.by_date().len(),
        patterns: kb.patterns.len(),
        recurring: recurring.len(),
        theories: kb.incidents.iter().map(|incident| incident.theories.len()).sum(),
        investigating: open.len(),
        actions: atlas.open_actions.len(),
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
            .take(SHOWN)
            .map(|&(at, lately)| PatternRow { lately, ..view::pattern_row(atlas, at) })
            .collect(),
        newest: view::rows(atlas, kb.by_date().get(..NEWEST).unwrap_or(kb.by_date())),
        investigating: view::rows(atlas, open.get(..SHOWN).unwrap_or(&open)),
        investigating_more: open.iter().skip(SHOWN).take(NAMED).map(|&at| named(atlas, at)).collect(),
        suspects: blamed_often.take(SHOWN).map(|suspect| suspect_row(atlas, suspect)).collect(),
        promised: promised::foremost(atlas, lists, PROMISED),
        month: month::newest(atlas),
    }
}
