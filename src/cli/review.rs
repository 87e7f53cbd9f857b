//! `casebook review`

use std::collections::BTreeSet;
use std::path::Path;

use clap::{Args, ValueEnum};

use super::search::near;
use super::similar::pick;
use super::{Session, Verdict, git, locate};
use crate::knowledge::KnowledgeBase;
use crate::knowledge::review::{Among, Review as Found, review_among};
use crate::model;
use crate::pipeline::{self, Asked, Casebook};
use crate::report::{count, meaning, review, review_markdown};

/// Of so many changed records the verdicts are shown to people; JSON has all.
const MOST: usize = 20;

/// Say whether an incident has been seen before, judged from earlier records
///
/// The verdict is `repeat-open` (the same cause as an earlier incident of which something is not done), `regression`
/// (the same cause, although it was mended), `look-alike` (it looks like an earlier one, but the cause is another),
/// `related` or `new`. An author's `repeat-of` settles it. Exits with 1 on the verdicts that `--fail-on` or
/// `[review] fail` in `casebook.toml` name. With `--changed-since` every record that differs from where the branch left
/// a revision is reviewed, those that happened before first.
///
/// Examples:
///
///     casebook review postmortems/2026-03-02-report-queue.md
///     casebook review draft.md --format markdown --fail-on repeat-open
///     casebook review --changed-since origin/main --format markdown
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Review {
    /// A file, one of the records or a new one, or an incident's id
    #[arg(value_name = "RECORD", required_unless_present = "changed_since")]
    record: Option<String>,
    /// Review the records that changed since the branch left REV, untracked ones included
    #[arg(long, value_name = "REV", conflicts_with = "record")]
    changed_since: Option<String>,
    /// Exit with 1 on this verdict; may be repeated
    #[arg(long, value_name = "VERDICT", value_parser = verdict)]
    fail_on: Vec<model::Verdict>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: ReviewFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
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
        match (&self.record, &self.changed_since) {
            (Some(record), _) => self.one(record, &casebook, session),
            (None, Some(revision)) => self.changed(revision, &casebook, session),
            (None, None) => unreachable!("the arguments demand one of the two"),
        }
    }

    fn one(&self, record: &str, casebook: &Casebook, session: &mut Session<'_>) -> anyhow::Result<Verdict> {
        let picked = pick(record, casebook, session)?;
        let found = pipeline::review(&picked);
        let text = self.text(&picked.knowledge, &found, casebook, session)?;
        write!(session.out, "{text}")?;
        Ok(if self.fails(&found, casebook) { Verdict::Findings } else { Verdict::Fine })
    }

    fn changed(&self, revision: &str, casebook: &Casebook, session: &mut Session<'_>) -> anyhow::Result<Verdict> {
        let (root, files) = git::changed_since(revision, &casebook.records)?;
        let base = pipeline::load(casebook)?.knowledge;
        let is_changed = |&incident: &usize| is_among(&base.incidents[incident].file.path, casebook, &root, &files);
        let changed = (0..base.incidents.len()).filter(is_changed);
        let mut found: Vec<Found> = changed.map(|incident| review_among(&base, incident, Among::Earlier)).collect();
        let rank = |found: &Found| model::Verdict::ALL.iter().position(|verdict| *verdict == found.verdict);
        found.sort_by_key(rank);
        let shown = if self.format == ReviewFormat::Json { found.len() } else { MOST };
        let texts: Vec<String> = found
            .iter()
            .take(shown)
            .map(|found| self.text(&base, found, casebook, session))
            .collect::<anyhow::Result<_>>()?;
        if self.format == ReviewFormat::Json {
            let parse = |text: String| serde_json::from_str(&text).expect("it was written as JSON");
            let reviews: Vec<serde_json::Value> = texts.into_iter().map(parse).collect();
            let all = serde_json::json!({ "schema": 1, "since": revision, "reviews": reviews });
            write!(session.out, "{}", crate::report::json_text(&all))?;
        } else {
            write!(session.out, "{}", texts.join("\n"))?;
            if found.len() > MOST {
                let left = count(found.len() - MOST, "record");
                writeln!(session.out, "\n{left} more changed; `casebook review RECORD` reviews one of them")?;
            }
        }
        session.out.flush()?;
        if found.is_empty() {
            writeln!(session.err, "no record changed since `{}`", crate::report::safe::line(revision))?;
        }
        let fails = found.iter().any(|found| self.fails(found, casebook));
        Ok(if fails { Verdict::Findings } else { Verdict::Fine })
    }

    fn text(
        &self,
        base: &KnowledgeBase,
        found: &Found,
        casebook: &Casebook,
        session: &mut Session<'_>,
    ) -> anyhow::Result<String> {
        let told: Vec<usize> = found.earlier.iter().map(|earlier| earlier.incident).collect();
        let near = near(casebook, base, Asked::Incident(found.incident), &told, session)?;
        Ok(match self.format {
            ReviewFormat::Human => {
                review::human(base, found, session.look) + &meaning::human(base, &near, session.look)
            }
            ReviewFormat::Json => review::json(base, found, &near),
            ReviewFormat::Markdown => {
                let folder = session.surroundings.shown(&casebook.records).replace('\\', "/");
                let folder = folder.strip_prefix('/').map_or(folder.as_str(), |_| "");
                review_markdown::markdown(base, found, folder) + &meaning::markdown(base, &near, folder)
            }
        })
    }

    fn fails(&self, found: &Found, casebook: &Casebook) -> bool {
        self.fail_on.iter().chain(&casebook.config.review_fails).any(|verdict| *verdict == found.verdict)
    }
}

/// Whether a record's file is one of those that changed in the repository at `root`.
fn is_among(path: &str, casebook: &Casebook, root: &Path, files: &BTreeSet<String>) -> bool {
    let file = casebook.records.join(path);
    let inside = file.strip_prefix(root).map(|path| path.to_string_lossy().replace('\\', "/"));
    inside.is_ok_and(|path| files.contains(&path))
}

fn verdict(name: &str) -> Result<model::Verdict, String> {
    let known = || model::Verdict::ALL.map(|verdict| format!("`{}`", verdict.name())).join(", ");
    model::Verdict::from_name(name).ok_or_else(|| format!("known are {}", known()))
}
