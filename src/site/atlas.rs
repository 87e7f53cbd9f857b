//! The orders and groups that pages show: by service, by tag, by pattern, and promises by what recurs.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{LastChanges, address};
use crate::config::Config;
use crate::knowledge::{Debt, KnowledgeBase, LinkState, PatternLink};
use crate::model::{ActionState, CurationLevel, Incident, Status, slug};
use crate::source::Spanned;
use crate::words::Words;

/// The knowledge base in the orders that pages need; made once, then only read.
pub struct Atlas<'a> {
    /// What is shown.
    pub kb: &'a KnowledgeBase,
    /// The configuration.
    pub config: &'a Config,
    /// What pages say in their own name.
    pub words: &'a Words,
    /// When records were last changed.
    pub last_changes: &'a LastChanges,
    /// Incidents by service, most incidents first.
    pub services: Vec<Group>,
    /// Incidents by tag, most incidents first.
    pub tags: Vec<Group>,
    /// Incidents by severity, in the order of the scale; words that it does not know come last.
    pub severities: Vec<Group>,
    /// Incidents by status, in the order an incident runs through them.
    pub statuses: Vec<Group>,
    /// Incidents by how far their records are worked out, the furthest first.
    pub levels: Vec<Group>,
    /// Promises not kept yet, as incident and action; those first that might have spared later incidents.
    pub open_actions: Vec<(usize, usize)>,
    /// The same with what they might have spared.
    pub debts: Vec<Debt<'a>>,
    /// How many promises are marked as kept.
    pub actions_done: usize,
    /// Records and pattern files by their path in the records folder.
    pub files: BTreeMap<String, Target>,
    /// Records and patterns by what a text may call them; what several are called is left out.
    names: BTreeMap<String, Option<Target>>,
    /// What services and tags are called in addresses, by area and key.
    group_slugs: BTreeMap<(&'static str, GroupKey), String>,
    /// For each pattern and incident that counts, the next older and the next newer incident of the pattern.
    steps: HashMap<(usize, usize), Steps>,
    /// In how many incidents each pattern has been seen; suggestions do not count.
    counts: Vec<usize>,
}

/// The next older and the next newer incident.
pub type Steps = (Option<usize>, Option<usize>);

/// Incidents that share a value, such as a service or a tag.
pub struct Group {
    /// Its name in addresses.
    pub slug: String,
    /// Its name as the newest incident writes it, or in the words of the site.
    pub name: String,
    /// Its name in records and data.
    pub key: String,
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

impl<'a> Atlas<'a> {
    /// Orders and groups a knowledge base.
    pub fn new(kb: &'a KnowledgeBase, config: &'a Config, words: &'a Words, last_changes: &'a LastChanges) -> Self {
        let mut group_slugs = BTreeMap::new();
        let mut atlas = Self {
            kb,
            config,
            words,
            last_changes,
            services: groups(kb, "services", |incident| &incident.services, &mut group_slugs),
            tags: groups(kb, "tags", |incident| &incident.tags, &mut group_slugs),
            severities: severities(kb, config, &mut group_slugs),
            statuses: values(
                kb,
                &Status::ALL.map(|status| (status.name(), words.say(&format!("status.{}", status.name())))),
                |incident| incident.status.as_ref().map(|status| status.value.name()),
            ),
            levels: values(kb, &levels(words), |incident| Some(incident.level.name())),
            group_slugs,
            open_actions: Vec::new(),
            debts: Vec::new(),
            actions_done: 0,
            files: files(kb, config),
            names: names(kb),
            steps: steps(kb),
            counts: (0..kb.patterns.len()).map(|pattern| kb.incidents_of_pattern(pattern).count()).collect(),
        };
        atlas.gather_actions();
        atlas
    }

    /// The links of an incident that stand on pages as ties, strongest first.
    pub fn ties_of_incident(&self, incident: usize) -> impl Iterator<Item = &'a PatternLink> + use<'a> {
        let kb = self.kb;
        kb.links_of_incident(incident).filter(|link| link.state.counts())
    }

