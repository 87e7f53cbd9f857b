//! Searches over small casebooks.

mod folder;
mod recount;

use std::collections::BTreeSet;

use super::*;
use crate::config::Config;
use crate::knowledge::{LinkState, PatternLink};
use crate::model::{Examples, Facet as PatternFacet, Pattern, PatternId};
use crate::record;
use crate::source::{SourceFile, Span, Spanned};

fn pattern(id: &str, name: &str) -> Pattern {
    Pattern {
        id: PatternId::new(id).expect("a test's id is valid"),
        file: SourceFile::new(format!("patterns/{id}.md"), ""),
        built_in: false,
        name: Spanned::new(name.to_owned(), Span::default()),
        facet: PatternFacet::Mechanism,
        aliases: Vec::new(),
        parent: None,
        see_also: Vec::new(),
        signals: Vec::new(),
        examples: Examples::default(),
        body: Span::default(),
        sections: Vec::new(),
        summary: String::new(),
    }
}

/// Records by path and text.
fn base(records: &[(&str, &str)]) -> KnowledgeBase {
    let config = Config::default();
    let read = |(path, text): &(&str, &str)| record::read(&SourceFile::new(*path, *text), &config).0;
    KnowledgeBase::assemble(records.iter().map(read).collect(), Vec::new())
}

fn index(records: &[(&str, &str)]) -> Index {
    Index::in_memory(&base(records)).expect("memory suffices for a test")
}

fn run(index: &Index, query: &str) -> Results {
    index.search(&Query::parse(query), &Jargon::default(), 10).expect("an index that was just built is sound")
}

fn ids(index: &Index, query: &str) -> Vec<String> {
    run(index, query).hits.into_iter().map(|hit| hit.id).collect()
}

const HANG: (&str, &str) = (
    "hang.md",
    "---\ntitle: The second query hangs\ndate: 2026-01-09\nservices: [Second Brain]\nseverity: sev2\ntags: [asyncio]\n---\n\n\
     ## Symptoms\n\n- The second query never returns, and there is no stack trace.\n\n\
     ## Failed theories\n\n### The connection pool is exhausted\n\nWrong because: it was idle.\n\n\
     ## Root cause\n\nThe handler blocks the event loop in `queue.put_nowait`.\n\n\
     ## Fix\n\nA queue between them.\n\n## Actions\n\n- [ ] Watch the loop @sre\n- [x] Remove it @me\n",
);
const POOL: (&str, &str) = (
    "pool.md",
    "---\ntitle: Checkout times out\ndate: 2025-05-01\nservices: [checkout]\nseverity: sev1\n---\n\n\
     ## Root cause\n\nThe connection pool was exhausted by a loop over every event.\n",
);
const NOTE: (&str, &str) =
    ("note.md", "# Disk full\n\nThe disk of the build machine was full; E8318 in the log. 障害が発生。\n");

#[test]
fn an_answer_tells_where_it_matched_why_it_happened_and_what_ended_it() {
    let hit = run(&index(&[HANG, POOL, NOTE]), "second query hangs").hits.remove(0);
    let marked = |text: &str, ranges: &[std::ops::Range<usize>]| -> Vec<String> {
        ranges.iter().map(|range| text[range.clone()].to_owned()).collect()
    };
    assert_eq!((hit.id.as_str(), hit.path.as_str(), hit.title.as_str()), ("hang", "hang.md", "The second query hangs"));
    assert_eq!(hit.section, "Symptoms");
    assert_eq!(hit.snippet, "The second query never returns, and there is no stack trace.");
    assert_eq!(marked(&hit.snippet, &hit.matches), ["second", "query"]);
    assert_eq!(marked(&hit.title, &hit.title_matches), ["second", "query", "hangs"]);
    assert_eq!(hit.cause.as_deref(), Some("The handler blocks the event loop in queue.put_nowait."));
    assert_eq!(hit.cause_state, Some(crate::model::CauseState::Stated));
    assert_eq!(hit.fix.as_deref(), Some("A queue between them."));
    assert_eq!(hit.open_actions, 1);
    assert_eq!((hit.date.as_deref(), hit.severity.as_deref()), (Some("2026-01-09"), Some("sev2")));
    assert_eq!(hit.services, ["Second Brain"]);
}

#[test]
fn a_word_in_a_cause_counts_more_than_one_in_a_theory() {
    assert_eq!(ids(&index(&[HANG, POOL, NOTE]), "connection pool exhausted"), ["pool", "hang"]);
}

#[test]
fn fields_narrow_to_what_stands_in_them() {
    let index = index(&[HANG, POOL, NOTE]);
    assert_eq!(ids(&index, "theory:pool"), ["hang"]);
    assert_eq!(ids(&index, "cause:\"event loop\""), ["hang"]);
    assert_eq!(ids(&index, "cause:pool"), ["pool"]);
    assert_eq!(ids(&index, "symptom:pool"), Vec::<String>::new());
    assert_eq!(ids(&index, "title:\"disk full\""), ["note"]);
}

