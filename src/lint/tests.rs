//! What the checks say about small casebooks.

use super::*;
use crate::diag::Level;
use crate::model::{Examples, Facet, Pattern, PatternId};
use crate::source::{SourceFile, Span, Spanned};

/// The pattern `p`, with neighbours.
fn pattern(see_also: &[&str]) -> Pattern {
    let id = |text: &str| PatternId::new(text).expect("a good id");
    Pattern {
        file: SourceFile::new("patterns/p.md", "see-also: there"),
        built_in: false,
        name: Spanned::new("P".to_owned(), Span::default()),
        facet: Facet::Mechanism,
        aliases: Vec::new(),
        parent: None,
        see_also: see_also.iter().map(|text| Spanned::new(id(text), Span::new(10, 15))).collect(),
        signals: Vec::new(),
        examples: Examples::default(),
        body: Span::default(),
        sections: Vec::new(),
        summary: String::new(),
        id: id("p"),
    }
}

/// The findings of a casebook of these files and one pattern `p`: `path:line:column rule: message (help)`.
fn findings(files: &[(&str, &str)], patterns: Vec<Pattern>) -> Vec<String> {
    let config = Config::default();
    // Records of one title and day would be told as the same.
    let titled = |(at, (path, text)): (usize, &(&str, &str))| {
        let text = text.replace("title: T\n", &format!("title: T{at}\n"));
        crate::record::read(&SourceFile::new(*path, text), &config).0
    };
    let base = KnowledgeBase::assemble(files.iter().enumerate().map(titled).collect(), patterns);
    let line = |finding: &Diagnostic| {
        let place = finding.position();
        let help = finding.help.as_deref().unwrap_or_default();
        format!(
            "{}:{}:{} {}: {} ({help})",
            finding.file.path, place.line, place.column, finding.rule.id, finding.message
        )
    };
    check(&base, &config, around(&|path| path.starts_with("d/img/"))).iter().map(line).collect()
}

