//! Tokens of services, known by how they begin, what they are made of and how long they are.
//!
//! The forms are those that the services document for scanners; where a form has a checksum, it decides.

use std::ops::RangeInclusive;

use super::{Secret, base64, example, first_letters};
use crate::diag::rule;

/// What the part behind the prefix is made of.
#[derive(Clone, Copy)]
enum Letters {
    /// `A` to `Z` and `2` to `7`.
    Base32,
    /// Letters and digits.
    Alphanumeric,
    /// Digits and `a` to `f`.
    Hex,
    /// Letters, digits, `-` and `_`.
    Url,
    /// As `Url`, and dots.
    Dotted,
}

/// What else must hold.
#[derive(Clone, Copy)]
enum Proof {
    /// It looks random.
    Random,
    /// Its last six letters are the checksum of the others.
    Checksum,
    /// It holds these letters.
    Holds(&'static str),
}

/// A form of token.
pub struct Kind {
    /// How it begins.
    pub prefix: &'static str,
    what: &'static str,
    letters: Letters,
    /// The length behind the prefix.
    length: RangeInclusive<usize>,
    proof: Proof,
}

const fn kind(prefix: &'static str, what: &'static str, letters: Letters, length: RangeInclusive<usize>) -> Kind {
    Kind { prefix, what, letters, length, proof: Proof::Random }
}

const fn proved(
    prefix: &'static str,
    what: &'static str,
    letters: Letters,
    length: RangeInclusive<usize>,
    proof: Proof,
) -> Kind {
    Kind { prefix, what, letters, length, proof }
}

use Letters::{Alphanumeric, Base32, Dotted, Hex, Url};

/// The forms that are known.
pub static KINDS: [Kind; 40] = [
    kind("AKIA", "an AWS access key", Base32, 16..=16),
    kind("ASIA", "an AWS access key", Base32, 16..=16),
    proved("ghp_", "a GitHub token", Alphanumeric, 36..=36, Proof::Checksum),
    proved("gho_", "a GitHub token", Alphanumeric, 36..=36, Proof::Checksum),
    proved("ghu_", "a GitHub token", Alphanumeric, 36..=36, Proof::Checksum),
    proved("ghs_", "a GitHub token", Alphanumeric, 36..=36, Proof::Checksum),
    proved("ghr_", "a GitHub token", Alphanumeric, 36..=76, Proof::Checksum),
    kind("github_pat_", "a GitHub token", Url, 82..=82),
    kind("glpat-", "a GitLab token", Dotted, 20..=64),
    kind("glrt-", "a GitLab runner's token", Dotted, 20..=64),
    kind("gldt-", "a GitLab deploy token", Url, 20..=64),
    kind("xoxb-", "a Slack token", Url, 40..=90),
    kind("xoxp-", "a Slack token", Url, 40..=120),
    kind("xoxa-", "a Slack token", Url, 40..=120),
    kind("xoxr-", "a Slack token", Url, 40..=120),
    kind("xapp-", "a Slack token", Url, 60..=130),
    kind("sk_live_", "a Stripe key", Alphanumeric, 24..=110),
    kind("rk_live_", "a Stripe key", Alphanumeric, 24..=110),
    kind("AIza", "a Google API key", Url, 35..=35),
    kind("GOCSPX-", "a Google client secret", Url, 28..=28),
    kind("ya29.", "a Google access token", Url, 60..=400),
    proved("SG.", "a SendGrid key", Dotted, 66..=66, Proof::Holds(".")),
    proved("npm_", "an npm token", Alphanumeric, 36..=36, Proof::Checksum),
    kind("pypi-AgE", "a PyPI token", Url, 80..=400),
    kind("dop_v1_", "a DigitalOcean token", Hex, 64..=64),
    kind("shpat_", "a Shopify token", Hex, 32..=32),
    kind("shpss_", "a Shopify secret", Hex, 32..=32),
    proved("sk-", "an OpenAI key", Url, 48..=180, Proof::Holds("T3BlbkFJ")),
    kind("sk-ant-api03-", "an Anthropic key", Url, 90..=110),
    kind("sk-or-v1-", "an OpenRouter key", Hex, 64..=64),
    kind("hf_", "a Hugging Face token", Alphanumeric, 34..=34),
    kind("glsa_", "a Grafana token", Url, 41..=41),
    kind("hvs.", "a Vault token", Url, 90..=130),
    kind("dapi", "a Databricks token", Hex, 32..=32),
    kind("dckr_pat_", "a Docker token", Url, 27..=27),
    kind("lin_api_", "a Linear key", Alphanumeric, 40..=40),
    kind("PMAK-", "a Postman key", Url, 59..=59),
    kind("NRAK-", "a New Relic key", Alphanumeric, 27..=27),
    proved("hooks.slack.com/services/T", "a Slack webhook", Dotted, 0..=0, Proof::Holds("/")),
    proved("discord.com/api/webhooks/", "a Discord webhook", Dotted, 0..=0, Proof::Holds("/")),
];

/// The token of one kind whose prefix starts at `at`.
pub fn find(text: &str, at: usize, kind: &Kind) -> Option<Secret> {
    let is_hook = kind.length == (0..=0);
    let joins = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    if !is_hook && text[..at].ends_with(joins) {
        return None;
    }
    let start = at + kind.prefix.len();
    let rest = text.get(start..)?;
    let length = rest.bytes().take_while(|&byte| kind.letters.has(byte) || is_hook && byte == b'/').count();
    let body = rest.get(..length)?;
    let body = if is_hook { body } else { body.trim_end_matches(['.', '-']) };
    let fits = if is_hook { is_webhook(body) } else { kind.length.contains(&body.len()) };
    let goes_on = rest.get(body.len()..)?.starts_with(char::is_alphanumeric);
    if !fits || goes_on || !kind.holds(body) {
        return None;
    }
    let range = at..start + body.len();
    let shown = first_letters(text.get(range.clone())?, kind.prefix.len());
    Some(Secret { rule: &rule::LEAKED_TOKEN, what: kind.what.to_owned(), range, shown })
}

/// `T…/B…/…` and `number/…`: what stands behind the name of the service.
fn is_webhook(body: &str) -> bool {
    let last = body.rsplit('/').next().unwrap_or_default();
    body.split('/').count() >= 2
        && last.len() >= 20
        && last.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
}

impl Letters {
    fn has(self, byte: u8) -> bool {
        match self {
            Base32 => byte.is_ascii_uppercase() || (b'2'..=b'7').contains(&byte),
            Alphanumeric => byte.is_ascii_alphanumeric(),
            Hex => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
            Url => byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'),
            Dotted => byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'),
        }
    }
}

impl Kind {
    fn holds(&self, body: &str) -> bool {
        let random = || {
            let mixed = body.bytes().any(|b| b.is_ascii_digit()) && body.bytes().any(|b| b.is_ascii_alphabetic());
            mixed && example::surprise(body) >= 3.0 && !example::is_example(body)
        };
        match self.proof {
            Proof::Random => random(),
            Proof::Checksum => has_checksum(body) && random(),
            Proof::Holds(part) => body.contains(part) && random(),
        }
    }
}

/// Whether the last six letters are the CRC-32 of those before them, in digits of base 62.
fn has_checksum(body: &str) -> bool {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let Some((random, sum)) = body.split_at_checked(body.len().saturating_sub(6)) else { return false };
    let mut rest = crc32(random.as_bytes());
    let mut digits = [0; 6];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[(rest % 62) as usize];
        rest /= 62;
    }
    sum.as_bytes() == digits
}

