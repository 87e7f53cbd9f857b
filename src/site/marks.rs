//! Which stretches of a record are marked in its page: the evidence for patterns, statements that were ruled out, and
//! the labels that tell a theory's parts or begin a section in the middle of a text.
//!
//! Marks must not overlap. Evidence that does, because two patterns rest on one sentence, becomes one mark that names
//! both; it is the place that every link with that evidence leads to. Other marks give way to evidence.

use super::atlas::Atlas;
use super::label_marks::label_marks;
use super::theory_marks::theory_marks;
use crate::knowledge::LinkState;
use crate::markdown::Mark;
use crate::model::Outcome;
use crate::source::Span;
use crate::words::Words;

/// The marks of one record.
#[derive(Debug, Default)]
pub struct Marks {
    /// In order, without overlap; ready to be rendered.
    pub all: Vec<Mark>,
    /// For each link of the incident, for each line of its evidence, the mark that shows it.
    lines: Vec<Vec<Option<usize>>>,
    /// The number in each mark's id; `None` for those that are no evidence.
    numbers: Vec<Option<u32>>,
}

/// For each line of evidence of one link, the number `N` of the `evidence--N` that shows it.
pub type Numbers = Vec<Option<u32>>;

#[derive(Clone)]
struct Piece<'a> {
    span: Span,
    kind: Kind<'a>,
}

#[derive(Clone)]
enum Kind<'a> {
    Evidence { link: usize, line: usize, state: LinkState, pattern: &'a str },
    Other(Mark),
}

impl Marks {
    /// Lays out the marks of an incident.
    pub fn new(atlas: &Atlas<'_>, incident: usize) -> Self {
        let record = &atlas.kb.incidents[incident];
        let mut lines = Vec::new();
        let mut pieces = Vec::new();
        for (at, link) in atlas.kb.links_of_incident(incident).enumerate() {
            lines.push(vec![None; link.evidence.len()]);
            if link.state == LinkState::Rejected {
                continue;
            }
            let pattern = atlas.kb.patterns[link.pattern].name.value.as_str();
            for (line, evidence) in link.evidence.iter().enumerate() {
                let kind = Kind::Evidence { link: at, line, state: link.state, pattern };
                pieces.push(Piece { span: evidence.span, kind });
            }
        }
        pieces.extend(
            theory_marks(atlas.words, record)
                .into_iter()
                .chain(label_marks(record))
                .map(|mark| Piece { span: mark.span, kind: Kind::Other(mark) }),
        );
        pieces.retain(|piece| record.body.contains(piece.span) && !piece.span.is_empty());
        Self::merge(atlas.words, pieces, lines)
    }

    /// Takes out the marks that could not be set, and gives each link's numbers.
    pub fn numbers(&self, unset: &[usize]) -> Vec<Numbers> {
        let number = |mark: &Option<usize>| {
            let mark = mark.filter(|mark| !unset.contains(mark))?;
            self.numbers.get(mark).copied().flatten()
        };
        self.lines.iter().map(|line| line.iter().map(number).collect()).collect()
    }

    fn merge(words: &Words, mut pieces: Vec<Piece<'_>>, lines: Vec<Vec<Option<usize>>>) -> Self {
        pieces.sort_by_key(|piece| (piece.span.start, matches!(piece.kind, Kind::Other(_)), piece.span.end));
        let mut marks = Self { all: Vec::new(), lines, numbers: Vec::new() };
        let mut count = 0;
        let mut rest = pieces.as_slice();
        while let Some(first) = rest.first() {
            let mut end = first.span.end;
            let touching = rest.iter().take_while(|piece| {
                let touches = piece.span.start < end;
                end = if touches { end.max(piece.span.end) } else { end };
                touches
            });
            let (group, after) = rest.split_at(touching.count().max(1));
            rest = after;
            marks.push(words, group, &mut count);
        }
        marks
    }

