//! What kind of file an address leads to, by its name.

/// The media type of a file of the site; browsers are told not to guess.
pub fn of(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    // A feed and the description of a search are XML of a kind of their own.
    match name {
        "feed.xml" => return "application/atom+xml; charset=utf-8",
        "opensearch.xml" => return "application/opensearchdescription+xml; charset=utf-8",
        _ => {}
    }
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    match ending.as_str() {
        "html" | "htm" => HTML,
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "jsonl" | "ndjson" => "application/x-ndjson",
        "xml" => "application/xml; charset=utf-8",
        "svg" => SVG,
        "txt" | "log" | "md" | "markdown" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "yaml" | "yml" => "application/yaml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "pdf" => "application/pdf",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        "wasm" => "application/wasm",
        "zip" => "application/zip",
        "gz" => "application/gzip",
        _ => "application/octet-stream",
    }
}

/// A page.
pub const HTML: &str = "text/html; charset=utf-8";

/// A picture that may hold scripts.
pub const SVG: &str = "image/svg+xml";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_decides_in_any_case_and_what_is_unknown_is_only_bytes() {
        assert_eq!(of("incidents/a/index.html"), HTML);
        assert_eq!(of("files/A.PNG"), "image/png");
        assert_eq!(of("services/api/feed.xml"), "application/atom+xml; charset=utf-8");
        assert_eq!(of("sitemap.xml"), "application/xml; charset=utf-8");
        assert_eq!(of("files/core"), "application/octet-stream");
        assert_eq!(of("files/.html"), HTML);
    }
}
