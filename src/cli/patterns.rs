//! `casebook patterns`

mod discover;

use clap::{Args, Subcommand};

use super::error::UsageError;
use super::{Format, Session, Verdict, locate};
use crate::diag::near;
use crate::knowledge::{self, KnowledgeBase};
use crate::model::PatternId;
use crate::pipeline;
use crate::report::audit;
use crate::report::patterns::{self, Shown};

/// Show the failures that recur
///
/// Examples:
///
///     casebook patterns list
///     casebook patterns show blocked-event-loop
///     casebook patterns audit
///     casebook patterns discover
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Patterns {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(List),
    Show(Show),
    Audit(Audit),
    Discover(discover::Discover),
}

/// List the patterns that were seen, most often seen first
///
/// Example:
///
///     casebook patterns list --all
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
struct List {
    /// List those too that no incident shows
    #[arg(long)]
    all: bool,
    /// How to print the list
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

/// Show one pattern, with every incident and the line that speaks for it
///
/// Example:
///
///     casebook patterns show blocked-event-loop
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
struct Show {
    /// The pattern
    #[arg(value_name = "ID")]
    id: String,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

/// Say how well the signals of patterns do
///
/// How often each fires, which phrases hit nothing or too much, and where detection would say otherwise than the
/// authors did with `patterns:` and `not-patterns:`.
///
/// Examples:
///
///     casebook patterns audit
///     casebook patterns audit blocked-event-loop
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
struct Audit {
    /// The patterns to look at closely, signal by signal
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

impl Patterns {
    pub fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Verdict> {
        let (casebook, _) = locate::locate(session.global, session.surroundings)?;
        let base = pipeline::load(&casebook)?.knowledge;
        let look = session.look;
        let text = match &self.command {
            Command::List(list) => {
                let shown = if list.all { Shown::All } else { Shown::Seen };
                match list.format {
                    Format::Human => patterns::list_human(&base, shown, look),
                    Format::Json => patterns::list_json(&base, shown),
                }
            }
            Command::Discover(discover) => return discover.run(&base, session),
            Command::Show(show) => {
                let pattern = find(&base, &show.id)?;
                match show.format {
                    Format::Human => patterns::show_human(&base, pattern, look),
                    Format::Json => patterns::show_json(&base, pattern),
                }
            }
            Command::Audit(audit) => {
                let chosen = audit.ids.iter().map(|id| find(&base, id)).collect::<Result<Vec<_>, _>>()?;
                let found = knowledge::audit::audit(&base);
                match audit.format {
                    Format::Human => audit::human(&base, &found, &chosen, look),
                    Format::Json => audit::json(&base, &found, &chosen),
                }
            }
        };
        write!(session.out, "{text}")?;
        Ok(Verdict::Fine)
    }
}

/// The pattern of an id that was typed.
pub fn find(base: &KnowledgeBase, id: &str) -> Result<usize, UsageError> {
    PatternId::new(id).and_then(|id| base.pattern(&id)).ok_or_else(|| {
        let hint = match near(id, base.patterns.iter().map(|pattern| pattern.id.as_str())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`casebook patterns list --all` shows those there are".to_owned(),
        };
        UsageError::new(format!("there is no pattern `{id}`"), hint)
    })
}
