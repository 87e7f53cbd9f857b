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

/// Sentences that say nothing for the pattern, whichever filter sees it.
fn dropped(sentences: &[&str]) {
    for sentence in sentences {
        let verdict = judged(sentence, "deadlock");
        assert!(matches!(verdict, Verdict::Dropped(_)), "{sentence} is {verdict:?}");
    }
}

/// Sentences that do not stand by it.
fn not_asserted(sentences: &[&str]) {
    for sentence in sentences {
        assert_ne!(judged(sentence, "deadlock"), Verdict::Asserted, "{sentence}");
    }
}

fn asserted_all(sentences: &[&str]) {
    asserted("deadlock", sentences);
}

#[test]
fn what_was_denied_avoided_or_believed_in_vain_drops_them() {
    dropped(&[
        "It is no longer possible for the jobs to deadlock.",
        "The jobs no longer deadlock.",
        "The outage would have been worse, had the jobs run into a deadlock.",
        "The release did not cause a deadlock.",
        "This did not cause any deadlock.",
        "Contrary to what we wrote first, there was no deadlock.",
        "Contrary to our first report, the deadlock was not involved.",
        "Instead of a deadlock we found a full disk.",
        "To rule out a deadlock, we dumped the threads.",
        "We dumped the threads to exclude a deadlock.",
        "We looked for a deadlock but found none.",
        "We checked for a deadlock and found nothing.",
        "We found no sign of a deadlock.",
        "The dump showed no deadlock.",
        "The dump did not show a deadlock.",
        "A deadlock could be excluded.",
        "A deadlock can be ruled out.",
        "Deadlock: ruled out.",
        "Not a deadlock.",
        "Nothing pointed to a deadlock.",
        "There were zero deadlocks.",
        "The first theory was a deadlock.",
        "Our first guess was a deadlock.",
        "At first we blamed a deadlock.",
        "At first it looked like a deadlock.",
        "It looked like a deadlock at first, but the disk was full.",
        "We assumed a deadlock, which turned out to be wrong.",
        "The deadlock theory was wrong.",
        "The deadlock turned out to be a symptom.",
        "We were misled by the deadlock.",
        "It was believed to be a deadlock, but it was the disk.",
        "What we took for a deadlock was a slow disk.",
        "It had nothing to do with a deadlock.",
        "It was neither a deadlock nor a leak.",
        "Neither a leak nor a deadlock was found.",
        "We do not believe that it was a deadlock.",
        "We don't think a deadlock was involved.",
        "This is not to be confused with a deadlock.",
        "Unlike last time, no job was in a deadlock.",
        "Fortunately the jobs did not deadlock.",
        "Luckily no deadlock followed.",
        "A deadlock was avoided.",
        "We narrowly avoided a deadlock.",
    ]);
}

#[test]
fn orders_and_intentions_drop_them() {
    dropped(&[
        "Fix deadlock in job runner",
        "fix: deadlock in the job runner",
        "Resolve deadlock",
        "Revert \"deadlock workaround\"",
        "Add test for deadlock",
        "Prevent deadlock by sorting locks",
        "Guard against deadlocks",
        "Detect deadlocks earlier",
        "Set a lock timeout so jobs cannot deadlock.",
        "Sort the locks so the jobs can't deadlock.",
        "Document how to recover from a deadlock.",
        "Write a runbook for deadlocks.",
        "Alert on deadlocks.",
        "Monitor for deadlocks.",
        "Set up an alert for deadlocks.",
        "Review all jobs for deadlocks.",
        "Make the jobs safe against deadlocks.",
        "Test that jobs do not deadlock.",
        "Run a load test to provoke a deadlock.",
        "Look into deadlock detection.",
        "We are going to look for deadlocks.",
        "We'll sort the locks to stop the deadlock.",
        "We intend to detect deadlocks.",
        "We are planning to fix the deadlock.",
        "Work is under way to remove the deadlock.",
        "The team is working on a fix for the deadlock.",
        "The next release will fix the deadlock.",
        "A fix for the deadlock will ship on Monday.",
        "A deadlock must never stop the whole service.",
        "A deadlock should not stop the service.",
        "It is important to avoid a deadlock.",
        "Jobs need to be resilient to deadlocks.",
        "In future a deadlock shall raise an alert.",
        "Going forward, deadlocks will page the team.",
        "We want to make sure that jobs never deadlock.",
        "How to find a deadlock?",
        "Could it have been a deadlock?",
        "Is a deadlock possible?",
        "Deadlock?",
    ]);
}

