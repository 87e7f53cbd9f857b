//! Earlier incidents that a record speaks of by the time or by what they were: `that is April again`, `see the risk
//! scoring incident of last March`.
//!
//! Each gives a few that may be meant; who knows which are earlier and alike decides whether it is exactly one.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::super::Evidence;
use super::claims::claim_of_named;
use super::mentions::Mention;
use crate::model::{Date, Incident, PassageKind, Role};
use crate::text;

/// A sentence that speaks of an earlier incident without its name, and those that may be meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Recalled {
    /// Indices of incidents; never empty.
    pub candidates: Vec<usize>,
    /// The sentence, and what it claims.
    pub mention: Mention,
}

/// What incidents are recalled by.
#[derive(Debug, Default)]
pub struct Recollection {
    months: BTreeMap<(i16, i8), Vec<usize>>,
    titles: BTreeMap<String, Vec<usize>>,
    days: Vec<Option<Date>>,
}

/// The months as they are written inside a sentence, in English, German, French, Spanish, Portuguese and Italian.
const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "januar", "jänner", "janvier", "enero", "janeiro", "gennaio"],
    &["february", "feb", "februar", "février", "febrero", "fevereiro", "febbraio"],
    &["march", "mar", "märz", "mars", "marzo", "março"],
    &["april", "apr", "avril", "abril", "aprile"],
    &["may", "mai", "mayo", "maio", "maggio"],
    &["june", "jun", "juni", "juin", "junio", "junho", "giugno"],
    &["july", "jul", "juli", "juillet", "julio", "julho", "luglio"],
    &["august", "aug", "août", "agosto"],
    &["september", "sep", "sept", "septembre", "septiembre", "setembro", "settembre"],
    &["october", "oct", "oktober", "octobre", "octubre", "outubro", "ottobre"],
    &["november", "nov", "novembre", "noviembre", "novembro"],
    &["december", "dec", "dezember", "décembre", "diciembre", "dezembro", "dicembre"],
];

/// The words before a month that speak of what happened then, by their last one.
const BEFORE_MONTH: [&str; 33] = [
    "is", "was", "s", "like", "in", "last", "from", "since", "of", "the", "as", "after", "see", "exactly", "again",
    "our", "to", "with", "than", "im", "vom", "wie", "seit", "ist", "war", "en", "de", "em", "desde", "da", "do", "di",
    "a",
];

/// What an incident is called.
const NOUNS: [&str; 22] = [
    "incident",
    "incidents",
    "outage",
    "outages",
    "postmortem",
    "mortem",
    "episode",
    "failure",
    "crash",
    "meltdown",
    "disaster",
    "fiasco",
    "disruption",
    "störung",
    "ausfall",
    "vorfall",
    "panne",
    "incidente",
    "incidência",
    "falha",
    "guasto",
    "incydent",
];

/// How many words a description has at most.
const LONGEST: usize = 6;

/// How many titles may hold the words of a description, before it is known which are earlier.
const MOST_CANDIDATES: usize = 32;

/// A word of a sentence.
struct Word<'s> {
    range: Range<usize>,
    raw: &'s str,
    lower: String,
}

impl Recollection {
    /// Gathers days and titles.
    pub fn new(incidents: &[Incident]) -> Self {
        let mut known = Self::default();
        for (place, incident) in incidents.iter().enumerate() {
            let day = incident.date.as_ref().map(|date| date.value);
            known.days.push(day);
            if let Some(day) = day {
                known.months.entry((day.0.year(), day.0.month())).or_default().push(place);
            }
            for stem in stems(&incident.title.value) {
                known.titles.entry(stem).or_default().push(place);
            }
        }
        known
    }

