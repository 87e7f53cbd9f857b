//! What `check` finds, shows and explains, and what is wrong before anything is checked.

use super::*;

#[test]
fn check_passes_where_nothing_is_wrong() {
    let folder = folder(&[("postmortems/a.md", RECORD)]);
    assert_eq!(casebook(folder.path(), &["check"]), (0, String::new(), "no findings in 1 record\n".to_owned()));
}

#[test]
fn check_shows_findings_and_fails_on_warnings_only_when_strict() {
    let folder = folder(&[("postmortems/a.md", DANGLING), ("postmortems/b.md", RECORD)]);
    let shown = "warning[dangling-link]: there is no incident `gone`\n --> postmortems/a.md:4:10\n  |\n\
                 4 | related: gone\n  |          ^^^^\n  |\n  = help: correct the id, or add the record\n\n";
    let told = "1 warning in 2 records\n";
    assert_eq!(casebook(folder.path(), &["check"]), (0, shown.to_owned(), told.to_owned()));
    assert_eq!(casebook(folder.path(), &["check", "--strict"]).0, 1);
    assert_eq!(casebook(&folder.path().join("postmortems"), &["check", "a.md"]).2, "1 warning in 1 record\n");
    assert_eq!(casebook(folder.path(), &["check", "postmortems/b.md"]).2, "no findings in 1 record\n");
    let (code, _, err) = casebook(folder.path(), &["check", "c.md"]);
    assert_eq!((code, err.lines().next()), (2, Some("error: there is no file or folder `c.md`")));
}

