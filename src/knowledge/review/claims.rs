//! What a record says of its own past: that this has happened before, or that it was something else this time.
//!
//! Authors know: `we had seen this before, but the fix had not been rolled out` settles more than any count of words,
//! and `same symptoms, but a different root cause` even more. The sentence is kept, to be quoted.

use std::ops::Range;

use super::super::Evidence;
use super::cues;
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
    /// It is called the same, and the cause is not spoken of.
    Same,
    /// It has happened before.
    Again,
    /// It looks as it did before, which says nothing of the cause.
    SameFace,
}

impl Claim {
    /// Whether it says that this one is an earlier one again.
    pub fn is_return(self) -> bool {
        matches!(self, Claim::SameCause | Claim::Same | Claim::Again)
    }
}

/// A claim with its sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Claimed {
    /// What is claimed.
    pub claim: Claim,
    /// The sentence.
    pub line: Evidence,
}

/// What a sentence in a place of that role says of an earlier incident that it names at `name`.
///
/// Where symptoms are told, being the same is being seen the same.
pub fn claim_of_named(sentence: &str, name: &Range<usize>, role: Role) -> Option<Claim> {
    if is_question(sentence) || role == Role::RuledOut {
        return None;
    }
    let lower = sentence.to_lowercase();
    let before = sentence.get(..name.start).unwrap_or_default().to_lowercase();
    let after = sentence.get(name.end..).unwrap_or_default().to_lowercase();
    let claimed = claim(sentence).map(|(claim, _)| claim);
    // `The load was unlike INC-7, but the cause is the same: a repeat of INC-7`
    if claimed == Some(Claim::SameCause) {
        return claimed;
    }
    // What another clause says is not said of the one that is named: `Load was not the cause: it is INC-7 again`.
    let is_end = |c: char| matches!(c, ',' | ';' | ':' | '(' | ')' | '–' | '—');
    let clause = format!(
        "{}{}",
        before.rsplit(is_end).next().unwrap_or_default(),
        after.split(is_end).next().unwrap_or_default()
    );
    let unlike = cues::UNLIKE_THE_NAMED.iter().any(|cue| finds(&clause, cue, |_| true));
    if unlike || last_words(&before, 1).any(|word| matches!(word, "not" | "no" | "nor" | "kein" | "nicht")) {
        return Some(Claim::OtherCause);
    }
    let of_face = looks_only(&lower) || role == Role::Symptom;
    match claimed {
        Some(Claim::Same) if of_face => return Some(Claim::SameFace),
        Some(claim) => return Some(claim),
        None => {}
    }
    if is_back(&before, &after) {
        return Some(if of_face { Claim::SameFace } else { Claim::Same });
    }
    if looks_only(&lower) {
        return Some(Claim::SameFace);
    }
    let says = |cue: &&str| finds(&lower, cue, |before| !denied(before) && !believed(before));
    if cues::UNDONE.iter().any(says) {
        // What was promised then and not done is told as the cause of this one.
        return Some(if role == Role::Cause { Claim::Same } else { Claim::Again });
    }
    cues::OF_THE_NAMED.iter().any(says).then_some(Claim::Again)
}

/// What a record claims, in order. Plans and ruled-out theories claim nothing, and neither does what only looks the same.
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
            if let Some((claim, words)) = said.filter(|(claim, _)| *claim != Claim::SameFace) {
                let line = line(passage, index, range, words);
                claimed.push(Claimed { claim, line });
            }
        }
    }
    claimed
}

/// In a title a word is enough: `The volume is full again`.
fn again(title: &str) -> Option<(Claim, Range<usize>)> {
    const WORDS: [&str; 7] = ["again", "recurrence", "reoccurrence", "erneut", "nuevamente", "novamente", "再度"];
    let lower = title.to_lowercase();
    let found = WORDS.iter().flat_map(|word| lower.match_indices(word)).find_map(|(at, word)| {
        let (before, after) = (&lower[..at], &lower[at + word.len()..]);
        (is_whole(before, word, after) && !denied(before)).then_some(at..at + word.len())
    });
    let place = |place| if lower.len() == title.len() { place } else { 0..0 };
    found.map(|words| (Claim::Again, place(words)))
}

/// What a sentence claims, with the words that say so. A question claims nothing, and neither does what was only
/// thought.
pub fn claim(sentence: &str) -> Option<(Claim, Range<usize>)> {
    if is_question(sentence) {
        return None;
    }
    let lower = sentence.to_lowercase();
    // Some letters change their length in lower case; then the place of the words is not told.
    let place = |at: usize, cue: &str| if lower.len() == sentence.len() { at..at + cue.len() } else { 0..0 };
    let find = |cues: &[&str]| {
        cues.iter().flat_map(|cue| lower.match_indices(cue)).find_map(|(at, cue)| {
            let (before, after) = (&lower[..at], &lower[at + cue.len()..]);
            let afraid = FEARS.iter().any(|fear| after.starts_with(fear));
            (is_whole(before, cue, after) && !afraid && !denied(before)).then(|| (place(at, cue), believed(before)))
        })
    };
    let return_of = |cues: &[&str], claim| {
        find(cues).map(|(words, believed)| (if believed { Claim::SameFace } else { claim }, words))
    };
    find(&cues::OTHER_CAUSE)
        .filter(|_| !is_about_several(&lower))
        .map(|(words, _)| (Claim::OtherCause, words))
        .or_else(|| return_of(&cues::SAME_CAUSE, Claim::SameCause))
        .or_else(|| return_of(&cues::SAME, if looks_only(&lower) { Claim::SameFace } else { Claim::Same }))
        .or_else(|| return_of(&cues::AGAIN, Claim::Again))
}

