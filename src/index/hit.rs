//! Answers: what a search gives back.

use std::ops::Range;

use serde::Serialize;

use super::card::Card;
use super::snippet::Snippet;
use crate::knowledge::LinkState;
use crate::model::{CauseState, SectionKind};

/// What a search found.
#[derive(Clone, Debug, Default)]
pub struct Results {
    /// The best answers, best first; equally good ones by id.
    pub hits: Vec<Hit>,
    /// How many incidents matched in all.
    pub total: usize,
    /// Words that no record has, with the words that were searched for instead.
    pub did_you_mean: Vec<Correction>,
    /// What was not understood, unknown or cut; a phrase each, in lower case.
    pub notes: Vec<String>,
    /// Words of the query that no record has, and for which nothing else was searched.
    pub unknown: Vec<String>,
    /// Where nothing was found: other queries that find something.
    pub instead: Vec<Instead>,
}

/// Another query, where one found nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Instead {
    /// The query.
    pub query: String,
    /// How many incidents it finds.
    pub total: usize,
}

/// A word that no record has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Correction {
    /// As typed, in lower case.
    pub typed: String,
    /// What was searched for instead.
    pub meant: String,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    /// The incident.
    pub id: String,
    /// Its file, relative to the records folder.
    pub path: String,
    /// Its title.
    pub title: String,
    /// How well it matches; only good for comparing hits of one search.
    pub score: f64,
    /// The section that the snippet stands in: its heading; where it has none, what it is about, or
    /// `opening`.
    pub section: String,
    /// What that section is about.
    pub section_kind: SectionKind,
    /// The fragment that leads to that section on the incident's page; empty for the top.
    pub anchor: String,
    /// The sentence that shows why it matched; one line, cut with `…` where it is long.
    pub snippet: String,
    /// The words that matched, as byte ranges of the snippet.
    pub matches: Vec<Range<usize>>,
    /// The words that matched in the title, as byte ranges of it.
    pub title_matches: Vec<Range<usize>>,
    /// Whether what it means is near to what the query means, whatever the words; told by a sentence encoder.
    pub near: bool,
    /// The cause in one line.
    pub cause: Option<String>,
    /// How sure the record is of that cause.
    pub cause_state: Option<CauseState>,
    /// The fix in one line.
    pub fix: Option<String>,
    /// The patterns it is linked to, strongest first, without the rejected ones.
    pub patterns: Vec<HitPattern>,
    /// How many actions are still open.
    pub open_actions: u32,
    /// The first of them in a line each: what is to be done, by whom, and when it is due.
    pub actions: Vec<String>,
    /// The day, as `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Where it stands.
    pub status: Option<String>,
    /// How bad it was.
    pub severity: Option<String>,
    /// What was hit.
    pub services: Vec<String>,
}

/// A pattern that an incident is linked to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HitPattern {
    /// Its id.
    pub id: String,
    /// Its name in words.
    pub name: String,
    /// How the two are tied.
    pub state: LinkState,
}

impl Hit {
    pub(super) fn of(card: &Card<'_>, score: f64, snippet: Snippet, title_matches: Vec<Range<usize>>) -> Self {
        let section = card.sections.get(snippet.section as usize);
        let kind = section.map_or(SectionKind::Other, |section| section.kind);
        let heading = section.map(|section| section.title).filter(|title| !title.is_empty());
        let unnamed = if kind == SectionKind::Other { "opening" } else { kind.name() };
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let patterns = card.patterns.iter().map(|mark| HitPattern {
            id: mark.id.to_owned(),
            name: mark.name.to_owned(),
            state: mark.state.link_state(),
        });
        Self {
            id: card.id.to_owned(),
            path: card.path.to_owned(),
            title: card.title.to_owned(),
            score,
            section: heading.unwrap_or(unnamed).to_owned(),
            section_kind: kind,
            anchor: section.map_or_else(String::new, |section| section.anchor.to_owned()),
            snippet: snippet.text,
            matches: snippet.matches,
            title_matches,
            near: false,
            cause: owned(card.cause),
            cause_state: card.cause_state,
            fix: owned(card.fix),
            patterns: patterns.collect(),
            open_actions: card.open_actions,
            actions: card.actions.clone(),
            date: card.date.clone(),
            status: owned(card.status),
            severity: owned(card.severity),
            services: card.services.iter().map(|service| (*service).to_owned()).collect(),
        }
    }
}
