//! `casebook check` as it is called: fixes, what changed since a revision, formats, schemas.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

const GOOD: &str =
    "---\ntitle: T\ndate: 2026-01-02\n---\n\n## Symptoms\n\nIt hangs.\n\n## Root cause\n\nA full pipe.\n";

/// A record with two findings, one that `--fix` mends and one that it leaves.
const BAD: &str = "---\ntitle: T: it hangs\ndate: 2026-01-02\nservces: x\n---\n\n## Symptoms\n\nIt hangs.\n\n\
                   ## Root cause\n\nA full pipe.\n";

fn casebook(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_casebook")).args(arguments).current_dir(folder).output();
    shown(&output.expect("it can be run"))
}

fn shown(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("it prints UTF-8");
    (output.status.code().expect("it ends by itself"), text(&output.stdout), text(&output.stderr))
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    // The patterns that ship with the program take long to set up and have no part in this.
    write(folder.path(), "casebook.toml", "[patterns]\nbuilt-in = false\n");
    fs::create_dir(folder.path().join("postmortems")).expect("a folder");
    for (path, text) in files {
        write(folder.path(), path, text);
    }
    folder
}

fn write(folder: &Path, path: &str, text: &str) {
    fs::write(folder.join(path), text).expect("it can be written");
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(["-c", "user.name=T", "-c", "user.email=t@t.example"]).args(arguments);
    for (name, value) in [("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_SYSTEM", "/dev/null")] {
        command.env(name, value);
    }
    let (code, _, err) = shown(&command.output().expect("git is there"));
    assert_eq!(code, 0, "git {arguments:?}: {err}");
}

/// The rules and files of the findings, as JSON tells them.
fn told(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let (_, out, err) = casebook(folder, &[&["check", "--format", "json"], arguments].concat());
    let value: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("no JSON: {err}"));
    let findings = value["findings"].as_array().expect("a list");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    findings.iter().map(|one| format!("{} {}", text(&one["file"]), text(&one["rule"]))).collect()
}

#[test]
fn fixes_are_shown_before_they_are_made_and_made_once() {
    let folder = folder(&[("postmortems/a.md", BAD), ("postmortems/b.md", GOOD)]);
    let (code, out, err) = casebook(folder.path(), &["check", "--fix", "--dry-run"]);
    let diff = "--- a/postmortems/a.md\n+++ b/postmortems/a.md\n@@ -1,4 +1,4 @@\n ---\n-title: T: it hangs\n\
                +title: 'T: it hangs'\n date: 2026-01-02\n servces: x\n";
    assert_eq!((code, out.as_str()), (1, diff));
    assert_eq!(err, "1 finding mended in 1 file, if it were not a dry run\n");
    let read = || fs::read_to_string(folder.path().join("postmortems/a.md")).expect("it is there");
    assert_eq!(read(), BAD);

    let (code, out, err) = casebook(folder.path(), &["check", "--fix"]);
    assert_eq!(read(), BAD.replace("T: it hangs", "'T: it hangs'"));
    assert!(code == 0 && out.contains("misspelt-key") && !out.contains("invalid-yaml"), "{out}");
    assert_eq!(err, "1 finding mended in 1 file\n1 warning in 2 records\n");

    let (_, _, err) = casebook(folder.path(), &["check", "--fix"]);
    assert_eq!(err, "0 findings mended in 0 files\n1 warning in 2 records\n");
}

#[test]
fn a_fix_takes_the_byte_order_mark_off_and_leaves_other_encodings_alone() {
    let folder = folder(&[
        ("postmortems/a.md", &format!("\u{feff}{BAD}")),
        ("postmortems/c.md", &format!("\u{feff}{}", GOOD.replace("title: T", "title: C"))),
    ]);
    let latin = [BAD.as_bytes(), b"caf\xe9\n"].concat();
    fs::write(folder.path().join("postmortems/b.md"), &latin).expect("it can be written");
    let (code, out, err) = casebook(folder.path(), &["check", "--fix", "--dry-run"]);
    assert!(code == 1 && out.contains("-\u{feff}---\n+---\n"), "{out}{err}");
    let (_, _, err) = casebook(folder.path(), &["check", "--fix"]);
    let left = "`postmortems/b.md` was left alone: it was changed meanwhile, or is not UTF-8\n";
    assert!(err.contains(left), "{err}");
    let read = |path: &str| fs::read(folder.path().join(path)).expect("it is there");
    assert_eq!(read("postmortems/a.md"), BAD.replace("T: it hangs", "'T: it hangs'").as_bytes());
    assert_eq!(read("postmortems/b.md"), latin);
    assert_eq!(read("postmortems/c.md"), GOOD.replace("title: T", "title: C").as_bytes());
    // Where the mark is meant to stay, other fixes leave it.
    write(folder.path(), "casebook.toml", "[patterns]\nbuilt-in = false\n[check.rules]\nbyte-order-mark = \"off\"\n");
    write(folder.path(), "postmortems/a.md", &format!("\u{feff}{BAD}"));
    assert!(casebook(folder.path(), &["check", "--fix"]).2.starts_with("`postmortems/b.md` was left"));
    assert_eq!(read("postmortems/a.md"), format!("\u{feff}{}", BAD.replace("T: it hangs", "'T: it hangs'")).as_bytes());
}

