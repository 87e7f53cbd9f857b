//! Whole notes become whole records, whatever they hold.

use proptest::prelude::*;

use super::*;

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() || (!c.is_ascii() && !c.is_whitespace())).collect()
}

/// Lines of the kinds that notes are made of.
fn line() -> impl Strategy<Value = String> {
    let fixed: &'static [&'static str] = &[
        "",
        "",
        "# Notes",
        "## 2024-05-01 — Queue stuck",
        "### INC-004: It hangs (2024-06-02) — RESOLVED",
        "## Root cause",
        "## Fix",
        "**Problem:** Nothing moves",
        "**Root cause**:",
        "Fix: restart it",
        "- [ ] an action",
        "- **Impact:** all",
        "---",
        "```",
        "| a | b |",
        "|---|---|",
        "1. one 2. two 3. three",
        "Lessons: - One - Two",
        "Title",
        "=====",
        "    indented",
        "> quoted",
        "It broke. Root cause: a lock. Mitigation: none.",
        "# comment",
        "x = 1",
        "donâ€™t",
    ];
    prop_oneof![
        3 => prop::sample::select(fixed.to_vec()).prop_map(str::to_owned),
        1 => "[a-zA-Zé世 :*`#|>_-]{0,24}",
    ]
}

#[test]
fn a_number_is_no_mark_of_a_heading_so_that_every_line_over_an_underline_is_kept() {
    let other = "## #13 It hangs\n\n**Problem:** hangs\n\n**Root cause:** another lock here\n";
    let first = "**Problem:** Nothing moves\n\n**Root cause:** a lock\n\n";
    let titled = format!("# Notes\n\n#12 Queue stuck\nsecond telling line here\n---\n\n{first}{other}");
    let inside = format!("# INC-004: It hangs\n\n{first}#a\nLessons: - One\n---\n\nmore words\n\n{other}");
    for (text, line) in [(titled, "second telling line here"), (inside, "Lessons: - One")] {
        let account = read("notes.md", &text, &Config::default());
        let kept = account.records.iter().any(|record| letters(&record.text).contains(&letters(line)));
        assert!(kept, "{line}: {:?}", account.records);
    }
}

proptest! {
    #[test]
    fn every_line_of_any_note_stands_in_a_record(lines in prop::collection::vec(line(), 1..40)) {
        let text = lines.join("\n");
        // Keys of front matter take our names; that values are kept is tried where front matter is read.
        prop_assume!(!text.starts_with("---"));
        let account = read("notes.md", &text, &Config::default());
        if account.skipped.is_none() {
            let records: Vec<String> = account.records.iter().map(|record| letters(&record.text)).collect();
            for line in mend::mend(&text).text.lines() {
                let line = letters(line);
                prop_assert!(records.iter().any(|record| record.contains(&line)), "{line} of {text:?} in {records:?}");
            }
        }
    }

    #[test]
    fn no_data_whatever_stops_an_import(text in "[\\[\\]{}\",:a-z0-9 \n\\\\]{0,60}") {
        for name in ["a.json", "a.jsonl", "a.yml", "a.md"] {
            let _ = read(name, &text, &Config::default());
        }
    }

    #[test]
    fn the_same_note_gives_the_same_records(lines in prop::collection::vec(line(), 1..30)) {
        let text = lines.join("\n");
        let (one, two) = (read("n.md", &text, &Config::default()), read("n.md", &text, &Config::default()));
        prop_assert_eq!(one.records, two.records);
    }
}

#[test]
fn issues_of_a_tracker_become_records() {
    let text = r###"[{"number": 17, "title": "Queue stuck", "state": "CLOSED", "createdAt": "2024-03-03T08:00:00Z",
"closedAt": "2024-03-05T10:00:00Z", "labels": [{"name": "sev2"}], "author": {"login": "ann"},
"body": "## Symptoms\r\n\r\nIt grows.", "comments": [{"author": {"login": "bob"}, "body": "Again.", "createdAt": "2024-03-04"}]}]"###;
    let account = read("issues.json", text, &Config::default());
    let expected = "---\nstatus: CLOSED\ndate: 2024-03-03\ncreated-at: \"2024-03-03T08:00:00Z\"\nresolved: \"2024-03-05T10:00:00Z\"\n\
                    tags: [sev2]\nauthors: [ann]\nnumber: 17\nseverity: sev2\nsource: \"issues.json:1\"\n---\n\n\
                    # Queue stuck\n\n## Symptoms\n\nIt grows.\n\n## Comments\n\n### bob 2024-03-04\n\nAgain.\n";
    let mut lines: Vec<&str> = account.records[0].text.lines().collect();
    let mut wanted: Vec<&str> = expected.lines().collect();
    lines.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(lines, wanted);
    assert_eq!(account.records[0].name, "2024-03-03-queue-stuck.md");
}

