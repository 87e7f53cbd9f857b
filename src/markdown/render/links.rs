//! Where links lead: the check of schemes, addresses that stand bare in the text, and the links of wikis.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Link, LinkTarget, RenderOptions};

/// Says where a link leads, and sees to it that it is a place a page may lead to.
///
/// Whatever the caller answers, a picture is never fetched from elsewhere and no scheme but `http`, `https` and
/// `mailto` comes through.
pub(super) fn target(
    destination: &str,
    image: bool,
    options: &RenderOptions<'_>,
    removed: &mut BTreeMap<String, u32>,
) -> LinkTarget {
    // Browsers pass over tabs and line breaks in addresses, and over blanks around them.
    let mut address: String = destination.chars().filter(|c| !c.is_control()).collect();
    address = address.trim().to_owned();
    if address.starts_with("//") {
        address.insert_str(0, "https:");
    }
    if address.is_empty() || address.starts_with(['\\']) || address.starts_with("/\\") {
        return LinkTarget::Nowhere;
    }
    if !is_safe(&address) {
        let scheme = scheme(&address).unwrap_or_default().to_lowercase();
        *removed.entry(format!("{scheme}:")).or_default() += 1;
        return LinkTarget::Nowhere;
    }
    match (options.resolve)(Link { destination: &address, image }) {
        LinkTarget::Inside(to) if !is_safe(&to) => LinkTarget::Nowhere,
        LinkTarget::Inside(to) if image && leaves_the_site(&to) => LinkTarget::Outside(to),
        LinkTarget::Outside(to) if !is_safe(&to) => LinkTarget::Nowhere,
        target => target,
    }
}

/// What is shown of an address that leads nowhere; nothing of one that is a program.
pub(super) fn shown_address(destination: &str) -> Option<&str> {
    let start: String = destination.chars().filter(|c| !c.is_control() && !c.is_whitespace()).take(12).collect();
    let start = start.to_lowercase();
    let program = ["javascript:", "vbscript:", "data:"].iter().any(|scheme| start.starts_with(scheme));
    (!program && !destination.is_empty()).then_some(destination)
}

fn is_safe(address: &str) -> bool {
    scheme(address).is_none_or(|scheme| ["http", "https", "mailto"].iter().any(|ok| scheme.eq_ignore_ascii_case(ok)))
}

fn leaves_the_site(address: &str) -> bool {
    scheme(address).is_some() || address.starts_with("//")
}

/// What stands before the first colon, when a browser would take it for a scheme.
fn scheme(address: &str) -> Option<&str> {
    let (before, _) = address.split_once(':')?;
    let fits = before.starts_with(|c: char| c.is_ascii_alphabetic())
        && before.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    fits.then_some(before)
}

/// The bare `http` and `https` addresses in a run of text.
pub(super) fn bare_addresses(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find("http")).map(|at| from + at) {
        from = at + 4;
        let rest = &text[at..];
        let Some(prefix) = ["https://", "http://"].into_iter().find(|prefix| rest.starts_with(prefix)) else {
            continue;
        };
        if text[..at].ends_with(|c: char| c.is_ascii_alphanumeric()) {
            continue;
        }
        let end = at + address_length(rest);
        if end > at + prefix.len() {
            found.push(at..end);
            from = end;
        }
    }
    found
}

/// A link as wikis write it: `[[name]]`, `[[name#section]]`, `[[name|what is shown]]`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct WikiLink {
    /// All of it, with its brackets.
    pub whole: Range<usize>,
    /// What is named.
    pub name: Range<usize>,
    /// What a reader sees.
    pub shown: Range<usize>,
}

/// The links of wikis in a run of text. What has a blank behind its brackets is a test of some shell, and stays.
pub(super) fn wiki_links(text: &str) -> Vec<WikiLink> {
    // No name is longer, so that nothing but brackets is not walked over and over.
    const LONGEST: usize = 400;
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text.get(from..).and_then(|rest| rest.find("[[")).map(|at| from + at) {
        let start = open + 2;
        from = open + 1;
        let within = &text[start..text.floor_char_boundary(start + LONGEST)];
        let Some(close) = within.find("]]").map(|at| start + at) else { continue };
        let inner = &text[start..close];
        // The innermost brackets are the link's; a name stands on one line.
        if inner.trim() != inner || inner.is_empty() || inner.contains(['[', '\n', '"', '$']) {
            continue;
        }
        let bar = inner.find('|').map(|at| start + at).filter(|&bar| bar > start && bar + 1 < close);
        let shown = bar.map_or(start, |bar| bar + 1)..close;
        found.push(WikiLink { whole: open..close + 2, name: start..bar.unwrap_or(close), shown });
        from = close + 2;
    }
    found
}

