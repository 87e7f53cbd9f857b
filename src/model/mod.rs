//! What Casebook knows: incidents, their sections, theories, causes, events and actions, and patterns.
//!
//! Three words for three things: a *record* is a file as it was read ([`crate::record`]), an *incident* is what the
//! record means, a *knowledge base* is all of them with what ties them together ([`crate::knowledge`]).
//! The types here hold values and places; they know nothing of how they were read or how they are shown.

mod action;
mod audience;
mod event;
mod id;
mod incident;
mod level;
mod passage;
mod pattern;
mod section;
mod theory;
mod time;
mod verdict;
mod window;

pub use action::{Action, ActionState};
pub use audience::Audience;
pub use event::Event;
pub use id::{IncidentId, PatternId, slug, unique_slug};
pub use incident::{DetectedBy, ExtraField, Incident, Opening, Standing, Status, Symptom};
pub use level::{CurationLevel, Missing};
pub use passage::{OffsetMap, Passage, PassageKind};
pub use pattern::{Examples, Facet, Pattern, PatternSection, Phrase, Signal};
pub use section::{Carrier, Role, Section, SectionKind};
pub use theory::{Cause, CauseState, Fix, Outcome, Theory};
pub use time::{Date, Moment};
pub use verdict::Verdict;
pub use window::{Nearness, Window, heights, lead, windows};
