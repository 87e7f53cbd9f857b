//! The scripts, read back as the formats describe them.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Mutex;

use serde_json::{Value, json};

use super::gather::Lexicon;
use super::slice::Slice;
use super::{Before, Names, browser_index, write};
use crate::config::Config;
use crate::knowledge::KnowledgeBase;
use crate::model::{Incident, IncidentId};
use crate::ranking::Jargon;
use crate::source::SourceFile;

fn record(id: &str, text: &str) -> Incident {
    let mut record = crate::record::read(&SourceFile::new(format!("{id}.md"), text), &Config::default()).0;
    record.id = IncidentId::new(id).expect("an id");
    record
}

/// The scripts of some records: what each hands over, by its path.
fn scripts(records: Vec<Incident>) -> BTreeMap<String, Value> {
    let kb = KnowledgeBase::assemble(records, Vec::new());
    let names = Names { severities: &BTreeMap::new(), jargon: &Jargon::default() };
    let files = Mutex::new(BTreeMap::new());
    let sink = |path: &str, bytes: &[u8]| {
        let before = files.lock().expect("no thread panicked").insert(path.to_owned(), bytes.to_vec());
        assert!(before.is_none(), "{path} is written twice");
        Ok::<(), Infallible>(())
    };
    browser_index(&kb, names, Before::default(), &sink).expect("the sink refuses nothing");
    let files = files.into_inner().expect("no thread panicked").into_iter();
    files.map(|(path, bytes)| handed_over(&path, &bytes)).collect()
}

/// What a script hands over, with the path that it names.
fn handed_over(path: &str, bytes: &[u8]) -> (String, Value) {
    let name = path.strip_prefix("search/").and_then(|path| path.strip_suffix(".js")).expect("a script of the search");
    assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'/'), "{name}");
    let text = std::str::from_utf8(bytes).expect("scripts are text");
    let call = text.strip_prefix(&format!("CASEBOOK.search.take(\"{name}\",")).expect("it names its own path");
    let json = call.strip_suffix(");\n").expect("it is one call");
    (name.to_owned(), serde_json::from_str(json).expect("it hands over JSON"))
}

/// The entry of a term: its postings and its places, packed.
fn entry(scripts: &BTreeMap<String, Value>, term: &str) -> (String, String) {
    let texts = scripts.iter().filter(|(path, _)| path.starts_with("terms/")).filter_map(|(_, text)| text.as_str());
    let found = texts.flat_map(|text| text.split('!')).find_map(|entry| entry.strip_prefix(&format!("{term} ")));
    let (postings, places) = found.expect("the term is there").rsplit_once(' ').expect("postings and places");
    (postings.to_owned(), places.to_owned())
}

fn digits(packed: &str) -> impl Iterator<Item = u32> {
    let characters: Vec<char> = ('#'..='~').filter(|&c| c != '\\').collect();
    packed.chars().map(move |c| characters.iter().position(|&known| known == c).expect("a digit") as u32)
}

/// The documents and shares of packed postings.
fn unpacked(packed: &str) -> Vec<(u32, u32)> {
    let (mut found, mut gap, mut next) = (Vec::new(), 0, 0);
    for digit in digits(packed) {
        if digit >= 63 {
            gap = gap * 28 + digit - 63;
        } else {
            found.push((next + gap, digit + 1));
            (next, gap) = (next + gap + 1, 0);
        }
    }
    found
}

#[test]
fn a_term_has_its_documents_in_order_with_more_of_a_share_where_it_says_more() {
    let records = vec![
        record("a", "# Zebra crossing\n\nA zebra stood there.\n"),
        record("b", "# Horse\n\nNo stripes on it.\n"),
        record("c", "# Stable\n\nSomebody saw zebras once, among many other animals that nobody asked about.\n"),
    ];
    let found = unpacked(&entry(&scripts(records), "zebra").0);
    assert_eq!(found.iter().map(|(doc, _)| *doc).collect::<Vec<_>>(), [0, 2]);
    assert!(found[0].1 > found[1].1, "{found:?}");
}

#[test]
fn the_places_of_a_term_are_kept_field_by_field() {
    let scripts = scripts(vec![record("a", "# Zebra\n\n## Root cause\n\nOne zebra and a zebra.\n")]);
    let (_, places) = entry(&scripts, "zebra");
    // Title: field 0, once, at place 0. Cause: field 3, twice; behind the heading's two words and the gap stand `One` at
    // 3 and `zebra` at 4 and 7. The heading itself: field 7, once, the last field, at place 0.
    assert_eq!(digits(&places).collect::<Vec<_>>(), [0, 0, 3 * 5 + 1, 4, 3, 7 * 5 + 45, 0]);
}

