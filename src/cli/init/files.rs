//! The files that a casebook begins with, and the CI that the repository has.

use std::path::{Path, PathBuf};

use super::{Ci, Init, Site, within};
use crate::cli::locate::{CACHE_FOLDER, CONFIG_FILE};
use crate::config::{self, Config};
use crate::{record, report};

const CONFIG: &str = include_str!("casebook.toml");
const EXAMPLE: &str = include_str!("example.md");
const EXAMPLE_NAME: &str = "2026-01-15-example-report-queue.md";
const GITHUB: &str = include_str!("github.yml");
const GITLAB: &str = include_str!("../../../.ci/gitlab.yml");
const PRE_COMMIT: &str = include_str!("pre-commit.yml");

/// A file that the casebook should have.
pub struct Planned {
    pub path: PathBuf,
    pub write: Write,
    /// What to do by hand where the file is there already.
    pub advice: Option<String>,
}

/// How a file is written.
pub enum Write {
    /// Only where it is not there.
    New(String),
    /// Lines that it must have; those that are missing go to its end.
    Lines(String),
}

/// All files for a casebook, in the order they are told.
pub fn plan(site: &Site, ci: Ci, wish: &Init) -> Vec<Planned> {
    let at = |path: &str| site.root.join(path);
    let new = |path: PathBuf, text: String| Planned { path, write: Write::New(text), advice: None };
    let mut plan = vec![new(at(CONFIG_FILE), configuration(wish.editor))];
    plan.extend(first_record(site).map(|(path, text)| new(path, text)));
    let output = &site.config.output;
    // What an editor reads is kept, so that it is there after a clone.
    let cache = if wish.editor {
        format!("/{CACHE_FOLDER}/*\n!/{CACHE_FOLDER}/front-matter.json\n!/{CACHE_FOLDER}/config.json\n")
    } else {
        format!("/{CACHE_FOLDER}/\n")
    };
    let lines = format!("{cache}/{output}/\n/{output}-shareable/\n");
    let advice = format!("add `/{CACHE_FOLDER}/` and `/{output}/` to `.gitignore`");
    plan.push(Planned { path: at(".gitignore"), write: Write::Lines(lines), advice: Some(advice) });
    let root = yaml(&within(&site.root, &site.repository));
    match ci {
        Ci::Github => {
            let text = github(&root, wish);
            plan.push(new(site.repository.join(".github/workflows/casebook.yml"), text));
        }
        Ci::Gitlab => {
            let text = GITLAB.replacen("CASEBOOK_ROOT: \".\"", &format!("CASEBOOK_ROOT: {root}"), 1);
            plan.push(new(site.repository.join(".gitlab/casebook.yml"), text));
            plan.push(gitlab_entry(&site.repository));
        }
        Ci::None => {}
    }
    if wish.hook {
        plan.push(pre_commit(site, &root));
    }
    if wish.editor {
        plan.extend(editor(site));
    }
    plan
}

/// Whose CI a repository has: by its files, else by the address it is fetched from.
pub fn ci_of(repository: &Path) -> Ci {
    if repository.join(".gitlab-ci.yml").exists() {
        return Ci::Gitlab;
    }
    if repository.join(".github").is_dir() {
        return Ci::Github;
    }
    match crate::cli::git::address(repository) {
        Some(address) if address.contains("github") => Ci::Github,
        Some(address) if address.contains("gitlab") => Ci::Gitlab,
        _ => Ci::None,
    }
}

/// A text with lines at its end that it lacks; `None` where it has all of them. It keeps its own kind of line ends.
pub fn with_lines(text: &str, lines: &str) -> Option<String> {
    let has = |line: &str| text.lines().any(|own| own.trim().trim_matches('/') == line.trim_matches('/'));
    let missing: Vec<&str> = lines.lines().filter(|line| !has(line)).collect();
    if missing.is_empty() {
        return None;
    }
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let between = if text.is_empty() || text.ends_with('\n') { "" } else { end };
    let added: Vec<String> = missing.iter().map(|line| format!("{line}{end}")).collect();
    Some(format!("{text}{between}{}", added.concat()))
}

