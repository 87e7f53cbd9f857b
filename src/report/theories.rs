//! The usual suspects: what was blamed in vain, how often, and what it really was.

use std::fmt::Write;

use serde::Serialize;

use super::{LABEL, Look, QUIET, TITLE, count, json, safe};
use crate::knowledge::{KnowledgeBase, Suspect};
use crate::model::CauseState;

const WIDTH: usize = 220;

#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    pattern: Option<&'a str>,
    blamed: usize,
    /// The other times it was a part of the cause.
    wrong: usize,
    cases: Vec<Case<'a>>,
}

#[derive(Serialize)]
struct Case<'a> {
    id: &'a str,
    title: &'a str,
    path: &'a str,
    line: u32,
    date: Option<String>,
    /// What was believed.
    theory: &'a str,
    outcome: Option<&'static str>,
    wrong_because: Option<&'a str>,
    /// What it really was.
    cause: Option<&'a str>,
    cause_state: Option<CauseState>,
}

/// The suspects for people, most often blamed first.
pub fn human(base: &KnowledgeBase, look: Look) -> String {
    let mut out = String::new();
    for entry in base.suspects.iter().map(|suspect| entry(base, suspect)) {
        let name = look.paint(TITLE, &safe::short(entry.name, WIDTH));
        let blamed = format!("(blamed {}, wrong {})", count(entry.blamed, "time"), count(entry.wrong, "time"));
        let _ = writeln!(out, "{name} {}", look.paint(QUIET, &blamed));
        for case in &entry.cases {
            let date = case.date.as_ref().map(|date| format!(" · {date}")).unwrap_or_default();
            let _ = writeln!(out, "  {} ({}{date})", safe::short(case.title, WIDTH), case.id);
            let really = if case.cause_state == Some(CauseState::Suspected) { "suspected" } else { "really" };
            let lines = [("believed", Some(case.theory)), ("wrong", case.wrong_because), (really, case.cause)];
            for (label, text) in lines {
                if let Some(text) = text {
                    let _ =
                        writeln!(out, "    {} {}", look.paint(LABEL, &format!("{label}:")), safe::short(text, WIDTH));
                }
            }
        }
        out.push('\n');
    }
    out
}

/// The suspects for programs: `{"schema", "suspects": [{"name", "pattern", "blamed", "wrong", "cases": […]}]}`.
pub fn json(base: &KnowledgeBase) -> String {
    #[derive(Serialize)]
    struct Out<'a> {
        schema: u32,
        suspects: Vec<Entry<'a>>,
    }
    let suspects = base.suspects.iter().map(|suspect| entry(base, suspect)).collect();
    json::text(&Out { schema: json::SCHEMA, suspects })
}

fn entry<'a>(base: &'a KnowledgeBase, suspect: &'a Suspect) -> Entry<'a> {
    let cases = suspect.cases.iter().map(|&(incident, theory)| case(base, incident, theory)).collect();
    Entry {
        name: &suspect.name,
        pattern: suspect.pattern.map(|pattern| base.patterns[pattern].id.as_str()),
        blamed: suspect.cases.len(),
        wrong: base.times_wrong(suspect),
        cases,
    }
}

fn case(base: &KnowledgeBase, incident: usize, theory: usize) -> Case<'_> {
    let incident = &base.incidents[incident];
    let theory = &incident.theories[theory];
    Case {
        id: incident.id.as_str(),
        title: &incident.title.value,
        path: &incident.file.path,
        line: incident.file.position(theory.span.start).line,
        date: incident.date.as_ref().map(|date| date.value.to_string()),
        theory: &theory.statement.value,
        outcome: theory.outcome.as_ref().map(|outcome| outcome.value.name()),
        wrong_because: theory.wrong_because.as_ref().map(|text| text.value.as_str()),
        cause: incident.opening().cause.map(|(text, _)| text),
        cause_state: incident.cause_state(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::source::SourceFile;

    fn base(cause: &str) -> KnowledgeBase {
        let text = "# A hang\n\n## Failed theories\n\n### The shipper blocks\n\nWrong because: it was off.\n\n\
                    ## Root cause\n\n";
        let text = format!("{text}{cause}\n");
        let (incident, _) = crate::record::read(&SourceFile::new("a.md", text), &Config::default());
        let mut base = KnowledgeBase::assemble(vec![incident], Vec::new());
        base.suspects = vec![Suspect { name: "the shipper".to_owned(), pattern: None, cases: vec![(0, 0)] }];
        base
    }

    #[test]
    fn a_suspect_shows_what_was_believed_and_what_it_was() {
        assert_eq!(
            human(&base("The pipe was full."), Look::Plain),
            "the shipper (blamed 1 time, wrong 1 time)\n  A hang (a)\n    believed: The shipper blocks\n    \
             wrong: it was off.\n    really: The pipe was full.\n\n"
        );
        let value: serde_json::Value = serde_json::from_str(&json(&base("The pipe was full."))).expect("valid");
        assert_eq!(value["suspects"][0]["cases"][0]["cause"], "The pipe was full.");
        assert_eq!(value["suspects"][0]["cases"][0]["cause_state"], "confirmed");
        assert_eq!(value["suspects"][0]["cases"][0]["line"], 5);
    }

    #[test]
    fn what_is_only_suspected_is_not_what_it_really_was() {
        let base = base("The pipe was probably full.");
        let shown = human(&base, Look::Plain);
        assert!(shown.contains("\n    suspected: The pipe was probably full.\n"), "{shown}");
        let value: serde_json::Value = serde_json::from_str(&json(&base)).expect("valid");
        assert_eq!(value["suspects"][0]["cases"][0]["cause_state"], "suspected");
    }
}
