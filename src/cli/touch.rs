//! `casebook touch`

use std::io::Read;

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::{Session, Verdict, git, locate};
use crate::knowledge::KnowledgeBase;
use crate::knowledge::touch::{Touched, glob_fault, touched};
use crate::pipeline;
use crate::report::{safe, touch};

/// Name the past incidents whose code a change edits
///
/// A record's `paths` say which code was involved; this names the records whose globs hold for a changed file, with
/// root cause, fix and what is not done. `--diff` asks git what this branch changed since it left a revision; files
/// can be named as well, or be read from the standard input. A record that the change itself edits is left out. Exits
/// with 0 whether or not there is one; with `--strict`, with 1 where there is one.
///
/// Examples:
///
///     casebook touch --diff origin/main --format markdown
///     casebook touch src/logging/handlers.py
///     git diff --name-only --cached | casebook touch -
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Touch {
    /// Changed files, as seen from here; `-` reads names from the standard input, as git prints them
    #[arg(value_name = "FILE", required_unless_present = "diff")]
    files: Vec<String>,
    /// Take the files that changed since this revision, or in a range `A..B`
    #[arg(long, value_name = "REV")]
    diff: Option<String>,
    /// Show at most so many incidents; JSON has all
    #[arg(short = 'n', long, value_name = "NUMBER", default_value_t = 20)]
    limit: usize,
    /// Exit with 1 where there is one
    #[arg(long)]
    strict: bool,
    /// How to print them
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: TouchFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum TouchFormat {
    /// For people
    Human,
    /// For programs
    Json,
    /// For a comment on a pull request
    Markdown,
}

impl Touch {
    pub fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Verdict> {
        let (casebook, _) = locate::locate(session.global, session.surroundings)?;
        let files = self.changed(&casebook.records, session)?;
        let base = pipeline::load(&casebook)?.knowledge;
        let mut found = touched(&base, &files);
        let folder = session.surroundings.shown(&casebook.records).replace('\\', "/");
        let folder = folder.strip_prefix('/').map_or(folder.as_str(), |_| "");
        let name = casebook.records.file_name().unwrap_or_default().to_string_lossy().into_owned();
        found.retain(|touched| !is_edited(&base, touched, &name, &files));
        let text = match self.format {
            TouchFormat::Human => touch::human(&base, &found, self.limit, session.look),
            TouchFormat::Json => touch::json(&base, &found, files.len()),
            TouchFormat::Markdown => touch::markdown(&base, &found, self.limit, folder),
        };
        write!(session.out, "{text}")?;
        session.out.flush()?;
        tell(self.format, &base, &found, session)?;
        Ok(if self.strict && !found.is_empty() { Verdict::Findings } else { Verdict::Fine })
    }

    /// Every changed file, as seen from the root of the repository.
    fn changed(&self, records: &std::path::Path, session: &Session<'_>) -> anyhow::Result<Vec<String>> {
        let mut files = match &self.diff {
            Some(revision) => git::changed_files(records, revision)?,
            None => Vec::new(),
        };
        let (from_input, named): (Vec<&String>, Vec<&String>) = self.files.iter().partition(|file| *file == "-");
        if !from_input.is_empty() {
            let mut bytes = Vec::new();
            std::io::stdin().lock().read_to_end(&mut bytes).context("could not read the standard input")?;
            let text = String::from_utf8_lossy(&bytes);
            let lines = text.split(['\n', '\0']).map(|name| name.trim_end_matches('\r'));
            files.extend(lines.filter(|name| !name.is_empty()).map(|name| plain("", name)));
        }
        if !named.is_empty() {
            let here = git::prefix(&session.surroundings.folder);
            let absolute = format!("{}/", session.surroundings.folder.display());
            let inside = |file: &String| plain(&here, file.strip_prefix(&absolute).unwrap_or(file));
            files.extend(named.into_iter().map(inside));
        }
        Ok(files)
    }
}

/// Says what the answer leaves out.
fn tell(format: TouchFormat, base: &KnowledgeBase, found: &[Touched], session: &mut Session<'_>) -> anyhow::Result<()> {
    for incident in &base.incidents {
        for path in &incident.paths {
            let Some(why) = glob_fault(path) else { continue };
            let line = incident.file.position(path.span.start).line;
            let (file, glob) = (safe::line(&incident.file.path), safe::line(&path.value));
            writeln!(session.err, "note: {file}:{line}: `{glob}` is no glob: {}", safe::line(&why))?;
        }
    }
    if found.is_empty() && format == TouchFormat::Human {
        writeln!(session.err, "no incident names code that this change edits")?;
    }
    Ok(())
}

/// Whether the change edits the record itself: its author knows it, and it is no past incident to them.
fn is_edited(base: &KnowledgeBase, touched: &Touched, folder: &str, files: &[String]) -> bool {
    let path = format!("{folder}/{}", base.incidents[touched.incident].file.path);
    files.iter().any(|file| *file == path || file.ends_with(&format!("/{path}")))
}

/// A name below `folder` without `.` and `..` in it, where these can be resolved.
fn plain(folder: &str, name: &str) -> String {
    let whole = format!("{folder}{}", name.replace('\\', "/"));
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn names_are_seen_from_the_root() {
        assert_eq!(plain("", "./src/a.rs"), "src/a.rs");
        assert_eq!(plain("docs/", "../src/a.rs"), "src/a.rs");
        assert_eq!(plain("", "../a.rs"), "../a.rs");
    }
}
