//! A search: plan, look up, rank, show.

mod correct;

use tantivy::TantivyError;

use super::Index;
use super::card::Card;
use super::hit::{Hit, Results};
use super::kin::Kin;
use super::near::Near;
use super::postings::{Segment, Shares, damaged, mean_length};
use super::rank::{self, Candidate, Found};
use super::snippet;
use super::wanted::Wanted;
use crate::diag::near;
use crate::model::Nearness;
use crate::ranking::{
    CONSTANTS, Facet, Field, Form, Jargon, KinList, KinRow, MeanLength, Plan, Query, Scope, Side, Unit, UnitRole,
    closeness, has_neighbours, kin_rows, kin_worth, score,
};

/// A word of the query whose neighbours are looked at.
struct Word<'a> {
    term: &'a str,
    place: u32,
    information: f64,
    /// Whether it says enough for its neighbours to count.
    telling: bool,
}

/// A search under way.
struct Search<'a> {
    index: &'a Index,
    plan: Plan,
    mean: MeanLength,
    kin: Kin<'a>,
    near: Option<Near<'a>>,
    results: Results,
}

/// The best `limit` answers to a query.
pub(super) fn search(
    index: &Index,
    query: &Query,
    jargon: &Jargon,
    nearness: &[Nearness],
    limit: usize,
) -> Result<Results, TantivyError> {
    let mean = mean_length(&index.segments);
    let results = Results { notes: query.notes.clone(), ..Results::default() };
    let kin = Kin::open(&index.kin)?;
    let near = Near::of(nearness);
    Search { index, plan: Plan::of(query, jargon), mean, kin, near, results }.run(limit)
}

