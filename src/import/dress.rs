//! Markup that the grammar understands: labels become headings, lists that lost their line breaks get them back.
//!
//! Only markup changes, never a word; and what a reader of records makes of the text must stay what it was.

use crate::config::Config;
use crate::model::{Carrier, Role, Section, SectionKind};
use crate::record;
use crate::source::SourceFile;

/// A text after dressing, with what was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Dressed {
    /// The text.
    pub text: String,
    /// How many labels became headings.
    pub labels: usize,
    /// How many lists got their lines back.
    pub lists: usize,
}

/// Dresses the Markdown of one record.
pub(super) fn dress(text: &str, config: &Config) -> Dressed {
    let (text, lists) = unfolded(text);
    let before = sections(&text, config);
    for unknown in [Unknown::Too, Unknown::Left] {
        let (dressed, labels) = with_headings(&text, &before, unknown);
        if labels == 0 {
            break;
        }
        if shape(&sections(&dressed, config)) == shape(&before) {
            return Dressed { text: dressed, labels, lists };
        }
    }
    Dressed { text, labels: 0, lists }
}

fn sections(text: &str, config: &Config) -> Vec<Section> {
    record::read(&SourceFile::new("note.md", text), config).0.sections
}

/// What sections mean: kind and role of each that has a kind.
fn shape(sections: &[Section]) -> Vec<(SectionKind, Role)> {
    let named = sections.iter().filter(|section| section.kind != SectionKind::Other);
    named.map(|section| (section.kind, section.role)).collect()
}

/// Whether labels that name no known part become headings too, behind one that does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unknown {
    Too,
    Left,
}

/// The deepest heading under which labels become headings; below it a label in bold in front of its sentence reads better.
const DEEPEST: u8 = 2;

/// Turns labels that stand over paragraphs into headings, one level below the heading around them.
fn with_headings(text: &str, sections: &[Section], unknown: Unknown) -> (String, usize) {
    let mut out = String::with_capacity(text.len() + 64);
    let (mut at, mut labels) = (0, 0);
    // The heading under which the last label became one.
    let mut under: Option<Option<u32>> = None;
    for section in sections {
        let is_known = section.kind != SectionKind::Other;
        let is_label = match section.carrier {
            Carrier::BoldLabel => is_known || (unknown == Unknown::Too && under == Some(section.parent)),
            Carrier::PlainLabel | Carrier::InlineLabel => is_known,
            Carrier::Line => is_known && section.title.chars().all(|c| !c.is_lowercase()),
            _ => false,
        };
        let around = section.parent.map_or(0, |parent| sections[parent as usize].level);
        let (start, end) = marked(text, section.head.start as usize, section.head.end as usize);
        let own_line = section.carrier == Carrier::InlineLabel || text[..start].ends_with('\n') || start == 0;
        if !is_label || around > DEEPEST || section.role == Role::RuledOut && !is_known || start < at || !own_line {
            continue;
        }
        let name = text[start..end].trim_matches(|c: char| c.is_whitespace() || "*_:：".contains(c));
        if name.contains('\n') || name.is_empty() {
            continue;
        }
        out.push_str(text[at..start].trim_end_matches(' '));
        let gap = if out.is_empty() || out.ends_with("\n\n") {
            ""
        } else if out.ends_with('\n') {
            "\n"
        } else {
            "\n\n"
        };
        out.push_str(gap);
        out.push_str(&"#".repeat((around.max(1) + 1).into()));
        out.push(' ');
        out.push_str(name);
        let rest = text[end..].trim_start_matches([' ', '\t', '\n']);
        out.push_str("\n\n");
        at = text.len() - rest.len();
        labels += 1;
        under = Some(section.parent);
    }
    out.push_str(&text[at..]);
    (out, labels)
}

/// The place of a label with the marks of bold around it, its colon included. As many marks close it as open it: what
/// comes behind them is the text's own, such as the bullet of a list.
fn marked(text: &str, start: usize, end: usize) -> (usize, usize) {
    let opening = text[..start].trim_end_matches(['*', '_']).len();
    let mut marks = start - opening;
    let closes = |c: char| match c {
        ':' | '：' => true,
        '*' | '_' if marks > 0 => {
            marks -= 1;
            true
        }
        _ => false,
    };
    (opening, text.len() - text[end..].trim_start_matches(closes).len())
}

