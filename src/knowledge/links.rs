//! Links between incidents and patterns, with the lines that speak for them.

use std::collections::BTreeMap;

use super::detect::{Matcher, Scope, Scratch, Sighting, merged};
use super::filter::{Verdict, Wording};
use super::places::Places;
use super::{Evidence, LinkState, PatternLink, Standing};
use crate::model::{Facet, Incident, Passage, Pattern, PatternId, Role};

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
    evidence: Vec<Evidence>,
    /// Each signal's weight and best place.
    signals: BTreeMap<usize, (Strength, f32)>,
}

/// The links of one incident, strongest first.
///
/// `place` is the incident's own index; `patterns` are those that `matcher` was made of, ordered by id.
pub fn links_of(
    incident: &Incident,
    place: usize,
    patterns: &[Pattern],
    matcher: &Matcher,
    scratch: &mut Scratch,
) -> Vec<PatternLink> {
    let mut findings = gather(incident, patterns, matcher, scratch);
    let mut decided = BTreeMap::new();
    let known = |id: &PatternId| patterns.binary_search_by(|pattern| pattern.id.cmp(id)).ok();
    decided.extend(incident.patterns.iter().filter_map(|id| known(&id.value)).map(|p| (p, LinkState::Confirmed)));
    decided.extend(incident.not_patterns.iter().filter_map(|id| known(&id.value)).map(|p| (p, LinkState::Rejected)));
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
            let rank = |line: &Evidence| (line.standing != Standing::Asserted, line.role, line.standing);
            rank(a).cmp(&rank(b)).then(b.weight.total_cmp(&a.weight)).then(a.span.cmp(&b.span))
        });
        self.evidence.truncate(MOST_EVIDENCE);
        // The empty sum of floats is minus zero, which no reader wants to see.
        let score = self.signals.values().map(|(_, weight)| weight).sum::<f32>() + 0.0;
        PatternLink { incident, pattern, state, score, evidence: self.evidence }
    }
}

/// Reads every passage that may be evidence.
fn gather(
    incident: &Incident,
    patterns: &[Pattern],
    matcher: &Matcher,
    scratch: &mut Scratch,
) -> BTreeMap<usize, Findings> {
    let mut findings: BTreeMap<usize, Findings> = BTreeMap::new();
    let mut found = Vec::new();
    let places = Places::of(incident);
    for (index, passage) in incident.passages.iter().enumerate() {
        if !places.may_prove(passage) {
            continue;
        }
        found.clear();
        matcher.find(&passage.text, Scope::Role(passage.role), scratch, &mut found);
        found.retain(|sighting| sighting.dropped().is_none() && !is_advice(sighting, passage, &places));
        found.sort_by_key(|sighting| (sighting.pattern, sighting.sentence.start));
        for group in found.chunk_by(|a, b| a.pattern == b.pattern && a.sentence == b.sentence) {
            let Some(first) = group.first() else { continue };
            let facet = patterns[first.pattern].facet;
            let findings = findings.entry(first.pattern).or_default();
            let mut best = Standing::Hedged;
            for sighting in group {
                let standing = standing(sighting, passage, facet, &places);
                best = best.min(standing);
                findings.add(sighting.signal, strength(passage.role, standing), sighting.weight);
            }
            findings.evidence.push(evidence(passage, index, group, best));
        }
    }
    findings
}

/// Whether a sentence under lessons gives advice; it would prove no more than that its author thought of it.
fn is_advice(sighting: &Sighting, passage: &Passage, places: &Places<'_>) -> bool {
    sighting.is_advice
        && !matches!(sighting.wording, Wording::Cause | Wording::Chain | Wording::Fact)
        && places.is_lesson(passage)
}

/// How a sighting speaks for its pattern.
fn standing(sighting: &Sighting, passage: &Passage, facet: Facet, places: &Places<'_>) -> Standing {
    if sighting.verdict == Verdict::Hedged || places.is_supposed(passage) {
        return Standing::Hedged;
    }
    let by_name = sighting.is_name && passage.role != Role::Cause;
    if !by_name && places.asserts(passage, sighting.wording, facet) { Standing::Asserted } else { Standing::Suggested }
}

fn strength(role: Role, standing: Standing) -> Strength {
    match (standing, role) {
        (Standing::Asserted, _) => Strength::Asserting,
        (_, Role::Cause | Role::Symptom) => Strength::Suggesting,
        _ => Strength::Weak,
    }
}

/// Turns the sightings of one pattern in one sentence into a line of evidence.
fn evidence(passage: &Passage, index: usize, group: &[Sighting], standing: Standing) -> Evidence {
    let sentence = group.first().map_or(0..0, |sighting| sighting.sentence.clone());
    let start = sentence.start;
    let words = merged(group.iter().flat_map(|sighting| sighting.words.iter().cloned()).collect());
    Evidence {
        passage: index as u32,
        section: passage.section,
        role: passage.role,
        standing,
        text: passage.text.get(sentence.clone()).unwrap_or_default().to_owned(),
        span: passage.source_span(sentence),
        words: words.into_iter().map(|range| range.start - start..range.end - start).collect(),
        weight: group.iter().map(|sighting| sighting.weight).sum(),
    }
}
