//! Patterns that are proposed, with the lines that speak for them, and incidents that are like no other.

use std::fmt::Write;

use serde::Serialize;

use super::{LABEL, Look, QUIET, TITLE, count, json, safe};
use crate::knowledge::KnowledgeBase;
use crate::knowledge::discover::{Discovery, OneOff, Proposal, Quote};

const WIDTH: usize = 220;

/// How many one-offs are listed for people.
const MOST_ONE_OFFS: usize = 20;

#[derive(Serialize)]
struct Out<'a> {
    schema: u32,
    unexplained: usize,
    wordless: usize,
    proposals: Vec<ProposalJson<'a>>,
    one_offs: Vec<OneOffJson<'a>>,
}

#[derive(Serialize)]
struct ProposalJson<'a> {
    id: &'a str,
    name: &'a str,
    facet: &'a str,
    /// Incidents that it would find though another pattern explains them.
    explained: usize,
    incidents: Vec<IncidentJson<'a>>,
    /// The pattern file.
    file: &'a str,
}

#[derive(Serialize)]
struct IncidentJson<'a> {
    id: &'a str,
    title: &'a str,
    path: &'a str,
    date: Option<String>,
    quotes: Vec<QuoteJson<'a>>,
}

#[derive(Serialize)]
struct QuoteJson<'a> {
    section: &'a str,
    line: u32,
    text: &'a str,
}

#[derive(Serialize)]
struct OneOffJson<'a> {
    id: &'a str,
    title: &'a str,
    path: &'a str,
    nearest: Option<&'a str>,
    /// The stems that the two causes share, the rarest first.
    shared: &'a [String],
}

/// The proposals for people.
pub fn human(base: &KnowledgeBase, found: &Discovery, look: Look) -> String {
    let mut out = String::new();
    for proposal in &found.proposals {
        human_proposal(&mut out, base, proposal, look);
    }
    let told = found.unexplained - found.wordless;
    let _ = writeln!(
        out,
        "{} without a pattern; {} of them tell a cause: {} proposed, {} left alone",
        count(found.unexplained, "incident"),
        told,
        count(found.proposals.len(), "pattern"),
        count(found.one_offs.len(), "one-off"),
    );
    for one in found.one_offs.iter().take(MOST_ONE_OFFS) {
        human_one_off(&mut out, base, one, look);
    }
    if let Some(more) = found.one_offs.len().checked_sub(MOST_ONE_OFFS + 1) {
        let _ = writeln!(out, "  {}", look.paint(QUIET, &format!("and {} more (`--format json` has all)", more + 1)));
    }
    out
}

fn human_proposal(out: &mut String, base: &KnowledgeBase, proposal: &Proposal, look: Look) {
    let seen = count(proposal.members.len(), "incident");
    let facts = format!("({}, {}, {seen})", proposal.id, proposal.facet.name());
    let _ = writeln!(out, "{} {}", look.paint(TITLE, &safe::short(&proposal.name, WIDTH)), look.paint(QUIET, &facts));
    for member in &proposal.members {
        let incident = &base.incidents[member.incident];
        let date = incident.date.as_ref().map(|date| format!(" · {}", date.value)).unwrap_or_default();
        let _ = writeln!(out, "  {} ({}{date})", safe::short(&incident.title.value, WIDTH), incident.id);
        for quote in &member.quotes {
            let line = incident.file.position(quote.span.start).line;
            let place = look.paint(QUIET, &format!("{}:{line}", safe::line(&incident.file.path)));
            let _ = writeln!(out, "    {} {place}", safe::short(&quote.text, WIDTH));
        }
    }
    out.push('\n');
}

fn human_one_off(out: &mut String, base: &KnowledgeBase, one: &OneOff, look: Look) {
    let incident = &base.incidents[one.incident];
    let label = look.paint(LABEL, "one-off:");
    let _ = write!(out, "{label} {} ({})", safe::short(&incident.title.value, WIDTH), incident.id);
    if let Some((nearest, words)) = &one.nearest {
        let words = safe::line(&words.join(", "));
        let near = format!("; nearest is {}, by {words}", base.incidents[*nearest].id);
        let _ = write!(out, "{}", look.paint(QUIET, &near));
    }
    out.push('\n');
}

/// The same for programs: `{"schema", "unexplained", "proposals": [{"id", "incidents", "file", …}], "one_offs"}`.
pub fn json(base: &KnowledgeBase, found: &Discovery) -> String {
    json::text(&Out {
        schema: json::SCHEMA,
        unexplained: found.unexplained,
        wordless: found.wordless,
        proposals: found.proposals.iter().map(|proposal| ProposalJson::of(base, proposal)).collect(),
        one_offs: found.one_offs.iter().map(|one| OneOffJson::of(base, one)).collect(),
    })
}

impl<'a> ProposalJson<'a> {
    fn of(base: &'a KnowledgeBase, proposal: &'a Proposal) -> Self {
        let incidents = proposal.members.iter().map(|member| {
            let incident = &base.incidents[member.incident];
            let quote = |quote: &'a Quote| QuoteJson {
                section: incident.section(quote.section).kind.name(),
                line: incident.file.position(quote.span.start).line,
                text: &quote.text,
            };
            IncidentJson {
                id: incident.id.as_str(),
                title: &incident.title.value,
                path: &incident.file.path,
                date: incident.date.as_ref().map(|date| date.value.to_string()),
                quotes: member.quotes.iter().map(quote).collect(),
            }
        });
        Self {
            id: proposal.id.as_str(),
            name: &proposal.name,
            facet: proposal.facet.name(),
            explained: proposal.explained,
            incidents: incidents.collect(),
            file: &proposal.text,
        }
    }
}

impl<'a> OneOffJson<'a> {
    fn of(base: &'a KnowledgeBase, one: &'a OneOff) -> Self {
        let incident = &base.incidents[one.incident];
        let (nearest, shared) = match &one.nearest {
            Some((nearest, shared)) => (Some(base.incidents[*nearest].id.as_str()), shared.as_slice()),
            None => (None, &[][..]),
        };
        Self { id: incident.id.as_str(), title: &incident.title.value, path: &incident.file.path, nearest, shared }
    }
}