#[test]
fn common_terms_that_always_stand_together_have_scripts_of_their_own() {
    let records = (0..900).map(|index| record(&format!("r{index:04}"), "# Both\n\nzebra-crossing zebra-crossing\n"));
    let scripts = scripts(records.collect());
    let places: Vec<String> = ["zebra-crossing", "zebra"].iter().map(|term| entry(&scripts, term).1).collect();
    assert!(places[0].starts_with('~') && places[1].starts_with('~') && places[0] != places[1], "{places:?}");
    let held = |place: &String| scripts[&format!("places/{}", &place[1..])].clone();
    assert_eq!(held(&places[0]), held(&places[1]));
}

#[test]
fn many_documents_are_packed_and_read_back() {
    let holds = |index: usize| index == 3 || index.is_multiple_of(500);
    let name = |index: usize| if holds(index) { "# zebra\n" } else { "# horse\n" };
    let records = (0..3_000).map(|index| record(&format!("r{index:06}"), name(index))).collect();
    let found: Vec<u32> = unpacked(&entry(&scripts(records), "zebra").0).into_iter().map(|(doc, _)| doc).collect();
    let expected: Vec<u32> = (0..3_000).filter(|&index| holds(index)).map(|index| index as u32).collect();
    assert_eq!(found, expected);
}

#[test]
fn without_a_record_there_is_an_index_all_the_same() {
    let scripts = scripts(Vec::new());
    assert_eq!(scripts["directory"]["count"], 0);
}

#[test]
fn values_of_facets_are_terms_that_no_text_gives() {
    let text = "---\nservices: [Check out]\nseverity: sev1\ntags: [a, a]\n---\n\n# T\n\nservice:check-out\n";
    let scripts = scripts(vec![record("a", text)]);
    assert_eq!(unpacked(&entry(&scripts, "=service:check-out").0).len(), 1);
    assert_eq!(unpacked(&entry(&scripts, "=tag:a").0).len(), 1);
    assert_eq!(unpacked(&entry(&scripts, "=id:a").0).len(), 1);
    let facts = |name: &str| {
        let script = scripts["directory"]["facts"][name].as_str().expect("the facet has a script");
        serde_json::from_str::<Value>(scripts[&format!("facts/{script}")].as_str().expect("a text")).expect("JSON")
    };
    assert_eq!(facts("service"), json!([["service:check-out", "Check out", "#"]]));
}

#[test]
fn what_a_result_shows_tells_symptom_and_cause_first_and_the_rest_apart() {
    let text = "---\ndate: 2025-07-14\n---\n\n# It </script> hangs\n\n## Symptoms\n\n- No answer.\n\n## Root cause\n\n\
                The write blocks.\n\n## Lessons\n\nPipes fill up.\n";
    let scripts = scripts(vec![record("a", text)]);
    let letter = |kind: &str| scripts["directory"][kind].as_str().expect("letters").to_owned();
    let told = &scripts[&format!("texts/0{}", letter("texts"))][0];
    assert_eq!((&told["title"], &told["date"]), (&json!("It </script> hangs"), &json!("2025-07-14")));
    assert_eq!(told["sections"], json!([["Symptoms", "symptoms"], ["Root cause", "root-cause"]]));
    assert_eq!(told["lines"], json!([[1, 0, "No answer."], [3, 1, "The write blocks."]]));
    let rest = &scripts[&format!("lines/0{}", letter("lines"))][0];
    let lines = rest["lines"].as_array().expect("lines");
    assert!(lines.iter().any(|line| line[2] == "Pipes fill up."), "{rest}");
}

#[test]
fn a_long_record_keeps_its_words_but_not_all_its_text() {
    let words = (0..9_000).map(|number| format!("日本語 word{number} ")).collect::<Vec<_>>().concat();
    let text = format!("# Long\n\n{words}end\n");
    let scripts = scripts(vec![record("a", &text)]);
    assert_eq!(unpacked(&entry(&scripts, "end").0).len(), 1);
    let size = |kind: &'static str| {
        scripts.iter().filter(move |(path, _)| path.starts_with(kind)).map(|(_, v)| v.to_string().len())
    };
    assert!(size("texts").sum::<usize>() < 4_000);
    assert!((20_000..40_000).contains(&size("lines").sum::<usize>()));
}

#[test]
fn the_same_records_give_the_same_scripts_and_one_more_changes_few_names() {
    let records = |count: usize| {
        let text = |index: usize| format!("# Number {index}\n\nWord{index} and {}.\n", "more ".repeat(index % 7));
        (0..count).map(|index| record(&format!("r{index:04}"), &text(index))).collect::<Vec<_>>()
    };
    let mut shuffled = records(600);
    shuffled.reverse();
    let scripts_of = scripts(records(600));
    assert_eq!(scripts_of, scripts(shuffled));
    let more = scripts(records(601));
    let kept = scripts_of.keys().filter(|path| path.starts_with("texts/") && more.contains_key(*path)).count();
    assert_eq!(kept, 150);
}

