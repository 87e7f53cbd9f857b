//! Lists of what was promised and is not done yet: all of it, what is overdue, what nobody owns or has no day, and what
//! an owner or a service has. The promises of an incident stand together; how one list leads to the others is a matter of
//! `promise_facets`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::actions::newest;
use super::facets::{FacetView, SHOWN};
use super::promise_facets;
use super::promised::{GroupPrint, PromiseGroup, group_print, promise_group};
use crate::knowledge::overdue_days;
use crate::ranking::facet_key;
use crate::site::address;
use crate::site::atlas::{Atlas, group_slug};
use crate::site::memory::{Inputs, digest_of};
use crate::site::paging::{self, Paging};
use crate::site::view::{GroupRow, Head};

/// Where the lists lie.
pub const FOLDER: &str = "actions/";

/// The promises of how many incidents stand on one page.
const GROUPS: usize = 25;

/// About how many promises stand on one page.
const ROWS: usize = 80;

/// How many owners or services stand on one page.
const NAMES: usize = 200;

/// What the promises of a list have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// None is done.
    All,
    /// Their day is over.
    Overdue,
    /// Nobody owns them.
    Unowned,
    /// They have no day.
    Undated,
    /// Somebody owns them.
    Owner,
    /// They were promised after incidents of a service.
    Service,
}

/// A list of promises.
pub struct List {
    /// What its promises have in common.
    pub kind: Kind,
    /// The owner or the service.
    pub name: String,
    /// Where it lies; ends with `/`.
    pub folder: String,
    /// How many promises it has.
    pub total: usize,
    /// How many of these are overdue.
    pub overdue: usize,
    /// Its pages, each with the promises of some incidents, as places in [`Atlas::debts`].
    pub pages: Vec<Vec<Vec<usize>>>,
    /// What it can be narrowed by.
    pub facets: Vec<FacetView>,
}

/// All lists of promises; the one of all promises is the first.
pub struct Lists {
    /// The lists.
    pub all: Vec<List>,
}

/// What the template of a list sees.
#[derive(Serialize)]
pub struct PromisesPage<'a, 'b> {
    page: Head<'a>,
    kind: Kind,
    total: usize,
    done: usize,
    overdue: usize,
    /// The day of the newest record, as of which promises are overdue.
    newest: Option<String>,
    facets: &'b [FacetView],
    /// What the list is narrowed by already, as it stands in an address.
    asks: String,
    paging: Paging,
    groups: Vec<PromiseGroup<'a>>,
}

/// What the template of all owners or all services sees.
#[derive(Serialize)]
pub struct NamesPage<'a, 'b> {
    page: Head<'a>,
    paging: Paging,
    groups: Vec<GroupRow<'a, 'b>>,
}

/// Gathers all lists.
pub fn lists(atlas: &Atlas<'_>) -> Lists {
    let today = newest(atlas);
    let debts = &atlas.debts;
    let late = |&at: &usize| today.is_some_and(|day| overdue_days(debts[at].action, day).is_some());
    let places = || 0..debts.len();
    let state = |kind, state: &str, places: Vec<usize>| {
        let name = atlas.words.say(&format!("open-actions.only-{state}"));
        list(atlas, kind, name, &format!("{FOLDER}{state}/"), places)
    };
    let mut all = vec![list(atlas, Kind::All, "", FOLDER, places().collect())];
    all.push(state(Kind::Overdue, "overdue", places().filter(late).collect()));
    all.push(state(Kind::Unowned, "unowned", places().filter(|&at| debts[at].action.owner.is_none()).collect()));
    all.push(state(Kind::Undated, "undated", places().filter(|&at| debts[at].action.due.is_none()).collect()));
    all.retain(|list| list.kind == Kind::All || list.total > 0);
    all.extend(by_owner(atlas));
    all.extend(by_service(atlas));
    promise_facets::add(&mut all, debts.len());
    Lists { all }
}

impl Lists {
    /// The list of a service, where something is promised for it.
    pub fn of_service(&self, slug: &str) -> Option<&List> {
        let folder = service_folder(slug);
        self.all.iter().find(|list| list.folder == folder)
    }

