//! What an incident alone gives for comparing it with others.

use serde::{Deserialize, Serialize};

use super::profile::{self, Profile};
use super::terms::{Table, Term};
use crate::model::Incident;

/// What an incident is compared by, as far as it is a matter of its own file; it may be kept from run to run.
#[derive(Debug, Serialize, Deserialize)]
pub struct Compared {
    /// Its words.
    pub(super) terms: Vec<Term>,
    /// What the words were gathered from, where that was just done.
    #[serde(skip)]
    pub(super) profile: Option<Profile>,
}

impl Compared {
    /// Works it out.
    pub fn of(incident: &Incident) -> Self {
        let profile = profile::profile(incident);
        Self { terms: Table::default().terms(&profile), profile: Some(profile) }
    }
}
