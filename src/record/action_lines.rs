//! Actions that are no items of a list: behind a label, in numbered lines, behind marks of their state.

use std::ops::Range;

use super::action_notes::Names;
use super::promises::Promises;
use super::prose::{self, Prose};
use super::{Record, actions};
use crate::diag::Diagnostic;
use crate::markdown::BlockKind;
use crate::model::{Action, ActionState, Carrier};

/// The longest mark of a state, in bytes.
const LONGEST_MARK: usize = 40;

/// The actions in the paragraphs of a section for actions.
pub(super) fn find(record: &Record<'_>, section: usize, findings: &mut Vec<Diagnostic>) -> Vec<Action> {
    let marked = in_paragraphs(record, section, findings);
    if marked.is_empty() { behind_label(record, section, findings) } else { marked }
}

/// `R1. Renew it (Owner: Ana)` in a line of its own, where there are several, and `[Done] Renew it. [Open] Watch it.`
fn in_paragraphs(record: &Record<'_>, section: usize, findings: &mut Vec<Diagnostic>) -> Vec<Action> {
    let mut found: Vec<(&Prose, Range<usize>, ActionState)> = Vec::new();
    let mut numbers = 0;
    for (block, proses) in record.blocks_in(record.extent(section)) {
        let Some(prose) = proses.first().filter(|_| block.kind == BlockKind::Paragraph && block.item.is_none()) else {
            continue;
        };
        let mut is_open = false;
        for line in prose.lines() {
            let inside = &prose.text[line.clone()];
            let marked = marked(&record.words.promises, inside);
            let numbered = numbered(inside).filter(|_| marked.is_empty());
            numbers += usize::from(numbered.is_some());
            let told = numbered.map(|from| (from..inside.len(), ActionState::Unmarked)).into_iter().chain(marked);
            let told: Vec<_> = told
                .map(|(part, state)| (prose::trim(&prose.text, line.start + part.start..line.start + part.end), state))
                .filter(|(range, _)| !range.is_empty())
                .collect();
            // A line without a mark goes on with the one above it.
            match found.last_mut().filter(|_| is_open && told.is_empty()) {
                Some((_, range, _)) => range.end = prose::trim(&prose.text, line.clone()).end.max(range.end),
                None => is_open = !told.is_empty(),
            }
            found.extend(told.into_iter().map(|(range, state)| (prose, range, state)));
        }
    }
    // One number may be the name of anything.
    if numbers == 1 && found.len() == 1 {
        return Vec::new();
    }
    let action = |(prose, range, state): (&Prose, Range<usize>, ActionState)| {
        let (part, span) = (prose.part(range.clone()), prose.span(range));
        actions::from_prose(record, &part, span, state, Names::AreWords, findings)
    };
    found.into_iter().filter_map(action).collect()
}

/// What stands behind marks of a state in a line that begins with one; others stand behind the end of a sentence.
fn marked(words: &Promises, line: &str) -> Vec<(Range<usize>, ActionState)> {
    let stands_apart = |at: usize| {
        let before = line[..at].trim_end();
        before.is_empty() || before.ends_with(['.', ';', '!', '?'])
    };
    let mark = |(at, _)| {
        let inside = line[at + 1..line.floor_char_boundary(at + LONGEST_MARK)].split_once(']')?.0;
        let state = match inside.to_lowercase().as_str() {
            "x" => ActionState::Done,
            " " => ActionState::Open,
            word => words.state(word)?,
        };
        stands_apart(at).then_some((at, at + inside.len() + 2, state))
    };
    let marks: Vec<_> = line.match_indices('[').filter_map(mark).collect();
    if !marks.first().is_some_and(|(at, ..)| line[..*at].trim().is_empty()) {
        return Vec::new();
    }
    let ends = marks.iter().skip(1).map(|(at, ..)| *at).chain([line.len()]);
    marks.iter().zip(ends).map(|(&(_, from, state), end)| (from..end, state)).collect()
}