#[test]
fn check_prints_json_and_takes_levels_from_the_configuration() {
    let config = "[check.rules]\ndangling-link = \"error\"\n";
    let folder = folder(&[("postmortems/a.md", DANGLING), ("casebook.toml", config)]);
    let (code, out, err) = casebook(folder.path(), &["check", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&out).expect("valid");
    assert_eq!((code, err.as_str()), (1, ""));
    assert_eq!(value["findings"][0]["level"], "error");
    assert_eq!(value["findings"][0]["path"], "a.md");
    assert_eq!(
        value["summary"],
        serde_json::json!({"errors": 1, "warnings": 0, "notes": 0, "allowed": 0, "records": 1})
    );
}

#[test]
fn check_counts_notes_and_shows_them_when_asked() {
    let folder = folder(&[("postmortems/a.md", "# T\n\n## Fix\n\nA restart.\n"), ("postmortems/b.md", DANGLING)]);
    let heads = |line: &[&str]| {
        let (code, out, err) = casebook(folder.path(), line);
        let heads: Vec<String> = out.lines().filter_map(|line| Some(line.split_once("]: ")?.0.to_owned())).collect();
        (code, heads.join(" "), err)
    };
    let told = |more: &str| format!("1 warning, 3 notes in 2 records{more}\n");
    let notes = "note[no-cause note[no-date note[no-symptoms";
    let hidden = "; `--level note` shows all";
    assert_eq!(heads(&["check"]), (0, "warning[dangling-link".to_owned(), told(hidden)));
    assert_eq!(heads(&["check", "--level", "note"]), (0, format!("{notes} warning[dangling-link"), told("")));
    assert_eq!(heads(&["check", "--level", "error", "--strict"]), (1, String::new(), told(hidden)));
    let findings = |line: &[&str]| {
        let value: serde_json::Value = serde_json::from_str(&casebook(folder.path(), line).1).expect("valid");
        value["findings"].as_array().expect("a list").len()
    };
    assert_eq!(findings(&["check", "--format", "json"]), 4);
    assert_eq!(findings(&["check", "--format", "json", "--level", "warning"]), 1);
}

#[test]
fn files_that_may_be_notes_and_are_not_read_are_told_once_with_the_way_out() {
    let linking = RECORD.replace("It hangs.", "It hangs; see [the log](logs/queue.txt).");
    let files =
        [("postmortems/a.md", linking.as_str()), ("postmortems/logs/queue.txt", "x"), ("postmortems/b.png", "")];
    let folder = folder(&files);
    assert_eq!(casebook(folder.path(), &["check"]).2, "no findings in 1 record\n");
    for name in ["old.txt", "page.mdx", "2024 outage", "z.rst"] {
        fs::write(folder.path().join("postmortems").join(name), "It broke.\n").expect("can be written");
    }
    let told = "4 files may be notes and are not read: `2024 outage`, `old.txt`, `page.mdx` and 1 more; `--ending mdx \
                --ending rst --ending txt` reads them, `endings` in `casebook.toml` for good, and a file without an ending wants one\n";
    assert_eq!(casebook(folder.path(), &["check"]).2, format!("{told}no findings in 1 record\n"));
    assert_eq!(casebook(folder.path(), &["check", "a.md"]).2, "no findings in 1 record\n");
    assert!(casebook(folder.path(), &["build"]).2.starts_with(told));
    let (_, _, err) = casebook(folder.path(), &["check", "--ending", "txt", "--ending", "mdx", "--ending", "rst"]);
    assert!(
        err.starts_with("1 file may be a note and is not read: `2024 outage`; call it something that ends in `.md`\n"),
        "{err}"
    );
}

#[test]
fn a_finding_about_the_vocabulary_names_its_file_from_anywhere() {
    let folder = folder(&[("postmortems/a.md", RECORD), ("vocabulary.toml", "oom = \"out of memory\"\n")]);
    let (_, out, _) = casebook(folder.path(), &["check"]);
    assert!(out.contains("\n --> vocabulary.toml:1:7\n"), "{out}");
    let (_, out, _) = casebook(folder.path(), &["check", "vocabulary.toml", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&out).expect("is JSON");
    let finding = &value["findings"][0];
    assert_eq!((&finding["path"], &finding["file"]), (&"../vocabulary.toml".into(), &"vocabulary.toml".into()));
    let inside = folder.path().join("postmortems");
    assert!(casebook(&inside, &["check", "--format", "github"]).1.contains("file=vocabulary.toml,"));
}

#[test]
fn check_explains_rules() {
    let folder = folder(&[]);
    let (code, out, _) = casebook(folder.path(), &["check", "--explain", "no-date"]);
    assert!(code == 0 && out.starts_with("# no-date\n\nA record has no date.\n\nLevel: note.\n"), "{out}");
    assert_eq!(
        casebook(folder.path(), &["check", "--explain", "no-dat"]),
        (2, String::new(), "error: there is no rule `no-dat`\n  help: did you mean `no-date`?\n".to_owned())
    );
}

#[test]
fn a_bad_configuration_is_shown_with_its_places() {
    let folder = folder(&[("postmortems/a.md", RECORD), ("casebook.toml", "[site]\ntitel = 1\nlanguage = 2\n")]);
    let (code, out, err) = casebook(folder.path(), &["check"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert_eq!(
        err,
        "error: unknown key `titel`\n --> casebook.toml:2:1\n  |\n2 | titel = 1\n  | ^^^^^\n  |\n  \
         = help: did you mean `title`?\n\n\
         error: this must be text, not an integer\n --> casebook.toml:3:12\n  |\n3 | language = 2\n  |            ^\n  |\n  \
         = help: put it in quotes\n\nerror: `casebook.toml` cannot be taken as it is\n"
    );
}

#[test]
fn findings_about_patterns_name_their_file() {
    let pattern = "---\nname: P\nfacet: mechanism\nsee-also: nowhere\nsignals:\n  - any: [blocked loop]\nexamples:\n  \
                   match: [The blocked loop froze it.]\n  no-match: [The moon was full.]\n---\n\nText.\n";
    let folder = folder(&[("postmortems/a.md", RECORD), ("postmortems/patterns/p.md", pattern)]);
    let (_, out, err) = casebook(folder.path(), &["check"]);
    assert!(out.contains("--> postmortems/patterns/p.md:4:11\n"), "{out}{err}");
    assert!(err.ends_with("in 1 record\n"), "{err}");
}

#[test]
fn a_pattern_that_is_not_there_gets_a_hint() {
    let folder = folder(&[("postmortems/a.md", RECORD)]);
    let (code, _, err) = casebook(folder.path(), &["patterns", "show", "no/such"]);
    assert_eq!(code, 2);
    assert!(err.starts_with("error: there is no pattern `no/such`\n  help: "), "{err}");
    assert_eq!(casebook(folder.path(), &["patterns", "list"]).0, 0);
}
