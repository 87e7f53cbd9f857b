//! What is answered at all: which methods, under which names, from whom, and which addresses.
//!
//! A server on loopback is within reach of every page that its user has open elsewhere. Such a page may send it
//! requests under a name of its own that leads to loopback (DNS rebinding), or take its scripts as its own, and these
//! hold what is known of the incidents. So the name asked for must be one of this machine, and what a browser says of
//! where a request comes from is heeded (<https://www.w3.org/TR/fetch-metadata/>).

use hyper::header::{HOST, HeaderMap};
use hyper::{Method, Uri};

/// The first part of the addresses that belong to serving; no file of a site has it.
pub const OWN: &str = ".casebook";

/// Where an allowed request leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A file or folder of the site: its path, without a `/` at either end.
    Site {
        /// Empty for the root.
        path: String,
        /// Whether the address ends like a folder's.
        slash: bool,
    },
    /// Something of serving: the path behind [`OWN`], and the page it is asked for.
    Own {
        /// `strip.js`
        name: String,
        /// The path of a page in the site.
        page: String,
    },
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Files are read here and nothing else.
    Method,
    /// The name is none of this machine.
    Name,
    /// Another site asks.
    Stranger,
    /// There can be no such file.
    Address,
}

/// Where a request leads, or why nowhere.
pub fn admit(method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<Place, Refusal> {
    if !is_own_name(uri, headers) {
        return Err(Refusal::Name);
    }
    if !matches!(*method, Method::GET | Method::HEAD) {
        return Err(Refusal::Method);
    }
    if is_stranger(headers) {
        return Err(Refusal::Stranger);
    }
    place(uri.path(), uri.query().unwrap_or_default()).ok_or(Refusal::Address)
}

/// Whether the request names this machine, by whatever port: a port may be forwarded. An address in the request's first
/// line counts too.
fn is_own_name(uri: &Uri, headers: &HeaderMap) -> bool {
    let mut names = headers.get_all(HOST).iter();
    let (Some(first), None) = (names.next(), names.next()) else { return false };
    let is_own = |name: &str| {
        let host = match name.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((host, port)) => Some(host).filter(|_| is_port(port)),
            None => {
                Some(name.split_once(':').map_or(name, |(host, _)| host)).filter(|host| is_port(&name[host.len()..]))
            }
        };
        host.is_some_and(|host| ["localhost", "127.0.0.1", "::1"].iter().any(|own| host.eq_ignore_ascii_case(own)))
    };
    first.to_str().is_ok_and(is_own) && uri.authority().is_none_or(|authority| is_own(authority.as_str()))
}

fn is_port(text: &str) -> bool {
    text.is_empty() || text.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok())
}

/// Whether a browser says that a page of another site asks for more than to be led here.
fn is_stranger(headers: &HeaderMap) -> bool {
    let says = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    matches!(says("sec-fetch-site"), "cross-site" | "same-site") && says("sec-fetch-mode") != "navigate"
}

/// The place of an address; `None` where no file of a site can have it.
fn place(path: &str, query: &str) -> Option<Place> {
    let path = decode(path)?;
    let path = path.strip_prefix('/')?;
    let slash = path.is_empty() || path.ends_with('/');
    let path = path.strip_suffix('/').unwrap_or(path);
    let parts: Vec<&str> = path.split('/').collect();
    if !path.is_empty() && !parts.iter().all(|part| is_name(part)) {
        return None;
    }
    let own = parts.first() == Some(&OWN);
    if own && !slash {
        let page = query.split('&').find_map(|pair| pair.strip_prefix("page=")).and_then(decode).unwrap_or_default();
        return Some(Place::Own { name: parts.get(1..)?.join("/"), page });
    }
    // What the site's folder holds for its writer only.
    let hidden = parts.first().is_some_and(|first| first.starts_with('.'));
    (!hidden).then(|| Place::Site { path: path.to_owned(), slash })
}

/// Whether that is one name in a folder, on every system.
fn is_name(part: &str) -> bool {
    let foreign = if cfg!(windows) { &['\\', ':'][..] } else { &['\\'][..] };
    !matches!(part, "" | "." | "..") && !part.contains(foreign) && !part.chars().any(char::is_control)
}

