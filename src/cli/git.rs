//! What git knows of a change; git is called as a program, here alone.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::error::UsageError;

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
