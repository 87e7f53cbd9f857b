//! Answers: what the program says to those who ask it, and how scripts can tell.

use serde_json::Value;

use crate::program::{own_casebook, run};

fn json(arguments: &[&str]) -> (Value, Option<i32>) {
    let folder = own_casebook(|_| {});
    let output = run(folder.path(), arguments);
    let text = String::from_utf8(output.stdout).expect("it prints UTF-8");
    (serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}")), output.status.code())
}

fn found(query: &str) -> Vec<String> {
    let (answer, _) = json(&["search", query, "--format", "json"]);
    assert_eq!(answer["query"], query);
    let results = answer["results"].as_array().expect("results are a list");
    results.iter().map(|result| result["id"].as_str().expect("an id is text").to_owned()).collect()
}

#[test]
fn the_hang_on_the_second_query_is_found_first() {
    assert_eq!(found("hangs on the second query, no stack trace")[0], "stderr-logging-hang");
}

#[test]
fn messages_dropped_in_silence_lead_to_both_authentication_incidents() {
    let mut first = found("messages silently dropped although connected");
    first.truncate(2);
    first.sort();
    assert_eq!(first, ["curvezmq-keys-per-process", "zmq-client-not-authorised"]);
}

#[test]
fn a_pattern_lists_its_incidents() {
    let mut incidents = found("pattern:blocked-event-loop");
    incidents.sort();
    let expected = ["2026-02-04-event-loop-freeze", "2026-02-04-trade-history-file-read", "stderr-logging-hang"];
    assert_eq!(incidents, expected);
}

#[test]
fn identifiers_typos_phrases_and_exclusions_work() {
    assert_eq!(found("mark_broker_ready")[0], "zmq-transport-never-connects");
    assert_eq!(found("UnicodeEncodeEror emoji")[0], "windows-emoji-startup-crash");
    assert_eq!(found("\"file is not a database\"")[0], "encrypted-sqlite-concurrent-access");
    assert!(found("heartbeat").contains(&"2026-01-09-heartbeat-crash".to_owned()));
    assert!(!found("heartbeat -frontend").contains(&"2026-01-09-heartbeat-crash".to_owned()));
    assert!(found("theory:pool").contains(&"stderr-logging-hang".to_owned()));
    assert!(found("freeze after:2026-02").iter().all(|id| id.starts_with("2026-02")));
}

#[test]
fn results_say_where_and_why() {
    let (answer, code) = json(&["search", "file is not a database", "--format", "json", "-n", "1"]);
    let result = &answer["results"][0];
    assert_eq!(code, Some(0));
    assert_eq!(result["path"], "encrypted-sqlite-concurrent-access.md");
    assert_eq!(result["section"], "Symptoms");
    assert!(result["snippet"].as_str().is_some_and(|line| line.contains("file is not a database")));
    assert!(result["score"].as_f64().is_some_and(|score| score > 0.0));
    assert!(result["cause"].is_string() && result["fix"].is_string());
}

#[test]
fn nothing_found_wrong_usage_and_findings_have_their_exit_codes() {
    let folder = own_casebook(|_| {});
    assert_eq!(run(folder.path(), &["search", "xyzzyqwert"]).status.code(), Some(1));
    assert_eq!(run(folder.path(), &["search"]).status.code(), Some(2));
    assert_eq!(run(folder.path(), &["--records", "no-such-folder", "check"]).status.code(), Some(2));
    assert_eq!(run(folder.path(), &["check"]).status.code(), Some(0));
    let pattern = folder.path().join("postmortems/patterns/broken.md");
    std::fs::write(pattern, "---\nname: Broken\n---\n").expect("a pattern can be added");
    assert_eq!(run(folder.path(), &["check"]).status.code(), Some(1));
}

#[test]
fn findings_name_file_line_column_and_a_way_out() {
    let folder = own_casebook(|_| {});
    let record =
        "---\ntitle: T\ndate: 2026-02-30\nservice_s: x\npatterns: [no-such-pattern]\n---\n\n## Root cause\n\nx\n";
    std::fs::write(folder.path().join("postmortems/odd.md"), record).expect("a record can be added");
    let output = run(folder.path(), &["check", "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let findings = report["findings"].as_array().expect("findings are a list");
    let odd = findings.iter().filter(|finding| finding["path"].as_str().is_some_and(|path| path.ends_with("odd.md")));
    let shown: Vec<_> = odd
        .map(|finding| {
            assert!(finding["help"].is_string(), "{finding}");
            (finding["rule"].as_str().unwrap_or_default(), finding["line"].as_u64(), finding["column"].as_u64())
        })
        .collect();
    for expected in
        [("bad-value", Some(3), Some(7)), ("misspelt-key", Some(4), Some(1)), ("dangling-link", Some(5), Some(12))]
    {
        assert!(shown.contains(&expected), "{expected:?} is not among {shown:?}");
    }
}

#[test]
fn a_changed_record_is_found_at_once() {
    let folder = own_casebook(|_| {});
    assert_eq!(run(folder.path(), &["search", "zorkmid"]).status.code(), Some(1));
    std::fs::write(folder.path().join("postmortems/new.md"), "# The zorkmid overflowed\n").expect("it can be written");
    assert_eq!(run(folder.path(), &["search", "zorkmid"]).status.code(), Some(0));
    std::fs::remove_file(folder.path().join("postmortems/new.md")).expect("it can be removed");
    assert_eq!(run(folder.path(), &["search", "zorkmid"]).status.code(), Some(1));
}

#[test]
fn triage_of_words_and_of_bytes_that_are_no_text_comes_from_the_standard_input() {
    let folder = own_casebook(|_| {});
    let ask = |input: &[u8]| {
        let mut command = crate::program::casebook(folder.path());
        command.args(["triage", "--format", "json"]);
        command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
        let mut child = command.spawn().expect("the program can be started");
        std::io::Write::write_all(&mut child.stdin.take().expect("it is piped"), input).expect("it reads");
        let output = child.wait_with_output().expect("it ends");
        let value: Value = serde_json::from_slice(&output.stdout).expect("it prints JSON");
        (value, output.status.code())
    };
    let (value, code) = ask(b"hangs on the second query, no stack trace");
    assert_eq!(code, Some(0));
    assert_eq!(value["incidents"][0]["id"], "stderr-logging-hang");
    assert_eq!(value["patterns"][0]["id"], "blocked-event-loop");
    let theories = value["ruled_out"].as_array().expect("a list");
    assert!(theories.iter().any(|theory| theory["theory"] == "The connection pool is exhausted"), "{theories:?}");
    let (value, _) = ask(b"2026-01-02 03:04:05 \x1b[31mERROR caf\xe9 UnicodeEncodeError: 'charmap' codec\xff\n");
    assert_eq!(value["incidents"][0]["id"], "windows-emoji-startup-crash");
    assert!(value["lines"][0]["text"].as_str().is_some_and(|line| line.starts_with("ERROR café Unicode")));
    assert_eq!(ask(b"the coffee machine leaks").1, Some(1));
}
