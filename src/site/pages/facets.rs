//! What the list of incidents can be narrowed by: for each value a page of its own, with how many incidents it has.
//!
//! The links work without a script; with one, their values combine. What a value is called in the address is what the
//! search in the browser calls it.

use serde::Serialize;

use super::groups::{self, Kind};
use super::timeline;
use crate::knowledge::LinkState;
use crate::ranking::{Facet, facet_term};
use crate::site::address;
use crate::site::atlas::{Atlas, Group};

/// How many values of a facet are shown; the rest stands in the list of all.
const SHOWN: usize = 8;

/// A facet with its values.
#[derive(Serialize)]
pub struct FacetView {
    /// `severity`
    name: &'static str,
    values: Vec<ValueView>,
    /// How many more values there are.
    more: usize,
    /// Where all of them are listed.
    all: &'static str,
}

/// A value of a facet.
#[derive(Serialize)]
struct ValueView {
    name: String,
    /// The value in the address.
    value: String,
    href: String,
    count: usize,
}

/// The facets, as they stand beside the list; those with fewer than two values tell nothing apart.
pub fn all(atlas: &Atlas<'_>) -> Vec<FacetView> {
    let of = |kind: Kind, facet: &'static str, all| {
        let value = |group: &Group| ValueView {
            name: group.name.clone(),
            value: key(facet, &group.key),
            href: address::encode(&address::page(&groups::group_folder(kind, group), 1)),
            count: group.incidents.len(),
        };
        view(facet, kind.groups(atlas).iter().map(value).collect(), all)
    };
    let facets = [
        of(Kind::Severities, "severity", "severities/index.html"),
        of(Kind::Statuses, "status", "statuses/index.html"),
        of(Kind::Services, "service", "services/index.html"),
        view("pattern", patterns(atlas), "patterns/index.html"),
        view("year", years(atlas), "timeline/index.html"),
        of(Kind::Levels, "level", "levels/index.html"),
    ];
    facets.into_iter().filter(|facet| facet.values.len() > 1).collect()
}

fn view(name: &'static str, mut values: Vec<ValueView>, all: &'static str) -> FacetView {
    let more = values.len().saturating_sub(SHOWN);
    values.truncate(SHOWN);
    FacetView { name, values, more, all }
}

/// What the search calls a value.
fn key(facet: &str, value: &str) -> String {
    let known = match facet {
        "severity" => Facet::Severity,
        "status" => Facet::Status,
        "service" => Facet::Service,
        "pattern" => Facet::Pattern,
        _ => return value.to_owned(),
    };
    let term = facet_term(known, value);
    term.split_once(':').map_or(term.clone(), |(_, value)| value.to_owned())
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
            value: key("pattern", pattern.id.as_str()),
            href: address::encode(&address::pattern(&pattern.id)),
            count,
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
    };
    atlas.kb.years().iter().rev().map(value).collect()
}
