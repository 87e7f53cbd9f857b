//! Files as they should not be: each is read, keeps every word, and has a finding that says what was done.

use casebook::config::Config;
use casebook::store;

/// Writes one file into a folder of its own and reads it as a casebook would: its title, words and findings.
fn read(name: &str, bytes: &[u8]) -> (String, String, Vec<&'static str>) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    std::fs::write(folder.path().join(name), bytes).expect("it can be written");
    let config = Config::default();
    let mut read = store::read(folder.path(), &config.endings, &[]).expect("the folder can be read");
    assert_eq!(read.files.len(), 1, "every file is listed exactly once");
    let loaded = read.files.remove(0);
    let (incident, findings) = casebook::record::read(&loaded.file, &config);
    let words: Vec<_> = incident.passages.iter().map(|passage| passage.text.as_str()).collect();
    let rules = loaded.findings.iter().chain(&findings).map(|finding| finding.rule.id).collect();
    (incident.title.value.clone(), words.join("\n"), rules)
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    let (title, _, rules) = read("a.md", b"\xEF\xBB\xBF---\ntitle: Marked\n---\ntext\n");
    assert_eq!((title.as_str(), rules), ("Marked", vec!["byte-order-mark"]));
}

#[test]
fn windows_line_ends_change_nothing() {
    let (title, words, rules) = read("a.md", b"---\r\ntitle: T\r\n---\r\n\r\n## Root cause\r\n\r\nthe pool\r\n");
    assert_eq!((title.as_str(), rules), ("T", vec![]));
    assert!(words.ends_with("Root cause\nthe pool"));
}

#[test]
fn a_nul_byte_is_replaced_and_said() {
    let (title, words, rules) = read("a.md", b"# T\n\nbe\0fore\n");
    assert_eq!((title.as_str(), rules), ("T", vec!["nul-byte"]));
    assert!(words.contains("be\u{FFFD}fore"));
}

#[test]
fn another_encoding_stays_readable() {
    let (_, words, rules) = read("a.md", b"# Caf\xE9 outage\n\nThe caf\xE9 was closed; d\xE9j\xE0 vu.\n");
    assert_eq!(rules, ["invalid-utf8"]);
    assert!(words.contains("The café was closed; déjà vu."), "{words}");
}

#[test]
fn utf_16_is_read_by_its_mark() {
    let text = "# Ausfall für alle\n".encode_utf16().flat_map(u16::to_le_bytes);
    let bytes: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text).collect();
    let (title, _, rules) = read("a.md", &bytes);
    assert_eq!(title, "Ausfall für alle");
    assert!(rules.contains(&"invalid-utf8") || rules.contains(&"byte-order-mark"), "{rules:?}");
}

#[test]
fn an_unclosed_fence_runs_to_the_end() {
    let (_, words, rules) = read("a.md", b"# T\n\n```sh\n# no heading\nlast words\n");
    assert_eq!(rules, ["unclosed-fence"]);
    assert!(words.contains("last words"));
}

#[test]
fn a_comment_inside_a_fence_is_no_heading() {
    let (title, words, rules) = read("a.md", b"```sh\n# not a title\n```\n\n# Title\n");
    assert_eq!((title.as_str(), rules), ("Title", vec![]));
    assert!(words.contains("# not a title"));
}

#[test]
fn a_fence_on_one_line_opens_nothing() {
    let (_, words, rules) = read("a.md", b"# T\n\n```code```\n\n## Root cause\n\nthe pool\n");
    assert_eq!(rules, Vec::<&str>::new());
    assert!(words.ends_with("Root cause\nthe pool"));
}

#[test]
fn a_record_without_a_heading_takes_its_first_lines() {
    let (title, _, rules) = read("a.md", b"the pool was empty\nand nobody knew\n");
    assert_eq!((title.as_str(), rules), ("the pool was empty and nobody knew", vec![]));
    let (title, _, rules) = read("a.md", b"The pool was empty. Nobody knew.\n");
    assert_eq!((title.as_str(), rules), ("The pool was empty.", vec!["no-title"]));
}

#[test]
fn an_empty_file_is_called_by_its_name() {
    let (title, words, rules) = read("pool-empty.md", b"");
    assert_eq!((title.as_str(), words.as_str(), rules), ("pool empty", "", vec!["empty-record"]));
}

#[test]
fn front_matter_that_is_no_yaml_keeps_every_word() {
    let (title, words, rules) =
        read("a.md", b"---\ntitle: Outage: second\ntags: [a, b\n  - odd: {x\nowner: ann\n---\n\ntext\n");
    assert_eq!(title, "Outage: second");
    assert_eq!(rules, ["invalid-yaml"]);
    for word in ["Outage", "second", "a, b", "odd", "x", "ann", "text"] {
        assert!(words.contains(word), "`{word}` is lost: {words}");
    }
}

#[test]
fn deep_nesting_and_long_lines_are_read_in_time() {
    let deep = ["- ".repeat(5_000), "> ".repeat(20_000), "[".repeat(50_000), "*a ".repeat(30_000)].join("\n\n");
    let (_, words, _) = read("a.md", deep.as_bytes());
    assert!(words.contains("*a *a *a"));
    let yaml = format!("---\na: {}\n---\nx\n", "[".repeat(200_000));
    assert_eq!(read("b.md", yaml.as_bytes()).2[0], "invalid-yaml");
}

#[test]
fn thousands_of_sections_labels_and_colons_are_read() {
    // Walking over all sections for each of them took many minutes; nobody waits for that in a test.
    for part in ["# a\n\n", "Root cause: x\n", "**Fix:** x\n", "a: ", "Slow. Root cause: A. ", "# Causes\n\n- x\n"] {
        let text = part.repeat(200_000 / part.len());
        assert!(!read("a.md", text.as_bytes()).1.is_empty());
    }
    let rows = format!("|k|v|\n|-|-|\n{}", "|Root cause|x|\n".repeat(10_000));
    assert!(read("a.md", rows.as_bytes()).1.contains("Root cause"));
    let keys = (0..10_000).map(|n| format!("root cause{n}: x\n")).collect::<Vec<_>>().concat();
    assert!(read("a.md", format!("---\n{keys}---\nx\n").as_bytes()).1.contains("cause9999"));
}

#[test]
fn a_large_file_is_read_whole() {
    let text = format!("# T\n\n{}\nlastword\n", "The queue grew and the workers starved.\n".repeat(7_000));
    assert!(text.len() > 270_000);
    assert!(read("a.md", text.as_bytes()).1.contains("lastword"));
}
