//! What a configuration may say, and what is said about one that may not.

use super::*;
use crate::model::CurationLevel;

fn config(text: &str) -> Config {
    parse(&SourceFile::new("casebook.toml", text)).expect("a good configuration")
}

/// Each fault as `line:column text | message | help`.
fn faults(text: &str) -> Vec<String> {
    let error = parse(&SourceFile::new("casebook.toml", text)).expect_err("a bad configuration");
    let line = |fault: &Fault| {
        let place = error.file.position(fault.span.start);
        let help = fault.help.as_deref().unwrap_or_default();
        format!("{}:{} {} | {} | {help}", place.line, place.column, error.file.slice(fault.span), fault.message)
    };
    error.faults.iter().map(line).collect()
}

#[test]
fn an_empty_file_gives_the_defaults() {
    assert_eq!(format!("{:?}", config("")), format!("{:?}", Config::default()));
}

#[test]
#[expect(clippy::too_many_lines, reason = "a line for each key")]
fn every_key_is_read() {
    let config = config(
        r#"
        [site]
        title = "T"
        description = ""
        base-url = "https://x.example/a"
        language = "pt-BR"
        last-change = true
        output = "./public/"
        templates = "look"
        [records]
        folder = "notes"
        endings = [".TXT", "md"]
        [severity]
        scale = ["p1", "p2"]
        aliases = { Critical = "p1" }
        [sections]
        root-cause = ["What it REALLY was"]
        lessons = "morals"
        [check]
        require = "record"
        [check.rules]
        no-date = "off"
        [check.level.2]
        no-date = "error"
        [check.privacy]
        emails = true
        ip-addresses = true
        allow = "a@b.nz"
        [patterns]
        built-in = false
        [review]
        fail = ['repeat-open', 'regression']
        "#,
    );
    let map = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    };
    assert_eq!(config.title, "T");
    assert_eq!(config.description.as_deref(), Some(""));
    assert_eq!(config.base_url.as_deref(), Some("https://x.example/a/"));
    assert_eq!(config.language, "pt-BR");
    assert!(config.last_change);
    assert_eq!(config.output, "public");
    assert_eq!(config.templates, "look");
    assert_eq!(config.records, "notes");
    assert_eq!(config.patterns, "notes/patterns");
    assert_eq!(config.endings, ["txt", "md"]);
    assert_eq!(config.severities, ["p1", "p2"]);
    assert_eq!(config.severity_aliases, map(&[("critical", "p1")]));
    assert_eq!(config.section_words["root-cause"], ["what it really was"]);
    assert_eq!(config.section_words["lessons"], ["morals"]);
    let said = |word: &str| {
        let setting = Setting::ALL.into_iter().find(|setting| setting.word() == word).expect("a level");
        BTreeMap::from([("no-date".to_owned(), setting)])
    };
    let levels = BTreeMap::from([(CurationLevel::Analysed, said("error"))]);
    let privacy = Privacy { emails: true, ip_addresses: true, allow: vec!["a@b.nz".to_owned()] };
    assert_eq!(
        config.check,
        CheckSettings { require: Some(CurationLevel::Record), rules: said("off"), levels, privacy }
    );
    assert!(!config.built_in_patterns);
    assert_eq!(config.review_fails, [Verdict::RepeatOpen, Verdict::Regression]);
}

#[test]
fn all_faults_are_told_with_their_places() {
    assert_eq!(
        faults(
            "[site]\ntitel = 'x'\nbase-url = 'example.org'\nlanguage = 'english language'\noutput = '/srv'\ntitle = 7\n\
             [chek]\n[check.rules]\nno-dat = 'off'\nno-date = 'quiet'\n[sections]\n'étiologie' = 'x'\n[patterns]\nbuilt-in = 'no'\n\
             [severity]\naliases = { bad = 'sev9' }\n[records]\nendings = []\n"
        ),
        [
            "2:1 titel | unknown key `titel` | did you mean `title`?",
            "3:12 'example.org' | this is not a web address | write it like `https://casebook.example/`",
            "4:12 'english language' | `english language` is not a language tag | write it like `en`, `ja` or `pt-BR`",
            "5:10 '/srv' | the path must be relative | write it as seen from the folder of `casebook.toml`",
            "6:9 7 | this must be text, not an integer | put it in quotes",
            "7:2 chek | unknown table `chek` | did you mean `check`?",
            "9:1 no-dat | unknown rule `no-dat` | did you mean `no-date`?",
            "10:11 'quiet' | unknown level `quiet` | known are `off`, `note`, `warning`, `error`",
            "12:1 'étiologie' | unknown kind of section `étiologie` | known are `summary`, `impact`, `symptoms`, \
             `detection`, `timeline`, `failed-theories`, `misleading-signals`, `root-cause`, `contributing-factors`, \
             `fix`, `prevention`, `actions`, `lessons`, `evidence`, `other`",
            "14:12 'no' | this must be `true` or `false` | write it without quotes",
            "16:19 'sev9' | unknown severity `sev9` | did you mean `sev1`?",
            "18:11 [] | there must be an ending | write `endings = [\"md\", \"markdown\"]`",
        ]
    );
}

