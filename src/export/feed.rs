//! The Atom feeds: of a casebook, and of a part of it, such as the incidents of a pattern.
//!
//! Times are those of the records, never of the build: the same casebook gives the same feed. A day becomes its
//! midnight in UTC, and a record without a date stands in no feed, as Atom wants to know when.

use atom_syndication::{Category, Entry, Feed, FixedDateTime, Generator, Link, Person, Text};

use super::address;
use crate::knowledge::{KnowledgeBase, LinkState};
use crate::model::{CauseState, Date, Incident, slug};

/// The newest records that a feed holds; a reader has no use for more, and fetches the feed each hour.
const MOST_ENTRIES: usize = 100;

/// What a feed says of its casebook.
#[derive(Clone, Copy, Debug)]
pub struct FeedInput<'a> {
    /// The site's title.
    pub title: &'a str,
    /// A line under it.
    pub description: &'a str,
    /// Where the site is published; ends with `/`. Without it, links are relative to the feed.
    pub base_url: Option<&'a str>,
    /// The program's version.
    pub version: &'a str,
}

/// The incidents that a feed is of.
#[derive(Clone, Copy, Debug)]
pub struct FeedPart<'a> {
    /// What they have in common: the name of a pattern or of a service.
    pub name: &'a str,
    /// Their page, relative to the site's root.
    pub page: &'a str,
    /// The feed's own address, relative to the site's root.
    pub feed: &'a str,
    /// Indices into the knowledge base's incidents.
    pub incidents: &'a [usize],
}

/// The feed of the newest incidents, newest first.
pub fn feed(kb: &KnowledgeBase, input: &FeedInput<'_>) -> String {
    let all: Vec<usize> = (0..kb.incidents.len()).collect();
    let part = FeedPart { name: "", page: "index.html", feed: "feed.xml", incidents: &all };
    written(kb, input, &part, "")
}

/// The feed of some incidents, newest first. An incident is the same entry in every feed, so that readers of several
/// show it once.
pub fn feed_of_part(kb: &KnowledgeBase, input: &FeedInput<'_>, part: &FeedPart<'_>) -> String {
    written(kb, input, part, part.page)
}

/// Makes a feed; `own` is what tells its id from those of other feeds.
fn written(kb: &KnowledgeBase, input: &FeedInput<'_>, part: &FeedPart<'_>, own: &str) -> String {
    let dated = |&index: &usize| Some((updated(&kb.incidents[index])?, index));
    let mut newest: Vec<(Date, usize)> = part.incidents.iter().filter_map(dated).collect();
    newest.sort_by_key(|&(date, index)| (std::cmp::Reverse(date), index));
    newest.truncate(MOST_ENTRIES);
    let place = Place { input, root: "../".repeat(part.feed.matches('/').count()) };
    let mut links = vec![place.link(part.page, "alternate", "text/html")];
    if input.base_url.is_some() {
        links.push(place.link(part.feed, "self", "application/atom+xml"));
    }
    let title = if part.name.is_empty() { input.title.to_owned() } else { format!("{} · {}", part.name, input.title) };
    let feed = Feed {
        title: Text::plain(allowed(&title)),
        subtitle: Some(Text::plain(allowed(input.description))).filter(|text| !text.value.is_empty()),
        id: identity(input, own),
        updated: newest.first().map_or_else(FixedDateTime::default, |&(date, _)| midnight(date)),
        authors: vec![Person { name: allowed(input.title), ..Person::default() }],
        generator: Some(Generator {
            value: "Casebook".to_owned(),
            version: Some(input.version.to_owned()),
            ..Generator::default()
        }),
        links,
        entries: newest.iter().map(|&(date, index)| entry(kb, index, date, &place)).collect(),
        ..Feed::default()
    };
    let mut text = feed.to_string();
    text.push('\n');
    text
}

/// Where a feed stands: what its addresses begin with.
struct Place<'a> {
    input: &'a FeedInput<'a>,
    /// The way back to the site's root, where the site has no address of its own.
    root: String,
}

impl Place<'_> {
    fn link(&self, page: &str, rel: &str, kind: &str) -> Link {
        let href = format!("{}{}", self.input.base_url.unwrap_or(&self.root), address::encoded(page));
        Link { href, rel: rel.to_owned(), mime_type: Some(kind.to_owned()), ..Link::default() }
    }
}

/// The last day that a record speaks of as a day of the incident.
fn updated(record: &Incident) -> Option<Date> {
    let moments = [&record.started, &record.detected, &record.mitigated, &record.resolved];
    let days = moments.into_iter().flatten().map(|moment| moment.value.date);
    days.chain(record.date.as_ref().map(|date| date.value)).max()
}

fn entry(kb: &KnowledgeBase, index: usize, date: Date, place: &Place<'_>) -> Entry {
    let record = &kb.incidents[index];
    let page = address::incident(&record.id);
    let authors = record.authors.iter().map(|author| Person { name: allowed(&author.value), ..Person::default() });
    let patterns = kb
        .links_of_incident(index)
        .filter(|link| matches!(link.state, LinkState::Confirmed | LinkState::Detected))
        .map(|link| kb.patterns[link.pattern].name.value.as_str());
    let labels = record.services.iter().chain(&record.tags).map(|label| label.value.as_str());
    let category = |term: &str| Category { term: allowed(term), ..Category::default() };
    Entry {
        title: Text::plain(allowed(&record.title.value)),
        id: identity(place.input, &page),
        updated: midnight(date),
        published: record.date.as_ref().map(|date| midnight(date.value)),
        authors: authors.collect(),
        categories: labels.chain(patterns).map(category).collect(),
        links: vec![place.link(&page, "alternate", "text/html")],
        summary: summary(record),
        ..Entry::default()
    }
}

/// Symptom, cause and fix, as far as the record has them.
fn summary(record: &Incident) -> Option<Text> {
    let opening = record.opening();
    let cause = match record.cause_state() {
        Some(CauseState::Suspected) => "Suspected cause",
        Some(CauseState::Contributing) => "Contributing factor",
        Some(CauseState::Stated | CauseState::Confirmed) | None => "Cause",
    };
    let lines = [
        ("Symptom", opening.symptom),
        ("False trail", opening.false_trail),
        (cause, opening.cause),
        ("Check", opening.check),
        ("Fix", opening.fix),
    ];
    let lines: Vec<String> =
        lines.into_iter().filter_map(|(label, line)| line.map(|(text, _)| format!("{label}: {text}"))).collect();
    (!lines.is_empty()).then(|| Text::plain(allowed(&lines.join("\n"))))
}

/// A name that stays the same for ever: the page's address, or a `tag:` URI (RFC 4151) where the site has none.
fn identity(input: &FeedInput<'_>, page: &str) -> String {
    match input.base_url {
        Some(base) => format!("{base}{}", address::encoded(page)),
        None => {
            format!("tag:casebook.invalid,2000:{}/{}", address::encoded(&slug(input.title)), address::encoded(page))
        }
    }
}

fn midnight(date: Date) -> FixedDateTime {
    // Years before 1 or after 9999 are no years to RFC 3339.
    format!("{date}T00:00:00Z").parse().unwrap_or_default()
}

/// XML refuses some characters even when they are escaped.
pub(super) fn allowed(text: &str) -> String {
    let fits = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    text.chars().map(|c| if fits(c) { c } else { '\u{fffd}' }).collect()
}
