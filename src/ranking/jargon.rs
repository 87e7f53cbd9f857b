//! Jargon: what a team's own words mean in plain ones, for queries.

use super::plan::{Form, Side, Unit, UnitRole};
use crate::config::Vocabulary;
use crate::text::{self, TermKind, is_stop_word};

/// What plain words count beside the jargon that was typed.
const TRUST: f64 = 0.8;

/// The entries of a vocabulary file as terms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Jargon {
    /// In the order of the file.
    pub entries: Vec<Entry>,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The terms of the jargon, which stand in a row in a query.
    pub terms: Vec<String>,
    /// For each meaning its terms, all of which an incident must have; never empty.
    pub meanings: Vec<Vec<String>>,
}

impl Jargon {
    /// Analyses a vocabulary; what has no words in it is left out.
    pub fn new(vocabulary: &Vocabulary) -> Self {
        let entries = vocabulary.entries.iter().map(|entry| Entry {
            terms: words(&entry.word.value),
            meanings: entry.meanings.iter().map(|meaning| meaning_terms(&meaning.value)).collect(),
        });
        let mut entries: Vec<Entry> = entries.collect();
        for entry in &mut entries {
            entry.meanings.retain(|terms| !terms.is_empty());
        }
        entries.retain(|entry| !entry.terms.is_empty() && !entry.meanings.is_empty());
        Self { entries }
    }

    /// Gives the units of words that stand in a row in a query the meanings of the entries that they make up, as further
    /// forms.
    pub(super) fn expand(&self, units: &mut [Unit]) {
        let words: Vec<usize> = (0..units.len()).filter(|&at| units[at].role == UnitRole::Optional).collect();
        for entry in &self.entries {
            let length = entry.terms.len();
            let here: Vec<&[usize]> = words.windows(length).filter(|row| entry.stands(units, row)).collect();
            for at in here.concat() {
                units[at].forms.extend(entry.meanings.iter().map(|terms| Form {
                    terms: terms.iter().map(|term| (term.clone(), 0)).collect(),
                    side: Side::Anywhere,
                    trust: TRUST,
                }));
            }
        }
    }
}

impl Entry {
    /// Whether the units of a row are the words of the entry, side by side.
    fn stands(&self, units: &[Unit], row: &[usize]) -> bool {
        let is_word = |unit: &Unit, term: &String| unit.forms.iter().any(|form| form.is_term(term));
        let first = row.first().and_then(|&at| units[at].place);
        row.iter().zip(&self.terms).zip(0..).all(|((&at, term), distance)| {
            let unit = &units[at];
            is_word(unit, term) && unit.place.zip(first).is_some_and(|(place, first)| place == first + distance)
        })
    }
}

/// The words of a text, each by its term.
fn words(text: &str) -> Vec<String> {
    let terms = text::terms(text).into_iter().filter(|term| term.kind != TermKind::Identifier);
    terms.map(|term| term.text).collect()
}

/// The terms of a meaning: its words without stop words, where there are others.
pub fn meaning_terms(text: &str) -> Vec<String> {
    let is_stop =
        |term: &text::Term| text.get(term.range.clone()).is_some_and(|word| is_stop_word(&text::folded(word)));
    let terms = || text::terms(text).into_iter().filter(|term| term.kind != TermKind::Identifier);
    let mut kept: Vec<String> = terms().filter(|term| !is_stop(term)).map(|term| term.text).collect();
    if kept.is_empty() {
        kept = words(text);
    }
    kept.sort_unstable();
    kept.dedup();
    kept
}

#[cfg(test)]
mod tests {
    use super::super::{Plan, Query};
    use super::*;
    use crate::config::parse_vocabulary;
    use crate::source::SourceFile;

    fn forms(vocabulary: &str, query: &str) -> Vec<String> {
        let vocabulary = parse_vocabulary(&SourceFile::new("vocabulary.toml", vocabulary)).expect("is sound");
        let plan = Plan::of(&Query::parse(query), &Jargon::new(&vocabulary));
        let form = |form: &Form| form.terms.iter().map(|(term, _)| term.as_str()).collect::<Vec<_>>().join("+");
        plan.units.iter().map(|unit| unit.forms.iter().map(form).collect::<Vec<_>>().join("|")).collect()
    }

    #[test]
    fn jargon_brings_its_meanings_along() {
        let vocabulary = "OOM = 'out of memory'\npg = ['postgres', 'the database']\n";
        assert_eq!(forms(vocabulary, "oom pg slow"), ["oom|memori+out", "pg|postgr|databas", "slow"]);
    }

    #[test]
    fn jargon_of_several_words_stands_in_a_row() {
        let vocabulary = "'split brain' = 'two leaders'\n";
        assert_eq!(forms(vocabulary, "split brain"), ["split|leader+two", "brain|leader+two"]);
        assert_eq!(forms(vocabulary, "brain split")[0], "brain");
        assert_eq!(forms(vocabulary, "\"split brain\"").len(), 1);
    }
}