fn configuration(editor: bool) -> String {
    let schema = if editor { format!("#:schema {CACHE_FOLDER}/config.json\n") } else { String::new() };
    format!("{schema}{CONFIG}")
}

/// An example, where there is nothing to read yet; where notes wait for their import, only a file that makes git keep
/// the folder.
fn first_record(site: &Site) -> Option<(PathBuf, String)> {
    let records = site.root.join(&site.config.records);
    let is_empty = std::fs::read_dir(&records).map_or(true, |mut entries| entries.next().is_none());
    // The example alone is what an earlier run wrote.
    let has_example = records.join(EXAMPLE_NAME).exists();
    match (site.notes.is_empty(), is_empty || has_example) {
        (_, false) => None,
        (true, true) => Some((records.join(EXAMPLE_NAME), EXAMPLE.to_owned())),
        (false, true) => Some((records.join(".gitkeep"), String::new())),
    }
}

/// Whether something lies in the folder of records beside what an earlier run wrote.
pub fn has_records(site: &Site) -> bool {
    let written = |name: &std::ffi::OsStr| name == ".gitkeep" || name == EXAMPLE_NAME;
    let entries = std::fs::read_dir(site.root.join(&site.config.records)).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| !written(&entry.file_name()))
}

fn github(root: &str, wish: &Init) -> String {
    let (repository, revision) = match &wish.source {
        Some(source) => (source.repository.clone(), yaml(&source.revision)),
        None => ("${{ vars.CASEBOOK_SOURCE }}".to_owned(), "${{ vars.CASEBOOK_REVISION }}".to_owned()),
    };
    GITHUB.replace("@SOURCE@", &repository).replace("@REF@", &revision).replace("@ROOT@", root)
}

fn gitlab_entry(repository: &Path) -> Planned {
    let path = repository.join(".gitlab-ci.yml");
    let includes = std::fs::read_to_string(&path).is_ok_and(|text| text.contains(".gitlab/casebook.yml"));
    let advice = "add `include: [{local: .gitlab/casebook.yml}]` to `.gitlab-ci.yml`".to_owned();
    Planned {
        path,
        write: Write::New("include:\n  - local: .gitlab/casebook.yml\n".to_owned()),
        advice: (!includes).then_some(advice),
    }
}

fn pre_commit(site: &Site, root: &str) -> Planned {
    let path = site.repository.join(".pre-commit-config.yaml");
    let has = std::fs::read_to_string(&path).is_ok_and(|text| text.contains("casebook"));
    let advice = "add a hook to `.pre-commit-config.yaml`: `repo: local`, `id: casebook-check`, `name: casebook check`, \
                  `entry: casebook check`, `language: system`, `pass_filenames: false`";
    Planned { path, write: Write::New(PRE_COMMIT.replace("@ROOT@", root)), advice: (!has).then(|| advice.to_owned()) }
}

/// Settings for VS Code, and the schemas that they and the first line of the configuration name.
fn editor(site: &Site) -> [Planned; 3] {
    let Config { records, .. } = &site.config;
    let schema = |name: &str, value: &serde_json::Value| Planned {
        path: site.root.join(CACHE_FOLDER).join(name),
        write: Write::New(report::json_text(value)),
        advice: None,
    };
    let place = |path: &str| match within(&site.root, &site.repository).as_str() {
        "." => path.to_owned(),
        root => format!("{root}/{path}"),
    };
    let schemas = serde_json::json!({
        place(&format!("{CACHE_FOLDER}/front-matter.json")): place(&format!("{records}/**/*.md")),
    });
    let settings = serde_json::json!({ "yaml.schemas": schemas });
    let advice = format!("add `\"yaml.schemas\": {schemas}` to `.vscode/settings.json`");
    let settings_path = site.repository.join(".vscode/settings.json");
    let has = std::fs::read_to_string(&settings_path).is_ok_and(|text| text.contains("front-matter.json"));
    [
        schema("front-matter.json", &record::schema(&site.config)),
        schema("config.json", &config::schema()),
        Planned {
            path: settings_path,
            write: Write::New(report::json_text(&settings)),
            advice: (!has).then_some(advice),
        },
    ]
}

/// A text as YAML takes it, whatever it holds.
fn yaml(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
