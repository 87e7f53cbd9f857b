//! Ways around boxes: lines of a map that run beside what they do not lead to.
//!
//! A way is looked for over a grid of cells, the shortest first, then pulled straight where nothing lies between. Cells
//! that other lines use cost more, so that lines spread over the free room.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::network::Place;

/// The side of a cell.
const STEP: i32 = 8;

/// How far a line stays from a box.
const CLEAR: i32 = 3;

/// What a step to the side costs, one across, and what it costs more where another line runs.
const SIDE: u32 = 10;
const ACROSS: u32 = 14;
const USED: u32 = 5;

/// The room in which ways are looked for.
pub struct Field<'a> {
    columns: i32,
    rows: i32,
    boxes: &'a [Place],
    /// For each cell, the box whose ground it is, if any; what two boxes claim is the first's.
    ground: Vec<Option<u16>>,
    used: Vec<u8>,
}

type Point = (i32, i32);

impl<'a> Field<'a> {
    /// A room of a width and height with boxes in it.
    pub fn new(width: i32, height: i32, boxes: &'a [Place]) -> Self {
        let (columns, rows) = (width / STEP + 1, height / STEP + 1);
        let mut ground = vec![None; (columns * rows) as usize];
        for (number, place) in boxes.iter().enumerate() {
            let first = |edge: i32| ((edge - CLEAR).max(0) + STEP - 1) / STEP;
            let (left, top) = (first(place.x), first(place.y));
            let (right, bottom) = ((place.x + place.width + CLEAR) / STEP, (place.y + place.height + CLEAR) / STEP);
            for row in top..=bottom.min(rows - 1) {
                for column in left..=right.min(columns - 1) {
                    ground[(row * columns + column) as usize].get_or_insert(number as u16);
                }
            }
        }
        let used = vec![0; ground.len()];
        Self { columns, rows, boxes, ground, used }
    }

    /// A way from the middle of one box to the edge of another, as its corners; a straight one where there is no other.
    pub fn way(&mut self, from: usize, to: usize) -> Vec<Point> {
        let (start, goal) = (self.boxes[from].middle(), &self.boxes[to]);
        let Some(cells) = self.search(from, to) else { return vec![start, goal.towards(&self.boxes[from])] };
        for &cell in &cells {
            self.used[cell] = self.used[cell].saturating_add(1);
        }
        let mut points: Vec<Point> = cells.into_iter().map(|cell| self.middle(cell)).collect();
        points[0] = start;
        let last = points[points.len() - 1];
        points.push((last.0.clamp(goal.x, goal.x + goal.width), last.1.clamp(goal.y, goal.y + goal.height)));
        self.pulled(&points, from, to)
    }

    fn middle(&self, cell: usize) -> Point {
        (cell as i32 % self.columns * STEP, cell as i32 / self.columns * STEP)
    }

    fn cell(&self, (x, y): Point) -> usize {
        let column = ((x + STEP / 2) / STEP).clamp(0, self.columns - 1);
        (((y + STEP / 2) / STEP).clamp(0, self.rows - 1) * self.columns + column) as usize
    }

