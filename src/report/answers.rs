//! Search results as answers: not only where, but why it matched, what it was and what helped.

use std::fmt::Write;
use std::ops::Range;

use anstyle::Style;
use serde::Serialize;

use super::{LABEL, Look, MATCH, QUIET, TITLE, count, json, safe};
use crate::index::{Correction, Hit, HitPattern, Instead, Results};
use crate::model::CauseState;

/// Characters of a line of text in an answer.
const WIDTH: usize = 220;

/// Answers for people, best first, a blank line behind each. `address` gives the address of an answer's file, for
/// terminals that open links.
pub fn human(results: &Results, address: &dyn Fn(&Hit) -> Option<String>, look: Look) -> String {
    let mut out = String::new();
    for hit in &results.hits {
        let title = marked(&hit.title, &hit.title_matches, TITLE, look);
        let _ = writeln!(out, "{}", look.link(address(hit).as_deref(), &title));
        let _ = writeln!(out, "  {}", look.paint(QUIET, &facts(hit)));
        if !hit.snippet.trim().is_empty() {
            let snippet = marked(&hit.snippet, &hit.matches, Style::new(), look);
            let section = safe::short(&hit.section, 60).to_lowercase();
            // Where no word is shared, nothing is marked, and the reader is told why it is here all the same.
            let by_meaning = hit.near && hit.matches.is_empty() && hit.title_matches.is_empty();
            let label = if by_meaning { format!("near in meaning, {section}") } else { section };
            line(&mut out, look, &label, &snippet);
        }
        let cause = match hit.cause_state {
            Some(CauseState::Suspected) => "suspected cause",
            Some(CauseState::Contributing) => "factor",
            Some(CauseState::Stated | CauseState::Confirmed) | None => "cause",
        };
        for (label, text) in [(cause, &hit.cause), ("fix", &hit.fix)] {
            // A snippet of the cause often is the cause.
            if let Some(text) = text.as_deref().filter(|text| *text != hit.snippet) {
                line(&mut out, look, label, &safe::short(text, WIDTH));
            }
        }
        if !hit.patterns.is_empty() {
            let mark = |mark: &HitPattern| format!("{} ({})", mark.id, json::word(&mark.state));
            let marks: Vec<_> = hit.patterns.iter().map(mark).collect();
            line(&mut out, look, "patterns", &safe::short(&marks.join(", "), WIDTH));
        }
        if hit.open_actions > 0 {
            line(&mut out, look, "open", &safe::short(&open(hit), WIDTH));
        }
        out.push('\n');
    }
    out
}

/// What is to be said about the search itself, a line each: how much is not shown, which words were taken for others,
/// what was not understood.
pub fn talk(results: &Results) -> String {
    let mut out = String::new();
    for correction in &results.did_you_mean {
        let (typed, meant) = (safe::line(&correction.typed), safe::line(&correction.meant));
        let _ = writeln!(out, "note: no record has `{typed}`; searched for `{meant}` instead");
    }
    for note in &results.notes {
        let _ = writeln!(out, "note: {}", safe::line(note));
    }
    match (results.hits.len(), results.total) {
        (0, _) => out.push_str(&nothing(results)),
        (shown, total) if shown < total => {
            let _ = writeln!(out, "{shown} of {}; `--limit` shows more", count(total, "incident"));
        }
        _ => {}
    }
    out
}

/// What to say, and what to do, where nothing was found.
fn nothing(results: &Results) -> String {
    let mut out = "nothing found".to_owned();
    if !results.unknown.is_empty() {
        let words: Vec<_> = results.unknown.iter().map(|word| format!("`{}`", safe::short(word, 60))).collect();
        let _ = write!(out, "; no record has {}", words.join(", "));
    }
    if results.instead.is_empty() {
        out.push_str("; try fewer words, or others for the same thing\n");
        return out;
    }
    out.push_str("; this finds something:\n");
    for other in &results.instead {
        let _ = writeln!(out, "  {}  ({})", safe::short(&other.query, WIDTH), count(other.total, "incident"));
    }
    out
}

