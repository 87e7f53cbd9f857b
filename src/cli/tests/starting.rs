//! How a casebook begins: `init` and `new`.

use std::collections::BTreeMap;

use super::*;

/// Every file below a folder with its text, without the cache.
fn tree(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(at).expect("can be listed") {
            let path = entry.expect("can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below it").to_string_lossy().into_owned();
                files.insert(name, fs::read_to_string(&path).expect("is text"));
            }
        }
    }
    files
}

#[test]
fn init_in_an_empty_folder_gives_a_casebook_that_passes_its_own_check() {
    let folder = folder(&[]);
    let (code, out, err) = casebook(folder.path(), &["init", "book", "--ci", "github"]);
    let written = "written  book/casebook.toml\nwritten  book/postmortems/2026-01-15-example-report-queue.md\n\
                   written  book/.gitignore\nwritten  book/.github/workflows/casebook.yml\n";
    assert_eq!((code, out.as_str()), (0, written), "{err}");
    assert!(err.contains("`casebook --root book new` begins a record"), "{err}");
    let (code, out, err) = casebook(&folder.path().join("book"), &["check", "--strict"]);
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    let (code, out, _) = casebook(&folder.path().join("book"), &["search", "reports"]);
    assert_eq!(code, 0, "{out}");
}

#[test]
fn a_second_init_changes_nothing_and_says_so() {
    let folder = folder(&[("old/incidents/a.md", "# Hang\n"), (".gitignore", "site\n*.log\r\n")]);
    let line = ["init", "--ci", "gitlab", "--hook", "--editor", "--format", "json"];
    let (code, out, err) = casebook(folder.path(), &line);
    assert_eq!((code, err.as_str()), (0, ""));
    let first = tree(folder.path());
    let second: serde_json::Value = serde_json::from_str(&casebook(folder.path(), &line).1).expect("is JSON");
    assert_eq!(tree(folder.path()), first);
    let first: serde_json::Value = serde_json::from_str(&out).expect("is JSON");
    let fates = |value: &serde_json::Value| -> Vec<String> {
        let files = value["files"].as_array().expect("a list");
        files
            .iter()
            .map(|file| {
                format!("{} {}", file["fate"].as_str().expect("a fate"), file["path"].as_str().expect("a path"))
            })
            .collect()
    };
    let wanted = [
        "casebook.toml",
        "postmortems/.gitkeep",
        ".gitignore",
        ".gitlab/casebook.yml",
        ".gitlab-ci.yml",
        ".pre-commit-config.yaml",
        ".casebook/front-matter.json",
        ".casebook/config.json",
        ".vscode/settings.json",
    ];
    let expected = |fate: &str| -> Vec<String> { wanted.iter().map(|path| format!("{fate} {path}")).collect() };
    let mut fresh = expected("written");
    fresh[2] = "extended .gitignore".to_owned();
    assert_eq!(fates(&first), fresh);
    let kept: Vec<String> = fates(&second);
    assert_eq!(kept.iter().filter(|line| !line.starts_with("kept")).count(), 0, "{kept:?}");
    assert!(first["next"][0].as_str().expect("a step").contains("import old/incidents"), "{first}");
}

#[test]
fn init_overwrites_nothing_and_tells_what_to_add_by_hand() {
    let own = [
        ("casebook.toml", "[site]\noutput = \"public\"\n"),
        ("postmortems/a.md", RECORD),
        (".gitignore", "public/\n/.casebook/\n"),
        (".gitlab-ci.yml", "stages: [test]\n"),
        (".pre-commit-config.yaml", "repos: []\n"),
        (".vscode/settings.json", "{}\n"),
    ];
    let folder = folder(&own);
    let (code, out, err) = casebook(folder.path(), &["init", "--hook", "--editor"]);
    assert_eq!(code, 0, "{err}");
    let after = tree(folder.path());
    for (path, text) in own {
        let schemas = "/.casebook/*\n!/.casebook/front-matter.json\n!/.casebook/config.json\n";
        let more = if path == ".gitignore" { format!("{schemas}/public-shareable/\n") } else { String::new() };
        assert_eq!(after[path], format!("{text}{more}"), "{path}");
    }
    assert!(out.contains("written  .gitlab/casebook.yml\nkept     .gitlab-ci.yml\n"), "{out}");
    for advice in ["to `.gitlab-ci.yml`", "to `.pre-commit-config.yaml`", "to `.vscode/settings.json`"] {
        assert!(err.contains(advice), "{advice} is not told:\n{err}");
    }
}

