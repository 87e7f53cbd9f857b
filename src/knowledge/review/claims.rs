//! What a record says of its own past: that this has happened before, or that it was something else this time.
//!
//! Authors know: `we had seen this before, but the fix had not been rolled out` settles more than any count of words,
//! and `same symptoms, but a different root cause` even more. The sentence is kept, to be quoted.

use super::super::Evidence;
use crate::model::{Incident, Passage, Role};
use crate::text;

/// What a sentence says about an earlier incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Claim {
    /// It was something else this time.
    OtherCause,
    /// It has the same cause as before.
    SameCause,
    /// It has happened before.
    Again,
}

/// A claim with its sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Claimed {
    /// What is claimed.
    pub claim: Claim,
    /// The sentence.
    pub line: Evidence,
}

const OTHER_CAUSE: [&str; 33] = [
    "different root cause",
    "different cause",
    "different underlying",
    "different reason",
    "different issue",
    "different problem",
    "different bug",
    "another root cause",
    "another cause",
    "other root cause",
    "separate root cause",
    "separate issue from",
    "separate cause",
    "distinct root cause",
    "distinct cause",
    "distinct from",
    "new root cause",
    "not the same cause",
    "not the same root",
    "not the same issue",
    "not the same problem",
    "not the same bug",
    "not the same as",
    "not a repeat",
    "not a recurrence",
    "unrelated to the previous",
    "unrelated to the earlier",
    "unrelated to yesterday",
    "causa diferente",
    "causa distinta",
    "cause différente",
    "andere ursache",
    "別の原因",
];

const SAME_CAUSE: [&str; 32] = [
    "repeat of",
    "repeat incident",
    "repeated incident",
    "recurrence of",
    "reoccurrence of",
    "re-occurrence of",
    "second occurrence of",
    "second occurence of",
    "third occurrence of",
    "another occurrence of",
    "regression of",
    "another instance of",
    "yet another case of",
    "same root cause",
    "same underlying",
    "same cause as",
    "same issue as",
    "same problem as",
    "same bug as",
    "same failure as",
    "same failure mode as",
    "same reason as",
    "same as in",
    "same as the previous",
    "same as last",
    "previous fix did not",
    "previous fix was not",
    "earlier fix was not",
    "misma causa",
    "même cause",
    "gleiche ursache",
    "同じ原因",
];

const AGAIN: [&str; 71] = [
    "the second time",
    "the third time",
    "the fourth time",
    "third time this",
    "second time this",
    "second time in",
    "third time in",
    "not the first time",
    "same type of incident",
    "same kind of incident",
    "same class of incident",
    "similar incident occurred",
    "similar incident happened",
    "similar outage occurred",
    "similar outage happened",
    "recurring pattern",
    "recurring failure",
    "recurring bug",
    "repeated failure",
    "same issue occurred",
    "same problem occurred",
    "same issue again",
    "same problem again",
    "same error again",
    "same bug again",
    "same failure again",
    "same mistake again",
    "had the same issue",
    "had the same problem",
    "hit the same issue",
    "hit the same problem",
    "hit the same bug",
    "known bug",
    "a repeat",
    "same mistake",
    "happens again",
    "seen this before",
    "seen this issue before",
    "seen this problem before",
    "had this before",
    "hit this before",
    "seen it before",
    "happened before",
    "occurred before",
    "happened again",
    "happening again",
    "occurred again",
    "failed again for the same",
    "second occurrence",
    "third occurrence",
    "another occurrence",
    "recurring issue",
    "recurring problem",
    "recurring incident",
    "recurred",
    "reoccurred",
    "re-occurred",
    "resurfaced",
    "regressed",
    "same issue was covered",
    "same issue happened",
    "same problem happened",
    "same incident happened",
    "same thing happened",
    "再発",
    "voltou a acontecer",
    "volvió a ocurrir",
    "s'est reproduit",
    "erneut aufgetreten",
    "schon einmal",
    "再次发生",
];

/// What says so only of an earlier incident that the same sentence names.
const OF_THE_NAMED: [&str; 16] = [
    "again",
    "as in",
    "like in",
    "the same",
    "same as",
    "was not done",
    "were not done",
    "never done",
    "not yet done",
    "not implemented",
    "never implemented",
    "not completed",
    "still open",
    "未実施",
    "未完了",
    "と同じ",
];

/// What a sentence that names an earlier incident says of it.
pub fn claim_of_named(sentence: &str) -> Option<Claim> {
    if let Some((claim, _)) = claim(sentence) {
        return Some(claim);
    }
    let lower = sentence.to_lowercase();
    let says = |cue: &&str| {
        lower.find(*cue).is_some_and(|at| {
            let before = lower.get(..at).unwrap_or_default();
            is_whole(before, cue, lower.get(at + cue.len()..).unwrap_or_default()) && !denied(before)
        })
    };
    OF_THE_NAMED.iter().any(says).then_some(Claim::Again)
}

/// What a record claims, in order. Plans and ruled-out theories claim nothing.
pub fn claims(incident: &Incident) -> Vec<Claimed> {
    let mut claimed = Vec::new();
    for (index, passage) in incident.passages.iter().enumerate() {
        let is_title = passage.text.trim() == incident.title.value.trim();
        if !(passage.kind.is_prose() || is_title) || matches!(passage.role, Role::RuledOut | Role::Future) {
            continue;
        }
        for range in text::sentences(&passage.text) {
            let sentence = passage.text.get(range.clone()).unwrap_or_default();
            let said = claim(sentence).or_else(|| if is_title { again(sentence) } else { None });
            if let Some((claim, words)) = said {
                let line = line(passage, index, range, words);
                claimed.push(Claimed { claim, line });
            }
        }
    }
    claimed
}

