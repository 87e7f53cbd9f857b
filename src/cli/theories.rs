//! `casebook theories`

use clap::Args;

use super::{Format, Session, Verdict, locate, patterns};
use crate::knowledge::Suspect;
use crate::pipeline;
use crate::report::{safe, theories};

/// Show the usual suspects: what was blamed in vain, and what it really was
///
/// Gathers the failed theories of all records, those that blame the same thing together, each with what settled it.
/// What was blamed in most incidents comes first. With words, only the suspects that hold all of them: what you are about
/// to blame. Exits with 1 where none does.
///
/// Examples:
///
///     casebook theories connection pool
///     casebook theories --format json
///     casebook theories --pattern blocked-event-loop
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Theories {
    /// What you are about to blame
    #[arg(value_name = "WORDS", conflicts_with = "pattern")]
    words: Vec<String>,
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
        let words = self.words.join(" ");
        let suspects: Vec<&Suspect> =
            if words.is_empty() { base.suspects.iter().collect() } else { base.suspects_about(&words) };
        let is_lost = !words.is_empty() && suspects.is_empty();
        let text = match (self.format, pattern) {
            (Format::Human, None) => theories::human(&base, suspects, session.look),
            (Format::Human, Some(pattern)) => theories::human_of(&base, pattern, session.look),
            (Format::Json, None) => theories::json(&base, suspects),
            (Format::Json, Some(pattern)) => theories::json_of(&base, pattern),
        };
        write!(session.out, "{text}")?;
        if base.suspects.is_empty() {
            writeln!(session.err, "no record tells a failed theory yet")?;
        } else if is_lost {
            let words = safe::line(&words);
            writeln!(session.err, "nobody blamed `{words}` in vain yet; fewer words may find what was blamed")?;
        } else if text.is_empty() {
            writeln!(session.err, "no record tells a failed theory about this pattern yet")?;
        }
        Ok(if is_lost { Verdict::Findings } else { Verdict::Fine })
    }
}
