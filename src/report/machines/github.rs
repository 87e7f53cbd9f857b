//! GitHub's workflow commands, which show as annotations on the lines of a pull request.
//!
//! <https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions>

use std::fmt::Write;

use super::super::safe;
use crate::diag::{Diagnostic, Level};

/// One command a line. Columns count characters; GitHub takes them only where a finding lies on one line.
pub fn github(findings: &[Diagnostic], path: &dyn Fn(&Diagnostic) -> String) -> String {
    let mut out = String::new();
    for finding in findings {
        let command = match finding.level {
            Level::Note => "notice",
            Level::Warning => "warning",
            Level::Error => "error",
        };
        let (start, end) = (finding.position(), finding.file.position(finding.span.end));
        let _ = write!(out, "::{command} file={},line={}", property(&path(finding)), start.line);
        if start.line == end.line {
            let _ = write!(out, ",col={},endColumn={}", start.column, end.column);
        } else {
            let _ = write!(out, ",endLine={}", end.line);
        }
        let help = finding.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
        let message = data(&safe::lines(&format!("{}{help}", finding.message)));
        let _ = writeln!(out, ",title={}::{message}", property(finding.rule.id));
    }
    out
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(&safe::line(text)).replace(':', "%3A").replace(',', "%2C")
}
