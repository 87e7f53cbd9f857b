//! The audit of patterns: how often signals fire, what hits nothing or too much, where authors disagree.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use super::{LABEL, Look, QUIET, TITLE, count, json, safe};
use crate::knowledge::audit::{Audit, Difference, Disagreement, PatternAudit, Score, SignalAudit};
use crate::knowledge::{DropReason, Evidence, KnowledgeBase};
use crate::model::{Pattern, Phrase};

const WIDTH: usize = 220;

/// How many lines of evidence a disagreement shows to people.
const LINES: usize = 3;

/// For people. Without chosen patterns all that fired or that authors decided, in a line each; with them these alone,
/// signal by signal.
pub fn human(base: &KnowledgeBase, audit: &Audit, chosen: &[usize], look: Look) -> String {
    let is_chosen = |pattern: &usize| chosen.is_empty() || chosen.contains(pattern);
    let shown: Vec<usize> = (0..base.patterns.len()).filter(is_chosen).collect();
    let score = shown.iter().fold(Score::default(), |sum, &pattern| sum + audit.patterns[pattern].score());
    let size = format!("{}, {}", count(base.incidents.len(), "incident"), count(shown.len(), "pattern"));
    let mut out = format!("{}\n{}\n", look.paint(TITLE, &size), told(score));
    for &pattern in &shown {
        for disagreement in &audit.patterns[pattern].disagreements {
            disagree(&mut out, base, &base.patterns[pattern], disagreement, look);
        }
    }
    out.push('\n');
    for &pattern in &shown {
        let (pattern, audit) = (&base.patterns[pattern], &audit.patterns[pattern]);
        if chosen.is_empty() {
            summary(&mut out, pattern, audit, look);
        } else {
            closely(&mut out, pattern, audit, look);
        }
    }
    out
}

/// For programs: `{"schema", "incidents", "decisions", "patterns": [{"id", "decisions", "signals", …}]}`.
pub fn json(base: &KnowledgeBase, audit: &Audit, chosen: &[usize]) -> String {
    #[derive(Serialize)]
    struct Out<'a> {
        schema: u32,
        incidents: usize,
        decisions: Decisions,
        patterns: Vec<Entry<'a>>,
    }
    let shown = || (0..base.patterns.len()).filter(|pattern| chosen.is_empty() || chosen.contains(pattern));
    let score = shown().fold(Score::default(), |sum, pattern| sum + audit.patterns[pattern].score());
    json::text(&Out {
        schema: json::SCHEMA,
        incidents: base.incidents.len(),
        decisions: Decisions::of(score),
        patterns: shown().map(|pattern| Entry::of(base, &base.patterns[pattern], &audit.patterns[pattern])).collect(),
    })
}

/// What the decisions come to, in a sentence.
fn told(score: Score) -> String {
    let Score { confirmed, rejected, agreed, unwanted } = score;
    if confirmed + rejected == 0 {
        return "no author has confirmed or rejected a pattern".to_owned();
    }
    let share = |share: Option<f64>| share.map_or("none decided".to_owned(), |share| format!("{share:.2}"));
    let decided = agreed + unwanted;
    format!(
        "authors confirmed {confirmed} and rejected {rejected}: {agreed} of {confirmed} would be detected without them \
         (recall {}), {agreed} of {decided} rightly (precision {})",
        share(score.recall()),
        share(score.precision()),
    )
}

fn disagree(out: &mut String, base: &KnowledgeBase, pattern: &Pattern, it: &Disagreement, look: Look) {
    let incident = &base.incidents[it.incident];
    let what = look.paint(LABEL, &json::word(&it.difference).replace('-', " "));
    let title = safe::short(&incident.title.value, WIDTH);
    let _ = writeln!(out, "\n{what}: {} in {title} ({})", pattern.id.as_str(), incident.id.as_str());
    for (line, reason) in it.lines.iter().take(LINES) {
        let place = format!("{}:{}", safe::line(&incident.file.path), incident.file.position(line.span.start).line);
        let dropped = reason.map(|reason| format!(" ({})", reason.words())).unwrap_or_default();
        let section = incident.section(line.section).kind.name();
        let _ = writeln!(out, "  {section}: {}{dropped} {}", safe::short(&line.text, WIDTH), look.paint(QUIET, &place));
    }
}

/// A pattern in a line, where there is anything to say of it.
fn summary(out: &mut String, pattern: &Pattern, audit: &PatternAudit, look: Look) {
    let all = total(audit);
    let dropped: usize = all.dropped.values().sum();
    if all.asserting + all.suggesting + dropped + audit.confirmed + audit.rejected == 0 {
        return;
    }
    let seen = format!("detected in {}, suggested in {}; {}", audit.detected, audit.suggested, fired(&all));
    let _ = writeln!(out, "{}: {seen}", look.paint(TITLE, pattern.id.as_str()));
    for (signal, audit) in pattern.signals.iter().zip(&audit.signals) {
        broad(out, pattern, pattern.file.position(signal.span.start).line, audit, look);
    }
}