/// In a title a word is enough: `The volume is full again`.
fn again(title: &str) -> Option<(Claim, std::ops::Range<usize>)> {
    const WORDS: [&str; 7] = ["again", "recurrence", "reoccurrence", "erneut", "nuevamente", "novamente", "再度"];
    let lower = title.to_lowercase();
    let found = WORDS.iter().flat_map(|word| lower.match_indices(word)).find_map(|(at, word)| {
        let (before, after) = (&lower[..at], &lower[at + word.len()..]);
        (is_whole(before, word, after) && !denied(before)).then_some(at..at + word.len())
    });
    let place = |place| if lower.len() == title.len() { place } else { 0..0 };
    found.map(|words| (Claim::Again, place(words)))
}

/// What a sentence claims, with the words that say so.
pub fn claim(sentence: &str) -> Option<(Claim, std::ops::Range<usize>)> {
    let lower = sentence.to_lowercase();
    // Some letters change their length in lower case; then the place of the words is not told.
    let place = |at: usize, cue: &str| if lower.len() == sentence.len() { at..at + cue.len() } else { 0..0 };
    let find = |cues: &[&str]| {
        cues.iter().flat_map(|cue| lower.match_indices(cue)).find_map(|(at, cue)| {
            let (before, after) = (&lower[..at], &lower[at + cue.len()..]);
            let afraid = FEARS.iter().any(|fear| after.starts_with(fear));
            (is_whole(before, cue, after) && !afraid && !denied(before)).then(|| place(at, cue))
        })
    };
    find(&OTHER_CAUSE)
        .filter(|_| !is_about_several(&lower))
        .map(|words| (Claim::OtherCause, words))
        .or_else(|| find(&SAME_CAUSE).map(|words| (Claim::SameCause, words)))
        .or_else(|| find(&AGAIN).map(|words| (Claim::Again, words)))
}

/// Whether the words stand alone, and are not the beginning of others: `second time` is not in `a 5 second timeout`.
fn is_whole(before: &str, cue: &str, after: &str) -> bool {
    if !cue.is_ascii() {
        return true;
    }
    let alone = !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric);
    // `The merge happened before the last builds were done` tells an order of things.
    let is_end = |rest: &str| {
        let next = rest.trim_start().split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        rest.trim_start().starts_with(|c: char| !c.is_alphanumeric())
            || matches!(next, "" | "and" | "but" | "in" | "on" | "with" | "at" | "too" | "as" | "when")
    };
    alone && (!cue.ends_with("before") || is_end(after))
}

/// Whether a sentence tells causes of one incident apart, and not one incident from another: `each had a different root
/// cause`.
fn is_about_several(lower: &str) -> bool {
    const WORDS: [&str; 7] = ["each", "causes", "both", "reasons", "these", "respective", "errors"];
    lower.split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.contains(&word))
}

/// What follows where a return is to be prevented and did not come.
const FEARS: [&str; 8] = ["防止", "を防", "しない", "のリスク", "リスク", "の可能性", "予防", "を招く"];

/// Whether what follows is denied or only feared: `to avoid a recurrence of`, `had never happened before`.
fn denied(before: &str) -> bool {
    const DENIALS: [&str; 22] = [
        "not",
        "never",
        "no",
        "n't",
        "avoid",
        "prevent",
        "preventing",
        "avoiding",
        "if",
        "future",
        "could",
        "would",
        "might",
        "may",
        "risk",
        "stop",
        "against",
        "will",
        "ensure",
        "unless",
        "likely",
        "without",
    ];
    let words = before.rsplit(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty());
    words.take(5).any(|word| DENIALS.contains(&word) || word.ends_with("n't"))
}

fn line(passage: &Passage, index: usize, range: std::ops::Range<usize>, words: std::ops::Range<usize>) -> Evidence {
    let words = if words.is_empty() { Vec::new() } else { vec![words] };
    Evidence::quote(passage, index as u32, range, words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(sentence: &str) -> Option<Claim> {
        claim(sentence).map(|(claim, _)| claim)
    }

    #[test]
    fn a_record_says_that_it_happened_before() {
        assert_eq!(said("We had seen this issue before, and knew the fix."), Some(Claim::Again));
        assert_eq!(said("This was a second occurrence of the full queue."), Some(Claim::SameCause));
        assert_eq!(said("先月の障害が再発した。"), Some(Claim::Again));
        assert_eq!(said("再発防止策を追加した。"), None);
    }

    #[test]
    fn a_record_says_that_it_was_something_else() {
        assert_eq!(said("The same symptoms, but a different root cause than in June."), Some(Claim::OtherCause));
        assert_eq!(said("It was not the same issue."), Some(Claim::OtherCause));
    }

    #[test]
    fn a_title_says_so_in_a_word() {
        assert_eq!(again("The volume is full again").map(|(claim, _)| claim), Some(Claim::Again));
        assert_eq!(again("Against all odds"), None);
        assert_eq!(again("How it will not fill again"), None);
    }

    #[test]
    fn words_that_tell_parts_of_one_incident_are_no_claim() {
        assert_eq!(said("The peer waits for a 5 second timeout."), None);
        assert_eq!(said("Each error had a different root cause."), None);
        assert_eq!(said("There were 3 distinct root causes."), None);
        assert_eq!(said("The merge happened before the last builds were done."), None);
        assert_eq!(said("This has happened before, in March."), Some(Claim::Again));
    }

    #[test]
    fn what_is_denied_or_feared_is_no_claim() {
        assert_eq!(said("This had never happened before."), None);
        assert_eq!(said("To avoid a recurrence of this, we pin the version."), None);
        assert_eq!(said("We restarted it and tried once more."), None);
    }
}
