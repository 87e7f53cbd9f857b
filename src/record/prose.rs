//! The text of a block as one string, with the way back to the file.

use std::ops::Range;

use crate::markdown::{Block, BlockKind, Inline};
use crate::model::OffsetMap;
use crate::source::Span;

/// The text of a run of inlines.
#[derive(Clone, Debug, Default)]
pub(super) struct Prose {
    /// As a reader sees it.
    pub text: String,
    /// From offsets in `text` to the file.
    pub map: OffsetMap,
    /// Stretches set in bold.
    pub strong: Vec<Range<usize>>,
    /// Stretches that are code spans.
    pub code: Vec<Range<usize>>,
    /// Stretches that are struck through.
    pub struck: Vec<Range<usize>>,
}

impl Prose {
    /// Puts inlines together.
    pub(super) fn of(inlines: &[Inline]) -> Prose {
        let mut prose = Prose::default();
        for inline in inlines {
            let start = prose.text.len();
            prose.text.push_str(&inline.text);
            prose.map.push(start, inline.text.len(), inline.span);
            let range = start..prose.text.len();
            if inline.strong {
                extend(&mut prose.strong, range.clone());
            }
            if inline.struck {
                extend(&mut prose.struck, range.clone());
            }
            if inline.code {
                prose.code.push(range);
            }
        }
        prose
    }

    /// The bytes in the file that `text[range]` was made of.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let start = self.map.to_source(range.start);
        let end = if range.is_empty() { start } else { self.map.to_source_end(range.end) };
        Span::new(start as usize, end.max(start) as usize)
    }

    /// A stretch of the text by itself, without its styles.
    pub(super) fn part(&self, range: Range<usize>) -> Prose {
        Prose { text: self.text[range.clone()].to_owned(), map: self.map.slice(range), ..Prose::default() }
    }

    /// The lines of the text, as ranges without their line breaks.
    pub(super) fn lines(&self) -> impl Iterator<Item = Range<usize>> {
        let mut at = 0;
        self.text.split('\n').map(move |line| {
            let start = at;
            at += line.len() + 1;
            start..start + line.len()
        })
    }
}

/// Adds a range, joining it to the last one where they touch or only blanks lie between.
fn extend(ranges: &mut Vec<Range<usize>>, range: Range<usize>) {
    match ranges.last_mut() {
        Some(last) if last.end == range.start => last.end = range.end,
        _ => ranges.push(range),
    }
}

/// The texts of a block: one, or one a cell for a table row.
pub(super) fn texts(block: &Block) -> Vec<Prose> {
    match &block.kind {
        BlockKind::Row { cells, .. } => cells.iter().map(|cell| Prose::of(&block.inlines[cell.clone()])).collect(),
        _ => vec![Prose::of(&block.inlines)],
    }
}

/// The range of `text` without the blanks around it.
pub(super) fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let inside = &text[range.clone()];
    let start = range.start + (inside.len() - inside.trim_start().len());
    let end = range.end - (inside.len() - inside.trim_end().len());
    start..end.max(start)
}

/// A label at the start of a line: `**Root cause:** the pool`, `Root cause: the pool`, `**Root cause**`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Label {
    /// The name, without colon and markup.
    pub name: Range<usize>,
    /// Where what it introduces begins.
    pub rest: usize,
    /// Whether it is set in bold.
    pub bold: bool,
    /// Whether a dash, an arrow or a full stop ends it. Those stand in sentences too, so it is one only by its name.
    pub loose: bool,
}

/// The longest label, in bytes; anything longer is a sentence.
const LONGEST_LABEL: usize = 72;

/// What may end a label as a colon does: `**Root cause** – the pool`, `Root cause → the pool`.
const LOOSE_MARKS: [&str; 7] = ["→", "->", "=>", "⇒", "–", "—", "-"];

/// Finds the label that opens a line, known or not. A bold one may end in a colon, a dash or an arrow, in or behind the
/// bold, or be all of its line; a plain one ends in a colon, dash or arrow that a blank or the line's end follows.
pub(super) fn label(prose: &Prose, line: Range<usize>) -> Option<Label> {
    let line = trim(&prose.text, line);
    let text = &prose.text[line.clone()];
    let marker = text.len() - text.trim_start_matches(['-', '*', '•', '–', '>', ' ']).len();
    let start = line.start + marker;
    if let Ok(bold) = prose.strong.binary_search_by_key(&start, |bold| bold.start) {
        return bold_label(prose, &line, &prose.strong[bold]);
    }
    colon_label(prose, start..line.end).or_else(|| dash_label(prose, start..line.end))
}

