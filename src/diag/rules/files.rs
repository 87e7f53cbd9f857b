//! Rules about files: what could not be read, or not as it was meant.

use super::{Family, Level, Rule, rules};

rules! { Files;

    /// A byte-order mark at the start of a file
    ///
    /// It is not part of the text and was passed over.
    /// Save the file without it, or let `--fix` do so; other tools stumble over it.
    BYTE_ORDER_MARK = Note, "byte-order-mark";

    /// A record has no text
    ///
    /// The file is listed so that nothing is hidden, but there is nothing to read or to search in it.
    /// Write it, or remove it.
    EMPTY_RECORD = Warning, "empty-record";

    /// A file is not UTF-8
    ///
    /// The text was decoded with the encoding that its bytes suggest, so that every word stays readable.
    /// Save the file as UTF-8 to be sure of every letter.
    INVALID_UTF8 = Warning, "invalid-utf8";

    /// A file among the records that is shown as a page, since it tells no incident
    ///
    /// A readme, an index or a guide to contributing explains the folder; it has no day, neither has the folder it lies in,
    /// and it has no section that tells an incident, such as impact, symptoms, cause or fix.
    /// It is shown and searched, and nothing else: it stands behind the last of the list of incidents, is not counted, not
    /// compared, and no pattern is looked for in it.
    /// Give it a `date` where it tells an incident after all, or move it out of the folder of records.
    NOT_AN_INCIDENT = Note, "not-an-incident";

    /// A NUL byte in the text
    ///
    /// Each was replaced by the replacement character, as Markdown demands.
    /// It usually comes from a damaged or a binary file.
    NUL_BYTE = Warning, "nul-byte";

    /// A file could not be read as a record
    ///
    /// It is larger than a record may be, not a regular file, or the machine refused it.
    /// It is named here so that it is not missed in silence.
    SKIPPED_FILE = Warning, "skipped-file";

    /// A code fence that is never closed
    ///
    /// Everything after it is shown as code, to the end of the file.
    /// Close it with the same characters on a line of their own.
    UNCLOSED_FENCE = Warning, "unclosed-fence";
}
