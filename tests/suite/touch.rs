//! `casebook touch` with a real repository: what a branch changed is what git says, from where the branch began.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::program::{casebook, run};

const RECORD: &str = "---\ntitle: The log handler blocks\ndate: 2026-01-02\npaths: ['src/log/**', '*.sql']\n---\n\n## Root \
                      cause\n\nA full pipe.\n\n## Actions\n\n- [ ] Alert on it @ana\n";

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "init.defaultBranch=main"])
        .args(["-c", "commit.gpgsign=false"])
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .expect("git is on the machine");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("inside the folder")).expect("creates the folder");
    fs::write(path, text).expect("writes the file");
}

/// A repository whose casebook lies in `docs/`, on a branch that left `main`; `main` went on since.
fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = folder.path();
    git(at, &["init", "--quiet"]);
    for (path, text) in [("docs/postmortems/a.md", RECORD), ("src/log/a.py", "1"), ("src/b.py", "1")] {
        write(at, path, text);
    }
    let commit = || {
        git(at, &["add", "--all"]);
        git(at, &["commit", "--quiet", "--message", "x"]);
    };
    commit();
    git(at, &["checkout", "--quiet", "-b", "work"]);
    git(at, &["checkout", "--quiet", "main"]);
    write(at, "db/1.sql", "changed on main alone");
    commit();
    git(at, &["checkout", "--quiet", "work"]);
    folder
}

fn touch(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let arguments = [&["touch"], arguments].concat();
    let Output { status, stdout, stderr } = run(&folder.join("docs"), &arguments);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (status.code(), text(stdout), text(stderr))
}

/// The ids of what `--diff REV` names, and the files behind the first.
fn named(folder: &Path, revision: &str) -> Vec<String> {
    let (code, out, err) = touch(folder, &["--diff", revision, "--format", "json"]);
    assert_eq!(code, Some(0), "{err}");
    let value: serde_json::Value = serde_json::from_str(&out).expect("valid");
    let touched = value["touched"].as_array().expect("a list").iter();
    let globs = touched.flat_map(|entry| entry["globs"].as_array().expect("a list"));
    globs.map(|held| format!("{} {}", held["glob"], held["files"])).collect()
}

#[test]
fn a_branch_is_told_what_its_own_changes_touch() {
    let folder = repository();
    let at = folder.path();
    assert_eq!(named(at, "main"), Vec::<String>::new());
    // Changed and not committed, renamed and committed: both count.
    write(at, "src/log/a.py", "2");
    assert_eq!(named(at, "main"), ["\"src/log/**\" [\"src/log/a.py\"]"]);
    git(at, &["checkout", "--quiet", "--", "."]);
    git(at, &["mv", "src/log/a.py", "src/c.py"]);
    git(at, &["commit", "--quiet", "--message", "x"]);
    assert_eq!(named(at, "main"), ["\"src/log/**\" [\"src/log/a.py\"]"]);
    assert_eq!(named(at, "work~1..work"), ["\"src/log/**\" [\"src/log/a.py\"]"]);
    assert_eq!(named(at, "main..work"), ["\"src/log/**\" [\"src/log/a.py\"]", "\"*.sql\" [\"db/1.sql\"]"]);
}

#[test]
fn a_record_that_the_change_edits_is_no_past_incident() {
    let folder = repository();
    write(folder.path(), "src/log/a.py", "2");
    write(folder.path(), "docs/postmortems/a.md", &RECORD.replace("full", "very full"));
    assert_eq!(named(folder.path(), "main"), Vec::<String>::new());
}

#[test]
fn files_are_seen_from_here_and_names_on_the_input_from_the_root() {
    let folder = repository();
    let (code, out, err) = touch(folder.path(), &["../src/log/new.py", "--strict"]);
    assert_eq!((code, err.as_str()), (Some(1), ""));
    assert!(out.starts_with("The log handler blocks (a · 2026-01-02)\n  src/log/** holds for src/log/new.py"), "{out}");
    let (code, out, err) = touch(folder.path(), &["../README.md", "--strict"]);
    assert_eq!((code, out.as_str(), err.as_str()), (Some(0), "", "no incident names code that this change edits\n"));
    let mut child = casebook(&folder.path().join("docs"))
        .args(["touch", "-", "--format", "markdown"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("it can be started");
    std::io::Write::write_all(&mut child.stdin.take().expect("it has one"), b"src/log/x.py\n").expect("it reads");
    let out = String::from_utf8(child.wait_with_output().expect("it ends").stdout).expect("text");
    assert!(out.starts_with("### This change edits code of 1 past incident\n"), "{out}");
    assert!(out.contains("- [ ] Not done: Alert on it"), "{out}");
}

#[test]
fn what_git_cannot_tell_is_an_error_with_a_way_out() {
    let folder = repository();
    let (code, _, err) = touch(folder.path(), &["--diff", "nowhere"]);
    assert_eq!(code, Some(2));
    assert!(err.starts_with("error: git cannot tell what changed since `nowhere`: "), "{err}");
    assert!(err.contains("fetch-depth: 0"), "{err}");
    // An option in a revision's place is a revision that is not there.
    let (code, _, err) = touch(folder.path(), &["--diff=--output=stolen"]);
    assert_eq!(code, Some(2), "{err}");
    assert!(!folder.path().join("stolen").exists() && !folder.path().join("docs/postmortems/stolen").exists());
    assert_eq!(touch(folder.path(), &[]).0, Some(2));
}

#[test]
fn a_new_record_takes_no_name_that_another_branch_has() {
    let folder = repository();
    let at = folder.path().join("docs");
    let begun = |name: &str| {
        let output = run(&at, &["new", "The queue stops", "--date", "2026-03-02"]);
        assert_eq!(String::from_utf8_lossy(&output.stdout), format!("postmortems/{name}.md\n"));
    };
    let commit = |branch: &str| {
        git(&at, &["checkout", "--quiet", "-b", branch]);
        git(&at, &["add", "."]);
        git(&at, &["commit", "--quiet", "-m", branch]);
    };
    begun("2026-03-02-the-queue-stops");
    commit("mine");
    git(&at, &["checkout", "--quiet", "main"]);
    begun("2026-03-02-the-queue-stops-2");
    commit("yours");
    git(&at, &["merge", "--quiet", "mine"]);
    assert_eq!(fs::read_dir(at.join("postmortems")).expect("a folder").count(), 3);
    // Of names on this branch nothing changes.
    begun("2026-03-02-the-queue-stops-3");
}
