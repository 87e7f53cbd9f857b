//! The timeline: years and months, and a mark for each incident; a page of all years, and one for each.

use std::collections::BTreeMap;

use serde::Serialize;

use super::mark::{Mark, mark};
use super::month;
use crate::site::address;
use crate::site::atlas::Atlas;
use crate::site::charts;
use crate::site::paging::Paging;
use crate::site::view::{self, Head};

/// How many years stand on one page.
pub const SIZE: usize = 12;

/// Where the timeline lies.
pub const FOLDER: &str = "timeline/";

/// About how many marks the page of many years has; more would be neither read nor quick.
const MARKS: usize = 720;

/// So many marks a month has in any case.
const LEAST: usize = 4;

/// How many marks a month has at most on the page of its year.
const MOST: usize = 2 * charts::YEAR_LINE;

/// What the template of many years sees.
#[derive(Serialize)]
pub struct TimelinePage<'a> {
    page: Head<'a>,
    paging: Paging,
    severities: Vec<&'a str>,
    years: Vec<YearView<'a>>,
    dated: usize,
    undated: usize,
}

/// What the template of one year sees.
#[derive(Serialize)]
pub struct YearPage<'a> {
    page: Head<'a>,
    severities: Vec<&'a str>,
    year: YearView<'a>,
    newer: Option<YearName>,
    older: Option<YearName>,
}

/// A year's name and page.
#[derive(Serialize)]
pub struct YearName {
    /// Its name.
    pub name: i16,
    /// Its page.
    pub href: String,
}

/// A year with its chart.
#[derive(Serialize)]
struct YearView<'a> {
    name: i16,
    href: String,
    width: usize,
    height: usize,
    total: usize,
    left_out: usize,
    months: Vec<MonthView<'a>>,
}

#[derive(Serialize)]
struct MonthView<'a> {
    number: i8,
    href: String,
    count: usize,
    row_y: usize,
    row_height: usize,
    text_y: usize,
    more: usize,
    more_x: usize,
    more_y: usize,
    /// How many incidents of each severity, in the order of the scale; those that it does not know last.
    by_severity: Vec<usize>,
    marks: Vec<Mark<'a>>,
}

/// The folder of a year's page, without a `/` at its end.
pub fn year_folder(year: i16) -> String {
    format!("{FOLDER}{year:04}")
}

/// The address of a year's page.
pub fn year_page(year: i16) -> String {
    format!("{}/index.html", year_folder(year))
}

/// Makes the page `number` of all years, newest first.
pub fn make<'a>(atlas: &Atlas<'a>, number: usize) -> TimelinePage<'a> {
    let years: Vec<i16> = atlas.kb.years().keys().rev().copied().collect();
    let paging = Paging::new(FOLDER, number, years.len(), SIZE);
    let shown = paging.part(&years);
    let most = most_marks(atlas, shown);
    let views = shown.iter().map(|&year| year_view(atlas, year, most)).collect();
    let dated = atlas.kb.years().values().map(Vec::len).sum();
    TimelinePage {
        page: Head::new(atlas, address::page(FOLDER, number), "timeline", atlas.words.say("timeline.title"))
            .with_json("timeline.json"),
        paging,
        severities: severities(atlas),
        years: views,
        dated,
        undated: atlas.kb.by_date().len() - dated,
    }
}

/// How many marks a month may have, so that some years together stay readable.
fn most_marks(atlas: &Atlas<'_>, years: &[i16]) -> usize {
    let mut counts: BTreeMap<(i16, i8), usize> = BTreeMap::new();
    for at in years.iter().filter_map(|year| atlas.kb.years().get(year)).flatten() {
        if let Some(date) = &atlas.kb.incidents[*at].date {
            *counts.entry((date.value.0.year(), date.value.0.month())).or_default() += 1;
        }
    }
    let marks = |most: usize| counts.values().map(|count| (*count).min(most)).sum::<usize>();
    (LEAST..=charts::YEAR_LINE).rev().find(|&most| marks(most) <= MARKS).unwrap_or(LEAST)
}

/// Makes the page of a year.
pub fn one<'a>(atlas: &Atlas<'a>, year: i16) -> YearPage<'a> {
    let name = |year: i16| YearName { name: year, href: year_page(year) };
    let years = atlas.kb.years();
    YearPage {
        page: Head::new(atlas, year_page(year), "timeline", year.to_string())
            .with_json(&format!("{}.json", year_folder(year))),
        severities: severities(atlas),
        year: year_view(atlas, year, MOST),
        newer: years.range(year..).map(|(year, _)| *year).find(|other| *other != year).map(name),
        older: years.range(..year).next_back().map(|(year, _)| name(*year)),
    }
}

fn severities<'a>(atlas: &Atlas<'a>) -> Vec<&'a str> {
    atlas.config.severities.iter().map(String::as_str).collect()
}

fn year_view<'a>(atlas: &Atlas<'a>, year: i16, most: usize) -> YearView<'a> {
    let kb = atlas.kb;
    let all = kb.years().get(&year).map_or(&[] as &[usize], Vec::as_slice);
    let rank = |at: usize| view::severity(atlas, &kb.incidents[at]).map_or(0, |severity| severity.rank);
    let month = |at: usize| kb.incidents[at].date.as_ref().map_or(1, |date| date.value.0.month());
    let mut incidents: Vec<(i8, usize)> = all.iter().map(|&at| (month(at), at)).collect();
    // The worst first; what the scale does not know last. Those of one severity stay newest first.
    incidents.sort_by_key(|&(_, at)| rank(at).wrapping_sub(1));
    let chart = charts::year(year, &incidents, most);
    let months = chart.months.into_iter().map(|month| {
        let mut by_severity = vec![0; atlas.config.severities.len() + 1];
        for &(_, at) in incidents.iter().filter(|(number, _)| *number == month.number) {
            let place = rank(at).checked_sub(1).unwrap_or(by_severity.len() - 1);
            by_severity[place] += 1;
        }
        MonthView {
            number: month.number,
            href: address::page(&month::folder((year, month.number)), 1),
            count: month.count,
            row_y: month.row_y,
            row_height: month.row_height,
            text_y: month.text_y,
            more: month.more,
            more_x: month.more_x,
            more_y: month.more_y,
            by_severity,
            marks: month.marks.iter().map(|spot| mark(atlas, spot.incident, [spot.x as i32, spot.y as i32])).collect(),
        }
    });
    YearView {
        name: year,
        href: year_page(year),
        width: chart.width,
        height: chart.height,
        total: chart.total,
        left_out: chart.left_out,
        months: months.collect(),
    }
}
