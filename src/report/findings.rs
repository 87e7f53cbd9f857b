//! Findings as text and as JSON.

use std::collections::BTreeSet;

use annotate_snippets::Level as Head;
use serde::Serialize;

use super::excerpt::{Remark, render};
use super::{Look, count, json, safe};
use crate::diag::{Certainty, Diagnostic, Fix, Level};
use crate::lint::Allowed;
use crate::source::{SourceFile, Span};

/// How many findings there are of each level, and in how many records they were looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Wrong.
    pub errors: usize,
    /// Worth mending.
    pub warnings: usize,
    /// For information.
    pub notes: usize,
    /// Findings that their authors allow; in none of the others.
    pub allowed: usize,
    /// Records that were read.
    pub records: usize,
}

impl Summary {
    /// Counts findings.
    pub fn of(findings: &[Diagnostic], allowed: &[Allowed], records: usize) -> Self {
        let of = |level: Level| findings.iter().filter(|finding| finding.level == level).count();
        let (errors, warnings, notes) = (of(Level::Error), of(Level::Warning), of(Level::Note));
        Self { errors, warnings, notes, allowed: allowed.len(), records }
    }

    /// How many findings are below a level.
    pub fn below(self, level: Level) -> usize {
        let notes = if level > Level::Note { self.notes } else { 0 };
        let warnings = if level > Level::Warning { self.warnings } else { 0 };
        notes + warnings
    }

    /// One line: `3 errors, 2 warnings in 1,012 records`.
    pub fn line(&self) -> String {
        let parts = [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")];
        let parts: Vec<_> = parts.iter().filter(|(number, _)| *number > 0).map(|(n, noun)| count(*n, noun)).collect();
        let parts = if parts.is_empty() { "no findings".to_owned() } else { parts.join(", ") };
        let allowed =
            if self.allowed > 0 { format!(" ({} allowed)", count(self.allowed, "other")) } else { String::new() };
        format!("{parts}{allowed} in {}", count(self.records, "record"))
    }
}

/// Findings for people, each with its place, excerpt and help, a blank line behind each. `path` names a
/// finding's file as its reader does, so that it can be opened from where they stand.
pub fn human(findings: &[Diagnostic], path: &dyn Fn(&Diagnostic) -> String, look: Look) -> String {
    let mut out = String::new();
    for finding in findings {
        let path = path(finding);
        let remark = Remark {
            level: head(finding.level),
            id: Some(finding.rule.id),
            message: &finding.message,
            help: finding.help.as_deref(),
            fix: finding.fix.as_deref(),
            path: &path,
            file: &finding.file,
            span: finding.span,
            hidden: &finding.hidden,
        };
        out.push_str(&render(&remark, look));
        out.push_str("\n\n");
    }
    out
}

/// Findings for programs: `{"schema", "findings": [{"rule", "level", "path", "line", "column", …}], "allowed",
/// "summary"}`. `file` gives the path of a finding's file as its repository knows it.
pub fn json(
    findings: &[Diagnostic],
    allowed: &[Allowed],
    summary: Summary,
    file: &dyn Fn(&Diagnostic) -> String,
) -> String {
    #[derive(Serialize)]
    struct Out<'a> {
        schema: u32,
        findings: Vec<Finding<'a>>,
        allowed: Vec<Excused<'a>>,
        summary: Summary,
    }
    let of = |finding| Finding::of(finding, file);
    let excused = allowed.iter().map(|one| Excused { finding: of(&one.finding), reason: &one.reason });
    let findings = findings.iter().map(of).collect();
    json::text(&Out { schema: json::SCHEMA, findings, allowed: excused.collect(), summary })
}

/// One line about files that are not read and may be notes, with the way out; nothing where there are none.
pub fn unread(paths: &[String]) -> Option<String> {
    const NAMED: usize = 3;
    let named: Vec<String> = paths.iter().take(NAMED).map(|path| format!("`{}`", safe::line(path))).collect();
    let more = if paths.len() > NAMED { format!(" and {} more", paths.len() - NAMED) } else { String::new() };
    let one = paths.len() == 1;
    let (may, them) = if one { ("may be a note and is", "it") } else { ("may be notes and are", "them") };
    let ending = |path: &String| Some(path.rsplit('/').next()?.rsplit_once('.')?.1.to_lowercase());
    let is_word = |ending: &String| ending.chars().all(|c| c.is_ascii_alphanumeric());
    let ended: Vec<String> = paths.iter().filter_map(ending).filter(is_word).collect();
    let bare = if ended.len() < paths.len() { ", and a file without an ending wants one" } else { "" };
    let endings: BTreeSet<String> = ended.into_iter().collect();
    let options: Vec<String> = endings.iter().map(|ending| format!("--ending {ending}")).collect();
    let way = if options.is_empty() {
        "call it something that ends in `.md`".to_owned()
    } else {
        format!("`{}` reads {them}, `endings` in `casebook.toml` for good{bare}", options.join(" "))
    };
    let told = format!("{} {may} not read: {}{more}; {way}", count(paths.len(), "file"), named.join(", "));
    (!paths.is_empty()).then_some(told)
}

