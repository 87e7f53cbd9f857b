//! `might have been a deadlock`, `we suspect a deadlock`: what the author did not stand by.

use std::ops::RangeInclusive;

use super::wording::tells_past;
use super::{View, is_negator, is_we};

/// Whether the words at `hit` are only guessed at.
pub fn hedges(view: View<'_>, hit: &RangeInclusive<usize>) -> bool {
    let first = *hit.start();
    let clause = view.sentence.clause(first);
    let is_noted = noted_behind(view, clause.end);
    is_noted
        || under_condition(view, first)
        || (0..clause.end).any(|at| match guess(view, at, first) {
            Guess::None => false,
            Guess::Condition => clause.start <= at && at < first,
            // A guess at the start of a sentence covers what follows it, up to a `but`.
            Guess::Doubt => at >= clause.start || !view.between(at, first, settles),
        })
}

/// Words that doubt wherever they stand.
const DOUBTS: &[&str] = &[
    "might",
    "maybe",
    "perhaps",
    "possibly",
    "probably",
    "probable",
    "presumably",
    "apparently",
    "suspect",
    "suspects",
    "suspected",
    "suspicion",
    "hypothesis",
    "hypothesise",
    "hypothesize",
    "hypothesized",
    "theory",
    "speculate",
    "speculated",
    "speculation",
    "seems",
    "seem",
    "seemed",
    "seemingly",
    "unclear",
    "unconfirmed",
    "unsure",
    "uncertain",
    "potential",
    "potentially",
    "plausible",
    "plausibly",
    "theoretically",
    "supposedly",
    "alleged",
    "allegedly",
    "unproven",
    "conceivable",
    "conceivably",
    "claims",
    "vermutlich",
    "wahrscheinlich",
    "moglicherweise",
    "probablement",
    "probablemente",
    "quizas",
    "provavelmente",
    "talvez",
    "probabilmente",
    "forse",
];

/// `a deadlock (unconfirmed)`: a doubt of a word or two behind the clause.
fn noted_behind(view: View<'_>, end: usize) -> bool {
    let last = view.sentence.words.len();
    let note = (end..last).take_while(|&at| view.sentence.is_unbroken(end, at)).count();
    let doubts = |at: usize| DOUBTS.contains(&view.marker(at)) || view.marker(at) == "likely";
    (1..=2).contains(&note) && (end..end + note).any(doubts)
}

/// `If two jobs start at once, they deadlock`: in general, not then.
fn under_condition(view: View<'_>, first: usize) -> bool {
    let opens = matches!(view.marker(0), "if" | "whenever");
    opens && view.sentence.clause(first).start > 0 && !view.between(0, view.sentence.words.len(), tells_past)
}

enum Guess {
    None,
    /// `if`: covers what follows in its clause.
    Condition,
    /// `perhaps`: covers its clause, and what follows it.
    Doubt,
}

fn guess(view: View<'_>, at: usize, first: usize) -> Guess {
    let next = view.after(at);
    let doubt = match view.marker(at) {
        "if" | "whether" if !matches!(view.before(at, 1), "even" | "as") => return Guess::Condition,
        word if DOUBTS.contains(&word) => true,
        // Not the month.
        "may" => !view.sentence.is_capital(at) || at == 0 && matches!(next, "have" | "be"),
        // `not possible to`, `as soon as possible`.
        "possible" => next != "to" && !matches!(view.before(at, 1), "not" | "as" | "where" | "when"),
        "likely" => !matches!(view.before(at, 1), "more" | "less" | "increasingly"),
        // `the deadlock could have been avoided`: it was there.
        "could" => {
            matches!(next, "be" | "have" | "well" | "cause" | "lead" | "result" | "trigger")
                && !view
                    .between(at + 2, at + 5, |word| matches!(word, "avoided" | "prevented" | "caught" | "mitigated"))
        }
        "appear" | "appears" | "appeared" | "points" | "pointed" | "pointing" | "yet" => next == "to",
        // `the jobs can deadlock`: it is possible, which is not to say that they did.
        "can" => at + 1 == first || matches!(next, "be" | "cause" | "lead" | "result" | "trigger" | "happen" | "occur"),
        "looks" | "looked" | "look" => {
            next == "like" || next == "as" && matches!(view.sentence.word(at + 2), "if" | "though")
        }
        "hint" | "hints" | "hinted" => next == "at",
        "suggests" | "suggest" | "suggested" | "suggesting" | "indications" | "guess" => true,
        "chance" => next == "of" || next == "that",
        "believe" | "believes" | "think" | "assume" => view.near_before(at, 2, is_we),
        "believed" | "thought" | "assumed" => {
            view.near_before(at, 2, |word| is_we(word) || matches!(word, "is" | "was" | "are" | "be"))
                && !view.between(0, at, |word| word == "contrary")
        }
        "sure" | "certain" | "confirmed" | "proven" => view.near_before(at, 2, |word| matches!(word, "not" | "yet")),
        "rule" | "ruled" => next == "out" && view.near_before(at, 3, is_negator),
        "risk" => matches!(next, "of" | "that"),
        "supposed" => next != "to",
        "investigating" => at == 0 || view.near_before(at, 3, is_we),
        "looking" => next == "into",
        "explanation" => matches!(view.before(at, 1), "one" | "another"),
        "case" => view.before(at, 1) == "worst",
        // `users would have seen a deadlock`: what came of it, and perhaps not for all.
        "would" if next == "have" && view.between(at + 2, at + 3, is_felt) => !view.near_before(at, 2, is_we),
        // `a deadlock would show up in the dump`: it did not say that it was there.
        "would" => at > first && at <= first + 3 && next != "not",
        _ => false,
    };
    if doubt { Guess::Doubt } else { Guess::None }
}

/// What those who write for customers say that these may have felt.
fn is_felt(word: &str) -> bool {
    matches!(word, "seen" | "experienced" | "encountered" | "observed" | "noticed" | "received")
}

fn settles(word: &str) -> bool {
    matches!(word, "but" | "however" | "actually" | "fact" | "confirmed" | "turned" | "because")
}