#[test]
fn phrases_must_be_there_and_unwanted_words_must_not() {
    let index = index(&[HANG, POOL, NOTE]);
    assert_eq!(ids(&index, "\"event loop\""), ["hang"]);
    assert_eq!(ids(&index, "pool -checkout"), ["hang"]);
    assert_eq!(ids(&index, "pool -\"stack trace\""), ["pool"]);
    assert_eq!(ids(&index, "-pool -loop"), ["note"]);
}

#[test]
fn facts_and_dates_filter_and_the_newest_comes_first() {
    let index = index(&[HANG, POOL, NOTE]);
    assert_eq!(ids(&index, "service:second-brain"), ["hang"]);
    assert_eq!(ids(&index, "service:\"second brain, checkout\""), ["hang", "pool"]);
    assert_eq!(ids(&index, "severity:sev1 loop"), ["pool"]);
    assert_eq!(ids(&index, "-severity:sev1 loop"), ["hang"]);
    assert_eq!(ids(&index, "tag:asyncio"), ["hang"]);
    assert_eq!(ids(&index, "id:note"), ["note"]);
    assert_eq!(ids(&index, "after:2026"), ["hang"]);
    assert_eq!(ids(&index, "before:2026-01-09"), ["pool"]);
    assert_eq!(ids(&index, "after:2025"), ["hang", "pool"]);
}

#[test]
fn an_unknown_value_of_a_fact_is_noted_with_a_near_one() {
    let results = run(&index(&[HANG, POOL]), "service:chekout");
    assert!(results.hits.is_empty());
    assert_eq!(results.notes, ["no incident has the service `chekout`, but `checkout` is there"]);
}

#[test]
fn an_unknown_value_of_a_fact_is_noted_with_longer_ones() {
    let text = "---\nservices: [aico-gateway, aico-queue, aico-tasks, aico-web, the-aico, other]\n---\n# T\n";
    let index = index(&[("a.md", text)]);
    let note = |query: &str| run(&index, query).notes.remove(0);
    let three = "`aico-gateway`, `aico-queue`, `aico-tasks`";
    assert_eq!(note("service:aico"), format!("no incident has the service `aico`, but {three} are there"));
    assert_eq!(note("service:queue"), "no incident has the service `queue`, but `aico-queue` is there");
    assert_eq!(note("service:z"), "no incident has the service `z`");
    assert_eq!(note("service:☃"), "no incident has the service `☃`");
}

#[test]
fn identifiers_are_found_whole_in_parts_and_inside_others() {
    let index = index(&[HANG, POOL, NOTE]);
    for query in ["queue.put_nowait", "put_nowait", "nowait", "putNowait", "queue put nowait"] {
        assert_eq!(ids(&index, query)[0], "hang", "{query}");
    }
    assert_eq!(ids(&index, "e8318"), ["note"]);
    assert_eq!(ids(&index, "発生"), ["note"]);
}

#[test]
fn a_mistyped_word_finds_what_was_meant_and_says_so() {
    let index = index(&[HANG, POOL, NOTE]);
    let results = run(&index, "conection exausted");
    assert_eq!(results.hits[0].id, "pool");
    let corrections: Vec<_> = results.did_you_mean.iter().map(|c| (c.typed.as_str(), c.meant.as_str())).collect();
    assert_eq!(corrections, [("conection", "connection"), ("exausted", "exhausted")]);
    assert!(run(&index, "connection").did_you_mean.is_empty());
    assert!(run(&index, "xylophone").hits.is_empty());
}

#[test]
fn an_empty_query_and_one_of_nothing_but_punctuation_find_nothing() {
    let index = index(&[HANG]);
    for query in ["", "  ", "-", "!?", "\"\""] {
        assert!(run(&index, query).hits.is_empty(), "{query:?}");
    }
}

#[test]
fn equal_scores_are_ordered_by_id() {
    let texts = ["c.md", "a.md", "b.md"].map(|path| (path, "# Same\n\nThe same text.\n"));
    assert_eq!(ids(&index(&texts), "same text"), ["a", "b", "c"]);
}

