//! How long the main steps take, on made-up records (`synthetic.rs`).
//!
//! `cargo bench` measures; `cargo bench --bench build -- write DIR COUNT` writes a casebook to measure the program on.
//! `cargo bench --bench build -- steps DIR` says what each step costs on such a casebook.
//! `cargo bench --bench build -- browser DIR OUT` makes the browser's index of such a casebook alone, and says what that
//! cost; `benches/search/` asks for it. `docs/PERFORMANCE.md` has the figures.

mod steps;
mod synthetic;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use casebook::config::Config;
use casebook::export::{Before, Names, browser_index};
use casebook::index::Index;
use casebook::knowledge::{Axis, Kept, KnowledgeBase, review};
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
        ["steps", folder] => steps::measure(Path::new(folder)),
        ["browser", folder, output] => make_browser_index(Path::new(folder), Path::new(output)),
        _ => divan::main(),
    }
}

/// Makes the browser's index of a casebook, and prints what it cost beside reading the records, as JSON: CPU seconds,
/// and the most memory of the process in MiB, the records in it included.
fn make_browser_index(root: &Path, output: &Path) {
    let loaded = pipeline::load(&casebook_in(root)).expect("the records can be read");
    let before = cpu_seconds();
    let (severities, jargon) = (std::collections::BTreeMap::new(), Jargon::default());
    let write = |path: &str, bytes: &[u8]| {
        let path = output.join(path);
        std::fs::create_dir_all(path.parent().expect("scripts lie in a folder"))?;
        std::fs::write(path, bytes)
    };
    let names = Names { severities: &severities, jargon: &jargon };
    browser_index::<std::io::Error>(&loaded.knowledge, names, Before::default(), &write)
        .expect("the scripts can be written");
    println!("{{\"cpu\":{:.2},\"memory\":{}}}", cpu_seconds() - before, most_memory());
}

/// The CPU seconds of this process so far, user and system, as Linux counts them.
fn cpu_seconds() -> f64 {
    /// Linux counts so many ticks a second for all programs.
    const TICKS: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").expect("this is Linux");
    let (_, fields) = stat.rsplit_once(") ").expect("the name stands in brackets");
    let field = |at: usize| fields.split(' ').nth(at).and_then(|ticks| ticks.parse::<f64>().ok()).expect("a number");
    (field(11) + field(12)) / TICKS
}

/// The most memory that this process had, in MiB.
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("this is Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the line is there");
    line.split_whitespace().next().and_then(|kilobytes| kilobytes.parse::<u64>().ok()).expect("a number") / 1024
}

fn casebook() -> Casebook {
    casebook_in(RECORDS.path())
}

fn casebook_in(root: &Path) -> Casebook {
    let root: PathBuf = root.to_owned();
    Casebook {
        records: root.join("postmortems"),
        patterns: root.join("patterns"),
        templates: root.join("templates"),
        cache: None,
        config: Config::default(),
        last_changes: std::collections::BTreeMap::new(),
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

/// Every signal of every pattern that ships, looked for in every record; theories that blame the same thing gathered.
#[divan::bench(sample_count = 5)]
fn detect_patterns_in_10000_records(bencher: Bencher<'_, '_>) {
    let (incidents, patterns) = (incidents(MANY), patterns());
    bencher
        .with_inputs(|| (incidents.clone(), patterns.clone()))
        .bench_local_values(|(incidents, patterns)| KnowledgeBase::assemble(incidents, patterns));
}

/// The same after one record changed, with what was detected in the others.
#[divan::bench(sample_count = 5)]
fn detect_patterns_in_one_of_10000_records(bencher: Bencher<'_, '_>) {
    let (mut incidents, patterns) = (incidents(MANY), patterns());
    let mut kept = Kept::default();
    KnowledgeBase::assemble_known(incidents.clone(), patterns.clone(), Some(&mut kept));
    let (path, text) = synthetic::record(MANY);
    incidents[7] = record::read(&SourceFile::new(path, text), &Config::default()).0;
    bencher.with_inputs(|| (incidents.clone(), patterns.clone(), kept.clone())).bench_local_values(
        |(incidents, patterns, mut kept)| KnowledgeBase::assemble_known(incidents, patterns, Some(&mut kept)),
    );
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
