//! From a query to what has to be looked up.

use std::collections::BTreeMap;

use super::fields::{Facet, FieldName};
use super::postings::Scope;
use super::query::{Ask, Clause, Day, Query, Sign};
use super::write::facet_term;
use crate::text::{self, TermKind, folded, is_stop_word};

/// What has to be looked up for a query.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// What adds to the score.
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
#[derive(Debug)]
pub(super) struct FacetValue {
    pub typed: String,
    pub term: String,
}

/// One thing that is looked for in the text.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    /// What kind of thing it is.
    pub kind: UnitKind,
    /// Where it is looked for.
    pub scope: Scope,
    /// Whether an incident without it is no hit.
    pub required: bool,
    /// What it counts: 1, or less where it is a guess at what was meant.
    pub trust: f32,
}

#[derive(Clone, Debug)]
pub(super) enum UnitKind {
    /// Any of these terms; they are forms of one word.
    Word {
        /// The word as typed, in lower case.
        typed: String,
        /// Its stem, and the whole word where it may be an identifier's name.
        terms: Vec<String>,
        /// Its place among the words of the query.
        place: u32,
    },
    /// A whole identifier; it adds to what its parts give.
    Identifier(Vec<String>),
    /// Terms at these distances from the first, or one identifier that is all of them.
    Phrase {
        /// The terms with their distances.
        terms: Vec<(String, u32)>,
        /// The identifier, where the phrase is one; empty otherwise.
        whole: Vec<String>,
    },
}

impl Unit {
    fn everywhere(kind: UnitKind) -> Self {
        Self { kind, scope: Scope::Everywhere, required: false, trust: 1.0 }
    }

    /// The terms whose places show why an incident matched.
    pub(super) fn terms(&self) -> impl Iterator<Item = &str> {
        let (forms, phrase): (&[String], &[(String, u32)]) = match &self.kind {
            UnitKind::Word { terms, .. } | UnitKind::Identifier(terms) => (terms, &[]),
            UnitKind::Phrase { terms, whole } => (whole, terms),
        };
        forms.iter().map(String::as_str).chain(phrase.iter().map(|(term, _)| term.as_str()))
    }

    fn is_stop_word(&self) -> bool {
        matches!(&self.kind, UnitKind::Word { typed, .. } if is_stop_word(typed))
    }
}

impl Plan {
    pub(super) fn of(query: &Query) -> Self {
        let mut plan = Self::default();
        let mut place = 0;
        for clause in &query.clauses {
            plan.add(clause, &mut place);
        }
        if plan.units.iter().any(|unit| !unit.is_stop_word()) {
            plan.units.retain(|unit| unit.required || !unit.is_stop_word());
        }
        plan
    }

    /// Whether facets or dates leave some incidents out.
    pub(super) fn narrows(&self) -> bool {
        !self.facets.is_empty() || !self.unwanted_facets.is_empty() || self.from.is_some() || self.until.is_some()
    }

    /// Whether a day lies within the dates asked for.
    pub(super) fn spans(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }

    fn add(&mut self, clause: &Clause, place: &mut u32) {
        match (&clause.ask, clause.sign) {
            (Ask::Word { field: None, text }, Sign::Wanted) => self.units.extend(loose_units(text, place)),
            (Ask::Word { field, text } | Ask::Phrase { field, text }, sign) => {
                let units = bound_units(*field, text, place);
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
    let start = *place;
    text::each_term(text, |term| {
        let typed = folded(text.get(term.range.clone()).unwrap_or_default());
        let at = start + term.position;
        *place = at + 1;
        units.push(Unit::everywhere(match term.kind {
            TermKind::Identifier => UnitKind::Identifier(forms(term.text, &typed)),
            TermKind::Word | TermKind::Pair => UnitKind::Word { terms: forms(term.text, &typed), typed, place: at },
        }));
    });
    units
}

/// A term, and the other form under which the same word may be in the index: `nodejs` is there with its last letter
/// cut where it stood so, and whole where `NodeJS` stood.
fn forms(term: &str, typed: &str) -> Vec<String> {
    let mut forms = vec![term.to_owned()];
    let other = if term == typed { text::stem(typed) } else { typed.to_owned() };
    if other != term && other.bytes().all(|byte| byte.is_ascii_lowercase()) {
        forms.push(other);
    }
    forms
}

/// The unit of a phrase, or of a word in a field: it must be there, its parts side by side.
fn bound_units(field: Option<FieldName>, text: &str, place: &mut u32) -> Option<Unit> {
    let is_whole = |term: &text::Term| term.kind == TermKind::Identifier;
    let (wholes, terms): (Vec<_>, Vec<_>) = text::terms(text).into_iter().partition(is_whole);
    let scope = field.map_or(Scope::Everywhere, |field| Scope::Within(field.field()));
    let kind = match terms.as_slice() {
        [] => return None,
        [term] => {
            let typed = folded(text.get(term.range.clone()).unwrap_or_default());
            UnitKind::Word { terms: forms(&term.text, &typed), typed, place: *place }
        }
        [first, .., last] => {
            let is_all = |term: &text::Term| term.range.start <= first.range.start && last.range.end <= term.range.end;
            let whole = wholes.into_iter().filter(is_all).map(|term| term.text).collect();
            UnitKind::Phrase { terms: terms.iter().map(|term| (term.text.clone(), term.position)).collect(), whole }
        }
    };
    *place += terms.len() as u32;
    Some(Unit { kind, scope, required: true, trust: 1.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(text: &str) -> Vec<String> {
        let name = |unit: &Unit| match &unit.kind {
            UnitKind::Word { terms, place, .. } => format!("{}@{place}", terms.join("|")),
            UnitKind::Identifier(terms) => format!("<{}>", terms.join("|")),
            UnitKind::Phrase { terms, .. } => format!("{terms:?}"),
        };
        Plan::of(&Query::parse(text)).units.iter().map(name).collect()
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
        assert_eq!(units("\"out of memory\""), [r#"[("out", 0), ("of", 1), ("memori", 2)]"#]);
        assert_eq!(units("cause:event-loop"), [r#"[("event", 0), ("loop", 1)]"#]);
        assert!(Plan::of(&Query::parse("cause:pool")).units[0].required);
    }

    #[test]
    fn dates_narrow_from_both_sides() {
        let plan = Plan::of(&Query::parse("after:2025 after:2026-02 before:2027 before:2026-12"));
        assert_eq!((plan.from, plan.until), (Some(Day(20_260_201)), Some(Day(20_261_201))));
    }
}
