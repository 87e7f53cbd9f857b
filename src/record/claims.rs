//! Causes and fixes: what a record claims, each in one line.
//!
//! Both are told the same way: in a sentence, in a list, under headings of their own, or in nothing but code.

use std::ops::Range;

use super::prose::{self, Prose};
use super::{Record, bare_title};
use crate::markdown::BlockKind;
use crate::model::{Carrier, Cause, CauseState, Fix, Passage, PassageKind, SectionKind};
use crate::source::{Span, Spanned};

/// One claim.
struct Claim {
    statement: Spanned<String>,
    /// Whether its own first word says that it is only supposed.
    supposed: bool,
    span: Span,
    section: usize,
}

/// The causes a record names; in a record that is open all of them are suspected.
pub(super) fn causes(record: &Record<'_>, is_open: bool) -> Vec<Cause> {
    let claims = claims(record, SectionKind::RootCause);
    let confirmed_by = |claim: &Claim| {
        let lines = record.blocks_in(claim.span).flat_map(|(_, proses)| proses);
        lines.flat_map(|prose| prose.lines().map(move |line| (prose, line))).find_map(|(prose, line)| {
            let label = prose::label(prose, line.clone())?;
            let is_proof = record.words.is_proof(&prose.text[label.name.clone()]);
            is_proof.then(|| spanned(prose, prose::trim(&prose.text, label.rest..line.end)))
        })
    };
    let cause = |claim: Claim| {
        let supposed = is_open || claim.supposed || record.sections[claim.section].supposed;
        let state = if supposed { CauseState::Suspected } else { record.words.state_of(&claim.statement.value) };
        let confirmed_by = confirmed_by(&claim);
        let state = if confirmed_by.is_some() && !supposed { CauseState::Confirmed } else { state };
        Cause { state, confirmed_by, span: claim.span, section: claim.section as u32, statement: claim.statement }
    };
    claims.into_iter().map(cause).collect()
}

/// The fixes a record names.
pub(super) fn fixes(record: &Record<'_>) -> Vec<Fix> {
    let fix = |claim: Claim| Fix { statement: claim.statement, span: claim.span, section: claim.section as u32 };
    claims(record, SectionKind::Fix).into_iter().map(fix).collect()
}

fn spanned(prose: &Prose, range: Range<usize>) -> Spanned<String> {
    Spanned::new(prose.text[range.clone()].replace('\n', " "), prose.span(range))
}

fn claims(record: &Record<'_>, kind: SectionKind) -> Vec<Claim> {
    let mut found = Vec::new();
    for section in record.sections_of(kind) {
        of_section(record, section, kind, &mut found);
    }
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|claim| seen.insert(claim.statement.span) && !record.words.is_nothing(&claim.statement.value));
    for claim in &mut found {
        claim.supposed = without_mark(record, &mut claim.statement);
    }
    found
}

/// Takes `Suspected: ` off the front of a statement; whether there was such a word.
fn without_mark(record: &Record<'_>, statement: &mut Spanned<String>) -> bool {
    let Some((mark, rest)) = statement.value.split_once(": ") else { return false };
    if mark.contains(' ') || !record.words.is_supposed(mark) {
        return false;
    }
    let mut characters = rest.chars();
    let first = characters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    statement.value = first + characters.as_str();
    true
}

fn of_section(record: &Record<'_>, index: usize, kind: SectionKind, found: &mut Vec<Claim>) {
    let own: Vec<&Passage> = record.own_passages(index).collect();
    let claim = |statement, span| Claim { statement, supposed: false, span, section: index };
    let labels = labels_under(record, index, kind);
    let before = found.len();
    if let Some(rest) = title_rest(record, index).filter(|_| labels.is_empty()) {
        found.push(claim(rest, record.extent(index)));
    } else {
        found.extend(told_in(record, index, kind, &own).into_iter().map(|(statement, span)| claim(statement, span)));
    }
    // Headings under it are claims of their own when they tell what the section does not, or when it names several.
    let under = record.headings_under(index);
    let tells_several = under.len() > 1 && names_several(&record.sections[index].title);
    if found.len() == before || tells_several {
        for &heading in &under {
            let section = &record.sections[heading];
            if !matches!(section.kind, SectionKind::Other) && section.kind != kind {
                continue;
            }
            let rest = title_rest(record, heading);
            if section.kind == kind && rest.is_none() {
                // Its heading says no more than what kind of section it is.
                of_section(record, heading, kind, found);
                continue;
            }
            let statement = rest.unwrap_or_else(|| title_of(record, heading));
            found.push(Claim { statement, supposed: false, span: record.extent(heading), section: heading });
        }
    }
    if found.len() == before {
        for &label in &labels {
            of_section(record, label, kind, found);
        }
        if labels.is_empty() {
            found.extend(from_code(record, &own, index).map(|statement| claim(statement, record.sections[index].span)));
        }
    }
}

/// Whether a heading speaks of more than one: `Root causes`, `Fixes applied`, `Solutions`.
fn names_several(title: &str) -> bool {
    let words = title.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    words.into_iter().any(|word| word.ends_with("es") || word.ends_with("ons") || word.ends_with("arounds"))
}

fn statement_of(prose: &Prose) -> Option<Spanned<String>> {
    let sentence = prose::first_statement(&prose.text);
    (!sentence.is_empty()).then(|| spanned(prose, sentence))
}

