//! Heads of texts that know no Markdown: lines that stand out by a number, a sign or capitals.
//!
//! `■原因`, `h2. Root cause`, `ROOT CAUSE` and `3. Root cause`, which is the item of a list for Markdown. Where two lines of a
//! text stand out in the same way and name a section, others that do so are heads too, whatever they are called; but not
//! in a text that has heads of its own, where a numbered list is a list.

use std::ops::Range;

use super::prose::{self, Prose};
use super::words::Words;
use crate::markdown::{BlockKind, Document};

/// How a line stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// The item of a numbered list that is no longer than a name, with text beneath.
    Number,
    /// A sign in front of it, or what a wiki writes there: `■`, `h2.`.
    Sign(char),
    Capitals,
}

/// The longest head, in bytes.
const LONGEST: usize = 72;

/// The longest head that nobody knows, in words.
const MOST_WORDS: usize = 8;

/// Signs in front of heads, and those that close them.
const SIGNS: [char; 13] = ['■', '□', '◆', '◇', '▼', '▲', '▽', '△', '★', '☆', '◎', '►', '='];
const BRACKETS: [(char, char); 3] = [('【', '】'), ('《', '》'), ('〈', '〉')];

/// The styles of a text's heads.
#[derive(Debug, Default)]
pub(super) struct PlainHeads {
    /// Styles in which two lines name a section.
    proven: Vec<Style>,
}

impl PlainHeads {
    /// Looks at all lines of a text. `proses` are the texts of each block.
    pub(super) fn of(document: &Document, proses: &[Vec<Prose>], words: &Words) -> PlainHeads {
        if knows_heads(document, proses, words) {
            return PlainHeads::default();
        }
        let mut named: Vec<(Style, usize)> = Vec::new();
        let mut count = |style: Style| match named.iter_mut().find(|(known, _)| *known == style) {
            Some((_, count)) => *count += 1,
            None => named.push((style, 1)),
        };
        for (index, block) in document.blocks.iter().enumerate().filter(|(_, b)| b.kind == BlockKind::Paragraph) {
            let text = &proses[index][0].text;
            if block.item.is_some() {
                let is_named =
                    || numbered(document, proses, index).is_some_and(|name| words.label(&text[name]).is_some());
                if is_named() {
                    count(Style::Number);
                }
                continue;
            }
            let styled = proses[index][0].lines().filter_map(|line| styled(text, line));
            styled.filter(|(_, name)| words.label(&text[name.clone()]).is_some()).for_each(|(style, _)| count(style));
        }
        PlainHeads { proven: named.into_iter().filter(|(_, count)| *count > 1).map(|(style, _)| style).collect() }
    }

    /// Whether lines of a style are heads, whatever they are called.
    pub(super) fn proves(&self, style: Style) -> bool {
        self.proven.contains(&style)
    }
}

/// Whether a text has heads as Markdown writes them: headings beside its title, or known names in bold.
fn knows_heads(document: &Document, proses: &[Vec<Prose>], words: &Words) -> bool {
    let headings = document.blocks.iter().filter(|block| matches!(block.kind, BlockKind::Heading(_))).count();
    let is_bold = |prose: &Prose| {
        prose.lines().any(|line| {
            let label = prose::label(prose, line).filter(|label| label.bold);
            label.is_some_and(|label| words.bold_label(&prose.text[label.name]).is_some())
        })
    };
    let paragraphs = || document.blocks.iter().zip(proses).filter(|(block, _)| block.kind == BlockKind::Paragraph);
    headings > 1 || paragraphs().any(|(_, proses)| !proses[0].strong.is_empty() && is_bold(&proses[0]))
}

/// How a line of a paragraph stands out, and what it is called without its sign.
pub(super) fn styled(text: &str, line: Range<usize>) -> Option<(Style, Range<usize>)> {
    let line = prose::trim(text, line);
    let own = &text[line.clone()];
    let first = own.chars().next().filter(|_| own.len() <= LONGEST)?;
    if own.ends_with(['.', ',', ';', '!', '。', '、']) {
        return None;
    }
    let wiki =
        own.strip_prefix('h').and_then(|rest| rest.strip_prefix(['1', '2', '3', '4', '5', '6'])?.strip_prefix(". "));
    if let Some(rest) = wiki {
        return named(text, line.end - rest.len()..line.end).map(|name| (Style::Sign('h'), name));
    }
    if let Some((_, close)) = BRACKETS.iter().find(|(open, _)| *open == first) {
        let inside = own[first.len_utf8()..].strip_suffix(*close)?;
        let start = line.start + first.len_utf8();
        return named(text, start..start + inside.len()).map(|name| (Style::Sign(first), name));
    }
    if SIGNS.contains(&first) {
        let start = line.end - own.trim_start_matches([first, ' ', '　']).len();
        let end = line.start + own.trim_end_matches([first, ' ', '　', ':', '：']).len();
        return named(text, start..end.max(start)).map(|name| (Style::Sign(first), name));
    }
    // A remark in brackets may be in small letters.
    let bare = own.split_once(" (").map_or(own, |(bare, _)| bare).trim_end_matches(':');
    let is_capital = bare.chars().any(char::is_uppercase) && !bare.chars().any(char::is_lowercase);
    let letters = bare.chars().filter(|c| c.is_alphabetic()).count();
    let has_few = bare.chars().all(|c| c.is_alphabetic() || " -/&'’".contains(c));
    (first.is_uppercase() && is_capital && letters > 3 && has_few)
        .then(|| (Style::Capitals, line.start..line.start + bare.len()))
}