/// Up to the first character that addresses do not hold, without the punctuation of the sentence around it.
fn address_length(text: &str) -> usize {
    let ends =
        |c: char| c.is_whitespace() || c.is_control() || "<>\"`{}|\\^".contains(c) || ('\u{2000}'..).contains(&c);
    let mut address = &text[..text.find(ends).unwrap_or(text.len())];
    let count = |sign: char| address.chars().filter(|&c| c == sign).count();
    let mut unopened = count(')').saturating_sub(count('('));
    while let Some(last) = address.chars().next_back() {
        match last {
            ')' if unopened > 0 => unopened -= 1,
            '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' | ']' => {}
            _ => break,
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    address.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(destination: &str, image: bool) -> (LinkTarget, BTreeMap<String, u32>) {
        let resolve = |link: Link<'_>| LinkTarget::Inside(link.destination.to_owned());
        let options = RenderOptions {
            offset: 0,
            marks: &[],
            wrappers: &[],
            anchors: &[],
            resolve: &resolve,
            first_heading_level: 1,
            under: 6,
            without_title: false,
            say: &|_| String::new(),
        };
        let mut removed = BTreeMap::new();
        (target(destination, image, &options, &mut removed), removed)
    }

    #[test]
    fn schemes_that_run_programs_lead_nowhere() {
        for bad in ["javascript:x", " JaVa\tScript:x", "data:text/html,x", "vbscript:x", "file:///etc/passwd"] {
            let (target, removed) = resolved(bad, false);
            assert_eq!((target, removed.len()), (LinkTarget::Nowhere, 1), "{bad:?}");
        }
        for good in ["a.md#b", "#c", "https://x.y", "mailto:a@b.c", "a/b:c", "?q=a:b"] {
            assert_eq!(resolved(good, false).0, LinkTarget::Inside(good.to_owned()), "{good:?}");
        }
    }

    #[test]
    fn a_picture_from_elsewhere_is_never_inside() {
        assert_eq!(resolved("https://x.y/p.png", true).0, LinkTarget::Outside("https://x.y/p.png".to_owned()));
        assert_eq!(resolved("//x.y/p.png", true).0, LinkTarget::Outside("https://x.y/p.png".to_owned()));
        assert_eq!(resolved("/\\x.y/p.png", true).0, LinkTarget::Nowhere);
        assert_eq!(resolved("p.png", true).0, LinkTarget::Inside("p.png".to_owned()));
    }

    #[test]
    fn links_of_wikis_are_found_and_tests_of_shells_are_not() {
        let found = |text: &'static str| {
            let pair = |link: WikiLink| (&text[link.name], &text[link.shown], &text[link.whole]);
            wiki_links(text).into_iter().map(pair).collect::<Vec<_>>()
        };
        assert_eq!(
            found("see [[a-b]], [[a|the first]] and [[[c#d]]]."),
            [("a-b", "a-b", "[[a-b]]"), ("a", "the first", "[[a|the first]]"), ("c#d", "c#d", "[[c#d]]")]
        );
        assert_eq!(found("if [[ -n $x ]]; [[]] [[a\nb]] [[\"$y\" == z]] [[open"), []);
    }

    #[test]
    fn bare_addresses_end_before_the_sentence_does() {
        let found = |text: &'static str| bare_addresses(text).into_iter().map(|at| &text[at]).collect::<Vec<_>>();
        assert_eq!(
            found("see https://x.y/a_(b)?c=d&e, (http://z/q). xhttp://no http:// "),
            ["https://x.y/a_(b)?c=d&e", "http://z/q"]
        );
        assert_eq!(found("詳細はhttps://x.y/aを参照"), ["https://x.y/a"]);
    }
}