/// Gives the lists in `Label: - one - two` and `1. one 2. two 3. three` their lines back.
fn unfolded(text: &str) -> (String, usize) {
    let mut out = String::with_capacity(text.len());
    let mut lists = 0;
    let (mut fenced, mut goes_on) = (false, false);
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start();
        fenced ^= bare.starts_with("```") && !bare[3..].contains('`');
        let is_item = line.starts_with(['-', '*', '+']) && !goes_on;
        let is_prose = !fenced && !is_item && !line.starts_with([' ', '\t', '|', '>', '`', '#']);
        let marks = if is_prose { marks(line) } else { Vec::new() };
        goes_on = !marks.is_empty();
        let mut at = 0;
        for &mark in &marks {
            let before = line[at..mark].trim_end_matches(' ');
            out.push_str(before);
            if !out.is_empty() && !out.ends_with('\n') {
                out.push_str(if at == 0 { "\n\n" } else { "\n" });
            }
            at = mark;
        }
        out.push_str(&line[at..]);
        lists += usize::from(!marks.is_empty());
    }
    (out, lists)
}

/// Where the items of a list begin that was folded into one line.
fn marks(line: &str) -> Vec<usize> {
    let dashes: Vec<usize> = line
        .match_indices("- ")
        .map(|(at, _)| at)
        .filter(|&at| (at == 0 || line[..at].ends_with(' ')) && line[..at].matches('`').count().is_multiple_of(2))
        .filter(|&at| line[at + 2..].starts_with(|c: char| c.is_uppercase() || "`\"*".contains(c)))
        .collect();
    let first = dashes.first().copied().unwrap_or_default();
    let opens = line[..first].trim_end().ends_with([':', '：', '*']) || line[..first].trim().is_empty();
    if dashes.len() > 1 && opens {
        return dashes;
    }
    let mut numbers = Vec::new();
    let mut from = 0;
    while let Some(found) = line[from..].find(&format!("{}. ", numbers.len() + 1)) {
        let at = from + found;
        if at > 0 && !line[..at].ends_with(' ') {
            break;
        }
        numbers.push(at);
        from = at + 3;
    }
    let opens = numbers.first().is_some_and(|&first| line[..first].trim_end().ends_with([':', '：']));
    if numbers.len() > 2 && opens { numbers } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dressed(text: &str) -> String {
        dress(text, &Config::default()).text
    }

    #[test]
    fn labels_become_headings_and_words_stay() {
        let text = "# T\n\n**Severity:** high\n\n**Problem:** It hangs.\n\n**Setting:** a lab\n\n**Root Cause**:\n- a\n- b\n\nFix: restart\n";
        let expected = "# T\n\n**Severity:** high\n\n## Problem\n\nIt hangs.\n\n## Setting\n\na lab\n\n## Root Cause\n\n- a\n- b\n\n## Fix\n\nrestart\n";
        assert_eq!(dressed(text), expected);
        assert_eq!(dressed(expected), expected);
    }

    #[test]
    fn a_list_behind_a_label_keeps_every_bullet() {
        for bullet in ["*", "-", "+"] {
            let text = format!("# T\n\nIt broke.\n\nTODO\n{bullet} [x] mend it\n{bullet} [ ] watch it\n");
            let dressed = dressed(&text);
            assert_eq!(dressed.matches(&format!("{bullet} [")).count(), 2, "{dressed}");
        }
        let bold = "# T\n\nIt broke.\n\n**Root Cause:**\n* a\n* b\n";
        assert!(dressed(bold).ends_with("## Root Cause\n\n* a\n* b\n"), "{}", dressed(bold));
    }

    #[test]
    fn labels_in_mid_paragraph_become_headings() {
        let text = "# T\n\nIt was slow. Root cause: A bad deploy. Mitigation: We rolled back.\n";
        let expected = "# T\n\nIt was slow.\n\n## Root cause\n\nA bad deploy.\n\n## Mitigation\n\nWe rolled back.\n";
        assert_eq!(dressed(text), expected);
    }

    #[test]
    fn labels_of_theories_and_of_items_stay() {
        let text = "# T\n\n## Failed theories\n\n### The pool\n\n**Wrong because**: it was idle.\n\n## Notes\n\n- **Root cause:** a\n";
        assert_eq!(dressed(text), text);
    }

    #[test]
    fn folded_lists_get_their_lines_back() {
        let text =
            "Lessons: - Keep one key - it must be shared - Test with two\n\nSteps: 1. Stop it 2. Wait 3. Start it\n";
        let expected =
            "- Keep one key - it must be shared\n- Test with two\n\nSteps:\n\n1. Stop it\n2. Wait\n3. Start it\n";
        assert!(dressed(text).ends_with(expected), "{}", dressed(text));
        assert_eq!(unfolded("a - b - c\nversion 1. x\n").1, 0);
    }
}
