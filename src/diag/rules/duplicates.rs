//! Rules about records that tell what another tells.

use super::{Family, Level, Rule, rules};

rules! { Duplicates;

    /// Two records tell the same incident
    ///
    /// They have the same title and day, or nearly the same text; what recurs is then counted twice, and each search
    /// answers twice.
    /// Bring them together and keep the id of the one that goes under `aliases`, or say what differs in their titles.
    DUPLICATE_RECORD = Warning, "duplicate-record";
}
