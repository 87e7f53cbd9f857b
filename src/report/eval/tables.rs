//! The tables of each list.

use super::super::{Look, QUIET, TITLE, count};
use super::table::{Table, figure, share};
use crate::eval::{PatternMeasure, PatternRow, QueryMeasure, QueryRow, Ranks, Share, Verdict, VerdictMeasure};

/// How `detected` links meet labels: all together, by corpus and by pattern.
pub fn patterns(measure: &PatternMeasure, look: Look) -> String {
    let heads = ["labels", "detected", "right", "precision", "recall", "F1", "suggested"];
    let table = |first: &str| Table::new(&[&[first], heads.as_slice()].concat());
    let mut all = table("corpus");
    all.row("all", pattern_cells(&measure.overall));
    measure.by_corpus.iter().for_each(|(corpus, row)| all.row(corpus, pattern_cells(row)));
    let mut by_pattern = table("pattern");
    measure.by_pattern.iter().for_each(|(pattern, row)| by_pattern.row(pattern, pattern_cells(row)));
    let title = look.paint(TITLE, &format!("patterns · {}", measure.part));
    let facts = format!("({})", count(measure.records, "record"));
    let suggested = format!(
        "`suggested` would add {} that {} right and {} that {} not; recall would be {}",
        measure.overall.suggested_right,
        if measure.overall.suggested_right == 1 { "is" } else { "are" },
        measure.overall.suggested_wrong,
        if measure.overall.suggested_wrong == 1 { "is" } else { "are" },
        figure(measure.overall.recall_with_suggested().value()),
    );
    let (all, by_pattern) = (all.text(look), by_pattern.text(look));
    format!("{title} {}\n{all}  {}\n\n{by_pattern}\n", look.paint(QUIET, &facts), look.paint(QUIET, &suggested))
}

fn pattern_cells(row: &PatternRow) -> Vec<String> {
    let counts = row.counts;
    vec![
        counts.wanted.to_string(),
        counts.found.to_string(),
        counts.right.to_string(),
        share(counts.precision()),
        share(counts.recall()),
        figure(counts.f1()),
        format!("+{} −{}", row.suggested_right, row.suggested_wrong),
    ]
}

/// How verdicts meet labels: what was given where each was deserved.
pub fn verdicts(measure: &VerdictMeasure, look: Look) -> String {
    let mut table = Table::new(&["deserved \\ given", "repeat", "look-alike", "related", "new"]);
    for deserved in Verdict::ALL {
        let cell = |given| measure.table.get(&(deserved, given)).copied().unwrap_or(0).to_string();
        table.row(deserved.name(), Verdict::ALL.map(cell));
    }
    let title = look.paint(TITLE, &format!("verdicts · {}", measure.part));
    let facts = look.paint(QUIET, &format!("({})", count(measure.records(), "record")));
    let caught = measure.caught;
    let alarms = |spared: Share, among: &str| {
        let alarms = count(spared.all - spared.of, "false alarm");
        format!("{alarms} among {}: spared {}", count(spared.all, among), share(spared))
    };
    format!(
        "{title} {facts}\n{}  caught {} of {}, with a right earlier record: {}\n  {}\n  {}\n  \
         right verdict: {}\n\n",
        table.text(look),
        caught.of,
        count(caught.all, "repeat"),
        share(caught),
        alarms(measure.spared, "first-timer"),
        alarms(measure.spared_of_all, "non-repeat"),
        share(measure.accuracy()),
    )
}

/// How searches meet labels, ours beside plain BM25: all together and by kind.
pub fn queries(measure: &QueryMeasure, look: Look) -> String {
    let mut table = Table::new(&["kind", "queries", "hit@1", "BM25", "hit@5", "BM25", "MRR", "BM25"]);
    table.row("all", query_cells(&measure.overall));
    measure.by_kind.iter().for_each(|(kind, row)| table.row(kind, query_cells(row)));
    let title = look.paint(TITLE, &format!("queries · {}", measure.part));
    format!("{title}\n{}\n", table.text(look))
}

fn query_cells(row: &QueryRow) -> Vec<String> {
    let figures = |ranks: &Ranks| ranks.figures().into_iter().map(|(_, value)| figure(value)).collect::<Vec<_>>();
    let pairs = figures(&row.casebook).into_iter().zip(figures(&row.bm25)).flat_map(|(ours, plain)| [ours, plain]);
    std::iter::once(row.casebook.queries.to_string()).chain(pairs).collect()
}
