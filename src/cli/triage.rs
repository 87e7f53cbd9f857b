//! `casebook triage`

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use clap::Args;

use super::error::UsageError;
use super::search::near;
use super::{Format, Session, Verdict, locate};
use crate::index::{Hit, Results};
use crate::knowledge::triage::{Complaint, Reader, triage};
use crate::pipeline::{self, Asked, Casebook};
use crate::ranking::Query;
use crate::report::{answers, meaning, triage as report};

/// A log is read in pieces of this size, however long it is.
const PIECE: usize = 1 << 16;

/// So many records are told that hold words of it, where nothing is like it.
const FOUND: usize = 3;

/// Say what a symptom, an alert or a log may be, and what to check first
///
/// Reads words, an alert in JSON, or a log of any length: colours and times are taken off, lines that differ only in
/// numbers and ids are folded into one. Answers with the incidents that look like it, their causes and fixes, what was
/// wrongly believed in them, and the patterns it may be; where the configuration names a model, with what means nearly
/// the same in other words. Exits with 1 when nothing like it is known, and then shows what a search finds for its words.
///
/// Examples:
///
///     casebook triage < service.log
///     kubectl logs api-0 | casebook triage
///     casebook triage "hangs on the second query"
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Triage {
    /// The file to read, or the symptom in words; `-` is the standard input
    #[arg(value_name = "FILE|WORDS", default_value = "-")]
    asked: Vec<PathBuf>,
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
        let found = if answer.is_empty() { found(&casebook, &complaint)? } else { Results::default() };
        match self.format {
            Format::Human => {
                write!(session.out, "{}", report::human(&base, &complaint, &answer, session.look))?;
                write!(session.out, "{}", meaning::human(&base, &near, session.look))?;
                if !found.hits.is_empty() {
                    let address = |hit: &Hit| Some(format!("file://{}", casebook.records.join(&hit.path).display()));
                    write!(session.out, "{}", report::only_words(session.look))?;
                    write!(session.out, "{}", answers::human(&found, &address, session.look))?;
                }
            }
            Format::Json => write!(session.out, "{}", report::json(&base, &complaint, &answer, &near, &found.hits))?,
        }
        session.out.flush()?;
        write!(session.err, "{}", report::talk(&complaint, &answer, found.hits.len()))?;
        // What is only near in meaning is a hint: some record always is.
        Ok(if answer.is_empty() { Verdict::Findings } else { Verdict::Fine })
    }

    fn read(&self, session: &mut Session<'_>) -> anyhow::Result<Complaint> {
        let folder = &session.surroundings.folder;
        let path = match self.asked.as_slice() {
            [one] if one.as_os_str() == "-" => {
                let stdin = io::stdin().lock();
                if stdin.is_terminal() {
                    writeln!(session.err, "paste a symptom or a log, then press Ctrl-D")?;
                }
                return Ok(read(stdin)?);
            }
            [one] if is_path(one) || folder.join(one).exists() => one,
            words => {
                if let Some(file) = words.iter().find(|word| folder.join(word).is_file()) {
                    let message = format!("`{}` is a file, and not the only thing named", file.display());
                    return Err(UsageError::new(message, "join files: `cat a.log b.log | casebook triage`").into());
                }
                let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
                return Ok(Complaint::of(&words.join(" ")));
            }
        };
        let file = File::open(folder.join(path)).map_err(|error| {
            let message = format!("could not read `{}`: {error}", path.display());
            UsageError::new(message, "name a file, or give words in quotes: `casebook triage \"it hangs\"`")
        })?;
        if file.metadata()?.is_dir() {
            let message = format!("`{}` is a folder", path.display());
            return Err(UsageError::new(message, "name the log itself").into());
        }
        Ok(read(file)?)
    }
}

/// Whether it can only be meant as a file, even where there is none: a word alone with a slash or a dot in it.
fn is_path(asked: &Path) -> bool {
    let text = asked.to_string_lossy();
    !text.contains(char::is_whitespace) && text.trim_end_matches('.').contains(['/', '.', '\\'])
}

/// What a search finds for the words of a complaint.
fn found(casebook: &Casebook, complaint: &Complaint) -> anyhow::Result<Results> {
    let query = Query::parse(&complaint.as_query());
    if query.is_empty() {
        return Ok(Results::default());
    }
    Ok(pipeline::search(casebook, &query, FOUND, &|_, _| {})?)
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