/// A pattern signal by signal.
fn closely(out: &mut String, pattern: &Pattern, audit: &PatternAudit, look: Look) {
    let facts = format!("detected in {}, suggested in {}", audit.detected, audit.suggested);
    let _ = writeln!(out, "{}: {facts}", look.paint(TITLE, pattern.id.as_str()));
    for (signal, audit) in pattern.signals.iter().zip(&audit.signals) {
        let line = pattern.file.position(signal.span.start).line;
        let place = look.paint(QUIET, &format!("{}:{line}", safe::line(&pattern.file.path)));
        let _ = writeln!(out, "  {}, in {} {place}", fired(audit), count(audit.incidents, "incident"));
        broad(out, pattern, line, audit, look);
        if !audit.dead.is_empty() {
            let dead: Vec<_> = audit.dead.iter().map(|phrase| safe::line(&phrase.value)).collect();
            let _ = writeln!(out, "    {}: {}", look.paint(LABEL, "dead"), dead.join(", "));
        }
    }
}

fn broad(out: &mut String, pattern: &Pattern, line: u32, audit: &SignalAudit, look: Look) {
    let label = look.paint(LABEL, "too broad");
    if audit.is_broad {
        let _ = writeln!(out, "    {label}: the signal of line {line}, in {}", count(audit.incidents, "incident"));
    }
    for (phrase, incidents) in &audit.broad {
        let line = pattern.file.position(phrase.span.start).line;
        let name = safe::line(&phrase.value);
        let _ = writeln!(out, "    {label}: `{name}` of line {line}, in {}", count(*incidents, "incident"));
    }
}

/// How often it fired: `asserts 3, suggests 2, dropped 1 (denies it 1)`.
fn fired(audit: &SignalAudit) -> String {
    let mut text = format!("asserts {}, suggests {}", audit.asserting, audit.suggesting);
    let dropped: usize = audit.dropped.values().sum();
    if dropped > 0 {
        let reasons: Vec<_> =
            audit.dropped.iter().map(|(reason, count)| format!("{} {count}", json::word(reason))).collect();
        let _ = write!(text, ", dropped {dropped} ({})", reasons.join(", "));
    }
    text
}

/// All signals of a pattern together.
fn total(audit: &PatternAudit) -> SignalAudit {
    let mut total = SignalAudit::default();
    for signal in &audit.signals {
        total.asserting += signal.asserting;
        total.suggesting += signal.suggesting;
        for (reason, count) in &signal.dropped {
            *total.dropped.entry(*reason).or_default() += count;
        }
    }
    total
}

#[derive(Serialize)]
struct Decisions {
    confirmed: usize,
    rejected: usize,
    agreed: usize,
    unwanted: usize,
    precision: Option<f64>,
    recall: Option<f64>,
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    path: &'a str,
    built_in: bool,
    detected: usize,
    suggested: usize,
    decisions: Decisions,
    disagreements: Vec<Dispute<'a>>,
    signals: Vec<Fired<'a>>,
}

#[derive(Serialize)]
struct Dispute<'a> {
    id: &'a str,
    path: &'a str,
    difference: Difference,
    lines: Vec<Quote<'a>>,
}

#[derive(Serialize)]
struct Quote<'a> {
    section: &'a str,
    line: u32,
    text: &'a str,
    dropped: Option<DropReason>,
}

#[derive(Serialize)]
struct Fired<'a> {
    line: u32,
    asserting: usize,
    suggesting: usize,
    dropped: &'a BTreeMap<DropReason, usize>,
    incidents: usize,
    is_broad: bool,
    dead: Vec<Words<'a>>,
    broad: Vec<Words<'a>>,
}

#[derive(Serialize)]
struct Words<'a> {
    phrase: &'a str,
    line: u32,
    incidents: usize,
}

impl Decisions {
    fn of(score: Score) -> Self {
        let Score { confirmed, rejected, agreed, unwanted } = score;
        Self { confirmed, rejected, agreed, unwanted, precision: score.precision(), recall: score.recall() }
    }
}

impl<'a> Entry<'a> {
    fn of(base: &'a KnowledgeBase, pattern: &'a Pattern, audit: &'a PatternAudit) -> Self {
        Self {
            id: pattern.id.as_str(),
            path: &pattern.file.path,
            built_in: pattern.built_in,
            detected: audit.detected,
            suggested: audit.suggested,
            decisions: Decisions::of(audit.score()),
            disagreements: audit.disagreements.iter().map(|it| Dispute::of(base, it)).collect(),
            signals: pattern
                .signals
                .iter()
                .zip(&audit.signals)
                .map(|(s, audit)| Fired::of(pattern, s.span, audit))
                .collect(),
        }
    }
}

impl<'a> Dispute<'a> {
    fn of(base: &'a KnowledgeBase, it: &'a Disagreement) -> Self {
        let incident = &base.incidents[it.incident];
        let line = |(line, dropped): &'a (Evidence, Option<DropReason>)| Quote {
            section: incident.section(line.section).kind.name(),
            line: incident.file.position(line.span.start).line,
            text: &line.text,
            dropped: *dropped,
        };
        let lines = it.lines.iter().map(line).collect();
        Self { id: incident.id.as_str(), path: &incident.file.path, difference: it.difference, lines }
    }
}

