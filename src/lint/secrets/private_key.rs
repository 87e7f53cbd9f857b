//! Private keys in their PEM form.

use super::Secret;
use crate::diag::rule;

/// The private key whose first line starts at `at`.
pub fn find(text: &str, at: usize) -> Option<Secret> {
    let rest = text.get(at..)?;
    let (label, inside) = rest.strip_prefix("-----BEGIN ")?.split_once("-----")?;
    if !label.ends_with("PRIVATE KEY") || label.len() > 40 || label.contains('\n') {
        return None;
    }
    let end = inside.find("-----END ").unwrap_or(inside.len().min(8192));
    let end = inside.floor_char_boundary(end);
    let body = inside.get(..end)?;
    // In JSON and in settings its lines are joined by `\n`.
    let body = body.replace("\\n", "\n");
    let lines = || body.lines().map(str::trim).filter(|line| !line.contains(": ") && !line.is_empty());
    let is_key =
        |line: &str| line.len() >= 16 && line.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b));
    let letters: usize = lines().filter(|line| is_key(line)).map(str::len).sum();
    if letters < 64 || body.contains("...") || body.contains('…') {
        return None;
    }
    let start = text.len() - rest.len();
    let behind = text.get(start..)?.find("-----END ").and_then(|from| {
        let tail = text.get(start + from + 9..)?;
        Some(start + from + 9 + tail.find("-----")? + 5)
    });
    let stop = behind.unwrap_or(text.len() - inside.len() + end);
    Some(Secret {
        rule: &rule::PRIVATE_KEY,
        what: "a private key".to_owned(),
        range: start..stop,
        shown: String::new(),
    })
}
