//! What sentences say of beliefs: `At first we thought it was the disk`, `My first guess was a leak`.
//!
//! The words are data of `synonyms.yaml`, the order in which they stand is that of English. Whether a belief held is told
//! by the sentences around it (see [`super::refuted`]).

use super::names::has_word;
use super::word_lists::of;
use crate::yaml::Node;

/// A sentence of fewer words tells no belief.
const SHORTEST: usize = 5;

/// Who believed something stands among so many words.
const REACH: usize = 6;

/// What a sentence says of the belief it tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Belief {
    /// That it was not the last one: `First we thought …`, `Hours were lost, as we believed …`.
    Passing,
    /// That there were others before: `Then we thought …`.
    InTurn,
    /// Nothing: it may have been right.
    Held,
}

/// The words by which beliefs are told. Each stands between blanks, but for those that open a sentence.
pub(super) struct Beliefs {
    believes: Vec<String>,
    believes_by_all: Vec<String>,
    believed: Vec<String>,
    somebody: Vec<String>,
    denies: Vec<String>,
    passing: Vec<String>,
    in_turn: Vec<String>,
    first: Vec<String>,
    bare: Vec<String>,
    asks: Vec<String>,
    right: Vec<String>,
    openers: Vec<String>,
    ordinals: Vec<String>,
    guesses: Vec<String>,
    verbs: Vec<String>,
    turns: Vec<String>,
}

impl Beliefs {
    /// Reads them from their part of `synonyms.yaml`.
    pub(super) fn read(node: &Node) -> Beliefs {
        let between_blanks = |name| of(node, name).into_iter().map(|word| format!(" {word} ")).collect();
        let before_blank = |name| of(node, name).into_iter().map(|word| format!("{word} ")).collect();
        Beliefs {
            believes: between_blanks("believes"),
            believes_by_all: between_blanks("believes-by-all"),
            believed: between_blanks("believed"),
            somebody: between_blanks("somebody"),
            denies: between_blanks("denies"),
            passing: between_blanks("passing"),
            in_turn: between_blanks("in-turn"),
            first: between_blanks("first"),
            bare: before_blank("bare"),
            asks: before_blank("asks"),
            right: of(node, "right"),
            openers: before_blank("guess-openers"),
            ordinals: before_blank("guess-ordinals"),
            guesses: of(node, "guesses"),
            verbs: between_blanks("guess-verbs"),
            turns: of(node, "turns"),
        }
    }

    /// What a sentence says of the belief it tells; nothing where it tells none.
    pub(super) fn told(&self, sentence: &str) -> Option<Belief> {
        let sentence = sentence.to_lowercase();
        // `At first we suspected the disk, and we were right.`
        let passing = if has_word(&sentence, &self.right) { Belief::Held } else { Belief::Passing };
        if self.is_guess(&sentence) {
            return Some(passing);
        }
        let opens = |list: &[String]| list.iter().any(|word| sentence.starts_with(word.as_str()));
        if sentence.trim_end().ends_with(['?', '？']) {
            // `Could it be the disk?` is one until it is answered.
            return opens(&self.asks).then_some(Belief::Held);
        }
        let is_apart = |c: char| !c.is_alphanumeric() && c != '\'';
        let words: Vec<&str> = sentence.split(is_apart).filter(|word| !word.is_empty()).collect();
        let begin = format!(" {} ", words.iter().take(REACH).copied().collect::<Vec<_>>().join(" "));
        let first_of = |list: &[String]| list.iter().filter_map(|word| begin.find(word.as_str())).min();
        if opens(&self.bare) && words.len() >= SHORTEST {
            return Some(Belief::Held);
        }
        let (by_all, passive) = (first_of(&self.believes_by_all), first_of(&self.believed));
        let verb = [by_all, passive, first_of(&self.believes)].into_iter().flatten().min()?;
        let before = &begin[..=verb];
        let holds = |list: &[String]| list.iter().any(|word| before.contains(word.as_str()));
        // `At first the disk was blamed`, `Zunächst dachten wir an die Platte`
        if passive.is_some() && !holds(&self.somebody) {
            let is_told = holds(&self.passing) || holds(&self.in_turn);
            let kind = if holds(&self.passing) { passing } else { Belief::InTurn };
            return (is_told && !holds(&self.denies)).then_some(kind);
        }
        let is_by_all = by_all == Some(verb);
        // `Ben first thought it was the resolver`: whoever it was, it was not the last word.
        let is_first = self.first.iter().any(|word| before.ends_with(word.as_str()));
        let is_told =
            (holds(&self.somebody) || is_first || is_by_all) && !holds(&self.denies) && words.len() >= SHORTEST;
        let kind = || match (holds(&self.passing), holds(&self.in_turn)) {
            (true, _) => passing,
            (false, true) if passing == Belief::Passing => Belief::InTurn,
            _ => Belief::Held,
        };
        is_told.then(kind)
    }

