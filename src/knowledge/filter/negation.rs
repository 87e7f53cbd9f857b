//! `was not a deadlock`, `no evidence of a deadlock`, `a deadlock was ruled out`.

use std::ops::RangeInclusive;

use super::{View, is_negator};

/// How many words before a match are looked at.
const REACH: usize = 12;

/// Whether the sentence denies the words at `hit`.
pub fn denies(view: View<'_>, hit: &RangeInclusive<usize>) -> bool {
    let (first, last) = (*hit.start(), *hit.end());
    negated_before(view, first)
        || negated_subject(view, first)
        || excluded_before(view, first, last)
        || denied_after(view, last)
        || sought_in_vain(view, last)
        || is_unreal(view, first)
}

/// Walks back from the match to a negator. What stands between must let the negation through: `not caused by a`, `no
/// evidence of any`. Another verb (`did not notice the deadlock`, `did not release the lock`) takes it for itself.
fn negated_before(view: View<'_>, first: usize) -> bool {
    let clause = view.sentence.clause(first);
    // Before the match stand the words that belong to its own name (`a database deadlock`), up to an article.
    let mut in_name = true;
    let mut named = 0;
    for at in (clause.start.max(first.saturating_sub(REACH))..first).rev() {
        let word = view.sentence.word(at);
        if is_negator(view.marker(at)) {
            let takes_a_name = matches!(word, "no" | "without" | "neither" | "nor");
            // `did not fail silently`: the verb stands between.
            let of_manner = named == 1 && view.sentence.word(first).ends_with("ly");
            return (named == 0 || takes_a_name || of_manner) && !is_half_hearted(word, view.after(at));
        }
        let denies = word == "non" && matches!(view.after(at), "era" | "e" | "fu" | "sono" | "erano" | "ha");
        if denies || matches!(word, "non" | "zero") && at + 1 == first && view.marker(at) == word {
            return true;
        }
        if matches!(word, "or" | "nor") {
            (in_name, named) = (true, 0);
        } else if ARTICLES.contains(&word) || LET_THROUGH.contains(&word) || word.ends_with("ly") {
            (in_name, named) = (false, 0);
        } else if in_name && named < 2 {
            named += 1;
        } else {
            return false;
        }
    }
    false
}

/// `no job was in a deadlock`: the subject denies.
fn negated_subject(view: View<'_>, first: usize) -> bool {
    const SUBJECT: usize = 3;
    let start = view.sentence.clause(first).start;
    if !matches!(view.marker(start), "no" | "none") {
        return false;
    }
    let is_verb =
        |&at: &usize| matches!(view.sentence.word(at), "was" | "were" | "is" | "are" | "had" | "ran" | "got" | "hit");
    let Some(verb) = (start + 1..=start + SUBJECT).filter(|&at| at < first).find(is_verb) else { return false };
    (verb + 1..first).all(|at| {
        let word = view.sentence.word(at);
        ARTICLES.contains(&word) || LET_THROUGH.contains(&word) || matches!(word, "in" | "for" | "on")
    })
}

/// `we looked for a deadlock but found none`.
fn sought_in_vain(view: View<'_>, last: usize) -> bool {
    (last + 1..last + 9).any(|at| {
        let found = |word: &str| matches!(word, "found" | "saw" | "showed" | "revealed" | "with");
        matches!(view.marker(at), "none" | "nothing") && found(view.before(at, 1))
    })
}

/// `it would have been worse, had the jobs run into a deadlock`.
fn is_unreal(view: View<'_>, first: usize) -> bool {
    let start = view.sentence.clause(first).start;
    let supposes = (start..first).any(|at| view.marker(at) == "if") || view.marker(start) == "had";
    supposes && (0..view.sentence.words.len()).any(|at| view.marker(at) == "would" && view.after(at) == "have")
}

/// `not only`, `not fully`, `no more`: no denial of what follows.
fn is_half_hearted(negator: &str, next: &str) -> bool {
    if negator == "no" { matches!(next, "more" | "doubt" | "matter") } else { OF_MANNER.contains(&next) }
}

const OF_MANNER: &[&str] = &[
    "only",
    "just",
    "merely",
    "simply",
    "solely",
    "fully",
    "properly",
    "correctly",
    "immediately",
    "always",
    "completely",
    "entirely",
    "sufficiently",
    "adequately",
    "cleanly",
    "gracefully",
    "until",
];

const ARTICLES: &[&str] = &["a", "an", "the", "any", "this", "that", "these", "those", "such", "our", "its", "their"];

