//! Incidents held against each other: `review`, `similar`, `patterns discover`.

use super::*;

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
