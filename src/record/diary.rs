//! What a note without sections tells in the order of the day: what was believed first, what was looked at in vain, and
//! what helped.
//!
//! `First I thought it was the proxy. No difference.` is a theory that fell, `Fixed by parsing it as i64` a fix. Only
//! sentences count that say so of themselves, and only where no section is about it.

use std::ops::Range;

use super::{Record, events, prose, theories};
use crate::model::{Fix, Passage, PassageKind, Role, SectionKind, Theory};
use crate::source::{Span, Spanned};

/// How a sentence begins that tells what helped.
const FIXES: [&str; 22] = [
    "fixed by",
    "fixed it by",
    "fixed this by",
    "the fix was",
    "the fix is",
    "our fix was",
    "the solution was",
    "the workaround was",
    "solved by",
    "solved it by",
    "resolved by",
    "resolved it by",
    "mitigated by",
    "we fixed",
    "i fixed",
    "we resolved",
    "i resolved",
    "we solved",
    "i solved",
    "we mitigated",
    "to fix it",
    "to fix this",
];

/// A sentence with one of these tells no fix that was made.
const DENIALS: [&str; 7] = ["not", "nothing", "would", "could", "didn't", "couldn't", "never"];

/// What somebody does who believes something.
const BELIEFS: [&str; 15] = [
    "convinced",
    "believing",
    "thinking",
    "assuming",
    "suspecting",
    "thought",
    "suspected",
    "assumed",
    "believed",
    "blamed",
    "was sure",
    "were sure",
    "was convinced",
    "were convinced",
    "guessed",
];

/// What a belief is called: `My first guess was a leak`, `Second theory: the disk`.
const GUESSES: [&str; 10] =
    ["guess", "theory", "hypothesis", "suspicion", "suspect", "assumption", "thought", "instinct", "hunch", "bet"];

/// Words that say that a belief was not the last one.
const EARLY: [&str; 7] = ["first", "initially", "originally", "at first", "then", "next", "wrongly"];

/// What the sentences behind a belief say where it did not hold.
const REFUTATIONS: [&str; 47] = [
    "nope",
    "did nothing",
    "changed nothing",
    "made it worse",
    "made things worse",
    "in vain",
    "same curve",
    "it was innocent",
    "no difference",
    "no change",
    "no effect",
    "no luck",
    "no improvement",
    "nothing changed",
    "did not help",
    "didn't help",
    "did not work",
    "didn't work",
    "made no",
    "to no avail",
    "still hung",
    "still hangs",
    "still failed",
    "still fails",
    "still failing",
    "still slow",
    "still down",
    "still broken",
    "still there",
    "still happened",
    "still happening",
    "still the same",
    "not the cause",
    "wasn't it",
    "was not it",
    "was fine",
    "were fine",
    "it wasn't the",
    "it was not the",
    "ruled out",
    "ruled out as the cause",
    "no help",
    "same error",
    "same result",
    "to no effect",
    "without effect",
    "without success",
];

/// Of these, those that may tell a part of a cause.
const WEAK: [&str; 18] = [
    "did nothing",
    "changed nothing",
    "made it worse",
    "made things worse",
    "same curve",
    "nope",
    "it was innocent",
    "no difference",
    "no change",
    "no effect",
    "no help",
    "no improvement",
    "nothing changed",
    "made no",
    "was fine",
    "were fine",
    "same error",
    "same result",
];

/// A line without blanks is looked at up to so many bytes.
const LONGEST_LINE: usize = 400;

/// So many words a verdict on an item of a list may have.
const LONGEST_VERDICT: usize = 16;

/// So many sentences behind a belief may say that it did not hold.
const NEAR: usize = 2;

