//! Rules about pattern files.

use super::{Family, Level, Rule, rules};

rules! { Patterns;

    /// A pattern file lacks something that the matcher needs
    ///
    /// A pattern needs a `name`, a `facet` (`trigger`, `mechanism` or `aggravator`) and signals whose phrases have
    /// words in them.
    /// Until that is mended the pattern is left out of the links; its text is not lost.
    BAD_PATTERN_FILE = Error, "bad-pattern-file";

    /// A pattern's signals contradict its own example
    ///
    /// Each sentence under `examples.match` must detect the pattern when it stands in a cause section, and none under
    /// `examples.no-match` may.
    /// Change the signals or the example.
    EXAMPLE_FAILS = Error, "example-fails";

    /// A pattern has no examples to check its signals on
    ///
    /// Examples are what keeps a pattern's signals honest.
    /// Add a few sentences under `examples.match` and `examples.no-match`.
    PATTERN_WITHOUT_EXAMPLES = Warning, "pattern-without-examples";
}
