//! What git knows of a change; git is called as a program, here alone.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::error::UsageError;
use crate::model::Audience;
use crate::pipeline::Casebook;
use crate::site::{LastChange, LastChanges};

/// The files that differ between what a revision and this branch have in common, and the files as they are now; of a
/// range `A..B` or `A...B`, those that differ between its ends. `folder` lies in the repository. Names are as seen from
/// its root, ordered as git does; both names of a file that was moved are among them.
pub fn changed_files(folder: &Path, revision: &str) -> Result<Vec<String>, UsageError> {
    // From where the branch began, so that what others changed since is no part of this change.
    let from = if revision.contains("..") { &[][..] } else { &["--merge-base"] };
    let mut arguments = vec!["diff", "--name-only", "-z", "--no-renames", "--no-ext-diff"];
    arguments.extend(from);
    arguments.extend(["--end-of-options", revision, "--"]);
    let names = run(folder, &arguments).map_err(|why| UsageError {
        message: format!("git cannot tell what changed since `{revision}`: {why}"),
        hints: vec![
            "name a branch, a tag or a commit that git knows here, such as `origin/main`".to_owned(),
            "in CI, fetch the history too (`fetch-depth: 0` on GitHub, `GIT_DEPTH: 0` on GitLab)".to_owned(),
        ],
    })?;
    Ok(names.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect())
}

/// The way from the root of the repository to a folder in it, with a `/` behind it; empty at the root, and where there
/// is no repository.
pub fn prefix(folder: &Path) -> String {
    run(folder, &["rev-parse", "--show-prefix"]).map(|line| line.trim_end().to_owned()).unwrap_or_default()
}

/// The names of files that branches other than the current one have in a folder, in lower case and without their endings,
/// as far as git knows of them here; nothing where there is no repository.
pub fn stems_on_branches(folder: &Path) -> BTreeSet<String> {
    /// Branches that are asked; those that were committed to last come first.
    const MOST: &str = "--count=200";
    let listed = run(
        folder,
        &["for-each-ref", MOST, "--sort=-committerdate", "--format=%(objectname)", "refs/heads", "refs/remotes"],
    );
    let commits: BTreeSet<String> = listed.unwrap_or_default().lines().map(str::to_owned).collect();
    let mut stems = BTreeSet::new();
    for commit in commits {
        let names = run(folder, &["ls-tree", "-z", "--name-only", "--end-of-options", &commit]).unwrap_or_default();
        let stem = |name: &str| name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_lowercase();
        stems.extend(names.split('\0').filter(|name| !name.is_empty()).map(stem));
    }
    stems
}

/// The address that a repository is fetched from, where it has one.
pub fn address(folder: &Path) -> Option<String> {
    run(folder, &["config", "--get", "remote.origin.url"]).ok().map(|line| line.trim_end().to_owned())
}

/// The paths of the files that differ from where the current branch left `revision`, those that git does not track yet
/// included and those that are gone left out; as seen from the folder of the repository, which is given too.
pub fn changed_since(revision: &str, folder: &Path) -> anyhow::Result<(PathBuf, BTreeSet<String>)> {
    let root = run(folder, &["rev-parse", "--show-toplevel"]).map_err(|why| {
        let message = format!("`{}` lies in no git repository: {why}", folder.display());
        UsageError::new(message, "leave out `--changed-since`, or call it in a clone")
    })?;
    let root = PathBuf::from(root.trim_end_matches('\n'));
    let commit = format!("{revision}^{{commit}}");
    let known = run(&root, &["rev-parse", "--verify", "--quiet", &commit]).ok().filter(|_| !revision.starts_with('-'));
    let Some(known) = known else {
        let hint =
            "name a branch, a tag or a commit; in CI the history may have to be fetched first (`fetch-depth: 0`)";
        return Err(UsageError::new(format!("there is no revision `{revision}`"), hint).into());
    };
    // What others did on their branch since is not this one's change.
    let known = known.trim();
    let base = run(&root, &["merge-base", known, "HEAD"]).unwrap_or_else(|_| known.to_owned());
    let diff = ["diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--diff-filter=d", base.trim(), "--"];
    let mut changed = BTreeSet::new();
    for arguments in [&diff[..], &["ls-files", "--others", "--exclude-standard", "-z"]] {
        let paths = run(&root, arguments).map_err(|why| io::Error::other(format!("`git {}`: {why}", arguments[0])))?;
        changed.extend(paths.split('\0').filter(|path| !path.is_empty()).map(str::to_owned));
    }
    Ok((root, changed))
}

