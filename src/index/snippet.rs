//! Snippets: the sentence of a record that shows best why it matched.

use std::collections::BTreeMap;
use std::ops::Range;

use super::card::{Card, CardPassage};
use super::wanted::{Match, Wanted};
use crate::model::{PassageKind, Role};
use crate::ranking::Field;
use crate::text;

/// Longer sentences are cut around their matches.
const LONGEST: usize = 240;
/// How much is kept before the first match of a sentence that is cut.
const BEFORE: usize = 60;

/// A sentence with its matches.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Snippet {
    /// The section it stands in.
    pub section: u32,
    /// One line of text.
    pub text: String,
    /// Byte ranges of that text.
    pub matches: Vec<Range<usize>>,
}

/// The best sentence of a record; where nothing in it matches, the line that speaks for one of the patterns asked for,
/// or what opens the record.
pub(super) fn best(card: &Card<'_>, wanted: &Wanted, patterns: &[String]) -> Snippet {
    let mut best = (0.0, None);
    for passage in card.passages.iter().filter(|passage| !is_said(card, passage)) {
        let matches = wanted.matches(passage.text, Some(Field::of_passage(passage.kind, passage.role)));
        if !matches.is_empty() {
            best_of_passage(passage, &matches, &mut best);
        }
    }
    let (_, snippet) = best;
    snippet.or_else(|| evidence(card, wanted, patterns)).unwrap_or_else(|| opening(card, wanted))
}

/// Whether an answer says it anyway, so that it is no reason of its own: its title, what stands in its line of facts, and
/// the keys of the front matter.
fn is_said(card: &Card<'_>, passage: &CardPassage<'_>) -> bool {
    let text = passage.text.trim();
    match passage.kind {
        PassageKind::Heading => text == card.title,
        PassageKind::FrontMatter => {
            let facts = [Some(card.id), card.date.as_deref(), card.status, card.severity, Some(card.title)];
            facts.into_iter().flatten().chain(card.services.iter().copied()).any(|fact| fact == text)
                || card.patterns.iter().any(|mark| mark.id == text)
        }
        _ => false,
    }
}

fn best_of_passage(passage: &CardPassage<'_>, matches: &[Match], best: &mut (f64, Option<Snippet>)) {
    let mut rest = matches;
    for piece in pieces(passage) {
        let before = rest.partition_point(|found| found.range.start < piece.start);
        let inside = rest.partition_point(|found| found.range.start < piece.end);
        let here = &rest[before..inside];
        rest = &rest[inside..];
        let score = worth(here) * preference(passage);
        // Strictly better: of equals the first one stays.
        if score > best.0 {
            let ranges = merged(here.iter().map(|found| found.range.clone()));
            *best = (score, Some(cut(passage.text, piece, &ranges, passage.section)));
        }
    }
}

/// The sentences of prose, or the lines of anything else.
fn pieces(passage: &CardPassage<'_>) -> Vec<Range<usize>> {
    if passage.kind.is_prose() {
        return text::sentences(passage.text);
    }
    let start = passage.text.as_ptr() as usize;
    let place = |line: &str| {
        let at = line.as_ptr() as usize - start;
        at..at + line.len()
    };
    passage.text.lines().map(place).collect()
}

/// What the matches of a sentence say: each unit once, a little more for those that come again.
fn worth(matches: &[Match]) -> f64 {
    let mut units = BTreeMap::new();
    for (unit, information) in matches.iter().flat_map(|found| &found.units) {
        units.insert(*unit, *information);
    }
    let sum: f64 = units.values().sum();
    sum * (1.0 + 0.01 * matches.len().min(10) as f64)
}

/// Where the reader would look first.
fn preference(passage: &CardPassage<'_>) -> f64 {
    let kind = match passage.kind {
        PassageKind::Paragraph | PassageKind::Item | PassageKind::Cell => 1.0,
        PassageKind::Code => 0.9,
        PassageKind::Heading => 0.7,
        PassageKind::Html | PassageKind::Address | PassageKind::FrontMatter => 0.5,
    };
    let role = match passage.role {
        Role::Symptom => 1.2,
        Role::Cause => 1.15,
        Role::Fix => 1.05,
        Role::Neutral => 1.0,
        Role::RuledOut => 0.95,
        Role::Future => 0.85,
    };
    kind * role
}

/// The line that speaks for the first of the patterns asked for.
fn evidence(card: &Card<'_>, wanted: &Wanted, patterns: &[String]) -> Option<Snippet> {
    let mut asked = card.patterns.iter().filter(|mark| patterns.iter().any(|id| id == mark.id));
    let (section, line) = asked.find_map(|mark| mark.evidence)?;
    Some(cut(line, 0..line.len(), &wanted.ranges(line), section))
}

/// The first sentence of the symptoms, or else of the record.
fn opening(card: &Card<'_>, wanted: &Wanted) -> Snippet {
    let prose = || card.passages.iter().filter(|p| matches!(p.kind, PassageKind::Paragraph | PassageKind::Item));
    let passage = prose().find(|passage| passage.role == Role::Symptom).or_else(|| prose().next());
    let sentence = passage.and_then(|passage| Some((passage, text::sentences(passage.text).into_iter().next()?)));
    sentence.map_or_else(Snippet::default, |(passage, range)| {
        let ranges = wanted.ranges(passage.text.get(range.clone()).unwrap_or_default());
        let ranges: Vec<_> = ranges.into_iter().map(|r| range.start + r.start..range.start + r.end).collect();
        cut(passage.text, range, &ranges, passage.section)
    })
}

