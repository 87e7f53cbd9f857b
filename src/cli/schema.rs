//! `casebook schema`

use clap::{Args, ValueEnum};

use super::{Session, Verdict, locate};
use crate::bundle;
use crate::config::{self, Config};
use crate::export;
use crate::record;
use crate::report;

/// Print the JSON Schema of front matter, of the configuration, of a bundle or of a site
///
/// In a casebook, the schema of front matter knows its scale of severities.
///
/// Examples:
///
///     casebook schema front-matter > .casebook/front-matter.json
///     casebook schema config > .casebook/config.json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Schema {
    /// What the schema is of
    #[arg(value_name = "WHAT")]
    what: What,
}

/// What has a schema.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum What {
    /// The front matter of records
    FrontMatter,
    /// `casebook.toml`
    Config,
    /// What `casebook export` writes
    Bundle,
    /// The JSON files of a site
    Site,
}

impl Schema {
    pub fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Verdict> {
        let schema = match self.what {
            What::Config => config::schema(),
            What::Site => export::site_schema(),
            What::Bundle => {
                write!(session.out, "{}", bundle::JSON_SCHEMA)?;
                return Ok(Verdict::Fine);
            }
            What::FrontMatter => {
                let config = locate::config(session.global, session.surroundings)?;
                record::schema(&config.unwrap_or_else(Config::default))
            }
        };
        write!(session.out, "{}", report::json_text(&schema))?;
        Ok(Verdict::Fine)
    }
}
