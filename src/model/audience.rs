//! Audiences: for whom a text is meant, and for whom an edition is made.

use serde::{Deserialize, Serialize};

/// Who may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Only those who may read the records themselves.
    Internal,
    /// Anybody.
    Shareable,
}

impl Audience {
    /// Every audience.
    pub const ALL: [Audience; 2] = [Audience::Internal, Audience::Shareable];

    /// The audience's name in records, configuration and options.
    pub fn name(self) -> &'static str {
        match self {
            Audience::Internal => "internal",
            Audience::Shareable => "shareable",
        }
    }

    /// The audience of that name, in any case.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|audience| audience.name().eq_ignore_ascii_case(name.trim()))
    }
}
