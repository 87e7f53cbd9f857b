//! Settings of `[audience]`: what may leave the house.

use crate::model::Audience;

/// What is internal, beside what records mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AudienceSettings {
    /// The audience of records and patterns that do not say.
    pub default: Audience,
    /// Names that no shareable text may hold: services, customers, hosts.
    pub names: Vec<String>,
    /// Front matter keys that are not shared.
    pub keys: Vec<String>,
}

impl Default for AudienceSettings {
    fn default() -> Self {
        // What nobody has said may be shared is not.
        Self { default: Audience::Internal, names: Vec::new(), keys: Vec::new() }
    }
}
