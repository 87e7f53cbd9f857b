//! Discovery: proposes patterns for incidents that no pattern explains.
//!
//! Incidents are gathered by how their records word the *cause*, never by topic: an idea (`wording`) is a way to go
//! wrong and the thing it happened to, close together in one sentence. Ideas that several incidents tell become
//! candidates, their signals are tried on the sentences as detection would try them, the best are chosen (`select`),
//! and each becomes a draft, a pattern file that its reader completes. What fits nothing is a one-off.

mod candidates;
mod draft;
mod lexicon;
mod nearest;
mod select;
mod wording;

use rayon::prelude::*;

use super::KnowledgeBase;
use super::links::ENOUGH;
use crate::model::{Facet, PatternId};
use crate::source::Span;
use wording::Told;

/// The fewest incidents that a proposal needs, where nothing else is asked for.
pub const FEWEST_INCIDENTS: usize = 3;

/// What was found in a knowledge base.
#[derive(Debug)]
pub struct Discovery {
    /// The patterns that are proposed, the best first.
    pub proposals: Vec<Proposal>,
    /// Incidents that no pattern and no proposal explains, ordered by index.
    pub one_offs: Vec<OneOff>,
    /// How many incidents no pattern explains.
    pub unexplained: usize,
    /// How many of those do not say why it happened.
    pub wordless: usize,
}

/// A pattern that might be one.
#[derive(Debug)]
pub struct Proposal {
    /// Its id; no pattern and no other proposal has it.
    pub id: PatternId,
    /// Its name in words.
    pub name: String,
    /// What it says about an incident: a guess.
    pub facet: Facet,
    /// The pattern file.
    pub text: String,
    /// The incidents that show it, newest first.
    pub members: Vec<Member>,
    /// How many incidents that another pattern explains it would find too.
    pub explained: usize,
}

/// An incident of a proposal.
#[derive(Debug)]
pub struct Member {
    /// Index into the knowledge base's incidents.
    pub incident: usize,
    /// The sentences that speak for it.
    pub quotes: Vec<Quote>,
}

/// A sentence of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The sentence, as its reader sees it.
    pub text: String,
    /// The sentence in the file.
    pub span: Span,
    /// The section it stands in, as an index into the incident's sections.
    pub section: u32,
}

/// An incident that is like no other.
#[derive(Debug)]
pub struct OneOff {
    /// Index into the knowledge base's incidents.
    pub incident: usize,
    /// The incident whose cause is worded most alike, with the words they share.
    pub nearest: Option<(usize, Vec<String>)>,
}

/// What every incident says of its causes, and whether a pattern explains it.
struct Ground<'a> {
    base: &'a KnowledgeBase,
    told: Vec<Told>,
    /// Of each incident: whether a pattern is confirmed or detected in it.
    explained: Vec<bool>,
    /// Of each line of each incident: whether it is evidence for a pattern already, if only for a suggestion.
    known_lines: Vec<Vec<bool>>,
    /// Of each incident: which team or folder it belongs to.
    group: Vec<usize>,
    groups: usize,
}

/// Proposes patterns, each shown by at least `fewest` incidents that no pattern explains.
pub fn discover(base: &KnowledgeBase, fewest: usize) -> Discovery {
    let ground = Ground::new(base);
    let candidates = candidates::candidates(&ground, fewest.max(2));
    let chosen = select::select(&ground, candidates, fewest.max(2));
    let proposals = draft::drafts(&ground, chosen);
    let mut covered = ground.explained.clone();
    proposals.iter().flat_map(|proposal| &proposal.members).for_each(|member| covered[member.incident] = true);
    let unexplained: Vec<usize> = (0..base.incidents.len()).filter(|&at| !ground.explained[at]).collect();
    let wordless = |at: &usize| ground.told[*at].lines.is_empty();
    let alone: Vec<usize> = unexplained.iter().copied().filter(|at| !covered[*at] && !wordless(at)).collect();
    Discovery {
        proposals,
        one_offs: nearest::one_offs(&ground, &alone),
        wordless: unexplained.iter().filter(|at| wordless(at)).count(),
        unexplained: unexplained.len(),
    }
}

impl<'a> Ground<'a> {
    fn new(base: &'a KnowledgeBase) -> Self {
        let told: Vec<Told> = base.incidents.par_iter().map(wording::read).collect();
        let counts = |at: usize| base.links_of_incident(at).any(|link| link.state.counts());
        let known_lines = told.iter().enumerate().map(|(at, told)| known_lines(base, at, told)).collect();
        let (group, groups) = candidates::groups(base);
        Self { base, known_lines, explained: (0..told.len()).map(counts).collect(), told, group, groups }
    }

    fn quote(&self, incident: usize, line: usize) -> Quote {
        let line = &self.told[incident].lines[line];
        let incident = &self.base.incidents[incident];
        let passage = &incident.passages[line.passage as usize];
        Quote {
            text: line.text(incident).split_whitespace().collect::<Vec<_>>().join(" "),
            span: passage.source_span(line.range.clone()),
            section: passage.section,
        }
    }
}

/// Which lines speak for a pattern of the catalogue already; a weak signal alone says too little.
fn known_lines(base: &KnowledgeBase, at: usize, told: &Told) -> Vec<bool> {
    let incident = &base.incidents[at];
    let strong = base.links_of_incident(at).filter(|link| link.score >= ENOUGH);
    let evidence: Vec<Span> = strong.flat_map(|link| &link.evidence).map(|line| line.span).collect();
    let is_known = |line: &wording::Line| {
        let span = incident.passages[line.passage as usize].source_span(line.range.clone());
        evidence.iter().any(|known| known.start < span.end && span.start < known.end)
    };
    told.lines.iter().map(is_known).collect()
}

#[cfg(test)]
mod tests;
