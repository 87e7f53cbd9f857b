//! Rules about `vocabulary.toml`.

use super::{Family, Level, Rule, rules};

rules! { Vocabulary;

    /// A meaning in the vocabulary that most records have
    ///
    /// A query with the jargon looks for the meaning's words, too.
    /// Where more than half of the records have all of them, that tells no record from another.
    /// Name it in words that are said only where it happened.
    BROAD_JARGON = Warning, "broad-jargon";

    /// A meaning in the vocabulary that no record has
    ///
    /// A query with the jargon looks for records that have all words of the meaning, and there is none: the line does
    /// nothing.
    /// Use the words of the records, or remove it.
    DEAD_JARGON = Warning, "dead-jargon";
}
