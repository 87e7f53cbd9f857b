//! The look: the templates and assets that are part of the program, with a user's own files in their place. The home
//! of `tera` and `rust_embed`.
//!
//! Every file under `templates/` may be replaced by one of the same name in the user's folder. What lies in its
//! `assets/` is copied; stylesheets and scripts get a name that changes with their content. The scripts in
//! `assets/search/` are joined into one, `search.js`, and so are those in `assets/search-page/` and in
//! `assets/triage/`, and the stylesheets in `assets/casebook/` into `casebook.css`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use rust_embed::RustEmbed;
use serde::Serialize;
use tera::{Context, Tera};

use super::SiteError;
use super::address::content_name;
use super::doubts::doubts;
use super::language::{ENGLISH, built_in_words};
use super::mistake::{Sources, mistakes};
use super::say;
use crate::source::SourceFile;
use crate::store::StoreError;
use crate::words::Words;

#[derive(RustEmbed)]
#[folder = "templates/"]
struct Embedded;

/// Templates, parsed, and the assets that go with them.
pub struct Theme {
    engine: Tera,
    assets: Vec<Asset>,
    words: Arc<Words>,
    sources: Sources,
    notes: Vec<String>,
}

/// A file of the look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Its address in the site.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Theme {
    /// The look that ships with the program, in English.
    ///
    /// # Errors
    /// When a built-in template has a mistake; tests keep that from happening.
    pub fn built_in() -> Result<Self, SiteError> {
        Self::of_files(embedded(), built_in_words(ENGLISH), &str::to_owned)
    }

    /// The look with the files of a user's folder in place of the built-in ones, speaking `words`; a folder that does
    /// not exist changes nothing. `shown` is what mistakes call the folder.
    ///
    /// # Errors
    /// When a file cannot be read, or a template has a mistake.
    pub fn with_folder(folder: &Path, shown: &str, words: Words) -> Result<Self, SiteError> {
        let own = Self::own_files(folder)?;
        let mut files = embedded();
        let notes = doubts(&own, &files, &words);
        let names: BTreeSet<String> = own.keys().cloned().collect();
        files.extend(own);
        let shown = |name: &str| if names.contains(name) { format!("{shown}/{name}") } else { name.to_owned() };
        Ok(Self { notes, ..Self::of_files(files, words, &shown)? })
    }

    /// Every file of the look by name, those of a user's folder in place of the built-in ones.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn files(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, SiteError> {
        let mut files = embedded();
        files.extend(Self::own_files(folder)?);
        Ok(files)
    }

    fn own_files(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, SiteError> {
        let mut own = BTreeMap::new();
        if folder.is_dir() {
            read_folder(folder, "", &mut own)?;
        }
        Ok(own)
    }

    /// The look with some files replaced, by name.
    ///
    /// # Errors
    /// When a template has a mistake.
    pub fn with_files(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Result<Self, SiteError> {
        let mut all = embedded();
        all.extend(files);
        Self::of_files(all, built_in_words(ENGLISH), &str::to_owned)
    }

    /// What the pages say in their own name.
    pub fn words(&self) -> &Arc<Words> {
        &self.words
    }

    /// What the operator should know; a phrase each, in lower case.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The files to be written beside the pages, ordered by path.
    pub fn assets(&self) -> &[Asset] {
        &self.assets
    }

    /// `shown` gives the path by which a template's reader knows it.
    fn of_files(
        files: BTreeMap<String, Vec<u8>>,
        words: Words,
        shown: &dyn Fn(&str) -> String,
    ) -> Result<Self, SiteError> {
        let words = Arc::new(words);
        let mut engine = Tera::default();
        say::teach(&mut engine, &words);
        let mut templates = Vec::new();
        let mut assets = Vec::new();
        let mut addresses = BTreeMap::new();
        for (name, bytes) in joined(files) {
            let bytes = if is_script(&name) { with_words(&bytes, &words) } else { bytes };
            if let Some(asset) = name.strip_prefix("assets/") {
                let path = asset_path(asset, &bytes);
                addresses.insert(asset.to_owned(), path.clone());
                assets.push(Asset { path, bytes });
            } else if ending(&name) == "html" {
                let text = String::from_utf8(bytes).map_err(|_| SiteError::NotText { template: name.clone() })?;
                templates.push((name, text));
            }
        }
        assets.sort_by(|a, b| a.path.cmp(&b.path));
        let texts = templates.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        let sources: Sources =
            texts.clone().map(|(name, text)| (name.to_owned(), SourceFile::new(shown(name), text))).collect();
        engine.add_raw_templates(texts).map_err(|error| mistakes(&error, &sources, ""))?;
        engine.global_context().insert("assets", &addresses);
        Ok(Self { engine, assets, words, sources, notes: Vec::new() })
    }

    /// Makes a value known to every template.
    pub(super) fn set(&mut self, name: &'static str, value: &impl Serialize) {
        self.engine.global_context().insert(name, value);
    }

    /// Renders a template with a page's values.
    pub(super) fn render(&self, template: &str, page: &impl Serialize) -> Result<Vec<u8>, SiteError> {
        let failed = |error: &tera::Error| mistakes(error, &self.sources, template);
        let context = Context::from_serialize(page).map_err(|error| failed(&error))?;
        let mut bytes = Vec::with_capacity(16 * 1024);
        self.engine.render_to(template, &context, &mut bytes).map_err(|error| failed(&error))?;
        Ok(bytes)
    }
}

/// The files of each of these folders are one file in the site, named for the folder: what a search box needs, what only
/// the page of results and those it leads to need, and the stylesheet.
const JOINED: [(&str, &str); 4] =
    [("assets/search/", "js"), ("assets/search-page/", "js"), ("assets/triage/", "js"), ("assets/casebook/", "css")];

/// The files, with those of each folder of [`JOINED`] as one, in the order of their names, without indentation and
/// comments. A whole file of that name, which only a user has, stands for all of its parts.
fn joined(files: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    let mut kept = BTreeMap::new();
    let mut wholes: BTreeMap<String, String> = BTreeMap::new();
    for (name, bytes) in files {
        let Some(whole) = whole_of(&name) else {
            kept.insert(name, bytes);
            continue;
        };
        let is_css = ending(&name) == "css";
        let whole = wholes.entry(whole).or_default();
        let is_comment =
            |line: &str| line.starts_with("//") || (is_css && line.starts_with("/*") && line.ends_with("*/"));
        let text = String::from_utf8_lossy(&bytes);
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !is_comment(line)) {
            whole.push_str(line);
            whole.push('\n');
        }
    }
    for (name, text) in wholes {
        kept.entry(name).or_insert_with(|| text.into_bytes());
    }
    kept
}

