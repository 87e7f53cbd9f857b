//! What says of itself that it was not it, or helped nothing: `No difference.`, `Restarted the pods: no effect`.
//!
//! The words are data of `synonyms.yaml`. Whose theory it was is told elsewhere (see [`super::diary`]).

use std::ops::Range;

use super::names::has_word;
use super::sayings::Sayings;
use super::word_lists::of;
use super::{events, prose};
use crate::model::Role;
use crate::yaml::Node;

/// What stands between a name and the verdict on it.
const MARKS: [&str; 9] = [": ", " — ", " – ", " - ", " → ", " -> ", " => ", "：", "，"];

/// A line without blanks is looked at up to so many bytes.
const LONGEST_LINE: usize = 400;

/// So many words a verdict on an item of a list may have.
const LONGEST_VERDICT: usize = 16;

/// So many sentences an item may have; more are a story.
const MOST_SENTENCES: usize = 3;

/// The words by which something is said to have been in vain.
pub(super) struct Refutations {
    not_it: Vec<String>,
    in_vain: Vec<String>,
    /// Of something that may still be a part of a cause: `staging was fine`.
    in_vain_or_cause: Vec<String>,
    ends_in: Vec<String>,
    it_was_not: Vec<String>,
    not: Vec<String>,
    not_otherwise: Vec<String>,
    at_end: Vec<String>,
    at_end_denied: Vec<String>,
}

impl Refutations {
    /// Reads them from their part of `synonyms.yaml`.
    pub(super) fn read(node: &Node) -> Refutations {
        Refutations {
            not_it: of(node, "not-it"),
            in_vain: of(node, "in-vain"),
            in_vain_or_cause: of(node, "in-vain-or-a-cause"),
            ends_in: of(node, "ends-in"),
            it_was_not: of(node, "it-was-not"),
            not: of(node, "not"),
            not_otherwise: of(node, "not-otherwise"),
            at_end: of(node, "at-end").into_iter().map(|words| format!(" {words}")).collect(),
            at_end_denied: of(node, "at-end-denied").into_iter().map(|word| format!(" {word}")).collect(),
        }
    }

    /// Whether a sentence says that something was not it, or helped nothing: `No difference.`, `Not the disk.`
    pub(super) fn says_in_vain(&self, sentence: &str) -> bool {
        let lower = sentence.to_lowercase();
        let mut words = lower.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
        let mut next_in = |list: &[String]| words.next().is_some_and(|word| list.iter().any(|own| own == word));
        // `Not for long`, `Not yet` say something else.
        let is_not = next_in(&self.not) && !next_in(&self.not_otherwise);
        let is_verdict = is_not && (2..=4).contains(&lower.split_whitespace().count());
        let denied = |denial: &String| lower.strip_prefix(denial.as_str()).is_some_and(|rest| !rest.starts_with(' '));
        let clauses = || lower.split([',', '.', ';', '!']).map(str::trim);
        let ends = |clause: &str| {
            let before = self.ends_in.iter().filter_map(|words| clause.strip_suffix(words.as_str()));
            before.into_iter().any(|before| !before.ends_with(char::is_alphanumeric))
        };
        is_verdict
            || clauses().any(ends)
            || self.it_was_not.iter().any(denied)
            || has_word(&lower, &self.not_it)
            || has_word(&lower, &self.in_vain)
            || has_word(&lower, &self.in_vain_or_cause)
    }

    /// What an item names and says was not it, and why: `Restarted the pods: no effect`, `Compared the clocks. In step, not
    /// the cause.` More than a few words behind the name are a story.
    ///
    /// Under a cause only what cannot be a part of it counts: `staging was fine` may well be one.
    pub(super) fn item(&self, says: &Sayings, item: &str, role: Role) -> Option<(Range<usize>, Range<usize>)> {
        let falls = |verdict: &str| self.falls(says, verdict, role);
        let sentences = crate::text::sentences(item);
        let first = sentences.first().filter(|_| sentences.len() <= MOST_SENTENCES)?.clone();
        // A line of a timeline tells of what stands behind its time.
        let first = (item.len() - events::without_time(item).len()).clamp(first.start, first.end)..first.end;
        let told = &item[first.clone()];
        let mark = MARKS.into_iter().filter_map(|mark| told.find(mark)).min();
        // `Restarted it twice, no effect` has no other mark, and the verdict behind its last comma.
        let comma = || told.rfind(", ").filter(|&at| falls(&item[first.start + at..]));
        // Scripts without blanks put none behind a comma.
        let tight = || {
            let at = told.rfind([',', '、', '，']).filter(|_| told.len() <= LONGEST_LINE)?;
            let is_tight = told[at..].trim_start_matches([',', '、', '，']).starts_with(|c: char| !c.is_ascii());
            (is_tight && falls(&item[first.start + at..])).then_some(at)
        };
        let mark = mark.or_else(comma).or_else(tight).or_else(|| self.verdict_at_end(told));
        let end = mark.map_or(first.end, |at| first.start + at);
        let statement = prose::trim(item, first.start..end);
        let behind =
            item[end..].trim_start_matches([':', ',', '、', '-', '–', '—', '→', '>', '=', '：', '，', ' ', '\n']);
        let reason = prose::trim(item, item.len() - behind.len()..item.len());
        (falls(&item[reason.clone()]) && item[statement.clone()].contains(char::is_alphabetic))
            .then_some((statement, reason))
    }