#[test]
fn it_makes_no_difference_how_incidents_are_sliced() {
    let text = |number: usize| format!("# Pool {number} hangs\n\nThe pool `pool_{number}` of the broker was full.\n");
    let records = (0..7).map(|number| record(&format!("r{number}"), &text(number % 5))).collect();
    let kb = KnowledgeBase::assemble(records, Vec::new());
    let sliced = |ranges: &[std::ops::Range<usize>]| {
        let files = Mutex::new(BTreeMap::new());
        let sink = |path: &str, bytes: &[u8]| {
            files.lock().expect("no thread panicked").insert(path.to_owned(), bytes.to_vec());
            Ok::<(), Infallible>(())
        };
        let mut lexicon = Lexicon::default();
        let slices = ranges.iter().map(|range| Slice::of(&kb, range.clone(), &mut lexicon)).collect();
        let names = Names { severities: &BTreeMap::new(), jargon: &Jargon::default() };
        write(&kb, names, slices, None, &sink).expect("the sink refuses nothing");
        files.into_inner().expect("no thread panicked")
    };
    let whole = std::slice::from_ref(&(0..7));
    assert_eq!(sliced(whole), sliced(&[0..1, 1..4, 4..7]));
}

#[test]
fn a_record_that_comes_or_goes_moves_no_border_but_its_own() {
    let of = |numbers: &[usize]| {
        let records = numbers.iter().map(|number| record(&format!("r{number:04}"), "x")).collect();
        let kb = KnowledgeBase::assemble(records, Vec::new());
        let ranges = kb.slices();
        assert_eq!(ranges.iter().flat_map(Clone::clone).collect::<Vec<_>>(), (0..numbers.len()).collect::<Vec<_>>());
        let first = |range: &std::ops::Range<usize>| kb.incidents[range.start].id.to_string();
        ranges.iter().skip(1).map(first).collect::<Vec<String>>()
    };
    let all: Vec<usize> = (0..2_000).collect();
    let borders = of(&all);
    assert!(borders.len() > 1, "{borders:?}");
    let fewer: Vec<usize> = all.into_iter().filter(|number| *number != 7).collect();
    assert_eq!(of(&fewer), borders.into_iter().filter(|id| id != "r0007").collect::<Vec<_>>());
}

/// Which of at most six are meant.
fn few(packed: &str) -> Vec<u32> {
    match packed.strip_prefix(' ') {
        Some(bits) => digits(bits).flat_map(|bits| (0..6).filter(move |at| bits >> at & 1 == 1)).collect(),
        None => digits(packed).scan(0, |next, gap| Some(std::mem::replace(next, *next + gap + 1) + gap)).collect(),
    }
}

#[test]
fn promises_stand_the_longest_overdue_first_and_have_the_facets_of_their_list() {
    let told = |day: &str, service: &str, actions: &str| {
        format!("---\ndate: {day}\nservices: [{service}]\n---\n\n# It broke\n\n## Actions\n\n{actions}")
    };
    let early = told("2026-03-01", "Shop", "- [ ] first @ana due:2026-04-01\n- [x] second @ana due:2026-04-01\n");
    let late = told("2026-05-01", "shop", "- [ ] third @Bo due:2026-03-05\n- [ ] fourth\n");
    let scripts = scripts(vec![record("a", &early), record("b", &late)]);
    let directory = &scripts["directory"];
    let name = directory["facts"]["promises"].as_str().expect("there are promises");
    let facts = &scripts[&format!("facts/{name}")];
    assert_eq!(facts["count"], 3);
    let texts = &scripts[&format!("promises/{}", facts["texts"][0].as_str().expect("a name"))];
    let rows = texts.as_array().expect("rows");
    let told: Vec<_> = rows.iter().map(|row| (row["text"].as_str(), row["overdue"].as_i64())).collect();
    assert_eq!(told, [(Some("third"), Some(57)), (Some("first"), Some(30)), (Some("fourth"), None)]);
    let facet = |at: usize| {
        let values = facts["facets"][at][1].as_array().expect("values");
        let value = |value: &Value| (value[0].as_str().map(str::to_owned), value[2].as_str().map(few));
        values.iter().map(value).collect::<Vec<_>>()
    };
    let value = |key: &str, promises: &[u32]| (Some(key.to_owned()), Some(promises.to_vec()));
    assert_eq!(facet(0), [value("overdue", &[0, 1]), value("unowned", &[2]), value("undated", &[2])]);
    assert_eq!(facet(1), [value("ana", &[1]), value("bo", &[0])]);
    assert_eq!(facet(2), [value("shop", &[0, 1, 2])]);
}
