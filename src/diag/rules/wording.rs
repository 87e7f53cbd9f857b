//! Rules about how a record is told.

use super::{Family, Level, Rule, rules};

rules! { Wording;

    /// A person, or people's carelessness, is told as the cause
    ///
    /// Whoever did it acted on what they saw, and the next one will do the same; a record that blames is also the last one
    /// that anybody tells freely.
    /// Name the guardrail that was not there instead: the check, the default, the warning or the review that would have
    /// stopped it.
    BLAME = Warning, "blame";

    /// A part of a template is still to be filled in
    ///
    /// It reads like an answer and is none, and counts as one when the record is judged complete.
    /// Write what belongs there, or take the line out.
    PLACEHOLDER = Warning, "placeholder";
}
