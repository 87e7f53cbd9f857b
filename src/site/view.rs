//! Pieces that many pages show alike, as templates see them.
//!
//! Addresses in these values are relative to the site's root; templates put `page.root` before them.

use serde::Serialize;

use super::address;
use super::atlas::Atlas;
use super::charts;
use super::marks::state_word;
use super::quote::section_fragment;
use crate::knowledge::{Life, LinkState, PatternLink};
use crate::markdown::Label;
use crate::model::{Action, ActionState, CauseState, Facet, Incident};
use crate::words::Words;

/// What every page says of itself.
#[derive(Debug, Serialize)]
pub struct Head<'a> {
    /// Its title, without the site's.
    pub title: String,
    /// One line for those who find it elsewhere.
    pub description: String,
    /// Its address.
    pub path: String,
    /// Its address as it stands in links.
    pub address: String,
    /// The way to the site's root: empty, or ends with `/`.
    pub root: String,
    /// The part of the site it belongs to, as the navigation names it.
    pub area: &'static str,
    /// Its language.
    pub lang: &'a str,
    /// What it shows, for programs.
    pub json: Option<String>,
    /// The feed of its incidents, where it has one of its own.
    pub feed: Option<String>,
}

impl<'a> Head<'a> {
    /// The head of a page at `path`.
    pub fn new(atlas: &Atlas<'a>, path: String, area: &'static str, title: impl Into<String>) -> Self {
        let root = address::root(&path);
        let lang = atlas.words.language();
        let encoded = address::encode(&path);
        Self {
            title: title.into(),
            description: String::new(),
            path,
            address: encoded,
            root,
            area,
            lang,
            json: None,
            feed: None,
        }
    }

    /// Adds where programs read what it shows.
    #[must_use]
    pub fn with_json(mut self, path: &str) -> Self {
        self.json = Some(address::encode(path));
        self
    }

    /// Adds the feed of its incidents.
    #[must_use]
    pub fn with_feed(mut self, path: &str) -> Self {
        self.feed = Some(address::encode(path));
        self
    }

    /// Adds the line for those who find it elsewhere.
    #[must_use]
    pub fn described(mut self, text: &str) -> Self {
        self.description = clip(text, 200);
        self
    }
}

/// Something with a name and a page.
#[derive(Clone, Debug, Serialize)]
pub struct Named<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its page, where it has one.
    pub href: Option<String>,
}

/// How bad an incident was.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Severity<'a> {
    /// The word.
    pub name: &'a str,
    /// Its place in the configured scale, 1 is worst; 0 where the scale does not know it.
    pub rank: usize,
}

/// A pattern, named beside an incident.
#[derive(Clone, Debug, Serialize)]
pub struct PatternTag<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its page.
    pub href: String,
    /// `trigger`, `mechanism` or `aggravator`.
    pub facet: &'static str,
    /// How it is tied to the incident.
    pub state: &'static str,
}

/// An incident in a list.
#[derive(Clone, Debug, Serialize)]
pub struct Row<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Its page.
    pub href: String,
    /// `YYYY-MM-DD`
    pub date: Option<String>,
    /// How bad it was.
    pub severity: Option<Severity<'a>>,
    /// Where it stands.
    pub status: Option<&'static str>,
    /// What was hit.
    pub services: Vec<Named<'a>>,
    /// Patterns that the author confirms or that were detected.
    pub patterns: Vec<PatternTag<'a>>,
    /// What the record says in a line.
    pub line: Option<String>,
    /// What that line is: the cause, a suspected one, a factor or a symptom, in the words of the page.
    pub line_is: &'a str,
}

/// Makes an incident's row.
pub fn row<'a>(atlas: &Atlas<'a>, at: usize) -> Row<'a> {
    let incident = &atlas.kb.incidents[at];
    let opening = incident.opening();
    let cause = match incident.cause_state() {
        Some(CauseState::Suspected) => "line.suspected-cause",
        Some(CauseState::Contributing) => "line.factor",
        Some(CauseState::Stated | CauseState::Confirmed) | None => "line.cause",
    };
    let (line, line_is) = match (opening.cause, opening.symptom) {
        (Some((text, _)), _) => (Some(text), atlas.words.say(cause)),
        (None, Some((text, _))) => (Some(text), atlas.words.say("line.symptom")),
        (None, None) => (None, ""),
    };
    Row {
        id: incident.id.as_str(),
        title: &incident.title.value,
        href: address::encode(&address::incident(&incident.id)),
        date: incident.date.as_ref().map(|date| date.value.to_string()),
        severity: severity(atlas, incident),
        status: incident.status.as_ref().map(|status| status.value.name()),
        services: incident.services.iter().map(|name| named(atlas, "services", &name.value)).collect(),
        patterns: atlas.ties_of_incident(at).map(|link| pattern_tag(atlas, link)).collect(),
        line: line.map(|text| clip(text, 240)),
        line_is,
    }
}

