//! The shareable edition: no file of it holds a word that is internal, in whatever dress.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::program::{casebook, run};

/// The internal words, one for each place: each is a word of its own to every stemmer.
const PLACES: &[&str] = &[
    "title", "id", "file", "alias", "body", "heading", "section", "nested", "span", "cell", "code", "theory", "action",
    "owner", "value", "key", "comment", "yaml", "link", "address", "alt", "picture", "attached", "quoted", "event",
    "cause", "symptom", "fence", "entity", "unclosed", "service", "pattern", "signal", "listed", "footnote", "note",
    "jargon", "meaning",
];

/// The internal word of a place.
fn word(place: &str) -> String {
    assert!(PLACES.contains(&place), "{place} is no place");
    format!("zq{place}xk")
}

/// A text in which `{place}` stands for the word of that place.
fn filled(text: &str) -> String {
    PLACES.iter().fold(text.to_owned(), |text, place| text.replace(&format!("{{{place}}}"), &word(place)))
}

const SHAREABLE: &str = r#"---
title: The basket answered late
date: 2026-03-02
audience: shareable
services: [basket, {service}]
owner: {owner} # internal
customer-{key}: {value} # internal
related: [{id}-1, 2026-01-01-other]
repeat-of: {alias}-0
patterns: [{pattern}-1, full-pool]
# {yaml}
source: wiki # {comment}
---

# The basket answered late

Nine seconds for a page. <!-- internal -->{span} was told first.<!-- /internal --> It was the pool. <!-- {comment} -->

## Symptoms

- The basket answers late.
- <!-- internal -->{symptom} called.<!-- /internal -->
- As in [{link}]({file}-1.md), see [the other](2026-01-01-other.md) and [here]({file}-1.md#x).
- Once "{title} went dark in {title}" was all we knew.

| what | who |
|---|---|
| pool | <!-- internal -->{cell}<!-- /internal --> |

## Customers <!-- internal -->

### {heading} and others

{section} left. ![{alt}](img/{picture}.png) [log](img/{attached}.log) <https://e.example/{address}>

> ## {quoted}

## Failed theories

### The network was slow

Believed because: it often is.
Wrong because: a capture shows none. <!-- internal -->{theory}<!-- /internal -->

### <!-- internal -->
{nested} was at fault

Wrong because: {nested}.
<!-- /internal -->

## Root cause

The connection pool was exhausted because a job kept every connection. <!-- internal -->The job of {cause}.<!-- /internal -->

```text
pool exhausted
<!-- internal -->
{code} at {code}.rs
<!-- /internal -->
```

<!-- internal -->
```{fence}
x
```
[^1]: {footnote}
<!-- /internal -->

## Fix

A larger pool, asked for by {listed}-desk (`{listed}_desk`). ![shown](img/shown.png)

## Actions

- [ ] alert on it @ops
- [ ] tell <!-- internal -->{action} @{owner}<!-- /internal -->

## Timeline

- 09:00 late
<!-- internal -->
- 09:10 {event} & <{entity}>
<!-- /internal -->

[//]: # ({note})
<!--
{comment}

{comment}
-->

Done. <!-- internal --> {unclosed}

## After that

{unclosed}
"#;

const INTERNAL: &str = r"---
title: {title} went dark in {title}
date: 2026-02-02
id: {id}-1
aliases: [{alias}-0]
services: [basket]
audience: internal
---

# {title}

## Symptoms

- The basket answers late for {body}.

## Root cause

The connection pool was exhausted because {body} kept every connection.

## Actions

- [ ] alert {body} on it @{owner}
";

const PATTERN: &str = "---\nname: {pattern} pool is full\nfacet: mechanism\naudience: internal\nsignals:\n  - any: [connection pool, {signal}]\nexamples:\n  match: [The connection pool was full.]\n---\n\n{pattern}\n";
const OPEN_PATTERN: &str = "---\nname: Full pool\nfacet: mechanism\naudience: shareable\nsee-also: [{pattern}-1]\nsignals:\n  - any: [pool exhausted, pool was exhausted]\nexamples:\n  match: [The pool was exhausted.]\n---\n\nA pool is empty. <!-- internal -->{signal}<!-- /internal -->\n";
const OTHER: &str = "---\ntitle: Another late basket\ndate: 2026-01-01\naudience: shareable\nservices: basket\n---\n\n## Symptoms\n\n- The basket answers late.\n\n## Root cause\n\nThe connection pool was exhausted.\n";
const CONFIG: &str =
    "[site]\nbase-url = \"https://e.example/\"\n\n[audience]\ninternal-names = [\"{service}\", \"{listed}\"]\n";

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(filled(path));
    fs::create_dir_all(path.parent().expect("inside the folder")).expect("creates the folder");
    fs::write(path, filled(text)).expect("writes the file");
}

fn planted() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in [
        ("casebook.toml", CONFIG),
        ("vocabulary.toml", "{jargon} = \"{meaning}\"\n"),
        ("postmortems/2026-03-02-basket.md", SHAREABLE),
        ("postmortems/2026-01-01-other.md", OTHER),
        ("postmortems/{file}-1.md", INTERNAL),
        ("postmortems/patterns/{pattern}-1.md", PATTERN),
        ("postmortems/patterns/full-pool.md", OPEN_PATTERN),
        ("postmortems/img/{picture}.png", "{picture}"),
        ("postmortems/img/{attached}.log", "{attached}"),
        ("postmortems/img/shown.png", "shown"),
    ] {
        write(folder.path(), path, text);
    }
    folder
}

