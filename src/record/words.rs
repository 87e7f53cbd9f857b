//! What people call things: headings, labels, keys and outcomes, looked up in `synonyms.yaml`.
//!
//! The words are data, and [`Config::section_words`] adds a team's own. Nothing here looks at more than a short text.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::names::{has_word, normalise, split_title, unqualified, without_number};
use super::shapes::Shape;
use super::word_lists::{list, lookup, mapping, of, pairs};
use crate::config::Config;
use crate::model::{CauseState, DetectedBy, Outcome, SectionKind, Status};
use crate::yaml::{self, Node};

/// A label inside a theory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TheoryPart {
    Statement,
    BelievedBecause,
    Tried,
    Outcome,
    WrongBecause,
    SettledBy,
    HeldAsTheCause,
}

/// What a heading or label says about the text under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// The kind of section.
    pub kind: SectionKind,
    /// Whether the name says that it is only supposed.
    pub supposed: bool,
}

/// All words, ready to be looked up.
pub(super) struct Words {
    sections: HashMap<String, SectionKind>,
    shapes: Vec<(Shape, SectionKind)>,
    contains: Vec<(String, SectionKind)>,
    theory: HashMap<String, TheoryPart>,
    confirmed_by: Vec<String>,
    outcomes: Vec<(String, Outcome)>,
    keys: HashMap<String, String>,
    statuses: Vec<(String, Status)>,
    noticed_by: Vec<(Vec<String>, DetectedBy)>,
    notices: Vec<String>,
    not_noticed: Vec<String>,
    supposed: Vec<String>,
    hedges: Vec<String>,
    settles: Vec<String>,
    disowned: Vec<String>,
    whys: Vec<String>,
    temporary: Vec<String>,
    names_cause: Vec<String>,
    names_no_cause: Vec<String>,
    nothing: Vec<(String, ())>,
    no_answer: Vec<String>,
    shows_failure: Vec<String>,
    shows_none: Vec<String>,
    shows_nothing: Vec<String>,
    tells_fix: Vec<String>,
    accepts: Vec<String>,
    announces_actions: Vec<String>,
    boilerplate: Vec<String>,
    stresses: Vec<String>,
    /// Each with a blank on either side.
    joins: Vec<String>,
}

/// Joins that put a second name beside the first, rather than saying what the first is of.
const JOINS_TWO: [&str; 2] = ["and", "&"];

/// The words that ship with the program.
static BUILT_IN: LazyLock<Words> = LazyLock::new(|| Words::read(include_str!("synonyms.yaml")));

impl Words {
    /// The built-in words, with a team's own; `None` where the configuration adds none.
    pub(super) fn with(config: &Config) -> Option<Words> {
        if config.section_words.is_empty() {
            return None;
        }
        let mut words = Words::read(include_str!("synonyms.yaml"));
        for (kind, headings) in &config.section_words {
            let Some(kind) = SectionKind::from_name(kind) else { continue };
            words.sections.extend(headings.iter().map(|heading| (normalise(heading), kind)));
        }
        Some(words)
    }

