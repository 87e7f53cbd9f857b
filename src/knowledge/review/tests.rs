//! Verdicts on small casebooks.

use super::*;
use crate::knowledge::testing::{dated, incident, incident_id, pattern, spanned};
use crate::model::{Action, ActionState, Incident, Moment, SectionKind, Status, Verdict};
use crate::source::Span;

const FACE: &str = "Checkout answers with 503 and the basket spins forever.";
const POOL: &str = "The report job leaked connections until the PgBouncer pool was exhausted.";
const POOL_AGAIN: &str = "The nightly report job leaked connections, and PgBouncer had an exhausted pool.";
const CERTIFICATE: &str = "An expired certificate on the ingress broke the TLS handshake of every proxy.";

fn told(id: &str, day: &str, symptom: &str, cause: &str) -> Incident {
    dated(incident(id, &[(SectionKind::Symptoms, symptom), (SectionKind::RootCause, cause)]), day)
}

fn promise(state: ActionState, owner: Option<&str>, due: Option<&str>) -> Action {
    Action {
        text: "Cap the pool".to_owned(),
        state,
        owner: owner.map(str::to_owned),
        due: due.map(|day| spanned(Date(day.parse().expect("a day")))),
        guard: None,
        ticket: None,
        span: Span::default(),
        section: 0,
    }
}

fn first() -> Incident {
    let mut first = told("a", "2026-01-01", FACE, POOL);
    first.actions = vec![promise(ActionState::Done, None, None)];
    first
}

fn reviewed(incidents: Vec<Incident>, id: &str) -> (Verdict, Vec<(String, Verdict)>) {
    let base = KnowledgeBase::assemble(incidents, Vec::new());
    let at = base.incident(&incident_id(id)).expect("it is there");
    let review = review(&base, at);
    let named = |earlier: &Earlier| (base.incidents[earlier.incident].id.to_string(), earlier.verdict);
    (review.verdict, review.earlier.iter().map(named).collect())
}

#[test]
fn the_same_cause_after_it_was_mended_is_a_regression() {
    let again = told("b", "2026-02-01", FACE, POOL_AGAIN);
    let expected = (Verdict::Regression, vec![("a".to_owned(), Verdict::Regression)]);
    assert_eq!(reviewed(vec![first(), again], "b"), expected);
}

#[test]
fn the_same_cause_with_an_open_action_is_an_open_repeat_with_days_overdue_on_its_own_date() {
    let mut earlier = first();
    earlier.actions.push(promise(ActionState::Open, Some("kim"), Some("2026-01-20")));
    let base = KnowledgeBase::assemble(vec![earlier, told("b", "2026-02-01", FACE, POOL_AGAIN)], Vec::new());
    let review = review(&base, 1);
    assert_eq!(review.verdict, Verdict::RepeatOpen);
    assert_eq!(review.earlier[0].left, [Left { action: 1, overdue: Some(12) }]);
}

#[test]
fn the_same_face_with_another_cause_is_a_look_alike() {
    let (verdict, _) = reviewed(vec![first(), told("b", "2026-02-01", FACE, CERTIFICATE)], "b");
    assert_eq!(verdict, Verdict::LookAlike);
}

#[test]
fn as_long_as_the_cause_is_sought_nobody_says_that_it_is_another() {
    let mut open = told("b", "2026-02-01", FACE, "Unknown yet.");
    open.status = Some(spanned(Status::Investigating));
    assert_eq!(reviewed(vec![first(), open], "b").0, Verdict::Related);
}

#[test]
fn only_earlier_records_count() {
    let again = told("b", "2025-12-01", FACE, POOL_AGAIN);
    assert_eq!(reviewed(vec![first(), again], "b"), (Verdict::New, vec![]));
}