#[test]
fn only_findings_about_changed_files_are_told() {
    let folder = folder(&[("postmortems/old.md", BAD), ("postmortems/edited.md", GOOD)]);
    let at = folder.path();
    git(at, &["init", "-q", "-b", "main"]);
    git(at, &["add", "."]);
    git(at, &["commit", "-q", "-m", "one"]);
    assert_eq!(told(at, &["--changed-since", "HEAD"]), Vec::<String>::new());
    git(at, &["checkout", "-q", "-b", "mine"]);
    write(at, "postmortems/edited.md", BAD);
    git(at, &["commit", "-q", "-a", "-m", "two"]);
    write(at, "postmortems/日 new.md", &BAD.replace("01-02", "03-04"));
    let of = |file: &str| ["invalid-yaml", "misspelt-key"].map(|rule| format!("postmortems/{file} {rule}"));
    assert_eq!(told(at, &["--changed-since", "main"]), [of("edited.md"), of("日 new.md")].concat());
    // What changes on the other branch is none of this one's changes.
    git(at, &["stash", "-q", "-u"]);
    git(at, &["checkout", "-q", "main"]);
    write(at, "postmortems/old.md", &format!("{BAD}\nMore.\n"));
    git(at, &["commit", "-q", "-a", "-m", "three"]);
    git(at, &["checkout", "-q", "mine"]);
    assert_eq!(told(at, &["--changed-since", "main"]), of("edited.md"));

    let (code, _, err) = casebook(at, &["check", "--changed-since", "nowhere"]);
    assert!(code == 2 && err.starts_with("error: there is no revision `nowhere`\n  help: "), "{err}");
    let (code, _, err) = casebook(at, &["check", "--changed-since=--output=x"]);
    assert!(code == 2 && err.starts_with("error: there is no revision `--output=x`\n"), "{err}");
    assert!(!at.join("x").exists());
}

#[test]
fn without_a_repository_nothing_can_have_changed_since() {
    let folder = folder(&[("postmortems/a.md", GOOD)]);
    let (code, out, err) = casebook(folder.path(), &["check", "--changed-since", "main"]);
    assert!(code == 2 && out.is_empty() && err.contains("lies in no git repository"), "{err}");
}

#[test]
fn every_format_is_printed_with_the_paths_of_the_repository() {
    let folder = folder(&[("postmortems/a.md", BAD)]);
    git(folder.path(), &["init", "-q"]);
    let print = |format: &str| casebook(&folder.path().join("postmortems"), &["check", "--format", format]).1;
    assert!(print("github").starts_with("::warning file=postmortems/a.md,line=2,col="), "{}", print("github"));
    let gitlab: Value = serde_json::from_str(&print("gitlab")).expect("JSON");
    assert_eq!(gitlab[0]["location"]["path"], "postmortems/a.md");
    let sarif: Value = serde_json::from_str(&print("sarif")).expect("JSON");
    let location = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(location["artifactLocation"]["uri"], "postmortems/a.md");
    let json: Value = serde_json::from_str(&print("json")).expect("JSON");
    let first = &json["findings"][0];
    assert_eq!((&first["path"], &first["file"]), (&Value::from("a.md"), &Value::from("postmortems/a.md")));
}

#[test]
fn the_schemas_of_the_repository_are_those_that_are_printed() {
    let nowhere = tempfile::tempdir().expect("a folder");
    for (what, name) in [("front-matter", "front-matter.json"), ("config", "config.json")] {
        let (code, out, err) = casebook(nowhere.path(), &["schema", what]);
        assert_eq!(code, 0, "{err}");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schemas").join(name);
        if std::env::var_os("CASEBOOK_BLESS").is_some() {
            fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
            fs::write(&path, &out).expect("it can be written");
        }
        let there = fs::read_to_string(&path).unwrap_or_default();
        assert!(there == out, "`docs/schemas/{name}` is stale: CASEBOOK_BLESS=1 cargo test --test suite check::");
    }
}
