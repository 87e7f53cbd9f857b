//! Rules about ids, and what leads to records, patterns and files.

use super::{Family, Level, Rule, rules};

rules! { Links;

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
}
