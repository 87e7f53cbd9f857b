//! The usual suspects: what was blamed in vain, how often, what it really was, and what settled it.

use std::fmt::Write;

use serde::Serialize;

use super::{LABEL, Look, QUIET, TITLE, count, json, safe};
use crate::knowledge::{KnowledgeBase, Reality, RefutedBy, Suspect, refutation};
use crate::model::CauseState;

const WIDTH: usize = 220;

/// How many patterns are named as what it really was.
const PATTERNS: usize = 3;

#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    pattern: Option<&'a str>,
    blamed: usize,
    /// The other times it was a part of the cause.
    wrong: usize,
    /// In how many incidents.
    incidents: usize,
    /// What it really was, by incident.
    really: Vec<Really<'a>>,
    /// What it really was, by pattern.
    really_patterns: Vec<Shown<'a>>,
    cases: Vec<Case<'a>>,
}

#[derive(Serialize)]
struct Really<'a> {
    id: &'a str,
    cause: &'a str,
    cause_state: CauseState,
    line: u32,
}

#[derive(Serialize)]
struct Shown<'a> {
    id: &'a str,
    incidents: usize,
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
    settled_by: Option<&'a str>,
    tried: Option<&'a str>,
    /// Which of the three above killed it.
    refuted_by: Option<RefutedBy>,
    /// What it really was.
    cause: Option<&'a str>,
    cause_state: Option<CauseState>,
}

/// Some suspects for people, in their order.
pub fn human<'a>(base: &KnowledgeBase, suspects: impl IntoIterator<Item = &'a Suspect>, look: Look) -> String {
    let entries = suspects.into_iter().map(|suspect| entry(base, suspect, &suspect.cases));
    entries.map(|entry| told(&entry, look)).collect()
}

/// What was blamed in the incidents of a pattern, and what it really was when the pattern was blamed, for people.
pub fn human_of(base: &KnowledgeBase, pattern: usize, look: Look) -> String {
    let name = safe::short(&base.patterns[pattern].name.value, WIDTH);
    let mut out = String::new();
    let instead: String = instead(base, pattern).iter().map(|entry| told(entry, look)).collect();
    if !instead.is_empty() {
        let _ = writeln!(out, "{}\n\n{instead}", look.paint(QUIET, &format!("Blamed where it was `{name}`:")));
    }
    if let Some(suspect) = base.suspect_naming(pattern) {
        let head = look.paint(QUIET, &format!("Where `{name}` was blamed:"));
        let _ = writeln!(out, "{head}\n\n{}", told(&entry(base, suspect, &suspect.cases), look));
    }
    out
}

fn told(entry: &Entry<'_>, look: Look) -> String {
    let mut out = String::new();
    let name = look.paint(TITLE, &safe::short(entry.name, WIDTH));
    let places =
        if entry.incidents > 1 { format!(" in {}", count(entry.incidents, "incident")) } else { String::new() };
    let blamed = format!("(blamed {}{places}, wrong {})", count(entry.blamed, "time"), count(entry.wrong, "time"));
    let _ = writeln!(out, "{name} {}", look.paint(QUIET, &blamed));
    let mut line = |indent: &str, label: &str, text: &str| {
        let label = look.paint(LABEL, &format!("{label}:"));
        let _ = writeln!(out, "{indent}{label} {}", safe::short(text, WIDTH));
    };
    if entry.incidents > 1 && !entry.really_patterns.is_empty() {
        let shown = |shown: &Shown<'_>| format!("{} ({})", shown.id, count(shown.incidents, "incident"));
        let patterns: Vec<String> = entry.really_patterns.iter().take(PATTERNS).map(shown).collect();
        line("  ", "really mostly", &patterns.join(", "));
    }
    for case in &entry.cases {
        let date = case.date.as_ref().map(|date| format!(" · {date}")).unwrap_or_default();
        // The name of a suspect by wording is what was believed.
        if entry.cases.len() > 1 || entry.name != case.theory {
            line("  ", "believed", case.theory);
        }
        let tried = case.tried.filter(|_| case.refuted_by == Some(RefutedBy::Trial));
        let really = match case.cause_state {
            Some(CauseState::Suspected) => "suspected",
            Some(CauseState::Contributing) => "factor",
            Some(CauseState::Stated | CauseState::Confirmed) | None => "really",
        };
        let lines = [
            ("wrong", case.wrong_because),
            ("tried in vain", tried),
            ("settled by", case.settled_by),
            (really, case.cause),
        ];
        for (label, text) in lines {
            if let Some(text) = text {
                line("    ", label, text);
            }
        }
        line("    ", "in", &format!("{} ({}{date})", safe::short(case.title, WIDTH), case.id));
    }
    out.push('\n');
    out
}

/// Some suspects for programs, in their order: `{"schema", "suspects": [{"name", "pattern", "blamed", "wrong", "incidents", "really",
/// "really_patterns", "cases": […]}]}`.
pub fn json<'a>(base: &'a KnowledgeBase, suspects: impl IntoIterator<Item = &'a Suspect>) -> String {
    #[derive(Serialize)]
    struct Out<'a> {
        schema: u32,
        suspects: Vec<Entry<'a>>,
    }
    let suspects = suspects.into_iter().map(|suspect| entry(base, suspect, &suspect.cases)).collect();
    json::text(&Out { schema: json::SCHEMA, suspects })
}

