//! Bars that lie: one a row, its label before it, its count behind it.

use std::borrow::Cow;

use serde::Serialize;

use super::{WIDTH, cells, fit, part};

/// The height of a row.
const ROW: usize = 24;

/// How thick a bar is.
const THICK: usize = 12;

/// Where bars begin at the latest; labels end before it.
const START: usize = 138;

/// How wide a cell of a label is, and the room between labels and bars.
const CELL: usize = 7;
const BETWEEN: usize = 8;

/// Room behind the longest bar for its count.
const BEHIND: usize = 44;

/// How many cells a label may take.
const LABEL: usize = 19;

/// What a bar stands for.
pub struct Item<'a> {
    /// Its name, in full.
    pub name: Cow<'a, str>,
    /// A name for style sheets; empty, or one of the program's own words.
    pub key: &'static str,
    /// Its rank in the scale of severities, where it is a severity.
    pub rank: Option<usize>,
    /// The page it leads to.
    pub href: Option<String>,
    /// How many.
    pub count: usize,
    /// How many of these are drawn apart, at the bar's end.
    pub part: usize,
}

impl<'a> Item<'a> {
    /// A bar with nothing but name and count.
    pub fn new(name: impl Into<Cow<'a, str>>, count: usize) -> Self {
        Self { name: name.into(), key: "", rank: None, href: None, count, part: 0 }
    }
}

/// Bars, laid out.
#[derive(Debug, Serialize)]
pub struct Bars<'a> {
    /// The drawing's width.
    pub width: usize,
    /// Its height.
    pub height: usize,
    /// All counts together.
    pub total: usize,
    /// The bars, from the top.
    pub rows: Vec<Bar<'a>>,
}

/// One bar.
#[derive(Debug, Serialize)]
pub struct Bar<'a> {
    /// What it stands for, in full.
    pub name: Cow<'a, str>,
    /// The same, as long as there is room.
    pub label: String,
    /// A name for style sheets.
    pub key: &'static str,
    /// Its rank in the scale of severities.
    pub rank: Option<usize>,
    /// The page it leads to.
    pub href: Option<String>,
    /// How many.
    pub count: usize,
    /// How many of these are drawn apart.
    pub part: usize,
    /// Of a hundred, rounded down.
    pub percent: usize,
    /// The left edge of all bars.
    pub x: usize,
    /// The bar's upper edge.
    pub y: usize,
    /// How thick it is.
    pub thick: usize,
    /// The base line of its texts.
    pub text_y: usize,
    /// How long the whole bar is.
    pub length: usize,
    /// Where the part that is drawn apart begins.
    pub part_x: usize,
    /// How long that part is.
    pub part_length: usize,
    /// Where its count stands.
    pub count_x: usize,
}

impl<'a> Bars<'a> {
    /// Lays out bars in the order given.
    pub fn new(items: Vec<Item<'a>>) -> Self {
        let most = items.iter().map(|item| item.count).max().unwrap_or(0);
        let total: usize = items.iter().map(|item| item.count).sum();
        // Short labels leave their room to the bars.
        let widest = items.iter().map(|item| cells(&fit(&item.name, LABEL))).max().unwrap_or(0);
        let x = START.min(widest * CELL + BETWEEN);
        let rows = items.into_iter().enumerate().map(|(at, item)| bar(at, x, item, (most, total)));
        let rows: Vec<Bar<'a>> = rows.collect();
        Self { width: WIDTH, height: rows.len() * ROW, total, rows }
    }
}

fn bar(at: usize, x: usize, item: Item<'_>, (most, total): (usize, usize)) -> Bar<'_> {
    let length = part(item.count, most, WIDTH - x - BEHIND);
    let part_length = part(item.part, item.count, length);
    let y = at * ROW + (ROW - THICK) / 2;
    Bar {
        label: fit(&item.name, LABEL),
        name: item.name,
        key: item.key,
        rank: item.rank,
        href: item.href,
        count: item.count,
        part: item.part,
        percent: (item.count * 100).checked_div(total).unwrap_or(0),
        x,
        y,
        thick: THICK,
        text_y: y + THICK - 2,
        length,
        part_x: x + length - part_length,
        part_length,
        count_x: x + length + 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_bar_leaves_room_for_its_count_and_the_others_are_in_proportion() {
        let bars = Bars::new(vec![Item::new("a", 30), Item { part: 5, ..Item::new("b", 10) }, Item::new("c", 0)]);
        let shown: Vec<_> = bars.rows.iter().map(|bar| (bar.length, bar.part_length, bar.percent)).collect();
        assert_eq!(shown, [(277, 0, 75), (92, 46, 25), (0, 0, 0)]);
        assert_eq!((bars.total, bars.height), (40, 72));
        assert!(bars.rows.iter().all(|bar| bar.count_x + 38 <= bars.width));
        assert_eq!(bars.rows[1].part_x + bars.rows[1].part_length, bars.rows[1].x + bars.rows[1].length);
    }

    #[test]
    fn short_labels_leave_their_room_to_the_bars_and_long_ones_are_cut() {
        let start = |name: &'static str| Bars::new(vec![Item::new(name, 1), Item::new("a", 1)]).rows[1].x;
        assert_eq!((start("sev1"), start("a name that is far too long for its chart")), (36, START));
    }
}
