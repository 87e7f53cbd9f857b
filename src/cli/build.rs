//! `casebook build`

use std::path::PathBuf;

use clap::Args;

use super::{Session, Verdict, flow, locate};

/// Write the site
///
/// Reads every record and pattern and writes the whole site into the folder `site`, or into the one that `--out`
/// names. The site opens from disk and can be put on any web server. It is written beside the old one and swapped in
/// at the end, so that a build that fails or is stopped changes nothing.
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
}

impl Build {
    pub fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Verdict> {
        let casebook = locate::locate(session.global, session.surroundings)?;
        let target = match &self.out {
            Some(out) => session.surroundings.folder.join(out),
            None => casebook.output.clone(),
        };
        let report = flow::build(&casebook, &target)?;
        let place = session.surroundings.shown(&target.join("index.html"));
        writeln!(session.err, "{}, {}: {place}", report.pages, report.findings.line())?;
        if report.findings.errors + report.findings.warnings > 0 {
            writeln!(session.err, "`casebook check` shows the findings")?;
        }
        Ok(Verdict::Fine)
    }
}
