//! Curation: how much of a record is there, and what is missing for the next level.

use serde::{Deserialize, Serialize};

/// How far a record has been worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CurationLevel {
    /// Text.
    Note,
    /// Title, date, symptoms, and a cause or `investigating`.
    Record,
    /// A theory with a reason, patterns decided, open actions owned and dated.
    Analysed,
    /// Every action that is done has a guard.
    Guarded,
}

impl CurationLevel {
    /// Every level, from the lowest.
    pub const ALL: [CurationLevel; 4] =
        [CurationLevel::Note, CurationLevel::Record, CurationLevel::Analysed, CurationLevel::Guarded];

    /// The level's number, 0 to 3.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// The level's name.
    pub fn name(self) -> &'static str {
        match self {
            CurationLevel::Note => "note",
            CurationLevel::Record => "record",
            CurationLevel::Analysed => "analysed",
            CurationLevel::Guarded => "guarded",
        }
    }
}

/// Something a record lacks for the level named beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// The level it is needed for.
    pub level: CurationLevel,
    /// Its name, for those who say it in other words.
    pub key: &'static str,
    /// What to add, as a phrase: `a date`, `an owner for an open action`.
    pub what: String,
}