fn head(level: Level) -> Head<'static> {
    match level {
        Level::Error => Head::ERROR,
        Level::Warning => Head::WARNING,
        Level::Note => Head::NOTE,
    }
}

/// A finding that its author allows.
#[derive(Serialize)]
struct Excused<'a> {
    #[serde(flatten)]
    finding: Finding<'a>,
    reason: &'a str,
}

#[derive(Serialize)]
struct Finding<'a> {
    rule: &'a str,
    level: &'a str,
    /// Relative to the folder of records.
    path: &'a str,
    /// Relative to the repository.
    file: String,
    #[serde(flatten)]
    place: Place,
    message: &'a str,
    help: Option<&'a str>,
    fix: Option<Mending<'a>>,
}

#[derive(Serialize)]
struct Place {
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

/// A way to mend a finding.
#[derive(Serialize)]
struct Mending<'a> {
    title: &'a str,
    /// Whether `--fix` does it.
    safe: bool,
    edits: Vec<Change<'a>>,
}

#[derive(Serialize)]
struct Change<'a> {
    #[serde(flatten)]
    place: Place,
    replacement: &'a str,
}

impl<'a> Finding<'a> {
    fn of(finding: &'a Diagnostic, file: &dyn Fn(&Diagnostic) -> String) -> Self {
        let mending = |fix: &'a Fix| Mending {
            title: &fix.title,
            safe: fix.certainty == Certainty::Safe,
            edits: fix
                .edits
                .iter()
                .map(|edit| Change { place: Place::of(&finding.file, edit.span), replacement: &edit.replacement })
                .collect(),
        };
        Self {
            rule: finding.rule.id,
            level: finding.level.word(),
            path: &finding.file.path,
            file: file(finding),
            place: Place::of(&finding.file, finding.span),
            message: &finding.message,
            help: finding.help.as_deref(),
            fix: finding.fix.as_deref().map(mending),
        }
    }
}

impl Place {
    fn of(file: &SourceFile, span: Span) -> Self {
        let (start, end) = (file.position(span.start), file.position(span.end));
        Self { line: start.line, column: start.column, end_line: end.line, end_column: end.column }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::rule;

    fn findings() -> Vec<Diagnostic> {
        let file = SourceFile::new("a.md", "---\ntitel: x\n---\n\x1b[2J");
        vec![
            Diagnostic::new(&rule::MISSPELT_KEY, &file, Span::new(4, 9), "unknown key `titel`")
                .with_help("did you mean `title`?"),
            Diagnostic::new(&rule::NO_DATE, &file, Span::new(0, 0), "no date \x1b[31m"),
        ]
    }

    #[test]
    fn findings_show_place_excerpt_and_help() {
        assert_eq!(
            human(&findings(), &|found| format!("b/{}", found.file.path), Look::Plain),
            "warning[misspelt-key]: unknown key `titel`\n --> b/a.md:2:1\n  |\n2 | titel: x\n  | ^^^^^\n  |\n  \
             = help: did you mean `title`?\n\n\
             note[no-date]: no date [31m\n --> b/a.md:1:1\n  |\n1 | ---\n  | ^\n\n"
        );
    }

    #[test]
    fn the_summary_counts_by_level() {
        assert_eq!(Summary::of(&findings(), &[], 1012).line(), "1 warning, 1 note in 1,012 records");
        assert_eq!(Summary::of(&[], &[], 1).line(), "no findings in 1 record");
    }

    #[test]
    fn json_holds_every_field() {
        let mut found = findings();
        let fix = Fix::guess("rename it", Span::new(4, 9), "title");
        let allowed = Allowed { finding: found.remove(1), reason: "lost".to_owned() };
        let found = [found.remove(0).with_fix(fix)];
        let summary = Summary::of(&found, std::slice::from_ref(&allowed), 2);
        let text = json(&found, &[allowed], summary, &|finding| format!("notes/{}", finding.file.path));
        let value: serde_json::Value = serde_json::from_str(&text).expect("valid");
        assert_eq!(
            value,
            serde_json::json!({
                "schema": 1,
                "findings": [{
                    "rule": "misspelt-key", "level": "warning", "path": "a.md", "file": "notes/a.md",
                    "line": 2, "column": 1, "end_line": 2, "end_column": 6,
                    "message": "unknown key `titel`", "help": "did you mean `title`?",
                    "fix": {"title": "rename it", "safe": false, "edits": [{
                        "line": 2, "column": 1, "end_line": 2, "end_column": 6, "replacement": "title"
                    }]}
                }],
                "allowed": [{
                    "rule": "no-date", "level": "note", "path": "a.md", "file": "notes/a.md",
                    "line": 1, "column": 1, "end_line": 1, "end_column": 1,
                    "message": "no date \u{1b}[31m", "help": null, "fix": null, "reason": "lost"
                }],
                "summary": {"errors": 0, "warnings": 1, "notes": 0, "allowed": 1, "records": 2}
            })
        );
    }
}
