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
            columns = columns_of(record, cells);
        } else if !verdict(cells, &columns).is_some_and(|cell| is_acceptance(record, cell)) {
            theories.extend(of_row(record, block, cells, &columns));
        }
    }
    theories
}

/// What each column of a table tells of a theory, by its head.
pub(super) fn columns_of(record: &Record<'_>, heads: &[Prose]) -> Vec<Option<TheoryPart>> {
    heads.iter().map(|cell| record.words.theory_part(cell.text.trim())).collect()
}

/// What a table's first column may be called that holds no causes.
const NO_CAUSES: [&str; 6] = ["idea", "approach", "assumption", "assumptions", "claim", "belief"];

/// The rows of tables that weigh hypotheses, wherever they stand, whose verdict is that it was not it; of tables without
/// verdicts, the rows that tell why not: `| We thought | So we | And learned |`.
pub(super) fn judged(record: &Record<'_>) -> Vec<Theory> {
    let mut theories = Vec::new();
    let mut columns: Vec<Option<TheoryPart>> = Vec::new();
    let (mut weighs, mut tells_why_not) = (false, false);
    for (block, cells) in record.document.blocks.iter().zip(&record.proses) {
        let BlockKind::Row { head, .. } = block.kind else { continue };
        if head {
            columns = columns_of(record, cells);
            let role = record.sections[record.section_at(block.span.start) as usize].role;
            // Approaches that were rejected for the future are no theories.
            weighs = columns.contains(&Some(TheoryPart::Statement)) && !matches!(role, Role::Future | Role::Fix);
            let is_named = |names: &[&str]| cells.iter().any(|cell| names.contains(&cell.text.trim().to_lowercase().as_str()));
            tells_why_not = !is_named(&NO_CAUSES) && !is_named(&["reason"]);
        } else if weighs {
            let fell = match verdict(cells, &columns) {
                Some(cell) => is_rejection(record, cell),
                None => tells_why_not && why_not(cells, &columns).is_some_and(|cell| !record.words.says.is_nothing(&cell.text)),
            };
            theories.extend(of_row(record, block, cells, &columns).filter(|_| fell));
        }
    }
    theories
}

/// The cell of a row that says what became of its hypothesis.
fn verdict<'c>(cells: &'c [Prose], columns: &[Option<TheoryPart>]) -> Option<&'c Prose> {
    cells.get(columns.iter().position(|column| *column == Some(TheoryPart::Outcome))?)
}

/// The cell of a row that says why it was not it, where it says anything.
fn why_not<'c>(cells: &'c [Prose], columns: &[Option<TheoryPart>]) -> Option<&'c Prose> {
    let cell = cells.get(columns.iter().position(|column| *column == Some(TheoryPart::WrongBecause))?)?;
    cell.text.contains(char::is_alphanumeric).then_some(cell)
}

/// Whether a row weighs a hypothesis and says that it was not it.
pub(super) fn fell(record: &Record<'_>, cells: &[Prose], columns: &[Option<TheoryPart>]) -> bool {
    columns.contains(&Some(TheoryPart::Statement))
        && verdict(cells, columns).is_some_and(|cell| is_rejection(record, cell))
}

/// The hypotheses of tables whose verdict is that they were right. An idea or an assumption that held is no cause.
pub(super) fn accepted(record: &Record<'_>) -> Vec<Spanned<String>> {
    let mut accepted = Vec::new();
    let mut columns: Vec<Option<TheoryPart>> = Vec::new();
    let mut told = None;
    for (block, cells) in record.document.blocks.iter().zip(&record.proses) {
        let BlockKind::Row { head, .. } = block.kind else { continue };
        if head {
            columns = columns_of(record, cells);
            let section = &record.sections[record.section_at(block.span.start) as usize];
            let may_tell = !matches!(section.role, Role::Future | Role::Fix) && section.kind != SectionKind::Lessons;
            let is_cause = |at: &usize| !NO_CAUSES.contains(&cells[*at].text.trim().to_lowercase().as_str());
            let column = columns.iter().position(|column| *column == Some(TheoryPart::Statement));
            told = column.filter(is_cause).filter(|_| may_tell);
        } else if verdict(cells, &columns).is_some_and(|cell| is_acceptance(record, cell)) {
            let statement = told.and_then(|at| cells.get(at)).filter(|cell| !cell.text.trim().is_empty());
            accepted.extend(statement.map(|cell| clean(cell, 0..cell.text.len())));
        }
    }
    accepted
}

/// Where the verdict ends that a cell begins with: `Not confirmed, at least 2.7 V`, `No (logs clean)`.
fn verdict_end(text: &str) -> usize {
    let dash = [" - ", " – ", " — "].iter().filter_map(|dash| text.find(dash)).min();
    text.find([',', ';', '.', ':', '(', '、', '，', '。']).into_iter().chain(dash).min().unwrap_or(text.len())
}

/// Whether a cell begins with a verdict, and the verdict is that it was not it.
fn is_rejection(record: &Record<'_>, cell: &Prose) -> bool {
    const LONGEST: usize = 4;
    let verdict = cell.text[..verdict_end(&cell.text)].trim();
    let is_no = ["no", "false", "nein", "non", "nee", "nie", "нет", "いいえ", "否"].contains(&verdict.to_lowercase().as_str());
    verdict.split_whitespace().count() <= LONGEST && (is_no || record.words.says.rejects(verdict))
}

/// Whether a cell begins with a verdict, and the verdict is that it was it.
fn is_acceptance(record: &Record<'_>, cell: &Prose) -> bool {
    record.words.says.accepts(cell.text[..verdict_end(&cell.text)].trim())
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
            // Behind a verdict stands what it rests on.
            Some(TheoryPart::Outcome) if is_rejection(record, cell) => {
                set(record, &mut theory, TheoryPart::Outcome, plain(cell, range.clone()));
                let marks = |c: char| !c.is_alphanumeric();
                let basis = cell.text[verdict_end(&cell.text)..].trim_matches(marks);
                let start = cell.text.len() - cell.text[verdict_end(&cell.text)..].trim_start_matches(marks).len();
                if basis.contains(' ') {
                    set(record, &mut theory, TheoryPart::WrongBecause, plain(cell, start..start + basis.len()));
                }
            }
            Some(part) => set(record, &mut theory, part, plain(cell, range)),
            None if theory.wrong_because.is_none() && index + 1 == cells.len() && !is_rejection(record, cell) => {
                theory.wrong_because = Some(plain(cell, range));
            }
            None => {}
        }
    }
    Some(theory)
}
