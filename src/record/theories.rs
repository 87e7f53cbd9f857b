//! Theories: what was believed and did not hold, found in headings, tables, lists and paragraphs.

use std::ops::Range;

use super::prose::{self, Prose};
use super::words::TheoryPart;
use super::{Record, bare_range, bare_title, diary, theory_rows};
use crate::markdown::{BlockKind, ItemInfo};
use crate::model::{Carrier, Role, SectionKind, Theory};
use crate::source::{Span, Spanned};

/// The theories a record tells, in the order of the file.
pub(super) fn find(record: &Record<'_>) -> Vec<Theory> {
    let mut theories = Vec::new();
    for section in record.sections_of(SectionKind::FailedTheories) {
        of_section(record, section, &mut theories);
    }
    let is_told = |theory: &Theory| theories.iter().any(|known| known.span.contains(theory.span));
    let judged: Vec<_> = theory_rows::judged(record).into_iter().filter(|theory| !is_told(theory)).collect();
    theories.extend(judged);
    if theories.is_empty() {
        theories = diary::theories(record);
    }
    let is_new = |theory: &Theory| theories.iter().all(|known| !known.span.contains(theory.statement.span));
    let struck: Vec<_> = struck(record).into_iter().filter(is_new).collect();
    theories.extend(struck);
    let is_new = |theory: &Theory| theories.iter().all(|known| !known.span.contains(theory.statement.span));
    let items: Vec<_> = diary::refuted_items(record).filter(is_new).collect();
    theories.extend(items);
    theories.sort_by_key(|theory| theory.span.start);
    theories
}

fn of_section(record: &Record<'_>, index: usize, theories: &mut Vec<Theory>) {
    let extent = record.extent(index);
    let under = record.headings_under(index);
    let is_one = record.words.disowned(&record.sections[index].title).is_some();
    if !is_one && !under.is_empty() {
        theories.extend(under.into_iter().map(|heading| of_heading(record, heading)));
        return;
    }
    let section = &record.sections[index];
    if section.carrier == Carrier::Heading && record.words.disowned(&section.title).is_some() {
        theories.push(of_heading(record, index));
        return;
    }
    if section.carrier == Carrier::Heading && record.words.heading(&section.title).1.is_some() {
        theories.push(of_heading(record, index));
        return;
    }
    let attempts = attempts_under(record, index);
    if !attempts.is_empty() {
        let of_attempt = |&attempt: &usize| of_paragraph(record, attempt, record.extent(attempt));
        theories.extend(attempts.iter().filter_map(of_attempt));
        return;
    }
    let rows = theory_rows::find(record, extent);
    if !rows.is_empty() {
        theories.extend(rows);
        return;
    }
    let items = record.items_in(extent);
    if items.len() > 1 || (!items.is_empty() && first_paragraph(record, index).is_none()) {
        theories.extend(items.into_iter().filter_map(|item| of_item(record, item)));
        return;
    }
    theories.extend(of_paragraph(record, index, extent));
}

/// The labels in a section that open an attempt each: `**Attempted solution 1:** …`; those for the parts of one do not.
fn attempts_under(record: &Record<'_>, index: usize) -> Vec<usize> {
    let opens = |&label: &usize| {
        let section = &record.sections[label];
        let is_label = matches!(section.carrier, Carrier::BoldLabel | Carrier::PlainLabel);
        let part = record.words.theory_part(&section.title);
        // Under failed theories no label has a kind of its own; what it is called tells.
        let named = record.words.label(&section.title).is_some_and(|named| named.kind == SectionKind::FailedTheories);
        is_label && named && part.is_none_or(|part| part == TheoryPart::Statement)
    };
    record.under(index).filter(opens).collect()
}

/// A theory of which only the statement is known.
pub(super) fn empty(record: &Record<'_>, statement: Spanned<String>, span: Span) -> Theory {
    Theory {
        section: record.section_at(span.start),
        statement,
        span,
        believed_because: None,
        tried: None,
        outcome: None,
        wrong_because: None,
        settled_by: None,
        held_as_cause: None,
    }
}

fn of_heading(record: &Record<'_>, index: usize) -> Theory {
    let section = &record.sections[index];
    let named = record.words.disowned(&section.title).unwrap_or(&section.title);
    let rest = record.words.heading(named).1.filter(|rest| !rest.is_empty());
    let title = bare_title(rest.unwrap_or(named));
    let span = record.extent(index);
    let beneath = || record.own_passages(index).find(|passage| passage.kind.is_prose());
    // `Hypothesis 2: ruled out` says what was believed in the text beneath.
    let statement = match beneath().filter(|_| !tells(record, title)) {
        Some(passage) => {
            let sentence = prose::first_sentence(&passage.text);
            Spanned::new(passage.text[sentence.clone()].replace('\n', " "), passage.source_span(sentence))
        }
        None => Spanned::new(title.to_owned(), section.head),
    };
    let mut theory = empty(record, statement, span);
    theory.section = index as u32;
    read_parts(record, span, &mut theory);
    theory
}

