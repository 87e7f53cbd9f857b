//! The answer to a complaint for programs, as JSON.

use std::ops::Range;

use serde::Serialize;

use super::actions;
use crate::index::Hit;
use crate::knowledge::meaning::Near;
use crate::knowledge::triage::{
    Check, CheckFrom, Complaint, FaceKind, Grade, LikelyPattern, LookAlike, RuledOut, Triage,
};
use crate::knowledge::{KnowledgeBase, RefutedBy, refutation};
use crate::model::CauseState;
use crate::report::{json, meaning};

/// How many lines of the input are shown.
const LINES: usize = 10;

#[derive(Serialize)]
struct Out<'a> {
    schema: u32,
    read: Read,
    /// The most telling lines.
    lines: Vec<LineOut<'a>>,
    patterns: Vec<PatternOut<'a>>,
    incidents: Vec<IncidentOut<'a>>,
    #[serde(rename = "ruled_out")]
    theories: Vec<TheoryOut<'a>>,
    checks: Vec<CheckOut<'a>>,
    /// What a search finds for its words, where nothing is like it.
    found: Vec<FoundOut<'a>>,
}

#[derive(Serialize)]
struct FoundOut<'a> {
    id: &'a str,
    path: &'a str,
    title: &'a str,
}

#[derive(Serialize)]
struct Read {
    lines: u64,
    bytes: u64,
    kinds: u64,
    is_log: bool,
}

#[derive(Serialize)]
struct LineOut<'a> {
    text: &'a str,
    grade: Grade,
    count: u64,
    line: u64,
}

#[derive(Serialize)]
struct PatternOut<'a> {
    id: &'a str,
    name: &'a str,
    score: f32,
    /// The sentence that speaks for it, and the line of the input it stands in.
    evidence: Option<Evidence<'a>>,
    incidents: Vec<&'a str>,
    checks: &'a [String],
}

#[derive(Serialize)]
struct Evidence<'a> {
    line: u64,
    text: &'a str,
    words: &'a [Range<usize>],
}

#[derive(Serialize)]
struct IncidentOut<'a> {
    id: &'a str,
    path: &'a str,
    title: &'a str,
    date: Option<String>,
    score: f32,
    cause: Option<&'a str>,
    cause_state: Option<CauseState>,
    fix: Option<&'a str>,
    open_actions: usize,
    done_actions: usize,
    unmarked_actions: usize,
    reasons: Vec<ReasonOut<'a>>,
}

#[derive(Serialize)]
struct ReasonOut<'a> {
    kind: FaceKind,
    /// The line of the input.
    yours: &'a str,
    /// The line of the record.
    theirs: &'a str,
    section: &'a str,
    line: u32,
    shared: &'a [String],
}

#[derive(Serialize)]
struct TheoryOut<'a> {
    incident: &'a str,
    theory: &'a str,
    refuted_by: Option<RefutedBy>,
    refutation: Option<&'a str>,
    /// How often the same was wrong, in all records.
    times_wrong: usize,
}

#[derive(Serialize)]
struct CheckOut<'a> {
    text: &'a str,
    pattern: Option<&'a str>,
    incident: Option<&'a str>,
}

/// The answer for programs: `{"schema", "read", "lines", "patterns", "incidents", "ruled_out", "checks", "found"}`, and
/// what is near in meaning.
pub fn json(base: &KnowledgeBase, complaint: &Complaint, triage: &Triage, near: &[Near], found: &[Hit]) -> String {
    let read = Read {
        lines: complaint.lines_read,
        bytes: complaint.bytes_read,
        kinds: complaint.kinds,
        is_log: complaint.is_log,
    };
    let lines = complaint.lines.iter().take(LINES);
    let answer = Out {
        schema: json::SCHEMA,
        read,
        lines: lines
            .map(|line| LineOut { text: &line.text, grade: line.grade, count: line.count, line: line.first })
            .collect(),
        patterns: triage.patterns.iter().map(|likely| pattern_out(base, complaint, likely)).collect(),
        incidents: triage.incidents.iter().map(|like| incident_out(base, complaint, like)).collect(),
        theories: triage.ruled_out.iter().map(|it| theory_out(base, *it)).collect(),
        checks: triage.checks.iter().map(|check| check_out(base, check)).collect(),
        found: found.iter().map(|hit| FoundOut { id: &hit.id, path: &hit.path, title: &hit.title }).collect(),
    };
    meaning::json(base, &answer, near)
}

fn pattern_out<'a>(base: &'a KnowledgeBase, complaint: &Complaint, likely: &'a LikelyPattern) -> PatternOut<'a> {
    let pattern = &base.patterns[likely.pattern];
    let evidence = likely.line.as_ref().map(|spoken| Evidence {
        line: complaint.lines.get(spoken.line).map_or(0, |line| line.first),
        text: &spoken.text,
        words: &spoken.words,
    });
    PatternOut {
        id: pattern.id.as_str(),
        name: &pattern.name.value,
        score: likely.score,
        evidence,
        incidents: likely.incidents.iter().map(|&incident| base.incidents[incident].id.as_str()).collect(),
        checks: &likely.checks,
    }
}

fn incident_out<'a>(base: &'a KnowledgeBase, complaint: &'a Complaint, like: &'a LookAlike) -> IncidentOut<'a> {
    let incident = &base.incidents[like.incident];
    let opening = incident.opening();
    let [open_actions, done_actions, unmarked_actions] = actions(&incident.actions);
    let reasons = like.reasons.iter().map(|reason| ReasonOut {
        kind: reason.kind,
        yours: complaint.lines.get(reason.line).map_or("", |line| line.text.as_str()),
        theirs: &reason.text,
        section: &incident.section(incident.section_at(reason.span.start)).title,
        line: incident.file.position(reason.span.start).line,
        shared: &reason.shared,
    });
    IncidentOut {
        id: incident.id.as_str(),
        path: &incident.file.path,
        title: &incident.title.value,
        date: incident.date.as_ref().map(|date| date.value.to_string()),
        score: like.score,
        cause: opening.cause.map(|(text, _)| text),
        cause_state: incident.cause_state(),
        fix: opening.fix.map(|(text, _)| text),
        open_actions,
        done_actions,
        unmarked_actions,
        reasons: reasons.collect(),
    }
}

fn theory_out(base: &KnowledgeBase, it: RuledOut) -> TheoryOut<'_> {
    let incident = &base.incidents[it.incident];
    let theory = &incident.theories[it.theory];
    let refutation = refutation(theory);
    TheoryOut {
        incident: incident.id.as_str(),
        theory: &theory.statement.value,
        refuted_by: refutation.map(|refutation| refutation.by),
        refutation: refutation.map(|refutation| refutation.text),
        times_wrong: base.times_wrong(&base.suspects[base.suspect_of(it.incident, it.theory)]),
    }
}

fn check_out<'a>(base: &'a KnowledgeBase, check: &'a Check) -> CheckOut<'a> {
    let (pattern, incident) = match check.from {
        CheckFrom::Pattern(pattern) => (Some(base.patterns[pattern].id.as_str()), None),
        CheckFrom::Incident(incident) => (None, Some(base.incidents[incident].id.as_str())),
    };
    CheckOut { text: &check.text, pattern, incident }
}
