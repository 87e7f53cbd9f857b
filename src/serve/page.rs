//! What is put into a page on its way out: the script that reloads it and shows findings, and leave for that script to
//! hear of them. The file on disk stays as it is.

use super::guard::OWN;

/// The script of every page.
pub const SCRIPT: (&str, &str) = ("strip.js", include_str!("strip.js"));

/// How what the script shows looks.
pub const STYLE: (&str, &str) = ("strip.css", include_str!("strip.css"));

/// The policy of pages of our own; that of the site's pages stands in them.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'";

/// The hash of a page while there is no site.
pub const UNMADE: &str = "unmade";

/// The hash of a page that the site does not have.
pub const MISSING: &str = "missing";

/// A page of the site as it is served. `path` is its path in the site, `hash` tells one state of it from another.
pub fn dressed(html: &str, path: &str, hash: &str) -> String {
    let (before, after) = html.find("</head>").map_or((html, ""), |at| html.split_at(at));
    let mut page = allow(before, "connect-src", "'self'").unwrap_or_else(|| before.to_owned());
    page.push_str(&script(path, hash));
    page.push_str(after);
    page
}

/// The page for wrong addresses, at one of them: its own addresses are relative to the root, wherever it stands in for
/// a page.
pub fn not_found(html: &str, path: &str) -> String {
    let html = html.replacen("<head>", "<head><base href=\"/\">", 1);
    let html = allow(&html, "base-uri", "'self'").unwrap_or(html);
    dressed(&html, path, MISSING)
}

/// A page of our own, for as long as there is none of the site.
pub fn alone(told: &str, path: &str, hash: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Casebook</title>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\"><link rel=\"icon\" href=\"data:,\">\n\
         <link rel=\"stylesheet\" href=\"/{OWN}/{}\">\n{}</head>\n\
         <body><main><pre>{}</pre></main></body></html>\n",
        STYLE.0,
        script(path, hash),
        escape(told),
    )
}

fn script(path: &str, hash: &str) -> String {
    let name = SCRIPT.0;
    format!(
        "<script src=\"/{OWN}/{name}\" data-page=\"{}\" data-hash=\"{}\" defer></script>\n",
        escape(path),
        escape(hash)
    )
}

/// The head with one more source allowed by the policy in it; `None` where it has no policy.
fn allow(head: &str, directive: &str, source: &str) -> Option<String> {
    let named = head.to_ascii_lowercase().find("http-equiv=\"content-security-policy\"")?;
    let tag = head[..named].rfind('<')?;
    let end = named + head[named..].find('>')?;
    let start = tag + head[tag..end].find("content=\"")? + "content=\"".len();
    let stop = start + head[start..end].find('"')?;
    let mut policy: Vec<String> = head[start..stop].split(';').map(|part| part.trim().to_owned()).collect();
    policy.retain(|part| !part.is_empty());
    let is_it =
        |part: &&mut String| part.split_whitespace().next().is_some_and(|name| name.eq_ignore_ascii_case(directive));
    match policy.iter_mut().find(is_it) {
        Some(part) => *part = format!("{} {source}", part.replace(" 'none'", "")),
        None => policy.push(format!("{directive} {source}")),
    }
    Some(format!("{}{}{}", &head[..start], policy.join("; "), &head[stop..]))
}

/// Text as it stands in HTML, in quotes too.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<html><head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri \
                        'none'\"><title>T</title></head><body>B</body></html>";

    #[test]
    fn a_page_is_served_with_our_script_and_leave_to_hear_of_changes() {
        assert_eq!(
            dressed(PAGE, "a/\"b\"/index.html", "1f"),
            "<html><head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; \
             connect-src 'self'\"><title>T</title><script src=\"/.casebook/strip.js\" \
             data-page=\"a/&quot;b&quot;/index.html\" data-hash=\"1f\" defer></script>\n</head><body>B</body></html>"
        );
    }

    #[test]
    fn a_policy_that_forbids_connections_gives_way() {
        let allowed = |policy: &str| {
            let head = format!("<meta content=\"{policy}\" http-equiv=\"content-security-policy\">");
            allow(&head, "connect-src", "'self'").map(|head| head.split('"').nth(1).unwrap_or_default().to_owned())
        };
        assert_eq!(allowed("connect-src 'none'").as_deref(), Some("connect-src 'self'"));
        assert_eq!(allowed("Connect-Src https://a.example;").as_deref(), Some("Connect-Src https://a.example 'self'"));
        assert_eq!(allow("<meta name=\"a\" content=\"b\">", "connect-src", "'self'"), None);
    }

    #[test]
    fn a_page_without_a_head_or_policy_still_gets_the_script() {
        assert_eq!(dressed("text", "a", "1"), format!("text{}", script("a", "1")));
    }

    #[test]
    fn the_page_for_wrong_addresses_works_at_any_depth() {
        let page = not_found(PAGE, "no/where.html");
        assert!(
            page.contains("<head><base href=\"/\">") && page.contains("base-uri 'self'; connect-src 'self'"),
            "{page}"
        );
    }

    #[test]
    fn what_went_wrong_is_shown_as_text() {
        let page = alone("<script>\"&", "x", UNMADE);
        assert!(page.contains("<pre>&lt;script&gt;&quot;&amp;</pre>"), "{page}");
    }
}
