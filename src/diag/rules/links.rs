//! Rules about ids, and what leads to records, patterns and files.

use super::{Family, Level, Rule, rules};

rules! { Links;

    /// Records repeat or supersede each other in a circle
    ///
    /// One of them must have been first, and the one that supersedes the others must be the last; a record cannot name
    /// itself.
    /// Remove the id that points the wrong way; records that merely belong together are `related`.
    CIRCULAR_LINK = Warning, "circular-link";

    /// A record names an incident, a pattern or a file that does not exist
    ///
    /// Ids in `related`, `repeat-of`, `supersedes`, `patterns` and `not-patterns`, and relative links to other records,
    /// pictures and files, must lead somewhere.
    /// Correct the id or the link, or add what it leads to; old ids live on in `aliases`.
    DANGLING_LINK = Warning, "dangling-link";

    /// Two records share an id
    ///
    /// Addresses and links need ids that are unique.
    /// Both records are kept: the later one, by path, gets an id made of its path.
    /// Give one of them an `id` of its own.
    /// An alias must be nobody else's id or alias either.
    DUPLICATE_ID = Warning, "duplicate-id";

    /// A record is related to another that does not answer
    ///
    /// `related` holds both ways, and whoever edits the other record does not see that this one leans on it.
    /// Add the id there too; `casebook check --fix` does.
    ONE_WAY_LINK = Note, "one-way-link";

    /// A record repeats one that came later
    ///
    /// `repeat-of` names the earlier incident; verdicts and recurrences are counted in that direction.
    /// Turn it round, or correct the date of one of the two.
    REPEAT_OF_LATER = Warning, "repeat-of-later";

    /// A picture lies where no reader of the site can reach it
    ///
    /// It lies on one machine, or outside of the folder of records, from which the site takes its files.
    /// Put it beside the record and link to it from there.
    UNREACHABLE_ASSET = Warning, "unreachable-asset";
}
