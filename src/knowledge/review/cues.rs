//! The words by which records speak of incidents before them; [`super::claims`] says what they come to.
//!
//! They stand in `cues.txt`, so that a language can be added without a line of code.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A list of the file.
pub type Cues = LazyLock<Vec<&'static str>>;

/// It was something else this time.
pub static OTHER_CAUSE: Cues = LazyLock::new(|| list("other-cause"));

/// The cause is spoken of, or the whole is called a return.
pub static SAME_CAUSE: Cues = LazyLock::new(|| list("same-cause"));

/// It is called the same, and no cause is spoken of.
pub static SAME: Cues = LazyLock::new(|| list("same"));

/// It has happened before.
pub static AGAIN: Cues = LazyLock::new(|| list("again"));

/// What says so only of an earlier incident that the same sentence names.
pub static OF_THE_NAMED: Cues = LazyLock::new(|| list("of-the-named"));

/// What was promised after an earlier incident that the same sentence names, and not done.
pub static UNDONE: Cues = LazyLock::new(|| list("undone"));

/// What says of an earlier incident, where the same sentence names it, that this one is another.
pub static UNLIKE_THE_NAMED: Cues = LazyLock::new(|| list("unlike-the-named"));

/// What says how an incident looked, and not why it was.
pub static OF_THE_FACE: Cues = LazyLock::new(|| list("of-the-face"));

/// What somebody only thought or feared, where it stands before a claim in one clause.
pub static BELIEVED: Cues = LazyLock::new(|| list("believed"));

/// What follows the name of an earlier incident that is back.
pub static BACK: Cues = LazyLock::new(|| list("back"));

/// The words that say what this one is, right before the name of an earlier one that is back.
pub static COPULAS: Cues = LazyLock::new(|| list("copulas"));

/// Words between such a word and the name that add nothing.
pub static FILLERS: Cues = LazyLock::new(|| list("fillers"));

static LISTS: LazyLock<BTreeMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut lists: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut name = "";
    for line in include_str!("cues.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            Some(head) => name = head,
            None => lists.entry(name).or_default().extend(line.split(',').map(str::trim).filter(|cue| !cue.is_empty())),
        }
    }
    lists
});

fn list(name: &str) -> Vec<&'static str> {
    LISTS.get(name).cloned().expect("the file ships with the program and has the list")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_in_lower_case_and_says_nothing_twice() {
        for (name, cues) in LISTS.iter() {
            let once: std::collections::BTreeSet<_> = cues.iter().collect();
            assert!(!cues.is_empty() && once.len() == cues.len(), "{name}");
            assert!(cues.iter().all(|cue| **cue == cue.to_lowercase()), "{name}");
        }
        let lists = [
            &OTHER_CAUSE,
            &SAME_CAUSE,
            &SAME,
            &AGAIN,
            &OF_THE_NAMED,
            &UNDONE,
            &UNLIKE_THE_NAMED,
            &OF_THE_FACE,
            &BELIEVED,
            &BACK,
            &COPULAS,
            &FILLERS,
        ];
        assert!(lists.iter().all(|list| !list.is_empty()));
        assert_eq!(lists.len(), LISTS.len());
    }
}