/// Every file of a folder by its path, and one more for what was printed.
fn everything(folder: &Path) -> BTreeMap<String, String> {
    let files = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("it can be listed"));
    let files = files.filter(|entry| entry.file_type().is_file());
    let read = |path: &Path| String::from_utf8_lossy(&fs::read(path).expect("it can be read")).into_owned();
    files
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).expect("it lies inside").to_string_lossy().into_owned();
            (name, read(entry.path()))
        })
        .collect()
}

/// A text with everything undone that may stand between its bytes and a reader: entities, escapes, `%XX`, shards whose
/// words are cut into letters and joined.
fn undressed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let hex = |digits: Option<&str>| digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let entity = rest.strip_prefix("&#").and_then(|rest| rest.split_once(';')).map(|(number, rest)| {
            let number =
                number.strip_prefix(['x', 'X']).map_or_else(|| number.parse().ok(), |digits| hex(Some(digits)));
            (number, rest)
        });
        let escape = rest.strip_prefix("\\u").map(|after| (hex(after.get(..4)), after.get(4..).unwrap_or_default()));
        let percent = rest.strip_prefix('%').map(|after| (hex(after.get(..2)), after.get(2..).unwrap_or_default()));
        let found = entity.or(escape).or(percent).and_then(|(code, rest)| Some((char::from_u32(code?)?, rest)));
        let (c, after) = found.unwrap_or((c, &rest[c.len_utf8()..]));
        out.extend(c.to_lowercase());
        rest = after;
    }
    out
}

/// The internal words that stand in a file or in its name, each with the file.
fn leaks(files: &BTreeMap<String, String>) -> Vec<String> {
    let mut leaks = Vec::new();
    for (path, text) in files {
        let texts = [path.to_lowercase(), text.to_lowercase(), undressed(text), undressed(path)];
        for place in PLACES {
            // A stem lacks the end of a word, and a list of words that share beginnings the beginning.
            let word = word(place);
            let pieces = [&word[..word.len() - 1], &word[word.len() - 5..]];
            if texts.iter().any(|text| pieces.iter().any(|piece| text.contains(piece))) {
                leaks.push(format!("{place} in {path}"));
            }
        }
    }
    leaks
}

#[test]
fn no_file_of_the_shareable_site_holds_a_word_that_is_internal() {
    let folder = planted();
    let built = run(folder.path(), &["build", "--edition", "shareable", "--manifest", "withheld.json"]);
    let told = String::from_utf8_lossy(&built.stderr).into_owned();
    assert_eq!(built.status.code(), Some(0), "{told}");
    let site = everything(&folder.path().join("site-shareable"));
    assert!(site.len() > 40, "the site has {} files only", site.len());
    assert_eq!(leaks(&site), Vec::<String>::new());
    let page = &site["incidents/2026-03-02-basket/index.html"];
    for kept in ["The basket answered late", "The network was slow", "A larger pool", "[withheld]", "shown.png"] {
        assert!(page.contains(kept), "`{kept}` is gone: {page}");
    }
    assert!(site.contains_key("files/img/shown.png") || site.keys().any(|path| path.ends_with("shown.png")));
    assert!(!folder.path().join("site").exists());
    // What is withheld is told by places, without a word of it but for the names of files.
    assert!(told.contains("shareable: 3 of 5 files; withheld in them: "), "{told}");
    let manifest = fs::read_to_string(folder.path().join("withheld.json")).expect("it was written");
    let value: serde_json::Value = serde_json::from_str(&manifest).expect("valid");
    let files = value["withheld"].as_array().expect("a list");
    assert_eq!(files.iter().filter(|file| file["whole"] == "record").count(), 2);
    let without_paths = manifest.replace(&word("file"), "").replace(&word("pattern"), "");
    assert_eq!(leaks(&BTreeMap::from([("withheld.json".to_owned(), without_paths)])), Vec::<String>::new());
}

