//! What sentences say of themselves: that something failed, was ruled out, was it, helped, or is only supposed.
//!
//! The words are data of `synonyms.yaml`. Nothing here knows where a sentence stands.

use std::collections::BTreeMap;

use super::names::has_word;
use super::word_lists::{list, of};
use crate::model::{CauseState, DetectedBy};
use crate::yaml::Node;

/// The words by which sentences are judged.
pub(super) struct Sayings {
    noticed_by: Vec<(Vec<String>, DetectedBy)>,
    notices: Vec<String>,
    not_noticed: Vec<String>,
    supposed: Vec<String>,
    hedges: Vec<String>,
    settles: Vec<String>,
    disowned: Vec<String>,
    names_cause: Vec<String>,
    names_no_cause: Vec<String>,
    nothing: Vec<(String, ())>,
    no_answer: Vec<String>,
    shows_failure: Vec<String>,
    shows_none: Vec<String>,
    failed_not: Vec<String>,
    failed_not_anywhere: Vec<String>,
    tells_fix: Vec<String>,
    asks_why: Vec<String>,
    announces_cause: Vec<String>,
    asks_of_reader: Vec<String>,
    accepts: Vec<String>,
    announces_actions: Vec<String>,
    announces_past: Vec<String>,
}

impl Sayings {
    /// Reads them from the mapping at the top of `synonyms.yaml`.
    pub(super) fn read(top: &BTreeMap<&str, &Node>) -> Sayings {
        let part = |name: &str| top.get(name).copied().unwrap_or(&Node::Null);
        Sayings {
            noticed_by: DetectedBy::ALL.map(|by| (of(part("noticed-by"), by.name()), by)).into(),
            notices: list(part("notices")),
            not_noticed: list(part("not-noticed")),
            hedges: list(part("hedges")),
            settles: list(part("settles")),
            disowned: list(part("disowned")),
            names_cause: list(part("names-cause")),
            names_no_cause: list(part("names-no-cause")),
            nothing: list(part("nothing")).into_iter().map(|word| (word, ())).collect(),
            no_answer: list(part("no-answer")).iter().map(|words| crate::text::folded(words)).collect(),
            shows_failure: list(part("shows-failure")),
            shows_none: list(part("shows-no-failure")),
            failed_not: list(part("failed-not")),
            failed_not_anywhere: list(part("failed-not-anywhere")),
            tells_fix: list(part("tells-fix")),
            asks_why: list(part("asks-why")),
            announces_cause: list(part("announces-cause")),
            asks_of_reader: list(part("asks-of-reader")),
            accepts: list(part("accepts")),
            announces_actions: list(part("announces-actions")),
            announces_past: list(part("announces-past")),
            supposed: list(part("supposed")),
        }
    }

    /// Whether a text is a verdict that it was not it, and nothing else.
    pub(super) fn is_disowned(&self, verdict: &str) -> bool {
        self.disowned.iter().any(|word| verdict == word)
    }

    /// Whether a text says of what it tells that it was not it: in a sentence of its own (`Ruled out.`, `Disproved: …`), or
    /// at the end of one, in more than one word (`the disk, ruled out`).
    pub(super) fn says_disowned(&self, text: &str) -> bool {
        crate::text::sentences(text).into_iter().any(|sentence| {
            let bare = text[sentence].trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
            let opens = |word: &str| {
                bare.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', ',']))
            };
            let is_denied =
                |before: &str| ["not", "never", "cannot", "be", "n't"].iter().any(|no| before.trim_end().ends_with(no));
            let ends = |word: &str| {
                let before = bare.strip_suffix(word);
                // Scripts without blanks put the verdict behind a comma.
                let apart = |rest: &str| !rest.ends_with(char::is_alphanumeric) && !is_denied(rest);
                (word.contains(' ') || !word.is_ascii()) && before.is_some_and(apart)
            };
            self.disowned.iter().any(|word| opens(word) || ends(word))
        })
    }

