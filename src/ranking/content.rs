//! What an incident is made of, as both engines index it.

use super::field::{Facet, Field};
use super::query::Day;
use crate::model::{Date, Incident, PassageKind, Pattern, PatternId, Role};
use crate::text::{self, TermKind, TermRef};

/// Calls `each` with every text of an incident and the field it belongs to, in an order that every index keeps; every
/// word of the record is among them. `patterns` are those that its author confirmed, in the order of its links: what
/// the program detected is a guess, and no word of the record.
pub fn each_text<'a>(
    incident: &'a Incident,
    patterns: impl IntoIterator<Item = &'a Pattern>,
    mut each: impl FnMut(Field, &'a str),
) {
    each(Field::Title, &incident.title.value);
    for passage in &incident.passages {
        each(Field::of_passage(passage.kind, passage.role), &passage.text);
    }
    // A symptom that is told elsewhere, in a summary for instance, is a symptom still.
    let told_elsewhere = |section: u32| incident.section(section).role != Role::Symptom;
    for symptom in incident.symptoms.iter().filter(|symptom| told_elsewhere(symptom.section)) {
        each(Field::Symptoms, &symptom.text);
    }
    for error in &incident.error_strings {
        each(Field::Errors, &error.text);
    }
    for id in std::iter::once(&incident.id).chain(incident.aliases.iter().map(|alias| &alias.value)) {
        each(Field::Facts, id.as_str());
    }
    if !incident.passages.iter().any(|passage| passage.kind == PassageKind::FrontMatter) {
        facts(incident, |text| each(Field::Facts, text));
    }
    for pattern in patterns {
        each(Field::Patterns, &pattern.name.value);
        pattern.aliases.iter().for_each(|alias| each(Field::Patterns, alias));
    }
}

/// What only the front matter says.
fn facts<'a>(incident: &'a Incident, mut each: impl FnMut(&'a str)) {
    let lists = [&incident.services, &incident.tags, &incident.authors, &incident.paths];
    lists.into_iter().flatten().for_each(|text| each(&text.value));
    [&incident.severity, &incident.owner, &incident.source].into_iter().flatten().for_each(|text| each(&text.value));
    for field in &incident.extra {
        each(&field.key);
        each(&field.text);
    }
}

/// The facets of an incident with their values as written; `patterns` are those it is linked to, without the rejected
/// ones.
pub fn facets<'a>(incident: &Incident, patterns: impl IntoIterator<Item = &'a PatternId>) -> Vec<(Facet, String)> {
    let mut facets = vec![(Facet::Id, incident.id.to_string())];
    facets.extend(incident.aliases.iter().map(|alias| (Facet::Id, alias.value.to_string())));
    facets.extend(incident.services.iter().map(|service| (Facet::Service, service.value.clone())));
    facets.extend(incident.tags.iter().map(|tag| (Facet::Tag, tag.value.clone())));
    facets.extend(incident.severity.iter().map(|severity| (Facet::Severity, severity.value.clone())));
    facets.extend(incident.status.iter().map(|status| (Facet::Status, status.value.name().to_owned())));
    facets.extend(patterns.into_iter().map(|id| (Facet::Pattern, id.to_string())));
    facets
}

/// The day an incident happened, as a number that sorts.
pub fn day(date: Date) -> Day {
    let number = |part: i16| u64::try_from(part).unwrap_or(0);
    Day(number(date.0.year()) * 10_000 + number(date.0.month().into()) * 100 + number(date.0.day().into()))
}

/// The year that an incident without a date is treated as one of.
const UNDATED: i64 = 2015;
/// What a year is worth, in thousandths of the score. It counts from a fixed year, so that a new record moves no other.
const YEAR: i64 = 2;
/// What a level of curation is worth, in thousandths of the score.
const LEVEL: i64 = 10;
/// Records of fewer words are stubs: they match by being short.
const STUB: usize = 40;
/// What a stub loses, in thousandths of the score.
const STUB_LOSES: i64 = 60;

/// What speaks for an incident whatever is asked, in thousandths of its score: a later date, more curation, that it is
/// more than a stub. Never negative, and small beside what a word more is worth.
pub fn prior(incident: &Incident) -> u64 {
    let year = incident.date.as_ref().map_or(UNDATED, |date| i64::from(date.value.0.year()));
    let words = || incident.passages.iter().map(|passage| passage.text.split_whitespace().count()).sum::<usize>();
    // Scripts without blanks have few words by this count and many bytes; where there are many, words need no counting.
    let bytes = incident.passages.iter().map(|passage| passage.text.len()).sum::<usize>();
    let is_stub = bytes < STUB * 8 && words() < STUB;
    let recency = YEAR * (year.clamp(2000, 2060) - 2000);
    let stands = if is_stub { 0 } else { STUB_LOSES };
    (recency + LEVEL * i64::from(incident.level.number()) + stands).unsigned_abs()
}

/// Where the terms of a field's texts stand: each text begins two places behind the last term before it, so that no
/// phrase runs from one into the next.
#[derive(Clone, Copy, Debug, Default)]
pub struct Placement {
    next: u32,
    end: u32,
}

impl Placement {
    /// The place in the field of a term that has this position in its text.
    pub fn of(&mut self, position: u32) -> u32 {
        let place = self.next + position;
        self.end = self.end.max(place + 1);
        place
    }

    /// Ends a text, also one without terms.
    pub fn end_text(&mut self) {
        self.next = self.end + 1;
        self.end = self.next;
    }
}

/// Calls `each` with every term that an index keeps of a text: those of [`text::each_term`], and each Han character of
/// a pair by itself, at the pair's position, so that a query of one character finds it; gives how many places they take.
pub fn each_term(text: &str, mut each: impl FnMut(TermRef<'_>)) -> u32 {
    // Where the last character that was given by itself begins: the next pair may begin with it.
    let mut given = None;
    text::each_term(text, |term| {
        let (kind, range, position) = (term.kind, term.range.clone(), term.position);
        each(term);
        let pair = &text[range.clone()];
        if kind != TermKind::Pair || pair.chars().nth(1).is_none() {
            return;
        }
        for (at, c) in pair.char_indices().filter(|(_, c)| is_han(*c)) {
            let start = range.start + at;
            if given.replace(start).is_some_and(|given| given >= start) {
                continue;
            }
            let range = start..start + c.len_utf8();
            each(TermRef { text: &text[range.clone()], range, position, kind });
        }
    })
}

/// Whether a character is a word, or most of one, by itself. Others of these scripts are only syllables.
fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> Vec<(String, u32)> {
        let mut terms = Vec::new();
        each_term(text, |term| terms.push((term.text.to_owned(), term.position)));
        terms
    }

    #[test]
    fn han_characters_are_terms_by_themselves_each_once() {
        let expected = [("断水", 0), ("断", 0), ("水", 0), ("水が", 1), ("がｶ", 2), ("x", 3), ("火", 4)];
        let found = terms("断水がｶ x 火");
        let found: Vec<_> = found.iter().map(|(text, at)| (text.as_str(), *at)).collect();
        assert_eq!(found.len(), expected.len());
        assert_eq!(found[..4], expected[..4]);
        assert_eq!(found[5..], expected[5..]);
    }

    #[test]
    fn texts_of_a_field_are_kept_apart() {
        let mut placement = Placement::default();
        let first = [0, 1, 1].map(|position| placement.of(position));
        placement.end_text();
        placement.end_text();
        assert_eq!((first, placement.of(0)), ([0, 1, 1], 4));
    }
}
