//! Figures, misses and floors for people.

use std::fmt::Write;

use super::super::{ERROR, LABEL, Look, QUIET, safe};
use super::tables;
use crate::eval::{Measured, PatternMiss, Place, QueryMiss, Tried, VerdictMiss};

const WIDTH: usize = 220;

/// All figures, a table for each list and part.
pub fn human(measured: &Measured, look: Look) -> String {
    let patterns = measured.patterns.iter().map(|measure| tables::patterns(measure, look));
    let verdicts = measured.verdicts.iter().map(|measure| tables::verdicts(measure, look));
    let queries = measured.queries.iter().map(|measure| tables::queries(measure, look));
    patterns.chain(verdicts).chain(queries).collect()
}

/// Every wrong answer, part by part. `folder` is the folder of records as its reader names it.
pub fn misses(measured: &Measured, folder: &str, look: Look) -> String {
    let page = Page { folder, look };
    let mut out = String::new();
    for measure in &measured.patterns {
        measure.misses.iter().for_each(|miss| page.pattern(&mut out, &measure.part, miss));
    }
    for measure in &measured.verdicts {
        measure.misses.iter().for_each(|miss| page.verdict(&mut out, &measure.part, miss));
    }
    for measure in &measured.queries {
        measure.misses.iter().for_each(|miss| page.query(&mut out, &measure.part, miss));
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// The floors that were missed, and by how much; empty where all hold.
pub fn ratchet(tried: &[Tried<'_>], look: Look) -> String {
    let mut out = String::new();
    for tried in tried.iter().filter(|tried| !tried.is_held()) {
        let Tried { floor, value, near } = tried;
        let name = safe::line(&floor.name);
        let head = look.paint(ERROR, "floor missed");
        let _ = match (value, tried.lacks(), near) {
            (Some(value), Some(lacks), _) => {
                writeln!(out, "{head}: {name} is {value:.4}, {lacks:.4} under its floor of {}", floor.least)
            }
            (.., Some(near)) => writeln!(out, "{head}: {name} is no figure of this run; did you mean `{near}`?"),
            _ => writeln!(out, "{head}: {name} was not measured, there was nothing to measure it on"),
        };
    }
    out
}

struct Page<'a> {
    folder: &'a str,
    look: Look,
}

impl Page<'_> {
    fn pattern(&self, out: &mut String, part: &str, miss: &PatternMiss) {
        match miss {
            PatternMiss::False { record, pattern, evidence } => {
                self.head(out, "false", part, pattern, &self.place(record, evidence.as_ref()));
                self.quote(out, "evidence", evidence.as_ref().map(|place| place.text.as_str()));
            }
            PatternMiss::Missed { record, pattern, because, suggested } => {
                self.head(out, "missed", part, pattern, &self.place(record, suggested.as_ref()));
                self.quote(out, "because", Some(because));
                self.quote(out, "suggested by", suggested.as_ref().map(|place| place.text.as_str()));
            }
        }
    }

    fn verdict(&self, out: &mut String, part: &str, miss: &VerdictMiss) {
        let verdicts = format!("{} instead of {}", miss.given.verdict.name(), miss.deserved.name());
        self.head(out, "verdict", part, &verdicts, &self.place(&miss.record, None));
        self.quote(out, "because", Some(&miss.because).filter(|because| !because.is_empty()).map(String::as_str));
        for (label, paths) in [("should name", &miss.of), ("names", &miss.given.earlier)] {
            self.quote(out, label, (!paths.is_empty()).then(|| paths.join(", ")).as_deref());
        }
    }

    fn query(&self, out: &mut String, part: &str, miss: &QueryMiss) {
        let rank = |rank: Option<usize>| rank.map_or_else(|| "nowhere".to_owned(), |rank| format!("at {rank}"));
        let ranks = format!("{}, BM25 {}", rank(miss.rank), rank(miss.bm25_rank));
        self.head(out, "query", part, &format!("{} {ranks}", miss.kind), &safe::short(&miss.query, WIDTH));
        self.quote(out, "should find", Some(&miss.finds.join(", ")));
        self.quote(out, "first", Some(miss.instead.as_deref().unwrap_or("nothing")));
    }

    fn head(&self, out: &mut String, kind: &str, part: &str, what: &str, place: &str) {
        let part = self.look.paint(QUIET, &format!("({part})"));
        let _ = writeln!(out, "{} {what} {part} {place}", self.look.paint(LABEL, &format!("{kind}:")));
    }

    fn quote(&self, out: &mut String, label: &str, text: Option<&str>) {
        if let Some(text) = text {
            let _ = writeln!(out, "  {} {}", self.look.paint(QUIET, &format!("{label}:")), safe::short(text, WIDTH));
        }
    }

    /// The record as it can be opened: `folder/path:line`.
    fn place(&self, record: &str, place: Option<&Place>) -> String {
        let path = safe::line(&super::super::excerpt::join(self.folder, record));
        place.map_or_else(|| path.clone(), |place| format!("{path}:{}", place.line))
    }
}