#[test]
fn of_one_day_only_what_began_hours_apart_can_be_a_repeat() {
    let with = |incident: Incident, time: &str| {
        let mut incident = dated(incident, "2026-01-01");
        let date = incident.date.as_ref().expect("it was just set").value;
        incident.started = Some(spanned(Moment { date, time: time.parse().ok() }));
        incident
    };
    let again = |time: &str| with(told("b", "2026-01-01", FACE, POOL_AGAIN), time);
    let verdict = |time: &str| reviewed(vec![with(first(), "09:20:00"), again(time)], "b").0;
    assert_eq!(verdict("09:50:00"), Verdict::Related);
    assert_ne!(verdict("20:00:00"), Verdict::Related);
}

#[test]
fn nothing_alike_is_new() {
    let other = told("b", "2026-02-01", "The printer is out of paper.", CERTIFICATE);
    assert_eq!(reviewed(vec![first(), other], "b"), (Verdict::New, vec![]));
}

#[test]
fn the_author_settles_it() {
    let mut said = told("b", "2026-02-01", "The printer is out of paper.", CERTIFICATE);
    said.repeat_of = vec![spanned(incident_id("a"))];
    assert_eq!(reviewed(vec![first(), said], "b").0, Verdict::Regression);
}

#[test]
fn a_record_that_says_it_was_another_cause_is_no_repeat() {
    let cause = format!("{POOL_AGAIN} It looked the same, but had a different root cause.");
    assert_eq!(reviewed(vec![first(), told("b", "2026-02-01", FACE, &cause)], "b").0, Verdict::LookAlike);
}

#[test]
fn a_record_that_says_it_happened_before_needs_less_to_be_a_repeat() {
    let vague =
        "Reports leaked connections into the ledger, which Prometheus showed in a Grafana panel of the weekend.";
    let silent = reviewed(vec![first(), told("b", "2026-02-01", "Checkout answers 503.", vague)], "b").0;
    let cause = format!("{vague} We had seen this before.");
    let speaking = reviewed(vec![first(), told("b", "2026-02-01", "Checkout answers 503.", &cause)], "b").0;
    assert_eq!((silent, speaking), (Verdict::LookAlike, Verdict::Regression));
}

#[test]
fn words_of_both_faces_make_no_repeat() {
    let face = "Checkout of the basket times out at the PgBouncer pool of the ledger.";
    let one = told("a", "2026-01-01", face, "The basket lost its PgBouncer pool at checkout as a certificate expired.");
    let two =
        told("b", "2026-02-01", face, "The PgBouncer pool of the basket timed out at checkout after a bad deploy.");
    assert_eq!(reviewed(vec![one, two], "b").0, Verdict::LookAlike);
}

#[test]
fn who_names_the_earlier_incident_without_more_could_have_called_it_a_repeat() {
    let mut earlier = first();
    earlier.id = incident_id("inc-1041-checkout-down");
    let silent = reviewed(vec![earlier.clone(), told("b", "2026-02-01", FACE, POOL_AGAIN)], "b").0;
    let cause =
        "INC-1041 had brought a retry of the basket's payments, a Grafana panel for the ledger and a runbook for the \
         weekend rota. The nightly report job kept connections, and PgBouncer had an exhausted pool."
            .to_owned();
    let naming = reviewed(vec![earlier.clone(), told("b", "2026-02-01", FACE, &cause)], "b").0;
    let again = format!("{POOL_AGAIN} The action of INC-1041 was not done.");
    let owning = reviewed(vec![earlier, told("b", "2026-02-01", FACE, &again)], "b").0;
    assert_eq!((silent, naming, owning), (Verdict::Regression, Verdict::LookAlike, Verdict::Regression));
}

#[test]
fn of_two_records_of_one_day_one_that_says_again_of_the_other_repeats_it() {
    let mut earlier = first();
    earlier.id = incident_id("inc-1041-checkout-down");
    let cause = format!("{POOL_AGAIN} The action of INC-1041 was not done.");
    let later = told("inc-1042-checkout-down", "2026-01-01", FACE, &cause);
    assert_eq!(reviewed(vec![earlier, later], "inc-1042-checkout-down").0, Verdict::Regression);
}

