//! Error lines without what differs from one time to the next.
//!
//! `10.2.3.4:5432: connection refused after 31 s (req 9f3ac01b)` and the same line of another day are one error: times,
//! numbers, addresses, hashes, paths and quoted values are masked, what is left is compared.

use super::words::is_hash;

/// Lines that say less than this many letters outside their masks are no error to know again.
const LEAST_LETTERS: usize = 8;

/// How much of a line is compared.
const LONGEST: usize = 300;

/// The lasting part of an error line, in lower case; `None` where too little of it lasts.
pub fn masked(line: &str) -> Option<String> {
    let end = line.floor_char_boundary(LONGEST);
    let mut out = String::new();
    for word in line[..end].split_whitespace() {
        let masked = mask(word);
        // Two masks in a row, as of a day and a time, are one.
        if !(masked == "#" && out.ends_with('#')) {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&masked);
        }
    }
    (out.chars().filter(|c| c.is_alphabetic()).count() >= LEAST_LETTERS).then_some(out)
}

fn mask(word: &str) -> String {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/');
    let has_digit = bare.bytes().any(|byte| byte.is_ascii_digit());
    let is_path = bare.matches(['/', '\\']).count() >= 2 || bare.starts_with('/');
    let is_host = bare.matches('.').count() >= 2 && !bare.contains('(');
    if is_path || is_hash(bare) || (has_digit && is_host) || bare.contains('@') || bare.contains("://") {
        return "#".to_owned();
    }
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            '0'..='9' if out.ends_with('#') => {}
            '0'..='9' if is_code(bare) => out.push(c),
            '0'..='9' => out.push('#'),
            '"' | '\'' | '`' | '“' | '”' => {}
            _ => out.extend(c.to_lowercase()),
        }
    }
    if out.chars().any(char::is_alphabetic) { out } else { "#".to_owned() }
}

/// `E8318`, `ORA-00942`, `TS2322`: letters in capitals with a number are an error's name.
fn is_code(word: &str) -> bool {
    let letters = word.bytes().take_while(u8::is_ascii_uppercase).count();
    let rest = word.get(letters..).unwrap_or_default();
    let number = rest.strip_prefix('-').unwrap_or(rest);
    (1..=5).contains(&letters) && number.len() >= 3 && number.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn what_differs_each_time_is_masked() {
        let one = masked("2026-01-02 10:32:01 dial tcp 10.2.3.4:5432: connection refused (req 9f3ac01b)");
        assert_eq!(one.as_deref(), Some("# dial tcp # connection refused (req #"));
        assert_eq!(masked("11:02 dial tcp 10.9.9.9:6432: connection refused (req 77aa12bc)"), one);
    }

    #[test]
    fn the_name_of_an_error_is_kept() {
        assert_eq!(masked("ORA-00942: table `x` missing").as_deref(), Some("ora-00942: table x missing"));
        assert_eq!(masked("open /var/lib/a.db: no such file").as_deref(), Some("open # no such file"));
    }

    #[test]
    fn a_line_of_which_little_lasts_is_no_error_to_know_again() {
        assert_eq!(masked("exit 1"), None);
        assert_eq!(masked("10.0.0.1 503 /a/b/c"), None);
    }
}
