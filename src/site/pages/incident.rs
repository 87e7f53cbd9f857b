//! An incident's page: the answer in five lines, what it is tied to, then the record as its author wrote it.

use std::collections::BTreeSet;

use serde::Serialize;

use super::course::{self, Axis, PhaseBar};
use super::facts::{ExtraView, Fact, LevelView, extra, facts, level};
use super::record_text::{anchors, render, theory_fragment, title_section};
use super::seen::{Nearest, SeenAxis, nearest, seen};
use crate::knowledge::LinkState;
use crate::model::{Audience, CauseState, Incident, Section};
use crate::site::address;
use crate::site::atlas::Atlas;
use crate::site::marks::{Marks, Numbers};
use crate::site::memory::{Inputs, TextMemory, digest};
use crate::site::quote::{self, Quote};
use crate::site::view::{self, ActionRow, Head, PatternTag, Severity};
use crate::source::Span;
use crate::text::language_by_script;
use crate::words::Words;

/// How many links to patterns are shown before the rest is folded.
const LINKS: usize = 4;

/// What the template sees.
#[derive(Serialize)]
pub struct IncidentPage<'a> {
    page: Head<'a>,
    id: &'a str,
    /// Whether it tells no incident.
    is_page: bool,
    title: &'a str,
    /// The fragment of the text's own title, which this page's heading stands for.
    title_anchor: &'a str,
    lang: &'a str,
    date: Option<String>,
    status: Option<&'static str>,
    severity: Option<Severity<'a>>,
    opening: Vec<OpeningLine<'a>>,
    patterns: Vec<LinkView<'a>>,
    /// Those with less evidence, which are folded away, so that the record begins on the first screens.
    more_patterns: Vec<LinkView<'a>>,
    rejected: Vec<PatternTag<'a>>,
    facts: Vec<Fact<'a>>,
    extra: Vec<ExtraView<'a>>,
    level: LevelView<'a>,
    /// Its phases as a bar.
    phases: Option<PhaseBar>,
    /// What happened, on an axis of time.
    axis: Option<Axis<'a>>,
    /// What was promised.
    actions: Vec<ActionRow<'a>>,
    /// Where its record is edited.
    edit: Option<String>,
    /// When and by whom it was last changed.
    last_change: Option<(&'a str, &'a str)>,
    contents: Vec<ContentsLine<'a>>,
    html: String,
    seen: Vec<SeenAxis<'a>>,
    /// The closest of these, on the first screen.
    nearest: Vec<Nearest<'a>>,
    /// How many more there are further down.
    more_seen: usize,
    front_matter: &'a str,
    source_path: &'a str,
    json: String,
}

/// One of the five lines a page opens with.
#[derive(Serialize)]
struct OpeningLine<'a> {
    key: &'static str,
    label: &'a str,
    text: String,
    fragment: String,
}

/// A pattern that the incident is tied to, with its evidence.
#[derive(Serialize)]
struct LinkView<'a> {
    pattern: PatternTag<'a>,
    question: &'a str,
    count: usize,
    quotes: Vec<Quote>,
    /// The incident of the pattern before this one.
    earlier: Option<Step<'a>>,
    /// The one after it.
    later: Option<Step<'a>>,
}

/// An incident that one may go on to.
#[derive(Serialize)]
struct Step<'a> {
    name: &'a str,
    href: String,
    date: Option<String>,
}

/// A line of the contents list.
#[derive(Serialize)]
struct ContentsLine<'a> {
    title: &'a str,
    fragment: String,
    level: u8,
}

/// A page as it goes out, and what others need to know of it.
pub struct Made<'a> {
    /// What the template sees; the text is still to be filled in.
    pub page: IncidentPage<'a>,
    /// The text, where it had to be rendered.
    text: Option<String>,
    /// What there is to remember of the text; what the page tells is for the caller to put in.
    pub memory: TextMemory,
    /// Files that the page shows or leads to, as paths in the records folder.
    pub attachments: BTreeSet<String>,
}

impl Made<'_> {
    /// Fills in the text, which is rendered now where it was known from before.
    pub fn fill(&mut self, atlas: &Atlas<'_>, at: usize, exists: &(dyn Fn(&str) -> bool + Sync)) {
        let text = self.text.take();
        self.page.html = text.unwrap_or_else(|| {
            let (incident, marks) = (&atlas.kb.incidents[at], Marks::new(atlas, at));
            render(atlas, incident, &marks, exists, None).html.unwrap_or_default()
        });
    }
}

