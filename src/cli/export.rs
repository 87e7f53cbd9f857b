//! `casebook export`

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::error::UsageError;
use super::{Session, Verdict, locate};
use crate::export;
use crate::pipeline;
use crate::store::{self, StoreError};

/// Hand the whole casebook on: as one file, as tables, to a search engine
///
/// `bundle` is one JSON file with every record and pattern, as it is written and as it is understood; `casebook restore`
/// makes the files of it again, and `casebook schema bundle` prints its JSON Schema. `csv` is a table of incidents,
/// `actions-csv` one of actions. `opensearch` is what the bulk interface of `OpenSearch` takes, `quickwit` a document on
/// each line; `--template` prints how the engine shall index them.
///
/// Examples:
///
///     casebook export > casebook.json
///     casebook export --format actions-csv --out actions.csv
///     casebook export --format opensearch --template | curl -XPUT host/_index_template/casebook -H 'Content-Type: application/json' -d @-
///     casebook export --format opensearch | curl -XPOST host/_bulk -H 'Content-Type: application/x-ndjson' --data-binary @-
///     casebook export --format quickwit --edition shareable
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Export {
    /// What to make of it
    #[arg(long, value_name = "FORMAT", default_value = "bundle")]
    format: ExportFormat,
    /// Write it into this file instead of printing it
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The engine's name for the index
    #[arg(long, value_name = "NAME", default_value = "casebook")]
    index: String,
    /// Print how a search engine shall index the documents, instead of these
    #[arg(long)]
    template: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    /// One JSON file that can be restored
    Bundle,
    /// Incidents, a row each
    Csv,
    /// Actions, a row each
    ActionsCsv,
    /// Documents for `OpenSearch`
    Opensearch,
    /// Documents for Quickwit
    Quickwit,
}

impl Export {
    pub fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Verdict> {
        let text = if self.template { self.template()? } else { self.data(session)? };
        match &self.out {
            None => write!(session.out, "{text}")?,
            Some(file) => {
                let path = session.surroundings.folder.join(file);
                let failed = |error| StoreError::new("write", &path, error);
                store::replace_file(&path, text.as_bytes()).map_err(failed)?;
            }
        }
        Ok(Verdict::Fine)
    }

    fn template(&self) -> Result<String, UsageError> {
        match self.format {
            ExportFormat::Opensearch => Ok(export::opensearch_template(self.index()?)),
            ExportFormat::Quickwit => Ok(export::quickwit_config(self.index()?)),
            _ => Err(UsageError::new("only search engines have a template", "add `--format opensearch` or `quickwit`")),
        }
    }

    fn data(&self, session: &Session<'_>) -> anyhow::Result<String> {
        let index = self.index()?;
        let (casebook, _) = locate::locate(session.global, session.surroundings)?;
        let loaded = pipeline::load(&casebook)?;
        let (base, url) = (&loaded.knowledge, casebook.config.base_url.as_deref());
        Ok(match self.format {
            ExportFormat::Bundle => pipeline::bundle(&casebook, &loaded),
            ExportFormat::Csv => export::incidents_csv(base),
            ExportFormat::ActionsCsv => export::actions_csv(base),
            ExportFormat::Opensearch => export::opensearch_documents(base, index, url),
            ExportFormat::Quickwit => export::quickwit_documents(base, url),
        })
    }

    /// A name that both engines take.
    fn index(&self) -> Result<&str, UsageError> {
        let name = self.index.as_str();
        let fits = (3..=200).contains(&name.len())
            && name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c));
        if fits {
            return Ok(name);
        }
        let hint = "write three or more of `a-z`, `0-9`, `-` and `_`, beginning with a letter";
        Err(UsageError::new(format!("`{name}` is no name of an index"), hint))
    }
}