/// The cells of tables in a span that stand in a column of that name, each with its row. Another table is evidence.
fn cells_in<'r>(record: &'r Record<'_>, kind: SectionKind, span: Span) -> Vec<(&'r Prose, Span)> {
    let mut column = None;
    let mut found = Vec::new();
    for (block, cells) in record.blocks_in(span) {
        let BlockKind::Row { head, .. } = block.kind else { continue };
        if head {
            let named = |cell: &Prose| record.words.heading(cell.text.trim()).0.is_some_and(|named| named.kind == kind);
            column = cells.iter().position(named);
        } else {
            found.extend(column.and_then(|column| cells.get(column)).map(|cell| (cell, block.span)));
        }
    }
    found
}

/// What a section says itself: its items, the cells of the column that is named for it, or its first sentence.
fn told_in(record: &Record<'_>, index: usize, kind: SectionKind, own: &[&Passage]) -> Vec<(Spanned<String>, Span)> {
    let section = &record.sections[index];
    let is_row = section.carrier == Carrier::TableKey;
    let pieces = match own.iter().find(|passage| passage.kind.is_prose()).map(|first| first.kind) {
        Some(PassageKind::Item) => {
            let items = record.items_in(section.span).into_iter();
            items.filter_map(|item| Some((record.item_text(item)?, item.span))).collect()
        }
        Some(PassageKind::Cell) if !is_row => cells_in(record, kind, section.span),
        _ => Vec::new(),
    };
    let told: Vec<_> = pieces.into_iter().filter_map(|(prose, span)| Some((statement_of(prose)?, span))).collect();
    if !told.is_empty() {
        return told;
    }
    // `root_cause: logic_error` is a class and tells nothing.
    let is_class = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    let is_bare = |text: &str| section.carrier == Carrier::FrontMatter && is_class(text.trim());
    let is_text = |passage: &&&Passage| {
        passage.kind.is_prose() && (is_row || passage.kind != PassageKind::Cell) && !is_bare(&passage.text)
    };
    own.iter().find(is_text).map(|first| (sentence_with_list(first, own), section.span)).into_iter().collect()
}

/// Labels of the same kind inside a section.
fn labels_under(record: &Record<'_>, index: usize, kind: SectionKind) -> Vec<usize> {
    let is_label = |&later: &usize| record.sections[later].level > 6 && record.sections[later].kind == kind;
    record.under(index).filter(is_label).collect()
}

/// What a heading says behind the name of its section: `Root cause: the pool`.
fn title_rest(record: &Record<'_>, index: usize) -> Option<Spanned<String>> {
    let section = &record.sections[index];
    if section.carrier != Carrier::Heading || section.kind == SectionKind::Other {
        return None;
    }
    let rest = record.words.heading(&section.title).1?;
    Some(Spanned::new(bare_title(rest).to_owned(), section.head))
}

fn title_of(record: &Record<'_>, index: usize) -> Spanned<String> {
    let section = &record.sections[index];
    Spanned::new(bare_title(&section.title).to_owned(), section.head)
}

/// The first sentence; one that ends in a colon takes the first items of the list it announces.
fn sentence_with_list(first: &Passage, own: &[&Passage]) -> Spanned<String> {
    const ITEMS: usize = 3;
    let range = prose::first_statement(&first.text);
    let span = first.source_span(range.clone());
    let sentence = first.text[range].replace('\n', " ");
    let Some(announced) = sentence.trim_end().strip_suffix([':', '：']) else { return Spanned::new(sentence, span) };
    let follows = own.iter().skip_while(|passage| passage.span != first.span).skip(1);
    let items: Vec<_> = follows.take_while(|passage| passage.kind == PassageKind::Item).take(ITEMS).collect();
    match items.last() {
        None => Spanned::new(announced.to_owned(), span),
        Some(last) => {
            let texts: Vec<_> = items.iter().map(|item| item_in_line(item)).collect();
            Spanned::new(format!("{announced}: {}", texts.join("; ")), span.to(last.span))
        }
    }
}

/// An item's first sentence without the mark at its end, to be put beside others.
fn item_in_line(item: &Passage) -> &str {
    item.text[prose::first_sentence(&item.text)].trim_end_matches([';', '.', ','])
}

/// A section that holds nothing but code: a cause is named by the heading around it, a fix by the code's own comment.
fn from_code(record: &Record<'_>, own: &[&Passage], index: usize) -> Option<Spanned<String>> {
    let code = own.iter().find(|passage| passage.kind == PassageKind::Code)?;
    let comment = code.text.lines().find_map(|line| {
        let line = line.trim();
        let words = ["//", "#", "--", ";"].iter().find_map(|mark| line.strip_prefix(mark))?;
        (words.split_whitespace().count() >= 4).then(|| words.trim().to_owned())
    });
    let heading = || {
        let parent = record.sections[index].parent.filter(|&parent| parent > 0)?;
        Some(title_of(record, parent as usize).value)
    };
    let first = || code.text.lines().find(|line| !line.trim().is_empty()).map(|line| line.trim().to_owned());
    let statement = match record.sections[index].kind {
        SectionKind::RootCause => heading().or(comment),
        _ => comment.or_else(heading),
    };
    Some(Spanned::new(statement.or_else(first)?, code.span))
}