/// Asks git when the records were last changed, where the configuration says so and the edition shows it; gives what the
/// operator should know of it.
pub fn add_last_changes(casebook: &mut Casebook) -> Option<String> {
    if !casebook.config.last_change || casebook.config.edition == Audience::Shareable {
        return None;
    }
    match last_changes(&casebook.records) {
        Ok((changes, is_cut)) => {
            casebook.last_changes = changes;
            is_cut.then(|| {
                "the history here is cut off, so that the last change of a record may be shown as later than it was; \
                 fetch all of it (`git fetch --unshallow`, `fetch-depth: 0` on GitHub)"
                    .to_owned()
            })
        }
        Err(why) => Some(format!(
            "no page shows when its record was last changed: {why}; take `last-change` out of the configuration, or \
             build in a clone"
        )),
    }
}

/// The last change of each file in a folder, by its path in it, and whether the history is cut off. Git is called once
/// for all of them.
fn last_changes(folder: &Path) -> Result<(LastChanges, bool), String> {
    let is_cut = run(folder, &["rev-parse", "--is-shallow-repository"])?.trim() == "true";
    // What a user has set for their own eyes must not change what is read here.
    let arguments = ["-c", "log.showRoot=true", "log", "-z", "--no-color", "--no-show-signature", "--no-renames"];
    let format = ["--relative", "--name-only", "--encoding=UTF-8", "--format=%x00%x00%cs%x00%an%x00", "--", "."];
    let log = run(folder, &[&arguments[..], &format].concat());
    // A repository without a commit has no last change either.
    let log =
        log.or_else(|why| if why.contains("does not have any commits") { Ok(String::new()) } else { Err(why) })?;
    Ok((read_log(&log), is_cut))
}

/// Reads what git printed: for each commit, newest first, two empty fields, its day, its author, then names of files.
fn read_log(log: &str) -> LastChanges {
    let mut changes = LastChanges::new();
    let mut fields = log.split('\0');
    let (mut empty, mut now) = (0, None);
    while let Some(field) = fields.next() {
        if field.is_empty() {
            empty += 1;
            continue;
        }
        if empty >= 2 {
            let author = fields.next().unwrap_or_default();
            now = Some(LastChange { date: field.to_owned(), author: author.to_owned() });
        } else if let Some(change) = &now {
            let name = field.strip_prefix('\n').unwrap_or(field);
            changes.entry(name.to_owned()).or_insert_with(|| change.clone());
        }
        empty = 0;
    }
    changes
}

/// What git prints, or in a line why it does not.
fn run(folder: &Path, arguments: &[&str]) -> Result<String, String> {
    let mut command = Command::new("git");
    // A hook sets these for its own folder, and this one is named.
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(name);
    }
    let output = command.arg("-C").arg(folder).args(arguments).env("GIT_OPTIONAL_LOCKS", "0").output();
    let output = output.map_err(|error| {
        if error.kind() == io::ErrorKind::NotFound { "there is no program `git`".to_owned() } else { error.to_string() }
    })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let first = said.lines().find(|line| !line.trim().is_empty()).unwrap_or("it does not say why");
    Err(first.trim_start_matches("fatal: ").trim_start_matches("error: ").to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_every_file_the_newest_commit_counts_whatever_names_hold() {
        let log = "\0\x002026-02-03\0Ana <b>\0\0\na.md\0x/2026-01-01\0\0\x002026-02-02\0\0\0\0\x002026-02-01\0\0\0\na.md\0b c.md\0";
        let told: Vec<(String, String, String)> =
            read_log(log).into_iter().map(|(name, change)| (name, change.date, change.author)).collect();
        let told: Vec<(&str, &str, &str)> = told.iter().map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str())).collect();
        assert_eq!(
            told,
            [
                ("a.md", "2026-02-03", "Ana <b>"),
                ("b c.md", "2026-02-01", ""),
                ("x/2026-01-01", "2026-02-03", "Ana <b>")
            ]
        );
        assert!(read_log("").is_empty());
    }
}
