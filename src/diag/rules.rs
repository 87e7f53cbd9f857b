//! The registry of rules: every finding belongs to one of these.
//!
//! A rule is named for the fault, so that "allow `missing-title`" reads right.

use super::Level;

/// A kind of finding.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its id: lower case words with dashes between them.
    pub id: &'static str,
    /// The level it has unless the configuration says otherwise.
    pub level: Level,
    /// The fault in half a sentence.
    pub summary: &'static str,
    /// Why it matters and what to do, for `casebook check --explain`.
    pub explanation: &'static str,
}

macro_rules! rules {
    ($($name:ident = $level:ident, $id:literal, $summary:literal, $explanation:literal;)*) => {
        /// One constant a rule.
        pub mod consts {
            use super::{Level, Rule};
            $(
                #[doc = $summary]
                pub static $name: Rule = Rule {
                    id: $id,
                    level: Level::$level,
                    summary: $summary,
                    explanation: $explanation,
                };
            )*
        }

        /// Every rule, ordered by id.
        pub static ALL: &[&Rule] = &[$(&consts::$name),*];
    };
}

rules! {
    BAD_PATTERN_FILE = Error, "bad-pattern-file", "a pattern file lacks something that the matcher needs",
        "A pattern needs a `name`, a `facet` (`trigger`, `mechanism` or `aggravator`) and signals whose phrases have words in them. Until that is mended the pattern is left out of the links; its text is not lost.";
    BAD_VALUE = Warning, "bad-value", "a front matter value is not one that the key can take",
        "The value is kept and shown as it stands, but nothing is computed from it. The help line names the values that the key takes.";
    BYTE_ORDER_MARK = Note, "byte-order-mark", "a byte-order mark at the start of a file",
        "It is not part of the text and was passed over. Save the file without it; other tools stumble over it.";
    CONTRADICTORY_PATTERN = Warning, "contradictory-pattern", "a record both confirms and rejects a pattern",
        "A pattern stands in `patterns` or in `not-patterns`; in both it says nothing. Remove it from one of the two.";
    DANGLING_EXPECTATION = Warning, "dangling-expectation", "an expectation names a record or a pattern that does not exist",
        "`casebook eval` measures only records that are there, so a label that leads nowhere measures nothing. Paths are relative to the folder of records; files of other endings than `md` need `--ending`.";
    DANGLING_LINK = Warning, "dangling-link", "a record names an incident, a pattern or a file that does not exist",
        "Ids in `related`, `repeat-of`, `supersedes`, `patterns` and `not-patterns`, and relative links to other records, pictures and files, must lead somewhere. Correct the id or the link, or add what it leads to; old ids live on in `aliases`.";
    DUPLICATE_EXPECTATION = Warning, "duplicate-expectation", "two expectations are about the same record",
        "`casebook eval` counts every record once in each list: the first entry counts, the later one is passed over. Remove one of the two, or bring them together.";
    DUPLICATE_ID = Warning, "duplicate-id", "two records share an id",
        "Addresses and links need ids that are unique. Both records are kept: the later one, by path, gets an id made of its path. Give one of them an `id` of its own. An alias must be nobody else's id or alias either.";
    EMPTY_RECORD = Warning, "empty-record", "a record has no text",
        "The file is listed so that nothing is hidden, but there is nothing to read or to search in it. Write it, or remove it.";
    EXAMPLE_FAILS = Error, "example-fails", "a pattern's signals contradict its own example",
        "Each sentence under `examples.match` must detect the pattern when it stands in a cause section, and none under `examples.no-match` may. Change the signals or the example.";
    INVALID_UTF8 = Warning, "invalid-utf8", "a file is not UTF-8",
        "The text was decoded with the encoding that its bytes suggest, so that every word stays readable. Save the file as UTF-8 to be sure of every letter.";
    INVALID_YAML = Warning, "invalid-yaml", "front matter that is not valid YAML",
        "The keys that can be read are used one by one, the rest is shown as it stands. A value that holds a colon and a space, or starts with a special character, wants quotes.";
    MISSPELT_KEY = Warning, "misspelt-key", "a front matter key that looks like a misspelt one",
        "Unknown keys are kept, shown and searched, but they mean nothing to Casebook. If the near one was meant, correct it.";
    NO_CAUSE = Note, "no-cause", "a record neither names a cause nor says that it is still sought",
        "Readers come for the cause. Add a section `Root cause`, or `status: investigating` while it is not known.";
    NO_DATE = Note, "no-date", "a record has no date",
        "Without a date an incident has no place in the timeline, and recurrences cannot be told from first times. Add `date: YYYY-MM-DD`.";
    NO_SYMPTOMS = Note, "no-symptoms", "a record does not say what was seen",
        "The next person will search for what they see, not for what it turned out to be. Add a section `Symptoms` with the words and error lines as they appear.";
    NO_TITLE = Warning, "no-title", "a record has neither a title nor a heading",
        "Its first line, or its file name, stands in as a title. Add `title:` or a heading.";
    NUL_BYTE = Warning, "nul-byte", "a NUL byte in the text",
        "Each was replaced by the replacement character, as Markdown demands. It usually comes from a damaged or a binary file.";
    PATTERN_WITHOUT_EXAMPLES = Warning, "pattern-without-examples", "a pattern has no examples to check its signals on",
        "Examples are what keeps a pattern's signals honest. Add a few sentences under `examples.match` and `examples.no-match`.";
    SKIPPED_FILE = Warning, "skipped-file", "a file could not be read as a record",
        "It is larger than a record may be, not a regular file, or the machine refused it. It is named here so that it is not missed in silence.";
    TIMES_OUT_OF_ORDER = Warning, "times-out-of-order", "an incident was noticed or over before it began",
        "Durations are computed from `started`, `detected`, `mitigated` and `resolved`; none of the others can be before `started`. Correct the one that is wrong, and look at offsets such as `Z` or `+02:00`.";
    UNCLOSED_FENCE = Warning, "unclosed-fence", "a code fence that is never closed",
        "Everything after it is shown as code, to the end of the file. Close it with the same characters on a line of their own.";
    UNCLOSED_FRONT_MATTER = Warning, "unclosed-front-matter", "front matter without a closing line",
        "The file opens with `---` but no second `---` line follows, so all of it was read as text. Add the closing line.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_ordered_by_unique_ids() {
        assert!(ALL.is_sorted_by(|a, b| a.id < b.id));
    }

    #[test]
    fn every_rule_explains_itself() {
        for rule in ALL {
            assert!(rule.id.bytes().all(|b| b == b'-' || b.is_ascii_lowercase() || b.is_ascii_digit()), "{}", rule.id);
            assert!(!rule.summary.ends_with('.'), "{}", rule.id);
            assert!(rule.summary.starts_with(|c: char| c.is_lowercase()), "{}", rule.id);
            assert!(rule.explanation.ends_with('.') && rule.explanation.len() > 60, "{}", rule.id);
        }
    }
}
