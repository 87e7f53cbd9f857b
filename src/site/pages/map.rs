//! The map: patterns as islands, incidents in them, and those that show several patterns as bridges between.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use super::figures::{IncidentNode, MapJson, PatternNode, Sums};
use super::mark::{Mark, mark};
use crate::site::address;
use crate::site::atlas::Atlas;
use crate::site::charts::{self, Place, Room};
use crate::site::view::{self, Head, PatternTag};

/// Where the page lies.
pub const FOLDER: &str = "map/";

/// How many patterns have an island; those seen most.
const ISLANDS: usize = 18;

/// How many incidents are bridges; the worst, of these those with the most patterns, of these the newest.
const BRIDGES: usize = 20;

/// How many incidents have a mark on their island.
const MARKS: usize = 18;

/// How many incidents of a pattern the list names.
const LISTED: usize = 6;

/// How many neighbours of a pattern the list names.
const NEIGHBOURS: usize = 4;

/// The side of a mark's cell on an island, and how many stand in a line.
const CELL: i32 = 12;

/// How wide a cell of text is, how high a line, and the room around both.
const LETTER: i32 = 7;
const LINE: i32 = 18;
const PAD: i32 = 10;

/// How many cells a name may take on the map.
const NAME: usize = 34;

/// What the template sees.
#[derive(Serialize)]
pub struct MapPage<'a> {
    page: Head<'a>,
    /// The same map for a wide screen and for a phone.
    drawings: Vec<Drawing<'a>>,
    /// The patterns with what the list says of them.
    islands: Vec<Listed<'a>>,
    /// How many incidents are bridges.
    bridges: usize,
    /// How many patterns have been seen.
    seen: usize,
    /// How many incidents show several of the patterns here.
    bridging: usize,
    /// How many incidents show none of them.
    alone: usize,
}

/// The map on one kind of screen.
#[derive(Serialize)]
struct Drawing<'a> {
    /// `wide` or `narrow`.
    on: Room,
    width: i32,
    height: i32,
    islands: Vec<Island<'a>>,
    bridges: Vec<Bridge<'a>>,
}

/// A pattern.
#[derive(Serialize)]
struct Island<'a> {
    place: Place,
    pattern: PatternTag<'a>,
    label: String,
    count: usize,
    marks: Vec<Mark<'a>>,
    /// How many incidents with no other pattern have no mark.
    more: usize,
    more_x: i32,
    more_y: i32,
}

/// A pattern in the list.
#[derive(Serialize)]
struct Listed<'a> {
    pattern: PatternTag<'a>,
    count: usize,
    /// The newest incidents.
    newest: Vec<Mark<'a>>,
    /// The patterns that share most incidents with it.
    near: Vec<(PatternTag<'a>, usize)>,
}

/// An incident that shows several patterns.
#[derive(Serialize)]
struct Bridge<'a> {
    place: Place,
    mark: Mark<'a>,
    /// Lines to its patterns, as the data of paths: from the bridge to the edge of the island, around what lies between.
    lines: Vec<String>,
    patterns: Vec<&'a str>,
}

/// What stands where, before it is laid out.
struct Chosen {
    /// The patterns, those seen most first.
    patterns: Vec<usize>,
    /// The incidents that show one of them alone, by place in `patterns`; newest first.
    own: Vec<Vec<usize>>,
    /// The incidents that are bridges, with the places of their patterns.
    bridges: Vec<(usize, Vec<usize>)>,
    /// How many incidents could be.
    bridging: usize,
    /// How many incidents show none of the patterns.
    alone: usize,
    /// How many incidents each two patterns share, by places.
    shared: BTreeMap<(usize, usize), usize>,
}

