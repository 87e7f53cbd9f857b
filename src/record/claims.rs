//! Causes and fixes: what a record claims, each in one line.
//!
//! Both are told the same way: in a sentence, in a list, under headings of their own, or in nothing but code.

use std::ops::Range;

use super::prose::{self, Prose};
use super::{Record, bare_title, diary, theory_rows, told, whys};
use crate::model::{Carrier, Cause, CauseState, Fix, Passage, PassageKind, Role, Section, SectionKind};
use crate::source::{Span, Spanned};

/// One claim.
struct Claim {
    statement: Spanned<String>,
    /// Whether its own first word says that it is only supposed.
    supposed: bool,
    span: Span,
    section: usize,
}

/// The causes a record names; in a record that is open all of them are suspected. Where a record has contributing
/// factors and no section for the cause, none of them is called the cause; that a sentence may tell (see [`told`]).
pub(super) fn causes(record: &Record<'_>, is_open: bool) -> Vec<Cause> {
    let names_none = record.sections_of(SectionKind::RootCause).is_empty();
    let kind = if names_none { SectionKind::ContributingFactors } else { SectionKind::RootCause };
    let claims = claims(record, kind);
    let told = told::cause(record).filter(|_| names_none).map(|(statement, section)| {
        let state = if is_open { CauseState::Suspected } else { record.words.says.state_of(&statement.value) };
        Cause { state, confirmed_by: None, span: statement.span, section: section as u32, statement }
    });
    let whys = whys::find(record).filter(|_| told.is_none()).map(|whys| {
        let state = if is_open { CauseState::Suspected } else { CauseState::Stated };
        let span = whys.spans.iter().fold(whys.cause.span, |row, span| row.to(*span));
        Cause { state, confirmed_by: None, span, section: whys.section as u32, statement: whys.cause }
    });
    // The one hypothesis of a table that was right is the cause; of several each is a part of it.
    let accepted = if names_none { theory_rows::accepted(record) } else { Vec::new() };
    let state = match accepted.len() {
        _ if is_open => CauseState::Suspected,
        1 if told.is_none() => CauseState::Confirmed,
        _ => CauseState::Contributing,
    };
    let accepted = accepted.into_iter().map(|statement| {
        let section = record.section_at(statement.span.start);
        Cause { state, confirmed_by: None, span: statement.span, section, statement }
    });
    let confirmed_by = |claim: &Claim| {
        let lines = record.blocks_in(claim.span).flat_map(|(_, proses)| proses);
        lines.flat_map(|prose| prose.lines().map(move |line| (prose, line))).find_map(|(prose, line)| {
            let label = prose::label(prose, line.clone())?;
            let is_proof = record.words.is_proof(&prose.text[label.name.clone()]);
            is_proof.then(|| spanned(prose, prose::trim(&prose.text, label.rest..line.end)))
        })
    };
    let cause = |claim: Claim| {
        let doubted = record.sections[claim.section].supposed && !record.words.says.settles(&claim.statement.value);
        let supposed = is_open || claim.supposed || doubted;
        let state = if supposed { CauseState::Suspected } else { record.words.says.state_of(&claim.statement.value) };
        let confirmed_by = confirmed_by(&claim);
        let state = if confirmed_by.is_some() && !supposed { CauseState::Confirmed } else { state };
        let state = if names_none { state.min(CauseState::Contributing) } else { state };
        Cause { state, confirmed_by, span: claim.span, section: claim.section as u32, statement: claim.statement }
    };
    told.into_iter().chain(whys).chain(accepted).chain(claims.into_iter().map(cause)).collect()
}

/// The fixes a record names; where no section does, those that a sentence tells (see [`diary`]).
pub(super) fn fixes(record: &Record<'_>) -> Vec<Fix> {
    let fix = |claim: Claim| Fix { statement: claim.statement, span: claim.span, section: claim.section as u32 };
    let mut fixes: Vec<Fix> = claims(record, SectionKind::Fix).into_iter().map(fix).collect();
    // What only helped for the time being stands behind what ended it.
    fixes.sort_by_key(|fix| record.words.is_temporary(&record.sections[fix.section as usize].title));
    if fixes.is_empty() { diary::fixes(record) } else { fixes }
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
    found.retain(|claim| seen.insert(claim.statement.span) && !record.words.says.is_nothing(&claim.statement.value));
    for claim in &mut found {
        claim.supposed = without_mark(record, &mut claim.statement);
    }
    found
}

