//! `casebook restore`

use std::path::PathBuf;

use clap::Args;

use super::error::UsageError;
use super::{Session, Verdict, locate};
use crate::pipeline::{self, Restored};
use crate::report::{count, safe};
use crate::store::StoreError;
use crate::{bundle, store};

/// Make the records and patterns of a bundle into files again
///
/// Reads what `casebook export --format bundle` wrote and puts every file into the casebook's folders, byte for byte.
/// A folder without a casebook becomes one. Nothing is overwritten: a file that is there is left alone, and named where
/// its text is another. Exits with 1 where one could not be put in its place.
///
/// Example:
///
///     casebook restore casebook.json --root new-casebook
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Restore {
    /// The bundle
    #[arg(value_name = "FILE")]
    bundle: PathBuf,
}

impl Restore {
    pub fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Verdict> {
        let path = session.surroundings.folder.join(&self.bundle);
        let text = store::read_text(&path)?;
        let files = bundle::read(&text).map_err(|error| {
            let message = format!("`{}` cannot be restored: {error}", self.bundle.display());
            UsageError::new(message, "name a file that `casebook export --format bundle` wrote")
        })?;
        // A fresh folder becomes a casebook, as for `import`.
        let (_, records, _) = locate::locate_or_new(session.global, session.surroundings)?;
        std::fs::create_dir_all(&records).map_err(|error| StoreError::new("make the folder", &records, error))?;
        let (casebook, _) = locate::locate(session.global, session.surroundings)?;
        let restored = pipeline::restore(&casebook, &files)?;
        let with = |outcome: Restored| restored.iter().filter(move |file| file.outcome == outcome);
        for file in with(Restored::Written) {
            writeln!(session.out, "{}", safe::line(&session.surroundings.shown(&file.path)))?;
        }
        session.out.flush()?;
        for (outcome, why) in [
            (Restored::Differs, "has another text, and was left alone"),
            (Restored::Unread, "would not be read; name its ending with `--ending`"),
        ] {
            for file in with(outcome) {
                writeln!(session.err, "note: `{}` {why}", safe::line(&session.surroundings.shown(&file.path)))?;
            }
        }
        let written = count(with(Restored::Written).count(), "file");
        writeln!(session.err, "{written} written, {} there already", with(Restored::Same).count())?;
        let left = with(Restored::Differs).count() + with(Restored::Unread).count();
        Ok(if left > 0 { Verdict::Findings } else { Verdict::Fine })
    }
}
