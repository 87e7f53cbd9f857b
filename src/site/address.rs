//! Addresses: where each page lies in the site, and how a page leads to another.
//!
//! An address is relative to the site's root and names its file in full (`incidents/ID/index.html`), so that links
//! work from disk. A page puts its own [`root`] before it.

use std::fmt::Write as _;

use crate::model::{IncidentId, PatternId};

/// The way from a page back to the site's root: `../` for each folder it lies in.
pub fn root(path: &str) -> String {
    "../".repeat(path.matches('/').count())
}

/// An incident's page.
pub fn incident(id: &IncidentId) -> String {
    format!("incidents/{id}/index.html")
}

/// A pattern's page.
pub fn pattern(id: &PatternId) -> String {
    format!("patterns/{id}/index.html")
}

/// The page `number`, counted from 1, of a list that starts at `folder`; the folder is empty or ends with `/`.
pub fn page(folder: &str, number: usize) -> String {
    if number <= 1 { format!("{folder}index.html") } else { format!("{folder}page/{number}/index.html") }
}

/// A file that lies beside the records, as it is copied into the site.
pub fn file(path: &str) -> String {
    format!("files/{path}")
}

/// A path as it stands in `href` and `src`: what has a meaning of its own in an address is percent-encoded. Letters of
/// other scripts stay, as browsers show and send them rightly.
pub fn encode(path: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.' | '~');
    if path.chars().all(is_plain) {
        return path.to_owned();
    }
    let mut encoded = String::with_capacity(path.len());
    for c in path.chars() {
        if is_plain(c) || !c.is_ascii() && !c.is_whitespace() {
            encoded.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                write!(encoded, "%{byte:02X}").expect("writing to a string cannot fail");
            }
        }
    }
    encoded
}

/// Undoes percent-encoding; `None` where the result is no text or holds a control character.
pub fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let digit = |at: usize| tail.get(at).and_then(|&byte| char::from(byte).to_digit(16));
        if first == b'%'
            && let (Some(high), Some(low)) = (digit(0), digit(1))
        {
            bytes.push((high * 16 + low) as u8);
            rest = tail.get(2..).unwrap_or_default();
        } else {
            bytes.push(first);
            rest = tail;
        }
    }
    let text = String::from_utf8(bytes).ok()?;
    (!text.chars().any(char::is_control)).then_some(text)
}

/// Joins a relative path to the folder of the file at `from`; `None` where it leaves the root or is empty.
pub fn join(from: &str, relative: &str) -> Option<String> {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let start = if relative.starts_with('/') { "" } else { folder };
    let mut parts: Vec<&str> = start.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part if part.contains('\\') => return None,
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// A web address without its server: `/casebook/` of `https://casebook.example/casebook/`.
pub fn on_server(address: &str) -> &str {
    let host = address.split_once("://").map_or(address, |(_, host)| host);
    host.find('/').map_or("/", |slash| &host[slash..])
}

/// A short name for some bytes, to be put into a file's name: FNV-1a, 64 bits, in hexadecimal. It tells one version of
/// a stylesheet from the next and guards nothing.
pub fn content_name(bytes: &[u8]) -> String {
    let fold = |hash: u64, &byte: &u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}", bytes.iter().fold(0xcbf2_9ce4_8422_2325, fold))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_as_far_up_as_the_page_lies_deep() {
        assert_eq!(root("index.html"), "");
        assert_eq!(root("incidents/a/index.html"), "../../");
    }

    #[test]
    fn the_way_on_a_server_begins_at_its_root() {
        assert_eq!(on_server("https://casebook.example/"), "/");
        assert_eq!(on_server("https://casebook.example/a/b/"), "/a/b/");
        assert_eq!(on_server("http://casebook.example"), "/");
    }

    #[test]
    fn relative_paths_are_joined_and_never_leave_the_root() {
        assert_eq!(join("a/b.md", "c.md").as_deref(), Some("a/c.md"));
        assert_eq!(join("a/b.md", "../x/./y.png").as_deref(), Some("x/y.png"));
        assert_eq!(join("a/b.md", "/x.md").as_deref(), Some("x.md"));
        assert_eq!(join("b.md", "../../etc/passwd"), None);
        assert_eq!(join("b.md", "..\\secret"), None);
        assert_eq!(join("b.md", "."), None);
    }

    #[test]
    fn encoding_protects_what_has_a_meaning_in_an_address() {
        assert_eq!(encode("a b#c?d%/é\u{a0}.png"), "a%20b%23c%3Fd%25/é%C2%A0.png");
        assert_eq!(decode("a%20b%23%c3%a9%").as_deref(), Some("a b#é%"));
        assert_eq!(decode("%ff"), None);
        assert_eq!(decode("a%00b"), None);
    }

    #[test]
    fn other_bytes_have_another_name() {
        assert_eq!(content_name(b""), "cbf29ce484222325");
        assert_ne!(content_name(b"a"), content_name(b"b"));
    }
}
