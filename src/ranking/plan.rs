//! From a query to what has to be looked up.

use std::collections::BTreeMap;

use super::field::{Facet, Field, FieldName, facet_term};
use super::jargon::Jargon;
use super::particles::{apart, joined};
use super::query::{Ask, Clause, Day, Query, Sign};
use super::written::{other_code, side_by_side};
use crate::text::{self, TermKind, folded, is_stop_word};

/// A guess at what was meant counts so much less than a word that was typed: a short word that no record has is more
/// often a word of its own than a mistyped one.
const SHORT_GUESS: f64 = 0.4;
const LONG_GUESS: f64 = 0.9;
/// Words of fewer characters are short.
const LONG: usize = 6;
/// What a pair of characters counts that has a Hiragana letter in it, and one of nothing else: inflections and
/// particles.
const HALF_KANA: f64 = 0.5;
const ALL_KANA: f64 = 0.2;

/// What has to be looked up for a query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// What adds to the score, in the order of the query.
    pub units: Vec<Unit>,
    /// What keeps an incident out.
    pub unwanted: Vec<Unit>,
    /// Facets of which one of the terms must be there.
    pub facets: BTreeMap<Facet, Vec<FacetValue>>,
    /// Terms of facets of which none may be there.
    pub unwanted_facets: Vec<String>,
    /// The first day allowed.
    pub from: Option<Day>,
    /// The first day no longer allowed.
    pub until: Option<Day>,
}

/// A value asked for, with its term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetValue {
    /// As typed.
    pub typed: String,
    /// What [`facet_term`] makes of it.
    pub term: String,
}

/// One thing that is looked for in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// As typed, in lower case.
    pub typed: String,
    /// The ways in which an incident can have it; the best one counts.
    pub forms: Vec<Form>,
    /// Where it is looked for.
    pub scope: Scope,
    /// What it does for the score.
    pub role: UnitRole,
    /// What it counts: 1, or less where it is a guess or says little.
    pub trust: f64,
    /// Its place among the words of the query, where it is a word whose neighbours count.
    pub place: Option<u32>,
    /// The forms that it has where no record has any of the others: of an identifier, its parts side by side.
    pub in_parts: Vec<Form>,
}

/// One way in which an incident can have what a unit looks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// The terms, all of which must be there, each with its distance from the first.
    pub terms: Vec<(String, u32)>,
    /// How they must stand.
    pub side: Side,
    /// What it counts beside the others: 1, or less for words that only mean the same.
    pub trust: f64,
}

/// How the terms of a form must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Anywhere in the incident.
    Anywhere,
    /// At their distances, in one field.
    BySide,
}

/// The fields that a unit is looked for in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All of them.
    Everywhere,
    /// One.
    Within(Field),
}

impl Scope {
    /// Whether a field belongs to it.
    pub fn has(self, field: Field) -> bool {
        match self {
            Scope::Everywhere => true,
            Scope::Within(only) => field == only,
        }
    }
}

/// What a unit does for the score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitRole {
    /// Counts, and counts as covered.
    Optional,
    /// The same, and must be there.
    Required,
    /// Only counts.
    Extra,
}

impl Form {
    /// One term.
    pub fn term(term: impl Into<String>) -> Self {
        Self { terms: vec![(term.into(), 0)], side: Side::Anywhere, trust: 1.0 }
    }

    /// Whether it is this one term.
    pub(super) fn is_term(&self, term: &str) -> bool {
        matches!(self.terms.as_slice(), [(own, _)] if own == term)
    }
}

impl Unit {
    pub(super) fn new(typed: String, forms: Vec<Form>, role: UnitRole) -> Self {
        Self { typed, forms, scope: Scope::Everywhere, role, trust: 1.0, place: None, in_parts: Vec::new() }
    }

    /// The terms whose places show why an incident matched.
    pub fn terms(&self) -> impl Iterator<Item = &str> {
        self.forms.iter().flat_map(|form| &form.terms).map(|(term, _)| term.as_str())
    }

    /// The term whose place is compared with that of its neighbours.
    pub fn neighbour(&self) -> Option<(&str, u32)> {
        let place = self.place?;
        self.forms.first()?.terms.first().map(|(term, _)| (term.as_str(), place))
    }

    /// The word to correct where no record has it: the unit is one that was typed as such.
    pub fn word(&self) -> Option<&str> {
        (self.place.is_some() && !self.is_stop_word()).then_some(self.typed.as_str())
    }

    /// The unit with other words, which were probably meant, in the place of the one typed.
    #[must_use]
    pub fn meaning(&self, words: &[String]) -> Self {
        let trust = if self.typed.chars().count() < LONG { SHORT_GUESS } else { LONG_GUESS };
        let forms = words.iter().flat_map(|word| forms(&text::stem(word), word).into_iter().chain(apart(word)));
        Self { forms: forms.collect(), trust, ..self.clone() }
    }