/// Where the text of a numbered action begins: behind `R1.`, `AI-3:`, `A2)`. Other letters are tickets, quarters, grades.
fn numbered(line: &str) -> Option<usize> {
    const LETTERS: [&str; 5] = ["R", "A", "AI", "CA", "PA"];
    let rest = line.trim_start();
    let letters = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_uppercase()).len();
    let behind = rest[letters..].trim_start_matches(['-', ' ']);
    let digits = behind.len() - behind.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let told = behind[digits..].strip_prefix(['.', ':', ')'])?;
    let fits = LETTERS.contains(&&rest[..letters]) && (1..=2).contains(&digits) && told.starts_with(' ');
    fits.then(|| line.len() - told.len())
}

/// The actions behind a label, where no list or table follows: `**Actions:** renew it (owner: Ana); watch it`.
fn behind_label(record: &Record<'_>, section: usize, findings: &mut Vec<Diagnostic>) -> Vec<Action> {
    let own = &record.sections[section];
    let is_label = matches!(own.carrier, Carrier::BoldLabel | Carrier::PlainLabel | Carrier::InlineLabel);
    // The label may stand anywhere in its paragraph.
    let after = record.document.blocks.partition_point(|block| block.span.start <= own.head.start);
    let Some(index) = after.checked_sub(1).filter(|_| is_label) else { return Vec::new() };
    let (block, prose) = (&record.document.blocks[index], &record.proses[index][0]);
    let has_list =
        record.blocks_in(own.span).any(|(block, _)| block.item.is_some() || block.kind != BlockKind::Paragraph);
    if block.kind != BlockKind::Paragraph || block.item.is_some() || has_list {
        return Vec::new();
    }
    let Some(from) = prose.map.to_text(own.head.end) else { return Vec::new() };
    let to = prose.map.to_text(own.span.end).unwrap_or(prose.text.len());
    let Some(told) = prose.text.get(from..to).filter(|told| !told.trim().is_empty()) else { return Vec::new() };
    let mut at = from;
    let mut actions = Vec::new();
    for part in told.split_inclusive([';', '；']) {
        let range = prose::trim(&prose.text, at..at + part.trim_end_matches([';', '；']).len());
        at += part.len();
        let span = prose.span(range.clone());
        let part = prose.part(range);
        actions.extend(actions::from_prose(record, &part, span, ActionState::Unmarked, Names::AreWords, findings));
    }
    // A single sentence under `Next steps` is an apology as often as a promise.
    let is_promise = actions.iter().any(|one| one.owner.is_some() || one.due.is_some());
    if is_promise { actions } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::model::ActionState;
    use crate::source::SourceFile;

    fn actions(text: &str) -> Vec<(String, Option<String>, ActionState)> {
        let (incident, _) = crate::record::read(&SourceFile::new("a.md", text), &Config::default());
        incident.actions.into_iter().map(|one| (one.text, one.owner, one.state)).collect()
    }

    #[test]
    fn numbered_lines_and_marked_sentences_are_an_action_each() {
        let numbered = "# T\n\n## Recommendations\n\nR1. Renew it early\nand watch it (Owner: Ana).\nR2. Watch it.\n";
        let expected = [
            ("Renew it early and watch it.".to_owned(), Some("Ana".to_owned()), ActionState::Unmarked),
            ("Watch it.".to_owned(), None, ActionState::Unmarked),
        ];
        assert_eq!(actions(numbered), expected);
        let marked = "# T\n\n## Action items\n\n[Done] Renew it. [Open] Watch it.\n";
        let expected = [("Renew it.", ActionState::Done), ("Watch it.", ActionState::Open)];
        assert_eq!(actions(marked), expected.map(|(text, state)| (text.to_owned(), None, state)));
        for text in [
            "We are sorry. A 2. part follows.",
            "P1: page on lag.\nQ3: raise it.",
            "R2. See there.",
            "OPS-41: Renew it.",
        ] {
            assert!(actions(&format!("# T\n\n## Action items\n\n{text}\n")).is_empty(), "{text}");
        }
    }
}
