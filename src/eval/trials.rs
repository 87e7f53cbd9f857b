//! Searches one by one: where the right answer stands, and what came first, beside plain BM25.

use std::collections::BTreeMap;

use super::baseline::Bm25;
use super::settle::Query;
use crate::knowledge::KnowledgeBase;

/// How many answers are looked at; one that stands further down counts as not found.
pub const DEPTH: usize = 10;

/// A search with what two engines made of it. Incidents are indices into the knowledge base's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// What was typed.
    pub query: String,
    /// Its kind.
    pub kind: String,
    /// The part of the labels it belongs to.
    pub part: String,
    /// The incidents of which any is a right answer; never empty.
    pub finds: Vec<usize>,
    /// The casebook's own search.
    pub casebook: Answer,
    /// Plain BM25 over whole files.
    pub bm25: Answer,
}

/// What a search answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The incident that came first, where anything was found.
    pub first: Option<usize>,
    /// The rank of the best right answer, from 1; `None` where none is among the first [`DEPTH`].
    pub rank: Option<usize>,
}

/// Tries searches, in their order. The search is given: for a query it returns the paths of the best [`DEPTH`] records,
/// best first.
///
/// # Errors
/// Those of the search.
pub fn trials<E>(
    queries: &[Query<'_>],
    base: &KnowledgeBase,
    search: impl Fn(&str) -> Result<Vec<String>, E>,
) -> Result<Vec<Trial>, E> {
    let bm25 = Bm25::new(base, queries.iter().map(|query| query.query));
    let paths = base.incidents.iter().enumerate().map(|(index, incident)| (incident.file.path.as_str(), index));
    let paths: BTreeMap<&str, usize> = paths.collect();
    let incident = |path: &str| paths.get(path).copied();
    let trial = |query: &Query<'_>| {
        let finds: Vec<usize> = query.finds.iter().filter_map(|path| incident(path)).collect();
        let found: Vec<Option<usize>> = search(query.query)?.iter().map(|path| incident(path)).collect();
        let plain: Vec<Option<usize>> = bm25.search(query.query, DEPTH).into_iter().map(Some).collect();
        Ok(Trial {
            query: query.query.to_owned(),
            kind: query.kind.to_owned(),
            part: query.part.to_owned(),
            casebook: Answer::of(&found, &finds),
            bm25: Answer::of(&plain, &finds),
            finds,
        })
    };
    queries.iter().map(trial).collect()
}

impl Answer {
    fn of(found: &[Option<usize>], right: &[usize]) -> Self {
        let is_right = |found: &Option<usize>| found.is_some_and(|incident| right.contains(&incident));
        let place = found.iter().take(DEPTH).position(is_right);
        Self { first: found.first().copied().flatten(), rank: place.map(|place| place + 1) }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::super::settle;
    use super::super::testing::{base, expectations};
    use super::*;

    #[test]
    fn a_search_is_told_with_what_came_first_and_where_the_right_answer_stands() {
        let base = base(&[("a.md", "A full pipe."), ("b.md", "The moon."), ("c.md", "The moon, the moon.")]);
        let all =
            [expectations("queries:\n  - {query: moon, kind: symptom, finds: b.md}\n  - {query: sun, finds: a.md}\n")];
        let search = |query: &str| {
            let found = if query == "sun" { vec![] } else { vec!["a.md".to_owned(), "b.md".to_owned()] };
            Ok::<_, Infallible>(found)
        };
        let trials = trials(&settle(&all, &base, None).queries, &base, search).expect("cannot fail");
        let told: Vec<_> = trials.iter().map(|trial| (trial.query.as_str(), trial.casebook, trial.bm25)).collect();
        let answer = |first, rank| Answer { first, rank };
        let expected = [
            ("moon", answer(Some(0), Some(2)), answer(Some(2), Some(2))),
            ("sun", answer(None, None), answer(None, None)),
        ];
        assert_eq!(told, expected);
        assert_eq!((trials[0].kind.as_str(), trials[0].finds.as_slice()), ("symptom", &[1][..]));
    }

    #[test]
    fn an_answer_too_far_down_is_not_found() {
        let found = |place: usize| (1..20).map(move |at| Some(if at == place { 7 } else { 1 })).collect::<Vec<_>>();
        assert_eq!(Answer::of(&found(10), &[7]).rank, Some(10));
        assert_eq!(Answer::of(&found(11), &[7]).rank, None);
    }
}
