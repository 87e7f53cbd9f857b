//! What a note without sections tells in the order of the day: what was believed first, what was looked at in vain, and
//! what helped.
//!
//! `First I thought it was the proxy. No difference.` is a theory that fell, `Fixed by parsing it as i64` a fix. Only
//! sentences count that say so of themselves, and only where no section is about it.

use std::ops::Range;

use super::beliefs::Belief;
use super::word_lists::of;
use super::{Record, events, prose, theories};
use crate::model::{Fix, Passage, PassageKind, Role, SectionKind, Theory};
use crate::source::{Span, Spanned};
use crate::yaml::Node;

/// A sentence of fewer words tells no fix.
const SHORTEST: usize = 4;

/// So many sentences behind a belief may say that it did not hold.
const NEAR: usize = 2;

/// The words by which a sentence tells what helped.
pub(super) struct Helped {
    openers: Vec<String>,
    denials: Vec<String>,
}

impl Helped {
    /// Reads them from their part of `synonyms.yaml`.
    pub(super) fn read(node: &Node) -> Helped {
        let openers = of(node, "openers").into_iter().map(|opener| format!("{opener} ")).collect();
        Helped { openers, denials: of(node, "denials") }
    }

    /// Whether a sentence tells what helped: `Fixed by reading it as one of 64 bits.`
    fn told(&self, sentence: &str) -> bool {
        let lower = sentence.to_lowercase();
        let mut words = lower.split_whitespace();
        self.openers.iter().any(|opener| lower.starts_with(opener.as_str()))
            && words.clone().nth(SHORTEST - 1).is_some()
            && !words.any(|word| self.denials.iter().any(|denial| denial == word))
    }
}

/// The fixes of a note, one a sentence.
pub(super) fn fixes(record: &Record<'_>) -> Vec<Fix> {
    let mut found = Vec::new();
    for passage in record.passages.iter().filter(|passage| is_story(record, passage)) {
        for sentence in crate::text::sentences(&passage.text) {
            if record.words.helped.told(&passage.text[sentence.clone()]) {
                let statement = spanned(passage, sentence);
                found.push(Fix { span: statement.span, statement, section: passage.section });
            }
        }
    }
    found
}

/// What a note tells that was believed first, and did not hold.
pub(super) fn theories(record: &Record<'_>) -> Vec<Theory> {
    // How it was mended is told with what was believed before: `They first believed …, and rolled it back in vain.`
    let tells = |passage: &&Passage| is_story(record, passage) || is_mending(record, passage);
    let story: Vec<(&Passage, Range<usize>)> = record
        .passages
        .iter()
        .filter(tells)
        .flat_map(|passage| crate::text::sentences(&passage.text).into_iter().map(move |sentence| (passage, sentence)))
        .collect();
    let belief = |(passage, sentence): &(&Passage, Range<usize>)| {
        record.words.beliefs.told(&passage.text[without_speaker(passage, sentence)..sentence.end])
    };
    let says_in_vain = |(passage, sentence): &(&Passage, Range<usize>)| {
        record.words.refutes.says_in_vain(&passage.text[sentence.clone()])
    };
    let mut found = Vec::new();
    for (at, told) in story.iter().enumerate() {
        let (passage, sentence) = told;
        let Some(kind) = belief(told) else { continue };
        let near = story[at + 1..].iter().take(NEAR);
        let mut near = near.take_while(|other| other.0.section == passage.section && belief(other).is_none());
        let answer = near.clone().next().filter(|_| kind != Belief::Held);
        let refuted = near.find(|other| says_in_vain(other));
        // `At first we suspected the disk. But it was empty.`
        let refuted =
            refuted.or(answer.filter(|(next, range)| record.words.beliefs.turns_against(&next.text[range.clone()])));
        let turn = turn_of(record, told).filter(|&(_, from)| {
            kind != Belief::Held || record.words.refutes.says_in_vain(&passage.text[from..sentence.end])
        });
        // `At first we thought it was the disk` says by itself that it was not.
        let fell = if is_mending(record, passage) {
            kind == Belief::Passing && (refuted.is_some() || says_in_vain(told))
        } else {
            kind == Belief::Passing || refuted.is_some() || turn.is_some()
        };
        let is_right = || answer.is_some_and(|(next, range)| record.words.beliefs.confirms(&next.text[range.clone()]));
        if !fell || refuted.is_none() && turn.is_none() && is_right() {
            continue;
        }
        let start = without_speaker(passage, sentence);
        let statement = spanned(passage, start..turn.map_or(sentence.end, |(end, _)| end));
        let reason = match turn {
            Some((_, from)) => Some(exact(passage, from..sentence.end)),
            None => refuted.map(|(other, range)| spanned(other, without_speaker(other, range)..range.end)),
        };
        let end = reason.as_ref().map_or(statement.span.end, |reason| reason.span.end);
        let span = Span { start: statement.span.start, end: statement.span.end.max(end) };
        let mut theory = theories::empty(record, statement, span);
        theory.wrong_because = reason;
        found.push(theory);
    }
    found
}

