//! `casebook review`

use clap::{Args, ValueEnum};

use super::similar::pick;
use super::{Session, Verdict, locate};
use crate::model;
use crate::pipeline;
use crate::report::{review, review_markdown};

/// Say whether an incident has been seen before, judged from earlier records
///
/// The verdict is `repeat-open` (the same cause as an earlier incident of which something is not done), `regression`
/// (the same cause, although it was mended), `look-alike` (it looks like an earlier one, but the cause is another),
/// `related` or `new`. An author's `repeat-of` settles it. Exits with 1 on the verdicts that `--fail-on` or
/// `[review] fail` in `casebook.toml` name.
///
/// Examples:
///
///     casebook review postmortems/2026-03-02-report-queue.md
///     casebook review draft.md --format markdown --fail-on repeat-open
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Review {
    /// A file, one of the records or a new one, or an incident's id
    #[arg(value_name = "RECORD")]
    record: String,
    /// Exit with 1 on this verdict; may be repeated
    #[arg(long, value_name = "VERDICT", value_parser = verdict)]
    fail_on: Vec<model::Verdict>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: ReviewFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ReviewFormat {
    /// For people
    Human,
    /// For programs
    Json,
    /// For a comment on a pull request
    Markdown,
}

impl Review {
    pub fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Verdict> {
        let (casebook, _) = locate::locate(session.global, session.surroundings)?;
        let picked = pick(&self.record, &casebook, session)?;
        let found = pipeline::review(&picked);
        let base = &picked.knowledge;
        let text = match self.format {
            ReviewFormat::Human => review::human(base, &found, session.look),
            ReviewFormat::Json => review::json(base, &found),
            ReviewFormat::Markdown => {
                let folder = session.surroundings.shown(&casebook.records).replace('\\', "/");
                review_markdown::markdown(base, &found, folder.strip_prefix('/').map_or(folder.as_str(), |_| ""))
            }
        };
        write!(session.out, "{text}")?;
        let fails = self.fail_on.iter().chain(&casebook.config.review_fails).any(|verdict| *verdict == found.verdict);
        Ok(if fails { Verdict::Findings } else { Verdict::Fine })
    }
}

fn verdict(name: &str) -> Result<model::Verdict, String> {
    let known = || model::Verdict::ALL.map(|verdict| format!("`{}`", verdict.name())).join(", ");
    model::Verdict::from_name(name).ok_or_else(|| format!("known are {}", known()))
}
