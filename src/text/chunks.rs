//! Chunks: what a text can be cut into before it is analysed, so that what comes again is analysed once.

/// The pieces of a text between blanks, without the ASCII punctuation around them, each with where it begins; none of
/// them is empty.
///
/// No word, identifier or pair of characters reaches over a border, so the terms of a text are those of its chunks, each
/// chunk's moved by the places of those before it ([`super::each_term`] gives their number).
pub fn chunks(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].bytes().position(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii())?;
        let rest = &text[start..];
        let length = rest.bytes().position(|byte| byte.is_ascii_whitespace()).unwrap_or(rest.len());
        at = start + length;
        Some((start, rest[..length].trim_end_matches(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric())))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::{each_term, terms};

    proptest! {
        #[test]
        fn the_terms_of_a_text_are_those_of_its_chunks(
            text in "([a-zA-Z0-9 \n_.:/'’()-]|[ぁ-ん漢字ｶﾞ가e\u{301}ßİ\u{a0}]|[^\\x00]){0,60}"
        ) {
            let whole: Vec<_> = terms(&text).into_iter().map(|term| (term.text, term.position, term.kind)).collect();
            let (mut pieced, mut places) = (Vec::new(), 0);
            for (start, chunk) in chunks(&text) {
                prop_assert_eq!(text.get(start..start + chunk.len()), Some(chunk));
                places += each_term(chunk, |term| {
                    pieced.push((term.text.to_owned(), places + term.position, term.kind));
                });
            }
            prop_assert_eq!(pieced, whole);
        }
    }
}
