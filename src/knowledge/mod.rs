//! What ties incidents together: pattern links with their evidence, the life of patterns, theories across incidents.
//!
//! Everything here is computed from incidents and patterns; nothing is read from a file and nothing is shown.
//! The detection ([`Matcher`]) and the filters know sentences, `links` knows what they prove, the rest counts.

pub mod audit;
mod debt;
mod detect;
mod detected;
pub mod discover;
mod efficacy;
mod examples;
mod filter;
mod life;
mod links;
mod lookups;
pub mod meaning;
mod places;
mod prints;
pub mod review;
mod similar;
mod slices;
mod suspects;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
pub mod touch;
pub mod triage;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

pub use debt::{Debt, Spared, Why, days_between, overdue_days};
pub use detect::{Matcher, phrase_words};
pub use detected::Kept;
pub use efficacy::{Efficacy, Outcome as FixOutcome, Step};
pub use examples::check_examples;
pub use filter::Reason as DropReason;
use lookups::Lookups;
pub use prints::{Print, Prints};
pub use similar::{Axis, Cause, Compared, Difference, KnownNear, MOST_SHOWN, Neighbour, Reason, Said, shown_score};
pub use suspects::{Blamed, Reality, Refutation, RefutedBy, Suspect, refutation};

use crate::model::{Action, ActionState, Date, Incident, IncidentId, Passage, Pattern, PatternId, Role};
use crate::source::Span;

/// How an incident and a pattern are tied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkState {
    /// The author says so.
    Confirmed,
    /// A cause section says so, or a sentence elsewhere in words for a cause.
    Detected,
    /// Another section says so, or the evidence is weak.
    Suggested,
    /// The author says no.
    Rejected,
}

/// How a line speaks for a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It says that it was so, in a section for causes or in words for one.
    Asserted,
    /// It names it, in a place or in words that prove less.
    Suggested,
    /// It says that it may have been so.
    Hedged,
}

/// A quoted line that speaks for a link.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Evidence {
    /// The passage it stands in, as an index into the incident's passages.
    pub passage: u32,
    /// The section it stands in, as an index into the incident's sections.
    pub section: u32,
    /// What that place may prove.
    pub role: Role,
    /// How it speaks for the link.
    pub standing: Standing,
    /// The sentence, as its reader sees it.
    pub text: String,
    /// The sentence in the file.
    pub span: Span,
    /// The words that matched, as byte ranges of `text`.
    pub words: Vec<std::ops::Range<usize>>,
    /// What the signals in it are worth.
    pub weight: f32,
}

impl Evidence {
    /// A line of a passage that its author stands by, worth 1. `range` and `words` are byte ranges: of the passage's text,
    /// and of the line's.
    fn quote(passage: &Passage, index: u32, range: Range<usize>, words: Vec<Range<usize>>) -> Self {
        Self {
            passage: index,
            section: passage.section,
            role: passage.role,
            standing: Standing::Asserted,
            text: passage.text.get(range.clone()).unwrap_or_default().to_owned(),
            span: passage.source_span(range),
            words,
            weight: 1.0,
        }
    }
}

/// A link between an incident and a pattern.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct PatternLink {
    /// Index into the knowledge base's incidents.
    pub incident: usize,
    /// Index into the knowledge base's patterns.
    pub pattern: usize,
    /// How they are tied.
    pub state: LinkState,
    /// The worth of the evidence added up.
    pub score: f32,
    /// The lines that speak for it, strongest first; may be empty for a confirmed or rejected link.
    pub evidence: Vec<Evidence>,
}

/// How often a pattern has been seen. Only confirmed and detected links count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Life {
    /// Described, never seen here.
    Unseen,
    /// One incident.
    Candidate,
    /// Two.
    Confirmed,
    /// Three or more, in two or more services.
    Established,
    /// Established or confirmed, but not seen for the configured time before the newest incident.
    Dormant,
    /// Every action of its incidents that is done has a guard, and there is one.
    Guarded,
}

