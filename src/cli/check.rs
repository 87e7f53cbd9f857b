//! `casebook check`

use std::path::PathBuf;

use clap::Args;

use super::error::UsageError;
use super::{Format, Session, Verdict, locate};
use crate::diag::{Diagnostic, Level, RULES, find_rule, near};
use crate::pipeline::{self, Casebook};
use crate::report::findings::{self, Summary};
use crate::report::rule_page;

/// Say what is wrong with records and patterns
///
/// Shows warnings and errors with file, line, excerpt and a way out; `--level note` shows all there is to say. Exits
/// with 1 when there are errors, with `--strict` also when there are warnings. Levels are set in `casebook.toml` under
/// `[check.rules]`.
///
/// Examples:
///
///     casebook check
///     casebook check postmortems/2026-02-04-freeze.md --strict
///     casebook check --explain dangling-link
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Check {
    /// Show only the findings about these files and folders
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How to print the findings
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
    /// Show only findings of this level and above: for people from `warning`, in JSON from `note` unless told
    #[arg(long, value_name = "LEVEL")]
    level: Option<LeastLevel>,
    /// Exit with 1 on warnings too
    #[arg(long)]
    strict: bool,
    /// Say what a rule is about, and why it matters
    #[arg(long, value_name = "RULE")]
    explain: Option<String>,
}

/// The lowest level that is shown.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum LeastLevel {
    Note,
    Warning,
    Error,
}

impl From<LeastLevel> for Level {
    fn from(least: LeastLevel) -> Self {
        match least {
            LeastLevel::Note => Level::Note,
            LeastLevel::Warning => Level::Warning,
            LeastLevel::Error => Level::Error,
        }
    }
}

impl Check {
    pub fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Verdict> {
        if let Some(id) = &self.explain {
            return explain(id, session);
        }
        let (casebook, _) = locate::locate(session.global, session.surroundings)?;
        let mut loaded = pipeline::load(&casebook)?;
        let mut records = loaded.knowledge.incidents.len();
        if !self.paths.is_empty() {
            let chosen = self.chosen(&casebook, session)?;
            let within = |path: &str| chosen.iter().any(|folder| casebook.records.join(path).starts_with(folder));
            loaded.findings.retain(|finding| within(&finding.file.path));
            records = loaded.knowledge.incidents.iter().filter(|incident| within(&incident.file.path)).count();
        }
        let summary = Summary::of(&loaded.findings, records);
        let verdict = if self.fails(&loaded.findings) { Verdict::Findings } else { Verdict::Fine };
        let usual = if matches!(self.format, Format::Human) { Level::Warning } else { Level::Note };
        let least = self.level.map_or(usual, Level::from);
        loaded.findings.retain(|finding| finding.level >= least);
        match self.format {
            Format::Human => {
                let folder = session.surroundings.shown(&casebook.records);
                write!(session.out, "{}", findings::human(&loaded.findings, &folder, session.look))?;
                session.out.flush()?;
                let hidden = if summary.below(least) > 0 { "; `--level note` shows all" } else { "" };
                writeln!(session.err, "{}{hidden}", summary.line())?;
            }
            Format::Json => write!(session.out, "{}", findings::json(&loaded.findings, summary))?,
        }
        Ok(verdict)
    }

    fn fails(&self, findings: &[Diagnostic]) -> bool {
        let least = if self.strict { Level::Warning } else { Level::Error };
        findings.iter().any(|finding| finding.level >= least)
    }

    /// The files and folders that were named, as absolute paths; they are looked for from the current folder, then
    /// from the folder of records.
    fn chosen(&self, casebook: &Casebook, session: &Session<'_>) -> Result<Vec<PathBuf>, UsageError> {
        let find = |path: &PathBuf| {
            let places = [&session.surroundings.folder, &casebook.records];
            let found = places.into_iter().find_map(|folder| folder.join(path).canonicalize().ok());
            let missing = || {
                let message = format!("there is no file or folder `{}`", path.display());
                UsageError::new(message, "name files as seen from here, or from the folder of records")
            };
            found.ok_or_else(missing)
        };
        self.paths.iter().map(find).collect()
    }
}

fn explain(id: &str, session: &mut Session<'_>) -> anyhow::Result<Verdict> {
    let Some(rule) = find_rule(id) else {
        let ids = || RULES.iter().map(|rule| rule.id);
        let hint = match near(id, ids()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the rules are {}", ids().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")),
        };
        return Err(UsageError::new(format!("there is no rule `{id}`"), hint).into());
    };
    write!(session.out, "{}", rule_page::page(rule))?;
    Ok(Verdict::Fine)
}
