//! Complaints held against incidents made by hand.

use super::*;
use crate::knowledge::testing::{blaming, incident, pattern, spanned};
use crate::model::{Incident, SectionKind, Symptom};

const CAUSE: SectionKind = SectionKind::RootCause;
const SYMPTOMS: SectionKind = SectionKind::Symptoms;

fn seen(id: &str, symptom: &str, cause: &str) -> Incident {
    let mut incident = incident(id, &[(SYMPTOMS, symptom), (CAUSE, cause)]);
    let span = incident.passages[0].span;
    incident.symptoms.push(Symptom { text: symptom.to_owned(), span, section: 0 });
    incident
}

fn base() -> KnowledgeBase {
    let hang = seen("hang", "The second query of a session hangs.", "The pipe was full and the event loop blocked.");
    let mut hang = blaming(hang, "The pool is exhausted", None);
    hang.theories[0].settled_by = Some(spanned("Counting the connections.".to_owned()));
    let other = seen("other", "The certificate of the gateway expired at night.", "Nobody renewed it.");
    let patterns = vec![
        pattern("blocked", &[&[&["block*"], &["event loop"]]]),
        pattern("cert", &[&[&["certificate"], &["expired"]]]),
    ];
    KnowledgeBase::assemble(vec![hang, other], patterns)
}

fn ids(base: &KnowledgeBase, triage: &Triage) -> (Vec<String>, Vec<String>) {
    let patterns = triage.patterns.iter().map(|likely| base.patterns[likely.pattern].id.to_string()).collect();
    (patterns, triage.incidents.iter().map(|like| base.incidents[like.incident].id.to_string()).collect())
}

#[test]
fn words_lead_to_the_incident_its_pattern_and_what_was_ruled_out_in_it() {
    let base = base();
    let complaint = Complaint::of("hangs on the second query of each session");
    let triage = triage(&base, &complaint);
    assert_eq!(ids(&base, &triage), (vec!["blocked".to_owned()], vec!["hang".to_owned()]));
    assert_eq!(triage.patterns[0].line, None);
    assert_eq!(triage.incidents[0].reasons[0].text, "The second query of a session hangs.");
    assert_eq!(triage.ruled_out, [RuledOut { incident: 0, theory: 0 }]);
}

#[test]
fn two_words_that_a_record_holds_together_are_enough_where_somebody_wrote_them() {
    let base = base();
    let of = |text: &str| ids(&base, &triage(&base, &Complaint::of(text))).1;
    assert_eq!(of("the second hangs"), ["hang"]);
    assert_eq!(of("2026-01-02T03:04:05Z INFO second hangs"), [""; 0], "a line of a log says more than it means");
    assert_eq!(of("the second leaks"), [""; 0]);
}

#[test]
fn a_log_fires_the_signals_of_a_pattern_and_quotes_the_line() {
    let base = base();
    let log =
        "2026-01-02T03:04:05Z INFO served\n".repeat(100) + "2026-01-02T03:04:06Z ERROR tls: certificate expired\n";
    let complaint = Complaint::of(&log);
    let triage = triage(&base, &complaint);
    assert_eq!(ids(&base, &triage).0, ["cert"]);
    let spoken = triage.patterns[0].line.as_ref().expect("a line speaks for it");
    assert_eq!(spoken.text, "ERROR tls: certificate expired");
    let words: Vec<&str> = spoken.words.iter().map(|word| &spoken.text[word.clone()]).collect();
    assert_eq!(words, ["certificate", "expired"]);
    assert_eq!(ids(&base, &triage).1, ["other"]);
}

#[test]
fn words_in_a_row_are_recognised_whatever_stands_around_them() {
    let read = |path: &str, text: &str| {
        let file = crate::source::SourceFile::new(path, text);
        crate::record::read(&file, &crate::config::Config::default()).0
    };
    let base = KnowledgeBase::assemble(
        vec![
            read("pool.md", "# Pool\n\n## Symptoms\n\n- `FATAL: sorry, too many clients already`\n"),
            read("cart.md", "# Cart pool slow\n\n## Symptoms\n\n- The pool of the cart is slow.\n"),
        ],
        Vec::new(),
    );
    let log = "2026-01-02T03:04:05Z ERROR called `Result::unwrap()` on an `Err` value: Database(Error { kind: \"too many \
               clients already\", code: \"53300\" }) in a worker of the shop\n";
    let triage = triage(&base, &Complaint::of(log));
    assert_eq!(ids(&base, &triage).1, ["pool"]);
}

#[test]
fn what_nothing_is_like_has_no_answer() {
    let base = base();
    for text in ["", "   \n", "the coffee machine leaks", "12 34 56", "the", "a server error happened in the process"] {
        assert!(triage(&base, &Complaint::of(text)).is_empty(), "{text}");
    }
}

#[test]
fn what_is_denied_speaks_for_nothing() {
    let base = base();
    assert_eq!(triage(&base, &Complaint::of("No certificate expired.")).patterns, []);
}

#[test]
fn the_answer_does_not_depend_on_the_order_of_the_records() {
    let base = base();
    let mut backwards = base.incidents.clone();
    backwards.reverse();
    let other = KnowledgeBase::assemble(backwards, base.patterns.clone());
    let complaint = Complaint::of("ERROR second query hangs\nERROR certificate expired in gateway\n");
    assert_eq!(triage(&base, &complaint), triage(&other, &complaint));
}

#[test]
fn the_number_of_an_error_brings_its_record_up_however_loud_other_lines_are() {
    let coded = seen("coded", "Logins were answered with ORA-28000.", "An account was locked.");
    let loud = seen("loud", "FATAL the writer of the ledger cannot open its journal", "A full disk.");
    let base = KnowledgeBase::assemble(vec![coded, loud], Vec::new());
    let log = "2026-01-02T03:04:05Z FATAL the writer of the ledger cannot open its journal\n\
               2026-01-02T03:04:06Z INFO login answered ORA-28000 to 7\n";
    assert_eq!(ids(&base, &triage(&base, &Complaint::of(log))).1, ["loud", "coded"]);
}

#[test]
fn a_theory_that_the_complaint_speaks_for_is_not_called_ruled_out() {
    let hang = seen("hang", "The second query of a session hangs.", "A full pipe.");
    let hang = blaming(blaming(hang, "The connection pool is exhausted", None), "A slow disk", None);
    let base = KnowledgeBase::assemble(vec![hang], Vec::new());
    let told =
        |text: &str| triage(&base, &Complaint::of(text)).ruled_out.iter().map(|it| it.theory).collect::<Vec<_>>();
    assert_eq!(told("the second query of a session hangs"), [0, 1]);
    assert_eq!(told("the second query of a session hangs, the connection pool has 0 free"), [1]);
}

#[test]
fn a_rare_word_of_a_title_is_enough_where_somebody_wrote_it() {
    let mut named = seen("named", "Nobody could log in.", "A stale file.");
    named.title = spanned("Outage of frobnix on campus".to_owned());
    let base = KnowledgeBase::assemble(vec![named], Vec::new());
    assert_eq!(ids(&base, &triage(&base, &Complaint::of("frobnix does nothing since this morning"))).1, ["named"]);
    assert_eq!(ids(&base, &triage(&base, &Complaint::of("2026-01-02T03:04:05Z INFO frobnix ready"))).1, [""; 0]);
}
