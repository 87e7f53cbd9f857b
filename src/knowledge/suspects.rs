//! The usual suspects: theories that were blamed in vain, joined across incidents.
//!
//! Theories are joined by the pattern that their statement names, the others by their wording.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Suspect;
use super::detect::{Matcher, Scope, Scratch};
use crate::model::{Incident, Outcome, Pattern, Theory};
use crate::text::{self, TermKind};

/// Two statements are the same theory when they share this much of the words of both.
const ALIKE: f64 = 0.6;

/// How many theories with a word in common are compared; words that more share say little.
const MOST_COMPARED: usize = 64;

/// What the words of a statement must be worth to name a pattern.
const NAMES: f32 = 0.5;

/// A theory's place: incident and theory index.
type Case = (usize, usize);

/// The pattern that a theory's statement names best. How the statement speaks does not matter: `raised the limit to
/// avoid an exhausted pool` blames the pool.
pub fn named_pattern(statement: &str, matcher: &Matcher, scratch: &mut Scratch) -> Option<usize> {
    let mut found = Vec::new();
    matcher.find(statement, Scope::Everywhere, scratch, &mut found);
    let mut worth: BTreeMap<usize, BTreeMap<usize, f32>> = BTreeMap::new();
    for sighting in &found {
        worth.entry(sighting.pattern).or_default().insert(sighting.signal, sighting.weight);
    }
    let totals = worth.into_iter().map(|(pattern, signals)| (pattern, signals.values().sum::<f32>()));
    let best = totals.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
    best.filter(|&(_, total)| total >= NAMES).map(|(pattern, _)| pattern)
}

/// Joins the theories of all incidents; `named` holds, for each incident, the pattern that each of its theories names.
pub fn suspects(incidents: &[Incident], patterns: &[Pattern], named: &[Vec<Option<usize>>]) -> Vec<Suspect> {
    let mut by_pattern: BTreeMap<usize, Vec<Case>> = BTreeMap::new();
    let mut others = Vec::new();
    for (incident, named) in named.iter().enumerate() {
        for (theory, pattern) in named.iter().enumerate() {
            match pattern {
                Some(pattern) => by_pattern.entry(*pattern).or_default().push((incident, theory)),
                None => others.push((incident, theory)),
            }
        }
    }
    let theory = |case: &Case| &incidents[case.0].theories[case.1];
    let named = by_pattern.into_iter().map(|(pattern, cases)| {
        let name = patterns[pattern].name.value.clone();
        Suspect { name, pattern: Some(pattern), cases }
    });
    let worded = by_wording(&others, theory).into_iter().map(|cases| {
        let name = clearest(&cases, theory);
        Suspect { name, pattern: None, cases }
    });
    let mut suspects: Vec<Suspect> = named.chain(worded).collect();
    suspects.sort_by(|a, b| {
        let key = |s: &Suspect| (Reverse(s.cases.len()), Reverse(wrong(incidents, &s.cases)));
        key(a).cmp(&key(b)).then_with(|| a.name.cmp(&b.name)).then_with(|| a.cases.cmp(&b.cases))
    });
    suspects
}

/// How often it was wrong; a theory that was a part of the cause was not.
pub fn wrong(incidents: &[Incident], cases: &[Case]) -> usize {
    let partial = |&&(incident, theory): &&Case| {
        let outcome = incidents[incident].theories[theory].outcome.as_ref();
        outcome.is_some_and(|outcome| outcome.value == Outcome::Partial)
    };
    cases.len() - cases.iter().filter(partial).count()
}

/// The statement of the case that says most clearly why it was wrong; of equal ones the shortest.
fn clearest<'a>(cases: &[Case], theory: impl Fn(&Case) -> &'a Theory) -> String {
    let unclear = |case: &&Case| {
        let theory = theory(case);
        (theory.wrong_because.is_none(), theory.settled_by.is_none(), theory.statement.value.len(), **case)
    };
    cases.iter().min_by_key(unclear).map(|case| theory(case).statement.value.clone()).unwrap_or_default()
}

/// Joins theories whose statements say the same in nearly the same words. A theory joins the first group whose first
/// statement is alike, so that no chain of small differences ties what has nothing in common.
fn by_wording<'a>(cases: &[Case], theory: impl Fn(&Case) -> &'a Theory) -> Vec<Vec<Case>> {
    let mut groups: Vec<(BTreeSet<String>, Vec<Case>)> = Vec::new();
    let mut holding: HashMap<String, Vec<usize>> = HashMap::new();
    for case in cases {
        let stems = content_stems(&theory(case).statement.value);
        let rare = stems.iter().filter_map(|stem| holding.get(stem)).filter(|groups| groups.len() <= MOST_COMPARED);
        let candidates: BTreeSet<usize> = rare.flatten().copied().collect();
        if let Some(&group) = candidates.iter().find(|&&group| alike(&groups[group].0, &stems)) {
            groups[group].1.push(*case);
            continue;
        }
        for stem in &stems {
            holding.entry(stem.clone()).or_default().push(groups.len());
        }
        groups.push((stems, vec![*case]));
    }
    groups.into_iter().map(|(_, cases)| cases).collect()
}

fn alike(a: &BTreeSet<String>, b: &BTreeSet<String>) -> bool {
    let shared = a.intersection(b).count();
    let all = a.len() + b.len() - shared;
    shared == all || shared >= 2 && shared as f64 >= ALIKE * all as f64
}

/// The stems of the words that say something.
fn content_stems(text: &str) -> BTreeSet<String> {
    let mut stems = BTreeSet::new();
    text::each_term(text, |term| {
        let raw = text.get(term.range).unwrap_or_default();
        if term.kind != TermKind::Identifier && !text::is_stop_word(&text::folded(raw)) {
            stems.insert(term.text.to_owned());
        }
    });
    stems
}

#[cfg(test)]
mod tests {
    use crate::knowledge::KnowledgeBase;
    use crate::knowledge::testing::{blaming, incident, pattern};
    use crate::model::{Incident, Outcome, Pattern};

    fn suspects(incidents: Vec<Incident>, patterns: Vec<Pattern>) -> Vec<(String, usize, usize)> {
        let base = KnowledgeBase::assemble(incidents, patterns);
        let line = |suspect: &super::Suspect| (suspect.name.clone(), suspect.cases.len(), base.times_wrong(suspect));
        base.suspects.iter().map(line).collect()
    }

    #[test]
    fn theories_that_name_a_pattern_are_one_suspect_however_they_are_worded() {
        let a = blaming(incident("a", &[]), "The pool of connections was exhausted", None);
        let b = blaming(incident("b", &[]), "Raised the limit to avoid an exhausted pool", Some(Outcome::Partial));
        let patterns = vec![pattern("pool", &[&[&["pool"], &["exhaust"]]])];
        assert_eq!(suspects(vec![a, b], patterns), [("pool".to_owned(), 2, 1)]);
    }

    #[test]
    fn theories_in_nearly_the_same_words_are_one_suspect() {
        let a = blaming(incident("a", &[]), "The anti-virus scanner slows the disk", None);
        let b = blaming(incident("b", &[]), "An anti-virus scanner slowed down the disk", None);
        let c = blaming(incident("c", &[]), "The cable of the disk is broken", None);
        assert_eq!(
            suspects(vec![a, b, c], Vec::new()),
            [
                ("The anti-virus scanner slows the disk".to_owned(), 2, 2),
                ("The cable of the disk is broken".to_owned(), 1, 1)
            ]
        );
    }
}
