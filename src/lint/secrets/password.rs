//! Passwords in addresses, connection strings and settings.

use std::ops::Range;

use super::{Secret, example};
use crate::diag::rule;

/// Words behind which a password may stand, as people write them in settings and connection strings.
pub const KEYS: [&str; 12] = [
    "password",
    "Password",
    "PASSWORD",
    "passwd",
    "PASSWD",
    "Pwd",
    "PWD",
    "pwd",
    "AccountKey",
    "secret_key",
    "SECRET_KEY",
    "SecretAccessKey",
];

/// The password in the address whose `://` is at `at`.
pub fn in_address(text: &str, at: usize) -> Option<Secret> {
    let scheme = text[..at].bytes().rev().take_while(|b| b.is_ascii_alphanumeric() || b"+.-".contains(b)).count();
    let start = at + 3;
    let ends = |c: char| c.is_whitespace() || "\"'`<>|)\\,".contains(c);
    let rest = text.get(start..)?;
    let rest = rest.get(..rest.find(ends).unwrap_or(rest.len()))?;
    // A password may hold a slash by mistake, a user does not; what stands behind a path is a path.
    let authority = rest.get(..rest.find(['/', '?', '#']).unwrap_or(rest.len()))?;
    let (user_info, host) = authority.rsplit_once('@')?;
    let (user, password) = user_info.split_once(':')?;
    let known = password == user || password.len() < 4 || example::is_example(password);
    if scheme == 0 || known || host.is_empty() || example::is_example_host(host) {
        return None;
    }
    let from = start + user.len() + 1;
    let what = "a password in an address".to_owned();
    Some(Secret { rule: &rule::LEAKED_PASSWORD, what, range: from..from + password.len(), shown: String::new() })
}

/// The password behind the word that stands in `key`: `PASSWORD=…`, `"password": "…"`, `Pwd=…;`.
pub fn in_setting(text: &str, key: Range<usize>) -> Option<Secret> {
    let rest = text.get(key.end..)?;
    let joined = rest.trim_start_matches(['"', '\'']);
    let gap = joined.trim_start_matches(' ');
    let value = gap.strip_prefix('=').or_else(|| gap.strip_prefix(':'))?;
    let is_equals = gap.starts_with('=');
    // `==` compares, `::` and `=>` name.
    if value.starts_with(['=', ':', '>']) {
        return None;
    }
    let value = value.trim_start_matches(' ');
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    let inside = value.get(quote.map_or(0, char::len_utf8)..)?;
    let ends = |c: char| match quote {
        Some(quote) => c == quote || c == '\n',
        None => c.is_whitespace() || matches!(c, ';' | '"' | '\'' | '`' | ',' | '&' | '<' | '>' | '|'),
    };
    let password = inside.get(..inside.find(ends).unwrap_or(inside.len()))?;
    let bare = password.trim_end_matches(['.', ')', ':']);
    let password = if quote.is_some() { password } else { bare };
    let connection = is_connection(text, &key);
    if !is_password(password, is_equals && connection) || (!is_equals && quote.is_none()) {
        return None;
    }
    let from = text.len() - inside.len();
    let what = if connection { "a password in a connection string" } else { "a password in a setting" };
    let range = from..from + password.len();
    Some(Secret { rule: &rule::LEAKED_PASSWORD, what: what.to_owned(), range, shown: String::new() })
}

/// Whether a value is one that somebody chose to keep others out. In a connection string it can be nothing else.
fn is_password(value: &str, in_connection: bool) -> bool {
    let has = |is: fn(char) -> bool| value.chars().any(is);
    let kinds = [
        has(|c| c.is_ascii_lowercase()),
        has(|c| c.is_ascii_uppercase()),
        has(|c| c.is_ascii_digit()),
        has(|c| c.is_ascii_punctuation()),
    ];
    let mixed = kinds.iter().filter(|kind| **kind).count();
    // Calls, paths, and members of objects are code that fetches the password from elsewhere.
    let is_path = value.contains('.') && value.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_'));
    let code = value.contains(['(', ')', '$', ' ', '/']) || is_path;
    let strong = value.len() >= 8 && kinds[2] && mixed >= 3 && example::surprise(value) >= 2.75 && !code;
    let chosen = in_connection && value.len() >= 5 && !value.contains(['(', '$', ' ']);
    (strong || chosen) && !example::is_example(value)
}

/// Whether the line has another part of a connection string: `Server=…;`, `User Id=…;`.
fn is_connection(text: &str, key: &Range<usize>) -> bool {
    let start = text[..key.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[key.end..].find('\n').map_or(text.len(), |at| key.end + at);
    let line = text[start..end].to_ascii_lowercase();
    let names = ["server=", "host=", "data source=", "user id=", "uid=", "accountname=", "username=", "user="];
    line.contains(';') && names.iter().any(|name| line.contains(name))
}