/// Undoes percent-encoding, once; `None` where it is not sound or gives no text.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || char::from(rest.next()?).to_digit(16);
            bytes.push((digit()? * 16 + digit()?) as u8);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderValue;

    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_str(value).expect("a header's value"));
        }
        headers
    }

    fn asked(path: &str) -> Result<Place, Refusal> {
        let uri = path.parse().expect("an address that HTTP allows");
        admit(&Method::GET, &uri, &headers(&[("host", "localhost:8000")]))
    }

    #[test]
    fn addresses_lead_to_files_and_folders_of_the_site() {
        let site = |path: &str, slash| Ok(Place::Site { path: path.to_owned(), slash });
        assert_eq!(asked("/"), site("", true));
        assert_eq!(asked("/incidents/a%20b/"), site("incidents/a b", true));
        assert_eq!(asked("/files/%C3%A9.png?x=/../y"), site("files/é.png", false));
        assert_eq!(asked("/files/.hidden/a.png"), site("files/.hidden/a.png", false));
    }

    #[test]
    fn what_belongs_to_serving_has_addresses_of_its_own() {
        let own = |name: &str, page: &str| Ok(Place::Own { name: name.to_owned(), page: page.to_owned() });
        assert_eq!(asked("/.casebook/strip.js"), own("strip.js", ""));
        assert_eq!(asked("/.casebook/events?page=a%2Findex.html"), own("events", "a/index.html"));
    }

    #[test]
    fn no_address_leads_out_of_the_site() {
        for path in [
            "/..",
            "/../etc/passwd",
            "/a/../../b",
            "/a/./b",
            "/%2e%2e/etc/passwd",
            "/a/%2E%2E%2F%2E%2E/b",
            "/..%2f..%2fb",
            "/a//b",
            "//etc/passwd",
            "/a%00.html",
            "/a%0ab",
            "/%ff",
            "/%zz",
            "/%",
            "/a%5c..%5cb",
            "/.casebook-site",
            "/.gitignore",
            "/.git/config",
            "/.casebook/",
            "/.casebook//x",
        ] {
            assert_eq!(asked(path), Err(Refusal::Address), "{path}");
        }
        // Decoded once, so that this is a name like any other, which no file has.
        assert_eq!(asked("/%252e%252e/b"), Ok(Place::Site { path: "%2e%2e/b".to_owned(), slash: false }));
    }

    #[test]
    fn only_names_of_this_machine_are_answered_to() {
        let named =
            |pairs: &[(&'static str, &str)]| admit(&Method::GET, &Uri::from_static("/"), &headers(pairs)).is_ok();
        for name in ["localhost", "LOCALHOST:1", "127.0.0.1:8000", "[::1]", "[::1]:8000"] {
            assert!(named(&[("host", name)]), "{name}");
        }
        for name in [
            "evil.example",
            "evil.example:8000",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "localhost:x",
            "[::1",
            "[::1]x",
            "",
            "localhost@evil.example",
            "0.0.0.0",
            "localhost:80:80",
        ] {
            assert!(!named(&[("host", name)]), "{name}");
        }
        assert!(!named(&[]));
        assert!(!named(&[("host", "localhost"), ("host", "evil.example")]));
        let absolute = Uri::from_static("http://evil.example/");
        assert_eq!(admit(&Method::GET, &absolute, &headers(&[("host", "localhost")])), Err(Refusal::Name));
    }

    #[test]
    fn another_site_may_lead_here_and_do_no_more() {
        let from = |site, mode| {
            let headers = headers(&[("host", "localhost"), ("sec-fetch-site", site), ("sec-fetch-mode", mode)]);
            admit(&Method::GET, &Uri::from_static("/search/directory.js"), &headers).is_ok()
        };
        assert!(from("same-origin", "no-cors") && from("none", "navigate") && from("cross-site", "navigate"));
        assert!(!from("cross-site", "no-cors") && !from("cross-site", "cors") && !from("same-site", "no-cors"));
    }

    #[test]
    fn files_are_read_and_nothing_else() {
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS, Method::TRACE] {
            let refused = admit(&method, &Uri::from_static("/"), &headers(&[("host", "localhost")]));
            assert_eq!(refused, Err(Refusal::Method), "{method}");
        }
    }
}
