//! The figures as they are printed.

use std::collections::BTreeMap;

use super::super::Look;
use super::*;
use crate::eval::{
    Counts, Given, Measured, PatternMeasure, PatternMiss, PatternRow, Place, QueryMeasure, QueryMiss, QueryRow, Ranks,
    Ratchet, Share, Verdict, VerdictMeasure, VerdictMiss,
};
use crate::source::SourceFile;

fn patterns() -> PatternMeasure {
    let row = |wanted, found, right, suggested_right| PatternRow {
        counts: Counts { wanted, found, right },
        suggested_right,
        suggested_wrong: 2,
    };
    PatternMeasure {
        part: "tune".to_owned(),
        records: 3,
        overall: row(4, 2, 1, 1),
        by_pattern: BTreeMap::from([("disk-full".to_owned(), row(4, 0, 0, 1))]),
        by_corpus: BTreeMap::from([("x".to_owned(), row(4, 2, 1, 1))]),
        misses: vec![
            PatternMiss::False {
                record: "x/a.md".to_owned(),
                pattern: "disk-full".to_owned(),
                evidence: Some(Place { line: 7, text: "The disk\x1b[2J was full.".to_owned() }),
            },
            PatternMiss::Missed {
                record: "x/b.md".to_owned(),
                pattern: "retry-storm".to_owned(),
                because: "they all came back".to_owned(),
                suggested: None,
            },
        ],
    }
}

fn verdicts() -> VerdictMeasure {
    VerdictMeasure {
        part: "tune".to_owned(),
        table: BTreeMap::from([((Verdict::Repeat, Verdict::New), 1), ((Verdict::New, Verdict::New), 2)]),
        caught: Share { of: 0, all: 1 },
        spared: Share { of: 2, all: 2 },
        spared_of_all: Share { of: 2, all: 2 },
        misses: vec![VerdictMiss {
            record: "b.md".to_owned(),
            deserved: Verdict::Repeat,
            of: vec!["a.md".to_owned()],
            because: String::new(),
            given: Given { verdict: Verdict::New, earlier: Vec::new() },
        }],
    }
}

fn queries() -> QueryMeasure {
    let row = QueryRow {
        casebook: Ranks { queries: 2, first: 1, in_five: 2, reciprocal: 1.5 },
        bm25: Ranks { queries: 2, first: 0, in_five: 1, reciprocal: 0.5 },
    };
    let miss = QueryMiss {
        query: "it hnags".to_owned(),
        kind: "typo".to_owned(),
        finds: vec!["a.md".to_owned()],
        rank: Some(2),
        bm25_rank: None,
        instead: Some("b.md".to_owned()),
    };
    QueryMeasure {
        part: "tune".to_owned(),
        overall: row,
        by_kind: BTreeMap::from([("typo".to_owned(), row)]),
        misses: vec![miss],
    }
}

fn measured() -> Measured {
    Measured { patterns: vec![patterns()], verdicts: vec![verdicts()], queries: vec![queries()] }
}

#[test]
fn patterns_stand_in_a_table_with_their_intervals() {
    let measured = Measured { patterns: vec![patterns()], ..Measured::default() };
    assert_eq!(
        human(&measured, Look::Plain),
        "\
patterns · tune (3 records)
  corpus   labels   detected   right           precision              recall      F1   suggested
  all           4          2       1   0.500 (0.09–0.91)   0.250 (0.05–0.70)   0.333       +1 −2
  x             4          2       1   0.500 (0.09–0.91)   0.250 (0.05–0.70)   0.333       +1 −2
  `suggested` would add 1 that is right and 2 that are not; recall would be 0.500

  pattern     labels   detected   right   precision              recall      F1   suggested
  disk-full        4          0       0           –   0.000 (0.00–0.49)   0.000       +1 −2

"
    );
}