/// Makes the rows of some incidents.
pub fn rows<'a>(atlas: &Atlas<'a>, incidents: &[usize]) -> Vec<Row<'a>> {
    incidents.iter().map(|&at| row(atlas, at)).collect()
}

/// How bad an incident was, with its place in the scale.
pub fn severity<'a>(atlas: &Atlas<'_>, incident: &'a Incident) -> Option<Severity<'a>> {
    let name = incident.severity.as_ref()?.value.as_str();
    let rank = atlas.config.severities.iter().position(|known| known == name).map_or(0, |at| at + 1);
    Some(Severity { name, rank })
}

/// The name of a service or tag with its page; `area` is `services` or `tags`.
pub fn named<'a>(atlas: &Atlas<'_>, area: &'static str, name: &'a str) -> Named<'a> {
    let href = address::encode(&format!("{area}/{}/index.html", atlas.group_slug(area, name)));
    Named { name, href: Some(href) }
}

/// The pattern of a link.
pub fn pattern_tag<'a>(atlas: &Atlas<'a>, link: &PatternLink) -> PatternTag<'a> {
    PatternTag { state: state_word(link.state), ..plain_pattern_tag(atlas, link.pattern) }
}

/// A pattern, named on its own.
pub fn plain_pattern_tag<'a>(atlas: &Atlas<'a>, pattern: usize) -> PatternTag<'a> {
    let pattern = &atlas.kb.patterns[pattern];
    PatternTag {
        name: &pattern.name.value,
        href: address::encode(&address::pattern(&pattern.id)),
        facet: pattern.facet.name(),
        state: "",
    }
}

/// The question that the patterns of a facet answer.
pub fn question<'a>(atlas: &Atlas<'a>, facet: Facet) -> &'a str {
    atlas.words.say(&format!("facet.{}-question", facet.name()))
}

/// A pattern in a list.
#[derive(Clone, Debug, Serialize)]
pub struct PatternRow<'a> {
    /// Its name and page.
    pub pattern: PatternTag<'a>,
    /// What it is, in a paragraph.
    pub summary: &'a str,
    /// `unseen`, `candidate`, `confirmed`, `established`, `dormant` or `guarded`.
    pub life: &'static str,
    /// In how many incidents it has been seen.
    pub count: usize,
    /// In how many more it is suggested.
    pub suggested: usize,
    /// In how many it has been seen lately; on the home page only.
    pub lately: usize,
    /// The first and the last day it was seen.
    pub seen: Option<(String, String)>,
    /// The newest incidents it was seen in, at most three.
    pub newest: Vec<Row<'a>>,
}

/// Makes a pattern's row.
pub fn pattern_row<'a>(atlas: &Atlas<'a>, at: usize) -> PatternRow<'a> {
    let kb = atlas.kb;
    let seen: Vec<usize> = kb.incidents_of_pattern(at).collect();
    let suggested = kb.links_of_pattern(at).filter(|link| link.state == LinkState::Suggested).count();
    let days = || seen.iter().filter_map(|&incident| kb.incidents[incident].date.as_ref().map(|date| date.value));
    let newest = seen.get(..3).unwrap_or(&seen);
    PatternRow {
        pattern: plain_pattern_tag(atlas, at),
        summary: &kb.patterns[at].summary,
        life: life_word(kb.lives.get(at).copied().unwrap_or(Life::Unseen)),
        count: seen.len(),
        suggested,
        lately: 0,
        seen: days().min().zip(days().max()).map(|(first, last)| (first.to_string(), last.to_string())),
        newest: rows(atlas, newest),
    }
}

/// How a pattern's life is called.
pub fn life_word(life: Life) -> &'static str {
    match life {
        Life::Unseen => "unseen",
        Life::Candidate => "candidate",
        Life::Confirmed => "confirmed",
        Life::Established => "established",
        Life::Dormant => "dormant",
        Life::Guarded => "guarded",
    }
}

