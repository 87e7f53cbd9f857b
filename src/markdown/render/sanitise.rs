//! The last word on an author's raw HTML: the home of `ammonia`.
//!
//! What arrives here has been cut into known elements and balanced already; the sanitiser is what would still hold if
//! that had a hole. `math`, `svg`, `style` and `script` are never allowed.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::elements;
use super::html::Html;

static BUILDER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let ours = ["input", "section", "nav"];
    let attributes = [("a", &["href"] as &[&str]), ("img", &["src"])];
    let mut builder = ammonia::Builder::new();
    builder
        .tags(elements::KEPT.iter().copied().chain(ours).collect())
        .clean_content_tags(HashSet::from(["script", "style"]))
        .generic_attributes(HashSet::new())
        .generic_attribute_prefixes(HashSet::from(["data-cb"]))
        .tag_attributes(attributes.into_iter().map(|(tag, names)| (tag, names.iter().copied().collect())).collect())
        .tag_attribute_values(HashMap::new())
        .set_tag_attribute_values(HashMap::new())
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true);
    builder
});

/// Sanitises what has been written.
pub(super) fn sanitise(html: &Html) -> String {
    html.finish(&BUILDER.clean(&html.buffer).to_string())
}