    /// The unit with a known word that the one typed begins with; the rest of it may say as much.
    #[must_use]
    pub fn beginning(&self, word: &str) -> Self {
        Self { trust: SHORT_GUESS, ..self.meaning(&[word.to_owned()]) }
    }

    /// The unit in parts, where it has any.
    #[must_use]
    pub fn in_parts(&self) -> Self {
        let forms = self.in_parts.iter().chain(&self.forms).cloned().collect();
        Self { forms, in_parts: Vec::new(), ..self.clone() }
    }

    fn is_stop_word(&self) -> bool {
        self.place.is_some() && is_stop_word(&self.typed)
    }
}

impl Plan {
    /// What a query asks to look up; words of jargon also as what they mean.
    pub fn of(query: &Query, jargon: &Jargon) -> Self {
        let mut plan = Self::default();
        let mut place = 0;
        for clause in &query.clauses {
            plan.add(clause, &mut place);
        }
        plan.units.extend(joined(&plan.units));
        if plan.units.iter().any(|unit| !unit.is_stop_word()) {
            plan.units.retain(|unit| unit.role == UnitRole::Required || !unit.is_stop_word());
        }
        jargon.expand(&mut plan.units);
        plan
    }

    /// Whether facets or dates leave some incidents out.
    pub fn narrows(&self) -> bool {
        !self.facets.is_empty() || !self.unwanted_facets.is_empty() || self.from.is_some() || self.until.is_some()
    }

    /// Whether a day lies within the dates asked for.
    pub fn spans(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }

    fn add(&mut self, clause: &Clause, place: &mut u32) {
        match (&clause.ask, clause.sign) {
            (Ask::Word { field: None, text }, Sign::Wanted) => self.units.extend(loose_units(text, place)),
            (Ask::Word { field, text } | Ask::Phrase { field, text }, sign) => {
                let units = bound_unit(*field, text, place);
                if sign == Sign::Wanted { &mut self.units } else { &mut self.unwanted }.extend(units);
            }
            (Ask::Facet { facet, values }, Sign::Wanted) => {
                let value = |typed: &String| FacetValue { typed: typed.clone(), term: facet_term(*facet, typed) };
                self.facets.entry(*facet).or_default().extend(values.iter().map(value));
            }
            (Ask::Facet { facet, values }, Sign::Unwanted) => {
                self.unwanted_facets.extend(values.iter().map(|value| facet_term(*facet, value)));
            }
            (Ask::After(day), _) => self.from = self.from.max(Some(*day)),
            (Ask::Before(day), _) => self.until = Some(self.until.map_or(*day, |until| until.min(*day))),
        }
    }
}

/// The units of plain words: each may be missing, and an identifier counts beside its parts.
fn loose_units(text: &str, place: &mut u32) -> Vec<Unit> {
    let mut units = Vec::new();
    // Which units are identifiers, and which words; with the bytes that they stand on.
    let (mut wholes, mut words) = (Vec::new(), Vec::new());
    let start = *place;
    text::each_term(text, |term| {
        let typed = folded(text.get(term.range.clone()).unwrap_or_default());
        let at = start + term.position;
        *place = at + 1;
        let forms = forms(term.text, &typed);
        match term.kind {
            TermKind::Identifier => wholes.push((units.len(), term.range.clone())),
            TermKind::Word => words.push((term.text.to_owned(), at, term.range.clone())),
            TermKind::Pair => {}
        }
        units.push(match term.kind {
            TermKind::Identifier => Unit::new(typed, forms, UnitRole::Extra),
            TermKind::Word => {
                let forms = forms.into_iter().chain(apart(&typed)).chain(other_code(&typed)).collect();
                Unit { place: Some(at), ..Unit::new(typed, forms, UnitRole::Optional) }
            }
            TermKind::Pair => {
                Unit { place: Some(at), trust: trust_of_pair(&typed), ..Unit::new(typed, forms, UnitRole::Optional) }
            }
        });
    });
    for (unit, range) in wholes {
        let parts = words.iter().filter(|(.., part)| range.start <= part.start && part.end <= range.end);
        let parts: Vec<_> = parts.map(|(term, at, _)| (term.clone(), *at)).collect();
        units[unit].in_parts = side_by_side(parts);
    }
    units
}

fn trust_of_pair(pair: &str) -> f64 {
    let is_hiragana = |c: char| ('\u{3041}'..='\u{309f}').contains(&c);
    match pair.chars().filter(|c| is_hiragana(*c)).count() {
        0 => 1.0,
        count if count < pair.chars().count() => HALF_KANA,
        _ => ALL_KANA,
    }
}

/// A term, and the other form under which the same word may be in the index: `nodejs` is there with its last letter
/// cut where it stood so, and whole where `NodeJS` stood.
fn forms(term: &str, typed: &str) -> Vec<Form> {
    let mut forms = vec![Form::term(term)];
    let other = if term == typed { text::stem(typed) } else { typed.to_owned() };
    if other != term && other.bytes().all(|byte| byte.is_ascii_lowercase()) {
        forms.push(Form::term(other));
    }
    forms
}