/// A promise in a list.
#[derive(Clone, Debug, Serialize)]
pub struct ActionRow<'a> {
    /// What is to be done.
    pub text: &'a str,
    /// `open`, `done` or `unmarked`.
    pub state: &'static str,
    /// Who does it.
    pub owner: Option<&'a str>,
    /// Until when.
    pub due: Option<String>,
    /// What watches for it.
    pub guard: Option<&'a str>,
    /// Its ticket.
    pub ticket: Option<&'a str>,
    /// The incident that led to it.
    pub incident: Named<'a>,
    /// The patterns of that incident that recur.
    pub recurring: Vec<PatternTag<'a>>,
    /// How many days it is overdue on the day of the newest record, where that is told.
    pub overdue: Option<i64>,
}

/// Makes a promise's row.
pub fn action_row<'a>(atlas: &Atlas<'a>, at: usize, action: &'a Action) -> ActionRow<'a> {
    let incident = &atlas.kb.incidents[at];
    let fragment = section_fragment(incident.sections.get(action.section as usize));
    let recurring = atlas.ties_of_incident(at).filter(|link| atlas.count(link.pattern) > 1);
    ActionRow {
        text: &action.text,
        state: match action.state {
            ActionState::Open => "open",
            ActionState::Done => "done",
            ActionState::Unmarked => "unmarked",
        },
        owner: action.owner.as_deref(),
        due: action.due.as_ref().map(|due| due.value.to_string()),
        guard: action.guard.as_ref().map(|guard| guard.value.as_str()),
        ticket: action.ticket.as_deref(),
        incident: Named {
            name: &incident.title.value,
            href: Some(format!("{}{fragment}", address::encode(&address::incident(&incident.id)))),
        },
        recurring: recurring.map(|link| pattern_tag(atlas, link)).collect(),
        overdue: None,
    }
}

/// A service, a tag, an owner or whatever else has a page of its own, in a list.
#[derive(Clone, Debug, Serialize)]
pub struct GroupRow<'a, 'b> {
    /// Its name.
    pub name: &'b str,
    /// Its page.
    pub href: String,
    /// How many it has: incidents, or promises in a list of these.
    pub count: usize,
    /// How long the bar is that says so, in pixels.
    pub length: usize,
    /// The day of its newest incident.
    pub day: Option<String>,
    /// That incident.
    pub newest: Option<Named<'a>>,
    /// The patterns that recur in it, with how often.
    pub recurring: Vec<(PatternTag<'a>, usize)>,
    /// How many promises are not done.
    pub open: usize,
    /// How many of these are overdue.
    pub overdue: usize,
    /// What most of its records lack for the next level, with how many do.
    pub lacks: Vec<(&'a str, usize)>,
}

impl<'b> GroupRow<'_, 'b> {
    /// A row with nothing but its name and how many it has; `most` is how many the largest has.
    pub fn new(name: &'b str, folder: &str, count: usize, most: usize) -> Self {
        Self {
            name,
            href: address::encode(&address::page(folder, 1)),
            count,
            length: charts::part(count, most, BAR),
            day: None,
            newest: None,
            recurring: Vec::new(),
            open: 0,
            overdue: 0,
            lacks: Vec::new(),
        }
    }
}

/// How long the longest bar beside a list is, in pixels.
const BAR: usize = 120;

/// What Markdown in records is shown with, in words.
pub fn label(words: &Words, label: Label) -> String {
    match label {
        Label::Heading => words.say("markdown.heading").to_owned(),
        Label::Footnotes => words.say("markdown.footnotes").to_owned(),
        Label::Footnote { number } => words.fill("markdown.footnote", &[("number", &number)]),
        Label::FootnoteBack { number, time } => {
            words.fill("markdown.footnote-back", &[("number", &number), ("time", &time)])
        }
        Label::Table { number } => words.fill("markdown.table", &[("number", &number)]),
        Label::Comment => words.say("markdown.comment").to_owned(),
        Label::Task { done } => words.say(if done { "markdown.task-done" } else { "markdown.task-open" }).to_owned(),
        Label::Alert(kind) => words.say(&format!("markdown.alert-{kind}")).to_owned(),
    }
}

/// Cuts a text after at most `limit` characters, between words where there are any.
pub fn clip(text: &str, limit: usize) -> String {
    let text = text.trim();
    let Some((cut, _)) = text.char_indices().nth(limit) else { return text.to_owned() };
    let head = &text[..cut];
    let word = head.rfind(char::is_whitespace).filter(|&at| at > cut / 2).unwrap_or(cut);
    let kept = head[..word].trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '.'));
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_words() {
        assert_eq!(clip("one two, three four", 12), "one two…");
        assert_eq!(clip(" short ", 12), "short");
        assert_eq!(clip(&"あ".repeat(30), 10), format!("{}…", "あ".repeat(10)));
    }
}
