//! Where the marks of a chart stand: geometry in whole pixels, made at build time.
//!
//! Nothing here writes SVG. Templates draw what is laid out here, so that a chart's look, its words and its colours are
//! theirs (`docs/decisions/0013-charts-are-templates.md`). Every layout is made of whole numbers and of sums, products
//! and square roots only, which are the same on every machine.

mod bars;
mod columns;
mod line;
mod network;
mod route;
mod span;
mod year;

pub use bars::{Bars, Item};
pub use columns::{Columns, Height};
pub use line::{Line, line, shares};
pub use network::{Place, Room, layout};
pub use route::Field;
pub use span::{Spread, span_words, spread};
pub use year::{LINE as YEAR_LINE, year};

/// The width of the charts that stand side by side; a phone shows one in its own size.
pub const WIDTH: usize = 336;

/// Part of a length, in whole pixels; what is there at all is at least one pixel wide.
pub fn part(value: usize, of: usize, length: usize) -> usize {
    if value == 0 || of == 0 { 0 } else { (value * length / of).clamp(1, length) }
}

/// Cuts a label to so many cells; the letters of Chinese, Japanese and Korean take two.
pub fn fit(text: &str, cells: usize) -> String {
    let mut used = 0;
    let mut fitted = String::new();
    for c in text.chars().map(|c| if c.is_control() { ' ' } else { c }) {
        used += cells_of(c);
        if used > cells {
            fitted.pop();
            let kept = fitted.trim_end();
            return format!("{kept}…");
        }
        fitted.push(c);
    }
    fitted
}

/// How many cells a text takes.
pub fn cells(text: &str) -> usize {
    text.chars().map(cells_of).sum()
}

fn cells_of(c: char) -> usize {
    if c >= '\u{1100}' { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_cut_by_the_room_it_takes() {
        assert_eq!(fit("short", 8), "short");
        assert_eq!(fit("exactly8", 8), "exactly8");
        assert_eq!(fit("a longer label", 9), "a longer…");
        assert_eq!(fit("障害の記録です", 8), "障害の…");
        assert_eq!(cells("障害 a"), 6);
    }

    #[test]
    fn what_is_there_is_seen() {
        assert_eq!([part(0, 9, 100), part(1, 10_000, 100), part(9, 9, 100), part(1, 0, 100)], [0, 1, 100, 0]);
    }
}
