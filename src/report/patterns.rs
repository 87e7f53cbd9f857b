//! Patterns: the list of them, and one with the incidents it was seen in.

use std::fmt::Write;

use serde::Serialize;

use super::{LABEL, Look, QUIET, TITLE, count, json, safe};
use crate::knowledge::{Evidence, FixOutcome, KnowledgeBase, Life, LinkState, PatternLink, Step};
use crate::model::Incident;

const WIDTH: usize = 220;

/// Which patterns a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Those that were seen in an incident.
    Seen,
    /// All.
    All,
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    name: &'a str,
    facet: &'a str,
    life: Life,
    /// Confirmed and detected links.
    incidents: usize,
    suggested: usize,
    built_in: bool,
}

#[derive(Serialize)]
struct Page<'a> {
    schema: u32,
    #[serde(flatten)]
    entry: Entry<'a>,
    aliases: &'a [String],
    summary: &'a str,
    links: Vec<Link<'a>>,
    /// Whether what was done held: its incidents, oldest first.
    fixes: Vec<FixJson<'a>>,
}

#[derive(Serialize)]
struct FixJson<'a> {
    id: &'a str,
    date: Option<String>,
    /// `null` where the record tells no fix.
    fix: Option<&'a str>,
    actions: usize,
    actions_done: usize,
    #[serde(flatten)]
    outcome: FixOutcome,
    /// The incident in which it came back.
    next: Option<&'a str>,
}

#[derive(Serialize)]
struct Link<'a> {
    id: &'a str,
    title: &'a str,
    path: &'a str,
    date: Option<String>,
    state: LinkState,
    score: f32,
    evidence: Vec<Quote<'a>>,
}

#[derive(Serialize)]
struct Quote<'a> {
    section: &'a str,
    line: u32,
    text: &'a str,
}

/// The list for people, most often seen first.
pub fn list_human(base: &KnowledgeBase, shown: Shown, look: Look) -> String {
    let entries = entries(base, shown);
    let width = entries.iter().map(|entry| entry.id.chars().count()).max().unwrap_or(0);
    let mut out = String::new();
    for entry in entries {
        let seen = match (entry.incidents, entry.suggested) {
            (0, 0) => String::new(),
            (0, suggested) => format!(", suggested in {}", count(suggested, "incident")),
            (seen, _) => format!(", {}", count(seen, "incident")),
        };
        let gap = " ".repeat(width - entry.id.chars().count());
        let id = look.paint(TITLE, entry.id);
        let facts = look.paint(QUIET, &format!("({}, {}{seen})", entry.facet, json::word(&entry.life)));
        let _ = writeln!(out, "{id}{gap}  {} {facts}", safe::short(entry.name, WIDTH));
    }
    out
}

/// The list for programs: `{"schema", "patterns": [{"id", "name", "facet", "life", "incidents", …}]}`.
pub fn list_json(base: &KnowledgeBase, shown: Shown) -> String {
    #[derive(Serialize)]
    struct Out<'a> {
        schema: u32,
        patterns: Vec<Entry<'a>>,
    }
    json::text(&Out { schema: json::SCHEMA, patterns: entries(base, shown) })
}

/// One pattern for people, with each incident and the line that speaks for it.
pub fn show_human(base: &KnowledgeBase, pattern: usize, look: Look) -> String {
    let page = page(base, pattern);
    let mut out = format!("{}\n", look.paint(TITLE, &safe::short(page.entry.name, WIDTH)));
    let facts = format!("{} · {} · {}", page.entry.id, page.entry.facet, json::word(&page.entry.life));
    let _ = writeln!(out, "  {}", look.paint(QUIET, &facts));
    if !page.summary.is_empty() {
        let _ = writeln!(out, "  {}", safe::line(page.summary));
    }
    for link in &page.links {
        let state = look.paint(LABEL, &json::word(&link.state));
        let date = link.date.as_ref().map(|date| format!(" · {date}")).unwrap_or_default();
        let _ = writeln!(out, "\n{state}: {} ({}{date})", safe::short(link.title, WIDTH), link.id);
        for quote in &link.evidence {
            let place = look.paint(QUIET, &format!("{}:{}", safe::line(link.path), quote.line));
            let _ = writeln!(out, "  {}: {} {place}", quote.section, safe::short(quote.text, WIDTH));
        }
    }
    write_fixes(&mut out, &page.fixes, look);
    out
}

/// One pattern for programs, with its links and their evidence.
pub fn show_json(base: &KnowledgeBase, pattern: usize) -> String {
    json::text(&page(base, pattern))
}

fn entries(base: &KnowledgeBase, shown: Shown) -> Vec<Entry<'_>> {
    let mut entries: Vec<_> = (0..base.patterns.len()).map(|pattern| entry(base, pattern)).collect();
    entries.retain(|entry| shown == Shown::All || entry.incidents + entry.suggested > 0);
    entries.sort_by_key(|entry| std::cmp::Reverse((entry.incidents, entry.suggested)));
    entries
}

fn entry(base: &KnowledgeBase, index: usize) -> Entry<'_> {
    let pattern = &base.patterns[index];
    let (mut incidents, mut suggested) = (0, 0);
    for link in base.links_of_pattern(index) {
        match link.state {
            LinkState::Confirmed | LinkState::Detected => incidents += 1,
            LinkState::Suggested => suggested += 1,
            LinkState::Rejected => {}
        }
    }
    Entry {
        id: pattern.id.as_str(),
        name: &pattern.name.value,
        facet: pattern.facet.name(),
        life: base.lives[index],
        incidents,
        suggested,
        built_in: pattern.built_in,
    }
}

