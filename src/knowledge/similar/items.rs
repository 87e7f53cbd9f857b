//! Logs: records that tell of many faults, one in each list item or row, and no root cause for all of them.
//!
//! What a week's notes have in common with another week's says nothing; that one of their items tells the same fault as
//! one of the other's does. So items are compared with items.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::Similar;
use super::profile::{Line, Profile, Token};
use super::reasons::{MOST_NAMED, Reason};
use super::weigh::{Vector, Vocabulary, shared};
use crate::knowledge::{Evidence, KnowledgeBase};
use crate::model::{Incident, Passage, PassageKind, Section, SectionKind};

/// So many items that tell a fault make a log.
const LEAST_ITEMS: usize = 2;

/// So many items of a record are compared.
const MOST_ITEMS: usize = 64;

/// How much two items must share to be as sure as half of it; items are short.
const HALF_SURE: f32 = 9.0;

/// What the same ticket in two items is worth at the least.
const SAME_TICKET: f32 = 0.5;

/// An item that tells a fault.
#[derive(Debug)]
pub struct Item {
    /// Its passage, as an index into the incident's.
    passage: u32,
    words: Vector,
    /// The numbers of the tickets that it names.
    tickets: Vec<u32>,
    /// The numbers of the words that are parts of names in it, sorted.
    parts: Vec<u32>,
}

/// The items of a log; empty for other records.
pub type Items = Vec<Item>;

/// The items of a record, where it is a log.
pub fn items(incident: &Incident, profile: &Profile, vocabulary: &Vocabulary) -> Items {
    let has_cause =
        |section: &Section| matches!(section.kind, SectionKind::RootCause | SectionKind::ContributingFactors);
    if incident.sections.iter().any(has_cause) {
        return Items::new();
    }
    let mut lines: BTreeMap<u32, Vec<&Line>> = BTreeMap::new();
    for line in &profile.lines {
        lines.entry(line.passage).or_default().push(line);
    }
    let is_item = |passage: &Passage| {
        matches!(passage.kind, PassageKind::Item | PassageKind::Cell)
            && is_place_of_faults(incident.section(passage.section))
            && (is_list_of_faults(incident.section(passage.section)) || tells_fault(&passage.text))
    };
    let told = lines.keys().copied().filter(|at| incident.passages.get(*at as usize).is_some_and(is_item));
    let told: Vec<u32> = told.take(MOST_ITEMS).collect();
    if told.len() < LEAST_ITEMS {
        return Items::new();
    }
    let words = |passage: u32| lines.get(&passage).into_iter().flatten().flat_map(|line| profile.words(line));
    let vector = |passage: u32| {
        // Trackers stand in a column of their own.
        let row = row(incident, passage).flat_map(words).filter(|token| token.is_ticket());
        let all: Vec<&Token> = words(passage).chain(row).collect();
        let numbers = |is: fn(&Token) -> bool| {
            let chosen = all.iter().filter(|token| is(token)).filter_map(|token| vocabulary.number(token.key));
            chosen.collect::<BTreeSet<u32>>().into_iter().collect::<Vec<u32>>()
        };
        let (tickets, parts) = (numbers(Token::is_ticket), numbers(Token::is_part));
        Item { passage, tickets, parts, words: vocabulary.vector_of(all.iter().copied()) }
    };
    told.into_iter().map(vector).collect()
}

/// The other cells that stand on the line of a table's cell.
fn row(incident: &Incident, cell: u32) -> impl Iterator<Item = u32> {
    let passages = &incident.passages;
    let on_line = |one: u32, next: u32| {
        let (one, next) = (&passages[one as usize], &passages[next as usize]);
        let between = incident.file.text.get(one.span.end as usize..next.span.start as usize);
        one.kind == PassageKind::Cell && next.kind == PassageKind::Cell && between.is_some_and(|b| !b.contains('\n'))
    };
    let mut from = cell;
    while from > 0 && on_line(from - 1, from) {
        from -= 1;
    }
    let mut to = cell;
    while (to as usize) + 1 < passages.len() && on_line(to, to + 1) {
        to += 1;
    }
    (from..=to).filter(move |other| *other != cell)
}

/// Whether a section may list faults; what happened when, and what users felt, are of one incident.
fn is_place_of_faults(section: &Section) -> bool {
    !matches!(section.kind, SectionKind::Timeline | SectionKind::Impact | SectionKind::Detection | SectionKind::Lessons)
}

/// Whether the heading of a section says that what is listed below it went wrong: `Resolved issues`.
fn is_list_of_faults(section: &Section) -> bool {
    const WORDS: [&str; 9] =
        ["issue", "issues", "problem", "problems", "failure", "failures", "errors", "bugs", "breakages"];
    let words = section.title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_fault = |word: &str| WORDS.iter().any(|fault| fault.eq_ignore_ascii_case(word));
    let none = |word: &str| word.eq_ignore_ascii_case("without") || word.eq_ignore_ascii_case("no");
    words.clone().any(is_fault) && !words.clone().any(none)
}

