//! Values of `paths` that are no globs, so that no change is ever matched with them.

use crate::diag::{Diagnostic, rule};
use crate::knowledge::touch::glob_fault;
use crate::model::Incident;

/// Finds the values of one record that cannot be read as globs.
pub fn check(incident: &Incident) -> Vec<Diagnostic> {
    let faults = incident.paths.iter().filter_map(|path| Some((path, glob_fault(path)?)));
    faults
        .map(|(path, why)| {
            let message = format!("`{}` is not a value that `paths` can take: {why}", path.value);
            let finding = Diagnostic::new(&rule::BAD_VALUE, &incident.file, path.span, message);
            finding.with_help("write a file, a folder, or a glob such as `src/**/*.py`")
        })
        .collect()
}
