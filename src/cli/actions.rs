//! `casebook actions`

use clap::Args;

use super::error::UsageError;
use super::{Format, Session, Verdict, locate};
use crate::model::Date;
use crate::pipeline;
use crate::report::actions::{self, Choice};

/// Show what was promised and is not done, by the later incidents it might have spared
///
/// An action owes the incidents that came after its own and share a pattern with it, or are stated to repeat it; rare
/// patterns and the same service weigh more.
///
/// Examples:
///
///     casebook actions --owner ana
///     casebook actions --overdue
///     casebook actions --overdue-on 2026-03-01 --format json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Actions {
    /// Only those of this owner
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// Only those that are overdue on this day, as `YYYY-MM-DD`
    #[arg(long, value_name = "DATE")]
    overdue_on: Option<String>,
    /// Only those that are overdue today
    #[arg(long, conflicts_with = "overdue_on")]
    overdue: bool,
    /// How to print them
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

impl Actions {
    pub fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Verdict> {
        let now = session.surroundings.today;
        let overdue_on = self.overdue_on.as_deref().map(day).transpose()?.or(self.overdue.then_some(now));
        // Programs get the same for the same records, whatever the day.
        let today = (self.format == Format::Human).then_some(now);
        let (casebook, _) = locate::locate(session.global, session.surroundings)?;
        let base = pipeline::load(&casebook)?.knowledge;
        let choice = Choice { owner: self.owner.as_deref(), overdue_on, today };
        let text = match self.format {
            Format::Human => actions::human(&base, choice, session.look),
            Format::Json => actions::json(&base, choice),
        };
        write!(session.out, "{text}")?;
        if self.format == Format::Human && text.is_empty() {
            writeln!(session.err, "no open action")?;
        }
        Ok(Verdict::Fine)
    }
}

fn day(text: &str) -> Result<Date, UsageError> {
    Date::parse(text).ok_or_else(|| UsageError::new(format!("`{text}` is not a day"), "write it as `YYYY-MM-DD`"))
}