/// The map for programs.
pub fn json<'a>(atlas: &Atlas<'a>) -> MapJson<'a> {
    let kb = atlas.kb;
    let chosen = choose(atlas);
    let pattern = |&at: &usize| {
        let pattern = &kb.patterns[at];
        PatternNode {
            id: &pattern.id,
            name: &pattern.name.value,
            page: address::pattern(&pattern.id),
            json: format!("patterns/{}.json", pattern.id),
            incidents: atlas.count(at),
        }
    };
    let incident = |(at, ends): &(usize, Vec<usize>)| {
        let incident = &kb.incidents[*at];
        IncidentNode {
            id: &incident.id,
            title: &incident.title.value,
            page: address::incident(&incident.id),
            json: format!("incidents/{}.json", incident.id),
            patterns: ends.iter().map(|&end| &kb.patterns[chosen.patterns[end]].id).collect(),
        }
    };
    let patterns = chosen.patterns.iter().map(pattern).collect();
    let incidents = chosen.bridges.iter().map(incident).collect();
    let sums = Sums { seen: atlas.seen_patterns().len(), bridging: chosen.bridging, alone: chosen.alone };
    MapJson::new(patterns, incidents, sums)
}

/// Makes the map.
pub fn make<'a>(atlas: &Atlas<'a>) -> MapPage<'a> {
    let chosen = choose(atlas);
    MapPage {
        page: Head::new(atlas, address::page(FOLDER, 1), "map", atlas.words.say("map.title")).with_json("map.json"),
        drawings: [Room::Wide, Room::Narrow].into_iter().map(|on| drawing(atlas, &chosen, on)).collect(),
        islands: (0..chosen.patterns.len()).map(|at| listed(atlas, &chosen, at)).collect(),
        bridges: chosen.bridges.len(),
        seen: atlas.seen_patterns().len(),
        bridging: chosen.bridging,
        alone: chosen.alone,
    }
}

/// Lays the map out for one kind of screen.
fn drawing<'a>(atlas: &Atlas<'a>, chosen: &Chosen, on: Room) -> Drawing<'a> {
    let kb = atlas.kb;
    let names: Vec<String> = chosen.patterns.iter().map(|&at| charts::fit(&kb.patterns[at].name.value, NAME)).collect();
    let sizes: Vec<(i32, i32)> = names
        .iter()
        .zip(&chosen.own)
        .zip(&chosen.patterns)
        .map(|((name, own), &at)| size(name, own.len(), atlas.count(at)))
        .collect();
    let ends: Vec<Vec<usize>> = chosen.bridges.iter().map(|(_, ends)| ends.clone()).collect();
    let network = charts::layout(&sizes, &ends, on);
    let islands = names.into_iter().enumerate().map(|(at, name)| island(atlas, chosen, at, name, network.islands[at]));
    let islands = islands.collect();
    let boxes: Vec<Place> = network.islands.iter().chain(&network.bridges).copied().collect();
    let mut field = charts::Field::new(network.width, network.height, &boxes);
    let mut line = |bridge: usize, end: usize| {
        let corners = field.way(network.islands.len() + bridge, end);
        let corners =
            corners.iter().enumerate().map(|(at, (x, y))| format!("{}{x} {y}", if at == 0 { 'M' } else { 'L' }));
        corners.collect::<String>()
    };
    let bridges =
        chosen.bridges.iter().zip(&network.bridges).enumerate().map(|(at, ((incident, ends), &place))| Bridge {
            place,
            mark: mark(atlas, *incident, [place.x + 3, place.y + 3]),
            lines: ends.iter().map(|&end| line(at, end)).collect(),
            patterns: ends.iter().map(|&end| kb.patterns[chosen.patterns[end]].name.value.as_str()).collect(),
        });
    let bridges = bridges.collect();
    Drawing { on, width: network.width, height: network.height, islands, bridges }
}

