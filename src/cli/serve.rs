//! `casebook serve`

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use clap::Args;

use super::check::places::Places;
use super::error::{self, UsageError};
use super::locate::{self, CONFIG_FILE, VOCABULARY_FILE};
use super::{Session, Verdict, git, open};
use crate::config::ConfigError;
use crate::diag::Diagnostic;
use crate::pipeline::{self, Casebook, Loaded, Published};
use crate::report::findings::{self, Summary};
use crate::report::{Look, count, safe};
use crate::serve::{Finding, Made, Rebuilt, Server, Sight, Totals, Watched};

/// Serve the site while you write
///
/// Makes the site and serves it to browsers on this machine, under <http://127.0.0.1:8000/> or the next free port. When
/// a record, a pattern, a template or the configuration changes, the site is made anew and open pages reload where you
/// are reading. Findings are shown in the page they are about. Where the site cannot be made, the last one stays, and
/// its pages say what is wrong. Ctrl-C ends it.
///
/// The site is kept under `.casebook/serve`; the folder that `build` writes is left alone. Other machines cannot reach
/// it, and neither can pages of other sites.
///
/// Examples:
///
///     casebook serve --open
///     casebook serve --port 4000
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Serve {
    /// Listen on this port; 0 is any that is free [default: the first free one from 8000]
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Show the site in a browser: `BROWSER`, or the system's own
    #[arg(long)]
    open: bool,
    /// Look for changes once a second, for folders whose system does not tell of them, such as network drives
    #[arg(long)]
    poll: bool,
}

impl Serve {
    pub fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Verdict> {
        let root = locate::root(session.global, session.surroundings)?;
        let watched = match locate::locate(session.global, session.surroundings) {
            Ok((casebook, _)) => watched(root.as_deref(), &casebook),
            // A slip that the author may mend while the page shows it.
            Err(error) if error.is::<ConfigError>() => configuration(root.as_deref()),
            Err(error) => return Err(error),
        };
        let server = Server::bind(self.port)?;
        let address = server.address();
        writeln!(session.err, "{address} shows the site; Ctrl-C ends it")?;
        if self.open {
            open::browse(&address, session.surroundings.browser.as_deref())?;
        }
        let sight = if self.poll { Sight::Glances } else { Sight::Told };
        let session = RefCell::new(session);
        let mut last = watched.clone();
        let mut rebuild = || {
            let rebuilt = make(&mut session.borrow_mut(), root.as_deref(), &last);
            last = rebuilt.watched.clone();
            rebuilt
        };
        // Whoever reads our words may have read enough; the pages are still served.
        let mut note = |line: &str| {
            let _ = writeln!(session.borrow_mut().err, "note: {}", safe::line(line));
        };
        server.run(watched, sight, || std::process::exit(error::INTERRUPTED), &mut rebuild, &mut note)?;
        Ok(Verdict::Fine)
    }
}

/// The files that the configuration consists of.
fn configuration(root: Option<&Path>) -> Watched {
    let files = root.map(|root| [CONFIG_FILE, VOCABULARY_FILE].map(|name| root.join(name)));
    Watched { folders: Vec::new(), files: files.into_iter().flatten().collect() }
}

/// All files that a site is made of.
fn watched(root: Option<&Path>, casebook: &Casebook) -> Watched {
    let folders = [&casebook.records, &casebook.patterns, &casebook.templates].map(PathBuf::clone);
    Watched { folders: folders.into(), ..configuration(root) }
}

/// Makes the site, and tells the terminal what the pages are told. Where not even the configuration can be read, what
/// was watched `last` is watched still.
fn make(session: &mut Session<'_>, root: Option<&Path>, last: &Watched) -> Rebuilt {
    let located = locate::locate(session.global, session.surroundings);
    let watched = located.as_ref().map_or_else(|_| last.clone(), |(casebook, _)| watched(root, casebook));
    let made = match located.and_then(|(casebook, _)| publish(session, casebook)) {
        Ok(made) => made,
        Err(error) => {
            let look = session.err_look;
            error::tell(&error, session.err, look);
            let mut told = Vec::new();
            error::tell(&error, &mut told, Look::Plain);
            Made::Failed(String::from_utf8_lossy(&told).into_owned())
        }
    };
    Rebuilt { watched, made }
}

fn publish(session: &mut Session<'_>, mut casebook: Casebook) -> anyhow::Result<Made> {
    let history = git::add_last_changes(&mut casebook);
    let casebook = &casebook;
    let Some(cache) = &casebook.cache else {
        return Err(UsageError::new("there is no folder to keep the site in", "set `XDG_CACHE_HOME` to one").into());
    };
    let folder = cache.join("serve");
    // Only what changed is read and made anew.
    let program = super::program();
    let (pipeline::Site { published, summary, .. }, loaded) =
        pipeline::refresh_read(casebook, &folder, program.as_deref())?;
    let Published { pages, notes, .. } = published;
    let notes = history.into_iter().chain(notes);
    // As above, nobody may be left to read it.
    for note in notes {
        let _ = writeln!(session.err, "note: {}", safe::line(&note));
    }
    let _ = writeln!(session.err, "{}: {}", count(pages, "page"), summary.line());
    let Summary { errors, warnings, notes, .. } = summary;
    let places = Places::of(casebook);
    let shown = |finding: &Diagnostic| session.surroundings.shown(&places.on_disk(&finding.file.path));
    let findings = findings_of(&loaded, &shown);
    Ok(Made::Site { folder, findings, totals: Totals { errors, warnings, notes } })
}

/// The findings as pages show them, the worst first.
fn findings_of(loaded: &Loaded, path: &dyn Fn(&Diagnostic) -> String) -> Vec<Finding> {
    let knowledge = &loaded.knowledge;
    let incidents =
        knowledge.incidents.iter().map(|one| (one.file.path.as_str(), format!("incidents/{}/index.html", one.id)));
    let patterns =
        knowledge.patterns.iter().map(|one| (one.file.path.as_str(), format!("patterns/{}/index.html", one.id)));
    let pages: std::collections::BTreeMap<&str, String> = incidents.chain(patterns).collect();
    let told = |finding: &Diagnostic| {
        let place = finding.position();
        Finding {
            level: finding.level,
            rule: finding.rule.id,
            path: path(finding),
            line: place.line,
            column: place.column,
            text: findings::human(std::slice::from_ref(finding), path, Look::Plain).trim_end().to_owned(),
            page: pages.get(finding.file.path.as_str()).cloned(),
        }
    };
    let mut found: Vec<Finding> = loaded.findings.iter().map(told).collect();
    found.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    found
}
