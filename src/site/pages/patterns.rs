//! The list of patterns, by what each says of an incident.

use serde::Serialize;

use crate::model::Facet;
use crate::site::address;
use crate::site::atlas::Atlas;
use crate::site::view::{self, Head, PatternRow};

/// What the template sees.
#[derive(Serialize)]
pub struct PatternsPage<'a> {
    page: Head<'a>,
    facets: Vec<FacetView<'a>>,
    seen: usize,
    total: usize,
}

/// The patterns of one facet.
#[derive(Serialize)]
struct FacetView<'a> {
    name: &'static str,
    question: &'a str,
    seen: Vec<PatternRow<'a>>,
    unseen: Vec<PatternRow<'a>>,
}

/// Makes the list.
pub fn make<'a>(atlas: &Atlas<'a>) -> PatternsPage<'a> {
    let kb = atlas.kb;
    let total = kb.patterns.len();
    let facet = |facet: Facet| {
        let mut of_facet: Vec<usize> = (0..total).filter(|&at| kb.patterns[at].facet == facet).collect();
        of_facet.sort_by_key(|&at| (std::cmp::Reverse(atlas.count(at)), kb.patterns[at].name.value.to_lowercase()));
        let rows = of_facet.into_iter().map(|at| view::pattern_row(atlas, at));
        let (seen, unseen) = rows.partition(|row| row.count > 0);
        FacetView { name: facet.name(), question: view::question(atlas, facet), seen, unseen }
    };
    let facets = Facet::ALL.into_iter().map(facet).filter(|facet| !facet.seen.is_empty() || !facet.unseen.is_empty());
    PatternsPage {
        page: Head::new(atlas, address::page("patterns/", 1), "patterns", atlas.words.say("areas.patterns"))
            .with_json("patterns.json"),
        facets: facets.collect(),
        seen: (0..total).filter(|&at| atlas.count(at) > 0).count(),
        total,
    }
}
