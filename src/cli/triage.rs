//! `casebook triage`

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::PathBuf;

use clap::Args;

use super::error::UsageError;
use super::search::near;
use super::{Format, Session, Verdict, locate};
use crate::knowledge::triage::{Complaint, Reader, triage};
use crate::pipeline::{self, Asked};
use crate::report::{meaning, triage as report};

/// A log is read in pieces of this size, however long it is.
const PIECE: usize = 1 << 16;

/// Say what a symptom, an alert or a log may be, and what to check first
///
/// Reads words, an alert in JSON, or a log of any length: colours and times are taken off, lines that differ only in
/// numbers and ids are folded into one. Answers with the incidents that look like it, their causes and fixes, what was
/// wrongly believed in them, and the patterns it may be; where the configuration names a model, with what means nearly
/// the same in other words. Exits with 1 when nothing like it is known.
///
/// Examples:
///
///     casebook triage < service.log
///     kubectl logs api-0 | casebook triage
///     echo "hangs on the second query" | casebook triage
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Triage {
    /// The file to read; `-` is the standard input
    #[arg(value_name = "FILE", default_value = "-")]
    file: PathBuf,
    /// How to print the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

impl Triage {
    pub fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Verdict> {
        let (casebook, _) = locate::locate(session.global, session.surroundings)?;
        let complaint = self.read(session)?;
        let base = pipeline::load(&casebook)?.knowledge;
        let answer = triage(&base, &complaint);
        let told: Vec<usize> = answer.incidents.iter().map(|like| like.incident).collect();
        let near = near(&casebook, &base, Asked::Complaint(&complaint), &told, session)?;
        match self.format {
            Format::Human => {
                write!(session.out, "{}", report::human(&base, &complaint, &answer, session.look))?;
                write!(session.out, "{}", meaning::human(&base, &near, session.look))?;
            }
            Format::Json => write!(session.out, "{}", report::json(&base, &complaint, &answer, &near))?,
        }
        session.out.flush()?;
        write!(session.err, "{}", report::talk(&complaint, &answer))?;
        // What is only near in meaning is a hint: some record always is.
        Ok(if answer.is_empty() { Verdict::Findings } else { Verdict::Fine })
    }

    fn read(&self, session: &mut Session<'_>) -> anyhow::Result<Complaint> {
        if self.file.as_os_str() == "-" {
            let stdin = io::stdin().lock();
            if stdin.is_terminal() {
                writeln!(session.err, "paste a symptom or a log, then press Ctrl-D")?;
            }
            return Ok(read(stdin)?);
        }
        let path = session.surroundings.folder.join(&self.file);
        let file = File::open(&path).map_err(|error| {
            let message = format!("could not read `{}`: {error}", self.file.display());
            UsageError::new(
                message,
                "name a file, or give words to the standard input: `echo \"it hangs\" | casebook triage`",
            )
        })?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            let message = format!("`{}` is a folder", self.file.display());
            return Err(UsageError::new(message, "name the log itself").into());
        }
        Ok(read(file)?)
    }
}

fn read(mut from: impl Read) -> io::Result<Complaint> {
    let mut reader = Reader::default();
    let mut piece = vec![0; PIECE];
    loop {
        match from.read(&mut piece) {
            Ok(0) => return Ok(reader.finish()),
            Ok(length) => reader.feed(&piece[..length]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
