//! `It looked like a deadlock at first`, `the deadlock theory was wrong`: what was believed and did not hold.

use std::ops::RangeInclusive;

use super::{View, is_we};

/// Whether the sentence says that the words at `hit` were believed in vain.
pub fn disowns(view: View<'_>, hit: &RangeInclusive<usize>) -> bool {
    let (first, last) = (*hit.start(), *hit.end());
    let clause = view.sentence.clause(first);
    let believed = (clause.start..first).any(|at| believes(view, at));
    let end = view.sentence.words.len();
    let at_first = || (0..end).any(|at| is_at_first(view, at) && at < last + 4);
    believed && (at_first() || is_taken_back(view, last))
        || first_theory(view, first)
        || theory_failed(view, last)
        || mistaken_for(view, first)
}

/// Whether the word at a place says that something was believed, or only seemed so.
fn believes(view: View<'_>, at: usize) -> bool {
    let next = view.after(at);
    match view.marker(at) {
        "looked" | "felt" => next == "like" || next == "as",
        "seemed" | "appeared" => true,
        "believed" | "thought" | "assumed" | "suspected" | "blamed" | "suspecting" | "assuming" => {
            view.near_before(at, 3, |word| is_we(word) || matches!(word, "is" | "was" | "were" | "been"))
        }
        _ => false,
    }
}

/// `at first`, `initially`.
fn is_at_first(view: View<'_>, at: usize) -> bool {
    match view.marker(at) {
        "initially" | "originally" => true,
        "first" => view.before(at, 1) == "at" || at == 0 || is_we(view.before(at, 1)),
        "beginning" => view.near_before(at, 2, |word| matches!(word, "in" | "at")),
        _ => false,
    }
}

/// `…, but it was the disk`, `…, which turned out to be wrong`.
fn is_taken_back(view: View<'_>, last: usize) -> bool {
    (last + 1..view.sentence.words.len()).any(|at| match view.marker(at) {
        "but" | "however" => at <= last + 3,
        word => is_wrong(word),
    })
}

fn is_wrong(word: &str) -> bool {
    matches!(
        word,
        "wrong"
            | "incorrect"
            | "false"
            | "mistaken"
            | "untrue"
            | "unfounded"
            | "refuted"
            | "disproved"
            | "disproven"
            | "dropped"
            | "discarded"
            | "abandoned"
            | "rejected"
    )
}

fn is_theory(word: &str) -> bool {
    matches!(word, "theory" | "hypothesis" | "guess" | "assumption" | "suspicion" | "suspect" | "diagnosis" | "idea")
}

/// `the first theory was a deadlock`.
fn first_theory(view: View<'_>, first: usize) -> bool {
    let clause = view.sentence.clause(first);
    (clause.start..first).any(|at| {
        let early =
            |word: &str| matches!(word, "first" | "initial" | "original" | "early" | "earlier" | "previous" | "wrong");
        is_theory(view.marker(at)) && view.near_before(at, 2, early)
    })
}

/// `the deadlock theory was wrong`, `the deadlock turned out to be a symptom`.
fn theory_failed(view: View<'_>, last: usize) -> bool {
    let clause = view.sentence.clause(last);
    (last + 1..clause.end.min(last + 9)).any(|at| match view.marker(at) {
        "symptom" | "coincidence" | "distraction" => {
            view.between(last + 1, at, |word| matches!(word, "turned" | "only" | "just" | "merely"))
        }
        word => {
            is_wrong(word) && (view.between(last + 1, at, is_theory) || view.between(clause.start, last, is_theory))
        }
    })
}

/// `what we took for a deadlock`, `misled by the deadlock`.
fn mistaken_for(view: View<'_>, first: usize) -> bool {
    let clause = view.sentence.clause(first);
    (clause.start..first).any(|at| match view.marker(at) {
        "mistook" => true,
        "mistaken" | "took" | "taken" => view.after(at) == "for",
        "confused" => view.after(at) == "with",
        "misled" | "fooled" | "distracted" => view.after(at) == "by",
        _ => false,
    })
}
