//! Building only where something changed.
//!
//! What a build was made of is summed up as a digest: the stamps of all files in the folders of records and patterns,
//! the templates, the configuration, the program. What it wrote is summed up as another. Both lie in the casebook's
//! folder for what is kept between runs; where both still hold, there is nothing to do. Whatever is in doubt is built.
//! A build of something that changed takes from the same folder what it made before of the records that did not.

use std::fs;
use std::path::{Path, PathBuf};

use super::pages::{self, Pages};
use super::{Casebook, Loaded, PipelineError, Published, load_known, publish};
use crate::model::Audience;
use crate::report::findings::Summary;
use crate::store::{self, Cache, Digest, Staging, Stamp, Written};

/// Raised whenever the shape of what is kept changes.
const FORMAT: &str = "casebook build 2";

/// A site that lies in its folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// What it holds.
    pub published: Published,
    /// What was found in the records.
    pub summary: Summary,
    /// Files that may be notes and were not read, where this run wrote it.
    pub unread: Vec<String>,
    /// Whether this run wrote it, and did not find it as it should be.
    pub written: bool,
}

/// When a site is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rebuild {
    /// Only where something changed.
    Changed,
    /// In any case.
    Always,
}

/// Brings the site in `output` up to date, and says what it holds. `program` tells this program from any other that may
/// have built the site; where that is not known, everything is built.
///
/// # Errors
/// When the records cannot be read, a template is wrong, `output` holds somebody else's files, or the machine refuses.
pub fn refresh(
    casebook: &Casebook,
    output: &Path,
    program: Option<&str>,
    rebuild: Rebuild,
) -> Result<Site, PipelineError> {
    let memory = program.and_then(|program| Memory::of(casebook, output, program));
    if rebuild == Rebuild::Changed
        && let Some(site) = memory.as_ref().and_then(|memory| memory.unchanged(output))
    {
        return Ok(site);
    }
    let (site, loaded) = write(casebook, output, program, memory, rebuild)?;
    // To take thousands of records apart takes a while, and a program that ends now need not wait for it.
    rayon::spawn(move || drop(loaded));
    Ok(site)
}

/// The same for who wants to know what was read: the records are read in any case, and the site is written from what is
/// known of those that did not change.
///
/// # Errors
/// As [`refresh`].
pub fn refresh_read(
    casebook: &Casebook,
    output: &Path,
    program: Option<&str>,
) -> Result<(Site, Loaded), PipelineError> {
    let memory = program.and_then(|program| Memory::of(casebook, output, program));
    write(casebook, output, program, memory, Rebuild::Changed)
}

/// Writes the site from what is known and what is read anew.
fn write(
    casebook: &Casebook,
    output: &Path,
    program: Option<&str>,
    memory: Option<Memory>,
    rebuild: Rebuild,
) -> Result<(Site, Loaded), PipelineError> {
    let cache = program.and_then(|program| open_cache(casebook, program));
    let loaded = load_known(casebook, cache.as_ref())?;
    let look = pages::look(casebook);
    let theme = super::theme(casebook)?;
    let pages = cache.as_ref().and_then(|cache| Pages::recall(casebook, output, cache, look.as_deref()));
    let before = pages.as_ref().and_then(|pages| pages.before.as_ref()).filter(|_| rebuild == Rebuild::Changed);
    let spare =
        casebook.cache.as_ref().filter(|_| cache.is_some()).map(|folder| folder.join(edition(casebook, "spare")));
    let staging = Staging::begin_with(output, spare.as_deref())?;
    let known = publish::Known { cache: cache.as_ref(), pages: before };
    let (published, made_of) = publish::write(casebook, &loaded, theme, known, &staging)?;
    let summary = Summary::of(&loaded.findings, &loaded.allowed, published.records);
    // Taken before others can see it, so that it is surely of what this run wrote.
    let written = pages.as_ref().and_then(|_| staging.digest());
    staging.commit()?;
    let site = Site { published, summary, unread: loaded.unread.clone(), written: true };
    if let (Some(pages), Some(written)) = (&pages, &written) {
        pages.keep(written, &made_of);
    }
    if let (Some(memory), Some(written)) = (memory, written) {
        memory.keep(&site, &written);
    }
    if let Some(cache) = cache {
        cache.sweep();
    }
    Ok((site, loaded))
}