#[test]
fn patterns_alone_make_no_repeat() {
    let other = told("b", "2026-02-01", "The printer prints blank pages.", "A migration locked the invoices table.");
    let patterns = vec![pattern("x", &[&[&["locked", "leaked"]]]), pattern("y", &[&[&["migration", "report job"]]])];
    let base = KnowledgeBase::assemble(vec![first(), other], patterns);
    assert!(base.cause_behind_face(0, 1).all() >= 0.38, "as much as a repeat needs");
    assert_eq!(review(&base, 1).verdict, Verdict::Related);
}

#[test]
fn who_says_so_is_told() {
    let base = KnowledgeBase::assemble(vec![first(), told("b", "2026-02-01", FACE, POOL_AGAIN)], Vec::new());
    assert_eq!(review(&base, 1).earlier[0].ground, Ground::Alike);
    let mut said = told("b", "2026-02-01", FACE, POOL_AGAIN);
    said.repeat_of = vec![spanned(incident_id("a"))];
    let base = KnowledgeBase::assemble(vec![first(), said], Vec::new());
    assert_eq!(review(&base, 1).earlier[0].ground, Ground::Stated);
}

#[test]
fn of_records_of_the_same_days_the_one_that_names_the_other_is_the_later() {
    let mut named = first();
    named.id = incident_id("inc-1042-checkout-down");
    let cause = format!("{POOL_AGAIN} The action of INC-1042 was not done.");
    let naming = |day| told("inc-1041-checkout-down", day, FACE, &cause);
    let of = |day, id| reviewed(vec![named.clone(), naming(day)], id).0;
    assert_eq!(of("2026-01-01", "inc-1041-checkout-down"), Verdict::Regression);
    assert_eq!(of("2026-01-01", "inc-1042-checkout-down"), Verdict::New);
    assert_eq!(of("2025-11-01", "inc-1041-checkout-down"), Verdict::New);
}

#[test]
fn two_records_of_one_day_tell_one_outage() {
    let twin = told("b", "2026-01-01", FACE, POOL_AGAIN);
    assert_eq!(reviewed(vec![first(), twin], "b").0, Verdict::Related);
}

fn log(id: &str, day: &str, items: &str) -> Incident {
    let text = format!("# Week {id}\n\n## Problems\n\n{items}\n");
    let file = crate::source::SourceFile::new(format!("{id}.md"), text);
    let (mut log, _) = crate::record::read(&file, &crate::config::Config::default());
    log.id = incident_id(id);
    dated(log, day)
}

#[test]
fn logs_of_many_faults_are_compared_item_by_item() {
    let one = log(
        "a",
        "2026-01-01",
        "- snap upload died with KeyError status\n- mirrors failed for want of a bouncer\n- docs were missing",
    );
    let same = log("b", "2026-01-08", "- the printer broke\n- the snap upload failed: KeyError status");
    let other = log("c", "2026-01-08", "- the printer broke\n- the snap of the garden failed to load");
    let base = KnowledgeBase::assemble(vec![one.clone(), same], Vec::new());
    let found = review(&base, 1);
    assert!(found.verdict.is_repeat(), "{found:?}");
    let [Reason::Words { here, there, .. }, ..] = found.earlier[0].caused_reasons.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(here.text, "the snap upload failed: KeyError status");
    assert_eq!(there.text, "snap upload died with KeyError status");
    assert!(!reviewed(vec![one, other], "c").0.is_repeat());
}

#[test]
fn the_same_ticket_in_two_rows_of_faults_is_the_same_fault() {
    let table = |rows: &str| format!("| Bug | What |\n|---|---|\n{rows}");
    let one = table("| 1421535 | verification of updates fails |\n| none | docs are missing |");
    let two = table("| 1421535 | UV tasks broken once more |\n| none | a mirror hung |");
    let found = reviewed(vec![log("a", "2026-01-01", &one), log("b", "2026-01-08", &two)], "b");
    assert!(found.0.is_repeat(), "{found:?}");
}

