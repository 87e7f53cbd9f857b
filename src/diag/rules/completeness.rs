//! Rules about what a record lacks that its readers come for.

use super::{Family, Level, Rule, rules};

rules! { Completeness;

    /// A record neither names a cause nor says that it is still sought
    ///
    /// Readers come for the cause.
    /// Add a section `Root cause`, or `status: investigating` while it is not known.
    NO_CAUSE = Note, "no-cause";

    /// A record has no date
    ///
    /// Without a date an incident has no place in the timeline, and recurrences cannot be told from first times.
    /// Add `date: YYYY-MM-DD`.
    NO_DATE = Note, "no-date";

    /// A record does not say what was seen
    ///
    /// The next person will search for what they see, not for what it turned out to be.
    /// Add a section `Symptoms` with the words and error lines as they appear.
    NO_SYMPTOMS = Note, "no-symptoms";

    /// A record has neither a title nor a heading
    ///
    /// Its first line, or its file name, stands in as a title.
    /// Add `title:` or a heading.
    NO_TITLE = Warning, "no-title";
}
