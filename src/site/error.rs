//! What can keep the site from being built.

use crate::store::StoreError;

/// Why the site was not built.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// A template has a mistake. The message shows the file, the line and what stands there.
    #[error("could not {act} the template `{template}`\n{report}")]
    Template {
        /// What was tried: `read`, `render`.
        act: &'static str,
        /// The template's name in the templates folder.
        template: String,
        /// The engine's own account of the mistake, with its place.
        report: String,
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
