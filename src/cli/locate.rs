//! Where the casebook is: its root, its records, and where things derived from them go.

use std::env;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use super::error::UsageError;
use super::{Edition, Global};
use crate::config::{self, Config};
use crate::model::{Audience, Date};
use crate::pipeline::Casebook;
use crate::site::LastChanges;
use crate::source::SourceFile;
use crate::store;

pub const CONFIG_FILE: &str = "casebook.toml";
pub const VOCABULARY_FILE: &str = "vocabulary.toml";
pub const CACHE_FOLDER: &str = ".casebook";

/// What the program sees of the machine around it.
pub struct Surroundings {
    /// The current folder.
    pub folder: PathBuf,
    /// The user's folder for caches, where there is one.
    pub caches: Option<PathBuf>,
    /// The user's editor with its arguments, where one is set.
    pub editor: Option<String>,
    /// The program that shows pages, with its arguments, where one is set.
    pub browser: Option<String>,
    /// The day it is, where the machine stands.
    pub today: Date,
    /// Whether somebody sits at a terminal and can be asked.
    pub asks: bool,
}

impl Surroundings {
    /// Those of this process.
    pub fn of_process() -> io::Result<Self> {
        let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let caches =
            set("XDG_CACHE_HOME").or_else(|| Some(set("HOME")?.join(".cache"))).or_else(|| set("LOCALAPPDATA"));
        let editor =
            ["VISUAL", "EDITOR"].into_iter().find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()));
        Ok(Self {
            folder: env::current_dir()?,
            caches: caches.filter(|path| path.is_absolute()),
            editor,
            browser: env::var("BROWSER").ok().filter(|value| !value.is_empty()),
            today: Date(jiff::Zoned::now().date()),
            asks: io::stdin().is_terminal() && io::stderr().is_terminal(),
        })
    }

    /// A path as it is shortest to read from the current folder.
    pub fn shown(&self, path: &Path) -> String {
        let relative = path.strip_prefix(&self.folder).unwrap_or(path);
        if relative.as_os_str().is_empty() { ".".to_owned() } else { relative.display().to_string() }
    }
}

/// Finds the casebook that the global options name, and reads its configuration; also the folder that its site is
/// written to. All paths are absolute.
pub fn locate(global: &Global, surroundings: &Surroundings) -> anyhow::Result<(Casebook, PathBuf)> {
    let root = root(global, surroundings)?;
    let mut config = match &root {
        Some(root) => read_config(root, surroundings)?,
        None => Config::default(),
    };
    for ending in global.ending.iter().map(|ending| ending.trim_start_matches('.').to_lowercase()) {
        if !config.endings.contains(&ending) {
            config.endings.push(ending);
        }
    }
    config.edition = match global.edition {
        Edition::Internal => Audience::Internal,
        Edition::Shareable => Audience::Shareable,
    };
    let base = root.as_deref().unwrap_or(&surroundings.folder);
    let named = |model: &PathBuf| surroundings.folder.join(model);
    config.model = global.model.as_ref().map(named).or_else(|| Some(base.join(config.model.as_ref()?)));
    config.queries = config.queries.map(|queries| base.join(queries));
    let records = match (&global.records, &root) {
        (Some(records), _) => folder(&surroundings.folder.join(records), "records")?,
        (None, Some(root)) => own_records(&root.join(&config.records), surroundings)?,
        (None, None) => return Err(no_casebook().into()),
    };
    if let Some(root) = &root {
        // Findings name every file as seen from the records.
        let path = from_folder(&root.join(VOCABULARY_FILE), &records);
        config.vocabulary.file = SourceFile::new(path, config.vocabulary.file.text.clone());
    }
    // The editions never share a folder, so that none is taken for the other, nor is anything kept for both.
    let shareable = config.edition == Audience::Shareable;
    let output = base.join(if shareable { format!("{}-shareable", config.output) } else { config.output.clone() });
    let cache = cache(root.as_deref(), &config, &records, surroundings);
    let casebook = Casebook {
        cache: cache.map(|cache| if shareable { cache.join("shareable") } else { cache }),
        patterns: base.join(&config.patterns),
        templates: base.join(&config.templates),
        records,
        config,
        last_changes: LastChanges::new(),
    };
    Ok((casebook, output))
}

