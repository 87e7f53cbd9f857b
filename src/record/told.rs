//! A cause that is told in a sentence, in a record in which no section is about the cause: `The outage was caused by X`.
//!
//! Only what says of itself that the incident came of it counts; `X led to Y` may be any link of the story.

use std::ops::Range;

use super::{Record, events, prose, updates};
use crate::model::{Passage, PassageKind, Role, SectionKind};
use crate::source::Spanned;

/// How far apart the two halves of such a saying may stand, in words.
const REACH: usize = 8;

/// What an incident is called by those who write about it.
const INCIDENT: [&str; 12] = [
    "outage",
    "outages",
    "incident",
    "incidents",
    "downtime",
    "disruption",
    "interruption",
    "unavailability",
    "degradation",
    "failure",
    "breakage",
    "blackout",
];

/// What may be the incident, or something in it.
const TROUBLE: [&str; 6] = ["issue", "issues", "problem", "problems", "event", "slowdown"];

/// What may stand between `caused` and the incident: `caused a short outage`, `led to two hours of downtime`.
const BETWEEN: [&str; 36] = [
    "a",
    "an",
    "the",
    "this",
    "that",
    "our",
    "of",
    "hour",
    "hours",
    "minute",
    "minutes",
    "one",
    "two",
    "three",
    "several",
    "full",
    "complete",
    "partial",
    "total",
    "brief",
    "short",
    "long",
    "major",
    "minor",
    "widespread",
    "whole",
    "entire",
    "temporary",
    "prolonged",
    "significant",
    "site",
    "service",
    "system",
    "production",
    "global",
    "regional",
];

/// A sentence with one of these tells what was believed, not what was.
const BELIEFS: [&str; 9] =
    ["initially", "suspected", "thought", "believed", "assumed", "wondered", "if", "whether", "hypothesized"];

/// Nor does one with one of these.
const DOUBTS: [&str; 15] = [
    "nothing",
    "seemed",
    "appear",
    "appears",
    "appeared",
    "looked",
    "theory",
    "wrong",
    "contained",
    "unrelated",
    // `It turned out that it was embarrassingly simple` tells what it was like.
    "simple",
    "trivial",
    "obvious",
    "embarrassing",
    "embarrassingly",
];

/// What an incident may be identified as without its cause.
const GRADES: [&str; 10] =
    ["soon", "critical", "high", "low", "major", "minor", "urgent", "priority", "resolved", "fixed"];

/// How plainly a sentence tells the cause, plainest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Plainness {
    /// `The root cause was X`, `X was the root cause`.
    Named,
    /// `The outage was caused by X`, `This was due to X`.
    CameOf,
    /// `Found it. X`.
    Announced,
    /// `X caused an outage`.
    EndedIn,
}

/// The sentence that tells the cause most plainly, the first of equals, with the section it stands in.
pub(super) fn cause(record: &Record<'_>) -> Option<(Spanned<String>, usize)> {
    let mut best: Option<(Plainness, &Passage, Range<usize>)> = None;
    for passage in record.passages.iter().filter(|passage| may_tell(record, passage)) {
        let said = updates::said(record, passage).map_or(0, |said| said.start);
        let mut is_announced = false;
        for sentence in crate::text::sentences(&passage.text) {
            let sentence = sentence.start.max(said.min(sentence.end))..sentence.end;
            let text = &passage.text[sentence.clone()];
            let announced = std::mem::replace(&mut is_announced, record.words.says.announces_cause(text));
            let told = plainness_in(record, text)
                .or_else(|| (announced && !record.words.says.is_nothing(text)).then_some(Plainness::Announced));
            let Some(plainness) = told.filter(|_| !is_announced) else { continue };
            if best.as_ref().is_none_or(|(other, ..)| plainness < *other) {
                best = Some((plainness, passage, sentence));
            }
        }
    }
    let (_, passage, sentence) = best?;
    let first = prose::first_sentence(&passage.text[sentence.clone()]);
    let range = sentence.start + first.start..sentence.start + first.end;
    let statement = Spanned::new(passage.text[range.clone()].replace('\n', " "), passage.source_span(range));
    Some((statement, passage.section as usize))
}

/// The first of some sentences that says of itself that it names the cause, where none before it tells one in other words,
/// and the first speaks of something else.
pub(super) fn first_named(record: &Record<'_>, text: &str) -> Option<Range<usize>> {
    let sentences = crate::text::sentences(text);
    let opening = text[sentences.first()?.clone()].to_lowercase();
    if ["cause", "culprit", "because"].iter().any(|word| opening.contains(word)) {
        return None;
    }
    let sentences = sentences.into_iter();
    let mut told = sentences.filter_map(|range| Some((plainness_in(record, &text[range.clone()])?, range)));
    told.next().filter(|(plainness, _)| *plainness == Plainness::Named).map(|(_, range)| range)
}

/// Whether a sentence tells the cause.
pub(super) fn tells_cause(record: &Record<'_>, sentence: &str) -> bool {
    plainness_in(record, sentence).is_some()
}

