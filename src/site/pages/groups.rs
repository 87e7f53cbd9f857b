//! Services, tags, severities, statuses and curation levels: the list of each, and a page for each value.

use serde::Serialize;

use super::promised::{self, Promised};
use super::promises::Lists;
use crate::site::address;
use crate::site::atlas::{Atlas, Group};
use crate::site::paging::Paging;
use crate::site::view::{self, GroupRow, Head, PatternTag, Row};

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
    groups: Vec<GroupRow<'b>>,
}

/// What the template of one service or tag sees.
#[derive(Serialize)]
pub struct GroupPage<'a, 'b> {
    page: Head<'a>,
    name: &'b str,
    paging: Paging,
    patterns: Vec<(PatternTag<'a>, usize)>,
    incidents: Vec<Row<'a>>,
    /// What was promised for a service and is not done; on the first page only.
    promised: Option<Promised<'a>>,
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
pub fn list<'a, 'b>(atlas: &'b Atlas<'a>, kind: Kind, number: usize) -> GroupsPage<'a, 'b> {
    let groups = kind.groups(atlas);
    let paging = Paging::new(&folder(kind), number, groups.len(), SIZE);
    let rows = paging.part(groups).iter().map(|group| view::group_row(atlas, kind.area(), group)).collect();
    let page = Head::new(atlas, address::page(&folder(kind), number), kind.area(), kind.title(atlas))
        .with_json(&format!("{}.json", kind.area()));
    GroupsPage { page, paging, groups: rows }
}

/// Makes the page `number` of one service or tag.
pub fn one<'a, 'b>(
    atlas: &'b Atlas<'a>,
    lists: &Lists,
    kind: Kind,
    group: &'b Group,
    number: usize,
) -> GroupPage<'a, 'b> {
    let folder = group_folder(kind, group);
    let paging = Paging::new(&folder, number, group.incidents.len(), SIZE);
    let json = format!("{}.json", folder.trim_end_matches('/'));
    let page = Head::new(atlas, address::page(&folder, number), kind.area(), group.name.as_str()).with_json(&json);
    let page = if kind == Kind::Services { page.with_feed(&format!("{folder}feed.xml")) } else { page };
    let incidents = view::rows(atlas, paging.part(&group.incidents));
    let list = lists.of_service(&group.slug).filter(|_| kind == Kind::Services && number == 1);
    let promised = list.map(|list| promised::of_list(atlas, list, PROMISED));
    GroupPage { page, name: &group.name, patterns: patterns(atlas, &group.incidents), incidents, promised, paging }
}

/// The patterns seen in some incidents, most often seen first, with how often; at most a dozen.
pub fn patterns<'a>(atlas: &Atlas<'a>, incidents: &[usize]) -> Vec<(PatternTag<'a>, usize)> {
    let mut counts = std::collections::BTreeMap::<usize, usize>::new();
    for &incident in incidents {
        for link in atlas.ties_of_incident(incident) {
            *counts.entry(link.pattern).or_default() += 1;
        }
    }
    let mut counts: Vec<(usize, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|&(pattern, count)| (std::cmp::Reverse(count), pattern));
    counts.truncate(12);
    counts.into_iter().map(|(pattern, count)| (view::plain_pattern_tag(atlas, pattern), count)).collect()
}