    /// Whether a verdict is that it was not it: in words, or with a cross.
    pub(super) fn rejects(&self, verdict: &str) -> bool {
        verdict.contains(['❌', '✗', '✘']) || self.says_disowned(verdict)
    }

    /// Whether a sentence says of itself, in one of the languages whose grammar [`super::told`] does not know, that it
    /// names the cause: `Die Ursache war …`.
    pub(super) fn names_cause(&self, sentence: &str) -> bool {
        let lower = sentence.to_lowercase();
        let asks = sentence.trim_end().ends_with(['?', '？']);
        has_word(&lower, &self.names_cause)
            && !asks
            && !has_word(&lower, &self.names_no_cause)
            && !self.is_nothing(sentence)
    }

    /// Who noticed, where a sentence says that somebody did.
    pub(super) fn noticed_in(&self, sentence: &str) -> Option<DetectedBy> {
        let by = self.noticed_by(sentence)?;
        has_word(&sentence.to_lowercase(), &self.notices).then_some(by)
    }

    /// Whether a sentence tells how somebody became aware: `Engineers were paged at 08:16`.
    pub(super) fn tells_notice(&self, sentence: &str) -> bool {
        has_word(&sentence.to_lowercase(), &self.notices)
    }

    /// Who is named, where a text names one kind of those who notice, and denies nothing.
    pub(super) fn noticed_by(&self, text: &str) -> Option<DetectedBy> {
        let lower = text.to_lowercase();
        if has_word(&lower, &self.not_noticed) {
            return None;
        }
        let mut named = self.noticed_by.iter().filter(|(words, _)| has_word(&lower, words)).map(|&(_, by)| by);
        let first = named.next()?;
        // Who found it by chance did so whoever it was; of two others it is not known who was first.
        let others: Vec<_> = named.collect();
        match others.as_slice() {
            [] => Some(first),
            all if all.contains(&DetectedBy::Chance) => Some(DetectedBy::Chance),
            _ => None,
        }
    }

    /// Whether a cause says of itself that it is only supposed.
    pub(super) fn state_of(&self, statement: &str) -> CauseState {
        if has_word(&statement.to_lowercase(), &self.hedges) { CauseState::Suspected } else { CauseState::Stated }
    }

    /// Whether a cause says of itself that it was found out, and does not doubt it: `Engineers determined that …`.
    pub(super) fn settles(&self, statement: &str) -> bool {
        let lower = statement.to_lowercase();
        has_word(&lower, &self.settles) && !has_word(&lower, &self.hedges) && !self.is_supposed(statement)
    }

    /// Whether a claim says that there is nothing to claim: `None yet.`, `Unknown`, `TBD`.
    pub(super) fn is_nothing(&self, statement: &str) -> bool {
        let first = statement.split(['.', ';', ',', '。']).next().unwrap_or_default();
        let is_short = first.split_whitespace().count() <= 3;
        (is_short && starts_with_one(&self.nothing, first).is_some())
            || has_word(&crate::text::folded(statement), &self.no_answer)
    }

    /// Whether a sentence says of something that it failed: `Uploads hung`, `12 % of requests got a 503`.
    pub(super) fn shows_failure(&self, sentence: &str) -> bool {
        let lower = sentence.to_lowercase();
        if has_word(&lower, &self.shows_none)
            || self.failed_not_anywhere.iter().any(|word| lower.contains(word.as_str()))
        {
            return false;
        }
        self.shows_failure.iter().any(|word| self.fails_by(&lower, word)) || tells_answer(&lower)
    }

    /// Whether a text has a word of failure that nothing before it denies: not `no requests failed`.
    fn fails_by(&self, lower: &str, word: &str) -> bool {
        /// So many words before it may deny it.
        const REACH: usize = 3;
        lower.match_indices(word).any(|(at, _)| {
            let before = lower[..at].chars().next_back().is_some_and(char::is_alphanumeric);
            let after = lower[at + word.len()..].chars().next().is_some_and(char::is_alphanumeric);
            let mut near = lower[..at].split_whitespace().rev().take(REACH);
            let is_denied = near.any(|near| self.failed_not.iter().any(|denial| denial == near));
            !is_denied && (!word.is_ascii() || !(before || after))
        })
    }