/// The name of the file that a file is joined into, if it is.
pub(super) fn whole_of(name: &str) -> Option<String> {
    let folder = JOINED.iter().find(|(folder, kind)| name.starts_with(folder) && ending(name) == *kind);
    folder.map(|(folder, kind)| whole_name(folder, kind))
}

/// The names of the files that are made of those of a folder.
pub(super) fn wholes() -> impl Iterator<Item = String> {
    JOINED.iter().map(|(folder, kind)| whole_name(folder, kind))
}

/// What the files of a folder of [`JOINED`] become.
fn whole_name(folder: &str, kind: &str) -> String {
    format!("{}.{kind}", folder.trim_end_matches('/'))
}

/// A script with the words that it says before it.
fn with_words(script: &[u8], words: &Words) -> Vec<u8> {
    let said = say::words_of_script(&String::from_utf8_lossy(script), words);
    [said.as_bytes(), script].concat()
}

/// The files that ship with the program, by name.
pub(super) fn embedded() -> BTreeMap<String, Vec<u8>> {
    embedded_names().filter_map(|name| embedded_file(&name).map(|bytes| (name, bytes))).collect()
}

/// The names of the files that ship with the program.
pub(super) fn embedded_names() -> impl Iterator<Item = String> {
    Embedded::iter().map(std::borrow::Cow::into_owned)
}

/// A file that ships with the program.
pub(super) fn embedded_file(name: &str) -> Option<Vec<u8>> {
    Some(Embedded::get(name)?.data.into_owned())
}

/// Whether a file of the look is a script.
pub(super) fn is_script(name: &str) -> bool {
    name.starts_with("assets/") && ending(name) == "js"
}

