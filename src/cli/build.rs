//! `casebook build`

use std::path::{Path, PathBuf};

use clap::Args;

use super::error::UsageError;
use super::{Session, Verdict, git, locate};
use crate::model::Audience;
use crate::pipeline::{self, Casebook, PipelineError, Rebuild};
use crate::redact::Manifest;
use crate::report::findings::{self, Summary};
use crate::report::{count, safe, withheld};
use crate::store::{self, StoreError};

/// Write the site
///
/// Reads every record and pattern and writes the whole site into the folder `site`, or into the one that `--out`
/// names. The site opens from disk and can be put on any web server. It is written beside the old one and swapped in
/// at the end, so that a build that fails or is stopped changes nothing. Files that others put into the folder are
/// kept. Where nothing changed since the last build, nothing is written.
///
/// With `--edition shareable` all that is internal is left out, and the site goes into `site-shareable`; `--manifest`
/// lists what was left out, place by place and without a word of it.
///
/// Examples:
///
///     casebook build --out public
///     casebook build --since site
///     casebook build --edition shareable --manifest withheld.json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Build {
    /// Write the site into this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write it even where nothing changed
    #[arg(long)]
    force: bool,
    /// Add a page of what changed since the site in this folder was built; it may be the one that is replaced
    #[arg(long, value_name = "SITE")]
    since: Option<PathBuf>,
    /// List what the shareable edition leaves out in this file; `-` prints it
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
}

impl Build {
    pub fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Verdict> {
        let (mut casebook, output) = locate::locate(session.global, session.surroundings)?;
        let output = self.out.as_ref().map_or(output, |out| session.surroundings.folder.join(out));
        let shareable = casebook.config.edition == Audience::Shareable;
        if let Some(file) = self.manifest.as_ref().filter(|file| !shareable || is_in(file, &output, session)) {
            return Err(misplaced(file, shareable).into());
        }
        if shareable && self.since.is_some() {
            return Err(since_shareable().into());
        }
        if let Some(note) = git::add_last_changes(&mut casebook) {
            writeln!(session.err, "note: {}", safe::line(&note))?;
        }
        let program = super::program();
        let rebuild = if self.force { Rebuild::Always } else { Rebuild::Changed };
        let pipeline::Site { published, summary, unread, written } = match &self.since {
            None => pipeline::refresh(&casebook, &output, program.as_deref(), rebuild)?,
            Some(since) => build_since(&casebook, &output, &session.surroundings.folder.join(since))?,
        };
        if let Some(line) = findings::unread(&unread) {
            writeln!(session.err, "{line}")?;
        }
        for note in &published.notes {
            writeln!(session.err, "note: {}", safe::line(note))?;
        }
        writeln!(session.err, "{}", summary.line())?;
        if summary.errors + summary.warnings > 0 {
            writeln!(session.err, "`casebook check` shows them")?;
        }
        let [pages, patterns, links] =
            [(published.pages, "page"), (published.patterns, "pattern"), (published.links, "link")]
                .map(|(number, noun)| count(number, noun));
        let place = session.surroundings.shown(&output.join("index.html"));
        let news = if written { "" } else { "nothing changed: " };
        writeln!(session.err, "{news}{pages}, {patterns}, {links} between incidents and patterns: {place}")?;
        if shareable {
            self.tell_withheld(&pipeline::manifest(&casebook)?, session)?;
        }
        Ok(Verdict::Fine)
    }

    /// Says what was left out: how much, and where it is asked for, the places.
    fn tell_withheld(&self, manifest: &Manifest, session: &mut Session<'_>) -> anyhow::Result<()> {
        write!(session.err, "{}", withheld::human(manifest))?;
        match &self.manifest {
            None => {}
            Some(file) if file.as_os_str() == "-" => write!(session.out, "{}", withheld::json(manifest))?,
            Some(file) => {
                let path = session.surroundings.folder.join(file);
                let failed = |error| StoreError::new("write", &path, error);
                store::replace_file(&path, withheld::json(manifest).as_bytes()).map_err(failed)?;
            }
        }
        Ok(())
    }
}

/// Builds the site with a page of what changed. What is remembered of other builds is none of this one's.
fn build_since(casebook: &Casebook, output: &Path, since: &Path) -> Result<pipeline::Site, PipelineError> {
    let since = Some(pipeline::snapshot(since)?);
    let loaded = pipeline::Loaded { since, ..pipeline::load(casebook)? };
    let published = pipeline::build(casebook, &loaded, output)?;
    let summary = Summary::of(&loaded.findings, &loaded.allowed, published.records);
    Ok(pipeline::Site { published, summary, unread: loaded.unread, written: true })
}

/// What is gone from the old site, or stood in it otherwise, may be what is withheld now.
fn since_shareable() -> UsageError {
    UsageError::new(
        "the page of what changed would tell what the shareable edition leaves out",
        "leave out `--since`, or build the internal edition; `casebook diff OLD NEW` compares two sites for yourself",
    )
}

/// Whether a file would lie in the folder of the site, and be published with it.
fn is_in(file: &Path, output: &Path, session: &Session<'_>) -> bool {
    let path = session.surroundings.folder.join(file);
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().map(real).unwrap_or_default();
    file.as_os_str() != "-" && (folder.starts_with(real(output)) || path.starts_with(output))
}

fn misplaced(file: &Path, shareable: bool) -> UsageError {
    if shareable {
        let message = format!("`{}` would be published with the site", file.display());
        return UsageError::new(message, "put the list of what is withheld elsewhere; it names internal files");
    }
    UsageError::new("only the shareable edition leaves something out", "add `--edition shareable`")
}
