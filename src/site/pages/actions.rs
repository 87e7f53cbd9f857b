//! What was promised and is not done yet.

use std::fmt::Write;

use serde::Serialize;

use crate::knowledge::{Debt, Spared, Why, overdue_days};
use crate::model::{Action, ActionState, Date};
use crate::site::address;
use crate::site::atlas::Atlas;
use crate::site::memory::{Inputs, digest};
use crate::site::paging::Paging;
use crate::site::view::{self, ActionRow, Head, Named, SparedRow};

/// How many promises stand on one page.
pub const SIZE: usize = 100;

/// Where the list lies.
pub const FOLDER: &str = "actions/";

/// What the template sees.
#[derive(Serialize)]
pub struct ActionsPage<'a> {
    page: Head<'a>,
    paging: Paging,
    actions: Vec<ActionRow<'a>>,
    done: usize,
    /// The day of the newest record, as of which promises are overdue.
    newest: Option<String>,
}

/// How many spared incidents stand with an action.
const SHOWN: usize = 3;

/// What the page `number` is made of: a digest of how its promises stand, and the incidents that it tells of.
pub fn made_of(atlas: &Atlas<'_>, number: usize) -> (Inputs, Vec<usize>) {
    let paging = Paging::new(FOLDER, number, atlas.open_actions.len(), SIZE);
    let debts = paging.part(&atlas.debts);
    let shown = |debt: &'_ Debt<'_>| debt.spared.len().min(SHOWN);
    let incidents = debts.iter().flat_map(|debt| {
        std::iter::once(debt.incident).chain(debt.spared[..shown(debt)].iter().map(|spared| spared.incident))
    });
    let mut told = format!("{} {}", atlas.open_actions.len(), atlas.actions_done);
    for debt in debts {
        // Patterns that recur are named beside a promise.
        let ties: Vec<bool> = atlas.ties_of_incident(debt.incident).map(|link| atlas.count(link.pattern) > 1).collect();
        let whys: Vec<_> = debt.spared[..shown(debt)].iter().map(|spared| (spared.own_service, &spared.whys)).collect();
        let _ = write!(told, "; {} {} {ties:?} {whys:?}", debt.at, debt.later);
    }
    (digest([told.as_bytes()]), incidents.collect())
}

/// Makes the page `number` of the list.
pub fn make<'a>(atlas: &Atlas<'a>, number: usize) -> ActionsPage<'a> {
    let paging = Paging::new(FOLDER, number, atlas.open_actions.len(), SIZE);
    let newest = newest(atlas);
    let actions = paging.part(&atlas.debts).iter().map(|debt| debt_row(atlas, debt, newest)).collect();
    let page = Head::new(atlas, address::page(FOLDER, number), "actions", atlas.words.say("areas.actions"))
        .with_json("actions.json");
    ActionsPage { page, paging, actions, done: atlas.actions_done, newest: newest.map(|day| day.to_string()) }
}

/// The promises of one incident, in the order of its record, open ones with how long they are overdue.
pub fn of_incident<'a>(atlas: &Atlas<'a>, at: usize) -> Vec<ActionRow<'a>> {
    let newest = newest(atlas);
    let row = |action: &'a Action| ActionRow {
        overdue: newest.filter(|_| action.state != ActionState::Done).and_then(|day| overdue_days(action, day)),
        recurring: Vec::new(),
        ..view::action_row(atlas, at, action)
    };
    atlas.kb.incidents[at].actions.iter().map(row).collect()
}

/// The day of the newest record.
pub fn newest(atlas: &Atlas<'_>) -> Option<Date> {
    let kb = atlas.kb;
    kb.by_date().first().and_then(|&at| kb.incidents[at].date.as_ref()).map(|date| date.value)
}

fn debt_row<'a>(atlas: &Atlas<'a>, debt: &Debt<'a>, newest: Option<Date>) -> ActionRow<'a> {
    let spared = |spared: &Spared| {
        let incident = &atlas.kb.incidents[spared.incident];
        let patterns = spared.whys.iter().filter_map(|why| match why {
            Why::Pattern(pattern) => Some(view::plain_pattern_tag(atlas, *pattern)),
            Why::Repeat => None,
        });
        SparedRow {
            incident: Named {
                name: &incident.title.value,
                href: Some(address::encode(&address::incident(&incident.id))),
            },
            date: incident.date.as_ref().map(|date| date.value.to_string()),
            repeat: spared.whys.contains(&Why::Repeat),
            own_service: spared.own_service,
            patterns: patterns.collect(),
        }
    };
    ActionRow {
        overdue: newest.and_then(|day| overdue_days(debt.action, day)),
        spared: debt.spared.iter().take(SHOWN).map(spared).collect(),
        spared_more: debt.later.saturating_sub(SHOWN),
        ..view::action_row(atlas, debt.incident, debt.action)
    }
}

/// Makes the rows of some promises.
pub fn rows<'a>(atlas: &Atlas<'a>, actions: &[(usize, usize)]) -> Vec<ActionRow<'a>> {
    let kb = atlas.kb;
    let row = |&(incident, at): &(usize, usize)| view::action_row(atlas, incident, &kb.incidents[incident].actions[at]);
    actions.iter().map(row).collect()
}
