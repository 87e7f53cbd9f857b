//! Which stretches of a record are marked in its page: the evidence for patterns, and what was ruled out.
//!
//! Marks must not overlap. Evidence that does, because two patterns rest on one sentence, becomes one mark that names
//! both; it is the place that every link with that evidence leads to.

use super::atlas::Atlas;
use crate::knowledge::LinkState;
use crate::markdown::Mark;
use crate::model::{Incident, Outcome};
use crate::source::Span;

/// The marks of one record.
#[derive(Debug, Default)]
pub struct Marks {
    /// In order, without overlap; ready to be rendered.
    pub marks: Vec<Mark>,
    /// For each link of the incident, for each line of its evidence, the mark that shows it.
    lines: Vec<Vec<Option<usize>>>,
    /// The number in each mark's id; `None` for those that are no evidence.
    numbers: Vec<Option<u32>>,
}

/// For each line of evidence of one link, the number `N` of the `evidence--N` that shows it.
pub type Numbers = Vec<Option<u32>>;

struct Piece<'a> {
    span: Span,
    kind: Kind<'a>,
}

enum Kind<'a> {
    Evidence { link: usize, line: usize, state: LinkState, pattern: &'a str },
    RuledOut { theory: usize },
}

impl Marks {
    /// Lays out the marks of an incident.
    pub fn new(atlas: &Atlas<'_>, incident: usize) -> Self {
        let record = &atlas.kb.incidents[incident];
        let mut lines = Vec::new();
        let mut pieces = Vec::new();
        for (at, (_, link)) in atlas.links_of_incident(incident).enumerate() {
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
        pieces.extend(ruled_out(record));
        pieces.retain(|piece| record.body.contains(piece.span) && !piece.span.is_empty());
        // Evidence comes before a ruled-out statement at the same place, and pushes it aside.
        pieces.sort_by_key(|piece| (piece.span.start, matches!(piece.kind, Kind::RuledOut { .. })));
        Self::merge(&pieces, lines)
    }

    /// Takes out the marks that could not be set, and gives each link's numbers.
    pub fn numbers(&self, unset: &[usize]) -> Vec<Numbers> {
        let number = |mark: &Option<usize>| {
            let mark = mark.filter(|mark| !unset.contains(mark))?;
            self.numbers.get(mark).copied().flatten()
        };
        self.lines.iter().map(|line| line.iter().map(number).collect()).collect()
    }

    fn merge(pieces: &[Piece<'_>], lines: Vec<Vec<Option<usize>>>) -> Self {
        let mut marks = Self { marks: Vec::new(), lines, numbers: Vec::new() };
        let mut evidence = 0;
        let mut rest = pieces;
        while let Some(first) = rest.first() {
            let mut span = first.span;
            let touching = rest.iter().take_while(|piece| {
                let touches = piece.span.start < span.end;
                if touches {
                    span = span.to(piece.span);
                }
                touches
            });
            let (group, after) = rest.split_at(touching.count().max(1));
            rest = after;
            marks.push(group, span, &mut evidence);
        }
        marks
    }

    fn push(&mut self, group: &[Piece<'_>], span: Span, count: &mut u32) {
        let mut names: Vec<(LinkState, &str)> = Vec::new();
        for piece in group {
            if let Kind::Evidence { link, line, state, pattern } = piece.kind {
                self.lines[link][line] = Some(self.marks.len());
                if !names.iter().any(|(_, name)| *name == pattern) {
                    names.push((state, pattern));
                }
            }
        }
        names.sort_unstable();
        let Some((state, _)) = names.first() else {
            if let Kind::RuledOut { theory } = group[0].kind {
                self.numbers.push(None);
                self.marks.push(ruled_out_mark(group[0].span, theory));
            }
            return;
        };
        *count += 1;
        self.numbers.push(Some(*count));
        let said: Vec<String> = names.iter().map(|(state, name)| format!("{name} ({})", state_word(*state))).collect();
        let note: Vec<&str> = names.iter().map(|(_, name)| *name).collect();
        self.marks.push(Mark {
            span,
            id: format!("evidence--{count}"),
            class: format!("evidence evidence-{}", state_word(*state)),
            title: format!("Evidence for {}", said.join(", ")),
            note: note.join(", "),
        });
    }
}

/// How a link's state is called, in pages and class names.
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

fn ruled_out(record: &Incident) -> impl Iterator<Item = Piece<'_>> {
    let struck = |theory: &crate::model::Theory| is_struck(theory.outcome.as_ref().map(|outcome| outcome.value));
    let theories = record.theories.iter().enumerate().filter(move |(_, theory)| struck(theory));
    theories.map(|(at, theory)| Piece { span: theory.statement.span, kind: Kind::RuledOut { theory: at } })
}

fn ruled_out_mark(span: Span, theory: usize) -> Mark {
    Mark {
        span,
        id: format!("ruled-out--{}", theory + 1),
        class: "ruled-out".to_owned(),
        title: "Ruled out".to_owned(),
        note: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(start: usize, end: usize, link: usize, pattern: &str) -> Piece<'_> {
        let kind = Kind::Evidence { link, line: 0, state: LinkState::Detected, pattern };
        Piece { span: Span::new(start, end), kind }
    }

    fn shown(marks: &Marks) -> Vec<(u32, u32, &str, &str)> {
        marks.marks.iter().map(|m| (m.span.start, m.span.end, m.id.as_str(), m.note.as_str())).collect()
    }

    #[test]
    fn overlapping_evidence_becomes_one_mark_that_names_every_pattern() {
        let pieces = [evidence(0, 10, 0, "Blocked"), evidence(5, 12, 1, "Starved"), evidence(20, 30, 2, "Leak")];
        let marks = Marks::merge(&pieces, vec![vec![None]; 3]);
        assert_eq!(shown(&marks), [(0, 12, "evidence--1", "Blocked, Starved"), (20, 30, "evidence--2", "Leak")]);
        assert_eq!(marks.numbers(&[]), [[Some(1)], [Some(1)], [Some(2)]]);
    }

    #[test]
    fn a_mark_that_could_not_be_set_is_no_place_to_lead_to() {
        let pieces = [evidence(0, 10, 0, "Blocked"), evidence(20, 30, 1, "Leak")];
        let marks = Marks::merge(&pieces, vec![vec![None]; 2]);
        assert_eq!(marks.numbers(&[0]), [[None], [Some(2)]]);
    }

    #[test]
    fn evidence_pushes_a_ruled_out_statement_aside() {
        let struck = Piece { span: Span::new(0, 8), kind: Kind::RuledOut { theory: 0 } };
        let alone = Piece { span: Span::new(9, 12), kind: Kind::RuledOut { theory: 1 } };
        let marks = Marks::merge(&[evidence(0, 4, 0, "Blocked"), struck, alone], vec![vec![None]]);
        assert_eq!(shown(&marks), [(0, 8, "evidence--1", "Blocked"), (9, 12, "ruled-out--2", "")]);
    }
}
