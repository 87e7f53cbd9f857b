//! JSON web tokens.

use super::base64::decode;
use super::{Secret, example, first_letters};
use crate::diag::rule;

/// The token that starts at `at`.
pub fn find(text: &str, at: usize) -> Option<Secret> {
    if text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.')) {
        return None;
    }
    let is_letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    let length = text.as_bytes()[at..].iter().take_while(|&&b| is_letter(b)).count();
    let token = text.get(at..at + length)?.trim_end_matches('.');
    let mut parts = token.split('.');
    let (header, claims, signature) = (parts.next()?, parts.next()?, parts.next()?);
    let object = |part: &str| {
        serde_json::from_slice::<serde_json::Value>(&decode(part)?).ok().filter(serde_json::Value::is_object)
    };
    let header = object(header)?;
    let claims = object(claims)?;
    // Without a signature nobody is let in; and this subject is the one of the manuals.
    let is_manual = claims.get("sub").and_then(|sub| sub.as_str()) == Some("1234567890");
    if header.get("alg").is_none() || signature.len() < 20 || example::distinct(signature) < 8 || is_manual {
        return None;
    }
    let range = at..at + token.len();
    let shown = first_letters(token, 3);
    Some(Secret { rule: &rule::LEAKED_TOKEN, what: "a JSON web token".to_owned(), range, shown })
}