/// Whether a title says more than that it is a theory: not `Hypothesis 2`, `Theory B`.
fn tells(record: &Record<'_>, title: &str) -> bool {
    let mut words = title.split_whitespace();
    let first = words.next().unwrap_or_default();
    let number = words.next().is_none_or(|word| word.chars().count() <= 2);
    !(record.words.theory_part(first) == Some(TheoryPart::Statement) && number && words.next().is_none())
}

fn of_item(record: &Record<'_>, item: &ItemInfo) -> Option<Theory> {
    let prose = record.item_text(item)?;
    let first_line = prose.lines().next()?;
    let label = prose::label(prose, first_line.clone()).filter(|label| label.bold);
    let part = label.as_ref().and_then(|label| record.words.theory_part(&prose.text[label.name.clone()]));
    let mut theory;
    match label {
        Some(label) if part.is_none() => {
            theory = empty(record, clean(prose, label.name), item.span);
            read_parts(record, item.span, &mut theory);
            let reason = prose::trim(&prose.text, label.rest..prose.text.len());
            if theory.wrong_because.is_none() && !reason.is_empty() {
                theory.wrong_because = Some(plain(prose, reason));
            }
        }
        Some(label) if part == Some(TheoryPart::Statement) => {
            theory = empty(record, clean(prose, label.rest..first_line.end), item.span);
            read_parts(record, item.span, &mut theory);
        }
        _ => {
            let sentence = prose::first_sentence(&prose.text);
            let (sentence, behind) = without_answer(record, prose, sentence);
            theory = empty(record, clean(prose, sentence.clone()), item.span);
            read_parts(record, item.span, &mut theory);
            let reason = prose::trim(&prose.text, behind..prose.text.len());
            if theory.wrong_because.is_none() && !reason.is_empty() && theory.tried.is_none() {
                theory.wrong_because = Some(plain(prose, reason));
            }
        }
    }
    Some(theory)
}

/// What of a sentence is believed or tried, and where begins what came of it: `Restarted it → no change`, `The proxy: its
/// logs were clean`.
fn without_answer(record: &Record<'_>, prose: &Prose, sentence: Range<usize>) -> (Range<usize>, usize) {
    const ARROWS: [&str; 5] = [" → ", " ⇒ ", " -> ", " => ", " --> "];
    const DASHES: [&str; 5] = [": ", "：", " — ", " – ", " - "];
    /// So many words a theory has that is only named.
    const NAME: usize = 8;
    let inside = &prose.text[sentence.clone()];
    let answers = |&(at, mark, least): &(usize, &str, usize)| {
        let (head, tail) = (&inside[..at], &inside[at + mark.len()..]);
        let is_code = prose.code.iter().any(|code| code.contains(&(sentence.start + at)));
        // A range, a step from one to another, and a remark between dashes are part of the theory, and so is what stands
        // in brackets or quotes.
        let is_range = head.ends_with(|c: char| c.is_ascii_digit()) && tail.starts_with(|c: char| c.is_ascii_digit());
        let is_remark = mark != ": " && inside.matches(mark).count() > 1;
        let is_open = head.matches(['(', '[']).count() > head.matches([')', ']']).count();
        let is_quoted = head.ends_with(['"', '`', '\'', '”']);
        at > 0
            && !(is_code || is_range || is_remark || is_open || is_quoted)
            && (tail.split_whitespace().count() >= least || record.words.refutes.says_in_vain(tail))
    };
    let marks = |marks: &'static [&'static str], least| {
        marks.iter().filter_map(move |mark| Some((inside.find(mark)?, *mark, least)))
    };
    let is_name = |&(at, ..): &(usize, &str, usize)| inside[..at].split_whitespace().count() <= NAME;
    let cuts = marks(&ARROWS, 3).chain(marks(&DASHES, 2).filter(is_name)).filter(answers);
    match cuts.min_by_key(|(at, ..)| *at) {
        Some((at, mark, _)) => (sentence.start..sentence.start + at, sentence.start + at + mark.len()),
        None => (sentence.clone(), sentence.end),
    }
}

