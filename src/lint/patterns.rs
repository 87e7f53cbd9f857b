//! Patterns whose signals contradict their own examples.

use rayon::prelude::*;

use crate::diag::Diagnostic;
use crate::knowledge::{KnowledgeBase, Matcher, check_examples};

/// Tries every pattern's examples on its signals. Built-in patterns are tried by the tests of this program, and no
/// author could mend them.
pub fn check(base: &KnowledgeBase) -> Vec<Diagnostic> {
    let own: Vec<_> = base.patterns.iter().filter(|pattern| !pattern.built_in).cloned().collect();
    let matcher = Matcher::new(&own);
    own.par_iter().enumerate().flat_map_iter(|(place, pattern)| check_examples(pattern, place, &matcher)).collect()
}