fn choose(atlas: &Atlas<'_>) -> Chosen {
    let kb = atlas.kb;
    let mut patterns = atlas.seen_patterns();
    patterns.truncate(ISLANDS);
    let place: BTreeMap<usize, usize> = patterns.iter().enumerate().map(|(at, &pattern)| (pattern, at)).collect();
    let mut own = vec![Vec::new(); patterns.len()];
    let mut bridges: Vec<(usize, Vec<usize>)> = Vec::new();
    let mut shared = BTreeMap::new();
    let mut alone = 0;
    for &incident in kb.by_date() {
        let ends: Vec<usize> =
            atlas.ties_of_incident(incident).filter_map(|link| place.get(&link.pattern).copied()).collect();
        for (at, &a) in ends.iter().enumerate() {
            for &b in &ends[at + 1..] {
                *shared.entry((a.min(b), a.max(b))).or_insert(0) += 1;
            }
        }
        match ends.as_slice() {
            [] => alone += 1,
            [one] => own[*one].push(incident),
            _ => bridges.push((incident, ends)),
        }
    }
    let rank = |incident: usize| view::severity(atlas, &kb.incidents[incident]).map_or(0, |severity| severity.rank);
    bridges.sort_by_key(|(incident, ends)| (rank(*incident).wrapping_sub(1), Reverse(ends.len())));
    let bridging = bridges.len();
    bridges.truncate(BRIDGES);
    Chosen { patterns, own, bridges, bridging, alone, shared }
}

/// How large an island must be for its name, its count and its marks.
fn size(name: &str, marks: usize, count: usize) -> (i32, i32) {
    let count = count.to_string().len() as i32 + 1;
    let text = (charts::cells(name) as i32 + count + 2) * LETTER;
    let width = text.max(90) + 2 * PAD;
    let lines = marks.min(MARKS).div_ceil(line_of(width) as usize) as i32;
    (width, 2 * PAD + LINE + lines * CELL)
}

/// How many marks stand in a line of an island.
fn line_of(width: i32) -> i32 {
    ((width - 2 * PAD) / CELL - 3).max(1)
}

fn island<'a>(atlas: &Atlas<'a>, chosen: &Chosen, at: usize, label: String, place: Place) -> Island<'a> {
    let own = &chosen.own[at];
    let line = line_of(place.width);
    let spot = |number: usize| {
        let number = number as i32;
        (place.x + PAD + number % line * CELL, place.y + PAD + LINE + number / line * CELL)
    };
    let shown = own.len().min(MARKS);
    let marks = own.iter().take(MARKS).enumerate().map(|(number, &incident)| {
        let (x, y) = spot(number);
        mark(atlas, incident, [x, y])
    });
    let (more_x, more_y) = spot(shown.max(1) - 1);
    let pattern = chosen.patterns[at];
    Island {
        place,
        pattern: view::plain_pattern_tag(atlas, pattern),
        label,
        count: atlas.count(pattern),
        marks: marks.collect(),
        more: own.len() - shown,
        more_x: more_x + CELL + 2,
        more_y: more_y + CELL - 2,
    }
}

/// What the list says of a pattern.
fn listed<'a>(atlas: &Atlas<'a>, chosen: &Chosen, at: usize) -> Listed<'a> {
    let pattern = chosen.patterns[at];
    let mut near: Vec<(usize, usize)> = (0..chosen.patterns.len())
        .filter_map(|other| Some((other, *chosen.shared.get(&(at.min(other), at.max(other)))?)))
        .collect();
    near.sort_by_key(|&(other, count)| (Reverse(count), other));
    near.truncate(NEIGHBOURS);
    Listed {
        pattern: view::plain_pattern_tag(atlas, pattern),
        count: atlas.count(pattern),
        newest: atlas
            .kb
            .incidents_of_pattern(pattern)
            .take(LISTED)
            .map(|incident| mark(atlas, incident, [0, 0]))
            .collect(),
        near: near
            .into_iter()
            .map(|(other, count)| (view::plain_pattern_tag(atlas, chosen.patterns[other]), count))
            .collect(),
    }
}
