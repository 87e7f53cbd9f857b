//! Search results as answers: not only where, but why it matched, what it was and what helped.

use std::fmt::Write;
use std::ops::Range;

use serde::Serialize;

use super::{LABEL, Look, MATCH, QUIET, TITLE, json, safe};

/// Characters of a line of text in an answer.
const WIDTH: usize = 220;

/// One incident that matches.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// Its id.
    pub id: String,
    /// Its file, relative to the folder of records.
    pub path: String,
    /// Its title.
    pub title: String,
    /// How well it matches; only the order means something.
    pub score: f32,
    /// The kind of the section that the snippet stands in.
    pub section: String,
    /// The line that matched best.
    pub snippet: String,
    /// The words in it that matched, as byte ranges of `snippet`.
    pub matches: Vec<Range<usize>>,
    /// The day, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Where it stands.
    pub status: Option<String>,
    /// How bad it was.
    pub severity: Option<String>,
    /// What was hit.
    pub services: Vec<String>,
    /// Why it happened, in a line.
    pub cause: Option<String>,
    /// What ended it, in a line.
    pub fix: Option<String>,
    /// The patterns it is an instance of.
    pub patterns: Vec<PatternMark>,
    /// How many of its actions are open.
    pub open_actions: usize,
    /// The address of its file, for terminals that open links.
    #[serde(skip)]
    pub address: Option<String>,
}

/// A pattern of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PatternMark {
    /// Its id.
    pub id: String,
    /// How sure the link is: `confirmed`, `detected`, `suggested`.
    pub state: String,
}

/// Answers for people, best first, a blank line behind each; then notes on the query.
pub fn human(answers: &[Answer], look: Look) -> String {
    let mut out = String::new();
    for answer in answers {
        let title = look.paint(TITLE, &safe::short(&answer.title, WIDTH));
        let _ = writeln!(out, "{}", look.link(answer.address.as_deref(), &title));
        let _ = writeln!(out, "  {}", look.paint(QUIET, &facts(answer)));
        if !answer.snippet.trim().is_empty() {
            line(&mut out, look, &safe::line(&answer.section), &snippet(answer, look));
        }
        for (label, text) in [("cause", &answer.cause), ("fix", &answer.fix)] {
            // A snippet of the cause often is the cause.
            if let Some(text) = text.as_deref().filter(|text| *text != answer.snippet) {
                line(&mut out, look, label, &safe::short(text, WIDTH));
            }
        }
        if !answer.patterns.is_empty() {
            let marks: Vec<_> = answer.patterns.iter().map(|mark| format!("{} ({})", mark.id, mark.state)).collect();
            line(&mut out, look, "patterns", &safe::short(&marks.join(", "), WIDTH));
        }
        if answer.open_actions > 0 {
            line(&mut out, look, "open", &super::count(answer.open_actions, "action"));
        }
        out.push('\n');
    }
    out
}

/// Answers for programs: `{"schema", "query", "results": […], "notes": […]}`.
pub fn json(query: &str, answers: &[Answer], notes: &[String]) -> String {
    #[derive(Serialize)]
    struct Out<'a> {
        schema: u32,
        query: &'a str,
        results: &'a [Answer],
        notes: &'a [String],
    }
    json::text(&Out { schema: json::SCHEMA, query, results: answers, notes })
}

fn line(out: &mut String, look: Look, label: &str, text: &str) {
    let _ = writeln!(out, "  {} {text}", look.paint(LABEL, &format!("{label}:")));
}

/// Id, day, severity, status, services and file, in one line.
fn facts(answer: &Answer) -> String {
    let services = answer.services.join(", ");
    let named =
        [Some(answer.id.as_str()), answer.date.as_deref(), answer.severity.as_deref(), answer.status.as_deref()];
    let rest = [(!services.is_empty()).then_some(services.as_str()), Some(answer.path.as_str())];
    let all: Vec<_> = named.into_iter().chain(rest).flatten().map(|fact| safe::short(fact, WIDTH)).collect();
    all.join(" · ")
}

