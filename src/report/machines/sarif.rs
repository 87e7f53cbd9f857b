//! SARIF 2.1.0, which code scanning and editors read.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>. Lines and columns start at 1, columns count UTF-16
//! code units, and an end column is that behind the last character.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::{json, rule_page};
use crate::diag::{Diagnostic, RULES};
use crate::lint::Allowed;
use crate::source::{SourceFile, Span};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The findings as a SARIF log of one run; those that the authors allow are in it too, as suppressed.
pub fn sarif(findings: &[Diagnostic], allowed: &[Allowed], path: &dyn Fn(&Diagnostic) -> String) -> String {
    let places: BTreeMap<&str, usize> = RULES.iter().enumerate().map(|(at, rule)| (rule.id, at)).collect();
    let one = |finding: &Diagnostic| result(finding, places[finding.rule.id], path);
    let mut results: Vec<Value> = findings.iter().map(one).collect();
    for allowed in allowed {
        let mut result = one(&allowed.finding);
        result["suppressions"] = json!([{ "kind": "inSource", "justification": allowed.reason }]);
        results.push(result);
    }
    let rules = RULES.iter().map(|rule| {
        json!({
            "id": rule.id,
            "shortDescription": { "text": format!("{}.", rule.summary()) },
            "fullDescription": { "text": rule.explanation() },
            "help": { "text": rule.explanation(), "markdown": rule_page::page(rule) },
            "defaultConfiguration": { "level": rule.level.word() },
        })
    });
    let driver = json!({
        "name": "casebook",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules.collect::<Vec<_>>(),
    });
    json::text(&json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{ "tool": { "driver": driver }, "columnKind": "utf16CodeUnits", "results": results }],
    }))
}

fn result(finding: &Diagnostic, rule_index: usize, path: &dyn Fn(&Diagnostic) -> String) -> Value {
    let help = finding.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
    let artifact = json!({ "uri": uri(&path(finding)), "uriBaseId": "%SRCROOT%" });
    let mut result = json!({
        "ruleId": finding.rule.id,
        "ruleIndex": rule_index,
        "level": finding.level.word(),
        "message": { "text": format!("{}{help}", finding.message) },
        "locations": [{
            "physicalLocation": { "artifactLocation": artifact, "region": region(&finding.file, finding.span) },
        }],
    });
    if let Some(fix) = &finding.fix {
        let replacements = fix.edits.iter().map(|edit| {
            json!({
                "deletedRegion": region(&finding.file, edit.span),
                "insertedContent": { "text": edit.replacement },
            })
        });
        // The byte-order mark is no part of the text, and has a place among the bytes alone.
        let mark = fix.edits.is_empty().then(|| json!({ "deletedRegion": { "byteOffset": 0, "byteLength": 3 } }));
        result["fixes"] = json!([{
            "description": { "text": fix.title },
            "artifactChanges": [{
                "artifactLocation": artifact,
                "replacements": replacements.chain(mark).collect::<Vec<_>>(),
            }],
        }]);
    }
    result
}

fn region(file: &SourceFile, span: Span) -> Value {
    let (start, end) = (file.position_in_utf16(span.start), file.position_in_utf16(span.end));
    json!({ "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column })
}

/// A relative path as a URI: everything but plain characters is written as `%XX`.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    out
}

fn digit(value: u8) -> char {
    char::from_digit(u32::from(value), 16).map_or('0', |digit| digit.to_ascii_uppercase())
}
