//! The formats beside each other: the same findings at the same places.

use serde_json::{Value, json};

use super::*;
use crate::diag::{Diagnostic, Fix, rule};
use crate::lint::Allowed;
use crate::report::findings::{Summary, json as findings_json};
use crate::source::SourceFile;

/// Findings on words behind wide letters, tabs and line ends of both kinds; the last is of two lines.
fn findings() -> Vec<Diagnostic> {
    let file = SourceFile::new("d/é,a.md", "日本🔥 one\r\n\ttwo\n\u{1f469}\u{200d}\u{1f4bb}three\r\nfour");
    let on = |word: &str, to: &str| {
        let start = file.text.find(word).expect("the word is there");
        let end = file.text.find(to).expect("the word is there") + to.len();
        Diagnostic::new(&rule::DANGLING_LINK, &file, (start..end).into(), format!("`{word}`: 100%"))
    };
    vec![
        on("one", "one").with_help("or\nelse").with_fix(Fix::guess("say `1`", (11..14).into(), "1")),
        on("two", "two"),
        on("three", "four"),
    ]
}

fn path(finding: &Diagnostic) -> String {
    format!("postmortems/{}", finding.file.path)
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("valid JSON")
}

/// `line:column-line:column` of each finding: in characters as JSON has them, then in UTF-16.
const PLACES: [(&str, &str); 3] = [("1:5-1:8", "1:6-1:9"), ("2:2-2:5", "2:2-2:5"), ("3:4-4:5", "3:6-4:5")];

#[test]
fn all_formats_name_the_same_places() {
    let (found, in_characters) = (findings(), PLACES.map(|place| place.0));
    let json = parsed(&findings_json(&found, &[], Summary::default(), &path));
    let places: Vec<String> =
        items(&json["findings"]).iter().map(|one| of(one, ["line", "column", "end_line", "end_column"])).collect();
    assert_eq!(places, in_characters);

    let gitlab = parsed(&gitlab(&found, &path));
    let place = |one: &Value| {
        let at = |end: &str| one["location"]["positions"][end].clone();
        format!("{}:{}-{}:{}", at("begin")["line"], at("begin")["column"], at("end")["line"], at("end")["column"])
    };
    assert_eq!(items(&gitlab).iter().map(place).collect::<Vec<_>>(), in_characters);

    let sarif = parsed(&sarif(&found, &[], &path));
    let region = |one: &Value| {
        let region = &one["locations"][0]["physicalLocation"]["region"];
        of(region, ["startLine", "startColumn", "endLine", "endColumn"])
    };
    let places: Vec<String> = items(&sarif["runs"][0]["results"]).iter().map(region).collect();
    assert_eq!(places, PLACES.map(|place| place.1));
    assert_eq!(
        sarif["runs"][0]["results"][0]["fixes"][0]["artifactChanges"][0]["replacements"][0]["deletedRegion"],
        json!({"startLine": 1, "startColumn": 6, "endLine": 1, "endColumn": 9})
    );
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).expect("a list")
}

fn of(value: &Value, keys: [&str; 4]) -> String {
    let [a, b, c, d] = keys.map(|key| value[key].to_string());
    format!("{a}:{b}-{c}:{d}")
}

#[test]
fn github_gets_one_command_a_line_and_nothing_breaks_out_of_it() {
    assert_eq!(
        github(&findings(), &path),
        "::warning file=postmortems/d/é%2Ca.md,line=1,col=5,endColumn=8,title=dangling-link::`one`: 100%25%0Ahelp: or%0Aelse\n\
         ::warning file=postmortems/d/é%2Ca.md,line=2,col=2,endColumn=5,title=dangling-link::`two`: 100%25\n\
         ::warning file=postmortems/d/é%2Ca.md,line=3,endLine=4,title=dangling-link::`three`: 100%25\n"
    );
}

#[test]
fn gitlab_s_fingerprints_tell_equal_findings_apart_and_stay_when_lines_move() {
    let of = |text: &str| -> Vec<String> {
        let file = SourceFile::new("a.md", text);
        let found = text
            .match_indices("bad")
            .map(|(at, word)| Diagnostic::new(&rule::DANGLING_LINK, &file, (at..at + word.len()).into(), "no `bad`"));
        let issues = parsed(&gitlab(&found.collect::<Vec<_>>(), &path));
        items(&issues).iter().map(|issue| issue["fingerprint"].to_string()).collect()
    };
    let prints = of("bad bad\n");
    assert_ne!(prints[0], prints[1]);
    assert_eq!(of("new\n\nbad bad\n"), prints);
}

#[test]
fn sarif_says_what_is_allowed_and_why() {
    let allowed = Allowed { finding: findings().remove(1), reason: "it is so".to_owned() };
    let log = parsed(&sarif(&[], &[allowed], &path));
    let result = &log["runs"][0]["results"][0];
    assert_eq!(result["suppressions"], json!([{"kind": "inSource", "justification": "it is so"}]));
    assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "postmortems/d/%C3%A9%2Ca.md");
    let index = result["ruleIndex"].as_u64().expect("a number") as usize;
    assert_eq!(log["runs"][0]["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
}

#[test]
fn sarif_holds_to_its_schema() {
    // The published schema has a stray bracket in this expression, twice.
    let schema =
        include_str!("../../../tests/suite/schemas/sarif-2.1.0.json").replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
    let schema = parsed(&schema);
    let schema = jsonschema::validator_for(&schema).expect("a good schema");
    let allowed = Allowed { finding: findings().remove(0), reason: "it is so".to_owned() };
    let log = parsed(&sarif(&findings(), &[allowed], &path));
    let wrong: Vec<String> =
        schema.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert_eq!(wrong, Vec::<String>::new());
    assert!(!schema.is_valid(&json!({"version": "2.1.0"})), "the schema refuses nothing");
}
