//! `we will`, `should`, `Add an alert for …`: what has not happened, or ought to have.

use std::ops::RangeInclusive;

use super::wording::tells_past;
use super::{View, is_we, turns_to_facts};

/// Whether the words at `hit` stand in a plan, a recommendation or a wish.
pub fn plans(view: View<'_>, hit: &RangeInclusive<usize>) -> bool {
    let first = *hit.start();
    let clause = view.sentence.clause(first);
    if opens_plan(view) && !view.between(0, first, turns_to_facts) {
        return true;
    }
    // A plan of the authors covers all that follows; another one covers its clause.
    (0..clause.end).any(|at| match reach(view, at, first) {
        Reach::None => false,
        Reach::Clause => {
            at >= clause.start || view.sentence.is_unbroken(at, first) && !view.between(at, first, goes_on_alone)
        }
        Reach::Rest => at >= clause.start || !view.between(at, first, turns_to_facts),
    })
}

/// How far a plan goes.
enum Reach {
    /// There is none.
    None,
    /// It covers the clause of its marker.
    Clause,
    /// It covers the rest of the sentence too.
    Rest,
}

/// Words that wish or recommend wherever they stand.
const WISHES: &[&str] =
    &["should", "shouldnt", "ought", "ideally", "recommended", "recommendation", "proposed", "proposal", "todo"];

/// How far a plan goes that is marked at `at`; the match starts at `first`.
fn reach(view: View<'_>, at: usize, first: usize) -> Reach {
    let next = view.after(at);
    let ours = view.near_before(at, 2, is_we);
    let found = match view.marker(at) {
        // `the deadlock should have been caught`: it was there.
        "should" if next == "have" && (at + 2..at + 5).any(|place| would_have_shown(view.marker(place))) => false,
        word if WISHES.contains(&word) => true,
        "well" if at == 0 || !view.sentence.is_unbroken(at - 1, at) => view.sentence.is_unbroken(at, at + 1),
        "working" => next == "on",
        "way" => view.before(at, 1) == "under",
        "going" if next == "forward" => return Reach::Rest,
        "now" if view.before(at, 1) == "from" => next == "on",
        "will" | "shall" | "well" => {
            ours && next != "have" || is_plan_verb(next) || next == "be" && is_done_to(view, at)
        }
        "plan" | "plans" | "planned" | "planning" | "intend" | "intends" | "aim" | "aiming" => next == "to" || ours,
        "need" if ours && matches!(next, "a" | "an" | "more" | "better") => true,
        "need" | "needs" | "want" | "hope" | "going" => next == "to" && ours,
        "would" if next == "be" => {
            matches!(view.sentence.word(at + 2), "good" | "nice" | "better" | "helpful" | "useful")
        }
        "must" => ours || matches!(next, "never" | "not"),
        "like" => view.before(at, 1) == "would" && next == "to",
        "consider" | "considering" | "exploring" | "evaluating" | "recommend" | "recommends" | "propose"
        | "proposes" => ours || at == 0 || view.before(at, 1) == "to",
        // `the deadlock could have been avoided`: it was there.
        "could" | "would" => {
            at < first && next == "have" && (at + 2..at + 6).any(|place| would_have_helped(view.marker(place)))
        }
        "future" => matches!(view.before(at, 1), "in" | "the"),
        _ => false,
    };
    match (found, ours) {
        (false, _) => Reach::None,
        (true, false) => Reach::Clause,
        (true, true) => Reach::Rest,
    }
}

/// Words behind which the `should` before them no longer holds; it does behind `when` and `before`.
fn goes_on_alone(word: &str) -> bool {
    turns_to_facts(word) || matches!(word, "and" | "so" | "which" | "who" | "yet" | "causing" | "as")
}

/// Whether the sentence begins like an item of a list of things to do.
fn opens_plan(view: View<'_>) -> bool {
    let (first, second) = (view.marker(0), view.sentence.word(1));
    match first {
        "todo" | "recommendation" | "recommendations" | "proposal" | "always" | "lets" | "please" | "beware"
        | "remember" => true,
        "watch" if second == "out" => true,
        "never" => !matches!(second, "before" | "again" | "had" | "has" | "was" | "did" | "been"),
        "action" | "actions" | "owner" if !view.sentence.is_unbroken(0, 1) => true,
        "how" => second == "to",
        "action" | "next" | "follow" => matches!(second, "item" | "items" | "step" | "steps" | "up"),
        verb if COMMANDS.contains(&verb) => !is_subject(second),
        // These are nouns as well, but a sentence that has one for its subject has a verb too.
        verb if is_order(verb, second) => {
            !is_subject(second) && !view.between(1, view.sentence.words.len(), tells_past)
        }
        _ => false,
    }
}

/// Whether the word before `second` is a subject: `Increase in load`, `Fix was late`.
fn is_subject(second: &str) -> bool {
    matches!(second, "of" | "in" | "was" | "is" | "were" | "are" | "had" | "has")
}

/// Whether two words open an order such as `Fix deadlock` or `Set up an alert`.
fn is_order(first: &str, second: &str) -> bool {
    match first {
        "fix" | "resolve" | "revert" | "detect" | "document" | "verify" | "refactor" | "rework" | "harden" => true,
        "set" => second == "up",
        "look" => matches!(second, "into" | "at" | "for"),
        "alert" => matches!(second, "on" | "when" | "if" | "for"),
        "monitor" | "review" | "watch" => matches!(second, "for" | "the" | "all" | "our" | "every"),
        "test" | "check" => matches!(second, "that" | "whether" | "for" | "if"),
        "run" | "write" | "make" | "build" => matches!(second, "a" | "an" | "the" | "sure" | "it"),
        _ => false,
    }
}

/// Verbs that open an order, and are hardly ever a noun at the start of a sentence.
const COMMANDS: &[&str] = &[
    "add",
    "ensure",
    "consider",
    "implement",
    "investigate",
    "improve",
    "introduce",
    "migrate",
    "avoid",
    "prevent",
    "reduce",
    "enable",
    "replace",
    "create",
    "remove",
    "evaluate",
    "explore",
    "adopt",
    "enforce",
    "require",
];

fn is_plan_verb(word: &str) -> bool {
    COMMANDS.contains(&word)
        || matches!(
            word,
            "also"
                | "fix"
                | "ship"
                | "land"
                | "page"
                | "update"
                | "review"
                | "monitor"
                | "increase"
                | "change"
                | "move"
        )
}

/// `will be added`.
fn is_done_to(view: View<'_>, at: usize) -> bool {
    const DONE: &[&str] = &[
        "added",
        "fixed",
        "implemented",
        "improved",
        "updated",
        "reviewed",
        "investigated",
        "replaced",
        "introduced",
        "migrated",
        "monitored",
        "increased",
        "reduced",
        "changed",
        "moved",
        "removed",
        "made",
        "enforced",
    ];
    DONE.contains(&view.sentence.word(at + 2))
}

fn would_have_shown(word: &str) -> bool {
    would_have_helped(word) || matches!(word, "noticed" | "seen" | "found" | "spotted" | "recognised" | "recognized")
}

fn would_have_helped(word: &str) -> bool {
    matches!(
        word,
        "prevented"
            | "avoided"
            | "caught"
            | "helped"
            | "stopped"
            | "ended"
            | "averted"
            | "spared"
            | "mitigated"
            | "detected"
    )
}
