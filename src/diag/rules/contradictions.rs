//! Rules about facts that contradict each other.

use super::{Family, Level, Rule, rules};

rules! { Contradictions;

    /// A record both confirms and rejects a pattern
    ///
    /// A pattern stands in `patterns` or in `not-patterns`; in both it says nothing.
    /// Remove it from one of the two.
    CONTRADICTORY_PATTERN = Warning, "contradictory-pattern";

    /// An incident was noticed or over before it began
    ///
    /// Durations are computed from `started`, `detected`, `mitigated` and `resolved`; none of the others can be before
    /// `started`.
    /// Correct the one that is wrong, and look at offsets such as `Z` or `+02:00`.
    TIMES_OUT_OF_ORDER = Warning, "times-out-of-order";
}
