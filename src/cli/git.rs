//! What git knows of a change; git is called as a program, here alone.

use std::io;
use std::path::Path;
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

/// The address that a repository is fetched from, where it has one.
pub fn address(folder: &Path) -> Option<String> {
    run(folder, &["config", "--get", "remote.origin.url"]).ok().map(|line| line.trim_end().to_owned())
}

/// What git prints, or in a line why it does not.
fn run(folder: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new("git").arg("-C").arg(folder).args(arguments).output().map_err(|error| {
        if error.kind() == io::ErrorKind::NotFound { "there is no program `git`".to_owned() } else { error.to_string() }
    })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let first = said.lines().find(|line| !line.trim().is_empty()).unwrap_or("it does not say why");
    Err(first.trim_start_matches("fatal: ").trim_start_matches("error: ").to_owned())
}
