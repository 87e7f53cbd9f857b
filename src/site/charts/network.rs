//! A map: islands that lie near each other when they share something, and bridges for what they share.
//!
//! Islands are boxes with names in them. Those with a common bridge pull at each other, all push each other away, and
//! what overlaps in the end is moved apart, so that no name covers another. A few dozen islands and bridges are what a
//! reader can take in and what this is made for; its cost grows with the square of their number.

use std::collections::BTreeMap;

use serde::Serialize;

/// Steps until the islands have found their places.
const STEPS: usize = 240;

/// How far apart islands with a common bridge like to be.
const LENGTH: f64 = 170.0;

/// What a map is laid out for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Room {
    /// A screen on which islands stand beside each other.
    Wide,
    /// A phone, on which most of them stand under each other.
    Narrow,
}

impl Room {
    /// How wide the map is at most, with the free room around it.
    fn widest(self) -> i32 {
        match self {
            Room::Wide => 1140,
            Room::Narrow => super::WIDTH as i32,
        }
    }

    /// How wide what stands on it is at most.
    fn width(self) -> i32 {
        self.widest() - 2 * GAP
    }

    /// How high the map is for each island, before anything is moved apart.
    fn high(self) -> i32 {
        match self {
            Room::Wide => 36,
            Room::Narrow => 52,
        }
    }
}

/// Free room around everything; lines run in it.
const GAP: i32 = 18;

/// The side of a bridge's cell.
pub const BRIDGE: i32 = 16;

/// A map, laid out.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Network {
    /// The drawing's width.
    pub width: i32,
    /// Its height.
    pub height: i32,
    /// The islands, as given.
    pub islands: Vec<Place>,
    /// The bridges, as given.
    pub bridges: Vec<Place>,
}

/// Where something lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Its left edge.
    pub x: i32,
    /// Its upper edge.
    pub y: i32,
    /// Its width.
    pub width: i32,
    /// Its height.
    pub height: i32,
}

impl Place {
    fn covers(&self, other: &Place) -> bool {
        self.x < other.x + other.width + GAP
            && other.x < self.x + self.width + GAP
            && self.y < other.y + other.height + GAP
            && other.y < self.y + self.height + GAP
    }

    /// The point of the box that is nearest to the middle of another.
    pub fn towards(&self, other: &Place) -> (i32, i32) {
        let (x, y) = other.middle();
        (x.clamp(self.x, self.x + self.width), y.clamp(self.y, self.y + self.height))
    }

    /// The middle of the box.
    pub fn middle(&self) -> (i32, i32) {
        (self.x + self.width / 2, self.y + self.height / 2)
    }
}

/// Lays out islands of the given widths and heights, the most important first, and bridges, each with the islands that
/// it ties. Islands without a bridge stand in rows under the others. None may be wider than the room.
pub fn layout(sizes: &[(i32, i32)], bridges: &[Vec<usize>], on: Room) -> Network {
    let mut is_tied = vec![false; sizes.len()];
    bridges.iter().flatten().for_each(|&end| is_tied[end] = true);
    let tied: Vec<usize> = (0..sizes.len()).filter(|&at| is_tied[at]).collect();
    let number: BTreeMap<usize, usize> = tied.iter().enumerate().map(|(number, &at)| (at, number)).collect();
    let ends = bridges.iter().map(|ends| ends.iter().map(|end| number[end]).collect::<Vec<_>>());
    let points = settle(spiral(tied.len()), &pulls(&ends.collect::<Vec<_>>()));
    let mut boxes = within(&points, &tied.iter().map(|&at| sizes[at]).collect::<Vec<_>>(), on);
    move_apart(&mut boxes, on.width());
    let mut islands = vec![Place { x: 0, y: 0, width: 0, height: 0 }; sizes.len()];
    for (&at, place) in tied.iter().zip(&boxes) {
        islands[at] = *place;
    }
    let mut taken = boxes;
    let bridges = bridges.iter().map(|ends| {
        let place = free_near(middle_of(ends, &islands), &taken, on.width());
        taken.push(place);
        place
    });
    let bridges: Vec<Place> = bridges.collect();
    let alone = (0..sizes.len()).filter(|&at| !is_tied[at]);
    in_rows(
        alone,
        sizes,
        taken.iter().map(|place| place.y + place.height).max().unwrap_or(0),
        on.width(),
        &mut islands,
    );
    framed(islands, bridges)
}

