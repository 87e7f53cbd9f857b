//! The account of an import: what went where, what was done to it, what is left to its author.

use std::fmt::Write;

use line_diff::{ChangeTag, TextDiff};

use super::{ERROR, LABEL, Look, MATCH, QUIET, TITLE, count, safe};
use crate::import::{Fate, Import, Placed};

pub use super::import_json::json;

const WIDTH: usize = 100;

/// Whether records were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Run {
    /// Nothing was written.
    Dry,
    /// New records were.
    Real,
}

/// The account for people; `folder` is that of the records. A dry run shows a diff for each record too.
pub fn human(imports: &[Import], folder: &str, run: Run, look: Look) -> String {
    let mut out = String::new();
    let columns = Columns::of(imports, folder);
    if imports.iter().any(|import| !import.records.is_empty()) {
        columns.heads(look, &mut out);
    }
    for import in imports {
        source(import, folder, &columns, look, &mut out);
    }
    if run == Run::Dry {
        for import in imports {
            for placed in import.records.iter().filter(|placed| placed.fate == Fate::New) {
                diff(placed, folder, look, &mut out);
            }
        }
    }
    out
}

/// One line: how many records of how many files.
pub fn summary(imports: &[Import], run: Run) -> String {
    let fates = || imports.iter().flat_map(|import| &import.records).map(|placed| placed.fate);
    let (new, known) =
        (fates().filter(|fate| *fate == Fate::New).count(), fates().filter(|fate| *fate == Fate::Known).count());
    let skipped = imports.iter().filter(|import| import.account.skipped.is_some()).count();
    let verb = if run == Run::Dry { "would be written" } else { "written" };
    let mut line = format!("{} {verb} from {}", count(new, "record"), count(imports.len(), "file"));
    if known > 0 {
        let _ = write!(line, "; {known} imported before and left alone");
    }
    if skipped > 0 {
        let _ = write!(line, "; {} passed over", count(skipped, "file"));
    }
    line
}

/// How wide the columns of the table are.
struct Columns {
    lines: usize,
    record: usize,
}

impl Columns {
    const LINES: &str = "lines";
    const RECORD: &str = "record";
    /// A longer path pushes its own title to the right, and nobody else's.
    const WIDEST: usize = 56;

    fn of(imports: &[Import], folder: &str) -> Self {
        let placed = || imports.iter().flat_map(|import| &import.records);
        let record = placed().map(|placed| path(placed, folder).chars().count()).filter(|width| *width <= Self::WIDEST);
        Self {
            lines: placed().map(|placed| lines(placed).len()).max().unwrap_or(0).max(Self::LINES.len()),
            record: record.max().unwrap_or(0).max(Self::RECORD.len()),
        }
    }

    /// What the rows of the table hold.
    fn heads(&self, look: Look, out: &mut String) {
        let Self { lines, record } = *self;
        let heads = format!("source\n  {:>lines$}  {:record$}  title", Self::LINES, Self::RECORD);
        let _ = writeln!(out, "{}\n", look.paint(QUIET, &heads));
    }
}

/// The lines of the source that a record was made of.
fn lines(placed: &Placed) -> String {
    format!("{}-{}", placed.draft.from.line, placed.draft.from.end)
}

fn path(placed: &Placed, folder: &str) -> String {
    safe::line(&format!("{folder}/{}", placed.path))
}

/// One source: a row for each record, then what was mended and what is unsure.
fn source(import: &Import, folder: &str, columns: &Columns, look: Look, out: &mut String) {
    let account = &import.account;
    let _ = writeln!(out, "{}", look.paint(TITLE, &safe::line(&account.source)));
    if let Some(why) = &account.skipped {
        let _ = writeln!(out, "  {} {}", look.paint(ERROR, "passed over:"), safe::line(why));
    }
    let (width, record) = (columns.lines, columns.record);
    for placed in &import.records {
        let path = path(placed, folder);
        let gap = " ".repeat(record.saturating_sub(path.chars().count()));
        let title = safe::short(&placed.draft.title, WIDTH);
        let fate = if placed.fate == Fate::Known { "  (imported before, left alone)" } else { "" };
        let _ = writeln!(out, "  {:>width$}  {}{gap}  {title}{fate}", lines(placed), look.paint(LABEL, &path));
        if placed.fate == Fate::Known {
            continue;
        }
        let also = placed.draft.also.iter().map(|lines| format!("{}-{}", lines.line, lines.end)).collect::<Vec<_>>();
        let also = (!also.is_empty()).then(|| format!("with lines {}", also.join(", ")));
        let done: Vec<String> = also.into_iter().chain(placed.draft.done.iter().cloned()).collect();
        if !done.is_empty() {
            let _ = writeln!(out, "  {:width$}  {}", "", look.paint(QUIET, &done.join("; ")));
        }
        if !placed.draft.lacks.is_empty() {
            let told = format!("not found: {}; headings that name them help", placed.draft.lacks.join(", "));
            let _ = writeln!(out, "  {:width$}  {}", "", look.paint(MATCH, &told));
        }
        for doubt in &placed.draft.unsure {
            let value = safe::short(&doubt.value, WIDTH);
            let told = format!("unsure: {} `{value}`, {}", safe::line(&doubt.key), doubt.why);
            let _ = writeln!(out, "  {:width$}  {}", "", look.paint(MATCH, &told));
        }
    }
    for (changes, verb) in [(&account.mended, "mended"), (&account.quoted, "left, though it looks wrong")] {
        for change in changes {
            let (before, after) = (safe::line(&change.before), safe::line(&change.after));
            let _ = writeln!(
                out,
                "  {verb}: line {}: `{before}` {} `{after}` ({})",
                change.line,
                if verb == "mended" { "to" } else { "for" },
                change.encoding
            );
        }
    }
    out.push('\n');
}

/// What a record's lines were and what they become.
fn diff(placed: &Placed, folder: &str, look: Look, out: &mut String) {
    let _ = writeln!(out, "{}", look.paint(TITLE, &format!("--- {}", safe::line(&placed.draft.source))));
    let _ = writeln!(out, "{}", look.paint(TITLE, &safe::line(&format!("+++ {folder}/{}", placed.path))));
    let diff = TextDiff::from_lines(&placed.before, &placed.draft.text);
    for hunk in diff.unified_diff().context_radius(1).iter_hunks() {
        let _ = writeln!(out, "{}", look.paint(QUIET, hunk.header().to_string().trim_end()));
        for change in hunk.iter_changes() {
            let (sign, style) = match change.tag() {
                ChangeTag::Delete => ("-", Some(ERROR)),
                ChangeTag::Insert => ("+", Some(LABEL)),
                ChangeTag::Equal => (" ", None),
            };
            let line = safe::lines(change.value().trim_end_matches(['\n', '\r']));
            let text = format!("{sign}{line}");
            let _ = writeln!(out, "{}", style.map_or(text.clone(), |style| look.paint(style, &text)));
        }
    }
    out.push('\n');
}
