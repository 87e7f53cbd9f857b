//! Lines quoted from records, and the places in a record's page that they lead to.

use serde::Serialize;

use super::address;
use crate::knowledge::{Evidence, PatternLink};
use crate::model::{Incident, Section};

/// A quoted line, and the place it leads to.
#[derive(Clone, Debug, Serialize)]
pub struct Quote {
    /// The line in pieces.
    pub parts: Vec<Part>,
    /// The name of the section it stands in; empty for the opening.
    pub section: String,
    /// Where it stands in the record's page: a fragment, with `#`.
    pub fragment: String,
}

/// A piece of a quoted line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Its text.
    pub text: String,
    /// Whether these words matched.
    pub hit: bool,
}

/// Quotes the evidence of a link.
pub fn quotes(incident: &Incident, link: &PatternLink, numbers: &[Option<u32>]) -> Vec<Quote> {
    let quote = |(line, evidence): (usize, &Evidence)| {
        let section = incident.sections.get(evidence.section as usize);
        let named = section.filter(|section| !is_title(incident, section));
        let number = numbers.get(line).copied().flatten();
        Quote {
            parts: parts(evidence),
            section: named.map(|section| section.title.clone()).unwrap_or_default(),
            fragment: number.map_or_else(|| section_fragment(section), |number| format!("#evidence--{number}")),
        }
    };
    link.evidence.iter().enumerate().map(quote).collect()
}

/// Quotes a line that stands for itself.
pub fn line(incident: &Incident, evidence: &Evidence) -> Quote {
    let section = incident.sections.get(evidence.section as usize);
    let named = section.filter(|section| !is_title(incident, section));
    Quote {
        parts: parts(evidence),
        section: named.map(|section| section.title.clone()).unwrap_or_default(),
        fragment: section_fragment(section),
    }
}

/// Whether a section's heading only repeats the incident's title.
pub fn is_title(incident: &Incident, section: &Section) -> bool {
    let words = |text: &str| text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    section.level == 1 && words(&section.title) == words(&incident.title.value)
}

/// The id of the record's text in its page, which is where the opening stands.
const OPENING: &str = "opening";

/// The fragment that leads to a section in its incident's page; one that stands in the front matter is among the facts.
pub fn section_fragment(section: Option<&Section>) -> String {
    match section {
        Some(section) if !section.head.is_empty() && !section.anchor.is_empty() => {
            format!("#{}", address::encode(&section.anchor))
        }
        _ => format!("#{OPENING}"),
    }
}

fn parts(evidence: &Evidence) -> Vec<Part> {
    let text = evidence.text.as_str();
    let mut words = evidence.words.clone();
    words.sort_by_key(|word| word.start);
    let mut parts: Vec<Part> = Vec::new();
    let mut push = |piece: Option<&str>, hit: bool| match piece {
        Some(piece) if !piece.is_empty() => match parts.last_mut() {
            Some(last) if last.hit == hit => last.text.push_str(piece),
            _ => parts.push(Part { text: piece.to_owned(), hit }),
        },
        _ => {}
    };
    let mut at = 0;
    for word in words {
        if word.start < at || word.end > text.len() {
            continue;
        }
        push(text.get(at..word.start), false);
        push(text.get(word.clone()), true);
        at = word.end;
    }
    push(text.get(at..), false);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Role;
    use crate::source::Span;

    fn line(text: &str, words: &[std::ops::Range<usize>]) -> Vec<(String, bool)> {
        let evidence = Evidence {
            passage: 0,
            section: 0,
            role: Role::Cause,
            standing: crate::knowledge::Standing::Asserted,
            text: text.to_owned(),
            span: Span::default(),
            words: words.to_vec(),
            weight: 1.0,
        };
        parts(&evidence).into_iter().map(|part| (part.text, part.hit)).collect()
    }

    #[test]
    fn a_quoted_line_keeps_every_character_and_marks_the_words_that_matched() {
        let parts = line("it blocks the event loop", &[3..9, 14..24]);
        let part = |text: &str, hit| (text.to_owned(), hit);
        assert_eq!(parts, [part("it ", false), part("blocks", true), part(" the ", false), part("event loop", true)]);
    }

    #[test]
    fn words_that_do_not_fit_the_line_are_passed_over() {
        assert_eq!(line("日本", &[1..3, 0..3, 9..12]), [("日".to_owned(), true), ("本".to_owned(), false)]);
    }
}
