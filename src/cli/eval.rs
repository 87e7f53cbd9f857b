//! `casebook eval`

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::error::UsageError;
use super::{Format, Session, Verdict, locate};
use crate::diag::near;
use crate::eval::{self, Expectations, Ratchet, Tried};
use crate::pipeline::{self, Evaluation};
use crate::report::eval::{self as report, Misses};
use crate::report::findings;
use crate::source::SourceFile;
use crate::store::{self, StoreError};

/// Measure how right patterns, verdicts and search are, against what people expect
///
/// FILE is YAML with lists of labels: `patterns` (which patterns a record shows), `verdicts` (what a review should say of
/// it), `queries` (what a search should find). Pattern links and verdicts are measured as if no author had decided
/// anything; searches stand beside plain BM25. With `--ratchet`, exits with 1 when a figure is under its floor; also when
/// a label names a record or pattern that is not there.
///
/// Examples:
///
///     casebook eval expectations.yaml
///     casebook eval expectations.yaml --part measure --misses
///     casebook eval expectations.yaml --ratchet floors.yaml --update
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Eval {
    /// Files of expectations
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Measure only the labels of this part
    #[arg(long, value_name = "NAME")]
    part: Option<String>,
    /// How to print the figures
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
    /// List each wrong answer: false links with their line, missed ones with their reason
    #[arg(long)]
    misses: bool,
    /// A file of floors that the figures must reach
    #[arg(long, value_name = "FILE")]
    ratchet: Option<PathBuf>,
    /// Raise the floors that were beaten; none is ever lowered
    #[arg(long, requires = "ratchet")]
    update: bool,
}

impl Eval {
    pub fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Verdict> {
        let (casebook, _) = locate::locate(session.global, session.surroundings)?;
        let expectations: Vec<Expectations> =
            self.files.iter().map(|path| Ok(eval::parse(&read(path, session)?)?)).collect::<anyhow::Result<_>>()?;
        let ratchet = match &self.ratchet {
            Some(path) => Ratchet::parse(&read(path, session)?)?,
            None => Ratchet::default(),
        };
        self.known_part(&eval::parts(&expectations))?;
        let part = self.part.as_deref();
        let evaluation = pipeline::evaluate(&casebook, &expectations, part)?;
        let tried = ratchet.tried(&evaluation.measured.figures(), part);
        let folder = session.surroundings.shown(&casebook.records);
        self.print(&evaluation, &tried, &folder, session)?;
        if self.update {
            self.raise(&ratchet, &tried, session)?;
        }
        let fine = evaluation.findings.is_empty() && tried.iter().all(Tried::is_held);
        Ok(if fine { Verdict::Fine } else { Verdict::Findings })
    }

    fn print(
        &self,
        evaluation: &Evaluation,
        tried: &[Tried<'_>],
        folder: &str,
        session: &mut Session<'_>,
    ) -> anyhow::Result<()> {
        let Evaluation { measured, findings } = evaluation;
        let misses = if self.misses { Misses::Listed } else { Misses::Counted };
        match self.format {
            Format::Human => {
                if self.misses {
                    write!(session.out, "{}", report::misses(measured, folder, session.look))?;
                }
                write!(session.out, "{}", report::human(measured, session.look))?;
                session.out.flush()?;
                write!(session.err, "{}", findings::human(findings, &|found| found.file.path.clone(), session.look))?;
                write!(session.err, "{}", report::ratchet(tried, session.look))?;
            }
            Format::Json => write!(session.out, "{}", report::json(measured, tried, findings, misses))?,
        }
        Ok(())
    }

    fn known_part(&self, parts: &BTreeSet<&str>) -> Result<(), UsageError> {
        let Some(part) = self.part.as_deref().filter(|part| !parts.contains(part)) else { return Ok(()) };
        let hint = match near(part, parts.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                format!("the parts are {}", parts.iter().map(|part| format!("`{part}`")).collect::<Vec<_>>().join(", "))
            }
        };
        Err(UsageError::new(format!("no label belongs to a part `{part}`"), hint))
    }

    /// Writes the floors that were beaten.
    fn raise(&self, ratchet: &Ratchet, tried: &[Tried<'_>], session: &mut Session<'_>) -> anyhow::Result<()> {
        let (Some(path), Some(text)) = (&self.ratchet, ratchet.raised(tried)) else {
            writeln!(session.err, "no floor was beaten")?;
            return Ok(());
        };
        let path = session.surroundings.folder.join(path);
        store::replace_file(&path, text.as_bytes()).map_err(|error| StoreError::new("write", &path, error))?;
        writeln!(session.err, "raised floors in {}", session.surroundings.shown(&path))?;
        Ok(())
    }
}

/// Reads a file that was named from the current folder.
fn read(path: &Path, session: &Session<'_>) -> anyhow::Result<Arc<SourceFile>> {
    let place = session.surroundings.folder.join(path);
    if !place.is_file() {
        let message = format!("there is no file `{}`", path.display());
        return Err(UsageError::new(message, "name files as seen from here").into());
    }
    Ok(store::read_file(&place, &session.surroundings.shown(&place))?)
}
