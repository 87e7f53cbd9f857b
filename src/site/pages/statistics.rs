//! Statistics: how long it took, how often, what came with what, and how often we were wrong. Always spreads and
//! counts, never a lone mean.

use std::collections::BTreeMap;

use serde::Serialize;

use super::figures::{self, MatrixJson, MatrixRowJson, PhaseJson, StatisticsJson};
use super::groups::{Kind, group_folder};
use super::month;
use crate::export::SCHEMA;
use crate::model::{CurationLevel, DetectedBy, Incident, Moment, Outcome, Status};
use crate::site::address;
use crate::site::atlas::{Atlas, Group};
use crate::site::charts::{self, Bars, Columns, Height, Item, Spread};
use crate::site::view::{self, Head, PatternTag};
use crate::source::Spanned;
use crate::words::Words;

/// Where the page lies.
pub const FOLDER: &str = "statistics/";

/// How many months are drawn; the newest.
const MONTHS: i32 = 24;

/// How many patterns have a row.
const PATTERNS: usize = 12;

/// How many services have a column.
const SERVICES: usize = 6;

/// How many suspects have a bar.
const SUSPECTS: usize = 10;

/// This many false trails in one record are one column with all above.
const TRAILS: usize = 6;

/// What the template sees.
#[derive(Serialize)]
pub struct StatisticsPage<'a> {
    page: Head<'a>,
    incidents: usize,
    phases: Vec<Phase>,
    months: Option<Months>,
    severities: Bars<'a>,
    statuses: Bars<'a>,
    levels: Bars<'a>,
    detections: Bars<'a>,
    services: Matrix<'a>,
    detected: Matrix<'a>,
    theories: usize,
    outcomes: Bars<'a>,
    trails: Columns,
    suspects: Bars<'a>,
}

/// How long one phase took.
#[derive(Serialize)]
struct Phase {
    key: &'static str,
    spread: Spread,
}

/// Incidents by month.
#[derive(Serialize)]
struct Months {
    columns: Columns,
    first: String,
    last: String,
    before: usize,
}

/// Patterns against something else: how often both were seen in one incident.
#[derive(Serialize)]
struct Matrix<'a> {
    columns: Vec<MatrixColumn>,
    rows: Vec<MatrixRow<'a>>,
    patterns_left_out: usize,
    columns_left_out: usize,
}

/// What patterns are set against.
#[derive(Serialize)]
struct MatrixColumn {
    name: String,
    href: Option<String>,
}

#[derive(Serialize)]
struct MatrixRow<'a> {
    pattern: PatternTag<'a>,
    cells: Vec<Cell>,
    /// In none of the columns.
    other: usize,
    total: usize,
}

#[derive(Serialize)]
struct Cell {
    count: usize,
    /// 0 for none, 1 to 4 for its share of the highest count.
    heat: usize,
}

/// Makes the page.
pub fn make<'a>(atlas: &Atlas<'a>) -> StatisticsPage<'a> {
    let incidents = &atlas.kb.incidents;
    let words = atlas.words;
    let theories = incidents.iter().map(|incident| incident.theories.len()).sum();
    StatisticsPage {
        page: Head::new(atlas, address::page(FOLDER, 1), "statistics", atlas.words.say("statistics.title"))
            .with_json("statistics.json"),
        incidents: atlas.kb.by_date().len(),
        phases: phases(words, incidents),
        months: months(atlas),
        severities: severities(atlas),
        statuses: counted(words, "status", &Status::ALL, Status::name, |status| {
            count(incidents, |incident| incident.status.as_ref().is_some_and(|stated| stated.value == *status))
        }),
        levels: counted(words, "level", &CurationLevel::ALL, CurationLevel::name, |level| {
            count(incidents, |incident| !incident.is_page() && incident.level == *level)
        }),
        detections: counted(words, "detected-by", &DetectedBy::ALL, DetectedBy::name, |by| {
            count(incidents, |incident| incident.detected_by.as_ref().is_some_and(|stated| stated.value == *by))
        }),
        services: by_service(atlas),
        detected: by_detection(atlas),
        theories,
        outcomes: outcomes(words, incidents),
        trails: trails(incidents),
        suspects: suspects(atlas),
    }
}

fn count(incidents: &[Incident], is: impl Fn(&Incident) -> bool) -> usize {
    incidents.iter().filter(|incident| is(incident)).count()
}

/// A bar for each value of a kind, in its order.
fn counted<'a, T: Copy>(
    words: &'a Words,
    page: &str,
    all: &[T],
    name: fn(T) -> &'static str,
    count: impl Fn(&T) -> usize,
) -> Bars<'a> {
    Bars::new(
        all.iter()
            .map(|value| Item {
                key: name(*value),
                ..Item::new(words.say(&format!("{page}.{}", name(*value))), count(value))
            })
            .collect(),
    )
}

