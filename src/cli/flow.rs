//! What the commands need of [`crate::pipeline`], each in a few lines.
//!
//! This is where the pipeline is wired in; until it has landed, [`load`] reads the files itself.

use std::path::Path;

use anyhow::bail;
use rayon::prelude::*;

use super::locate::Casebook;
use crate::diag::Diagnostic;
use crate::index::{Index, Query, Results};
use crate::knowledge::KnowledgeBase;
use crate::report::findings::Summary;
use crate::{catalogue, lint, record, store};

/// A casebook as it was read.
pub struct Loaded {
    pub base: KnowledgeBase,
    /// Everything there is to say, sorted, at the configured levels.
    pub findings: Vec<Diagnostic>,
    /// The paths of the records, relative to their folder.
    pub records: Vec<String>,
}

/// What a build did.
pub struct BuildReport {
    /// What was written, in words.
    pub pages: String,
    pub findings: Summary,
}

/// Reads a casebook.
pub fn load(casebook: &Casebook) -> anyhow::Result<Loaded> {
    let config = &casebook.config;
    let folder = store::read(&casebook.records, &config.endings, &[])?;
    let mut findings = folder.findings;
    let own = casebook.patterns.canonicalize().unwrap_or_else(|_| casebook.patterns.clone());
    let inside = own.strip_prefix(&casebook.records).ok().map(Path::to_owned);
    let is_pattern = |path: &str| inside.as_ref().is_some_and(|inside| Path::new(path).starts_with(inside));
    let (pattern_files, record_files): (Vec<_>, Vec<_>) =
        folder.files.into_iter().partition(|loaded| is_pattern(&loaded.file.path));
    let records = record_files.iter().map(|loaded| loaded.file.path.clone()).collect();
    let read: Vec<_> = record_files.par_iter().map(|loaded| record::read(&loaded.file, config)).collect();
    let (mut incidents, of_records): (Vec<_>, Vec<_>) = read.into_iter().unzip();
    findings.extend(of_records.into_iter().flatten());
    findings.extend(record::settle_ids(&mut incidents));
    let mut patterns = Vec::new();
    let built_in = if config.built_in_patterns { catalogue::built_in() } else { Vec::new() };
    let own = pattern_files.iter().map(|loaded| (&loaded.file, false));
    for (file, is_built_in) in own.chain(built_in.iter().map(|file| (file, true))) {
        let (pattern, of_pattern) = catalogue::parse(file, is_built_in);
        findings.extend(of_pattern);
        patterns.extend(pattern);
    }
    // A file of the casebook's own replaces the built-in one of the same id.
    patterns.sort_by(|a, b| (&a.id, a.built_in).cmp(&(&b.id, b.built_in)));
    patterns.dedup_by(|later, first| later.id == first.id);
    for loaded in record_files.into_iter().chain(pattern_files) {
        findings.extend(loaded.findings);
    }
    let base = KnowledgeBase::assemble(incidents, patterns);
    findings.extend(lint::check(&base, config));
    lint::apply_levels(&mut findings, config);
    Diagnostic::sort(&mut findings);
    Ok(Loaded { base, findings, records })
}

/// Builds the site into `target`.
pub fn build(casebook: &Casebook, target: &Path) -> anyhow::Result<BuildReport> {
    let _ = (casebook, target);
    bail!("the pipeline has not landed yet")
}

/// Searches a casebook.
pub fn search(casebook: &Casebook, query: &str, limit: usize) -> anyhow::Result<Results> {
    let index = Index::in_memory(&load(casebook)?.base)?;
    Ok(index.search(&Query::parse(query), limit)?)
}
