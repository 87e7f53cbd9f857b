//! Which words say something about a failure, and how much before anybody has counted them.
//!
//! In a casebook of thirty records every second word is rare, so counting alone would take `fixed` for a telling word.
//! The list in `common.txt` are words that any team's post-mortems are full of; [`super::weigh`] takes them for common
//! until enough records say otherwise.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use crate::text::{self, STOP_WORDS, TermKind, TermRef};

/// Numbers that are hashes already need no second one.
#[derive(Default)]
pub struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, byte| hash.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

/// Keys are hashes already.
type Keys = HashSet<u64, BuildHasherDefault<AsIs>>;

static COMMON: LazyLock<Keys> =
    LazyLock::new(|| include_str!("common.txt").split_whitespace().map(|word| key(&text::stem(word))).collect());

static STOPPED: LazyLock<Keys> =
    LazyLock::new(|| STOP_WORDS.iter().chain(&CALENDAR).flat_map(|word| [key(word), key(&text::stem(word))]).collect());

/// When something happened says nothing of what it was.
const CALENDAR: [&str; 30] = [
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// A text's number; the same for the same text, in every run and on every machine (FNV-1a).
pub fn key(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Whether any team's post-mortems are full of the word of that key.
pub fn is_common(key: u64) -> bool {
    COMMON.contains(&key)
}

/// The key of a term that may tell one failure from another; `None` for words that never do: stop words, numbers other
/// than status codes, hashes, single letters, the grammar of Japanese.
pub fn telling(term: &TermRef<'_>) -> Option<u64> {
    let word = term.text;
    match term.kind {
        TermKind::Pair => word.chars().any(|c| !is_hiragana(c)).then(|| key(word)),
        TermKind::Identifier => (has_letters(word) && !is_hash(word)).then(|| key(word)),
        TermKind::Word => {
            // What begins with a digit is a number, a version or an amount.
            let says = if word.starts_with(|c: char| c.is_ascii_digit()) {
                is_status_code(word) || is_ticket(word)
            } else {
                word.chars().nth(1).is_some() && !is_hash(word)
            };
            let key = key(word);
            (says && !STOPPED.contains(&key)).then_some(key)
        }
    }
}

fn is_hiragana(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{309f}' | 'ー')
}

fn has_letters(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphabetic()).nth(1).is_some()
}

/// `404` and its like, which people search for.
fn is_status_code(word: &str) -> bool {
    matches!(word.as_bytes(), [b'4' | b'5', b'0'..=b'5', b'0'..=b'9'])
}

/// The number of a ticket or a bug: five to seven digits, and no round amount.
pub fn is_ticket(word: &str) -> bool {
    (5..=7).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit()) && !word.ends_with("000")
}

/// A task or a request by a number in letters, such as `ZhhoQjUdSauGrCMc2QEMNA`: capitals, small letters and digits
/// without an order. Nobody meets it twice, and its pieces are no words.
pub fn is_random(word: &str) -> bool {
    const LEAST: usize = 16;
    let kind = |byte: u8| match byte {
        b'a'..=b'z' => 1,
        b'A'..=b'Z' => 2,
        b'0'..=b'9' => 3,
        _ => 0,
    };
    let kinds = || word.bytes().map(kind);
    let all = || (1..=3).all(|kind| kinds().any(|other| other == kind));
    let plain = || word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    // A name in mixed case turns twice a word, which is less often.
    let turns = || kinds().zip(kinds().skip(1)).filter(|(one, next)| one != next).count();
    word.len() >= LEAST && plain() && all() && turns() * 9 >= word.len() * 4
}

/// Commit ids, request ids and the like: seven or more hexadecimal digits, letters and digits mixed.
pub fn is_hash(word: &str) -> bool {
    let hex = word.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    word.len() >= 7 && hex && word.bytes().any(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str) -> Vec<String> {
        let mut kept = Vec::new();
        text::each_term(text, |term| kept.extend(telling(&term).map(|_| term.text.to_owned())));
        kept
    }

    #[test]
    fn words_that_tell_failures_apart_are_kept() {
        assert_eq!(kept("The pool of v2 was exhausted at 10:32 with 503"), ["pool", "v2", "exhaust", "503"]);
        assert_eq!(kept("commit 3f9ac01b of queue.put on 2026-01-02"), ["commit", "queue.put", "queue", "put"]);
        assert_eq!(kept("障害がした"), ["障害", "害が"]);
    }

    #[test]
    fn numbers_in_letters_are_no_names() {
        assert!(["ZhhoQjUdSauGrCMc2QEMNA", "U4D65-moRjCWcknswXAUjg"].into_iter().all(is_random));
        let names = ["updateUserProfileForV2Api", "release-bouncer-check-firefox", "HTTP2_STREAM_ERROR_17", "QEMNA2"];
        assert!(!names.into_iter().any(is_random));
    }

    #[test]
    fn common_words_are_known_by_their_stems() {
        assert!(["issu", "fail", "servic"].iter().all(|stem| is_common(key(stem))));
        assert!(["deadlock", "dns", "certif"].iter().all(|stem| !is_common(key(stem))));
    }
}