fn colon_label(prose: &Prose, line: Range<usize>) -> Option<Label> {
    let (text, start) = (&prose.text[line.clone()], line.start);
    let (at, mark) = text.char_indices().find(|&(_, c)| matches!(c, ':' | '：'))?;
    let after = &text[at + mark.len_utf8()..];
    // Scripts without blanks have none behind a colon either.
    let is_unspaced = mark == '：' || text[..at].ends_with(|c: char| c.is_alphabetic() && !c.is_ascii());
    let ends_label = after.is_empty() || after.starts_with(char::is_whitespace) || is_unspaced;
    let code = prose.code.partition_point(|code| code.end <= start + at);
    let in_code = prose.code.get(code).is_some_and(|code| code.start <= start + at);
    let one_phrase = !text[..at].contains(['!', '?', '。']) && !text[..at].contains(". ");
    let plausible = at > 0 && at <= LONGEST_LABEL && ends_label && one_phrase && !in_code;
    plausible.then(|| Label {
        name: trim(&prose.text, start..start + at),
        rest: line.end - after.trim_start().len(),
        bold: false,
        loose: false,
    })
}

/// `Root cause - the pool`: few words, a capital first, and a mark with blanks around it.
fn dash_label(prose: &Prose, line: Range<usize>) -> Option<Label> {
    const MOST_WORDS: usize = 5;
    let text = &prose.text[line.clone()];
    let near = &text[..text.floor_char_boundary(LONGEST_LABEL)];
    let fits = |at: usize, mark: &str| {
        near[..at].ends_with(' ') && text[at + mark.len()..].starts_with(' ') && text.starts_with(char::is_uppercase)
    };
    let found = LOOSE_MARKS.iter().filter_map(|mark| Some((near.find(mark)?, *mark)));
    let (at, mark) = found.min_by_key(|(at, _)| *at).filter(|&(at, mark)| fits(at, mark))?;
    let told = text[at + mark.len()..].trim_start();
    let rest = line.end - told.len();
    // `Recovery - which took hours - began`, `Cause - effect diagrams`: a remark, and two words joined.
    let is_dash = matches!(mark, "–" | "—" | "-");
    if told.contains(&format!(" {mark} ")) || is_dash && told.starts_with(char::is_lowercase) {
        return None;
    }
    (text[..at].split_whitespace().count() <= MOST_WORDS && !prose.code.iter().any(|code| code.contains(&line.start)))
        .then(|| Label { name: trim(&prose.text, line.start..line.start + at), rest, bold: false, loose: true })
}

fn bold_label(prose: &Prose, line: &Range<usize>, bold: &Range<usize>) -> Option<Label> {
    let end = bold.end.min(line.end);
    let after = &prose.text[end..line.end];
    let inside = prose.text[bold.start..end].trim_end();
    let mark_behind = |text: &str| {
        let text = text.trim_start();
        LOOSE_MARKS.iter().find(|mark| text.strip_prefix(**mark).is_some_and(|rest| rest.starts_with(' '))).copied()
    };
    let mut loose = false;
    let (name, rest) = if let Some(name) = inside.strip_suffix([':', '：']) {
        (name, after)
    } else if let Some((name, _)) = inside.split_once(": ").filter(|_| after.trim().is_empty() || inside.ends_with('.'))
    {
        // `**Cause: the pool**` is all bold, and so is `**Cause: the pool.** It …`; the name ends at the colon inside.
        (name, &prose.text[bold.start + name.len() + 1..line.end])
    } else if let Some(rest) = after.trim_start().strip_prefix([':', '：']) {
        (inside, rest)
    } else if let Some((_, rest)) = after.trim_start().strip_prefix('(').and_then(|note| note.split_once("):")) {
        // `**Root cause** (from the logs): the pool`
        (inside, rest)
    } else if after.trim().is_empty() || after.trim_start().starts_with('(') && after.trim_end().ends_with(')') {
        (inside, "")
    } else if let Some(name) = LOOSE_MARKS.iter().find_map(|mark| inside.strip_suffix(mark)) {
        loose = true;
        (name, after)
    } else if inside.ends_with(['.', '?', '。', '？']) {
        // `**What helped.** We limited it.`
        loose = true;
        (inside, after)
    } else if let Some(mark) = mark_behind(after) {
        loose = true;
        (inside, &after.trim_start()[mark.len()..])
    } else {
        return None;
    };
    (!name.trim().is_empty() && name.len() <= LONGEST_LABEL).then(|| Label {
        name: trim(&prose.text, bold.start..bold.start + name.len()),
        rest: line.end - rest.trim_start().len(),
        bold: true,
        loose,
    })
}

/// The first sentence of a text, or all of it where it has only one; at most about 300 bytes.
pub(super) fn first_sentence(text: &str) -> Range<usize> {
    sentence(text, |_| true)
}

/// The first sentence that is no question; the first where all are: `Why? Because the pool was empty.`
pub(super) fn first_statement(text: &str) -> Range<usize> {
    sentence(text, |sentence| !sentence.ends_with(['?', '？']) && !announces(sentence))
}