/// How many minutes it took from the start to each end, ascending.
fn lengths(incidents: &[Incident]) -> [(&'static str, Vec<u64>); 3] {
    type End = fn(&Incident) -> &Option<Spanned<Moment>>;
    let ends: [(&'static str, End); 3] =
        [("detected", |i| &i.detected), ("mitigated", |i| &i.mitigated), ("resolved", |i| &i.resolved)];
    ends.map(|(key, end)| {
        let length =
            |incident: &Incident| end(incident).as_ref()?.value.minutes_since(incident.started.as_ref()?.value);
        let mut minutes: Vec<u64> = incidents.iter().filter_map(length).collect();
        minutes.sort_unstable();
        (key, minutes)
    })
}

fn phases(words: &Words, incidents: &[Incident]) -> Vec<Phase> {
    let phase = |(key, minutes)| Some(Phase { key, spread: charts::spread(words, minutes)? });
    lengths(incidents).into_iter().filter_map(phase).collect()
}

/// The same for programs.
pub fn json(atlas: &Atlas<'_>, page: &StatisticsPage<'_>) -> StatisticsJson {
    let matrix = |matrix: &Matrix<'_>| MatrixJson {
        columns: matrix.columns.iter().map(|column| column.name.clone()).collect(),
        rows: matrix
            .rows
            .iter()
            .map(|row| MatrixRowJson {
                pattern: row.pattern.name.to_owned(),
                counts: row.cells.iter().map(|cell| cell.count).collect(),
                other: row.other,
                total: row.total,
            })
            .collect(),
    };
    let phases = lengths(&atlas.kb.incidents).into_iter().filter(|(_, minutes)| !minutes.is_empty());
    StatisticsJson {
        schema: SCHEMA,
        page: "statistics/index.html",
        incidents: page.incidents,
        phases: phases.map(|(to, minutes)| PhaseJson { to, minutes }).collect(),
        months: page.months.as_ref().map(|months| figures::columns(&months.columns)).unwrap_or_default(),
        severities: figures::bars(&page.severities),
        statuses: figures::bars(&page.statuses),
        levels: figures::bars(&page.levels),
        detected_by: figures::bars(&page.detections),
        patterns_by_service: matrix(&page.services),
        patterns_by_detection: matrix(&page.detected),
        theories: page.theories,
        outcomes: figures::bars(&page.outcomes),
        theories_per_incident: figures::columns(&page.trails),
        suspects: figures::bars(&page.suspects),
    }
}

/// The months up to that of the newest record.
fn months(atlas: &Atlas<'_>) -> Option<Months> {
    let number = |incident: &Incident| {
        let date = incident.date.as_ref()?.value.0;
        Some(i32::from(date.year()) * 12 + i32::from(date.month()) - 1)
    };
    let mut counts: BTreeMap<i32, usize> = BTreeMap::new();
    for month in atlas.kb.incidents.iter().filter_map(number) {
        *counts.entry(month).or_default() += 1;
    }
    let (&oldest, _) = counts.first_key_value()?;
    let (&newest, _) = counts.last_key_value()?;
    let first = oldest.max(newest - MONTHS + 1);
    let name = |month: i32| format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1);
    let height = |month: i32| {
        let year = month.div_euclid(12) as i16;
        let count = counts.get(&month).copied().unwrap_or(0);
        let is_labelled = month.rem_euclid(12) == 0 || month == first && month.rem_euclid(12) < 9;
        Height {
            name: name(month),
            label: if is_labelled { format!("{year:04}") } else { String::new() },
            href: (count > 0).then(|| address::page(&month::folder((year, month.rem_euclid(12) as i8 + 1)), 1)),
            count,
        }
    };
    Some(Months {
        columns: Columns::new((first..=newest).map(height).collect()),
        first: name(first),
        last: name(newest),
        before: counts.range(..first).map(|(_, count)| count).sum(),
    })
}

/// In the order of the scale, then what it does not know.
fn severities<'a>(atlas: &Atlas<'a>) -> Bars<'a> {
    let scale = &atlas.config.severities;
    let mut counts = vec![0; scale.len() + 1];
    for incident in &atlas.kb.incidents {
        let Some(severity) = view::severity(atlas, incident) else { continue };
        counts[severity.rank.checked_sub(1).unwrap_or(scale.len())] += 1;
    }
    let known = scale.iter().zip(&counts).enumerate();
    let mut items: Vec<Item<'a>> =
        known.map(|(at, (name, &count))| Item { rank: Some(at + 1), ..Item::new(name.as_str(), count) }).collect();
    if counts[scale.len()] > 0 {
        items.push(Item {
            key: "other",
            rank: Some(0),
            ..Item::new(atlas.words.say("chart.other-severity"), counts[scale.len()])
        });
    }
    Bars::new(items)
}