#[test]
fn verdicts_and_queries_stand_in_tables() {
    let measured = Measured { patterns: Vec::new(), ..measured() };
    assert_eq!(
        human(&measured, Look::Plain),
        "\
verdicts · tune (3 records)
  deserved \\ given   repeat   look-alike   related   new
  repeat                  0            0         0     1
  look-alike              0            0         0     0
  related                 0            0         0     0
  new                     0            0         0     2
  caught 0 of 1 repeat, with a right earlier record: 0.000 (0.00–0.79)
  0 false alarms among 2 first-timers: spared 1.000 (0.34–1.00)
  0 false alarms among 2 non-repeats: spared 1.000 (0.34–1.00)
  right verdict: 0.667 (0.21–0.94)

queries · tune
  kind   queries   hit@1    BM25   hit@5    BM25     MRR    BM25
  all          2   0.500   0.000   1.000   0.500   0.750   0.250
  typo         2   0.500   0.000   1.000   0.500   0.750   0.250

"
    );
}

#[test]
fn misses_show_where_to_look() {
    assert_eq!(
        misses(&measured(), "notes", Look::Plain),
        "\
false: disk-full (tune) notes/x/a.md:7
  evidence: The disk[2J was full.
missed: retry-storm (tune) notes/x/b.md
  because: they all came back
verdict: new instead of repeat (tune) notes/b.md
  should name: a.md
query: typo at 2, BM25 nowhere (tune) it hnags
  should find: a.md
  first: b.md

"
    );
    assert_eq!(misses(&Measured::default(), "notes", Look::Plain), "");
}

#[test]
fn floors_that_are_missed_say_by_how_much() {
    let file = "patterns.tune.precision: 0.9\nqueries.tune.mrr: 0.75\nqueries.tune.mr: 0.1\n\
                patterns.tune.pattern.disk-full.precision: 0.1\n";
    let ratchet = Ratchet::parse(&SourceFile::new("floors.yaml", file)).expect("is sound");
    assert_eq!(
        super::ratchet(&ratchet.tried(&measured().figures(), None), Look::Plain),
        "\
floor missed: patterns.tune.precision is 0.5000, 0.4000 under its floor of 0.9
floor missed: queries.tune.mr is no figure of this run; did you mean `queries.tune.mrr`?
floor missed: patterns.tune.pattern.disk-full.precision was not measured, there was nothing to measure it on
"
    );
}

#[test]
fn json_holds_every_figure() {
    let ratchet = Ratchet::parse(&SourceFile::new("floors.yaml", "verdicts.tune.caught: 0.5\n")).expect("is sound");
    let tried = ratchet.tried(&measured().figures(), None);
    let text = json(&measured(), &tried, &[], Misses::Listed);
    let value: serde_json::Value = serde_json::from_str(&text).expect("valid");
    let share = |value: f64, low: f64, high: f64| serde_json::json!({"value": value, "low": low, "high": high});
    let row = serde_json::json!({
        "labels": 4, "detected": 2, "right": 1, "precision": share(0.5, 0.0945, 0.9055),
        "recall": share(0.25, 0.0456, 0.6994), "f1": 0.3333, "suggested_right": 1, "suggested_wrong": 2,
        "recall_with_suggested": share(0.5, 0.15, 0.85),
    });
    assert_eq!(value["patterns"][0]["all"], row);
    assert_eq!(value["patterns"][0]["corpora"]["x"], row);
    assert_eq!(value["patterns"][0]["patterns"]["disk-full"]["precision"], serde_json::Value::Null);
    let missed = serde_json::json!({
        "kind": "missed", "path": "x/b.md", "pattern": "retry-storm", "because": "they all came back", "suggested": null,
    });
    assert_eq!(value["patterns"][0]["misses"][1], missed);
    assert_eq!(value["verdicts"][0]["given_by_deserved"]["repeat"]["new"], 1);
    assert_eq!(value["verdicts"][0]["misses"][0]["given"], "new");
    let typo = serde_json::json!({
        "queries": 2, "casebook": {"hit@1": 0.5, "hit@5": 1.0, "mrr": 0.75},
        "bm25": {"hit@1": 0.0, "hit@5": 0.5, "mrr": 0.25},
    });
    assert_eq!(value["queries"][0]["kinds"]["typo"], typo);
    let floor = serde_json::json!([{"figure": "verdicts.tune.caught", "floor": 0.5, "value": 0.0, "held": false}]);
    assert_eq!(value["ratchet"], floor);
    assert!(!json(&measured(), &[], &[], Misses::Counted).contains("misses"));
}
