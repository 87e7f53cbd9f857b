//! Searches over small casebooks, and the life of an index's folder.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::*;
use crate::config::Config;
use crate::knowledge::{LinkState, PatternLink};
use crate::model::{Examples, Facet as PatternFacet, Pattern, PatternId};
use crate::ranking::Field;
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
    assert_eq!(hit.cause_state, Some(crate::model::CauseState::Confirmed));
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

fn print(records: &[(&str, &str)]) -> Fingerprint {
    let stamp = |text: &str| {
        let mut stamp = [0; 32];
        stamp.iter_mut().zip(text.bytes()).for_each(|(stamp, byte)| *stamp = byte);
        stamp
    };
    Fingerprint::new("test", records.iter().map(|(path, text)| (*path, stamp(text))))
}

fn open(folder: &Path, records: &[(&str, &str)]) -> Index {
    Index::open_fresh::<IndexError>(folder, &print(records), || Ok(base(records))).expect("the test's folder is sound")
}

#[test]
fn an_index_is_kept_until_the_records_change() {
    let folder = tempfile::tempdir().expect("the machine has room");
    let folder = folder.path().join("deep/index");
    assert_eq!(open(&folder, &[HANG]).origin(), &Origin::Built);
    let again = open(&folder, &[HANG]);
    assert_eq!(again.origin(), &Origin::Opened);
    assert_eq!(ids(&again, "conection pool"), ["hang"]);
    assert_eq!(open(&folder, &[HANG, POOL]).origin(), &Origin::Built);
    // The one that was opened before goes on as it was.
    assert_eq!(ids(&again, "conection pool"), ["hang"]);
    assert_eq!(ids(&open(&folder, &[HANG, POOL]), "pool"), ["pool", "hang"]);
    let generations =
        fs::read_dir(&folder).expect("it exists").filter(|entry| entry.as_ref().expect("readable").path().is_dir());
    assert_eq!(generations.count(), 1);
}

#[test]
fn a_damaged_index_is_built_anew() {
    let folder = tempfile::tempdir().expect("the machine has room");
    for damage in ["cut", "removed", "overwritten"] {
        let index = open(folder.path(), &[HANG]);
        for file in fs::read_dir(index.path.as_ref().expect("it is kept")).expect("it exists") {
            let path = file.expect("readable").path();
            if !path.extension().is_some_and(|ending| ending == "store" || ending == "idx") {
                continue;
            }
            let bytes = fs::read(&path).expect("readable");
            match damage {
                "cut" => fs::write(&path, &bytes[..bytes.len() / 2]),
                "removed" => fs::remove_file(&path),
                _ => fs::write(&path, vec![0xff; bytes.len()]),
            }
            .expect("writable");
        }
        let index = open(folder.path(), &[HANG]);
        assert_eq!(index.origin(), &Origin::Built, "{damage}");
        assert_eq!(ids(&index, "hangs"), ["hang"]);
    }
}

#[test]
fn what_a_killed_process_left_is_not_used_and_removed() {
    let folder = tempfile::tempdir().expect("the machine has room");
    let index = open(folder.path(), &[HANG]);
    let half = folder.path().join("generation-7");
    fs::create_dir(&half).expect("writable");
    fs::write(half.join("meta.json"), "half").expect("writable");
    assert_eq!(open(folder.path(), &[HANG]).origin(), &Origin::Opened);
    assert_eq!(open(folder.path(), &[POOL]).origin(), &Origin::Built);
    assert!(!half.exists());
    assert_eq!(ids(&index, "hangs"), ["hang"]);
}

#[test]
fn a_folder_that_cannot_be_written_gives_an_index_in_memory() {
    let folder = tempfile::tempdir().expect("the machine has room");
    let file = folder.path().join("file");
    fs::write(&file, "").expect("writable");
    let index = open(&file.join("index"), &[HANG]);
    assert!(matches!(index.origin(), Origin::Memory(Some(_))));
    assert_eq!(ids(&index, "hangs"), ["hang"]);
}

#[test]
fn many_who_open_at_once_share_one_index() {
    let folder = tempfile::tempdir().expect("the machine has room");
    let origins: Vec<Origin> = std::thread::scope(|scope| {
        let open = || {
            let index = open(folder.path(), &[HANG, POOL]);
            assert_eq!(ids(&index, "pool"), ["pool", "hang"]);
            index.origin().clone()
        };
        let threads: Vec<_> = (0..6).map(|_| scope.spawn(open)).collect();
        threads.into_iter().map(|thread| thread.join().expect("no thread fails")).collect()
    });
    assert_eq!(origins.iter().filter(|origin| **origin == Origin::Built).count(), 1);
    assert_eq!(origins.iter().filter(|origin| **origin == Origin::Opened).count(), 5);
}

