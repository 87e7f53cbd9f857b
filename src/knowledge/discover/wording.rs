//! How records word their causes: the sentences, and the ideas in them.
//!
//! An *idea* is a way to go wrong and the thing that it happened to, close together in one sentence.

use std::ops::Range;

use super::lexicon::{LEXICON, Meaning};
use crate::knowledge::detect::pieces;
use crate::model::{Incident, Passage, PassageKind, Role};
use crate::text::{self, TermKind};

/// How many words may stand between a fault and its thing.
pub const REACH: usize = 3;

/// The most sentences of one record that are looked at.
const MOST_LINES: usize = 200;

/// A sentence that tells a cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The passage it stands in, as an index into the incident's passages.
    pub passage: u32,
    /// Where it stands in the passage's text.
    pub range: Range<usize>,
    /// The part of the sentence that tells the cause and not what came of it, from the sentence's start.
    pub side: Range<usize>,
}

/// What goes wrong in an idea.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// A thing that the lexicon knows, by its place.
    Known(usize),
    /// The stem of another word.
    Word(String),
    /// None: the fault's words say enough.
    Nothing,
}

/// One idea as one sentence tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idea {
    /// The sentence, as an index into the incident's lines.
    pub line: usize,
    /// The fault, by its place in the lexicon.
    pub fault: usize,
    /// The thing.
    pub thing: Thing,
    /// The words of the fault, as they stand there, in lower case.
    pub fault_words: String,
    /// The words of the thing.
    pub thing_words: String,
}

/// What one record says of its causes.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// The sentences, in order.
    pub lines: Vec<Line>,
    /// The ideas in them.
    pub ideas: Vec<Idea>,
    /// The stems of all words that say something, sorted, without doubles.
    pub words: Vec<String>,
    /// The stems of words that the author writes like a name.
    pub names: Vec<String>,
    /// The stems of words that stand behind an article somewhere, as nouns do.
    pub led: Vec<String>,
}

/// A word of a sentence.
struct Word<'a> {
    stem: String,
    /// As it stands there.
    text: &'a str,
    /// Its first byte.
    start: usize,
    /// Whether an article or the like stands before it, as before a noun.
    is_led: bool,
    /// Its stretch between commas and the like.
    stretch: u32,
    /// Whether it is a part of an identifier.
    is_part: bool,
    /// Whether it looks like a name: a capital inside a sentence, a digit, a part of an identifier.
    is_name: bool,
}

impl Line {
    /// The sentence.
    pub fn text<'a>(&self, incident: &'a Incident) -> &'a str {
        incident
            .passages
            .get(self.passage as usize)
            .and_then(|passage| passage.text.get(self.range.clone()))
            .unwrap_or("")
    }
}

/// Reads what a record says of its causes. Where it has no section for them, sentences that are worded like a cause
/// stand in.
pub fn read(incident: &Incident) -> Told {
    let mut told = Told::default();
    let has_section = incident.passages.iter().any(|passage| passage.role == Role::Cause && is_prose(passage));
    for (index, passage) in incident.passages.iter().enumerate() {
        let wanted = match passage.role {
            Role::Cause => has_section,
            Role::Neutral | Role::Symptom => !has_section,
            Role::RuledOut | Role::Fix | Role::Future => false,
        };
        if !wanted || !is_prose(passage) {
            continue;
        }
        for sentence in text::sentences(&passage.text) {
            for range in pieces(&passage.text, sentence) {
                let text = passage.text.get(range.clone()).unwrap_or_default();
                if told.lines.len() < MOST_LINES && (has_section || is_worded_like_a_cause(text)) {
                    let side = cause_side(text);
                    told.add(Line { passage: index as u32, range, side }, text);
                }
            }
        }
    }
    told.words.sort_unstable();
    told.words.dedup();
    told.names.sort_unstable();
    told.names.dedup();
    told.led.sort_unstable();
    told.led.dedup();
    told
}

fn is_prose(passage: &Passage) -> bool {
    passage.kind.is_prose() && passage.kind != PassageKind::Heading
}

/// Whether a sentence outside of a section for causes gives a reason.
fn is_worded_like_a_cause(text: &str) -> bool {
    let lower = text.to_lowercase();
    let says = |marks: &[String]| marks.iter().any(|mark| find_word(&lower, mark).is_some());
    (says(&LEXICON.before_a_cause) || says(&LEXICON.before_an_effect)) && !says(&LEXICON.no_cause)
}

/// The part of a sentence that tells a cause: behind `because`, before `which led to`; empty where all of it tells
/// what came of something.
fn cause_side(text: &str) -> Range<usize> {
    // Lower case of ASCII alone, so that places stay what they are.
    let lower = text.to_ascii_lowercase();
    let first = |marks: &[String]| {
        let places = marks.iter().filter_map(|mark| Some((find_word(&lower, mark)?, mark.len())));
        places.min_by_key(|&(at, length)| (at, std::cmp::Reverse(length)))
    };
    let start = first(&LEXICON.before_a_cause).map_or(0, |(at, length)| at + length);
    if start == 0
        && (lower.starts_with("as a result")
            || lower.starts_with("this ") && first(&LEXICON.before_an_effect).is_some())
    {
        return 0..0;
    }
    let rest = &lower[start..];
    let places = LEXICON.before_an_effect.iter().filter_map(|mark| find_word(rest, mark));
    let end = places.min().map_or(text.len(), |at| start + at);
    start..end
}

