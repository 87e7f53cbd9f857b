//! `we will`, `should`, `Add an alert for …`: what has not happened, or ought to have.

use std::ops::RangeInclusive;

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
        word if WISHES.contains(&word) => true,
        "will" | "shall" | "well" => {
            ours && next != "have" || is_plan_verb(next) || next == "be" && is_done_to(view, at)
        }
        "plan" | "plans" | "planned" | "planning" | "intend" | "intends" | "aim" | "aiming" => next == "to" || ours,
        "need" | "needs" | "want" | "hope" | "going" => next == "to" && ours,
        "must" => ours,
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
        "todo" | "recommendation" | "recommendations" | "proposal" | "always" | "lets" => true,
        "action" | "next" | "follow" => matches!(second, "item" | "items" | "step" | "steps" | "up"),
        verb => COMMANDS.contains(&verb) && !matches!(second, "of" | "in" | "was" | "is" | "were" | "are" | "had"),
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
        || matches!(word, "also" | "fix" | "update" | "review" | "monitor" | "increase" | "change" | "move")
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

fn would_have_helped(word: &str) -> bool {
    matches!(word, "prevented" | "avoided" | "caught" | "helped" | "stopped" | "mitigated" | "detected")
}
