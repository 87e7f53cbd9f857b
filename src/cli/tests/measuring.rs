//! What `eval` measures.

use super::*;

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
