//! Neighbours, reasons and differences on small casebooks.

use super::*;
use crate::knowledge::testing::{dated, incident, pattern, serving};
use crate::model::{Incident, SectionKind, Symptom};
use crate::source::Span;

const POOL: &str = "The report job leaked connections until the PgBouncer pool was exhausted.";

fn base(incidents: Vec<Incident>) -> KnowledgeBase {
    KnowledgeBase::assemble(incidents, Vec::new())
}

fn told(id: &str, symptom: &str, cause: &str) -> Incident {
    incident(id, &[(SectionKind::Symptoms, symptom), (SectionKind::RootCause, cause)])
}

fn ids(base: &KnowledgeBase, incident: usize, axis: Axis) -> Vec<&str> {
    base.neighbours(incident, axis).iter().map(|found| base.incidents[found.incident].id.as_str()).collect()
}

fn three() -> KnowledgeBase {
    base(vec![
        told("a", "Checkout answers with 503 and the basket spins forever.", POOL),
        told("b", "Invoices arrive late.", "Nightly reports leaked connections, so PgBouncer had an exhausted pool."),
        told(
            "c",
            "Checkout answers 503, the basket spins.",
            "An expired certificate on the ingress broke the handshake.",
        ),
    ])
}

#[test]
fn names_of_people_and_empty_words_of_any_language_tie_nothing() {
    let named = |id: &str, text: &str| {
        let mut incident = told(id, text, text);
        incident.authors.push(crate::knowledge::testing::spanned("Ingrid Holm".to_owned()));
        incident
    };
    let people =
        base(vec![named("a", "Then Ingrid and Holm called."), named("b", "Everybody wrote to Ingrid and Holm.")]);
    assert!(people.likeness(0, 1, Axis::Looks) < 1e-6);
    let german = base(vec![
        told("a", "Die Kasse war an dem Morgen nicht mehr bei der Arbeit, und auf ihr stand es auch.", "Der Strom."),
        told(
            "b",
            "Der Drucker war bei uns nicht an, und die Leute sind auf dem Weg, aber es ist auch so.",
            "Kein Papier.",
        ),
    ]);
    assert!(german.likeness(0, 1, Axis::Looks) < 1e-6);
}

#[test]
fn what_looks_alike_and_what_was_caused_alike_are_kept_apart() {
    let base = three();
    assert_eq!(ids(&base, 0, Axis::Looks), ["c"]);
    assert_eq!(ids(&base, 0, Axis::Caused), ["b"]);
    let (there, back) = (base.likeness(0, 1, Axis::Caused), base.likeness(1, 0, Axis::Caused));
    assert!((there - back).abs() < 1e-5, "{there} {back}");
}

#[test]
fn a_reason_names_the_words_and_quotes_a_sentence_of_either_record() {
    let base = three();
    let reasons = base.reasons(0, 1, Axis::Caused);
    let [Reason::Words { words, here, there }] = reasons.as_slice() else { panic!("{reasons:?}") };
    assert!(words.iter().any(|word| word == "PgBouncer"), "{words:?}");
    assert_eq!(here.text, POOL);
    assert_eq!(there.text, "Nightly reports leaked connections, so PgBouncer had an exhausted pool.");
    assert_eq!(base.incidents[0].file.slice(here.span), POOL);
    let marked: Vec<&str> = here.words.iter().filter_map(|word| here.text.get(word.clone())).collect();
    assert!(marked.contains(&"leaked") && !marked.contains(&"until"), "{marked:?}");
}

#[test]
fn what_was_ruled_out_makes_nothing_alike() {
    let ruled_out = incident("a", &[(SectionKind::FailedTheories, POOL), (SectionKind::RootCause, "A full disk.")]);
    let base = base(vec![ruled_out, told("b", "Slow.", POOL)]);
    assert_eq!(ids(&base, 0, Axis::Caused), [] as [&str; 0]);
    assert_eq!(ids(&base, 0, Axis::Looks), [] as [&str; 0]);
}

#[test]
fn one_rare_word_alone_makes_nothing_alike() {
    let base = base(vec![
        told("a", "x", "The zookeeper quorum lost its leader."),
        told("b", "y", "Somebody unplugged the zookeeper."),
    ]);
    assert_eq!(ids(&base, 0, Axis::Caused), [] as [&str; 0]);
}

