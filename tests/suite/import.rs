//! Import, over the five documents and a thousand notes of other teams: nothing is lost, right text is left alone, and
//! files are cut into the incidents that readers found in them.
//!
//! `tests/expectations/import.yaml` says what readers found; its rules stand at its top.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use casebook::config::Config;
use casebook::import::{self, Account, mend};
use casebook::yaml::{self, Node};

use crate::program::{corpora, root, run};

/// Shares of files cut as readers cut them; they may only rise. The done-line of the product is nine in ten.
const FLOORS: [(&str, f64); 2] = [("tune", 0.98), ("measure", 0.9)];

/// Every file of the five documents and of the shared notes with its name and text; other files are left out.
fn notes() -> Vec<(String, String)> {
    let mut notes = Vec::new();
    for (prefix, folder) in [("seeds/", corpora().join("../seeds")), ("", corpora())] {
        for entry in walkdir::WalkDir::new(&folder).sort_by_file_name() {
            let path = entry.expect("it can be listed").into_path();
            let Some(text) = path.is_file().then(|| std::fs::read_to_string(&path).ok()).flatten() else { continue };
            let name = path.strip_prefix(&folder).expect("it lies in the folder").display().to_string();
            notes.push((format!("{prefix}{name}"), text));
        }
    }
    notes
}

fn account(name: &str, text: &str) -> Account {
    import::read(name, text, &Config::default())
}

/// The letters of a text: what no markup is made of.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() || (!c.is_ascii() && !c.is_whitespace())).collect()
}

#[test]
#[ignore = "needs CASEBOOK_CORPORA"]
fn every_line_stands_in_a_record_letter_for_letter() {
    let (mut lost, mut lines) = (Vec::new(), 0);
    for (name, text) in notes() {
        let account = account(&name, &text);
        if account.skipped.is_some() || account.shape != "markdown" {
            continue;
        }
        let records: Vec<String> = account.records.iter().map(|record| letters(&record.text)).collect();
        let text = mend::mend(&text).text;
        let front = text.strip_prefix("---\n").and_then(|rest| rest.find("\n---\n")).unwrap_or(0);
        let mut at = 0;
        for (number, line) in text.lines().enumerate() {
            // Keys of the front matter are translated; their values are not.
            let told = if at < front { line.split_once(':').map_or(line, |(_, value)| value) } else { line };
            at += line.len() + 1;
            lines += 1;
            if !records.iter().any(|record| record.contains(&letters(told))) {
                lost.push(format!("{name}:{}: {line}", number + 1));
            }
        }
    }
    assert!(lines > 40_000, "only {lines} lines were looked at");
    assert_eq!(lost, Vec::<String>::new());
}

/// Every text, number and truth in a tree of data.
fn values(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(object) => object.values().for_each(|value| values(value, found)),
        serde_json::Value::Array(items) => items.iter().for_each(|value| values(value, found)),
        serde_json::Value::String(text) => found.extend(text.lines().map(letters)),
        _ => {}
    }
}

#[test]
#[ignore = "needs CASEBOOK_CORPORA"]
fn every_text_of_data_stands_in_a_record() {
    let (mut lost, mut texts) = (Vec::new(), 0);
    for (name, text) in
        notes().into_iter().filter(|(name, _)| Path::new(name).extension().is_some_and(|ending| ending == "json"))
    {
        let account = account(&name, &text);
        let records: String = account.records.iter().map(|record| letters(&record.text)).collect();
        let mut found = Vec::new();
        values(&serde_json::from_str(&text).expect("it is JSON"), &mut found);
        texts += found.len();
        lost.extend(found.into_iter().filter(|text| !records.contains(text)).map(|text| format!("{name}: {text}")));
    }
    assert!(texts > 5_000, "only {texts} texts were looked at");
    assert_eq!(lost, Vec::<String>::new());
}

#[test]
#[ignore = "needs CASEBOOK_CORPORA"]
fn right_text_is_left_alone_byte_for_byte() {
    let (mut right, mut letters) = (0, 0);
    for (name, text) in notes().into_iter().filter(|(name, _)| !name.starts_with("seeds/")) {
        let mended = mend::mend(&text);
        assert_eq!(mended.text, text, "{name}: {:?}", mended.changes);
        right += 1;
        letters += text.chars().filter(|c| !c.is_ascii()).count();
    }
    assert!(right > 900 && letters > 50_000, "{right} files, {letters} letters");
}

