//! GitLab's code quality report, which shows in a merge request.
//!
//! <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::json;
use crate::diag::{Diagnostic, Level};
use crate::store;

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'a str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    positions: Positions,
}

#[derive(Serialize)]
struct Positions {
    begin: Place,
    end: Place,
}

#[derive(Serialize)]
struct Place {
    line: u32,
    column: u32,
}

/// The report. A fingerprint says which finding is the same one as in another run: it holds rule, path, message and the
/// words it is about, and not the line, so that text above it may change.
pub fn gitlab(findings: &[Diagnostic], path: &dyn Fn(&Diagnostic) -> String) -> String {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let issues: Vec<Issue<'_>> = findings
        .iter()
        .map(|finding| {
            let path = path(finding);
            let line = finding.file.slice(finding.file.line_span(finding.position().line));
            let same = format!("{}\n{path}\n{}\n{line}", finding.rule.id, finding.message);
            let times = seen.entry(same.clone()).or_default();
            *times += 1;
            let place = |offset| {
                let place = finding.file.position(offset);
                Place { line: place.line, column: place.column }
            };
            let help = finding.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
            Issue {
                description: format!("{}{help}", finding.message),
                check_name: finding.rule.id,
                fingerprint: store::fingerprint(format!("{same}\n{times}").as_bytes()),
                severity: match finding.level {
                    Level::Note => "info",
                    Level::Warning => "minor",
                    Level::Error => "major",
                },
                location: Location {
                    path,
                    positions: Positions { begin: place(finding.span.start), end: place(finding.span.end) },
                },
            }
        })
        .collect();
    json::text(&issues)
}