/// Whether a sentence says how it looked.
fn looks_only(lower: &str) -> bool {
    cues::OF_THE_FACE.iter().any(|cue| finds(lower, cue, |before| !denied(before)))
}

/// Whether the name of an earlier incident between the two is said to be back: `yes, that is INC-7 again`.
fn is_back(before: &str, after: &str) -> bool {
    let after = after.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '/' | '`' | '*' | '"' | ')'));
    let follows = cues::BACK.iter().any(|cue| after.strip_prefix(cue).is_some_and(|rest| is_whole("", cue, rest)));
    let mut said = last_words(before, 6).filter(|word| !cues::FILLERS.contains(word));
    let opens = || before.trim_end().is_empty() || before.trim_end().ends_with([':', ';', '.', '–', '—', '-', '(']);
    let is_said = opens() || said.next().is_some_and(|word| cues::COPULAS.contains(&word));
    follows && is_said && !denied(before) && !believed(before)
}

fn is_question(sentence: &str) -> bool {
    sentence.trim_end_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '?' | '？')).ends_with(['?', '？'])
}

/// Whether words stand in a sentence by themselves, behind what `may` stand before them.
fn finds(lower: &str, cue: &str, may: impl Fn(&str) -> bool) -> bool {
    lower.match_indices(cue).any(|(at, _)| {
        let (before, after) = (&lower[..at], &lower[at + cue.len()..]);
        is_whole(before, cue, after) && may(before)
    })
}

/// The last words of a text, from its end.
fn last_words(text: &str, most: usize) -> impl Iterator<Item = &str> {
    text.rsplit(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(most)
}

/// Whether what follows was only thought, in the clause that ends here.
fn believed(before: &str) -> bool {
    const TURNS: [&str; 8] = [" but ", " however", " yet ", ";", " aber ", " mais ", " pero ", " mas "];
    const NEAR: usize = 8;
    let clause = TURNS.iter().filter_map(|turn| before.rfind(turn).map(|at| at + turn.len())).max().unwrap_or(0);
    last_words(before.get(clause..).unwrap_or_default(), NEAR).any(|word| cues::BELIEVED.contains(&word))
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
    // `No, not the same thing` says no to a question, and not to what follows.
    let before = before.trim_end().strip_suffix("no,").unwrap_or(before);
    let words = before.rsplit(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty());
    words.take(5).any(|word| DENIALS.contains(&word) || word.ends_with("n't"))
}

fn line(passage: &Passage, index: usize, range: Range<usize>, words: Range<usize>) -> Evidence {
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

    fn of_named(sentence: &str) -> Option<Claim> {
        let at = sentence.find("INC-7").expect("the sentence names it");
        claim_of_named(sentence, &(at..at + 5), Role::Neutral)
    }

    #[test]
    fn being_seen_the_same_is_not_being_caused_the_same() {
        for sentence in [
            "Same as in INC-7 from the outside: the queue grew.",
            "The symptoms were the same as in INC-7.",
            "It looked exactly like INC-7 on the graphs.",
            "We got the same alert as for INC-7.",
            "At first it looked like a repeat of INC-7.",
        ] {
            assert_eq!(of_named(sentence), Some(Claim::SameFace), "{sentence}");
        }
        let same = "Same as in INC-7.";
        assert_eq!(claim_of_named(same, &(11..16), Role::Symptom), Some(Claim::SameFace));
        assert_eq!(of_named(same), Some(Claim::Same));
        assert_eq!(of_named("The same symptoms and the same root cause as INC-7."), Some(Claim::SameCause));
    }

    #[test]
    fn an_incident_that_is_back_is_named_with_few_words() {
        for sentence in [
            "Yes, that is INC-7 again.",
            "This was simply INC-7 all over again.",
            "INC-7 came back.",
            "It's INC-7 once more, on another host.",
            "Das ist INC-7 wieder.",
        ] {
            assert_eq!(of_named(sentence), Some(Claim::Same), "{sentence}");
        }
        assert_eq!(of_named("We read INC-7 again."), Some(Claim::Again));
        let undone = "The limit that INC-7 had promised was never implemented.";
        assert_eq!(claim_of_named(undone, &(15..20), Role::Cause), Some(Claim::Same));
        assert_eq!(of_named("The lint rule of INC-7 was never fixed."), Some(Claim::Again));
    }

    #[test]
    fn an_incident_that_is_named_may_be_denied() {
        for sentence in [
            "Unlike INC-7, the pool was idle.",
            "The limit of INC-7 was not the cause this time.",
            "No, not INC-7 again.",
            "It has nothing to do with INC-7.",
        ] {
            assert_eq!(of_named(sentence), Some(Claim::OtherCause), "{sentence}");
        }
        assert_eq!(said("The basket hangs again (no, not the same thing)"), Some(Claim::OtherCause));
    }

    #[test]
    fn what_was_asked_or_only_thought_is_no_claim() {
        assert_eq!(of_named("Is this INC-7 again?"), None);
        assert_eq!(of_named("Everybody thought of INC-7 again."), None);
        assert_eq!(said("Had this happened before?"), None);
        assert_eq!(claim_of_named("That is INC-7 again.", &(8..13), Role::RuledOut), None);
        // What is said of another clause is not said of the incident that is named, and the same cause settles it.
        assert!(of_named("Load was not the cause: it is INC-7 again.").is_some_and(Claim::is_return));
        assert_eq!(
            of_named("The load was unlike INC-7, but it has the same root cause as INC-7."),
            Some(Claim::SameCause)
        );
        assert_eq!(of_named("A repeat of INC-7; unlike what we promised, nothing was set."), Some(Claim::SameCause));
        assert_eq!(of_named("We thought it was mended, but that was INC-7 again."), Some(Claim::Same));
    }
}
