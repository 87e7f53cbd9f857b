//! What stays of small files, and why the rest went.

use super::*;
use crate::model::Audience;

fn config(names: &[&str], keys: &[&str]) -> Config {
    let owned = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
    let mut config = Config::default();
    config.audience.default = Audience::Shareable;
    config.audience.names = owned(names);
    config.audience.keys = owned(keys);
    config
}

/// The shorter text, or why there is none; then the rules of the findings with their lines.
fn shared_with(text: &str, config: &Config, internal: &[Bearer]) -> (Result<String, Why>, Vec<String>) {
    let file = SourceFile::new("d/a.md", text);
    let parts = parts(&file, config);
    let names = Names::new(internal, &[], config);
    let edition = cut(&file, &parts, Some(&names));
    let text = edition.file.map(|file| file.text.clone()).ok_or_else(|| edition.cuts[0].1);
    let finding = |finding: &Diagnostic| format!("{}:{}", finding.position().line, finding.rule.id);
    (text, parts.findings.iter().map(finding).collect())
}

fn shared(text: &str) -> (Result<String, Why>, Vec<String>) {
    shared_with(text, &config(&[], &[]), &[])
}

/// The shorter text of a file without faults.
fn rest(text: &str) -> String {
    let (rest, findings) = shared(text);
    assert_eq!(findings, Vec::<String>::new());
    rest.expect("some of it may be shared")
}

fn bearer(id: &str, title: &str, path: &str) -> Bearer {
    Bearer { ids: vec![id.to_owned()], title: title.to_owned(), path: path.to_owned() }
}

#[test]
fn a_record_is_shared_only_where_it_or_the_configuration_says_so() {
    let closed = Config::default();
    let open = config(&[], &[]);
    for (text, in_closed, in_open) in [
        ("x\n", false, true),
        ("---\naudience: shareable\n---\nx\n", true, true),
        ("---\nAudience: Shareable\n---\nx\n", true, true),
        ("---\naudience: internal\n---\nx\n", false, false),
        ("---\naudiance: internal\n---\nx\n", false, false),
        ("---\naudience: everybody\n---\nx\n", false, false),
        ("---\naudience:\n---\nx\n", false, false),
        ("---\naudience: [shareable, internal]\n---\nx\n", false, false),
        ("---\naudience: shareable\naudience: internal\n---\nx\n", false, false),
        ("---\ntitle: a: b\naudience: internal\n---\nx\n", false, false),
        ("---\ntitle: x\naudience: internal\n\nnever closed\n", false, false),
        ("# T\n\n**Audience:** Internal\n\nx\n", false, false),
        ("# T\n\n## Facts\n\n| Audience | internal |\n|---|---|\n", false, false),
        ("# T\n\nThe audience was internal.\n", false, true),
        ("+++\naudience = \"shareable\"\nauthors = [\n  \"Ana\",\n]\n+++\nx\n", false, false),
        ("+++\n\"audience\" = \"internal\"\n+++\nx\n", false, false),
        ("+++\naudience = \"internal\"\n\nnever closed\n", false, false),
    ] {
        assert_eq!(shared_with(text, &closed, &[]).0.is_ok(), in_closed, "{text}");
        assert_eq!(shared_with(text, &open, &[]).0.is_ok(), in_open, "{text}");
    }
    assert_eq!(shared("---\naudience: all\n---\nx\n").1, ["2:bad-value"]);
}

#[test]
fn a_stretch_goes_and_leaves_a_mark_inside_of_a_line_and_its_breaks_everywhere() {
    assert_eq!(rest("a <!-- internal -->b<!-- /internal --> c\n"), "a [withheld] c\n");
    assert_eq!(rest("a\n\n<!-- internal -->\nb\n\nc\n<!-- /internal -->\n\nd\n"), "a\n\n\n\n\n\n\n\nd\n");
    assert_eq!(rest("a <!-- internal -->b\nc<!-- /internal --> d\n"), "a [withheld]\n d\n");
    assert_eq!(rest("- <!-- INTERNAL -->b<!--/internal-->\n- c\n"), "- [withheld]\n- c\n");
    assert_eq!(
        rest("| a | b |\n|---|---|\n| <!-- internal -->c<!-- /internal --> | d |\n"),
        "| a | b |\n|---|---|\n| [withheld] | d |\n"
    );
    assert_eq!(rest("```\na\n<!-- internal -->\nb\n<!-- /internal -->\nc\n```\n"), "```\na\n\n\n\nc\n```\n");
    let nested = "a <!-- internal -->b<!-- internal -->c<!-- /internal -->d<!-- /internal --> e\n";
    assert_eq!(rest(nested), "a [withheld] e\n");
    assert_eq!(rest("# <!-- internal -->b<!-- /internal --> c\n\nd\n"), "# [withheld] c\n\nd\n");
}

