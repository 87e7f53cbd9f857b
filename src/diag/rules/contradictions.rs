//! Rules about facts that contradict each other.

use super::{Family, Level, Rule, rules};

rules! { Contradictions;

    /// A record both confirms and rejects a pattern
    ///
    /// A pattern stands in `patterns` or in `not-patterns`; in both it says nothing.
    /// Remove it from one of the two.
    CONTRADICTORY_PATTERN = Warning, "contradictory-pattern";

    /// A record is resolved, and its cause is only suspected
    ///
    /// What was never proved comes back, and a later reader takes the suspicion for a fact.
    /// Say under `Confirmed by:` what proved the cause, or set `status: mitigated` until something does.
    RESOLVED_ON_SUSPICION = Note, "resolved-on-suspicion";

    /// A record is resolved, and does not say what ended it
    ///
    /// The fix is what the next person with the same symptom looks for first.
    /// Add a section `Fix`; if it went away by itself, say that there.
    RESOLVED_WITHOUT_FIX = Note, "resolved-without-fix";

    /// A pattern is confirmed that only a refuted theory names
    ///
    /// `patterns` says that this is why it happened, the failed theories say that it is not, and nothing told as a cause
    /// speaks for it.
    /// Move it to `not-patterns`, or tell under the root cause where it did strike.
    RULED_OUT_PATTERN = Warning, "ruled-out-pattern";

    /// A timeline goes back in time
    ///
    /// Times are read as they stand, a time without a day as of the day before it.
    /// Correct the time, or say the day where one begins.
    /// A timeline with its newest event first is in order too.
    TIMELINE_OUT_OF_ORDER = Note, "timeline-out-of-order";

    /// The times of an incident cannot follow each other like that
    ///
    /// Durations are computed from `started`, `detected`, `mitigated` and `resolved`; none of the others can be before
    /// `started`, an incident is not over before it is noticed, and its `date` is none of a day after the end.
    /// Correct the one that is wrong, and look at offsets such as `Z` or `+02:00`.
    TIMES_OUT_OF_ORDER = Warning, "times-out-of-order";
}
