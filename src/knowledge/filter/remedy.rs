//! `to prevent a deadlock`, `so that a deadlock cannot arise`, `protects against deadlocks`.

use std::ops::RangeInclusive;

use super::wording::tells_past;
use super::{View, is_negator};

/// How many words before a match are looked at.
const REACH: usize = 12;

/// Whether the sentence tells a remedy against what the words at `hit` name.
pub fn remedies(view: View<'_>, hit: &RangeInclusive<usize>) -> bool {
    let clause = view.sentence.clause(*hit.start());
    let before = clause.start.max(hit.start().saturating_sub(REACH))..*hit.start();
    before.into_iter().any(|at| {
        let leads_on = || view.between(at, *hit.start(), leads_on);
        holds_off(view, at, *hit.start(), clause.end) && !failed(view, at) && !leads_on()
    }) || is_tool(view, *hit.end())
        || cannot_arise(view, clause.start, clause.end)
        || is_held_off(view, *hit.end(), clause.end)
        || serves_to_hold_off(view, *hit.end(), clause.end)
}

/// `a lock to prevent races led to a deadlock`: behind these words the remedy is over.
fn leads_on(word: &str) -> bool {
    matches!(word, "led" | "leading" | "caused" | "causing" | "resulted" | "resulting" | "triggered" | "triggering")
        || tells_past(word) && !word.ends_with("ed") && !matches!(word, "has" | "have" | "read")
}

/// Whether the word at `at` keeps off what stands at `first`, in a clause that ends at `end`.
fn holds_off(view: View<'_>, at: usize, first: usize, end: usize) -> bool {
    let word = view.marker(at);
    let purpose =
        view.before(at, 1) == "to" || matches!(view.before(at, 1), "help" | "helps" | "can" | "will" | "would");
    let towards = |words: &[&str]| view.between(at + 1, first, |word| words.contains(&word));
    match word {
        "avoid" | "avoids" | "avoided" | "avoiding" | "ensure" | "ensures" | "ensured" | "ensuring" | "eliminates"
        | "mitigate" | "mitigates" | "mitigating" => true,
        // `prevented the workers from taking a connection` is what went wrong; `prevents deadlocks` is not.
        "prevent" | "prevents" | "prevented" | "preventing" => {
            purpose || first - at <= 6 && !view.between(at + 1, end, |word| word == "from")
        }
        "fixes" | "solves" | "removes" | "resolves" | "cures" => first - at <= 4,
        "stops" => first - at <= 2,
        "fix" | "patch" | "remedy" | "solution" => view.after(at) == "for",
        "keep" | "keeps" => towards(&["from"]),
        "prevention" | "avoidance" | "elimination" => view.after(at) == "of",
        "eliminate" | "detect" | "catch" | "handle" | "tolerate" | "survive" | "identify" | "limit" | "reduce"
        | "minimize" | "minimise" | "alleviate" => purpose,
        "make" | "makes" | "made" | "making" => view.after(at) == "sure",
        "protect" | "protects" | "protected" | "protecting" | "protection" | "guard" | "guards" | "guarding"
        | "safe" | "defence" | "defense" | "safeguard" | "safeguards" | "resilience" | "resilient" | "robust"
        | "hardened" => towards(&["against", "from", "to"]),
        _ => false,
    }
}

/// `failed to prevent`, `could not avoid`: it happened.
fn failed(view: View<'_>, at: usize) -> bool {
    view.near_before(at, 3, |word| {
        is_negator(word)
            || word.starts_with("fail")
            || matches!(word, "unable" | "impossible" | "late" | "instead" | "too" | "insufficient" | "enough")
    })
}

/// `the deadlock detector`: the words name a tool.
fn is_tool(view: View<'_>, last: usize) -> bool {
    let tool = matches!(
        view.marker(last + 1),
        "detector" | "detectors" | "detection" | "handling" | "handler" | "protection" | "prevention" | "avoidance"
    );
    tool && view.sentence.is_unbroken(last, last + 1)
}

/// `so that … cannot …`.
fn cannot_arise(view: View<'_>, start: usize, end: usize) -> bool {
    view.marker(start) == "so"
        && view.after(start) == "that"
        && (start..end).any(|at| is_negator(view.marker(at)) && view.marker(at) != "without")
}

/// `deadlocks are prevented by`; but `could have been avoided` tells of what was not.
fn is_held_off(view: View<'_>, last: usize, end: usize) -> bool {
    (last + 1..end.min(last + 7)).any(|at| {
        matches!(view.marker(at), "prevented" | "avoided" | "averted" | "mitigated")
            && matches!(
                view.before(at, 1),
                "is" | "are" | "be" | "was" | "were" | "now" | "thus" | "therefore" | "narrowly"
            )
            && !failed(view, at)
    })
}

/// `set a lock timeout to avoid`: what stands before serves to hold something off.
fn serves_to_hold_off(view: View<'_>, last: usize, end: usize) -> bool {
    (last + 1..end).any(|at| {
        let holds_off = matches!(
            view.marker(at),
            "avoid" | "prevent" | "mitigate" | "reduce" | "minimize" | "minimise" | "protect" | "guard"
        );
        holds_off && view.before(at, 1) == "to" && !failed(view, at)
    })
}