impl Search<'_> {
    fn run(mut self, limit: usize) -> Result<Results, TantivyError> {
        let asks_nothing = self.plan.units.is_empty() && self.plan.unwanted.is_empty() && !self.plan.narrows();
        if asks_nothing {
            return Ok(self.results);
        }
        self.correct()?;
        let allowed = self.allowed()?;
        let mut found = self.find(&self.plan.units)?;
        let rows = kin_rows(&self.plan.units, |key| self.kin.list(key));
        self.add_kin(&rows, &mut found);
        let lacking =
            self.plan.units.iter().zip(&found).filter(|(unit, found)| unit.word().is_some() && found.is_lacking());
        self.results.unknown = lacking.map(|(unit, _)| unit.typed.clone()).collect();
        let mut candidates = if self.plan.units.is_empty() {
            self.newest(&allowed)
        } else {
            rank::candidates(&CONSTANTS, &self.index.segments, &found, |segment, doc| allowed[segment][doc as usize])
        };
        self.results.total = candidates.len();
        if !self.plan.units.is_empty() {
            rank::sort(&mut candidates);
            let matched = if self.near.is_some() { candidates.clone() } else { Vec::new() };
            candidates.truncate(CONSTANTS.closer.max(limit));
            self.reward_neighbours(&found, &mut candidates)?;
            self.mix(&mut candidates, &matched, &found, &allowed);
            rank::sort(&mut candidates);
        }
        candidates.truncate(limit);
        let wanted = self.wanted(&found, &rows);
        for candidate in candidates {
            let hit = self.hit(candidate, &wanted)?;
            self.results.hits.push(hit);
        }
        Ok(self.results)
    }

    /// Looks up units in all segments.
    fn find(&self, units: &[Unit]) -> Result<Vec<Found>, TantivyError> {
        units.iter().map(|unit| self.find_one(unit)).collect()
    }

    fn find_one(&self, unit: &Unit) -> Result<Found, TantivyError> {
        let mut all = Vec::with_capacity(self.index.segments.len());
        for segment in &self.index.segments {
            let mut shares = vec![0.0_f64; segment.len() as usize];
            for form in &unit.forms {
                for (doc, share) in self.find_form(segment, form, unit.scope)? {
                    let share = form.trust * (f64::from(share) / CONSTANTS.steps);
                    let best = &mut shares[doc as usize];
                    *best = best.max(share);
                }
            }
            all.push(shares);
        }
        Ok(Found::new(all, unit.role, unit.trust))
    }

    /// The documents that have all terms of a form, as they must stand, each with the share of the term that it has
    /// least of.
    fn find_form(&self, segment: &Segment, form: &Form, scope: Scope) -> Result<Shares, TantivyError> {
        let columns = &self.index.columns;
        let mut least: Option<Shares> = None;
        for (term, _) in &form.terms {
            let shares = segment.shares(columns, term, &CONSTANTS, self.mean)?;
            least = Some(match least {
                None => shares,
                Some(least) => lesser(&least, &shares),
            });
        }
        let mut found = least.unwrap_or_default();
        if form.side == Side::BySide {
            let docs = segment.side_by_side(columns, &form.terms, scope)?;
            found.retain(|(doc, _)| docs.binary_search(doc).is_ok());
        } else if scope != Scope::Everywhere {
            for (term, _) in &form.terms {
                let docs = segment.holders(columns, term, scope)?;
                found.retain(|(doc, _)| docs.binary_search(doc).is_ok());
            }
        }
        Ok(found)
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
            for unit in &unwanted {
                let having = unit.shares[number].iter().map(|share| *share > 0.0);
                allowed.iter_mut().zip(having).for_each(|(allowed, having)| *allowed &= !having);
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
                let near = near.map_or_else(|| longer(slug, &known), |near| vec![near]);
                // Of a few values the reader chooses one.
                let all = || known.iter().map(String::as_str).filter(|_| known.len() <= FEW).collect();
                let hint = match if near.is_empty() { all() } else { near }.as_slice() {
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
                let candidate = Candidate { segment: number, doc, score: 1.0, matched: 0.0, coverage: 1.0, ordinal };
                dated.push((std::cmp::Reverse(segment.day(doc)), ordinal, candidate));
            }
        }
        dated.sort_unstable_by_key(|(day, ordinal, _)| (*day, *ordinal));
        dated.into_iter().map(|(.., candidate)| candidate).collect()
    }

    /// Adds to the scores what it is worth that words of the query stand together.
    fn reward_neighbours(&self, found: &[Found], candidates: &mut [Candidate]) -> Result<(), TantivyError> {
        let units = self.plan.units.iter().zip(found);
        let all = self.index.documents() as usize;
        let words: Vec<Word<'_>> = units
            .filter_map(|(unit, found)| {
                let (term, place) = unit.neighbour()?;
                let telling = has_neighbours(&CONSTANTS, found.having, all);
                Some(Word { term, place, information: found.information, telling })
            })
            .collect();
        let total = rank::total(found);
        for (number, segment) in self.index.segments.iter().enumerate() {
            let mut here: Vec<&mut Candidate> = candidates.iter_mut().filter(|c| c.segment == number).collect();
            here.sort_unstable_by_key(|candidate| candidate.doc);
            let docs: Vec<u32> = here.iter().map(|candidate| candidate.doc).collect();
            let closest = self.closest(segment, &words, &docs)?;
            for (at, candidate) in here.into_iter().enumerate() {
                let pairs = words.windows(2).zip(closest.iter().map(|by_doc| by_doc[at]));
                let near = pairs.fold(0.0, |sum, (pair, close)| {
                    sum + CONSTANTS.neighbours * pair[0].information.min(pair[1].information) * close
                });
                let Candidate { matched, coverage, .. } = *candidate;
                candidate.score = score(&CONSTANTS, matched, near, coverage, total, segment.prior(candidate.doc));
            }
        }
        Ok(())
    }

    /// For each two words that follow each other in the query, how close they stand in each of some documents.
    fn closest(&self, segment: &Segment, words: &[Word<'_>], docs: &[u32]) -> Result<Vec<Vec<f64>>, TantivyError> {
        let mut closest = vec![vec![0.0_f64; docs.len()]; words.len().saturating_sub(1)];
        for field in Field::ALL.into_iter().filter(|field| *field != Field::Facts) {
            let mut before: Option<(Vec<Vec<u32>>, u32)> = None;
            for (at, word) in words.iter().enumerate() {
                if !word.telling {
                    before = None;
                    continue;
                }
                let places = segment.places(&self.index.columns, word.term, field, docs)?;
                if let Some((first, first_place)) = before {
                    let apart = word.place.saturating_sub(first_place);
                    for (doc, (first, second)) in first.iter().zip(&places).enumerate() {
                        let best = &mut closest[at - 1][doc];
                        *best = best.max(closeness(&CONSTANTS, first, second, apart));
                    }
                }
                before = Some((places, word.place));
            }
        }
        Ok(closest)
    }

    /// Brings in what is near by meaning; what must be there must be there all the same.
    fn mix(&mut self, candidates: &mut Vec<Candidate>, matched: &[Candidate], found: &[Found], allowed: &[Vec<bool>]) {
        let Some(near) = &self.near else { return };
        let has_all = |segment: usize, doc: usize| {
            found.iter().all(|unit| unit.role != UnitRole::Required || unit.shares[segment][doc] > 0.0)
        };
        let before = candidates.len();
        near.mix(candidates, matched, &self.index.segments, |segment, doc| {
            allowed[segment][doc as usize] && has_all(segment, doc as usize)
        });
        let by_words = candidates.iter().skip(before).filter(|candidate| candidate.matched > 0.0).count();
        self.results.total += candidates.len() - before - by_words;
    }

    /// Adds what relatives of the query's words are worth.
    fn add_kin(&self, rows: &[KinRow<KinList>], found: &mut [Found]) {
        if rows.is_empty() {
            return;
        }
        let segments = &self.index.segments;
        let mut places = vec![(0, 0); self.index.documents() as usize];
        for (number, segment) in segments.iter().enumerate() {
            for doc in 0..segment.len() {
                if let Some(place) = places.get_mut(segment.ordinal(doc) as usize) {
                    *place = (number, doc as usize);
                }
            }
        }
        for row in rows {
            for at in &row.units {
                let none = || segments.iter().map(|segment| vec![0.0; segment.len() as usize]).collect();
                let kin: &mut Vec<Vec<f64>> = found[*at].kin.get_or_insert_with(none);
                for (incident, worth) in &row.found.worths {
                    let Some((segment, doc)) = places.get(*incident as usize) else { continue };
                    let best = &mut kin[*segment][*doc];
                    *best = best.max(kin_worth(&CONSTANTS, row.units.len(), *worth));
                }
            }
        }
    }

    fn wanted(&self, found: &[Found], rows: &[KinRow<KinList>]) -> Wanted {
        let mut wanted = Wanted::default();
        for (number, (unit, found)) in self.plan.units.iter().zip(found).enumerate() {
            wanted.add_forms(number, &unit.forms, found.information, unit.scope);
        }
        for row in rows {
            let terms = || row.found.terms.iter().map(String::as_str);
            for at in row.units.iter().take(1) {
                wanted.add(*at, terms(), CONSTANTS.kin_coverage * found[*at].information, Scope::Everywhere);
            }
        }
        wanted
    }

    fn hit(&self, candidate: Candidate, wanted: &Wanted) -> Result<Hit, TantivyError> {
        let bytes = self.index.segments[candidate.segment].card(&self.index.columns, candidate.doc)?;
        let card = Card::from_bytes(&bytes).ok_or_else(|| damaged("a card cannot be read"))?;
        let patterns = self.plan.facets.get(&Facet::Pattern).map_or(&[][..], Vec::as_slice);
        let patterns: Vec<String> =
            patterns.iter().filter_map(|value| Some(value.term.split_once(':')?.1.to_owned())).collect();
        let mut snippet = snippet::best(&card, wanted, &patterns);
        let near = self.near.as_ref().and_then(|near| near.section(candidate.ordinal));
        if candidate.coverage == 0.0
            && let Some(nearest) = near.and_then(|section| snippet::of_section(&card, section))
        {
            snippet = nearest;
        }
        let title_matches = wanted.ranges(card.title);
        Ok(Hit { near: near.is_some(), ..Hit::of(&card, candidate.score, snippet, title_matches) })
    }
}

/// The documents in both lists, each with the lesser share.
fn lesser(a: &[(u32, u8)], b: &[(u32, u8)]) -> Shares {
    let both = a.iter().filter_map(|(doc, share)| {
        let at = b.binary_search_by_key(doc, |(other, _)| *other).ok()?;
        Some((*doc, (*share).min(b[at].1)))
    });
    both.collect()
}

/// So many values of a facet are all named where none is near.
const FEW: usize = 5;

/// The values that have what was typed in them, those that start with it first; a few of them.
fn longer<'a>(slug: &str, known: &'a [String]) -> Vec<&'a str> {
    const MOST: usize = 3;
    let mut found: Vec<&str> = known.iter().map(String::as_str).filter(|value| value.contains(slug)).collect();
    found.sort_by_key(|value| !value.starts_with(slug));
    // One letter is in almost everything.
    found.truncate(if slug.chars().nth(1).is_some() { MOST } else { 0 });
    found
}
