//! `casebook diff` between two sites as `casebook build` writes them.

use std::fs;

use crate::program::{own_casebook, run};

const RECORD: &str = "---\ntitle: The server hangs on every second upload\ndate: 2026-02-01\nstatus: investigating\nservices: \
                      [uploads]\n---\n\n## Symptoms\n\nIt hangs.\n";
const SOLVED: &str = "\n## Root cause\n\nA synchronous write blocked the event loop.\n\n## Fix\n\nA queue.\n";

#[test]
fn two_builds_differ_by_what_was_written_between_them_and_by_nothing_else() {
    let folder = own_casebook(|_| {});
    let record = folder.path().join("postmortems/uploads.md");
    let build = |out: &str| {
        let built = run(folder.path(), &["build", "--out", out]);
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    };
    let diff = |arguments: &[&str]| {
        let output = run(folder.path(), &[&["diff"], arguments].concat());
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    build("one");
    fs::write(&record, RECORD).expect("writes");
    build("two");
    fs::write(&record, RECORD.replace("investigating", "resolved") + SOLVED).expect("writes");
    build("three");
    assert_eq!(diff(&["two", "two"]), (Some(0), String::new(), "nothing changed\n".to_owned()));
    let (code, out, err) = diff(&["one", "two"]);
    assert_eq!((code, err.as_str()), (Some(1), "1 incident added\n"));
    assert_eq!(out, "INCIDENTS\n  + 2026-02-01 The server hangs on every second upload (uploads)\n\n");
    let (code, out, _) = diff(&["two", "three"]);
    assert_eq!(code, Some(1));
    for line in [
        "  ~ 2026-02-01 The server hangs on every second upload (uploads)\n",
        "      status: investigating → resolved\n",
        "      cause: none → A synchronous write blocked the event loop.\n",
        "  + The server hangs on every second upload: Blocked event loop (detected)\n",
        "PATTERNS\n",
    ] {
        assert!(out.contains(line), "`{line}` is not in\n{out}");
    }
    let (_, json, _) = diff(&["three", "one", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(value["incidents"]["gone"][0]["id"], "uploads");
    let (_, markdown, _) = diff(&["two", "three", "--format", "markdown"]);
    assert!(markdown.contains("\n### Links\n\n- **new** The server hangs"), "{markdown}");
    let (code, _, err) = diff(&["one", "postmortems"]);
    assert!(code == Some(2) && err.contains("is no site that casebook built: it has no `incidents.json`"), "{err}");
}

#[test]
fn a_build_since_another_has_a_page_of_what_changed_that_is_the_same_every_time() {
    let folder = own_casebook(|_| {});
    let record = folder.path().join("postmortems/uploads.md");
    fs::write(&record, RECORD).expect("writes");
    assert!(run(folder.path(), &["build", "--out", "old"]).status.success());
    fs::write(&record, RECORD.replace("investigating", "resolved") + SOLVED).expect("writes");
    let read = |path: &str| fs::read_to_string(folder.path().join(path)).unwrap_or_default();
    let mut pages = Vec::new();
    for out in ["new", "again"] {
        assert!(run(folder.path(), &["build", "--since", "old", "--out", out]).status.success());
        pages.push(read(&format!("{out}/changes/index.html")) + &read(&format!("{out}/changes.json")));
    }
    assert_eq!(pages[0], pages[1]);
    assert!(pages[0].contains("<del>investigating</del> → <ins>resolved</ins>"), "{}", pages[0]);
    assert!(pages[0].contains("href=\"../incidents/uploads/index.html\""), "{}", pages[0]);
    assert!(read("new/index.html").contains("href=\"changes/index.html\""));
    assert!(run(folder.path(), &["build", "--out", "new"]).status.success());
    assert!(!folder.path().join("new/changes").exists() && !read("new/index.html").contains("changes/"));
    assert_eq!(run(folder.path(), &["build", "--since", "postmortems"]).status.code(), Some(2));
}
