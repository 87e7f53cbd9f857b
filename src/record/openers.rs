//! Where sections begin: headings, labels, rows and boxes, each with what it is called.
//!
//! Every block is asked by itself. How the sections lie in each other is left to [`super::sections`].

use std::ops::Range;

use super::plain_heads::{self, PlainHeads, Style};
use super::prose::{self, Label, Prose};
use super::words::{Named, Words};
use crate::markdown::{Block, BlockKind, Document};
use crate::model::{Carrier, SectionKind};
use crate::source::Span;

/// The level that labels and rows have in a record.
pub(super) const LABEL_LEVEL: u8 = 7;

/// A place where a section begins.
#[derive(Debug)]
pub(super) struct Opener {
    pub carrier: Carrier,
    pub level: u8,
    pub title: String,
    pub head: Span,
    pub named: Option<Named>,
    /// Whether its title, known or not, says that what follows is only supposed.
    pub supposed: bool,
    /// Where it ends at the latest: the end of a list item or table row.
    pub until: Option<u32>,
    /// Whether a dash, an arrow or a full stop ends it, which in a list of other things is a topic.
    pub loose: bool,
}

/// The places of a text where sections begin, in the order of its blocks. `proses` are the texts of each block.
pub(super) fn find(document: &Document, proses: &[Vec<Prose>], words: &Words) -> Vec<Opener> {
    let mut openers = Vec::new();
    let title = title_block(document);
    let heads = PlainHeads::of(document, proses, words);
    for (index, block) in document.blocks.iter().enumerate() {
        match &block.kind {
            BlockKind::Heading(level) => {
                openers.push(heading(block, &proses[index][0], *level, words, Some(index) == title));
            }
            BlockKind::Paragraph if block.item.is_some() => {
                if let Some(head) = numbered_head(document, proses, index, &heads, words) {
                    openers.push(head);
                    continue;
                }
                item_label(document, block, &proses[index][0], words, &mut openers);
            }
            BlockKind::Paragraph => {
                if let Some(callout) = callout(document, block, &proses[index][0], words) {
                    openers.push(callout);
                } else if line_heading(document, proses, index, words) {
                    openers.push(line(block, &proses[index][0], words));
                } else {
                    let place = Place::of(document, proses, index);
                    paragraph_labels(&proses[index][0], place, &heads, words, &mut openers);
                }
            }
            BlockKind::Row { head: false, cells, .. } if cells.len() == 2 => {
                openers.extend(row(block, &proses[index], words));
            }
            _ => {}
        }
    }
    openers
}

/// The heading that is the record's title: the first of several, or one that the text opens with.
fn title_block(document: &Document) -> Option<usize> {
    let first = document.blocks.iter().position(|block| matches!(block.kind, BlockKind::Heading(_)))?;
    let headings = document.blocks.iter().filter(|block| matches!(block.kind, BlockKind::Heading(_))).count();
    (headings > 1 || first == 0).then_some(first)
}

fn heading(block: &Block, prose: &Prose, level: u8, words: &Words, is_title: bool) -> Opener {
    let title = prose.text.replace('\n', " ").trim().to_owned();
    // A title names its incident; only one that is all a section's name is taken for a section.
    let named = if is_title { words.label(&title) } else { words.heading(&title).0 };
    let by_name = named.as_ref().is_some_and(|named| named.supposed);
    let supposed = by_name || !is_title && words.says.is_supposed(&title);
    Opener { carrier: Carrier::Heading, level, title, head: block.span, named, supposed, until: None, loose: false }
}

/// Whether a paragraph of one line stands as a heading: a known name in capitals, or a short line above a label.
fn line_heading(document: &Document, proses: &[Vec<Prose>], index: usize, words: &Words) -> bool {
    let text = proses[index][0].text.trim();
    if text.contains('\n') || text.len() > 90 || text.is_empty() {
        return false;
    }
    let has_letters = text.chars().any(char::is_uppercase);
    let is_shouted = has_letters && !text.chars().any(char::is_lowercase);
    if is_shouted && !words.is_boilerplate(text) && words.heading(text).0.is_some() {
        return true;
    }
    let Some(next) = document.blocks.get(index + 1) else { return false };
    let ends_open = !text.ends_with(['.', ':', '!', '?', ',', ';', '：', '。']);
    let opens_label = next.kind == BlockKind::Paragraph && next.item.is_none() && {
        let prose = &proses[index + 1][0];
        prose
            .lines()
            .next()
            .and_then(|line| prose::label(prose, line))
            .is_some_and(|label| words.label(&prose.text[label.name]).is_some())
    };
    let own_label = known_label(&proses[index][0], 0..proses[index][0].text.len(), words);
    ends_open && opens_label && own_label.is_none()
}

