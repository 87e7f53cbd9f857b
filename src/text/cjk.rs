//! Scripts that put no blanks between words: Han, Hiragana, Katakana and Hangul.

use std::ops::Range;

/// Whether a character belongs to one of these scripts and is no punctuation.
pub(super) fn is_cjk(c: char) -> bool {
    // Everything below is Latin, Greek, Cyrillic and the like; a quick way out for most text.
    c >= '\u{1100}'
        && matches!(c,
            '\u{1100}'..='\u{11ff}'
            | '\u{2e80}'..='\u{2fdf}'
            | '\u{3005}'..='\u{3007}'
            | '\u{3021}'..='\u{3029}'
            | '\u{3041}'..='\u{3096}'
            | '\u{3099}'..='\u{309f}'
            | '\u{30a1}'..='\u{30fa}'
            | '\u{30fc}'..='\u{30ff}'
            | '\u{3131}'..='\u{318e}'
            | '\u{31f0}'..='\u{31ff}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{a960}'..='\u{a97c}'
            | '\u{ac00}'..='\u{d7fb}'
            | '\u{f900}'..='\u{faff}'
            | '\u{ff66}'..='\u{ffdc}'
            | '\u{20000}'..='\u{323af}')
}

/// The language of a text that nobody names, where its script says enough: Japanese where there are kana, Korean where
/// there is Hangul, else Chinese. `None` for a text of other scripts, also where it quotes some words of these.
pub fn language_by_script(text: &str) -> Option<&'static str> {
    let (mut letters, mut ours, mut kana, mut hangul) = (0_usize, 0_usize, 0_usize, 0_usize);
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        letters += 1;
        ours += usize::from(is_cjk(c));
        kana += usize::from(matches!(c, '\u{3041}'..='\u{30ff}' | '\u{ff66}'..='\u{ff9f}'));
        hangul += usize::from(matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' | '\u{ac00}'..='\u{d7fb}'));
    }
    // A record of these scripts is full of Latin names and code; a character of theirs says what several letters say.
    let is_theirs = ours >= 20 && ours * 6 >= letters;
    let language = if hangul * 2 > ours {
        "ko"
    } else if kana * 20 > ours {
        "ja"
    } else {
        "zh"
    };
    is_theirs.then_some(language)
}

/// Whether a character only alters the one before it: voicing marks, the later letters of a Hangul syllable, variant
/// selectors.
fn follows(c: char) -> bool {
    matches!(c,
        '\u{1160}'..='\u{11ff}'
        | '\u{3099}' | '\u{309a}' | '\u{ff9e}' | '\u{ff9f}'
        | '\u{300}'..='\u{36f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{e0100}'..='\u{e01ef}')
}

/// The characters at the start of `text` that belong to these scripts, each with what alters it, as ranges of `text`.
pub(super) fn characters(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = rest.next_if(|&(_, c)| is_cjk(c))?;
        let mut end = start + first.len_utf8();
        while let Some((at, c)) = rest.next_if(|&(_, c)| follows(c)) {
            end = at + c.len_utf8();
        }
        Some(start..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_says_which_language_a_text_is_in_and_some_quoted_words_do_not() {
        let japanese = "接続プールが枯渇し、要求が待たされた。`pool.acquire()` が戻らないことを確認した。";
        let chinese = "连接池耗尽，请求一直在等待。我们确认连接没有被归还，随后重新启动了服务。";
        let korean = "연결 풀이 고갈되어 요청이 대기했다. 연결이 반환되지 않은 것을 확인했다.";
        assert_eq!([japanese, chinese, korean].map(language_by_script), [Some("ja"), Some("zh"), Some("ko")]);
        let quoting = format!(
            "{} The page said 接続プールが枯渇し、要求が待たされた。",
            "Requests waited for a connection. ".repeat(9)
        );
        assert_eq!([quoting.as_str(), "Requests wait.", "", "障害"].map(language_by_script), [None; 4]);
    }

    #[test]
    fn characters_keep_their_marks_and_end_with_the_script() {
        let text = "ｶﾞ障\u{fe00}e害";
        let found: Vec<_> = characters(text).map(|range| &text[range]).collect();
        assert_eq!(found, ["ｶﾞ", "障\u{fe00}"]);
    }
}