#[test]
fn linked_incidents_are_found_by_pattern_with_their_evidence() {
    let mut base = base(&[HANG, POOL]);
    base.patterns.push(pattern("blocked-event-loop", "Starved reactor"));
    let evidence = crate::knowledge::Evidence {
        passage: 0,
        section: base.incidents[0].section_at(base.incidents[0].causes[0].span.start),
        role: crate::model::Role::Cause,
        standing: crate::knowledge::Standing::Asserted,
        text: "The handler blocks the event loop.".to_owned(),
        span: Span::default(),
        words: Vec::new(),
        weight: 1.0,
    };
    let link = |incident, state, evidence| PatternLink { incident, pattern: 0, state, score: 1.0, evidence };
    base.links = vec![link(0, LinkState::Detected, vec![evidence]), link(1, LinkState::Rejected, Vec::new())];
    let index = Index::in_memory(&base).expect("memory suffices for a test");
    let results = run(&index, "pattern:blocked-event-loop");
    assert_eq!(results.total, 1);
    let hit = &results.hits[0];
    assert_eq!((hit.id.as_str(), hit.section.as_str()), ("hang", "Root cause"));
    assert_eq!(hit.snippet, "The handler blocks the event loop.");
    assert_eq!((hit.patterns[0].name.as_str(), hit.patterns[0].state), ("Starved reactor", LinkState::Detected));
}

#[test]
fn the_name_of_a_pattern_finds_the_incidents_that_its_author_linked_to_it() {
    let mut base = base(&[HANG, POOL]);
    base.patterns.push(pattern("blocked-event-loop", "Starved reactor"));
    let link = |incident, state| PatternLink { incident, pattern: 0, state, score: 1.0, evidence: Vec::new() };
    base.links = vec![link(0, LinkState::Confirmed), link(1, LinkState::Detected)];
    let index = Index::in_memory(&base).expect("memory suffices for a test");
    assert_eq!(ids(&index, "reactor"), ["hang"]);
}

#[test]
fn what_was_told_in_other_words_is_found_and_the_words_shown() {
    let index = index(&[HANG, POOL, NOTE]);
    let results = run(&index, "no room left");
    assert_eq!(results.hits[0].id, "note");
    assert!(!results.hits[0].matches.is_empty(), "{:?}", results.hits[0]);
    // `room` and `left` are no typing errors, although no record has them.
    assert_eq!(results.did_you_mean, []);
    // The word itself is worth more than others for it.
    assert_eq!(ids(&index, "disk full")[0], "note");
    assert_eq!(ids(&index, "connection pool exhausted")[0], "pool");
}

#[test]
fn every_word_of_a_record_is_in_the_index() {
    let index = index(&[HANG, POOL, NOTE]);
    for (path, text) in [HANG, POOL, NOTE] {
        let id = path.trim_end_matches(".md");
        let text = text.replace("[x]", "");
        let words: String = text.split(|c: char| !c.is_alphanumeric()).collect::<Vec<_>>().join(" ");
        assert_eq!(index.missing_terms(id, &words).expect("the index is sound"), Vec::<String>::new());
    }
    assert_eq!(index.missing_terms("note", "disk unheard").expect("the index is sound"), ["unheard"]);
}

#[test]
fn jargon_finds_what_it_means_behind_what_says_it() {
    let index = index(&[
        ("plain.md", "# Worker died\n\nIt ran out of memory.\n"),
        ("word.md", "# Worker died\n\nKilled: OOM.\n"),
        ("other.md", "# Worker died\n\nThe disk was full.\n"),
    ]);
    let vocabulary = crate::config::parse_vocabulary(&SourceFile::new("vocabulary.toml", "oom = 'out of memory'"));
    let jargon = Jargon::new(&vocabulary.expect("is sound"));
    let found = index.search(&Query::parse("oom"), &jargon, 10).expect("an index that was just built is sound");
    assert_eq!(found.hits.iter().map(|hit| hit.id.as_str()).collect::<Vec<_>>(), ["word", "plain"]);
}

#[test]
fn tags_that_differ_by_a_sign_are_apart() {
    let index = index(&[("a.md", "---\ntags: [c#]\n---\n\n# A\n"), ("b.md", "---\ntags: [c]\n---\n\n# B\n")]);
    assert_eq!(ids(&index, "tag:c#"), ["a"]);
    assert_eq!(ids(&index, "tag:C"), ["b"]);
}

#[test]
fn a_lone_han_character_finds_the_words_it_stands_in() {
    let index = index(&[("a.md", "# 断水\n\n配管の水が漏れた。\n"), ("b.md", "# 停電\n\n電源が落ちた。\n")]);
    assert_eq!(ids(&index, "水"), ["a"]);
    assert_eq!(ids(&index, "電"), ["b"]);
}

#[test]
fn long_identifiers_with_typos_find_theirs() {
    let index = index(&[
        ("a.md", "# A\n\n`java.lang.OutOfMemoryError` in `bulk-apply-limitrange.sh`\n"),
        ("b.md", "# B\n\n`java.lang.NullPointerException` in `apply.sh`\n"),
    ]);
    for query in ["outofmemoryeror", "java.lang.OutOfMemryError", "bulk-aply-limitrnge.sh"] {
        assert_eq!(ids(&index, query).first().map(String::as_str), Some("a"), "{query}");
    }
}
