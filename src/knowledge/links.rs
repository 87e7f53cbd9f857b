//! Links between incidents and patterns, with the lines that speak for them.

use std::collections::BTreeMap;

use super::detect::{Matcher, Scope, Scratch, Sighting, merged};
use super::filter::{Reason, Verdict, Wording};
use super::places::Places;
use super::{Evidence, LinkState, PatternLink, Standing};
use crate::model::{Facet, Incident, Passage, Pattern, PatternId, Role};

/// The most lines that a link keeps; the strongest.
const MOST_EVIDENCE: usize = 12;

/// What it takes to detect a pattern; a little less than one, as weights such as 0.4 and 0.6 do not add up to it.
pub const ENOUGH: f32 = 0.999;

/// What makes up for a second sentence: signals of more than one kind in the same.
const AMPLE: f32 = 1.5 - 0.001;

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
    /// Whether a sentence that asserts says that the incident came of it.
    is_concluded: bool,
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
    let findings = gather(incident, patterns, matcher, scratch);
    into_links(findings, place, &decisions(incident, patterns))
}

/// What the author decided, by pattern.
pub fn decisions(incident: &Incident, patterns: &[Pattern]) -> BTreeMap<usize, LinkState> {
    let mut decided = BTreeMap::new();
    let known = |id: &PatternId| patterns.binary_search_by(|pattern| pattern.id.cmp(id)).ok();
    decided.extend(incident.patterns.iter().filter_map(|id| known(&id.value)).map(|p| (p, LinkState::Confirmed)));
    decided.extend(incident.not_patterns.iter().filter_map(|id| known(&id.value)).map(|p| (p, LinkState::Rejected)));
    decided
}

/// The links of one incident as if its author had decided nothing, strongest first.
pub fn links_by_text(
    incident: &Incident,
    place: usize,
    patterns: &[Pattern],
    matcher: &Matcher,
    scratch: &mut Scratch,
) -> Vec<PatternLink> {
    into_links(gather(incident, patterns, matcher, scratch), place, &BTreeMap::new())
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
        let asserted = worth(Strength::Asserting);
        if asserted >= ENOUGH && (self.is_corroborated() || asserted >= AMPLE) {
            Some(LinkState::Detected)
        } else if worth(Strength::Suggesting) > 0.0 || worth(Strength::Weak) >= ENOUGH {
            Some(LinkState::Suggested)
        } else {
            None
        }
    }

    /// Whether a section for causes says so, a sentence that says what the incident came of, or more than one sentence:
    /// of other single sentences that only their wording makes assert, half were wrong on teams that nobody had tuned on
    /// (docs/EVALUATION.md).
    fn is_corroborated(&self) -> bool {
        let asserting = || self.evidence.iter().filter(|line| line.standing == Standing::Asserted);
        self.is_concluded || asserting().any(|line| line.role == Role::Cause) || asserting().nth(1).is_some()
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
    each_passage(incident, matcher, scratch, |index, passage, places, found, _| {
        let mut told: Vec<(&Sighting, Standing)> = found
            .iter()
            .filter_map(|sighting| {
                let facet = patterns[sighting.pattern].facet;
                Some((sighting, standing(sighting, passage, facet, places).ok()?))
            })
            .collect();
        told.sort_by_key(|(sighting, _)| (sighting.pattern, sighting.sentence.start));
        for group in told.chunk_by(|(a, _), (b, _)| a.pattern == b.pattern && a.sentence == b.sentence) {
            let Some((first, _)) = group.first() else { continue };
            let findings = findings.entry(first.pattern).or_default();
            for (sighting, standing) in group {
                findings.add(sighting.signal, strength(passage.role, *standing), sighting.weight);
                findings.is_concluded |= *standing == Standing::Asserted && sighting.concludes;
            }
            let best = group.iter().map(|(_, standing)| *standing).min().unwrap_or(Standing::Hedged);
            let sightings: Vec<&Sighting> = group.iter().map(|(sighting, _)| *sighting).collect();
            findings.evidence.push(evidence(passage, index, &sightings, best));
        }
    });
    findings
}

/// Shows `visit` every passage that may be evidence: its index, what its place says of it, what was found in it, and the
/// scratch that it was searched with.
pub fn each_passage(
    incident: &Incident,
    matcher: &Matcher,
    scratch: &mut Scratch,
    mut visit: impl FnMut(usize, &Passage, &Places<'_>, &mut Vec<Sighting>, &Scratch),
) {
    let mut found = Vec::new();
    let places = Places::of(incident);
    for (index, passage) in incident.passages.iter().enumerate().filter(|(_, passage)| places.may_prove(passage)) {
        found.clear();
        matcher.find(&passage.text, Scope::Role(passage.role), scratch, &mut found);
        visit(index, passage, &places, &mut found, scratch);
    }
}

/// How a sighting speaks for its pattern of that facet; why not, where it does not.
pub fn standing(sighting: &Sighting, passage: &Passage, facet: Facet, places: &Places<'_>) -> Result<Standing, Reason> {
    if let Some(reason) = sighting.dropped() {
        return Err(reason);
    }
    if is_advice(sighting, passage, places) {
        return Err(Reason::Advice);
    }
    if sighting.verdict == Verdict::Hedged || places.is_supposed(passage) {
        return Ok(Standing::Hedged);
    }
    let by_name = sighting.is_name && passage.role != Role::Cause;
    let asserts = !by_name && places.asserts(passage, sighting.wording, facet);
    Ok(if asserts { Standing::Asserted } else { Standing::Suggested })
}

/// Whether a sentence under lessons gives advice; it would prove no more than that its author thought of it.
fn is_advice(sighting: &Sighting, passage: &Passage, places: &Places<'_>) -> bool {
    sighting.is_advice
        && !matches!(sighting.wording, Wording::Cause | Wording::Chain | Wording::Fact)
        && places.is_lesson(passage)
}

fn strength(role: Role, standing: Standing) -> Strength {
    match (standing, role) {
        (Standing::Asserted, _) => Strength::Asserting,
        (_, Role::Cause | Role::Symptom) => Strength::Suggesting,
        _ => Strength::Weak,
    }
}

/// Turns the sightings of one pattern in one sentence into a line of evidence.
pub fn evidence(passage: &Passage, index: usize, group: &[&Sighting], standing: Standing) -> Evidence {
    let sentence = group.first().map_or(0..0, |sighting| sighting.sentence.clone());
    let start = sentence.start;
    let words = merged(group.iter().flat_map(|sighting| sighting.words.iter().cloned()).collect());
    let words = words.into_iter().map(|range| range.start - start..range.end - start).collect();
    let weight = group.iter().map(|sighting| sighting.weight).sum();
    Evidence { standing, weight, ..Evidence::quote(passage, index as u32, sentence, words) }
}
