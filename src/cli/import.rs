//! `casebook import`

use std::path::{Path, PathBuf};

use clap::Args;

use super::error::UsageError;
use super::{Format, Session, Verdict, locate};
use crate::pipeline;
use crate::report::import;
use crate::{bundle, store};

/// Turn legacy notes into records
///
/// Reads Markdown, plain text, and what trackers export (GitHub and GitLab issues as JSON, other JSON, YAML). A file with
/// several incidents becomes several records; letters that were decoded wrongly are mended; dates, severity, status,
/// services and authors are lifted into the front matter; labels become headings. No word is lost and nothing is
/// overwritten: a record that an earlier run wrote is left alone. Forms that nobody filled in are passed over.
///
/// Writes into the casebook's folder of records, or into `postmortems` where there is no casebook yet. Exits with 1
/// when there was nothing to import.
///
/// Examples:
///
///     casebook import POSTMORTEMS.md --dry-run
///     casebook import ../wiki/incidents
///     gh issue list --label incident --state all --json number,title,body,createdAt,labels,url > issues.json
///     casebook import issues.json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Import {
    /// Files, and folders of files
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Write nothing; show what would become of each file as a table and a diff
    #[arg(long)]
    dry_run: bool,
    /// How to print the account
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

/// Whether a file is what `casebook export` wrote.
fn is_bundle(path: &Path) -> bool {
    let is_json = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    is_json && store::read_text(path).is_ok_and(|text| bundle::is_bundle(&text))
}

impl Import {
    pub fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Verdict> {
        let (base, records, config) = locate::locate_or_new(session.global, session.surroundings)?;
        let mut paths = Vec::new();
        for path in &self.paths {
            let missing = || {
                let message = format!("there is no file or folder `{}`", path.display());
                UsageError::new(message, "name notes, or folders of notes, as seen from here")
            };
            paths.push(session.surroundings.folder.join(path).canonicalize().map_err(|_| missing())?);
        }
        if let Some(path) = paths.iter().find(|path| is_bundle(path)) {
            let message = format!("`{}` is a bundle of records, which need no import", path.display());
            return Err(UsageError::new(message, "`casebook restore FILE` makes the files of it again").into());
        }
        // Paths are compared, so that all of them are the real ones.
        let real = |path: PathBuf| path.canonicalize().unwrap_or(path);
        let base = real(base);
        let records = real(records);
        let mut imports = pipeline::import(&paths, &records, &base, &config)?;
        if !self.dry_run {
            pipeline::write_imports(&mut imports, &records)?;
        }
        let folder = records.strip_prefix(&base).unwrap_or(&records).to_string_lossy().replace('\\', "/");
        // People are told where it lies as seen from where they stand; programs get the casebook's own paths.
        let here = real(session.surroundings.folder.clone());
        let seen = records.strip_prefix(&here).unwrap_or(&records).to_string_lossy().replace('\\', "/");
        let run = if self.dry_run { import::Run::Dry } else { import::Run::Real };
        match self.format {
            Format::Human => {
                write!(session.out, "{}", import::human(&imports, &seen, run, session.look))?;
                session.out.flush()?;
                writeln!(session.err, "{}", import::summary(&imports, run))?;
            }
            Format::Json => write!(session.out, "{}", import::json(&imports, &folder, run))?,
        }
        let any = imports.iter().any(|import| !import.records.is_empty());
        Ok(if any { Verdict::Fine } else { Verdict::Findings })
    }
}
