//! Understanding records, with what was understood before: what a file says is a matter of the file and of the
//! configuration.

use rayon::prelude::*;

use super::pieces;
use crate::config::Config;
use crate::diag::Diagnostic;
use crate::model::Incident;
use crate::record::{self, Keeping, Kept};
use crate::store::{self, Cache};

/// What reading a file gives.
type Read = (Incident, Vec<Diagnostic>);

/// Every file's incident, in the order of the paths, each with an id of its own. What `cache` has is not read again.
pub(super) fn understand(
    files: Vec<store::Loaded>,
    config: &Config,
    cache: Option<&Cache>,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Incident> {
    let read: Vec<Read> = match cache {
        None => files.par_iter().map(|loaded| record::read(&loaded.file, config)).collect(),
        Some(cache) => read_known(&files, config, cache),
    };
    let mut incidents = Vec::with_capacity(read.len());
    for ((incident, found), loaded) in read.into_iter().zip(files) {
        incidents.push(incident);
        findings.extend(found);
        findings.extend(loaded.findings);
    }
    findings.extend(record::settle_ids(&mut incidents));
    incidents
}

fn read_known(files: &[store::Loaded], config: &Config, cache: &Cache) -> Vec<Read> {
    let known = |at: usize, bytes: &[u8]| postcard::from_bytes::<Kept>(bytes).ok()?.of(&files[at].file);
    let make = |at: usize| {
        let (incident, findings) = record::read(&files[at].file, config);
        let bytes = postcard::to_stdvec(&Keeping::new(&incident, &findings)).ok();
        ((incident, findings), bytes)
    };
    let name = format!("understood-{}", store::fingerprint(format!("{config:?}").as_bytes()));
    pieces::each(cache, &name, files.len(), |at| &*files[at].file, known, make)
}