    /// The sentences of a record that speak of an earlier incident without naming it.
    pub fn in_record(&self, incident: &Incident, own: usize) -> Vec<Recalled> {
        let mut found = Vec::new();
        for (index, passage) in incident.passages.iter().enumerate() {
            let silent = matches!(passage.kind, PassageKind::Code | PassageKind::FrontMatter);
            if silent || matches!(passage.role, Role::RuledOut | Role::Future) {
                continue;
            }
            for range in text::sentences(&passage.text) {
                let sentence = passage.text.get(range.clone()).unwrap_or_default();
                for (candidates, words) in self.in_sentence(sentence, own) {
                    let claim = claim_of_named(sentence, &words, passage.role);
                    if claim.is_some() || is_called(sentence, &words) {
                        let line = Evidence::quote(passage, index as u32, range.clone(), vec![words]);
                        found.push(Recalled { candidates, mention: Mention { line, claim, is_recalled: true } });
                    }
                }
            }
        }
        found
    }

    /// Those that may be meant, with the words that say so; a title is asked for where no month is told.
    fn in_sentence(&self, sentence: &str, own: usize) -> Vec<(Vec<usize>, Range<usize>)> {
        let words = words(sentence);
        let month = |at: usize| Some((self.of_month(&words, at, own)?, words[at].range.clone()));
        let by_month: Vec<_> = (0..words.len()).filter_map(month).collect();
        if !by_month.is_empty() {
            return by_month;
        }
        (0..words.len()).filter_map(|at| self.of_title(&words, at, own)).collect()
    }