/// Takes `Suspected: ` off the front of a statement; whether there was such a word.
fn without_mark(record: &Record<'_>, statement: &mut Spanned<String>) -> bool {
    let Some((mark, rest)) = statement.value.split_once(": ") else { return false };
    if mark.contains(' ') || !record.words.says.is_supposed(mark) {
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
    let rest = title_rest(record, index).filter(|_| labels.is_empty());
    if let Some(rest) = rest.clone().filter(|rest| is_telling(&rest.value)) {
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
            let known = record.sections[heading].kind == kind;
            match title_rest(record, heading) {
                Some(statement) if is_telling(&statement.value) || !known => {
                    found.push(Claim { statement, supposed: false, span: record.extent(heading), section: heading });
                }
                // `Direct cause` under `Root cause analysis` names the section again; what it says stands beneath.
                _ if known => of_section(record, heading, kind, found),
                _ => found.extend(of_heading(record, heading)),
            }
        }
    }
    if found.len() == before && kind != SectionKind::Fix {
        found.extend(parts_under(record, index).into_iter().filter_map(|part| of_part(record, part)));
    }
    if found.len() == before {
        for &label in &labels {
            of_section(record, label, kind, found);
        }
        if found.len() == before {
            found.extend(rest.map(|rest| claim(rest, record.extent(index))));
        }
        if found.len() == before && labels.is_empty() {
            found.extend(from_code(record, &own, index).map(|statement| claim(statement, record.sections[index].span)));
        }
    }
}

/// The first sentence of an item; of a question and its answer, as in five whys, the answer.
fn answer(text: &str) -> Range<usize> {
    let first = prose::first_statement(text);
    let arrows = |c: char| c.is_whitespace() || "→⇒➜".contains(c);
    let first = first.end - text[first.clone()].trim_start_matches(arrows).len()..first.end;
    let rest = &text[first.end..];
    let start = first.end + (rest.len() - rest.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '`').len());
    if !text[first.clone()].ends_with(['?', '？']) || start == text.len() {
        return first;
    }
    let second = prose::first_sentence(&text[start..]);
    start + second.start..start + second.end
}

/// A heading under a section of claims: its title, where it says something, otherwise the first sentence beneath.
fn of_heading(record: &Record<'_>, heading: usize) -> Option<Claim> {
    let title = title_of(record, heading);
    let extent = record.extent(heading);
    let below = record.passages.iter().filter(|passage| extent.contains(passage.span));
    let mut prose = below.filter(|passage| passage.kind.is_prose() && passage.kind != PassageKind::Heading);
    let beneath = prose.find(|passage| says_something(&passage.text)).map(|passage| {
        let range = prose::first_sentence(&passage.text);
        Spanned::new(passage.text[range.clone()].replace('\n', " "), passage.source_span(range))
    });
    let statement = if is_telling(&title.value) { Some(title) } else { beneath.or(Some(title)) }?;
    Some(Claim { statement, supposed: false, span: extent, section: heading })
}

/// Whether a heading says what happened, rather than asking or announcing it: `Redis connection lost`, not
/// `Why did it drift?` or `Primary issues`.
fn is_telling(title: &str) -> bool {
    const QUESTIONS: [&str; 6] = ["why", "what", "how", "when", "where", "who"];
    let mut words = title.split_whitespace();
    let first = words.next().unwrap_or_default().to_lowercase();
    let asks = QUESTIONS.contains(&first.as_str()) || title.ends_with(['?', '？']);
    !asks && title.split_whitespace().count() >= 3
}

/// Whether a text holds letters; numbers and signs alone claim nothing.
fn says_something(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphabetic()).count() >= 2
}

/// Whether a heading speaks of more than one: `Root causes`, `Fixes applied`, `Solutions`.
fn names_several(title: &str) -> bool {
    let words = title.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    words.into_iter().any(|word| word.ends_with("es") || word.ends_with("ons") || word.ends_with("arounds"))
}

fn statement_of(prose: &Prose) -> Option<Spanned<String>> {
    let sentence = answer(&prose.text);
    (!sentence.is_empty()).then(|| spanned(prose, sentence))
}

/// The cells of tables in a section that stand in the column that is named for it, each with its row; of whys, the last
/// one, which answers. Another table is evidence.
fn cells_in<'r>(record: &'r Record<'_>, kind: SectionKind, section: &Section) -> Vec<(&'r Prose, Span)> {
    let asks_why = record.words.is_whys(&section.title);
    let named = |cell: &Prose| record.words.heading(cell.text.trim()).0.is_some_and(|named| named.kind == kind);
    let column = |head: &[Prose]| if asks_why { head.len().checked_sub(1) } else { head.iter().position(named) };
    theory_rows::cells_under(record, section.span, column)
}

