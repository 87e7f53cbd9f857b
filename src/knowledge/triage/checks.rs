//! What to look at first: what proved the cause of incidents that look alike, and what tells the likely patterns apart.

use std::collections::BTreeSet;

use super::{Check, CheckFrom, LikelyPattern, LookAlike};
use crate::knowledge::KnowledgeBase;
use crate::model::Pattern;
use crate::text;

/// The most checks that are told.
const MOST: usize = 7;

/// The most checks of one pattern.
const MOST_OF_ONE: usize = 6;

/// What a pattern's file says on how to tell it apart, a line each.
pub fn pattern_checks(pattern: &Pattern) -> Vec<String> {
    let tells = |title: &str| {
        let title = title.to_lowercase();
        ["tell it apart", "tell apart", "how to know", "how to check", "diagnos"]
            .iter()
            .any(|word| title.contains(word))
    };
    let sections = pattern.sections.iter().filter(|section| tells(&section.title));
    let mut checks = Vec::new();
    for section in sections {
        let text = pattern.file.slice(section.span);
        let items = text.lines().map(str::trim);
        let items: Vec<&str> = items.filter_map(|line| line.strip_prefix("- ").or(line.strip_prefix("* "))).collect();
        if items.is_empty() {
            let body = text.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n");
            let sentences = text::sentences(&body);
            checks.extend(sentences.into_iter().filter_map(|range| Some(body.get(range)?.replace('\n', " "))));
        } else {
            checks.extend(items.into_iter().map(|item| item.trim().to_owned()));
        }
    }
    checks.truncate(MOST_OF_ONE);
    checks
}

/// The checks in the order in which they are worth doing: the most alike incident's, the likeliest pattern's first three,
/// then those of the next. A pattern's stand together, as one often builds on the other.
pub fn ordered(base: &KnowledgeBase, patterns: &[LikelyPattern], alike: &[LookAlike]) -> Vec<Check> {
    let of_incident = |rank: usize| {
        let incident = alike.get(rank)?.incident;
        let (text, _) = base.incidents[incident].opening().check?;
        Some(Check { text: text.to_owned(), from: CheckFrom::Incident(incident) })
    };
    let of_pattern = |rank: usize, place: usize| {
        let pattern = patterns.get(rank)?;
        let text = pattern.checks.get(place)?.clone();
        Some(Check { text, from: CheckFrom::Pattern(pattern.pattern) })
    };
    let in_turn = [
        of_incident(0),
        of_pattern(0, 0),
        of_pattern(0, 1),
        of_pattern(0, 2),
        of_incident(1),
        of_pattern(1, 0),
        of_pattern(1, 1),
        of_incident(2),
        of_pattern(2, 0),
    ];
    let mut known = BTreeSet::new();
    let mut checks: Vec<Check> = in_turn.into_iter().flatten().collect();
    checks.retain(|check| known.insert(check.text.clone()));
    checks.truncate(MOST);
    checks
}
