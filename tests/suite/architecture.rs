//! The house: modules import from lower floors only, foreign crates have homes, the world is met in `cli` alone.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Modules and their floors, as `docs/ARCHITECTURE.md` draws them.
const FLOORS: &[(&str, u32)] = &[
    ("source", 0),
    ("model", 1),
    ("diag", 1),
    ("text", 2),
    ("markdown", 2),
    ("yaml", 2),
    ("store", 2),
    ("config", 2),
    ("words", 2),
    ("deep", 2),
    ("record", 3),
    ("catalogue", 3),
    ("bundle", 3),
    ("meaning", 3),
    ("ranking", 4),
    ("knowledge", 4),
    ("import", 4),
    ("redact", 4),
    ("lint", 5),
    ("index", 5),
    ("export", 5),
    ("eval", 5),
    ("site", 6),
    ("report", 6),
    ("pipeline", 7),
    ("serve", 7),
    ("cli", 8),
];

/// Foreign crates and the modules they may be used in. Crates for plain values (`serde`, `thiserror`) are not listed.
const HOMES: &[(&str, &[&str])] = &[
    ("aho_corasick", &["lint", "redact"]),
    ("ammonia", &["markdown"]),
    ("annotate_snippets", &["report"]),
    ("anstream", &["cli", "report"]),
    ("anstyle", &["cli", "report"]),
    ("anyhow", &["cli"]),
    ("atom_syndication", &["export"]),
    ("blake3", &["store", "markdown", "export", "site", "index", "pipeline", "cli", "deep"]),
    ("chardetng", &["store"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("csv", &["export"]),
    ("encoding_rs", &["store", "import"]),
    ("frostem", &["text"]),
    ("globset", &["knowledge"]),
    ("hyper", &["serve"]),
    ("hyper_util", &["serve"]),
    ("intl_pluralrules", &["words"]),
    ("jiff", &["model", "record", "import", "cli"]),
    ("ndarray", &["deep"]),
    ("notify", &["serve"]),
    ("postcard", &["export", "index", "pipeline"]),
    ("pulldown_cmark", &["markdown"]),
    ("rust_embed", &["catalogue", "site"]),
    ("rustix", &["store"]),
    ("serde_yaml", &["yaml"]),
    ("line_diff", &["report"]),
    ("stop_words", &["text"]),
    ("syntect", &["markdown"]),
    ("tantivy", &["index"]),
    ("tempfile", &["store"]),
    ("tera", &["site"]),
    ("tokenizers", &["deep"]),
    ("tokio", &["serve"]),
    ("toml", &["config", "words"]),
    ("two_face", &["markdown"]),
    ("unicode_normalization", &["text"]),
    ("walkdir", &["store"]),
];

/// What only `cli` may do.
const WORLD: &[&str] = &[
    "println!",
    "eprintln!",
    "print!",
    "eprint!",
    "dbg!",
    "std::env::",
    "SystemTime::now",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "process::exit",
];

fn sources() -> BTreeMap<PathBuf, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = walkdir::WalkDir::new(&root).into_iter().map(|entry| entry.expect("src can be read"));
    let rust = files.filter(|entry| entry.path().extension().is_some_and(|ending| ending == "rs"));
    let is_test = |part: &std::ffi::OsStr| matches!(part.to_str(), Some("tests" | "tests.rs" | "testing.rs"));
    let shipped = rust.filter(|entry| !entry.path().iter().any(is_test));
    shipped
        .map(|entry| {
            let text = std::fs::read_to_string(entry.path()).expect("sources are UTF-8");
            (entry.path().strip_prefix(&root).expect("it lies in src").to_owned(), text)
        })
        .collect()
}

/// The module a file belongs to; `None` for `lib.rs` and `main.rs`.
fn module(path: &Path) -> Option<String> {
    let first = path.components().next()?.as_os_str().to_str()?;
    let name = first.trim_end_matches(".rs");
    (name != "lib" && name != "main").then(|| name.to_owned())
}

/// The text without comments, and without the unit tests at its end; these may reach for whatever they try out.
fn code(text: &str) -> String {
    let body = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let lines = body.lines().map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

fn floor(module: &str) -> u32 {
    let found = FLOORS.iter().find(|(name, _)| *name == module);
    found.unwrap_or_else(|| panic!("`{module}` has no floor; give it one in docs/ARCHITECTURE.md and here")).1
}

/// Names that follow `prefix` in a text: `crate::model` gives `model`, and so does each part of `crate::{model, diag}`.
fn named_after(text: &str, prefix: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in text.match_indices(prefix) {
        if text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        let rest = &text[at + prefix.len()..];
        let list = rest.strip_prefix('{').and_then(|inside| inside.split_once("};").or(inside.split_once('}')));
        let parts: Vec<&str> = list.map_or_else(|| vec![rest], |(inside, _)| inside.split(',').collect());
        for part in parts {
            let name: String = part.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            names.push(name);
        }
    }
    names
}

#[test]
fn modules_import_from_lower_floors_only() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (path, text) in sources() {
        let Some(own) = module(&path) else { continue };
        let code = code(&text);
        for name in named_after(&code, "crate::") {
            if name == own || !FLOORS.iter().any(|(module, _)| *module == name) {
                continue;
            }
            seen += 1;
            if floor(&name) >= floor(&own) {
                wrong.push(format!("{}: `{own}` imports from `{name}`", path.display()));
            }
        }
    }
    assert!(seen > 50, "the imports are not seen any more");
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn foreign_crates_are_used_at_home() {
    let mut wrong = Vec::new();
    let mut at_home = 0;
    for (path, text) in sources() {
        let own = module(&path).unwrap_or_default();
        let code = code(&text);
        for (name, homes) in HOMES {
            let used = code
                .match_indices(&format!("{name}::"))
                .any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'));
            match used {
                true if homes.contains(&own.as_str()) => at_home += 1,
                true => wrong.push(format!("{}: `{name}` is at home in {homes:?}", path.display())),
                false => {}
            }
        }
    }
    assert!(at_home > 10, "the uses are not seen any more");
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_dependency_has_a_home_or_is_for_plain_values() {
    const PLAIN: &[&str] = &["foldhash", "rayon", "serde", "serde_json", "strsim", "thiserror", "unicode_segmentation"];
    let manifest = include_str!("../../Cargo.toml");
    let block = manifest.split("[dependencies]").nth(1).and_then(|rest| rest.split("\n[").next()).expect("it has one");
    for line in block.lines().filter(|line| line.contains('=')) {
        let name = line.split('=').next().unwrap_or_default().trim().replace('-', "_");
        assert!(HOMES.iter().any(|(home, _)| *home == name) || PLAIN.contains(&name.as_str()), "`{name}` has no home");
    }
}

#[test]
fn the_world_is_met_in_cli_alone() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        if module(&path).is_none_or(|own| own == "cli") {
            continue;
        }
        let code = code(&text);
        for act in WORLD {
            let used =
                code.match_indices(act).any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'));
            if used {
                wrong.push(format!("{}: `{act}`", path.display()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn files_say_what_they_are_for_and_stay_readable() {
    const LONGEST: usize = 450;
    for (path, text) in sources() {
        assert!(text.starts_with("//!"), "{} does not say what it is for", path.display());
        assert!(text.lines().count() <= LONGEST, "{} is too long", path.display());
    }
}

#[test]
fn scripts_of_the_site_say_what_they_are_for_and_stay_readable() {
    const LONGEST: usize = 400;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/assets");
    let files = walkdir::WalkDir::new(root).into_iter().map(|entry| entry.expect("templates can be read"));
    for entry in files.filter(|entry| entry.path().extension().is_some_and(|ending| ending == "js")) {
        let text = std::fs::read_to_string(entry.path()).expect("scripts are UTF-8");
        assert!(text.starts_with("// "), "{} does not say what it is for", entry.path().display());
        assert!(text.lines().count() <= LONGEST, "{} is too long", entry.path().display());
    }
}