    /// The words that ship with the program.
    pub(super) fn built_in() -> &'static Words {
        &BUILT_IN
    }

    fn read(text: &str) -> Words {
        let tree = yaml::parse(text, 0).expect("synonyms.yaml is valid, a test reads it");
        let top = mapping(&tree.value);
        let part = |name: &str| top.get(name).copied().unwrap_or(&Node::Null);
        let mut words = Words {
            sections: HashMap::new(),
            shapes: Vec::new(),
            contains: Vec::new(),
            theory: lookup(part("theory"), theory_part),
            confirmed_by: of(part("cause"), "confirmed-by"),
            outcomes: pairs(part("outcomes"), |name| Outcome::ALL.into_iter().find(|outcome| outcome.name() == name)),
            keys: lookup(part("keys"), |name| Some(name.to_owned())),
            statuses: pairs(part("statuses"), |name| Status::ALL.into_iter().find(|status| status.name() == name)),
            noticed_by: DetectedBy::ALL.map(|by| (of(part("noticed-by"), by.name()), by)).into(),
            notices: list(part("notices")),
            not_noticed: list(part("not-noticed")),
            supposed: list(part("supposed")),
            hedges: list(part("hedges")),
            settles: list(part("settles")),
            disowned: list(part("disowned")),
            whys: list(part("whys")).iter().map(|name| normalise(name)).collect(),
            temporary: list(part("temporary")),
            names_cause: list(part("names-cause")),
            names_no_cause: list(part("names-no-cause")),
            nothing: list(part("nothing")).into_iter().map(|word| (word, ())).collect(),
            no_answer: list(part("no-answer")).iter().map(|words| crate::text::folded(words)).collect(),
            shows_failure: list(part("shows-failure")),
            shows_none: list(part("shows-no-failure")),
            shows_nothing: list(part("nothing-failed")),
            tells_fix: list(part("tells-fix")),
            accepts: list(part("accepts")),
            announces_actions: list(part("announces-actions")),
            boilerplate: list(part("boilerplate")),
            stresses: list(part("stresses")),
            joins: list(part("joins")).iter().map(|join| format!(" {join} ")).collect(),
        };
        // A word that stands under two kinds belongs to the first, so kinds are filled in the order of the file.
        if let Node::Mapping(kinds) = part("sections") {
            for (name, value) in kinds {
                let kind = SectionKind::from_name(&name.value).expect("synonyms.yaml names kinds that exist");
                let parts = mapping(&value.value);
                for word in parts.get("exact").map(|node| list(node)).unwrap_or_default() {
                    words.sections.entry(normalise(&word)).or_insert(kind);
                }
                for shape in parts.get("shapes").map(|node| list(node)).unwrap_or_default() {
                    let shape = Shape::read(&shape).expect("the brackets of synonyms.yaml close, a test reads them");
                    words.shapes.push((shape, kind));
                }
                let contained = parts.get("contains").map(|node| list(node)).unwrap_or_default();
                words.contains.extend(contained.into_iter().map(|word| (word, kind)));
            }
        }
        words
    }

    /// The kind that a label names; all of it has to be known, but for a number or a note in brackets at its end.
    pub(super) fn label(&self, label: &str) -> Option<Named> {
        let name = normalise(label);
        let known = |name: &str| self.sections.get(name);
        let bare = || name.strip_suffix(')')?.rsplit_once(" (").and_then(|(bare, _)| known(bare));
        let kind = known(&name).or_else(|| known(without_number(&name))).or_else(bare)?;
        Some(Named { kind: *kind, supposed: self.is_supposed(&name) })
    }

    /// The kind that a label in bold names: as [`Words::label`], but words that only stress may stand before the name
    /// and what it is of behind it (`Verified root cause`, `Timeline of the race`, `Lessons and thoughts`).
    pub(super) fn bold_label(&self, label: &str) -> Option<Named> {
        self.label(label).or_else(|| self.qualified(label))
    }

    /// The kind of a name inside a longer one, or of one that has a known shape.
    fn qualified(&self, label: &str) -> Option<Named> {
        let name = normalise(label);
        if let Some((_, kind)) = self.shapes.iter().find(|(shape, _)| shape.fits(&name)) {
            return Some(Named { kind: *kind, supposed: self.is_supposed(&name) });
        }
        let (core, join) = unqualified(&name, &self.stresses, &self.joins);
        let kind = *self.sections.get(core).or_else(|| self.sections.get(without_number(core)))?;
        // `Errors in the pool` and `Problem with logins` name a case, not a section.
        let names_case = kind == SectionKind::Symptoms && join.is_some_and(|join| !JOINS_TWO.contains(&join));
        (!names_case).then(|| Named { kind, supposed: self.is_supposed(&name) })
    }

    /// Whether a label with its value is metadata, not a section: `Status: resolved`.
    pub(super) fn is_metadata(&self, label: &str, value: &str) -> bool {
        self.key(label) == Some("status") && self.status(value).is_some()
    }

    /// The kind that a heading names, with what the heading goes on to say behind a colon, a dash or in brackets.
    pub(super) fn heading<'t>(&self, heading: &'t str) -> (Option<Named>, Option<&'t str>) {
        if let Some(named) = self.label(heading) {
            return (Some(named), None);
        }
        let name = normalise(heading);
        let supposed = self.is_supposed(&name);
        if self.disowned(heading).is_some() {
            return (Some(Named { kind: SectionKind::FailedTheories, supposed: false }), None);
        }
        if let Some((before, after)) = split_title(heading)
            && let Some(named) = self.label(before)
        {
            return (Some(Named { supposed, ..named }), (!after.is_empty()).then_some(after));
        }
        if let Some(named) = self.qualified(heading) {
            return (Some(named), None);
        }
        let contained = self.contains.iter().find(|(word, _)| name.contains(word.as_str()));
        (contained.map(|&(_, kind)| Named { kind, supposed }), None)
    }

    /// What a heading says before it disowns it: `Hypothesis A` of `Hypothesis A: ruled out`; nothing where it does not,
    /// or where the rest is all the name of a section.
    pub(super) fn disowned<'t>(&self, heading: &'t str) -> Option<&'t str> {
        let bare = heading.trim().trim_end_matches([')', '）', '.', ':']);
        let marks = [": ", "：", " - ", " – ", " — ", " (", "（"];
        let (at, length) = marks.iter().filter_map(|mark| bare.rfind(mark).map(|at| (at, mark.len()))).max()?;
        let tail = bare[at + length..].to_lowercase();
        let is_disowned = self.disowned.iter().any(|word| tail.trim() == word);
        let head = bare[..at].trim();
        (is_disowned && !head.is_empty() && self.label(head).is_none_or(|named| named.supposed)).then_some(head)
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

    /// Whether a sentence says of something that it failed: `Uploads hung`, `12 % of requests got a 503`.
    pub(super) fn shows_failure(&self, sentence: &str) -> bool {
        let mut lower = sentence.to_lowercase();
        if has_word(&lower, &self.shows_none) {
            return false;
        }
        for nothing in self.shows_nothing.iter().filter(|nothing| lower.contains(nothing.as_str())).collect::<Vec<_>>()
        {
            lower = lower.replace(nothing.as_str(), " ");
        }
        let is_answer = |word: &str| {
            word.len() == 3 && word.starts_with(['4', '5']) && word.ends_with(|c: char| c.is_ascii_digit())
        };
        let has_answer = || {
            let speaks =
                ["http", "status", "response", "error", "request", "return"].iter().any(|word| lower.contains(word));
            speaks && lower.split(|c: char| !c.is_ascii_alphanumeric()).any(is_answer)
        };
        has_word(&lower, &self.shows_failure) || has_answer()
    }

    /// Whether a sentence tells what somebody did that may have helped: `We rolled the release back`.
    pub(super) fn tells_fix(&self, sentence: &str) -> bool {
        has_word(&sentence.to_lowercase(), &self.tells_fix)
    }

    /// Whether a sentence announces what somebody promises: `To keep this from happening again, we will:`.
    pub(super) fn announces_actions(&self, sentence: &str) -> bool {
        has_word(&sentence.to_lowercase(), &self.announces_actions)
    }

    /// Whether a verdict is that it was it: in a word, or with a tick.
    pub(super) fn accepts(&self, verdict: &str) -> bool {
        let bare = verdict.trim_matches(|c: char| !c.is_alphanumeric() && !"✅✔☑".contains(c)).to_lowercase();
        bare.contains(['✅', '✔', '☑']) || self.accepts.contains(&bare)
    }

    /// Whether a heading says that what follows helps only for the time being: `Workaround`.
    pub(super) fn is_temporary(&self, heading: &str) -> bool {
        has_word(&heading.to_lowercase(), &self.temporary)
    }

    /// Whether a heading asks why, over and over: `Five whys`.
    pub(super) fn is_whys(&self, heading: &str) -> bool {
        let name = split_title(heading).map_or(heading, |(before, _)| before);
        self.whys.contains(&normalise(name))
    }

    /// Every heading that is known by all of its words.
    pub(super) fn headings(&self) -> impl Iterator<Item = &str> {
        self.sections.keys().map(String::as_str)
    }

    /// The part of a theory that a label names.
    pub(super) fn theory_part(&self, label: &str) -> Option<TheoryPart> {
        self.theory.get(&normalise(label)).copied()
    }

    /// Whether a label introduces the proof of a cause.
    pub(super) fn is_proof(&self, label: &str) -> bool {
        self.confirmed_by.contains(&normalise(label))
    }

    /// The front matter key that a label or key means, such as `detected-by` for `Detected_By`.
    pub(super) fn key(&self, label: &str) -> Option<&str> {
        self.keys.get(&normalise(label).replace(['-', '_'], " ")).map(String::as_str)
    }

    /// The outcome that a text tells, by its beginning.
    pub(super) fn outcome(&self, text: &str) -> Option<Outcome> {
        starts_with_one(&self.outcomes, text)
    }

    /// The status that a text tells, by its beginning.
    pub(super) fn status(&self, text: &str) -> Option<Status> {
        starts_with_one(&self.statuses, text)
    }

    /// Who noticed, where a sentence says that somebody did.
    pub(super) fn noticed_in(&self, sentence: &str) -> Option<DetectedBy> {
        let by = self.noticed_by(sentence)?;
        has_word(&sentence.to_lowercase(), &self.notices).then_some(by)
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

    /// What a status is called, in lower case.
    pub(super) fn status_words(&self) -> impl Iterator<Item = &str> {
        self.statuses.iter().map(|(word, _)| word.as_str())
    }

    /// Whether a heading says that what follows is only supposed.
    pub(super) fn is_supposed(&self, heading: &str) -> bool {
        has_word(&heading.to_lowercase(), &self.supposed)
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

    /// Whether a line is what web pages and templates leave behind, and no title.
    pub(super) fn is_boilerplate(&self, line: &str) -> bool {
        self.boilerplate.contains(&normalise(line))
    }
}

fn starts_with_one<T: Copy>(pairs: &[(String, T)], text: &str) -> Option<T> {
    let lower = text.to_lowercase();
    let bare = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
    let fits = pairs.iter().filter(|(word, _)| {
        bare.strip_prefix(word.as_str())
            .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric) || !word.is_ascii())
    });
    fits.max_by_key(|(word, _)| word.len()).map(|&(_, value)| value)
}

