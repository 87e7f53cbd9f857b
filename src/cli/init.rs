//! `casebook init`

mod files;
mod notes;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::json;

use super::error::UsageError;
use super::{Format, Session, Verdict, locate};
use crate::config::{self, Config};
use crate::report::{self, safe};
use crate::store::{self, Edited, StoreError};
use files::{Planned, Write};

/// Set up a casebook in a folder
///
/// Writes `casebook.toml`, the folder of records, lines for `.gitignore`, and what CI needs. In a folder without notes
/// there is an example to start from; where there are notes already, it says how to import them. Nothing is overwritten,
/// and a second run changes nothing.
///
/// `--ci` follows what is there: `.github`, `.gitlab-ci.yml`, or the address that git fetches from. `--hook` and
/// `--editor` add what pre-commit and VS Code read.
///
/// Examples:
///
///     casebook init
///     casebook init incidents --ci gitlab
///     casebook init --ci github --source our-org/casebook@v1 --hook --editor
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Init {
    /// The folder; it is made where it is not there [default: the current folder]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Whose CI to set up [default: that of the repository]
    #[arg(long, value_name = "CI")]
    ci: Option<Ci>,
    /// Where GitHub Actions finds Casebook's sources; without it, the workflow asks the repository's variables
    #[arg(long, value_name = "OWNER/NAME[@REV]", value_parser = source)]
    source: Option<Source>,
    /// Write a configuration for pre-commit too
    #[arg(long)]
    hook: bool,
    /// Write settings for VS Code, and the schemas that it completes and checks by
    #[arg(long)]
    editor: bool,
    /// How to print what was done
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

/// Who runs the checks of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Ci {
    /// GitHub Actions
    Github,
    /// GitLab CI
    Gitlab,
    /// Nobody
    None,
}

/// Where Casebook's sources are.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Source {
    repository: String,
    revision: String,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// It was not there, and now is.
    Written,
    /// It was there and got lines at its end.
    Extended,
    /// It was there already and is as it was.
    Kept,
}

impl Outcome {
    fn name(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Extended => "extended",
            Self::Kept => "kept",
        }
    }
}

/// Where a casebook is set up.
struct Site {
    /// The casebook's folder.
    root: PathBuf,
    /// The repository that it lies in, or the folder itself.
    repository: PathBuf,
    /// Its configuration, or the defaults.
    config: Config,
    /// Folders with notes that are no records yet.
    notes: Vec<notes::Notes>,
}

impl Init {
    pub fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Verdict> {
        let site = self.site(session)?;
        let ci = self.ci.unwrap_or_else(|| files::ci_of(&site.repository));
        let mut done = Vec::new();
        let mut next = Vec::new();
        for planned in files::plan(&site, ci, self) {
            let (outcome, advice) = carry_out(&planned)?;
            done.push((session.surroundings.shown(&planned.path).replace('\\', "/"), outcome));
            next.extend(advice);
        }
        next.extend(self.next(&site, ci, session));
        match self.format {
            Format::Human => tell(&done, &next, session)?,
            Format::Json => {
                let files: Vec<_> =
                    done.iter().map(|(path, fate)| json!({"path": path, "fate": fate.name()})).collect();
                let root = session.surroundings.shown(&site.root).replace('\\', "/");
                let value = json!({"schema": 1, "root": root, "files": files, "next": next});
                write!(session.out, "{}", report::json_text(&value))?;
            }
        }
        Ok(Verdict::Fine)
    }

    fn site(&self, session: &Session<'_>) -> anyhow::Result<Site> {
        if session.global.records.is_some() {
            let hint =
                "name the casebook's folder: `casebook init DIR`; its records lie in the folder of `casebook.toml`";
            return Err(UsageError::new("`init` takes no `--records`", hint).into());
        }
        let named = self.folder.as_ref().or(session.global.root.as_ref());
        let root =
            named.map_or_else(|| session.surroundings.folder.clone(), |dir| session.surroundings.folder.join(dir));
        if root.exists() && !root.is_dir() {
            let message = format!("`{}` is not a folder", session.surroundings.shown(&root));
            return Err(UsageError::new(message, "name a folder, or one that is still to be made").into());
        }
        std::fs::create_dir_all(&root).map_err(|error| StoreError::new("make the folder", &root, error))?;
        let root = root.canonicalize().map_err(|error| StoreError::new("read the folder", &root, error))?;
        let file = root.join(locate::CONFIG_FILE);
        let config = if file.exists() {
            config::parse(&store::read_file(&file, &session.surroundings.shown(&file))?)?
        } else {
            Config::default()
        };
        let repository = root.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(&root).to_owned();
        let notes = notes::find(&root, &config);
        Ok(Site { root, repository, config, notes })
    }

