//! What a text makes of the first sighting of a phrase in it, for tests.

use super::{Matcher, Scope, Scratch, Sighting};
use crate::knowledge::filter::{Verdict, Wording};

/// The verdict on the first sighting of a phrase in a text.
pub fn judged(text: &str, phrase: &str) -> Verdict {
    first_of(text, phrase).verdict
}

/// What a text makes of the first sighting of a phrase in it.
pub fn worded(text: &str, phrase: &str) -> Wording {
    first_of(text, phrase).wording
}

/// The first sighting of a phrase in a text.
fn first_of(text: &str, phrase: &str) -> Sighting {
    let pattern = crate::knowledge::testing::pattern("p", &[&[&[phrase]]]);
    let mut found = Vec::new();
    Matcher::new(&[pattern]).find(text, Scope::Everywhere, &mut Scratch::default(), &mut found);
    found.into_iter().next().unwrap_or_else(|| panic!("`{phrase}` is not in `{text}`"))
}

/// Whether a text says that the incident came of the first sighting of a phrase in it.
pub fn concluded(text: &str, phrase: &str) -> bool {
    first_of(text, phrase).concludes
}
