//! What is answered of a casebook: `search`, `triage`, `theories`, `actions`.

use super::*;

#[test]
fn search_answers_and_says_so_where_nothing_is_found() {
    let folder = folder(&[("postmortems/a.md", RECORD), ("postmortems/b.md", DANGLING)]);
    let (code, out, err) = casebook(folder.path(), &["search", "pipe", "hangs", "full", "-n", "1"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.starts_with("T\n  a · 2026-01-02 · a.md\n"), "{out}");
    assert!(!out.contains("b.md") && err.ends_with("1 of 2 incidents; `--limit` shows more\n"), "{out}{err}");
    let (code, out, _) = casebook(folder.path(), &["search", "--format", "json", "hangs -full"]);
    let value: serde_json::Value = serde_json::from_str(&out).expect("valid");
    assert_eq!((code, &value["query"]), (0, &serde_json::json!("hangs -full")));
    assert_eq!(value["results"].as_array().map(Vec::len), Some(1));
    assert_eq!(value["results"][0]["path"], "b.md");
    let (code, _, err) = casebook(folder.path(), &["search", "severity:Critical"]);
    assert_eq!((code, err.starts_with("note: no incident has the severity `sev1`")), (1, true), "{err}");
    let (code, out, err) = casebook(folder.path(), &["search", "zebra"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("nothing found"), "{err}");
    let (_, out, _) = casebook(folder.path(), &["search", "--format", "json", "--", "hangs", "-full"]);
    let value: serde_json::Value = serde_json::from_str(&out).expect("valid");
    assert_eq!(value["query"], "hangs -full");
}

#[test]
fn theories_are_told_to_be_missing() {
    let folder = folder(&[("postmortems/a.md", RECORD)]);
    assert_eq!(
        casebook(folder.path(), &["theories"]),
        (0, String::new(), "no record tells a failed theory yet\n".to_owned())
    );
}

#[test]
fn theories_of_a_pattern_need_one_that_there_is() {
    let folder = folder(&[("postmortems/a.md", RECORD)]);
    let (code, out, err) = casebook(folder.path(), &["theories", "--pattern", "blocked-event-lop"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("did you mean `blocked-event-loop`?"), "{err}");
}

#[test]
fn theories_about_words_are_those_that_hold_them_all() {
    let record = "# It hangs\n\n## Failed theories\n\n- The connection pool is exhausted\n- The disk is slow\n";
    let folder = folder(&[("postmortems/a.md", record)]);
    let (code, out, err) = casebook(folder.path(), &["theories", "pools", "of", "connections"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("The connection pool is exhausted") && !out.contains("disk"), "{out}");
    let (code, out, err) = casebook(folder.path(), &["theories", "slow pool"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.starts_with("nobody blamed `slow pool` in vain yet"), "{err}");
}

#[test]
fn triage_reads_a_file_and_says_where_nothing_is_known() {
    let record = "# It hangs\n\n## Symptoms\n\n- The second query of a session hangs.\n\n## Fix\n\nA restart.\n";
    let log = "2026-01-02T03:04:05Z ERROR \u{1b}[31mthe second query of session 17 hangs\n";
    let folder =
        folder(&[("postmortems/a.md", record), ("a.log", log), ("b.log", "the moon is blue\n"), ("c.log", "")]);
    let (code, out, err) = casebook(folder.path(), &["triage", "a.log"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("\nLOOKS LIKE\nIt hangs\n  a\n"), "{out}");
    let (code, out, err) = casebook(folder.path(), &["triage", "b.log"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.starts_with("nothing like it is known"), "{err}");
    let (code, out, _) = casebook(folder.path(), &["triage", "--format", "json", "c.log"]);
    let value: serde_json::Value = serde_json::from_str(&out).expect("valid");
    assert_eq!((code, &value["incidents"]), (1, &serde_json::json!([])));
    let (code, _, err) = casebook(folder.path(), &["triage", "d.log"]);
    assert_eq!((code, err.lines().count()), (2, 2), "{err}");
    assert_eq!(casebook(folder.path(), &["triage", "postmortems"]).0, 2);
}

#[test]
#[cfg(unix)]
fn an_answer_is_opened_in_the_editor() {
    let folder =
        folder(&[("postmortems/a.md", "# The full pipe\n"), ("postmortems/b.md", "# The full moon\n\nNo pipe.\n")]);
    let at = folder.path().canonicalize().expect("exists");
    // An editor whose work can be seen.
    let surroundings = Surroundings {
        caches: None,
        editor: Some("rm -f".to_owned()),
        browser: None,
        folder: at.clone(),
        today: today(),
        asks: false,
    };
    let open = |number: &str| {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let arguments = ["casebook", "search", "full pipe", number].map(OsString::from);
        let code = run_in(arguments, &surroundings, &mut out, &mut err, [Look::Plain; 2]);
        (code, String::from_utf8(err).expect("prints text"))
    };
    let (code, told) = open("--open=3");
    assert_eq!(code, 2, "{told}");
    assert!(told.contains("there is no answer 3") && told.contains("from 1 to 2"), "{told}");
    assert!(at.join("postmortems/a.md").exists());
    assert_eq!(open("--open").0, 0);
    assert!(!at.join("postmortems/a.md").exists() && at.join("postmortems/b.md").exists());
}

#[test]
fn actions_show_debt_first_and_take_owner_and_day() {
    let record = |day: &str, rest: &str| {
        format!("---\ntitle: T\ndate: {day}\n---\n\n## Root cause\n\nThe event loop was blocked.\n{rest}")
    };
    let first = record("2026-01-01", "\n## Actions\n\n- [ ] Move it @ana due:2026-02-01\n- [x] Gone\n");
    let last = record("2026-03-01", "\n## Actions\n\n| Action | Owner |\n|---|---|\n| Watch it | Bo |\n");
    let folder = folder(&[("postmortems/a.md", &first), ("postmortems/b.md", &last)]);
    let (code, out, _) = casebook(folder.path(), &["actions", "--overdue-on", "2026-02-03"]);
    assert_eq!(
        (code, out.as_str()),
        (
            0,
            "Move it\n  @ana · due 2026-02-01 2 days overdue\n  T (a · 2026-01-01) a.md:12\n  \
        might have spared 1 later incident:\n    T (b · 2026-03-01), blocked-event-loop\n\n"
        )
    );
    let value: serde_json::Value =
        serde_json::from_str(&casebook(folder.path(), &["actions", "--format", "json"]).1).expect("valid");
    let texts: Vec<_> = value["actions"].as_array().expect("a list").iter().map(|a| a["text"].as_str()).collect();
    assert_eq!((texts, value["done"].as_u64()), (vec![Some("Move it"), Some("Watch it")], Some(1)));
    assert!(
        casebook(folder.path(), &["actions", "--owner", "@bo"])
            .1
            .starts_with("Watch it\n  @Bo · no date · no checkbox")
    );
    assert_eq!(casebook(folder.path(), &["actions", "--overdue-on", "soon"]).0, 2);
}