/// A span without what ends it that is only the beginning of the next label: blanks, and the signs that open bold.
fn without_next(record: &Record<'_>, span: Span) -> Span {
    let text = record.file.slice(span).trim_end();
    let bare = text.trim_end_matches(['*', '_']);
    let length = if bare.ends_with('\n') { bare.trim_end().len() } else { text.len() };
    Span { start: span.start, end: span.start + length as u32 }
}

/// A paragraph: `Failed approach: …`, or `Why it failed: …` under a heading that tells the theory.
fn of_paragraph(record: &Record<'_>, index: usize, extent: Span) -> Option<Theory> {
    let section = &record.sections[index];
    let extent = without_next(record, extent);
    let passage = first_paragraph(record, index)?;
    let is_reason = record.words.theory_part(&section.title) == Some(TheoryPart::WrongBecause);
    let around = section.parent.filter(|&parent| parent > 0).map(|parent| &record.sections[parent as usize]);
    if let (true, Some(around)) = (is_reason, around) {
        let statement = Spanned::new(bare_title(&around.title).to_owned(), around.head);
        let mut theory = empty(record, statement, extent);
        theory.wrong_because = Some(Spanned::new(passage.text.replace('\n', " "), passage.span));
        return Some(theory);
    }
    let sentence = prose::first_sentence(&passage.text);
    let statement =
        Spanned::new(passage.text[sentence.clone()].replace('\n', " "), passage.source_span(sentence.clone()));
    let mut theory = empty(record, statement, extent);
    read_parts(record, extent, &mut theory);
    let reason = prose::trim(&passage.text, sentence.end..passage.text.len());
    if theory.wrong_because.is_none() && !reason.is_empty() {
        let span = passage.source_span(reason.clone());
        theory.wrong_because = Some(Spanned::new(passage.text[reason].replace('\n', " "), span));
    }
    Some(theory)
}

fn first_paragraph<'r>(record: &'r Record<'_>, index: usize) -> Option<&'r crate::model::Passage> {
    record.own_passages(index).find(|passage| passage.kind == crate::model::PassageKind::Paragraph)
}

/// Lines that begin with what is struck through and say why: `~~The provider sent it twice~~ — its log has it once`. What is
/// struck out among promises was called off, and says nothing of the cause.
fn struck(record: &Record<'_>) -> Vec<Theory> {
    const SHORTEST: usize = 2;
    let mut theories = Vec::new();
    for (block, proses) in record.blocks() {
        let section = &record.sections[record.section_at(block.span.start) as usize];
        let is_promise = block.item.is_some_and(|item| record.document.items[item as usize].checked.is_some());
        if block.kind != BlockKind::Paragraph || is_promise || matches!(section.role, Role::Future | Role::Fix) {
            continue;
        }
        let Some(prose) = proses.first() else { continue };
        for line in prose.lines() {
            let opening = line.end - prose.text[line.clone()].trim_start().len();
            let Some(struck) = prose.struck.iter().find(|struck| struck.start == opening) else { continue };
            let statement = prose::trim(&prose.text, struck.start..struck.end.min(line.end));
            let rest = prose.text[statement.end..line.end].trim_start();
            // Words that others replace are no theory.
            let is_answered = rest.starts_with([':', '-', '–', '—', '→']);
            let behind = rest.trim_start_matches(|c: char| " :-–—→>".contains(c));
            let reason = prose::trim(&prose.text, line.end - behind.len()..line.end);
            let tells = |range: &Range<usize>| prose.text[range.clone()].split_whitespace().count() >= SHORTEST;
            if is_answered && tells(&statement) && tells(&reason) {
                let mut theory = empty(record, clean(prose, statement), prose.span(line));
                theory.wrong_because = Some(plain(prose, reason));
                theories.push(theory);
            }
        }
    }
    theories
}

/// Reads the labelled lines of a theory: each reaches to the next label of a theory, or to the end of its block.
fn read_parts(record: &Record<'_>, span: Span, theory: &mut Theory) {
    for (_, proses) in record.blocks_in(span) {
        for prose in proses {
            let labelled = |line: Range<usize>| {
                let label = prose::label(prose, line)?;
                Some((record.words.theory_part(&prose.text[label.name.clone()])?, label))
            };
            let lines: Vec<_> = prose.lines().collect();
            let labels: Vec<_> =
                lines.iter().filter_map(|line| labelled(line.clone()).map(|found| (line.start, found))).collect();
            for (index, (_, (part, label))) in labels.iter().enumerate() {
                let end = labels.get(index + 1).map_or(prose.text.len(), |(start, _)| *start);
                let range = prose::trim(&prose.text, label.rest.min(end)..end);
                if !range.is_empty() {
                    set(record, theory, *part, plain(prose, range));
                }
            }
        }
    }
}

