//! What is a credential, and what only looks like one.

use super::*;

/// What is found, as `rule: message`.
fn found(text: &str) -> Vec<String> {
    let findings = check(&SourceFile::new("a.md", text));
    findings.iter().map(|finding| format!("{}: {}", finding.rule.id, finding.message)).collect()
}

/// Letters that look random; put together here, so that no scanner takes this file for a leak.
fn letters(count: usize) -> String {
    let (alphabet, mut state) = (b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 7u32);
    let next = |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(alphabet[(state >> 16) as usize % 62])
    };
    (0..count).map(next).collect()
}

#[test]
fn tokens_are_known_by_their_form() {
    let text = |prefix: &str, count| format!("see {prefix}{} there", letters(count));
    assert_eq!(
        found(&text("AIza", 35)),
        ["leaked-token: a Google API key stands here, `AIza37…`".replace("37", &letters(2))]
    );
    assert_eq!(found(&text("AIza", 34)).len() + found(&text("AIza", 36)).len() + found(&text("xAIza", 35)).len(), 0);
    assert_eq!(found(&text("hooks.slack.com/services/T012/B345/", 24)).len(), 1);
    assert_eq!(found("the role AKIAIOSFODNN7EXAMPLE of the manual").len(), 0);
}

#[test]
fn a_checksum_decides() {
    // The sum was computed with Python's `zlib.crc32`.
    let head = "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ";
    assert_eq!(found(&format!("ghp_{head}0mLq17")), ["leaked-token: a GitHub token stands here, `ghp_zQ…`"]);
    assert_eq!(found(&format!("ghp_{head}0mLq18")), Vec::<String>::new());
}

#[test]
fn a_web_token_is_judged_by_what_is_in_it() {
    // {"alg":"HS256"} and {"sub":"ann"}, then {"sub":"1234567890"}.
    let (header, ann, manual) = ("eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiJhbm4ifQ", "eyJzdWIiOiIxMjM0NTY3ODkwIn0");
    let sign = letters(43);
    assert_eq!(found(&format!("{header}.{ann}.{sign}")), ["leaked-token: a JSON web token stands here, `eyJhb…`"]);
    let none = [format!("{header}.{manual}.{sign}"), format!("{header}.{ann}."), format!("{ann}.{ann}.{sign}")];
    assert!(none.iter().all(|text| found(text).is_empty()));
}

#[test]
fn bearer_headers_with_a_value_are_found() {
    assert_eq!(found(&format!("curl -H 'Authorization: Bearer {}'", letters(40))).len(), 1);
    for value in ["<token>", "$TOKEN", "your-access-token-goes-here-1", "token"] {
        assert_eq!(found(&format!("Authorization: Bearer {value}")), Vec::<String>::new(), "{value}");
    }
}

#[test]
fn passwords_in_addresses_are_found() {
    let said = ["leaked-password: a password in an address stands here"];
    assert_eq!(found("amqp://jobs:gr4vel-Tulip@mq.reports.co.nz/x"), said);
    for text in [
        "postgres://postgres:gr4vel-Tulip@localhost:5432/x",
        "postgres://jobs:***@mq.reports.co.nz",
        "postgres://jobs:$PASSWORD@mq.reports.co.nz",
        "postgres://jobs:jobs@mq.reports.co.nz",
        "https://reports.co.nz:8080/@ann",
        "https://ann@reports.co.nz/",
        "https://reports.co.nz/a:b@c",
    ] {
        assert_eq!(found(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn passwords_in_settings_are_found() {
    for text in ["DB_PASSWORD=gr4vel-Tulip", "\"password\": \"gr4vel-Tulip\"", "Server=db1;Uid=sa;Pwd=tulips;"] {
        assert_eq!(found(text).len(), 1, "{text}");
    }
    for text in [
        "password: ****",
        "PASSWORD=$DB_PASSWORD",
        "password = os.getenv('PASSWORD_V2')",
        "password: the one of last year",
        "the password: Reports2026 was rotated",
        "PASSWORD=changeme123",
        "if password == other1_X",
        "password=Config.Db.Pass1",
        "pwd=/srv/Reports-2",
    ] {
        assert_eq!(found(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_private_key_is_found_and_a_public_one_is_none() {
    let key = |kind: &str, body: &str| format!("-----BEGIN {kind}-----\n{body}\n-----END {kind}-----\n");
    let body = format!("{}\n{}", letters(64), letters(40));
    assert_eq!(found(&key("RSA PRIVATE KEY", &body)), ["private-key: a private key stands here"]);
    assert_eq!(found(&key("PRIVATE KEY", "...")), Vec::<String>::new());
    assert_eq!(found(&key("PUBLIC KEY", &body)), Vec::<String>::new());
}

#[test]
fn what_was_found_is_told_nowhere() {
    let file = SourceFile::new("a.md", "related: jobs:gr4vel-Tulip\namqp://jobs:gr4vel-Tulip@mq.reports.co.nz\n");
    let mut findings = check(&file);
    findings.push(
        Diagnostic::new(&rule::BAD_VALUE, &file, Span::new(0, 4), "`gr4vel-Tulip` is no id").with_help("gr4vel-Tulip"),
    );
    hide(&mut findings);
    assert!(findings.iter().all(|finding| finding.hidden.len() == 1));
    assert_eq!((findings[1].message.as_str(), findings[1].help.as_deref()), ("`***` is no id", Some("***")));
}

proptest::proptest! {
    #[test]
    fn no_text_stops_the_search(text in "(password|Bearer |://|eyJ|AKIA|@|:|=|\"|-----BEGIN |PRIVATE KEY-----|é|[a-zA-Z0-9]|[ \n;.]){0,60}") {
        let file = SourceFile::new("a.md", text.as_str());
        for finding in check(&file) {
            proptest::prop_assert!(!file.slice(finding.span).is_empty());
        }
    }
}