    /// Whether a verdict of a few words is that it was not it.
    fn falls(&self, says: &Sayings, verdict: &str, role: Role) -> bool {
        let verdict = verdict.to_lowercase();
        let bare = verdict.trim_matches(|c: char| !c.is_alphanumeric());
        let is_apart = |next: Option<char>| !next.is_some_and(char::is_alphanumeric);
        let tells = |word: &String| {
            bare.strip_prefix(word.as_str()).is_some_and(|rest| is_apart(rest.chars().next()))
                || bare.strip_suffix(word.as_str()).is_some_and(|rest| is_apart(rest.chars().next_back()))
        };
        let not_it = || self.not_it.iter().any(tells);
        let in_vain = || role != Role::Cause && self.in_vain.iter().chain(&self.in_vain_or_cause).any(tells);
        verdict.split_whitespace().count() <= LONGEST_VERDICT && (not_it() || in_vain() || says.rejects(&verdict))
    }

    /// Where the verdict of a line begins that has no mark at all: `disk latency ruled out`.
    fn verdict_at_end(&self, line: &str) -> Option<usize> {
        let line = line.trim_end_matches(['.', '!', ' ']);
        let before = self.at_end.iter().filter_map(|verdict| line.strip_suffix(verdict.as_str()));
        let before = before.min_by_key(|before| before.len())?;
        let is_denied = self.at_end_denied.iter().any(|word| before.ends_with(word.as_str()));
        (!before.is_empty() && !is_denied).then_some(before.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::words::Words;

    fn item(item: &str, role: Role) -> Option<(&str, &str)> {
        let words = Words::built_in();
        let (statement, reason) = words.refutes.item(&words.says, item, role)?;
        Some((&item[statement], &item[reason]))
    }

    #[test]
    fn a_sentence_says_in_a_few_words_that_it_was_not_it() {
        let says = |sentence: &str| Words::built_in().refutes.says_in_vain(sentence);
        for sentence in ["Nope.", "Not the disk.", "It wasn't.", "Raised it, and it made no difference.", "Still hung."]
        {
            assert!(says(sentence), "{sentence}");
        }
        for sentence in
            ["Not yet.", "Not", "Not the disk but the pool of the store.", "It was not easy.", "A notable effect."]
        {
            assert!(!says(sentence), "{sentence}");
        }
    }

    #[test]
    fn the_verdict_stands_behind_a_mark_a_comma_or_at_the_end() {
        for (text, statement, reason) in [
            ("Restarted the pods: no effect", "Restarted the pods", "no effect"),
            ("Restarted it twice, no effect", "Restarted it twice", "no effect"),
            ("Compared the clocks. In step, not the cause.", "Compared the clocks.", "In step, not the cause."),
            ("Disk latency was ruled out.", "Disk latency", "was ruled out."),
            ("10:02 UTC Restarted the pods → still slow", "Restarted the pods", "still slow"),
            ("再起動した,否定", "再起動した", "否定"),
        ] {
            assert_eq!(item(text, Role::Neutral), Some((statement, reason)), "{text}");
        }
        for text in
            ["The disk cannot be ruled out", "Nothing was never ruled out", "no effect", "Read the log: it was long"]
        {
            assert_eq!(item(text, Role::Neutral), None, "{text}");
        }
    }

    #[test]
    fn what_was_fine_may_be_a_part_of_a_cause() {
        assert_eq!(item("Canary: staging was fine", Role::Cause), None);
        assert_eq!(item("Canary: staging was fine", Role::Neutral), Some(("Canary", "staging was fine")));
        assert_eq!(item("Canary: not the cause", Role::Cause), Some(("Canary", "not the cause")));
    }
}
