//! Columns that stand under each other.

use super::super::{LABEL, Look, safe};
use crate::eval::Share;

/// A table: its first column is of names and stands left, the others are of figures and stand right.
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these heads.
    pub fn new(heads: &[&str]) -> Self {
        Self { rows: vec![heads.iter().map(|head| (*head).to_owned()).collect()] }
    }

    /// Adds a row.
    pub fn row(&mut self, name: &str, figures: impl IntoIterator<Item = String>) {
        self.rows.push(std::iter::once(safe::short(name, 60)).chain(figures).collect());
    }

    /// The table as lines, two blanks before each.
    pub fn text(&self, look: Look) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut text = String::new();
        for (number, row) in self.rows.iter().enumerate() {
            let mut line = String::new();
            for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
                line.push_str(if column == 0 { "  " } else { "   " });
                let gap = " ".repeat(width - cell.chars().count());
                let (before, behind) = if column == 0 { ("", gap.as_str()) } else { (gap.as_str(), "") };
                line.extend([before, cell, behind]);
            }
            let line = line.trim_end();
            text.push_str(&if number == 0 { look.paint(LABEL, line) } else { line.to_owned() });
            text.push('\n');
        }
        text
    }
}

/// A figure with three decimals; a dash where there was nothing to measure.
pub fn figure(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.3}"))
}

/// A share with the interval it may really lie in: `0.912 (0.85–0.95)`.
pub fn share(share: Share) -> String {
    match share.interval() {
        Some((low, high)) => format!("{} ({low:.2}–{high:.2})", figure(share.value())),
        None => figure(None),
    }
}
