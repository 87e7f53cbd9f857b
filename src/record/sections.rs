//! Sections: how far each reaches, what it is about, and what it may prove.

use std::collections::BTreeMap;

use super::openers::{self, LABEL_LEVEL, Opener};
use super::prose::Prose;
use super::words::Words;
use crate::markdown::Document;
use crate::model::{Carrier, Role, Section, SectionKind, unique_slug};
use crate::source::Span;

/// Finds the sections of a text that lies at `body` in its file. `proses` are the texts of each block.
pub(super) fn find(document: &Document, proses: &[Vec<Prose>], words: &Words, body: Span) -> Vec<Section> {
    lay_out(openers::find(document, proses, words), body)
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
        // `- **Fix** – …` among promises is a topic.
        if opener.loose && opener.until.is_some() && !matches!(sections[within].role, Role::Neutral | Role::Symptom) {
            continue;
        }
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
    use crate::record::prose;

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
