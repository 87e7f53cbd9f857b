//! Pattern files as their authors write them, good and bad.

use proptest::prelude::*;

use super::*;
use crate::model::Role;

const GOOD: &str = "\
---
Name: Blocked event loop
facet: mechanism
aliases: event loop starvation
parent: worker-starvation
see_also: [lock-contention, 'bad/id']
signals:
  - all: [[block, freeze], event loop]
    not: non-blocking
    in: cause
    weight: 0.5
  - any: [stuck loop]
  - frozen ui
examples:
  match: The loop was blocked.
  no-match: [\"It ran: all was well.\"]
---

One thread serves *everybody*,
and it waits.

More.

## What it looks like

- All stop.

### Deeper

## Fix
## Fix
";

fn read(text: &str) -> (Option<Pattern>, Vec<String>) {
    let file = SourceFile::new("patterns/blocked-event-loop.md", text);
    let (pattern, findings) = parse(&file, true);
    let line = |finding: &Diagnostic| {
        format!("{} `{}` {}", finding.rule.id, file.slice(finding.span).trim_end(), finding.message)
    };
    (pattern, findings.iter().map(line).collect())
}

fn phrases(list: &[Spanned<String>]) -> Vec<&str> {
    list.iter().map(|phrase| phrase.value.as_str()).collect()
}

#[test]
fn every_key_of_a_good_file_is_read() {
    let (pattern, findings) = read(GOOD);
    assert_eq!(findings, ["bad-value `'bad/id'` `bad/id` cannot be the id of a pattern"]);
    let pattern = pattern.expect("it is good");
    assert_eq!((pattern.id.as_str(), pattern.name.value.as_str()), ("blocked-event-loop", "Blocked event loop"));
    assert_eq!((pattern.facet, pattern.built_in), (Facet::Mechanism, true));
    assert_eq!(pattern.aliases, ["event loop starvation"]);
    assert_eq!(pattern.parent.as_ref().map(|id| id.value.as_str()), Some("worker-starvation"));
    assert_eq!(pattern.see_also.iter().map(|id| id.value.as_str()).collect::<Vec<_>>(), ["lock-contention"]);
    assert_eq!(phrases(&pattern.examples.matching), ["The loop was blocked."]);
    assert_eq!(phrases(&pattern.examples.not_matching), ["It ran: all was well."]);
}

#[test]
fn signals_take_single_texts_for_lists() {
    let pattern = read(GOOD).0.expect("it is good");
    let lists: Vec<Vec<Vec<&str>>> =
        pattern.signals.iter().map(|signal| signal.all.iter().map(|list| phrases(list)).collect()).collect();
    assert_eq!(
        lists,
        [vec![vec!["block", "freeze"], vec!["event loop"]], vec![vec!["stuck loop"]], vec![vec!["frozen ui"]]]
    );
    let first = &pattern.signals[0];
    assert_eq!(
        (phrases(&first.not), first.roles.as_slice(), first.weight),
        (vec!["non-blocking"], &[Role::Cause][..], 0.5)
    );
    assert_eq!((pattern.signals[1].roles.len(), pattern.signals[1].weight), (3, 1.0));
    assert_eq!(pattern.file.slice(first.all[0][1].span), "freeze");
}

#[test]
fn sections_follow_the_opening_with_anchors_of_their_own() {
    let pattern = read(GOOD).0.expect("it is good");
    assert_eq!(pattern.summary, "One thread serves everybody, and it waits.");
    let line = |section: &crate::model::PatternSection| {
        (section.title.clone(), section.anchor.clone(), pattern.file.slice(section.span).trim().to_owned())
    };
    let own = |title: &str, anchor: &str, text: &str| (title.to_owned(), anchor.to_owned(), text.to_owned());
    assert_eq!(
        pattern.sections.iter().map(line).collect::<Vec<_>>(),
        [
            own("", "", "One thread serves *everybody*,\nand it waits.\n\nMore."),
            own("What it looks like", "what-it-looks-like", "- All stop.\n\n### Deeper"),
            own("Fix", "fix", ""),
            own("Fix", "fix-2", ""),
        ]
    );
}

#[test]
fn faults_are_told_with_their_places() {
    let text = "---\nname: X\nfacet: cause\nsingals: [a]\nsignals:\n  - any: ['!', good]\n  - not: [x]\n  - {any: [y], \
                weight: -1, in: fix}\n---\n";
    let (pattern, findings) = read(text);
    assert!(pattern.is_none());
    assert_eq!(
        findings,
        [
            "misspelt-key `singals` `singals` is not a key of a pattern",
            "bad-pattern-file `cause` `cause` is not a facet",
            "bad-pattern-file `'!'` the phrase `!` has no word in it",
            "bad-pattern-file `not: [x]` this signal has a list without phrases",
            "bad-value `fix` `fix` is not a role that a signal may stand in",
            "bad-value `-1` this is not a weight",
            "pattern-without-examples `X` the pattern has no examples",
        ]
    );
}

#[test]
fn a_file_that_is_no_pattern_says_what_it_lacks() {
    let faults = |text| read(text).1.join("; ");
    assert_eq!(faults("# Title\n"), "bad-pattern-file `# Title` a pattern needs front matter");
    assert_eq!(faults("---\nname: X\n"), "unclosed-front-matter `---` the front matter is never closed");
    assert_eq!(faults("---\n- x\n---\n"), "bad-pattern-file `- x` the front matter of a pattern is a list of keys");
    assert!(faults("---\nname: [\n---\n").starts_with("invalid-yaml"));
    assert!(faults("---\nname: X\nfacet: trigger\n---\n").contains("a pattern needs `signals`"));
}

#[test]
fn the_shipped_files_are_in_order_and_without_fault() {
    let files = built_in();
    assert!(files.is_sorted_by(|a, b| a.path < b.path));
    assert!(files.iter().any(|file| file.path == "patterns/blocked-event-loop.md"));
    for file in &files {
        let (pattern, findings) = parse(file, true);
        assert!(pattern.is_some_and(|pattern| !pattern.signals.is_empty()), "{}", file.path);
        let told: Vec<_> = findings.iter().map(|finding| &finding.message).collect();
        assert!(told.is_empty(), "{}: {told:?}", file.path);
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "(---\n)?(name: X\nfacet: trigger\nsignals:\n)?[-:a-z\\[\\]{}#*&!|>'\"%@ \n日é]{0,80}(\n---\n)?.{0,40}") {
        let _ = read(&text);
    }
}
