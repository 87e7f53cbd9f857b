//! The usual suspects: theories that were blamed in vain, joined across incidents.
//!
//! Theories that name the same pattern are one suspect; the others are joined by their wording (`groups`).

mod about;
mod groups;
mod wording;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::detect::{Matcher, Scope, Scratch, Sighting};
use super::{KnowledgeBase, PatternLink};
use crate::model::{CauseState, Facet, Incident, Outcome, Pattern, Theory};
use crate::source::{Span, Spanned};

/// What the words of a statement must be worth to name a pattern.
const NAMES: f32 = 0.5;

/// The words that name a pattern stand within so many bytes; in a long statement, words farther apart meet by chance.
const REACH: usize = 80;

/// A theory's place: incident and theory index.
type Case = (usize, usize);

/// A theory that was blamed in vain, across incidents.
#[derive(Clone, Debug)]
pub struct Suspect {
    /// What was blamed, in the words of its clearest case, or the name of the pattern it names.
    pub name: String,
    /// The pattern it names, where it names one, as an index into the patterns.
    pub pattern: Option<usize>,
    /// Every time it was blamed: incident and theory index, in order.
    pub cases: Vec<(usize, usize)>,
}

impl Suspect {
    /// The incidents it was blamed in, each once, in order.
    pub fn incidents(&self) -> impl Iterator<Item = usize> {
        self.cases.chunk_by(|a, b| a.0 == b.0).filter_map(|cases| Some(cases.first()?.0))
    }
}

/// What spoke against a theory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefutedBy {
    /// The check that decided.
    Check,
    /// What spoke against it.
    Reason,
    /// What was done about it, in vain.
    Trial,
}

/// The line that killed a theory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refutation<'a> {
    /// What it is.
    pub by: RefutedBy,
    /// The author's words.
    pub text: &'a str,
    /// Where they stand.
    pub span: Span,
}

/// What settled a theory: the check that decided; else what spoke against it; else what was tried, where that changed
/// nothing for the better.
pub fn refutation(theory: &Theory) -> Option<Refutation<'_>> {
    let outcome = theory.outcome.as_ref().map(|outcome| outcome.value);
    let in_vain = matches!(outcome, Some(Outcome::NoChange | Outcome::Worse | Outcome::LookedLikeAFix));
    let lines = [
        (RefutedBy::Check, theory.settled_by.as_ref()),
        (RefutedBy::Reason, theory.wrong_because.as_ref()),
        (RefutedBy::Trial, theory.tried.as_ref().filter(|_| in_vain)),
    ];
    let told = |text: &&Spanned<String>| !text.value.trim().is_empty();
    let mut told = lines.into_iter().filter_map(|(by, text)| Some((by, text.filter(told)?)));
    told.next().map(|(by, text)| Refutation { by, text: &text.value, span: text.span })
}

/// What it really was, in one of the incidents that a suspect was blamed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reality<'a> {
    /// Index into the incidents.
    pub incident: usize,
    /// The cause in a line.
    pub cause: &'a str,
    /// Where it stands.
    pub span: Span,
    /// How sure the record is of it.
    pub state: CauseState,
}

/// A suspect in some incidents, such as those of one pattern or service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blamed {
    /// Index into the suspects.
    pub suspect: usize,
    /// Its cases in these incidents.
    pub cases: Vec<(usize, usize)>,
}

impl KnowledgeBase {
    /// How often a suspect was wrong; the other times it was a part of the cause.
    pub fn times_wrong(&self, suspect: &Suspect) -> usize {
        wrong(&self.incidents, &suspect.cases)
    }

    /// What it really was in each incident that a suspect was blamed in, as far as the records say; confirmed causes
    /// first.
    pub fn really<'a>(&'a self, suspect: &'a Suspect) -> Vec<Reality<'a>> {
        let reality = |incident: usize| {
            let record = &self.incidents[incident];
            let ((cause, span), state) = record.opening().cause.zip(record.cause_state())?;
            Some(Reality { incident, cause, span, state })
        };
        let mut realities: Vec<_> = suspect.incidents().filter_map(reality).collect();
        realities.sort_by_key(|reality| Reverse(reality.state));
        realities
    }

    /// The patterns that count in the incidents a suspect was blamed in, with in how many, most often first. What only
    /// made an incident harder is not what it was, and is left out.
    pub fn really_patterns(&self, suspect: &Suspect) -> Vec<(usize, usize)> {
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for incident in suspect.incidents() {
            let is_cause = |link: &&PatternLink| self.patterns[link.pattern].facet != Facet::Aggravator;
            let counting = self.links_of_incident(incident).filter(|link| link.state.counts());
            counting.filter(is_cause).for_each(|link: &PatternLink| *counts.entry(link.pattern).or_default() += 1);
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|&(pattern, count)| (Reverse(count), pattern));
        counts
    }

    /// The suspect that a theory belongs to, as an index into the suspects.
    ///
    /// # Panics
    /// When there is no such theory.
    pub fn suspect_of(&self, incident: usize, theory: usize) -> usize {
        self.suspect_of[incident][theory]
    }