/// The fixes of a note, one a sentence.
pub(super) fn fixes(record: &Record<'_>) -> Vec<Fix> {
    let mut found = Vec::new();
    for passage in record.passages.iter().filter(|passage| is_story(record, passage)) {
        for sentence in crate::text::sentences(&passage.text) {
            let text = passage.text[sentence.clone()].to_lowercase();
            let is_denied = DENIALS.iter().any(|word| text.split_whitespace().any(|own| own == *word));
            let tells = !is_denied
                && FIXES.iter().any(|begin| text.strip_prefix(begin).is_some_and(|rest| rest.starts_with(' ')));
            if tells && text.split_whitespace().nth(3).is_some() {
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
    let mut found = Vec::new();
    for (at, (passage, sentence)) in story.iter().enumerate() {
        let text = passage.text[sentence.clone()].to_lowercase();
        let Some(is_early) = belief(&text) else { continue };
        let near = story[at + 1..].iter().take(NEAR).take_while(|(other, range)| {
            other.section == passage.section && belief(&other.text[range.clone()].to_lowercase()).is_none()
        });
        let refuted = near.into_iter().find(|(other, range)| says_in_vain(&other.text[range.clone()]));
        let in_vain = refuted.is_some() || says_in_vain(&text);
        if is_mending(record, passage) && !(is_early && in_vain) {
            continue;
        }
        // `At first we thought it was the disk` says by itself that it was not, unless it goes on to say that it was.
        if refuted.is_none() && (!is_early || text.contains(" right")) {
            continue;
        }
        // A line of a timeline tells of what stands behind its time.
        let told = passage.text.len() - events::without_time(&passage.text).len();
        let statement = spanned(passage, sentence.start.max(told.min(sentence.end))..sentence.end);
        let end = refuted.map_or(statement.span, |(other, range)| other.source_span(range.clone()));
        let span = Span { start: statement.span.start, end: statement.span.end.max(end.end) };
        let mut theory = theories::empty(record, statement, span);
        theory.wrong_because = refuted.map(|(other, range)| spanned(other, range.clone()));
        found.push(theory);
    }
    found
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
            let (statement, reason) = refuted(record, &passage.text[line.clone()], passage.role)?;
            let place = |range: Range<usize>| line.start + range.start..line.start + range.end;
            let mut theory =
                theories::empty(record, exact(passage, place(statement)), passage.source_span(line.clone()));
            theory.wrong_because = Some(exact(passage, place(reason)));
            Some(theory)
        })
    })
}

/// What an item names and says was not it, and why: `Restarted the pods: no effect`, `Compared the clocks. In step, not
/// the cause.` More than a few words behind the name are a story.
///
/// Under a cause only what cannot be a part of it counts: `staging was fine` may well be one.
pub(super) fn refuted(record: &Record<'_>, item: &str, role: Role) -> Option<(Range<usize>, Range<usize>)> {
    const MARKS: [&str; 9] = [": ", " — ", " – ", " - ", " → ", " -> ", " => ", "：", "，"];
    let falls = |reason: &str| {
        let verdict = reason.to_lowercase();
        let is_short = verdict.split_whitespace().count() <= LONGEST_VERDICT;
        let bare = verdict.trim_matches(|c: char| !c.is_alphanumeric());
        let ends = |rest: &str, at: fn(&str) -> Option<char>| !at(rest).is_some_and(char::is_alphanumeric);
        let tells = |word: &&'static str| {
            bare.strip_prefix(*word).is_some_and(|rest| ends(rest, |rest| rest.chars().next()))
                || bare.strip_suffix(*word).is_some_and(|rest| ends(rest, |rest| rest.chars().next_back()))
        };
        let counts = |word: &&&str| role != Role::Cause || !WEAK.contains(*word);
        is_short && (REFUTATIONS.iter().filter(counts).any(tells) || record.words.says.rejects(&verdict))
    };
    let sentences = crate::text::sentences(item);
    let first = sentences.first().filter(|_| sentences.len() <= 3)?.clone();
    // A line of a timeline tells of what stands behind its time.
    let first = (item.len() - events::without_time(item).len()).clamp(first.start, first.end)..first.end;
    let mark = MARKS.into_iter().filter_map(|mark| item[first.clone()].find(mark)).min();
    // `Restarted it twice, no effect` has no other mark, and the verdict behind its last comma.
    let comma = || item[first.clone()].rfind(", ").filter(|&at| falls(&item[first.start + at..]));
    // Scripts without blanks put none behind a comma.
    let tight = || {
        let at = item[first.clone()].rfind(',').filter(|_| first.len() <= LONGEST_LINE)?;
        let is_tight = item[first.start + at + 1..].starts_with(|c: char| !c.is_ascii());
        (is_tight && falls(&item[first.start + at..])).then_some(at)
    };
    // `disk latency ruled out` has no mark at all.
    let bare = || {
        let line = item[first.clone()].trim_end_matches(['.', '!', ' ']);
        let at = line.strip_suffix(" ruled out")?.len();
        let before = line[..at].trim_end_matches(" was").trim_end_matches(" were");
        let is_denied = ["not", "be", "never", "cannot"].iter().any(|word| before.ends_with(&format!(" {word}")));
        (at > 0 && !is_denied).then_some(before.len())
    };
    let mark = mark.or_else(comma).or_else(tight).or_else(bare);
    let end = mark.map_or(first.end, |at| first.start + at);
    let statement = prose::trim(item, first.start..end);
    let behind = item[end..].trim_start_matches([':', ',', '-', '–', '—', '→', '>', '=', '：', '，', ' ', '\n']);
    let reason = prose::trim(item, item.len() - behind.len()..item.len());
    (falls(&item[reason.clone()]) && item[statement.clone()].contains(char::is_alphabetic))
        .then_some((statement, reason))
}

