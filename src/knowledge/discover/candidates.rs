//! Candidates: ideas that several incidents tell, with the signal that finds them.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::Ground;
use super::lexicon::LEXICON;
use super::wording::{Idea, Line, REACH, Thing};
use crate::knowledge::KnowledgeBase;
use crate::knowledge::detect::{Matcher, Scope, Scratch, Sighting};
use crate::knowledge::filter::Verdict;
use crate::model::{Pattern, PatternId, Role, Signal};
use crate::source::{SourceFile, Span, Spanned};
use crate::text::{self, TermKind};

/// The most candidates that are tried; the most frequent ones.
const MOST: usize = 2_000;

/// How much more often a fault and its thing must meet than they would by chance.
const LEAST_LIFT: f64 = 3.0;

/// The same where the lexicon knows the thing: such a pair makes sense by itself.
const LEAST_LIFT_KNOWN: f64 = 1.0;

/// The share of an idea's sentences that may be evidence of one pattern before it counts as that pattern's.
const MOST_OWNED: f64 = 0.5;

/// An idea that several incidents tell.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The fault, by its place in the lexicon.
    pub fault: usize,
    /// The thing.
    pub thing: Thing,
    /// The ways in which the fault is worded, most often first.
    pub fault_words: Vec<String>,
    /// The ways in which the thing is worded.
    pub thing_words: Vec<String>,
    /// How much more often the two meet than by chance.
    pub lift: f64,
    /// Where it is told as a fact, and close together: incident and line, in order.
    pub told: Vec<(usize, usize)>,
    /// Where the signal fires, but its words lie far apart.
    pub apart: Vec<(usize, usize)>,
    /// In how many incidents it does nothing but that.
    pub loose: usize,
}

impl Candidate {
    /// The incidents among `told` that no pattern explains, in order.
    pub fn members(&self, ground: &Ground<'_>) -> BTreeSet<usize> {
        let unexplained = |&(at, line): &(usize, usize)| !ground.explained[at] && !ground.known_lines[at][line];
        self.told.iter().filter(|told| unexplained(told)).map(|&(at, _)| at).collect()
    }
}

/// The team of each incident, as a number, and how many there are: the first folder of its path where there are
/// several, else its first service.
pub fn groups(base: &KnowledgeBase) -> (Vec<usize>, usize) {
    let folder = |at: usize| base.incidents[at].file.path.split_once('/').map_or("", |(folder, _)| folder).to_owned();
    let service =
        |at: usize| base.incidents[at].services.first().map(|name| name.value.to_lowercase()).unwrap_or_default();
    let all = 0..base.incidents.len();
    let mut names: Vec<String> = all.clone().map(folder).collect();
    if names.iter().collect::<BTreeSet<_>>().len() < 2 {
        names = all.map(service).collect();
    }
    let distinct: BTreeSet<&String> = names.iter().collect();
    let numbers: BTreeMap<&String, usize> = distinct.into_iter().zip(0..).collect();
    (names.iter().map(|name| numbers[name]).collect(), numbers.len())
}

/// All ideas told by at least `fewest` incidents that no pattern explains, with what their signals find.
pub fn candidates(ground: &Ground<'_>, fewest: usize) -> Vec<Candidate> {
    let vocabulary = Vocabulary::new(ground);
    let mut gathered: BTreeMap<(usize, &Thing), Vec<(usize, &Idea)>> = BTreeMap::new();
    let (mut faults, mut things) = (BTreeMap::<usize, usize>::new(), BTreeMap::<&Thing, usize>::new());
    let mut tellers = 0;
    for (at, told) in ground.told.iter().enumerate() {
        tellers += usize::from(!told.lines.is_empty());
        let ideas = told.ideas.iter();
        ideas.clone().map(|idea| idea.fault).collect::<BTreeSet<_>>().into_iter().for_each(|fault| {
            *faults.entry(fault).or_default() += 1;
        });
        ideas.clone().map(|idea| &idea.thing).collect::<BTreeSet<_>>().into_iter().for_each(|thing| {
            *things.entry(thing).or_default() += 1;
        });
        for idea in ideas {
            gathered.entry((idea.fault, &idea.thing)).or_default().push((at, idea));
        }
    }
    let mut candidates: Vec<(usize, Candidate)> = Vec::new();
    for ((fault, thing), ideas) in gathered {
        let open = ideas.iter().filter(|(at, idea)| !ground.explained[*at] && !ground.known_lines[*at][idea.line]);
        let support = open.map(|(at, _)| at).collect::<BTreeSet<_>>().len();
        let seen = ideas.iter().map(|(at, _)| at).collect::<BTreeSet<_>>().len();
        let lift = (seen * tellers) as f64 / ((faults[&fault] + 1) * (things[thing] + 1)) as f64;
        let least = match thing {
            Thing::Known(_) => LEAST_LIFT_KNOWN,
            Thing::Word(_) => LEAST_LIFT,
            Thing::Nothing => 0.0,
        };
        if support >= fewest && lift >= least && vocabulary.takes(ground, fault, thing, &ideas) {
            candidates.push((support, candidate(fault, thing, &ideas, lift)));
        }
    }
    candidates.sort_by_key(|(support, _)| std::cmp::Reverse(*support));
    candidates.truncate(MOST);
    let mut candidates: Vec<Candidate> = candidates.into_iter().map(|(_, candidate)| candidate).collect();
    verify(ground, &mut candidates);
    candidates.retain(|candidate| candidate.members(ground).len() >= fewest && !is_owned(ground, candidate));
    candidates
}