    /// Makes one mark of the evidence in a group of overlapping pieces; without evidence, of the first piece.
    fn push(&mut self, words: &Words, group: &[Piece<'_>], count: &mut u32) {
        let mut names: Vec<(LinkState, &str)> = Vec::new();
        let mut span: Option<Span> = None;
        for piece in group {
            if let Kind::Evidence { link, line, state, pattern } = piece.kind {
                self.lines[link][line] = Some(self.all.len());
                span = Some(span.map_or(piece.span, |span| span.to(piece.span)));
                if !names.iter().any(|(_, name)| *name == pattern) {
                    names.push((state, pattern));
                }
            }
        }
        names.sort_unstable();
        let (Some((state, _)), Some(span)) = (names.first(), span) else {
            if let Kind::Other(mark) = &group[0].kind {
                self.numbers.push(None);
                self.all.push(mark.clone());
            }
            return;
        };
        *count += 1;
        self.numbers.push(Some(*count));
        let said = names.iter().map(|(state, name)| {
            let state = words.say(&format!("link.{}", state_word(*state)));
            words.fill("incident.evidence-pattern", &[("pattern", name), ("state", &state)])
        });
        let said = said.collect::<Vec<_>>().join(", ");
        let note: Vec<&str> = names.iter().map(|(_, name)| *name).collect();
        self.all.push(Mark {
            span,
            id: format!("evidence--{count}"),
            class: format!("evidence evidence-{}", state_word(*state)),
            title: words.fill("incident.evidence", &[("patterns", &said)]),
            note: note.join(", "),
        });
    }
}

/// How a link's state is called in keys of words and class names.
pub fn state_word(state: LinkState) -> &'static str {
    match state {
        LinkState::Confirmed => "confirmed",
        LinkState::Detected => "detected",
        LinkState::Suggested => "suggested",
        LinkState::Rejected => "rejected",
    }
}

/// Whether a theory was wrong, as far as its record says: one that is part of the cause, or that nobody tested, is
/// not struck through.
pub fn is_struck(outcome: Option<Outcome>) -> bool {
    !matches!(outcome, Some(Outcome::Partial | Outcome::Untested))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(start: usize, end: usize, link: usize, pattern: &str) -> Piece<'_> {
        let kind = Kind::Evidence { link, line: 0, state: LinkState::Detected, pattern };
        Piece { span: Span::new(start, end), kind }
    }

    fn other(start: usize, end: usize, id: &str) -> Piece<'static> {
        let span = Span::new(start, end);
        let mark =
            Mark { span, id: id.to_owned(), class: "ruled-out".to_owned(), title: String::new(), note: String::new() };
        Piece { span, kind: Kind::Other(mark) }
    }

    fn shown(marks: &Marks) -> Vec<(u32, u32, &str, &str)> {
        marks.all.iter().map(|m| (m.span.start, m.span.end, m.id.as_str(), m.note.as_str())).collect()
    }

    #[test]
    fn overlapping_evidence_becomes_one_mark_that_names_every_pattern() {
        let pieces = vec![evidence(0, 10, 0, "Blocked"), evidence(5, 12, 1, "Starved"), evidence(20, 30, 2, "Leak")];
        let marks = Marks::merge(&crate::site::built_in_words("en"), pieces, vec![vec![None]; 3]);
        assert_eq!(shown(&marks), [(0, 12, "evidence--1", "Blocked, Starved"), (20, 30, "evidence--2", "Leak")]);
        assert_eq!(marks.numbers(&[]), [[Some(1)], [Some(1)], [Some(2)]]);
    }

    #[test]
    fn a_mark_that_could_not_be_set_is_no_place_to_lead_to() {
        let pieces = vec![evidence(0, 10, 0, "Blocked"), evidence(20, 30, 1, "Leak")];
        let marks = Marks::merge(&crate::site::built_in_words("en"), pieces, vec![vec![None]; 2]);
        assert_eq!(marks.numbers(&[0]), [[None], [Some(2)]]);
    }

    #[test]
    fn evidence_pushes_other_marks_aside() {
        let pieces = vec![evidence(2, 4, 0, "Blocked"), other(0, 8, "a"), other(9, 12, "b")];
        let marks = Marks::merge(&crate::site::built_in_words("en"), pieces, vec![vec![None]]);
        assert_eq!(shown(&marks), [(2, 4, "evidence--1", "Blocked"), (9, 12, "b", "")]);
    }
}