pub(super) fn set(record: &Record<'_>, theory: &mut Theory, part: TheoryPart, value: Spanned<String>) {
    let slot = match part {
        TheoryPart::BelievedBecause => &mut theory.believed_because,
        TheoryPart::Tried => &mut theory.tried,
        TheoryPart::WrongBecause => &mut theory.wrong_because,
        TheoryPart::SettledBy => &mut theory.settled_by,
        TheoryPart::HeldAsTheCause => &mut theory.held_as_cause,
        TheoryPart::Outcome => {
            let outcome = record.words.outcome(&value.value);
            theory.outcome = theory.outcome.take().or(outcome.map(|outcome| Spanned::new(outcome, value.span)));
            return;
        }
        TheoryPart::Statement => return,
    };
    slot.get_or_insert(value);
}

/// A statement without numbering and quotes.
pub(super) fn clean(prose: &Prose, range: Range<usize>) -> Spanned<String> {
    let range = prose::trim(&prose.text, range);
    let bare = bare_range(&prose.text[range.clone()]);
    plain(prose, range.start + bare.start..range.start + bare.end)
}

pub(super) fn plain(prose: &Prose, range: Range<usize>) -> Spanned<String> {
    Spanned::new(prose.text[range.clone()].replace('\n', " "), prose.span(range))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_behind_labels_are_theories_with_the_reason_in_their_list() {
        let text = "# T\n\n## What didn't work\n\n**Attempted Solution 1:** Raise the pool.\n- **Why it failed:** it was idle.\n\n\
                    **Attempted Solution 2:** Restart it.\n- **Why it failed:** it stalled again.\n";
        let file = crate::source::SourceFile::new("a.md", text);
        let (incident, _) = crate::record::read(&file, &crate::config::Config::default());
        let reason = |theory: &Theory| theory.wrong_because.as_ref().map(|reason| reason.value.clone());
        let told: Vec<_> = incident.theories.iter().map(|one| (one.statement.value.clone(), reason(one))).collect();
        let expected = [("Raise the pool.", "it was idle."), ("Restart it.", "it stalled again.")];
        assert_eq!(told, expected.map(|(what, why)| (what.to_owned(), Some(why.to_owned()))));
    }

    #[test]
    fn an_answer_behind_an_arrow_or_a_name_and_a_line_struck_through_tell_why_it_fell() {
        let text = "# T\n\n## What we tried first\n\n- Restarted it → no change\n- The proxy: its logs were clean\n\
                    - Priority of the task (5 → 3): no effect\n\n## Analysis\n\n~~H1: the provider sent it twice~~ — its log has it \
                    once\n\n## Actions\n\n- ~~Renew it~~ — called off\n";
        let file = crate::source::SourceFile::new("a.md", text);
        let (incident, _) = crate::record::read(&file, &crate::config::Config::default());
        let reason = |one: &Theory| one.wrong_because.as_ref().map(|why| why.value.clone()).unwrap_or_default();
        let told: Vec<_> = incident.theories.iter().map(|one| (one.statement.value.clone(), reason(one))).collect();
        let expected = [
            ("Restarted it", "no change"),
            ("The proxy", "its logs were clean"),
            ("Priority of the task (5 → 3)", "no effect"),
            ("H1: the provider sent it twice", "its log has it once"),
        ];
        assert_eq!(told, expected.map(|(what, why)| (what.to_owned(), why.to_owned())));
    }

    #[test]
    fn rows_that_weigh_hypotheses_tell_those_that_fell_and_a_ticked_attempt_is_no_promise() {
        let text = "# T\n\n## Hypotheses\n\n| Hypothesis | Evidence for | Evidence against | Verdict |\n|---|---|---|---|\n\
                    | Broker down | lag | all healthy | ❌ |\n| Poison message | same offset | none | ✅ |\n\
                    | Slow disk | | flat times | ruled out |\n\n## What didn't work\n\n- [x] Restart it\n";
        let file = crate::source::SourceFile::new("a.md", text);
        let (incident, _) = crate::record::read(&file, &crate::config::Config::default());
        let told: Vec<_> = incident
            .theories
            .iter()
            .map(|one| (one.statement.value.as_str(), one.wrong_because.as_ref().map(|why| why.value.as_str())))
            .collect();
        let expected = [("Broker down", Some("all healthy")), ("Slow disk", Some("flat times")), ("Restart it", None)];
        assert_eq!(told, expected);
        assert!(incident.actions.is_empty(), "{:?}", incident.actions);
    }
}