fn candidate(fault: usize, thing: &Thing, ideas: &[(usize, &Idea)], lift: f64) -> Candidate {
    let fault_words = by_frequency(ideas.iter().map(|(_, idea)| idea.fault_words.as_str()));
    let thing_words =
        by_frequency(ideas.iter().map(|(_, idea)| idea.thing_words.as_str()).filter(|words| !words.is_empty()));
    Candidate {
        fault,
        thing: thing.clone(),
        fault_words,
        thing_words,
        lift,
        told: Vec::new(),
        apart: Vec::new(),
        loose: 0,
    }
}

/// Distinct texts, the most frequent first; of those with the same stems only the first.
fn by_frequency<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<String> {
    let mut counts = BTreeMap::<&str, usize>::new();
    texts.for_each(|text| *counts.entry(text).or_default() += 1);
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|&(text, count)| (std::cmp::Reverse(count), text));
    let mut seen = BTreeSet::new();
    let stems = |text: &str| text::terms(text).into_iter().map(|term| term.text).collect::<Vec<_>>();
    counts.into_iter().map(|(text, _)| text.to_owned()).filter(|text| seen.insert(stems(text))).collect()
}

/// What words are common property.
struct Vocabulary {
    /// The stems of the patterns' own texts.
    common: BTreeSet<String>,
    /// The stems of the names of services and tags.
    names: BTreeSet<String>,
    /// In how many records each stem is written like a name.
    capitals: BTreeMap<String, usize>,
    /// In how many records each stem stands behind an article.
    led: BTreeMap<String, usize>,
}

impl Vocabulary {
    fn new(ground: &Ground<'_>) -> Self {
        let base = ground.base;
        let mut common = BTreeSet::new();
        let add = |text: &str, set: &mut BTreeSet<String>| {
            text::each_term(text, |term| {
                if term.kind == TermKind::Word && !set.contains(term.text) {
                    set.insert(term.text.to_owned());
                }
            });
        };
        for pattern in &base.patterns {
            add(pattern.file.slice(pattern.body), &mut common);
            let phrases = pattern.signals.iter().flat_map(|signal| signal.all.iter().flatten());
            phrases.for_each(|phrase| add(&phrase.value, &mut common));
        }
        let mut names = BTreeSet::new();
        base.services().keys().chain(base.tags().keys()).for_each(|name| add(name, &mut names));
        let mut capitals = BTreeMap::<String, usize>::new();
        ground.told.iter().flat_map(|told| &told.names).for_each(|name| {
            *capitals.entry(name.clone()).or_default() += 1;
        });
        let mut led = BTreeMap::<String, usize>::new();
        ground.told.iter().flat_map(|told| &told.led).for_each(|stem| {
            *led.entry(stem.clone()).or_default() += 1;
        });
        Self { common, names, capitals, led }
    }

    /// Whether a thing may name a pattern of that fault: the lexicon knows it, or it is a common word and no name.
    fn takes(&self, ground: &Ground<'_>, fault: usize, thing: &Thing, ideas: &[(usize, &Idea)]) -> bool {
        let only = &LEXICON.faults[fault].only;
        match thing {
            Thing::Known(at) => only.is_empty() || only.contains(&LEXICON.things[*at]),
            Thing::Nothing => true,
            Thing::Word(_) if !only.is_empty() => false,
            Thing::Word(stem) => {
                let seen = ideas.iter().map(|(at, _)| at).collect::<BTreeSet<_>>();
                let spread = seen.iter().map(|at| ground.group[**at]).collect::<BTreeSet<_>>().len();
                let like_a_name = self.capitals.get(stem).is_some_and(|&count| count * 2 >= seen.len());
                let common = self.common.contains(stem) || (spread >= 2 && ground.groups >= 2);
                let noun = self.led.get(stem).is_some_and(|&count| count * 3 >= seen.len());
                common && noun && !like_a_name && !self.names.contains(stem)
            }
        }
    }
}

