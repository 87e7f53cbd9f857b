//! Sentences: where one ends and the next begins.

use std::ops::Range;

/// Ends with a dot and goes on.
const ABBREVIATIONS: [&str; 29] = [
    "al", "approx", "bl.a", "bzw", "ca", "cf", "dr", "e.g", "eg", "esp", "fig", "i.e", "ie", "incl", "jr", "kl",
    "misc", "mr", "mrs", "ms", "prof", "resp", "sec", "sr", "st", "viz", "vs", "w.r.t", "z.b",
];

/// Ends with a dot and goes on when a number follows.
const BEFORE_NUMBERS: [&str; 7] = ["art", "ch", "no", "nr", "p", "pp", "vol"];

/// Ends with a dot and goes on unless a capital follows.
const BEFORE_SMALL_LETTERS: [&str; 8] = ["a.m", "ect", "etc", "inc", "ltd", "max", "min", "p.m"];

/// The sentences of a run of prose, as byte ranges without the blanks around them; together they hold every
/// character that is not white space.
///
/// A sentence ends at `.`, `!`, `?` or `…` when a blank follows and the dot is not that of an abbreviation, an initial
/// or a list number; at `。`, `！` and `？`; at a blank line; and at a line break behind such an end or before a list
/// marker.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut start, mut at) = (0, 0);
    while let Some(skipped) = text[at..].find(is_interesting) {
        at += skipped;
        let c = text[at..].chars().next().expect("the search found a character here");
        let (next, ends) = match c {
            '\n' => (at + 1, ends_line(&text[at + 1..])),
            '.' | '!' | '?' | '…' => terminal(text, start, at),
            _ => (after_closers(text, at), true),
        };
        at = next;
        if ends {
            push_trimmed(text, start..at, &mut found);
            start = at;
        }
    }
    push_trimmed(text, start..text.len(), &mut found);
    found
}

fn is_interesting(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '\n') || is_wide_terminal(c)
}

fn is_wide_terminal(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '｡' | '．')
}

fn push_trimmed(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    let end = range.start + part.trim_end().len();
    if start < end {
        found.push(start..end);
    }
}

/// Where the terminal at `at`, with the terminals, quotes and brackets behind it, ends, and whether it ends the sentence
/// that began at `start`.
fn terminal(text: &str, start: usize, at: usize) -> (usize, bool) {
    let end = after_closers(text, at);
    let blank = text[end..].chars().next().is_none_or(char::is_whitespace);
    let bare_dot = text[at..end] == *".";
    (end, blank && !(bare_dot && goes_on(&text[start..at], &text[end..])))
}

/// The end of the terminals at `at` and of the quotes and brackets that close behind them.
fn after_closers(text: &str, at: usize) -> usize {
    let is_closer =
        |c| matches!(c, '"' | '\'' | ')' | ']' | '}' | '»' | '”' | '’' | '」' | '』' | '）' | '】' | '*' | '`');
    let behind = text[at..].trim_start_matches(|c| matches!(c, '.' | '!' | '?' | '…') || is_wide_terminal(c));
    text.len() - behind.trim_start_matches(is_closer).len()
}

/// Whether the dot between `before`, the sentence so far, and `after` does not end it. Looks at the last word only, so
/// that a text of nothing but abbreviations takes linear time.
fn goes_on(before: &str, after: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | ',')).next().unwrap_or(before);
    if word.is_empty() || word.len() > 6 {
        return false;
    }
    let line_before = before[..before.len() - word.len()].trim_end_matches([' ', '\t']);
    let starts_line = line_before.is_empty() || line_before.ends_with('\n');
    let word = word.to_ascii_lowercase();
    let next = after.trim_start().chars().next();
    // `am 04.11. abgelaufen`, `node a.b. was closed`: a word with a dot in it goes on where no capital follows.
    let has_dot = word.contains('.') && next.is_some_and(char::is_lowercase);
    has_dot
        || starts_line && is_list_number(&word)
        || before.ends_with(|c: char| c.is_uppercase() && c != 'I') && word.chars().count() == 1
        || ABBREVIATIONS.contains(&word.as_str())
        || BEFORE_NUMBERS.contains(&word.as_str()) && next.is_some_and(|c| c.is_ascii_digit())
        || BEFORE_SMALL_LETTERS.contains(&word.as_str()) && next.is_some_and(|c| !c.is_uppercase())
}

/// `1`, `12` or `a`, which a dot turns into the number of a list item.
fn is_list_number(word: &str) -> bool {
    word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_digit())
        || word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Whether a sentence cannot go on in the line that `next` starts with: it is blank or opens a list item. (A line that
/// follows a terminal was cut off at that already.)
fn ends_line(next: &str) -> bool {
    let line = next.trim_start_matches([' ', '\t', '\r']);
    line.is_empty() || line.starts_with('\n') || is_list_item(line)
}

fn is_list_item(line: &str) -> bool {
    let bullet = line.strip_prefix(['-', '*', '+', '•', '–']);
    let digits = line.bytes().take(4).take_while(u8::is_ascii_digit).count();
    let number = if (1..=3).contains(&digits) { line[digits..].strip_prefix(['.', ')']) } else { None };
    let boxed = line.strip_prefix("[ ]").or_else(|| line.strip_prefix("[x]"));
    bullet.or(number).or(boxed).is_some_and(|rest| rest.starts_with([' ', '\t']))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn sentences_end_at_terminals_with_a_blank_behind() {
        assert_eq!(
            cut("It hung. Why?! Nobody knew… \"Really.\" It did"),
            ["It hung.", "Why?!", "Nobody knew…", "\"Really.\"", "It did",]
        );
    }

    #[test]
    fn dots_inside_names_and_behind_abbreviations_end_nothing() {
        for whole in [
            "We use v1.2 of asyncio.Queue here",
            "Some brokers, e.g. the old one (i.e. ours), hang",
            "It took approx. 5 s vs. 2 s before",
            "See no. 7 and fig. 2",
            "Logs, traces, etc. were gone",
            "J. Doe saw it",
            "1. The pool was full",
            "a. The pool was full",
            "The certificate had run out am 04.11. abgelaufen",
            "The node a.b. was closed",
        ] {
            assert_eq!(cut(whole), [whole]);
        }
        assert_eq!(
            cut("Was it the disk? no. It was etc. Nothing else."),
            ["Was it the disk?", "no.", "It was etc.", "Nothing else.",]
        );
    }

    #[test]
    fn wide_terminals_need_no_blank() {
        assert_eq!(
            cut("停止した。原因は不明！「なぜ？」調査中"),
            ["停止した。", "原因は不明！", "「なぜ？」", "調査中"]
        );
    }

    #[test]
    fn blank_lines_ends_of_lines_and_list_items_cut() {
        assert_eq!(cut("one\ntwo\n \nthree\r\n\r\nfour"), ["one\ntwo", "three", "four"]);
        assert_eq!(cut("Done.\nnext\n- item\n2. second\n[ ] box"), ["Done.", "next", "- item", "2. second", "[ ] box"]);
    }

    proptest! {
        #[test]
        fn every_character_but_blanks_stands_in_one_sentence(text in "([a-zA-Z0-9 .!?…。\n\"')-]|[^\\x00]){0,80}") {
            let found = sentences(&text);
            let mut end = 0;
            for range in &found {
                prop_assert!(end <= range.start && range.start < range.end);
                prop_assert!(text[end..range.start].trim().is_empty());
                prop_assert_eq!(text[range.clone()].trim(), &text[range.clone()]);
                end = range.end;
            }
            prop_assert!(text[end..].trim().is_empty());
        }
    }
}
