//! What the commands print and how they exit, run in this process on folders of their own.

use std::fs;
use std::path::Path;

use clap::CommandFactory;

use super::*;
use crate::model::Date;

mod starting;

/// A day that never changes.
fn today() -> Date {
    Date("2026-03-02".parse().expect("a day"))
}

/// A folder with these files; paths end up under it.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("inside the folder")).expect("creates the folder");
        fs::write(path, text).expect("writes the file");
    }
    folder
}

/// Exit code, standard output and standard error of a command line without the program's name.
fn casebook(at: &Path, line: &[&str]) -> (u8, String, String) {
    let at = at.canonicalize().expect("exists");
    let surroundings = Surroundings {
        caches: Some(at.join("caches")),
        folder: at,
        editor: None,
        browser: None,
        today: today(),
        asks: false,
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let arguments = std::iter::once("casebook").chain(line.iter().copied()).map(OsString::from);
    let code = run_in(arguments, &surroundings, &mut out, &mut err, [Look::Plain; 2]);
    let text = |bytes| String::from_utf8(bytes).expect("prints text");
    (code, text(out), text(err))
}

const RECORD: &str =
    "---\ntitle: T\ndate: 2026-01-02\n---\n\n## Symptoms\n\nIt hangs.\n\n## Root cause\n\nA full pipe.\n";
const DANGLING: &str =
    "---\ntitle: D\ndate: 2026-01-02\nrelated: gone\n---\n\n## Symptoms\n\nIt hangs.\n\n## Root cause\n\nA pipe.\n";

#[test]
fn the_arguments_are_sound() {
    Cli::command().debug_assert();
}

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
fn a_casebook_is_found_upwards() {
    let folder = folder(&[("postmortems/a.md", RECORD), ("deep/er/x", "")]);
    assert_eq!(casebook(&folder.path().join("deep/er"), &["check"]).2, "no findings in 1 record\n");
    assert_eq!(casebook(Path::new("/"), &["--root", &folder.path().display().to_string(), "check"]).0, 0);
}

#[test]
fn any_folder_of_records_will_do() {
    let other = RECORD.replace("title: T", "title: U");
    let folder = folder(&[("notes/a.md", RECORD), ("notes/b.txt", &other)]);
    let unread = "1 file may be a note and is not read: `b.txt`; `--ending txt` reads it, `endings` in `casebook.toml` for good\n";
    assert_eq!(
        casebook(folder.path(), &["check", "--records", "notes"]).2,
        format!("{unread}no findings in 1 record\n")
    );
    assert_eq!(
        casebook(folder.path(), &["check", "--records", "notes", "--ending", ".txt"]).2,
        "no findings in 2 records\n"
    );
}

#[test]
fn what_is_missing_is_told_with_a_way_out() {
    let folder = folder(&[("empty/x", "")]);
    assert_eq!(
        casebook(&folder.path().join("empty"), &["check"]),
        (
            2,
            String::new(),
            "error: there is no casebook in this folder or above it\n  \
             help: `casebook init` makes one\n  \
             help: or name any folder of Markdown files with `--records DIR`\n"
                .to_owned()
        )
    );
    assert_eq!(casebook(folder.path(), &["check", "--records", "nowhere"]).0, 2);
    assert_eq!(casebook(folder.path(), &["check", "--root", "empty/x"]).0, 2);
    assert_eq!(casebook(folder.path(), &["--root", "empty", "check"]).0, 2);
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
fn wrong_arguments_exit_with_two_and_help_with_zero() {
    let folder = folder(&[]);
    assert_eq!(casebook(folder.path(), &["chek"]).0, 2);
    assert_eq!(casebook(folder.path(), &["check", "--colour"]).0, 2);
    for command in ["build", "check", "search", "patterns", "theories", "eval", "completions"] {
        let (code, out, err) = casebook(folder.path(), &[command, "--help"]);
        assert_eq!((code, err.as_str()), (0, ""));
        assert!(out.contains("Example") && out.contains(&format!("    casebook {command}")), "{out}");
    }
    let (code, out, _) = casebook(folder.path(), &["--version"]);
    assert_eq!((code, out), (0, format!("casebook {}\n", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn colours_come_when_they_are_asked_for() {
    let folder = folder(&[("postmortems/a.md", DANGLING)]);
    assert!(casebook(folder.path(), &["check", "--color", "always"]).1.contains("\x1b["));
    assert!(!casebook(folder.path(), &["check", "--color", "never"]).1.contains('\x1b'));
}

#[test]
fn a_pattern_that_is_not_there_gets_a_hint() {
    let folder = folder(&[("postmortems/a.md", RECORD)]);
    let (code, _, err) = casebook(folder.path(), &["patterns", "show", "no/such"]);
    assert_eq!(code, 2);
    assert!(err.starts_with("error: there is no pattern `no/such`\n  help: "), "{err}");
    assert_eq!(casebook(folder.path(), &["patterns", "list"]).0, 0);
}

#[test]
fn build_writes_a_site_and_says_what_it_holds() {
    let folder = folder(&[("postmortems/a.md", DANGLING)]);
    let (code, out, err) = casebook(folder.path(), &["build"]);
    assert_eq!((code, out.as_str()), (0, ""));
    let told: Vec<_> = err.lines().collect();
    assert_eq!(told[..2], ["1 warning in 1 record", "`casebook check` shows them"]);
    assert!(told[2].ends_with(" between incidents and patterns: site/index.html"), "{err}");
    assert!(folder.path().join("site/index.html").is_file());
    assert!(folder.path().join("site/incidents/a.json").is_file());
    assert_eq!(casebook(folder.path(), &["build", "--out", "other/place"]).0, 0);
    assert!(folder.path().join("other/place/index.html").is_file());
}

#[test]
fn build_keeps_files_of_others_and_says_which_it_could_not() {
    let folder = folder(&[("postmortems/a.md", RECORD)]);
    assert_eq!(casebook(folder.path(), &["build"]).0, 0);
    for path in ["CNAME", "incidents/b"] {
        fs::write(folder.path().join("site").join(path), "mine").expect("writes");
    }
    fs::write(folder.path().join("postmortems/b.md"), RECORD).expect("writes");
    let (_, _, err) = casebook(folder.path(), &["build"]);
    assert_eq!(err.lines().next(), Some("note: `incidents/b` in the site's folder gave way to a file of the site"));
    assert_eq!(fs::read_to_string(folder.path().join("site/CNAME")).expect("is kept"), "mine");
    assert!(folder.path().join("site/incidents/b/index.html").is_file());
}

#[test]
fn build_never_touches_a_strangers_folder() {
    let folder = folder(&[("postmortems/a.md", RECORD), ("site/thesis.doc", "years of work")]);
    let (code, _, err) = casebook(folder.path(), &["build"]);
    assert_eq!(code, 2);
    assert!(err.contains("holds files that casebook did not write, such as `thesis.doc`\n  help: "), "{err}");
    assert_eq!(fs::read_to_string(folder.path().join("site/thesis.doc")).expect("is there"), "years of work");
}

#[test]
fn a_template_with_a_mistake_is_shown_in_its_lines() {
    let folder = folder(&[("postmortems/a.md", RECORD), ("templates/home.html", "a\n{{ site.titel }\n")]);
    fs::create_dir(folder.path().join("site")).expect("a folder");
    let (code, _, err) = casebook(folder.path(), &["build"]);
    let expected = "error: found `}` but expected }}\n --> templates/home.html:2:15\n  |\n2 | {{ site.titel }\n  |               ^\n\n\
        error: the templates cannot be used as they are; the site is left as it was\n  help: correct the template, or \
        remove it to get the built-in one\n";
    assert_eq!((code, err.as_str()), (2, expected));
    fs::remove_file(folder.path().join("templates/home.html")).expect("it was there");
    assert_eq!(casebook(folder.path(), &["build"]).0, 0);
    let before = fs::read_to_string(folder.path().join("site/index.html")).expect("it was built");
    fs::write(folder.path().join("templates/home.html"), "{{ site.titel }}").expect("writes");
    let (code, _, err) = casebook(folder.path(), &["build"]);
    assert!(code == 2 && err.contains("  = help: did you mean `title`?"), "{err}");
    assert_eq!(fs::read_to_string(folder.path().join("site/index.html")).expect("it still stands"), before);
}

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
fn findings_about_patterns_name_their_file() {
    let pattern = "---\nname: P\nfacet: mechanism\nsee-also: nowhere\nsignals:\n  - any: [blocked loop]\nexamples:\n  \
                   match: [The blocked loop froze it.]\n  no-match: [The moon was full.]\n---\n\nText.\n";
    let folder = folder(&[("postmortems/a.md", RECORD), ("postmortems/patterns/p.md", pattern)]);
    let (_, out, err) = casebook(folder.path(), &["check"]);
    assert!(out.contains("--> postmortems/patterns/p.md:4:11\n"), "{out}{err}");
    assert!(err.ends_with("in 1 record\n"), "{err}");
}

const LABELS: &str = "patterns:\n  - {record: a.md, part: tune, has: {p: it was full}}\nqueries:\n  \
                      - {query: it hangs, kind: symptom, part: measure, finds: a.md}\n";
const PIPE: &str = "---\nname: P\nfacet: mechanism\nsignals:\n  - any: [full pipe]\nexamples:\n  \
                    match: [A full pipe.]\n  no-match: [The moon.]\n---\n\nText.\n";

#[test]
fn eval_measures_what_is_expected_and_raises_floors() {
    let floors = "patterns.tune.recall: 0.5 # of spring\n";
    let folder = folder(&[
        ("postmortems/a.md", RECORD),
        ("postmortems/patterns/p.md", PIPE),
        ("e.yaml", LABELS),
        ("f.yaml", floors),
    ]);
    let (code, out, err) = casebook(folder.path(), &["eval", "e.yaml", "--ratchet", "f.yaml", "--update"]);
    assert_eq!((code, err.as_str()), (0, "raised floors in f.yaml\n"));
    assert!(out.starts_with("patterns · tune (1 record)\n") && out.contains("\nqueries · measure\n"), "{out}");
    let raised = fs::read_to_string(folder.path().join("f.yaml")).expect("is there");
    assert_eq!(raised, "patterns.tune.recall: 1.000 # of spring\n");
    let line = ["eval", "e.yaml", "--ratchet", "f.yaml", "--update", "--part", "measure"];
    let (code, out, err) = casebook(folder.path(), &line);
    assert_eq!((code, err.as_str()), (0, "no floor was beaten\n"));
    assert!(out.starts_with("queries · measure\n"), "{out}");
    fs::write(folder.path().join("postmortems/a.md"), DANGLING).expect("writes");
    let (code, out, err) = casebook(folder.path(), &["eval", "e.yaml", "--ratchet", "f.yaml", "--misses"]);
    let missed = "floor missed: patterns.tune.recall is 0.0000, 1.0000 under its floor of 1\n";
    assert_eq!((code, err.as_str()), (1, missed));
    assert!(out.starts_with("missed: p (tune) postmortems/a.md\n  because: it was full\n\npatterns"), "{out}");
}

#[test]
fn eval_tells_labels_that_lead_nowhere() {
    let labels = "patterns:\n  - {record: b.md, has: {}}\n";
    let folder = folder(&[("postmortems/a.md", RECORD), ("e.yaml", labels), ("wrong.yaml", "pattern: []\n")]);
    let found = "warning[dangling-expectation]: there is no record `b.md`\n --> e.yaml:2:14\n  |\n\
                 2 |   - {record: b.md, has: {}}\n  |              ^^^^\n  |\n  = help: did you mean `a.md`?\n\n";
    assert_eq!(casebook(folder.path(), &["eval", "e.yaml"]), (1, String::new(), found.to_owned()));
    let (code, out, err) = casebook(folder.path(), &["eval", "e.yaml", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&out).expect("valid");
    assert_eq!((code, err.as_str(), &value["findings"][0]["line"]), (1, "", &serde_json::json!(2)));
    let (code, _, err) = casebook(folder.path(), &["eval", "wrong.yaml"]);
    let fault = "error: unknown key `pattern`\n --> wrong.yaml:1:1\n  |\n1 | pattern: []\n  | ^^^^^^^\n  |\n  \
                 = help: did you mean `patterns`?\n\nerror: `wrong.yaml` cannot be taken as it is\n";
    assert_eq!((code, err.as_str()), (2, fault));
    let refused = |line: &[&str]| {
        let (code, _, err) = casebook(folder.path(), line);
        (code, err)
    };
    let part = "error: no label belongs to a part `al`\n  help: did you mean `all`?\n";
    assert_eq!(refused(&["eval", "e.yaml", "--part", "al"]), (2, part.to_owned()));
    let file = "error: there is no file `gone.yaml`\n  help: name files as seen from here\n";
    assert_eq!(refused(&["eval", "gone.yaml"]), (2, file.to_owned()));
    assert_eq!(refused(&["eval", "e.yaml", "--update"]).0, 2);
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
fn completions_know_the_commands() {
    let folder = folder(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (code, out, _) = casebook(folder.path(), &["completions", shell]);
        assert!(code == 0 && out.contains("theories"), "{shell}");
    }
}

#[test]
fn a_broken_pipe_is_quiet() {
    struct Closed;
    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let folder = folder(&[("postmortems/a.md", DANGLING)]);
    let surroundings = Surroundings {
        caches: None,
        folder: folder.path().to_owned(),
        editor: None,
        browser: None,
        today: today(),
        asks: false,
    };
    let mut err = Vec::new();
    let arguments = ["casebook", "check"].map(OsString::from);
    let code = run_in(arguments, &surroundings, &mut Closed, &mut err, [Look::Plain; 2]);
    assert_eq!((code, err.as_slice()), (0, b"".as_slice()));
}

#[test]
fn the_index_of_another_folder_has_a_place_of_its_own() {
    let folder = folder(&[("book/postmortems/a.md", RECORD), ("notes/a.md", RECORD)]);
    let cache = |at: &str, records: Option<&str>| {
        let at = folder.path().join(at).canonicalize().expect("exists");
        let surroundings = Surroundings {
            caches: Some("/caches".into()),
            folder: at,
            editor: None,
            browser: None,
            today: today(),
            asks: false,
        };
        let records = records.map(PathBuf::from);
        let global = Global {
            root: None,
            records,
            ending: Vec::new(),
            model: None,
            edition: Edition::Internal,
            color: When::Auto,
        };
        locate::locate(&global, &surroundings).expect("is found").0.cache.expect("has a place")
    };
    let book = folder.path().canonicalize().expect("exists").join("book");
    assert_eq!(cache("book", None), book.join(".casebook"));
    assert_eq!(cache("book", Some("postmortems")), book.join(".casebook"));
    let other = cache("book", Some("../notes"));
    assert_eq!(other.parent(), Some(book.join(".casebook").as_path()));
    let rootless = cache("notes", Some("."));
    assert_eq!(rootless.parent(), Some(Path::new("/caches/casebook")));
    assert_eq!(rootless.file_name(), other.file_name());
}

const POOL: &str = "---\ntitle: The checkout hangs\ndate: 2026-01-02\nservices: [shop]\n---\n\n## Symptoms\n\nThe basket \
    spins and the checkout answers 503.\n\n## Root cause\n\nThe report job leaked connections until the PgBouncer pool \
    was exhausted.\n\n## Actions\n\n- [ ] Cap the pool @kim due:2026-01-20\n";
const POOL_AGAIN: &str = "---\ntitle: The checkout hangs again\ndate: 2026-02-01\nservices: [shop]\n---\n\n## Symptoms\n\n\
    The checkout answers 503, the basket spins.\n\n## Root cause\n\nThe report job leaked connections, and the PgBouncer \
    pool was exhausted.\n";

#[test]
fn review_gives_a_verdict_and_fails_where_it_is_told_to() {
    let folder = folder(&[("postmortems/a.md", POOL), ("postmortems/b.md", POOL_AGAIN)]);
    let (code, out, err) = casebook(folder.path(), &["review", "b"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(
        out.starts_with("repeat-open: likely the same cause as before, and what was promised then is not done\n"),
        "{out}"
    );
    assert!(out.contains("\n    not done: Cap the pool (@kim, 12 days overdue)\n"), "{out}");
    assert_eq!(casebook(folder.path(), &["review", "postmortems/b.md", "--fail-on", "repeat-open"]).0, 1);
    assert_eq!(casebook(folder.path(), &["review", "b.md", "--fail-on", "regression"]).0, 0);
    assert_eq!(casebook(folder.path(), &["review", "a", "--fail-on", "repeat-open"]).0, 0);
    fs::write(folder.path().join("casebook.toml"), "[review]\nfail = ['repeat-open']\n").expect("writes the file");
    assert_eq!(casebook(folder.path(), &["review", "b"]).0, 1);
    assert_eq!(casebook(folder.path(), &["review", "b", "--fail-on", "worse"]).0, 2);
}

#[test]
fn review_takes_a_file_that_is_no_record_yet() {
    let draft = POOL_AGAIN.replace("date: 2026-02-01\n", "");
    let folder = folder(&[("postmortems/m.md", POOL), ("drafts/a.md", &draft)]);
    let (code, out, _) = casebook(folder.path(), &["review", "drafts/a.md", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&out).expect("valid");
    assert_eq!((code, value["schema"].as_u64(), value["verdict"].as_str()), (0, Some(1), Some("repeat-open")));
    let earlier = &value["earlier"][0];
    assert_eq!((earlier["id"].as_str(), earlier["axis"].as_str()), (Some("m"), Some("caused")));
    let words = earlier["reasons"].as_array().into_iter().flatten().find(|reason| reason["kind"] == "words");
    assert_eq!(words.map(|words| &words["there"]["line"]), Some(&13.into()));
    assert_eq!(earlier["open_actions"][0]["owner"], "kim");
    assert_eq!(earlier["found_at"], 1);
}

#[test]
fn review_comments_on_a_pull_request_in_markdown() {
    let hostile = POOL_AGAIN.replace("title: The checkout hangs again", "title: '<b>@team</b> [x](http://x.y)'");
    let folder = folder(&[("postmortems/a.md", POOL), ("postmortems/b.md", &hostile)]);
    let (_, out, _) = casebook(folder.path(), &["review", "b", "--format", "markdown"]);
    assert!(out.starts_with("### Seen before? `repeat-open`\n\n**&lt;b&gt;@\u{2060}team&lt;/b&gt;"), "{out}");
    assert!(out.contains("#### repeat-open: [The checkout hangs](postmortems/a.md) (a, 2026-01-02)\n"), "{out}");
    assert!(out.contains("- [ ] Not done: Cap the pool (kim, 12 days overdue)\n"), "{out}");
}

#[test]
fn similar_shows_both_axes_and_says_so_where_there_is_none() {
    let folder = folder(&[("postmortems/a.md", POOL), ("postmortems/b.md", POOL_AGAIN), ("postmortems/c.md", RECORD)]);
    let (code, out, _) = casebook(folder.path(), &["similar", "a"]);
    assert_eq!(code, 0);
    assert!(out.starts_with("Caused like this\n  The checkout hangs again (b · 2026-02-01"), "{out}");
    assert!(out.contains("\nLooks like this\n  The checkout hangs again"), "{out}");
    let (_, out, _) = casebook(folder.path(), &["similar", "a", "--axis", "looks", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&out).expect("valid");
    let axes: Vec<_> = value["similar"].as_array().into_iter().flatten().map(|found| &found["axis"]).collect();
    assert_eq!(axes, ["looks"]);
    let none = (1, String::new(), "no incident is like this one\n".to_owned());
    assert_eq!(casebook(folder.path(), &["similar", "c"]), none);
    let (code, _, err) = casebook(folder.path(), &["similar", "gone"]);
    assert_eq!((code, err.lines().next()), (2, Some("error: there is no file and no incident `gone`")));
}

#[test]
fn discover_writes_pattern_files_and_never_over_another() {
    let record = |cause: &str| format!("# It\n\n## Root cause\n\n{cause}\n");
    let mut files: Vec<(String, String)> = (0..10)
        .map(|at| (format!("postmortems/s{at}.md"), record(&format!("Bird{at} slept beside mast{at}."))))
        .collect();
    files.push(("postmortems/a.md".to_owned(), record("The branch was renamed in March.")));
    files.push(("postmortems/b.md".to_owned(), record("Someone had renamed a branch of the repository.")));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let folder = folder(&files);
    let line = ["patterns", "discover", "--min-incidents", "2", "--write", "postmortems/patterns"];
    let (code, out, err) = casebook(folder.path(), &line);
    assert_eq!((code, err.as_str()), (0, "postmortems/patterns/renamed-or-moved-branch.md: written\n"));
    assert!(out.starts_with("Renamed or moved branch (renamed-or-moved-branch, trigger, 2 incidents)\n"), "{out}");
    assert!(out.contains("12 incidents without a pattern; 12 of them tell a cause"), "{out}");
    assert_eq!(casebook(folder.path(), &["check", "postmortems/patterns"]).0, 0);
    let shown = casebook(folder.path(), &["patterns", "show", "renamed-or-moved-branch"]).1;
    assert!(shown.contains("detected: It (a)") && shown.contains("detected: It (b)"), "{shown}");
    // What is written explains them now; the file stays what its author makes of it.
    assert_eq!(casebook(folder.path(), &line).2, "");
    assert_eq!(casebook(folder.path(), &["patterns", "discover", "--min-incidents", "1"]).0, 2);
    let own = folder.path().join("other/renamed-or-moved-branch.md");
    fs::create_dir_all(folder.path().join("other")).expect("creates");
    fs::write(&own, "mine").expect("writes");
    fs::remove_dir_all(folder.path().join("postmortems/patterns")).expect("removes");
    let again = ["patterns", "discover", "--min-incidents", "2", "--write", "other"];
    let told = casebook(folder.path(), &again).2;
    assert_eq!(told, "other/renamed-or-moved-branch.md: is there already; left as it is\n");
    assert_eq!(fs::read_to_string(&own).expect("reads"), "mine");
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