/// The letters after the last dot of a name.
pub(super) fn ending(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

fn asset_path(name: &str, bytes: &[u8]) -> String {
    match name.rsplit_once('.') {
        Some((stem, ending @ ("css" | "js"))) => format!("assets/{stem}.{}.{ending}", content_name(bytes)),
        _ => format!("assets/{name}"),
    }
}

/// Reads a folder into `files`; hidden files are passed over, links are not followed.
fn read_folder(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), SiteError> {
    let refused = |act: &'static str, path: &Path| {
        let path = path.display().to_string();
        move |source| StoreError { act, path, source }
    };
    let entries = fs::read_dir(folder).map_err(refused("read the folder", folder))?;
    for entry in entries {
        let entry = entry.map_err(refused("read the folder", folder))?;
        let path = entry.path();
        let Ok(name) = entry.file_name().into_string() else { continue };
        if name.starts_with('.') {
            continue;
        }
        let kind = entry.file_type().map_err(refused("read", &path))?;
        if kind.is_dir() {
            read_folder(&path, &format!("{prefix}{name}/"), files)?;
        } else if kind.is_file() {
            let bytes = fs::read(&path).map_err(refused("read", &path))?;
            files.insert(format!("{prefix}{name}"), bytes);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_templates_are_sound() {
        let theme = Theme::built_in().expect("the built-in templates parse");
        let names: Vec<&str> = theme.assets().iter().map(|asset| asset.path.as_str()).collect();
        assert!(names.iter().any(|name| name.starts_with("assets/casebook.") && ending(name) == "css"), "{names:?}");
        assert!(names.iter().any(|name| name.starts_with("assets/casebook.") && ending(name) == "js"), "{names:?}");
    }

    #[test]
    fn a_mistake_in_a_users_template_names_file_and_line() {
        let broken = ("404.html".to_owned(), b"one\n{% if %}".to_vec());
        let Err(error) = Theme::with_files([broken]) else { panic!("a broken template was taken") };
        let text = error.to_string();
        assert!(text.contains("404.html") && text.contains('2'), "{text}");
    }

    #[test]
    fn the_parts_of_the_search_are_one_script_and_each_may_be_replaced() {
        let own = ("assets/search/rank.js".to_owned(), b"// Ours.\n  ours();\n".to_vec());
        let theme = Theme::with_files([own]).expect("a script is no template");
        let scripts: Vec<&Asset> = theme.assets().iter().filter(|asset| asset.path.contains("search")).collect();
        let named = |start: &str| scripts.iter().filter(|asset| asset.path.starts_with(start)).count();
        assert_eq!((scripts.len(), named("assets/search-page."), named("assets/search.")), (2, 1, 1));
        let scripts: Vec<&&Asset> = scripts.iter().filter(|asset| asset.path.starts_with("assets/search.")).collect();
        let text = String::from_utf8_lossy(&scripts[0].bytes);
        assert!(text.contains("\nours();\n") && text.contains("search.eachTerm") && !text.contains("// "), "{text}");
    }

    #[test]
    fn the_parts_of_the_stylesheet_are_one_file_and_each_may_be_replaced() {
        let own = ("assets/casebook/9-print.css".to_owned(), b"/* Ours. */\n  body { color: red; }\n".to_vec());
        let theme = Theme::with_files([own]).expect("a stylesheet is no template");
        let sheets: Vec<&Asset> = theme.assets().iter().filter(|asset| ending(&asset.path) == "css").collect();
        assert_eq!(sheets.len(), 1);
        let text = String::from_utf8_lossy(&sheets[0].bytes);
        assert!(text.starts_with(":root {\n") && text.ends_with("}\nbody { color: red; }\n"), "{text}");
        assert!(!text.contains("Ours"), "{text}");
    }

    #[test]
    fn a_users_asset_takes_the_place_of_the_built_in_one() {
        let own = ("assets/casebook.css".to_owned(), b"body{}".to_vec());
        let theme = Theme::with_files([own]).expect("a stylesheet is no template");
        let sheets: Vec<&Asset> = theme.assets().iter().filter(|asset| ending(&asset.path) == "css").collect();
        assert_eq!(sheets.len(), 1);
        assert_eq!(sheets[0].bytes, b"body{}");
    }
}
