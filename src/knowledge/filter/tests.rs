//! Sentences as people write them, each with the verdict on one phrase in it.

use super::*;
use crate::knowledge::detect::judged;

fn asserted(phrase: &str, sentences: &[&str]) {
    expect(Verdict::Asserted, phrase, sentences);
}

fn expect(verdict: Verdict, phrase: &str, sentences: &[&str]) {
    for sentence in sentences {
        assert_eq!(judged(sentence, phrase), verdict, "{sentence}");
    }
}

#[test]
fn a_denial_of_the_words_that_matched_drops_them() {
    expect(
        Verdict::Dropped(Reason::Negated),
        "deadlock",
        &[
            "It was not a deadlock.",
            "It wasn’t a database deadlock.",
            "The stall was not caused by a deadlock.",
            "There was no evidence of any deadlock.",
            "No deadlock was seen.",
            "No lock or deadlock was seen.",
            "We ruled out a deadlock early on.",
            "A deadlock was ruled out.",
            "The deadlock was not the cause.",
            "This had nothing to do with the deadlock.",
            "The hang is unrelated to the deadlock.",
            "It was a slow disk rather than a deadlock.",
            "The workers ran without deadlocks.",
            "The threads never deadlock.",
            "The threads did not run into a deadlock.",
            "The new order of locks no longer deadlocks.",
            "We initially suspected a deadlock.",
            "The deadlock was a red herring.",
        ],
    );
}

#[test]
fn a_denial_of_something_else_leaves_them() {
    asserted(
        "deadlock",
        &[
            "The worker did not release the lock, so threads deadlocked.",
            "Nobody noticed, as the probe did not detect the deadlock.",
            "The pool was not exhausted, but the threads were in a deadlock.",
            "The monitor did not notice that the threads were in a deadlock.",
            "It was not only slow, it ran into a deadlock.",
            "There was not enough memory because a deadlock kept it.",
            "The server did not recover from the deadlock.",
            "The deadlock struck, which should not have happened.",
            "A deadlock struck where it shouldn't have happened.",
            "Without a timeout, the workers stayed in the deadlock.",
        ],
    );
}

#[test]
fn a_negation_that_is_part_of_the_phrase_counts() {
    asserted("no alert", &["There was no alert for hours."]);
    asserted("was not applied", &["The setting was not applied."]);
    asserted("never validated", &["The input was never validated."]);
}

#[test]
fn a_remedy_drops_them() {
    expect(
        Verdict::Dropped(Reason::Remedy),
        "deadlock",
        &[
            "We sort the locks to prevent a deadlock.",
            "The order of locks avoids deadlocks.",
            "The queue sorts the locks so that a deadlock cannot arise.",
            "A watchdog protects against deadlocks.",
            "A watchdog was built in to detect deadlocks.",
            "Deadlocks are now prevented by ordered locks.",
            "That makes sure of a run without a stop by deadlock.",
            "We set a timeout against a deadlock to avoid a stop.",
            "The lock order was changed to keep workers safe by preventing deadlocks.",
        ],
    );
}

#[test]
fn a_remedy_that_failed_leaves_them() {
    asserted(
        "deadlock",
        &[
            "The watchdog failed to prevent the deadlock.",
            "The watchdog did not prevent the deadlock.",
            "The watchdog was unable to detect the deadlock.",
            "The deadlock could have been avoided.",
        ],
    );
    asserted("connection", &["The leak prevented the workers from taking a connection."]);
}

#[test]
fn a_plan_drops_them() {
    expect(
        Verdict::Dropped(Reason::Planned),
        "deadlock",
        &[
            "We should alert on a deadlock.",
            "We will watch for a deadlock.",
            "We plan to sort the locks, and watch for a deadlock.",
            "Consider a watchdog for the deadlock.",
            "Add an alert for the deadlock.",
            "TODO: look at the deadlock.",
            "Next step: look at the deadlock.",
            "An alert will be added for the deadlock.",
            "The server should answer when the jobs deadlock.",
            "An alert would have caught the deadlock.",
        ],
    );
}

#[test]
fn a_fact_beside_a_plan_stays() {
    asserted(
        "deadlock",
        &[
            "We will sort the locks because they led to a deadlock.",
            "With a full queue the writer will deadlock.",
            "Then ensureOrder ran into a deadlock.",
            "Planned maintenance led to a deadlock.",
        ],
    );
}

#[test]
fn a_guess_is_hedged() {
    expect(
        Verdict::Hedged,
        "deadlock",
        &[
            "It might have been a deadlock.",
            "We suspect a deadlock.",
            "The likely cause is a deadlock.",
            "A deadlock may be the cause.",
            "It seems that there was a deadlock.",
            "If the threads deadlock the pod stops.",
            "We could not rule out a deadlock.",
            "Perhaps the store was slow, and a deadlock followed.",
            "Users would have seen a deadlock.",
        ],
    );
}

#[test]
fn a_guess_about_something_else_leaves_them() {
    asserted(
        "deadlock",
        &[
            "It seemed to be the disk, but it was a deadlock.",
            "It was merged in May but the deadlock stayed.",
            "On 3 May 2024 a deadlock stopped the store.",
            "More traffic made the deadlock more likely.",
            "It was not possible to stop the deadlock.",
            "It ran into a deadlock even if the lock was free.",
        ],
    );
}

#[test]
fn a_question_drops_them() {
    expect(Verdict::Dropped(Reason::Question), "deadlock", &["Was it a deadlock?", "\"Was it a deadlock?\""]);
}

#[test]
fn a_question_that_takes_them_for_granted_leaves_them() {
    asserted(
        "deadlock",
        &["Why did the jobs deadlock?", "They were in a deadlock, and nobody asked (\"what is that?\")"],
    );
}