    /// The links of a pattern that pages list: those that count, then suggestions, each newest incident first.
    pub fn instances(&self, pattern: usize) -> Vec<&'a PatternLink> {
        let kb = self.kb;
        let mut links: Vec<&PatternLink> =
            kb.links_of_pattern(pattern).filter(|link| link.state != LinkState::Rejected).collect();
        links.sort_by_key(|link| !link.state.counts());
        links
    }

    /// The name of a service or tag in addresses; `area` is `services` or `tags`.
    pub fn group_slug(&self, area: &'static str, name: &str) -> String {
        let key = group_key(name);
        self.group_slugs.get(&(area, key)).cloned().unwrap_or_else(|| group_slug(name))
    }

    /// Services and tags that are not called in addresses as their names alone would have it, with their area, folded name
    /// and name in addresses.
    pub fn renamed_groups(&self) -> impl Iterator<Item = (&'static str, &str, &str)> {
        let renamed = self.group_slugs.iter().filter(|((_, (plain, ..)), slug)| plain != *slug);
        renamed.map(|((area, (.., name)), slug)| (*area, name.as_str(), slug.as_str()))
    }

    /// The record or pattern that has `name` as its id, its title or the name of its file, where only one does.
    pub fn named(&self, name: &str) -> Option<Target> {
        self.names.get(&name.trim().to_lowercase()).copied().flatten()
    }

    /// The next older and the next newer incident of a pattern, beside one that counts.
    pub fn steps(&self, pattern: usize, incident: usize) -> Steps {
        self.steps.get(&(pattern, incident)).copied().unwrap_or_default()
    }

    /// In how many incidents a pattern has been seen; suggestions do not count.
    pub fn count(&self, pattern: usize) -> usize {
        self.counts[pattern]
    }

    /// The patterns seen in two or more incidents, most often seen first.
    pub fn recurring(&self) -> Vec<usize> {
        self.seen_at_least(2)
    }

    /// The patterns seen in any incident, most often seen first.
    pub fn seen_patterns(&self) -> Vec<usize> {
        self.seen_at_least(1)
    }

    fn seen_at_least(&self, least: usize) -> Vec<usize> {
        let mut seen: Vec<usize> = (0..self.counts.len()).filter(|&pattern| self.counts[pattern] >= least).collect();
        seen.sort_by_key(|&pattern| (std::cmp::Reverse(self.counts[pattern]), pattern));
        seen
    }

    fn gather_actions(&mut self) {
        let kb = self.kb;
        let all = || {
            let of = |(at, incident): (usize, &'a Incident)| {
                incident.actions.iter().enumerate().map(move |(action, value)| (at, action, value))
            };
            kb.incidents.iter().enumerate().flat_map(of)
        };
        self.actions_done = all().filter(|(.., action)| action.state == ActionState::Done).count();
        self.debts = kb.debts();
        self.open_actions = self.debts.iter().map(|debt| (debt.incident, debt.at)).collect();
    }
}

fn steps(kb: &KnowledgeBase) -> HashMap<(usize, usize), Steps> {
    let mut steps = HashMap::new();
    for pattern in 0..kb.patterns.len() {
        let mut newer = None;
        // Nobody knows what came before an incident without a date, or after it.
        let has_date = |at: &usize| kb.incidents[*at].date.is_some();
        let mut seen = kb.incidents_of_pattern(pattern).filter(has_date).peekable();
        while let Some(at) = seen.next() {
            steps.insert((pattern, at), (seen.peek().copied(), newer));
            newer = Some(at);
        }
    }
    steps
}

/// What tells services and tags apart: their slug, whether something else than letters, digits, `-`, `_` and blanks is
/// lost in it, and the name with these folded.
type GroupKey = (String, bool, String);

fn group_key(name: &str) -> GroupKey {
    let slug = group_slug(name);
    let folded = |name: &str| {
        let name = name.to_lowercase();
        let words: Vec<&str> =
            name.split(|c: char| c.is_whitespace() || matches!(c, '-' | '_')).filter(|word| !word.is_empty()).collect();
        words.join("-")
    };
    let name = folded(name);
    (slug.clone(), folded(&slug) != name, name)
}

