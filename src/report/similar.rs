//! The incidents that are like one, on both axes.

use std::fmt::Write;

use serde::Serialize;

use super::reasons::Own;
use super::{Look, QUIET, TITLE, json, meaning, reasons, safe};
use crate::export::similar::{NeighbourJson, neighbours};
use crate::knowledge::meaning::Near;
use crate::knowledge::{Axis, KnowledgeBase};

const WIDTH: usize = 220;

/// The neighbours for people.
pub fn human(base: &KnowledgeBase, incident: usize, axes: &[Axis], most: usize, look: Look) -> String {
    let mut out = String::new();
    let path = base.incidents[incident].file.path.as_str();
    // The record's own cause is told once, and so is what differs from a neighbour on both axes.
    let mut told: Vec<&str> = Vec::new();
    for &axis in axes {
        let found = neighbours(base, incident, axis, most);
        if found.is_empty() {
            continue;
        }
        let _ = writeln!(out, "{}", look.paint(TITLE, heading(axis)));
        for other in &found {
            let date = other.date.as_ref().map(|date| format!(" · {date}")).unwrap_or_default();
            let facts = look.paint(QUIET, &format!("({}{date} · {:.2})", other.id, other.score));
            let _ = writeln!(out, "  {} {facts}", look.paint(TITLE, &safe::short(other.title, WIDTH)));
            reasons::write_reasons(&mut out, &other.reasons, [path, other.path], look);
            if !told.contains(&other.id) {
                let own = if told.is_empty() { Own::Told } else { Own::Known };
                reasons::write_differences(&mut out, &other.differs, own, look);
                told.push(other.id);
            }
        }
        out.push('\n');
    }
    out
}

/// What an axis is called above its incidents.
pub fn heading(axis: Axis) -> &'static str {
    match axis {
        Axis::Caused => "Caused like this",
        Axis::Looks => "Looks like this",
    }
}

/// The neighbours for programs: `{"schema", "id", "similar": [{"id", "axis", "score", "reasons", "differs", …}]}`, and what
/// is near in meaning.
pub fn json(base: &KnowledgeBase, incident: usize, axes: &[Axis], most: usize, near: &[Near]) -> String {
    #[derive(Serialize)]
    struct Out<'a> {
        schema: u32,
        id: &'a str,
        similar: Vec<NeighbourJson<'a>>,
    }
    let similar = axes.iter().flat_map(|&axis| neighbours(base, incident, axis, most)).collect();
    let answer = Out { schema: json::SCHEMA, id: base.incidents[incident].id.as_str(), similar };
    meaning::json(base, &answer, near)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::source::SourceFile;

    fn base() -> KnowledgeBase {
        let read = |path: &str, title: &str, cause: &str| {
            let text = format!("# {title}\n\n## Root cause\n\n{cause}\n");
            crate::record::read(&SourceFile::new(path, text), &Config::default()).0
        };
        let pool = "The report job leaked connections until PgBouncer was exhausted.";
        let again = "The report job\u{1b}[31m leaked connections, and PgBouncer was exhausted.";
        KnowledgeBase::assemble(vec![read("a.md", "Basket", pool), read("b.md", "Ledger", again)], Vec::new())
    }

    #[test]
    fn a_neighbour_comes_with_its_lines_and_with_what_differs() {
        let shown = human(&base(), 0, &[Axis::Caused], 5, Look::Plain);
        assert!(shown.starts_with("Caused like this\n  Ledger (b · 0."), "{shown}");
        let lines = "      “The report job leaked connections until PgBouncer was exhausted.” a.md:5\n      \
                     “The report job[31m leaked connections, and PgBouncer was exhausted.” b.md:5\n";
        assert!(shown.contains(lines), "{shown}");
        let cause = "    cause there: The report job[31m leaked connections, and PgBouncer was exhausted.\n";
        assert!(shown.contains(cause), "{shown}");
    }

    #[test]
    fn programs_get_the_axis_the_reasons_and_the_difference() {
        let value: serde_json::Value = serde_json::from_str(&json(&base(), 0, &Axis::ALL, 5, &[])).expect("valid");
        assert_eq!((&value["schema"], &value["id"]), (&1.into(), &"a".into()));
        let found = &value["similar"][0];
        assert_eq!((&found["id"], &found["axis"]), (&"b".into(), &"caused".into()));
        assert_eq!(found["reasons"][0]["kind"], "words");
        assert_eq!(found["reasons"][0]["here"]["line"], 5);
        assert_eq!(found["differs"]["cause"]["there"]["line"], 5);
    }
}