fn line(block: &Block, prose: &Prose, words: &Words) -> Opener {
    let title = prose.text.trim().to_owned();
    let named = words.heading(&title).0.filter(|_| !title.chars().any(char::is_lowercase));
    let supposed = named.as_ref().is_some_and(|named| named.supposed);
    Opener { carrier: Carrier::Line, level: 6, title, head: block.span, named, supposed, until: None, loose: false }
}

/// Where a paragraph stands.
#[derive(Clone, Copy)]
struct Place {
    /// Whether the text begins with it.
    is_first: bool,
    /// Whether the text above it has come to its end.
    is_apart: bool,
    next: Next,
}

impl Place {
    fn of(document: &Document, proses: &[Vec<Prose>], index: usize) -> Place {
        // The first paragraph is a title as often as a sentence.
        let is_apart = index < 2
            || document.blocks[index - 1].kind != BlockKind::Paragraph
            || proses[index - 1].last().is_none_or(|prose| is_ended(&prose.text));
        let next = match document.blocks.get(index + 1) {
            None => Next::Nothing,
            Some(next) if next.item.is_some() => Next::Item,
            Some(_) => Next::Other,
        };
        Place { is_first: index == 0, is_apart, next }
    }
}

/// Whether a text has come to the end of a sentence, or is a head itself.
fn is_ended(text: &str) -> bool {
    let last = text.trim_end().lines().next_back().unwrap_or_default();
    let is_capital = last.contains(char::is_uppercase) && !last.contains(char::is_lowercase);
    is_capital || last.is_empty() || last.ends_with(['.', '!', '?', ':', ')', '"', '。', '：', '）'])
}

/// What stands below a paragraph.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Nothing,
    Item,
    Other,
}

/// The head that the item of a numbered list is, in a text whose heads are such items.
fn numbered_head(
    document: &Document,
    proses: &[Vec<Prose>],
    index: usize,
    heads: &PlainHeads,
    words: &Words,
) -> Option<Opener> {
    let name = heads.proves(Style::Number).then(|| plain_heads::numbered(document, proses, index)).flatten()?;
    let prose = &proses[index][0];
    let line = prose.lines().next()?;
    let named = words.label(&prose.text[name.clone()]);
    let opener = opener(prose, name, line.end, Carrier::PlainLabel, named);
    // The number belongs to the head.
    let item = &document.items[document.blocks[index].item? as usize];
    Some(Opener { head: Span { start: item.span.start, end: opener.head.end }, ..opener })
}

/// What a line without any mark names, as texts have it that were copied out of another program: all of it has to be a
/// name, in the way headings are written. Above a list it may begin with a small letter.
fn plain_name(line: &str, next: Next, words: &Words) -> Option<Named> {
    let is_small = line.starts_with(char::is_lowercase) && next != Next::Item;
    let begins_well = line.starts_with(char::is_alphabetic) && !is_small;
    let ends_well = !line.ends_with(['.', ',', ';', '!', '。', ':', '：']);
    let promises = || {
        (next == Next::Item && words.announces_list(line))
            .then_some(Named { kind: SectionKind::Actions, supposed: false })
    };
    if begins_well && ends_well { words.label(line).or_else(promises) } else { None }
}

/// The head that a line is, known or not, by the way it stands out.
///
/// What is in capitals in the middle of a sentence may be the name of anything.
fn plain_head(prose: &Prose, line: &Range<usize>, is_apart: bool, heads: &PlainHeads, words: &Words) -> Option<Opener> {
    let (style, name) = plain_heads::styled(&prose.text, line.clone())?;
    let named = words.label(&prose.text[name.clone()]);
    let is_head = named.is_some() || heads.proves(style) && (is_apart || style != Style::Capitals);
    // Its sign belongs to it.
    let head = prose.span(prose::trim(&prose.text, line.clone()));
    is_head.then(|| Opener { head, ..opener(prose, name, line.end, Carrier::PlainLabel, named) })
}

