//! Rules about files of words.

use super::{Family, Level, Rule, rules};

rules! { Words;

    /// A word of the interface that cannot be taken
    ///
    /// A file under `templates/words/` has texts, or plural forms with a text each, and a word fills the same places as
    /// the English one.
    /// A word that does not is left out, and the one that ships with the program stands in its place.
    /// Correct it as the help says.
    BAD_WORD = Error, "bad-word";

    /// Words that the language of the site does not have
    ///
    /// Where a language has no word, pages show the English one, so that they speak two languages at once.
    /// Add the words to the file that is named, or set `language` under `[site]` to a language that is complete; the
    /// language of records can be set on its own, under `[records]`.
    MISSING_WORD = Warning, "missing-word";

    /// A word of the interface that no page shows
    ///
    /// A file under `templates/words/` has a key that is none of the English ones.
    /// It may be misspelt, or belong to another release of the program.
    /// Correct or remove it.
    UNKNOWN_WORD = Warning, "unknown-word";
}
