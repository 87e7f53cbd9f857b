//! `The outage was caused by X`, `engineers determined that X`: sentences that say what the incident came of, or what
//! somebody's search ended with.
//!
//! Where no section tells the cause, such a sentence does. `X led to Y` does not: it may be any link of the story.

use super::Wording;
use super::wording::tells_past;
use crate::knowledge::detect::Sentence;

/// Whether a sentence says of words with that wording that the incident came of them.
pub fn concludes(sentence: &Sentence<'_>, wording: Wording) -> bool {
    match wording {
        Wording::Cause | Wording::Chain => {
            let places = || 0..sentence.words.len();
            places().any(|at| names_the_cause(sentence, at) || explains(sentence, at) || ends_in(sentence, at))
                || begins_with_it(sentence)
        }
        Wording::Found => (0..sentence.words.len()).any(|at| ends_a_search(sentence, at)),
        Wording::Fact | Wording::Effect | Wording::Plain => false,
    }
}

/// How far behind its first word the rest of such a saying may stand.
const REACH: usize = 7;

/// Whether one of the words behind `at`, in the same clause and within reach, fits.
fn behind(sentence: &Sentence<'_>, at: usize, fits: impl Fn(usize) -> bool) -> bool {
    (at + 1..=at + REACH).take_while(|&next| sentence.is_unbroken(at, next)).any(fits)
}

/// `the root cause was`, `was the trigger`.
fn names_the_cause(sentence: &Sentence<'_>, at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).map_or("", |place| sentence.word(place));
    match sentence.word(at) {
        "cause" | "causes" if before(1) == "root" => true,
        "cause" | "causes" | "culprit" | "trigger" => {
            matches!(before(2), "was" | "were" | "is") || behind(sentence, at, |next| is_verb(sentence.word(next)))
        }
        _ => false,
    }
}

fn is_verb(word: &str) -> bool {
    matches!(word, "was" | "were" | "is")
}

/// What an incident is called by those who write about it.
fn is_incident(word: &str) -> bool {
    matches!(word, "outage" | "outages" | "incident" | "downtime" | "disruption" | "interruption" | "unavailability")
}

/// `the issue was caused by`, `the outage happened because`.
fn explains(sentence: &Sentence<'_>, at: usize) -> bool {
    let is_trouble = matches!(sentence.word(at), "issue" | "problem" | "event");
    (is_trouble || is_incident(sentence.word(at))) && behind(sentence, at, |next| is_because(sentence, next))
}

/// `caused by`, `due to`, `because`.
fn is_because(sentence: &Sentence<'_>, at: usize) -> bool {
    matches!(
        (sentence.word(at), sentence.word(at + 1)),
        ("because", _)
            | ("due" | "attributed" | "traced", "to")
            | ("result", "of")
            | ("caused" | "triggered", "by")
            | ("resulted" | "stemmed" | "arose", "from")
    )
}

/// `caused an outage`, `which led to the incident`.
fn ends_in(sentence: &Sentence<'_>, at: usize) -> bool {
    let leads = matches!(sentence.word(at), "caused" | "causing" | "triggered" | "triggering")
        || matches!(
            (sentence.word(at), sentence.word(at + 1)),
            ("led" | "leading", "to") | ("resulted" | "resulting", "in")
        );
    leads && (at + 1..=at + 5).any(|next| is_incident(sentence.word(next)))
}

/// `This was caused by`, `It happened because`.
fn begins_with_it(sentence: &Sentence<'_>) -> bool {
    matches!(sentence.word(0), "this" | "it")
        && tells_past(sentence.word(1))
        && (2..=4).any(|at| is_because(sentence, at))
}

/// `engineers determined that`, `the investigation revealed`; not `we found`, which may be no more than what was seen.
fn ends_a_search(sentence: &Sentence<'_>, at: usize) -> bool {
    matches!(
        sentence.word(at),
        "determined" | "identified" | "concluded" | "established" | "confirmed" | "revealed" | "uncovered" | "showed"
    )
}

#[cfg(test)]
mod tests {
    use crate::knowledge::detect::concluded;

    fn expect(told: bool, sentences: &[&str]) {
        for sentence in sentences {
            assert_eq!(concluded(sentence, "deadlock"), told, "{sentence}");
        }
    }

    #[test]
    fn what_the_incident_came_of_is_a_conclusion() {
        let told = [
            "The outage was caused by a deadlock.",
            "The root cause of the errors was a deadlock.",
            "The trigger was a deadlock.",
            "A deadlock was the root cause.",
            "This was due to a deadlock in the store.",
            "It happened because two jobs ran into a deadlock.",
            "The problem stemmed from a deadlock.",
            "A deadlock caused the outage.",
            "A deadlock between two jobs led to an hour of downtime.",
            "Engineers determined that two jobs were in a deadlock.",
            "The investigation revealed a deadlock.",
        ];
        expect(true, &told);
    }

    #[test]
    fn a_link_of_the_story_is_none() {
        let told = [
            "A deadlock led to slow pages.",
            "Requests hung because of a deadlock.",
            "We found a deadlock.",
            "The outage led to a deadlock.",
            "The jobs ran into a deadlock.",
            "The incident was long, and the pages were slow because of a deadlock somewhere in the store.",
        ];
        expect(false, &told);
    }
}
