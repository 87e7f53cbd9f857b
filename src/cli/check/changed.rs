//! The files that changed since a revision, as `git` tells it.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::super::error::UsageError;

/// The paths of the files that differ from where the current branch left `revision`, those that git does not track yet
/// included; as seen from the folder of the repository, which is given too.
pub fn since(revision: &str, folder: &Path) -> anyhow::Result<(PathBuf, BTreeSet<String>)> {
    let Some(root) = git(folder, &["rev-parse", "--show-toplevel"])? else {
        let message = format!("`{}` lies in no git repository", folder.display());
        return Err(UsageError::new(message, "leave out `--changed-since`, or call it in a clone").into());
    };
    let root = PathBuf::from(root.trim_end_matches('\n'));
    let commit = format!("{revision}^{{commit}}");
    let known =
        if revision.starts_with('-') { None } else { git(&root, &["rev-parse", "--verify", "--quiet", &commit])? };
    let Some(known) = known else {
        let hint =
            "name a branch, a tag or a commit; in CI the history may have to be fetched first (`fetch-depth: 0`)";
        return Err(UsageError::new(format!("there is no revision `{revision}`"), hint).into());
    };
    // What others did on their branch since is not this one's change.
    let known = known.trim();
    let base = git(&root, &["merge-base", known, "HEAD"])?.unwrap_or_else(|| known.to_owned());
    let diff = ["diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--diff-filter=d", base.trim(), "--"];
    let mut changed = BTreeSet::new();
    for arguments in [&diff[..], &["ls-files", "--others", "--exclude-standard", "-z"]] {
        let Some(paths) = git(&root, arguments)? else {
            return Err(io::Error::other(format!("`git {}` failed", arguments[0])).into());
        };
        changed.extend(paths.split('\0').filter(|path| !path.is_empty()).map(str::to_owned));
    }
    Ok((root, changed))
}

/// What git prints; `None` where it says no.
fn git(folder: &Path, arguments: &[&str]) -> anyhow::Result<Option<String>> {
    let mut command = Command::new("git");
    // A hook sets these for its own folder, and this one is named.
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(name);
    }
    let output = command.arg("-C").arg(folder).args(arguments).env("GIT_OPTIONAL_LOCKS", "0").output();
    let output = match output {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(UsageError::new("`git` is not there", "install git, or leave out `--changed-since`").into());
        }
        other => other?,
    };
    Ok(output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned()))
}
