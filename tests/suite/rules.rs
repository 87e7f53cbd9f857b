//! The rules of `check`: each has a page, a casebook in which it finds something, and one in which nobody does.
//!
//! To add a rule, write it into its family under `src/diag/rules/`, and two fixtures into `tests/suite/rules/ID/`:
//! `bad.md` and `good.md`, whose form stands at the top of `src/diag/fixture.rs`. What is expected of the bad one, and the
//! rule's page, are written by `CASEBOOK_BLESS=1 cargo test --test suite rules::`; read what they then say.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use casebook::config::{self, Config, Vocabulary};
use casebook::diag::{Certainty, Diagnostic, Fix, Fixture, FixtureForm, Level, RULES, Rule, apply};
use casebook::eval;
use casebook::pipeline::{self, Casebook};
use casebook::report::{Look, findings, rule_page};
use casebook::source::SourceFile;

/// Whether what is expected is written anew.
fn is_blessing() -> bool {
    std::env::var_os("CASEBOOK_BLESS").is_some()
}

fn in_package(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A fixture on the disk.
struct Laid {
    _folder: tempfile::TempDir,
    casebook: Casebook,
    expectations: Vec<eval::Expectations>,
}

fn lay(fixture: &Fixture) -> Laid {
    let folder = tempfile::tempdir().expect("a folder");
    let records = folder.path().join("postmortems");
    fs::create_dir(&records).expect("a folder of records");
    let mut config = Config::default();
    let mut vocabulary = Vocabulary::default();
    let mut expectations = Vec::new();
    for file in &fixture.files {
        let source = || SourceFile::new(file.path.as_str(), file.text.as_str());
        match file.path.as_str() {
            "casebook.toml" => config = config::parse(&source()).expect("a good configuration"),
            "vocabulary.toml" => vocabulary = config::parse_vocabulary(&source()).expect("a good vocabulary"),
            "expectations.yaml" => expectations.push(eval::parse(&source()).expect("good expectations")),
            path => {
                let outside = path.starts_with("templates/");
                let path = if outside { folder.path().join(path) } else { records.join(path) };
                fs::create_dir_all(path.parent().expect("it lies in the folder")).expect("a folder");
                match &file.form {
                    FixtureForm::Link(target) => std::os::unix::fs::symlink(target, path).expect("a link"),
                    _ => fs::write(path, file.bytes()).expect("a file"),
                }
            }
        }
    }
    // The patterns that ship with the program take longer to set up than a fixture to check.
    config.built_in_patterns = false;
    config.vocabulary = vocabulary;
    let casebook = Casebook {
        patterns: records.join("patterns"),
        templates: folder.path().join("templates"),
        records,
        cache: None,
        config,
        last_changes: std::collections::BTreeMap::new(),
    };
    Laid { _folder: folder, casebook, expectations }
}

fn all_findings(laid: &Laid) -> Vec<Diagnostic> {
    let mut found = pipeline::load(&laid.casebook).expect("it can be read").findings;
    if !laid.expectations.is_empty() {
        let evaluation = pipeline::evaluate(&laid.casebook, &laid.expectations, None).expect("it can be measured");
        found.extend(evaluation.findings);
    }
    found
}

/// What the rule says of the fixture.
fn said(rule: &Rule, fixture: &Fixture) -> String {
    let mut found = all_findings(&lay(fixture));
    found.retain(|finding| finding.rule == rule);
    findings::human(&found, &|finding| finding.file.path.clone(), Look::Plain).trim_end().to_owned() + "\n"
}

/// The files that the rule's safe fixes change, as they are then.
fn fixed(rule: &Rule, fixture: &Fixture) -> Vec<(String, String)> {
    let found = all_findings(&lay(fixture));
    let mut by_file: BTreeMap<String, (String, Vec<Fix>)> = BTreeMap::new();
    for finding in found.iter().filter(|finding| finding.rule == rule) {
        let safe = finding.fix.as_deref().filter(|fix| fix.certainty == Certainty::Safe);
        if let Some(fix) = safe {
            let file = by_file.entry(finding.file.path.clone());
            file.or_insert_with(|| (finding.file.text.clone(), Vec::new())).1.push(fix.clone());
        }
    }
    let after = by_file.into_iter().map(|(path, (text, fixes))| {
        let (after, made) = apply(&text, &fixes.iter().collect::<Vec<_>>());
        assert!(made.into_iter().all(|made| made), "fixes of `{}` overlap", rule.id);
        (path, after)
    });
    after.collect()
}

/// The bad fixture with what is said of it today.
fn blessed(rule: &Rule) -> String {
    let fixture = Fixture::parse(rule.bad);
    Fixture::with_expected(rule.bad, &said(rule, &fixture), &fixed(rule, &fixture))
}

/// The page of a rule. While blessing, the fixture in this program is an old one.
fn page(rule: &Rule) -> String {
    if !is_blessing() {
        return rule_page::page(rule);
    }
    let bad: &'static str = blessed(rule).leak();
    rule_page::page(&Rule { bad, ..*rule })
}

#[test]
fn each_rule_finds_what_its_bad_fixture_says() {
    let mut wrong = Vec::new();
    for rule in RULES.iter() {
        let fixture = Fixture::parse(rule.bad);
        let said = said(rule, &fixture);
        assert!(said.len() > 1, "`{}` finds nothing in its bad fixture", rule.id);
        if is_blessing() {
            let path = in_package(&format!("tests/suite/rules/{}/bad.md", rule.id));
            fs::write(path, blessed(rule)).expect("it can be written");
        } else if fixture.expected.as_deref() != Some(&said) {
            let expected = fixture.expected.unwrap_or_default();
            wrong.push(format!("{}: expected\n{expected}\nsaid\n{said}", rule.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_safe_fix_mends_its_finding_and_makes_no_other() {
    let mut tried = 0;
    for rule in RULES.iter() {
        let mut fixture = Fixture::parse(rule.bad);
        let fixed = fixed(rule, &fixture);
        if !is_blessing() {
            assert_eq!(fixture.fixed, fixed, "what `--fix` makes of `{}`", rule.id);
        }
        if fixed.is_empty() {
            continue;
        }
        let counts = |one: &&Diagnostic| one.level > Level::Note || one.rule == *rule;
        let count = |fixture: &Fixture| all_findings(&lay(fixture)).iter().filter(counts).count();
        let before = count(&fixture);
        for (path, text) in fixed {
            let file = fixture.files.iter_mut().find(|file| file.path == path).expect("the file is there");
            file.text = text;
        }
        let left = all_findings(&lay(&fixture)).into_iter().filter(|one| one.rule == *rule);
        let fixable = left.filter(|one| one.fix.as_ref().is_some_and(|fix| fix.certainty == Certainty::Safe));
        assert_eq!(fixable.count(), 0, "`{}` would be mended twice", rule.id);
        assert!(count(&fixture) < before, "mending `{}` leads to other findings", rule.id);
        tried += 1;
    }
    assert!(tried >= 2, "no safe fix was tried");
}

#[test]
fn no_rule_finds_anything_in_a_good_fixture() {
    let mut wrong = Vec::new();
    for rule in RULES.iter() {
        let mut found = all_findings(&lay(&Fixture::parse(rule.good)));
        // Others may leave a note, such as that a symptom could be said.
        found.retain(|finding| finding.rule == *rule || finding.level > Level::Note);
        if !found.is_empty() {
            wrong.push(format!(
                "{}:\n{}",
                rule.id,
                findings::human(&found, &|finding| finding.file.path.clone(), Look::Plain)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_its_page_and_no_page_or_fixture_is_left_over() {
    let pages = in_package("docs/rules");
    fs::create_dir_all(&pages).expect("a folder for the pages");
    let mut expected: Vec<_> = RULES.iter().map(|rule| (format!("{}.md", rule.id), page(rule))).collect();
    expected.push(("README.md".to_owned(), rule_page::list()));
    for (name, page) in &expected {
        let path = pages.join(name);
        if is_blessing() {
            fs::write(&path, page).expect("it can be written");
        }
        let there = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(&there, page, "`docs/rules/{name}` is stale: CASEBOOK_BLESS=1 cargo test --test suite rules::");
    }
    let names: BTreeSet<String> = expected.into_iter().map(|(name, _)| name).collect();
    assert_eq!(names_in(&pages), names);
    let ids: BTreeSet<String> = RULES.iter().map(|rule| rule.id.to_owned()).collect();
    assert_eq!(names_in(&in_package("tests/suite/rules")), ids);
}

fn names_in(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    entries.map(|entry| entry.expect("it can be read").file_name().to_string_lossy().into_owned()).collect()
}
