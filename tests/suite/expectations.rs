//! `casebook eval` on labels that people gave: our own records, and those that other teams shared.
//!
//! `tests/expectations/*.yaml` are about the shared post-mortems, with `floors.yaml` for their ratchet;
//! `tests/expectations/own/` is about ours. `docs/EVALUATION.md` tells how to write them.

use std::path::{Path, PathBuf};
use std::process::Command;

use casebook::eval::{self, Ratchet};
use casebook::source::SourceFile;
use serde_json::Value;

use crate::program::{ENDINGS, casebook, corpora, root, run};

const FLOORS: &str = "floors.yaml";

/// What `import` should make of the shared files; `eval` does not read it.
const IMPORT: &str = "import.yaml";

fn expectations() -> PathBuf {
    root().join("tests/expectations")
}

/// Runs `eval` on our own labels, in this repository.
fn own(more: &[&str], threads: Option<&str>) -> (String, Option<i32>) {
    let labels = expectations().join("own/labels.yaml");
    let mut command = casebook(&root());
    command.arg("eval").arg(labels).args(more);
    threads.map(|threads| command.env("RAYON_NUM_THREADS", threads));
    let output = command.output().expect("the program can be started");
    (String::from_utf8(output.stdout).expect("it prints UTF-8"), output.status.code())
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("{value} is no number"))
}

#[test]
fn our_own_records_reach_their_floors() {
    let floors = expectations().join("own").join(FLOORS);
    let (figures, code) = own(&["--ratchet", &floors.display().to_string()], None);
    assert_eq!(code, Some(0), "{figures}");
}

#[test]
fn figures_are_what_the_listed_misses_make_them() {
    let (text, _) = own(&["--format", "json", "--misses"], None);
    let answer: Value = serde_json::from_str(&text).expect("it prints JSON");
    let patterns = &answer["patterns"][0];
    let (all, misses) = (&patterns["all"], patterns["misses"].as_array().expect("a list"));
    let of_kind = |kind: &str| misses.iter().filter(|miss| miss["kind"] == kind).count() as u64;
    // The labels as another reader of YAML would count them: one line each.
    let file = std::fs::read_to_string(expectations().join("own/labels.yaml")).expect("the labels are there");
    let labels = file.split("queries:").next().expect("patterns stand first");
    let is_label = |line: &&str| line.starts_with("      ") || line.contains("has: {") && !line.contains("{}");
    let labels = labels.lines().filter(is_label).count() as u64;
    assert!(labels > 10, "the labels are not seen any more");
    assert_eq!(number(&all["labels"]), labels);
    assert_eq!(number(&all["right"]), labels - of_kind("missed"));
    assert_eq!(number(&all["detected"]), number(&all["right"]) + of_kind("false"));
    let precision = number(&all["right"]) as f64 / number(&all["detected"]) as f64;
    assert!((all["precision"]["value"].as_f64().expect("a share") - precision).abs() < 0.0001);
    let suggested = misses.iter().filter(|miss| !miss["suggested"].is_null()).count() as u64;
    assert_eq!(number(&all["suggested_right"]), suggested);
    for table in ["patterns", "corpora"] {
        let rows = patterns[table].as_object().expect("a table");
        assert_eq!(rows.values().map(|row| number(&row["labels"])).sum::<u64>(), labels, "{table}");
    }
    let queries = &answer["queries"][0];
    let asked = file.matches("query:").count() as f64;
    let not_first = queries["misses"].as_array().expect("a list").len() as f64;
    let first = queries["all"]["casebook"]["hit@1"].as_f64().expect("a share");
    assert!((first - (asked - not_first) / asked).abs() < 0.0001);
}

#[test]
fn figures_are_the_same_however_many_threads_count() {
    let alone = own(&["--format", "json", "--misses"], Some("1"));
    assert_eq!(alone, own(&["--format", "json", "--misses"], Some("5")));
    assert_eq!(own(&["--misses"], Some("1")), own(&["--misses"], Some("5")));
}

#[test]
fn what_an_author_confirmed_is_no_help() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("it can be written");
    std::fs::create_dir(folder.path().join("postmortems")).expect("it can be made");
    write("postmortems/a.md", "---\npatterns: [disk-full]\n---\n# A\n\n## Root cause\n\nThe moon.\n");
    write("e.yaml", "patterns: [{record: a.md, has: {disk-full: the author says so}}]\n");
    let output = run(folder.path(), &["eval", "e.yaml", "--format", "json"]);
    let answer: Value = serde_json::from_slice(&output.stdout).expect("it prints JSON");
    assert_eq!(
        (number(&answer["patterns"][0]["all"]["labels"]), number(&answer["patterns"][0]["all"]["right"])),
        (1, 0)
    );
}

#[test]
fn the_page_shows_files_that_can_be_read() {
    let page = std::fs::read_to_string(root().join("docs/EVALUATION.md")).expect("the page is there");
    let mut shown = page.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let mut file = |name: &str| SourceFile::new(name, shown.next().expect("it shows two files"));
    let labels = eval::parse(&file("expectations.yaml")).expect("they are sound");
    assert_eq!((labels.patterns.len(), labels.verdicts.len(), labels.queries.len()), (2, 1, 1));
    assert_eq!(labels.patterns[0].has.len(), 2);
    let floors = Ratchet::parse(&file("floors.yaml")).expect("they are sound");
    assert_eq!(floors.floors.len(), 7);
}

/// The files of labels for the shared post-mortems that `eval` reads, without their floors.
fn shared_labels() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(expectations()).expect("the folder is there");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be listed").path()).collect();
    let is_label = |path: &PathBuf| !path.ends_with(FLOORS) && !path.ends_with(IMPORT);
    files.retain(|path| path.extension().is_some_and(|ending| ending == "yaml") && is_label(path));
    files.sort();
    files
}

#[test]
#[ignore = "needs CASEBOOK_CORPORA"]
fn the_shared_post_mortems_reach_their_floors() {
    let labels = shared_labels();
    assert!(!labels.is_empty(), "there are no labels");
    let mut command: Command = casebook(Path::new("/"));
    command.arg("eval").args(&labels).arg("--records").arg(corpora());
    for ending in ENDINGS {
        command.args(["--ending", ending]);
    }
    let output = command.arg("--ratchet").arg(expectations().join(FLOORS)).output().expect("it can be started");
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
}
