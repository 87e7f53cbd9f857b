//! Sections: where each begins, what it is about, and what it may prove.
//!
//! First every block is asked whether it opens sections ([`Opener`]), then the openers are laid out over the text.

use std::collections::BTreeMap;
use std::ops::Range;

use super::prose::{self, Label, Prose};
use super::words::{Named, Words};
use crate::markdown::{Block, BlockKind, Document};
use crate::model::{Carrier, Role, Section, SectionKind, unique_slug};
use crate::source::Span;

/// The level that labels and rows have in a record.
const LABEL_LEVEL: u8 = 7;

/// A place where a section begins.
#[derive(Debug)]
struct Opener {
    carrier: Carrier,
    level: u8,
    title: String,
    head: Span,
    named: Option<Named>,
    /// Whether its title, known or not, says that what follows is only supposed.
    supposed: bool,
    /// Where it ends at the latest: the end of a list item or table row.
    until: Option<u32>,
}

/// Finds the sections of a text that lies at `body` in its file. `proses` are the texts of each block.
pub(super) fn find(document: &Document, proses: &[Vec<Prose>], words: &Words, body: Span) -> Vec<Section> {
    let mut openers = Vec::new();
    let title = title_block(document);
    for (index, block) in document.blocks.iter().enumerate() {
        match &block.kind {
            BlockKind::Heading(level) => {
                openers.push(heading(block, &proses[index][0], *level, words, Some(index) == title));
            }
            BlockKind::Paragraph if block.item.is_some() => {
                item_label(document, block, &proses[index][0], words, &mut openers);
            }
            BlockKind::Paragraph => {
                if let Some(callout) = callout(document, block, &proses[index][0], words) {
                    openers.push(callout);
                } else if line_heading(document, proses, index, words) {
                    openers.push(line(block, &proses[index][0], words));
                } else {
                    let is_last = index + 1 == document.blocks.len();
                    paragraph_labels(&proses[index][0], is_last, words, &mut openers);
                }
            }
            BlockKind::Row { head: false, cells, .. } if cells.len() == 2 => {
                openers.extend(row(block, &proses[index], words));
            }
            _ => {}
        }
    }
    lay_out(openers, body)
}

/// The heading that is the record's title: its first block of any kind, when that is a heading.
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
    let supposed = by_name || !is_title && words.is_supposed(&title);
    Opener { carrier: Carrier::Heading, level, title, head: block.span, named, supposed, until: None }
}

/// Whether a paragraph of one line stands as a heading: a known name in capitals, or a short line above a label.
fn line_heading(document: &Document, proses: &[Vec<Prose>], index: usize, words: &Words) -> bool {
    let text = proses[index][0].text.trim();
    if text.contains('\n') || text.len() > 90 || text.is_empty() {
        return false;
    }
    let has_letters = text.chars().any(char::is_uppercase);
    if has_letters && !text.chars().any(char::is_lowercase) && words.heading(text).0.is_some() {
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
    let own_label = prose::label(&proses[index][0], 0..proses[index][0].text.len());
    ends_open && opens_label && own_label.is_none()
}

fn line(block: &Block, prose: &Prose, words: &Words) -> Opener {
    let title = prose.text.trim().to_owned();
    let named = words.heading(&title).0.filter(|_| !title.chars().any(char::is_lowercase));
    let supposed = named.as_ref().is_some_and(|named| named.supposed);
    Opener { carrier: Carrier::Line, level: 6, title, head: block.span, named, supposed, until: None }
}

/// What a line without any mark names, as texts have it that were copied out of another program: all of it has to be a
/// name, in the way headings are written.
fn plain_name(line: &str, words: &Words) -> Option<Named> {
    let begins_well = line.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase());
    let ends_well = !line.ends_with(['.', ',', ';', '!', '。', ':', '：']);
    words.label(line).filter(|_| begins_well && ends_well)
}