/// A digest of what the pages of all incidents are made of beside what [`Prints`](crate::knowledge::Prints) tells: the
/// day by which promises are overdue, and what services and tags are called in addresses.
pub fn around(atlas: &Atlas<'_>) -> Inputs {
    let newest = super::actions::newest(atlas).map(|day| day.to_string()).unwrap_or_default();
    let renamed = atlas.renamed_groups().map(|(area, name, slug)| format!("{area} {name} {slug}"));
    let pieces: Vec<String> = std::iter::once(newest).chain(renamed).collect();
    digest(pieces.iter().map(String::as_bytes))
}

/// Makes the page of an incident, but for its text, which [`Made::fill`] puts in where it is needed; `known` is what is
/// remembered of that.
pub fn make<'a>(
    atlas: &Atlas<'a>,
    at: usize,
    exists: &(dyn Fn(&str) -> bool + Sync),
    known: Option<&TextMemory>,
) -> Made<'a> {
    let incident = &atlas.kb.incidents[at];
    let path = address::incident(&incident.id);
    let marks = Marks::new(atlas, at);
    let mut text = render(atlas, incident, &marks, exists, known);
    let numbers = marks.numbers(&text.memory.unset);
    let opening = opening(atlas.words, incident);
    let mut page = Head::new(atlas, path, "incidents", incident.title.value.as_str());
    if let Some(line) = opening.iter().find(|line| line.key == "cause").or(opening.first()) {
        page = page.described(&line.text);
    }
    let lang = language(atlas, incident);
    let mut patterns = links(atlas, at, &numbers);
    let states: Vec<&str> = patterns.iter().map(|link| link.pattern.state).collect();
    let more_patterns = patterns.split_off(shown(&states));
    let seen = seen(atlas, at);
    let (nearest, more_seen) = nearest(&seen);
    let page = IncidentPage {
        page,
        id: incident.id.as_str(),
        is_page: incident.is_page(),
        title: &incident.title.value,
        title_anchor: title_section(incident).map_or("", |section| section.anchor.as_str()),
        lang,
        date: incident.date.as_ref().map(|date| date.value.to_string()),
        status: incident.status.as_ref().map(|status| status.value.name()),
        severity: view::severity(atlas, incident),
        opening,
        patterns,
        more_patterns,
        rejected: rejected(atlas, at),
        facts: facts(atlas, incident),
        extra: extra(incident),
        level: level(atlas.words, incident),
        phases: course::phases(atlas.words, incident),
        axis: course::axis(atlas, incident),
        actions: super::actions::of_incident(atlas, at),
        edit: edit(atlas, incident),
        last_change: last_change(atlas, incident),
        contents: contents(incident),
        html: String::new(),
        seen,
        nearest,
        more_seen,
        front_matter: front_matter(incident),
        source_path: &incident.file.path,
        json: address::encode(&format!("incidents/{}.json", incident.id)),
    };
    text.memory.numbers = numbers;
    Made { page, text: text.html, memory: text.memory, attachments: text.attachments }
}

fn opening<'a>(words: &'a Words, incident: &Incident) -> Vec<OpeningLine<'a>> {
    let opening = incident.opening();
    let place = |span: Span| {
        let theory = incident.theories.iter().position(|theory| theory.span.contains(span) && !span.is_empty());
        theory.map_or_else(
            || quote::section_fragment(incident.sections.get(incident.section_at(span.start) as usize)),
            theory_fragment,
        )
    };
    let cause = match incident.cause_state() {
        Some(CauseState::Suspected) => "opening.suspected-cause",
        Some(CauseState::Contributing) => "opening.factor",
        Some(CauseState::Stated | CauseState::Confirmed) | None => "opening.cause",
    };
    let lines = [
        ("symptom", "opening.symptom", opening.symptom),
        ("false-trail", "opening.false-trail", opening.false_trail),
        ("cause", cause, opening.cause),
        ("check", "opening.check", opening.check),
        ("fix", "opening.fix", opening.fix),
    ];
    let line = |(key, word, found): (&'static str, &str, Option<(&str, Span)>)| {
        let (text, span) = found?;
        Some(OpeningLine { key, label: words.say(word), text: view::clip(text, 360), fragment: place(span) })
    };
    lines.into_iter().filter_map(line).collect()
}

/// The language of a record: as it says, as the configuration says of all records, as its script says, else as the site.
fn language<'a>(atlas: &Atlas<'a>, incident: &'a Incident) -> &'a str {
    let told = incident.lang.as_ref().map(|lang| lang.value.as_str()).or(atlas.config.record_language.as_deref());
    let by_script = || language_by_script(incident.file.slice(incident.body));
    told.or_else(by_script).unwrap_or(&atlas.config.language)
}

