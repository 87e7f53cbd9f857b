//! Figures for programs.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::super::json as text;
use super::Misses;
use crate::diag::Diagnostic;
use crate::eval::{
    Measured, PatternMeasure, PatternMiss, PatternRow, Place, QueryMeasure, QueryMiss, QueryRow, Ranks, Share, Tried,
    Verdict, VerdictMeasure, VerdictMiss,
};

/// All figures: `{"schema", "patterns": [{"part", "records", "all", "patterns", "corpora", "misses"}], "verdicts",
/// "queries", "ratchet": [{"figure", "floor", "value", "held"}], "findings"}`. Shares come with the interval in which
/// they lie with a confidence of 95 %; what could not be measured is `null`.
pub fn json(measured: &Measured, tried: &[Tried<'_>], findings: &[Diagnostic], misses: Misses) -> String {
    #[derive(Serialize)]
    struct Out {
        schema: u32,
        patterns: Vec<Value>,
        verdicts: Vec<Value>,
        queries: Vec<Value>,
        ratchet: Vec<Value>,
        findings: Vec<Value>,
    }
    let with_misses = |value: Value, list: Vec<Value>| match (value, misses) {
        (Value::Object(mut object), Misses::Listed) => {
            object.insert("misses".to_owned(), Value::Array(list));
            Value::Object(object)
        }
        (value, _) => value,
    };
    let patterns = measured.patterns.iter();
    let verdicts = measured.verdicts.iter();
    let queries = measured.queries.iter();
    text::text(&Out {
        schema: text::SCHEMA,
        patterns: patterns.map(|m| with_misses(pattern_measure(m), list(&m.misses, pattern_miss))).collect(),
        verdicts: verdicts.map(|m| with_misses(verdict_measure(m), list(&m.misses, verdict_miss))).collect(),
        queries: queries.map(|m| with_misses(query_measure(m), list(&m.misses, query_miss))).collect(),
        ratchet: list(tried, floor),
        findings: list(findings, finding),
    })
}

fn list<T>(items: &[T], value: impl Fn(&T) -> Value) -> Vec<Value> {
    items.iter().map(value).collect()
}

fn pattern_measure(measure: &PatternMeasure) -> Value {
    json!({
        "part": measure.part,
        "records": measure.records,
        "all": pattern_row(&measure.overall),
        "patterns": measure.by_pattern.iter().map(|(id, row)| (id.clone(), pattern_row(row))).collect::<Map<_, _>>(),
        "corpora": measure.by_corpus.iter().map(|(name, row)| (name.clone(), pattern_row(row))).collect::<Map<_, _>>(),
    })
}

fn pattern_row(row: &PatternRow) -> Value {
    let counts = row.counts;
    json!({
        "labels": counts.wanted,
        "detected": counts.found,
        "right": counts.right,
        "precision": share(counts.precision()),
        "recall": share(counts.recall()),
        "f1": rounded(counts.f1()),
        "suggested_right": row.suggested_right,
        "suggested_wrong": row.suggested_wrong,
        "recall_with_suggested": share(row.recall_with_suggested()),
    })
}

fn pattern_miss(miss: &PatternMiss) -> Value {
    match miss {
        PatternMiss::False { record, pattern, evidence } => {
            json!({"kind": "false", "path": record, "pattern": pattern, "evidence": place(evidence.as_ref())})
        }
        PatternMiss::Missed { record, pattern, because, suggested } => json!({
            "kind": "missed", "path": record, "pattern": pattern, "because": because,
            "suggested": place(suggested.as_ref()),
        }),
    }
}

fn verdict_measure(measure: &VerdictMeasure) -> Value {
    let row = |deserved: Verdict| {
        let given = Verdict::ALL.map(|given| {
            let count = measure.table.get(&(deserved, given)).copied().unwrap_or(0);
            (given.name().to_owned(), Value::from(count))
        });
        (deserved.name().to_owned(), Value::Object(given.into_iter().collect()))
    };
    json!({
        "part": measure.part,
        "records": measure.records(),
        "given_by_deserved": Verdict::ALL.map(row).into_iter().collect::<Map<_, _>>(),
        "accuracy": share(measure.accuracy()),
        "caught": share(measure.caught),
        "spared": share(measure.spared),
        "spared_of_all": share(measure.spared_of_all),
    })
}

fn verdict_miss(miss: &VerdictMiss) -> Value {
    json!({
        "path": miss.record, "deserved": miss.deserved.name(), "of": miss.of, "because": miss.because,
        "given": miss.given.verdict.name(), "earlier": miss.given.earlier,
    })
}

fn query_measure(measure: &QueryMeasure) -> Value {
    json!({
        "part": measure.part,
        "all": query_row(&measure.overall),
        "kinds": measure.by_kind.iter().map(|(kind, row)| (kind.clone(), query_row(row))).collect::<Map<_, _>>(),
    })
}

fn query_row(row: &QueryRow) -> Value {
    let figures = |ranks: &Ranks| -> Map<String, Value> {
        ranks.figures().into_iter().map(|(name, value)| (name.to_owned(), rounded(value))).collect()
    };
    json!({"queries": row.casebook.queries, "casebook": figures(&row.casebook), "bm25": figures(&row.bm25)})
}

fn query_miss(miss: &QueryMiss) -> Value {
    json!({
        "query": miss.query, "kind": miss.kind, "finds": miss.finds, "rank": miss.rank, "bm25_rank": miss.bm25_rank,
        "first": miss.instead,
    })
}

fn floor(tried: &Tried<'_>) -> Value {
    let floor = tried.floor;
    json!({"figure": floor.name, "floor": floor.least, "value": rounded(tried.value), "held": tried.is_held()})
}

fn finding(finding: &Diagnostic) -> Value {
    let place = finding.position();
    json!({
        "rule": finding.rule.id, "level": finding.level.word(), "path": finding.file.path, "line": place.line,
        "column": place.column, "message": finding.message, "help": finding.help,
    })
}

fn place(place: Option<&Place>) -> Value {
    place.map_or(Value::Null, |place| json!({"line": place.line, "text": place.text}))
}

fn share(share: Share) -> Value {
    let interval = share.interval();
    interval.map_or(
        Value::Null,
        |(low, high)| json!({"value": rounded(share.value()), "low": rounded(Some(low)), "high": rounded(Some(high))}),
    )
}

/// Four decimals are more than can be measured.
fn rounded(value: Option<f64>) -> Value {
    value.map_or(Value::Null, |value| Value::from((value * 10_000.0).round() / 10_000.0))
}
