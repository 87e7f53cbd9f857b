//! Links, evidence and what is counted, on incidents made by hand.

use super::testing::{dated, incident, incident_id, pattern, pattern_id, serving, spanned};
use super::*;
use crate::model::{Carrier, Facet, SectionKind, Status};

const CAUSE: SectionKind = SectionKind::RootCause;

/// A pattern whose signal is worth so much that a single sentence is enough.
fn deadlock() -> Pattern {
    let mut deadlock = pattern("deadlock", &[&[&["deadlock"]]]);
    deadlock.signals[0].weight = 1.5;
    deadlock
}

/// The states of all links, as `incident pattern state`.
fn states(base: &KnowledgeBase) -> Vec<String> {
    let line = |link: &PatternLink| {
        let (incident, pattern) = (&base.incidents[link.incident].id, &base.patterns[link.pattern].id);
        format!("{incident} {pattern} {:?}", link.state)
    };
    base.links.iter().map(line).collect()
}

fn state(sections: &[(SectionKind, &str)], patterns: Vec<Pattern>) -> Option<LinkState> {
    let base = KnowledgeBase::assemble(vec![incident("i", sections)], patterns);
    base.links.first().map(|link| link.state)
}

#[test]
fn a_cause_detects_and_a_symptom_suggests() {
    assert_eq!(state(&[(CAUSE, "The jobs deadlocked.")], vec![deadlock()]), Some(LinkState::Detected));
    assert_eq!(
        state(&[(SectionKind::Symptoms, "Deadlocks in the log.")], vec![deadlock()]),
        Some(LinkState::Suggested)
    );
    let told = [(SectionKind::Summary, "The jobs deadlocked."), (CAUSE, "The disk was full.")];
    assert_eq!(state(&told, vec![deadlock()]), Some(LinkState::Suggested));
}

#[test]
fn without_a_cause_section_the_wording_decides() {
    use SectionKind::{Evidence, Impact, Lessons, Summary, Symptoms, Timeline};
    let of = |kind, text| state(&[(kind, text)], vec![deadlock()]);
    for (kind, text) in [
        (Summary, "The jobs deadlocked."),
        (Summary, "The outage was caused by a deadlock."),
        (Timeline, "10:40 We found a deadlock between two jobs."),
        (Symptoms, "Requests hung because two jobs were in a deadlock."),
        (Impact, "A deadlock led to an hour without service."),
        (Lessons, "A deadlock led to an hour without service."),
    ] {
        assert_eq!(of(kind, text), Some(LinkState::Detected), "{text}");
    }
    for (kind, text) in [
        (Summary, "The full disk led to a deadlock."),
        (Summary, "Two jobs that take the same locks deadlock."),
        (Symptoms, "The jobs deadlocked."),
        (Impact, "The jobs deadlocked."),
        (Lessons, "The jobs deadlocked."),
        (Evidence, "The jobs deadlocked."),
    ] {
        assert_ne!(of(kind, text), Some(LinkState::Detected), "{text}");
    }
}

#[test]
fn outside_a_cause_section_one_sentence_is_not_enough() {
    let plain = || vec![pattern("deadlock", &[&[&["deadlock"]]])];
    let told = (SectionKind::Summary, "A deadlock led to slow pages.");
    assert_eq!(state(&[told], plain()), Some(LinkState::Suggested));
    let again = (SectionKind::Timeline, "10:40 We found a deadlock between two jobs.");
    assert_eq!(state(&[told, again], plain()), Some(LinkState::Detected));
    assert_eq!(state(&[(CAUSE, "The jobs deadlocked.")], plain()), Some(LinkState::Detected));
}

#[test]
fn a_sentence_that_says_what_the_incident_came_of_is_enough() {
    let of = |text| state(&[(SectionKind::Summary, text)], vec![pattern("deadlock", &[&[&["deadlock"]]])]);
    for text in ["The outage was caused by a deadlock.", "Engineers determined that two jobs were in a deadlock."] {
        assert_eq!(of(text), Some(LinkState::Detected), "{text}");
    }
    for text in
        ["We found a deadlock.", "The outage was perhaps caused by a deadlock.", "The outage caused a deadlock."]
    {
        assert_eq!(of(text), Some(LinkState::Suggested), "{text}");
    }
}

