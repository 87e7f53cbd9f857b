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