/// Labels at the start of a paragraph's lines, and known ones behind the end of a sentence.
fn paragraph_labels(prose: &Prose, place: Place, heads: &PlainHeads, words: &Words, openers: &mut Vec<Opener>) {
    for (number, line) in prose.lines().enumerate() {
        // `RCA - Storage` is the title of a text that it opens.
        let label = known_label(prose, line.clone(), words).filter(|label| !(label.loose && place.is_first));
        // `What happened?` with the answer in the next line, or in the next paragraph.
        let whole = prose::trim(&prose.text, line.clone());
        let is_whole = whole.len() == prose.text.trim().len();
        let has_more = line.end < prose.text.len() || place.next != Next::Nothing;
        let told = label.as_ref().and_then(|label| named(prose, label, line.end, words));
        // In `D4: Root cause` the number is no label.
        let is_unknown = told.is_none() && label.as_ref().is_none_or(|label| !label.bold);
        if is_unknown && has_more {
            let is_apart = if number == 0 { place.is_apart } else { is_ended(&prose.text[..line.start]) };
            if let Some(head) = plain_head(prose, &line, is_apart, heads, words) {
                openers.push(head);
                continue;
            }
            let below = if is_whole { place.next } else { Next::Other };
            let named = (number == 0).then(|| plain_name(&prose.text[whole.clone()], below, words)).flatten();
            openers.extend(named.map(|named| opener(prose, whole, line.end, Carrier::PlainLabel, Some(named))));
        }
        if let Some(label) = &label {
            let name = &prose.text[label.name.clone()];
            let inside_theory = words.theory_part(name).is_some() || words.is_proof(name);
            // An unknown bold label ends what the label before it began.
            if told.is_some() || (label.bold && !inside_theory) {
                openers.push(label_opener(prose, label, told));
            }
        }
        let from = label.map_or(line.start, |label| label.rest);
        inline_labels(prose, from..line.end, words, openers);
    }
}

/// The label that opens a line; one that a dash or an arrow ends, only where its name is known.
fn known_label(prose: &Prose, line: Range<usize>, words: &Words) -> Option<Label> {
    let known = |label: &Label| {
        let name = &prose.text[label.name.clone()];
        if label.bold { words.bold_label(name).is_some() } else { words.label(name).is_some() }
    };
    // `Monitoring - A fix is out.` is what a status page says at a time.
    let is_status = |label: &Label| words.status(&prose.text[label.name.clone()]).is_some();
    prose::label(prose, line).filter(|label| !label.loose || known(label) && !is_status(label))
}

/// What a label names; nothing where it is metadata with its value. One that has its line to itself stands out as one in
/// bold does.
fn named(prose: &Prose, label: &Label, end: usize, words: &Words) -> Option<Named> {
    let name = &prose.text[label.name.clone()];
    let value = prose.text[label.rest.min(end)..end].trim();
    let named = if label.bold || value.is_empty() { words.bold_label(name) } else { words.label(name) };
    let judged = |named| judged(named, before_next(prose, label.rest.min(end)), words);
    named.filter(|_| !words.is_metadata(name, value)).map(judged)
}

/// What a label introduces: up to the next line with a label, and no more than a paragraph that somebody reads.
fn before_next(prose: &Prose, from: usize) -> &str {
    const LONGEST: usize = 2_000;
    let to = prose.text.floor_char_boundary(from + LONGEST);
    let mut at = from;
    for line in prose.text[from..to].split_inclusive('\n') {
        let label = || prose::label(prose, at..at + line.trim_end_matches('\n').len());
        if at > from && label().is_some_and(|label| label.bold || !label.loose) {
            return &prose.text[from..at];
        }
        at += line.len();
    }
    &prose.text[from..to]
}

/// What a hypothesis turned out to be, where the text behind its label says so: `**Hypothesis 2: the lock.** ❌ Ruled out.`
fn judged(named: Named, text: &str, words: &Words) -> Named {
    if named.kind != SectionKind::RootCause || !named.supposed {
        return named;
    }
    // The first mark decides: behind a tick, a word of what it was not is about something else.
    match text.find(['✅', '✔', '❌', '✗', '✘']).map(|at| text[at..].starts_with(['✅', '✔'])) {
        Some(true) => Named { supposed: false, ..named },
        Some(false) => Named { kind: SectionKind::FailedTheories, supposed: false },
        None if words.says.says_disowned(text) => Named { kind: SectionKind::FailedTheories, supposed: false },
        None => named,
    }
}

