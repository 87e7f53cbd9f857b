//! Marks inside theories: the statement, struck where it was ruled out, and the labels of its parts, which each begin
//! a line of their own in the page even where the author's text runs on.

use crate::markdown::Mark;
use crate::model::{Incident, Theory};
use crate::source::{SourceFile, Span};

use super::marks::is_struck;
use crate::words::Words;

/// A label is no longer than this; `Held as the cause:` in bold has 22 bytes.
const LONGEST_LABEL: usize = 80;

/// The marks of all theories of a record, in no order.
pub fn theory_marks(words: &Words, record: &Incident) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (at, theory) in record.theories.iter().enumerate() {
        if is_struck(theory.outcome.as_ref().map(|outcome| outcome.value)) {
            let id = format!("ruled-out--{}", at + 1);
            marks.push(mark(theory.statement.span, id, "ruled-out", words.say("incident.ruled-out")));
        }
        for (name, value) in parts(theory) {
            if let Some((span, class)) = label(&record.file, theory, value) {
                marks.push(mark(span, format!("theory--{}--{name}", at + 1), class, ""));
            }
        }
    }
    marks
}

/// The places of a theory's labelled values.
fn parts(theory: &Theory) -> impl Iterator<Item = (&'static str, Span)> {
    let texts = [
        ("believed-because", &theory.believed_because),
        ("tried", &theory.tried),
        ("wrong-because", &theory.wrong_because),
        ("settled-by", &theory.settled_by),
        ("held-as-the-cause", &theory.held_as_cause),
    ];
    let texts = texts.into_iter().filter_map(|(name, text)| Some((name, text.as_ref()?.span)));
    texts.chain(theory.outcome.as_ref().map(|outcome| ("outcome", outcome.span)))
}

/// The label that stands before a value on its line, and the class that says whether it opens a block. There is none
/// in a table, where the head of the column is the label.
fn label(file: &SourceFile, theory: &Theory, value: Span) -> Option<(Span, &'static str)> {
    let before = file.text.get(theory.span.start as usize..value.start as usize)?;
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.get(line_start..)?;
    let text = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let label = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '`'));
    let is_label = label.ends_with([':', '：']) && label.len() <= LONGEST_LABEL && !line.trim_start().starts_with('|');
    if !is_label {
        return None;
    }
    let start = value.start as usize - text.len();
    let lead = line.get(..line.len() - text.len())?.trim();
    let above = before.get(..line_start)?.lines().next_back().unwrap_or_default().trim();
    let is_item = lead.starts_with(['-', '+']) || (lead.starts_with('*') && lead != "**");
    let opens = is_item || above.is_empty() || above.starts_with('#');
    let class = if opens { "part" } else { "part part-next" };
    Some((Span::new(start, start + label.len()), class))
}

fn mark(span: Span, id: String, class: &str, title: &str) -> Mark {
    Mark { span, id, class: class.to_owned(), title: title.to_owned(), note: String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn shown(text: &str) -> Vec<(String, String, String)> {
        let file = SourceFile::new("a.md", text);
        let (record, _) = crate::record::read(&file, &Config::default());
        let mut marks = theory_marks(&crate::site::built_in_words("en"), &record);
        marks.sort_by_key(|mark| mark.span.start);
        let words = |span| file.slice(span).trim_matches(['#', ' ', '\n']).to_owned();
        let show = |mark: Mark| (mark.id, mark.class, words(mark.span));
        marks.into_iter().map(show).collect()
    }

    fn row(id: &str, class: &str, text: &str) -> (String, String, String) {
        (id.to_owned(), class.to_owned(), text.to_owned())
    }

    #[test]
    fn a_statement_is_struck_and_each_label_but_the_first_begins_a_line() {
        let text = "# T\n\n## Failed theories\n\n### The pool is full\n\nTried: a larger pool.\nOutcome: no-change\n";
        let expected = [
            row("ruled-out--1", "ruled-out", "The pool is full"),
            row("theory--1--tried", "part", "Tried:"),
            row("theory--1--outcome", "part part-next", "Outcome:"),
        ];
        assert_eq!(shown(text), expected);
    }

    #[test]
    fn a_label_is_found_before_code_and_in_bold() {
        let text = "# T\n\n## Failed theories\n\n### P\n\n**Tried:** more.\nWrong because: `a()` returned.\n";
        let expected = [
            row("ruled-out--1", "ruled-out", "P"),
            row("theory--1--tried", "part", "Tried:"),
            row("theory--1--wrong-because", "part part-next", "Wrong because:"),
        ];
        assert_eq!(shown(text), expected);
    }

    #[test]
    fn a_theory_that_was_part_of_the_cause_is_not_struck() {
        let text = "# T\n\n## Failed theories\n\n### The pool is full\n\nOutcome: partial\n";
        assert_eq!(shown(text), [row("theory--1--outcome", "part", "Outcome:")]);
    }
}
