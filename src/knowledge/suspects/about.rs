//! Which usual suspects somebody means who is about to blame something.

use std::collections::BTreeSet;

use super::Suspect;
use crate::knowledge::KnowledgeBase;
use crate::text::{self, TermKind, is_stop_word};

impl KnowledgeBase {
    /// The suspects that hold every one of some words, in their order: in their name, in what was believed of them, or in
    /// the names of the pattern that they are. Stop words do not count; no word is none that any suspect holds.
    pub fn suspects_about(&self, words: &str) -> Vec<&Suspect> {
        let wanted = terms(words);
        let holds = |suspect: &&Suspect| !wanted.is_empty() && wanted.is_subset(&self.terms_of(suspect));
        self.suspects.iter().filter(holds).collect()
    }

    fn terms_of(&self, suspect: &Suspect) -> BTreeSet<String> {
        let mut all = terms(&suspect.name);
        for &(incident, theory) in &suspect.cases {
            all.extend(terms(&self.incidents[incident].theories[theory].statement.value));
        }
        if let Some(pattern) = suspect.pattern.map(|pattern| &self.patterns[pattern]) {
            all.extend(terms(pattern.id.as_str()));
            pattern.aliases.iter().for_each(|alias| all.extend(terms(alias)));
        }
        all
    }
}

/// The words of a text, without stop words and without identifiers, which are known by their parts.
fn terms(text: &str) -> BTreeSet<String> {
    let words = text::terms(text).into_iter().filter(|term| term.kind != TermKind::Identifier);
    words.map(|term| term.text).filter(|term| !is_stop_word(term)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::testing::{blaming, incident, pattern};
    use crate::model::SectionKind;

    #[test]
    fn a_suspect_is_meant_by_its_name_by_what_was_believed_and_by_its_pattern() {
        let cause = SectionKind::RootCause;
        let base = KnowledgeBase::assemble(
            vec![
                blaming(incident("a", &[(cause, "A full pipe.")]), "The connection pools were exhausted", None),
                blaming(incident("b", &[(cause, "A loose cable.")]), "A deadlock in the worker", None),
            ],
            vec![pattern("lock-trouble", &[&[&["deadlock"]]])],
        );
        let about = |words: &str| base.suspects_about(words).into_iter().map(|it| it.cases[0].0).collect::<Vec<_>>();
        assert_eq!(about("exhausted connection pool"), [0]);
        assert_eq!(about("the worker"), [1]);
        assert_eq!(about("lock trouble"), [1]);
        assert_eq!(about("pool deadlock"), [0_usize; 0]);
        assert_eq!(about("the"), [0_usize; 0]);
    }
}
