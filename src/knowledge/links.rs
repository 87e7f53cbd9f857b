//! Links between incidents and patterns, with the lines that speak for them.

use std::collections::BTreeMap;

use super::detect::{Matcher, Scope, Scratch, Sighting, merged};
use super::filter::Verdict;
use super::{Evidence, LinkState, PatternLink};
use crate::model::{CauseState, Incident, Passage, PatternId, Role};
use crate::source::Span;

/// The most lines that a link keeps; the strongest.
const MOST_EVIDENCE: usize = 12;

/// What it takes to detect a pattern; a little less than one, as weights such as 0.4 and 0.6 do not add up to it.
pub const ENOUGH: f32 = 0.999;

/// What one signal is worth to an incident, at its best place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    Asserting,
    Suggesting,
    Weak,
}

/// What an incident holds for one pattern.
#[derive(Debug, Default)]
struct Findings {
    /// Each line, with whether the author only guesses there.
    evidence: Vec<(bool, Evidence)>,
    /// Each signal's weight and best place.
    signals: BTreeMap<usize, (Strength, f32)>,
}

/// The links of one incident, strongest first.
///
/// `place` is the incident's own index, `patterns` finds the index of a pattern.
pub fn links_of(
    incident: &Incident,
    place: usize,
    patterns: &BTreeMap<PatternId, usize>,
    matcher: &Matcher,
    scratch: &mut Scratch,
) -> Vec<PatternLink> {
    let findings = gather(incident, matcher, scratch);
    into_links(findings, place, &decisions(incident, patterns))
}

/// What the author decided, by pattern.
pub fn decisions(incident: &Incident, patterns: &BTreeMap<PatternId, usize>) -> BTreeMap<usize, LinkState> {
    let mut decided = BTreeMap::new();
    let known = |id: &PatternId| patterns.get(id).copied();
    decided.extend(incident.patterns.iter().filter_map(|id| known(&id.value)).map(|p| (p, LinkState::Confirmed)));
    decided.extend(incident.not_patterns.iter().filter_map(|id| known(&id.value)).map(|p| (p, LinkState::Rejected)));
    decided
}

/// The links of one incident as if its author had decided nothing, strongest first.
pub fn links_by_text(incident: &Incident, place: usize, matcher: &Matcher, scratch: &mut Scratch) -> Vec<PatternLink> {
    into_links(gather(incident, matcher, scratch), place, &BTreeMap::new())
}

fn into_links(
    mut findings: BTreeMap<usize, Findings>,
    place: usize,
    decided: &BTreeMap<usize, LinkState>,
) -> Vec<PatternLink> {
    for &pattern in decided.keys() {
        findings.entry(pattern).or_default();
    }
    let mut links: Vec<PatternLink> = findings
        .into_iter()
        .filter_map(|(pattern, findings)| {
            let state = decided.get(&pattern).copied().or_else(|| findings.state())?;
            Some(findings.into_link(place, pattern, state))
        })
        .collect();
    links.sort_by(|a, b| a.state.cmp(&b.state).then(b.score.total_cmp(&a.score)).then(a.pattern.cmp(&b.pattern)));
    links
}

impl Findings {
    fn add(&mut self, signal: usize, strength: Strength, weight: f32) {
        let entry = self.signals.entry(signal).or_insert((strength, weight));
        entry.0 = entry.0.min(strength);
    }

    fn state(&self) -> Option<LinkState> {
        let worth = |least: Strength| {
            self.signals.values().filter(|(strength, _)| *strength <= least).map(|(_, weight)| weight).sum::<f32>()
        };
        if worth(Strength::Asserting) >= ENOUGH {
            Some(LinkState::Detected)
        } else if worth(Strength::Suggesting) > 0.0 || worth(Strength::Weak) >= ENOUGH {
            Some(LinkState::Suggested)
        } else {
            None
        }
    }

    fn into_link(mut self, incident: usize, pattern: usize, state: LinkState) -> PatternLink {
        self.evidence.sort_by(|a, b| {
            let rank = |(hedged, line): &(bool, Evidence)| (line.role, *hedged);
            rank(a).cmp(&rank(b)).then(b.1.weight.total_cmp(&a.1.weight)).then(a.1.span.cmp(&b.1.span))
        });
        self.evidence.truncate(MOST_EVIDENCE);
        // The empty sum of floats is minus zero, which no reader wants to see.
        let score = self.signals.values().map(|(_, weight)| weight).sum::<f32>() + 0.0;
        let evidence = self.evidence.into_iter().map(|(_, line)| line).collect();
        PatternLink { incident, pattern, state, score, evidence }
    }
}

