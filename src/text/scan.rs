//! From text to terms.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::cjk;
use super::fold::{fold_into, is_apostrophe, is_ignorable};
use super::stems::{Stems, with_stems};
use super::{TermKind, TermRef};

/// Longer terms help nobody: a word is cut there, an identifier is known by its parts alone.
const LONGEST: usize = 256;

/// Calls `each` with every term of a text, in the order of [`super::terms`], without allocating any of them; gives how many
/// places they take.
pub fn each_term(text: &str, each: impl FnMut(TermRef<'_>)) -> u32 {
    with_stems(|stems| Scan { text, each, position: 0, stems, buffer: String::new() }.run())
}

/// How a run of characters without blanks is taken apart, from the outside in.
#[derive(Clone, Copy)]
enum Level {
    /// At `.`, `:`, `/` and the like.
    Path,
    /// At `_` and `-`.
    Snake,
    /// At the humps of camelCase, and between letters and digits.
    Camel,
    /// No further.
    Word,
}

struct Scan<'t, F> {
    text: &'t str,
    each: F,
    position: u32,
    stems: &'t mut Stems,
    buffer: String,
}

impl<F: FnMut(TermRef<'_>)> Scan<'_, F> {
    fn run(mut self) -> u32 {
        let mut at = 0;
        while let Some(c) = self.text[at..].chars().next() {
            if cjk::is_cjk(c) {
                at = self.pairs(at);
            } else if c.is_alphanumeric() {
                let end = run_end(self.text, at);
                // Nearly all words are of this kind and need no second look.
                let plain = self.text.as_bytes()[at + c.len_utf8()..end].iter().all(u8::is_ascii_lowercase);
                self.part(at..end, if plain { Level::Word } else { Level::Path });
                at = end;
            } else {
                at += c.len_utf8();
            }
        }
        self.position
    }

    fn part(&mut self, range: Range<usize>, level: Level) {
        let text = self.text;
        let part = &text[range.clone()];
        let next = match level {
            Level::Path => Level::Snake,
            Level::Snake => Level::Camel,
            Level::Camel => Level::Word,
            Level::Word => return self.word(range),
        };
        let (mut pieces, mut only) = (0, 0..0);
        pieces_of(part, level, |piece| (pieces, only) = (pieces + 1, piece));
        if pieces == 1 {
            // The joiners around a lone piece, as in `/_name`, are no part of it.
            return self.part(range.start + only.start..range.start + only.end, next);
        }
        self.identifier(range.clone());
        pieces_of(part, level, |piece| self.part(range.start + piece.start..range.start + piece.end, next));
    }

    fn identifier(&mut self, range: Range<usize>) {
        self.buffer.clear();
        fold_into(&self.text[range.clone()], &mut self.buffer);
        if self.buffer.len() <= LONGEST {
            let (text, position) = (self.buffer.as_str(), self.position);
            (self.each)(TermRef { text, range, position, kind: TermKind::Identifier });
        }
    }

    fn word(&mut self, range: Range<usize>) {
        self.buffer.clear();
        fold_into(without_genitive(&self.text[range.clone()]), &mut self.buffer);
        if self.buffer.is_empty() {
            return;
        }
        self.buffer.truncate(self.buffer.floor_char_boundary(LONGEST));
        let (text, position) = (self.stems.stem(&self.buffer), self.position);
        (self.each)(TermRef { text, range, position, kind: TermKind::Word });
        self.position += 1;
    }

    /// Gives the pairs of a run of characters that starts at `at`, and returns where it ends.
    fn pairs(&mut self, at: usize) -> usize {
        let text = self.text;
        let mut characters = cjk::characters(&text[at..]).map(|range| at + range.start..at + range.end).peekable();
        let mut end = at;
        let mut first = true;
        while let Some(character) = characters.next() {
            end = character.end;
            match characters.peek() {
                Some(second) => self.pair(character.start..second.end),
                None if first => self.pair(character),
                None => {}
            }
            first = false;
        }
        end
    }

    fn pair(&mut self, range: Range<usize>) {
        self.buffer.clear();
        fold_into(&self.text[range.clone()], &mut self.buffer);
        let (text, position) = (self.buffer.as_str(), self.position);
        (self.each)(TermRef { text, range, position, kind: TermKind::Pair });
        self.position += 1;
    }
}

/// Where the run of letters, digits and joiners that starts at `start` ends; joiners at its end are not part of it.
fn run_end(text: &str, start: usize) -> usize {
    let mut end = start;
    loop {
        let rest = &text[end..];
        // Most characters are ASCII letters; this skips them by the byte.
        end += rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let rest = &text[end..];
        let Some(c) = rest.chars().next() else { return end };
        if is_word_character(c) {
            end += c.len_utf8();
        } else if let Some(more) = joined(rest).or_else(|| contraction(rest)) {
            end += more;
        } else {
            return end;
        }
    }
}

fn is_word_character(c: char) -> bool {
    !cjk::is_cjk(c) && (c.is_alphanumeric() || !c.is_ascii() && (is_combining_mark(c) || is_ignorable(c)))
}

fn is_path_joiner(c: char) -> bool {
    matches!(c, '.' | ':' | '/' | '@' | '#' | '$' | '\\')
}

fn is_joiner(c: char) -> bool {
    is_path_joiner(c) || matches!(c, '_' | '-')
}

/// The length of the joiners that `rest` starts with, where they join: up to three, a letter or digit behind them.
/// Two dots or dashes are punctuation.
fn joined(rest: &str) -> Option<usize> {
    let length = rest.bytes().take(4).take_while(|byte| is_joiner(char::from(*byte))).count();
    let joiners = &rest[..length];
    let joins = (1..=3).contains(&length) && !joiners.contains("..") && !joiners.contains("--");
    let next = rest[length..].chars().next()?;
    (joins && next.is_alphanumeric() && !cjk::is_cjk(next)).then_some(length)
}

/// The length of an ending such as `'s` or `n't`'s `'t`, where `rest` starts with one.
fn contraction(rest: &str) -> Option<usize> {
    let apostrophe = rest.chars().next().filter(|c| is_apostrophe(*c))?.len_utf8();
    let ending = rest[apostrophe..].bytes().take(3).take_while(u8::is_ascii_alphabetic).count();
    let known = ["s", "t", "d", "m", "re", "ve", "ll"];
    let after = rest[apostrophe + ending..].chars().next();
    let whole = known.iter().any(|known| rest[apostrophe..apostrophe + ending].eq_ignore_ascii_case(known))
        && !after.is_some_and(char::is_alphanumeric);
    whole.then_some(apostrophe + ending)
}

/// The word without an `'s` at its end.
fn without_genitive(word: &str) -> &str {
    word.strip_suffix(['s', 'S']).and_then(|bare| bare.strip_suffix(is_apostrophe)).unwrap_or(word)
}

/// Calls `each` with the pieces that a level makes of `part`, as ranges of it.
fn pieces_of(part: &str, level: Level, each: impl FnMut(Range<usize>)) {
    match level {
        Level::Path => split(part, is_path_joiner, each),
        Level::Snake => split(part, |c| matches!(c, '_' | '-'), each),
        Level::Camel => humps(part, each),
        Level::Word => {}
    }
}

fn split(part: &str, at: impl Fn(char) -> bool, mut each: impl FnMut(Range<usize>)) {
    let mut start = 0;
    for piece in part.split(at) {
        let end = start + piece.len();
        if !piece.is_empty() {
            each(start..end);
        }
        // Every joiner is one byte long.
        start = end + 1;
    }
}

/// Cuts before a capital that follows a small letter or digit, before the last of several capitals when a small letter
/// follows it, and between letters and digits where [`has_two_halves`] says so.
fn humps(part: &str, mut each: impl FnMut(Range<usize>)) {
    if let Some(border) = has_two_halves(part) {
        each(0..border);
        each(border..part.len());
        return;
    }
    if part.bytes().skip(1).all(|byte| byte.is_ascii_lowercase()) {
        return each(0..part.len());
    }
    let (mut start, mut before, mut at_before) = (0, None::<char>, 0);
    for (at, c) in part.char_indices() {
        let border = match before {
            Some(b) if c.is_uppercase() && (b.is_lowercase() || b.is_numeric()) => at,
            // `HTTPServer`, but not `IDs` and `IPv4`.
            Some(b) if b.is_uppercase() && opens_small_word(&part[at..]) => at_before,
            _ => start,
        };
        if border > start {
            each(start..border);
            start = border;
        }
        (before, at_before) = (Some(c), at);
    }
    each(start..part.len());
}

/// Whether a text begins with two small letters.
fn opens_small_word(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(char::is_lowercase) && characters.next().is_some_and(char::is_lowercase)
}

/// The border between letters and digits in words such as `E8318`, `python3` and `10ms`; not in `v2`, `30s` and hashes.
fn has_two_halves(part: &str) -> Option<usize> {
    let bytes = part.as_bytes();
    let first_is_digit = bytes.first()?.is_ascii_digit();
    let border = bytes.iter().position(|byte| byte.is_ascii_digit() != first_is_digit)?;
    let (head, tail) = bytes.split_at(border);
    // One word in any case, so that `AFTv5` and `aftv5` are cut alike; `maxPods2` is left to its humps.
    let hump = |pair: &[u8]| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase();
    let acronym = |three: &[u8]| three[0].is_ascii_uppercase() && three[1..].iter().all(u8::is_ascii_lowercase);
    let letters = |half: &[u8]| {
        half.iter().all(u8::is_ascii_alphabetic)
            && !half.windows(2).any(hump)
            && !half.get(1..).unwrap_or_default().windows(3).any(acronym)
    };
    let two = if first_is_digit {
        tail.len() >= 2 && letters(tail)
    } else {
        letters(head) && tail.iter().all(u8::is_ascii_digit) && (head.len() >= 2 || tail.len() >= 3)
    };
    two.then_some(border)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{is_apostrophe, is_combining_mark};
    use crate::text::{Term, TermKind, terms};

    fn texts(text: &str) -> Vec<String> {
        terms(text).into_iter().map(|term| term.text).collect()
    }

    fn placed(text: &str) -> Vec<(String, u32, &str)> {
        terms(text).into_iter().map(|term| (term.text, term.position, &text[term.range])).collect()
    }

    #[test]
    fn words_are_folded_and_stemmed() {
        assert_eq!(texts("The Queues were BLOCKED, café closed"), ["the", "queue", "were", "block", "cafe", "close"]);
    }

    #[test]
    fn apostrophes_vanish_and_genitives_with_them() {
        assert_eq!(
            texts("don't server's servers' it’s we'll 'quoted' l'heure"),
            ["dont", "server", "server", "it", "well", "quot", "l", "heur"]
        );
    }

    #[test]
    fn identifiers_are_found_whole_and_in_parts() {
        assert_eq!(
            placed("a queue.put_nowait() b"),
            [
                ("a".to_owned(), 0, "a"),
                ("queue.put_nowait".to_owned(), 1, "queue.put_nowait"),
                ("queue".to_owned(), 1, "queue"),
                ("put_nowait".to_owned(), 2, "put_nowait"),
                ("put".to_owned(), 2, "put"),
                ("nowait".to_owned(), 3, "nowait"),
                ("b".to_owned(), 4, "b"),
            ]
        );
    }

    #[test]
    fn humps_of_camel_case_are_parts() {
        assert_eq!(texts("maxConnections"), ["maxconnections", "max", "connect"]);
        assert_eq!(texts("HTTPServer"), ["httpserver", "http", "server"]);
        assert_eq!(texts("IDs URLs Error ERROR"), ["id", "url", "error", "error"]);
    }

    #[test]
    fn letters_and_digits_part_where_both_say_something() {
        assert_eq!(texts("E8318 python3 10ms"), ["e8318", "e", "8318", "python3", "python", "3", "10ms", "10", "ms"]);
        assert_eq!(texts("v2 30s a3f9c k8s 2026"), ["v2", "30s", "a3f9c", "k8s", "2026"]);
    }

    #[test]
    fn hyphenated_words_paths_and_dates_are_identifiers() {
        assert_eq!(
            texts("event-loop /var/log/x.log:42"),
            ["event-loop", "event", "loop", "var/log/x.log:42", "var", "log", "x", "log", "42"]
        );
        assert_eq!(texts("C:\\Temp 2026-01-02"), ["c:\\temp", "c", "temp", "2026-01-02", "2026", "01", "02"]);
    }

    #[test]
    fn punctuation_around_words_joins_nothing() {
        assert_eq!(
            texts("_private_ --flag wait...what a -- b one--two end. @ $ x:"),
            ["privat", "flag", "wait", "what", "a", "b", "one", "two", "end", "x"]
        );
    }

    #[test]
    fn scripts_without_blanks_give_pairs() {
        let pairs = placed("障害が発生 x 水");
        let expected = [("障害", 0), ("害が", 1), ("が発", 2), ("発生", 3), ("x", 4), ("水", 5)];
        assert_eq!(pairs.iter().map(|(text, at, _)| (text.as_str(), *at)).collect::<Vec<_>>(), expected);
        assert!(pairs.iter().all(|(text, _, source)| text == source));
        assert_eq!(texts("DB接続error"), ["db", "接続", "error"]);
        assert_eq!(texts("ｶﾞｿﾘﾝ"), ["ガソ", "ソリ", "リン"]);
        assert_eq!(texts("서버가 중단"), ["서버", "버가", "중단"]);
    }

    #[test]
    fn endless_words_are_cut_and_endless_identifiers_known_by_their_parts() {
        let found = terms(&"x".repeat(1000));
        assert_eq!((found.len(), found[0].text.len(), found[0].range.len()), (1, 256, 1000));
        assert!(terms(&"ab/".repeat(1000)).iter().all(|term| term.kind == TermKind::Word));
    }

    proptest! {
        #[test]
        fn ranges_lie_on_borders_in_order_and_no_letter_is_lost(
            text in "([a-zA-Z0-9 _.:/'’-]|[ぁ-ん漢字ｶﾞ가e\u{301}ßİ]|[^\\x00]){0,60}"
        ) {
            let found = terms(&text);
            let mut covered = vec![false; text.len()];
            for pair in found.windows(2) {
                let key = |term: &Term| (term.position, term.range.start);
                prop_assert!(key(&pair[0]) <= key(&pair[1]));
            }
            for term in &found {
                prop_assert!(!term.text.is_empty() && term.text.len() <= 256);
                prop_assert!(text.get(term.range.clone()).is_some_and(|source| !source.is_empty()));
                covered[term.range.clone()].fill(true);
            }
            for (at, c) in text.char_indices() {
                // Letters to Unicode that no word is made of: accents, and an apostrophe.
                let is_bare = is_combining_mark(c) || is_apostrophe(c);
                prop_assert!(covered[at] || !c.is_alphanumeric() || is_bare, "{:?}", c);
            }
        }
    }
}
