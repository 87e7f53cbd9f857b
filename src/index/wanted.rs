//! What a query looks for in a text, and where it is there: what is marked, and what tells which line to show.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::snippet::merged;
use crate::ranking::{self, Field, Form, Scope, Side};

/// The terms that a query looks for.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    terms: BTreeMap<String, Vec<Look>>,
    /// Terms that count only side by side, each with its distance from the first.
    rows: Vec<Vec<(String, u32)>>,
}

/// A use of a term.
#[derive(Debug)]
struct Look {
    /// The number of the unit it belongs to, and what that is worth.
    unit: usize,
    worth: f64,
    /// Where it may stand.
    scope: Scope,
    /// The row that it must stand in, and its distance from the first of it.
    row: Option<(usize, u32)>,
}

/// Where a term stands that is looked for.
pub(super) struct Match {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// Each unit that looks for it, with what that is worth.
    pub units: Vec<(usize, f64)>,
}

impl Wanted {
    /// Adds the forms of a unit.
    pub(super) fn add_forms(&mut self, unit: usize, forms: &[Form], worth: f64, scope: Scope) {
        for form in forms {
            let beside = form.side == Side::BySide && form.terms.len() > 1;
            let row = beside.then_some(self.rows.len());
            for (term, apart) in &form.terms {
                let look = Look { unit, worth, scope, row: row.map(|row| (row, *apart)) };
                self.terms.entry(term.clone()).or_default().push(look);
            }
            if beside {
                self.rows.push(form.terms.clone());
            }
        }
    }

    /// Adds terms that count wherever they stand.
    pub(super) fn add<'a>(&mut self, unit: usize, terms: impl Iterator<Item = &'a str>, worth: f64, scope: Scope) {
        for term in terms {
            self.terms.entry(term.to_owned()).or_default().push(Look { unit, worth, scope, row: None });
        }
    }

    /// The matches in a text, in order; each with its units.
    pub(super) fn matches(&self, text: &str, field: Option<Field>) -> Vec<Match> {
        let mut found: Vec<(Match, Vec<(u32, &Look)>)> = Vec::new();
        if self.terms.is_empty() {
            return Vec::new();
        }
        // Where the terms of rows stand; few queries have any.
        let mut places: BTreeSet<(&str, u32)> = BTreeSet::new();
        ranking::each_term(text, |term| {
            let Some((own, looks)) = self.terms.get_key_value(term.text) else { return };
            let fits = |look: &&Look| field.is_none_or(|field| look.scope.has(field));
            let (mut units, mut in_rows) = (Vec::new(), Vec::new());
            for look in looks.iter().filter(fits) {
                if look.row.is_some() {
                    in_rows.push((term.position, look));
                } else {
                    units.push((look.unit, look.worth));
                }
            }
            if !in_rows.is_empty() {
                places.insert((own, term.position));
            }
            if !units.is_empty() || !in_rows.is_empty() {
                found.push((Match { range: term.range, units }, in_rows));
            }
        });
        let in_row = |(position, look): &(u32, &Look)| {
            let (row, apart) = look.row?;
            let start = position.checked_sub(apart)?;
            let whole = self.rows[row].iter().all(|(term, apart)| places.contains(&(term.as_str(), start + apart)));
            whole.then_some((look.unit, look.worth))
        };
        let matches = found.into_iter().map(|(mut found, looks)| {
            found.units.extend(looks.iter().filter_map(in_row));
            found
        });
        matches.filter(|found| !found.units.is_empty()).collect()
    }

    /// The matches in a line of text, as ranges that do not overlap.
    pub(super) fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        merged(self.matches(text, None).into_iter().map(|found| found.range))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked<'a>(wanted: &Wanted, text: &'a str) -> Vec<&'a str> {
        wanted.ranges(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn terms_of_a_row_are_marked_side_by_side_only() {
        let row = Form { terms: vec![("roll".to_owned(), 0), ("back".to_owned(), 1)], side: Side::BySide, trust: 0.9 };
        let mut wanted = Wanted::default();
        wanted.add_forms(0, &[Form::term("rollback"), row], 1.0, Scope::Everywhere);
        assert_eq!(marked(&wanted, "back then we rolled it back"), [""; 0]);
        assert_eq!(marked(&wanted, "we rolled back, and the rollback held"), ["rolled", "back", "rollback"]);
    }
}