/// The first sentence of a section.
pub(super) fn of_section(card: &Card<'_>, section: u32) -> Option<Snippet> {
    let mut shown =
        card.passages.iter().filter(|passage| passage.section == section && passage.kind != PassageKind::Heading);
    let passage = shown.clone().find(|passage| passage.kind.is_prose()).or_else(|| shown.next())?;
    let range = pieces(passage).into_iter().next()?;
    Some(cut(passage.text, range, &[], section))
}

/// Ranges joined where they overlap, in order.
pub(super) fn merged(ranges: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut ranges: Vec<_> = ranges.collect();
    ranges.sort_unstable_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// A piece of a text as one line: cut around its first match where it is long, blanks and control characters turned
/// into single blanks, the matches moved along.
fn cut(source: &str, piece: Range<usize>, matches: &[Range<usize>], section: u32) -> Snippet {
    let window = window(source, piece.clone(), matches.first());
    let mut text = String::with_capacity(LONGEST + 8);
    if window.start > piece.start {
        text.push('…');
    }
    // Where each byte of the window begins and ends in the line.
    let mut moved: Vec<Range<usize>> = Vec::new();
    let mut rest = matches.iter().filter(|m| window.start <= m.start && m.end <= window.end).peekable();
    let mut start = 0;
    for (at, c) in source[window.clone()].char_indices() {
        let at = window.start + at;
        if rest.peek().is_some_and(|range| range.start == at) {
            start = text.len();
        }
        if !c.is_whitespace() && !c.is_control() {
            text.push(c);
        } else if !text.is_empty() && !text.ends_with(' ') {
            text.push(' ');
        }
        if rest.next_if(|range| range.end <= at + c.len_utf8()).is_some() {
            moved.push(start..text.len());
        }
    }
    let line = text.trim_end().len();
    for range in &mut moved {
        range.end = range.end.min(line);
    }
    text.truncate(line);
    if window.end < piece.end {
        text.push('…');
    }
    Snippet { section, text, matches: moved }
}

/// The part of a piece that is shown: all of it, or what fits from a little before the first match, at word borders.
fn window(source: &str, piece: Range<usize>, first: Option<&Range<usize>>) -> Range<usize> {
    if piece.len() <= LONGEST {
        return piece;
    }
    let match_start = first.map_or(piece.start, |range| range.start);
    let mut start = piece.start;
    if match_start - piece.start > BEFORE {
        let early = source.floor_char_boundary(match_start - BEFORE);
        let blank = source[early..match_start].find(char::is_whitespace).map(|at| early + at);
        start = blank.map_or(early, |at| at + source[at..].chars().next().map_or(0, char::len_utf8));
    }
    let late = source.floor_char_boundary((start + LONGEST).min(piece.end));
    if late == piece.end {
        return start..late;
    }
    // A word that is longer than the window is cut wherever that is.
    let end = source[start..late].rfind(char::is_whitespace).map_or(late, |at| start + at);
    start..if end > match_start { end } else { late }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ranking::Scope;

    fn wanted(words: &[&str]) -> Wanted {
        let mut wanted = Wanted::default();
        for (unit, word) in words.iter().enumerate() {
            wanted.add(unit, [*word].into_iter(), 1.0, Scope::Everywhere);
        }
        wanted
    }

    fn passage(text: &str, role: Role) -> CardPassage<'_> {
        CardPassage { kind: PassageKind::Paragraph, role, section: role as u32, text }
    }

    fn marked(snippet: &Snippet) -> Vec<&str> {
        snippet.matches.iter().map(|range| &snippet.text[range.clone()]).collect()
    }

    fn snippet(passages: &[CardPassage<'_>], words: &[&str]) -> Snippet {
        let mut best = (0.0, None);
        for passage in passages {
            let matches = wanted(words).matches(passage.text, None);
            best_of_passage(passage, &matches, &mut best);
        }
        best.1.unwrap_or_default()
    }

    #[test]
    fn the_sentence_with_most_words_is_shown_with_its_matches() {
        let text = "A pool was small. The event\nloop  hangs. The loop ends.";
        let found = snippet(&[passage(text, Role::Neutral)], &["event", "loop", "hang"]);
        assert_eq!(found.text, "The event loop hangs.");
        assert_eq!(marked(&found), ["event", "loop", "hangs"]);
    }

    #[test]
    fn of_equal_sentences_symptoms_and_causes_are_preferred() {
        let passages = ["a loop", "b loop", "c loop"];
        let roles = [Role::Neutral, Role::Cause, Role::RuledOut];
        let passages: Vec<_> = passages.iter().zip(roles).map(|(text, role)| passage(text, role)).collect();
        assert_eq!(snippet(&passages, &["loop"]).text, "b loop");
    }

    #[test]
    fn long_sentences_are_cut_around_the_match() {
        let text = format!("{} needle {}", "before ".repeat(50), "behind ".repeat(50));
        let found = snippet(&[passage(&text, Role::Neutral)], &["needl"]);
        assert!(found.text.starts_with("…before") && found.text.ends_with("behind…"), "{}", found.text);
        assert!(found.text.len() < 260);
        assert_eq!(marked(&found), ["needle"]);
    }

    proptest! {
        #[test]
        fn every_text_gives_a_line_with_matches_inside(text in "([a-c é\u{1b}\n.]|[^\\x00]){0,400}") {
            let found = snippet(&[passage(&text, Role::Neutral)], &["a", "b", "é", "e"]);
            prop_assert!(!found.text.chars().any(char::is_control));
            for range in &found.matches {
                prop_assert!(found.text.get(range.clone()).is_some_and(|word| !word.is_empty()));
            }
        }
    }
}
