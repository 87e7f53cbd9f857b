//! Services, tags, severities, statuses and curation levels: the list of each, and a page for each value.

use serde::Serialize;

use super::facts;
use super::guide::{self, Guide};
use super::profile::{self, Profile};
use super::promised::{self, Promised};
use super::promises::Lists;
use crate::site::address;
use crate::site::atlas::{Atlas, Group};
use crate::site::memory::{Inputs, digest_of};
use crate::site::paging::{self, Paging};
use crate::site::view::{self, GroupRow, Head, Named, PatternTag, Row};

/// How many incidents, or groups, stand on one page.
pub const SIZE: usize = 100;

/// The promises of how many incidents a service's page shows.
const PROMISED: usize = 4;

/// What incidents are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// By what was hit.
    Services,
    /// By free labels.
    Tags,
    /// By how bad they were.
    Severities,
    /// By where they stand.
    Statuses,
    /// By how far their records are worked out.
    Levels,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 5] = [Kind::Services, Kind::Tags, Kind::Severities, Kind::Statuses, Kind::Levels];

    /// Its name in addresses.
    pub fn area(self) -> &'static str {
        match self {
            Kind::Services => "services",
            Kind::Tags => "tags",
            Kind::Severities => "severities",
            Kind::Statuses => "statuses",
            Kind::Levels => "levels",
        }
    }

    /// Its groups.
    pub fn groups<'b>(self, atlas: &'b Atlas<'_>) -> &'b [Group] {
        match self {
            Kind::Services => &atlas.services,
            Kind::Tags => &atlas.tags,
            Kind::Severities => &atlas.severities,
            Kind::Statuses => &atlas.statuses,
            Kind::Levels => &atlas.levels,
        }
    }

    fn title<'a>(self, atlas: &Atlas<'a>) -> &'a str {
        match self {
            Kind::Services => atlas.words.say("areas.services"),
            Kind::Tags => atlas.words.say("areas.tags"),
            Kind::Severities => atlas.words.say("areas.severities"),
            Kind::Statuses => atlas.words.say("areas.statuses"),
            Kind::Levels => atlas.words.say("areas.levels"),
        }
    }
}

/// What the template of the list sees.
#[derive(Serialize)]
pub struct GroupsPage<'a, 'b> {
    page: Head<'a>,
    paging: Paging,
    groups: Vec<GroupRow<'a, 'b>>,
}

/// What the template of one service or tag sees.
#[derive(Serialize)]
pub struct GroupPage<'p, 'a> {
    page: Head<'a>,
    name: &'p str,
    paging: Paging,
    patterns: &'p [(PatternTag<'a>, usize)],
    incidents: Vec<Row<'a>>,
    /// What a newcomer reads of a service, and what was promised for it and is not done; on the first page only.
    guide: Option<&'p Guide<'a>>,
    profile: Option<&'p Profile<'a>>,
    promised: Option<&'p Promised<'a>>,
}

/// The folder of a list.
pub fn folder(kind: Kind) -> String {
    format!("{}/", kind.area())
}

/// The folder of one group's page.
pub fn group_folder(kind: Kind, group: &Group) -> String {
    format!("{}/{}/", kind.area(), group.slug)
}

/// Makes the page `number` of the list of services or tags.
pub fn list<'a, 'b>(atlas: &'b Atlas<'a>, lists: &Lists, kind: Kind, number: usize) -> GroupsPage<'a, 'b> {
    let groups = kind.groups(atlas);
    let paging = Paging::new(&folder(kind), number, groups.len(), SIZE);
    let most = groups.iter().map(|group| group.incidents.len()).max().unwrap_or(0);
    let rows = paging.part(groups).iter().map(|group| row(atlas, lists, kind, group, most)).collect();
    let page = Head::new(atlas, address::page(&folder(kind), number), kind.area(), kind.title(atlas))
        .with_json(&format!("{}.json", kind.area()));
    GroupsPage { page, paging, groups: rows }
}

/// How many patterns are named that recur in a group of a list.
const RECURRING: usize = 2;

/// How many things are named that the records of a level lack.
const LACKING: usize = 3;

fn row<'a, 'b>(atlas: &Atlas<'a>, lists: &Lists, kind: Kind, group: &'b Group, most: usize) -> GroupRow<'a, 'b> {
    let count = group.incidents.len();
    let newest = group.incidents.first().map(|&at| &atlas.kb.incidents[at]);
    let recurring = counted(atlas, &group.incidents).into_iter().filter(|(_, count)| *count > 1).take(RECURRING);
    let promised = lists.of_service(&group.slug).filter(|_| kind == Kind::Services);
    GroupRow {
        day: newest.and_then(|incident| incident.date.as_ref()).map(|date| date.value.to_string()),
        newest: newest.map(|incident| Named {
            name: &incident.title.value,
            href: Some(address::encode(&address::incident(&incident.id))),
        }),
        recurring: recurring.map(|(at, count)| (view::plain_pattern_tag(atlas, at), count)).collect(),
        open: promised.map_or(0, |list| list.total),
        overdue: promised.map_or(0, |list| list.overdue),
        lacks: if kind == Kind::Levels { lacks(atlas, &group.incidents) } else { Vec::new() },
        ..GroupRow::new(&group.name, &group_folder(kind, group), count, most)
    }
}

