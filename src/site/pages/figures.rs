//! What the statistics and the map show, as JSON: the same numbers without their drawing.

use serde::Serialize;

use crate::export::SCHEMA;
use crate::model::{IncidentId, PatternId};
use crate::site::charts::{Bars, Columns};

/// A value and how often it occurs.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Tally {
    name: String,
    count: usize,
    /// How many of these are something else than the rest; of suspects those that were part of the cause after all.
    #[serde(skip_serializing_if = "is_zero")]
    part: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// The bars of a chart; the program's own words have their name in records.
pub fn bars(bars: &Bars<'_>) -> Vec<Tally> {
    let name = |key: &str, name: &str| if key.is_empty() { name.to_owned() } else { key.to_owned() };
    bars.rows.iter().map(|bar| Tally { name: name(bar.key, &bar.name), count: bar.count, part: bar.part }).collect()
}

/// The columns of a chart.
pub fn columns(columns: &Columns) -> Vec<Tally> {
    columns.bars.iter().map(|bar| Tally { name: bar.name.clone(), count: bar.count, part: 0 }).collect()
}

/// `statistics.json`
#[derive(Serialize)]
pub struct StatisticsJson {
    pub schema: u32,
    pub page: &'static str,
    pub incidents: usize,
    /// From the start to each end, in minutes, ascending.
    pub phases: Vec<PhaseJson>,
    /// The months that are drawn.
    pub months: Vec<Tally>,
    pub severities: Vec<Tally>,
    pub statuses: Vec<Tally>,
    pub levels: Vec<Tally>,
    pub detected_by: Vec<Tally>,
    pub patterns_by_service: MatrixJson,
    pub patterns_by_detection: MatrixJson,
    pub theories: usize,
    pub outcomes: Vec<Tally>,
    /// How many records tell so many theories.
    pub theories_per_incident: Vec<Tally>,
    pub suspects: Vec<Tally>,
}

/// How long one phase took in each incident that tells it.
#[derive(Serialize)]
pub struct PhaseJson {
    pub to: &'static str,
    pub minutes: Vec<u64>,
}

/// In how many incidents each pattern came with each column.
#[derive(Serialize)]
pub struct MatrixJson {
    pub columns: Vec<String>,
    pub rows: Vec<MatrixRowJson>,
}

/// A pattern's row.
#[derive(Serialize)]
pub struct MatrixRowJson {
    pub pattern: String,
    /// In the order of the columns.
    pub counts: Vec<usize>,
    /// In none of the columns.
    pub other: usize,
    pub total: usize,
}

/// `map.json`
#[derive(Serialize)]
pub struct MapJson<'a> {
    schema: u32,
    page: &'static str,
    patterns: Vec<PatternNode<'a>>,
    /// Incidents that show several of the patterns, as far as the map has them.
    incidents: Vec<IncidentNode<'a>>,
    /// How many patterns have been seen.
    seen: usize,
    /// How many incidents show several of the patterns.
    bridging: usize,
    /// How many incidents show none of them.
    alone: usize,
}

/// A pattern of the map.
#[derive(Serialize)]
pub struct PatternNode<'a> {
    pub id: &'a PatternId,
    pub name: &'a str,
    pub page: String,
    pub json: String,
    /// In how many incidents it was seen.
    pub incidents: usize,
}

/// An incident of the map.
#[derive(Serialize)]
pub struct IncidentNode<'a> {
    pub id: &'a IncidentId,
    pub title: &'a str,
    pub page: String,
    pub json: String,
    pub patterns: Vec<&'a PatternId>,
}

/// How much there is that the map does not name.
#[derive(Clone, Copy)]
pub struct Sums {
    pub seen: usize,
    pub bridging: usize,
    pub alone: usize,
}

impl<'a> MapJson<'a> {
    /// The map of some patterns and the incidents between them.
    pub fn new(patterns: Vec<PatternNode<'a>>, incidents: Vec<IncidentNode<'a>>, sums: Sums) -> Self {
        let Sums { seen, bridging, alone } = sums;
        Self { schema: SCHEMA, page: "map/index.html", patterns, incidents, seen, bridging, alone }
    }
}