    /// The cells from one box to the ground of another.
    fn search(&self, from: usize, to: usize) -> Option<Vec<usize>> {
        let (own, goal) = (Some(from as u16), Some(to as u16));
        let start = self.cell(self.boxes[from].middle());
        let mut costs = vec![u32::MAX; self.ground.len()];
        let mut before = vec![usize::MAX; self.ground.len()];
        let mut open = BinaryHeap::from([Reverse((self.least(start, to), start))]);
        costs[start] = 0;
        while let Some(Reverse((_, at))) = open.pop() {
            if self.ground[at] == goal {
                let mut cells = vec![at];
                while let Some(&last) = cells.last().filter(|&&last| last != start) {
                    cells.push(before[last]);
                }
                cells.reverse();
                return Some(cells);
            }
            let (column, row) = (at as i32 % self.columns, at as i32 / self.columns);
            for (right, down) in [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1)] {
                let (column, row) = (column + right, row + down);
                if !(0..self.columns).contains(&column) || !(0..self.rows).contains(&row) {
                    continue;
                }
                let next = (row * self.columns + column) as usize;
                if ![None, own, goal].contains(&self.ground[next]) {
                    continue;
                }
                let step = if right != 0 && down != 0 { ACROSS } else { SIDE };
                let cost = costs[at] + step + u32::from(self.used[next]).min(3) * USED;
                if cost < costs[next] {
                    costs[next] = cost;
                    before[next] = at;
                    open.push(Reverse((cost + self.least(next, to), next)));
                }
            }
        }
        None
    }

    /// What the way from a cell to a box costs at least.
    fn least(&self, cell: usize, to: usize) -> u32 {
        let (x, y) = self.middle(cell);
        let goal = &self.boxes[to];
        let away = |at: i32, low: i32, long: i32| (low - at).max(at - low - long).max(0) / STEP;
        let (x, y) = (away(x, goal.x, goal.width) as u32, away(y, goal.y, goal.height) as u32);
        // Borders are rounded, so that a cell at most may be saved.
        (SIDE * x.abs_diff(y) + ACROSS * x.min(y)).saturating_sub(ACROSS)
    }

    /// The corners that remain where each next one is the farthest that can be seen.
    fn pulled(&self, points: &[Point], from: usize, to: usize) -> Vec<Point> {
        let mut corners = vec![points[0]];
        let mut at = 0;
        while at + 1 < points.len() {
            let seen = (at + 2..points.len()).rev().find(|&next| self.sees(points[at], points[next], from, to));
            at = seen.unwrap_or(at + 1);
            corners.push(points[at]);
        }
        corners
    }

    /// Whether no other box lies between two points.
    fn sees(&self, a: Point, b: Point, from: usize, to: usize) -> bool {
        let steps = ((b.0 - a.0).abs().max((b.1 - a.1).abs()) / 3).max(1);
        let spot = |step: i32| (a.0 + (b.0 - a.0) * step / steps, a.1 + (b.1 - a.1) * step / steps);
        (0..=steps).map(spot).all(|spot| {
            let mut others = self.boxes.iter().enumerate().filter(|(number, _)| *number != from && *number != to);
            !others.any(|(_, place)| near(place, spot))
        })
    }
}

/// Whether a point lies in a box, or nearer to it than a line may.
fn near(place: &Place, (x, y): Point) -> bool {
    let within = |at: i32, low: i32, long: i32| at > low - CLEAR && at < low + long + CLEAR;
    within(x, place.x, place.width) && within(y, place.y, place.height)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(x: i32, y: i32, width: i32, height: i32) -> Place {
        Place { x, y, width, height }
    }

    /// Whether a way goes through a box.
    fn crosses(way: &[Point], place: &Place) -> bool {
        way.windows(2).any(|ends| {
            let (a, b) = (ends[0], ends[1]);
            let spot = |step: i32| (a.0 + (b.0 - a.0) * step / 200, a.1 + (b.1 - a.1) * step / 200);
            (0..=200).map(spot).any(|(x, y)| {
                (place.x..=place.x + place.width).contains(&x) && (place.y..=place.y + place.height).contains(&y)
            })
        })
    }

    #[test]
    fn a_way_leads_around_what_lies_between() {
        let boxes = [place(100, 10, 16, 16), place(60, 200, 100, 30), place(40, 90, 140, 40)];
        let mut field = Field::new(300, 260, &boxes);
        let way = field.way(0, 1);
        assert_eq!(way[0], boxes[0].middle());
        let (x, y) = *way.last().expect("a way has an end");
        assert!((60..=160).contains(&x) && (200..=230).contains(&y), "{way:?}");
        assert!(!crosses(&way, &boxes[2]) && way.len() <= 5, "{way:?}");
    }

    #[test]
    fn a_free_way_is_straight_and_one_that_is_shut_in_is_told_anyway() {
        let boxes = [place(0, 0, 16, 16), place(200, 0, 50, 16)];
        assert_eq!(Field::new(300, 60, &boxes).way(0, 1).len(), 2);
        let walls = [boxes[0], boxes[1], place(60, -40, 20, 200)];
        assert_eq!(Field::new(300, 60, &walls).way(0, 1), [(8, 8), (200, 8)]);
    }
}