#[test]
fn in_a_folder_of_a_repository_the_ci_is_set_up_at_its_root() {
    let folder = folder(&[(".git/HEAD", ""), (".github/CODEOWNERS", "")]);
    let (code, out, err) = casebook(folder.path(), &["init", "it's here", "--source", "our/casebook@v1"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("written  .github/workflows/casebook.yml\n"), "{out}");
    let workflow = &tree(folder.path())[".github/workflows/casebook.yml"];
    assert!(workflow.contains("root: 'it''s here'\n") && workflow.contains("repository: our/casebook\n"), "{workflow}");
    assert_eq!(casebook(folder.path(), &["init", "--source", "our"]).0, 2);
    assert_eq!(casebook(folder.path(), &["init", "--source", "a/b@c\n  evil: d"]).0, 2);
}

#[test]
fn new_begins_a_record_that_passes_check_and_keeps_hostile_words_in_their_place() {
    let old = "---\ntitle: \"It hangs\\n---\\npatterns: [x]\"\ndate: 2026-01-02\nstatus: resolved\n---\n\n## Symptoms\n\n\
               - the second query of a session hangs\n\n## Root cause\n\nA full pipe.\n";
    let folder = folder(&[("postmortems/a.md", old)]);
    let title = "Reports: \u{1b}[31m\"stop\"\nstatus: resolved";
    let line =
        ["new", title, "--symptom", "the second query of a session hangs", "--severity", "HIGH", "--service", "yes"];
    let (code, out, err) = casebook(folder.path(), &line);
    assert_eq!((code, out.as_str()), (0, "postmortems/2026-03-02-reports-31m-stop-status-resolved.md\n"), "{err}");
    assert!(err.starts_with("it looks like “It hangs --- patterns: [x]”"), "{err}");
    let text = fs::read_to_string(folder.path().join(out.trim())).expect("it is there");
    let front = "---\ntitle: \"Reports: [31m\\\"stop\\\" status: resolved\"\ndate: 2026-03-02\nstatus: investigating\n\
                 severity: sev2\nservices: [yes]\n# It looks like these";
    assert!(text.contains("# related: [a]\n#   a: It hangs --- patterns: [x]; cause: A full pipe.\n---\n"), "{text}");
    assert!(text.starts_with(front), "{text}");
    let (_, shown, summary) = casebook(folder.path(), &["check", out.trim(), "--strict"]);
    assert_eq!((shown.as_str(), summary.as_str()), ("", "no findings in 1 record\n"));
    // What it asks for is nothing that anybody believed yet.
    let (_, theories, _) = casebook(folder.path(), &["theories", "--format", "json"]);
    assert!(!theories.contains("network") && !theories.contains("None"), "{theories}");
}

#[test]
fn what_was_ruled_out_already_is_told_as_theories_and_the_comment_is_nobody_s_business() {
    let folder = folder(&[("postmortems/a.md", RECORD)]);
    let line = ["new", "Invoices are printed twice", "--symptom", "each one twice", "--theory"];
    let theories = ["the network: a capture shows none", "--theory", "the driver"];
    let (code, out, err) = casebook(folder.path(), &[&line[..], &theories].concat());
    assert_eq!(code, 0, "{err}");
    let (_, told, _) = casebook(folder.path(), &["theories", "--format", "json"]);
    assert!(told.contains("the driver") && told.contains("a capture shows none"), "{told}");
    assert_eq!(casebook(folder.path(), &["check", out.trim(), "--strict"]).0, 0);
    // What waits in the comment is neither found nor published.
    assert_eq!(casebook(folder.path(), &["search", "\"made it stop\""]).0, 1);
    assert_eq!(casebook(folder.path(), &["build"]).0, 0);
    let published = tree(&folder.path().join("site"));
    let holding: Vec<_> = published.iter().filter(|(_, text)| text.contains("made it stop")).collect();
    assert!(holding.is_empty(), "{:?}", holding.iter().map(|(path, _)| path).collect::<Vec<_>>());
}

#[test]
fn a_bundle_makes_a_casebook_of_an_empty_folder() {
    let old = folder(&[("postmortems/a.md", RECORD), ("postmortems/deep/b.md", "It hangs.\n")]);
    let (_, bundle, _) = casebook(old.path(), &["export"]);
    let new = folder(&[("bundle.json", &bundle), ("broken.json", "{}")]);
    assert_eq!(casebook(new.path(), &["restore", "broken.json"]).0, 2);
    assert!(!new.path().join("postmortems").exists(), "a bundle that cannot be read makes nothing");
    let (code, out, err) = casebook(new.path(), &["restore", "bundle.json"]);
    assert_eq!((code, out.as_str()), (0, "postmortems/a.md\npostmortems/deep/b.md\n"), "{err}");
    assert_eq!(tree(&new.path().join("postmortems")), tree(&old.path().join("postmortems")));
}

#[test]
fn a_name_that_is_taken_gets_a_number_and_nothing_is_overwritten() {
    let taken = "---\nid: 2026-03-02-it-hangs-2\ndate: 2026-01-01\n---\n\nIt hangs.\n";
    let folder = folder(&[("postmortems/z.md", taken)]);
    let path = |line: &[&str]| -> String {
        let value: serde_json::Value = serde_json::from_str(&casebook(folder.path(), line).1).expect("it prints JSON");
        value["path"].as_str().expect("a path").to_owned()
    };
    assert_eq!(path(&["new", "It hangs", "--format", "json"]), "postmortems/2026-03-02-it-hangs.md");
    let first = tree(folder.path())["postmortems/2026-03-02-it-hangs.md"].clone();
    // The number 2 is the id of another record already.
    assert_eq!(path(&["new", "It hangs", "--format", "json"]), "postmortems/2026-03-02-it-hangs-3.md");
    assert_eq!(
        path(&["new", "It hangs", "--date", "2026-01-09", "--format", "json"]),
        "postmortems/2026-01-09-it-hangs.md"
    );
    assert_eq!(tree(folder.path())["postmortems/2026-03-02-it-hangs.md"], first);
}

#[test]
fn new_says_what_it_needs_where_nobody_can_be_asked() {
    let folder = folder(&[]);
    let (code, _, err) = casebook(folder.path(), &["new"]);
    assert_eq!((code, err.lines().next()), (2, Some("error: a record needs a title")));
    let (code, _, err) = casebook(folder.path(), &["new", "T", "--severity", "awful"]);
    assert_eq!((code, err.lines().next()), (2, Some("error: there is no severity `awful`")));
    assert_eq!(casebook(folder.path(), &["new", "T", "--date", "today"]).0, 2);
    assert_eq!(tree(folder.path()).len(), 0, "nothing is written");
    // Without a casebook it begins one, as `import` does.
    let (code, out, err) = casebook(folder.path(), &["new", "障害"]);
    assert_eq!((code, out.as_str()), (0, "postmortems/2026-03-02-障害.md\n"));
    assert!(err.contains("`casebook init` sets up the rest"), "{err}");
}
