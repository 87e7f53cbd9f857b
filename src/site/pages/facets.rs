//! What the lists of incidents and of promises can be narrowed by: for each value a page of its own, with how many it has.
//!
//! The links work without a script; with one, their values combine. What a value is called in the address is what the
//! search in the browser calls it.

use serde::Serialize;

use super::groups::{self, Kind};
use super::timeline;
use crate::knowledge::LinkState;
use crate::ranking::facet_key;
use crate::site::address;
use crate::site::atlas::{Atlas, Group};

/// How many values of a facet are shown; the rest stands in the list of all.
pub const SHOWN: usize = 8;

/// A facet with its values.
#[derive(Serialize)]
pub struct FacetView {
    /// `severity`
    name: &'static str,
    values: Vec<ValueView>,
    /// How many more values there are.
    more: usize,
    /// Where all of them are listed.
    all: String,
    /// Whether the counts are those of the list that is shown, which only a script can narrow by two values.
    within: bool,
}

/// A value of a facet.
#[derive(Serialize)]
pub struct ValueView {
    /// What it is called on the page.
    pub name: String,
    /// The value in the address.
    pub value: String,
    /// The page of this value alone.
    pub href: String,
    /// How many have it.
    pub count: usize,
    /// Whether that page is the one that is shown.
    pub here: bool,
}

impl FacetView {
    /// A facet with the first of its values; `all` is where all of them are listed.
    pub fn new(name: &'static str, values: Vec<ValueView>, all: impl Into<String>) -> Self {
        let count = values.len();
        Self::first(name, values.into_iter().take(SHOWN).collect(), count, all)
    }

    /// The same where only the first values are made, of so many.
    pub fn first(name: &'static str, values: Vec<ValueView>, of: usize, all: impl Into<String>) -> Self {
        Self { name, more: of - values.len(), values, all: all.into(), within: false }
    }

    /// The same with counts of the list that is shown.
    #[must_use]
    pub fn within(self) -> Self {
        Self { within: true, ..self }
    }

    /// How many have each of its values.
    pub fn counts(&self) -> impl ExactSizeIterator<Item = usize> {
        self.values.iter().map(|value| value.count)
    }

    /// Whether it is called so.
    pub fn is(&self, name: &str) -> bool {
        self.name == name
    }

    /// Its name, for tests.
    #[cfg(test)]
    pub fn name(&self) -> &str {
        self.name
    }

    /// Its values with how many have each, for tests.
    #[cfg(test)]
    pub fn named(&self) -> impl Iterator<Item = (&str, usize)> {
        self.values.iter().map(|value| (value.name.as_str(), value.count))
    }
}

/// The facets, as they stand beside the list; those with fewer than two values tell nothing apart.
pub fn all(atlas: &Atlas<'_>) -> Vec<FacetView> {
    let of = |kind: Kind, facet: &'static str, all| {
        let value = |group: &Group| ValueView {
            name: group.name.clone(),
            value: facet_key(&group.key),
            href: address::encode(&address::page(&groups::group_folder(kind, group), 1)),
            count: group.incidents.len(),
            here: false,
        };
        FacetView::new(facet, kind.groups(atlas).iter().map(value).collect(), all)
    };
    let facets = [
        of(Kind::Severities, "severity", "severities/index.html"),
        of(Kind::Statuses, "status", "statuses/index.html"),
        of(Kind::Services, "service", "services/index.html"),
        FacetView::new("pattern", patterns(atlas), "patterns/index.html"),
        FacetView::new("year", years(atlas), "timeline/index.html"),
        of(Kind::Levels, "level", "levels/index.html"),
    ];
    facets.into_iter().filter(|facet| facet.values.len() > 1).collect()
}

/// The patterns seen or suggested, as their pages list them, most often first.
fn patterns(atlas: &Atlas<'_>) -> Vec<ValueView> {
    let kb = atlas.kb;
    let seen = |at: &usize| kb.links_of_pattern(*at).filter(|link| link.state != LinkState::Rejected).count();
    let mut found: Vec<(usize, usize)> = (0..kb.patterns.len()).map(|at| (seen(&at), at)).collect();
    found.retain(|(count, _)| *count > 0);
    found.sort_by_key(|&(count, at)| (std::cmp::Reverse(count), &kb.patterns[at].id));
    let value = |(count, at): (usize, usize)| {
        let pattern = &kb.patterns[at];
        ValueView {
            name: pattern.name.value.clone(),
            value: facet_key(pattern.id.as_str()),
            href: address::encode(&address::pattern(&pattern.id)),
            count,
            here: false,
        }
    };
    found.into_iter().map(value).collect()
}

/// The years, newest first.
fn years(atlas: &Atlas<'_>) -> Vec<ValueView> {
    let value = |(year, incidents): (&i16, &Vec<usize>)| ValueView {
        name: year.to_string(),
        value: year.to_string(),
        href: timeline::year_page(*year),
        count: incidents.len(),
        here: false,
    };
    atlas.kb.years().iter().rev().map(value).collect()
}
