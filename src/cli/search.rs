//! `casebook search`

use clap::Args;

use super::error::UsageError;
use super::{Format, Session, Verdict, locate, open};
use crate::index::Hit;
use crate::knowledge::KnowledgeBase;
use crate::knowledge::meaning::Near;
use crate::pipeline::{self, Asked, Casebook};
use crate::ranking::Query;
use crate::report::answers;

/// Find incidents that look like what you see
///
/// Words are looked for everywhere, and weigh more in titles. "…" finds words that stand
/// together, `-word` leaves out. `symptom:`, `cause:`, `theory:`, `fix:`, `service:`, `pattern:`, `severity:`,
/// `status:`, `after:2026-01` and `before:` narrow it down. Exits with 1 when nothing is found.
///
/// Examples:
///
///     casebook search "hangs on the second query, no stack trace"
///     casebook search pattern:blocked-event-loop after:2026-01 -n 3
///     casebook search "hang -deadlock"
///     casebook search "no space left on device" --open
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Search {
    /// What to look for; where the shell's words start with `-`, put them in quotes together or behind `--`
    #[arg(value_name = "QUERY", required = true)]
    query: Vec<String>,
    /// Show at most so many incidents
    #[arg(short = 'n', long, value_name = "NUMBER", default_value_t = 10)]
    limit: usize,
    /// How to print the answers
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
    /// Open the record of the best answer, or of that number, in the editor that `VISUAL` or `EDITOR` names, or in what
    /// the system opens such files with
    #[arg(long, value_name = "NUMBER", num_args = 0..=1, require_equals = true, default_missing_value = "1")]
    open: Option<usize>,
}

impl Search {
    pub fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Verdict> {
        let (casebook, _) = locate::locate(session.global, session.surroundings)?;
        let query = self.query.join(" ");
        let err = std::cell::RefCell::new(&mut *session.err);
        let progress = |done, all| told(&mut **err.borrow_mut(), done, all);
        let results = pipeline::search(&casebook, &Query::parse(&query), self.limit, &progress)?;
        match self.format {
            Format::Human => {
                let address = |hit: &Hit| Some(format!("file://{}", casebook.records.join(&hit.path).display()));
                write!(session.out, "{}", answers::human(&results, &address, session.look))?;
                session.out.flush()?;
                write!(session.err, "{}", answers::talk(&results))?;
            }
            Format::Json => write!(session.out, "{}", answers::json(&query, &results))?,
        }
        if let Some(number) = self.open.filter(|_| !results.hits.is_empty()) {
            let hit = number.checked_sub(1).and_then(|at| results.hits.get(at));
            let hit = hit.ok_or_else(|| no_such_answer(number, results.hits.len()))?;
            session.out.flush()?;
            open::open(&casebook.records.join(&hit.path), session.surroundings.editor.as_deref())?;
        }
        Ok(if results.hits.is_empty() { Verdict::Findings } else { Verdict::Fine })
    }
}

fn no_such_answer(number: usize, shown: usize) -> UsageError {
    UsageError::new(format!("there is no answer {number}"), format!("`--open` takes a number from 1 to {shown}"))
}

/// What means nearly what is asked with, where the configuration names a model; says what is to be said about it.
pub fn near(
    casebook: &Casebook,
    base: &KnowledgeBase,
    asked: Asked<'_>,
    told: &[usize],
    session: &mut Session<'_>,
) -> anyhow::Result<Vec<Near>> {
    let err = std::cell::RefCell::new(&mut *session.err);
    let progress = |done, all| self::told(&mut **err.borrow_mut(), done, all);
    let (near, note) = pipeline::near(casebook, base, asked, told, &progress)?;
    if let Some(note) = note {
        writeln!(session.err, "note: {note}")?;
    }
    Ok(near)
}

/// Says why an answer takes its time; a few new records are not worth a word.
fn told(err: &mut dyn std::io::Write, done: usize, all: usize) {
    if all > 100 {
        let first = if done == 0 { "; this is done once, and for new records later" } else { "" };
        // Nobody is left to tell where this cannot be written.
        let _ = writeln!(err, "note: {done} of {all} passages are encoded{first}");
    }
}