/// What most records of some incidents lack for their next level, with how many do.
fn lacks<'a>(atlas: &Atlas<'a>, incidents: &[usize]) -> Vec<(&'a str, usize)> {
    let mut counts = std::collections::BTreeMap::<&str, usize>::new();
    for key in incidents.iter().flat_map(|&at| facts::lacks(&atlas.kb.incidents[at])) {
        *counts.entry(key).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|&(key, count)| (std::cmp::Reverse(count), key));
    let told = counts.into_iter().take(LACKING);
    told.map(|(key, count)| (atlas.words.say(&format!("lacks.{key}")), count)).collect()
}

/// A service or tag in all its pages.
pub struct Whole<'a, 'b> {
    kind: Kind,
    group: &'b Group,
    folder: String,
    patterns: Vec<(PatternTag<'a>, usize)>,
    guide: Option<Guide<'a>>,
    profile: Option<Profile<'a>>,
    promised: Option<Promised<'a>>,
}

impl<'a, 'b> Whole<'a, 'b> {
    /// Gathers what the pages of a group show.
    pub fn new(atlas: &Atlas<'a>, lists: &Lists, kind: Kind, group: &'b Group) -> Self {
        let list = lists.of_service(&group.slug).filter(|_| kind == Kind::Services);
        let promised = list.map(|list| promised::of_list(atlas, list, PROMISED));
        let patterns = patterns(atlas, &group.incidents);
        let is_service = kind == Kind::Services;
        let guide = is_service.then(|| guide::make(atlas, &group.incidents));
        let profile = is_service.then(|| profile::make(atlas, group)).flatten();
        Self { kind, group, folder: group_folder(kind, group), patterns, guide, profile, promised }
    }

    /// How many pages it has.
    pub fn pages(&self) -> usize {
        paging::count(self.group.incidents.len(), SIZE)
    }

    /// The address of the page `number`.
    pub fn path(&self, number: usize) -> String {
        address::page(&self.folder, number)
    }

    /// The incidents that the page `number` lists.
    pub fn incidents(&self, number: usize) -> &'b [usize] {
        self.paging(number).part(&self.group.incidents)
    }

    /// A digest of what all pages show.
    pub fn print(&self) -> Inputs {
        let Self { kind, group, folder, patterns, guide, profile, promised } = self;
        digest_of(&(kind.area(), &group.name, folder, group.incidents.len(), patterns, guide, profile, promised))
    }

    /// The page `number`.
    pub fn page(&self, atlas: &Atlas<'a>, number: usize) -> GroupPage<'_, 'a> {
        let json = format!("{}.json", self.folder.trim_end_matches('/'));
        let page = Head::new(atlas, self.path(number), self.kind.area(), self.group.name.as_str()).with_json(&json);
        let has_feed = self.kind == Kind::Services;
        let page = if has_feed { page.with_feed(&format!("{}feed.xml", self.folder)) } else { page };
        let incidents = view::rows(atlas, self.incidents(number));
        let promised = self.promised.as_ref().filter(|_| number == 1);
        let guide = self.guide.as_ref().filter(|_| number == 1);
        let profile = self.profile.as_ref().filter(|_| number == 1);
        let (name, patterns) = (&self.group.name, &self.patterns);
        GroupPage { page, name, patterns, incidents, guide, profile, promised, paging: self.paging(number) }
    }

    fn paging(&self, number: usize) -> Paging {
        Paging::new(&self.folder, number, self.group.incidents.len(), SIZE)
    }
}

/// The patterns seen in some incidents, most often seen first, with how often; at most a dozen.
pub fn patterns<'a>(atlas: &Atlas<'a>, incidents: &[usize]) -> Vec<(PatternTag<'a>, usize)> {
    let counted = counted(atlas, incidents).into_iter().take(12);
    counted.map(|(pattern, count)| (view::plain_pattern_tag(atlas, pattern), count)).collect()
}

/// The patterns seen in some incidents as places, most often seen first, with how often.
pub fn counted(atlas: &Atlas<'_>, incidents: &[usize]) -> Vec<(usize, usize)> {
    let mut counts = std::collections::BTreeMap::<usize, usize>::new();
    for &incident in incidents {
        for link in atlas.ties_of_incident(incident) {
            *counts.entry(link.pattern).or_default() += 1;
        }
    }
    let mut counts: Vec<(usize, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|&(pattern, count)| (std::cmp::Reverse(count), pattern));
    counts
}