/// Tries the signals of all candidates on all lines, as detection would.
fn verify(ground: &Ground<'_>, candidates: &mut [Candidate]) {
    let patterns: Vec<Pattern> = candidates.iter().map(pattern).collect();
    let matcher = Matcher::new(&patterns);
    let told: Vec<Vec<(usize, usize, usize, bool)>> = (0..ground.told.len())
        .into_par_iter()
        .map_init(Scratch::default, |scratch, at| {
            let (mut rows, mut found) = (Vec::new(), Vec::new());
            for (index, line) in ground.told[at].lines.iter().enumerate() {
                let text = line.text(&ground.base.incidents[at]);
                found.clear();
                matcher.find(text, Scope::Everywhere, scratch, &mut found);
                let asserted = found.iter().filter(|sighting| sighting.verdict == Verdict::Asserted);
                rows.extend(asserted.map(|sighting| (sighting.pattern, at, index, is_close(line, text, sighting))));
            }
            rows
        })
        .collect();
    let mut loose: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); candidates.len()];
    for (pattern, at, line, close) in told.into_iter().flatten() {
        if close {
            candidates[pattern].told.push((at, line));
        } else {
            candidates[pattern].apart.push((at, line));
            loose[pattern].insert(at);
        }
    }
    for (candidate, mut loose) in candidates.iter_mut().zip(loose) {
        candidate.told.iter().for_each(|(at, _)| {
            loose.remove(at);
        });
        candidate.loose = loose.len();
    }
}

/// Whether the words of a sighting lie close together, where the sentence tells the cause.
pub fn is_close(line: &Line, text: &str, sighting: &Sighting) -> bool {
    let tells = |word: &std::ops::Range<usize>| {
        line.side.start <= word.start && word.end <= line.side.end && stands_free(text, word)
    };

    let gap = |pair: &[std::ops::Range<usize>]| {
        let between = text.get(pair[0].end..pair[1].start).unwrap_or_default();
        between.split_whitespace().count() <= REACH + 1
    };
    sighting.words.iter().all(tells) && sighting.words.windows(2).all(gap)
}

/// Whether words are no part of an identifier, a path or the like.
fn stands_free(text: &str, word: &std::ops::Range<usize>) -> bool {
    let joins = |c: char| c.is_alphanumeric() || matches!(c, '_' | '/' | '\\' | '=' | '@' | '#' | '$');
    let before = text[..word.start].chars().next_back();
    let mut after = text[word.end..].chars();
    let (next, second) = (after.next(), after.next());
    let dotted = matches!(next, Some('.' | ':' | '-')) && second.is_some_and(char::is_alphanumeric);
    !before.is_some_and(|c| joins(c) || matches!(c, '.' | '-' | ':')) && !next.is_some_and(joins) && !dotted
}

/// The pattern that a candidate would be, with no more than its signal.
fn pattern(candidate: &Candidate) -> Pattern {
    let phrases = |list: &[String]| list.iter().map(|text| Spanned::new(text.clone(), Span::default())).collect();
    let lists = [&candidate.fault_words, &candidate.thing_words].into_iter().filter(|list| !list.is_empty());
    let signal = Signal {
        all: lists.map(|list| phrases(list)).collect(),
        not: Vec::new(),
        roles: vec![Role::Cause, Role::Symptom, Role::Neutral],
        weight: 1.0,
        span: Span::default(),
    };
    Pattern {
        id: PatternId::new("candidate").expect("the id is good"),
        file: SourceFile::new("candidate.md", ""),
        built_in: false,
        name: Spanned::new(String::new(), Span::default()),
        facet: LEXICON.faults[candidate.fault].facet,
        aliases: Vec::new(),
        parent: None,
        see_also: Vec::new(),
        signals: vec![signal],
        examples: crate::model::Examples::default(),
        body: Span::default(),
        sections: Vec::new(),
        summary: String::new(),
    }
}

/// Whether most of what tells the idea is evidence of one pattern already: then it is that pattern, in other words.
fn is_owned(ground: &Ground<'_>, candidate: &Candidate) -> bool {
    let incidents: BTreeSet<usize> = candidate.told.iter().map(|&(at, _)| at).collect();
    let known = candidate.told.iter().filter(|&&(at, line)| ground.known_lines[at][line]);
    let known: BTreeSet<usize> = known.map(|&(at, _)| at).collect();
    known.len() as f64 > MOST_OWNED * incidents.len() as f64
}