#[test]
fn a_marked_heading_takes_its_section_with_it() {
    let text = "# T\n\na\n\n## B <!-- internal -->\n\nb\n\n### C\n\n> ## D\n\n- # E\n\nc\n\n## F\n\nf\n";
    assert_eq!(rest(text), "# T\n\na\n\n\n\n\n\n\n\n\n\n\n\n\n\n## F\n\nf\n");
    assert_eq!(rest("B <!-- internal -->\n---\n\nb\n\nC\n---\n\nc\n"), "\n\n\n\n\nC\n---\n\nc\n");
    // A closing marker at its end ends nothing else.
    assert_eq!(rest("## B <!-- internal -->\n\nb\n<!-- /internal -->\n\n## C\n"), "\n\n\n\n\n## C\n");
    assert_eq!(rest("a\n\n## B <!-- internal -->\n\nb\n"), "a\n\n\n\n\n");
}

#[test]
fn what_is_not_clear_is_withheld_and_told() {
    let (text, findings) = shared("a\n\nb <!-- internal --> c\n\n## D\n\nd\n");
    assert_eq!((text, findings), (Ok("a\n\nb [withheld]\n\n\n\n\n".to_owned()), vec!["3:unclear-marker".to_owned()]));
    let (text, findings) = shared("a\n\nb <!-- /internal --> c\n");
    assert_eq!((text, findings), (Err(Why::Unclear), vec!["3:unclear-marker".to_owned()]));
    let (text, findings) = shared("a <!-- intenal -->b<!-- end internal --> c\n");
    let twice = vec!["1:unclear-marker".to_owned(), "1:unclear-marker".to_owned()];
    assert_eq!((text, findings), (Ok("a [withheld] c\n".to_owned()), twice));
    let (text, findings) = shared("---\ntitle: <!-- internal -->x<!-- /internal -->\n---\na\n");
    assert_eq!((text, findings.len()), (Err(Why::Unclear), 2));
}

#[test]
fn comments_are_never_shared() {
    assert_eq!(rest("a <!-- b --> c\n\n<!--\nd\n\ne\n-->\n\nf\n"), "a  c\n\n\n\n\n\n\n\nf\n");
    assert_eq!(rest("a\n\n[//]: # (b)\n\nc\n"), "a\n\n\n\nc\n");
    assert_eq!(rest("```xml\n<!-- b -->\n```\n"), "```xml\n<!-- b -->\n```\n");
    assert_eq!(rest("a\n\n<!-- b\n\nc\n"), "a\n\n\n\n\n");
    assert_eq!(rest("---\na: b # c\n# d\ne: '# f'\n---\nx\n"), "---\na: b \n\ne: '# f'\n---\nx\n");
}

#[test]
fn keys_are_withheld_where_they_or_the_configuration_say_so() {
    let text = "---\nowner: ana # internal\ntags:\n  - a # internal: a customer\n  - b\ntitle: T\n---\nx\n";
    assert_eq!(rest(text), "---\n\n\n\n\ntitle: T\n---\nx\n");
    assert_eq!(rest("---\n# internal\na: b\nc: |\n  d\n# /internal\ne: f\n---\nx\n"), "---\n\n\n\n\n\ne: f\n---\nx\n");
    let (text, _) = shared_with("---\nAuthor: ana\ne: f\n---\nx\n", &config(&[], &["authors"]), &[]);
    assert_eq!(text, Ok("---\n\ne: f\n---\nx\n".to_owned()));
    // Where the front matter is no YAML, each line is read for itself.
    let (text, _) = shared_with("---\ntitle: a: b\nowner: ana\n---\nx\n", &config(&[], &["owner"]), &[]);
    assert_eq!(text, Ok("---\ntitle: a: b\n\n---\nx\n".to_owned()));
}

