//! Where the incidents of a text begin and end.
//!
//! A heading opens an incident when its block tells two of problem, cause and fix, or when it carries a day or the number
//! of an incident and its block tells any part of a post-mortem, or when it is one of several numbered ones that tell the
//! same parts. What stands under a heading for a part (`Root causes`, `Timeline`) is part of that, whatever it tells.
//! A heading that holds several such headings is a container. Texts without headings are cut where their labels begin
//! anew, at rules between notes, or at paragraphs that count their incidents.

use std::ops::Range;

use crate::config::Config;
use crate::model::{Carrier, SectionKind};

use super::names;
use super::outline::{self, Head, Outline};

/// One incident in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Where it stands.
    pub range: Range<usize>,
    /// Its heading, as an index into the outline.
    pub head: Option<usize>,
}

/// The incidents of a text, in order; none where all of it is one.
pub(super) fn find(text: &str, outline: &Outline, config: &Config) -> Vec<Piece> {
    let by_heading = by_heading(text, outline);
    if by_heading.len() > 1 {
        return by_heading;
    }
    // A title alone, or lines in capitals, are no structure to cut by.
    let headings = outline.heads.iter().filter(|head| head.carrier == Carrier::Heading).count();
    let ways = [by_labels, by_rules, by_paragraphs].into_iter().filter(|_| headings < 2);
    let found = ways.map(|way| way(text, outline, config)).find(|pieces| pieces.len() > 1);
    found.unwrap_or_else(|| alone(text, outline, by_heading))
}

fn by_heading(text: &str, outline: &Outline) -> Vec<Piece> {
    let heads = &outline.heads;
    let tops: Vec<usize> = (0..heads.len()).filter(|&index| heads[index].parent.is_none()).collect();
    let mut found = Vec::new();
    for index in tops {
        descend(text, heads, index, &mut found);
    }
    let pieces: Vec<Piece> =
        found.iter().map(|&at| Piece { range: heads[at].start..heads[at].end, head: Some(at) }).collect();
    // A few bugs told along the way leave the text the story of one piece of work.
    let named = found.iter().any(|&at| heads[at].dated || is_tracked(&heads[at]));
    let told: usize = pieces.iter().map(|piece| piece.range.len()).sum();
    if named || told * 2 >= text.len() { pieces } else { Vec::new() }
}

/// Whether a heading opens with the number that a tracker or a list of incidents gave: `INC-004`, `Issue 3`, `#12`.
fn is_tracked(head: &Head) -> bool {
    let number = names::number(&head.title);
    number.is_some_and(|(number, _)| number.contains(char::is_alphabetic) || number.starts_with('#'))
}

/// Collects the outermost headings that open incidents and contain no two others.
fn descend(text: &str, heads: &[Head], index: usize, found: &mut Vec<usize>) {
    let children: Vec<usize> = (index + 1..heads.len()).filter(|&inner| heads[inner].parent == Some(index)).collect();
    let mut inner = Vec::new();
    if !heads[index].form {
        for &child in &children {
            descend(text, heads, child, &mut inner);
        }
    }
    // Under a heading for a part only what has a number of its own is an incident: authors append at the end.
    if is_part(heads, index) {
        inner.retain(|&inner| names::is_id(&heads[inner].title) && heads[inner].core() > 1);
    }
    let own = opens(text, heads, index);
    // A title over everything is the text's own; whatever it tells stands in its sections.
    let is_whole = heads[index].parent.is_none()
        && heads.iter().all(|head| head.start >= heads[index].start && head.end <= heads[index].end);
    match inner.len() {
        0 | 1 if own && !is_whole => found.push(index),
        _ => found.extend(inner),
    }
}

/// Whether a heading names a part of a post-mortem and nothing more; its blocks are parts of that part.
fn is_part(heads: &[Head], index: usize) -> bool {
    use SectionKind::{Lessons, Other, Summary, Symptoms};
    let head = &heads[index];
    let is_title = head.parent.is_none() && index == 0;
    !matches!(head.kind, Other | Summary | Symptoms | Lessons) && !is_title && !opens_by_itself(head)
}

fn opens_by_itself(head: &Head) -> bool {
    head.core() > 1 && (head.numbered || head.dated)
}

