//! A pattern's own examples, tried on its signals.

use super::detect::{Matcher, Scope, Scratch, Sighting};
use super::filter::Verdict;
use super::links::ENOUGH;
use crate::diag::{Diagnostic, rule};
use crate::model::{Pattern, Role};
use crate::source::Spanned;

/// Tries the examples of a pattern: each under `match` must detect it when it stands in a cause section, none under
/// `no-match` may. `matcher` must have been made of this pattern alone, or of patterns in which it is the one at
/// `place`.
pub fn check_examples(pattern: &Pattern, place: usize, matcher: &Matcher) -> Vec<Diagnostic> {
    let mut scratch = Scratch::default();
    let mut read = |example: &Spanned<String>| {
        let mut found = Vec::new();
        matcher.find(&example.value, Scope::Role(Role::Cause), &mut scratch, &mut found);
        found.retain(|sighting| sighting.pattern == place);
        found
    };
    let mut findings = Vec::new();
    for example in &pattern.examples.matching {
        let found = read(example);
        if worth(&found) < ENOUGH {
            findings.push(missed(pattern, example, &found));
        }
    }
    for example in &pattern.examples.not_matching {
        let found = read(example);
        if worth(&found) >= ENOUGH {
            findings.push(hit(pattern, example, &found));
        }
    }
    findings
}

/// What the sightings add up to, each signal counted once.
fn worth(found: &[Sighting]) -> f32 {
    let mut asserted: Vec<_> = found.iter().filter(|sighting| sighting.verdict == Verdict::Asserted).collect();
    asserted.sort_by_key(|sighting| sighting.signal);
    asserted.dedup_by_key(|sighting| sighting.signal);
    asserted.iter().map(|sighting| sighting.weight).sum()
}

fn missed(pattern: &Pattern, example: &Spanned<String>, found: &[Sighting]) -> Diagnostic {
    let why = match found.first() {
        None => "no signal has all its phrases in one of its sentences".to_owned(),
        Some(first) => match first.verdict {
            Verdict::Asserted => format!("its signals add up to {} of 1", worth(found)),
            Verdict::Hedged => "signals fire, but the sentence only guesses".to_owned(),
            Verdict::Dropped(reason) => format!("signals fire, but the sentence {}", reason.words()),
        },
    };
    let message = format!("this example does not detect `{}`: {why}", pattern.id);
    Diagnostic::new(&rule::EXAMPLE_FAILS, &pattern.file, example.span, message)
        .with_help("add a signal that it holds, or reword the example")
}

fn hit(pattern: &Pattern, example: &Spanned<String>, found: &[Sighting]) -> Diagnostic {
    let asserted = found.iter().filter(|sighting| sighting.verdict == Verdict::Asserted);
    let words: Vec<String> = asserted
        .flat_map(|sighting| &sighting.words)
        .filter_map(|range| example.value.get(range.clone()))
        .map(|word| format!("`{word}`"))
        .collect();
    let message = format!("this example must not detect `{}`, but {} does", pattern.id, words.join(" with "));
    Diagnostic::new(&rule::EXAMPLE_FAILS, &pattern.file, example.span, message)
        .with_help("narrow the signal, or add what sets this sentence apart to its `not`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue;
    use crate::knowledge::testing::{pattern, spanned};

    fn check(pattern: &Pattern) -> Vec<String> {
        let findings = check_examples(pattern, 0, &Matcher::new(std::slice::from_ref(pattern)));
        findings.into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn examples_that_fail_say_why() {
        let mut deadlock = pattern("deadlock", &[&[&["deadlock"], &["job"]]]);
        let texts = |texts: &[&str]| texts.iter().map(|text| spanned((*text).to_owned())).collect();
        deadlock.examples.matching =
            texts(&["The job deadlocked.", "The job slept.", "No job deadlocked.", "Perhaps a job deadlocked."]);
        deadlock.examples.not_matching = texts(&["No job deadlocked.", "Two jobs deadlocked."]);
        assert_eq!(
            check(&deadlock),
            [
                "this example does not detect `deadlock`: no signal has all its phrases in one of its sentences",
                "this example does not detect `deadlock`: signals fire, but the sentence denies it",
                "this example does not detect `deadlock`: signals fire, but the sentence only guesses",
                "this example must not detect `deadlock`, but `jobs` with `deadlocked` does",
            ]
        );
    }

    #[test]
    fn every_shipped_pattern_keeps_its_examples() {
        let mut faults = Vec::new();
        for file in catalogue::built_in() {
            let (pattern, _) = catalogue::parse(&file, true);
            let pattern = pattern.unwrap_or_else(|| panic!("{} is no pattern", file.path));
            let findings = check_examples(&pattern, 0, &Matcher::new(std::slice::from_ref(&pattern)));
            faults
                .extend(findings.iter().map(|finding| format!("{} <- {}", finding.message, file.slice(finding.span))));
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}
