//! What stands in the place of words and identifiers that no record has.

use std::collections::BTreeSet;

use tantivy::TantivyError;

use super::Search;
use crate::index::hit::Correction;
use crate::ranking::{Meaning, Unit, begun, kin_rows};

/// A word that no record has stands for so many others at most.
const MOST_BEGUN: usize = 3;

impl Search<'_> {
    /// Puts the words that were probably meant in the place of words that no record has, and their parts in the place of
    /// identifiers.
    pub(super) fn correct(&mut self) -> Result<(), TantivyError> {
        let mut corrected = Vec::with_capacity(self.plan.units.len());
        // A word that has relatives is spelt right, whether a record has it or not.
        let rows = kin_rows(&self.plan.units, |key| self.kin.list(key));
        let related: BTreeSet<usize> = rows.into_iter().flat_map(|row| row.units).collect();
        for (at, unit) in std::mem::take(&mut self.plan.units).into_iter().enumerate() {
            if related.contains(&at) || self.knows(&unit)? {
                corrected.push(unit);
            } else if !unit.in_parts.is_empty() {
                corrected.push(unit.in_parts());
            } else {
                corrected.extend(self.meant(unit)?);
            }
        }
        self.plan.units = corrected;
        Ok(())
    }

    /// The units that stand for one that no record has; the unit itself where nothing is near it.
    fn meant(&mut self, unit: Unit) -> Result<Vec<Unit>, TantivyError> {
        let Some(typed) = unit.word() else { return Ok(vec![unit]) };
        let meaning = match self.index.meant(typed) {
            None => Some(self.begun(&unit)?).filter(|words| !words.is_empty()).map(Meaning::Any),
            meaning => meaning,
        };
        let (meant, units) = match meaning {
            Some(Meaning::Any(words)) => (words.first().cloned().unwrap_or_default(), vec![unit.meaning(&words)]),
            Some(Meaning::All(words)) => (words.join(" "), words.chunks(1).map(|word| unit.meaning(word)).collect()),
            None => match self.index.beginning(typed) {
                Some(word) => (word.clone(), vec![unit.beginning(&word)]),
                None => return Ok(vec![unit]),
            },
        };
        let correction = Correction { typed: typed.to_owned(), meant };
        if !self.results.did_you_mean.contains(&correction) {
            self.results.did_you_mean.push(correction);
        }
        Ok(units)
    }

    /// The words of verb and particle that were begun, of those that a record has.
    fn begun(&self, unit: &Unit) -> Result<Vec<String>, TantivyError> {
        let mut known = Vec::new();
        for word in unit.word().map(begun).unwrap_or_default() {
            if self.find_one(&unit.meaning(std::slice::from_ref(&word)))?.having > 0 {
                known.push(word);
            }
        }
        known.truncate(MOST_BEGUN);
        Ok(known)
    }

    fn knows(&self, unit: &Unit) -> Result<bool, TantivyError> {
        for segment in &self.index.segments {
            for term in unit.terms() {
                if segment.knows(&self.index.columns, term)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}