/// Whether a heading opens an incident.
fn opens(text: &str, heads: &[Head], index: usize) -> bool {
    let head = &heads[index];
    if head.form || names::is_part(&head.title) || is_empty(text, head) {
        return false;
    }
    let names_part = head.kind != SectionKind::Other && !head.title.contains([':', '—', '–']);
    if head.kind != SectionKind::Other
        && !head.numbered
        && !head.dated
        && (names_part || head.kind != SectionKind::Symptoms)
    {
        return false;
    }
    let (core, others) = (head.core(), head.others());
    let named = is_tracked(head);
    if core > 1 {
        return true;
    }
    let siblings: Vec<&Head> =
        heads.iter().filter(|other| other.level == head.level && other.start != head.start).collect();
    let alike = |other: &&&Head| (other.numbered, other.dated) == (head.numbered, head.dated);
    let shared = |other: &&&Head| other.labels.intersection(&head.labels).filter(|label| !label.is_empty()).count() > 1;
    let like_it = siblings.iter().filter(alike).count();
    let uniform = siblings.iter().filter(alike).filter(shared).count();
    let told_as_one = tells_one_story(heads, head);
    match () {
        () if named => core + others > 0 || uniform > 0,
        () if head.dated => !told_as_one && (core + others > 0 || uniform > 0 || like_it > 2),
        () if head.numbered => core > 0 && others > 0 && uniform > 0,
        () => {
            uniform > 1
                && core + others > 0
                && !told_as_one
                && head.kind == SectionKind::Other
                && shares_parts(&siblings, head)
        }
    }
}

/// Whether others of the same level tell the same known parts.
fn shares_parts(siblings: &[&Head], head: &Head) -> bool {
    siblings.iter().filter(|other| other.parts == head.parts).count() > 1
}

/// Whether headings beside one tell the parts of a single incident: then the day in it is that of an update.
fn tells_one_story(heads: &[Head], head: &Head) -> bool {
    use SectionKind::{Fix, RootCause, Symptoms, Timeline};
    let beside = heads
        .iter()
        .filter(|other| other.parent == head.parent && other.level == head.level && !other.dated && !other.numbered);
    let kinds: std::collections::BTreeSet<_> = beside.map(|other| other.kind).collect();
    [Symptoms, RootCause, Fix, Timeline].into_iter().filter(|kind| kinds.contains(kind)).count() > 1
}

/// Whether a block says nothing: no text, or words such as `none`.
fn is_empty(text: &str, head: &Head) -> bool {
    let block = &text[head.text.min(head.end)..head.end];
    let is_border = |line: &&str| line.contains("--") && line.chars().all(|c| "|-: ".contains(c));
    let lines: Vec<&str> = block.lines().collect();
    let told = lines.iter().enumerate().filter(|(at, line)| {
        let is_head = line.starts_with('|') && lines.get(at + 1).is_some_and(is_border);
        !is_head && !line.trim_start().starts_with(['#', '<'])
    });
    let words = told.flat_map(|(_, line)| line.split(|c: char| !c.is_alphanumeric())).filter(|word| !word.is_empty());
    words.filter(|word| !matches!(word.to_lowercase().as_str(), "none" | "n" | "a" | "tbd" | "nothing")).take(4).count()
        < 4
}

/// A collection with one entry: the entry's heading names the incident, what stands around it does not.
fn alone(text: &str, outline: &Outline, found: Vec<Piece>) -> Vec<Piece> {
    let Some(head) = found.first().and_then(|piece| piece.head).map(|index| &outline.heads[index]) else {
        return Vec::new();
    };
    let named = head.dated || is_tracked(head);
    let others = outline.heads.iter().filter(|other| other.level == head.level && other.parent == head.parent);
    let has_parts = others.filter(|other| other.start != head.start && other.kind != SectionKind::Other).count() > 0;
    let most = (head.end - head.start) * 2 > text.len();
    if named && !has_parts && most && head.core() > 1 { found } else { Vec::new() }
}

