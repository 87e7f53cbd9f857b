//! The one dialect of Markdown that everything here reads, so that blocks and HTML can never disagree.

use pulldown_cmark::Options;

/// `CommonMark` with GitHub's tables, task lists, footnotes, strikethrough and alerts.
///
/// No smart punctuation, as what is quoted must be found again as it was written, and no heading attributes, as
/// authors do not choose ids.
pub(crate) fn dialect() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_GFM
}
