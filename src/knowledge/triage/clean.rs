//! A line as it came, and the line as a reader means it: without colours, cursor movements and the time it was written.
//!
//! `templates/assets/triage/lines.js` does the same in the browser.

use std::borrow::Cow;

/// The bytes as text. What is no UTF-8 is taken for Latin-1, byte by byte, so that no word is lost.
pub fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len() + 16);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|&byte| char::from(byte)));
    }
    Cow::Owned(text)
}

/// The line without escape sequences and control characters; of a line that was written over, the last state.
pub fn bare(line: &str) -> Cow<'_, str> {
    let is_plain = |c: char| !c.is_control();
    if line.chars().all(is_plain) {
        return Cow::Borrowed(line);
    }
    let line = line.trim_end_matches(['\r', '\n']);
    let line = line.rsplit('\r').find(|part| !part.trim().is_empty()).unwrap_or_default();
    let mut out = String::with_capacity(line.len());
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        match c {
            '\x1b' => skip_escape(&mut rest),
            '\u{9b}' => skip_parameters(&mut rest),
            '\t' => out.push(' '),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Skips what belongs to the escape character before it.
fn skip_escape(rest: &mut std::str::Chars<'_>) {
    let before = rest.clone();
    match rest.next() {
        Some('[') => skip_parameters(rest),
        Some(']' | 'P' | '_' | '^' | 'X') => {
            // A string for the terminal ends with a bell or with `ESC \`; one without an end ends the line.
            while let Some(c) = rest.next() {
                if c == '\x07' || c == '\u{9c}' {
                    return;
                }
                if c == '\x1b' {
                    rest.next();
                    return;
                }
            }
        }
        Some('(' | ')' | '#') => {
            rest.next();
        }
        Some(c) if c.is_ascii_graphic() => {}
        _ => *rest = before,
    }
}

fn skip_parameters(rest: &mut std::str::Chars<'_>) {
    loop {
        let before = rest.clone();
        match rest.next() {
            Some(' '..='?') => {}
            Some('@'..='~') | None => return,
            Some(_) => {
                *rest = before;
                return;
            }
        }
    }
}

/// The line without the time it starts with and the marks around it, and whether there was one.
pub fn without_time(line: &str) -> (&str, bool) {
    let line = line.trim();
    let mut at = Cursor { rest: line };
    at.any("[(<\"");
    let named = at.word_of_month();
    let dated = named || at.date();
    if dated {
        at.any("T :_");
    }
    let timed = at.time();
    if !timed && (!dated || named) {
        return (line, false);
    }
    at.any("])>\"");
    let mut rest = at.rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '|' | ':' | ',' | '-'));
    if named {
        rest = without_host(rest);
    }
    (rest, true)
}

/// Syslog puts the machine between the time and the program.
fn without_host(line: &str) -> &str {
    let Some((_, rest)) = line.split_once(' ') else { return line };
    let program = rest.split(' ').next().unwrap_or_default();
    if program.ends_with(':') && program.len() > 1 { rest } else { line }
}

struct Cursor<'a> {
    rest: &'a str,
}

impl Cursor<'_> {
    /// Takes one of some ASCII characters, where it comes next.
    fn any(&mut self, of: &str) -> bool {
        let found = self.rest.chars().next().is_some_and(|c| of.contains(c));
        if found {
            self.rest = &self.rest[1..];
        }
        found
    }

    /// Takes a text of that shape, where it comes next: `0` is a digit, `A` a capital, `a` a small letter, `-` one of
    /// `-` and `/`, anything else itself.
    fn shape(&mut self, shape: &str) -> bool {
        let bytes = self.rest.as_bytes();
        let fits = bytes.len() >= shape.len()
            && shape.bytes().zip(bytes).all(|(shape, &byte)| match shape {
                b'0' => byte.is_ascii_digit(),
                b'A' => byte.is_ascii_uppercase(),
                b'a' => byte.is_ascii_lowercase(),
                b'-' => matches!(byte, b'-' | b'/'),
                other => byte == other,
            });
        if fits {
            self.rest = &self.rest[shape.len()..];
        }
        fits
    }

    fn digits(&mut self) {
        self.rest = self.rest.trim_start_matches(|c: char| c.is_ascii_digit());
    }

    /// `Nov 22`, `Nov  2`
    fn word_of_month(&mut self) -> bool {
        ["Aaa 00", "Aaa  0", "Aaa 0"].into_iter().any(|shape| self.shape(shape))
    }

    /// `2026-11-22`, `22/Nov/2026`, `E1122`
    fn date(&mut self) -> bool {
        ["0000-00-00", "00-Aaa-0000", "A0000 "].into_iter().any(|shape| self.shape(shape))
    }

    /// `07:29`, `07:29:45`, `07:29:45.123Z`, `07:29:45,1 +0000`
    fn time(&mut self) -> bool {
        if !self.shape("00:00:00") && !self.shape("00:00") {
            return false;
        }
        if self.shape(".0") || self.shape(",0") {
            self.digits();
        }
        let zones = ["Z", "UTC", " UTC", "GMT", " GMT"];
        if !zones.into_iter().any(|zone| self.shape(zone)) {
            let offsets = ["+00:00", " +0000", "+0000", " -0000", "-00:00", "-0000"];
            let _ = offsets.into_iter().any(|offset| self.shape(offset));
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_utf_8_keep_their_letters() {
        assert_eq!(decoded(b"caf\xe9 \xe6\x97\xa5 \xff"), "café 日 ÿ");
    }

    #[test]
    fn colours_links_and_lines_written_over_vanish() {
        assert_eq!(bare("\x1b[1;31mERROR\x1b[0m \x1b]8;;http://a\x1b\\here\x1b]8;;\x07\tnow\x07"), "ERROR here now");
        assert_eq!(bare("10 %\r20 %\rdone\r\n"), "done");
        assert_eq!(bare("a\u{9b}31mb\x1b(Bc\x1b"), "abc");
    }

    #[test]
    fn times_are_cut_off_in_many_shapes() {
        for line in [
            "2026-11-22T07:29:45.123Z ERROR it broke",
            "2026/11/22 07:29:45 ERROR it broke",
            "[2026-11-22 07:29:45,123] ERROR it broke",
            "[22/Nov/2026:07:29:45 +0000] ERROR it broke",
            "07:29:45 | ERROR it broke",
            "2026-11-22 07:29:45+00:00 - ERROR it broke",
        ] {
            assert_eq!(without_time(line), ("ERROR it broke", true), "{line}");
        }
        assert_eq!(without_time("Nov  2 07:29:45 web-1 sshd[12]: it broke"), ("sshd[12]: it broke", true));
        assert!(without_time("E1122 07:29:45.123456       1 a.go:1] it broke").1);
    }

    #[test]
    fn words_that_start_with_a_date_keep_them() {
        for line in ["It broke at 07:29", "May 5 was bad", "日本 07:29:45", "12 workers hang"] {
            assert_eq!(without_time(line), (line, false));
        }
    }

    proptest::proptest! {
        #[test]
        fn no_line_panics_and_no_control_character_is_left(line in "[\\x00-\\x{9f}0-9A日:. \\[-]{0,40}") {
            let bare = bare(&line).into_owned();
            proptest::prop_assert!(!bare.contains(char::is_control));
            let _ = without_time(&bare);
        }
    }
}