impl<'a> Fired<'a> {
    fn of(pattern: &'a Pattern, span: crate::source::Span, audit: &'a SignalAudit) -> Self {
        let line = |start: u32| pattern.file.position(start).line;
        let words =
            |phrase: &'a Phrase, incidents| Words { phrase: &phrase.value, line: line(phrase.span.start), incidents };
        Self {
            line: line(span.start),
            asserting: audit.asserting,
            suggesting: audit.suggesting,
            dropped: &audit.dropped,
            incidents: audit.incidents,
            is_broad: audit.is_broad,
            dead: audit.dead.iter().map(|phrase| words(phrase, 0)).collect(),
            broad: audit.broad.iter().map(|(phrase, incidents)| words(phrase, *incidents)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue;
    use crate::config::Config;
    use crate::knowledge;
    use crate::source::SourceFile;

    /// Six incidents, of which one confirms the pattern without a word of it, and one rejects it.
    fn base() -> KnowledgeBase {
        let text = "---\nname: Lock\nfacet: mechanism\nsignals:\n  - any: [deadlock, full moon]\n---\n\nWhat fails.\n";
        let pattern = catalogue::parse(&SourceFile::new("patterns/lock.md", text), false).0.expect("a good pattern");
        let read = |id: &str, front: &str, cause: &str| {
            let text = format!("---\n{front}\n---\n\n# On {id}\n\n## Root cause\n\n{cause}\n");
            crate::record::read(&SourceFile::new(format!("{id}.md"), text), &Config::default()).0
        };
        let mut incidents = vec![
            read("a", "patterns: [lock]", "There was no deadlock."),
            read("b", "not-patterns: [lock]", "A deadlock."),
            read("c", "patterns: [lock]", "A deadlock."),
        ];
        incidents.extend(["d", "e", "f"].map(|id| read(id, "", "A deadlock.")));
        KnowledgeBase::assemble(incidents, vec![pattern])
    }

    const HEAD: &str = "\
6 incidents, 1 pattern
authors confirmed 2 and rejected 1: 1 of 2 would be detected without them (recall 0.50), 1 of 2 rightly (precision 0.50)

missed: lock in On a (a)
  root-cause: There was no deadlock. (denies it) a.md:9

unwanted: lock in On b (b)
  root-cause: A deadlock. b.md:9

";

    #[test]
    fn people_see_what_differs_and_what_fires() {
        let base = base();
        let audit = knowledge::audit::audit(&base);
        let broad = "    too broad: the signal of line 5, in 5 incidents\n    too broad: `deadlock` of line 5, in 6 incidents\n";
        let all =
            format!("{HEAD}lock: detected in 5, suggested in 0; asserts 5, suggests 0, dropped 1 (negated 1)\n{broad}");
        assert_eq!(human(&base, &audit, &[], Look::Plain), all);
        let one = format!(
            "{HEAD}lock: detected in 5, suggested in 0\n  asserts 5, suggests 0, dropped 1 (negated 1), in 5 incidents \
             patterns/lock.md:5\n{broad}    dead: full moon\n"
        );
        assert_eq!(human(&base, &audit, &[0], Look::Plain), one);
    }

    #[test]
    fn programs_see_the_same() {
        let base = base();
        let value: serde_json::Value =
            serde_json::from_str(&json(&base, &knowledge::audit::audit(&base), &[])).expect("valid");
        let decisions = serde_json::json!({
            "confirmed": 2, "rejected": 1, "agreed": 1, "unwanted": 1, "precision": 0.5, "recall": 0.5
        });
        assert_eq!((&value["decisions"], &value["patterns"][0]["decisions"]), (&decisions, &decisions));
        let disagreements = serde_json::json!([
            {"id": "a", "path": "a.md", "difference": "missed", "lines": [
                {"section": "root-cause", "line": 9, "text": "There was no deadlock.", "dropped": "negated"}]},
            {"id": "b", "path": "b.md", "difference": "unwanted", "lines": [
                {"section": "root-cause", "line": 9, "text": "A deadlock.", "dropped": null}]},
        ]);
        assert_eq!(value["patterns"][0]["disagreements"], disagreements);
        let signals = serde_json::json!([{
            "line": 5, "asserting": 5, "suggesting": 0, "dropped": {"negated": 1}, "incidents": 5, "is_broad": true,
            "dead": [{"phrase": "full moon", "line": 5, "incidents": 0}],
            "broad": [{"phrase": "deadlock", "line": 5, "incidents": 6}],
        }]);
        assert_eq!(value["patterns"][0]["signals"], signals);
    }

    #[test]
    fn without_decisions_there_is_no_score() {
        let base = KnowledgeBase::assemble(Vec::new(), Vec::new());
        let text = human(&base, &knowledge::audit::audit(&base), &[], Look::Plain);
        assert_eq!(text, "0 incidents, 0 patterns\nno author has confirmed or rejected a pattern\n\n");
    }
}
