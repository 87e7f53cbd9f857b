//! When records were last changed, and by whom; whoever builds the site finds it out.

use std::collections::BTreeMap;

/// The last change of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastChange {
    /// Its day, as `YYYY-MM-DD`.
    pub date: String,
    /// Who made it.
    pub author: String,
}

/// The last change of each record that is known, by its path in the records folder.
pub type LastChanges = BTreeMap<String, LastChange>;
