//! One month: its incidents, the patterns they show, and what was promised after them and is not done. It is what one
//! goes through in a monthly review.

use std::collections::BTreeMap;

use serde::Serialize;

use super::groups::patterns;
use super::promised::{self, Promised};
use super::timeline::{FOLDER, year_page};
use crate::site::address;
use crate::site::atlas::Atlas;
use crate::site::paging::{self, Paging};
use crate::site::view::{self, Head, PatternTag, Row};

/// How many incidents stand on one page.
const SIZE: usize = 100;

/// The promises of how many incidents are shown.
const PROMISED: usize = 12;

/// A year and the number of a month in it, from 1.
pub type Month = (i16, i8);

/// What the template sees.
#[derive(Serialize)]
pub struct MonthPage<'a> {
    page: Head<'a>,
    year: Link,
    paging: Paging,
    patterns: Vec<(PatternTag<'a>, usize)>,
    incidents: Vec<Row<'a>>,
    promised: Option<Promised<'a>>,
    newer: Option<Link>,
    older: Option<Link>,
}

/// A year or a month, and its page.
#[derive(Serialize)]
pub struct Link {
    name: String,
    href: String,
}

/// The incidents of each month, newest first.
pub fn months(atlas: &Atlas<'_>) -> BTreeMap<Month, Vec<usize>> {
    let mut months: BTreeMap<Month, Vec<usize>> = BTreeMap::new();
    for &at in atlas.kb.by_date() {
        if let Some(date) = &atlas.kb.incidents[at].date {
            months.entry((date.value.0.year(), date.value.0.month())).or_default().push(at);
        }
    }
    months
}

/// The folder of a month's page; ends with `/`.
pub fn folder((year, month): Month) -> String {
    format!("{FOLDER}{year:04}/{month:02}/")
}

/// How many pages a month has.
pub fn pages(incidents: &[usize]) -> usize {
    paging::count(incidents.len(), SIZE)
}

/// A month's name and page.
pub fn link(atlas: &Atlas<'_>, month: Month) -> Link {
    Link { name: name(atlas, month), href: address::page(&folder(month), 1) }
}

/// The link to the month of the newest record.
pub fn newest(atlas: &Atlas<'_>) -> Option<Link> {
    let date = super::actions::newest(atlas)?;
    Some(link(atlas, (date.0.year(), date.0.month())))
}

fn name(atlas: &Atlas<'_>, (year, month): Month) -> String {
    let month = atlas.words.say(&format!("months.{month}"));
    atlas.words.fill("timeline.month", &[("month", &month), ("year", &year)])
}

/// Makes the page `number` of a month.
pub fn make<'a>(atlas: &Atlas<'a>, months: &BTreeMap<Month, Vec<usize>>, month: Month, number: usize) -> MonthPage<'a> {
    let incidents = months.get(&month).map_or(&[] as &[usize], Vec::as_slice);
    let folder = folder(month);
    let paging = Paging::new(&folder, number, incidents.len(), SIZE);
    let json = format!("{}.json", folder.trim_end_matches('/'));
    let newer = months.range(month..).map(|(other, _)| *other).find(|other| *other != month);
    let older = months.range(..month).next_back().map(|(other, _)| *other);
    MonthPage {
        page: Head::new(atlas, address::page(&folder, number), "timeline", name(atlas, month)).with_json(&json),
        year: Link { name: month.0.to_string(), href: year_page(month.0) },
        patterns: patterns(atlas, incidents),
        incidents: view::rows(atlas, paging.part(incidents)),
        promised: promised::of_incidents(atlas, incidents, PROMISED).filter(|_| number == paging.pages),
        paging,
        newer: newer.map(|other| link(atlas, other)),
        older: older.map(|other| link(atlas, other)),
    }
}