#[test]
fn a_sentence_that_names_the_earlier_incident_settles_it_too() {
    let mut earlier = first();
    earlier.id = incident_id("inc-1041-checkout-down");
    let later = told("b", "2026-02-01", "Slow.", "Same root cause as INC-1041.");
    let expected = (Verdict::Regression, vec![("inc-1041-checkout-down".to_owned(), Verdict::Regression)]);
    assert_eq!(reviewed(vec![earlier, later], "b"), expected);
}

#[test]
fn being_called_the_same_without_a_cause_does_not_outweigh_causes_that_share_nothing() {
    let read = |id: &str, day: &str, text: &str| {
        let file = crate::source::SourceFile::new(format!("{id}.md"), text.to_owned());
        let (incident, _) = crate::record::read(&file, &crate::config::Config::default());
        dated(incident, day)
    };
    let text =
        |said: &str, cause: &str| format!("# Basket\n\n{said}\n\n## Symptoms\n\n{FACE}\n\n## Root cause\n\n{cause}\n");
    let of = |cause: &str| {
        let one = read("inc-1041", "2026-01-01", &text("It was slow.", POOL));
        let two = read("inc-1042", "2026-02-01", &text("Yes, that is INC-1041 again.", cause));
        reviewed(vec![one, two], "inc-1042").0
    };
    assert!(of("The report job kept PgBouncer's pool.").is_repeat());
    assert_eq!(of(CERTIFICATE), Verdict::LookAlike);
}

#[test]
fn a_month_with_one_earlier_incident_that_is_alike_stands_for_its_name() {
    let later = |said: &str| told("b", "2026-02-01", FACE, said);
    let other = told("c", "2026-01-20", "The printer is out of paper.", CERTIFICATE);
    let verdict = |said: &str| reviewed(vec![first(), other.clone(), later(said)], "b");
    assert_eq!(verdict("Yes, that is January again.").1, [("a".to_owned(), Verdict::Regression)]);
    assert_eq!(verdict("It looks exactly like January, but nobody knows why.").0, Verdict::LookAlike);
    assert_eq!(verdict("We moved in January.").0, reviewed(vec![first(), later("We moved.")], "b").0);
}

#[test]
fn what_is_nearest_is_told_where_nothing_comes_to_a_verdict() {
    let near = told(
        "b",
        "2026-02-01",
        "Invoices of the basket reach the warehouse late, labels are blank and the printer spins.",
        CERTIFICATE,
    );
    let base = KnowledgeBase::assemble(vec![first(), near], Vec::new());
    let found = review(&base, 1);
    let listed = crate::knowledge::Axis::ALL.iter().any(|axis| !base.neighbours(1, *axis).is_empty());
    assert_eq!((found.verdict, found.nearest.is_empty()), (Verdict::New, !listed), "{found:?}");
    assert!(listed);
}

#[test]
fn an_earlier_incident_that_was_never_resolved_is_an_open_repeat() {
    let mut earlier = first();
    earlier.status = Some(spanned(crate::model::Status::Mitigated));
    assert_eq!(reviewed(vec![earlier, told("b", "2026-02-01", FACE, POOL_AGAIN)], "b").0, Verdict::RepeatOpen);
}

#[test]
fn promises_without_a_box_are_open_where_no_fix_is_told() {
    let mut earlier = first();
    earlier.actions = vec![promise(ActionState::Unmarked, None, None)];
    assert_eq!(reviewed(vec![earlier, told("b", "2026-02-01", FACE, POOL_AGAIN)], "b").0, Verdict::RepeatOpen);
}

#[test]
fn a_record_that_is_not_among_the_others_yet_may_have_no_date() {
    let draft = incident("0-draft", &[(SectionKind::Symptoms, FACE), (SectionKind::RootCause, POOL_AGAIN)]);
    let base = KnowledgeBase::assemble(vec![first(), draft], Vec::new());
    assert_eq!(review(&base, 0).verdict, Verdict::New);
    assert_eq!(review_among(&base, 0, Among::All).verdict, Verdict::Regression);
}
