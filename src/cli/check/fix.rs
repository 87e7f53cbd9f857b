//! `casebook check --fix`

use std::collections::BTreeMap;
use std::sync::Arc;

use super::places::Places;
use crate::diag::{Certainty, Diagnostic, Fix, apply};
use crate::pipeline::PipelineError;
use crate::source::SourceFile;
use crate::store::{self, Bom, Edited};

/// A file as it is and as its safe fixes make it.
pub struct Change {
    pub file: Arc<SourceFile>,
    pub after: String,
    /// What becomes of the byte-order mark.
    pub bom: Bom,
    /// How many findings that mends.
    pub mended: usize,
}

/// What the safe fixes of the findings change, a file each, in the order of their paths.
pub fn changes(findings: &[Diagnostic]) -> Vec<Change> {
    let mut by_file: BTreeMap<&str, (&Arc<SourceFile>, Vec<&Fix>)> = BTreeMap::new();
    for finding in findings {
        if let Some(fix) = finding.fix.as_deref().filter(|fix| fix.certainty == Certainty::Safe) {
            by_file.entry(&finding.file.path).or_insert_with(|| (&finding.file, Vec::new())).1.push(fix);
        }
    }
    let changes = by_file.into_values().map(|(file, fixes)| {
        let (after, made) = apply(&file.text, &fixes);
        let bom = if fixes.iter().any(|fix| fix.edits.is_empty()) { Bom::Drop } else { Bom::Keep };
        Change { file: Arc::clone(file), after, bom, mended: made.into_iter().filter(|made| *made).count() }
    });
    changes.filter(|change| change.after != change.file.text || change.bom == Bom::Drop).collect()
}

/// Writes the changes; returns those that were made, and the paths of files that were left alone.
pub fn write(changes: Vec<Change>, places: &Places<'_>) -> Result<(Vec<Change>, Vec<String>), PipelineError> {
    let (mut made, mut left) = (Vec::new(), Vec::new());
    for change in changes {
        match store::edit(&places.on_disk(&change.file.path), &change.file.text, &change.after, change.bom)? {
            Edited::Done => made.push(change),
            Edited::Differs => left.push(change.file.path.clone()),
        }
    }
    Ok((made, left))
}