/// Whether a sentence tells what somebody believed.
pub(super) fn tells_belief(sentence: &str) -> bool {
    belief(&sentence.to_lowercase()).is_some()
}

/// Whether a sentence says that something was not it, or helped nothing: `No difference.`, `Not the disk.`
pub(super) fn says_in_vain(sentence: &str) -> bool {
    /// `Not for long`, `Not yet` say something else.
    const OTHERWISE: [&str; 12] =
        ["for", "yet", "really", "only", "until", "all", "much", "long", "many", "every", "sure", "so"];
    let lower = sentence.to_lowercase();
    let mut words = lower.split_whitespace();
    let is_not = words.next() == Some("not") && words.next().is_some_and(|word| !OTHERWISE.contains(&word));
    let is_verdict = is_not && words.count() <= 2;
    let denied = |denial: &&str| lower.strip_prefix(denial).is_some_and(|rest| !rest.starts_with(' '));
    is_verdict
        || ["it was not", "it wasn't", "it is not", "it isn't"].iter().any(denied)
        || REFUTATIONS.iter().any(|word| holds_word(&lower, word))
}

/// Whether a sentence tells what somebody believed, and whether it says that this was not the last word.
fn belief(sentence: &str) -> Option<bool> {
    let words: Vec<&str> =
        sentence.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|w| !w.is_empty()).collect();
    if is_guess(sentence) {
        return Some(true);
    }
    let begin = format!(" {} ", words.iter().take(6).copied().collect::<Vec<_>>().join(" "));
    let belief = BELIEFS.iter().filter_map(|word| begin.find(&format!(" {word} "))).min()?;
    let before = &begin[..=belief];
    let holds = |list: &[&str]| list.iter().any(|word| before.contains(&format!(" {word} ")));
    let somebody = holds(&[
        "i",
        "we",
        "everyone",
        "everybody",
        "somebody",
        "the team",
        "our team",
        "engineers",
        "engineer",
        "operators",
        "responders",
        "developers",
        "on-call",
        "on call",
    ]);
    let is_denied = holds(&["never", "nobody", "not", "didn't"]);
    // `Ben first thought it was the resolver`: whoever it was, it was not the last word.
    let is_first =
        ["first", "initially", "originally", "wrongly"].iter().any(|early| before.ends_with(&format!(" {early} ")));
    let is_lost = holds(&["lost", "wasted"]);
    ((somebody || is_first) && !is_denied && words.len() > 4).then(|| holds(&EARLY) || is_lost)
}

/// `My first guess was a leak in the driver`, `Second theory: the disk`: there were others.
fn is_guess(sentence: &str) -> bool {
    const ORDINALS: [&str; 5] = ["first", "initial", "second", "third", "next"];
    let mut rest = sentence.trim_start();
    rest = ["my ", "our ", "the ", "a "].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    let Some(rest) = ORDINALS.iter().find_map(|word| rest.strip_prefix(word)?.strip_prefix(' ')) else { return false };
    let Some(rest) = GUESSES.iter().find_map(|word| rest.strip_prefix(word)) else { return false };
    let told = [": ", " was ", " were "].iter().find_map(|verb| rest.strip_prefix(verb));
    told.is_some_and(|told| told.split_whitespace().nth(1).is_some())
}

/// Whether a text holds some words that are no part of longer ones.
fn holds_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        let after = text[at + word.len()..].chars().next().is_some_and(char::is_alphanumeric);
        !before && !after
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
        && !matches!(kind, SectionKind::Lessons | SectionKind::MisleadingSignals | SectionKind::Fix)
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
