//! Columns that stand: how many of each of a few things that have an order, such as months or lengths.

use serde::Serialize;

use super::{WIDTH, part};

/// How high the highest column is.
const HIGH: usize = 108;

/// Room above it for its count.
const ABOVE: usize = 16;

/// Room under the axis for labels.
const BELOW: usize = 22;

/// What a column stands for.
pub struct Height {
    /// Its name in full, as the table gives it.
    pub name: String,
    /// What stands under it, where there is room for one; may be empty.
    pub label: String,
    /// The page it leads to.
    pub href: Option<String>,
    /// How many.
    pub count: usize,
}

/// Columns, laid out.
#[derive(Debug, Serialize)]
pub struct Columns {
    /// The drawing's width.
    pub width: usize,
    /// Its height.
    pub height: usize,
    /// Where the axis lies.
    pub axis: usize,
    /// The base line of the labels under the axis.
    pub label_y: usize,
    /// All counts together.
    pub total: usize,
    /// The columns, from the left.
    pub bars: Vec<Column>,
}

/// One column.
#[derive(Debug, Serialize)]
pub struct Column {
    /// What it stands for, in full.
    pub name: String,
    /// What stands under it.
    pub label: String,
    /// The page it leads to.
    pub href: Option<String>,
    /// How many.
    pub count: usize,
    /// Its left edge.
    pub x: usize,
    /// Its upper edge.
    pub y: usize,
    /// How wide it is.
    pub wide: usize,
    /// How high it is.
    pub high: usize,
    /// The middle of it.
    pub middle: usize,
    /// The middle of its label, which stays within the drawing.
    pub label_x: usize,
    /// The left edge of its share of the axis.
    pub left: usize,
    /// Whether there is room for its count above it.
    pub counted: bool,
}

impl Columns {
    /// Lays out columns in the order given.
    pub fn new(heights: Vec<Height>) -> Self {
        let most = heights.iter().map(|height| height.count).max().unwrap_or(0);
        let total = heights.iter().map(|height| height.count).sum();
        let share = (WIDTH / heights.len().max(1)).clamp(1, 48);
        let wide = (share * 4 / 5).clamp(1, 34);
        let axis = ABOVE + HIGH;
        let column = |(at, height): (usize, Height)| {
            let high = part(height.count, most, HIGH);
            let left = at * share;
            Column {
                name: height.name,
                label: height.label,
                href: height.href,
                count: height.count,
                x: left + (share - wide) / 2,
                y: axis - high,
                wide,
                high,
                middle: left + share / 2,
                label_x: (left + share / 2).clamp(14, WIDTH - 14),
                left,
                counted: height.count > 0 && share >= 2 + 7 * height.count.to_string().len(),
            }
        };
        let bars = heights.into_iter().enumerate().map(column).collect();
        Self { width: WIDTH, height: axis + BELOW, axis, label_y: axis + BELOW - 7, total, bars }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn height(count: usize) -> Height {
        Height { name: String::new(), label: String::new(), href: None, count }
    }

    #[test]
    fn columns_stand_on_the_axis_and_within_the_drawing() {
        for many in [1, 8, 24, 36] {
            let columns = Columns::new((0..many).map(height).collect());
            assert!(columns.bars.iter().all(|column| column.y + column.high == columns.axis));
            assert!(columns.bars.iter().all(|column| column.x + column.wide <= columns.width), "{many}");
        }
        let columns = Columns::new([0, 2, 4].map(height).into());
        assert_eq!(columns.bars.iter().map(|column| column.high).collect::<Vec<_>>(), [0, 54, 108]);
    }
}