/// Stretches points to the map's width and to a height by their number, and puts a box on each.
fn within(points: &[(f64, f64)], sizes: &[(i32, i32)], on: Room) -> Vec<Place> {
    let span = |of: fn(&(f64, f64)) -> f64| {
        let low = points.iter().map(of).fold(f64::INFINITY, f64::min);
        let high = points.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
        (low, (high - low).max(1.0))
    };
    let ((left, wide), (top, high)) = (span(|point| point.0), span(|point| point.1));
    let room = f64::from(on.width().min(200 * points.len() as i32));
    let height = f64::from(on.high() * points.len() as i32);
    // Half by where a point lies and half by its turn, so that a few far away do not crowd all others in the middle.
    let (turn_x, turn_y) = (turns(points, |point| point.0), turns(points, |point| point.1));
    let place = |at: usize| {
        let ((x, y), (width, tall)) = (points[at], sizes[at]);
        let free = (room - f64::from(width)).max(0.0);
        let (x, y) = (f64::midpoint((x - left) / wide, turn_x[at]), f64::midpoint((y - top) / high, turn_y[at]));
        Place { x: (x * free).round() as i32, y: (y * height).round() as i32, width, height: tall }
    };
    (0..points.len()).map(place).collect()
}

/// At which turn each point comes along an axis, from 0 to 1.
fn turns(points: &[(f64, f64)], of: fn(&(f64, f64)) -> f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by(|&a, &b| of(&points[a]).total_cmp(&of(&points[b])).then(a.cmp(&b)));
    let last = (points.len() as f64 - 1.0).max(1.0);
    let mut turns = vec![0.0; points.len()];
    for (turn, at) in order.into_iter().enumerate() {
        turns[at] = turn as f64 / last;
    }
    turns
}

/// Puts boxes in rows of a width, under `top`.
fn in_rows(alone: impl Iterator<Item = usize>, sizes: &[(i32, i32)], top: i32, widest: i32, islands: &mut [Place]) {
    let (mut x, mut y, mut tallest) = (0, top + 2 * GAP, 0);
    for at in alone {
        let (width, height) = sizes[at];
        if x > 0 && x + width > widest {
            (x, y, tallest) = (0, y + tallest + GAP, 0);
        }
        islands[at] = Place { x, y, width, height };
        x += width + GAP;
        tallest = tallest.max(height);
    }
}

/// How often each two islands are tied.
fn pulls(bridges: &[Vec<usize>]) -> BTreeMap<(usize, usize), f64> {
    let mut pulls = BTreeMap::new();
    for ends in bridges {
        for (at, &a) in ends.iter().enumerate() {
            for &b in &ends[at + 1..] {
                *pulls.entry((a.min(b), a.max(b))).or_insert(0.0) += 1.0;
            }
        }
    }
    pulls
}

/// Points on a spiral that turns by the golden angle, so that none lies behind another.
fn spiral(count: usize) -> Vec<(f64, f64)> {
    let (cos, sin) = (-0.737_368_878_078_319_7, 0.675_490_294_261_523_6);
    let mut turn = (1.0, 0.0);
    let mut points = Vec::with_capacity(count);
    for at in 0..count {
        let radius = 90.0 * (at as f64).sqrt();
        points.push((turn.0 * radius, turn.1 * radius));
        turn = (turn.0 * cos - turn.1 * sin, turn.0 * sin + turn.1 * cos);
    }
    points
}

fn settle(mut points: Vec<(f64, f64)>, pulls: &BTreeMap<(usize, usize), f64>) -> Vec<(f64, f64)> {
    for step in 0..STEPS {
        let reach = 40.0 * (1.0 - step as f64 / STEPS as f64) + 1.0;
        let mut moves = vec![(0.0, 0.0); points.len()];
        let mut push = |a: usize, b: usize, force: f64, (x, y): (f64, f64)| {
            moves[a].0 -= x * force;
            moves[a].1 -= y * force;
            moves[b].0 += x * force;
            moves[b].1 += y * force;
        };
        for a in 0..points.len() {
            for b in a + 1..points.len() {
                let (x, y) = (points[b].0 - points[a].0, points[b].1 - points[a].1);
                let distance = (x * x + y * y).sqrt().max(1.0);
                let mut force = LENGTH * LENGTH / (distance * distance * distance) * 12.0;
                if let Some(count) = pulls.get(&(a, b)) {
                    force -= 0.08 * count.sqrt() * (distance - LENGTH) / distance;
                }
                push(a, b, force, (x, y));
            }
        }
        for (point, by) in points.iter_mut().zip(&moves) {
            let by = (by.0 - point.0 * 0.02, by.1 - point.1 * 0.02);
            let length = (by.0 * by.0 + by.1 * by.1).sqrt().max(1e-9);
            let scale = (reach / length).min(1.0);
            *point = (point.0 + by.0 * scale, point.1 + by.1 * scale);
        }
    }
    points
}