/// The checksum of IEEE 802.3.
fn crc32(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for &byte in bytes {
        sum ^= u32::from(byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 };
        }
    }
    !sum
}

/// The token of a header that ends in `Bearer ` at `at`.
pub fn bearer(text: &str, at: usize) -> Option<Secret> {
    let is_header = text[..at].ends_with("Bearer ") || text[..at].ends_with("bearer ");
    let rest = text.get(at..)?;
    let length = rest.bytes().take_while(|&b| base64::is_letter(b) || matches!(b, b'.' | b'~')).count();
    let token = rest.get(..length)?.trim_end_matches(['.', '-']);
    let has = |is: fn(&u8) -> bool| token.as_bytes().iter().any(is);
    let mixed = has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic);
    // A web token of JSON is judged by what is in it, and is found by its own beginning.
    let other = token.starts_with("eyJ");
    let random = token.len() >= 24 && mixed && example::surprise(token) >= 3.5 && !example::is_example(token);
    if !is_header || other || !random {
        return None;
    }
    let shown = first_letters(token, 2);
    Some(Secret { rule: &rule::LEAKED_TOKEN, what: "a bearer token".to_owned(), range: at..at + token.len(), shown })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_the_standard() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn no_two_kinds_begin_alike() {
        for (at, one) in KINDS.iter().enumerate() {
            assert!(KINDS[at + 1..].iter().all(|other| other.prefix != one.prefix), "{}", one.prefix);
        }
    }
}