fn plainness_in(record: &Record<'_>, sentence: &str) -> Option<Plainness> {
    if record.words.says.names_cause(sentence) { Some(Plainness::Named) } else { plainness(sentence) }
}

/// Whether a passage is where a record tells its story; not what was tried, what is planned, or what was learned.
pub(super) fn may_tell(record: &Record<'_>, passage: &Passage) -> bool {
    let section = &record.sections[passage.section as usize];
    // A paragraph below a timeline that only a label opens is no line of it.
    let is_below = section.level > 6
        && passage.kind == PassageKind::Paragraph
        && events::without_time(&passage.text).len() == passage.text.len();
    let outside = |kind| match kind {
        SectionKind::Timeline => !is_below,
        _ => matches!(kind, SectionKind::Lessons | SectionKind::Prevention),
    };
    matches!(passage.kind, PassageKind::Paragraph | PassageKind::Item)
        && matches!(passage.role, Role::Neutral | Role::Symptom)
        && !outside(section.kind)
        && !record.has_ancestor(passage.section as usize, |&outer| outside(record.sections[outer].kind))
}

/// A word of a sentence in lower case, and whether a break stands before it.
struct Word {
    text: String,
    is_broken: bool,
}

fn words(sentence: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut is_broken = true;
    for part in sentence.split_inclusive(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’' | '_')) {
        let text = part.trim_end_matches(|c: char| !c.is_alphanumeric());
        if !text.is_empty() {
            words.push(Word { text: text.to_lowercase(), is_broken });
            is_broken = false;
        }
        is_broken |= part.ends_with([',', ';', ':', '(', ')', '—', '–']);
    }
    words
}

fn plainness(sentence: &str) -> Option<Plainness> {
    if sentence.trim_end().ends_with(['?', ':']) {
        return None;
    }
    let words = words(sentence);
    let places = || 0..words.len();
    let doubt = words.iter().position(|word| {
        let text = word.text.as_str();
        BELIEFS.contains(&text) || DOUBTS.contains(&text)
    });
    if let Some(doubt) = doubt {
        // `The root cause was the limit, and not the pressure, as we had thought`
        let is_apart = |at: usize| (at + 1..=doubt).any(|next| is_aside(&words, next));
        return places().find(|&at| is_named(&words, at) && is_apart(at)).map(|_| Plainness::Named);
    }
    if places().any(|at| turned_out(&words, at)) || places().any(|at| is_named(&words, at)) {
        Some(Plainness::Named)
    } else if places().any(|at| came_of(&words, at)) || begins_with_it(&words) {
        Some(Plainness::CameOf)
    } else if places().any(|at| ended_in(&words, at)) {
        Some(Plainness::EndedIn)
    } else {
        None
    }
}

/// `…, as we had thought`: who believed it, or when.
fn is_aside(words: &[Word], at: usize) -> bool {
    const WHO: [&str; 9] = ["we", "i", "they", "was", "had", "first", "initially", "originally", "everyone"];
    words[at].is_broken && text(words, at) == "as" && WHO.contains(&text(words, at + 1)) && words.len() <= at + 7
}

/// `It turned out that the length was read into 32 bits`, `The real problem was the proxy`.
fn turned_out(words: &[Word], at: usize) -> bool {
    let rest = words.len() - at;
    let is_real = matches!(text(words, at), "real" | "actual")
        && matches!(text(words, at + 1), "problem" | "issue" | "bug" | "reason" | "fault")
        && is_was(text(words, at + 2));
    let turned = matches!((text(words, at), text(words, at + 1)), ("turned" | "turns", "out"));
    // `It turned out to be another` tells only what it was not.
    let is_other = (at + 2..at + 5).any(|next| matches!(text(words, next), "another" | "different" | "not"));
    // `In the end it was cron`
    let ended =
        at == 0 && ["in", "the", "end", "it", "was"].iter().enumerate().all(|(at, word)| text(words, at) == *word);
    // `In the end it turned out that …`
    let is_last = text(words, 0) == "in" && text(words, 2) == "end" || text(words, 0) == "eventually";
    (is_real || ended || turned && (at <= 2 || is_last && at <= 5)) && rest > 5 && !is_other
}

fn text(words: &[Word], at: usize) -> &str {
    words.get(at).map_or("", |word| word.text.as_str())
}

/// The places behind one, up to the next break and within reach.
fn behind(words: &[Word], at: usize) -> impl Iterator<Item = usize> {
    (at + 1..words.len().min(at + 1 + REACH)).take_while(|&next| !words[next].is_broken)
}

fn is_was(word: &str) -> bool {
    matches!(word, "was" | "were" | "is" | "that's" | "that’s")
}