#[test]
fn results_do_not_depend_on_the_number_of_threads() {
    let texts: Vec<(String, String)> = (0..40)
        .map(|n| (format!("r{n:02}.md"), format!("# Incident {n}\n\nLoop {}.\n", "pool ".repeat(n % 5))))
        .collect();
    let records: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let answers: BTreeSet<String> = [1, 4]
        .into_iter()
        .map(|threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be had");
            let hits = pool.install(|| run(&index(&records), "loop pool").hits);
            serde_json::to_string(&hits).expect("hits are plain data")
        })
        .collect();
    assert_eq!(answers.len(), 1);
}

#[test]
fn field_lengths_are_rounded_as_the_index_rounds_them() {
    for id in 0..=u8::MAX {
        let length = tantivy::fieldnorm::FieldNormReader::id_to_fieldnorm(id);
        assert_eq!(ranking::rounded_length(length), length);
        let before = length.saturating_sub(1);
        let id = tantivy::fieldnorm::FieldNormReader::fieldnorm_to_id(before);
        let kept = tantivy::fieldnorm::FieldNormReader::id_to_fieldnorm(id);
        assert_eq!(ranking::rounded_length(before), kept);
    }
}

/// What another engine makes of the same incidents: for each term and incident the places by field, and the lengths.
struct Recount {
    places: std::collections::BTreeMap<(String, usize), [Vec<u32>; Field::ALL.len()]>,
    lengths: Vec<[u32; Field::ALL.len()]>,
}

fn recount(base: &KnowledgeBase) -> Recount {
    let mut recount = Recount { places: std::collections::BTreeMap::default(), lengths: Vec::new() };
    for (number, incident) in base.incidents.iter().enumerate() {
        let mut placements = [ranking::Placement::default(); Field::ALL.len()];
        let mut lengths = [0; Field::ALL.len()];
        ranking::each_text(incident, [], |field, text| {
            let placement = &mut placements[field as usize];
            ranking::each_term(text, |term| {
                lengths[field as usize] += 1;
                let places = recount.places.entry((term.text.to_owned(), number)).or_default();
                places[field as usize].push(placement.of(term.position));
            });
            placement.end_text();
        });
        recount.lengths.push(lengths);
    }
    recount
}

#[test]
fn shares_and_places_are_those_that_another_engine_makes_of_the_same_words() {
    let long =
        format!("# Long\n\n## Symptoms\n\n{}\n\nIt hangs 障害が発生, 水.\n", "the pipe is full of water. ".repeat(40));
    let base = base(&[HANG, POOL, ("long.md", &long)]);
    let index = Index::in_memory(&base).expect("memory suffices for a test");
    let Recount { places, lengths } = recount(&base);
    let (mut terms, mut having) = ([0; Field::ALL.len()], [0; Field::ALL.len()]);
    for (field, length) in lengths.iter().flat_map(|lengths| lengths.iter().enumerate()) {
        terms[field] += u64::from(*length);
        having[field] += u64::from(*length > 0);
    }
    let averages = ranking::Averages::new(terms, having);
    assert_eq!(postings::averages(&index.segments, &index.columns).expect("sound"), averages);
    let mut tried = 0;
    for segment in &index.segments {
        for ((term, number), places) in &places {
            let shares = segment.shares(&index.columns, term, &CONSTANTS, &averages).expect("sound");
            let Some((doc, share)) = shares.into_iter().find(|(doc, _)| segment.ordinal(*doc) == *number as u64) else {
                continue;
            };
            let weigh = |sum: f64, field: Field| {
                let count = places[field as usize].len() as u32;
                let length = lengths[*number][field as usize];
                if count == 0 { sum } else { sum + averages.weight(&CONSTANTS, field, count, length) }
            };
            assert_eq!(share, ranking::share(&CONSTANTS, Field::ALL.into_iter().fold(0.0, weigh)), "{term}");
            for field in Field::ALL {
                let found = segment.places(&index.columns, term, field, &[doc]).expect("sound");
                assert_eq!(found[0], places[field as usize], "{term} in {field:?}");
            }
            tried += 1;
        }
    }
    assert_eq!(tried, places.len());
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