#[test]
fn settings_of_a_tool_are_no_incident() {
    let account =
        read("package.json", r#"{"name": "x", "description": "Does many things", "version": "1"}"#, &Config::default());
    assert_eq!(account.records, []);
    assert_eq!(account.shape, "data");
}

#[test]
fn what_stands_around_incidents_goes_with_the_one_it_speaks_of() {
    let text = "# Review\n\n## Issues\n\n### 1. The broker drops messages\n\n**Root cause:** the broker queue is full.\n\n**Impact:** orders.\n\n\
                ### 2. The printer smears\n\n**Root cause:** the printer toner is old.\n\n**Impact:** invoices.\n\n\
                ## Recommended fixes\n\n### Fix A\n\nBuy printer toner for each printer.\n\n### Fix B\n\nA larger broker queue for messages.\n";
    let account = read("review.md", text, &Config::default());
    let texts: Vec<&str> = account.records.iter().map(|record| record.text.as_str()).collect();
    assert_eq!(texts.len(), 2);
    assert!(texts[0].contains("## Recommended fixes\n\n### Fix B\n\nA larger broker queue"), "{}", texts[0]);
    assert!(texts[1].contains("## Recommended fixes\n\n### Fix A\n\nBuy printer toner"), "{}", texts[1]);
}

/// The front matter and the heading of the record that a note becomes.
fn opening(note: &str) -> String {
    let account = read("notes.md", note, &Config::default());
    let text = &account.records[0].text;
    text.lines()
        .take_while(|line| !line.starts_with("It "))
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn a_title_that_gets_shorter_loses_no_address() {
    let rest = "\n\nIt hung.\n\n## Root cause\n\nA lock.\n";
    let source = "source: \"notes.md:1\"\n---";
    // What is left of it keeps its markup.
    let note = format!("# 2024-05-01 — [Queue](https://t.example/7) stuck{rest}");
    let whole = "original-title: \"2024-05-01 — [Queue](https://t.example/7) stuck\"";
    assert_eq!(
        opening(&note),
        format!("---\n{whole}\ndate: 2024-05-01\n{source}\n# [Queue](https://t.example/7) stuck")
    );
    // An address that goes with what is taken off stands in the front matter.
    let note = format!("[INC-12](https://t.example/12): Queue stuck ![](q.png)\n========{rest}");
    let told = opening(&note);
    assert!(told.contains("[INC-12](https://t.example/12): Queue stuck ![](q.png)"), "{told}");
    let linked = format!("# <a href=\"https://t.example/12\">INC-12</a>: Queue stuck{rest}");
    assert!(opening(&linked).contains("https://t.example/12"), "{}", opening(&linked));
    let plain = format!("# Incident 7: `queue` is stuck{rest}");
    assert!(opening(&plain).contains("original-title: \"Incident 7: queue is stuck\""), "{}", opening(&plain));
}

#[test]
fn a_key_that_is_misspelt_stays_and_is_told_as_that() {
    let account = read("notes.md", "---\nstaus: resolved\n---\n\n# It hangs\n\nIt hung.\n", &Config::default());
    let record = &account.records[0];
    assert!(record.text.starts_with("---\nstaus: resolved\n"), "{}", record.text);
    assert_eq!(record.unsure.len(), 1);
    assert_eq!(
        (record.unsure[0].key.as_str(), record.unsure[0].why.as_str()),
        ("staus", "the key looks misspelt, and was left as it is")
    );
}

#[test]
fn a_severity_that_is_a_number_is_one_of_the_scale() {
    let front = |name: &str, text: &str| {
        let account = read(name, text, &Config::default());
        let record = &account.records[0];
        (record.text.split("\n---").next().unwrap_or_default().to_owned(), record.unsure.len())
    };
    let (told, unsure) = front("a.md", "---\nseverity: 2\n---\n\n# It hangs\n\nIt hung.\n");
    // The reader of records takes the number as it is.
    assert!(told.contains("severity: 2\n") && unsure == 0, "{told}");
    let issue = |label: &str| {
        let text = format!(
            "[{{\"title\": \"It hangs\", \"description\": \"It hung for an hour.\", \"state\": \"closed\", \"labels\": [{label}]}}]"
        );
        front("issues.json", &text).0
    };
    assert!(issue("\"incident\", \"severity::1\"").contains("\nseverity: sev1"), "{}", issue("\"severity::1\""));
    assert!(!issue("\"priority::1\", \"team: 2\"").contains("\nseverity:"));
}

#[test]
fn a_title_with_a_tag_in_brackets_is_no_form() {
    let note =
        |title: &str| format!("# {title}\n\n## Root cause\n\nThe disk was full.\n\n## Fix\n\nLogs were deleted.\n");
    for title in ["[INC-123] Payments down", "[Outage] Payments down", "Payments [RESOLVED]", "[2025-03-02] Payments"] {
        assert_eq!(read("notes.md", &note(title), &Config::default()).records.len(), 1, "{title}");
    }
    for title in ["[Incident title]", "Postmortem: [Title]", "[Service] outage on [date]"] {
        assert_eq!(read("notes.md", &note(title), &Config::default()).records.len(), 0, "{title}");
    }
}
