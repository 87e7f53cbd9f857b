//! Searches beside people's answers, and beside plain BM25.

use std::collections::BTreeMap;

use super::baseline::Bm25;
use super::settle::Query;
use crate::knowledge::KnowledgeBase;

/// How many answers are looked at; one that stands further down counts as not found.
pub const DEPTH: usize = 10;

/// How the searches of one part meet its labels.
#[derive(Clone, Debug, Default)]
pub struct QueryMeasure {
    /// The part.
    pub part: String,
    /// All kinds together.
    pub overall: QueryRow,
    /// By kind of query.
    pub by_kind: BTreeMap<String, QueryRow>,
    /// Queries whose answer does not come first, in the order of their files.
    pub misses: Vec<QueryMiss>,
}

/// One row of figures: two searches, asked the same.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct QueryRow {
    /// The casebook's own.
    pub casebook: Ranks,
    /// Plain BM25 over whole files.
    pub bm25: Ranks,
}

/// Where the right answers stand.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ranks {
    /// How many queries were asked.
    pub queries: usize,
    /// How often a right answer came first.
    pub first: usize,
    /// How often one was among the first five.
    pub in_five: usize,
    /// One divided by the rank of the best right answer, added up over the queries.
    pub reciprocal: f64,
}

impl Ranks {
    /// The mean reciprocal rank over the first [`DEPTH`] answers.
    pub fn mrr(&self) -> Option<f64> {
        (self.queries > 0).then(|| self.reciprocal / self.queries as f64)
    }

    /// Its figures by their names.
    pub fn figures(&self) -> Vec<(&'static str, Option<f64>)> {
        let share = |count: usize| (self.queries > 0).then(|| count as f64 / self.queries as f64);
        vec![("hit@1", share(self.first)), ("hit@5", share(self.in_five)), ("mrr", self.mrr())]
    }

    fn add(&mut self, rank: Option<usize>) {
        self.queries += 1;
        self.first += usize::from(rank == Some(1));
        self.in_five += usize::from(rank.is_some_and(|rank| rank <= 5));
        self.reciprocal += rank.map_or(0.0, |rank| 1.0 / rank as f64);
    }
}

/// A query whose answer does not come first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryMiss {
    /// What was typed.
    pub query: String,
    /// Its kind.
    pub kind: String,
    /// Paths of the right answers.
    pub finds: Vec<String>,
    /// The rank of the best of them, from 1; `None` where none is among the first [`DEPTH`].
    pub rank: Option<usize>,
    /// The same with plain BM25.
    pub bm25_rank: Option<usize>,
    /// The path of the answer that came first instead.
    pub instead: Option<String>,
}

/// Measures a search, which is given: for a query it returns the paths of the best [`DEPTH`] records, best first.
///
/// Returns a measure for each part, ordered by part.
///
/// # Errors
/// Those of the search.
pub fn queries<E>(
    queries: &[Query<'_>],
    base: &KnowledgeBase,
    search: impl Fn(&str) -> Result<Vec<String>, E>,
) -> Result<Vec<QueryMeasure>, E> {
    let bm25 = Bm25::new(base, queries.iter().map(|query| query.query));
    let mut measures: BTreeMap<&str, QueryMeasure> = BTreeMap::new();
    for query in queries {
        let answers = search(query.query)?;
        let plain = bm25.search(query.query, DEPTH);
        let plain = plain.iter().map(|&incident| base.incidents[incident].file.path.as_str());
        let (rank, bm25_rank) = (rank(query, answers.iter().map(String::as_str)), rank(query, plain));
        let part = || QueryMeasure { part: query.part.to_owned(), ..QueryMeasure::default() };
        let measure = measures.entry(query.part).or_insert_with(part);
        for row in [&mut measure.overall, measure.by_kind.entry(query.kind.to_owned()).or_default()] {
            row.casebook.add(rank);
            row.bm25.add(bm25_rank);
        }
        if rank != Some(1) {
            measure.misses.push(QueryMiss {
                query: query.query.to_owned(),
                kind: query.kind.to_owned(),
                finds: query.finds.iter().map(|path| (*path).to_owned()).collect(),
                rank,
                bm25_rank,
                instead: answers.into_iter().next(),
            });
        }
    }
    Ok(measures.into_values().collect())
}

/// The rank of the best right answer, from 1.
fn rank<'a>(query: &Query<'_>, answers: impl Iterator<Item = &'a str>) -> Option<usize> {
    let place = answers.take(DEPTH).position(|path| query.finds.contains(&path))?;
    Some(place + 1)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::super::settle;
    use super::super::testing::{base, expectations};
    use super::*;

    #[test]
    fn ranks_are_counted_for_both_searches_by_part_and_kind() {
        let base = base(&[("a.md", "A full pipe."), ("b.md", "The moon."), ("c.md", "The moon, the moon.")]);
        let all = [expectations(
            "queries:\n  - {query: pipe, kind: symptom, finds: a.md}\n  - {query: moon, kind: symptom, finds: b.md}\n  \
             - {query: sun, kind: typo, finds: [b.md, c.md]}\n  - {query: moon shines, part: measure, finds: c.md}\n",
        )];
        // The search under test answers everything with `a`, `c`, `b`.
        let search = |_: &str| Ok::<_, Infallible>(["a.md", "c.md", "b.md"].map(str::to_owned).to_vec());
        let measures = queries(&settle(&all, &base, None).queries, &base, search).expect("cannot fail");
        let names: Vec<_> = measures.iter().map(|measure| measure.part.as_str()).collect();
        assert_eq!(names, ["all", "measure"]);
        let row = measures[0].by_kind["symptom"];
        assert_eq!(row.casebook, Ranks { queries: 2, first: 1, in_five: 2, reciprocal: 1.0 + 1.0 / 3.0 });
        assert_eq!(row.bm25, Ranks { queries: 2, first: 1, in_five: 2, reciprocal: 1.5 });
        let expected = [("hit@1", Some(0.5)), ("hit@5", Some(1.0)), ("mrr", Some(2.0 / 3.0))];
        assert_eq!(row.casebook.figures(), expected);
        assert_eq!(measures[0].overall.casebook.queries, 3);
        assert_eq!(measures[0].by_kind["typo"].bm25, Ranks { queries: 1, ..Ranks::default() });
        let misses: Vec<_> = measures[0].misses.iter().map(|m| (m.query.as_str(), m.rank, m.bm25_rank)).collect();
        assert_eq!(misses, [("moon", Some(3), Some(2)), ("sun", Some(2), None)]);
        assert_eq!(measures[0].misses[0].instead.as_deref(), Some("a.md"));
    }

    #[test]
    fn an_answer_too_far_down_is_not_found() {
        let query = Query { query: "q", kind: "plain", part: "all", finds: vec!["x"] };
        let answers = |place: usize| (1..20).map(move |at| if at == place { "x" } else { "y" });
        assert_eq!(rank(&query, answers(10)), Some(10));
        assert_eq!(rank(&query, answers(11)), None);
    }
}
