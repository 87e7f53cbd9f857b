//! The documents cannot rot: the README's commands run and print what it shows, links lead somewhere, and the map
//! names the floors that the code has.
//!
//! In a block marked `console`, a line that starts with `$ ` is a command and the lines below it are what it prints to
//! its standard output; `...` stands for any lines. A file that the README asks its reader to save is saved first.

use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A fenced block: its language, its lines, and the line of prose before it.
pub struct Block<'a> {
    pub language: &'a str,
    pub lines: Vec<&'a str>,
    pub before: &'a str,
}

/// The fenced blocks of a document.
pub fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut before = "";
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let marks = line.len() - line.trim_start_matches('`').len();
        if marks >= 3 {
            let (fence, language) = line.split_at(marks);
            let inside = lines.by_ref().take_while(|line| *line != fence).collect();
            blocks.push(Block { language, lines: inside, before });
        } else if !line.is_empty() {
            before = line;
        }
    }
    blocks
}

/// The command lines of a block, each with what it should print.
fn commands<'a>(block: &Block<'a>) -> Vec<(&'a str, Vec<&'a str>)> {
    let mut commands: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in &block.lines {
        match (line.strip_prefix("$ "), commands.last_mut()) {
            (Some(command), _) => commands.push((command, Vec::new())),
            (None, Some((_, expected))) => expected.push(line),
            (None, None) => panic!("a console block starts with a command, not with `{line}`"),
        }
    }
    commands
}

/// The words of a command line; double quotes hold blanks together.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in command.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().expect("there is always one").push(c),
        }
    }
    words
}

/// Whether `printed` is what `expected` shows, where `...` stands for any lines.
fn shows(expected: &[&str], printed: &[&str]) -> bool {
    match expected.split_first() {
        None => printed.is_empty(),
        Some((&"...", rest)) => (0..=printed.len()).any(|skipped| shows(rest, &printed[skipped..])),
        Some((line, rest)) => printed.split_first().is_some_and(|(first, after)| first == line && shows(rest, after)),
    }
}

/// A copy of our own records in a folder of its own.
fn casebook() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let from = root().join("postmortems");
    for entry in walkdir::WalkDir::new(&from) {
        let entry = entry.expect("postmortems can be read");
        let inside = entry.path().strip_prefix(root()).expect("it lies in the repository");
        let to = folder.path().join(inside);
        if entry.file_type().is_dir() {
            std::fs::create_dir(&to).expect("it can be made");
        } else {
            std::fs::copy(entry.path(), &to).expect("it can be copied");
        }
    }
    folder
}

#[test]
fn the_readme_s_commands_print_what_it_shows() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("it can be read");
    let folder = casebook();
    let mut ran = 0;
    for block in blocks(&readme) {
        if let Some(name) = block.before.strip_prefix("Save this as `") {
            let name = name.trim_end_matches("`:");
            std::fs::write(folder.path().join(name), block.lines.join("\n") + "\n").expect("it can be saved");
        }
        if block.language != "console" {
            continue;
        }
        for (command, expected) in commands(&block) {
            let arguments = words(command);
            assert_eq!(arguments[0], "casebook", "`{command}` is none of ours");
            let mut program = Command::new(env!("CARGO_BIN_EXE_casebook"));
            let output = program.args(&arguments[1..]).current_dir(folder.path()).output().expect("it can be run");
            let printed = String::from_utf8(output.stdout).expect("it prints UTF-8");
            let talk = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "`{command}` failed: {talk}");
            let lines: Vec<&str> = printed.lines().collect();
            assert!(shows(&expected, &lines), "`{command}` prints something else:\n{printed}");
            ran += 1;
        }
    }
    assert!(ran >= 5, "the commands are not seen any more");
    assert!(folder.path().join("site/index.html").is_file(), "the site is where the README says");
}

/// A document without its code blocks: what they show are examples, some of them of what is wrong.
fn without_code(text: &str) -> String {
    let mut fence: Option<&str> = None;
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        match fence {
            Some(open) if line.trim_end() == open => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 => fence = Some(ticks),
            None => out.push_str(line),
        }
    }
    out
}

#[test]
fn links_in_documents_lead_to_files_that_are_there() {
    let mut documents: Vec<PathBuf> = ["README.md", "tests/browser/README.md"].map(|name| root().join(name)).into();
    for entry in walkdir::WalkDir::new(root().join("docs")) {
        let path = entry.expect("docs can be read").into_path();
        documents.extend(path.extension().is_some_and(|ending| ending == "md").then_some(path));
    }
    let mut broken = Vec::new();
    let mut followed = 0;
    for document in documents {
        let text = without_code(&std::fs::read_to_string(&document).expect("documents are UTF-8"));
        let folder = document.parent().expect("a file lies in a folder");
        let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        let pictures = text.split("<img src=\"").skip(1).filter_map(|rest| rest.split('"').next());
        for link in links.chain(pictures).filter(|link| !link.contains("://")) {
            let path = link.split('#').next().unwrap_or_default();
            followed += 1;
            if !folder.join(path).exists() {
                broken.push(format!("{}: {link}", document.display()));
            }
        }
    }
    assert!(followed > 15, "the links are not seen any more");
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn the_map_names_the_floors_that_the_code_has() {
    let map = include_str!("../../docs/ARCHITECTURE.md");
    let row = |line: &str| -> Option<(u32, String)> {
        let mut cells = line.split('|').map(str::trim).skip(1);
        Some((cells.next()?.parse().ok()?, cells.next()?.trim_matches('`').to_owned()))
    };
    let mut drawn: Vec<(u32, String)> = map.lines().filter_map(row).collect();
    let mut declared = Vec::new();
    for line in include_str!("../../src/lib.rs").lines().filter(|line| line.starts_with("//! | ")) {
        let mut cells = line.split('|').map(str::trim).skip(1);
        let (floor, modules) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
        let Ok(floor) = floor.parse::<u32>() else { continue };
        declared.extend(modules.split(", ").map(|name| (floor, name.trim_matches(['[', ']', '`']).to_owned())));
    }
    drawn.sort();
    declared.sort();
    assert!(declared.len() > 10, "the floors are not seen any more");
    assert_eq!(drawn, declared);
}

#[test]
fn elided_lines_stand_for_any_number_of_lines() {
    assert!(shows(&["a", "...", "d"], &["a", "b", "c", "d"]));
    assert!(shows(&["...", "a"], &["a"]));
    assert!(!shows(&["a", "..."], &["b"]));
    assert!(!shows(&["a"], &["a", "b"]));
}

#[test]
fn the_configuration_page_shows_the_defaults() {
    let page = std::fs::read_to_string(root().join("docs/CONFIGURATION.md")).expect("the page is there");
    let toml = blocks(&page).into_iter().find(|block| block.language == "toml").expect("it shows the file");
    let file = casebook::source::SourceFile::new("casebook.toml", toml.lines.join("\n"));
    let shown = casebook::config::parse(&file).expect("what the page shows is valid");
    assert_eq!(format!("{shown:#?}"), format!("{:#?}", casebook::config::Config::default()));
}
