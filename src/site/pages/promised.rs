//! Promises of some incidents, as pages show them: under their incident, the overdue ones first.

use std::collections::BTreeSet;

use serde::Serialize;

use super::actions::{self, SparedRow, newest};
use super::promises::{self, FOLDER, Kind, List, Lists};
use crate::knowledge::{Debt, Spared, Why, overdue_days};
use crate::model::Date;
use crate::site::address;
use crate::site::atlas::Atlas;
use crate::site::view::{self, ActionRow, Named, PatternTag};

/// How many promises of an incident are shown before the rest is folded.
const SHOWN: usize = 4;

/// How many incidents are named that an incident's promises might have spared.
const SPARED: usize = 8;

/// What was promised after one incident.
#[derive(Serialize)]
pub struct PromiseGroup<'a> {
    incident: Named<'a>,
    date: Option<String>,
    /// The patterns of the incident that recur.
    recurring: Vec<PatternTag<'a>>,
    actions: Vec<ActionRow<'a>>,
    /// Those that are folded away.
    rest: Vec<ActionRow<'a>>,
    /// Later incidents that they might have spared.
    spared: Vec<SparedRow<'a>>,
    /// How many there are.
    spared_all: usize,
}

/// Promises of some incidents, as they stand on pages about something else.
#[derive(Serialize)]
pub struct Promised<'a> {
    groups: Vec<PromiseGroup<'a>>,
    total: usize,
    overdue: usize,
    /// How many are not shown.
    more: usize,
    /// Where all of them are listed, where there is such a list.
    href: Option<String>,
}

/// The promises of a service, as its own page shows them.
pub fn of_list<'a>(atlas: &Atlas<'a>, list: &List, most: usize) -> Promised<'a> {
    let groups = list.pages.first().map_or(&[] as &[Vec<usize>], Vec::as_slice);
    promised(atlas, groups, list.total, list.overdue, most, Some(&list.folder))
}

/// The promises of some incidents; `None` where there are none.
pub fn of_incidents<'a>(atlas: &Atlas<'a>, incidents: &[usize], most: usize) -> Option<Promised<'a>> {
    let among: BTreeSet<usize> = incidents.iter().copied().collect();
    let debts = atlas.debts.iter().enumerate();
    of_places(atlas, debts.filter(|(_, debt)| among.contains(&debt.incident)).map(|(at, _)| at).collect(), most)
}

/// The promises at some places in [`Atlas::debts`]; `None` where there are none.
pub fn of_places<'a>(atlas: &Atlas<'a>, places: Vec<usize>, most: usize) -> Option<Promised<'a>> {
    let list = promises::list(atlas, Kind::Service, "", "", places);
    let groups: Vec<Vec<usize>> = list.pages.into_iter().flatten().collect();
    (list.total > 0).then(|| promised(atlas, &groups, list.total, list.overdue, most, None))
}

/// The promises with the greatest debt, at most some of each incident.
pub fn foremost<'a>(atlas: &Atlas<'a>, lists: &Lists, most: usize) -> Promised<'a> {
    let groups = lists.all.first().and_then(|all| all.pages.first()).map_or(&[] as &[Vec<usize>], Vec::as_slice);
    let cut: Vec<Vec<usize>> = groups.iter().map(|group| group.iter().copied().take(2).collect()).collect();
    promised(atlas, &cut, atlas.debts.len(), 0, most, Some(FOLDER))
}

/// The promises of at most `most` incidents.
fn promised<'a>(
    atlas: &Atlas<'a>,
    groups: &[Vec<usize>],
    total: usize,
    overdue: usize,
    most: usize,
    folder: Option<&str>,
) -> Promised<'a> {
    let today = newest(atlas);
    let shown = groups.get(..most).unwrap_or(groups);
    let told: usize = shown.iter().map(Vec::len).sum();
    let bare = |group: PromiseGroup<'a>| PromiseGroup { spared: Vec::new(), spared_all: 0, ..group };
    Promised {
        groups: shown.iter().map(|group| bare(promise_group(atlas, group, today))).collect(),
        total,
        overdue,
        more: total - told,
        href: folder.map(|folder| address::encode(&address::page(folder, 1))),
    }
}

/// What a group of promises is made of beside the incidents that it names.
#[derive(Serialize)]
pub struct GroupPrint {
    /// The incident in which they were promised.
    #[serde(skip)]
    pub incident: usize,
    /// Those that they might have spared.
    #[serde(skip)]
    pub named: Vec<usize>,
    /// Their places in the incident's record.
    actions: Vec<usize>,
    recurring: Vec<usize>,
    /// Whether each of those that are named hit the same service, repeats the incident, and which patterns both show.
    spared: Vec<(bool, bool, Vec<usize>)>,
    spared_all: usize,
}

/// What [`promise_group`] makes a group of.
pub fn group_print(atlas: &Atlas<'_>, places: &[usize]) -> GroupPrint {
    let first: &Debt<'_> = &atlas.debts[places[0]];
    let spared = || first.spared.iter().take(SPARED);
    let recurring = atlas.ties_of_incident(first.incident).filter(|link| atlas.count(link.pattern) > 1);
    let pattern = |why: &Why| if let Why::Pattern(pattern) = why { Some(*pattern) } else { None };
    let why = |spared: &Spared| {
        let patterns = spared.whys.iter().filter_map(pattern).collect();
        (spared.own_service, spared.whys.contains(&Why::Repeat), patterns)
    };
    GroupPrint {
        incident: first.incident,
        named: spared().map(|spared| spared.incident).collect(),
        actions: places.iter().map(|&at| atlas.debts[at].at).collect(),
        recurring: recurring.map(|link| link.pattern).collect(),
        spared: spared().map(why).collect(),
        spared_all: first.later,
    }
}

/// Makes the view of the promises at some places, all of one incident.
pub fn promise_group<'a>(atlas: &Atlas<'a>, places: &[usize], today: Option<Date>) -> PromiseGroup<'a> {
    let first: &Debt<'a> = &atlas.debts[places[0]];
    let incident = &atlas.kb.incidents[first.incident];
    let row = |&at: &usize| {
        let debt = &atlas.debts[at];
        let overdue = today.and_then(|day| overdue_days(debt.action, day));
        ActionRow { overdue, recurring: Vec::new(), ..view::action_row(atlas, debt.incident, debt.action) }
    };
    let recurring = atlas.ties_of_incident(first.incident).filter(|link| atlas.count(link.pattern) > 1);
    let mut rows: Vec<ActionRow<'a>> = places.iter().map(row).collect();
    // One alone is not worth a fold.
    let rest = if rows.len() > SHOWN + 1 { rows.split_off(SHOWN) } else { Vec::new() };
    PromiseGroup {
        incident: Named { name: &incident.title.value, href: Some(address::encode(&address::incident(&incident.id))) },
        date: incident.date.as_ref().map(|date| date.value.to_string()),
        recurring: recurring.map(|link| view::pattern_tag(atlas, link)).collect(),
        actions: rows,
        rest,
        spared: first.spared.iter().take(SPARED).map(|spared| actions::spared_row(atlas, spared)).collect(),
        spared_all: first.later,
    }
}