fn page(base: &KnowledgeBase, index: usize) -> Page<'_> {
    let pattern = &base.patterns[index];
    Page {
        schema: json::SCHEMA,
        entry: entry(base, index),
        aliases: &pattern.aliases,
        summary: &pattern.summary,
        links: base.links_of_pattern(index).map(|link| Link::of(base, link)).collect(),
        fixes: base.efficacy(index).steps.iter().map(|step| FixJson::of(base, step)).collect(),
    }
}

impl<'a> FixJson<'a> {
    fn of(base: &'a KnowledgeBase, step: &Step) -> Self {
        let incident = &base.incidents[step.incident];
        let next = match step.outcome {
            FixOutcome::CameBack { next, .. } => Some(base.incidents[next].id.as_str()),
            _ => None,
        };
        Self {
            id: incident.id.as_str(),
            date: incident.date.as_ref().map(|date| date.value.to_string()),
            fix: step.fix.and_then(|at| incident.fixes.get(at)).map(|fix| fix.statement.value.as_str()),
            actions: step.actions.0,
            actions_done: step.actions.1,
            outcome: step.outcome,
            next,
        }
    }
}

/// Whether each fix held, for people.
fn write_fixes(out: &mut String, fixes: &[FixJson<'_>], look: Look) {
    if !fixes.is_empty() {
        let _ = writeln!(out, "\n{}", look.paint(TITLE, "What fixed it, and whether it held"));
    }
    for fix in fixes {
        let date = fix.date.as_deref().unwrap_or("undated");
        let what = fix.fix.map_or_else(|| "no fix told".to_owned(), |fix| safe::short(fix, WIDTH));
        let outcome = match (fix.outcome, fix.next) {
            (FixOutcome::CameBack { days, same_service, .. }, next) => {
                let place = if same_service { " in the same service" } else { "" };
                format!("came back after {}{place}: {}", count(days as usize, "day"), next.unwrap_or_default())
            }
            (FixOutcome::Held { days }, _) => {
                format!("not seen again, {} to the newest record", count(days as usize, "day"))
            }
            (FixOutcome::NoDate, _) => "no date, so nothing is known of before and after".to_owned(),
        };
        let done = if fix.actions == 0 {
            String::new()
        } else {
            format!("; {} of {} done", fix.actions_done, count(fix.actions, "action"))
        };
        let facts = look.paint(QUIET, &format!("({}{done})", fix.id));
        let _ = writeln!(out, "  {date} {what} {facts}\n    {}", look.paint(LABEL, &outcome));
    }
}

impl<'a> Link<'a> {
    fn of(base: &'a KnowledgeBase, link: &'a PatternLink) -> Self {
        let incident = &base.incidents[link.incident];
        Self {
            id: incident.id.as_str(),
            title: &incident.title.value,
            path: &incident.file.path,
            date: incident.date.as_ref().map(|date| date.value.to_string()),
            state: link.state,
            score: link.score,
            evidence: link.evidence.iter().map(|evidence| Quote::of(incident, evidence)).collect(),
        }
    }
}

impl<'a> Quote<'a> {
    fn of(incident: &'a Incident, evidence: &'a Evidence) -> Self {
        Self {
            section: incident.section(evidence.section).kind.name(),
            line: incident.file.position(evidence.span.start).line,
            text: &evidence.text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue;
    use crate::config::Config;
    use crate::model::Pattern;
    use crate::source::SourceFile;

    fn pattern(id: &str, phrase: &str) -> Pattern {
        let text =
            format!("---\nname: The {id}\nfacet: mechanism\nsignals:\n  - any: [{phrase}]\n---\n\nWhat fails.\n");
        let (pattern, _) = catalogue::parse(&SourceFile::new(format!("patterns/{id}.md"), text), true);
        pattern.expect("a good pattern")
    }

    /// One incident that shows the pattern `loop`; the pattern `none` was never seen.
    fn base() -> KnowledgeBase {
        let text = "# A hang\n\nDate: 2026-01-02\n\n## Root cause\n\nThe loop was blocked.\n";
        let (incident, _) = crate::record::read(&SourceFile::new("a.md", text), &Config::default());
        let patterns = vec![pattern("loop", "loop was blocked"), pattern("none", "full moon")];
        KnowledgeBase::assemble(vec![incident], patterns)
    }

    #[test]
    fn the_list_shows_how_often_each_was_seen() {
        assert_eq!(
            list_human(&base(), Shown::All, Look::Plain),
            "loop  The loop (mechanism, candidate, 1 incident)\nnone  The none (mechanism, unseen)\n"
        );
        assert_eq!(list_human(&base(), Shown::Seen, Look::Plain).lines().count(), 1);
        let value: serde_json::Value = serde_json::from_str(&list_json(&base(), Shown::Seen)).expect("valid");
        let expected = serde_json::json!({"schema": 1, "patterns": [{
            "id": "loop", "name": "The loop", "facet": "mechanism", "life": "candidate", "incidents": 1,
            "suggested": 0, "built_in": true
        }]});
        assert_eq!(value, expected);
    }

    #[test]
    fn a_pattern_shows_the_line_that_speaks_for_it() {
        assert_eq!(
            show_human(&base(), 0, Look::Plain),
            "The loop\n  loop · mechanism · candidate\n  What fails.\n\ndetected: A hang (a · 2026-01-02)\n  \
             root-cause: The loop was blocked. a.md:7\n\nWhat fixed it, and whether it held\n  2026-01-02 no fix \
             told (a)\n    not seen again, 0 days to the newest record\n"
        );
        let value: serde_json::Value = serde_json::from_str(&show_json(&base(), 0)).expect("valid");
        let evidence = serde_json::json!([{"section": "root-cause", "line": 7, "text": "The loop was blocked."}]);
        assert_eq!(value["links"][0]["evidence"], evidence);
        assert_eq!(value["links"][0]["state"], "detected");
    }
}
