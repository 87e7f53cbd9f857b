//! Shapes of headings: one line that stands for the many ways in which people say the same.
//!
//! `what (we|i) [first] (thought|believed)` is eight headings. Round brackets hold alternatives, square ones what may be
//! left out, each of one or more words; a star at the end stands for any rest. The words are those that
//! [`super::names::normalise`] gives.

/// A shape, ready to be compared.
pub(super) struct Shape {
    parts: Vec<Part>,
    /// Whether more words may follow.
    open: bool,
}

/// One of some phrases; the phrase without words where it may be left out.
struct Part {
    phrases: Vec<Vec<String>>,
}

impl Shape {
    /// Reads a shape; `None` where its brackets do not close or hold brackets themselves.
    pub(super) fn read(text: &str) -> Option<Shape> {
        let (text, open) = match text.strip_suffix('*') {
            Some(rest) => (rest.trim_end(), true),
            None => (text, false),
        };
        let mut parts = Vec::new();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let (inside, behind, optional) = if let Some(rest) = rest.strip_prefix('(') {
                let (inside, behind) = rest.split_once(')')?;
                (inside, behind, false)
            } else if let Some(rest) = rest.strip_prefix('[') {
                let (inside, behind) = rest.split_once(']')?;
                (inside, behind, true)
            } else {
                let end = rest.find([' ', '(', '[']).unwrap_or(rest.len());
                (&rest[..end], &rest[end..], false)
            };
            if inside.contains(['(', '[', ')', ']', '*']) {
                return None;
            }
            let phrase = |phrase: &str| phrase.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            let mut phrases: Vec<Vec<String>> = inside.split('|').map(phrase).collect();
            phrases.extend(optional.then(Vec::new));
            parts.push(Part { phrases });
            rest = behind.trim_start();
        }
        (!parts.is_empty()).then_some(Shape { parts, open })
    }

    /// Whether a name, in the form that [`super::names::normalise`] gives, has this shape.
    pub(super) fn fits(&self, name: &str) -> bool {
        let words: Vec<&str> = name.split_whitespace().collect();
        self.fits_from(0, &words)
    }

    fn fits_from(&self, part: usize, words: &[&str]) -> bool {
        let Some(next) = self.parts.get(part) else { return words.is_empty() || self.open };
        next.phrases.iter().any(|phrase| {
            let opens = words.len() >= phrase.len() && phrase.iter().zip(words).all(|(own, word)| own == word);
            opens && self.fits_from(part + 1, &words[phrase.len()..])
        })
    }
}

#[cfg(test)]
mod built_in;
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternatives_may_have_several_words_and_square_brackets_may_be_left_out() {
        let shape = Shape::read("what (we|the team) [at first|first] (thought|believed) [it was]").expect("it closes");
        for name in ["what we thought", "what the team at first believed", "what we first thought it was"] {
            assert!(shape.fits(name), "{name}");
        }
        for name in ["what we", "what they thought", "what we thought of it", "and what we thought", ""] {
            assert!(!shape.fits(name), "{name}");
        }
    }

    #[test]
    fn a_star_takes_any_rest() {
        let shape = Shape::read("what we changed *").expect("it closes");
        assert!(shape.fits("what we changed") && shape.fits("what we changed in the pool"));
        assert!(!shape.fits("what we chang"));
    }

    #[test]
    fn brackets_that_do_not_close_or_hold_brackets_are_no_shape() {
        assert!(Shape::read("what (we|i").is_none());
        assert!(Shape::read("what (we [all]|i)").is_none());
        assert!(Shape::read("*").is_none());
    }
}
