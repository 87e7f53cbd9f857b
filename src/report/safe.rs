//! Text that cannot harm a terminal.

use std::fmt::Write;

/// Whether a character may move the cursor, start an escape sequence, or turn the direction of what follows.
pub fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text on one line: each run of blanks is one blank, hostile characters are gone.
pub fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() {
            if !out.ends_with(' ') && !out.is_empty() {
                out.push(' ');
            }
        } else if !is_hostile(c) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The text with its lines and indents as they are; hostile characters are gone.
pub fn lines(text: &str) -> String {
    text.chars().filter(|&c| c == '\n' || !is_hostile(c)).collect()
}

/// The text on one line, cut behind a word when it is longer than `limit` characters.
pub fn short(text: &str, limit: usize) -> String {
    // A record may be of one line; no more is looked at than can be shown.
    let end = text.char_indices().nth(limit * 4).map_or(text.len(), |(at, _)| at);
    let line = line(text.get(..end).unwrap_or_default());
    let Some((cut, _)) = line.char_indices().nth(limit) else {
        return if end < text.len() { format!("{line}…") } else { line };
    };
    let (kept, rest) = line.split_at(cut);
    let whole = if rest.starts_with(' ') { kept } else { kept.rsplit_once(' ').map_or(kept, |(before, _)| before) };
    format!("{}…", whole.trim_end())
}

/// A web address with everything else than its plain characters written as `%XX`.
pub fn address(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_direction_marks_do_not_reach_a_line() {
        assert_eq!(line("a\x1b[31mred\x07 \u{9b}2J b\u{202e}c\r\n\td\u{2066}e"), "a[31mred 2J bc de");
        assert_eq!(line("  日本 👩‍💻  "), "日本 👩‍💻");
    }

    #[test]
    fn lines_keep_their_indents() {
        assert_eq!(lines("a\n  b\x1b[2J\r\n"), "a\n  b[2J\n");
    }

    #[test]
    fn long_text_is_cut_behind_a_word() {
        assert_eq!(short("one two three", 20), "one two three");
        assert_eq!(short("one two three", 9), "one two…");
        assert_eq!(short("one two three", 7), "one two…");
        assert_eq!(short("日本日本日本", 4), "日本日本…");
        assert_eq!(short(&"word ".repeat(100_000), 9), "word word…");
    }

    proptest::proptest! {
        #[test]
        fn no_text_gets_a_hostile_character_through(text in "[\\x00-\\x{ffff}]{0,40}", limit in 0usize..30) {
            proptest::prop_assert!(!line(&text).contains(is_hostile));
            let short = short(&text, limit);
            proptest::prop_assert!(!short.contains(is_hostile));
            proptest::prop_assert!(short.chars().count() <= limit + 1);
            proptest::prop_assert!(address(&text).bytes().all(|b| b.is_ascii_graphic()));
        }
    }
}
