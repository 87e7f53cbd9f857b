//! What a review of a record comes to.

use serde::{Deserialize, Serialize};

/// Whether an incident has been seen before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The same cause as an earlier incident that is not settled: an action is open, or it was never resolved.
    RepeatOpen,
    /// The same cause as an earlier incident whose fix was done: it came back.
    Regression,
    /// It looks like an earlier incident and was caused by something else.
    LookAlike,
    /// Something ties it to an earlier incident, but neither looks nor cause are the same.
    Related,
    /// Nothing like it came before.
    New,
}

impl Verdict {
    /// Every verdict, the most telling first.
    pub const ALL: [Verdict; 5] =
        [Verdict::RepeatOpen, Verdict::Regression, Verdict::LookAlike, Verdict::Related, Verdict::New];

    /// The verdict's name in data, configuration and commands.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::RepeatOpen => "repeat-open",
            Verdict::Regression => "regression",
            Verdict::LookAlike => "look-alike",
            Verdict::Related => "related",
            Verdict::New => "new",
        }
    }

    /// The verdict of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.name() == name)
    }

    /// Whether it says that the cause is the same.
    pub fn is_repeat(self) -> bool {
        matches!(self, Verdict::RepeatOpen | Verdict::Regression)
    }

    /// The verdict in a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Verdict::RepeatOpen => "the same cause as before, and what was promised then is not done",
            Verdict::Regression => "the same cause as before, although it had been mended",
            Verdict::LookAlike => "it looks like before, but the cause is another",
            Verdict::Related => "something ties it to earlier incidents, but it is none of them again",
            Verdict::New => "nothing like it came before",
        }
    }
}
