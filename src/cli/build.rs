//! `casebook build`

use std::path::PathBuf;

use clap::Args;

use super::{Session, Verdict, locate};
use crate::pipeline::{self, Rebuild};
use crate::report::count;
use crate::report::safe;
use crate::store;

/// Write the site
///
/// Reads every record and pattern and writes the whole site into the folder `site`, or into the one that `--out`
/// names. The site opens from disk and can be put on any web server. It is written beside the old one and swapped in
/// at the end, so that a build that fails or is stopped changes nothing. Files that others put into the folder are
/// kept. Where nothing changed since the last build, nothing is written.
///
/// Example:
///
///     casebook build --out public
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Build {
    /// Write the site into this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write it even where nothing changed
    #[arg(long)]
    force: bool,
}

impl Build {
    pub fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Verdict> {
        let (casebook, output) = locate::locate(session.global, session.surroundings)?;
        let output = self.out.as_ref().map_or(output, |out| session.surroundings.folder.join(out));
        let program = std::env::current_exe().ok().and_then(|program| store::stamp_of_file(&program));
        let rebuild = if self.force { Rebuild::Always } else { Rebuild::Changed };
        let site = pipeline::refresh(&casebook, &output, program.as_deref(), rebuild)?;
        let pipeline::Site { published, summary, written } = site;
        for note in &published.notes {
            writeln!(session.err, "note: {}", safe::line(note))?;
        }
        writeln!(session.err, "{}", summary.line())?;
        if summary.errors + summary.warnings > 0 {
            writeln!(session.err, "`casebook check` shows them")?;
        }
        let [pages, patterns, links] =
            [(published.pages, "page"), (published.patterns, "pattern"), (published.links, "link")]
                .map(|(number, noun)| count(number, noun));
        let place = session.surroundings.shown(&output.join("index.html"));
        let news = if written { "" } else { "nothing changed: " };
        writeln!(session.err, "{news}{pages}, {patterns}, {links} between incidents and patterns: {place}")?;
        Ok(Verdict::Fine)
    }
}