/// Words through which a negation reaches what follows: verbs that only link, words for a cause or its traces, and
/// small ones.
#[rustfmt::skip]
const LET_THROUGH: &[&str] = &[
    "is", "are", "was", "were", "be", "been", "being", "have", "has", "had", "do", "does", "did", "find", "found",
    "see", "saw", "seen", "show", "shows", "showed", "shown", "indicate", "indicates", "indicated", "reveal",
    "revealed", "observe", "observed", "experience", "experienced", "encounter", "suffer", "involve", "involved",
    "appear", "seem", "prove", "believe", "think", "suspect", "turn", "believed", "thought", "considered", "cause", "causes", "caused", "causing",
    "related", "attributed", "attributable", "linked", "connected", "tied", "result", "resulted", "get", "got", "run",
    "ran", "hit", "reach", "reached", "evidence", "sign", "signs", "indication", "indications", "hint", "trace",
    "proof", "pointed", "points", "point", "suggests", "suggested", "suggest", "hinted",
    "look", "looked", "like", "case", "root", "reason", "problem", "problems", "issue", "issues", "fault", "matter", "kind", "sort",
    "form", "instance", "instances", "longer", "due", "able", "of", "by", "to", "into", "with", "about", "out", "it",
    "there", "ever", "even", "also", "itself", "yet", "at", "all", "der", "die", "das", "den", "ein", "eine", "einen", "un", "une", "um", "uma", "el",
    "la", "le", "era", "fue", "foi", "etait", "war",
];

/// `ruled out a deadlock`, `unrelated to`, `rather than`, `instead of`, `we first thought that`.
fn excluded_before(view: View<'_>, first: usize, last: usize) -> bool {
    let clause = view.sentence.clause(first);
    (clause.start.max(first.saturating_sub(REACH))..first).any(|at| {
        let next = view.after(at);
        match view.marker(at) {
            "rule" | "ruled" | "ruling" | "rules" => {
                (next == "out" || view.marker(last + 1) == "out") && !view.near_before(at, 3, is_negator)
            }
            "exclude" | "excluded" | "excludes" | "excluding" | "disprove" | "disproved" | "disproves" | "unlike" => {
                true
            }
            "different" | "distinct" => next == "from",
            // `failed to find the deadlock` leaves open that there was one.
            "failed" => {
                next == "to"
                    && view.sentence.word(at + 2) == "find"
                    && matches!(view.sentence.word(at + 3), "a" | "any")
            }
            "longer" => view.before(at, 1) == "no" && next == "possible",
            "unrelated" | "opposed" | "contrary" | "immune" => next == "to",
            "rather" | "other" => next == "than",
            "instead" | "independent" | "free" => next == "of",
            "thought" | "suspected" | "believed" | "blamed" | "attributed" | "suspecting" => {
                view.near_before(at, 3, |word| WRONGLY.contains(&word))
            }
            _ => false,
        }
    })
}

const WRONGLY: &[&str] =
    &["initially", "first", "originally", "wrongly", "mistakenly", "erroneously", "incorrectly", "falsely"];

/// `the deadlock was not the cause`, `a deadlock was ruled out`.
fn denied_after(view: View<'_>, last: usize) -> bool {
    let clause = view.sentence.clause(last);
    // `Deadlock: ruled out.`
    if matches!(view.marker(last + 1), "ruled" | "excluded" | "disproved" | "disproven") {
        return view.marker(last + 1) != "ruled" || view.after(last + 1) == "out";
    }
    // `Deadlock – not the cause`
    let next = last + 1;
    let denied = |at: usize| view.sentence.is_unbroken(next, at) && DENIABLE.contains(&view.sentence.word(at));
    if is_negator(view.marker(next)) && (next + 1..next + 4).any(denied) {
        return true;
    }
    (next..clause.end.min(last + 9)).any(|at| match view.marker(at) {
        "ruled" => view.after(at) == "out" && !view.near_before(at, 3, is_negator),
        "excluded" | "disproved" | "coincidental" | "unrelated" => true,
        "red" => view.after(at) == "herring",
        "false" => matches!(view.after(at), "lead" | "alarm" | "trail" | "positive"),
        "impossible" => !view.between(last, at, |word| matches!(word, "made" | "makes" | "making")),
        "past" => view.before(at, 1) == "the" && view.before(at, 2) == "of",
        // `this should not have happened`: it did.
        word if is_negator(word) && word != "shouldnt" && view.before(at, 1) != "should" => {
            view.between(at + 1, at + 5, |word| DENIABLE.contains(&word))
        }
        _ => false,
    })
}

const DENIABLE: &[&str] = &[
    "cause",
    "reason",
    "problem",
    "culprit",
    "involved",
    "occur",
    "occurred",
    "occurring",
    "happen",
    "happened",
    "exist",
    "existed",
    "blame",
    "responsible",
    "present",
    "factor",
    "related",
    "relevant",
];
