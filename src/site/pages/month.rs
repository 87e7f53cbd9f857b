//! One month, as one goes through it in a monthly review: what happened, what recurred, which patterns changed, what fell
//! due, and what was promised then and is not done.

use std::collections::BTreeMap;

use serde::Serialize;

use super::promised::{self, Promised};
use super::review::{self, Due, Review};
use super::timeline::{FOLDER, year_page};
use crate::model::Date;
use crate::site::address;
use crate::site::atlas::Atlas;
use crate::site::paging::{self, Paging};
use crate::site::view::{self, Head, Row};

/// How many incidents stand on one page.
const SIZE: usize = 100;

/// The promises of how many incidents are shown.
const PROMISED: usize = 12;

/// A year and the number of a month in it, from 1.
pub type Month = (i16, i8);

/// The month of a day.
pub fn month_of(day: Date) -> Month {
    (day.0.year(), day.0.month())
}

/// What the template sees.
#[derive(Serialize)]
pub struct MonthPage<'a> {
    page: Head<'a>,
    year: Link,
    paging: Paging,
    incidents: Vec<Row<'a>>,
    /// What the first page tells beside them.
    review: Option<Review<'a>>,
    promised: Option<Promised<'a>>,
    later: Option<Link>,
    earlier: Option<Link>,
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
            months.entry(month_of(date.value)).or_default().push(at);
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
    Some(link(atlas, month_of(date)))
}

fn name(atlas: &Atlas<'_>, (year, month): Month) -> String {
    let month = atlas.words.say(&format!("months.{month}"));
    atlas.words.fill("timeline.month", &[("month", &month), ("year", &year)])
}

/// Makes the page `number` of a month.
pub fn make<'a>(
    atlas: &Atlas<'a>,
    months: &BTreeMap<Month, Vec<usize>>,
    due: &Due,
    month: Month,
    number: usize,
) -> MonthPage<'a> {
    let incidents = months.get(&month).map_or(&[] as &[usize], Vec::as_slice);
    let folder = folder(month);
    let paging = Paging::new(&folder, number, incidents.len(), SIZE);
    let json = format!("{}.json", folder.trim_end_matches('/'));
    let later = months.range(month..).map(|(other, _)| *other).find(|other| *other != month);
    let earlier = months.range(..month).next_back().map(|(other, _)| *other);
    let is_first = number == 1;
    MonthPage {
        page: Head::new(atlas, address::page(&folder, number), "timeline", name(atlas, month)).with_json(&json),
        year: Link { name: month.0.to_string(), href: year_page(month.0) },
        incidents: view::rows(atlas, paging.part(incidents)),
        review: is_first.then(|| review::make(atlas, month, incidents, due)),
        promised: promised::of_incidents(atlas, incidents, PROMISED).filter(|_| is_first),
        paging,
        later: later.map(|other| link(atlas, other)),
        earlier: earlier.map(|other| link(atlas, other)),
    }
}