/// Labels at the start of a paragraph's lines, and known ones behind the end of a sentence.
fn paragraph_labels(prose: &Prose, is_last: bool, words: &Words, openers: &mut Vec<Opener>) {
    for (number, line) in prose.lines().enumerate() {
        let label = prose::label(prose, line.clone());
        // `What happened?` with the answer in the next line, or in the next paragraph.
        let whole = prose::trim(&prose.text, line.clone());
        let has_more = line.end < prose.text.len() || !is_last;
        if number == 0 && label.is_none() && has_more {
            let named = plain_name(&prose.text[whole.clone()], words);
            openers.extend(named.map(|named| opener(prose, whole, line.end, Carrier::PlainLabel, Some(named))));
        }
        if let Some(label) = &label {
            let name = &prose.text[label.name.clone()];
            let named = named(prose, label, line.end, words);
            let inside_theory = words.theory_part(name).is_some() || words.is_proof(name);
            // An unknown bold label ends what the label before it began.
            if named.is_some() || (label.bold && !inside_theory) {
                openers.push(label_opener(prose, label, named));
            }
        }
        let from = label.map_or(line.start, |label| label.rest);
        inline_labels(prose, from..line.end, words, openers);
    }
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
        if at > from && prose::label(prose, at..at + line.trim_end_matches('\n').len()).is_some() {
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
    if words.rejects(text) {
        return Named { kind: SectionKind::FailedTheories, supposed: false };
    }
    Named { supposed: !text.contains(['✅', '✔']), ..named }
}

fn label_opener(prose: &Prose, label: &Label, named: Option<Named>) -> Opener {
    let carrier = if label.bold { Carrier::BoldLabel } else { Carrier::PlainLabel };
    opener(prose, label.name.clone(), label.rest, carrier, named)
}

fn opener(prose: &Prose, name: Range<usize>, rest: usize, carrier: Carrier, named: Option<Named>) -> Opener {
    let title = prose.text[name.clone()].trim().to_owned();
    let head = prose::trim(&prose.text, name.start..rest.min(prose.text.len()));
    let supposed = named.as_ref().is_some_and(|named| named.supposed);
    Opener { carrier, level: LABEL_LEVEL, title, head: prose.span(head), named, supposed, until: None }
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
        let Some(label) = prose::label(prose, line.clone()) else { continue };
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
    })
}

/// Turns openers into sections, the opening first.
fn lay_out(mut openers: Vec<Opener>, body: Span) -> Vec<Section> {
    openers.sort_by_key(|opener| (opener.head.start, opener.level));
    let opening = Section {
        kind: SectionKind::Other,
        role: Role::Neutral,
        title: String::new(),
        anchor: "opening".to_owned(),
        level: 0,
        carrier: Carrier::Opening,
        head: Span::new(body.start as usize, body.start as usize),
        span: Span { start: 0, end: body.end },
        parent: None,
        supposed: false,
    };
    let mut sections = vec![opening];
    let mut anchors = BTreeMap::from([("opening".to_owned(), 1)]);
    // The headings around the current place, innermost last, then the label that holds it, if any.
    let mut around: Vec<u32> = vec![0];
    let mut open = 0;
    for opener in openers {
        let index = sections.len() as u32;
        around.retain(|&outer| sections[outer as usize].level < opener.level || outer == 0);
        let parent = around.last().copied().unwrap_or(0);
        let start = opener.head.start;
        let end = if let Some(until) = opener.until {
            until
        } else {
            sections[open].span.end = start;
            open = index as usize;
            body.end
        };
        // What a list item or row opens stands in what is open there, be it a label.
        let within = if opener.until.is_some() { open } else { parent as usize };
        let kind = kind_of(&opener, &sections, within);
        sections.push(Section {
            kind,
            role: kind.role().unwrap_or(sections[within].role),
            anchor: unique_slug(&mut anchors, &opener.title, kind.name()),
            title: opener.title,
            level: opener.level,
            carrier: opener.carrier,
            head: opener.head,
            span: Span { start, end },
            parent: Some(parent),
            supposed: opener.supposed || sections[within].supposed,
        });
        if opener.level < LABEL_LEVEL {
            around.push(index);
        }
    }
    sections
}

/// What a section is about, by its name and by what it stands in.
fn kind_of(opener: &Opener, sections: &[Section], within: usize) -> SectionKind {
    let Some(named) = &opener.named else { return SectionKind::Other };
    let role = sections[within].role;
    // What stands under failed theories is ruled out, whatever it is called; under misleading signals a heading may go on
    // to tell what it really was.
    let is_ruled_out = role == Role::RuledOut && (opener.level == LABEL_LEVEL || is_theory(sections, within));
    // What stands under actions or prevention has not been done yet, even where it is called a fix.
    let is_planned = role == Role::Future && matches!(named.kind, SectionKind::Fix | SectionKind::Detection);
    // `**Problem 2:** …` inside a cause numbers its parts.
    let is_numbered = opener.title.ends_with(|c: char| c.is_ascii_digit()) && opener.level == LABEL_LEVEL;
    let is_part = role == Role::Cause && named.kind == SectionKind::Symptoms && is_numbered;
    // `What went wrong` among the lessons is about the answer to the incident, beside `What went well`.
    if sections[within].kind == SectionKind::Lessons && named.kind == SectionKind::ContributingFactors {
        return SectionKind::Lessons;
    }
    if is_ruled_out || is_planned || is_part { SectionKind::Other } else { named.kind }
}

