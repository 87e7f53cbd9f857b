//! Where the pages of the site lie, relative to its root.

use std::fmt::Write;

use crate::model::{IncidentId, PatternId};

/// An incident's page.
pub fn incident(id: &IncidentId) -> String {
    format!("incidents/{id}/index.html")
}

/// A pattern's page.
pub fn pattern(id: &PatternId) -> String {
    format!("patterns/{id}/index.html")
}

/// An address as machines want it: everything but the plainest characters percent-encoded.
pub fn encoded(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for byte in address.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").expect("writing to a string cannot fail");
        }
    }
    out
}
