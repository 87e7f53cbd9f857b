//! The whole flow on one page: read, understand, tie together, check, write.
//!
//! ```text
//! store::read → record::read → KnowledgeBase::assemble → lint
//!                                                      → index   (search)
//!                                                      → site, export → store::Staging   (build)
//!                                                      → eval                            (eval)
//! ```
//!
//! Reading and understanding is pure for each file and runs in parallel. Nothing here knows of arguments, terminals or
//! exit codes; that is [`crate::cli`].

mod bundled;
mod compared;
mod edition;
mod evaluate;
mod importing;
mod known;
mod machines;
mod nearness;
mod pages;
mod pieces;
mod publish;
mod refresh;
mod reviewed;
mod searches;
mod understood;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::config::{Config, ConfigError, Vocabulary};
use crate::diag::{Diagnostic, rule};
use crate::export::Snapshot;
use crate::index::{Fingerprint, Index, IndexError, Instead, Results};
use crate::knowledge::KnowledgeBase;
use crate::model::{Audience, Incident, PassageKind, Pattern};
use crate::ranking::{Jargon, Query, others};
use crate::store::{self, Folder, OutputError, StoreError};
use crate::words::Words;
use crate::{catalogue, lint, record, site};

pub use bundled::{Restored, RestoredFile, bundle, restore};
pub use compared::{DiffError, diff, snapshot};
pub use edition::manifest;
pub use evaluate::{Evaluation, evaluate};
pub use importing::{import, write_imports};
pub use nearness::{Asked, Progress, near};
pub use publish::{Published, build};
pub use refresh::{Rebuild, Site, refresh, refresh_read};
pub use reviewed::{Picked, Subject, pick, review};

/// Where a casebook lies and how it is set up.
#[derive(Clone, Debug)]
pub struct Casebook {
    /// The folder of records.
    pub records: PathBuf,
    /// The folder of the casebook's own patterns; it need not exist.
    pub patterns: PathBuf,
    /// The folder of templates that override the built-in ones; it need not exist.
    pub templates: PathBuf,
    /// The folder for what is kept between runs; `None` keeps nothing.
    pub cache: Option<PathBuf>,
    /// The configuration.
    pub config: Config,
    /// When records were last changed, as far as it is known and shall be shown.
    pub last_changes: site::LastChanges,
}

