//! Rules about what may be shared and what may not.

use super::{Family, Level, Rule, rules};

rules! { Audience;

    /// A shareable part of a record names what is internal
    ///
    /// It holds the id or the title of an internal record, leads to one, or holds a name that `casebook.toml` lists under
    /// `[audience]`.
    /// The shareable edition withholds the name and leaves a mark in its place.
    /// Say it in other words, or put `<!-- internal -->` and `<!-- /internal -->` around it.
    INTERNAL_NAME = Warning, "internal-name";

    /// A marker of internal text that is misspelt, misplaced, or lacks its other half
    ///
    /// What is internal stands between `<!-- internal -->` and `<!-- /internal -->`, or under a heading that ends with the
    /// first of the two.
    /// Where that is in doubt, the shareable edition withholds what might be meant: all that follows, or the whole record.
    UNCLEAR_MARKER = Error, "unclear-marker";
}
