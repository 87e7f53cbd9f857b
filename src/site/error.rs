//! What can keep the site from being built.

use super::mistake::Mistake;
use crate::store::StoreError;

/// Why the site was not built.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// Templates have mistakes. The message names the first, with its place.
    #[error("a template cannot be used as it is: {}", mistakes.first().map(ToString::to_string).unwrap_or_default())]
    Template {
        /// All that could be told at once, ordered by template and place; never empty.
        mistakes: Vec<Mistake>,
    },
    /// A template or asset is not text where text is needed.
    #[error("the template `{template}` is not UTF-8; save it as UTF-8")]
    NotText {
        /// The template's name in the templates folder.
        template: String,
    },
    /// The machine refused to read a template or to take a page.
    #[error(transparent)]
    Store(#[from] StoreError),
}
