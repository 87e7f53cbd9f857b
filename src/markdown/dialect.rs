//! The dialect that both readers of Markdown share.

use pulldown_cmark::Options;

/// CommonMark with GitHub's tables, task lists, strikethrough, footnotes and alerts.
pub(crate) fn dialect() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_GFM
}