/// How many links are shown, by their states, the surest first; the others are folded. Suggestions are where something
/// better is known, and so is what goes beyond some. What the author confirmed is always shown, and one alone is not
/// worth a fold.
fn shown(states: &[&str]) -> usize {
    let known = states.iter().filter(|state| **state != "suggested").count();
    let confirmed = states.iter().filter(|state| **state == "confirmed").count();
    let most = if known == 0 { LINKS } else { known.min(LINKS).max(confirmed) };
    if states.len() > most + 1 { most } else { states.len() }
}

fn links<'a>(atlas: &Atlas<'a>, at: usize, numbers: &[Numbers]) -> Vec<LinkView<'a>> {
    let incident = &atlas.kb.incidents[at];
    let none = Numbers::new();
    let kb = atlas.kb;
    let links = kb.links_of_incident(at).enumerate();
    links
        .filter(|(_, link)| link.state != LinkState::Rejected)
        .map(|(place, link)| (place, link, atlas.steps(link.pattern, at)))
        .map(|(place, link, (earlier, later))| LinkView {
            earlier: earlier.map(|other| step(atlas, other)),
            later: later.map(|other| step(atlas, other)),
            pattern: view::pattern_tag(atlas, link),
            question: view::question(atlas, atlas.kb.patterns[link.pattern].facet),
            count: atlas.count(link.pattern) - usize::from(link.state.counts()),
            quotes: quote::quotes(incident, link, numbers.get(place).unwrap_or(&none)),
        })
        .collect()
}

fn step<'a>(atlas: &Atlas<'a>, at: usize) -> Step<'a> {
    let incident = &atlas.kb.incidents[at];
    Step {
        name: &incident.title.value,
        href: address::encode(&address::incident(&incident.id)),
        date: incident.date.as_ref().map(|date| date.value.to_string()),
    }
}

fn rejected<'a>(atlas: &Atlas<'a>, at: usize) -> Vec<PatternTag<'a>> {
    let links = atlas.kb.links_of_incident(at).filter(|link| link.state == LinkState::Rejected);
    links.map(|link| view::pattern_tag(atlas, link)).collect()
}

/// The headings down to the third level; a record that has hardly any is listed by its labels.
fn contents(incident: &Incident) -> Vec<ContentsLine<'_>> {
    let shown = anchors(incident).into_iter().map(|anchor| anchor.offset).collect::<BTreeSet<u32>>();
    let here = |section: &&Section| shown.contains(&section.head.start) && !section.title.is_empty();
    let headings = |section: &&Section| (1..=3).contains(&section.level);
    let labels = incident.sections.iter().filter(here).filter(headings).count() < 2;
    let top = incident.sections.iter().filter(here).filter(headings).map(|section| section.level).min().unwrap_or(1);
    let line = |section: &Section| -> u8 { if section.level > 6 { 1 } else { section.level.saturating_sub(top) + 1 } };
    incident
        .sections
        .iter()
        .filter(here)
        .filter(|section| labels || headings(section))
        .map(|section| ContentsLine {
            title: &section.title,
            fragment: quote::section_fragment(Some(section)),
            level: line(section).min(3),
        })
        .collect()
}

/// The address at which the record is edited, where the configuration names one; it is nobody's business outside.
fn edit(atlas: &Atlas<'_>, incident: &Incident) -> Option<String> {
    let address = atlas.config.edit.as_deref().filter(|_| atlas.config.edition == Audience::Internal)?;
    Some(address.replace("{path}", &address::encode(&incident.file.path)))
}

/// The last change of the record, where it is known; that, too, is nobody's business outside.
fn last_change<'a>(atlas: &Atlas<'a>, incident: &Incident) -> Option<(&'a str, &'a str)> {
    let change = atlas.last_changes.get(&incident.file.path)?;
    (atlas.config.edition == Audience::Internal).then_some((change.date.as_str(), change.author.as_str()))
}

/// The front matter without the lines around it; nothing of what an author wrote there is out of sight.
fn front_matter(incident: &Incident) -> &str {
    let text = incident.file.slice(Span { start: 0, end: incident.body.start });
    let text = text.trim_start_matches('\u{feff}').trim();
    text.strip_prefix("---").and_then(|text| text.strip_suffix("---")).unwrap_or(text).trim_matches(['\r', '\n'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggestions_are_folded_where_something_better_is_known_and_no_decision_ever_is() {
        let (sure, found, maybe) = (["confirmed"; 6], ["detected"; 6], ["suggested"; 6]);
        assert_eq!(shown(&maybe), LINKS);
        assert_eq!(shown(&found), LINKS);
        assert_eq!(shown(&sure), 6);
        assert_eq!(shown(&[&sure[..], &found, &maybe].concat()), 6);
        assert_eq!(shown(&["detected", "suggested", "suggested"]), 1);
        assert_eq!(shown(&["detected", "suggested"]), 2, "one alone is not worth a fold");
        assert_eq!(shown(&[]), 0);
    }
}
