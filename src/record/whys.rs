//! Whys and their answers: `1. Why was it slow? The queue was long. 2. Why was it long? Nobody drained it.`
//!
//! A row of them under a heading of its own is left to [`super::claims`]; here they stand anywhere, with or without a list.

use std::ops::Range;

use super::{Record, prose, told};
use crate::model::{Passage, Role, SectionKind};
use crate::source::{Span, Spanned};

/// So many whys make a row; one by itself may ask anything.
const LEAST: usize = 2;

/// So near each other, in passages, the whys of a row stand.
const NEAR: usize = 2;

/// The row of whys of a record.
pub(super) struct Whys {
    /// What the last of them is answered by.
    pub cause: Spanned<String>,
    pub section: usize,
    /// The passages that ask.
    pub spans: Vec<Span>,
}

/// The row of whys of a record that has no section for its cause, without those about how it was noticed.
pub(super) fn find(record: &Record<'_>) -> Option<Whys> {
    if !record.sections_of(SectionKind::RootCause).is_empty() {
        return None;
    }
    let passages = record.passages.iter().enumerate().filter(|(_, passage)| told::may_tell(record, passage));
    let asking = passages.filter_map(|(at, passage)| Some((at, passage, answer(record, &passage.text)?)));
    // A row has no more than a passage between one why and the next.
    let mut row: Vec<(usize, &Passage, Range<usize>)> = Vec::new();
    for asked in asking {
        let goes_on = row.last().is_none_or(|(at, ..)| asked.0 <= at + NEAR);
        if !goes_on {
            if row.len() >= LEAST {
                break;
            }
            row.clear();
        }
        row.push(asked);
    }
    let asking: Vec<(&Passage, Range<usize>)> = row.into_iter().map(|(_, passage, answer)| (passage, answer)).collect();
    let (last, answer) = asking.last().filter(|_| asking.len() >= LEAST)?;
    let statement = last.text[answer.clone()].replace('\n', " ");
    Some(Whys {
        cause: Spanned::new(statement, last.source_span(answer.clone())),
        section: last.section as usize,
        spans: asking.iter().map(|(passage, _)| passage.span).collect(),
    })
}

/// Whether a text begins with a why and goes on with its answer.
pub(super) fn asks(record: &Record<'_>, text: &str) -> bool {
    let sentences = crate::text::sentences(text);
    sentences.len() > 1 && is_why(record, &text[sentences[0].clone()].to_lowercase())
}

/// Whether a sentence in lower case asks why.
fn is_why(record: &Record<'_>, sentence: &str) -> bool {
    record.words.says.asks_why(sentence) && sentence.trim_end().ends_with(['?', '？'])
}

/// The answer to the why that a text begins with.
fn answer(record: &Record<'_>, text: &str) -> Option<Range<usize>> {
    if !text.contains(['?', '？']) {
        return None;
    }
    let sentences = crate::text::sentences(text);
    let question = text[sentences.first()?.clone()].to_lowercase();
    let is_about_it = is_why(record, &question) && !record.words.says.tells_notice(&question);
    let answer = sentences.get(1).filter(|_| is_about_it)?;
    let first = prose::first_sentence(&text[answer.clone()]);
    Some(answer.start + first.start..answer.start + first.end)
}

/// Gives the passages of a row the role of a cause.
pub(super) fn settle(spans: &[Span], passages: &mut [Passage]) {
    for passage in passages.iter_mut().filter(|passage| spans.contains(&passage.span)) {
        passage.role = Role::Cause;
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::model::{Incident, Role};
    use crate::source::SourceFile;

    fn read(text: &str) -> Incident {
        crate::record::read(&SourceFile::new("a.md", text), &Config::default()).0
    }

    #[test]
    fn the_last_answer_of_a_row_of_whys_is_the_cause_wherever_it_stands() {
        let incident = read(
            "# T\n\n**Problem statement:** Pages were slow.\n\n1. **Why were they slow?** The queue was long.\n\
             2. **Why was it long?** Because nobody drained it.\n3. Why did nobody notice? No check.\n",
        );
        let causes: Vec<_> = incident.causes.iter().map(|cause| cause.statement.value.as_str()).collect();
        assert_eq!(causes, ["Because nobody drained it."]);
        let symptoms: Vec<_> = incident.symptoms.iter().map(|symptom| symptom.text.as_str()).collect();
        assert_eq!(symptoms, ["Pages were slow."]);
        let asserting = incident.passages.iter().filter(|passage| passage.role == Role::Cause).count();
        assert_eq!(asserting, 2);
    }

    #[test]
    fn one_why_makes_no_row_and_a_section_for_the_cause_comes_first() {
        assert!(read("# T\n\nWhy are you reading this? You asked for it.\n").causes.is_empty());
        let questions = "# T\n\nWhy was my account locked? For safety.\n\nWhy do I need a new one? It is old.\n";
        assert!(read(questions).causes.is_empty());
        let text = "# T\n\nWhy slow? The queue.\n\nWhy long? Nobody drained it.\n\n## Root cause\n\nA lock.\n";
        let causes: Vec<_> = read(text).causes.into_iter().map(|cause| cause.statement.value).collect();
        assert_eq!(causes, ["A lock."]);
    }
}
