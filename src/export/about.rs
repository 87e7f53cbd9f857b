//! What a site says of itself to programs: `index.json`, and `llms.txt` (<https://llmstxt.org>) for those that read text.

use std::fmt::Write;

use serde::Serialize;

use super::{FeedInput, SCHEMA, address};
use crate::knowledge::KnowledgeBase;
use crate::model::CauseState;

/// How many incidents and patterns `llms.txt` names; the rest stands in the lists it leads to.
const NAMED: usize = 25;

/// The lists of a site with what each holds; the JSON of each lies beside its page.
const LISTS: [(&str, &str); 9] = [
    ("incidents", "every incident, newest first, with symptom and cause in a line"),
    ("patterns", "failures that recur, with how often each was seen"),
    ("services", "incidents by what was hit"),
    ("tags", "incidents by label"),
    ("usual-suspects", "what was blamed in vain, what it really was, and the check that settled it"),
    ("actions", "promises that are not kept yet, by the later incidents they might have spared"),
    ("timeline", "incidents by year and month"),
    ("statistics", "how long, how often, what came with what, and how often the first theory was wrong"),
    ("map", "patterns and the incidents that show several of them"),
];

/// A casebook in a few words.
#[derive(Debug, Serialize)]
pub struct SiteJson<'a> {
    schema: u32,
    title: &'a str,
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    base_url: Option<&'a str>,
    /// Of the program that wrote it.
    version: &'a str,
    incidents: usize,
    /// Patterns that were seen in an incident.
    patterns: usize,
    /// The day of the newest incident.
    #[serde(skip_serializing_if = "Option::is_none")]
    newest: Option<String>,
    page: &'static str,
    feed: &'static str,
    json_schema: &'static str,
    lists: Vec<ListJson>,
}

#[derive(Debug, Serialize)]
struct ListJson {
    name: &'static str,
    what: &'static str,
    page: String,
    json: String,
}

/// A casebook in a few words, with the way to everything else.
pub fn site<'a>(kb: &KnowledgeBase, input: &FeedInput<'a>) -> SiteJson<'a> {
    let list = |&(name, what): &(&'static str, &'static str)| ListJson {
        name,
        what,
        page: format!("{name}/index.html"),
        json: format!("{name}.json"),
    };
    SiteJson {
        schema: SCHEMA,
        title: input.title,
        description: input.description,
        base_url: input.base_url,
        version: input.version,
        incidents: kb.by_date().len(),
        patterns: seen(kb).len(),
        newest: newest(kb),
        page: "index.html",
        feed: "feed.xml",
        json_schema: "schema.json",
        lists: LISTS.iter().map(list).collect(),
    }
}

/// The text that tells a language model what is here and where to read on.
pub fn llms(kb: &KnowledgeBase, input: &FeedInput<'_>) -> String {
    let base = input.base_url.unwrap_or_default();
    let mut out = format!("# {}\n\n", plain(input.title));
    if !input.description.is_empty() {
        let _ = writeln!(out, "> {}\n", plain(input.description));
    }
    let _ = writeln!(
        out,
        "A casebook of {} incidents: post-mortems with their symptoms, the theories that were wrong, the cause and the \
         fix, and the patterns that keep coming back.\nEvery page has its JSON beside it: `incidents/ID/index.html` and \
         `incidents/ID.json`; all of it is described by [schema.json]({base}schema.json).\nA theory that was ruled out is \
         marked as such; do not read it as the cause.\n",
        kb.by_date().len()
    );
    out.push_str("## Lists\n\n");
    for (name, what) in LISTS {
        let _ = writeln!(out, "- [{name}]({base}{name}.json): {what}");
    }
    let _ = writeln!(out, "- [feed]({base}feed.xml): the newest incidents as Atom");
    let seen = seen(kb);
    if !seen.is_empty() {
        out.push_str("\n## Patterns\n\n");
    }
    for &(count, at) in seen.iter().take(NAMED) {
        let pattern = &kb.patterns[at];
        let href = format!("{base}{}", address::encoded(&format!("patterns/{}.json", pattern.id)));
        let noun = if count == 1 { "incident" } else { "incidents" };
        let _ =
            writeln!(out, "- [{}]({href}): {count} {noun}; {}", plain(&pattern.name.value), plain(&pattern.summary));
    }
    out.push_str("\n## Newest incidents\n\n");
    for &at in kb.by_date().iter().take(NAMED) {
        let incident = &kb.incidents[at];
        let href = format!("{base}{}", address::encoded(&format!("incidents/{}.json", incident.id)));
        let day = incident.date.as_ref().map(|date| format!("{}; ", date.value)).unwrap_or_default();
        let says = match incident.cause_state() {
            Some(CauseState::Suspected) => "suspected: ",
            Some(CauseState::Contributing) => "contributing: ",
            Some(CauseState::Stated | CauseState::Confirmed) | None => "",
        };
        let cause = incident.opening().cause.map(|(text, _)| format!("{says}{}", plain(text))).unwrap_or_default();
        let line = format!("- [{}]({href}): {day}{cause}", plain(&incident.title.value));
        let _ = writeln!(out, "{}", line.trim_end_matches([' ', ';', ':']));
    }
    out
}

/// The patterns that were seen, most often first, with in how many incidents.
fn seen(kb: &KnowledgeBase) -> Vec<(usize, usize)> {
    let counted = (0..kb.patterns.len()).map(|at| (kb.incidents_of_pattern(at).count(), at));
    let mut seen: Vec<(usize, usize)> = counted.filter(|(count, _)| *count > 0).collect();
    seen.sort_by_key(|&(count, at)| (std::cmp::Reverse(count), at));
    seen
}

fn newest(kb: &KnowledgeBase) -> Option<String> {
    kb.by_date().first().and_then(|&at| kb.incidents[at].date.as_ref()).map(|date| date.value.to_string())
}

/// Text on one line in which nothing is a link of its own.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        for c in word.chars().filter(|c| !c.is_control()) {
            if matches!(c, '[' | ']' | '\\' | '<' | '`') {
                out.push('\\');
            }
            out.push(c);
        }
    }
    out
}
