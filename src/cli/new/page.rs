//! The text that a record begins with.

use std::fmt::Write;

use super::Facts;
use crate::import::quoted;
use crate::knowledge::KnowledgeBase;
use crate::knowledge::triage::Triage;
use crate::model::Incident;
use crate::report::safe;

/// How much of another record stands in a comment.
const WIDTH: usize = 160;

/// What stands below the symptoms and the theories. What nobody knows yet waits in a comment that no page shows: an empty
/// heading would be a finding, and a word like `none` under it would read as a theory.
const CAUSE: &str = "
## Root cause

Unknown yet.

<!--
Why it happened. Then `Confirmed by:` and the check that proved it; the status above goes with it.

Take the rest out of this comment as it becomes known.";

/// How a theory is told, where there is none yet.
const THEORIES: &str = " What was believed and was wrong saves the next one an hour:

## Failed theories

### The network drops the messages

Believed because: what spoke for it
Tried: what was done about it
Outcome: no-change, worse, looked-like-a-fix, partial or untested
Wrong because: what spoke against it";

const REST: &str = "

## Fix

What made it stop.

## Actions

- [ ] What keeps it from coming back @owner due:YYYY-MM-DD guard:the-test-or-alert-that-watches

## Timeline

- YYYY-MM-DD 09:20 What happened.
-->
";

/// The whole record.
pub fn text(facts: &Facts, base: &KnowledgeBase, found: &Triage) -> String {
    let mut out = String::from("---\n");
    let _ = writeln!(out, "title: {}", quoted(&facts.title));
    let _ = writeln!(out, "date: {}", facts.date);
    out.push_str("status: investigating\n");
    if let Some(severity) = &facts.severity {
        let _ = writeln!(out, "severity: {}", quoted(severity));
    }
    if !facts.services.is_empty() {
        let _ = writeln!(out, "services: [{}]", list(&facts.services));
    }
    propose(&mut out, base, found);
    out.push_str("---\n\n## Symptoms\n\n");
    match &facts.symptom {
        Some(symptom) => {
            let _ = writeln!(out, "- {symptom}");
        }
        None => out.push_str("<!-- - What is seen, and what is not; error lines as they are, in `ticks`. -->\n"),
    }
    if facts.theories.is_empty() {
        return out + CAUSE + THEORIES + REST;
    }
    out.push_str("\n## Failed theories\n");
    for theory in &facts.theories {
        let _ = writeln!(out, "\n### {}", theory.statement);
        if !theory.wrong_because.is_empty() {
            let _ = writeln!(out, "\nWrong because: {}", theory.wrong_because);
        }
    }
    out + CAUSE + REST
}

/// What it may be, as comments: whoever writes the record decides, and a sign taken off is the decision.
fn propose(out: &mut String, base: &KnowledgeBase, found: &Triage) {
    if !found.patterns.is_empty() {
        out.push_str("# It may be one of these; keep what holds, and name under `not-patterns` what does not:\n");
        let ids: Vec<String> = found.patterns.iter().map(|like| base.patterns[like.pattern].id.to_string()).collect();
        let _ = writeln!(out, "# patterns: [{}]", list(&ids));
        for like in &found.patterns {
            let pattern = &base.patterns[like.pattern];
            let _ = writeln!(out, "#   {}: {}", pattern.id, comment(&pattern.name.value));
        }
    }
    if !found.incidents.is_empty() {
        out.push_str("# It looks like these; keep those that have to do with it:\n");
        let ids: Vec<String> =
            found.incidents.iter().map(|like| base.incidents[like.incident].id.to_string()).collect();
        let _ = writeln!(out, "# related: [{}]", list(&ids));
        for like in &found.incidents {
            let incident = &base.incidents[like.incident];
            let _ = writeln!(out, "#   {}: {}", incident.id, comment(&told(incident)));
        }
    }
}

/// What an incident was, in a line.
fn told(incident: &Incident) -> String {
    match incident.causes.first() {
        Some(cause) => format!("{}; cause: {}", incident.title.value, cause.statement.value),
        None => incident.title.value.clone(),
    }
}

/// A text of another record in a comment: on one line, so that it cannot become a key.
fn comment(text: &str) -> String {
    safe::short(&super::one_line(text), WIDTH)
}

fn list(values: &[String]) -> String {
    values.iter().map(|value| quoted(value)).collect::<Vec<_>>().join(", ")
}