fn around(exists: Exists<'_>) -> Around<'_> {
    Around { in_records: exists, in_repository: exists }
}

/// A record that lacks nothing, with a text of one's own at its end.
fn whole(front: &str, text: &str) -> String {
    format!(
        "---\ntitle: T\ndate: 2026-01-02\n{front}---\n\n## Symptoms\n\nIt hangs.\n\n## Root cause\n\nA full pipe.\n\n{text}\n"
    )
}

#[test]
fn a_whole_record_has_no_findings() {
    assert_eq!(findings(&[("a.md", &whole("", ""))], Vec::new()), Vec::<String>::new());
}

#[test]
fn what_a_record_lacks_is_told_once_each() {
    assert_eq!(
        findings(&[("a.md", "# Only words\n\n## Lessons\n\nNothing else.\n")], Vec::new()),
        [
            "a.md:1:1 no-cause: this record names no cause (add a section `## Root cause`, or \
             `status: investigating` while it is not known)",
            "a.md:1:1 no-date: this record has no date (add `date: YYYY-MM-DD` to its front matter)",
            "a.md:1:1 no-symptoms: this record does not say what was seen (add a section `## Symptoms` with the \
             words and error lines as they appear)",
        ]
    );
}

#[test]
fn a_cause_that_is_still_sought_is_no_finding() {
    let text = "---\ntitle: T\ndate: 2026-01-02\nstatus: investigating\n---\n\n## Symptoms\n\nIt hangs.\n";
    assert_eq!(findings(&[("a.md", text)], Vec::new()), Vec::<String>::new());
}

#[test]
fn an_empty_record_is_not_asked_for_more() {
    assert_eq!(findings(&[("a.md", "")], Vec::new()), Vec::<String>::new());
}

#[test]
fn ids_that_lead_nowhere_are_found() {
    let front = "related: [a, first-hangg]\nrepeat-of: gone\nsupersedes: first-hang\npatterns: [q]\nnot-patterns: p\n";
    assert_eq!(
        findings(&[("a.md", &whole(front, "")), ("first-hang.md", &whole("", ""))], vec![pattern(&["p"])]),
        [
            "a.md:4:14 dangling-link: there is no incident `first-hangg` (did you mean `first-hang`?)",
            "a.md:5:12 dangling-link: there is no incident `gone` (correct the id, or add the record)",
            "a.md:7:12 dangling-link: there is no pattern `q` (`casebook patterns list --all` shows those there are)",
        ]
    );
}

#[test]
fn patterns_that_name_no_pattern_are_found() {
    assert_eq!(
        findings(&[], vec![pattern(&["there"])]),
        [
            "patterns/p.md:1:11 dangling-link: there is no pattern `there` (`casebook patterns list --all` shows those there \
          are)"
        ]
    );
}

#[test]
fn a_pattern_that_contradicts_its_examples_is_found() {
    let text = "---\nname: P\nfacet: mechanism\nsignals:\n  - any: [blocked loop]\nexamples:\n  match:\n    - The blocked \
                loop froze it.\n    - The moon was full.\n---\n";
    let (pattern, _) = crate::catalogue::parse(&SourceFile::new("patterns/p.md", text), false);
    let found = findings(&[], vec![pattern.expect("a pattern")]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("patterns/p.md:9:7 example-fails: "), "{found:?}");
}

#[test]
fn relative_links_to_records_are_followed() {
    let text = "[1](b.md) [2](../x%20y.md#fix) [3](sub/c.md?x) [4](/etc/x.md) [5](https://e.example/x.md) [6](wiki) \
                [7](../../out.md) [8](mailto:a@b.md) [9](patterns/p.md) [10](#here) [11](../nowhere.md) ![12](e.md)";
    let whole_text = whole("", text);
    let other = whole("", "");
    let files = [("d/a.md", whole_text.as_str()), ("d/b.md", &other), ("x y.md", &other), ("d/sub/c.md", &other)];
    assert_eq!(
        findings(&files, vec![pattern(&["p"])]),
        [
            "d/a.md:14:169 dangling-link: there is no record `nowhere.md` (correct the link, or add the record)",
            "d/a.md:14:189 dangling-link: there is no record `d/e.md` (did you mean `d/b.md`?)",
        ]
    );
}

#[test]
fn links_to_files_that_are_not_there_are_found() {
    let text = "[1](img/log.txt) ![2](img/a%20b.png) ![3](gone.png) [4](log.txt#L1) ![5](https://e.example/x.png) ![6](plain) \
                [7](../../out.txt) [8](/etc/x.txt) [9](..) ![10](data:image/png;base64,xx)";
    let line = |column: usize, name: &str| {
        format!("d/a.md:14:{column} dangling-link: there is no file `d/{name}` (correct the link, or add the file)")
    };
    let found = findings(&[("d/a.md", &whole("", text))], Vec::new());
    assert_eq!(found, [line(38, "gone.png"), line(53, "log.txt"), line(99, "plain")]);
}

#[test]
fn a_pattern_that_is_confirmed_and_rejected_is_found() {
    let text = whole("patterns: [q, p]\nnot-patterns: [p]\n", "");
    let mut q = pattern(&[]);
    q.id = PatternId::new("q").expect("a good id");
    assert_eq!(
        findings(&[("a.md", &text)], vec![pattern(&[]), q]),
        ["a.md:5:16 contradictory-pattern: the pattern `p` stands in `patterns` too (remove it from one of the two)"]
    );
}

#[test]
fn an_alias_that_is_somebody_elses_is_found() {
    let aliases = |list: &str| whole(&format!("aliases: [{list}]\n"), "");
    let (a, b, c) = (aliases("old, B"), aliases("OLD"), aliases("c, c-old"));
    let found = findings(&[("a.md", &a), ("b.md", &b), ("c.md", &c)], Vec::new());
    assert_eq!(
        found,
        [
            "a.md:4:16 duplicate-id: the alias `B` belongs to `b.md` already (remove it here or there)",
            "b.md:4:11 duplicate-id: the alias `OLD` belongs to `a.md` already (remove it here or there)",
        ]
    );
}

#[test]
fn times_before_the_start_are_found() {
    let times = "started: 2026-01-02 10:00\ndetected: 2026-01-02 09:59\nmitigated: 2026-01-02\nresolved: 2026-01-01\n";
    let help = "is before `started`, which is 2026-01-02 10:00 (correct one of the two)";
    assert_eq!(
        findings(&[("a.md", &whole(times, ""))], Vec::new()),
        [
            format!("a.md:5:11 times-out-of-order: `detected` {help}"),
            format!("a.md:7:11 times-out-of-order: `resolved` {help}"),
        ]
    );
}

#[test]
fn the_configuration_sets_levels_and_drops_rules() {
    let text = "[check.rules]\nno-date = 'off'\nno-cause = 'error'\nno-symptoms = 'off'\n[check.level.0]\nno-symptoms = 'warning'\n";
    let config = crate::config::parse(&SourceFile::new("casebook.toml", text)).expect("a good configuration");
    let (incident, _) =
        crate::record::read(&SourceFile::new("a.md", "# Only words\n\n## Lessons\n\nNothing.\n"), &config);
    let base = KnowledgeBase::assemble(vec![incident], Vec::new());
    let mut findings = check(&base, &config, around(&|_| true));
    apply_levels(&mut findings, &base, &config);
    let told: Vec<_> = findings.iter().map(|finding| (finding.rule.id, finding.level)).collect();
    assert_eq!(told, [("no-cause", Level::Error), ("no-symptoms", Level::Warning)]);
}

/// What is told and what is allowed, by rule and line.
fn settled(text: &str) -> (Vec<String>, Vec<String>) {
    let config = Config::default();
    let (incident, found) = crate::record::read(&SourceFile::new("a.md", text), &config);
    let base = KnowledgeBase::assemble(vec![incident], Vec::new());
    let settled = settle(check(&base, &config, around(&|_| false)).into_iter().chain(found).collect(), &base, &config);
    let line = |finding: &Diagnostic| format!("{}:{}", finding.position().line, finding.rule.id);
    let allowed = settled.allowed.iter().map(|one| format!("{} ({})", line(&one.finding), one.reason));
    (settled.findings.iter().map(line).collect(), allowed.collect())
}

#[test]
fn a_comment_allows_what_starts_in_its_block_and_no_more() {
    let text = whole("", "<!-- casebook: allow dangling-link: it is  gone -->\n![a](a.png)\n\n![b](b.png)");
    assert_eq!(settled(&text), (vec!["17:dangling-link".to_owned()], vec!["15:dangling-link (it is gone)".to_owned()]));
}

#[test]
fn a_file_is_allowed_by_a_comment_or_by_its_front_matter() {
    let comment = "# Words\n\n<!-- casebook: allow-file no-date, no-cause: a stub -->\n\n## Lessons\n\nNothing.\n";
    let allowed = ["1:no-cause (a stub)", "1:no-date (a stub)"].map(str::to_owned).to_vec();
    assert_eq!(settled(comment), (vec!["1:no-symptoms".to_owned()], allowed));
    let front =
        "---\ntitle: T\nallow:\n  no-date: nobody knows\n  no-cause: 'nobody: knows'\n---\n\n## Lessons\n\nNothing.\n";
    let allowed = ["2:no-cause (nobody: knows)", "2:no-date (nobody knows)"].map(str::to_owned).to_vec();
    assert_eq!(settled(front), (vec!["2:no-symptoms".to_owned()], allowed));
}

#[test]
fn an_allowance_that_does_not_count_is_told_beside_the_finding() {
    let text = "---\ntitle: T\nallow: {no-date: , no-dat: x, no-title: x}\n---\n\n## Symptoms\n\nHangs.\n\n<!-- casebook: allow -->\n";
    let told = ["2:no-cause", "2:no-date", "3:allow-without-reason", "3:unknown-rule-allowed", "3:needless-allow"];
    let mut told: Vec<String> = told.map(str::to_owned).to_vec();
    told.push("10:unknown-rule-allowed".to_owned());
    assert_eq!(settled(text), (told, Vec::new()));
}

#[test]
fn other_comments_of_ours_are_no_allowances() {
    let text = whole("", "<!-- casebook: other no-date -->\n<!-- casebook allow no-date -->\n");
    assert_eq!(settled(&text), (Vec::new(), Vec::new()));
}

#[test]
fn a_record_below_the_required_level_is_told_what_it_lacks() {
    let config = Config {
        check: crate::config::CheckSettings { require: Some(CurationLevel::Record), ..Default::default() },
        ..Config::default()
    };
    let (incident, _) = crate::record::read(&SourceFile::new("a.md", "# Words\n\nNothing.\n"), &config);
    let base = KnowledgeBase::assemble(vec![incident], Vec::new());
    let found = check(&base, &config, around(&|_| true));
    let below = found.iter().find(|finding| finding.rule.id == "below-required-level").expect("a finding");
    assert_eq!(below.message, "this record is at the level `note`, and `record` is required");
    assert_eq!(below.help.as_deref(), Some("it lacks a date; the symptoms; a cause, or the status `investigating`"));
}
