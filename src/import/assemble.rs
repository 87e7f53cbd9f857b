//! The text of one record, put together from the places of its source.

use std::ops::Range;

use crate::model::Carrier;

use super::outline::Outline;
use super::share::Unit;

/// The text of one incident out of several: its block under a title of level 1, then the blocks that speak of it, then
/// what stood near it.
pub(super) fn text(
    source: &str,
    outline: &Outline,
    range: &Range<usize>,
    head: Option<usize>,
    units: &[&Unit],
) -> String {
    let (level, from) = match head.map(|head| &outline.heads[head]) {
        Some(head) => (head.level, head.text),
        None => (1, range.start),
    };
    let mut out = String::new();
    if let Some(head) = head {
        out.push_str("# ");
        out.push_str(&title_source(source, outline, head));
        out.push_str("\n\n");
    }
    let is_line = head.is_some_and(|head| outline.heads[head].carrier == Carrier::Line);
    push(&mut out, &releveled(source, outline, from.min(range.end)..range.end, if is_line { 1 } else { level }));
    let mut told: Vec<usize> = Vec::new();
    for unit in units.iter().filter(|unit| unit.speaks) {
        let outermost = unit.path.first().map_or(2, |&head| outline.heads[head].level.max(2));
        for &above in unit
            .path
            .iter()
            .filter(|&&above| outline.heads[above].start < unit.range.start && !told.contains(&above))
            .collect::<Vec<_>>()
        {
            told.push(above);
            let depth = (outline.heads[above].level + 2).saturating_sub(outermost).clamp(2, 6);
            push(&mut out, &format!("{} {}", "#".repeat(depth.into()), title_source(source, outline, above)));
        }
        told.extend(unit.path.last());
        push(&mut out, &releveled(source, outline, unit.range.clone(), outermost - 1));
    }
    let rest: Vec<&str> =
        units.iter().filter(|unit| !unit.speaks).map(|unit| source[unit.range.clone()].trim()).collect();
    let rest = verbatim(&rest.join("\n\n"), "markdown");
    out.truncate(out.trim_end().len());
    out.push_str(if rest.is_empty() { "\n" } else { "\n\n" });
    out.push_str(rest.trim_start());
    out
}

/// Text that belongs to no incident, kept as it stood.
pub(super) fn verbatim(rest: &str, language: &str) -> String {
    if !rest.chars().any(char::is_alphanumeric) {
        return String::new();
    }
    let longest = rest.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("\n## Around it in the source\n\n{fence}{language}\n{rest}\n{fence}\n")
}

fn push(out: &mut String, block: &str) {
    let block = without_rules(block);
    if !block.is_empty() {
        out.push_str(block);
        out.push_str("\n\n");
    }
}

/// A block without the blank lines and rules around it, which parted it from its neighbours.
fn without_rules(block: &str) -> &str {
    let mut block = block.trim_start_matches('\n').trim_end();
    let is_rule =
        |line: &str| line.trim().len() > 2 && line.trim().chars().all(|c| c == '-' || c == '*' || c == '_' || c == '=');
    while let Some(last) = block.rsplit('\n').next().filter(|last| is_rule(last)) {
        // A line of dashes right under text is a heading's or a table's own.
        let above = block[..block.len() - last.len()].strip_suffix('\n').unwrap_or_default();
        if !above.is_empty() && !above.ends_with('\n') {
            break;
        }
        block = above.trim_end();
    }
    while let Some(first) = block.split('\n').next().filter(|first| is_rule(first)) {
        block = block[first.len()..].trim_start_matches('\n');
    }
    block
}

/// The words of a heading as they stand in the source, on one line.
pub(super) fn title_source(source: &str, outline: &Outline, head: usize) -> String {
    let head = &outline.heads[head];
    let text = source[head.start..head.text].trim();
    if !is_atx(text) && head.carrier == Carrier::Heading {
        // The last line underlines the others.
        let lines: Vec<&str> = text.lines().collect();
        return lines[..lines.len().saturating_sub(1)].join(" ").trim().to_owned();
    }
    let line = text.lines().next().unwrap_or_default().trim();
    let bare = line.trim_start_matches('#').trim();
    let bare = if line.starts_with('#') { bare.trim_end_matches('#').trim_end() } else { bare };
    bare.to_owned()
}

/// Whether a heading opens with `#`. Without a blank behind it, `#12` is a word, and an underline may make it a heading.
fn is_atx(head: &str) -> bool {
    let line = head.trim_start_matches(' ');
    let rest = line.trim_start_matches('#');
    (1..=6).contains(&(line.len() - rest.len())) && (rest.is_empty() || rest.starts_with([' ', '\t', '\n']))
}

/// A stretch of the source with its headings as deep as they stand under a heading of `level` that becomes level 1.
fn releveled(source: &str, outline: &Outline, range: Range<usize>, level: u8) -> String {
    let mut out = String::new();
    let mut at = range.start;
    let inside = outline
        .incident
        .sections
        .iter()
        .filter(|section| section.carrier == Carrier::Heading && range.contains(&(section.head.start as usize)));
    for section in inside {
        let (start, end) = (section.head.start as usize, (section.head.end as usize).min(range.end));
        let head = &source[start..end];
        let depth = (section.level + 1).saturating_sub(level).clamp(2, 6);
        let line = head.lines().next().unwrap_or_default();
        let bare = if is_atx(line) { line.trim_start_matches([' ', '#']).trim() } else { line.trim() };
        // Only headings that open with `#` or lie over one underline are rewritten; in a quote they stay as they are.
        if start < at || !(is_atx(line) || head.trim_end().lines().count() == 2) {
            continue;
        }
        out.push_str(&source[at..start]);
        out.push_str(&"#".repeat(depth.into()));
        out.push(' ');
        out.push_str(bare);
        out.push('\n');
        at = end;
        if !head.ends_with('\n') && source[at..range.end].starts_with('\n') {
            at += 1;
        }
    }
    out.push_str(&source[at.min(range.end)..range.end]);
    out
}
