//! The orders and groups that pages show: newest first, by service, by tag, by pattern, and who names whom.

use std::collections::BTreeMap;
use std::ops::Range;

use super::address;
use crate::config::Config;
use crate::knowledge::{KnowledgeBase, LinkState, PatternLink};
use crate::model::{ActionState, Incident, slug};
use crate::source::Spanned;

/// The knowledge base in the orders that pages need; made once, then only read.
pub struct Atlas<'a> {
    /// What is shown.
    pub kb: &'a KnowledgeBase,
    /// The configuration.
    pub config: &'a Config,
    /// Every incident, newest first; those without a date last, by id.
    pub newest: Vec<usize>,
    /// Incidents by service, most incidents first.
    pub services: Vec<Group>,
    /// Incidents by tag, most incidents first.
    pub tags: Vec<Group>,
    /// Promises not kept yet, as incident and action; those of failures that recur first.
    pub open_actions: Vec<(usize, usize)>,
    /// How many promises are marked as kept.
    pub actions_done: usize,
    /// Records and pattern files by their path in the records folder.
    pub files: BTreeMap<String, Target>,
    incident_links: Vec<Range<usize>>,
    pattern_links: Vec<Vec<usize>>,
    counts: Vec<usize>,
    referrers: BTreeMap<usize, Vec<(usize, Reference)>>,
}

/// Incidents that share a service or a tag.
pub struct Group {
    /// Its name in addresses.
    pub slug: String,
    /// Its name as the newest incident writes it.
    pub name: String,
    /// Its incidents, newest first.
    pub incidents: Vec<usize>,
}

/// What a file has become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// An incident, by index.
    Incident(usize),
    /// A pattern, by index.
    Pattern(usize),
}

/// How one record names another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reference {
    /// `repeat-of`
    RepeatOf,
    /// `supersedes`
    Supersedes,
    /// `related`
    Related,
}

impl<'a> Atlas<'a> {
    /// Orders and groups a knowledge base.
    pub fn new(kb: &'a KnowledgeBase, config: &'a Config) -> Self {
        let newest = newest_first(&kb.incidents);
        let mut incident_links = vec![0..0; kb.incidents.len()];
        let mut pattern_links = vec![Vec::new(); kb.patterns.len()];
        let mut counts = vec![0; kb.patterns.len()];
        for (at, link) in kb.links.iter().enumerate() {
            let range = &mut incident_links[link.incident];
            *range = if range.start == range.end { at..at + 1 } else { range.start..at + 1 };
            pattern_links[link.pattern].push(at);
            counts[link.pattern] += usize::from(counts_for(link.state));
        }
        let ranks = ranks(&newest);
        for links in &mut pattern_links {
            let weight = |state| (!counts_for(state), state == LinkState::Rejected);
            links.sort_by_key(|&link| (weight(kb.links[link].state), ranks[kb.links[link].incident]));
        }
        let mut atlas = Self {
            kb,
            config,
            services: groups(kb, &newest, |incident| &incident.services),
            tags: groups(kb, &newest, |incident| &incident.tags),
            open_actions: Vec::new(),
            actions_done: 0,
            files: files(kb, config),
            newest,
            incident_links,
            pattern_links,
            counts,
            referrers: referrers(kb),
        };
        atlas.gather_actions(&ranks);
        atlas
    }