    /// Where a sentence turns against what it tells, and where that begins: behind `the disk` of `We suspected the disk, but
    /// it was empty`.
    pub(super) fn turn(&self, sentence: &str) -> Option<(usize, usize)> {
        /// So many words stand on either side.
        const LEAST: usize = 3;
        let tells = |(at, from): &(usize, usize)| {
            sentence[..*at].split_whitespace().count() >= LEAST && sentence[*from..].split_whitespace().count() >= LEAST
        };
        let turns = self.turns.iter().flat_map(|word| {
            let marks = [", ", "; ", " – ", " — ", " "].map(|mark| format!("{mark}{word} "));
            marks.into_iter().filter_map(|turn| Some((sentence.find(&turn)?, turn.len()))).take(1)
        });
        let semicolon = sentence.find("; ").map(|at| (at, 2));
        turns.chain(semicolon).map(|(at, length)| (at, at + length)).filter(tells).min()
    }

    /// Whether a sentence says that what was believed was so: `It was indeed.`
    pub(super) fn confirms(&self, sentence: &str) -> bool {
        has_word(&sentence.to_lowercase(), &self.right)
    }

    /// Whether a sentence turns against what the one before it told: `But the disk was empty.`
    pub(super) fn turns_against(&self, sentence: &str) -> bool {
        has_word(&sentence.to_lowercase(), &self.turns)
    }

    /// `My first guess was a leak in the driver`, `Second theory: the disk`: there were others.
    fn is_guess(&self, sentence: &str) -> bool {
        fn behind<'t>(text: &'t str, words: &[String]) -> Option<&'t str> {
            words.iter().find_map(|word| text.strip_prefix(word.as_str()))
        }
        let told = || {
            let sentence = sentence.trim_start();
            let name = behind(behind(sentence, &self.openers).unwrap_or(sentence), &self.ordinals)?;
            let verb = behind(name, &self.guesses)?;
            verb.strip_prefix(": ").or_else(|| behind(verb, &self.verbs))
        };
        told().is_some_and(|told| told.split_whitespace().nth(1).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::words::Words;

    fn told(sentence: &str) -> Option<Belief> {
        Words::built_in().beliefs.told(sentence)
    }

    #[test]
    fn a_belief_that_was_the_first_of_several_was_not_the_last_word() {
        for sentence in [
            "At first we thought it was the disk.",
            "Ben first suspected the resolver of it.",
            "We wasted a day believing in the pool.",
            "My first guess was a leak in the driver.",
            "Second theory: the disk was full.",
            "At first the disk was blamed for it.",
            "Zunächst dachten wir an die Platte.",
            "In un primo momento abbiamo incolpato il disco.",
        ] {
            assert_eq!(told(sentence), Some(Belief::Passing), "{sentence}");
        }
        for sentence in [
            "We were convinced it was the disk.",
            "At first we suspected the disk, and were right.",
            "Suspect a flaky switch in the rack.",
            "Could it be the disk?",
            "My first instinct was to restart it, and that fixed it.",
        ] {
            assert_eq!(told(sentence), Some(Belief::Held), "{sentence}");
        }
    }

    #[test]
    fn a_sentence_in_which_nobody_believes_anything_tells_no_belief() {
        for sentence in [
            "Nobody thought it was the disk of the primary.",
            "The disk was thought to be full by then.",
            "We thought so.",
            "Did we ask for it?",
            "The disk was blamed for many things.",
            "In the end of the day we thought of the disk.",
            "The first guess",
            "Our first theory: none.",
        ] {
            assert_eq!(told(sentence), None, "{sentence}");
        }
    }
}