/// Whether a sentence only says what stands below it, as templates do: `A short summary of what broke.`
fn announces(sentence: &str) -> bool {
    const SIZES: [&str; 6] = ["quick", "brief", "short", "concise", "high-level", "one-line"];
    const NAMES: [&str; 6] = ["tl;dr", "tldr", "summary", "description", "overview", "explanation"];
    // With a verb it tells something: `A short summary of it was never sent.`
    const VERBS: [&str; 8] = ["is", "are", "was", "were", "has", "had", "did", "does"];
    let lower = sentence.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| c.is_whitespace() || matches!(c, ',' | '.')).collect();
    let words: &[&str] = match words.as_slice() {
        ["a" | "an" | "the", rest @ ..] => rest,
        all => all,
    };
    let sizes = words.iter().take_while(|word| SIZES.contains(word)).count();
    let named = words.get(sizes).is_some_and(|word| NAMES.contains(word));
    let of = words.get(sizes + 1).is_some_and(|word| matches!(*word, "of" | "for"));
    sizes > 0 && named && of && !words.iter().any(|word| VERBS.contains(word))
}

fn sentence(text: &str, wanted: impl Fn(&str) -> bool) -> Range<usize> {
    let sentences = crate::text::sentences(text);
    let found = sentences.iter().find(|range| wanted(&text[(*range).clone()])).or(sentences.first());
    let first = found.cloned().unwrap_or(0..0);
    // `…: 1. Do this 2. Do that` is a list in a line; its first number is no part of the sentence.
    let bare = text[first.clone()].trim_end_matches('.').trim_end_matches(|c: char| c.is_ascii_digit());
    let first = if bare.ends_with(": ") { first.start..first.start + bare.trim_end().len() } else { first };
    shorten(text, first)
}

/// Cuts a range at the last blank before its 300th byte.
fn shorten(text: &str, range: Range<usize>) -> Range<usize> {
    const MOST: usize = 300;
    if range.len() <= MOST {
        return range;
    }
    let mut end = range.start + MOST;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let blank = text[range.start..end].rfind(char::is_whitespace).filter(|&at| at > MOST / 2);
    range.start..blank.map_or(end, |at| range.start + at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown;

    fn labels(markdown: &str) -> Vec<(String, String, bool)> {
        let document = markdown::parse(markdown, 0);
        let prose = texts(&document.blocks[0]).remove(0);
        let found = prose.lines().filter_map(|line| label(&prose, line.clone()).map(|label| (line, label)));
        found
            .map(|(line, label)| {
                (prose.text[label.name].to_owned(), prose.text[label.rest..line.end].to_owned(), label.bold)
            })
            .collect()
    }

    #[test]
    fn labels_are_found_in_bold_and_plain() {
        let owned = |name: &str, rest: &str, bold| vec![(name.to_owned(), rest.to_owned(), bold)];
        assert_eq!(labels("**Root Cause:** the pool"), owned("Root Cause", "the pool", true));
        assert_eq!(labels("**Root Cause**: the pool"), owned("Root Cause", "the pool", true));
        assert_eq!(labels("**Root Cause**"), owned("Root Cause", "", true));
        assert_eq!(labels("**Evidence from `logs`**:"), owned("Evidence from logs", "", true));
        assert_eq!(labels("Root cause: the pool"), owned("Root cause", "the pool", false));
        assert_eq!(labels("発生日時:2026年4月2日"), owned("発生日時", "2026年4月2日", false));
        assert_eq!(labels("**Cause: the pool**"), owned("Cause", "the pool", true));
    }

    #[test]
    fn a_dash_an_arrow_or_a_full_stop_ends_a_label_that_is_one_only_by_its_name() {
        let loose = |markdown: &str| {
            let document = markdown::parse(markdown, 0);
            let prose = texts(&document.blocks[0]).remove(0);
            let label = label(&prose, 0..prose.text.len()).filter(|label| label.loose)?;
            Some((prose.text[label.name].to_owned(), prose.text[label.rest..].to_owned()))
        };
        for text in [
            "**Root cause** – the pool",
            "**Root cause →** the pool",
            "Root cause – The pool",
            "**Root cause.** the pool",
            "Root cause -> the pool",
        ] {
            let name = if text.contains("cause.") { "Root cause." } else { "Root cause" };
            let told = loose(text).map(|(name, rest)| (name, rest.to_lowercase()));
            assert_eq!(told, Some((name.to_owned(), "the pool".to_owned())), "{text}");
        }
        for text in [
            "Recovery - which took hours - began at ten",
            "Cause - effect diagrams were drawn",
            "Detection → page → ack took two minutes",
            "**Root cause**-like faults",
            "root cause - the pool",
            "Long-running jobs held it",
            "`A - b` is code",
        ] {
            assert_eq!(loose(text), None, "{text}");
        }
    }

    #[test]
    fn every_line_of_a_paragraph_may_open_with_a_label() {
        assert_eq!(labels("Tried: this\nOutcome: no-change").len(), 2);
    }

    #[test]
    fn bold_words_and_addresses_are_no_labels() {
        assert_eq!(labels("**NEVER** block the loop"), []);
        assert_eq!(labels("see http://example.com/x"), []);
        assert_eq!(labels("`a: b` is code"), []);
    }
}
