//! Bytes as text: whatever a file holds, its words stay readable, and what was done is told.

use std::sync::Arc;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, WINDOWS_1252};

use crate::diag::{Diagnostic, Fix, rule};
use crate::source::{SourceFile, Span};

/// A decoded file.
pub struct Decoded {
    /// Its text.
    pub text: String,
    /// What was done to get it, ordered by rule.
    pub notes: Vec<Note>,
}

/// Something that had to be done.
#[derive(Debug, PartialEq, Eq)]
pub enum Note {
    /// A byte-order mark was passed over.
    ByteOrderMark,
    /// The bytes are of another encoding, named by its byte-order mark.
    OtherEncoding(&'static str),
    /// The bytes are not UTF-8 from `at` (in the text) on; all of it was read as that encoding.
    Guessed { at: usize, encoding: &'static str },
    /// The text is UTF-8 but for a few bytes, the first of them at `at` (in the text).
    StrayBytes { at: usize, count: usize },
    /// NUL bytes were replaced, the first of them at `at`.
    Nul { at: usize, count: usize },
}

impl Note {
    /// The note as a finding about the file.
    pub fn finding(&self, file: &Arc<SourceFile>) -> Diagnostic {
        let character = |at: usize| {
            let len = file.text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            if len == 0 { Span::default() } else { Span::new(at, at + len) }
        };
        match *self {
            Note::ByteOrderMark => {
                let message = "the file starts with a byte-order mark";
                Diagnostic::new(&rule::BYTE_ORDER_MARK, file, Span::default(), message)
                    .with_fix(Fix::without_mark("save the file without it"))
            }
            Note::OtherEncoding(encoding) => {
                let message = format!("the file is `{encoding}`, not UTF-8");
                Diagnostic::new(&rule::INVALID_UTF8, file, Span::default(), message).with_help("save it as UTF-8")
            }
            Note::Guessed { at, encoding } => {
                let message = format!("the file is not UTF-8 from here on; it was read as `{encoding}`");
                let help = "save it as UTF-8, and see whether its letters came out right";
                Diagnostic::new(&rule::INVALID_UTF8, file, character(at), message).with_help(help)
            }
            Note::StrayBytes { at, count } => {
                let message = match count {
                    1 => "the bytes here are not UTF-8; the rest of the file is".to_owned(),
                    _ => format!("{count} places are not UTF-8, here is the first; the rest of the file is"),
                };
                let help = "write these letters anew and save the file as UTF-8";
                Diagnostic::new(&rule::INVALID_UTF8, file, character(at), message).with_help(help)
            }
            Note::Nul { at, count } => {
                let bytes = if count == 1 { "1 NUL byte was".to_owned() } else { format!("{count} NUL bytes were") };
                let message = format!("{bytes} replaced by the replacement character");
                Diagnostic::new(&rule::NUL_BYTE, file, character(at), message).with_help("remove them")
            }
        }
    }
}

/// Decodes a file.
pub fn decode(bytes: Vec<u8>) -> Decoded {
    let (text, mut notes) = match Encoding::for_bom(&bytes) {
        Some((encoding, mark)) if encoding == encoding_rs::UTF_8 => {
            let (text, notes) = without_mark(bytes[mark..].to_vec());
            (text, std::iter::once(Note::ByteOrderMark).chain(notes).collect())
        }
        Some((encoding, mark)) => {
            let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
            (text.into_owned(), vec![Note::OtherEncoding(encoding.name())])
        }
        None => without_mark(bytes),
    };
    let text = with_line_feeds(without_nul(text, &mut notes));
    Decoded { text, notes }
}

/// Ends every line with `\n` or `\r\n`: a carriage return that stands alone ends a line in Markdown too, and is the one
/// line end that its readers and ours would count differently. No place moves.
fn with_line_feeds(text: String) -> String {
    if !text.contains('\r') {
        return text;
    }
    let mut rest = text.chars().peekable();
    let mut out = String::with_capacity(text.len());
    while let Some(c) = rest.next() {
        out.push(if c == '\r' && rest.peek() != Some(&'\n') { '\n' } else { c });
    }
    out
}

fn without_mark(bytes: Vec<u8>) -> (String, Vec<Note>) {
    match String::from_utf8(bytes) {
        Ok(text) => (text, Vec::new()),
        Err(error) => {
            let (text, note) = decode_invalid(error.as_bytes());
            (text, vec![note])
        }
    }
}

/// A file in another encoding has next to no letters that are UTF-8 by chance; a UTF-8 file that something damaged
/// has many. The latter must not lose its good letters for the sake of a few bad bytes.
fn decode_invalid(bytes: &[u8]) -> (String, Note) {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    if good > bad { piecewise(bytes, bad) } else { guess(bytes) }
}

fn piecewise(bytes: &[u8], count: usize) -> (String, Note) {
    let mut text = String::with_capacity(bytes.len());
    let mut first = None;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if chunk.invalid().is_empty() {
            continue;
        }
        first.get_or_insert(text.len());
        match chunk.invalid() {
            // A lone byte was most likely pasted from an editor that writes Western letters as single bytes.
            [byte] => text.push_str(&WINDOWS_1252.decode_without_bom_handling(&[*byte]).0),
            _ => text.push(char::REPLACEMENT_CHARACTER),
        }
    }
    (text, Note::StrayBytes { at: first.unwrap_or_default(), count })
}

fn guess(bytes: &[u8]) -> (String, Note) {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let valid = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    let before = encoding.decode_without_bom_handling(&bytes[..valid]).0.len();
    let at = text.floor_char_boundary(before);
    (text.into_owned(), Note::Guessed { at, encoding: encoding.name() })
}

fn without_nul(text: String, notes: &mut Vec<Note>) -> String {
    let Some(first) = text.find('\0') else { return text };
    let count = text.bytes().filter(|&byte| byte == 0).count();
    // The replacement is three bytes long where one was.
    for note in notes.iter_mut() {
        if let Note::Guessed { at, .. } | Note::StrayBytes { at, .. } = note {
            *at += 2 * text.bytes().take(*at).filter(|&byte| byte == 0).count();
        }
    }
    notes.push(Note::Nul { at: first, count });
    text.replace('\0', "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text, and each finding as `rule@byte: message`.
    fn read(bytes: &[u8]) -> (String, Vec<String>) {
        let decoded = decode(bytes.to_vec());
        let file = SourceFile::new("a.md", decoded.text.clone());
        let findings = decoded.notes.iter().map(|note| {
            let finding = note.finding(&file);
            format!("{}@{} {}", finding.rule.id, finding.span.start, finding.message)
        });
        (decoded.text, findings.collect())
    }

    #[test]
    fn plain_utf8_is_taken_as_it_is() {
        assert_eq!(read("é 日本\r\n".as_bytes()), ("é 日本\r\n".to_owned(), vec![]));
        assert_eq!(read(b""), (String::new(), vec![]));
    }

    #[test]
    fn a_carriage_return_alone_ends_a_line() {
        assert_eq!(read(b"a\rb\r\r\nc\r\n\r").0, "a\nb\n\r\nc\r\n\n");
    }

    #[test]
    fn a_byte_order_mark_is_passed_over() {
        let expected = vec!["byte-order-mark@0 the file starts with a byte-order mark".to_owned()];
        assert_eq!(read(b"\xef\xbb\xbfabc"), ("abc".to_owned(), expected));
    }

    #[test]
    fn utf_16_is_read_by_its_mark() {
        let bytes: Vec<u8> = [0xfeff].into_iter().chain("Größe".encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let expected = vec!["invalid-utf8@0 the file is `UTF-16LE`, not UTF-8".to_owned()];
        assert_eq!(read(&bytes), ("Größe".to_owned(), expected));
    }

    #[test]
    fn western_bytes_keep_their_letters() {
        let (bytes, _, _) = WINDOWS_1252.encode("Die Größe der Puffer führte zu „Überlauf“ im Gerät.");
        let (text, findings) = read(&bytes);
        assert_eq!(text, "Die Größe der Puffer führte zu „Überlauf“ im Gerät.");
        let message = "the file is not UTF-8 from here on; it was read as `windows-1252`";
        assert_eq!(findings, vec![format!("invalid-utf8@6 {message}")]);
    }

    #[test]
    fn japanese_bytes_keep_their_letters() {
        let words = "障害の原因はデータベースの接続プールの枯渇でした。再起動しても治りませんでした。";
        let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode(words);
        let (text, findings) = read(&bytes);
        assert_eq!(text, words);
        assert!(findings[0].ends_with("it was read as `Shift_JIS`"), "{findings:?}");
    }

    #[test]
    fn one_stray_byte_costs_no_good_letter() {
        let (text, findings) = read(b"\xe6\x97\xa5\xe6\x9c\xac caf\xe9 \xe2\x9c\x93");
        assert_eq!(text, "日本 café ✓");
        assert_eq!(findings, vec!["invalid-utf8@10 the bytes here are not UTF-8; the rest of the file is"]);
    }

    #[test]
    fn nul_bytes_are_replaced_and_counted() {
        let (text, findings) = read(b"a\0b\0");
        assert_eq!(text, "a\u{fffd}b\u{fffd}");
        assert_eq!(findings, vec!["nul-byte@1 2 NUL bytes were replaced by the replacement character"]);
        let (_, findings) = read(b"\0caf\xe9");
        assert!(findings[0].starts_with("invalid-utf8@6 "), "{findings:?}");
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_panic_and_every_note_has_a_place_in_the_text(bytes in proptest::collection::vec(
            proptest::prop_oneof![proptest::prelude::any::<u8>(), 0u8..3, proptest::sample::select(&b"a\r\n"[..])], 0..60)
        ) {
            let decoded = decode(bytes);
            let file = SourceFile::new("a.md", decoded.text.clone());
            for note in &decoded.notes {
                proptest::prop_assert!(file.text.get(note.finding(&file).span.range()).is_some());
            }
            proptest::prop_assert!(!decoded.text.contains('\0'));
            proptest::prop_assert!(!decoded.text.replace("\r\n", "").contains('\r'));
        }
    }
}