/// The services in whose incidents most patterns were seen; one in which none was would be an empty column.
fn by_service<'a>(atlas: &Atlas<'a>) -> Matrix<'a> {
    let ties = |group: &Group| -> usize { group.incidents.iter().map(|&at| atlas.ties_of_incident(at).count()).sum() };
    let mut shown: Vec<(usize, &Group)> = atlas.services.iter().map(|group| (ties(group), group)).collect();
    shown.retain(|(ties, _)| *ties > 0);
    shown.sort_by_key(|(ties, _)| std::cmp::Reverse(*ties));
    shown.truncate(SERVICES);
    let slugs: BTreeMap<&str, usize> =
        shown.iter().enumerate().map(|(at, (_, group))| (group.slug.as_str(), at)).collect();
    let columns: Vec<MatrixColumn> = shown
        .iter()
        .map(|(_, group)| group)
        .map(|group| MatrixColumn {
            name: group.name.clone(),
            href: Some(address::encode(&address::page(&group_folder(Kind::Services, group), 1))),
        })
        .collect();
    let left_out = atlas.services.len() - columns.len();
    matrix(atlas, columns, left_out, |incident| {
        let places = incident
            .services
            .iter()
            .filter_map(|service| slugs.get(atlas.group_slug("services", &service.value).as_str()).copied());
        places.collect()
    })
}

fn by_detection<'a>(atlas: &Atlas<'a>) -> Matrix<'a> {
    let columns = DetectedBy::ALL
        .into_iter()
        .map(|by| MatrixColumn { name: atlas.words.say(&format!("detected-by.{}", by.name())).to_owned(), href: None })
        .collect();
    matrix(atlas, columns, 0, |incident| {
        let place = |by: DetectedBy| DetectedBy::ALL.iter().position(|other| *other == by);
        incident.detected_by.as_ref().and_then(|by| place(by.value)).into_iter().collect()
    })
}

/// Counts in how many incidents each of the patterns that say most came with each column; `places` says in which columns
/// an incident stands. A pattern that came with none of them would be an empty row.
fn matrix<'a>(
    atlas: &Atlas<'a>,
    columns: Vec<MatrixColumn>,
    columns_left_out: usize,
    places: impl Fn(&Incident) -> Vec<usize>,
) -> Matrix<'a> {
    let kb = atlas.kb;
    let seen = atlas.seen_patterns();
    let row = |&pattern: &usize| {
        let mut counts = vec![0; columns.len()];
        let mut other = 0;
        for at in kb.incidents_of_pattern(pattern) {
            let mut places = places(&kb.incidents[at]);
            places.sort_unstable();
            places.dedup();
            other += usize::from(places.is_empty());
            for place in places {
                counts[place] += 1;
            }
        }
        (pattern, counts, other)
    };
    let mut rows: Vec<(usize, Vec<usize>, usize)> = seen.iter().map(row).collect();
    let told = |counts: &[usize]| counts.iter().sum::<usize>();
    rows.retain(|(_, counts, _)| told(counts) > 0);
    rows.sort_by_key(|(_, counts, _)| std::cmp::Reverse(told(counts)));
    rows.truncate(PATTERNS);
    let most = rows.iter().flat_map(|(_, counts, _)| counts).copied().max().unwrap_or(0);
    let cell = |count: usize| Cell { count, heat: if most == 0 { 0 } else { (count * 4).div_ceil(most) } };
    let rows = rows.into_iter().map(|(pattern, counts, other)| MatrixRow {
        pattern: view::plain_pattern_tag(atlas, pattern),
        cells: counts.into_iter().map(cell).collect(),
        other,
        total: atlas.count(pattern),
    });
    let rows: Vec<MatrixRow<'a>> = rows.collect();
    Matrix { patterns_left_out: seen.len() - rows.len(), columns, rows, columns_left_out }
}

fn outcomes<'a>(words: &'a Words, incidents: &[Incident]) -> Bars<'a> {
    let of = |outcome: Option<Outcome>| {
        let theories = incidents.iter().flat_map(|incident| &incident.theories);
        theories.filter(|theory| theory.outcome.as_ref().map(|stated| stated.value) == outcome).count()
    };
    let known = Outcome::ALL.into_iter();
    let mut items: Vec<Item<'a>> = known
        .map(|outcome| Item {
            key: outcome.name(),
            ..Item::new(words.say(&format!("outcome.{}", outcome.name())), of(Some(outcome)))
        })
        .collect();
    items.push(Item { key: "unknown", ..Item::new(words.say("chart.not-told"), of(None)) });
    Bars::new(items)
}

/// How many records tell so many false trails.
fn trails(incidents: &[Incident]) -> Columns {
    let height = |trails: usize| {
        let name = if trails == TRAILS { format!("{trails}+") } else { trails.to_string() };
        let count = count(incidents, |incident| incident.theories.len().min(TRAILS) == trails);
        Height { label: name.clone(), name, href: None, count }
    };
    Columns::new((0..=TRAILS).map(height).collect())
}

/// What was blamed most, and how often it was part of the cause after all.
fn suspects<'a>(atlas: &Atlas<'a>) -> Bars<'a> {
    let kb = atlas.kb;
    let often = kb.suspects.iter().filter(|suspect| suspect.cases.len() > 1).take(SUSPECTS);
    let item = |suspect: &'a crate::knowledge::Suspect| Item {
        part: suspect.cases.len() - kb.times_wrong(suspect),
        href: suspect.pattern.map(|pattern| view::plain_pattern_tag(atlas, pattern).href),
        ..Item::new(suspect.name.as_str(), suspect.cases.len())
    };
    Bars::new(often.map(item).collect())
}
