//! Searches beside people's answers, and beside plain BM25.

use std::collections::BTreeMap;

use super::settle::Query;
use super::trials::{Trial, trials};
use crate::knowledge::KnowledgeBase;

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

impl QueryRow {
    /// Adds a search.
    pub fn add(&mut self, trial: &Trial) {
        self.casebook.add(trial.casebook.rank);
        self.bm25.add(trial.bm25.rank);
    }
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
    /// The mean reciprocal rank over the first [`DEPTH`](super::DEPTH) answers.
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
    /// The rank of the best of them, from 1; `None` where none is among the first
    /// [`DEPTH`](super::DEPTH).
    pub rank: Option<usize>,
    /// The same with plain BM25.
    pub bm25_rank: Option<usize>,
    /// The path of the answer that came first instead.
    pub instead: Option<String>,
}

/// Measures a search, which is given: for a query it returns the paths of the best
/// [`DEPTH`](super::DEPTH) records, best first.
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
    let path = |incident: usize| base.incidents[incident].file.path.clone();
    let mut measures: BTreeMap<&str, QueryMeasure> = BTreeMap::new();
    let trials = trials(queries, base, search)?;
    for trial in &trials {
        let part = || QueryMeasure { part: trial.part.clone(), ..QueryMeasure::default() };
        let measure = measures.entry(&trial.part).or_insert_with(part);
        measure.overall.add(trial);
        measure.by_kind.entry(trial.kind.clone()).or_default().add(trial);
        if trial.casebook.rank != Some(1) {
            measure.misses.push(QueryMiss {
                query: trial.query.clone(),
                kind: trial.kind.clone(),
                finds: trial.finds.iter().map(|&incident| path(incident)).collect(),
                rank: trial.casebook.rank,
                bm25_rank: trial.bm25.rank,
                instead: trial.casebook.first.map(path),
            });
        }
    }
    Ok(measures.into_values().collect())
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
}
