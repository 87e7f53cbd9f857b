//! Rules about how a record is built.

use super::{Family, Level, Rule, rules};

rules! { Structure;

    /// A section has a heading and nothing under it
    ///
    /// A reader who comes for the cause finds its heading and no word; mostly it is left over from a template.
    /// Write what belongs there, or remove the heading.
    /// Where nothing is to be told, say so: `None.` is an answer.
    EMPTY_SECTION = Warning, "empty-section";

    /// Log lines stand in the text as if they were prose
    ///
    /// Markdown runs their lines together, takes `*`, `_` and `<` for markup, and an error line is not kept whole for the
    /// search.
    /// Put a line of three backticks above and below them.
    LOG_IN_PROSE = Note, "log-in-prose";

    /// A symptom is told at a length that nobody reads
    ///
    /// The first symptom opens the incident's page and its search results, and is what a new failure is compared with.
    /// Say in one sentence what was seen; the story belongs into a summary or a timeline.
    LONG_SYMPTOM = Note, "long-symptom";

    /// A heading that looks like a misspelt one
    ///
    /// What stands under a heading that is not understood is shown and found, but it is no cause, fix or symptom.
    /// Correct the heading, or add it under `[sections]` in `casebook.toml` if it is a word of your own.
    MISSPELT_HEADING = Warning, "misspelt-heading";

    /// One file that tells several incidents
    ///
    /// Two headings beside each other each tell a cause, and what was seen or what helped.
    /// A file is one incident here: the first day is the day of all, causes and theories run together, and nothing can be
    /// linked to one of them.
    /// `casebook import FILE` makes a record of each.
    SEVERAL_INCIDENTS = Warning, "several-incidents";

    /// A long text without a single heading
    ///
    /// Nobody finds the fix in it at night, and nothing in it is known as symptom, cause or fix.
    /// Put headings such as `Symptoms`, `Root cause` and `Fix` above the paragraphs that tell them.
    WALL_OF_TEXT = Note, "wall-of-text";
}
