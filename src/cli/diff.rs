//! `casebook diff`

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{Session, Verdict};
use crate::pipeline;
use crate::report::changes;

/// Show what changed from one built site to another
///
/// Compares the incidents, their patterns and the patterns of two folders that `casebook build` wrote: what is new, what
/// is gone, and what became of the rest. Exits with 0 where nothing changed, and with 1 where something did.
///
/// Examples:
///
///     casebook diff last-month/site site
///     casebook diff main/site site --format markdown
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Diff {
    /// The older site
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The newer site
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

/// How changes are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs
    Json,
    /// For a comment on a change
    Markdown,
}

impl Diff {
    pub fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Verdict> {
        let at = |folder: &Path| session.surroundings.folder.join(folder);
        let found = pipeline::diff(&at(&self.old), &at(&self.new))?;
        let text = match self.format {
            Format::Human => changes::human(&found, session.look),
            Format::Json => changes::json(&found),
            Format::Markdown => changes::markdown(&found),
        };
        write!(session.out, "{text}")?;
        if self.format == Format::Human {
            session.out.flush()?;
            writeln!(session.err, "{}", changes::summary(&found))?;
        }
        Ok(if found.is_empty() { Verdict::Fine } else { Verdict::Findings })
    }
}