#[test]
fn internal_records_are_neither_named_nor_linked() {
    let internal =
        [bearer("2026-key-leak", "The vault was open", "sub/2026-key-leak.md"), bearer("redis", "R", "redis.md")];
    let of = |text: &str| shared_with(text, &config(&[], &[]), &internal).0.expect("some of it may be shared");
    assert_eq!(
        of("As in [that](../sub/2026-key-leak.md#x), [r](../redis) and [s][1].\n\n[1]: ../redis.md\n"),
        "As in [withheld], [withheld] and [withheld].\n\n[1]: ../[withheld]\n"
    );
    assert_eq!(
        of("2026-key-leak and 2026_KEY leak, \"The *vault*\nwas open\"\n"),
        "[withheld] and [withheld], \"[withheld]\n\"\n"
    );
    assert_eq!(of("Redis was slow, see redis.md.\n"), "Redis was slow, see [withheld].\n");
    assert_eq!(
        of(
            "---\nrelated: [redis, b, 2026-key-leak]\nrepeat-of: ../redis.md\nservices: redis\ntitle: Not The vault was open\n---\nx\n"
        ),
        "---\nrelated: [~, b, ~]\nrepeat-of: ~\nservices: redis\ntitle: Not withheld\n---\nx\n"
    );
    assert_eq!(of("https://wiki.example/2026%2Dkey%2Dleak/x\n"), "https://wiki.example/[withheld]/x\n");
}

#[test]
fn names_of_the_configuration_go_wherever_they_stand() {
    let config = config(&["Acme Corp", "päyments"], &[]);
    let of = |text: &str| shared_with(text, &config, &[]).0;
    assert_eq!(
        of("---\nservices: [api, acme-corp]\ntitle: ACME CORP fails\n---\n`acme_corp-db` and `xPÄYMENTSx`\n"),
        Ok("---\nservices: [api, ~]\ntitle: withheld fails\n---\n`[withheld]-db` and `x[withheld]x`\n".to_owned())
    );
    let file = SourceFile::new("2026-acme-corp.md", "x\n");
    let edition = cut(&file, &parts(&file, &config), Some(&Names::new(&[], &[], &config)));
    assert_eq!((edition.file.is_none(), edition.cuts[0].1), (true, Why::FileName));
}

#[test]
fn what_a_shareable_record_is_called_as_well_is_no_secret() {
    let config = config(&[], &[]);
    let names = Names::new(
        &[bearer("2026-a", "All services return 503", "2026-a.md")],
        &[bearer("2026-b", "All services return 503", "2026-b.md")],
        &config,
    );
    assert_eq!(names.find("All services return 503 again, as in 2026-a"), [Span::new(37, 43)]);
}

#[test]
fn where_a_name_is_left_on_both_sides_of_a_cut_nothing_is_shared() {
    let (text, _) = shared_with("secret<!-- x -->ive\n", &config(&["secretive"], &[]), &[]);
    assert_eq!(text, Err(Why::Left));
}

proptest::proptest! {
    #[test]
    fn no_arrangement_of_marks_lets_a_hidden_word_out(
        pieces in proptest::collection::vec(proptest::sample::select(vec![
            "<!-- internal -->", "<!-- /internal -->", "HIDDEN", "\n", "\n\n", "# ", "## T ", "- ", "> ", "```\n", "| a | b |\n|---|---|\n",
            "`", "é", "shown ", "<b>", "---\n", "  ", "[x](", ")", "<!-- note -->",
        ]), 0..40)
    ) {
        // What stands inside of an odd number of marks, by a count that knows nothing of Markdown, never gets out.
        let mut depth = 0_u32;
        let mut text = String::new();
        for piece in pieces {
            match piece {
                // One in a heading is about its section alone, which this count does not know.
                "<!-- internal -->" if text.lines().next_back().is_some_and(|line| line.contains('#')) => {}
                "<!-- internal -->" => depth += 1,
                "<!-- /internal -->" => depth = depth.saturating_sub(1),
                _ => {}
            }
            text.push_str(if piece == "HIDDEN" && depth == 0 { "open" } else { piece });
        }
        let (rest, _) = shared(&text);
        if let Ok(rest) = rest {
            proptest::prop_assert!(!rest.contains("HIDDEN"), "{text:?} gave {rest:?}");
            proptest::prop_assert_eq!(rest.matches('\n').count(), text.matches('\n').count());
        }
    }
}
