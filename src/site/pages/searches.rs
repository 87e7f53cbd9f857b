//! Searches that the team wants to find something, with what the casebook's search and plain BM25 make of each.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::eval::{QueryRow, Ranks, Trial};
use crate::site::address;
use crate::site::atlas::Atlas;
use crate::site::view::Head;

/// Where the page lies.
pub const FOLDER: &str = "searches/";

/// How many right answers of one search are named.
const NAMED: usize = 5;

/// What the template sees.
#[derive(Serialize)]
pub struct SearchesPage<'a> {
    page: Head<'a>,
    /// All kinds together.
    all: Figures,
    /// How many answers of a search are looked at.
    depth: usize,
    /// By kind, in the order of the alphabet.
    kinds: Vec<KindView<'a>>,
}

/// How often the right answer is where one looks.
#[derive(Serialize)]
struct Figures {
    searches: usize,
    casebook: Found,
    bm25: Found,
}

/// One engine's figures, as numbers of searches.
#[derive(Serialize)]
struct Found {
    first: usize,
    in_five: usize,
}

#[derive(Serialize)]
struct KindView<'a> {
    name: &'a str,
    figures: Figures,
    searches: Vec<TrialView<'a>>,
}

/// A search; ranks count from 1, and are left out where the answer is not among those looked at.
#[derive(Serialize)]
struct TrialView<'a> {
    text: &'a str,
    /// Where the site's own search asks the same.
    href: String,
    rank: Option<usize>,
    bm25_rank: Option<usize>,
    /// The right answers, not more than are named.
    finds: Vec<Named<'a>>,
    /// How many more there are.
    more: usize,
    /// What comes first instead of a right answer, where anything does.
    instead: Option<Named<'a>>,
}

#[derive(Serialize)]
struct Named<'a> {
    title: &'a str,
    href: String,
}

/// Makes the page.
pub fn make<'a>(atlas: &Atlas<'a>, trials: &'a [Trial]) -> SearchesPage<'a> {
    let page = Head::new(atlas, address::page(FOLDER, 1), "search", atlas.words.say("searches.title"))
        .with_json("searches.json");
    let mut all = QueryRow::default();
    let mut kinds: BTreeMap<&str, (QueryRow, Vec<TrialView<'a>>)> = BTreeMap::new();
    for trial in trials {
        all.add(trial);
        let (row, searches) = kinds.entry(&trial.kind).or_default();
        row.add(trial);
        searches.push(view(atlas, trial));
    }
    let kind = |(name, (row, searches)): (&'a str, (QueryRow, _))| KindView { name, figures: figures(row), searches };
    let kinds = kinds.into_iter().map(kind).collect();
    SearchesPage { page, all: figures(all), depth: crate::eval::DEPTH, kinds }
}

fn figures(row: QueryRow) -> Figures {
    let found = |ranks: Ranks| Found { first: ranks.first, in_five: ranks.in_five };
    Figures { searches: row.casebook.queries, casebook: found(row.casebook), bm25: found(row.bm25) }
}

fn view<'a>(atlas: &Atlas<'a>, trial: &'a Trial) -> TrialView<'a> {
    let named = |incident: usize| {
        let incident = &atlas.kb.incidents[incident];
        Named { title: &incident.title.value, href: address::encode(&address::incident(&incident.id)) }
    };
    let is_first = trial.casebook.rank == Some(1);
    TrialView {
        text: &trial.query,
        href: format!("search/index.html?q={}", address::encode(&trial.query)),
        rank: trial.casebook.rank,
        bm25_rank: trial.bm25.rank,
        finds: trial.finds.iter().take(NAMED).map(|&incident| named(incident)).collect(),
        more: trial.finds.len().saturating_sub(NAMED),
        instead: trial.casebook.first.filter(|_| !is_first).map(named),
    }
}