#[test]
fn what_is_not_toml_is_told_with_its_place() {
    let told = faults("[site]\ntitle = \n");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("2:9 "), "{told:?}");
}

#[test]
fn the_example_in_the_documentation_is_good() {
    let lines = include_str!("mod.rs").lines().filter_map(|line| line.strip_prefix("//! "));
    let example: Vec<&str> = lines.skip_while(|line| *line != "```toml").skip(1).take_while(|l| *l != "```").collect();
    assert!(example.len() > 15);
    config(&example.join("\n"));
}

proptest::proptest! {
    #[test]
    fn no_text_panics(text in "(\\[|\\]|site|title|=|'|\"|\n|é|日| |\\{|\\}|\\.|1){0,30}") {
        if let Err(error) = parse(&SourceFile::new("casebook.toml", text.as_str())) {
            proptest::prop_assert!(!error.faults.is_empty());
            for fault in &error.faults {
                proptest::prop_assert!(text.get(fault.span.range()).is_some());
            }
        }
    }
}

#[test]
fn a_verdict_that_does_not_exist_is_told() {
    assert_eq!(
        faults("[review]\nfail = ['repeat-opne']\n"),
        ["2:8 ['repeat-opne'] | unknown verdict `repeat-opne` | did you mean `repeat-open`?"]
    );
}

#[test]
fn what_is_wrong_under_check_is_told_with_its_place() {
    assert_eq!(
        faults(
            "[check]\nrequire = 'analyzed'\nno-date = 'off'\nrequired = 1\n[check.level]\nguarded = 3\n2 = {}\nanalysed = {}\n\
             [check.level.done]\nno-date = 'off'\n[check.level.1]\nno-dates = 'off'\n"
        ),
        [
            "2:11 'analyzed' | unknown curation level `analyzed` | did you mean `analysed`?",
            "3:1 no-date | the rule `no-date` stands in `[check]` | rules stand under `[check.rules]`",
            "4:1 required | unknown key `required` | did you mean `require`?",
            "6:11 3 | `check.level.guarded` is a table | write `[check.level.guarded]` on a line of its own",
            "8:1 analysed | the level `analysed` stands here twice, by its name and by its number | bring the two together",
            "9:14 done | unknown curation level `done` | known are `note`, `record`, `analysed`, `guarded`",
            "12:1 no-dates | unknown rule `no-dates` | did you mean `no-date`?",
        ]
    );
    assert_eq!(
        faults("[check]\nrules = 'off'\nlevel = 2\n"),
        [
            "2:9 'off' | `check.rules` is a table | write `[check.rules]` on a line of its own",
            "3:9 2 | `check.level` is a table | write `[check.level.analysed]` and rules under it",
        ]
    );
}

#[test]
fn the_address_of_editing_is_a_web_address_with_a_place_for_the_path() {
    let address = "https://git.example/x/edit/main/{path}?ref=a#b";
    assert_eq!(config(&format!("[site]\nedit = \"{address}\"\n")).edit.as_deref(), Some(address));
    for wrong in ["javascript:alert('{path}')", "https://git.example/edit", "https:///{path}", "https://a b/{path}"] {
        let said = faults(&format!("[site]\nedit = \"{wrong}\"\n"));
        assert!(said[0].contains("not a web address with `{path}` in it"), "{said:?}");
    }
}

#[test]
fn a_language_tag_is_one_that_browsers_take() {
    let taken = |tag: &str| parse(&SourceFile::new("casebook.toml", format!("[site]\nlanguage = '{tag}'\n"))).is_ok();
    for tag in ["en", "gsw", "pt-BR", "zh-Hant-TW", "es-419", "de-CH-1996", "sl-rozaj-biske"] {
        assert!(taken(tag), "{tag}");
    }
    for tag in ["en-a", "en-x-private", "en-US-DE", "en-Latn-Latn", "en-US-Latn", "de-1996-1996", "en--US", "abcd"] {
        assert!(!taken(tag), "{tag}");
    }
}