/// Whether a section tells failed theories, or stands under one that does.
fn is_theory(sections: &[Section], index: usize) -> bool {
    let outer = |&index: &usize| sections[index].parent.map(|parent| parent as usize);
    std::iter::successors(Some(index), outer).any(|index| sections[index].kind == SectionKind::FailedTheories)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown;

    #[test]
    fn boxes_of_editors_are_sections_that_end_with_their_quotation() {
        let text = "# T\n\n> [!bug]- Root cause\n> A lock.\n>\n> - held over a call\n\nMore.\n\n> [!summary]\n> Slow.\n\n> [!tip] Ask Ana\n> x\n";
        let found: Vec<_> = outline(text).into_iter().map(|(kind, _, title, text)| (kind, title, text)).collect();
        assert_eq!(found[1].0, SectionKind::RootCause);
        assert_eq!(found[1].1, "Root cause");
        assert!(found[1].2.ends_with("held over a call"), "{}", found[1].2);
        assert_eq!((found[2].0, found[2].1.as_str()), (SectionKind::Summary, "summary"));
        assert_eq!(found.len(), 3);
    }

    /// Kind, role, title and text of every section but the opening.
    fn outline(text: &str) -> Vec<(SectionKind, Role, String, String)> {
        let document = markdown::parse(text, 0);
        let proses: Vec<_> = document.blocks.iter().map(prose::texts).collect();
        let sections = find(&document, &proses, Words::built_in(), Span::new(0, text.len()));
        let shown = sections.into_iter().skip(1);
        shown.map(|s| (s.kind, s.role, s.title, text[s.span.range()].trim().to_owned())).collect()
    }

    fn kinds(text: &str) -> Vec<SectionKind> {
        outline(text).into_iter().map(|(kind, ..)| kind).collect()
    }

    use SectionKind::*;

    #[test]
    fn headings_open_sections_and_unknown_ones_keep_the_role_around_them() {
        let sections = outline("# T\n\n## Root cause\n\na\n\n### Details\n\nb\n\n## Other\n\nc\n");
        let roles: Vec<_> = sections.iter().map(|(kind, role, ..)| (*kind, *role)).collect();
        let expected = [(Other, Role::Neutral), (RootCause, Role::Cause), (Other, Role::Cause), (Other, Role::Neutral)];
        assert_eq!(roles, expected);
        assert_eq!(sections[2].3, "### Details\n\nb");
    }

    #[test]
    fn bold_and_plain_labels_open_sections() {
        assert_eq!(kinds("**Root Cause:** x\n\n**Fix**: y\n"), [RootCause, Fix]);
        assert_eq!(kinds("Problem: x\n\nRoot Cause: y\n\nSolution: z\n"), [Symptoms, RootCause, Fix]);
        assert_eq!(kinds("Note: x\n"), []);
    }

    #[test]
    fn an_unknown_bold_label_ends_the_section_before_it() {
        let sections = outline("**Root cause:** a\n\n**Scenario:** b\n");
        assert_eq!(sections[1].1, Role::Neutral);
    }

    #[test]
    fn labels_in_mid_paragraph_open_sections() {
        let text = "Services were slow. Root cause: A bad deploy. Mitigation: We rolled back. Next steps: We sleep.";
        let sections = outline(text);
        let shown: Vec<_> = sections.iter().map(|(kind, _, _, text)| (*kind, text.as_str())).collect();
        let expected = [
            (RootCause, "Root cause: A bad deploy."),
            (Fix, "Mitigation: We rolled back."),
            (Actions, "Next steps: We sleep."),
        ];
        assert_eq!(shown, expected);
        assert_eq!(kinds("Slow. Root cause: : a deploy"), [RootCause]);
    }

    #[test]
    fn rows_and_items_open_sections_that_end_with_them() {
        let sections = outline("## Facts\n\n| Key | Value |\n|---|---|\n| Root cause | a |\n| Colour | b |\n\nafter\n");
        assert_eq!(sections[1].3, "Root cause | a |");
        assert_eq!(kinds("- **Root cause:** a\n- b\n"), [RootCause]);
    }

    #[test]
    fn lines_in_capitals_open_sections() {
        assert_eq!(kinds("ROOT CAUSE\n\nx\n\nFIX\n\ny\n"), [RootCause, Fix]);
        assert_eq!(kinds("HELLO WORLD\n\nx\n"), []);
    }

    #[test]
    fn known_names_that_have_a_line_to_themselves_open_sections_without_any_mark() {
        assert_eq!(
            kinds("Pushes stopped\n\nWhat happened?\nThey stopped.\n\nWhy did it happen?\nA key.\n"),
            [Summary, RootCause]
        );
        assert_eq!(kinds("Root cause\n\nThe disk.\n\nResolution\nMore disk.\n"), [RootCause, Fix]);
        assert_eq!(kinds("The disk was full, and nobody knew\nwhy\n\nresolution\n\nx\n"), []);
        assert_eq!(kinds("It was a long night.\n\nResolution\n"), [], "nothing stands under it");
    }

    #[test]
    fn a_short_line_above_a_label_is_a_heading() {
        let sections = outline("Console windows\n\nProblem: x\n\nKeys\n\nProblem: y\n");
        let titles: Vec<_> = sections.iter().map(|(_, _, title, _)| title.as_str()).collect();
        assert_eq!(titles, ["Console windows", "Problem", "Keys", "Problem"]);
    }

    #[test]
    fn what_stands_under_failed_theories_is_ruled_out_whatever_it_is_called() {
        for text in [
            "## Failed theories\n\n### The pool\n\n**Root cause:** the pool\n",
            "## Failed theories\n\n### The pool\n\n#### Root cause\n\nthe pool\n",
            "**What didn't work:**\n\n- **Root cause:** the pool\n",
        ] {
            assert!(outline(text).iter().all(|(_, role, ..)| *role == Role::RuledOut), "{text}");
        }
        let roles: Vec<_> = outline("## What fooled us\n\n### The real problem\n\nx\n").iter().map(|s| s.1).collect();
        assert_eq!(roles, [Role::RuledOut, Role::Cause]);
    }

    #[test]
    fn what_stands_under_actions_has_not_been_done() {
        let sections = outline("## Action items\n\n### Detect\n\n### Detection\n\na\n\n### Mitigation\n\nb\n");
        let seen: Vec<_> = sections.iter().map(|(kind, role, ..)| (*kind, *role)).collect();
        assert_eq!(seen[1..], [(Other, Role::Future); 3]);
    }

    #[test]
    fn a_hypothesis_is_what_the_text_behind_it_says_it_was() {
        let text = "**Hypothesis 1: the disk.** It had room. ❌\n\n**Hypothesis 2: the lock.** No key was held. Ruled out.\n\n\
                    **Hypothesis 3: the clock.** ✅ The hour was skipped.\n\n**Hypothesis 4: the pool.** To be looked at.\n";
        assert_eq!(kinds(text), [FailedTheories, FailedTheories, RootCause, RootCause]);
        let lines = "**Hypothesis 1:** the disk was full \u{2705}\n**Hypothesis 2:** the lock was held \u{274c}\n";
        assert_eq!(kinds(lines), [RootCause, FailedTheories]);
        assert_eq!(kinds("**Hypothesis 1: the disk.** The kernel is not ruled out.\n\nx\n"), [RootCause]);
        assert_eq!(kinds("**Hypothesis: the pool.** Failed pods rose as it was empty.\n\nx\n"), [RootCause]);
        assert_eq!(kinds("- Hypothesis: the disk, ruled out\n- Hypothesis: the lock\n"), [FailedTheories, RootCause]);
    }

    #[test]
    fn what_went_wrong_is_a_lesson_where_it_stands_among_them() {
        assert_eq!(kinds("## Lessons learned\n\n### What went well\n\na\n\n### What went wrong\n\nb\n"), [Lessons; 3]);
        assert_eq!(kinds("## What went wrong\n\nb\n"), [ContributingFactors]);
    }

    #[test]
    fn anchors_are_unique() {
        let mut anchors = BTreeMap::new();
        let mut next = |title| unique_slug(&mut anchors, title, Other.name());
        assert_eq!(
            [next("Fix"), next("Fix 2"), next("Fix"), next("Fix"), next("!")],
            ["fix", "fix-2", "fix-3", "fix-4", "other"]
        );
    }
}