/// The snippet on one line, with its matches marked.
fn snippet(answer: &Answer, look: Look) -> String {
    let text = answer.snippet.as_str();
    let mut out = String::new();
    let mut at = 0;
    for range in &answer.matches {
        let (Some(before), Some(matched)) = (text.get(at..range.start), text.get(range.clone())) else { continue };
        push(&mut out, before);
        out.push_str(&look.paint(MATCH, &safe::line(matched)));
        at = range.end;
    }
    push(&mut out, text.get(at..).unwrap_or_default());
    out.trim().to_owned()
}

/// Adds text between matches; the blanks around it are what keeps words apart.
fn push(out: &mut String, text: &str) {
    if text.starts_with(char::is_whitespace) {
        out.push(' ');
    }
    let line = safe::line(text);
    out.push_str(&line);
    if text.ends_with(char::is_whitespace) && !line.is_empty() {
        out.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer() -> Answer {
        Answer {
            id: "2025-07-14-hang".to_owned(),
            path: "2025/hang.md".to_owned(),
            title: "The server\x1b[2J hangs".to_owned(),
            score: 1.5,
            section: "symptoms".to_owned(),
            snippet: "The second\nquery hangs.".to_owned(),
            matches: vec![11..16, 17..22],
            date: Some("2025-07-14".to_owned()),
            status: None,
            severity: Some("sev2".to_owned()),
            services: vec!["api".to_owned(), "db".to_owned()],
            cause: Some("The pipe is full.".to_owned()),
            fix: None,
            patterns: vec![PatternMark { id: "blocked-event-loop".to_owned(), state: "confirmed".to_owned() }],
            open_actions: 2,
            address: Some("file:///c/2025/hang.md".to_owned()),
        }
    }

    #[test]
    fn an_answer_says_why_it_matched_and_what_it_was() {
        assert_eq!(
            human(&[answer()], Look::Plain),
            "The server[2J hangs\n  2025-07-14-hang · 2025-07-14 · sev2 · api, db · 2025/hang.md\n  \
             symptoms: The second query hangs.\n  cause: The pipe is full.\n  \
             patterns: blocked-event-loop (confirmed)\n  open: 2 actions\n\n"
        );
    }

    #[test]
    fn a_terminal_gets_links_and_marks() {
        let shown = human(&[answer()], Look::Styled);
        assert!(shown.starts_with("\x1b]8;;file:///c/2025/hang.md\x1b\\"), "{shown:?}");
        assert!(shown.contains(&format!("{MATCH}query{MATCH:#} {MATCH}hangs{MATCH:#}.")), "{shown:?}");
    }

    #[test]
    fn ranges_that_do_not_fit_mark_nothing() {
        let mut answer = answer();
        answer.snippet = "日本".to_owned();
        answer.matches = vec![1..2, 3..99, 3..6];
        assert!(human(&[answer], Look::Plain).contains("symptoms: 日本\n"));
    }

    #[test]
    fn json_holds_query_results_and_notes() {
        let text = json("q", &[answer()], &["`x:` is no field".to_owned()]);
        let value: serde_json::Value = serde_json::from_str(&text).expect("valid");
        assert_eq!(
            value,
            serde_json::json!({
                "schema": 1, "query": "q",
                "results": [{
                    "id": "2025-07-14-hang", "path": "2025/hang.md", "title": "The server\u{1b}[2J hangs",
                    "score": 1.5, "section": "symptoms", "snippet": "The second\nquery hangs.",
                    "matches": [{"start": 11, "end": 16}, {"start": 17, "end": 22}],
                    "date": "2025-07-14", "status": null, "severity": "sev2", "services": ["api", "db"],
                    "cause": "The pipe is full.", "fix": null,
                    "patterns": [{"id": "blocked-event-loop", "state": "confirmed"}], "open_actions": 2
                }],
                "notes": ["`x:` is no field"]
            })
        );
    }
}
