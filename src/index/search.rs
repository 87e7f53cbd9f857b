//! A search: plan, look up, rank, show.

use tantivy::TantivyError;

use super::Index;
use super::card::Card;
use super::fields::{Facet, Field};
use super::hit::{Correction, Hit, Results};
use super::plan::{Plan, Unit, UnitKind};
use super::postings::{Averages, Weights, damaged};
use super::query::Query;
use super::rank::{self, Candidate, Found, UnitRole};
use super::snippet::{self, Wanted};
use crate::diag::near;
use crate::text::{is_stop_word, stem};

/// How many of the best candidates are looked at more closely.
const CLOSER: usize = 60;

/// A search under way.
struct Search<'a> {
    index: &'a Index,
    plan: Plan,
    averages: Averages,
    results: Results,
}

/// The best `limit` answers to a query.
pub(super) fn search(index: &Index, query: &Query, limit: usize) -> Result<Results, TantivyError> {
    let averages = Averages::of(&index.segments, &index.columns)?;
    let results = Results { notes: query.notes.clone(), ..Results::default() };
    Search { index, plan: Plan::of(query), averages, results }.run(limit)
}

impl Search<'_> {
    fn run(mut self, limit: usize) -> Result<Results, TantivyError> {
        let asks_nothing = self.plan.units.is_empty() && self.plan.unwanted.is_empty() && !self.plan.narrows();
        if asks_nothing {
            return Ok(self.results);
        }
        self.correct()?;
        let allowed = self.allowed()?;
        let found = self.find(&self.plan.units)?;
        let mut candidates = if self.plan.units.is_empty() {
            self.newest(&allowed)
        } else {
            rank::candidates(&self.index.segments, &found, |segment, doc| allowed[segment][doc as usize])
        };
        self.results.total = candidates.len();
        if !self.plan.units.is_empty() {
            rank::sort(&mut candidates);
            candidates.truncate(CLOSER.max(limit));
            self.reward_neighbours(&found, &mut candidates)?;
            rank::sort(&mut candidates);
        }
        candidates.truncate(limit);
        let wanted = self.wanted(&found);
        for candidate in candidates {
            let hit = self.hit(candidate, &wanted)?;
            self.results.hits.push(hit);
        }
        Ok(self.results)
    }

    /// Puts the words that were probably meant in the place of words that no record has.
    fn correct(&mut self) -> Result<(), TantivyError> {
        let mut corrected = Vec::with_capacity(self.plan.units.len());
        for unit in std::mem::take(&mut self.plan.units) {
            let UnitKind::Word { typed, terms, place } = &unit.kind else {
                corrected.push(unit);
                continue;
            };
            let meant = if is_stop_word(typed) || self.knows(terms)? { None } else { self.index.meant(typed) };
            let Some(meant) = meant else {
                corrected.push(unit);
                continue;
            };
            let correction = Correction { typed: typed.clone(), meant: meant.join(" ") };
            if !self.results.did_you_mean.contains(&correction) {
                self.results.did_you_mean.push(correction);
            }
            // A short word that no record has is more often a word of its own than a mistyped one.
            let trust = if typed.len() < 6 { 0.4 } else { 0.9 };
            for word in meant {
                let kind = UnitKind::Word { terms: vec![stem(&word)], typed: word, place: *place };
                corrected.push(Unit { kind, trust, ..unit });
            }
        }
        self.plan.units = corrected;
        Ok(())
    }

    fn knows(&self, terms: &[String]) -> Result<bool, TantivyError> {
        for segment in &self.index.segments {
            for term in terms {
                if segment.knows(&self.index.columns, term)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Looks up units in all segments.
    fn find(&self, units: &[Unit]) -> Result<Vec<Found>, TantivyError> {
        units.iter().map(|unit| self.find_one(unit)).collect()
    }

    fn find_one(&self, unit: &Unit) -> Result<Found, TantivyError> {
        let mut all = Vec::with_capacity(self.index.segments.len());
        for segment in &self.index.segments {
            let mut weights = Weights::new(segment);
            let columns = &self.index.columns;
            match &unit.kind {
                UnitKind::Word { terms, .. } | UnitKind::Identifier(terms) => {
                    segment.weigh_terms(columns, terms, unit.scope, &self.averages, &mut weights)?;
                }
                UnitKind::Phrase { terms, whole } => {
                    segment.weigh_phrase(columns, terms, unit.scope, &self.averages, &mut weights)?;
                    if !whole.is_empty() {
                        segment.weigh_terms(columns, whole, unit.scope, &self.averages, &mut weights)?;
                    }
                }
            }
            all.push(weights);
        }
        let role = match unit.kind {
            _ if unit.required => UnitRole::Required,
            UnitKind::Identifier(_) => UnitRole::Extra,
            UnitKind::Word { .. } | UnitKind::Phrase { .. } => UnitRole::Optional,
        };
        Ok(Found { weights: all, role, trust: unit.trust })
    }

    /// Which documents the facets, dates and exclusions leave, by segment.
    fn allowed(&mut self) -> Result<Vec<Vec<bool>>, TantivyError> {
        let unwanted = self.find(&self.plan.unwanted)?;
        let mut all = Vec::with_capacity(self.index.segments.len());
        for (number, segment) in self.index.segments.iter().enumerate() {
            let mut allowed = vec![true; segment.len() as usize];
            for values in self.plan.facets.values() {
                let mut having = vec![false; allowed.len()];
                for value in values {
                    for doc in segment.faceted(&self.index.columns, &value.term)? {
                        having[doc as usize] = true;
                    }
                }
                allowed.iter_mut().zip(having).for_each(|(allowed, having)| *allowed &= having);
            }
            for term in &self.plan.unwanted_facets {
                for doc in segment.faceted(&self.index.columns, term)? {
                    allowed[doc as usize] = false;
                }
            }
            for doc in unwanted.iter().flat_map(|unit| &unit.weights[number].touched) {
                allowed[*doc as usize] = false;
            }
            if self.plan.from.is_some() || self.plan.until.is_some() {
                for (doc, allowed) in allowed.iter_mut().enumerate() {
                    *allowed &= segment.day(doc as u32).is_some_and(|day| self.plan.spans(day));
                }
            }
            all.push(allowed);
        }
        self.note_unknown_values()?;
        Ok(all)
    }

    /// Says which values of facets no incident has, and which are near, or have what was typed in them.
    fn note_unknown_values(&mut self) -> Result<(), TantivyError> {
        for (facet, values) in &self.plan.facets {
            let known = self.index.facet_values(*facet)?;
            for value in values {
                let slug = value.term.split_once(':').map_or("", |(_, slug)| slug);
                if known.iter().any(|known| known == slug) {
                    continue;
                }
                let near = near(slug, known.iter().map(String::as_str));
                let hint = match near.map_or_else(|| longer(slug, &known), |near| vec![near]).as_slice() {
                    [] => String::new(),
                    [one] => format!(", but `{one}` is there"),
                    several => format!(", but `{}` are there", several.join("`, `")),
                };
                self.results.notes.push(format!("no incident has the {} `{}`{hint}", facet.name(), value.typed));
            }
        }
        Ok(())
    }

    /// All documents that are allowed, newest first, those without a date last.
    fn newest(&self, allowed: &[Vec<bool>]) -> Vec<Candidate> {
        let mut dated = Vec::new();
        for (number, (segment, allowed)) in self.index.segments.iter().zip(allowed).enumerate() {
            for doc in (0..segment.len()).filter(|&doc| allowed[doc as usize]) {
                let ordinal = segment.ordinal(doc);
                let candidate = Candidate { segment: number, doc, score: 1.0, coverage: 1.0, ordinal };
                dated.push((std::cmp::Reverse(segment.day(doc)), ordinal, candidate));
            }
        }
        dated.sort_unstable_by_key(|(day, ordinal, _)| (*day, *ordinal));
        dated.into_iter().map(|(.., candidate)| candidate).collect()
    }

    /// Adds to the scores what it is worth that words of the query stand together.
    fn reward_neighbours(&self, found: &[Found], candidates: &mut [Candidate]) -> Result<(), TantivyError> {
        let documents = self.index.documents();
        let words: Vec<(&String, u32, f32)> = self
            .plan
            .units
            .iter()
            .zip(found)
            .filter_map(|(unit, found)| match &unit.kind {
                UnitKind::Word { terms, place, .. } => Some((&terms[0], *place, found.information(documents))),
                _ => None,
            })
            .collect();
        for (number, segment) in self.index.segments.iter().enumerate() {
            let mut here: Vec<&mut Candidate> = candidates.iter_mut().filter(|c| c.segment == number).collect();
            here.sort_unstable_by_key(|candidate| candidate.doc);
            let docs: Vec<u32> = here.iter().map(|candidate| candidate.doc).collect();
            let mut bonus = vec![0.0; docs.len() * words.len()];
            for field in Field::ALL.into_iter().filter(|field| *field != Field::Facts) {
                let mut before: Option<(Vec<Vec<u32>>, u32, f32)> = None;
                for (pair, (term, place, information)) in words.iter().enumerate() {
                    let places = segment.places(&self.index.columns, term, field, &docs)?;
                    if let Some((first, first_place, first_information)) = &before {
                        let (apart, worth) = (place.saturating_sub(*first_place), information.min(*first_information));
                        for (doc, (first, second)) in first.iter().zip(&places).enumerate() {
                            let best: &mut f32 = &mut bonus[doc * words.len() + pair];
                            *best = best.max(rank::neighbourhood(first, second, apart, worth));
                        }
                    }
                    before = Some((places, *place, *information));
                }
            }
            for (candidate, bonus) in here.iter_mut().zip(bonus.chunks(words.len().max(1))) {
                candidate.score += bonus.iter().sum::<f32>() * candidate.coverage;
            }
        }
        Ok(())
    }

    fn wanted(&self, found: &[Found]) -> Wanted {
        let mut wanted = Wanted::default();
        for (number, (unit, found)) in self.plan.units.iter().zip(found).enumerate() {
            wanted.add(number, unit.terms(), found.information(self.index.documents()), unit.scope);
        }
        wanted
    }

    fn hit(&self, candidate: Candidate, wanted: &Wanted) -> Result<Hit, TantivyError> {
        let bytes = self.index.segments[candidate.segment].card(&self.index.columns, candidate.doc)?;
        let card = Card::from_bytes(&bytes).ok_or_else(|| damaged("a card cannot be read"))?;
        let patterns = self.plan.facets.get(&Facet::Pattern).map_or(&[][..], Vec::as_slice);
        let patterns: Vec<String> =
            patterns.iter().filter_map(|value| Some(value.term.split_once(':')?.1.to_owned())).collect();
        let snippet = snippet::best(&card, wanted, &patterns);
        let title_matches = wanted.ranges(card.title);
        Ok(Hit::of(&card, candidate.score, snippet, title_matches))
    }
}

/// The values that have what was typed in them, those that start with it first; a few of them.
fn longer<'a>(slug: &str, known: &'a [String]) -> Vec<&'a str> {
    const MOST: usize = 3;
    let mut found: Vec<&str> = known.iter().map(String::as_str).filter(|value| value.contains(slug)).collect();
    found.sort_by_key(|value| !value.starts_with(slug));
    // One letter is in almost everything.
    found.truncate(if slug.chars().nth(1).is_some() { MOST } else { 0 });
    found
}