/// Answers for programs: `{"schema", "query", "total", "results": […], "did_you_mean": […], "notes": […]}`, and where
/// nothing was found `"instead": [{"query", "total"}]`.
pub fn json(query: &str, results: &Results) -> String {
    #[derive(Serialize)]
    struct Out<'a> {
        schema: u32,
        query: &'a str,
        total: usize,
        results: &'a [Hit],
        did_you_mean: &'a [Correction],
        notes: &'a [String],
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        instead: &'a [Instead],
    }
    let Results { hits, total, did_you_mean, notes, instead, .. } = results;
    json::text(&Out { schema: json::SCHEMA, query, total: *total, results: hits, did_you_mean, notes, instead })
}

fn line(out: &mut String, look: Look, label: &str, text: &str) {
    let _ = writeln!(out, "  {} {text}", look.paint(LABEL, &format!("{label}:")));
}

/// How many actions are open, and the first of them.
fn open(hit: &Hit) -> String {
    let number = count(hit.open_actions as usize, "action");
    if hit.actions.is_empty() { number } else { format!("{number}: {}", hit.actions.join("; ")) }
}

/// Id, day, severity, status, services and file, in one line.
fn facts(hit: &Hit) -> String {
    let services = hit.services.join(", ");
    let named = [Some(hit.id.as_str()), hit.date.as_deref(), hit.severity.as_deref(), hit.status.as_deref()];
    let rest = [(!services.is_empty()).then_some(services.as_str()), Some(hit.path.as_str())];
    let all: Vec<_> = named.into_iter().chain(rest).flatten().map(|fact| safe::short(fact, WIDTH)).collect();
    all.join(" · ")
}

/// A text on one line, with its matches marked and the rest in the style given.
fn marked(text: &str, matches: &[Range<usize>], style: Style, look: Look) -> String {
    let mut out = String::new();
    let mut at = 0;
    for range in matches {
        let (Some(before), Some(word)) = (text.get(at..range.start), text.get(range.clone())) else { continue };
        push(&mut out, before, style, look);
        out.push_str(&look.paint(MATCH, &safe::line(word)));
        at = range.end;
    }
    push(&mut out, text.get(at..).unwrap_or_default(), style, look);
    out.trim().to_owned()
}

