//! What looks like a secret and is none: examples, stand-ins, and values that only name where the secret is.

/// Words that stand in values which nobody has to hide.
const WORDS: [&str; 27] = [
    "example",
    "sample",
    "dummy",
    "placeholder",
    "redact",
    "removed",
    "masked",
    "hidden",
    "changeme",
    "change-me",
    "change_me",
    "your",
    "insert",
    "replace",
    "xxxx",
    "1234567",
    "abcdef",
    "foobar",
    "password",
    "passwd",
    "secret",
    "token",
    "apikey",
    "api_key",
    "undefined",
    "fake",
    "test",
];

/// Values that are one of these as a whole.
const WHOLE: [&str; 22] = [
    "pass", "pw", "pwd", "pswd", "user", "username", "admin", "root", "postgres", "mysql", "redis", "guest", "key",
    "value", "none", "null", "true", "false", "string", "abc123", "hunter2", "letmein",
];

/// Whether a value stands for another one, or is known to everybody.
pub fn is_example(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let marks = ["<", ">", "${", "$(", "{{", "%(", "...", "…", "***", "•", "[", "]", "{", "}", "…"];
    // `new_pwd` and `user-pass` are no better.
    let stands_in =
        lower.split(|c: char| !c.is_alphanumeric()).any(|part| WHOLE.iter().take(4).any(|word| part == *word));
    stands_in
        || WORDS.iter().any(|word| lower.contains(word))
        || WHOLE.contains(&lower.as_str())
        || marks.iter().any(|mark| value.contains(mark))
        || value.starts_with(['$', '%', '@', '*', '#', '\\', '&'])
        || distinct(value) * 3 <= value.chars().count().min(12)
}

/// How many different characters a value has.
pub fn distinct(value: &str) -> usize {
    let mut seen: Vec<char> = value.chars().collect();
    seen.sort_unstable();
    seen.dedup();
    seen.len()
}

/// Bits of surprise in each character of a value: random letters and digits have 4 and more, words 3 and less.
pub fn surprise(value: &str) -> f64 {
    let mut counts = [0u32; 256];
    for byte in value.bytes() {
        counts[usize::from(byte)] += 1;
    }
    let all = value.len() as f64;
    counts
        .iter()
        .filter(|&&count| count > 0)
        .map(|&count| f64::from(count) / all)
        .map(|share| -share * share.log2())
        .sum()
}

/// Whether a host is the machine itself, or one kept for examples.
pub fn is_example_host(host: &str) -> bool {
    let name = host
        .rsplit_once(':')
        .map_or(host, |(name, port)| if port.bytes().all(|b| b.is_ascii_digit()) { name } else { host });
    let name = name.trim_matches(['[', ']']).to_ascii_lowercase();
    let local =
        matches!(name.as_str(), "localhost" | "::1" | "0.0.0.0" | "host.docker.internal") || name.starts_with("127.");
    let kept = ["example.com", "example.org", "example.net", ".example", ".test", ".invalid", ".localhost"];
    let stand_in =
        ["host", "hostname", "server", "address", "domain", "ip", "db-host", "dbhost"].contains(&name.as_str());
    local || stand_in || kept.iter().any(|end| name.ends_with(end)) || is_example(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stand_ins_are_told_from_secrets() {
        for value in [
            "<password>",
            "$PASSWORD",
            "${DB_PASS}",
            "****",
            "xxxxxxxx",
            "hunter2",
            "your-key",
            "aaaaaaaa",
            "[redacted]",
            "admin",
        ] {
            assert!(is_example(value), "{value}");
        }
        for value in ["gr4vel-Tulip", "V7QF2MTNWX3RYD5K", "k9.Lm_2"] {
            assert!(!is_example(value), "{value}");
        }
    }

    #[test]
    fn hosts_of_the_machine_and_of_manuals_are_known() {
        for host in ["localhost:5432", "127.0.0.1", "[::1]:6379", "db.example.com", "host", "a.test"] {
            assert!(is_example_host(host), "{host}");
        }
        assert!(!is_example_host("db.reports.co.nz:5432") && !is_example_host("10.2.3.4"));
    }
}
