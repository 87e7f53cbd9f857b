//! The incidents that are like one, on both axes.

use std::fmt::Write;

use serde::Serialize;

use super::{Look, QUIET, TITLE, json, reasons, safe};
use crate::export::similar::{NeighbourJson, neighbours};
use crate::knowledge::{Axis, KnowledgeBase};

const WIDTH: usize = 220;

/// The neighbours for people.
pub fn human(base: &KnowledgeBase, incident: usize, axes: &[Axis], most: usize, look: Look) -> String {
    let mut out = String::new();
    let path = base.incidents[incident].file.path.as_str();
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
            reasons::write_differences(&mut out, &other.differs, look);
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

/// The neighbours for programs: `{"schema", "id", "similar": [{"id", "axis", "score", "reasons", "differs", …}]}`.
pub fn json(base: &KnowledgeBase, incident: usize, axes: &[Axis], most: usize) -> String {
    #[derive(Serialize)]
    struct Out<'a> {
        schema: u32,
        id: &'a str,
        similar: Vec<NeighbourJson<'a>>,
    }
    let similar = axes.iter().flat_map(|&axis| neighbours(base, incident, axis, most)).collect();
    json::text(&Out { schema: json::SCHEMA, id: base.incidents[incident].id.as_str(), similar })
}
