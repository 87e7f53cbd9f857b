//! What the pages are told: which site is the newest, what was found in its records, and why there is no newer one.

use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;
use tokio::sync::watch;

use super::Made;
use crate::diag::Level;

/// Findings of other pages that a page is told of; the rest is a number.
const OTHERS: usize = 50;

/// Something found in a record, as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// `error`, `warning` or `note`.
    pub level: Level,
    /// The rule's id.
    pub rule: &'static str,
    /// The file, as its author names it.
    pub path: String,
    /// Counted from 1.
    pub line: u32,
    /// Counted from 1, in characters.
    pub column: u32,
    /// What is wrong, with the line it is about and what to do; plain text of several lines.
    pub text: String,
    /// The address of the page that shows the file, where one does.
    pub page: Option<String>,
}

/// How much was found in all records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Wrong.
    pub errors: usize,
    /// Worth mending.
    pub warnings: usize,
    /// For information.
    pub notes: usize,
}

/// What there is to show.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The newest site that could be made.
    pub site: Option<PathBuf>,
    /// Whether one is being made now.
    pub making: bool,
    /// Why the last one could not be made.
    pub failure: Option<String>,
    findings: Vec<Finding>,
    totals: Totals,
}

/// What a page is told of itself and of the rest.
#[derive(Debug, Serialize)]
pub struct News<'a> {
    /// Tells one state of the page from another.
    hash: &'a str,
    making: bool,
    failure: Option<&'a str>,
    here: Vec<&'a Finding>,
    elsewhere: Vec<&'a Finding>,
    totals: Totals,
}

impl State {
    /// What the page at an address is told. Notes are told on the page they are about only.
    pub fn news<'a>(&'a self, page: &str, hash: &'a str) -> News<'a> {
        let is_here = |finding: &&Finding| finding.page.as_deref() == Some(page);
        let is_told = |finding: &&Finding| finding.level > Level::Note && !is_here(finding);
        News {
            hash,
            making: self.making,
            failure: self.failure.as_deref(),
            here: self.findings.iter().filter(is_here).collect(),
            elsewhere: self.findings.iter().filter(is_told).take(OTHERS).collect(),
            totals: self.totals,
        }
    }
}

/// The state, seen by all connections.
pub struct Board(watch::Sender<Arc<State>>);

impl Board {
    /// Nothing was made yet.
    pub fn new() -> Self {
        Self(watch::Sender::new(Arc::new(State { making: true, ..State::default() })))
    }

    /// A site is being made.
    pub fn starts(&self) {
        self.0.send_modify(|state| Arc::make_mut(state).making = true);
    }

    /// Shows what came of it; where that is no site, the last one stays.
    pub fn shows(&self, made: Made) {
        self.0.send_modify(|state| {
            let state = Arc::make_mut(state);
            state.making = false;
            match made {
                Made::Failed(why) => state.failure = Some(why),
                Made::Site { folder, findings, totals } => {
                    *state = State { site: Some(folder), findings, totals, ..State::default() };
                }
            }
        });
    }

    /// What there is now.
    pub fn now(&self) -> Arc<State> {
        Arc::clone(&self.0.borrow())
    }

    /// Hears of everything that comes.
    pub fn follow(&self) -> watch::Receiver<Arc<State>> {
        self.0.subscribe()
    }
}
