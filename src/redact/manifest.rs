//! What is withheld: counts and places, never words.

use serde::Serialize;

use super::Why;

/// What is withheld of one file; never what stood there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Withheld {
    /// The file, relative to the folder of records.
    pub path: String,
    /// Why all of it is withheld; `None` where only the places are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whole: Option<Why>,
    /// What was cut out of a file of which the rest is shared.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<WithheldPlace>,
}

/// A stretch that was cut out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct WithheldPlace {
    /// Its first line, from 1.
    pub line: u32,
    /// Its last line.
    pub end: u32,
    /// Why.
    pub why: Why,
}

/// What the shareable edition of a casebook leaves out, and of how many files it is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Manifest {
    /// Records and patterns of the casebook's own.
    pub files: usize,
    /// Those of them that are shared, if not in full.
    pub shared: usize,
    /// Those of which something is withheld, records before patterns, ordered by path.
    pub withheld: Vec<Withheld>,
}