/// The unit of a phrase, or of a word in a field: it must be there, its parts side by side.
fn bound_unit(field: Option<FieldName>, text: &str, place: &mut u32) -> Option<Unit> {
    let is_whole = |term: &text::Term| term.kind == TermKind::Identifier;
    let (wholes, terms): (Vec<_>, Vec<_>) = text::terms(text).into_iter().partition(is_whole);
    let (first, last) = (terms.first()?, terms.last()?);
    let forms = if terms.len() == 1 {
        forms(&first.text, &folded(text.get(first.range.clone()).unwrap_or_default()))
    } else {
        let all = terms.iter().map(|term| (term.text.clone(), term.position)).collect();
        let phrase = Form { terms: all, side: Side::BySide, trust: 1.0 };
        // One identifier that is all of it is the phrase, too.
        let is_all = |term: &&text::Term| term.range.start <= first.range.start && last.range.end <= term.range.end;
        let wholes = wholes.iter().filter(is_all).map(|term| Form::term(term.text.as_str()));
        std::iter::once(phrase).chain(wholes).collect()
    };
    let own = (terms.len() == 1).then_some(*place);
    *place += last.position + 1;
    let scope = field.map_or(Scope::Everywhere, |field| Scope::Within(field.field()));
    Some(Unit { scope, place: own, ..Unit::new(folded(text.trim()), forms, UnitRole::Required) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(text: &str) -> Vec<String> {
        let form = |form: &Form| {
            let terms: Vec<_> = form.terms.iter().map(|(term, at)| format!("{term}+{at}")).collect();
            if form.side == Side::BySide { terms.join(" ") } else { form.terms[0].0.clone() }
        };
        let name = |unit: &Unit| {
            let forms: Vec<_> = unit.forms.iter().map(form).collect();
            unit.place.map_or_else(|| format!("<{}>", forms.join("|")), |at| format!("{}@{at}", forms.join("|")))
        };
        Plan::of(&Query::parse(text), &Jargon::default()).units.iter().map(name).collect()
    }

    #[test]
    fn stop_words_count_only_where_there_is_nothing_else() {
        assert_eq!(units("hangs on the second query"), ["hang|hangs@0", "second@3", "queri|query@4"]);
        assert_eq!(units("to be"), ["to@0", "be@1"]);
    }

    #[test]
    fn identifiers_stand_beside_their_parts() {
        assert_eq!(
            units("put_nowait NodeJS"),
            ["<put_nowait>", "put@0", "nowait@1", "<nodejs|nodej>", "node@2", "js@3"]
        );
    }

    #[test]
    fn phrases_keep_their_distances_and_stop_words() {
        assert_eq!(units("\"out of memory\""), ["<out+0 of+1 memori+2>"]);
        assert_eq!(units("cause:event-loop"), ["<event+0 loop+1|event-loop>"]);
        let plan = Plan::of(&Query::parse("cause:pool"), &Jargon::default());
        assert_eq!((plan.units[0].role, plan.units[0].scope), (UnitRole::Required, Scope::Within(Field::Cause)));
    }

    #[test]
    fn a_word_that_was_meant_may_be_an_identifiers_name_too() {
        let plan = Plan::of(&Query::parse("addhan"), &Jargon::default());
        let meant = plan.units[0].meaning(&["addhandler".to_owned()]);
        assert_eq!(meant.terms().collect::<Vec<_>>(), ["addhandl", "addhandler"]);
    }

    #[test]
    fn codes_of_errors_stand_with_and_without_their_prefix() {
        assert_eq!(units("80070005"), ["80070005|0x80070005@0"]);
        assert_eq!(units("0x80070005"), ["0x80070005|80070005@0"]);
        assert_eq!(units("20260131 0xdeadbeef"), ["20260131@0", "0xdeadbeef@1"]);
    }

    #[test]
    fn pairs_with_particles_count_less() {
        let plan = Plan::of(&Query::parse("障害が"), &Jargon::default());
        assert_eq!(plan.units.iter().map(|unit| unit.trust).collect::<Vec<_>>(), [1.0, HALF_KANA]);
    }

    #[test]
    fn verbs_with_particles_are_one_word_and_two() {
        assert_eq!(units("login timeout"), ["login|log+0 in+1@0", "timeout|time+0 out+1@1"]);
        assert_eq!(units("times out"), ["time|times@0", "out@1", "<timeout|timesout>"]);
        assert_eq!(units("logged in"), ["log|logged@0", "<login|loggedin>"]);
    }

    #[test]
    fn dates_narrow_from_both_sides() {
        let plan = Plan::of(&Query::parse("after:2025 after:2026-02 before:2027 before:2026-12"), &Jargon::default());
        assert_eq!((plan.from, plan.until), (Some(Day(20_260_201)), Some(Day(20_261_201))));
    }
}