/// Adds text between matches; the blanks around it are what keeps words apart.
fn push(out: &mut String, text: &str, style: Style, look: Look) {
    if text.starts_with(char::is_whitespace) && !out.is_empty() {
        out.push(' ');
    }
    let line = safe::line(text);
    if line.is_empty() {
        return;
    }
    out.push_str(&if style == Style::new() { line } else { look.paint(style, &line) });
    if text.ends_with(char::is_whitespace) {
        out.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::LinkState;
    use crate::model::SectionKind;

    fn hit() -> Hit {
        Hit {
            id: "2025-07-14-hang".to_owned(),
            path: "2025/hang.md".to_owned(),
            title: "The server\x1b[2J hangs".to_owned(),
            score: 1.5,
            section: "Symptoms".to_owned(),
            section_kind: SectionKind::Symptoms,
            anchor: "symptoms".to_owned(),
            snippet: "The second\nquery hangs.".to_owned(),
            matches: vec![11..16, 17..22],
            title_matches: vec![4..10, 15..20],
            near: false,
            date: Some("2025-07-14".to_owned()),
            status: None,
            severity: Some("sev2".to_owned()),
            services: vec!["api".to_owned(), "db".to_owned()],
            cause: Some("The pipe is full.".to_owned()),
            cause_state: Some(CauseState::Confirmed),
            fix: None,
            patterns: vec![HitPattern {
                id: "blocked-event-loop".to_owned(),
                name: "Blocked event loop".to_owned(),
                state: LinkState::Confirmed,
            }],
            open_actions: 2,
            actions: vec!["Watch the pipe @sre".to_owned()],
        }
    }

    fn results() -> Results {
        let correction = Correction { typed: "hnags".to_owned(), meant: "hangs".to_owned() };
        let notes = vec!["`x:` is no field".to_owned()];
        Results { hits: vec![hit()], total: 3, did_you_mean: vec![correction], notes, ..Results::default() }
    }

    #[test]
    fn where_nothing_is_found_the_way_on_is_told() {
        let mut nothing = Results { unknown: vec!["xyzzy".to_owned()], ..Results::default() };
        assert_eq!(
            talk(&nothing),
            "nothing found; no record has `xyzzy`; try fewer words, or others for the same thing\n"
        );
        nothing.unknown.clear();
        nothing.instead = vec![Instead { query: "shoes \x1b[2Jcache".to_owned(), total: 2 }];
        assert_eq!(talk(&nothing), "nothing found; this finds something:\n  shoes [2Jcache  (2 incidents)\n");
    }

    #[test]
    fn an_answer_says_why_it_matched_and_what_it_was() {
        assert_eq!(
            human(&results(), &|_| None, Look::Plain),
            "The server[2J hangs\n  2025-07-14-hang · 2025-07-14 · sev2 · api, db · 2025/hang.md\n  \
             symptoms: The second query hangs.\n  cause: The pipe is full.\n  \
             patterns: blocked-event-loop (confirmed)\n  open: 2 actions: Watch the pipe @sre\n\n"
        );
    }

    #[test]
    fn a_terminal_gets_links_and_marks() {
        let shown = human(&results(), &|hit| Some(format!("file:///c/{}", hit.path)), Look::Styled);
        assert!(shown.starts_with("\x1b]8;;file:///c/2025/hang.md\x1b\\"), "{shown:?}");
        assert!(shown.contains(&format!("{MATCH}query{MATCH:#} {MATCH}hangs{MATCH:#}.")), "{shown:?}");
    }

    #[test]
    fn ranges_that_do_not_fit_mark_nothing() {
        let mut results = results();
        results.hits[0].snippet = "日本".to_owned();
        results.hits[0].matches = vec![1..2, 3..99, 3..6];
        assert!(human(&results, &|_| None, Look::Plain).contains("symptoms: 日本\n"));
    }

    #[test]
    fn the_search_itself_is_talked_about() {
        assert_eq!(
            talk(&results()),
            "note: no record has `hnags`; searched for `hangs` instead\nnote: `x:` is no field\n\
             1 of 3 incidents; `--limit` shows more\n"
        );
        assert!(talk(&Results::default()).starts_with("nothing found; "));
    }

    #[test]
    fn a_cause_that_is_only_suspected_is_called_so() {
        let hit = Hit { cause_state: Some(CauseState::Suspected), ..hit() };
        let shown = human(&Results { hits: vec![hit], ..Results::default() }, &|_| None, Look::Plain);
        assert!(shown.contains("\n  suspected cause: The pipe is full.\n"), "{shown}");
    }

    #[test]
    fn json_holds_query_results_and_notes() {
        let value: serde_json::Value = serde_json::from_str(&json("q", &results())).expect("valid");
        let expected = serde_json::json!({
            "schema": 1, "query": "q", "total": 3,
            "results": [{
                "id": "2025-07-14-hang", "path": "2025/hang.md", "title": "The server\u{1b}[2J hangs",
                "score": 1.5, "section": "Symptoms", "section_kind": "symptoms", "anchor": "symptoms",
                "snippet": "The second\nquery hangs.",
                "matches": [{"start": 11, "end": 16}, {"start": 17, "end": 22}],
                "title_matches": [{"start": 4, "end": 10}, {"start": 15, "end": 20}],
                "near": false, "cause": "The pipe is full.", "cause_state": "confirmed", "fix": null,
                "patterns": [{"id": "blocked-event-loop", "name": "Blocked event loop", "state": "confirmed"}],
                "open_actions": 2, "actions": ["Watch the pipe @sre"], "date": "2025-07-14", "status": null, "severity": "sev2",
                "services": ["api", "db"]
            }],
            "did_you_mean": [{"typed": "hnags", "meant": "hangs"}],
            "notes": ["`x:` is no field"]
        });
        assert_eq!(value, expected);
    }
}