    /// The suspect that names a pattern: what it really was when the pattern was blamed.
    pub fn suspect_naming(&self, pattern: usize) -> Option<&Suspect> {
        self.suspects.iter().find(|suspect| suspect.pattern == Some(pattern))
    }

    /// What was blamed in the incidents of a pattern: those blamed in most of them first.
    pub fn blamed_instead(&self, pattern: usize) -> Vec<Blamed> {
        self.blamed_in(self.incidents_of_pattern(pattern))
    }

    /// What was blamed in some incidents: those blamed in most of them first.
    pub fn blamed_in(&self, incidents: impl Iterator<Item = usize>) -> Vec<Blamed> {
        let mut cases: BTreeMap<usize, Vec<Case>> = BTreeMap::new();
        for incident in incidents {
            for theory in 0..self.incidents[incident].theories.len() {
                cases.entry(self.suspect_of(incident, theory)).or_default().push((incident, theory));
            }
        }
        let mut blamed: Vec<_> = cases.into_iter().map(|(suspect, cases)| Blamed { suspect, cases }).collect();
        blamed.sort_by_key(|blamed| {
            let incidents: BTreeSet<usize> = blamed.cases.iter().map(|case| case.0).collect();
            (Reverse(incidents.len()), Reverse(blamed.cases.len()), blamed.suspect)
        });
        blamed
    }
}

/// For each theory of each incident, its suspect.
pub fn suspect_of(incidents: &[Incident], suspects: &[Suspect]) -> Vec<Vec<usize>> {
    let mut rows: Vec<Vec<usize>> = incidents.iter().map(|incident| vec![0; incident.theories.len()]).collect();
    for (index, suspect) in suspects.iter().enumerate() {
        suspect.cases.iter().for_each(|&(incident, theory)| rows[incident][theory] = index);
    }
    rows
}

/// The pattern that a theory's statement names best. How the statement speaks does not matter: `raised the limit to
/// avoid an exhausted pool` blames the pool.
pub fn named_pattern(statement: &str, patterns: &[Pattern], matcher: &Matcher, scratch: &mut Scratch) -> Option<usize> {
    let mut found = Vec::new();
    matcher.find(statement, Scope::Everywhere, scratch, &mut found);
    found.retain(is_close);
    let mut worth: BTreeMap<usize, BTreeMap<usize, f32>> = BTreeMap::new();
    for sighting in &found {
        worth.entry(sighting.pattern).or_default().insert(sighting.signal, sighting.weight);
    }
    // Nobody blames a false trail or a missing alert for what broke; they only made it harder to find.
    worth.retain(|pattern, _| patterns[*pattern].facet != Facet::Aggravator);
    let totals = worth.into_iter().map(|(pattern, signals)| (pattern, signals.values().sum::<f32>()));
    let best = totals.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
    best.filter(|&(_, total)| total >= NAMES).map(|(pattern, _)| pattern)
}

/// Whether the words that matched stand close together.
fn is_close(sighting: &Sighting) -> bool {
    let ends = sighting.words.first().zip(sighting.words.last());
    ends.is_some_and(|(first, last)| last.end - first.start <= REACH)
}