/// Where a sentence turns against what it tells, as places of its passage.
fn turn_of(record: &Record<'_>, (passage, sentence): &(&Passage, Range<usize>)) -> Option<(usize, usize)> {
    let (at, from) = record.words.beliefs.turn(&passage.text[sentence.clone()])?;
    Some((sentence.start + at, sentence.start + from))
}

/// Where a sentence begins behind the time of a line of a timeline, or behind who says it in a chat, and when.
fn without_speaker(passage: &Passage, sentence: &Range<usize>) -> usize {
    /// The longest line that names a speaker.
    const LONGEST: usize = 48;
    let told = passage.text.len() - events::without_time(&passage.text).len();
    let start = sentence.start.max(told.min(sentence.end));
    let Some((speaker, _)) = passage.text[start..sentence.end].split_once('\n') else { return start };
    let is_time =
        speaker.len() <= LONGEST && speaker.trim_end().ends_with(|c: char| c.is_ascii_digit()) && speaker.contains(':');
    if is_time { start + speaker.len() + 1 } else { start }
}

/// The items of a list, and the lines of a paragraph that has several, that say of what they name that it was not it.
pub(super) fn refuted_items<'r>(record: &'r Record<'_>) -> impl Iterator<Item = Theory> + 'r {
    let tells = |passage: &&Passage| {
        let is_lines = passage.kind == PassageKind::Paragraph && passage.text.contains('\n');
        (is_lines || passage.kind == PassageKind::Item) && (passage.role == Role::Cause || is_story(record, passage))
    };
    record.passages.iter().filter(tells).flat_map(move |passage| {
        let is_item = passage.kind == PassageKind::Item;
        let lines = passage.text.split_inclusive('\n').scan(0, |at, line| {
            let start = *at;
            *at += line.len();
            Some(start..start + line.trim_end().len())
        });
        // A line in the middle of a sentence tells nothing by itself.
        let begins = move |line: &Range<usize>| {
            let (before, own) = (passage.text[..line.start].trim_end(), &passage.text[line.clone()]);
            let is_timed = events::without_time(own).len() < own.len();
            let is_new = before.is_empty() || before.ends_with(['.', '!', '?', '。']);
            is_timed || is_new && own.starts_with(|c: char| !c.is_lowercase())
        };
        let whole = is_item.then_some(0..passage.text.len());
        let lines = whole.into_iter().chain(lines.filter(move |line| !is_item && begins(line)));
        lines.filter_map(move |line| {
            let own = &passage.text[line.clone()];
            let (statement, reason) = record.words.refuted(own, passage.role)?;
            let place = |range: Range<usize>| line.start + range.start..line.start + range.end;
            let mut theory =
                theories::empty(record, exact(passage, place(statement)), passage.source_span(line.clone()));
            theory.wrong_because = Some(exact(passage, place(reason)));
            Some(theory)
        })
    })
}

/// Whether a passage is where a record tells how it was mended.
fn is_mending(record: &Record<'_>, passage: &Passage) -> bool {
    passage.kind == PassageKind::Paragraph && record.sections[passage.section as usize].kind == SectionKind::Fix
}

/// Whether a passage is where a note tells its story.
fn is_story(record: &Record<'_>, passage: &Passage) -> bool {
    let kind = record.sections[passage.section as usize].kind;
    matches!(passage.kind, PassageKind::Paragraph | PassageKind::Item)
        && matches!(passage.role, Role::Neutral | Role::Symptom)
        && !matches!(
            kind,
            SectionKind::Lessons | SectionKind::MisleadingSignals | SectionKind::Fix | SectionKind::Impact
        )
}

fn spanned(passage: &Passage, sentence: Range<usize>) -> Spanned<String> {
    let first = prose::first_sentence(&passage.text[sentence.clone()]);
    let range = sentence.start + first.start..sentence.start + first.end;
    Spanned::new(passage.text[range.clone()].replace('\n', " "), passage.source_span(range))
}

