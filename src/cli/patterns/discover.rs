//! `casebook patterns discover`

use std::path::PathBuf;

use clap::Args;

use crate::cli::{Format, Session, Verdict};
use crate::knowledge::KnowledgeBase;
use crate::knowledge::discover::{FEWEST_INCIDENTS, discover};
use crate::report;
use crate::store;

/// Propose patterns for incidents that no pattern explains
///
/// Incidents are gathered by how their records word the cause. Each proposal is a pattern file with its signals filled
/// in and questions for you to answer; the records' own lines stand in it.
///
/// Examples:
///
///     casebook patterns discover
///     casebook patterns discover --write postmortems/patterns
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Discover {
    /// Write each proposal into this folder as a file of its own; a file that is there is left alone
    #[arg(long, value_name = "DIR")]
    write: Option<PathBuf>,
    /// How many incidents a proposal needs, at least 2
    #[arg(long, value_name = "N", default_value_t = FEWEST_INCIDENTS, value_parser = at_least_two)]
    min_incidents: usize,
    /// How to print them
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

fn at_least_two(text: &str) -> Result<usize, String> {
    let number: usize = text.parse().map_err(|_| "not a number".to_owned())?;
    if number < 2 { Err("one incident makes no pattern; use 2 or more".to_owned()) } else { Ok(number) }
}

impl Discover {
    pub fn run(&self, base: &KnowledgeBase, session: &mut Session<'_>) -> anyhow::Result<Verdict> {
        let found = discover(base, self.min_incidents);
        let text = match self.format {
            Format::Human => report::discover::human(base, &found, session.look),
            Format::Json => report::discover::json(base, &found),
        };
        write!(session.out, "{text}")?;
        if let Some(folder) = &self.write {
            for proposal in &found.proposals {
                let path = session.surroundings.folder.join(folder).join(format!("{}.md", proposal.id));
                let landed = store::write_new(&path, proposal.text.as_bytes())?;
                let shown = report::safe::line(&session.surroundings.shown(&path));
                let words = if landed { "written" } else { "is there already; left as it is" };
                writeln!(session.err, "{shown}: {words}")?;
            }
        }
        Ok(Verdict::Fine)
    }
}