#[test]
#[ignore = "needs CASEBOOK_CORPORA"]
fn the_five_documents_become_twenty_two_records_with_the_right_letters() {
    let counts: Vec<usize> = seeds().iter().map(|account| account.records.len()).collect();
    assert_eq!(counts, [1, 10, 3, 1, 7]);
    let all: String = seeds().iter().flat_map(|account| &account.records).map(|record| record.text.as_str()).collect();
    for wrong in ["‚Ü", "‚ù", "üî", "ü", "β€", "β‰", "β†", "πŸ", "Ô∏"] {
        assert!(!all.contains(wrong), "`{wrong}` is left");
    }
    for (right, count) in [("←", 3), ("🚀", 1), ("≠", 2), ("✅", 7), ("→", 4), ("❌", 9), ("🔧", 1)] {
        assert!(all.matches(right).count() >= count, "{right}: {}", all.matches(right).count());
    }
}

fn seeds() -> Vec<Account> {
    let documents = notes().into_iter().filter(|(name, _)| name.starts_with("seeds/"));
    documents.map(|(name, text)| account(&name, &text)).collect()
}

#[test]
#[ignore = "needs CASEBOOK_CORPORA"]
fn each_incident_of_the_five_documents_has_its_cause_its_fix_and_its_theories() {
    let read = |record: &import::Draft| {
        let file = casebook::source::SourceFile::new(record.name.clone(), record.text.clone());
        casebook::record::read(&file, &Config::default()).0
    };
    let seeds = seeds();
    let incidents: Vec<Vec<_>> = seeds.iter().map(|account| account.records.iter().map(read).collect()).collect();
    let without: Vec<_> = incidents.iter().flatten().filter(|one| one.causes.is_empty()).collect();
    // Its author named a problem and a fix, and no cause.
    assert_eq!(without.len(), 1);
    assert!(without[0].title.value.contains("Blocking File I/O"));
    let theories: Vec<Vec<usize>> =
        incidents.iter().map(|all| all.iter().map(|one| one.theories.len()).collect()).collect();
    assert_eq!(theories[0], [10]);
    assert_eq!(theories[1], [1, 1, 0, 0, 0, 0, 1, 0, 1, 0]);
    assert_eq!(theories[2], [2, 0, 0]);
    let fixed: Vec<usize> =
        incidents.iter().map(|all| all.iter().filter(|one| !one.fixes.is_empty()).count()).collect();
    assert_eq!(fixed[..4], [1, 10, 2, 1]);
    assert!(fixed[4] >= 4, "the recommended fixes went to {} of the issues", fixed[4]);
    let days: Vec<_> = incidents[4].iter().map(|one| one.date.as_ref().map(|date| date.value.to_string())).collect();
    assert!(days.iter().all(|day| day.as_deref() == Some("2026-01-09")));
}

/// One file of the expectations.
struct Expected {
    path: String,
    part: String,
    /// The lines on which incidents start; one for a whole file.
    readings: Vec<Reading>,
    kind: Option<String>,
}

#[derive(Debug, PartialEq, Eq)]
enum Reading {
    One,
    At(Vec<u32>),
}

fn expected() -> Vec<Expected> {
    let text =
        std::fs::read_to_string(root().join("tests/expectations/import.yaml")).expect("the expectations are there");
    let tree = yaml::parse(&text, 0).expect("they are YAML").value;
    let Some(Node::Sequence(files)) = get(&tree, "files") else { panic!("they list files") };
    files.iter().map(|file| of_file(&file.value)).collect()
}

fn get<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let Node::Mapping(fields) = node else { return None };
    fields.iter().find(|(name, _)| name.value == key).map(|(_, value)| &value.value)
}

fn scalar(node: &Node) -> Option<&str> {
    if let Node::Scalar(text) = node { Some(text) } else { None }
}