/// Pushes boxes that cover each other apart, where they cover least; what still does after that goes down until it is
/// free, so that in the end none does.
fn move_apart(places: &mut [Place], widest: i32) {
    for _ in 0..120 {
        let mut moved = false;
        for a in 0..places.len() {
            for b in a + 1..places.len() {
                if !places[a].covers(&places[b]) {
                    continue;
                }
                moved = true;
                let (one, two) = (places[a], places[b]);
                let right = one.middle().0 <= two.middle().0;
                let below = one.middle().1 <= two.middle().1;
                let x = if right { one.x + one.width + GAP - two.x } else { two.x + two.width + GAP - one.x };
                let y = if below { one.y + one.height + GAP - two.y } else { two.y + two.height + GAP - one.y };
                if x < y {
                    let half = if right { (x + 1) / 2 } else { -(x + 1) / 2 };
                    places[a].x = (one.x - half).clamp(0, (widest - one.width).max(0));
                    places[b].x = (two.x + half).clamp(0, (widest - two.width).max(0));
                } else {
                    let half = if below { (y + 1) / 2 } else { -(y + 1) / 2 };
                    places[a].y -= half;
                    places[b].y += half;
                }
            }
        }
        if !moved {
            return;
        }
    }
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by_key(|&at| (places[at].y, places[at].x, at));
    for (done, &at) in order.iter().enumerate() {
        while let Some(&under) = order[..done].iter().find(|&&other| places[other].covers(&places[at])) {
            places[at].y = places[under].y + places[under].height + GAP;
        }
    }
}

fn middle_of(ends: &[usize], islands: &[Place]) -> (i32, i32) {
    let sum = ends.iter().map(|&end| islands[end].middle()).fold((0, 0), |sum, at| (sum.0 + at.0, sum.1 + at.1));
    let count = (ends.len() as i32).max(1);
    (sum.0 / count, sum.1 / count)
}

/// The free cell nearest to a point and within a width, looked for in growing squares.
fn free_near((x, y): (i32, i32), taken: &[Place], widest: i32) -> Place {
    let cell = |x: i32, y: i32| Place { x: x - BRIDGE / 2, y: y - BRIDGE / 2, width: BRIDGE, height: BRIDGE };
    let step = BRIDGE / 2;
    for ring in 0..400 {
        let side = (-ring..=ring).flat_map(|at| [(at, -ring), (at, ring), (-ring, at), (ring, at)]);
        let free = side.map(|(right, down)| cell(x + right * step, y + down * step));
        let free = free.filter(|place| place.x >= 0 && place.x + place.width <= widest);
        let mut free = free.filter(|place| !taken.iter().any(|other| other.covers(place)));
        if let Some(place) = free.next() {
            return place;
        }
    }
    cell(x, y)
}

/// Moves everything so that it begins at the upper left.
fn framed(mut islands: Vec<Place>, mut bridges: Vec<Place>) -> Network {
    let all = || islands.iter().chain(&bridges);
    let left = all().map(|place| place.x).min().unwrap_or(0) - GAP;
    let top = all().map(|place| place.y).min().unwrap_or(0) - GAP;
    let right = all().map(|place| place.x + place.width).max().unwrap_or(0) + GAP;
    let bottom = all().map(|place| place.y + place.height).max().unwrap_or(0) + GAP;
    for place in islands.iter_mut().chain(&mut bridges) {
        place.x -= left;
        place.y -= top;
    }
    Network { width: right - left, height: bottom - top, islands, bridges }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tied(islands: usize) -> (Vec<(i32, i32)>, Vec<Vec<usize>>) {
        let sizes = (0..islands).map(|at| (120 + (at as i32 * 37) % 90, 40 + (at as i32 * 17) % 40)).collect();
        let bridges = (0..islands * 3).map(|at| vec![at % islands, (at * 7 + 1) % islands]).collect();
        (sizes, bridges)
    }

    #[test]
    fn nothing_on_the_map_covers_anything_else_and_all_of_it_is_within() {
        for islands in [0, 1, 2, 7, 30] {
            let (sizes, bridges) = tied(islands);
            for on in [Room::Wide, Room::Narrow] {
                let map = layout(&sizes, &bridges, on);
                assert!(map.width <= on.widest(), "{on:?}: {}", map.width);
                let all: Vec<&Place> = map.islands.iter().chain(&map.bridges).collect();
                for (at, one) in all.iter().enumerate() {
                    assert!(!all[at + 1..].iter().any(|other| one.covers(other)), "{islands} islands: {one:?}");
                    assert!(one.x >= 0 && one.y >= 0, "{one:?}");
                    assert!(one.x + one.width <= map.width && one.y + one.height <= map.height, "{one:?}");
                }
            }
        }
    }

    #[test]
    fn islands_that_share_much_lie_nearer_than_those_that_share_nothing() {
        let sizes = vec![(100, 40); 6];
        let bridges = vec![vec![0, 5], vec![0, 5], vec![0, 5], vec![1, 2]];
        let map = layout(&sizes, &bridges, Room::Wide);
        let apart = |a: usize, b: usize| {
            let ((ax, ay), (bx, by)) = (map.islands[a].middle(), map.islands[b].middle());
            (ax - bx).pow(2) + (ay - by).pow(2)
        };
        let others = [1, 2, 3, 4].map(|other| apart(0, other));
        assert!(others.iter().all(|&other| apart(0, 5) < other), "{} {others:?}", apart(0, 5));
        assert_eq!(map, layout(&sizes, &bridges, Room::Wide));
    }
}