/// Joins the theories of all incidents; `named` holds, for each incident, the pattern that each of its theories names.
pub fn suspects(incidents: &[Incident], patterns: &[Pattern], named: &[Vec<Option<usize>>]) -> Vec<Suspect> {
    let theory = |case: &Case| &incidents[case.0].theories[case.1];
    let mut suspects: Vec<Suspect> = groups::groups(incidents, named)
        .into_iter()
        .map(|mut group| {
            group.cases.sort_unstable();
            let name = match group.pattern {
                Some(pattern) => patterns[pattern].name.value.clone(),
                None => clearest(&group.cases, theory),
            };
            Suspect { name, pattern: group.pattern, cases: group.cases }
        })
        .collect();
    suspects.sort_by(|a, b| {
        let key =
            |s: &Suspect| (Reverse(s.incidents().count()), Reverse(s.cases.len()), Reverse(wrong(incidents, &s.cases)));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::testing::{blaming, incident, pattern};
    use crate::model::SectionKind;

    const CAUSE: SectionKind = SectionKind::RootCause;

    fn suspects(incidents: Vec<Incident>, patterns: Vec<Pattern>) -> Vec<(String, usize, usize)> {
        let base = KnowledgeBase::assemble(incidents, patterns);
        let line = |suspect: &Suspect| (suspect.name.clone(), suspect.cases.len(), base.times_wrong(suspect));
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

    #[test]
    fn a_theory_without_a_pattern_joins_the_one_that_says_the_same_and_names_it() {
        let a = blaming(incident("a", &[]), "The vector store limit is reached", None);
        let b = blaming(incident("b", &[]), "Vector store limits", None);
        let patterns = vec![pattern("limit", &[&[&["limit is reached"]]])];
        assert_eq!(suspects(vec![a, b], patterns), [("limit".to_owned(), 2, 2)]);
    }

    #[test]
    fn a_vague_theory_does_not_tie_two_precise_ones() {
        let of = |id: &str, statement: &str| blaming(incident(id, &[]), statement, None);
        let incidents =
            vec![of("a", "The broker was unreachable"), of("b", "Kafka broker down"), of("c", "RabbitMQ broker down")];
        let found = suspects(incidents, Vec::new());
        assert_eq!(found.iter().map(|suspect| suspect.1).collect::<Vec<_>>(), [2, 1]);
    }

    #[test]
    fn theories_of_one_record_are_told_apart() {
        let one = blaming(incident("a", &[]), "The anti-virus scanner slows the disk", None);
        let both = blaming(one, "The anti-virus scanner slows the disks", None);
        assert_eq!(suspects(vec![both], Vec::new()).len(), 2);
    }

    #[test]
    fn what_only_makes_a_failure_hard_to_find_is_no_suspect() {
        let a = blaming(incident("a", &[]), "A false trail through the cache", None);
        let mut trail = pattern("trail", &[&[&["false trail"]]]);
        trail.facet = Facet::Aggravator;
        assert_eq!(suspects(vec![a], vec![trail]), [("A false trail through the cache".to_owned(), 1, 1)]);
    }

    #[test]
    fn words_far_apart_name_no_pattern() {
        let long = "Health checks of the connections, fresh connections for each operation, a proxy in front of the \
                    database and a retry around it all failed";
        let a = blaming(incident("a", &[]), long, None);
        let patterns = vec![pattern("health", &[&[&["health check*"], &["failed"]]])];
        let base = KnowledgeBase::assemble(vec![a], patterns);
        assert_eq!(base.suspects[0].pattern, None);
    }

    #[test]
    fn a_suspect_says_what_it_really_was_and_a_pattern_what_was_blamed_instead() {
        use crate::model::{Cause, CauseState};
        let mut a = blaming(incident("a", &[(CAUSE, "The jobs deadlocked.")]), "The network is slow", None);
        let told = |statement: &str, state| Cause {
            statement: crate::knowledge::testing::spanned(statement.to_owned()),
            state,
            span: Span::default(),
            section: 0,
            confirmed_by: None,
        };
        a.causes.push(told("The jobs deadlocked.", CauseState::Confirmed));
        let mut b = blaming(incident("b", &[]), "A slow network", None);
        b.causes.push(told("Perhaps the moon.", CauseState::Suspected));
        let base = KnowledgeBase::assemble(vec![b, a], vec![pattern("deadlock", &[&[&["deadlock"]]])]);
        let suspect = &base.suspects[0];
        let really: Vec<_> = base.really(suspect).iter().map(|it| (it.incident, it.cause, it.state)).collect();
        assert_eq!(
            really,
            [(0, "The jobs deadlocked.", CauseState::Confirmed), (1, "Perhaps the moon.", CauseState::Suspected)]
        );
        assert_eq!(base.really_patterns(suspect), [(0, 1)]);
        assert_eq!(base.blamed_instead(0), [Blamed { suspect: 0, cases: vec![(0, 0)] }]);
        assert_eq!(base.suspect_of(1, 0), 0);
        assert!(base.suspect_naming(0).is_none());
    }

    #[test]
    fn the_check_that_settled_a_theory_comes_before_what_was_tried() {
        let base = KnowledgeBase::assemble(vec![blaming(incident("a", &[]), "T", Some(Outcome::NoChange))], Vec::new());
        let mut theory = base.incidents[0].theories[0].clone();
        assert_eq!(refutation(&theory), None);
        let line = |text: &str| Some(crate::knowledge::testing::spanned(text.to_owned()));
        theory.tried = line("A larger pool.");
        assert_eq!(refutation(&theory).map(|it| (it.by, it.text)), Some((RefutedBy::Trial, "A larger pool.")));
        theory.outcome = None;
        assert_eq!(refutation(&theory), None);
        theory.wrong_because = line("It was idle.");
        theory.settled_by = line("Counting connections.");
        assert_eq!(refutation(&theory).map(|it| (it.by, it.text)), Some((RefutedBy::Check, "Counting connections.")));
    }

    #[test]
    fn thousands_of_theories_with_the_same_few_words_are_joined_in_time() {
        let words = ["pool", "queue", "cache", "node", "disk", "shard", "broker"];
        let of = |n: usize| {
            let statement = format!("{} {} of service {}", words[n % 7], words[n / 7 % 7], n / 3);
            blaming(incident(&format!("i{n:05}"), &[]), &statement, None)
        };
        let base = KnowledgeBase::assemble((0..5_000).map(of).collect(), Vec::new());
        let largest = base.suspects.iter().map(|suspect| suspect.cases.len()).max();
        assert!(largest.is_some_and(|largest| largest < 500), "one giant cluster: {largest:?}");
    }
}
