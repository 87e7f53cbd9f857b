//! `casebook check`

mod fix;
pub mod places;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;

use super::error::UsageError;
use super::{Session, Verdict, git, locate};
use crate::diag::{Diagnostic, Level, RULES, find_rule, near};
use crate::pipeline::{self, Casebook, Loaded};
use crate::report::findings::{self, Summary};
use crate::report::{fixes, machines, rule_page, safe};
use crate::store::Bom;
use places::Places;

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
///     casebook check --changed-since origin/main --format github
///     casebook check --fix --dry-run
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
    /// Mend what can be mended without changing a meaning or losing a word, then say what is left
    #[arg(long, conflicts_with = "explain")]
    fix: bool,
    /// With `--fix`: show what it would change, and change nothing; exits with 1 where it would
    #[arg(long, requires = "fix")]
    dry_run: bool,
    /// Show only the findings about files that changed since the branch left REV, untracked ones included
    #[arg(long, value_name = "REV", conflicts_with = "explain")]
    changed_since: Option<String>,
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

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs
    Json,
    /// Annotations in GitHub Actions
    Github,
    /// A GitLab code quality report
    Gitlab,
    /// SARIF 2.1.0, for code scanning and editors
    Sarif,
}

/// Fixes may make way for others, so the casebook is read again after them; this often at most.
const ROUNDS: usize = 8;

impl Check {
    pub fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Verdict> {
        if let Some(id) = &self.explain {
            return explain(id, session);
        }
        let (casebook, _) = locate::locate(session.global, session.surroundings)?;
        let places = Places::of(&casebook);
        let chosen = self.chosen(&casebook, session)?;
        let (mut loaded, mut records) = look(&casebook, &places, &chosen)?;
        if self.dry_run {
            return show_fixes(&loaded.findings, &places, session);
        }
        if self.fix {
            let mut mended = (0, BTreeSet::new());
            for _ in 0..ROUNDS {
                let (made, left) = fix::write(fix::changes(&loaded.findings), &places)?;
                for path in left {
                    let path = safe::line(&places.in_repository(&path));
                    writeln!(session.err, "`{path}` was left alone: it was changed meanwhile, or is not UTF-8")?;
                }
                if made.is_empty() {
                    break;
                }
                mended.0 += made.iter().map(|change| change.mended).sum::<usize>();
                mended.1.extend(made.iter().map(|change| change.file.path.clone()));
                (loaded, records) = look(&casebook, &places, &chosen)?;
            }
            writeln!(session.err, "{}", fixes::summary(mended.0, mended.1.len()))?;
        }
        self.tell(loaded, records, &places, session)
    }

    fn tell(
        &self,
        mut loaded: Loaded,
        records: usize,
        places: &Places<'_>,
        session: &mut Session<'_>,
    ) -> anyhow::Result<Verdict> {
        let summary = Summary::of(&loaded.findings, &loaded.allowed, records);
        let verdict = if self.fails(&loaded.findings) { Verdict::Findings } else { Verdict::Fine };
        let usual = if self.format == Format::Human { Level::Warning } else { Level::Note };
        let least = self.level.map_or(usual, Level::from);
        loaded.findings.retain(|finding| finding.level >= least);
        let (found, allowed) = (&loaded.findings, &loaded.allowed);
        let path = |finding: &Diagnostic| places.of_finding(finding);
        let text = match self.format {
            Format::Human => {
                let shown = |finding: &Diagnostic| session.surroundings.shown(&places.on_disk(&finding.file.path));
                findings::human(found, &shown, session.look)
            }
            Format::Json => findings::json(found, allowed, summary, &path),
            Format::Github => machines::github(found, &path),
            Format::Gitlab => machines::gitlab(found, &path),
            Format::Sarif => machines::sarif(found, allowed, &path),
        };
        write!(session.out, "{text}")?;
        session.out.flush()?;
        // What was asked about some files says nothing of others.
        let everything = self.paths.is_empty() && self.changed_since.is_none();
        if let Some(line) = findings::unread(&loaded.unread).filter(|_| everything) {
            writeln!(session.err, "{line}")?;
        }
        if self.format == Format::Human {
            let hidden = if summary.below(least) > 0 { "; `--level note` shows all" } else { "" };
            writeln!(session.err, "{}{hidden}", summary.line())?;
        }
        Ok(verdict)
    }

