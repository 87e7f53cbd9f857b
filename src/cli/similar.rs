//! `casebook similar`

use std::path::Path;

use clap::{Args, ValueEnum};

use super::error::UsageError;
use super::search::near;
use super::{Format, Session, Verdict, locate};
use crate::knowledge::Axis;
use crate::model::IncidentId;
use crate::pipeline::{self, Asked, Casebook, Picked, Subject};
use crate::report::{meaning, similar};

/// Show the incidents that are like one: caused like it, and looking like it
///
/// The two are kept apart: the same symptom often has another cause. Every incident comes with the lines that make it
/// alike, and with what differs. Where the configuration names a model, those that mean nearly the same in other words
/// stand behind them. Exits with 1 when there is none.
///
/// Examples:
///
///     casebook similar 2026-02-04-event-loop-freeze
///     casebook similar postmortems/stderr-logging-hang.md --axis caused
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Similar {
    /// An incident's id, or a file: one of the records, or any other
    #[arg(value_name = "RECORD")]
    record: String,
    /// Only those that look like it, or were caused like it
    #[arg(long, value_name = "AXIS")]
    axis: Option<OneAxis>,
    /// Show at most so many incidents on each axis
    #[arg(short = 'n', long, value_name = "NUMBER", default_value_t = 5)]
    limit: usize,
    /// How to print them
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum OneAxis {
    /// What was seen
    Looks,
    /// Why it happened
    Caused,
}

impl Similar {
    pub fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Verdict> {
        let (casebook, _) = locate::locate(session.global, session.surroundings)?;
        let Picked { knowledge, incident, .. } = pick(&self.record, &casebook, session)?;
        let axes = match self.axis {
            None => Axis::ALL.to_vec(),
            Some(OneAxis::Looks) => vec![Axis::Looks],
            Some(OneAxis::Caused) => vec![Axis::Caused],
        };
        let none = axes.iter().all(|&axis| knowledge.neighbours(incident, axis).is_empty());
        let told: Vec<usize> =
            axes.iter().flat_map(|&axis| knowledge.neighbours(incident, axis)).map(|it| it.incident).collect();
        let near = match self.axis {
            None => near(&casebook, &knowledge, Asked::Incident(incident), &told, session)?,
            Some(_) => Vec::new(),
        };
        let text = match self.format {
            Format::Human => {
                similar::human(&knowledge, incident, &axes, self.limit, session.look)
                    + &meaning::human(&knowledge, &near, session.look)
            }
            Format::Json => similar::json(&knowledge, incident, &axes, self.limit, &near),
        };
        write!(session.out, "{text}")?;
        if none {
            session.out.flush()?;
            writeln!(session.err, "no incident is like this one")?;
        }
        Ok(if none { Verdict::Findings } else { Verdict::Fine })
    }
}

/// Reads the casebook with the record that was named: a file as seen from here or from the folder of records, or an id.
pub fn pick(record: &str, casebook: &Casebook, session: &Session<'_>) -> anyhow::Result<Picked> {
    let folders = [&session.surroundings.folder, &casebook.records];
    let file = folders.into_iter().map(|folder| folder.join(record)).find(|path| path.is_file());
    let unknown = || {
        let message = format!("there is no file and no incident `{record}`");
        UsageError::new(message, "name a file as seen from here or from the folder of records, or an incident's id")
    };
    let subject = match file {
        Some(path) => Subject::File(path),
        None => Subject::Id(IncidentId::new(record).ok_or_else(unknown)?),
    };
    let shown = session.surroundings.shown(Path::new(record));
    pipeline::pick(casebook, &subject, &shown)?.ok_or_else(|| unknown().into())
}