/// What a section says itself: its items, the cells of the column that is named for it, or its first sentence.
fn told_in(record: &Record<'_>, index: usize, kind: SectionKind, own: &[&Passage]) -> Vec<(Spanned<String>, Span)> {
    let section = &record.sections[index];
    let is_row = section.carrier == Carrier::TableKey;
    let pieces = match own.iter().find(|passage| passage.kind.is_prose()).map(|first| first.kind) {
        Some(PassageKind::Item) => {
            let items = record.items_in(section.span).into_iter();
            let told = items.filter_map(|item| Some((record.item_text(item)?, item.span)));
            let is_refuted =
                |text: &str| kind == SectionKind::RootCause && record.words.refuted(text, Role::Cause).is_some();
            told.filter(|(prose, _)| !is_refuted(&prose.text)).collect()
        }
        Some(PassageKind::Cell) if !is_row => cells_in(record, kind, section),
        _ => Vec::new(),
    };
    let mut told: Vec<_> = pieces.into_iter().filter_map(|(prose, span)| Some((statement_of(prose)?, span))).collect();
    // Of five whys the last answer is the cause; the others are the way there, and it stands for them all.
    if told.len() > 1 && record.words.is_whys(&section.title) {
        let chain = told.iter().fold(section.head, |chain, (_, span)| chain.to(*span));
        told = told.pop().map(|(statement, _)| (statement, chain)).into_iter().collect();
    }
    if !told.is_empty() {
        return told;
    }
    // `root_cause: logic_error` is a class and tells nothing.
    let is_class = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    let is_bare = |text: &str| section.carrier == Carrier::FrontMatter && is_class(text.trim());
    let is_text = |passage: &&&Passage| {
        passage.kind.is_prose()
            && says_something(&passage.text)
            && (is_row || passage.kind != PassageKind::Cell)
            && !is_bare(&passage.text)
    };
    let named = own.iter().find(is_text).and_then(|passage| match kind {
        SectionKind::RootCause => named_in(record, passage),
        SectionKind::Fix => done_in(record, passage),
        _ => None,
    });
    let first = || own.iter().find(is_text).map(|first| sentence_with_list(first, own));
    named.or_else(first).map(|statement| (statement, section.span)).into_iter().collect()
}

/// The sentence that says of itself that it names the cause, where a section first tells what was thought or done.
fn named_in(record: &Record<'_>, passage: &Passage) -> Option<Spanned<String>> {
    let named = told::first_named(record, &passage.text)?;
    let first = prose::first_sentence(&passage.text[named.clone()]);
    let range = named.start + first.start..named.start + first.end;
    // One that ends in a colon goes on in a list.
    let statement = passage.text[range.clone()].replace('\n', " ");
    (!statement.trim_end().ends_with([':', '：'])).then(|| Spanned::new(statement, passage.source_span(range)))
}

/// The first sentence that tells what was done, where a section first tells how it was noticed or what was believed.
fn done_in(record: &Record<'_>, passage: &Passage) -> Option<Spanned<String>> {
    let words = record.words;
    let was_in_vain = |text: &str| words.beliefs.told(text).is_some() || words.refutes.says_in_vain(text);
    let tells = |text: &str| words.says.tells_fix(text) && !was_in_vain(text);
    let sentences = crate::text::sentences(&passage.text);
    let first = &passage.text[sentences.first()?.clone()];
    let leads_up = words.says.tells_notice(first) || was_in_vain(first);
    if tells(first) || !leads_up {
        return None;
    }
    let done = sentences.into_iter().skip(1).find(|range| tells(&passage.text[range.clone()]))?;
    let statement = passage.text[done.clone()].replace('\n', " ");
    (!statement.trim_end().ends_with([':', '：'])).then(|| Spanned::new(statement, passage.source_span(done)))
}

/// Labels of the same kind inside a section.
fn labels_under(record: &Record<'_>, index: usize, kind: SectionKind) -> Vec<usize> {
    let is_label = |&later: &usize| record.sections[later].level > 6 && record.sections[later].kind == kind;
    record.under(index).filter(is_label).collect()
}

/// The parts that a section is told in, each behind a bold label of its own: `**billing:** The pool was too small.`
fn parts_under(record: &Record<'_>, index: usize) -> Vec<usize> {
    let is_part = |&later: &usize| {
        let section = &record.sections[later];
        let own = section.carrier == Carrier::BoldLabel && section.kind == SectionKind::Other;
        own && section.parent == Some(index as u32) && section.role == record.sections[index].role
    };
    record.under(index).filter(is_part).collect()
}

fn of_part(record: &Record<'_>, part: usize) -> Option<Claim> {
    let own: Vec<&Passage> = record.own_passages(part).collect();
    let first = own.iter().find(|passage| passage.kind.is_prose() && says_something(&passage.text))?;
    let statement = sentence_with_list(first, &own);
    Some(Claim { statement, supposed: false, span: record.sections[part].span, section: part })
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
        let in_letters = |word: &&str| word.chars().all(|c| c.is_alphabetic() || "'’,.()-".contains(c));
        (words.split_whitespace().filter(in_letters).count() >= 4).then(|| words.trim().to_owned())
    });
    let heading = || {
        let parent = record.sections[index].parent.filter(|&parent| record.sections[parent as usize].level > 1)?;
        Some(title_of(record, parent as usize).value)
    };
    let first = || code.text.lines().find(|line| !line.trim().is_empty()).map(|line| line.trim().to_owned());
    let statement = match record.sections[index].kind {
        SectionKind::RootCause => heading().or(comment),
        _ => comment.or_else(heading),
    };
    Some(Spanned::new(statement.or_else(first)?, code.span))
}

#[cfg(test)]
mod tests;