/// Whether an item says that something went wrong.
fn tells_fault(text: &str) -> bool {
    const STEMS: [&str; 23] = [
        "fail",
        "broke",
        "broken",
        "break",
        "died",
        "dies",
        "crash",
        "error",
        "exception",
        "timeout",
        "timed",
        "missing",
        "stuck",
        "hung",
        "hang",
        "wrong",
        "flaky",
        "refus",
        "reject",
        "unable",
        "cannot",
        "couldn",
        "pending",
    ];
    let lower = text.to_lowercase();
    let is_cue = |word: &str| STEMS.iter().any(|stem| word.starts_with(stem));
    lower.split(|c: char| !c.is_alphanumeric()).any(is_cue)
        || lower.split_whitespace().any(|word| word.len() == 3 && matches!(word, "404" | "500" | "502" | "503" | "504"))
}

impl KnowledgeBase {
    /// How much the items of two logs are alike that are most so; 0 where one of them is no log.
    pub fn item_likeness(&self, a: usize, b: usize) -> f32 {
        self.most_alike(a, b).map_or(0.0, |(score, ..)| score)
    }

    /// The items of two logs that are most alike, as a reason.
    pub fn item_reason(&self, a: usize, b: usize) -> Option<Reason> {
        let (_, one, other) = self.most_alike(a, b)?;
        let (words, here) = self.quote_item(a, one, other)?;
        let (_, there) = self.quote_item(b, other, one)?;
        Some(Reason::Words { words, here: Box::new(here), there: Box::new(there) })
    }

    fn most_alike(&self, a: usize, b: usize) -> Option<(f32, &Item, &Item)> {
        let similar = self.similar();
        let (mine, theirs) = (similar.items(self, a)?, similar.items(self, b)?);
        let pairs = mine.iter().flat_map(|one| theirs.iter().map(move |other| (one, other)));
        let scored = pairs.map(|(one, other)| (similar.item_likeness(one, other), one, other));
        // Of equals the first, and `max_by` gives the last.
        let later = |(_, one, other): &(f32, &Item, &Item)| (one.passage, other.passage);
        scored.max_by(|x, y| x.0.total_cmp(&y.0).then_with(|| later(y).cmp(&later(x))))
    }

    /// An item with the words that it shares with another one.
    fn quote_item(&self, incident: usize, item: &Item, other: &Item) -> Option<(Vec<String>, Evidence)> {
        let similar = self.similar();
        let passage = self.incidents.get(incident)?.passages.get(item.passage as usize)?;
        let profile = similar.profile(self, incident)?;
        let is_shared = |token: &Token| {
            let number = similar.vocabulary.number(token.key);
            number.is_some_and(|number| other.words.words.binary_search_by_key(&number, |entry| entry.0).is_ok())
        };
        let lines = profile.lines.iter().filter(|line| line.passage == item.passage);
        let tokens = lines.flat_map(|line| profile.words(line)).filter(|token| is_shared(token));
        let mut places: Vec<Range<usize>> = Vec::new();
        for token in tokens {
            let place = token.start as usize..token.end as usize;
            match places.last_mut() {
                Some(last) if place.start < last.end => last.end = last.end.max(place.end),
                _ => places.push(place),
            }
        }
        let mut words: Vec<String> = Vec::new();
        for word in places.iter().filter_map(|place| passage.text.get(place.clone())) {
            if words.len() < MOST_NAMED && words.iter().all(|known| known != word) {
                words.push(word.to_owned());
            }
        }
        Some((words, Evidence::quote(passage, item.passage, 0..passage.text.len(), places)))
    }
}

impl Similar {
    /// How much two items are alike, from 0 to 1; nothing where they share fewer than two telling words and no ticket.
    fn item_likeness(&self, one: &Item, other: &Item) -> f32 {
        let (mut cosine, mut telling, mut of_names) = (0.0_f32, 0, 0);
        let is_part = |item: &Item, word: u32| item.parts.binary_search(&word).is_ok();
        for (word, product) in shared(&one.words.words, &other.words.words) {
            cosine += product;
            telling += usize::from(!self.vocabulary.is_common(word));
            of_names += usize::from(is_part(one, word) && is_part(other, word));
        }
        // Two words that stand in names on both sides are a name of their own, however common each is.
        let telling = if of_names >= 2 { telling.max(2) } else { telling };
        let shared = cosine * one.words.length * other.words.length;
        let likeness = if telling < 2 { 0.0 } else { (cosine * shared / (shared + HALF_SURE)).sqrt() };
        let same_ticket = one.tickets.iter().any(|ticket| other.tickets.contains(ticket));
        if same_ticket { likeness.max(SAME_TICKET) } else { likeness }
    }
}