#[test]
fn beside_a_cause_section_only_words_for_a_cause_assert_and_only_in_the_story() {
    let of = |kind, text| state(&[(kind, text), (CAUSE, "The disk was full.")], vec![deadlock()]);
    let text = "The outage was caused by a deadlock.";
    assert_eq!(of(SectionKind::Summary, text), Some(LinkState::Detected));
    for kind in [SectionKind::Timeline, SectionKind::Impact, SectionKind::Lessons, SectionKind::Symptoms] {
        assert_eq!(of(kind, text), Some(LinkState::Suggested), "{kind:?}");
    }
    assert_eq!(of(SectionKind::Summary, "We found a deadlock."), Some(LinkState::Suggested));
}

#[test]
fn how_it_was_found_and_mended_is_told_everywhere() {
    let mut unseen = deadlock();
    unseen.facet = Facet::Aggravator;
    for kind in [SectionKind::Lessons, SectionKind::Detection, SectionKind::Timeline] {
        let told = [(kind, "The monitor was in a deadlock."), (CAUSE, "The disk was full.")];
        assert_eq!(state(&told, vec![unseen.clone()]), Some(LinkState::Detected), "{kind:?}");
    }
}

#[test]
fn advice_among_the_lessons_is_no_evidence() {
    let of = |text| state(&[(SectionKind::Lessons, text)], vec![deadlock()]);
    for text in ["Always watch for a deadlock.", "Never let two jobs deadlock.", "Do look at a deadlock first."] {
        assert_eq!(of(text), None, "{text}");
    }
    assert_eq!(of("The deadlock went unseen for a day."), Some(LinkState::Suggested));
}

#[test]
fn a_title_asserts_what_it_names_but_not_what_to_do_about_it() {
    let titled = |title: &str| {
        let mut incident = incident("i", &[(SectionKind::Other, title), (CAUSE, "The disk was full.")]);
        incident.title.span = incident.passages[0].span;
        KnowledgeBase::assemble(vec![incident], vec![deadlock()]).links.first().map(|link| link.state)
    };
    assert_eq!(titled("Deadlock between two jobs"), Some(LinkState::Detected));
    assert_eq!(titled("How to find a deadlock"), None);
    for title in ["Migration to jobs that deadlock", "Rename of find_deadlock"] {
        assert_eq!(titled(title), Some(LinkState::Suggested), "{title}");
    }
}

#[test]
fn evidence_says_how_it_speaks() {
    let told = [
        (CAUSE, "The jobs deadlocked."),
        (CAUSE, "It might have been a deadlock."),
        (SectionKind::Timeline, "10:40 a deadlock"),
    ];
    let base = KnowledgeBase::assemble(vec![incident("i", &told)], vec![deadlock()]);
    let standings: Vec<_> = base.links[0].evidence.iter().map(|line| line.standing).collect();
    assert_eq!(standings, [Standing::Asserted, Standing::Hedged, Standing::Suggested]);
}

#[test]
fn a_cause_the_author_stands_by_lifts_the_doubt_of_its_heading() {
    let mut settled = incident("i", &[(CAUSE, "The jobs deadlocked.")]);
    settled.sections[0].supposed = true;
    let section = 0;
    let span = settled.passages[0].span;
    let statement = crate::source::Spanned::new("The jobs deadlocked.".to_owned(), span);
    let state = crate::model::CauseState::Confirmed;
    settled.causes.push(crate::model::Cause { statement, state, confirmed_by: None, span, section });
    let base = KnowledgeBase::assemble(vec![settled], vec![deadlock()]);
    assert_eq!(states(&base), ["i deadlock Detected"]);
}

#[test]
fn theories_fixes_and_plans_are_never_evidence() {
    for kind in [SectionKind::FailedTheories, SectionKind::MisleadingSignals, SectionKind::Fix, SectionKind::Actions] {
        assert_eq!(state(&[(kind, "The jobs deadlocked.")], vec![deadlock()]), None, "{kind:?}");
    }
}