fn exact(passage: &Passage, range: Range<usize>) -> Spanned<String> {
    Spanned::new(passage.text[range.clone()].replace('\n', " "), passage.source_span(range))
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::model::Incident;
    use crate::source::SourceFile;

    fn read(text: &str) -> Incident {
        crate::record::read(&SourceFile::new("diary.md", text), &Config::default()).0
    }

    #[test]
    fn a_diary_tells_what_was_believed_what_it_was_and_what_helped() {
        let incident = read(
            "# The day of one byte\n\nUploads hung at the end.\n\nFirst I thought it was the size limit of the proxy. \
             Raised it. No difference.\n\nThen we were sure it was the idle timeout. Still hung.\n\nIt turned out that \
             the length was read into a number of 32 bits.\n\nFixed by reading it into one of 64.\n",
        );
        let theories: Vec<_> = incident.theories.iter().map(|theory| theory.statement.value.as_str()).collect();
        assert_eq!(
            theories,
            ["First I thought it was the size limit of the proxy.", "Then we were sure it was the idle timeout."]
        );
        let wrong = incident.theories[0].wrong_because.as_ref().map(|why| why.value.as_str());
        assert_eq!(wrong, Some("No difference."));
        assert!(incident.causes[0].statement.value.starts_with("It turned out that the length"));
        assert_eq!(incident.fixes[0].statement.value, "Fixed by reading it into one of 64.");
    }

    #[test]
    fn what_a_sentence_or_the_next_one_turns_against_is_the_reason() {
        let incident = read(
            "# T\n\nWe first suspected the kernel, but the old one hung as well. Ana then thought of the disks; they were clean. \
             Our next guess was the pool. But nine of ten were idle. We thought the new index would help, but slowly.\n\n\
             **ana** 09:14\nmaybe the merge broke it?\n\n**ben** 09:20\nreverted it, same rows. so no, not the merge\n",
        );
        let told = |at: usize| {
            let theory = &incident.theories[at];
            (theory.statement.value.as_str(), theory.wrong_because.as_ref().map_or("", |why| why.value.as_str()))
        };
        let expected = [
            ("We first suspected the kernel", "the old one hung as well."),
            ("Ana then thought of the disks", "they were clean."),
            ("Our next guess was the pool.", "But nine of ten were idle."),
            ("maybe the merge broke it?", "so no, not the merge"),
        ];
        assert_eq!((0..incident.theories.len()).map(told).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn items_that_say_that_it_was_not_it_are_theories_and_no_causes() {
        let incident = read(
            "# T\n\n## What I tried\n\n- Restarted the pods: no effect\n- Raised the pool – still slow\n- Read the log\n\n\
             ## Root cause analysis\n\n1. Compared the clocks. In step, not the cause.\n2. The lock is held over a call.\n\
             3. Process: no change management existed\n4. Canary: staging was fine\n",
        );
        let told: Vec<_> = incident
            .theories
            .iter()
            .map(|theory| {
                (theory.statement.value.as_str(), theory.wrong_because.as_ref().map(|why| why.value.as_str()))
            })
            .collect();
        assert_eq!(
            told,
            [
                ("Restarted the pods", Some("no effect")),
                ("Raised the pool", Some("still slow")),
                ("Compared the clocks.", Some("In step, not the cause.")),
            ]
        );
        let causes: Vec<_> = incident.causes.iter().map(|cause| cause.statement.value.as_str()).collect();
        assert_eq!(
            causes,
            ["The lock is held over a call.", "Process: no change management existed", "Canary: staging was fine"]
        );
    }

    #[test]
    fn what_came_next_or_was_so_is_no_theory() {
        let incident = read(
            "# T\n\nThen the engineer blamed the commit with a bisection, and took it back.\n\nAt first we thought it was the \
             cache. It was indeed the cache.\n\nWe then assumed control of the domain.\n\n## Impact\n\n- Payments: no effect\n",
        );
        assert!(incident.theories.is_empty(), "{:?}", incident.theories);
    }

    #[test]
    fn what_was_denied_planned_or_right_is_told_as_nothing() {
        let incident = read(
            "# T\n\nThe fix was not deployed until Monday.\n\nTo fix it we would need a year.\n\nWe fixed nothing that day.\n\n\
             At first we suspected the network and we were right about that.\n\nWe thought the new disk would help, and it \
             helped. Things are still fine today.\n",
        );
        assert!(incident.fixes.is_empty(), "{:?}", incident.fixes);
        assert!(incident.theories.is_empty(), "{:?}", incident.theories);
    }

    #[test]
    fn a_thought_that_nobody_takes_back_is_no_theory_and_sections_come_first() {
        let thought = read("# T\n\nWe thought long about the next release of the store.\n\nWe shipped it.\n");
        assert!(thought.theories.is_empty());
        let told = read("# T\n\nFirst we thought it was the pool of the store.\n\n## Failed theories\n\n- The disk\n");
        assert_eq!(told.theories.len(), 1);
        assert_eq!(told.theories[0].statement.value, "The disk");
    }
}
