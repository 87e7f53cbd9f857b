//! Names that are internal: those of internal records and patterns, and those that the configuration lists.
//!
//! An id or a title that anybody might use for something else (`redis`, `Database outage`) is not looked for in prose;
//! it tells nothing there, and half the text would go. Links to its record are cut all the same.

use std::collections::BTreeSet;
use std::sync::Arc;

use aho_corasick::AhoCorasick;

use super::plain::Plain;
use super::{Cut, Instead, Parts, Why, whole_lines};
use crate::config::Config;
use crate::markdown;
use crate::model::{Incident, Pattern};
use crate::record::{FrontMatter, key_meaning};
use crate::source::{SourceFile, Span, Spanned};
use crate::yaml::Node;

/// Words from which on a title is nobody else's.
const TELLING_WORDS: usize = 3;

/// What a record or pattern is called.
#[derive(Clone, Debug, Default)]
pub struct Bearer {
    /// Its ids: its own, those it had before.
    pub ids: Vec<String>,
    /// Its title or name.
    pub title: String,
    /// Its file's path, as that of a [`SourceFile`].
    pub path: String,
}

/// Where a shareable part tells what is internal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// The bytes.
    pub span: Span,
    /// Whether it is a link or a name.
    pub why: Why,
    /// Whether it stands in the front matter.
    pub in_front: bool,
}

impl Bearer {
    /// What an incident is called.
    pub fn of_incident(incident: &Incident) -> Self {
        let aliases = incident.aliases.iter().map(|alias| alias.value.to_string());
        let ids = std::iter::once(incident.id.to_string()).chain(aliases).collect();
        Self { ids, title: incident.title.value.clone(), path: incident.file.path.clone() }
    }

    /// What a pattern is called.
    pub fn of_pattern(pattern: &Pattern) -> Self {
        let ids = vec![pattern.id.to_string()];
        Self { ids, title: pattern.name.value.clone(), path: pattern.file.path.clone() }
    }
}

/// The names that no shareable text may hold.
#[derive(Debug)]
pub struct Names {
    automaton: AhoCorasick,
    /// For each name of the automaton, whether it counts inside of longer words too.
    anywhere: Vec<bool>,
    /// The ids of internal records and patterns, in lower case.
    ids: BTreeSet<String>,
    /// Their paths.
    paths: BTreeSet<String>,
}

impl Names {
    /// The names of `internal`, but for those that one of `shareable` bears as well, and those of the configuration.
    pub fn new(internal: &[Bearer], shareable: &[Bearer], config: &Config) -> Self {
        let public: BTreeSet<String> = shareable.iter().flat_map(|bearer| telling(bearer, Telling::All)).collect();
        let own: BTreeSet<String> = internal.iter().flat_map(|bearer| telling(bearer, Telling::Only)).collect();
        let own = own.difference(&public).cloned().map(|name| (name, false));
        let listed = config.audience.names.iter().map(|name| Plain::of(name).text.trim().to_owned());
        let listed = listed.filter(|name| !name.is_empty()).map(|name| (name, true));
        let (names, anywhere): (Vec<String>, Vec<bool>) = listed.chain(own).unzip();
        let automaton = AhoCorasick::new(&names).expect("names are shorter than the automaton's four billion bytes");
        let shared: BTreeSet<String> =
            shareable.iter().flat_map(|bearer| &bearer.ids).map(|id| id.to_lowercase()).collect();
        let ids = internal.iter().flat_map(|bearer| &bearer.ids).map(|id| id.to_lowercase());
        Self {
            automaton,
            anywhere,
            ids: ids.filter(|id| !shared.contains(id)).collect(),
            paths: internal.iter().map(|bearer| bearer.path.clone()).collect(),
        }
    }

    /// Where a text names what is internal, ordered by place; they do not overlap.
    pub fn find(&self, text: &str) -> Vec<Span> {
        if self.anywhere.is_empty() {
            return Vec::new();
        }
        let plain = Plain::of(text);
        let mut found: Vec<Span> = Vec::new();
        for hit in self.automaton.find_overlapping_iter(&plain.text) {
            let is_whole = self.anywhere[hit.pattern().as_usize()] || is_word(&plain.text, hit.start(), hit.end());
            if is_whole {
                let (start, end) = plain.source(hit.start(), hit.end());
                found.push(Span::new(start, end.max(start)));
            }
        }
        found.sort_unstable();
        let mut merged: Vec<Span> = Vec::with_capacity(found.len());
        for span in found {
            match merged.last_mut() {
                Some(last) if span.start <= last.end => *last = last.to(span),
                _ => merged.push(span),
            }
        }
        merged
    }

    /// Where the shareable parts of a file name what is internal, or lead to it, ordered by place.
    pub fn told(&self, file: &Arc<SourceFile>, parts: &Parts) -> Vec<Told> {
        let (front, _) = crate::record::front_matter(file);
        let mut cuts = self.cuts(file, &front);
        cuts.retain(|cut| !parts.cuts.iter().any(|own| own.span.contains(cut.span)));
        cuts.sort_by_key(|cut| (cut.span.start, std::cmp::Reverse(cut.span.end)));
        let mut outer: Vec<Told> = Vec::with_capacity(cuts.len());
        for Cut { span, why, .. } in cuts {
            // A name inside of a link is told with the link.
            if !outer.last().is_some_and(|last| last.span.contains(span)) {
                outer.push(Told { span, why, in_front: (span.start as usize) < front.body });
            }
        }
        outer
    }

