//! `casebook theories`

use clap::Args;

use super::{Format, Session, Verdict, locate};
use crate::pipeline;
use crate::report::theories;

/// Show the usual suspects: what was blamed in vain, and what it really was
///
/// Gathers the failed theories of all records, those that blame the same thing together, most often blamed first.
///
/// Example:
///
///     casebook theories --format json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Theories {
    /// How to print them
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

impl Theories {
    pub fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Verdict> {
        let (casebook, _) = locate::locate(session.global, session.surroundings)?;
        let base = pipeline::load(&casebook)?.knowledge;
        let text = match self.format {
            Format::Human => theories::human(&base, session.look),
            Format::Json => theories::json(&base),
        };
        write!(session.out, "{text}")?;
        if base.suspects.is_empty() {
            writeln!(session.err, "no record tells a failed theory yet")?;
        }
        Ok(Verdict::Fine)
    }
}
