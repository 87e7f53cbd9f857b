//! Where the front matter of a pattern file ends and its text begins.

use crate::source::Span;

/// The two parts of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Front {
    /// The YAML, without the lines around it.
    pub yaml: Span,
    /// The Markdown.
    pub body: Span,
}

/// Why there are no two parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The file does not open with `---`.
    Missing,
    /// No line closes what this line opened.
    Unclosed(Span),
}

/// Splits a text at the lines `---`.
pub fn split(text: &str) -> Result<Front, Fault> {
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut opened = None;
    for line in text.get(at..).unwrap_or_default().split_inclusive('\n') {
        let next = at + line.len();
        match opened {
            None if line.trim_end() == "---" => opened = Some((Span::new(at, at + 3), next)),
            None => return Err(Fault::Missing),
            Some((_, start)) if line.trim_end() == "---" => {
                return Ok(Front { yaml: Span::new(start, at), body: Span::new(next, text.len()) });
            }
            Some(_) => {}
        }
        at = next;
    }
    Err(opened.map_or(Fault::Missing, |(line, _)| Fault::Unclosed(line)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_lie_between_and_behind_the_lines() {
        let text = "\u{feff}---\r\na: 1\r\n---\r\nBody";
        let front = split(text).expect("it is well formed");
        assert_eq!((&text[front.yaml.range()], &text[front.body.range()]), ("a: 1\r\n", "Body"));
        assert_eq!(split("---\n---").map(|front| front.yaml.is_empty()), Ok(true));
    }

    #[test]
    fn a_text_without_front_matter_says_so() {
        assert_eq!(split(""), Err(Fault::Missing));
        assert_eq!(split("# Title\n---\n"), Err(Fault::Missing));
        assert_eq!(split("---\nname: x\n"), Err(Fault::Unclosed(Span::new(0, 3))));
    }
}
