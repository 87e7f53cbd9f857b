//! What people call things: headings, labels, keys and outcomes, looked up in `synonyms.yaml`.
//!
//! The words are data, and [`Config::section_words`] adds a team's own. Nothing here looks at more than a short text.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::beliefs::Beliefs;
use super::diary::Helped;
use super::names::{has_word, normalise, split_title, unqualified, without_number};
use super::promises::Promises;
use super::refuted::Refutations;
use super::sayings::{Sayings, starts_with_one};
use super::shapes::Shape;
use super::updates::UpdateWords;
use super::word_lists::{list, lookup, mapping, of, pairs};
use crate::config::Config;
use crate::model::{Outcome, Role, SectionKind, Status};
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
    /// What sentences say of themselves.
    pub says: Sayings,
    /// How beliefs are told.
    pub beliefs: Beliefs,
    /// How something is said to have been in vain.
    pub refutes: Refutations,
    /// How a note tells what helped.
    pub helped: Helped,
    /// How promises are told.
    pub promises: Promises,
    /// What updates of a status page are called.
    pub updates: UpdateWords,
    whys: Vec<String>,
    temporary: Vec<String>,
    boilerplate: Vec<String>,
    mail_heads: Vec<String>,
    subjects: Vec<String>,
    wiki_roots: Vec<String>,
    above_promises: Vec<String>,
    forwarded: Vec<String>,
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
            says: Sayings::read(&top),
            beliefs: Beliefs::read(part("beliefs")),
            refutes: Refutations::read(part("refutes")),
            helped: Helped::read(part("helped")),
            promises: Promises::read(part("promises")),
            updates: UpdateWords::read(part("updates")),
            whys: list(part("whys")).iter().map(|name| normalise(name)).collect(),
            temporary: list(part("temporary")),
            boilerplate: list(part("boilerplate")),
            mail_heads: list(part("mail-heads")),
            subjects: list(part("subjects")),
            wiki_roots: list(part("wiki-roots")),
            above_promises: list(part("above-promises")),
            forwarded: list(part("forwarded")),
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
        Some(Named { kind: *kind, supposed: self.says.is_supposed(&name) })
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
            return Some(Named { kind: *kind, supposed: self.says.is_supposed(&name) });
        }
        let (core, join) = unqualified(&name, &self.stresses, &self.joins);
        let kind = *self.sections.get(core).or_else(|| self.sections.get(without_number(core)))?;
        // `Errors in the pool` and `Problem with logins` name a case, not a section.
        let names_case = kind == SectionKind::Symptoms && join.is_some_and(|join| !JOINS_TWO.contains(&join));
        (!names_case).then(|| Named { kind, supposed: self.says.is_supposed(&name) })
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
        let supposed = self.says.is_supposed(&name);
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
        let is_disowned = self.says.is_disowned(tail.trim());
        let head = bare[..at].trim();
        (is_disowned && !head.is_empty() && self.label(head).is_none_or(|named| named.supposed)).then_some(head)
    }

    /// What an item names and says was not it, and why (see [`Refutations::item`]).
    pub(super) fn refuted(&self, item: &str, role: Role) -> Option<(Range<usize>, Range<usize>)> {
        self.refutes.item(&self.says, item, role)
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

    /// The shapes of headings with the kinds they name, in the order in which they are tried.
    #[cfg(test)]
    pub(super) fn shapes(&self) -> &[(Shape, SectionKind)] {
        &self.shapes
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

    /// What a status is called, in lower case.
    pub(super) fn status_words(&self) -> impl Iterator<Item = &str> {
        self.statuses.iter().map(|(word, _)| word.as_str())
    }

    /// Whether a line is what a mail says above its text: `From: Ana`.
    pub(super) fn is_mail_head(&self, line: &str) -> bool {
        let name = line.split_once([':', '：']).map(|(name, _)| name.trim().to_lowercase());
        name.is_some_and(|name| self.mail_heads.contains(&name))
    }

    /// Whether a name is where the way to a page of a wiki begins.
    pub(super) fn is_wiki_root(&self, name: &str) -> bool {
        self.wiki_roots.contains(&name.trim().to_lowercase())
    }

    /// Whether a line above a list says that it holds promises.
    pub(super) fn announces_list(&self, line: &str) -> bool {
        self.above_promises.contains(&normalise(line))
    }

    /// The title of a mail that a line tells, without how it came: `Slow pages` of `Subject: FW: Slow pages`.
    pub(super) fn subject<'t>(&self, line: &'t str) -> Option<&'t str> {
        let (name, mut rest) = line.split_once([':', '：'])?;
        if !self.subjects.contains(&name.trim().to_lowercase()) {
            return None;
        }
        while let Some((way, behind)) = rest.split_once(':')
            && self.forwarded.contains(&way.trim().to_lowercase())
        {
            rest = behind;
        }
        Some(rest.trim()).filter(|title| !title.is_empty())
    }

    /// Whether a line is what web pages and templates leave behind, and no title.
    pub(super) fn is_boilerplate(&self, line: &str) -> bool {
        let stamp = [" - ", " – ", " — "].iter().find_map(|dash| line.split_once(dash)).map_or("", |(stamp, _)| stamp);
        // `Postmortem – Search was down` is a title, and `CONFIDENTIAL – …` a stamp.
        let is_shouted = !line.chars().any(char::is_lowercase);
        let is_known = |line: &str| self.boilerplate.contains(&normalise(line));
        is_known(line) || is_shouted && is_known(stamp)
    }
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