/// Cuts where labels begin anew: `Issue: … Root cause: … Issue: …`.
fn by_labels(text: &str, outline: &Outline, _: &Config) -> Vec<Piece> {
    let labels: Vec<_> = outline
        .incident
        .sections
        .iter()
        .filter(|s| matches!(s.carrier, Carrier::BoldLabel | Carrier::PlainLabel) && s.kind != SectionKind::Other)
        .collect();
    let opener = labels.iter().find(|label| label.kind == SectionKind::Symptoms);
    let Some(opener) = opener.map(|label| label.title.to_lowercase()) else { return Vec::new() };
    let starts: Vec<usize> =
        labels.iter().enumerate().filter(|(_, label)| label.title.to_lowercase() == opener).map(|(at, _)| at).collect();
    let complete = starts.iter().enumerate().all(|(index, &from)| {
        let to = starts.get(index + 1).copied().unwrap_or(labels.len());
        let kinds: Vec<_> = labels[from..to].iter().map(|label| label.kind).collect();
        kinds.contains(&SectionKind::RootCause) || kinds.contains(&SectionKind::Fix)
    });
    if starts.len() < 2 || !complete {
        return Vec::new();
    }
    let from = |index: usize| opening(text, labels[starts[index]].head.start as usize, index == 0);
    pieces((0..starts.len()).map(from).collect(), text.len())
}

/// Where an entry begins whose first label stands at `label`: with the lines of `Key: value` right above, in the same
/// paragraph or the one before.
fn opening(text: &str, label: usize, first: bool) -> usize {
    let mut start = text[..label].rfind('\n').map_or(0, |at| at + 1);
    let is_value = |line: &str| {
        line.split_once(':').is_some_and(|(key, value)| key.len() < 30 && !value.trim().is_empty() && value.len() < 60)
    };
    for line in text[..start].lines().rev().take(if first { 0 } else { 8 }) {
        if !line.trim().is_empty() && !is_value(line) {
            break;
        }
        start -= line.len() + 1;
    }
    start
}

/// Cuts at rules between notes that each tell an incident of their own.
fn by_rules(text: &str, _: &Outline, config: &Config) -> Vec<Piece> {
    let mut borders = vec![0];
    let (mut at, mut fenced, mut blank) = (0, false, true);
    for line in text.split_inclusive('\n') {
        let bare = line.trim();
        fenced ^= bare.starts_with("```") && !bare[3..].contains('`');
        let is_rule = bare.len() > 2
            && ["---", "***", "___", "==="]
                .iter()
                .any(|mark| bare.starts_with(mark) && bare.chars().all(|c| mark.starts_with(c)));
        if is_rule && blank && !fenced && at > 0 {
            borders.push(at + line.len());
        }
        blank = bare.is_empty();
        at += line.len();
    }
    let all = pieces(borders, text.len());
    let tells = |piece: &Piece| {
        let block = &text[piece.range.clone()];
        let outline = outline::read(block, config);
        let mut whole = Head::over(block.len());
        whole.take_all(&outline);
        whole.core() > 1
    };
    if all.len() < 2 { Vec::new() } else { all.into_iter().filter(tells).collect() }
}

/// Cuts at paragraphs that open with the number of an incident: `Outage #1 (2010-02-02) …`.
fn by_paragraphs(text: &str, _: &Outline, _: &Config) -> Vec<Piece> {
    const LEAST: usize = 120;
    let mut starts = Vec::new();
    let mut at = 0;
    let mut blank = true;
    for line in text.split_inclusive('\n') {
        let wanted = format!("#{}", starts.len() + 1);
        let opens = names::number(line.split(['(', ':']).next().unwrap_or_default().trim());
        let counts = opens.is_some_and(|(number, _)| number.contains(char::is_alphabetic) && number.ends_with(&wanted));
        if blank && counts && line.len() > LEAST {
            starts.push(at);
        }
        blank = line.trim().is_empty();
        at += line.len();
    }
    let mut found = if starts.len() > 1 { pieces(starts, text.len()) } else { Vec::new() };
    // The last one is its paragraph; what follows concludes the text.
    if let Some(last) = found.last_mut() {
        let paragraph = text[last.range.clone()].find("\n\n").map_or(last.range.end, |at| last.range.start + at + 2);
        last.range.end = paragraph;
    }
    found
}

fn pieces(starts: Vec<usize>, end: usize) -> Vec<Piece> {
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([end]).collect();
    starts.into_iter().zip(ends).map(|(start, end)| Piece { range: start..end, head: None }).collect()
}
