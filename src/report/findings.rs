//! Findings as text and as JSON.

use annotate_snippets::Level as Head;
use serde::Serialize;

use super::excerpt::{self, Remark, render};
use super::{Look, count, json};
use crate::diag::{Diagnostic, Level};

/// How many findings there are of each level, and in how many records they were looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Wrong.
    pub errors: usize,
    /// Worth mending.
    pub warnings: usize,
    /// For information.
    pub notes: usize,
    /// Records that were read.
    pub records: usize,
}

impl Summary {
    /// Counts findings.
    pub fn of(findings: &[Diagnostic], records: usize) -> Self {
        let of = |level: Level| findings.iter().filter(|finding| finding.level == level).count();
        Self { errors: of(Level::Error), warnings: of(Level::Warning), notes: of(Level::Note), records }
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
        format!("{parts} in {}", count(self.records, "record"))
    }
}

/// Findings for people, each with its place, excerpt and help, a blank line behind each. `folder` is the folder of
/// records as its reader names it, so that the paths can be opened from where they stand.
pub fn human(findings: &[Diagnostic], folder: &str, look: Look) -> String {
    let mut out = String::new();
    for finding in findings {
        let path = excerpt::join(folder, &finding.file.path);
        let remark = Remark {
            level: head(finding.level),
            id: Some(finding.rule.id),
            message: &finding.message,
            help: finding.help.as_deref(),
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

/// Findings for programs: `{"schema", "findings": [{"rule", "level", "path", "line", "column", …}], "summary"}`.
pub fn json(findings: &[Diagnostic], summary: Summary) -> String {
    #[derive(Serialize)]
    struct Out<'a> {
        schema: u32,
        findings: Vec<Finding<'a>>,
        summary: Summary,
    }
    json::text(&Out { schema: json::SCHEMA, findings: findings.iter().map(Finding::of).collect(), summary })
}

fn head(level: Level) -> Head<'static> {
    match level {
        Level::Error => Head::ERROR,
        Level::Warning => Head::WARNING,
        Level::Note => Head::NOTE,
    }
}

#[derive(Serialize)]
struct Finding<'a> {
    rule: &'a str,
    level: &'a str,
    path: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    message: &'a str,
    help: Option<&'a str>,
}

impl<'a> Finding<'a> {
    fn of(finding: &'a Diagnostic) -> Self {
        let (start, end) = (finding.position(), finding.file.position(finding.span.end));
        Self {
            rule: finding.rule.id,
            level: finding.level.word(),
            path: &finding.file.path,
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            message: &finding.message,
            help: finding.help.as_deref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::rule;
    use crate::source::{SourceFile, Span};

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
            human(&findings(), "b", Look::Plain),
            "warning[misspelt-key]: unknown key `titel`\n --> b/a.md:2:1\n  |\n2 | titel: x\n  | ^^^^^\n  |\n  \
             = help: did you mean `title`?\n\n\
             note[no-date]: no date [31m\n --> b/a.md:1:1\n  |\n1 | ---\n  | ^\n\n"
        );
    }

    #[test]
    fn the_summary_counts_by_level() {
        assert_eq!(Summary::of(&findings(), 1012).line(), "1 warning, 1 note in 1,012 records");
        assert_eq!(Summary::of(&[], 1).line(), "no findings in 1 record");
    }

    #[test]
    fn json_holds_every_field() {
        let text = json(&findings()[..1], Summary::of(&findings()[..1], 2));
        let value: serde_json::Value = serde_json::from_str(&text).expect("valid");
        assert_eq!(
            value,
            serde_json::json!({
                "schema": 1,
                "findings": [{
                    "rule": "misspelt-key", "level": "warning", "path": "a.md", "line": 2, "column": 1,
                    "end_line": 2, "end_column": 6, "message": "unknown key `titel`", "help": "did you mean `title`?"
                }],
                "summary": {"errors": 0, "warnings": 1, "notes": 0, "records": 2}
            })
        );
    }
}
