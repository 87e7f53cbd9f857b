//! Whether a sentence asserts what it names: it may deny it, plan against it, tell its remedy, ask, or only guess.
//!
//! The filters know English. Each looks at the clause around the words that matched, as `The pool was not exhausted, but
//! the event loop was blocked` denies one thing and asserts another. A word that is part of what matched is never a
//! marker: the `no` of the phrase `no alert` denies nothing.

mod belief;
mod conclusion;
mod hedge;
mod markers;
mod negation;
mod plan;
mod remedy;
mod wording;

use std::ops::RangeInclusive;

pub use conclusion::concludes;
pub use wording::{Telling, Wording};

use super::detect::Sentence;

/// Why words that matched do not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// It says that it was not so.
    Negated,
    /// It says how it is kept from happening.
    Remedy,
    /// It says what shall be done.
    Planned,
    /// It asks.
    Question,
    /// It gives advice.
    Advice,
}

impl Reason {
    /// The reason as the end of `the sentence …`.
    pub fn words(self) -> &'static str {
        match self {
            Reason::Negated => "denies it",
            Reason::Remedy => "tells a remedy",
            Reason::Planned => "is a plan",
            Reason::Question => "is a question",
            Reason::Advice => "gives advice",
        }
    }
}

/// What a sentence says about words in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It was so.
    Asserted,
    /// It may have been so.
    Hedged,
    /// Nothing that could be evidence.
    Dropped(Reason),
}

/// A sentence, and which of its words belong to what matched.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    sentence: &'a Sentence<'a>,
    covered: &'a [bool],
}

/// Judges the words at the places `hit`; `covered` says of each word of the sentence whether it matched.
pub fn judge(sentence: &Sentence<'_>, covered: &[bool], hit: RangeInclusive<usize>) -> Verdict {
    let view = View { sentence, covered };
    if sentence.is_question() {
        Verdict::Dropped(Reason::Question)
    } else if negation::denies(view, &hit) || belief::disowns(view, &hit) {
        Verdict::Dropped(Reason::Negated)
    } else if remedy::remedies(view, &hit) {
        Verdict::Dropped(Reason::Remedy)
    } else if plan::plans(view, &hit) {
        Verdict::Dropped(Reason::Planned)
    } else if hedge::hedges(view, &hit) {
        Verdict::Hedged
    } else {
        Verdict::Asserted
    }
}

impl<'a> View<'a> {
    /// The word at a place, or nothing where it is part of what matched or of an identifier, or outside the sentence.
    fn marker(self, at: usize) -> &'a str {
        let matched = self.covered.get(at).copied().unwrap_or(true);
        if matched || self.sentence.is_part(at) { "" } else { self.sentence.word(at) }
    }

    /// The word `back` places before `at`.
    fn before(self, at: usize, back: usize) -> &'a str {
        at.checked_sub(back).map_or("", |place| self.sentence.word(place))
    }

    /// The word behind `at`.
    fn after(self, at: usize) -> &'a str {
        self.sentence.word(at + 1)
    }

    /// Whether one of the `reach` words before `at` fits.
    fn near_before(self, at: usize, reach: usize, fits: impl Fn(&str) -> bool) -> bool {
        (1..=reach).any(|back| fits(self.before(at, back)))
    }

    /// Whether a word from `from` up to but without `to` fits.
    fn between(self, from: usize, to: usize, fits: impl Fn(&str) -> bool) -> bool {
        (from..to).any(|at| fits(self.sentence.word(at)))
    }
}

/// Words that deny the verb they stand with.
fn is_negator(word: &str) -> bool {
    const NEGATORS: &[&str] = &[
        "not", "never", "no", "without", "cannot", "neither", "nor", "nothing", "none", "hardly", "dont", "doesnt",
        "didnt", "isnt", "arent", "wasnt", "werent", "hasnt", "havent", "hadnt", "cant", "couldnt", "wont", "wouldnt",
        "shouldnt", "mustnt", "nicht", "kein", "keine", "keinen", "pas", "jamais", "nao", "nunca",
    ];
    NEGATORS.contains(&word)
}

/// Words that speak for those who wrote the record.
fn is_we(word: &str) -> bool {
    matches!(word, "we" | "i" | "team" | "teams" | "engineers" | "weve" | "im")
}

/// Words behind which a sentence tells facts again.
fn turns_to_facts(word: &str) -> bool {
    matches!(word, "because" | "since" | "but" | "however" | "although" | "though" | "whereas")
}

#[cfg(test)]
mod sentences;
#[cfg(test)]
mod tests;