/// The slug of a service or tag on its own; text that has no letters gets a name made of its bytes.
pub fn group_slug(name: &str) -> String {
    let slug = slug(name);
    if slug.is_empty() { address::content_name(name.as_bytes()) } else { slug }
}

fn groups(
    kb: &KnowledgeBase,
    area: &'static str,
    names: fn(&Incident) -> &[Spanned<String>],
    slugs: &mut BTreeMap<(&'static str, GroupKey), String>,
) -> Vec<Group> {
    let mut groups: BTreeMap<GroupKey, Group> = BTreeMap::new();
    for &at in kb.by_date() {
        for name in names(&kb.incidents[at]) {
            let new = || Group {
                slug: String::new(),
                name: name.value.clone(),
                key: name.value.clone(),
                incidents: Vec::new(),
            };
            let group = groups.entry(group_key(&name.value)).or_insert_with(new);
            if group.incidents.last() != Some(&at) {
                group.incidents.push(at);
            }
        }
    }
    let mut taken: BTreeSet<String> = groups.keys().map(|(slug, ..)| slug.clone()).collect();
    let mut before = None;
    for (key, group) in &mut groups {
        let slug = &key.0;
        group.slug = if before == Some(slug) {
            let mut numbered = (2..).map(|number: usize| format!("{slug}-{number}"));
            numbered.find(|slug| !taken.contains(slug)).expect("numbers never run out")
        } else {
            slug.clone()
        };
        before = Some(slug);
        taken.insert(group.slug.clone());
        slugs.insert((area, key.clone()), group.slug.clone());
    }
    let mut groups: Vec<Group> = groups.into_values().collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.incidents.len()));
    groups
}

fn severities(
    kb: &KnowledgeBase,
    config: &Config,
    slugs: &mut BTreeMap<(&'static str, GroupKey), String>,
) -> Vec<Group> {
    let mut found = groups(kb, "severities", |incident| incident.severity.as_slice(), slugs);
    let rank = |group: &Group| config.severities.iter().position(|known| *known == group.key);
    found.sort_by_key(|group| (rank(group).unwrap_or(usize::MAX), group.key.clone()));
    found
}

fn levels(words: &Words) -> [(&'static str, &str); 4] {
    let mut levels = CurationLevel::ALL;
    levels.reverse();
    levels.map(|level| (level.name(), words.say(&format!("level.{}", level.name()))))
}

/// The incidents of each of some known values, given with what the site calls them; values that none has are left out.
fn values(kb: &KnowledgeBase, known: &[(&str, &str)], of: impl Fn(&Incident) -> Option<&'static str>) -> Vec<Group> {
    let group = |&(key, name): &(&str, &str)| {
        let has = |at: &usize| of(&kb.incidents[*at]) == Some(key);
        let incidents = kb.by_date().iter().copied().filter(has).collect();
        Group { slug: key.to_owned(), name: name.to_owned(), key: key.to_owned(), incidents }
    };
    known.iter().map(group).filter(|group| !group.incidents.is_empty()).collect()
}

fn names(kb: &KnowledgeBase) -> BTreeMap<String, Option<Target>> {
    let mut names: BTreeMap<String, Option<Target>> = BTreeMap::new();
    let mut add = |name: &str, target: Target| {
        let known = names.entry(name.trim().to_lowercase()).or_insert(Some(target));
        *known = known.filter(|known| *known == target);
    };
    let stem = |path: &'_ str| -> String {
        let name = path.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
    };
    for (at, pattern) in kb.patterns.iter().enumerate() {
        add(pattern.id.as_str(), Target::Pattern(at));
        add(&pattern.name.value, Target::Pattern(at));
    }
    for (at, incident) in kb.incidents.iter().enumerate() {
        for name in [incident.id.as_str(), &incident.title.value, &stem(&incident.file.path)] {
            add(name, Target::Incident(at));
        }
    }
    names
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
