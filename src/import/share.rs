//! What stands around the incidents of a text, and which of them it goes with.
//!
//! A list of fixes or a timeline below seven issues speaks of some of them: each block goes with the incident whose words
//! it shares most. What shares none is kept with its neighbour as it stood, so that it is neither lost nor taken for that
//! incident's own.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::model::{Role, SectionKind};
use crate::text;

use super::outline::{Head, Outline};
use super::split::Piece;

/// One block outside of all incidents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    /// Where it stands, its heading included.
    pub range: Range<usize>,
    /// Its headings, outermost first; the last may be its own.
    pub path: Vec<usize>,
    /// The incident it goes with.
    pub piece: usize,
    /// Whether it speaks of that incident; otherwise it only stood nearby.
    pub speaks: bool,
}

/// What a text says of all its incidents, and what it says beside them.
pub(super) struct Shared {
    /// Blocks, in order.
    pub units: Vec<Unit>,
    /// For each incident the headings around it: the text's title, the parts it is ordered by.
    pub around: Vec<Vec<usize>>,
}

/// How much more a block is like one incident than the next one to speak of it, and to tell its cause.
const LEAD: f64 = 1.15;
const CLEAR: f64 = 1.5;

/// Finds homes for what stands outside of `pieces`; `front` is where the Markdown begins.
pub(super) fn find(text: &str, outline: &Outline, pieces: &[Piece], front: usize) -> Shared {
    let heads = &outline.heads;
    let holders = |range: &Range<usize>| -> Vec<usize> {
        let around = |head: &&usize| heads[**head].start < range.start && heads[**head].end >= range.end;
        (0..heads.len()).collect::<Vec<_>>().iter().filter(around).copied().collect()
    };
    let around: Vec<Vec<usize>> = pieces.iter().map(|piece| holders(&piece.range)).collect();
    let contexts: BTreeSet<usize> = around.iter().flatten().copied().collect();
    let words = Words::of(text, pieces);
    let mut units = Vec::new();
    let mut before = None;
    for block in blocks(heads, pieces, front, text.len()) {
        let own = heads.iter().position(|head| head.start == block.start);
        while before.map_or(0, |at: usize| at + 1) < pieces.len()
            && pieces[before.map_or(0, |at| at + 1)].range.end <= block.start
        {
            before = Some(before.map_or(0, |at| at + 1));
        }
        // A heading around incidents is told by each of them; only its own text needs a home.
        let head_of = own.filter(|own| contexts.contains(own)).map(|own| heads[own].text);
        let range = head_of.unwrap_or(block.start)..block.end;
        if !tells(&text[range.clone()]) && own.is_none_or(|own| contexts.contains(&own)) {
            continue;
        }
        let mut path = holders(&block);
        path.retain(|head| !contexts.contains(head));
        path.extend(own.filter(|own| !contexts.contains(own)));
        let is_known = path.iter().any(|&head| heads[head].kind != SectionKind::Other);
        let is_cause = path.iter().any(|&head| heads[head].kind.role() == Some(Role::Cause));
        let is_form = path.iter().any(|&head| heads[head].form);
        let near = before.unwrap_or(0);
        // What stands in one part of the text with an incident speaks of that one sooner.
        let holder = holders(&block).pop();
        let beside: Vec<bool> = around.iter().map(|around| around.last().copied() == holder).collect();
        let (piece, speaks) = match words.likest(&text[block.clone()], &beside).filter(|_| !is_form) {
            // A cause that may be that of several is nobody's: a wrong one would prove what is not so.
            Some((piece, lead)) if is_cause => (piece, lead >= CLEAR),
            Some((piece, lead)) if lead >= LEAD || is_known => (piece, true),
            _ => (near, is_known && !is_form && before.is_some()),
        };
        // Text without a heading of its own would go on with whatever stands before it.
        let speaks = speaks && !path.is_empty();
        units.push(Unit { range, path, piece, speaks });
    }
    Shared { units, around }
}

/// Whether a text has words.
pub(super) fn tells(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// The stretches outside of all incidents, cut at headings.
fn blocks(heads: &[Head], pieces: &[Piece], from: usize, end: usize) -> Vec<Range<usize>> {
    let inside = |at: usize| pieces.iter().any(|piece| piece.range.contains(&at));
    let mut borders: BTreeSet<usize> = BTreeSet::from([from, end]);
    borders.extend(heads.iter().map(|head| head.start).filter(|&at| !inside(at) && at >= from));
    borders.extend(pieces.iter().flat_map(|piece| [piece.range.start, piece.range.end]));
    let borders: Vec<usize> = borders.into_iter().collect();
    let all = borders.windows(2).map(|pair| pair[0]..pair[1]);
    all.filter(|block| !inside(block.start) && !block.is_empty()).collect()
}

/// The words of each incident, and in how many of them each stands.
struct Words {
    of: Vec<BTreeSet<String>>,
    counts: BTreeMap<String, usize>,
}

impl Words {
    fn of(text: &str, pieces: &[Piece]) -> Words {
        let of: Vec<_> = pieces.iter().map(|piece| terms(&text[piece.range.clone()])).collect();
        let mut counts = BTreeMap::new();
        for word in of.iter().flatten() {
            *counts.entry(word.clone()).or_default() += 1;
        }
        Words { of, counts }
    }

    /// The incident that a block is most like, and how many times more than the next; once where that rests on next to
    /// no words, nothing where it shares no word that tells the incidents apart.
    fn likest(&self, block: &str, beside: &[bool]) -> Option<(usize, f64)> {
        const NEAR: f64 = 1.5;
        let words = terms(block);
        let weight = |word: &String| {
            let count = self.counts.get(word).copied().unwrap_or(0);
            if count == 0 || count == self.of.len() { 0.0 } else { (self.of.len() as f64 / count as f64).ln() + 0.1 }
        };
        // A long incident holds more words by chance.
        let score = |at: usize, own: &BTreeSet<String>| {
            let shared: f64 = words.intersection(own).map(weight).sum();
            let near = if beside.get(at).copied().unwrap_or(false) { NEAR } else { 1.0 };
            near * shared / (own.len() as f64 + 40.0).sqrt()
        };
        let mut scores: Vec<(f64, usize)> = self.of.iter().enumerate().map(|(at, own)| (score(at, own), at)).collect();
        scores.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let &(best, piece) = scores.first().filter(|(best, _)| *best > 0.0)?;
        let second = scores.get(1).map_or(0.0, |(score, _)| *score);
        let shared = words.intersection(&self.of[piece]).filter(|word| weight(word) > 0.0).count();
        Some((piece, if shared > 2 { best / second.max(f64::MIN_POSITIVE) } else { 1.0 }))
    }
}

fn terms(text: &str) -> BTreeSet<String> {
    let mut terms = BTreeSet::new();
    text::each_term(text, |term| {
        if !text::is_stop_word(term.text) && term.text.chars().any(char::is_alphabetic) {
            terms.insert(term.text.to_owned());
        }
    });
    terms
}