/// The configuration of the casebook that the global options name, where there is one; it needs no records.
pub fn config(global: &Global, surroundings: &Surroundings) -> anyhow::Result<Option<Config>> {
    root(global, surroundings)?.map(|root| read_config(&root, surroundings)).transpose()
}

/// The casebook's folder, where there is one: the one that is named, or the nearest upwards.
pub fn root(global: &Global, surroundings: &Surroundings) -> Result<Option<PathBuf>, UsageError> {
    match &global.root {
        Some(root) => folder(&surroundings.folder.join(root), "root").map(Some),
        None => Ok(find_root(&surroundings.folder)),
    }
}

/// Where new records go, with the folder that paths are shown from: the casebook's, or the current folder where there is
/// none yet. Nothing is made.
pub fn locate_or_new(global: &Global, surroundings: &Surroundings) -> anyhow::Result<(PathBuf, PathBuf, Config)> {
    let root = root(global, surroundings)?;
    let config = match &root {
        Some(root) => read_config(root, surroundings)?,
        None => Config::default(),
    };
    let base = root.unwrap_or_else(|| surroundings.folder.clone());
    let records = match &global.records {
        Some(records) => surroundings.folder.join(records),
        None => base.join(&config.records),
    };
    Ok((base, records, config))
}

/// The nearest folder upwards that holds a configuration or records.
fn find_root(from: &Path) -> Option<PathBuf> {
    let is_root = |folder: &&Path| folder.join(CONFIG_FILE).is_file() || folder.join("postmortems").is_dir();
    from.ancestors().find(is_root).map(Path::to_owned)
}

fn read_config(root: &Path, surroundings: &Surroundings) -> anyhow::Result<Config> {
    let read = |name: &str| {
        let path = root.join(name);
        path.exists().then(|| store::read_file(&path, &surroundings.shown(&path))).transpose()
    };
    let mut config = read(CONFIG_FILE)?.map_or_else(|| Ok(Config::default()), |file| config::parse(&file))?;
    if let Some(file) = read(VOCABULARY_FILE)? {
        config.vocabulary = config::parse_vocabulary(&file)?;
    }
    Ok(config)
}

/// A path as seen from a folder, with `/` between the parts.
fn from_folder(path: &Path, folder: &Path) -> String {
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let shared = real.components().zip(folder.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(shared).map(|_| "..".into());
    let down = real.components().skip(shared).map(|part| part.as_os_str().to_string_lossy());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// A folder that an option names.
fn folder(path: &Path, option: &str) -> Result<PathBuf, UsageError> {
    match path.canonicalize() {
        Ok(folder) if folder.is_dir() => Ok(folder),
        Ok(_) => Err(UsageError::new(
            format!("`{}` is not a folder", path.display()),
            format!("`--{option}` takes a folder"),
        )),
        Err(_) => {
            Err(UsageError::new(format!("there is no folder `{}`", path.display()), format!("correct `--{option}`")))
        }
    }
}

fn own_records(path: &Path, surroundings: &Surroundings) -> Result<PathBuf, UsageError> {
    match path.canonicalize() {
        Ok(folder) if folder.is_dir() => Ok(folder),
        _ => Err(UsageError::new(
            format!("there is no folder `{}` for the records", surroundings.shown(path)),
            "create it and put a Markdown file into it, or name another with `--records DIR`",
        )),
    }
}

fn no_casebook() -> UsageError {
    UsageError {
        message: "there is no casebook in this folder or above it".to_owned(),
        hints: vec![
            "`casebook init` makes one".to_owned(),
            "or name any folder of Markdown files with `--records DIR`".to_owned(),
        ],
    }
}

/// Where the index goes: beside the configuration; for another folder of records, into a folder named after it.
fn cache(root: Option<&Path>, config: &Config, records: &Path, surroundings: &Surroundings) -> Option<PathBuf> {
    let name = || store::fingerprint(records.as_os_str().as_encoded_bytes());
    match root {
        Some(root) => {
            let own = root.join(&config.records).canonicalize().is_ok_and(|own| own == records);
            let cache = root.join(CACHE_FOLDER);
            Some(if own { cache } else { cache.join(name()) })
        }
        None => Some(surroundings.caches.as_ref()?.join("casebook").join(name())),
    }
}
