//! `casebook theories`

use clap::Args;

use super::{Format, Session, Verdict, locate, patterns};
use crate::pipeline;
use crate::report::theories;

/// Show the usual suspects: what was blamed in vain, and what it really was
///
/// Gathers the failed theories of all records, those that blame the same thing together, each with what settled it.
/// What was blamed in most incidents comes first.
///
/// Examples:
///
///     casebook theories --format json
///     casebook theories --pattern blocked-event-loop
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Theories {
    /// What was blamed where it was this pattern, and what it was where this pattern was blamed
    #[arg(long, value_name = "ID")]
    pattern: Option<String>,
    /// How to print them
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

impl Theories {
    pub fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Verdict> {
        let (casebook, _) = locate::locate(session.global, session.surroundings)?;
        let base = pipeline::load(&casebook)?.knowledge;
        let pattern = self.pattern.as_deref().map(|id| patterns::find(&base, id)).transpose()?;
        let text = match (self.format, pattern) {
            (Format::Human, None) => theories::human(&base, session.look),
            (Format::Human, Some(pattern)) => theories::human_of(&base, pattern, session.look),
            (Format::Json, None) => theories::json(&base),
            (Format::Json, Some(pattern)) => theories::json_of(&base, pattern),
        };
        write!(session.out, "{text}")?;
        if base.suspects.is_empty() {
            writeln!(session.err, "no record tells a failed theory yet")?;
        } else if text.is_empty() {
            writeln!(session.err, "no record tells a failed theory about this pattern yet")?;
        }
        Ok(Verdict::Fine)
    }
}
