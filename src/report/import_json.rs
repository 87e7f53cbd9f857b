//! The account of an import for programs.

use serde::Serialize;

use super::import::Run;
use super::json;
use crate::import::mend::Change;
use crate::import::{Fate, Import, Lines};

#[derive(Serialize)]
struct Report<'a> {
    schema: u32,
    dry_run: bool,
    records: Vec<Record<'a>>,
    skipped: Vec<Skipped<'a>>,
    mended: Vec<Mended<'a>>,
    unsure: Vec<Unsure<'a>>,
}

#[derive(Serialize)]
struct Record<'a> {
    path: String,
    title: &'a str,
    source: &'a str,
    from: Range,
    /// Lines from elsewhere in the source that came along.
    also: Vec<Range>,
    /// `new`, or `known` where an earlier run wrote it.
    fate: &'static str,
    done: &'a [String],
    /// The roles that nothing in it was found to tell: `symptom`, `cause`, `fix`.
    lacks: &'a [&'static str],
}

#[derive(Serialize)]
struct Range {
    line: u32,
    end: u32,
}

impl From<Lines> for Range {
    fn from(lines: Lines) -> Self {
        Range { line: lines.line, end: lines.end }
    }
}

#[derive(Serialize)]
struct Skipped<'a> {
    source: &'a str,
    why: &'a str,
}

#[derive(Serialize)]
struct Mended<'a> {
    source: &'a str,
    line: u32,
    before: &'a str,
    after: &'a str,
    encoding: &'static str,
}

#[derive(Serialize)]
struct Unsure<'a> {
    /// The record that it would be a value of.
    path: Option<String>,
    source: &'a str,
    line: u32,
    key: &'a str,
    value: &'a str,
    why: &'a str,
}

/// The account as JSON; `folder` is that of the records.
pub fn json(imports: &[Import], folder: &str, run: Run) -> String {
    let mut report = Report {
        schema: json::SCHEMA,
        dry_run: run == Run::Dry,
        records: Vec::new(),
        skipped: Vec::new(),
        mended: Vec::new(),
        unsure: Vec::new(),
    };
    for import in imports {
        let source = import.account.source.as_str();
        report.skipped.extend(import.account.skipped.as_deref().map(|why| Skipped { source, why }));
        report.mended.extend(import.account.mended.iter().map(|change| mended(source, change)));
        report.unsure.extend(import.account.quoted.iter().map(|change| Unsure {
            path: None,
            source,
            line: change.line,
            key: "encoding",
            value: &change.before,
            why: "it looks decoded wrongly, but its line shows the right letters too",
        }));
        for placed in &import.records {
            let draft = &placed.draft;
            let path = format!("{folder}/{}", placed.path);
            report.unsure.extend(draft.unsure.iter().map(|doubt| Unsure {
                path: Some(path.clone()),
                source,
                line: draft.from.line,
                key: &doubt.key,
                value: &doubt.value,
                why: &doubt.why,
            }));
            report.records.push(Record {
                path,
                title: &draft.title,
                source: &draft.source,
                from: draft.from.into(),
                also: draft.also.iter().copied().map(Range::from).collect(),
                fate: if placed.fate == Fate::New { "new" } else { "known" },
                lacks: &draft.lacks,
                done: &draft.done,
            });
        }
    }
    json::text(&report)
}

fn mended<'a>(source: &'a str, change: &'a Change) -> Mended<'a> {
    Mended { source, line: change.line, before: &change.before, after: &change.after, encoding: change.encoding }
}