    /// What whoever set it up does next.
    fn next(&self, site: &Site, ci: Ci, session: &Session<'_>) -> Vec<String> {
        let mut next = Vec::new();
        let shown = session.surroundings.shown(&site.root);
        let option = if shown == "." { String::new() } else { format!(" --root {}", shell(&shown)) };
        // Where there are records, they may well be what became of these notes.
        for notes in site.notes.iter().filter(|_| !files::has_records(site)) {
            let path = session.surroundings.shown(&site.root.join(&notes.folder)).replace('\\', "/");
            let seen = report::count(notes.files, "note");
            next.push(format!("`casebook{option} import {}` makes records of {seen} there", shell(&path)));
        }
        next.push(format!("`casebook{option} new` begins a record, `casebook{option} check` looks at all of them"));
        next.push(format!("`casebook{option} build` writes the site"));
        match (ci, &self.source) {
            (Ci::Github, None) => next.push(
                "set the repository's variable `CASEBOOK_SOURCE` to the `OWNER/NAME` of Casebook's sources, for the workflow"
                    .to_owned(),
            ),
            (Ci::Gitlab, _) => next.push(
                "set the CI variable `CASEBOOK_SOURCE` to where git finds Casebook's sources, for the pipeline".to_owned(),
            ),
            (Ci::None, _) if self.ci.is_none() => {
                next.push(format!("`casebook init{option} --ci github` or `--ci gitlab` adds a check to every change"));
            }
            _ => {}
        }
        next
    }
}

fn tell(done: &[(String, Outcome)], next: &[String], session: &mut Session<'_>) -> anyhow::Result<()> {
    for (path, outcome) in done {
        writeln!(session.out, "{:8} {}", outcome.name(), safe::line(path))?;
    }
    session.out.flush()?;
    if !next.is_empty() {
        writeln!(session.err, "\nnext:")?;
    }
    for line in next {
        writeln!(session.err, "  - {}", safe::line(line))?;
    }
    Ok(())
}

/// Writes what is planned, if it is not there; says what is left to the reader.
fn carry_out(planned: &Planned) -> anyhow::Result<(Outcome, Option<String>)> {
    let Planned { path, write, advice } = planned;
    let (Write::New(text) | Write::Lines(text)) = write;
    if store::write_new(path, text.as_bytes())? {
        return Ok((Outcome::Written, None));
    }
    let Write::Lines(_) = write else { return Ok((Outcome::Kept, advice.clone())) };
    let Ok(before) = std::fs::read_to_string(path) else { return Ok((Outcome::Kept, advice.clone())) };
    let Some(after) = files::with_lines(&before, text) else { return Ok((Outcome::Kept, None)) };
    Ok(match store::edit(path, &before, &after, store::Bom::Keep)? {
        Edited::Done => (Outcome::Extended, None),
        Edited::Differs => (Outcome::Kept, advice.clone()),
    })
}

/// A word as a shell takes it.
fn shell(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./".contains(c);
    if !word.is_empty() && word.chars().all(plain) && !word.starts_with('-') {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

fn source(text: &str) -> Result<Source, String> {
    let (repository, revision) = text.split_once('@').unwrap_or((text, ""));
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let is_name = |part: &str| !part.is_empty() && part.chars().all(plain);
    let named = repository.split_once('/').is_some_and(|(owner, name)| is_name(owner) && is_name(name));
    let is_revision = revision.chars().all(|c| plain(c) || c == '/');
    if named && is_revision {
        Ok(Source { repository: repository.to_owned(), revision: revision.to_owned() })
    } else {
        Err("it is written `OWNER/NAME` or `OWNER/NAME@REVISION`".to_owned())
    }
}

/// A path as seen from the repository, with `/`; `.` for the repository itself.
fn within(path: &Path, repository: &Path) -> String {
    let inside = path.strip_prefix(repository).unwrap_or(path).to_string_lossy().replace('\\', "/");
    if inside.is_empty() { ".".to_owned() } else { inside }
}