    /// Whether a sentence tells what somebody did that may have helped: `We rolled it back`.
    pub(super) fn tells_fix(&self, sentence: &str) -> bool {
        has_word(&sentence.to_lowercase(), &self.tells_fix)
    }

    /// Whether a sentence announces what somebody promises: `To keep this from happening again, we will:`.
    pub(super) fn announces_actions(&self, sentence: &str) -> bool {
        let lower = sentence.to_lowercase();
        has_word(&lower, &self.announces_actions) && !has_word(&lower, &self.announces_past)
    }

    /// Whether a question in lower case asks why: `Why was it slow?`, `2. And why …?`
    pub(super) fn asks_why(&self, question: &str) -> bool {
        let bare = question.trim_start_matches(|c: char| !c.is_alphabetic());
        !has_word(question, &self.asks_of_reader)
            && self.asks_why.iter().any(|word| {
                bare.strip_prefix(word.as_str())
                    .is_some_and(|rest| !rest.starts_with(char::is_alphabetic) || !word.is_ascii())
            })
    }

    /// Whether a sentence only says that the next one tells the cause: `Found it.`, `So why did it happen?`
    pub(super) fn announces_cause(&self, sentence: &str) -> bool {
        /// More words tell something themselves.
        const MOST: usize = 9;
        let lower = sentence.to_lowercase();
        let line = lower.trim_end().rsplit('\n').next().unwrap_or_default();
        let bare = line.trim_matches(|c: char| !c.is_alphanumeric());
        line.split_whitespace().count() <= MOST
            && self.announces_cause.iter().any(|word| match word.strip_suffix(" *") {
                Some(opener) => bare.starts_with(opener),
                None => bare == word,
            })
    }

    /// Whether a verdict is that it was it: in a word, or with a tick.
    pub(super) fn accepts(&self, verdict: &str) -> bool {
        let bare = verdict.trim_matches(|c: char| !c.is_alphanumeric() && !"✅✔☑".contains(c)).to_lowercase();
        bare.contains(['✅', '✔', '☑']) || self.accepts.contains(&bare)
    }

    /// Whether a heading says that what follows is only supposed.
    pub(super) fn is_supposed(&self, heading: &str) -> bool {
        has_word(&heading.to_lowercase(), &self.supposed)
    }
}

/// Whether a text in lower case has the number of an answer that is an error: `returned 503`, `http 429`, `500 errors`.
fn tells_answer(lower: &str) -> bool {
    const BEFORE: [&str; 9] = ["http", "status", "code", "error", "returned", "returning", "return", "returns", "got"];
    const BEHIND: [&str; 8] = ["error", "errors", "response", "responses", "status", "s", "page", "pages"];
    let words: Vec<&str> = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_error = |word: &str| {
        let bare = word.trim_end_matches('s');
        bare.len() == 3 && bare.starts_with(['4', '5']) && bare.bytes().all(|byte| byte.is_ascii_digit())
    };
    words.iter().enumerate().filter(|(_, word)| is_error(word)).any(|(at, _)| {
        let near = words[at.saturating_sub(2)..at].iter().any(|word| BEFORE.contains(word));
        near || words.get(at + 1).is_some_and(|word| BEHIND.contains(word))
    })
}

/// What the longest word means that a text begins with.
pub(super) fn starts_with_one<T: Copy>(pairs: &[(String, T)], text: &str) -> Option<T> {
    let lower = text.to_lowercase();
    let bare = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
    let fits = pairs.iter().filter(|(word, _)| {
        bare.strip_prefix(word.as_str())
            .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric) || !word.is_ascii())
    });
    fits.max_by_key(|(word, _)| word.len()).map(|&(_, value)| value)
}