    /// The links of an incident, strongest first, with their places in the knowledge base.
    pub fn links_of_incident(&self, incident: usize) -> impl Iterator<Item = (usize, &'a PatternLink)> + use<'a> {
        let range = self.incident_links[incident].clone();
        let links: &'a [PatternLink] = &self.kb.links;
        range.map(move |at| (at, &links[at]))
    }

    /// The links of a pattern with their places: those that count, then suggestions, then rejected ones, each newest
    /// incident first.
    pub fn links_of_pattern(&self, pattern: usize) -> impl Iterator<Item = (usize, &'a PatternLink)> {
        let links: &'a [PatternLink] = &self.kb.links;
        self.pattern_links[pattern].iter().map(move |&at| (at, &links[at]))
    }

    /// In how many incidents a pattern has been seen; suggestions do not count.
    pub fn count(&self, pattern: usize) -> usize {
        self.counts[pattern]
    }

    /// The patterns seen in two or more incidents, most often seen first.
    pub fn recurring(&self) -> Vec<usize> {
        let mut recurring: Vec<usize> = (0..self.counts.len()).filter(|&pattern| self.counts[pattern] > 1).collect();
        recurring.sort_by_key(|&pattern| (std::cmp::Reverse(self.counts[pattern]), pattern));
        recurring
    }

    /// The records that name this one, and how.
    pub fn referrers(&self, incident: usize) -> &[(usize, Reference)] {
        self.referrers.get(&incident).map_or(&[], Vec::as_slice)
    }

    /// How often the patterns of an incident have been seen, at most.
    fn recurrence(&self, incident: usize) -> usize {
        let counted = self.links_of_incident(incident).filter(|(_, link)| counts_for(link.state));
        counted.map(|(_, link)| self.counts[link.pattern]).max().unwrap_or(0)
    }

    fn gather_actions(&mut self, ranks: &[usize]) {
        let kb = self.kb;
        let all = || {
            let of = |(at, incident): (usize, &'a Incident)| {
                incident.actions.iter().enumerate().map(move |(action, value)| (at, action, value))
            };
            kb.incidents.iter().enumerate().flat_map(of)
        };
        self.actions_done = all().filter(|(.., action)| action.state == ActionState::Done).count();
        let mut open: Vec<(usize, usize)> = all()
            .filter(|(.., action)| action.state != ActionState::Done)
            .map(|(incident, action, _)| (incident, action))
            .collect();
        open.sort_by_cached_key(|&(incident, at)| {
            let action = &kb.incidents[incident].actions[at];
            let recurrence = self.recurrence(incident);
            let debt = if recurrence > 1 { recurrence } else { 0 };
            let due = action.due.as_ref().map(|due| due.value);
            let unmarked = action.state == ActionState::Unmarked;
            (unmarked, std::cmp::Reverse(debt), due.is_none(), due, ranks[incident], at)
        });
        self.open_actions = open;
    }
}

/// Whether a link of this state counts as a time the pattern was seen.
pub fn counts_for(state: LinkState) -> bool {
    matches!(state, LinkState::Confirmed | LinkState::Detected)
}

/// The name of a service or tag in addresses; text that has no letters gets a name made of its bytes.
pub fn group_slug(name: &str) -> String {
    let slug = slug(name);
    if slug.is_empty() { address::content_name(name.as_bytes()) } else { slug }
}

fn newest_first(incidents: &[Incident]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..incidents.len()).collect();
    // The sort is stable, so that incidents of one day stand in the order of their ids.
    order.sort_by_key(|&at| std::cmp::Reverse(incidents[at].date.as_ref().map(|date| date.value)));
    order
}

/// Each incident's place in the order.
fn ranks(order: &[usize]) -> Vec<usize> {
    let mut ranks = vec![0; order.len()];
    for (rank, &incident) in order.iter().enumerate() {
        ranks[incident] = rank;
    }
    ranks
}

fn groups(kb: &KnowledgeBase, newest: &[usize], names: fn(&Incident) -> &[Spanned<String>]) -> Vec<Group> {
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for &at in newest {
        for name in names(&kb.incidents[at]) {
            let slug = group_slug(&name.value);
            let new = || Group { slug: slug.clone(), name: name.value.clone(), incidents: Vec::new() };
            let group = groups.entry(slug.clone()).or_insert_with(new);
            if group.incidents.last() != Some(&at) {
                group.incidents.push(at);
            }
        }
    }
    let mut groups: Vec<Group> = groups.into_values().collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.incidents.len()));
    groups
}

fn files(kb: &KnowledgeBase, config: &Config) -> BTreeMap<String, Target> {
    let folder = |path: &str| path.trim_matches('/').to_owned();
    let records = folder(&config.records);
    let patterns = folder(&config.patterns);
    let inside = patterns.strip_prefix(&records).map_or("", |rest| rest.trim_matches('/'));
    let mut files = BTreeMap::new();
    for (at, pattern) in kb.patterns.iter().enumerate() {
        let name = pattern.file.path.rsplit('/').next().unwrap_or_default();
        files.insert(format!("{inside}/{name}").trim_start_matches('/').to_owned(), Target::Pattern(at));
    }
    for (at, incident) in kb.incidents.iter().enumerate() {
        files.insert(incident.file.path.clone(), Target::Incident(at));
    }
    files
}

fn referrers(kb: &KnowledgeBase) -> BTreeMap<usize, Vec<(usize, Reference)>> {
    let mut referrers: BTreeMap<usize, Vec<(usize, Reference)>> = BTreeMap::new();
    for (at, incident) in kb.incidents.iter().enumerate() {
        for (id, reference) in references(incident) {
            if let Some(named) = kb.incident(id).filter(|&named| named != at) {
                referrers.entry(named).or_default().push((at, reference));
            }
        }
    }
    referrers
}

/// The incidents that a record's front matter names, and how.
pub fn references(incident: &Incident) -> impl Iterator<Item = (&crate::model::IncidentId, Reference)> {
    let repeats = incident.repeat_of.iter().map(|id| (&id.value, Reference::RepeatOf));
    let supersedes = incident.supersedes.iter().map(|id| (&id.value, Reference::Supersedes));
    let related = incident.related.iter().map(|id| (&id.value, Reference::Related));
    repeats.chain(supersedes).chain(related)
}