fn of_file(file: &Node) -> Expected {
    let line = |node: &Node| {
        get(node, "line").or(Some(node)).and_then(scalar).and_then(|text| text.parse().ok()).expect("a line")
    };
    let reading = |node: &Node| match node {
        Node::Sequence(lines) => Reading::At(lines.iter().map(|node| line(&node.value)).collect()),
        _ => Reading::One,
    };
    let text = |key: &str| get(file, key).and_then(scalar).map(str::to_owned);
    let readings = ["records", "or"].into_iter().filter_map(|key| get(file, key)).map(reading).collect();
    Expected { path: text("path").expect("a path"), part: text("part").expect("a part"), readings, kind: text("kind") }
}

/// Whether what was found is one of the readings: as many records, each starting where it should.
fn agrees(expected: &Expected, account: &Account, text: &str) -> bool {
    let lines: Vec<&str> = text.lines().collect();
    let starts: Vec<u32> = account.records.iter().map(|record| record.from.line).collect();
    let bare = |line: &&str| {
        line.trim().is_empty() || line.starts_with('#') || line.trim().chars().all(|c| "-*_=".contains(c))
    };
    let near = |a: u32, b: u32| lines[a.min(b) as usize - 1..a.max(b) as usize - 1].iter().all(bare);
    let fits = |reading: &Reading| match reading {
        Reading::One => starts.len() == 1,
        Reading::At(wanted) => {
            let pairs = || starts.iter().zip(wanted).enumerate();
            wanted.len() == starts.len() && pairs().all(|(at, (&a, &b))| near(a, b) || (at == 0 && a < b))
        }
    };
    match expected.kind.as_deref() {
        Some("template") => account.skipped.is_some(),
        Some(_) => starts.len() < 2 || expected.readings.iter().any(fits),
        None => account.skipped.is_none() && expected.readings.iter().any(fits),
    }
}

#[test]
#[ignore = "needs CASEBOOK_CORPORA"]
fn files_are_cut_into_the_incidents_that_readers_found() {
    let mut figures: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    // Of the files that hold several, which are the hard ones: those with the right number of records, and all starts in
    // those with how many of them are right.
    let (mut several, mut counted, mut starts, mut hit) = (0, 0, 0, 0);
    let mut misses = Vec::new();
    for expected in expected() {
        let folder = if expected.path.starts_with("seeds/") { corpora().join("..") } else { corpora() };
        let text = std::fs::read_to_string(folder.join(&expected.path)).expect("the file is there");
        let account = account(&expected.path, &text);
        let right = agrees(&expected, &account, &text);
        if expected.kind.is_none() && matches!(&expected.readings[0], Reading::At(lines) if lines.len() > 1) {
            several += 1;
            let found: Vec<u32> = account.records.iter().map(|record| record.from.line).collect();
            let as_many = |reading: &&Reading| match reading {
                Reading::One => found.len() == 1,
                Reading::At(lines) => lines.len() == found.len(),
            };
            if expected.readings.iter().any(|reading| as_many(&reading)) {
                counted += 1;
                starts += found.len();
                let close = expected.readings.iter().find(as_many);
                let lines = close.map_or(&[][..], |reading| if let Reading::At(lines) = reading { lines } else { &[] });
                hit += if right { found.len() } else { found.iter().filter(|line| lines.contains(line)).count() };
            }
        }
        let figure = figures.entry(expected.part.clone()).or_default();
        *figure = (figure.0 + usize::from(right), figure.1 + 1);
        // What is only to measure on is counted, and not shown.
        if !right && expected.part == "tune" {
            misses.push(format!(
                "{}: {:?}",
                expected.path,
                account.records.iter().map(|r| r.from.line).collect::<Vec<_>>()
            ));
        }
    }
    println!("{figures:?} {misses:#?}");
    println!("of {several} files with several incidents {counted} have the right number; {hit} of {starts} starts");
    assert!(several >= 30 && counted * 10 >= several * 9, "{counted} of {several} files");
    assert_eq!(hit, starts, "boundaries in files that have the right number");
    for (part, floor) in FLOORS {
        let (right, all) = figures[part];
        assert!(right as f64 >= floor * all as f64, "{part}: {right} of {all}; {misses:#?}");
    }
}

/// A folder with these files in it.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    for (path, text) in files {
        let path: PathBuf = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("it lies in the folder")).expect("a folder can be made");
        std::fs::write(path, text).expect("a file can be written");
    }
    folder
}

