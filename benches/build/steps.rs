//! What each step of a build costs, one after the other, with nothing written: `cargo bench --bench build -- steps DIR`.

use std::collections::BTreeMap;
use std::path::Path;

use casebook::config::Config;
use casebook::export::{self, Before, Names};
use casebook::index::Index;
use casebook::knowledge::KnowledgeBase;
use casebook::ranking::Jargon;
use casebook::site::{self, Ledger, SiteInput, Theme};
use casebook::{lint, record, store};
use rayon::prelude::*;

use super::{cpu_seconds, most_memory};

/// Prints a line for each step on the casebook in `root`: CPU seconds, and the most memory so far.
pub fn measure(root: &Path) {
    let config = Config::default();
    let (folder, records) = (root.join("postmortems"), "the records can be read");
    let files = step("read files", || store::read(&folder, &config.endings, &[]).expect(records).files);
    let mut incidents = step("understand records", || {
        files.into_par_iter().map(|loaded| record::read(&loaded.file, &config).0).collect::<Vec<_>>()
    });
    record::settle_ids(&mut incidents);
    let base = step("tie together", || KnowledgeBase::assemble(incidents, super::patterns()));
    let around = lint::Around { in_records: &|_| false, in_repository: &|_| false };
    step("check", || lint::check(&base, &config, around));
    step("compare", || base.compare_all());
    step("pages", || pages(&base, &config));
    step("JSON", || {
        (0..base.incidents.len())
            .into_par_iter()
            .map(|at| export::to_json(&export::incident(&base, at)).len())
            .sum::<usize>()
    });
    step("browser index", || {
        let (severities, jargon) = (BTreeMap::new(), Jargon::default());
        let names = Names { severities: &severities, jargon: &jargon };
        export::browser_index::<std::io::Error>(&base, names, Before::default(), &|_, _| Ok(()))
            .expect("nothing is written");
    });
    step("triage scripts", || export::triage_scripts(&base));
    step("terminal index", || Index::in_memory(&base).expect("there is memory for it"));
    step("forget all", || drop(base));
}

fn pages(base: &KnowledgeBase, config: &Config) -> usize {
    let theme = Theme::built_in().expect("the built-in templates are sound");
    let ledger = Ledger::default();
    let last_changes = &std::collections::BTreeMap::new();
    let input =
        SiteInput { kb: base, config, changes: None, trials: None, last_changes, exists: &|_| false, ledger: &ledger };
    site::build(&input, theme, &|_, _| Ok(())).expect("pages can be made").pages.len()
}

fn step<T>(name: &str, run: impl FnOnce() -> T) -> T {
    let before = cpu_seconds();
    let made = run();
    println!("{name:20} {:6.2} s  {:5} MiB", cpu_seconds() - before, most_memory());
    made
}
