//! Incidents that mean nearly the same, beside an answer that words gave.

use std::fmt::Write;

use serde::Serialize;

use super::review_markdown::{address, text};
use super::{LABEL, Look, QUIET, TITLE, json, safe};
use crate::knowledge::KnowledgeBase;
use crate::knowledge::meaning::Near;

const WIDTH: usize = 78;

/// An answer with what means nearly the same, where anything does.
#[derive(Serialize)]
struct WithNear<'a, T> {
    #[serde(flatten)]
    answer: T,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    near_in_meaning: Vec<NearJson<'a>>,
}

#[derive(Serialize)]
struct NearJson<'a> {
    id: &'a str,
    /// The record's file, relative to the folder of records.
    path: &'a str,
    title: &'a str,
    /// The heading of the section that means it; empty before the first one.
    section: String,
    /// Standard deviations above the mean of all.
    height: f64,
}

/// An answer as JSON, with `near_in_meaning` behind the rest where there is anything.
pub(super) fn json(base: &KnowledgeBase, answer: &impl Serialize, near: &[Near]) -> String {
    let near_in_meaning = near.iter().map(|near| view(base, near)).collect();
    json::text(&WithNear { answer, near_in_meaning })
}

fn view<'a>(base: &'a KnowledgeBase, near: &Near) -> NearJson<'a> {
    let incident = &base.incidents[near.incident];
    NearJson {
        id: incident.id.as_str(),
        path: &incident.file.path,
        title: &incident.title.value,
        section: incident.section(near.section).title.clone(),
        height: (near.height * 100.0).round() / 100.0,
    }
}

/// The same for people, to stand behind an answer: nothing where nothing is near.
pub fn human(base: &KnowledgeBase, near: &[Near], look: Look) -> String {
    let mut out = String::new();
    if near.is_empty() {
        return out;
    }
    let _ = writeln!(out, "\n{}", look.paint(TITLE, "NEAR IN MEANING, in other words"));
    for near in near.iter().map(|near| view(base, near)) {
        let _ = writeln!(out, "{}", look.paint(LABEL, &safe::short(near.title, WIDTH)));
        let section = if near.section.is_empty() { String::new() } else { format!(" · {}", near.section) };
        let facts = safe::short(&format!("{}{section}", near.id), WIDTH - 2);
        let _ = writeln!(out, "  {}", look.paint(QUIET, &facts));
    }
    out
}

/// The same for a comment on a pull request; `folder` is where the records lie as seen from the root of the repository.
pub fn markdown(base: &KnowledgeBase, near: &[Near], folder: &str) -> String {
    let mut out = String::new();
    if near.is_empty() {
        return out;
    }
    out.push_str("\nNear in meaning, in other words; the verdict does not rest on it:\n\n");
    for near in near.iter().map(|near| view(base, near)) {
        let _ = writeln!(out, "- [{}]({}) ({})", text(near.title), address(folder, near.path, None), text(near.id));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::record;
    use crate::source::SourceFile;

    fn base() -> KnowledgeBase {
        let read = |path: &str, text: &str| record::read(&SourceFile::new(path, text), &Config::default()).0;
        let bad = "# A \u{1b}[31m title\n\n## Symptoms\n\nIt hangs.\n";
        KnowledgeBase::assemble(vec![read("a.md", bad), read("b.md", "# B\n\nFine.\n")], Vec::new())
    }

    #[test]
    fn what_is_near_is_told_with_its_section_and_nothing_where_nothing_is() {
        let base = base();
        let section = base.incidents[0].section_at(base.incidents[0].symptoms[0].span.start);
        let near = [Near { incident: 0, section, height: 3.456 }];
        assert_eq!(
            human(&base, &near, Look::Plain),
            "\nNEAR IN MEANING, in other words\nA [31m title\n  a · Symptoms\n"
        );
        assert!(markdown(&base, &near, "postmortems").ends_with("- [A \\[31m title](postmortems/a.md) (a)\n"));
        let value: serde_json::Value =
            serde_json::from_str(&json(&base, &serde_json::json!({"schema": 1}), &near)).expect("valid");
        assert_eq!(value["schema"], 1);
        assert_eq!(value["near_in_meaning"][0]["section"], "Symptoms");
        assert_eq!(value["near_in_meaning"][0]["height"], 3.46);
        assert_eq!(human(&base, &[], Look::Plain) + &markdown(&base, &[], ""), "");
        assert!(!json(&base, &serde_json::json!({}), &[]).contains("near"));
    }
}