    /// What of a file names what is internal, or leads to it. Its front matter and text are looked at apart, as a mark
    /// has another meaning there.
    pub(super) fn cuts(&self, file: &Arc<SourceFile>, front: &FrontMatter) -> Vec<Cut> {
        let mut cuts = self.ids_in(file, front);
        let body = Span::new(front.body, file.text.len());
        for span in self.find(&file.text) {
            if span.start as usize >= front.body {
                cuts.push(Cut::new(span, Why::Name, Instead::Mark));
            } else {
                cuts.push(in_front(file, front, span));
            }
        }
        let text = file.slice(body);
        if !self.paths.is_empty() && (text.contains("](") || text.contains("]:") || text.contains("][")) {
            let links = markdown::parse(text, front.body).links;
            let internal = links.iter().filter(|link| self.is_internal_file(&file.path, &link.destination));
            cuts.extend(internal.map(|link| Cut::new(link.span, Why::Link, Instead::Mark)));
        }
        cuts
    }

    /// Values of the front matter that are the id of something internal.
    fn ids_in(&self, file: &SourceFile, front: &FrontMatter) -> Vec<Cut> {
        const KEYS: [&str; 6] = ["repeat-of", "related", "supersedes", "patterns", "not-patterns", "aliases"];
        // Of patterns; records have no such keys.
        const OF_PATTERNS: [&str; 3] = ["parent", "see-also", "see_also"];
        let mut cuts = Vec::new();
        for (key, value) in &front.fields {
            let takes_ids = key_meaning(&key.value).is_some_and(|key| KEYS.contains(&key));
            if takes_ids || OF_PATTERNS.contains(&key.value.to_lowercase().as_str()) {
                let is_internal = |text: &str| {
                    let name = text.rsplit('/').next().unwrap_or(text).trim().to_lowercase();
                    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
                    self.ids.contains(&name) || self.ids.contains(stem)
                };
                let found = scalars(value).into_iter().filter(|(text, _)| is_internal(text));
                cuts.extend(found.map(|(_, span)| Cut::new(span, Why::Link, Instead::Null)));
            }
        }
        cuts.retain(|cut| !file.slice(cut.span).is_empty());
        cuts
    }

    /// Whether a link in the file `from` leads to an internal file.
    fn is_internal_file(&self, from: &str, destination: &str) -> bool {
        let end = destination.find(['#', '?']).unwrap_or(destination.len());
        let path = destination.get(..end).unwrap_or_default();
        let decoded = decoded(path);
        let mut parts: Vec<&str> = from.split('/').collect();
        parts.pop();
        for part in decoded.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop()),
                part => parts.push(part),
            }
        }
        let path = parts.join("/").to_lowercase();
        // The site finds a record without its ending too.
        let same = |internal: &String| {
            let internal = internal.to_lowercase();
            internal == path || internal.rsplit_once('.').is_some_and(|(stem, _)| stem == path)
        };
        !path.is_empty() && self.paths.iter().any(same)
    }
}

/// Which names of a bearer are asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Telling {
    All,
    /// Only those that nobody would use for something else.
    Only,
}

/// The names of a record or pattern, as they are looked for.
fn telling(bearer: &Bearer, which: Telling) -> Vec<String> {
    let plain = |text: &str| Plain::of(text).text.trim().to_owned();
    let all = which == Telling::All;
    let name = bearer.path.rsplit('/').next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned();
    let is_made = |id: &str| id.contains(|c: char| c.is_ascii_digit() || "-_.".contains(c));
    let ids = bearer.ids.iter().chain(Some(&stem)).filter(|id| all || is_made(id)).map(|id| plain(id));
    let title = plain(&bearer.title);
    // Scripts that set no blanks between words have their words in letters.
    let words = title.split(' ').count().max(title.chars().filter(|c| !c.is_ascii()).count() / 3);
    let title = Some(title).filter(|_| all || words >= TELLING_WORDS);
    let names = ids.chain(title).chain(Some(plain(name)));
    names.filter(|name| !name.is_empty()).collect()
}

fn is_word(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).and_then(|text| text.chars().next_back());
    let after = text.get(end..).and_then(|text| text.chars().next());
    // Letters of scripts without blanks have no borders.
    let joins =
        |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || (c.is_alphanumeric() && c < '\u{3000}'));
    !joins(before) && !joins(after)
}

/// A name in the front matter: a whole value is nothing, a part of one is a word; with a key, or outside of any value,
/// the lines go.
fn in_front(file: &SourceFile, front: &FrontMatter, name: Span) -> Cut {
    let values = front.fields.iter().flat_map(|(_, value)| scalars(value));
    let plain = |text: &str| Plain::of(text.trim_matches(['"', '\''])).text.trim().to_owned();
    let mut holding = values.map(|(_, span)| span).filter(|span| span.contains(name));
    if let Some(span) = holding.next() {
        let is_whole = plain(file.slice(span)) == plain(file.slice(name));
        return if is_whole {
            Cut::new(span, Why::Name, Instead::Null)
        } else {
            Cut::new(name, Why::Name, Instead::Word)
        };
    }
    Cut::new(whole_lines(&file.text, name), Why::Name, Instead::Nothing)
}

/// The texts of a value, each with its place.
fn scalars(node: &Spanned<Node>) -> Vec<(&str, Span)> {
    match &node.value {
        Node::Null => Vec::new(),
        Node::Scalar(text) => vec![(text, node.span)],
        Node::Sequence(items) => items.iter().flat_map(scalars).collect(),
        Node::Mapping(entries) => entries.iter().flat_map(|(_, value)| scalars(value)).collect(),
    }
}

/// A destination with `%20` and the like resolved.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let digit = |at: usize| after.get(at).and_then(|&byte| char::from(byte).to_digit(16));
        if let (b'%', Some(high), Some(low)) = (first, digit(0), digit(1)) {
            bytes.push((high * 16 + low) as u8);
            rest = after.get(2..).unwrap_or_default();
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