/// All incidents and patterns, with what ties them together.
pub struct KnowledgeBase {
    /// Ordered by id.
    pub incidents: Vec<Incident>,
    /// Ordered by id.
    pub patterns: Vec<Pattern>,
    /// Ordered by incident, then state, score (highest first) and pattern.
    pub links: Vec<PatternLink>,
    /// Each pattern's life, in the order of `patterns`.
    pub lives: Vec<Life>,
    /// Theories across incidents, most often blamed first.
    pub suspects: Vec<Suspect>,
    /// For each theory of each incident, its suspect.
    suspect_of: Vec<Vec<usize>>,
    incident_ids: BTreeMap<IncidentId, usize>,
    pattern_ids: BTreeMap<PatternId, usize>,
    /// Each incident's links, as a range of `links`.
    links_by_incident: Vec<Range<usize>>,
    /// Each pattern's links, newest incident first.
    links_by_pattern: Vec<Vec<usize>>,
    /// In how many incidents each pattern is confirmed or detected.
    times_seen: Vec<usize>,
    lookups: Lookups,
    /// What other records say of each incident.
    stated_elsewhere: Vec<Vec<(usize, Said)>>,
    /// What comparing incidents needs, once somebody asks.
    similar: OnceLock<similar::Similar>,
    /// Each incident's neighbours on either axis, once all were compared.
    near: OnceLock<Vec<[Vec<Neighbour>; 2]>>,
    names: OnceLock<review::Names>,
    prints: OnceLock<Prints>,
    services: OnceLock<debt::Services>,
    /// What open actions might have spared, once somebody asks.
    owed: OnceLock<Vec<debt::Owed>>,
    /// How many incidents came before each.
    order: OnceLock<Vec<usize>>,
}

impl KnowledgeBase {
    /// Ties incidents and patterns together. Ids are expected to be unique.
    pub fn assemble(incidents: Vec<Incident>, patterns: Vec<Pattern>) -> Self {
        Self::assemble_known(incidents, patterns, None)
    }

    /// The same with what was detected before with the same patterns and configuration; `kept` then has what was detected
    /// in these incidents.
    pub fn assemble_known(mut incidents: Vec<Incident>, mut patterns: Vec<Pattern>, kept: Option<&mut Kept>) -> Self {
        incidents.sort_by(|a, b| a.id.cmp(&b.id));
        patterns.sort_by(|a, b| a.id.cmp(&b.id));
        let pattern_ids = patterns.iter().enumerate().map(|(index, pattern)| (pattern.id.clone(), index)).collect();
        let (links, named): (Vec<_>, Vec<_>) = detected::detect(&incidents, &patterns, kept).into_iter().unzip();
        let suspects = suspects::suspects(&incidents, &patterns, &named);
        let suspect_of = suspects::suspect_of(&incidents, &suspects);
        let lookups = Lookups::new(&incidents);
        let links_by_incident = ranges(&links);
        let links: Vec<PatternLink> = links.into_iter().flatten().collect();
        let links_by_pattern = newest_first(&links, patterns.len(), &lookups);
        let incident_ids = incident_ids(&incidents);
        let mut base = Self {
            incidents,
            patterns,
            links,
            lives: Vec::new(),
            suspects,
            suspect_of,
            incident_ids,
            pattern_ids,
            links_by_incident,
            links_by_pattern,
            times_seen: Vec::new(),
            lookups,
            stated_elsewhere: Vec::new(),
            similar: OnceLock::new(),
            near: OnceLock::new(),
            names: OnceLock::new(),
            prints: OnceLock::new(),
            services: OnceLock::new(),
            owed: OnceLock::new(),
            order: OnceLock::new(),
        };
        base.times_seen = (0..base.patterns.len()).map(|pattern| base.incidents_of_pattern(pattern).count()).collect();
        base.stated_elsewhere = similar::stated_elsewhere(&base);
        base.lives = (0..base.patterns.len()).map(|pattern| base.life_of(pattern)).collect();
        base
    }

    /// What the incidents are called in other records; made when it is first asked for.
    fn names(&self) -> &review::Names {
        self.names.get_or_init(|| review::Names::new(&self.incidents))
    }

    /// The services of each incident as numbers; made when it is first asked for.
    fn service_numbers(&self) -> &debt::Services {
        self.services.get_or_init(|| debt::Services::new(self))
    }

    /// What is told of each incident, as digests; made when it is first asked for.
    pub fn prints(&self) -> &Prints {
        // As with what comparing needs: made in parallel, so not while the lock is held.
        while self.prints.get().is_none() {
            let _ = self.prints.set(Prints::new(self));
        }
        self.prints.get().expect("it was just set")
    }

    /// How many incidents came before each; made when it is first asked for.
    fn order(&self) -> &[usize] {
        self.order.get_or_init(|| review::ranks(&self.incidents))
    }

    fn life_of(&self, pattern: usize) -> Life {
        let seen: Vec<&Incident> = self.incidents_of_pattern(pattern).map(|index| &self.incidents[index]).collect();
        let newest = self.by_date().first().and_then(|&index| self.incidents[index].date.as_ref());
        life::life(&seen, newest.map(|date| date.value))
    }

    /// A pattern's life as it was so many days before `day`: without the incidents since. Those that have no date count
    /// as old.
    pub fn life_before(&self, pattern: usize, day: Date, days: i64) -> Life {
        self.life_when(pattern, |date| days_between(date, day) > days)
    }