/// The range, where it holds a name of few words.
fn named(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let range = prose::trim(text, range);
    let words = text[range.clone()].split_whitespace().count();
    (text[range.clone()].contains(char::is_alphabetic) && words <= MOST_WORDS).then_some(range)
}

/// What the item of a numbered list is called that is no longer than a name and has text beneath: more lines of its own, or
/// a block that is not the next item.
pub(super) fn numbered(document: &Document, proses: &[Vec<Prose>], index: usize) -> Option<Range<usize>> {
    let block = &document.blocks[index];
    let item = &document.items[block.item? as usize];
    let prose = proses[index].first()?;
    let line = prose::trim(&prose.text, prose.lines().next()?);
    let own = &prose.text[line.clone()];
    let is_first = index == 0 || document.blocks[index - 1].item != block.item;
    let ends_well = !own.ends_with(['.', ',', ';', '!', '?', '。']);
    if !(item.numbered && item.depth == 1 && is_first && ends_well && own.len() <= LONGEST) {
        return None;
    }
    let has_more = || {
        let next = document.blocks.get(index + 1)?;
        let is_sibling = next.item.is_some_and(|next| document.items[next as usize].numbered);
        (!is_sibling).then_some(())
    };
    (line.end < prose.text.len() || has_more().is_some()).then(|| named(&prose.text, line)).flatten()
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::model::{Incident, SectionKind};
    use crate::source::SourceFile;

    fn read(text: &str) -> Incident {
        crate::record::read(&SourceFile::new("a.md", text), &Config::default()).0
    }

    fn kinds(text: &str) -> Vec<SectionKind> {
        read(text).sections.into_iter().skip(1).map(|section| section.kind).collect()
    }

    #[test]
    fn lines_behind_a_sign_a_number_or_in_capitals_are_heads_with_those_beside_them() {
        use SectionKind::*;
        let signs = "Logins failed\n\n■原因\n証明書の期限切れ。\n■補償\nなし。\n■対応\n更新した。\n";
        assert_eq!(kinds(signs), [RootCause, Other, Fix]);
        let numbers = "Logins failed\n\n1. Summary\n\nSlow.\n\n2. Scope of works\n\nAll.\n\n3. Root cause\nA lock.\n4. Fix\n- x\n";
        assert_eq!(kinds(numbers), [Summary, Other, RootCause, Fix]);
        let capitals =
            "Logins failed\n\nSYMPTOM\nSlow.\n\nFIRST LINE NOTES (ANA, 10:05)\nRestarted.\n\nCAUSE\nA lock.\n";
        assert_eq!(kinds(capitals), [Symptoms, Other, RootCause]);
        assert_eq!(
            kinds("h1. Logins failed\n\nh2. Root cause\n\nA lock.\n\nh2. Fix\n\nFreed it.\n"),
            [Other, RootCause, Fix]
        );
    }

    #[test]
    fn steps_of_a_list_shouts_and_a_single_name_are_no_heads() {
        assert_eq!(kinds("# T\n\n1. Restart\n2. Monitoring\n3. Wait\n\nDone.\n"), [SectionKind::Other]);
        let steps = "# T\n\n## Action items\n\n1. Detection\n   Add an alert.\n2. Fix\n   Limit clients.\n3. Runbook\n   Write it.\n";
        assert_eq!(kinds(steps), [SectionKind::Other, SectionKind::Actions]);
        assert_eq!(read(steps).actions.len(), 3);
        let name =
            "Logins failed\n\nCAUSE\nThe client asked\n\nPOSTGRES MASTER\n\nfor each login.\n\nFIX\nRaised it.\n";
        assert_eq!(kinds(name), [SectionKind::RootCause, SectionKind::Fix]);
        assert_eq!(kinds("# T\n\nWE ARE BACK\nand sorry.\n"), [SectionKind::Other]);
        assert_eq!(kinds("# T\n\n1. Fix\n\nWe freed it.\n"), [SectionKind::Other]);
    }
}