/// The folder of what was made of single records, for builds into any folder.
fn open_cache(casebook: &Casebook, program: &str) -> Option<Cache> {
    let program = format!("{FORMAT} {} {program}", env!("CARGO_PKG_VERSION"));
    Cache::open(&casebook.cache.as_ref()?.join(edition(casebook, "made")), &program)
}

/// The name of a folder that editions do not share.
fn edition(casebook: &Casebook, name: &str) -> String {
    if casebook.config.edition == Audience::Shareable { format!("{name}-shareable") } else { name.to_owned() }
}

/// What is remembered of the last build into a folder.
struct Memory {
    path: PathBuf,
    /// A digest of all that the site is made of, before any of it was read.
    inputs: String,
}

impl Memory {
    /// `None` where nothing can be remembered, or where a file has just been changed: it may change again without
    /// getting another stamp, as clocks of file systems tick slowly.
    fn of(casebook: &Casebook, output: &Path, program: &str) -> Option<Self> {
        let folder = casebook.cache.as_ref()?;
        fs::create_dir_all(folder).ok()?;
        let now = store::now(folder).ok()?;
        let mut digest = Digest::new();
        let setup = format!("{FORMAT} {} {program} {:?}", env!("CARGO_PKG_VERSION"), casebook.config);
        digest.add(setup.as_bytes());
        // Git may know more of the same files.
        digest.add(format!("{:?}", casebook.last_changes).as_bytes());
        for path in [&casebook.records, &casebook.patterns, &casebook.templates] {
            digest.add(path.as_os_str().as_encoded_bytes());
        }
        digest.add(pages::look(casebook)?.as_bytes());
        // A file that is not there ends the build; with its words, two states of it are told apart surely.
        digest.add(&casebook.config.queries.as_ref().map_or(Some(Vec::new()), |path| fs::read(path).ok())?);
        let settled = |stamps: &[(PathBuf, Stamp)]| stamps.iter().all(|(_, stamp)| stamp.is_settled(now));
        let mut folders = vec![&casebook.records];
        folders.extend(Some(&casebook.patterns).filter(|patterns| patterns.exists()));
        for folder in folders {
            let stamps = store::all_stamps(folder).ok().filter(|stamps| settled(stamps))?;
            digest.add_stamps(&stamps);
        }
        let name = store::fingerprint(output.as_os_str().as_encoded_bytes());
        Some(Self { path: folder.join(format!("build-{name}")), inputs: digest.finish() })
    }

    /// The site as it was written, where nothing changed since.
    fn unchanged(&self, output: &Path) -> Option<Site> {
        let text = fs::read_to_string(&self.path).ok()?;
        let mut lines = text.lines();
        if lines.next()? != self.inputs {
            return None;
        }
        let written = lines.next()?;
        let mut numbers = lines.next()?.split(' ').map(str::parse::<usize>);
        let mut number = || numbers.next()?.ok();
        let site = Site {
            published: Published {
                records: number()?,
                patterns: number()?,
                links: number()?,
                pages: number()?,
                notes: Vec::new(),
            },
            summary: Summary {
                errors: number()?,
                warnings: number()?,
                notes: number()?,
                allowed: number()?,
                records: number()?,
            },
            unread: Vec::new(),
            written: false,
        };
        (Written::of(output).ok()?.digest() == written).then_some(site)
    }

    /// Remembers a build. Where that fails, the next one is a little slower; it is not worth an error.
    fn keep(&self, site: &Site, written: &str) {
        let Published { records, patterns, links, pages, .. } = site.published;
        let Summary { errors, warnings, notes, allowed, records: read } = site.summary;
        let numbers = [records, patterns, links, pages, errors, warnings, notes, allowed, read];
        let numbers = numbers.map(|number| number.to_string());
        let text = format!("{}\n{written}\n{}\n", self.inputs, numbers.join(" "));
        let _ = store::replace_file(&self.path, text.as_bytes());
    }
}
