//! The sitemap, for those who publish their casebook: a list of all pages for search engines.

use std::fmt::Write;

use super::address;
use crate::model::Date;

/// More addresses than this a single sitemap may not hold.
const MOST_PAGES: usize = 50_000;

const OPEN: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const SPACE: &str = "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"";

/// A page of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SitemapPage {
    /// Its address, relative to the site's root, not encoded.
    pub address: String,
    /// The day it tells of, where it has one.
    pub date: Option<Date>,
}

/// The sitemap of `pages`, as files with their names: one `sitemap.xml`, or one that names several where there are
/// more pages than a sitemap may hold. `base_url` ends with `/`.
pub fn sitemap(base_url: &str, pages: &[SitemapPage]) -> Vec<(String, String)> {
    if pages.len() <= MOST_PAGES {
        return vec![("sitemap.xml".to_owned(), page_list(base_url, pages))];
    }
    let mut files = Vec::new();
    let mut index = format!("{OPEN}<sitemapindex {SPACE}>\n");
    for (number, part) in pages.chunks(MOST_PAGES).enumerate() {
        let name = format!("sitemap-{}.xml", number + 1);
        let _ = writeln!(index, "<sitemap><loc>{}{name}</loc></sitemap>", escaped(base_url));
        files.push((name, page_list(base_url, part)));
    }
    index.push_str("</sitemapindex>\n");
    files.insert(0, ("sitemap.xml".to_owned(), index));
    files
}

fn page_list(base_url: &str, pages: &[SitemapPage]) -> String {
    let mut out = format!("{OPEN}<urlset {SPACE}>\n");
    for page in pages {
        let _ = write!(out, "<url><loc>{}{}</loc>", escaped(base_url), address::encoded(&page.address));
        if let Some(date) = page.date {
            let _ = write!(out, "<lastmod>{date}</lastmod>");
        }
        out.push_str("</url>\n");
    }
    out.push_str("</urlset>\n");
    out
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&apos;")
}