    fn fails(&self, findings: &[Diagnostic]) -> bool {
        let least = if self.strict { Level::Warning } else { Level::Error };
        findings.iter().any(|finding| finding.level >= least)
    }

    /// The files that the arguments choose.
    fn chosen(&self, casebook: &Casebook, session: &Session<'_>) -> anyhow::Result<Chosen> {
        let named = if self.paths.is_empty() { None } else { Some(self.named(casebook, session)?) };
        let changed = match &self.changed_since {
            Some(revision) => Some(git::changed_since(revision, &casebook.records)?),
            None => None,
        };
        Ok(Chosen { named, changed })
    }

    /// The files and folders that were named, as absolute paths; they are looked for from the current folder, then
    /// from the folder of records.
    fn named(&self, casebook: &Casebook, session: &Session<'_>) -> Result<Vec<PathBuf>, UsageError> {
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

/// What is to be told of the casebook, and in how many records it was looked for.
fn look(casebook: &Casebook, places: &Places<'_>, chosen: &Chosen) -> anyhow::Result<(Loaded, usize)> {
    let mut loaded = pipeline::load(casebook)?;
    let is_wanted = |path: &str| chosen.holds(&places.on_disk(path));
    loaded.findings.retain(|finding| is_wanted(&finding.file.path));
    loaded.allowed.retain(|allowed| is_wanted(&allowed.finding.file.path));
    let records = loaded.knowledge.incidents.iter().filter(|incident| is_wanted(&incident.file.path)).count();
    Ok((loaded, records))
}

/// Shows what `--fix` would change.
fn show_fixes(found: &[Diagnostic], places: &Places<'_>, session: &mut Session<'_>) -> anyhow::Result<Verdict> {
    let changes = fix::changes(found);
    let paths: Vec<String> = changes.iter().map(|change| places.in_repository(&change.file.path)).collect();
    let texts = changes.iter().map(|one| {
        // Lines around a change may hold what no output may show.
        let secrets: BTreeSet<&str> =
            found.iter().filter(|finding| finding.file.path == one.file.path).flat_map(Diagnostic::secrets).collect();
        let masked = |text: &str| secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret, "***"));
        // The mark is no part of the text, but of the file.
        let mark = if one.bom == Bom::Drop { "\u{feff}" } else { "" };
        (mark.to_owned() + &masked(&one.file.text), masked(&one.after))
    });
    let texts: Vec<(String, String)> = texts.collect();
    let shown = texts.iter().zip(&paths).map(|((before, after), path)| fixes::Change { path, before, after });
    write!(session.out, "{}", fixes::diff(&shown.collect::<Vec<_>>(), session.look))?;
    session.out.flush()?;
    let mended = changes.iter().map(|change| change.mended).sum();
    writeln!(session.err, "{}, if it were not a dry run", fixes::summary(mended, changes.len()))?;
    Ok(if changes.is_empty() { Verdict::Fine } else { Verdict::Findings })
}

/// Files that are looked at.
struct Chosen {
    /// Files and folders by their names; `None` for all.
    named: Option<Vec<PathBuf>>,
    /// A repository's folder, and its files that changed; `None` for all.
    changed: Option<(PathBuf, BTreeSet<String>)>,
}

impl Chosen {
    fn holds(&self, file: &Path) -> bool {
        let named = self.named.as_ref().is_none_or(|folders| folders.iter().any(|folder| file.starts_with(folder)));
        named
            && self.changed.as_ref().is_none_or(|(root, paths)| {
                let inside = file.strip_prefix(root).map(|path| path.to_string_lossy().replace('\\', "/"));
                inside.is_ok_and(|path| paths.contains(&path))
            })
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
