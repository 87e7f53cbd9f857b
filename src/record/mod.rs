//! Records: from a file's text to the incident it tells.
//!
//! [`parse`] finds the pieces (front matter, sections, passages) and [`lower`] says what they mean (theories, causes,
//! events, actions). Both give a value and findings, whatever the text.

use std::sync::Arc;

use crate::config::Config;
use crate::diag::Diagnostic;
use crate::model::Incident;
use crate::source::SourceFile;

/// Reads one record; the id is made of the front matter or the path, and is not yet known to be unique.
pub fn read(file: &Arc<SourceFile>, config: &Config) -> (Incident, Vec<Diagnostic>) {
    let _ = (file, config);
    todo!("being written")
}