/// `the root cause of the errors was a deadlock`, `a deadlock was the root cause`.
fn is_named(words: &[Word], at: usize) -> bool {
    if !matches!(text(words, at), "cause" | "causes" | "culprit") {
        return false;
    }
    let before = |back: usize| at.checked_sub(back).map_or("", |place| text(words, place));
    if matches!(before(1), "no" | "not" | "another" | "other" | "possible" | "contributing") || before(2) == "not" {
        return false;
    }
    // One of several is not all of it.
    if matches!(before(2), "first" | "second" | "third" | "one" | "other" | "another") {
        return false;
    }
    let own = behind(words, at).find(|&next| is_was(text(words, next)));
    let told_behind = own.is_some_and(|verb| verb + 3 < words.len() && !is_sought(text(words, verb + 1)));
    let is_root = matches!(before(1), "root" | "the" | "underlying" | "actual" | "real" | "true" | "main");
    let told_before = |back: usize| is_was(before(back)) && at > back;
    is_root && (told_behind || told_before(2) || told_before(3))
}

/// `the root cause was found`, `is still unknown`: that tells of the search, and not the cause.
fn is_sought(word: &str) -> bool {
    matches!(
        word,
        "not"
            | "unknown"
            | "unclear"
            | "still"
            | "being"
            | "found"
            | "identified"
            | "determined"
            | "fixed"
            | "resolved"
            | "addressed"
            | "investigated"
            | "under"
            | "yet"
            | "never"
            | "quickly"
            | "eventually"
    )
}

/// `the outage was caused by`, `the issue happened because`.
fn came_of(words: &[Word], at: usize) -> bool {
    let own = text(words, at);
    let is_subject = INCIDENT.contains(&own) || TROUBLE.contains(&own);
    // `No outage was caused by it`
    let is_none = at > 0 && matches!(text(words, at - 1), "no" | "another" | "any");
    let is_told = |verb: usize| gives_reason(words, verb + 1);
    is_subject && !is_none && behind(words, at).filter(|&next| is_past(text(words, next))).any(is_told)
}

/// A reason, or an adverb and a reason: `was directly caused by`, `was the result of`. Any other word between them says
/// that something else came of it: `was noticed due to`, `is safe because`.
fn gives_reason(words: &[Word], at: usize) -> bool {
    let leads = text(words, at).ends_with("ly") || matches!(text(words, at), "the" | "a");
    is_because(words, at) || leads && is_because(words, at + 1)
}

/// What an incident did before one says why.
fn is_past(word: &str) -> bool {
    is_was(word) || matches!(word, "been" | "happened" | "occurred" | "came" | "began" | "started")
}

/// `caused by`, `due to`, `because`, and then something.
fn is_because(words: &[Word], at: usize) -> bool {
    let is_denied = at > 0 && matches!(text(words, at - 1), "not" | "n't" | "wasn't" | "never");
    let is_pair = match text(words, at + 1) {
        "of" => matches!(text(words, at), "because" | "result"),
        "to" => matches!(text(words, at), "due" | "attributed" | "traced"),
        "by" => matches!(text(words, at), "caused" | "triggered"),
        // `The issue has been identified as`
        "as" => {
            let next = text(words, at + if matches!(text(words, at + 2), "a" | "an") { 3 } else { 2 });
            let is_grade = next.starts_with("sev") || next.starts_with(|c: char| c == 'p' && next.len() == 2);
            text(words, at) == "identified" && !is_grade && !GRADES.contains(&next)
        }
        "from" => matches!(text(words, at), "resulted" | "stemmed" | "arose"),
        _ => false,
    };
    let is_reason = is_pair || text(words, at) == "because";
    !is_denied && is_reason && at + 1 + usize::from(is_pair) < words.len()
}

/// `This was caused by`, `It happened because`.
fn begins_with_it(words: &[Word]) -> bool {
    matches!(text(words, 0), "this" | "it") && is_past(text(words, 1)) && gives_reason(words, 2)
}

/// `caused an outage`, `which led to the incident`, and not `caused by`.
fn ended_in(words: &[Word], at: usize) -> bool {
    let led = matches!(text(words, at), "caused" | "causing" | "triggered" | "triggering")
        || matches!(
            (text(words, at), text(words, at + 1)),
            ("led" | "leading", "to") | ("resulted" | "resulting", "in")
        );
    let is_between = |word: &str| BETWEEN.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit());
    let from = if matches!(text(words, at + 1), "to" | "in") { at + 1 } else { at };
    let object = behind(words, from).find(|&next| !is_between(text(words, next)));
    let is_outage = |at: usize| {
        let goes_on = matches!(text(words, at + 1), "to" | "page" | "pages" | "alert" | "alerts" | "alarm" | "report");
        INCIDENT[..8].contains(&text(words, at)) && !goes_on
    };
    // `What caused the outage` and `the events that led to it` announce, and a bare `causing` may qualify anything.
    let before = at.checked_sub(1).map_or("", |place| text(words, place));
    let announces = matches!(before, "what" | "that" | "incidents" | "outages");
    let qualifies = text(words, at).ends_with("ing") && !words[at].is_broken;
    led && at > 1 && !announces && !qualifies && object.is_some_and(is_outage)
}

#[cfg(test)]
mod tests;