    /// The lists of one kind.
    pub fn of_kind(&self, kind: Kind) -> Vec<&List> {
        self.all.iter().filter(|list| list.kind == kind).collect()
    }
}

impl NamesPage<'_, '_> {
    /// Its address.
    pub fn path(&self) -> &str {
        &self.page.path
    }
}

impl List {
    /// How many pages it has.
    pub fn count_pages(&self) -> usize {
        self.pages.len().max(1)
    }

    /// The promises on the page `number`, by incident.
    fn shown(&self, number: usize) -> &[Vec<usize>] {
        self.pages.get(number - 1).map_or(&[], Vec::as_slice)
    }

    /// A digest of what the page `number` is made of beside the incidents that it names, and these; every page's address
    /// is part of it.
    pub fn print(&self, atlas: &Atlas<'_>, number: usize) -> (Inputs, Vec<usize>) {
        let Self { kind, name, folder, total, overdue, facets, pages: _ } = self;
        let groups: Vec<GroupPrint> = self.shown(number).iter().map(|group| group_print(atlas, group)).collect();
        let named = groups.iter().flat_map(|group| std::iter::once(group.incident).chain(group.named.iter().copied()));
        let named = named.collect();
        let numbers = (number, self.count_pages(), total, overdue, atlas.actions_done);
        (digest_of(&(kind, name, folder, numbers, facets, groups)), named)
    }
}

fn service_folder(slug: &str) -> String {
    format!("{FOLDER}services/{slug}/")
}

fn by_service(atlas: &Atlas<'_>) -> Vec<List> {
    let mut of_incident: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, debt) in atlas.debts.iter().enumerate() {
        of_incident.entry(debt.incident).or_default().push(at);
    }
    let mut lists = Vec::new();
    for group in &atlas.services {
        let mut places: Vec<usize> =
            group.incidents.iter().filter_map(|incident| of_incident.get(incident)).flatten().copied().collect();
        places.sort_unstable();
        lists.push(list(atlas, Kind::Service, &group.name, &service_folder(&group.slug), places));
    }
    largest_first(lists)
}

fn by_owner(atlas: &Atlas<'_>) -> Vec<List> {
    // An owner is who the script takes for one; two whose names look alike in an address are told apart there.
    let mut owners: BTreeMap<String, (&str, Vec<usize>)> = BTreeMap::new();
    for (at, debt) in atlas.debts.iter().enumerate() {
        let Some(owner) = debt.action.owner.as_deref().filter(|owner| !owner.trim().is_empty()) else { continue };
        owners.entry(facet_key(owner)).or_insert_with(|| (owner, Vec::new())).1.push(at);
    }
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let one = |(name, places): (&str, Vec<usize>)| {
        let slug = group_slug(name);
        let mut slugs = std::iter::once(slug.clone()).chain((2..).map(|number: usize| format!("{slug}-{number}")));
        let slug = slugs.find(|slug| taken.insert(slug.clone())).expect("numbers never run out");
        list(atlas, Kind::Owner, name, &format!("{FOLDER}owners/{slug}/"), places)
    };
    largest_first(owners.into_values().map(one).collect())
}

fn largest_first(mut lists: Vec<List>) -> Vec<List> {
    lists.retain(|list| list.total > 0);
    lists.sort_by_key(|list| Reverse(list.total));
    lists
}

/// A list of the promises at some places. That of all has the greatest debt first, any other the longest overdue.
pub fn list(atlas: &Atlas<'_>, kind: Kind, name: &str, folder: &str, mut places: Vec<usize>) -> List {
    let today = newest(atlas);
    let days = |at: usize| today.and_then(|day| overdue_days(atlas.debts[at].action, day)).unwrap_or(0);
    if kind != Kind::All {
        places.sort_by_key(|&at| Reverse(days(at)));
    }
    let overdue = places.iter().filter(|&&at| days(at) > 0).count();
    let total = places.len();
    let mut groups = grouped(atlas, &places);
    for group in &mut groups {
        group.sort_by_key(|&at| (Reverse(days(at)), atlas.debts[at].at));
    }
    let (name, folder, pages) = (name.to_owned(), folder.to_owned(), paged(groups));
    List { kind, name, folder, total, overdue, pages, facets: Vec::new() }
}

