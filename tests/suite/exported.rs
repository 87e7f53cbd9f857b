//! `casebook export`, held to its schema, and `casebook restore`, held to every byte.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use proptest::prelude::*;

use crate::program::{own_casebook, run};

fn export(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, &[&["export"], arguments].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("it can be listed"));
    let name = |path: &Path| path.strip_prefix(folder).expect("inside").to_string_lossy().replace('\\', "/");
    files
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| (name(entry.path()), fs::read(entry.path()).expect("it can be read")))
        .collect()
}

/// The published schema, and the same where no object may have a key that it does not describe.
fn schemas() -> [serde_json::Value; 2] {
    let published: serde_json::Value = serde_json::from_str(casebook::bundle::JSON_SCHEMA).expect("JSON");
    let mut strict = published.clone();
    close(&mut strict);
    [published, strict]
}

fn close(schema: &mut serde_json::Value) {
    match schema {
        serde_json::Value::Object(map) => {
            if map.contains_key("properties") && !map.contains_key("additionalProperties") {
                map.insert("additionalProperties".to_owned(), false.into());
            }
            map.values_mut().for_each(close);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

/// What a bundle has that its schema does not allow.
fn faults(bundle: &serde_json::Value) -> Vec<String> {
    let of = |schema: &serde_json::Value| {
        let validator = jsonschema::validator_for(schema).expect("the schema is one");
        validator.iter_errors(bundle).map(|error| format!("{} at {}", error, error.instance_path())).collect::<Vec<_>>()
    };
    schemas().iter().flat_map(of).collect()
}

const FULL: &str = "---\ntitle: Full\ndate: 2026-01-02\nstatus: resolved\nseverity: sev2\nservices: [a, b]\ntags: [t]\nauthors: \
                    [x]\nowner: o\nstarted: 2026-01-02 09:00\ndetected: 2026-01-02 09:10\nmitigated: 2026-01-02 \
                    09:20\nresolved: 2026-01-02 10:00\ndetected-by: alert\npatterns: [blocked-event-loop]\naliases: \
                    [old]\nrelated: [other]\nrepeat-of: other\nsupersedes: other\npaths: ['src/**']\nsource: wiki\nlang: \
                    en\nregion: eu\n---\n\nBefore.\n\n## Symptoms\n\n- It hangs: `E_PIPE: full`.\n\n## Misleading \
                    signals\n\n- The graphs were green.\n\n## Failed theories\n\n### The network\n\nBelieved because: it \
                    often is.\nTried: a capture.\nOutcome: no-change\nWrong because: nothing was lost.\nSettled by: the \
                    capture.\nHeld as the cause: for a day.\n\n## Root cause\n\nA synchronous write blocked the event \
                    loop.\n\nConfirmed by: a test.\n\n## Fix\n\nA queue.\n\n## Actions\n\n- [ ] Alert @ana due:2026-02-01 \
                    guard:tests/a.py OPS-4\n\n## Timeline\n\n- 09:00 It hung.\n";

#[test]
fn a_bundle_of_full_and_of_poor_records_is_what_its_schema_says() {
    let folder = own_casebook(|_| {});
    for (path, text) in [
        ("full.md", FULL),
        (
            "other.md",
            &FULL.replace("Full", "Other").replace("repeat-of: other", "region2: x").replace("related: [other]\n", ""),
        ),
        ("empty.md", ""),
        ("poor.md", "x"),
    ] {
        fs::write(folder.path().join("postmortems").join(path), text).expect("writes");
    }
    let text = export(folder.path(), &[]);
    let mut bundle: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(faults(&bundle), Vec::<String>::new());
    assert!(bundle["records"].as_array().is_some_and(|records| records.len() > 20));
    // The check can fail: a key too many, a value of another kind, a key too few.
    bundle["records"][0]["incident"]["surplus"] = 1.into();
    assert_eq!(faults(&bundle).len(), 1);
    bundle["records"][0]["incident"]["open"] = "no".into();
    bundle["kind"] = serde_json::Value::Null;
    assert_eq!(faults(&bundle).len(), 5);
    // Every key that the schema describes was seen, so that none is only on paper.
    let described = keys(&schemas()[0], &mut |value| value.get("properties").cloned());
    let seen = keys(&serde_json::from_str(&text).expect("JSON"), &mut |value| Some(value.clone()));
    let rare = ["environment", "key"];
    let missing: Vec<_> =
        described.iter().filter(|key| !seen.contains(*key) && !rare.contains(&key.as_str())).collect();
    assert_eq!(missing, Vec::<&String>::new());
}

/// The keys of the objects that `pick` finds in a value, at any depth.
fn keys(
    value: &serde_json::Value,
    pick: &mut impl FnMut(&serde_json::Value) -> Option<serde_json::Value>,
) -> std::collections::BTreeSet<String> {
    let mut found = std::collections::BTreeSet::new();
    if let Some(serde_json::Value::Object(map)) = pick(value) {
        found.extend(map.keys().cloned());
    }
    match value {
        serde_json::Value::Object(map) => map.values().for_each(|value| found.extend(keys(value, pick))),
        serde_json::Value::Array(items) => items.iter().for_each(|value| found.extend(keys(value, pick))),
        _ => {}
    }
    found
}

#[test]
fn the_schema_is_printed_as_it_is_published() {
    let folder = own_casebook(|_| {});
    let published = fs::read_to_string(crate::program::root().join("docs/schemas/bundle.json")).expect("it is there");
    let printed = run(folder.path(), &["schema", "bundle"]);
    assert_eq!(String::from_utf8(printed.stdout).expect("text"), published);
}

#[test]
fn our_own_casebook_comes_back_byte_for_byte_and_is_never_overwritten() {
    let folder = own_casebook(|_| {});
    let bundle = folder.path().join("bundle.json");
    export(folder.path(), &["--out", "bundle.json"]);
    let new = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(new.path().join("postmortems")).expect("a folder");
    let restore = || run(new.path(), &["restore", bundle.to_str().expect("text")]);
    let done = restore();
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let markdown = |folder: &Path| {
        let mut files = files(&folder.join("postmortems"));
        files.retain(|path, _| std::path::Path::new(path).extension().is_some_and(|ending| ending == "md"));
        files
    };
    assert_eq!(markdown(new.path()), markdown(folder.path()));
    // A bundle is no legacy note.
    let imported = run(new.path(), &["import", bundle.to_str().expect("text")]);
    assert_eq!(imported.status.code(), Some(2), "{}", String::from_utf8_lossy(&imported.stderr));
    // Again: all is there; and a file that somebody changed stays as it is.
    let again = restore();
    assert!(again.stdout.is_empty() && again.status.success());
    let changed = new.path().join("postmortems/stderr-logging-hang.md");
    fs::write(&changed, "mine").expect("writes");
    assert_eq!(restore().status.code(), Some(1));
    assert_eq!(fs::read(&changed).expect("it is there"), b"mine");
    // The bundle of what came back is the same bundle.
    fs::copy(folder.path().join("postmortems/stderr-logging-hang.md"), &changed).expect("copies");
    assert_eq!(export(new.path(), &[]), fs::read_to_string(&bundle).expect("it is there"));
}

#[test]
fn a_bundle_that_leads_out_of_its_folder_writes_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(folder.path().join("postmortems")).expect("a folder");
    let bundle = serde_json::json!({"kind": "casebook-bundle", "schema": 1, "records": [
        {"path": "good.md", "text": "x"}, {"path": "../stolen.md", "text": "x"}]});
    fs::write(folder.path().join("b.json"), bundle.to_string()).expect("writes");
    let output = run(folder.path(), &["restore", "b.json"]);
    assert_eq!(output.status.code(), Some(2));
    let files: Vec<_> = files(folder.path()).into_keys().collect();
    assert_eq!(files, ["b.json"]);
}

#[test]
fn the_shareable_bundle_holds_the_shorter_text() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(folder.path().join("postmortems")).expect("a folder");
    let text = "---\naudience: shareable\n---\n# T\n\nopen <!-- internal -->zqhidden<!-- /internal -->\n";
    fs::write(folder.path().join("postmortems/a.md"), text).expect("writes");
    fs::write(folder.path().join("postmortems/b.md"), "zqhidden").expect("writes");
    for format in ["bundle", "csv", "actions-csv", "opensearch", "quickwit"] {
        let text = export(folder.path(), &["--format", format, "--edition", "shareable"]);
        assert!(!text.contains("zqhidden"), "{format}: {text}");
    }
    let text = export(folder.path(), &["--edition", "shareable"]);
    let bundle: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(faults(&bundle), Vec::<String>::new());
    assert_eq!(bundle["records"][0]["text"], "---\naudience: shareable\n---\n# T\n\nopen [withheld]\n");
}

#[test]
fn engines_are_told_their_index_and_no_other_format_has_one() {
    let folder = own_casebook(|_| {});
    let template = export(folder.path(), &["--format", "opensearch", "--template", "--index", "incidents"]);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&template).expect("JSON")["index_patterns"][0], "incidents");
    let config = export(folder.path(), &["--format", "quickwit", "--template"]);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&config).expect("JSON")["index_id"], "casebook");
    assert_eq!(run(folder.path(), &["export", "--template"]).status.code(), Some(2));
    assert_eq!(run(folder.path(), &["export", "--format", "quickwit", "--index", "No"]).status.code(), Some(2));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Through the library, as starting the program takes longer than all the rest.
    #[test]
    fn any_text_comes_back_byte_for_byte(
        texts in proptest::collection::vec("(\u{feff}|---\ntitle: x\n---\n|)(\\PC|\n|\r\n|\0|\t|# |é|<!-- internal -->){0,40}", 1..4)
    ) {
        let (old, new) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let casebook = |folder: &Path| casebook::pipeline::Casebook {
            records: folder.to_owned(),
            patterns: folder.join("patterns"),
            templates: folder.join("templates"),
            cache: None,
            config: casebook::config::Config { built_in_patterns: false, ..Default::default() },
            last_changes: std::collections::BTreeMap::new(),
        };
        for (at, text) in texts.iter().enumerate() {
            fs::write(old.path().join(format!("{at}.md")), text).expect("writes");
        }
        let loaded = casebook::pipeline::load(&casebook(old.path())).expect("it can be read");
        let text = casebook::pipeline::bundle(&casebook(old.path()), &loaded);
        let bundle = casebook::bundle::read(&text).expect("it is one");
        casebook::pipeline::restore(&casebook(new.path()), &bundle).expect("it can be written");
        prop_assert_eq!(files(new.path()), files(old.path()));
    }
}