fn theory_part(name: &str) -> Option<TheoryPart> {
    Some(match name {
        "statement" => TheoryPart::Statement,
        "believed-because" => TheoryPart::BelievedBecause,
        "tried" => TheoryPart::Tried,
        "outcome" => TheoryPart::Outcome,
        "wrong-because" => TheoryPart::WrongBecause,
        "settled-by" => TheoryPart::SettledBy,
        "held-as-the-cause" => TheoryPart::HeldAsTheCause,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(heading: &str) -> Option<SectionKind> {
        Words::built_in().heading(heading).0.map(|named| named.kind)
    }

    #[test]
    fn headings_are_known_with_numbering_emoji_and_case() {
        for heading in ["Root Cause", "3. ROOT CAUSE:", "🔴 Root cause", "## root causes ##", "根本原因"] {
            assert_eq!(kind(heading), Some(SectionKind::RootCause), "{heading}");
        }
        assert_eq!(kind("Why All Other Theories Were Wrong"), Some(SectionKind::FailedTheories));
        assert_eq!(kind("Attempt 4: All charts (FAILED)"), Some(SectionKind::FailedTheories));
        assert_eq!(kind("Attempted Solution 2"), Some(SectionKind::FailedTheories));
        assert_eq!(kind("Timeline (UTC)"), Some(SectionKind::Timeline));
        assert_eq!(kind("What the Exit Traces Will Show"), None);
        assert_eq!(kind("Resolution: removed the handler"), Some(SectionKind::Fix));
    }

    #[test]
    fn a_heading_gives_what_stands_behind_its_colon() {
        let (named, rest) = Words::built_in().heading("Root cause: missing key in production");
        assert_eq!(named.map(|named| named.kind), Some(SectionKind::RootCause));
        assert_eq!(rest, Some("missing key in production"));
        assert_eq!(Words::built_in().heading("Timeline (times in BST)").1, None);
    }

    #[test]
    fn a_possible_cause_is_supposed() {
        let (named, _) = Words::built_in().heading("Possible Root Causes (Ranked by Likelihood)");
        assert!(named.is_some_and(|named| named.supposed));
        assert!(!Words::built_in().heading("Root cause").0.is_some_and(|named| named.supposed));
    }

    #[test]
    fn labels_are_taken_only_whole() {
        assert!(Words::built_in().label("Root Cause").is_some());
        assert!(Words::built_in().label("The root cause of all evil").is_none());
        assert!(Words::built_in().label("Note").is_none());
    }

    #[test]
    fn a_bold_label_or_heading_may_stress_its_name_and_say_what_it_is_of() {
        let bold = |label: &str| Words::built_in().bold_label(label).map(|named| named.kind);
        for known in [bold, kind] {
            assert_eq!(known("Verified root cause"), Some(SectionKind::RootCause));
            assert_eq!(known("Timeline of the race"), Some(SectionKind::Timeline));
            assert_eq!(known("Lessons and thoughts"), Some(SectionKind::Lessons));
            assert_eq!(known("Impact on our users"), Some(SectionKind::Impact));
            assert_eq!(known("Errors in the pool"), None);
            assert_eq!(known("In the fix"), None);
            assert_eq!(known("Real"), None);
        }
        assert!(Words::built_in().bold_label("Probable cause of the hang").is_some_and(|named| named.supposed));
    }

    #[test]
    fn a_follow_up_is_an_action_only_where_it_is_said_to_be_one() {
        assert_eq!(kind("Long-tail follow-ups (not blocking)"), Some(SectionKind::Actions));
        assert_eq!(kind("Follow-up timeline"), Some(SectionKind::Timeline));
        assert_eq!(kind("Follow-up entry: what we built"), None);
    }

    #[test]
    fn a_status_with_its_value_is_metadata() {
        let words = Words::built_in();
        assert!(words.is_metadata("Status", "✅ Resolved"));
        assert!(!words.is_metadata("Status", "the pool still runs dry each night"));
        assert!(!words.is_metadata("Impact", "resolved"));
    }

    #[test]
    fn keys_are_known_under_other_names() {
        let words = Words::built_in();
        assert_eq!(words.key("Detected_By"), Some("detected-by"));
        assert_eq!(words.key("resolvedWhen"), Some("resolved"));
        assert_eq!(words.key("重大度"), Some("severity"));
        assert_eq!(words.key("colour"), None);
    }

    #[test]
    fn outcomes_and_statuses_are_known_by_their_beginning() {
        let words = Words::built_in();
        assert_eq!(words.outcome("Looked like a fix, for a day."), Some(Outcome::LookedLikeAFix));
        assert_eq!(words.outcome("no-change"), Some(Outcome::NoChange));
        assert_eq!(words.status("✅ Resolved (2024)"), Some(Status::Resolved));
        assert_eq!(words.status("who knows"), None);
    }
}