#[test]
fn doubts_in_many_words_are_not_assertions() {
    not_asserted(&[
        "It could be a deadlock.",
        "A deadlock cannot be ruled out.",
        "It is possible that the jobs ran into a deadlock.",
        "There is a chance of a deadlock.",
        "There may have been a deadlock.",
        "It looks like a deadlock.",
        "It looked as if the jobs were in a deadlock.",
        "It was most likely a deadlock.",
        "Our theory is a deadlock.",
        "Our hypothesis: a deadlock.",
        "The working theory is that the jobs deadlock.",
        "Our best guess is a deadlock.",
        "We assume that it was a deadlock.",
        "We believe a deadlock is behind it.",
        "We are not sure whether it was a deadlock.",
        "It is unclear whether a deadlock was involved.",
        "It is not yet known if it was a deadlock.",
        "This points to a deadlock.",
        "This suggests a deadlock.",
        "The traces hint at a deadlock.",
        "There are indications of a deadlock.",
        "Under load the jobs can deadlock.",
        "This can lead to a deadlock.",
        "Jobs may deadlock.",
        "In theory the jobs could deadlock.",
        "If two jobs start at once, they deadlock.",
        "Presumably the jobs deadlocked.",
        "A deadlock is suspected.",
        "A suspected deadlock stopped the store.",
        "A possible deadlock in the store.",
        "Probable deadlock in the store.",
        "Deadlock (unconfirmed).",
    ]);
}

#[test]
fn facts_beside_words_of_doubt_stay() {
    asserted_all(&[
        "The deadlock was not detected by the monitor.",
        "We did not notice the deadlock for hours.",
        "No one saw the deadlock.",
        "No alert fired for the deadlock.",
        "There was no alert for the deadlock.",
        "The fix for the first deadlock led to a second deadlock.",
        "We failed to avoid a deadlock.",
        "The watchdog could not break the deadlock.",
        "Nothing stopped the deadlock.",
        "The deadlock would not go away.",
        "It was not until noon that we found the deadlock.",
        "Not only did the jobs deadlock, the disk was full too.",
        "The jobs would deadlock each night.",
        "Every night the jobs would run into a deadlock.",
        "The deadlock should have been caught by the tests.",
        "Had we tested it, we would have seen the deadlock.",
        "We should have noticed the deadlock.",
        "The outage could not be ended because of the deadlock.",
        "We confirmed that it was a deadlock.",
        "It was confirmed to be a deadlock.",
        "There is no doubt that it was a deadlock.",
        "The cause was not the disk but a deadlock.",
        "It was a deadlock, not a full disk.",
        "It was a deadlock and not a leak.",
        "We first blamed the disk, but the jobs were in a deadlock.",
        "Contrary to what we believed, the jobs were in a deadlock.",
        "Instead of finishing, the jobs ran into a deadlock.",
        "Rather than time out, the jobs stayed in the deadlock.",
        "Unlike the tests, production ran into a deadlock.",
        "The retry did not help, as the jobs were in a deadlock.",
        "To make things worse, the jobs ran into a deadlock.",
        "The new lock, added to protect the counter, led to a deadlock.",
        "A lock that was meant to prevent races led to a deadlock.",
        "In an attempt to reduce load, a change led to a deadlock.",
        "The team fixed the disk, then ran into a deadlock.",
        "The fixed pool size led to a deadlock.",
        "The jobs were in a deadlock, as the timeout was not set.",
        "Since the lock was never released, the jobs ran into a deadlock.",
        "The deadlock was fixed by a restart.",
        "We resolved the deadlock by a restart.",
    ]);
}
