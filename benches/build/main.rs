//! How long the main steps take, on made-up records (`synthetic.rs`).
//!
//! `cargo bench` measures; `cargo bench --bench build -- write DIR COUNT` writes a casebook to measure the program on.
//! `docs/PERFORMANCE.md` has the figures.

mod synthetic;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use casebook::config::Config;
use casebook::index::Index;
use casebook::knowledge::{Axis, KnowledgeBase, review};
use casebook::model::{Incident, Pattern};
use casebook::pipeline::{self, Casebook};
use casebook::ranking::{Jargon, Query};
use casebook::source::SourceFile;
use casebook::{catalogue, record};
use divan::Bencher;

const COUNT: usize = 1_000;

static RECORDS: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    synthetic::write(folder.path(), COUNT).expect("records can be written");
    folder
});

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["write", folder, count] => {
            let count = count.parse().expect("the count is a number");
            synthetic::write(Path::new(folder), count).expect("records can be written");
        }
        _ => divan::main(),
    }
}

fn casebook() -> Casebook {
    let root: PathBuf = RECORDS.path().to_owned();
    Casebook {
        records: root.join("postmortems"),
        patterns: root.join("patterns"),
        templates: root.join("templates"),
        cache: None,
        config: Config::default(),
    }
}

/// The yardstick.
const MANY: usize = 10_000;

fn incidents(count: usize) -> Vec<Incident> {
    let read = |number| {
        let (path, text) = synthetic::record(number);
        record::read(&SourceFile::new(path, text), &Config::default()).0
    };
    let mut incidents: Vec<Incident> = (0..count).map(read).collect();
    record::settle_ids(&mut incidents);
    incidents
}

fn patterns() -> Vec<Pattern> {
    catalogue::built_in().into_iter().filter_map(|file| catalogue::parse(&file, true).0).collect()
}

#[divan::bench]
fn read_one_record(bencher: Bencher<'_, '_>) {
    let (path, text) = synthetic::record(7);
    let file = SourceFile::new(path, text);
    bencher.bench(|| record::read(&file, &Config::default()));
}

#[divan::bench(sample_count = 10)]
fn tie_1000_records_together(bencher: Bencher<'_, '_>) {
    let (incidents, patterns) = (incidents(COUNT), patterns());
    bencher
        .with_inputs(|| (incidents.clone(), patterns.clone()))
        .bench_values(|(incidents, patterns)| KnowledgeBase::assemble(incidents, patterns));
}

/// Profiles, and the neighbours of all records on both axes.
#[divan::bench(sample_count = 5)]
fn compare_all_of_10000_records(bencher: Bencher<'_, '_>) {
    let incidents = incidents(MANY);
    bencher.with_inputs(|| KnowledgeBase::assemble(incidents.clone(), Vec::new())).bench_values(|base| {
        base.compare_all();
        base
    });
}

#[divan::bench(sample_count = 5)]
fn review_1000_of_10000_records(bencher: Bencher<'_, '_>) {
    let base = KnowledgeBase::assemble(incidents(MANY), patterns());
    base.neighbours(0, Axis::Looks);
    bencher.bench(|| (0..COUNT).map(|at| review::review(&base, at * 10).earlier.len()).sum::<usize>());
}

#[divan::bench(sample_count = 5)]
fn build_1000_records(bencher: Bencher<'_, '_>) {
    let casebook = casebook();
    let output = tempfile::tempdir().expect("a temporary folder can be made");
    let mut number = 0;
    bencher
        .with_inputs(|| {
            number += 1;
            output.path().join(number.to_string())
        })
        .bench_local_values(|output| {
            let loaded = pipeline::load(&casebook).expect("the records can be read");
            pipeline::build(&casebook, &loaded, &output).expect("the site can be written")
        });
}

#[divan::bench]
fn search_1000_records(bencher: Bencher<'_, '_>) {
    let loaded = pipeline::load(&casebook()).expect("the records can be read");
    let index = Index::in_memory(&loaded.knowledge).expect("the index can be built");
    let query = Query::parse("request hangs after deploy, connection pool timeout");
    bencher.bench(|| index.search(&query, &Jargon::default(), 10).expect("the index is sound"));
}