    /// The incidents of the month, or of the day, that a word names; without a year the last one before the record.
    fn of_month(&self, words: &[Word<'_>], at: usize, own: usize) -> Option<Vec<usize>> {
        let month = month_of(&words[at])?;
        let before = at.checked_sub(1).map(|at| &words[at])?;
        let number = |word: Option<&Word<'_>>| word?.raw.parse::<i16>().ok();
        let after = number(words.get(at + 1));
        let is_day = |number: &i16| (1..=31).contains(number);
        let (day, year) = match (number(Some(before)).filter(is_day), after) {
            (Some(day), year) => (Some(day), year),
            (None, Some(day)) if is_day(&day) => (Some(day), number(words.get(at + 2))),
            (None, year) => (None, year),
        };
        if day.is_none() && !BEFORE_MONTH.contains(&before.lower.as_str()) {
            return None;
        }
        let year = year.filter(|year| (1970..2200).contains(year));
        let year = year.or_else(|| {
            let today = self.days.get(own).copied().flatten()?.0;
            // A month of its own name is this one, and tells nothing from another.
            (today.month() != month || day.is_some())
                .then(|| if today.month() >= month { today.year() } else { today.year() - 1 })
        })?;
        let of_day = |other: &usize| {
            let known = self.days[*other].map(|date| i16::from(date.0.day()));
            *other != own && day.is_none_or(|day| known == Some(day))
        };
        let found: Vec<usize> = self.months.get(&(year, month))?.iter().copied().filter(of_day).collect();
        (!found.is_empty()).then_some(found)
    }

    /// The incidents in whose titles all words before a noun for an incident stand: `the risk scoring outage`.
    fn of_title(&self, words: &[Word<'_>], at: usize, own: usize) -> Option<(Vec<usize>, Range<usize>)> {
        const DETERMINERS: [&str; 10] = ["the", "that", "last", "our", "die", "der", "den", "dem", "la", "o"];
        if !NOUNS.contains(&words[at].lower.as_str()) {
            return None;
        }
        let from =
            (at.saturating_sub(LONGEST)..at).rev().find(|&at| DETERMINERS.contains(&words[at].lower.as_str()))?;
        let described: BTreeSet<String> = words[from + 1..at].iter().flat_map(|word| stems(word.raw)).collect();
        if described.len() < 2 {
            return None;
        }
        let mut lists = described.iter().map(|stem| self.titles.get(stem));
        let mut found = lists.next()??.clone();
        for list in lists {
            let list = list?;
            found.retain(|place| list.binary_search(place).is_ok());
        }
        found.retain(|place| *place != own);
        let range = words[from].range.start..words[at].range.end;
        (!found.is_empty() && found.len() <= MOST_CANDIDATES).then_some((found, range))
    }
}

/// The month that a word names; capitals tell `May` from `may` where a language has them.
fn month_of(word: &Word<'_>) -> Option<i8> {
    let at = MONTHS.iter().position(|names| names.contains(&word.lower.as_str()))?;
    let is_name = word.raw.starts_with(char::is_uppercase);
    let ambiguous = ["may", "march", "mar", "mars", "mai", "jan", "sep", "dec", "jun"].contains(&word.lower.as_str());
    (is_name || !ambiguous).then_some(at as i8 + 1)
}

/// Whether a noun for an incident follows a month, or stands in what was found: `the March risk scoring incident`.
fn is_called(sentence: &str, words: &Range<usize>) -> bool {
    let from = sentence.get(words.start..).unwrap_or_default();
    let until = from.find(['(', ')', ',', ';', ':']).unwrap_or(from.len());
    self::words(&from[..until]).iter().take(LONGEST).any(|word| NOUNS.contains(&word.lower.as_str()))
}

fn words(sentence: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut start = None;
    let ends = std::iter::once((sentence.len(), ' '));
    for (at, letter) in sentence.char_indices().chain(ends) {
        match (letter.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let raw = &sentence[from..at];
                words.push(Word { range: from..at, raw, lower: raw.to_lowercase() });
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// The stems of a text that say something.
fn stems(text: &str) -> BTreeSet<String> {
    let mut stems = BTreeSet::new();
    text::each_term(text, |term| {
        let raw = text.get(term.range.clone()).unwrap_or_default().to_lowercase();
        let says = term.kind == text::TermKind::Word && raw.chars().count() > 2 && !text::is_stop_word(&raw);
        let is_time = MONTHS.iter().any(|names| names.contains(&raw.as_str())) || raw.parse::<u32>().is_ok();
        if says && !is_time && !NOUNS.contains(&raw.as_str()) {
            stems.insert(term.text.to_owned());
        }
    });
    stems
}

#[cfg(test)]
mod tests {
    use super::super::claims::Claim;
    use super::*;
    use crate::knowledge::testing::{dated, incident, spanned};
    use crate::model::SectionKind;

    fn recalled(told: &str) -> Vec<(Vec<usize>, Option<Claim>)> {
        let titled = |id: &str, title: &str, day: &str| {
            let mut incident = dated(incident(id, &[]), day);
            incident.title = spanned(title.to_owned());
            incident
        };
        let incidents = [
            titled("a", "Basket service hangs", "2025-04-09"),
            titled("b", "Ledger lost its index", "2025-11-03"),
            dated(incident("c", &[(SectionKind::Summary, told)]), "2026-02-01"),
        ];
        let found = Recollection::new(&incidents).in_record(&incidents[2], 2);
        found.into_iter().map(|recalled| (recalled.candidates, recalled.mention.claim)).collect()
    }

    #[test]
    fn a_month_stands_for_its_incident_where_the_sentence_says_what_of_it() {
        assert_eq!(recalled("Yes, that is April again."), [(vec![0], Some(Claim::Same))]);
        assert_eq!(recalled("The same root cause as in November."), [(vec![1], Some(Claim::SameCause))]);
        assert_eq!(recalled("It looks exactly like April."), [(vec![0], Some(Claim::SameFace))]);
        assert_eq!(recalled("Die im April versprochene Grenze wurde nie umgesetzt."), [(vec![0], Some(Claim::Again))]);
        assert_eq!(recalled("See the April basket incident."), [(vec![0], None)]);
        assert_eq!(recalled("We widened the pool in November (see the April outage)."), [(vec![0], None)]);
        assert_eq!(recalled("This is the outage of 3 November again."), [(vec![1], Some(Claim::Again))]);
    }

    #[test]
    fn a_month_alone_stands_for_nothing() {
        for told in ["We upgraded in April.", "It may happen again.", "The disks arrived in May again.", "April rain."]
        {
            assert_eq!(recalled(told), [], "{told}");
        }
    }

    #[test]
    fn the_words_of_a_title_stand_for_its_incident() {
        assert_eq!(recalled("Compare the lost ledger index outage."), [(vec![1], None)]);
        assert_eq!(recalled("Compare the printer basket outage."), []);
        assert_eq!(recalled("Compare the outage."), []);
    }
}