#[test]
fn weak_signals_add_up_but_each_counts_once() {
    let mut weak = pattern("weak", &[&[&["lock"]], &[&["wait"]]]);
    weak.signals.iter_mut().for_each(|signal| signal.weight = 0.5);
    let twice = "A lock was held. Another lock was held.";
    assert_eq!(state(&[(CAUSE, twice)], vec![weak.clone()]), Some(LinkState::Suggested));
    assert_eq!(state(&[(CAUSE, "A lock was held, and all wait.")], vec![weak.clone()]), Some(LinkState::Detected));
    assert_eq!(state(&[(SectionKind::Summary, twice), (CAUSE, "x.")], vec![weak.clone()]), None);
    assert_eq!(state(&[(SectionKind::Symptoms, twice)], vec![weak]), Some(LinkState::Suggested));
}

#[test]
fn a_hedged_or_supposed_cause_at_most_suggests() {
    assert_eq!(state(&[(CAUSE, "It might have been a deadlock.")], vec![deadlock()]), Some(LinkState::Suggested));
    let mut supposed = incident("i", &[(CAUSE, "The jobs deadlocked.")]);
    supposed.sections[0].supposed = true;
    let mut open = incident("j", &[(CAUSE, "The jobs deadlocked.")]);
    open.status = Some(spanned(Status::Investigating));
    let base = KnowledgeBase::assemble(vec![supposed, open], vec![deadlock()]);
    assert_eq!(states(&base), ["i deadlock Suggested", "j deadlock Suggested"]);
}

#[test]
fn the_author_decides() {
    let mut confirmed = incident("a", &[(CAUSE, "The jobs deadlocked.")]);
    confirmed.patterns = vec![spanned(pattern_id("deadlock")), spanned(pattern_id("unheard-of"))];
    let mut rejected = incident("b", &[(CAUSE, "The jobs deadlocked.")]);
    rejected.not_patterns = vec![spanned(pattern_id("deadlock"))];
    let mut silent = incident("c", &[]);
    silent.patterns = vec![spanned(pattern_id("deadlock"))];
    let base = KnowledgeBase::assemble(vec![confirmed, rejected, silent], vec![deadlock()]);
    assert_eq!(states(&base), ["a deadlock Confirmed", "b deadlock Rejected", "c deadlock Confirmed"]);
    let lines: Vec<usize> = base.links.iter().map(|link| link.evidence.len()).collect();
    assert_eq!(lines, [1, 1, 0]);
    assert_eq!(base.lives, [Life::Confirmed]);
}

#[test]
fn evidence_is_the_sentence_with_its_place_and_words() {
    let text = "All was slow. The event loop was blocked by a write. It ended.";
    let loops = pattern("loop", &[&[&["block"], &["event loop"]]]);
    let base = KnowledgeBase::assemble(vec![incident("i", &[(SectionKind::Summary, "x"), (CAUSE, text)])], vec![loops]);
    let evidence = &base.links[0].evidence;
    assert_eq!(evidence.len(), 1);
    let line = &evidence[0];
    assert_eq!(line.text, "The event loop was blocked by a write.");
    assert_eq!(base.incidents[0].file.slice(line.span), line.text);
    assert_eq!((line.passage, line.section, line.role), (1, 1, Role::Cause));
    let words: Vec<&str> = line.words.iter().map(|range| &line.text[range.clone()]).collect();
    assert_eq!(words, ["event loop", "blocked"]);
}

#[test]
fn phrases_must_meet_in_one_sentence_and_none_of_not_may() {
    let mut loops = pattern("loop", &[&[&["block"], &["event loop"]]]);
    assert_eq!(state(&[(CAUSE, "It blocked. The event loop ran.")], vec![loops.clone()]), None);
    loops.signals[0].not = vec![spanned("non-blocking".to_owned())];
    let text = "The event loop uses non-blocking reads and blocked.";
    assert_eq!(state(&[(CAUSE, text)], vec![loops]), None);
}

