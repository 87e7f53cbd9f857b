//! When a record was last changed, as a real repository tells it.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::program::run;

/// Calls git as somebody, on a day.
fn git(folder: &Path, who: &str, day: &str, arguments: &[&str]) {
    let output = Command::new("git")
        .current_dir(folder)
        .args(["-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false"])
        .args(["-c", &format!("user.name={who}"), "-c", "user.email=a@b.example"])
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_AUTHOR_DATE", format!("{day}T12:00:00Z"))
        .env("GIT_COMMITTER_DATE", format!("{day}T12:00:00Z"))
        .output()
        .expect("git is on the machine");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("inside the folder")).expect("creates the folder");
    fs::write(path, text).expect("writes the file");
}

fn commit(folder: &Path, who: &str, day: &str) {
    git(folder, who, day, &["add", "."]);
    git(folder, who, day, &["commit", "--quiet", "-m", "x"]);
}

/// Builds, and gives what was said.
fn build(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, &[&["build"], arguments].concat());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    said
}

fn page(folder: &Path, site: &str, id: &str) -> String {
    fs::read_to_string(folder.join(site).join("incidents").join(id).join("index.html")).expect("the page is there")
}

/// A casebook that shows last changes, in a folder of a repository.
fn casebook(folder: &Path) -> std::path::PathBuf {
    let casebook = folder.join("docs");
    write(&casebook, "casebook.toml", "[site]\nlast-change = true\n");
    write(&casebook, "postmortems/a.md", "---\naudience: shareable\n---\n# A\n\nIt hangs.\n");
    write(&casebook, "postmortems/deep/b.md", "# B\n\nIt stops.\n");
    casebook
}

#[test]
fn a_page_shows_when_its_record_was_last_changed_and_the_same_commit_gives_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let casebook = casebook(folder.path());
    git(folder.path(), "x", "2026-01-01", &["init", "--quiet"]);
    commit(folder.path(), "Ana <script>", "2026-01-02");
    write(&casebook, "postmortems/a.md", "---\naudience: shareable\n---\n# A\n\nIt hangs again.\n");
    commit(folder.path(), "Ben", "2026-03-04");
    build(&casebook, &[]);
    let (a, b) = (page(&casebook, "site", "a"), page(&casebook, "site", "b"));
    assert!(a.contains("<time datetime=\"2026-03-04\">") && a.contains("Ben"), "{a}");
    // Git takes the angle brackets out of a name; another history may hold them.
    assert!(b.contains("<time datetime=\"2026-01-02\">") && !b.contains("<script>"), "{b}");
    // A commit of the same words is news for the page.
    git(folder.path(), "Cyd", "2026-05-06", &["commit", "--quiet", "--amend", "--reset-author", "-m", "y"]);
    build(&casebook, &[]);
    assert!(page(&casebook, "site", "a").contains("Cyd"));
    build(&casebook, &["--out", "again"]);
    assert_eq!(page(&casebook, "site", "a"), page(&casebook, "again", "a"));
    build(&casebook, &["--edition", "shareable"]);
    assert!(!page(&casebook, "site-shareable", "a").contains("Cyd"), "who wrote it is not shared");
}

#[test]
fn without_a_repository_or_its_whole_history_the_site_is_built_and_says_what_is_missing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let casebook = casebook(folder.path());
    let said = build(&casebook, &[]);
    assert!(said.contains("no page shows when its record was last changed: not a git repository"), "{said}");
    assert!(!page(&casebook, "site", "a").contains("Last change"));
    git(folder.path(), "x", "2026-01-01", &["init", "--quiet"]);
    let said = build(&casebook, &["--force"]);
    assert!(!said.contains("note:"), "nothing is committed yet, and that is no fault: {said}");
    commit(folder.path(), "Ana", "2026-01-02");
    commit_again(folder.path(), &casebook);
    let clone = tempfile::tempdir().expect("a temporary folder");
    let from = format!("file://{}", folder.path().display());
    git(clone.path(), "x", "2026-01-01", &["clone", "--quiet", "--depth", "1", &from, "there"]);
    let said = build(&clone.path().join("there/docs"), &[]);
    assert!(said.contains("the history here is cut off") && said.contains("git fetch --unshallow"), "{said}");
    fs::write(casebook.join("casebook.toml"), "").expect("writes the file");
    build(&casebook, &["--force"]);
    assert!(!page(&casebook, "site", "a").contains("Last change"), "nobody asked for it");
}

fn commit_again(folder: &Path, casebook: &Path) {
    write(casebook, "postmortems/a.md", "# A\n\nIt hangs once more.\n");
    commit(folder, "Ben", "2026-03-04");
}
