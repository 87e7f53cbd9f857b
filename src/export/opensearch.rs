//! The description that lets a browser search the casebook from its address bar.

use super::sitemap::escaped;

/// The longest short name that browsers have to take, in characters, and the longest description.
const LONGEST_NAME: usize = 16;
const LONGEST_DESCRIPTION: usize = 1024;

/// The `OpenSearch` description of the site at `base_url`, which ends with `/`. Browsers want a full address in it.
pub fn opensearch(base_url: &str, title: &str, description: &str) -> String {
    let short: String = title.chars().take(LONGEST_NAME).collect();
    let told = if description.is_empty() { title } else { description };
    let told: String = told.chars().take(LONGEST_DESCRIPTION).collect();
    let (short, told, base) = (escaped(short.trim_end()), escaped(&told), escaped(base_url));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n\
         <ShortName>{short}</ShortName>\n\
         <Description>{told}</Description>\n\
         <InputEncoding>UTF-8</InputEncoding>\n\
         <Image width=\"16\" height=\"16\" type=\"image/svg+xml\">{base}assets/icon.svg</Image>\n\
         <Url type=\"text/html\" template=\"{base}search/index.html?q={{searchTerms}}\"/>\n\
         <Url type=\"application/opensearchdescription+xml\" rel=\"self\" template=\"{base}opensearch.xml\"/>\n\
         </OpenSearchDescription>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_description_names_the_search_page_and_escapes_what_is_configured() {
        let text = opensearch("https://a.example/b&c/", "Ours & <theirs> and more", "");
        assert!(text.contains("<ShortName>Ours &amp; &lt;theirs&gt;</ShortName>"), "{text}");
        assert!(text.contains("template=\"https://a.example/b&amp;c/search/index.html?q={searchTerms}\""), "{text}");
        assert!(text.contains("<Description>Ours &amp; &lt;theirs&gt; and more</Description>"), "{text}");
    }
}