#[test]
fn one_word_does_not_stand_for_two_lists() {
    let lists: &[&[&str]] = &[&["node", "crash"], &["crash", "overload"]];
    let of = |text| state(&[(CAUSE, text)], vec![pattern("p", &[lists])]);
    assert_eq!(of("There was a crash."), None);
    assert_eq!(of("The crash overloaded the rest."), Some(LinkState::Detected));
    assert_eq!(of("A crash was followed by a crash."), Some(LinkState::Detected));
}

#[test]
fn a_signal_stays_in_its_roles() {
    let mut strict = deadlock();
    strict.signals[0].roles = vec![Role::Cause];
    assert_eq!(state(&[(SectionKind::Symptoms, "A deadlock.")], vec![strict.clone()]), None);
    assert_eq!(state(&[(CAUSE, "A deadlock.")], vec![strict]), Some(LinkState::Detected));
}

#[test]
fn names_in_the_front_matter_are_no_evidence() {
    let mut named = incident("i", &[(SectionKind::Summary, "2025-deadlock")]);
    named.sections[0].carrier = Carrier::FrontMatter;
    named.passages[0].kind = crate::model::PassageKind::FrontMatter;
    named.related = vec![crate::source::Spanned::new(incident_id("2025-deadlock"), named.passages[0].span)];
    let base = KnowledgeBase::assemble(vec![named], vec![deadlock()]);
    assert!(base.links.is_empty());
}

fn on(id: &str, day: &str, services: &[&str]) -> Incident {
    serving(dated(incident(id, &[(CAUSE, "The jobs deadlocked.")]), day), services)
}

#[test]
fn incidents_are_found_newest_first_by_what_they_say_of_themselves() {
    let undated = serving(incident("z", &[]), &["data_base"]);
    let incidents = vec![on("a", "2024-01-01", &["Data Base"]), on("b", "2025-01-01", &["data-base", "api"]), undated];
    let base = KnowledgeBase::assemble(incidents, vec![deadlock()]);
    assert_eq!(base.by_date(), [1, 0, 2]);
    let services: Vec<_> = base.services().iter().map(|(name, rows)| (name.as_str(), rows.as_slice())).collect();
    assert_eq!(services, [("Data Base", &[1, 0, 2][..]), ("api", &[1][..])]);
    assert_eq!(base.years().keys().copied().collect::<Vec<_>>(), [2024, 2025]);
    let of_pattern: Vec<usize> = base.links_of_pattern(0).map(|link| link.incident).collect();
    assert_eq!(of_pattern, [1, 0]);
    assert_eq!(base.links_of_incident(2).count(), 0);
}

#[test]
fn an_incident_answers_to_its_former_ids() {
    let mut renamed = incident("new", &[]);
    renamed.aliases = vec![spanned(incident_id("old")), spanned(incident_id("other"))];
    let base = KnowledgeBase::assemble(vec![renamed, incident("other", &[])], Vec::new());
    assert_eq!(base.incident(&incident_id("old")), Some(0));
    assert_eq!(base.incident(&incident_id("other")), Some(1));
    assert_eq!(base.incident(&incident_id("none")), None);
}

#[test]
fn what_authors_state_is_known_from_both_sides() {
    let mut repeat = on("b", "2025-02-01", &[]);
    repeat.repeat_of = vec![spanned(incident_id("a"))];
    repeat.related = vec![spanned(incident_id("a")), spanned(incident_id("c"))];
    let base = KnowledgeBase::assemble(vec![incident("a", &[]), repeat, incident("c", &[])], Vec::new());
    assert_eq!(base.stated(0), [(1, Said::RepeatedBy)]);
    assert_eq!(base.stated(1), [(0, Said::RepeatOf), (2, Said::Related)]);
    assert_eq!(base.stated(2), [(1, Said::Related)]);
}

#[test]
fn the_order_of_the_input_does_not_matter() {
    let incidents = || vec![on("a", "2024-01-01", &["x"]), on("b", "2025-01-01", &["y"]), on("c", "2026-01-01", &[])];
    let mut backwards = incidents();
    backwards.reverse();
    let (one, two) =
        (KnowledgeBase::assemble(incidents(), vec![deadlock()]), KnowledgeBase::assemble(backwards, vec![deadlock()]));
    assert_eq!(one.links, two.links);
    assert_eq!(one.by_date(), two.by_date());
}
