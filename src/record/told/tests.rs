//! Sentences that tell a cause, and those that do not.

use super::*;

#[test]
fn a_sentence_tells_the_cause_where_it_says_that_the_incident_came_of_it() {
    for sentence in [
        "The outage was caused by a deadlock in the store.",
        "The root cause of the errors was a deadlock in the store.",
        "A deadlock between two jobs was the root cause.",
        "The underlying cause was a full disk on the primary.",
        "This was due to a deadlock in the store.",
        "It happened because two jobs ran into each other.",
        "It turned out that the length was read into a number of 32 bits.",
        "The real problem was a proxy that nobody knew of.",
        "In the end it was cron, which ran in another zone.",
        "The issue happened because of a full disk.",
        "A change to the routes of that site caused an outage at night.",
        "The full disk led to three hours of downtime.",
        "This outage was the result of a command that was meant for another host.",
        "A job held the lock for too long, causing an outage.",
    ] {
        assert!(plainness(sentence).is_some(), "{sentence}");
    }
}

#[test]
fn a_sentence_may_only_announce_the_one_that_tells_the_cause() {
    let cause = |text: &str| {
        let file = crate::source::SourceFile::new("a.md", text);
        let (incident, _) = crate::record::read(&file, &crate::config::Config::default());
        incident.causes.first().map(|cause| cause.statement.value.clone())
    };
    let told = Some("A deploy had renamed the prefix.".to_owned());
    assert_eq!(cause("# T\n\nPages were slow.\n\nFound it. A deploy had renamed the prefix. Fixed.\n"), told);
    assert_eq!(cause("# T\n\nSo why did it happen? A deploy had renamed the prefix.\n"), told);
    assert_eq!(cause("# T\n\nTimeline:\n\n10:02 slow\n10:09 over\n\nWhy? A deploy had renamed the prefix.\n"), told);
    assert_eq!(cause("# T\n\nWe found it hard to see. A deploy was out.\n"), None);
}

#[test]
fn what_was_believed_sought_denied_or_is_a_link_of_the_story_does_not() {
    for sentence in [
        "We initially thought that the outage was caused by a deadlock.",
        "Was the outage caused by a deadlock?",
        "The outage was not caused by a deadlock.",
        "The root cause was found after two hours of work.",
        "The root cause is still unknown to all of us.",
        "The outage caused a queue of two hours.",
        "A deadlock led to slow pages.",
        "The incident was long, and the pages were slow because of the disk.",
        "The root cause analysis follows.",
        "Nobody could say what the cause was.",
        "No outage was caused by this change, and nobody noticed.",
        "The incident was declared because a customer called us.",
        "The outage was extended because nobody was on call.",
        "The problem was noticed due to an alert on the queue.",
        "Luckily the failure was contained because of the firewall.",
        "This was fine because of the cache in front.",
        "It was quiet because it was Sunday at night.",
        "The cause was a bad deploy, or so it seemed at the time.",
        "This made it appear that the log was the cause.",
        "The issue was identified as soon as on-call joined us.",
        "The incident was identified as a SEV1 by the team.",
        "It turned out that this theory was wrong and we went on.",
        "The outage was caused by nothing that we know of.",
        "We would like to explain what caused the outage.",
        "These are the events that led to this incident.",
        "We drained the nodes with the errors causing the outage.",
        "The root cause was a combination of:",
        "The cause was thought to be the proxy, which was wrong.",
        "This is safe because the first step makes a new file.",
        "Another problem caused the outage to continue for an hour.",
        "It raises an error because bodies cannot be empty.",
        "Some had an issue with it, and we were not affected due to an older version.",
        "He has not made the outage page him because of the noise.",
    ] {
        assert!(plainness(sentence).is_none(), "{sentence}");
    }
}
