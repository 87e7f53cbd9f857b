//! Headings and labels in the form that words are listed in, and how a name or word is found inside a longer text.

/// Brings a heading or label into the form that the words are listed in: lower case, no emoji, numbering, markup or
/// trailing colon or question mark, single blanks.
pub(super) fn normalise(label: &str) -> String {
    let kept = |c: char| c.is_alphanumeric() || c.is_whitespace() || "'’-_/()（）;:;.?&+・.,#".contains(c);
    let lower: String =
        label.to_lowercase().chars().filter(|&c| kept(c)).map(|c| if c == '’' { '\'' } else { c }).collect();
    let lower = lower.split_whitespace().collect::<Vec<_>>().join(" ");
    let bare = strip_numbering(&lower);
    let bare = bare.trim_matches(|c: char| c.is_whitespace() || ":.,-#?：".contains(c));
    // The author's emoji may leave letters of a mis-decoded one; the first word of such a heading is passed over.
    bare.trim_start_matches("update ").trim_start_matches("update:").trim().to_owned()
}

/// Takes `1.`, `2)`, `3.1`, `(a)`, `iv.`, `section 4 -`, `d4:` off the front.
fn strip_numbering(text: &str) -> &str {
    // `Phase 1 issues` and `Step 2 fix` are names of their own.
    const PARTS: [&str; 4] = ["section ", "part ", "chapter ", "§ "];
    let behind_part = PARTS.iter().find_map(|part| text.strip_prefix(part));
    let text = behind_part.filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(text);
    if let Some(rest) = without_letter(text) {
        return rest;
    }
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let numbered = rest.len() < text.len()
        && (rest.starts_with([' ', ')', ':']) || text[..text.len() - rest.len()].ends_with('.'));
    let rest = if numbered { rest.trim_start_matches([')', ':', ' ', '-']) } else { text };
    if rest.is_empty() { text } else { rest }
}

/// Takes a letter or a Roman number with its mark off the front, and the disciplines of a report that has eight of them:
/// `b)`, `(b)`, `iii.`, `d4 -`.
fn without_letter(text: &str) -> Option<&str> {
    const MARKS: [char; 3] = ['.', ')', ':'];
    let inside = text.strip_prefix('(').unwrap_or(text);
    let end = inside.find(|c: char| !c.is_ascii_alphanumeric())?;
    let (own, behind) = inside.split_at(end);
    let is_letter = own.len() == 1 && own.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_roman = own.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x'));
    let is_discipline = matches!(own.as_bytes(), [b'd', b'0'..=b'8']);
    let rest = behind.trim_start_matches(|c: char| " -".contains(c) || MARKS.contains(&c));
    let is_marked = behind.starts_with(MARKS) || behind.starts_with(" - ") || is_discipline;
    (is_marked && (is_letter || is_roman || is_discipline) && !rest.is_empty()).then_some(rest)
}

/// Takes `1`, `#23`, `(2)` off the end.
pub(super) fn without_number(name: &str) -> &str {
    let rest = name.trim_end_matches(|c: char| c.is_ascii_digit() || "#()abc. ".contains(c) && !c.is_alphabetic());
    let ends_in_number = name[rest.len()..].contains(|c: char| c.is_ascii_digit());
    if ends_in_number { rest.trim_end_matches(['#', '(', ' ']).trim() } else { name }
}

/// Splits a heading at the first colon, spaced dash or bracket.
pub(super) fn split_title(heading: &str) -> Option<(&str, &str)> {
    const MARKS: [&str; 8] = [": ", "：", " - ", " – ", " — ", " (", "（", " #"];
    let cut = MARKS.iter().filter_map(|mark| heading.find(mark).map(|at| (at, mark.len()))).min();
    let (at, length) = cut.or_else(|| heading.find(':').map(|at| (at, 1)))?;
    let bracket = heading[at..].starts_with([' ', '（']) && heading[at..].contains(['(', '（']) && length <= 3;
    let after = heading[at + length..].trim();
    let is_note = bracket && heading.trim_end().ends_with([')', '）']);
    Some((heading[..at].trim(), if is_note { "" } else { after.trim_start_matches([':', ' ']) }))
}

/// The name inside a longer one, in the form that [`normalise`] gives, without words that only stress before it and
/// without what a join, given with blanks around it, begins behind it; and that join. A join does not open a name.
pub(super) fn unqualified<'t>(name: &'t str, stresses: &[String], joins: &'t [String]) -> (&'t str, Option<&'t str>) {
    let mut core = name;
    let without_first =
        |core: &'t str| core.split_once(' ').filter(|(first, _)| stresses.iter().any(|word| word == first));
    while let Some((_, rest)) = without_first(core) {
        core = rest;
    }
    let heads = joins.iter().filter_map(|join| Some((core.split_once(join.as_str())?.0, join.trim())));
    heads.min_by_key(|(head, _)| head.len()).map_or((core, None), |(head, join)| (head, Some(join)))
}

/// Whether `text`, in lower case, has one of `words` as a word of its own; words of other scripts may stand anywhere.
pub(super) fn has_word(text: &str, words: &[String]) -> bool {
    let is_other = |word: &&String| !word.is_ascii();
    if !text.is_ascii() && words.iter().filter(is_other).any(|word| text.contains(word.as_str())) {
        return true;
    }
    // Asked of each sentence for dozens of words, nearly always in vain: most places are passed over by their letter.
    let first = |word: &String| word.bytes().next().filter(u8::is_ascii).map_or(0, |byte| 1_u128 << byte);
    let firsts = words.iter().fold(0, |firsts, word| firsts | first(word));
    let begins = |rest: &str, word: &str| {
        rest.strip_prefix(word).is_some_and(|after| !after.chars().next().is_some_and(char::is_alphanumeric))
    };
    let mut inside = false;
    text.char_indices().any(|(at, c)| {
        let may_begin = !inside && c.is_ascii() && firsts >> u32::from(c) & 1 == 1;
        inside = c.is_alphanumeric();
        may_begin && words.iter().any(|word| begins(&text[at..], word))
    })
}

#[cfg(test)]
mod tests {
    use super::{has_word, normalise};

    #[test]
    fn numbers_letters_and_parts_are_no_words_of_a_name() {
        for text in [
            "3. Root cause",
            "(b) Root cause",
            "iv. Root cause",
            "D4 – Root cause",
            "Section 2 - Root cause",
            "§ 3 Root cause",
        ] {
            assert_eq!(normalise(text), "root cause", "{text}");
        }
        for text in ["e-mail delays", "phase 1 issues", "d-day"] {
            assert_eq!(normalise(text), text, "{text}");
        }
    }

    #[test]
    fn a_word_stands_alone_and_one_of_another_script_anywhere() {
        let words = ["cause was", "не в", "#1", "原因は"].map(str::to_owned);
        for text in [
            "the cause was dns",
            "cause was",
            "(cause was)",
            "原因はdns",
            "根本原因は不明",
            "see #1.",
            "причина не в dns",
        ] {
            assert!(has_word(text, &words), "{text}");
        }
        for text in ["because was", "the cause wasn", "écause was", "cause wasé", "see #12", "x#1", "", "原因"] {
            assert!(!has_word(text, &words), "{text}");
        }
    }
}
