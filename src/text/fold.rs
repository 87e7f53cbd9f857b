//! Folding: letters that mean the same become the same.

use unicode_normalization::UnicodeNormalization;

/// The text in lower case, in Unicode's compatibility form, without accents and apostrophes.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// Appends the folded form of `text` to `out`.
pub(super) fn fold_into(text: &str, out: &mut String) {
    if text.is_ascii() {
        out.extend(text.chars().filter(|c| *c != '\'').map(|c| c.to_ascii_lowercase()));
        return;
    }
    let bare = text.chars().filter(|c| !is_apostrophe(*c) && !is_ignorable(*c));
    let lower = bare.nfkd().filter(|c| !is_accent(*c)).flat_map(char::to_lowercase);
    // Lower case can bring a mark of its own: `İ` becomes `i` and a dot above.
    for c in lower.filter(|c| !is_accent(*c)).nfc() {
        match c {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            'ø' => out.push('o'),
            'đ' | 'ð' => out.push('d'),
            'ł' => out.push('l'),
            'ı' => out.push('i'),
            'ς' => out.push('σ'),
            _ => out.push(c),
        }
    }
}

/// Apostrophes as people type them.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{2bc}' | '\u{ff07}')
}

/// Characters without a width that may stand inside a word.
pub(super) fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

/// Only the marks of Latin, Greek and Cyrillic: in other scripts a mark is a letter of its own right.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_width_are_folded() {
        assert_eq!(folded("Größe CAFÉ İstanbul Ｆｕｌｌ ﬁne don’t Łódź"), "grosse cafe istanbul full fine dont lodz");
    }

    #[test]
    fn composed_and_decomposed_letters_are_one() {
        assert_eq!(folded("e\u{301}"), folded("é"));
        assert_eq!(folded("\u{304b}\u{3099}"), folded("が"));
    }
}
