//! Rules about what a record lacks that its readers come for.

use super::{Family, Level, Rule, rules};

rules! { Completeness;

    /// A record is not worked out as far as the configuration requires
    ///
    /// `require` under `[check]` names the curation level that every record must have: `note` is any text; a `record` has a
    /// title, a date, symptoms, and a cause or `status: investigating`; it is `analysed` when a theory has its reason, the
    /// patterns are decided, and open actions are owned and dated; it is `guarded` when every action that is done has a
    /// guard.
    /// The help line says what is missing.
    BELOW_REQUIRED_LEVEL = Error, "below-required-level";

    /// A record neither names a cause nor says that it is still sought
    ///
    /// Readers come for the cause.
    /// Add a section `Root cause`, or `status: investigating` while it is not known.
    /// Only records with sections that tell a symptom or a fix are asked; a sentence that says why, wherever it stands, is
    /// an answer.
    NO_CAUSE = Note, "no-cause";

    /// A record has no date
    ///
    /// Without a date an incident has no place in the timeline, and recurrences cannot be told from first times.
    /// Add `date: YYYY-MM-DD`.
    /// A file whose headings tell days has several; `casebook import` makes records of it.
    NO_DATE = Note, "no-date";

    /// A record does not say what was seen
    ///
    /// The next person will search for what they see, not for what it turned out to be.
    /// Add a section `Symptoms` with the words and error lines as they appear.
    /// Only records with sections that tell a cause or a fix are asked; a summary or an impact is an answer.
    NO_SYMPTOMS = Note, "no-symptoms";

    /// A record has neither a title nor a heading
    ///
    /// Its first line, or its file name, stands in as a title; a first line that is as short as a title is one.
    /// Add `title:` or a heading.
    NO_TITLE = Warning, "no-title";
}