/// The same of one pattern: `{"schema", "pattern", "blamed_instead": [suspect…], "when_blamed": suspect or null}`.
pub fn json_of(base: &KnowledgeBase, pattern: usize) -> String {
    #[derive(Serialize)]
    struct Out<'a> {
        schema: u32,
        pattern: &'a str,
        /// What was blamed in its incidents, with the cases in these alone.
        blamed_instead: Vec<Entry<'a>>,
        when_blamed: Option<Entry<'a>>,
    }
    let when_blamed = base.suspect_naming(pattern).map(|suspect| entry(base, suspect, &suspect.cases));
    let blamed_instead = instead(base, pattern);
    json::text(&Out { schema: json::SCHEMA, pattern: base.patterns[pattern].id.as_str(), blamed_instead, when_blamed })
}

/// What was blamed in the incidents of a pattern, each suspect with its cases there. A theory that names the pattern
/// itself is left out where the incident shows it: that is told where the pattern is the one that was blamed.
fn instead(base: &KnowledgeBase, pattern: usize) -> Vec<Entry<'_>> {
    let blamed = base.blamed_instead(pattern);
    let others = blamed.iter().filter(|blamed| base.suspects[blamed.suspect].pattern != Some(pattern));
    others.map(|blamed| entry(base, &base.suspects[blamed.suspect], &blamed.cases)).collect()
}

fn entry<'a>(base: &'a KnowledgeBase, suspect: &'a Suspect, cases: &[(usize, usize)]) -> Entry<'a> {
    let pattern = |index: usize| base.patterns[index].id.as_str();
    let part = Suspect { name: String::new(), pattern: suspect.pattern, cases: cases.to_vec() };
    let really = |it: &Reality<'a>| {
        let incident = &base.incidents[it.incident];
        let line = incident.file.position(it.span.start).line;
        Really { id: incident.id.as_str(), cause: it.cause, cause_state: it.state, line }
    };
    let within = |it: &Reality<'a>| cases.iter().any(|case| case.0 == it.incident);
    Entry {
        name: &suspect.name,
        pattern: suspect.pattern.map(pattern),
        blamed: cases.len(),
        wrong: base.times_wrong(&part),
        incidents: part.incidents().count(),
        really: base.really(suspect).iter().filter(|it| within(it)).map(really).collect(),
        really_patterns: base
            .really_patterns(&part)
            .into_iter()
            .map(|(index, incidents)| Shown { id: pattern(index), incidents })
            .collect(),
        cases: cases.iter().map(|&(incident, theory)| case(base, incident, theory)).collect(),
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
        settled_by: theory.settled_by.as_ref().map(|text| text.value.as_str()),
        tried: theory.tried.as_ref().map(|text| text.value.as_str()),
        refuted_by: refutation(theory).map(|refutation| refutation.by),
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

    fn all(base: &KnowledgeBase) -> String {
        human(base, &base.suspects, Look::Plain)
    }

    #[test]
    fn a_suspect_shows_what_was_believed_and_what_it_was() {
        assert_eq!(
            all(&base("The pipe was full.")),
            "the shipper (blamed 1 time, wrong 1 time)\n  believed: The shipper blocks\n    wrong: it was off.\n    \
             really: The pipe was full.\n    in: A hang (a)\n\n"
        );
        let full = base("The pipe was full.");
        let value: serde_json::Value = serde_json::from_str(&json(&full, &full.suspects)).expect("valid");
        assert_eq!(value["suspects"][0]["cases"][0]["cause"], "The pipe was full.");
        assert_eq!(value["suspects"][0]["cases"][0]["cause_state"], "stated");
        assert_eq!(value["suspects"][0]["cases"][0]["line"], 5);
    }

    #[test]
    fn what_is_only_suspected_is_not_what_it_really_was() {
        let base = base("The pipe was probably full.");
        let shown = all(&base);
        assert!(shown.contains("\n    suspected: The pipe was probably full.\n"), "{shown}");
        let value: serde_json::Value = serde_json::from_str(&json(&base, &base.suspects)).expect("valid");
        assert_eq!(value["suspects"][0]["cases"][0]["cause_state"], "suspected");
    }

    #[test]
    fn a_pattern_shows_what_was_blamed_instead_and_what_it_was_when_it_was_blamed() {
        let read = |path: &str, theory: &str, cause: &str| {
            let text = format!(
                "# A hang\n\n## Failed theories\n\n### {theory}\n\nTried: a restart.\nOutcome: no-change\n\n\
                 ## Root cause\n\n{cause}\n"
            );
            crate::record::read(&SourceFile::new(path, text), &Config::default()).0
        };
        let incidents = vec![
            read("a.md", "The cable is loose", "The pipe was deadlocked."),
            read("b.md", "A deadlock of the shipper", "The disk was full."),
        ];
        let text = "---\nname: Deadlock\nfacet: mechanism\nsignals:\n  - any: [deadlock]\n---\n\nx\n";
        let (pattern, _) = crate::catalogue::parse(&SourceFile::new("patterns/deadlock.md", text), false);
        let base = KnowledgeBase::assemble(incidents, pattern.into_iter().collect());
        assert_eq!(
            human_of(&base, 0, Look::Plain),
            "Blamed where it was `Deadlock`:\n\n\
             The cable is loose (blamed 1 time, wrong 1 time)\n    \
             tried in vain: a restart.\n    really: The pipe was deadlocked.\n    in: A hang (a)\n\n\n\
             Where `Deadlock` was blamed:\n\n\
             Deadlock (blamed 1 time, wrong 1 time)\n  believed: A deadlock of the shipper\n    \
             tried in vain: a restart.\n    really: The disk was full.\n    in: A hang (b)\n\n\n"
        );
        let value: serde_json::Value = serde_json::from_str(&json_of(&base, 0)).expect("valid");
        assert_eq!(value["blamed_instead"][0]["cases"][0]["refuted_by"], "trial");
        assert_eq!(value["blamed_instead"][0]["really_patterns"][0]["id"], "deadlock");
        assert_eq!(value["when_blamed"]["really"][0]["cause"], "The disk was full.");
    }
}
