//! Theories in tables: a row each, in columns that their heads name.

use super::Record;
use super::prose::{self, Prose};
use super::theories::{self, clean, plain, set};
use super::words::TheoryPart;
use crate::markdown::{Block, BlockKind};
use crate::model::{Role, SectionKind, Theory};
use crate::source::{Span, Spanned};

/// The rows of tables in a span; the columns' heads say which cell tells what.
pub(super) fn find(record: &Record<'_>, span: Span) -> Vec<Theory> {
    let mut theories = Vec::new();
    let mut columns: Vec<Option<TheoryPart>> = Vec::new();
    for (block, cells) in record.blocks_in(span) {
        let BlockKind::Row { head, .. } = block.kind else { continue };
        if head {
            columns = cells.iter().map(|cell| record.words.theory_part(cell.text.trim())).collect();
        } else if !verdict(cells, &columns).is_some_and(|cell| record.words.says.accepts(&cell.text)) {
            theories.extend(of_row(record, block, cells, &columns));
        }
    }
    theories
}

/// The rows of tables that weigh hypotheses, wherever they stand, whose verdict is that it was not it.
pub(super) fn judged(record: &Record<'_>) -> Vec<Theory> {
    let mut theories = Vec::new();
    let mut columns: Vec<Option<TheoryPart>> = Vec::new();
    let mut weighs = false;
    for (block, cells) in record.document.blocks.iter().zip(&record.proses) {
        let BlockKind::Row { head, .. } = block.kind else { continue };
        if head {
            columns = cells.iter().map(|cell| record.words.theory_part(cell.text.trim())).collect();
            let role = record.sections[record.section_at(block.span.start) as usize].role;
            // Approaches that were rejected for the future are no theories.
            weighs = columns.contains(&Some(TheoryPart::Statement)) && !matches!(role, Role::Future | Role::Fix);
        } else if weighs {
            let fell = verdict(cells, &columns).is_some_and(|cell| is_rejection(record, cell));
            theories.extend(of_row(record, block, cells, &columns).filter(|_| fell));
        }
    }
    theories
}

/// The cell of a row that says what became of its hypothesis.
fn verdict<'c>(cells: &'c [Prose], columns: &[Option<TheoryPart>]) -> Option<&'c Prose> {
    cells.get(columns.iter().position(|column| *column == Some(TheoryPart::Outcome))?)
}

/// The hypotheses of tables whose verdict is that they were right. An idea or an assumption that held is no cause.
pub(super) fn accepted(record: &Record<'_>) -> Vec<Spanned<String>> {
    const NO_CAUSES: [&str; 6] = ["idea", "approach", "assumption", "assumptions", "claim", "belief"];
    let mut accepted = Vec::new();
    let mut columns: Vec<Option<TheoryPart>> = Vec::new();
    let mut told = None;
    for (block, cells) in record.document.blocks.iter().zip(&record.proses) {
        let BlockKind::Row { head, .. } = block.kind else { continue };
        if head {
            columns = cells.iter().map(|cell| record.words.theory_part(cell.text.trim())).collect();
            let section = &record.sections[record.section_at(block.span.start) as usize];
            let may_tell = !matches!(section.role, Role::Future | Role::Fix) && section.kind != SectionKind::Lessons;
            let is_cause = |at: &usize| !NO_CAUSES.contains(&cells[*at].text.trim().to_lowercase().as_str());
            let column = columns.iter().position(|column| *column == Some(TheoryPart::Statement));
            told = column.filter(is_cause).filter(|_| may_tell);
        } else if verdict(cells, &columns).is_some_and(|cell| record.words.says.accepts(&cell.text)) {
            let statement = told.and_then(|at| cells.get(at)).filter(|cell| !cell.text.trim().is_empty());
            accepted.extend(statement.map(|cell| clean(cell, 0..cell.text.len())));
        }
    }
    accepted
}

/// Whether a cell is nothing but a verdict, and the verdict is that it was not it.
fn is_rejection(record: &Record<'_>, cell: &Prose) -> bool {
    const LONGEST: usize = 4;
    cell.text.split_whitespace().count() <= LONGEST && record.words.says.rejects(&cell.text)
}

fn of_row(record: &Record<'_>, block: &Block, cells: &[Prose], columns: &[Option<TheoryPart>]) -> Option<Theory> {
    let told = columns.iter().position(|column| *column == Some(TheoryPart::Statement));
    let statement = cells.get(told.unwrap_or(0)).filter(|cell| !cell.text.trim().is_empty())?;
    let mut theory = theories::empty(record, clean(statement, 0..statement.text.len()), block.span);
    for (index, cell) in cells.iter().enumerate() {
        let range = prose::trim(&cell.text, 0..cell.text.len());
        if index == told.unwrap_or(0) || range.is_empty() {
            continue;
        }
        match columns.get(index).copied().flatten() {
            Some(part) => set(record, &mut theory, part, plain(cell, range)),
            None if theory.wrong_because.is_none() && index + 1 == cells.len() && !is_rejection(record, cell) => {
                theory.wrong_because = Some(plain(cell, range));
            }
            None => {}
        }
    }
    Some(theory)
}