#[test]
fn records_in_japanese_are_compared_like_others() {
    let base = base(vec![
        told("a", "画面が白い。", "接続プールが枯渇し、データベースに接続できなかった。"),
        told("b", "請求が遅い。", "データベースの接続プールが枯渇していた。"),
        told("c", "画面が白い。", "証明書の期限切れで通信に失敗した。"),
    ]);
    assert_eq!(ids(&base, 0, Axis::Caused).first(), Some(&"b"));
    let reasons = base.reasons(0, 1, Axis::Caused);
    let Some(Reason::Words { words, .. }) = reasons.first() else { panic!("{reasons:?}") };
    assert!(words.iter().any(|word| word.chars().count() > 2), "pairs are put together again: {words:?}");
}

#[test]
fn a_note_without_sections_is_compared_by_what_it_has() {
    let note = |id, text| incident(id, &[(SectionKind::Other, text)]);
    let base = base(vec![
        note("a", "The exporter stopped because the inotify watches of the kubelet were exhausted."),
        note("b", "Exhausted inotify watches stopped the kubelet."),
        note("c", "We bought new chairs for the office."),
    ]);
    assert_eq!(ids(&base, 0, Axis::Caused), ["b"]);
}

#[test]
fn the_same_error_line_is_a_reason_whatever_its_numbers() {
    let with = |id: &str, line: &str| {
        let mut incident = told(id, "It fails.", "A reason of its own.");
        incident.error_strings.push(Symptom { text: line.to_owned(), span: Span::default(), section: 0 });
        incident
    };
    let base = base(vec![
        with("a", "10:31 dial tcp 10.0.0.7:5432: connection refused"),
        with("b", "23:59 dial tcp 10.9.9.9:5432: connection refused"),
    ]);
    assert_eq!(base.reasons(0, 1, Axis::Looks).first(), Some(&Reason::Error { here: 0, there: 0 }));
}

#[test]
fn shared_patterns_make_causes_alike_and_are_told_first() {
    let deadlock = pattern("deadlock", &[&[&["deadlock"]]]);
    let incidents = vec![told("a", "x", "It was a deadlock."), told("b", "y", "Two writers, one deadlock.")];
    let base = KnowledgeBase::assemble(incidents, vec![deadlock]);
    assert_eq!(ids(&base, 0, Axis::Caused), ["b"]);
    assert_eq!(base.reasons(0, 1, Axis::Caused).first(), Some(&Reason::Pattern { pattern: 0, seen: 2 }));
}

#[test]
fn a_difference_names_causes_patterns_and_services() {
    let deadlock = pattern("deadlock", &[&[&["deadlock"]]]);
    let a = serving(told("a", "x", "It was a deadlock."), &["api", "db"]);
    let b = serving(told("b", "x", "A full disk."), &["API"]);
    let base = KnowledgeBase::assemble(vec![a, b], vec![deadlock]);
    let difference = base.difference(0, 1);
    assert_eq!(difference.patterns, [vec![0], vec![]]);
    assert_eq!(difference.services, [vec!["db".to_owned()], vec![]]);
}

#[test]
fn a_score_hardly_depends_on_how_many_records_there_are() {
    let alone = three().likeness(0, 1, Axis::Caused);
    let mut incidents = vec![
        told("a", "Checkout answers with 503 and the basket spins forever.", POOL),
        told("b", "Invoices arrive late.", "Nightly reports leaked connections, so PgBouncer had an exhausted pool."),
    ];
    for number in 0..400 {
        let cause = format!("Part q{number}x of the z{number}y mechanism wore out on the w{number}v side.");
        incidents.push(told(&format!("n{number}"), "Something else.", &cause));
    }
    let among_many = base(incidents).likeness(0, 1, Axis::Caused);
    assert!((alone - among_many).abs() < 0.15, "{alone} {among_many}");
}

#[test]
fn the_symptom_in_other_words_than_the_title_finds_the_record_it_repeats() {
    let base = base(vec![
        told("a", "The basket spins and checkout answers with 503.", "One."),
        told("b", "Checkout answers 503 while the basket spins.", "Two."),
        told("c", "The printer is out of paper.", "Three."),
    ]);
    assert_eq!(base.findability(1, 0, &|_| true), Some(1));
    assert_eq!(base.findability(1, 2, &|_| true), None);
}

#[test]
fn the_order_of_the_input_changes_nothing() {
    let incidents = || {
        let texts = [POOL, "Nightly reports leaked connections and PgBouncer had an exhausted pool.", "A full disk."];
        let told = |(at, text): (usize, &&str)| dated(told(&format!("r{at}"), "It is slow.", text), "2026-01-01");
        texts.iter().enumerate().map(told).collect::<Vec<_>>()
    };
    let mut backwards = incidents();
    backwards.reverse();
    let (one, two) = (base(incidents()), base(backwards));
    for axis in Axis::ALL {
        assert!((0..3).all(|at| one.neighbours(at, axis) == two.neighbours(at, axis)));
    }
}
