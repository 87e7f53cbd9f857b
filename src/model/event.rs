//! Events of a timeline.

use serde::{Deserialize, Serialize};

use super::Moment;
use crate::source::Span;

/// One line of a timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The time as the author wrote it.
    pub when: String,
    /// The time as a value, where a day is known: written there, or that of the event before, or of the record.
    pub at: Option<Moment>,
    /// What happened.
    pub text: String,
    /// The item or row.
    pub span: Span,
    /// The section it stands in, as an index into the incident's sections.
    pub section: u32,
}
