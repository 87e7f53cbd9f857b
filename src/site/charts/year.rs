//! A year of incidents: a row a month, a mark an incident, the worst first.

use serde::Serialize;

use super::WIDTH;

/// How wide and high the cell of a mark is.
const CELL: usize = 12;

/// Where marks begin; the month's name stands before it.
const START: usize = 36;

/// How many marks stand in a line.
pub const LINE: usize = (WIDTH - START - 36) / CELL;

/// Room under the lines of a month.
const BETWEEN: usize = 14;

/// A year, laid out. A mark says which incident it is by its index.
#[derive(Debug, Serialize)]
pub struct YearChart {
    /// The year.
    pub year: i16,
    /// The drawing's width.
    pub width: usize,
    /// Its height.
    pub height: usize,
    /// How many incidents the year has.
    pub total: usize,
    /// How many of them have no mark.
    pub left_out: usize,
    /// The months, from January.
    pub months: Vec<Month>,
}

/// A month.
#[derive(Debug, Serialize)]
pub struct Month {
    /// 1 to 12.
    pub number: i8,
    /// How many incidents it has.
    pub count: usize,
    /// The upper edge of its row, which is at least 24 pixels high, so that a finger meets it.
    pub row_y: usize,
    /// How high the row is.
    pub row_height: usize,
    /// The base line of its name.
    pub text_y: usize,
    /// Its marks.
    pub marks: Vec<Mark>,
    /// How many incidents have no mark.
    pub more: usize,
    /// Where that is said.
    pub more_x: usize,
    /// The base line of that.
    pub more_y: usize,
}

/// The mark of an incident.
#[derive(Debug, Serialize)]
pub struct Mark {
    /// Which incident.
    pub incident: usize,
    /// The left edge of its cell.
    pub x: usize,
    /// The upper edge of its cell.
    pub y: usize,
}

/// Lays out a year of incidents, given as month (1 to 12) and index in the order of their marks; no month has more than
/// `most` marks.
pub fn year(year: i16, incidents: &[(i8, usize)], most: usize) -> YearChart {
    let mut months: Vec<Month> = Vec::with_capacity(12);
    let mut y = BETWEEN / 2;
    for number in 1..=12 {
        let all = || incidents.iter().filter(|(month, _)| *month == number).map(|(_, incident)| *incident);
        let count = all().count();
        let shown = count.min(most);
        let place = |at: usize| (START + at % LINE * CELL, y + at / LINE * CELL);
        let high = shown.div_ceil(LINE).max(1) * CELL + BETWEEN;
        let mark = |(at, incident)| Mark { incident, x: place(at).0, y: place(at).1 };
        let (more_x, more_y) = place(shown.max(1) - 1);
        months.push(Month {
            number,
            count,
            row_y: y - BETWEEN / 2,
            row_height: high,
            text_y: y + CELL - 2,
            marks: all().take(shown).enumerate().map(mark).collect(),
            more: count - shown,
            more_x: more_x + CELL + 2,
            more_y: more_y + CELL - 2,
        });
        y += high;
    }
    let left_out = months.iter().map(|month| month.more).sum();
    YearChart { year, width: WIDTH, height: y - BETWEEN / 2, total: incidents.len(), left_out, months }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_with_many_incidents_takes_lines_and_says_what_it_leaves_out() {
        let incidents: Vec<(i8, usize)> = (0..60).map(|at| (2, at)).chain([(12, 60)]).collect();
        let chart = year(2025, &incidents, 2 * LINE);
        assert_eq!((chart.total, chart.left_out), (61, 60 - 2 * LINE));
        let marks = &chart.months[1].marks;
        assert_eq!(marks.len(), 2 * LINE);
        assert_eq!((marks[0].x, marks[LINE].x), (36, 36));
        assert_eq!(marks[LINE].y - marks[0].y, 12);
        assert!(chart.months[1].more_x + 30 <= chart.width);
        assert_eq!(chart.months[11].marks[0].incident, 60);
        assert_eq!(chart.height, 13 * 12 + 12 * 14);
        let mut under = 0;
        for month in &chart.months {
            assert!(month.row_y == under && month.row_height >= 24, "{month:?}");
            under += month.row_height;
        }
        assert_eq!(under, chart.height);
    }
}
