//! The registry of rules: every finding belongs to one of these.
//!
//! A rule is named for the fault, so that "allow `no-date`" reads right. To add one, write it into the file of its
//! family: its doc comment is its page, its fixtures lie in `tests/suite/rules/ID/` and will not let the program be
//! built without them. `tests/suite/rules.rs` tries them, and `docs/rules/ID.md` is made of all that.

mod actions;
mod allows;
mod audience;
mod completeness;
mod contradictions;
mod credentials;
mod duplicates;
mod expectations;
mod files;
mod front_matter;
mod links;
mod patterns;
mod personal;
mod structure;
mod vocabulary;
mod wording;
mod words;

use std::sync::LazyLock;

use super::Level;

/// A kind of finding.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its id: lower case words with dashes between them.
    pub id: &'static str,
    /// The level it has unless the configuration says otherwise.
    pub level: Level,
    /// What it is about.
    pub family: Family,
    /// The text of its page in Markdown: the fault in half a sentence, a blank line, why it matters and what to do.
    pub text: &'static str,
    /// A casebook in which the rule finds something, as [`Fixture`](super::Fixture) reads it.
    pub bad: &'static str,
    /// The same casebook as it should be.
    pub good: &'static str,
}

impl Rule {
    /// The fault in half a sentence: upper case, no full stop.
    pub fn summary(&self) -> &'static str {
        self.text.split("\n\n").next().unwrap_or_default().trim()
    }

    /// Why it matters and what to do, in Markdown, a sentence a line.
    pub fn explanation(&self) -> String {
        let (_, rest) = self.text.split_once("\n\n").unwrap_or_default();
        // Lines of a doc comment start with the blank behind its mark.
        let lines: Vec<&str> = rest.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
        lines.join("\n").trim_end().to_owned()
    }
}

/// What rules are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Files that could not be read, or not as they were meant.
    Files,
    /// Keys and values of the front matter.
    FrontMatter,
    /// Ids, and what leads to records, patterns and files.
    Links,
    /// How a record is built.
    Structure,
    /// What a record lacks that its readers come for.
    Completeness,
    /// How it is told.
    Wording,
    /// Promises, and what became of them.
    Actions,
    /// Facts that contradict each other.
    Contradictions,
    /// What may be shared.
    Audience,
    /// Records that tell what another tells.
    Duplicates,
    /// What opens a door to whoever reads it.
    Credentials,
    /// What leads to a person.
    Personal,
    /// Pattern files.
    Patterns,
    /// What a team's own words mean.
    Vocabulary,
    /// The words of the interface.
    Words,
    /// Labels that `casebook eval` measures against.
    Expectations,
    /// What says that a finding may stay.
    Allows,
}

impl Family {
    /// Every family, in the order in which they are listed.
    pub const ALL: [Family; 17] = [
        Family::Files,
        Family::FrontMatter,
        Family::Structure,
        Family::Completeness,
        Family::Wording,
        Family::Actions,
        Family::Contradictions,
        Family::Links,
        Family::Audience,
        Family::Duplicates,
        Family::Credentials,
        Family::Personal,
        Family::Patterns,
        Family::Vocabulary,
        Family::Words,
        Family::Expectations,
        Family::Allows,
    ];

    /// Its heading in the list of rules.
    pub fn title(self) -> &'static str {
        match self {
            Family::Files => "Files",
            Family::FrontMatter => "Front matter",
            Family::Links => "Ids and links",
            Family::Structure => "Structure",
            Family::Completeness => "What a record lacks",
            Family::Wording => "Wording",
            Family::Actions => "Actions",
            Family::Duplicates => "Duplicates",
            Family::Credentials => "Credentials",
            Family::Personal => "Personal data",
            Family::Contradictions => "Contradictions",
            Family::Audience => "What may be shared",
            Family::Patterns => "Patterns",
            Family::Vocabulary => "Vocabulary",
            Family::Words => "Words of the interface",
            Family::Expectations => "Expectations",
            Family::Allows => "What may stay",
        }
    }

    fn rules(self) -> &'static [&'static Rule] {
        match self {
            Family::Files => files::RULES,
            Family::FrontMatter => front_matter::RULES,
            Family::Links => links::RULES,
            Family::Structure => structure::RULES,
            Family::Completeness => completeness::RULES,
            Family::Wording => wording::RULES,
            Family::Actions => actions::RULES,
            Family::Duplicates => duplicates::RULES,
            Family::Credentials => credentials::RULES,
            Family::Personal => personal::RULES,
            Family::Contradictions => contradictions::RULES,
            Family::Audience => audience::RULES,
            Family::Patterns => patterns::RULES,
            Family::Vocabulary => vocabulary::RULES,
            Family::Words => words::RULES,
            Family::Expectations => expectations::RULES,
            Family::Allows => allows::RULES,
        }
    }
}

/// The rules of one family, a constant each: `NAME = Level, "id";` under its doc comment.
macro_rules! rules {
    ($family:ident; $($(#[doc = $line:literal])+ $name:ident = $level:ident, $id:literal;)*) => {
        $(
            $(#[doc = $line])+
            pub static $name: Rule = Rule {
                id: $id,
                level: Level::$level,
                family: Family::$family,
                text: concat!($($line, "\n"),+),
                bad: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suite/rules/", $id, "/bad.md")),
                good: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suite/rules/", $id, "/good.md")),
            };
        )*

        /// The rules of this family, ordered by id.
        pub(super) static RULES: &[&Rule] = &[$(&$name),*];
    };
}
use rules;

/// One constant a rule.
pub mod consts {
    pub use super::actions::*;
    pub use super::allows::*;
    pub use super::audience::*;
    pub use super::completeness::*;
    pub use super::contradictions::*;
    pub use super::credentials::*;
    pub use super::duplicates::*;
    pub use super::expectations::*;
    pub use super::files::*;
    pub use super::front_matter::*;
    pub use super::links::*;
    pub use super::patterns::*;
    pub use super::personal::*;
    pub use super::structure::*;
    pub use super::vocabulary::*;
    pub use super::wording::*;
    pub use super::words::*;
}

/// Every rule, ordered by id.
pub static ALL: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
    let mut all: Vec<_> = Family::ALL.into_iter().flat_map(|family| family.rules().iter().copied()).collect();
    all.sort_by_key(|rule| rule.id);
    all
});

/// The rule of that id.
pub fn find(id: &str) -> Option<&'static Rule> {
    let at = ALL.binary_search_by_key(&id, |rule| rule.id).ok()?;
    ALL.get(at).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_ordered_by_unique_ids() {
        assert!(ALL.is_sorted_by(|a, b| a.id < b.id));
        assert!(Family::ALL.iter().all(|family| family.rules().is_sorted_by_key(|rule| rule.id)));
    }

    #[test]
    fn every_rule_explains_itself() {
        for rule in ALL.iter() {
            let is_plain = |b: u8| b == b'-' || b.is_ascii_lowercase() || b.is_ascii_digit();
            assert!(rule.id.bytes().all(is_plain), "{}", rule.id);
            let summary = rule.summary();
            assert!(!summary.ends_with('.') && !summary.contains('\n') && summary.len() < 100, "{}", rule.id);
            assert!(summary.starts_with(|c: char| c.is_uppercase() || c == '`'), "{}", rule.id);
            assert!(rule.explanation().ends_with('.') && rule.explanation().len() > 60, "{}", rule.id);
        }
    }

    #[test]
    fn a_rule_is_found_by_its_id() {
        assert_eq!(find("no-date"), Some(&consts::NO_DATE));
        assert_eq!(find("no-dat"), None);
    }
}