/// Reads every passage that may be evidence.
fn gather(incident: &Incident, matcher: &Matcher, scratch: &mut Scratch) -> BTreeMap<usize, Findings> {
    let mut findings: BTreeMap<usize, Findings> = BTreeMap::new();
    each_passage(incident, matcher, scratch, |index, passage, supposed, found, _| {
        found.retain(|sighting| sighting.dropped().is_none());
        found.sort_by_key(|sighting| (sighting.pattern, sighting.sentence.start));
        for group in found.chunk_by(|a, b| a.pattern == b.pattern && a.sentence == b.sentence) {
            let Some(first) = group.first() else { continue };
            let findings = findings.entry(first.pattern).or_default();
            for sighting in group {
                let hedged = supposed || sighting.verdict == Verdict::Hedged;
                findings.add(sighting.signal, strength(passage.role, hedged), sighting.weight);
            }
            let hedged = supposed || group.iter().all(|sighting| sighting.verdict == Verdict::Hedged);
            findings.evidence.push((hedged, evidence(passage, index, group)));
        }
    });
    findings
}

/// Shows `visit` every passage that may be evidence: its place, whether it is only supposed, what was found in it, and
/// the scratch that it was searched with.
pub fn each_passage(
    incident: &Incident,
    matcher: &Matcher,
    scratch: &mut Scratch,
    mut visit: impl FnMut(usize, &Passage, bool, &mut Vec<Sighting>, &Scratch),
) {
    let mut found = Vec::new();
    let doubts = Doubts::of(incident);
    for (index, passage) in incident.passages.iter().enumerate().filter(|(_, passage)| may_prove(passage)) {
        found.clear();
        matcher.find(&passage.text, Scope::Role(passage.role), scratch, &mut found);
        visit(index, passage, doubts.cover(passage), &mut found, scratch);
    }
}

fn strength(role: Role, hedged: bool) -> Strength {
    match role {
        Role::Cause if !hedged => Strength::Asserting,
        Role::Cause | Role::Symptom => Strength::Suggesting,
        _ => Strength::Weak,
    }
}

/// Turns the sightings of one pattern in one sentence into a line of evidence.
pub fn evidence(passage: &Passage, index: usize, group: &[Sighting]) -> Evidence {
    let sentence = group.first().map_or(0..0, |sighting| sighting.sentence.clone());
    let start = sentence.start;
    let words = merged(group.iter().flat_map(|sighting| sighting.words.iter().cloned()).collect());
    Evidence {
        passage: index as u32,
        section: passage.section,
        role: passage.role,
        text: passage.text.get(sentence.clone()).unwrap_or_default().to_owned(),
        span: passage.source_span(sentence),
        words: words.into_iter().map(|range| range.start - start..range.end - start).collect(),
        weight: group.iter().map(|sighting| sighting.weight).sum(),
    }
}

/// Whether a passage may be evidence: prose, in a role that counts. The front matter's names (ids, services, authors)
/// are no prose; its keys that tell symptoms or a cause were made items by their reader.
fn may_prove(passage: &Passage) -> bool {
    passage.kind.is_prose() && !matches!(passage.role, Role::RuledOut | Role::Fix | Role::Future)
}

/// What the author of a record does not stand by.
struct Doubts<'a> {
    incident: &'a Incident,
    /// Whether the cause is still sought.
    is_open: bool,
    /// The causes that are only supposed, in order and without overlap.
    suspected: Vec<Span>,
}

impl<'a> Doubts<'a> {
    fn of(incident: &'a Incident) -> Self {
        let causes = incident.causes.iter().filter(|cause| cause.state == CauseState::Suspected);
        let mut suspected: Vec<Span> = causes.map(|cause| cause.span).collect();
        suspected.sort_unstable_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
        suspected.dedup_by(|inner, outer| outer.contains(*inner));
        Self { incident, is_open: incident.is_open(), suspected }
    }

    /// Whether a passage is only supposed: its section or its cause is, or the cause of the incident is still sought.
    fn cover(&self, passage: &Passage) -> bool {
        let by_section = self.incident.sections.get(passage.section as usize).is_some_and(|section| section.supposed);
        by_section || passage.role == Role::Cause && (self.is_open || self.is_suspected(passage.span))
    }

    fn is_suspected(&self, span: Span) -> bool {
        let begun = self.suspected.partition_point(|cause| cause.start <= span.start);
        begun > 0 && self.suspected[begun - 1].contains(span)
    }
}
