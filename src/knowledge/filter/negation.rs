//! `was not a deadlock`, `no evidence of a deadlock`, `a deadlock was ruled out`.

use std::ops::RangeInclusive;

use super::{View, is_negator};

/// How many words before a match are looked at.
const REACH: usize = 12;

/// Whether the sentence denies the words at `hit`.
pub fn denies(view: View<'_>, hit: &RangeInclusive<usize>) -> bool {
    negated_before(view, *hit.start()) || excluded_before(view, *hit.start()) || denied_after(view, *hit.end())
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
        if word == "non" && at + 1 == first {
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
    "appear", "seem", "prove", "turn", "believed", "thought", "considered", "cause", "causes", "caused", "causing",
    "related", "attributed", "attributable", "linked", "connected", "tied", "result", "resulted", "get", "got", "run",
    "ran", "hit", "reach", "reached", "evidence", "sign", "signs", "indication", "indications", "hint", "trace",
    "proof", "case", "root", "reason", "problem", "problems", "issue", "issues", "fault", "matter", "kind", "sort",
    "form", "instance", "instances", "longer", "due", "able", "of", "by", "to", "into", "with", "about", "out", "it",
    "there", "ever", "even", "also", "itself", "yet", "at", "all",
];

/// `ruled out a deadlock`, `unrelated to`, `rather than`, `instead of`, `we first thought that`.
fn excluded_before(view: View<'_>, first: usize) -> bool {
    let clause = view.sentence.clause(first);
    (clause.start.max(first.saturating_sub(REACH))..first).any(|at| {
        let next = view.after(at);
        match view.marker(at) {
            "rule" | "ruled" | "ruling" | "rules" => next == "out" && !view.near_before(at, 3, is_negator),
            "excluded" | "excludes" | "disproved" | "disproves" | "unlike" => true,
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
    (last + 1..clause.end.min(last + 9)).any(|at| match view.marker(at) {
        "ruled" => view.after(at) == "out" && !view.near_before(at, 3, is_negator),
        "excluded" | "disproved" | "coincidental" | "unrelated" => true,
        "red" => view.after(at) == "herring",
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
    "blame",
    "responsible",
    "present",
    "factor",
    "related",
    "relevant",
];