/// The test above proves something only if the internal site holds every word, and so the search finds it.
#[test]
fn every_planted_word_stands_in_the_internal_site() {
    let folder = planted();
    assert_eq!(run(folder.path(), &["build"]).status.code(), Some(0));
    let found = leaks(&everything(&folder.path().join("site")));
    for place in PLACES {
        assert!(found.iter().any(|leak| leak.starts_with(&format!("{place} in "))), "`{place}` stands nowhere");
    }
}

#[test]
fn what_changed_since_another_site_is_not_told_in_the_shareable_edition() {
    let folder = planted();
    assert_eq!(run(folder.path(), &["build"]).status.code(), Some(0));
    let refused = run(folder.path(), &["build", "--edition", "shareable", "--since", "site"]);
    assert_eq!(refused.status.code(), Some(2));
    let told = String::from_utf8_lossy(&refused.stderr);
    assert!(told.contains("what the shareable edition leaves out") && told.contains("help:"), "{told}");
    assert!(!folder.path().join("site-shareable").exists());
}

#[test]
fn no_command_tells_what_is_internal_in_the_shareable_edition() {
    let folder = planted();
    let said = |arguments: &[&str]| {
        let output = casebook(folder.path()).args(arguments).args(["--edition", "shareable"]).output().expect("runs");
        (arguments.join(" "), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let title = word("title");
    let answers: BTreeMap<String, String> = [
        said(&["search", "late basket", "--format", "json"]),
        said(&["search", "pool"]),
        said(&["similar", "2026-03-02-basket", "--format", "json"]),
        said(&["review", "2026-03-02-basket", "--format", "markdown"]),
        said(&["patterns", "list", "--all", "--format", "json"]),
        said(&["patterns", "show", "full-pool", "--format", "json"]),
        said(&["theories", "--format", "json"]),
        said(&["actions", "--format", "json"]),
        said(&["check", "--format", "json", "--level", "note"]),
    ]
    .into();
    assert!(answers.values().filter(|answer| answer.contains("basket")).count() > 5, "{answers:?}");
    let hidden = |text: &str| ["unclear-marker"].iter().any(|known| text.contains(known));
    let shown: BTreeMap<_, _> = answers.into_iter().filter(|(_, text)| !hidden(text)).collect();
    assert_eq!(leaks(&shown), Vec::<String>::new());
    let search = run(folder.path(), &["search", &title, "--edition", "shareable"]);
    assert_eq!(search.status.code(), Some(1), "{}", String::from_utf8_lossy(&search.stdout));
    // The index of one edition is never asked for the other.
    assert_eq!(run(folder.path(), &["search", &title]).status.code(), Some(0));
    assert_eq!(run(folder.path(), &["search", &title, "--edition", "shareable"]).status.code(), Some(1));
}

#[test]
fn neither_edition_is_taken_for_the_other_and_both_are_kept() {
    let folder = planted();
    let build = |arguments: &[&str]| {
        std::thread::sleep(std::time::Duration::from_millis(60));
        let output = casebook(folder.path()).arg("build").args(arguments).output().expect("runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let shareable = ["--edition", "shareable", "--out", "public"];
    build(&["--out", "public"]);
    assert!(build(&["--out", "public"]).contains("nothing changed"));
    assert!(!leaks(&everything(&folder.path().join("public"))).is_empty());
    assert!(!build(&shareable).contains("nothing changed"));
    assert_eq!(leaks(&everything(&folder.path().join("public"))), Vec::<String>::new());
    assert!(build(&shareable).contains("nothing changed"));
    assert!(!build(&["--out", "public"]).contains("nothing changed"));
    assert!(!leaks(&everything(&folder.path().join("public"))).is_empty());
}

#[test]
fn the_list_of_what_is_withheld_is_not_published() {
    let folder = planted();
    let refused = |arguments: &[&str]| {
        let output = casebook(folder.path()).arg("build").args(arguments).output().expect("runs");
        (output.status.code(), folder.path().join("site-shareable").exists())
    };
    assert_eq!(refused(&["--edition", "shareable", "--manifest", "site-shareable/w.json"]), (Some(2), false));
    assert_eq!(refused(&["--manifest", "w.json"]), (Some(2), false));
}
