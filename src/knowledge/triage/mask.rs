//! Templates: lines that differ only in numbers, ids, hashes, addresses and times are one kind of line.
//!
//! A template is compared and never shown. `templates/assets/triage/lines.js` makes the same ones in the browser.

/// Words behind which a number is a code with a meaning of its own.
const CODES: &[&str] = &["code", "status", "errno", "signal", "error", "exit"];

/// Numbers that are codes wherever they stand: how a web server says that it failed.
const ANSWERS: &[&str] =
    &["400", "401", "403", "404", "408", "409", "413", "422", "429", "500", "501", "502", "503", "504"];

/// Joiners between numbers that make one number of them.
const JOINERS: &[u8] = b".:,-_/";

/// Writes the template of `line` to `out`: every word with a digit in it is `#`, or `name#` where a name ends in a
/// number; numbers that are joined are one. Codes such as `status 503` stay.
pub fn template(line: &str, out: &mut String) {
    out.clear();
    let bytes = line.as_bytes();
    let mut at = 0;
    let mut before = 0..0;
    while at < bytes.len() {
        if !is_word(bytes[at]) {
            let end = at + bytes[at..].iter().take_while(|&&byte| !is_word(byte)).count();
            out.push_str(&line[at..end]);
            at = end;
            continue;
        }
        let end = uuid(&bytes[at..])
            .map_or_else(|| at + bytes[at..].iter().take_while(|&&byte| is_word(byte)).count(), |length| at + length);
        let word = &bytes[at..end];
        match masked(word) {
            Mask::Whole if is_code(word, &line[before.clone()]) => out.push_str(&line[at..end]),
            Mask::Whole => number(out),
            Mask::Tail(letters) => {
                out.push_str(&line[at..at + letters]);
                out.push('#');
            }
            Mask::Head(digits) => {
                number(out);
                out.push_str(&line[at + digits..end]);
            }
            Mask::None => out.push_str(&line[at..end]),
        }
        before = at..end;
        at = end;
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

/// Adds a number; one that is joined to a number before it is a part of that.
fn number(out: &mut String) {
    let joined = match out.as_bytes() {
        [.., b'#', joiner] => JOINERS.contains(joiner),
        _ => false,
    };
    if joined {
        out.pop();
    } else {
        out.push('#');
    }
}

enum Mask {
    None,
    Whole,
    /// So many letters stay, the digits behind them do not.
    Tail(usize),
    /// So many digits go, the letters behind them stay.
    Head(usize),
}

fn masked(word: &[u8]) -> Mask {
    let digits = word.iter().filter(|byte| byte.is_ascii_digit()).count();
    if digits == 0 {
        // An id in letters alone cannot be told from a word, unless no word is as long.
        return if word.len() > 40 { Mask::Whole } else { Mask::None };
    }
    let borders = word.windows(2).filter(|pair| pair[0].is_ascii_digit() != pair[1].is_ascii_digit()).count();
    let is_hex = word.len() >= 4 && word.iter().all(u8::is_ascii_hexdigit);
    if digits == word.len() || borders > 1 || is_hex || word.len() >= 20 {
        Mask::Whole
    } else if word.first().is_some_and(u8::is_ascii_digit) {
        Mask::Head(digits)
    } else {
        Mask::Tail(word.len() - digits)
    }
}

/// Whether a word is a code: `status 17`, `exit code 137`, or one that is a code wherever it stands.
fn is_code(word: &[u8], before: &str) -> bool {
    if !word.iter().all(u8::is_ascii_digit) {
        return false;
    }
    ANSWERS.iter().any(|answer| answer.as_bytes() == word)
        || word.len() <= 5 && CODES.iter().any(|code| before.eq_ignore_ascii_case(code))
}

/// The length of the UUID that the bytes start with.
fn uuid(bytes: &[u8]) -> Option<usize> {
    const LENGTH: usize = 36;
    let id = bytes.get(..LENGTH)?;
    let fits = |(at, byte): (usize, &u8)| match at {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    let ends = bytes.get(LENGTH).is_none_or(|&next| !is_word(next));
    // All letters would be a word of hyphens; no id is.
    (ends && id.iter().enumerate().all(fits)).then_some(LENGTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> String {
        let mut out = String::new();
        template(line, &mut out);
        out
    }

    #[test]
    fn what_varies_is_masked() {
        for (line, expected) in [
            ("took 12.5 ms at 10.0.0.1:8080", "took # ms at #"),
            ("took 7 ms at 10.0.12.1:80", "took # ms at #"),
            ("job 6f1c2a9e-1f2a-4b3c-8d4e-abcdefabcdef failed", "job # failed"),
            ("commit deadbeef12 in worker-17", "commit # in worker-#"),
            ("pod api-7f9c6d5b4-x2x9z, node12", "pod api-#, node#"),
            ("at 0x7ffe12ab in 30s", "at # in #s"),
            ("/var/lib/7/x.log", "/var/lib/#/x.log"),
            ("since 2026-11-22T07:29:45.123Z", "since #Z"),
        ] {
            assert_eq!(of(line), expected, "{line}");
        }
    }

    #[test]
    fn codes_stay() {
        assert_eq!(of("status=503 after 17 tries, exit code 137"), "status=503 after # tries, exit code 137");
        assert_ne!(of("GET / 200"), of("GET / 503"));
    }

    #[test]
    fn other_letters_are_left_alone() {
        assert_eq!(of("日本 エラー 42 — größer"), "日本 エラー # — größer");
    }
}