    /// A pattern's life as it was when only the days for which `was` holds were over; where it holds for a day, it has to
    /// hold for all earlier ones. Incidents that have no date count as old.
    pub fn life_when(&self, pattern: usize, was: impl Fn(Date) -> bool) -> Life {
        let is_old = |index: usize| self.incidents[index].date.as_ref().is_none_or(|date| was(date.value));
        let seen: Vec<&Incident> = self
            .incidents_of_pattern(pattern)
            .filter(|&index| is_old(index))
            .map(|index| &self.incidents[index])
            .collect();
        // Newest first, so those that were not yet stand before all others.
        let newer = self.by_date().partition_point(|&index| !is_old(index));
        let newest = self.by_date().get(newer).and_then(|&index| self.incidents[index].date.as_ref());
        life::life(&seen, newest.map(|date| date.value))
    }

    /// The index of the incident of that id, or of that former id.
    pub fn incident(&self, id: &IncidentId) -> Option<usize> {
        self.incident_ids.get(id).copied()
    }

    /// The index of the pattern of that id.
    pub fn pattern(&self, id: &PatternId) -> Option<usize> {
        self.pattern_ids.get(id).copied()
    }

    /// The links of an incident, rejected ones included, strongest first.
    pub fn links_of_incident(&self, incident: usize) -> impl Iterator<Item = &PatternLink> {
        let range = self.links_by_incident.get(incident).cloned().unwrap_or_default();
        self.links[range].iter()
    }

    /// The links of a pattern, rejected ones included, newest incident first.
    pub fn links_of_pattern(&self, pattern: usize) -> impl Iterator<Item = &PatternLink> {
        self.links_by_pattern.get(pattern).into_iter().flatten().map(|&link| &self.links[link])
    }

    /// The incidents in which a pattern is confirmed or detected, newest first.
    pub fn incidents_of_pattern(&self, pattern: usize) -> impl Iterator<Item = usize> {
        self.links_of_pattern(pattern).filter(|link| link.state.counts()).map(|link| link.incident)
    }

    /// All incidents, newest first; those without a date last, by id.
    pub fn by_date(&self) -> &[usize] {
        &self.lookups.by_date
    }

    /// The incidents of each service, newest first. Names that differ only in case, `-`, `_` and blanks are one, under
    /// the spelling used first.
    pub fn services(&self) -> &BTreeMap<String, Vec<usize>> {
        &self.lookups.services
    }

    /// The incidents of each tag, like [`KnowledgeBase::services`].
    pub fn tags(&self) -> &BTreeMap<String, Vec<usize>> {
        &self.lookups.tags
    }

    /// The incidents of each severity, like [`KnowledgeBase::services`].
    pub fn severities(&self) -> &BTreeMap<String, Vec<usize>> {
        &self.lookups.severities
    }

    /// The incidents of each year, newest first.
    pub fn years(&self) -> &BTreeMap<i16, Vec<usize>> {
        &self.lookups.years
    }

    /// Every action that is not marked as done, with its incident's index: those with the earliest due date first, then
    /// those without one, by newest incident. One that nobody marked is not known to be done.
    pub fn open_actions(&self) -> Vec<(usize, &Action)> {
        let of = |&index: &usize| self.incidents[index].actions.iter().map(move |action| (index, action));
        let mut open: Vec<_> =
            self.by_date().iter().flat_map(of).filter(|(_, action)| action.state != ActionState::Done).collect();
        open.sort_by_key(|(_, action)| {
            let due = action.due.as_ref().map(|due| due.value);
            (due.is_none(), due)
        });
        open
    }
}

impl LinkState {
    /// Whether such a link counts as an instance of the pattern.
    pub fn counts(self) -> bool {
        matches!(self, LinkState::Confirmed | LinkState::Detected)
    }
}

/// Where each incident's links will stand when all are put in a row.
fn ranges(links: &[Vec<PatternLink>]) -> Vec<Range<usize>> {
    let mut start = 0;
    let range = |links: &Vec<PatternLink>| {
        let range = start..start + links.len();
        start = range.end;
        range
    };
    links.iter().map(range).collect()
}

fn newest_first(links: &[PatternLink], patterns: usize, lookups: &Lookups) -> Vec<Vec<usize>> {
    let mut rows = vec![Vec::new(); patterns];
    for (index, link) in links.iter().enumerate() {
        rows[link.pattern].push(index);
    }
    for row in &mut rows {
        row.sort_by_key(|&link| lookups.ranks[links[link].incident]);
    }
    rows
}

/// Every id and former id; an id in use wins over a former one.
fn incident_ids(incidents: &[Incident]) -> BTreeMap<IncidentId, usize> {
    let mut ids: BTreeMap<_, _> = incidents.iter().enumerate().map(|(index, i)| (i.id.clone(), index)).collect();
    for (index, incident) in incidents.iter().enumerate() {
        for alias in &incident.aliases {
            ids.entry(alias.value.clone()).or_insert(index);
        }
    }
    ids
}
