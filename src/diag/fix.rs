//! Fixes: changes of a text that mend a finding.

use crate::source::Span;

/// Whether a fix may be made without anybody looking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Certainty {
    /// It changes no meaning and loses no word: `casebook check --fix` makes it.
    Safe,
    /// It is likely what was meant; it is shown, and left to the author.
    Guess,
}

/// A way to mend a finding.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Fix {
    /// What it does, as an order: `close the fence`.
    pub title: String,
    /// Whether it may be made unseen.
    pub certainty: Certainty,
    /// The changes of the finding's own file, ordered by place, none of which overlaps another. Empty only where the
    /// byte-order mark goes, which is no part of the text.
    pub edits: Vec<Edit>,
}

/// One change: the bytes of the span become the replacement.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Edit {
    /// What is replaced; an empty span inserts.
    pub span: Span,
    /// What stands there afterwards; empty to remove.
    pub replacement: String,
}

impl Fix {
    /// A fix that may be made unseen.
    pub fn safe(title: impl Into<String>, span: Span, replacement: impl Into<String>) -> Self {
        Self::of(Certainty::Safe, title, span, replacement)
    }

    /// A fix that is only proposed.
    pub fn guess(title: impl Into<String>, span: Span, replacement: impl Into<String>) -> Self {
        Self::of(Certainty::Guess, title, span, replacement)
    }

    /// Takes the byte-order mark off the file.
    pub fn without_mark(title: impl Into<String>) -> Self {
        Self { title: title.into(), certainty: Certainty::Safe, edits: Vec::new() }
    }

    fn of(certainty: Certainty, title: impl Into<String>, span: Span, replacement: impl Into<String>) -> Self {
        Self { title: title.into(), certainty, edits: vec![Edit { span, replacement: replacement.into() }] }
    }
}

/// The text after as many of the fixes as do not overlap, the first by place winning, and which of them were made.
pub fn apply(text: &str, fixes: &[&Fix]) -> (String, Vec<bool>) {
    let mut order: Vec<usize> = (0..fixes.len()).collect();
    order.sort_by_key(|&at| fixes[at].edits.first().map(|edit| edit.span));
    let mut made = vec![false; fixes.len()];
    let mut edits: Vec<&Edit> = Vec::new();
    for at in order {
        let mine = &fixes[at].edits;
        // The same change may mend several findings.
        if mine.iter().all(|edit| edits.contains(&edit)) {
            made[at] = true;
        } else if mine.iter().all(|edit| is_in(text, edit) && !edits.iter().any(|other| overlap(edit, other))) {
            edits.extend(mine);
            made[at] = true;
        }
    }
    edits.sort_by_key(|edit| edit.span);
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for edit in edits {
        out.push_str(text.get(done..edit.span.start as usize).unwrap_or_default());
        out.push_str(&edit.replacement);
        done = edit.span.end as usize;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    (out, made)
}

fn is_in(text: &str, edit: &Edit) -> bool {
    text.get(edit.span.range()).is_some()
}

/// Whether two changes get in each other's way; two at the same place do, because their order would matter.
fn overlap(one: &Edit, other: &Edit) -> bool {
    one.span.start == other.span.start || (one.span.start < other.span.end && other.span.start < one.span.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(range: std::ops::Range<usize>, replacement: &str) -> Fix {
        Fix::safe("change", range.into(), replacement)
    }

    #[test]
    fn fixes_are_made_from_the_start_and_overlapping_ones_wait() {
        let (b, c, a) = (change(2..4, "B"), change(3..5, "C"), change(0..1, ""));
        assert_eq!(apply("abcdéf", &[&b, &c, &a]), ("bBéf".to_owned(), vec![true, false, true]));
        assert_eq!(apply("", &[&change(0..0, "x")]), ("x".to_owned(), vec![true]));
    }

    #[test]
    fn a_change_that_mends_two_findings_is_made_once() {
        let end = change(1..1, "\n");
        assert_eq!(apply("a", &[&end, &end.clone()]), ("a\n".to_owned(), vec![true, true]));
    }

    #[test]
    fn a_change_that_does_not_fit_the_text_is_not_made() {
        assert_eq!(apply("é", &[&change(1..2, "x"), &change(5..9, "x")]), ("é".to_owned(), vec![false, false]));
    }
}
