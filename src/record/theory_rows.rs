//! Theories in tables: a row each, in columns that their heads name.

use super::Record;
use super::prose::{self, Prose};
use super::theories::{self, clean, plain, set};
use super::words::TheoryPart;
use crate::markdown::{Block, BlockKind};
use crate::model::{Role, Section, SectionKind, Theory};
use crate::source::{Span, Spanned};

/// A table, with what each of its columns tells of a theory.
struct Table<'r> {
    head: &'r [Prose],
    columns: Vec<Option<TheoryPart>>,
    rows: Vec<(&'r Block, &'r [Prose])>,
    section: &'r Section,
}

impl<'r> Table<'r> {
    /// The column of what was believed.
    fn statement(&self) -> Option<usize> {
        self.columns.iter().position(|column| *column == Some(TheoryPart::Statement))
    }

    /// The cell of a row that says what became of its hypothesis.
    fn verdict(&self, cells: &'r [Prose]) -> Option<&'r Prose> {
        cells.get(self.columns.iter().position(|column| *column == Some(TheoryPart::Outcome))?)
    }

    /// Whether a row says of its hypothesis that it was right.
    fn accepts(&self, record: &Record<'_>, cells: &'r [Prose]) -> bool {
        self.verdict(cells).is_some_and(|cell| record.words.says.accepts(&cell.text))
    }
}

/// The tables among some blocks, in order. Rows without a head stand in columns that tell nothing.
fn tables<'r>(
    record: &'r Record<'_>,
    blocks: impl Iterator<Item = (&'r Block, &'r [Prose])>,
) -> impl Iterator<Item = Table<'r>> {
    let mut tables: Vec<Table<'r>> = Vec::new();
    for (block, cells) in blocks {
        let BlockKind::Row { head, .. } = block.kind else { continue };
        if head || tables.is_empty() {
            let columns = cells.iter().map(|cell| record.words.theory_part(cell.text.trim())).collect();
            let section = &record.sections[record.section_at(block.span.start) as usize];
            let (head, columns) = if head { (cells, columns) } else { (&[][..], Vec::new()) };
            tables.push(Table { head, columns, rows: Vec::new(), section });
        }
        if !head {
            tables.last_mut().expect("the first row opens a table").rows.push((block, cells));
        }
    }
    tables.into_iter()
}

/// The rows of tables in a span; the columns' heads say which cell tells what.
pub(super) fn find(record: &Record<'_>, span: Span) -> Vec<Theory> {
    let of_table = |table: Table<'_>| {
        let told = table.rows.iter().filter(|(_, cells)| !table.accepts(record, cells));
        told.filter_map(|(block, cells)| of_row(record, block, cells, &table)).collect::<Vec<_>>()
    };
    tables(record, record.blocks_in(span)).flat_map(of_table).collect()
}

/// The rows of tables that weigh hypotheses, wherever they stand, whose verdict is that it was not it.
pub(super) fn judged(record: &Record<'_>) -> Vec<Theory> {
    // Approaches that were rejected for the future are no theories.
    let weighs =
        |table: &Table<'_>| table.statement().is_some() && !matches!(table.section.role, Role::Future | Role::Fix);
    let fallen = |table: Table<'_>| {
        let fell = |cells| table.verdict(cells).is_some_and(|cell| is_rejection(record, cell));
        let told = table.rows.iter().filter(|(_, cells)| fell(cells));
        told.filter_map(|(block, cells)| of_row(record, block, cells, &table)).collect::<Vec<_>>()
    };
    tables(record, record.blocks()).filter(weighs).flat_map(fallen).collect()
}

/// The hypotheses of tables whose verdict is that they were right. An idea or an assumption that held is no cause.
pub(super) fn accepted(record: &Record<'_>) -> Vec<Spanned<String>> {
    const NO_CAUSES: [&str; 6] = ["idea", "approach", "assumption", "assumptions", "claim", "belief"];
    let may_tell = |table: &Table<'_>| {
        let is_cause = |at: usize| !NO_CAUSES.contains(&table.head[at].text.trim().to_lowercase().as_str());
        table.statement().is_some_and(is_cause)
            && !matches!(table.section.role, Role::Future | Role::Fix)
            && table.section.kind != SectionKind::Lessons
    };
    let held = |table: Table<'_>| {
        let told = table.rows.iter().filter(|(_, cells)| table.accepts(record, cells));
        let statements = told.filter_map(|(_, cells)| cells.get(table.statement()?));
        let statements = statements.filter(|cell| !cell.text.trim().is_empty());
        statements.map(|cell| clean(cell, 0..cell.text.len())).collect::<Vec<_>>()
    };
    tables(record, record.blocks()).filter(may_tell).flat_map(held).collect()
}

/// Whether a cell is nothing but a verdict, and the verdict is that it was not it.
fn is_rejection(record: &Record<'_>, cell: &Prose) -> bool {
    const LONGEST: usize = 4;
    cell.text.split_whitespace().count() <= LONGEST && record.words.says.rejects(&cell.text)
}

/// The theory that a row tells; where no column is said to hold it, its first cell does.
fn of_row(record: &Record<'_>, block: &Block, cells: &[Prose], table: &Table<'_>) -> Option<Theory> {
    let told = table.statement().unwrap_or(0);
    let statement = cells.get(told).filter(|cell| !cell.text.trim().is_empty())?;
    let mut theory = theories::empty(record, clean(statement, 0..statement.text.len()), block.span);
    for (index, cell) in cells.iter().enumerate() {
        let range = prose::trim(&cell.text, 0..cell.text.len());
        if index == told || range.is_empty() {
            continue;
        }
        match table.columns.get(index).copied().flatten() {
            Some(part) => set(record, &mut theory, part, plain(cell, range)),
            None if theory.wrong_because.is_none() && index + 1 == cells.len() && !is_rejection(record, cell) => {
                theory.wrong_because = Some(plain(cell, range));
            }
            None => {}
        }
    }
    Some(theory)
}
