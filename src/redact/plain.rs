//! A text as names are looked for in it: what only dresses it up makes no difference.

/// A text in lower case in which each run of blanks, `-` and `_` is one blank, without emphasis, escapes and invisible
/// characters, and with `%20` and the like resolved.
pub(super) struct Plain {
    /// The text.
    pub text: String,
    /// For each byte of it, the bytes in the source that it was made of.
    places: Vec<(u32, u32)>,
}

impl Plain {
    /// Makes a text plain.
    pub fn of(source: &str) -> Self {
        let mut plain = Plain { text: String::with_capacity(source.len()), places: Vec::with_capacity(source.len()) };
        let mut rest = source;
        while let Some(c) = rest.chars().next() {
            let at = source.len() - rest.len();
            if let Some((decoded, length)) = percent(rest) {
                for c in decoded.chars() {
                    plain.push(c, at, at + length);
                }
                rest = &rest[length..];
            } else {
                plain.push(c, at, at + c.len_utf8());
                rest = &rest[c.len_utf8()..];
            }
        }
        plain
    }

    fn push(&mut self, c: char, start: usize, end: usize) {
        let is_dress = matches!(c, '*' | '`' | '\\' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}');
        if is_dress {
            return;
        }
        let place = (start as u32, end as u32);
        if c.is_whitespace() || matches!(c, '-' | '_' | '\u{2010}' | '\u{2011}') {
            if !self.text.ends_with(' ') {
                self.text.push(' ');
                self.places.push(place);
            }
            return;
        }
        for lower in c.to_lowercase() {
            self.text.push(lower);
            self.places.resize(self.text.len(), place);
        }
    }

    /// The bytes in the source that a stretch was made of.
    pub fn source(&self, start: usize, end: usize) -> (usize, usize) {
        let first = self.places.get(start).map_or(0, |place| place.0);
        let last = end.checked_sub(1).and_then(|last| self.places.get(last)).map_or(first, |place| place.1);
        (first as usize, last as usize)
    }
}

/// What a run of `%XX` at the start of a text means, and its length.
fn percent(text: &str) -> Option<(String, usize)> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [b'%', high, low, after @ ..] = rest {
        let digit = |byte: &u8| char::from(*byte).to_digit(16);
        let (Some(high), Some(low)) = (digit(high), digit(low)) else { break };
        bytes.push((high * 16 + low) as u8);
        rest = after;
    }
    let length = bytes.len() * 3;
    (length > 0).then(|| String::from_utf8(bytes).ok().map(|text| (text, length))).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dress_makes_no_difference_and_every_byte_knows_its_place() {
        let source = "The **Acme**-\n  Corp%20%C3%9C x";
        let plain = Plain::of(source);
        assert_eq!(plain.text, "the acme corp ü x");
        let (start, end) = plain.source(4, 13);
        assert_eq!(&source[start..end], "Acme**-\n  Corp");
        let at = plain.text.find('ü').expect("it is there");
        let (start, end) = plain.source(at, at + 2);
        assert_eq!(&source[start..end], "%20%C3%9C");
        assert_eq!(Plain::of("100% of %zz").text, "100% of %zz");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_taken_and_places_lie_on_character_borders(text in "[a-z%0-9é日 *_\\-\n\\x00-\\x{ffff}]{0,40}") {
            let plain = Plain::of(&text);
            for (at, c) in plain.text.char_indices() {
                let (start, end) = plain.source(at, at + c.len_utf8());
                proptest::prop_assert!(text.get(start..end).is_some());
            }
        }
    }
}
