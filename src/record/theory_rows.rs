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

    /// The cell of a row that says why its hypothesis was wrong, where it says anything.
    fn why_not(&self, cells: &'r [Prose]) -> Option<&'r Prose> {
        let at = self.columns.iter().position(|column| *column == Some(TheoryPart::WrongBecause))?;
        cells.get(at).filter(|cell| cell.text.contains(char::is_alphanumeric))
    }

    /// Whether a row says of its hypothesis that it was right.
    fn accepts(&self, record: &Record<'_>, cells: &'r [Prose]) -> bool {
        self.verdict(cells).is_some_and(|cell| record.words.says.accepts(verdict_in(&cell.text)))
    }

    /// Whether a row says of its hypothesis that it was not it.
    fn rejects(&self, record: &Record<'_>, cells: &'r [Prose]) -> bool {
        self.verdict(cells).is_some_and(|cell| is_rejection(record, cell))
    }

    /// Whether a column is called one of some names.
    fn has_head(&self, names: &[&str]) -> bool {
        self.head.iter().any(|cell| names.contains(&cell.text.trim().to_lowercase().as_str()))
    }
}

/// What a column of hypotheses may be called that holds no causes.
const NO_CAUSES: [&str; 6] = ["idea", "approach", "assumption", "assumptions", "claim", "belief"];

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

/// The rows of tables that weigh hypotheses, wherever they stand, whose verdict is that it was not it; of a table without
/// verdicts, the rows that tell why not: `| We thought | So we | And learned |`.
pub(super) fn judged(record: &Record<'_>) -> Vec<Theory> {
    // Approaches that were rejected for the future are no theories.
    let weighs =
        |table: &Table<'_>| table.statement().is_some() && !matches!(table.section.role, Role::Future | Role::Fix);
    let fallen = |table: Table<'_>| {
        let has_verdicts = table.columns.contains(&Some(TheoryPart::Outcome));
        // A reason may be why one believes.
        let tells_why_not = !has_verdicts && !table.has_head(&NO_CAUSES) && !table.has_head(&["reason"]);
        let is_told =
            |cell: &Prose| !record.words.says.is_nothing(&cell.text) && !record.words.beliefs.confirms(&cell.text);
        let fell = |cells| table.rejects(record, cells) || tells_why_not && table.why_not(cells).is_some_and(is_told);
        let told = table.rows.iter().filter(|(_, cells)| fell(cells));
        told.filter_map(|(block, cells)| of_row(record, block, cells, &table)).collect::<Vec<_>>()
    };
    tables(record, record.blocks()).filter(weighs).flat_map(fallen).collect()
}

/// The cells of tables in a span that stand in the first column whose head is wanted, each with its row; without the
/// hypotheses that fell.
pub(super) fn cells_under<'r>(
    record: &'r Record<'_>,
    span: Span,
    column: impl Fn(&'r [Prose]) -> Option<usize>,
) -> Vec<(&'r Prose, Span)> {
    let of_table = |table: Table<'r>| {
        let column = column(table.head);
        let weighs = table.statement().is_some();
        let rows = table.rows.iter().filter(|(_, cells)| !(weighs && table.rejects(record, cells)));
        rows.filter_map(|(block, cells)| Some((cells.get(column?)?, block.span))).collect::<Vec<_>>()
    };
    tables(record, record.blocks_in(span)).flat_map(of_table).collect()
}

/// The hypotheses of tables whose verdict is that they were right. An idea or an assumption that held is no cause.
pub(super) fn accepted(record: &Record<'_>) -> Vec<Spanned<String>> {
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

/// The verdict that a cell begins with: `Not confirmed` of `Not confirmed, at least 2.7 V`.
fn verdict_in(text: &str) -> &str {
    let dash = [" - ", " – ", " — "].iter().filter_map(|dash| text.find(dash)).min();
    let mark = text.find([',', ';', '.', ':', '(', '、', '，', '。']);
    text[..mark.into_iter().chain(dash).min().unwrap_or(text.len())].trim_end()
}

/// Whether a cell begins with a verdict, and the verdict is that it was not it.
fn is_rejection(record: &Record<'_>, cell: &Prose) -> bool {
    const LONGEST: usize = 4;
    const NO: [&str; 6] = ["no", "false", "nein", "non", "nee", "нет"];
    let verdict = verdict_in(&cell.text);
    let is_no = NO.contains(&verdict.trim().to_lowercase().as_str());
    verdict.split_whitespace().count() <= LONGEST && (is_no || record.words.says.rejects(verdict))
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
            Some(part) => {
                set(record, &mut theory, part, plain(cell, range));
                // Behind a verdict stands what it rests on.
                if let Some(basis) = basis(cell).filter(|_| part == TheoryPart::Outcome && is_rejection(record, cell)) {
                    set(record, &mut theory, TheoryPart::WrongBecause, basis);
                }
            }
            None if theory.wrong_because.is_none() && index + 1 == cells.len() && !is_rejection(record, cell) => {
                theory.wrong_because = Some(plain(cell, range));
            }
            None => {}
        }
    }
    Some(theory)
}

/// What stands behind the verdict of a cell, where it says something.
fn basis(cell: &Prose) -> Option<Spanned<String>> {
    let behind = cell.text[verdict_in(&cell.text).len()..].trim_start_matches(|c: char| !c.is_alphanumeric());
    let start = cell.text.len() - behind.len();
    let range = start..start + behind.trim_end_matches([')', '.', ' ']).len();
    cell.text[range.clone()].contains(' ').then(|| plain(cell, range))
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::model::Incident;
    use crate::source::SourceFile;

    fn read(text: &str) -> Incident {
        crate::record::read(&SourceFile::new("a.md", text), &Config::default()).0
    }

    fn theories(incident: &Incident) -> Vec<(&str, Option<&str>)> {
        let why = |at: usize| incident.theories[at].wrong_because.as_ref().map(|why| why.value.as_str());
        (0..incident.theories.len()).map(|at| (incident.theories[at].statement.value.as_str(), why(at))).collect()
    }

    #[test]
    fn a_verdict_may_go_on_with_its_basis_and_what_fell_is_no_cause() {
        let text = "# T\n\n## Root cause\n\n| Hypothesis | Test | Result |\n|---|---|---|\n\
                    | Contact corrodes | 500 h | Not confirmed, all clean inside |\n| Counter overflows | preset | Confirmed, 20 of 20 |\n\
                    | Radio | scope | No |\n";
        let incident = read(text);
        let causes: Vec<_> = incident.causes.iter().map(|cause| cause.statement.value.as_str()).collect();
        assert_eq!(causes, ["Counter overflows"]);
        assert_eq!(theories(&incident), [("Contact corrodes", Some("all clean inside")), ("Radio", None)]);
    }

    #[test]
    fn a_table_without_verdicts_tells_theories_where_it_says_why_not() {
        let text = "# T\n\n## Chasing ghosts\n\n| We thought | So we | And learned |\n|---|---|---|\n\
                    | An attack | turned on the shield | our own app |\n| The cache | asked | – |\n";
        assert_eq!(theories(&read(text)), [("An attack", Some("our own app"))]);
        let choices = "# T\n\n| Approach | Why not |\n|---|---|\n| Shards | too costly |\n";
        assert!(read(choices).theories.is_empty());
    }
}