fn listed(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let files =
        walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(|entry| entry.expect("it can be listed"));
    let files = files.filter(|entry| entry.file_type().is_file());
    let name = |path: &Path| path.strip_prefix(folder).expect("it lies in the folder").display().to_string();
    files.map(|entry| (name(entry.path()), std::fs::read(entry.path()).expect("it can be read"))).collect()
}

const NOTES: &str = "# Our notes\n\n## 2024-05-01 — Queue stuck\n\n**Problem:** Nothing moved.\n\n**Root cause:** A lock.\n\n\
                     ## 2024-06-02 — Disk full\n\n**Problem:** No logs.\n\n**Fix:** Rotation.\n";

#[test]
fn records_land_in_the_casebook_and_a_second_run_changes_nothing() {
    let folder = folder(&[("notes.md", NOTES)]);
    let first = run(folder.path(), &["import", "notes.md", "--format", "json"]);
    assert!(first.status.success());
    let value: serde_json::Value = serde_json::from_slice(&first.stdout).expect("it is JSON");
    let shown: Vec<_> =
        value["records"].as_array().expect("a list").iter().map(|record| (&record["path"], &record["from"])).collect();
    assert_eq!(shown[0].0, "postmortems/2024-05-01-queue-stuck.md");
    assert_eq!(shown[0].1, &serde_json::json!({"line": 3, "end": 7}));
    assert_eq!(shown[1].1, &serde_json::json!({"line": 9, "end": 13}));
    let written =
        std::fs::read_to_string(folder.path().join("postmortems/2024-06-02-disk-full.md")).expect("it is there");
    let expected = "---\noriginal-title: \"2024-06-02 — Disk full\"\ndate: 2024-06-02\ncollection: Our notes\nsource: \"notes.md:9\"\n---\n\n\
                    # Disk full\n\n## Problem\n\nNo logs.\n\n## Fix\n\nRotation.\n";
    assert_eq!(written, expected);
    let before = listed(folder.path());
    let second = run(folder.path(), &["import", "notes.md"]);
    assert!(second.status.success());
    assert_eq!(listed(folder.path()), before);
    assert_eq!(
        String::from_utf8_lossy(&second.stderr),
        "0 records written from 1 file; 2 imported before and left alone\n"
    );
}

#[test]
fn nothing_is_overwritten_and_a_dry_run_writes_nothing() {
    let mine = "# Mine\n";
    let folder = folder(&[("notes.md", NOTES), ("postmortems/2024-05-01-queue-stuck.md", mine)]);
    let before = listed(folder.path());
    let dry = run(folder.path(), &["import", "notes.md", "--dry-run"]);
    assert!(dry.status.success());
    assert_eq!(listed(folder.path()), before);
    let shown = String::from_utf8_lossy(&dry.stdout).into_owned();
    let table = "source\n  lines  record                                   title\n\nnotes.md\n\
                 \x20   3-7  postmortems/2024-05-01-queue-stuck-2.md  Queue stuck\n";
    assert!(shown.starts_with(table), "{shown}");
    assert!(shown.contains("+## Root cause\n") && shown.contains("-**Root cause:** A lock.\n"), "{shown}");
    assert!(run(folder.path(), &["import", "notes.md"]).status.success());
    let names: Vec<String> = listed(folder.path()).into_iter().map(|(name, _)| name).collect();
    assert!(names.contains(&"postmortems/2024-05-01-queue-stuck-2.md".to_owned()), "{names:?}");
    assert_eq!(
        std::fs::read_to_string(folder.path().join("postmortems/2024-05-01-queue-stuck.md")).expect("it is there"),
        mine
    );
}

#[test]
fn a_form_is_passed_over_and_a_missing_file_is_wrong_usage() {
    let form = "# Incident title\n\n## What happened?\n\n<describe what happened>\n\n## Root cause\n\n<why it happened>\n\n## Impact\n\n<who was hit>\n";
    let folder = folder(&[("template.md", form)]);
    let output = run(folder.path(), &["import", "template.md"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("passed over: "));
    assert!(!folder.path().join("postmortems").exists());
    assert_eq!(run(folder.path(), &["import", "gone.md"]).status.code(), Some(2));
}