/// Why a run could not be finished.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// A folder or file could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The output folder could not be written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// Two sites cannot be compared.
    #[error(transparent)]
    Diff(#[from] DiffError),
    /// A template is wrong.
    #[error(transparent)]
    Site(#[from] site::SiteError),
    /// The model cannot be used.
    #[cfg(feature = "deep")]
    #[error(transparent)]
    Model(#[from] crate::deep::ModelError),
    /// The file of searches that the site should show cannot be taken.
    #[error(transparent)]
    Queries(#[from] ConfigError),
    /// The index could not be built or read.
    #[error(transparent)]
    Index(#[from] IndexError),
}

/// A casebook, read and understood.
pub struct Loaded {
    /// All incidents and patterns.
    pub knowledge: KnowledgeBase,
    /// What was found on the way and by the checks, at the configured levels, sorted.
    pub findings: Vec<Diagnostic>,
    /// Findings that the authors allow, sorted.
    pub allowed: Vec<lint::Allowed>,
    /// Files in the folder of records that are not read and may be notes, ordered by path; no record links to them.
    pub unread: Vec<String>,
    /// An earlier build that the site tells the changes from, where one is named.
    pub since: Option<Snapshot>,
}

/// Reads a casebook, ties it together and checks it.
///
/// # Errors
/// When the folder of records cannot be read.
pub fn load(casebook: &Casebook) -> Result<Loaded, PipelineError> {
    load_known(casebook, None)
}

/// The same with what `cache` has of records that did not change.
fn load_known(casebook: &Casebook, cache: Option<&store::Cache>) -> Result<Loaded, PipelineError> {
    let Gathered { incidents, patterns, mut findings, mut unread } = read_all(casebook, cache)?;
    let config = &casebook.config;
    let knowledge = known::assemble(incidents, patterns, config, cache);
    let in_records = |path: &str| casebook.records.join(path).exists();
    let repository = store::repository(&casebook.records);
    let in_repository = |path: &str| repository.join(path).exists();
    let around = lint::Around { in_records: &in_records, in_repository: &in_repository };
    findings.extend(lint::check(&knowledge, config, around));
    findings.extend(words(casebook)?.1);
    let lint::Settled { findings, allowed } = lint::settle(findings, &knowledge, config);
    if !unread.is_empty() {
        let attached = attached(&knowledge);
        unread.retain(|path| !attached.contains(file_name(path)));
    }
    Ok(Loaded { knowledge, findings, allowed, unread, since: None })
}

/// The names of files that records link to, as logs and the like that are no notes.
fn attached(knowledge: &KnowledgeBase) -> BTreeSet<String> {
    let passages = knowledge.incidents.iter().flat_map(|incident| &incident.passages);
    let links = passages.filter(|passage| passage.kind == PassageKind::Address);
    links.map(|link| file_name(&link.text).replace("%20", " ")).collect()
}

/// The last part of a path or address.
fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// What the site says in its own name, and what is wrong with the casebook's files of words.
fn words(casebook: &Casebook) -> Result<(Words, Vec<Diagnostic>), StoreError> {
    site::words(&casebook.templates, &casebook.config.templates, &casebook.config.language)
}

/// The look of the site.
fn theme(casebook: &Casebook) -> Result<site::Theme, PipelineError> {
    Ok(site::Theme::with_folder(&casebook.templates, &casebook.config.templates, words(casebook)?.0)?)
}

/// A casebook, read, before it is tied together.
struct Gathered {
    incidents: Vec<Incident>,
    patterns: Vec<Pattern>,
    findings: Vec<Diagnostic>,
    unread: Vec<String>,
}

fn read_all(casebook: &Casebook, cache: Option<&store::Cache>) -> Result<Gathered, PipelineError> {
    let config = &casebook.config;
    let mut folder = store::read(&casebook.records, &config.endings, &excepted(casebook))?;
    let mut own = own_patterns(casebook)?;
    let mut findings = folder.findings;
    findings.append(&mut own.findings);
    if config.edition == Audience::Shareable {
        edition::withhold(&mut folder.files, &mut own.files, config, &mut findings);
    }
    let incidents = understood::understand(folder.files, config, cache, &mut findings);
    let patterns = patterns(own.files, config, &mut findings);
    Ok(Gathered { incidents, patterns, findings, unread: folder.unread })
}

/// The patterns: the casebook's own, and the built-in ones that it does not replace.
fn patterns(own: Vec<store::Loaded>, config: &Config, findings: &mut Vec<Diagnostic>) -> Vec<Pattern> {
    let mut patterns: Vec<Pattern> = Vec::new();
    for loaded in own {
        let (pattern, found) = catalogue::parse(&loaded.file, false);
        findings.extend(loaded.findings.into_iter().chain(found));
        match pattern {
            Some(pattern) if patterns.iter().any(|known| known.id == pattern.id) => {
                let message = format!("the id `{}` belongs to another pattern already", pattern.id);
                let finding = Diagnostic::new(&rule::DUPLICATE_ID, &pattern.file, pattern.name.span, message);
                findings.push(finding.with_help("this file is left out; give it another name"));
            }
            other => patterns.extend(other),
        }
    }
    if config.built_in_patterns {
        for file in catalogue::built_in() {
            let (pattern, _) = catalogue::parse(&file, true);
            patterns.extend(pattern.filter(|pattern| patterns.iter().all(|known| known.id != pattern.id)));
        }
    }
    patterns
}

fn own_patterns(casebook: &Casebook) -> Result<Folder, PipelineError> {
    if !casebook.patterns.is_dir() {
        return Ok(Folder::default());
    }
    // As seen from the folder of records, where they lie in it; otherwise as the built-in ones are named.
    let name = excepted(casebook).pop().unwrap_or_else(|| "patterns".to_owned());
    Ok(store::read_as(&name, &casebook.patterns, &["md".to_owned(), "markdown".to_owned()], &[])?)
}

/// The folder of patterns, where it lies in that of the records: its files are no records.
fn excepted(casebook: &Casebook) -> Vec<String> {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let (records, patterns) = (real(&casebook.records), real(&casebook.patterns));
    let inside = patterns.strip_prefix(&records).map(|path| path.to_string_lossy().replace('\\', "/"));
    inside.into_iter().filter(|path| !path.is_empty()).collect()
}

/// The best `limit` answers to a query. The index is brought up to date first, where files changed; where a model is
/// named, so is what it makes of the records, which `progress` hears of because it may take minutes.
///
/// # Errors
/// When the folder of records cannot be read, the index is damaged beyond repair, or the model cannot be used.
pub fn search(
    casebook: &Casebook,
    query: &Query,
    limit: usize,
    progress: Progress<'_>,
) -> Result<Results, PipelineError> {
    let fingerprint = fingerprint(casebook)?;
    let build = || load(casebook).map(|loaded| loaded.knowledge);
    let index = match &casebook.cache {
        None => Index::in_memory(&build()?)?,
        Some(cache) => Index::open_fresh(&cache.join("index"), &fingerprint, build)?,
    };
    let severities = record::severity_words(&casebook.config);
    let mut query = query.clone();
    query.name_severities(&severities);
    let jargon = Jargon::new(&casebook.config.vocabulary);
    let incidents = || build().map(|knowledge| knowledge.incidents);
    let mut recall = nearness::recall(casebook, &fingerprint, incidents, progress)?;
    let (near, note) = nearness::nearness(recall.as_mut(), &query)?;
    let mut results = index.search_near(&query, &jargon, &near, limit)?;
    results.notes.extend(note);
    if results.hits.is_empty() {
        for text in others(&query) {
            let mut other = Query::parse(&text);
            other.name_severities(&severities);
            let total = index.search(&other, &jargon, 1)?.total;
            results.instead.extend((total > 0).then_some(Instead { query: text, total }));
        }
    }
    Ok(results)
}

/// What tells whether a file changed, without reading it, for all files that a search depends on.
fn fingerprint(casebook: &Casebook) -> Result<Fingerprint, PipelineError> {
    let config = &casebook.config;
    let mut stamps = store::stamps(&casebook.records, &config.endings, &excepted(casebook))?;
    if casebook.patterns.is_dir() {
        let own = store::stamps(&casebook.patterns, &["md".to_owned(), "markdown".to_owned()], &[])?;
        stamps.extend(own.into_iter().map(|(path, stamp)| (format!("patterns: {path}"), stamp)));
    }
    // What words mean is looked up for each query anew, and vectors know their model.
    let setup = Config { vocabulary: Vocabulary::default(), model: None, queries: None, ..config.clone() };
    let setup = format!("{} {setup:?}", env!("CARGO_PKG_VERSION"));
    Ok(Fingerprint::new(&setup, stamps.iter().map(|(path, stamp)| (path.as_str(), *stamp))))
}

/// Whether a path, relative to the folder of records, names a regular file in it that may be copied into the site: none
/// of another tool, and in the shareable edition none that is read as a record, whose whole text it would be.
fn is_attachment(casebook: &Casebook, path: &str) -> bool {
    let is_own = |part: std::path::Component<'_>| match part {
        std::path::Component::Normal(name) => !name.to_str().is_some_and(store::is_foreign),
        _ => false,
    };
    let is_inside = Path::new(path).components().all(is_own);
    let is_told = casebook.config.edition == Audience::Internal || !is_source(&casebook.config, path);
    is_told && is_inside && std::fs::symlink_metadata(casebook.records.join(path)).is_ok_and(|file| file.is_file())
}

/// Whether a file is one that a casebook is made of: a record, a pattern, the configuration.
fn is_source(config: &Config, path: &str) -> bool {
    let name = file_name(path).to_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let read = config.endings.iter().map(String::as_str).chain(["md", "markdown", "toml"]);
    read.into_iter().any(|known| known.eq_ignore_ascii_case(ending))
}
