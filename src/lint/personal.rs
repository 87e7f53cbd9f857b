//! What leads to a person: e-mail and IP addresses, where the configuration asks for them.

use std::net::{IpAddr, Ipv4Addr};
use std::ops::Range;
use std::sync::Arc;

use crate::config::Privacy;
use crate::diag::{Diagnostic, rule};
use crate::source::{SourceFile, Span};

/// Domains kept for examples, and one that mails machines only.
const EXAMPLES: [&str; 7] =
    ["example.com", "example.org", "example.net", ".example", ".test", ".invalid", "users.noreply.github.com"];

/// Checks all of one file.
pub fn check(file: &Arc<SourceFile>, privacy: &Privacy) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let text = file.text.as_str();
    if privacy.emails {
        let found = text.match_indices('@').filter_map(|(at, _)| address_at(text, at));
        let told = found.filter(|range| !is_allowed_mail(&text[range.clone()], &privacy.allow));
        findings.extend(told.map(|range| {
            let message = format!("the e-mail address `{}` stands here", &text[range.clone()]);
            Diagnostic::new(&rule::EMAIL_ADDRESS, file, Span::from(range), message)
                .with_help("name the role instead, or list the address under `allow` in `[check.privacy]`")
        }));
    }
    if privacy.ip_addresses {
        let told = words(text).filter_map(|range| ip_at(text, range, &privacy.allow));
        findings.extend(told.map(|range| {
            let message = format!("the IP address `{}` stands here", &text[range.clone()]);
            Diagnostic::new(&rule::IP_ADDRESS, file, Span::from(range), message)
                .with_help("write what the machine does, or list the address under `allow` in `[check.privacy]`")
        }));
    }
    findings
}

/// The mail address around the `@` at `at`.
fn address_at(text: &str, at: usize) -> Option<Range<usize>> {
    let local = |b: &u8| b.is_ascii_alphanumeric() || b".+-_%".contains(b);
    let domain = |b: &u8| b.is_ascii_alphanumeric() || b".-".contains(b);
    let before = text.as_bytes()[..at].iter().rev().take_while(|b| local(b)).count();
    let after = text.as_bytes()[at + 1..].iter().take_while(|b| domain(b)).count();
    let host = text[at + 1..at + 1 + after].trim_end_matches(['.', '-']);
    let start = at - before;
    let (labels, top) = host.rsplit_once('.')?;
    let named = top.len() >= 2 && top.bytes().all(|b| b.is_ascii_alphabetic()) && !labels.is_empty();
    // `git@host:path` and `user:password@host` are logins, `pkg@1.2.x` is a version.
    let behind = &text[at + 1 + host.len()..];
    let is_login = behind.starts_with([':', '/']) && behind[1..].starts_with(|c: char| c.is_alphanumeric());
    let is_part = text[..start].ends_with([':', '/', '@']) && !text[..start].ends_with("mailto:");
    (before > 0 && named && !is_login && !is_part).then(|| start..at + 1 + host.len())
}

fn is_allowed_mail(address: &str, allow: &[String]) -> bool {
    let lower = address.to_ascii_lowercase();
    let domain = lower.rsplit('@').next().unwrap_or_default();
    let within = |end: &str| {
        domain == end.trim_start_matches('.') || domain.ends_with(&format!(".{}", end.trim_start_matches('.')))
    };
    EXAMPLES.iter().any(|end| within(end))
        || allow.iter().any(|allowed| allowed.eq_ignore_ascii_case(&lower) || within(&allowed.to_ascii_lowercase()))
}

/// Runs of what IP addresses are written with.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_letter = |b: u8| b.is_ascii_hexdigit() || b == b'.' || b == b':';
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() && !is_letter(bytes[at]) {
            at += 1;
        }
        let start = at;
        while at < bytes.len() && is_letter(bytes[at]) {
            at += 1;
        }
        (start < at).then_some(start..at)
    })
}

/// The address in a run, where it is one of the open net and of no version.
fn ip_at(text: &str, run: Range<usize>, allow: &[String]) -> Option<Range<usize>> {
    let word = text[run.clone()].trim_end_matches(['.', ':']);
    let (before, after) = (&text[..run.start], &text[run.end..]);
    let word = match word.split_once(':') {
        // A port behind it.
        Some((host, port)) if host.contains('.') && port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => word,
    };
    let joins = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/' | '=');
    if word.len() < 7 || before.ends_with(joins) && !before.ends_with("//") || after.starts_with(['_', '-']) {
        return None;
    }
    let address: IpAddr = word.parse().ok()?;
    let is_version = before.trim_end().to_ascii_lowercase().ends_with("version") || before.ends_with(['v', 'V']);
    (is_public(address) && !is_version && !allow.iter().any(|allowed| allowed == word))
        .then(|| run.start..run.start + word.len())
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => {
            let first = v6.segments()[0];
            let documented = first == 0x2001 && v6.segments()[1] == 0x0db8 || first == 0x3fff;
            (0x2000..0x4000).contains(&first) && !documented
        }
    }
}

fn is_public_v4(v4: Ipv4Addr) -> bool {
    let [a, b, _, d] = v4.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let reserved =
        a == 0 || a >= 224 || v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_documentation();
    // Four small numbers are a version sooner than a machine.
    !reserved && !shared && (a >= 20 || d >= 20)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let privacy = Privacy {
            emails: true,
            ip_addresses: true,
            allow: vec!["reports.co.nz".to_owned(), "9.9.9.99".to_owned()],
        };
        let file = SourceFile::new("a.md", text);
        check(&file, &privacy).iter().map(|finding| file.slice(finding.span).to_owned()).collect()
    }

    #[test]
    fn addresses_of_people_are_found() {
        let text = "Ann <ann.other@mail.nz>, (bob@x.co.uk). help@reports.co.nz a@b.reports.co.nz x@example.org \
                    git@github.com:a/b pkg@1.2.x @ann a@b https://u:p@host.nz/";
        assert_eq!(found(text), ["ann.other@mail.nz", "bob@x.co.uk"]);
        assert_eq!(found("[mail](mailto:ann@mail.nz)"), ["ann@mail.nz"]);
    }

    #[test]
    fn addresses_of_machines_in_the_open_net_are_found() {
        let text = "81.2.69.142, http://81.2.69.143:80/ and 2a00:1450::1. Not 10.0.0.1 192.0.2.1 127.0.0.1 1.2.3.4 v81.2.69.1 \
                    81.2.69.0-rc 2001:db8::1 ::1 12:30:45 9.9.9.99 é81.2.69.142";
        assert_eq!(found(text), ["81.2.69.142", "81.2.69.143", "2a00:1450::1"]);
    }

    proptest::proptest! {
        #[test]
        fn no_text_stops_the_search(text in "[a-f0-9.:@é /\n-]{0,60}") {
            let file = SourceFile::new("a.md", text.as_str());
            let privacy = Privacy { emails: true, ip_addresses: true, allow: Vec::new() };
            for finding in check(&file, &privacy) {
                proptest::prop_assert!(!file.slice(finding.span).is_empty());
            }
        }
    }
}