/// Where words stand in a text, not as a part of others.
fn find_word(text: &str, words: &str) -> Option<usize> {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(words).map(|(at, _)| at).find(|&at| {
        let (before, after) = (&text[..at], &text[at + words.len()..]);
        !is_letter(before.chars().next_back()) && !is_letter(after.chars().next())
    })
}

impl Told {
    fn add(&mut self, line: Line, text: &str) {
        let words = words(text);
        let tells = |word: &Word<'_>| {
            !word.is_part && line.side.contains(&word.start) && word.start + word.text.len() <= line.side.end
        };
        let stems: Vec<&str> = words.iter().map(|word| word.stem.as_str()).collect();
        let found = LEXICON.find(&stems);
        let index = self.lines.len();
        let said = |range: std::ops::RangeInclusive<usize>| {
            words[range].iter().map(|word| text::folded(word.text)).collect::<Vec<_>>().join(" ")
        };
        for fault in &found {
            if let Meaning::Enough(kind) = fault.meaning
                && (fault.first..=fault.last).all(|at| tells(&words[at]))
            {
                let (fault_words, thing_words) = (said(fault.first..=fault.last), String::new());
                self.ideas.push(Idea { line: index, fault: kind, thing: Thing::Nothing, fault_words, thing_words });
            }
            let Meaning::Fault(kind) = fault.meaning else { continue };
            let near = |first: usize, last: usize| {
                let gap = if first > fault.last { first - fault.last } else { fault.first.saturating_sub(last) };
                let apart = first > fault.last || last < fault.first;
                let told = tells(&words[first]) && tells(&words[fault.first]);
                told && apart && gap <= REACH + 1 && words[first].stretch == words[fault.first].stretch
            };
            let mut covered = vec![false; words.len()];
            for run in &found {
                covered[run.first..=run.last].fill(true);
                let Meaning::Thing(thing) = run.meaning else { continue };
                if near(run.first, run.last) {
                    self.ideas.push(Idea {
                        line: index,
                        fault: kind,
                        thing: Thing::Known(thing),
                        fault_words: said(fault.first..=fault.last),
                        thing_words: said(run.first..=run.last),
                    });
                }
            }
            for (at, word) in words.iter().enumerate() {
                if !covered[at] && near(at, at) && may_be_a_thing(word) {
                    self.ideas.push(Idea {
                        line: index,
                        fault: kind,
                        thing: Thing::Word(word.stem.clone()),
                        fault_words: said(fault.first..=fault.last),
                        thing_words: said(at..=at),
                    });
                }
            }
        }
        for word in words.iter().filter(|word| says_something(word)) {
            if word.is_led {
                self.led.push(word.stem.clone());
            }
            let list = if word.is_name { &mut self.names } else { &mut self.words };
            list.push(word.stem.clone());
        }
        self.lines.push(line);
    }
}

fn says_something(word: &Word<'_>) -> bool {
    let lower = word.text.to_lowercase();
    word.stem.chars().count() > 2 && !text::is_stop_word(&lower) && !word.stem.bytes().all(|byte| byte.is_ascii_digit())
}

fn may_be_a_thing(word: &Word<'_>) -> bool {
    let lower = word.text.to_lowercase();
    let verbal = lower.ends_with("ed") || lower.ends_with("ing") || lower.ends_with("ly");
    says_something(word)
        && !word.is_name
        && !verbal
        && word.stem.chars().count() > 3
        && word.stem.is_ascii()
        && !LEXICON.empty.contains(&word.stem)
}

/// Words that lead a noun.
const LEADERS: &[&str] =
    &["the", "a", "an", "this", "that", "our", "its", "of", "some", "each", "every", "no", "these", "all", "any"];

/// The words of a sentence, identifiers in parts.
fn words(sentence: &str) -> Vec<Word<'_>> {
    let mut words: Vec<Word<'_>> = Vec::new();
    let (mut stretch, mut end, mut identifier) = (0, 0, 0);
    text::each_term(sentence, |term| {
        if term.kind == TermKind::Identifier {
            // A word with a hyphen in it is no name of a thing in a program.
            let whole = sentence.get(term.range.clone()).unwrap_or_default();
            if whole.chars().any(|c| !c.is_alphabetic() && c != '-') || whole.chars().skip(1).any(char::is_uppercase) {
                identifier = identifier.max(term.range.end);
            }
            return;
        }
        let gap = sentence.get(end..term.range.start).unwrap_or_default();
        if gap.contains([',', ';', ':', '(', ')', '—', '–', '→']) || gap.contains(" - ") {
            stretch += 1;
        }
        end = term.range.end;
        let text = sentence.get(term.range.clone()).unwrap_or_default();
        let capital = text.starts_with(char::is_uppercase) && !words.is_empty();
        let is_part = term.range.start < identifier;
        let is_name = capital || is_part || text.chars().any(|c| c.is_ascii_digit());
        let is_led =
            words.last().is_some_and(|last| LEADERS.iter().any(|leader| last.text.eq_ignore_ascii_case(leader)));
        words.push(Word {
            stem: term.text.to_owned(),
            text,
            start: term.range.start,
            is_led,
            stretch,
            is_part,
            is_name,
        });
    });
    words
}
