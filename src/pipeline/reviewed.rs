//! A record among the others of its casebook: one of them, or a file that is not among them yet.

use std::path::Path;
use std::sync::Arc;

use super::{Casebook, PipelineError, read_all};
use crate::knowledge::KnowledgeBase;
use crate::knowledge::review::{Among, Review, review_among};
use crate::model::{Incident, IncidentId};
use crate::{record, store};

/// Which record a command speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The file at this path.
    File(std::path::PathBuf),
    /// The incident of this id, or of this former id.
    Id(IncidentId),
}

/// A casebook with one incident picked out.
pub struct Picked {
    /// All incidents and patterns, the picked one among them.
    pub knowledge: KnowledgeBase,
    /// Its index.
    pub incident: usize,
    /// Which records are earlier than it.
    pub among: Among,
}

/// Reads a casebook and picks an incident; `None` where it has none of that id, or the file is no record of it and not
/// in it either. A file from elsewhere is read as the newest record, in the place of one that has its id; `shown` is
/// what it is called.
///
/// # Errors
/// When the folder of records or the file cannot be read.
pub fn pick(casebook: &Casebook, subject: &Subject, shown: &str) -> Result<Option<Picked>, PipelineError> {
    let mut gathered = read_all(casebook, None)?;
    let path = match subject {
        Subject::Id(id) => {
            let knowledge = KnowledgeBase::assemble(gathered.incidents, gathered.patterns);
            let found = knowledge.incident(id);
            return Ok(found.map(|incident| Picked { knowledge, incident, among: Among::Earlier }));
        }
        Subject::File(path) => path,
    };
    if let Some(relative) = within(&casebook.records, path)
        && let Some(own) = gathered.incidents.iter().find(|incident| incident.file.path == relative)
    {
        let file = Arc::clone(&own.file);
        return Ok(picked(gathered.incidents, gathered.patterns, &file, Among::Earlier));
    }
    let file = store::read_file(path, shown)?;
    let (incident, _) = record::read(&file, &casebook.config);
    gathered.incidents.retain(|known| known.id != incident.id);
    let among = if incident.date.is_some() { Among::Earlier } else { Among::All };
    gathered.incidents.push(incident);
    Ok(picked(gathered.incidents, gathered.patterns, &file, among))
}

/// Reviews what was picked.
pub fn review(picked: &Picked) -> Review {
    review_among(&picked.knowledge, picked.incident, picked.among)
}

fn picked(
    incidents: Vec<Incident>,
    patterns: Vec<crate::model::Pattern>,
    file: &Arc<crate::source::SourceFile>,
    among: Among,
) -> Option<Picked> {
    let knowledge = KnowledgeBase::assemble(incidents, patterns);
    let incident = knowledge.incidents.iter().position(|incident| Arc::ptr_eq(&incident.file, file))?;
    Some(Picked { knowledge, incident, among })
}

/// The path of a file as seen from the folder of records.
fn within(records: &Path, path: &Path) -> Option<String> {
    let (records, path) = (records.canonicalize().ok()?, path.canonicalize().ok()?);
    let relative = path.strip_prefix(records).ok()?;
    Some(relative.to_string_lossy().replace('\\', "/"))
}