/// The same places, by incident, in the order of each incident's first.
fn grouped(atlas: &Atlas<'_>, places: &[usize]) -> Vec<Vec<usize>> {
    let mut seen: BTreeMap<usize, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for &at in places {
        let group = *seen.entry(atlas.debts[at].incident).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[group].push(at);
    }
    groups
}

/// Groups by page; one that is too long for a page is cut.
fn paged(groups: Vec<Vec<usize>>) -> Vec<Vec<Vec<usize>>> {
    let mut pages: Vec<Vec<Vec<usize>>> = Vec::new();
    let mut rows = 0;
    for group in groups {
        for part in group.chunks(ROWS) {
            let has_room = pages.last().is_some_and(|page| page.len() < GROUPS && rows + part.len() <= ROWS);
            if !has_room {
                pages.push(Vec::new());
                rows = 0;
            }
            rows += part.len();
            pages.last_mut().expect("a page was just begun").push(part.to_vec());
        }
    }
    pages
}

/// Makes the page `number` of a list.
pub fn make<'a, 'b>(atlas: &Atlas<'a>, list: &'b List, number: usize) -> PromisesPage<'a, 'b> {
    let today = newest(atlas);
    let words = atlas.words;
    let title = match list.kind {
        Kind::All => words.say("open-actions.title").to_owned(),
        Kind::Overdue => words.say("open-actions.title-overdue").to_owned(),
        Kind::Unowned => words.say("open-actions.title-unowned").to_owned(),
        Kind::Undated => words.say("open-actions.title-undated").to_owned(),
        Kind::Owner => words.fill("open-actions.title-owner", &[("name", &list.name)]),
        Kind::Service => words.fill("open-actions.title-service", &[("name", &list.name)]),
    };
    let shown = list.shown(number);
    PromisesPage {
        page: Head::new(atlas, address::page(&list.folder, number), "actions", title).with_json("actions.json"),
        kind: list.kind,
        total: list.total,
        done: atlas.actions_done,
        overdue: list.overdue,
        newest: today.map(|day| day.to_string()),
        facets: &list.facets,
        asks: promise_facets::asks(list).unwrap_or_default(),
        paging: Paging::new(&list.folder, number, list.count_pages(), 1),
        groups: shown.iter().map(|group| promise_group(atlas, group, today)).collect(),
    }
}

/// How many pages the list of all owners or all services has; none where there is no need for one.
pub fn names_pages(lists: &Lists, kind: Kind) -> usize {
    let count = lists.of_kind(kind).len();
    if count > SHOWN { paging::count(count, NAMES) } else { 0 }
}

/// Makes the page `number` of all owners or all services.
pub fn names<'a, 'b>(atlas: &Atlas<'a>, lists: &'b Lists, kind: Kind, number: usize) -> NamesPage<'a, 'b> {
    let (folder, title) = match kind {
        Kind::Owner => (format!("{FOLDER}owners/"), atlas.words.say("open-actions.owners")),
        _ => (format!("{FOLDER}services/"), atlas.words.say("open-actions.services")),
    };
    let all = lists.of_kind(kind);
    let paging = Paging::new(&folder, number, all.len(), NAMES);
    let most = all.iter().map(|list| list.total).max().unwrap_or(0);
    let row = |list: &&'b List| GroupRow {
        overdue: list.overdue,
        ..GroupRow::new(&list.name, &list.folder, list.total, most)
    };
    let groups = paging.part(&all).iter().map(row).collect();
    let page = Head::new(atlas, address::page(&folder, number), "actions", title).with_json("actions.json");
    NamesPage { page, paging, groups }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_promises_has_a_bounded_length_and_loses_none() {
        let groups = vec![vec![1; 200], vec![2; 3], vec![3; 79]];
        let pages = paged(groups);
        let rows: Vec<usize> = pages.iter().map(|page| page.iter().map(Vec::len).sum()).collect();
        assert_eq!(rows, [80, 80, 43, 79]);
        let many = paged((0..60).map(|at| vec![at]).collect());
        assert_eq!(many.iter().map(Vec::len).collect::<Vec<_>>(), [25, 25, 10]);
    }
}