fn label_opener(prose: &Prose, label: &Label, named: Option<Named>) -> Opener {
    let carrier = if label.bold { Carrier::BoldLabel } else { Carrier::PlainLabel };
    Opener { loose: label.loose, ..opener(prose, label.name.clone(), label.rest, carrier, named) }
}

fn opener(prose: &Prose, name: Range<usize>, rest: usize, carrier: Carrier, named: Option<Named>) -> Opener {
    let title = prose.text[name.clone()].trim().to_owned();
    let head = prose::trim(&prose.text, name.start..rest.min(prose.text.len()));
    let supposed = named.as_ref().is_some_and(|named| named.supposed);
    Opener { carrier, level: LABEL_LEVEL, title, head: prose.span(head), named, supposed, until: None, loose: false }
}

/// `… services. Root cause: A change … Mitigation: We …`: a known name with a capital, behind the end of a sentence.
fn inline_labels(prose: &Prose, line: Range<usize>, words: &Words, openers: &mut Vec<Opener>) {
    const LONGEST: usize = 48;
    let text = &prose.text[line.clone()];
    let mut reached = 0;
    for (colon, _) in text.match_indices(": ") {
        // A longer name is none, so that a line of nothing but colons is not walked back over and over.
        let from = text.floor_char_boundary(colon.saturating_sub(LONGEST + 4));
        let Some(end) = text[from..colon].rfind(['.', '!', '?', ')', '"', '”']) else { continue };
        let mark = text[from + end..].chars().next().map_or(0, char::len_utf8);
        let name = from + end + mark..colon;
        let label = &text[name.clone()];
        let starts_well = label.starts_with(' ') && label.trim_start().starts_with(char::is_uppercase);
        // `Root cause: : …` is one label and no second one at the same place.
        if !starts_well || label.len() > LONGEST || name.start < reached {
            continue;
        }
        if let Some(named) = words.label(label) {
            reached = colon;
            let name = prose::trim(&prose.text, line.start + name.start..line.start + name.end);
            openers.push(opener(prose, name, line.start + colon + 1, Carrier::InlineLabel, Some(named)));
        }
    }
}

/// `> [!bug] Root cause`: the box that some editors make of a quotation whose first line gives it a kind and a title, or
/// only a kind (`> [!summary]`). The section ends with its quotation.
fn callout(document: &Document, block: &Block, prose: &Prose, words: &Words) -> Option<Opener> {
    let line = prose.lines().next()?;
    let (kind, title) = prose.text[line.clone()].strip_prefix("[!")?.split_once(']')?;
    let title = title.strip_prefix(['-', '+']).unwrap_or(title).trim();
    let name = if title.is_empty() { kind } else { title };
    let named = words.bold_label(name)?;
    let around = document.quotes.iter().rev().find(|quote| quote.contains(block.span))?;
    let at = prose.text[line.clone()].find(name)?;
    let opener = opener(prose, at..at + name.len(), line.end, Carrier::BoldLabel, Some(named));
    Some(Opener { head: prose.span(line), until: Some(around.end), ..opener })
}

/// `- **Root cause:** …`: the section ends with its item.
fn item_label(document: &Document, block: &Block, prose: &Prose, words: &Words, openers: &mut Vec<Opener>) {
    let Some(item) = block.item.map(|item| &document.items[item as usize]) else { return };
    for line in prose.lines() {
        // `- Monitoring - add a check` is an item like others.
        let Some(label) = prose::label(prose, line.clone()).filter(|label| label.bold || !label.loose) else {
            continue;
        };
        if let Some(named) = named(prose, &label, line.end, words) {
            let until = Some(item.span.end);
            openers.push(Opener { until, ..label_opener(prose, &label, Some(named)) });
        }
    }
}

/// `| Root cause | … |`: the section ends with its row.
fn row(block: &Block, cells: &[Prose], words: &Words) -> Option<Opener> {
    let key = &cells.first()?.text;
    let named = words.label(key)?;
    let head = cells[0].span(0..key.len());
    Some(Opener {
        carrier: Carrier::TableKey,
        level: LABEL_LEVEL,
        title: key.trim().to_owned(),
        head,
        supposed: named.supposed,
        named: Some(named),
        until: Some(block.span.end),
        loose: false,
    })
}
