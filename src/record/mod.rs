//! Records: from a file's text to the incident it tells.
//!
//! [`read`] is pure: it gives an incident and findings for any text whatever, and looks at nothing but that text.
//! It runs in two steps. First the pieces are found: front matter, blocks, sections, passages (`Record`). Then the
//! pieces get their meaning: header values, theories, causes, fixes, events, actions, symptoms.

mod action_lines;
mod action_notes;
mod action_rows;
mod action_tails;
mod actions;
mod aside;
mod beliefs;
mod claims;
pub(crate) mod dates;
mod diary;
mod events;
pub(crate) mod forms;
mod front_matter;
mod header;
mod ids;
mod kept;
mod layout;
mod level;
mod lift;
mod misspelt;
mod names;
mod noticed;
mod openers;
mod passages;
mod plain_heads;
mod promises;
mod prose;
mod refuted;
mod sayings;
mod schema;
mod sections;
mod shapes;
mod symptoms;
#[cfg(test)]
mod tests;
mod theories;
mod theory_rows;
mod title;
mod told;
mod toml_matter;
mod updates;
mod values;
mod whys;
mod word_lists;
mod words;

use std::ops::Range;
use std::sync::Arc;

use crate::config::Config;
use crate::diag::{Diagnostic, Fix, rule};
use crate::markdown::{self, Block, Document, ItemInfo};
use crate::model::{Carrier, Date, Incident, Passage, PassageKind, Role, Section, SectionKind, Standing};
use crate::source::{SourceFile, Span, Spanned};

pub(crate) use front_matter::{FrontMatter, chunks_of as front_matter_chunks, read as front_matter};
use layout::Layout;
use prose::Prose;
use words::Words;

pub use ids::settle as settle_ids;
pub use kept::{Keeping, Kept};
pub use schema::schema;
pub(crate) use values::{severity, severity_words};

/// The front matter key that a word means, by its own name or by one of its other names.
pub(crate) fn key_meaning(key: &str) -> Option<&'static str> {
    header::known_key(key, Words::built_in())
}

/// The pieces of one file.
struct Record<'a> {
    file: &'a Arc<SourceFile>,
    words: &'a Words,
    config: &'a Config,
    front: FrontMatter,
    document: Document,
    /// The texts of each block of the document.
    proses: Vec<Vec<Prose>>,
    sections: Vec<Section>,
    layout: Layout,
    passages: Vec<Passage>,
    /// The passages of each section, as indices.
    passages_of: Vec<Vec<usize>>,
    /// The day of the incident, as soon as it is known: days without a year follow it.
    day: Option<Date>,
}

/// Reads one record. The id is made of the front matter or the path; whether it is unique is not known here.
pub fn read(file: &Arc<SourceFile>, config: &Config) -> (Incident, Vec<Diagnostic>) {
    let own_words = Words::with(config);
    let words = own_words.as_ref().unwrap_or_else(|| Words::built_in());
    let (record, mut findings) = parse(file, words, config);
    let incident = lower(record, &mut findings);
    (incident, findings)
}

/// Finds the pieces.
fn parse<'a>(file: &'a Arc<SourceFile>, words: &'a Words, config: &'a Config) -> (Record<'a>, Vec<Diagnostic>) {
    let (front, mut findings) = front_matter::read(file);
    let text = &file.text[front.body..];
    let document = markdown::parse(text, front.body);
    let proses: Vec<_> = document.blocks.iter().map(prose::texts).collect();
    let body = Span::new(front.body, file.text.len());
    let mut sections = sections::find(&document, &proses, words, body);
    header::add_sections(&front, words, &mut sections);
    let layout = Layout::of(&sections);
    let mut passages = passages::collect(file, &front, &document, &proses, &sections, &layout);
    header::assign_passages(&sections, &layout, &mut passages);
    let mut passages_of = vec![Vec::new(); sections.len()];
    for (index, passage) in passages.iter().enumerate() {
        passages_of[passage.section as usize].push(index);
    }
    if let Some(fence) = document.unclosed_fence {
        let finding = Diagnostic::new(&rule::UNCLOSED_FENCE, file, fence, "this code fence is never closed");
        let finding = finding.with_help("everything below it is shown as code; close it with a line of its own");
        findings.push(match closing(file, fence) {
            Some(fix) => finding.with_fix(fix),
            None => finding,
        });
    }
    findings.extend(misspelt::find(file, &sections, words));
    if passages.is_empty() {
        let finding = Diagnostic::new(&rule::EMPTY_RECORD, file, Span::default(), "this record has no text");
        findings.push(finding.with_help("write it, or remove the file"));
    }
    (
        Record { file, words, config, front, document, proses, sections, layout, passages, passages_of, day: None },
        findings,
    )
}

/// Closes a fence where it ends anyway, at the end of the file. One in an item or a quotation ends before.
fn closing(file: &SourceFile, fence: Span) -> Option<Fix> {
    let line = file.slice(file.line_span(file.position(fence.start).line));
    let bare = line.trim_start_matches(' ');
    let mark = bare.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let length = bare.chars().take_while(|c| *c == mark).count();
    if length < 3 || line.len() - bare.len() > 3 {
        return None;
    }
    let line_end = if file.text.contains("\r\n") { "\r\n" } else { "\n" };
    let before = if file.text.ends_with('\n') { "" } else { line_end };
    let end = Span::new(file.text.len(), file.text.len());
    let closing = std::iter::repeat_n(mark, length).collect::<String>();
    Some(Fix::safe("close the fence at the end of the file", end, format!("{before}{closing}{line_end}")))
}

/// Says what the pieces mean.
fn lower(mut record: Record<'_>, findings: &mut Vec<Diagnostic>) -> Incident {
    let mut incident = header::read(&record, findings);
    if aside::is_page(&record, &incident, findings) {
        return Incident {
            standing: Standing::Page,
            severity: None,
            status: None,
            sections: record.sections,
            passages: record.passages,
            ..incident
        };
    }
    incident.theories = theories::find(&record);
    incident.causes = claims::causes(&record, incident.is_open());
    incident.fixes = claims::fixes(&record);
    incident.events = events::find(&record, incident.date.as_ref().map(|date| date.value));
    // A timeline that writes its days tells the day of the incident, where nothing else does.
    let first_day = incident.events.iter().find_map(|event| Some(Spanned::new(event.at?.date, event.span)));
    incident.date = incident.date.take().or(first_day);
    record.day = incident.date.as_ref().map(|date| date.value).or_else(|| Some(lift::told_day(&record)?.value));
    incident.detected_by = incident.detected_by.take().or_else(|| noticed::find(&record));
    incident.actions = actions::find(&record, findings);
    incident.symptoms = symptoms::symptoms(&record);
    incident.error_strings = symptoms::error_strings(&record);
    incident.misleading = symptoms::misleading(&record);
    updates::fill(&record, &mut incident);
    if incident.symptoms.is_empty() {
        incident.symptoms = symptoms::told(&record);
    }
    incident.date = incident.date.take().or_else(|| lift::told_day(&record));
    incident.severity = incident.severity.take().or_else(|| lift::told_severity(&record));
    if incident.events.is_empty() {
        incident.events = events::told_in_lines(&record, incident.date.as_ref().map(|date| date.value));
    }
    let promised = actions::announced(&record);
    let whys = whys::find(&record).map_or_else(Vec::new, |whys| whys.spans);
    incident.sections = record.sections;
    incident.passages = record.passages;
    whys::settle(&whys, &mut incident.passages);
    // What was ruled out proves nothing, wherever it stands. A sentence inside of a paragraph is no passage of its own.
    for theory in &incident.theories {
        let from = incident.passages.partition_point(|passage| passage.span.start < theory.span.start);
        let inside = incident.passages[from..].iter_mut().take_while(|passage| theory.span.contains(passage.span));
        inside.for_each(|passage| passage.role = Role::RuledOut);
    }
    // Nor does what is promised.
    for extent in promised {
        let from = incident.passages.partition_point(|passage| passage.span.start < extent.start);
        let inside = incident.passages[from..].iter_mut().take_while(|passage| extent.contains(passage.span));
        inside.for_each(|passage| passage.role = Role::Future);
    }
    level::settle(&mut incident);
    incident
}

impl Record<'_> {
    /// The sections that are of one kind by their own name, outermost first: one that lies in another of the same
    /// kind is left to that one.
    fn sections_of(&self, kind: SectionKind) -> Vec<usize> {
        let own = |index: &usize| self.sections[*index].kind == kind;
        (0..self.sections.len()).filter(own).filter(|&index| !self.has_ancestor(index, own)).collect()
    }

    fn has_ancestor(&self, index: usize, wanted: impl Fn(&usize) -> bool) -> bool {
        let mut at = self.sections[index].parent;
        while let Some(outer) = at {
            if wanted(&(outer as usize)) {
                return true;
            }
            at = self.sections[outer as usize].parent;
        }
        false
    }

    /// A section with everything under it.
    fn extent(&self, index: usize) -> Span {
        self.layout.extent(index)
    }

    /// The sections under a section, in order.
    fn under(&self, index: usize) -> impl Iterator<Item = usize> {
        self.layout.under(&self.sections, index)
    }

    /// The headings directly under a section.
    fn headings_under(&self, index: usize) -> Vec<usize> {
        let directly = |&later: &usize| {
            let section = &self.sections[later];
            section.parent == Some(index as u32) && matches!(section.carrier, Carrier::Heading | Carrier::Line)
        };
        self.under(index).filter(directly).collect()
    }

    /// All blocks, with the texts of each.
    fn blocks(&self) -> impl Iterator<Item = (&Block, &[Prose])> {
        self.document.blocks.iter().zip(self.proses.iter().map(Vec::as_slice))
    }

    /// The blocks that begin in a span, with the texts of each.
    fn blocks_in(&self, span: Span) -> impl Iterator<Item = (&Block, &[Prose])> {
        let from = self.document.blocks.partition_point(|block| block.span.start < span.start);
        let inside = self.document.blocks[from..].iter().zip(&self.proses[from..]);
        inside
            .take_while(move |(block, _)| block.span.start < span.end)
            .map(|(block, proses)| (block, proses.as_slice()))
    }

    /// The list items of the first depth that begin in a span.
    fn items_in(&self, span: Span) -> Vec<&ItemInfo> {
        let from = self.document.items.partition_point(|item| item.span.start < span.start);
        let inside = self.document.items[from..].iter().take_while(|item| item.span.start < span.end);
        let inside: Vec<_> = inside.filter(|item| !self.is_head(item)).collect();
        let depth = inside.iter().map(|item| item.depth).min();
        inside.into_iter().filter(|item| Some(item.depth) == depth).collect()
    }

    /// Whether an item of a list is the head of a section, and no item of what it stands above.
    fn is_head(&self, item: &ItemInfo) -> bool {
        self.sections[self.section_at(item.span.start) as usize].head.start == item.span.start
    }

    /// The first text of a list item.
    fn item_text(&self, item: &ItemInfo) -> Option<&Prose> {
        self.blocks_in(item.span).find_map(|(_, proses)| proses.first().filter(|prose| !prose.text.trim().is_empty()))
    }

    /// The passages that stand in a section itself, its heading or label left out.
    fn own_passages(&self, index: usize) -> impl Iterator<Item = &Passage> {
        let own = self.passages_of[index].iter().map(|&passage| &self.passages[passage]);
        own.filter(|passage| passage.kind != PassageKind::Heading)
    }

    /// The innermost section that holds a byte.
    fn section_at(&self, offset: u32) -> u32 {
        self.layout.at(offset)
    }
}

/// Takes numbering, quotes and a trailing colon off a title: `1. "The pool":` becomes `The pool`.
fn bare_title(title: &str) -> &str {
    let range = bare_range(title);
    &title[range]
}

fn bare_range(title: &str) -> Range<usize> {
    let text = title.trim_start();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let numbered = digits > 0 && text[digits..].starts_with(['.', ')', ':']);
    let rest = if numbered { &text[digits + 1..] } else { text };
    let rest = rest.trim_start();
    let start = title.len() - rest.len();
    let rest = rest.trim_end_matches(|c: char| c.is_whitespace() || ":：".contains(c));
    let quoted = unquoted(rest).unwrap_or(0..rest.len());
    start + quoted.start..start + quoted.end
}

/// What stands in the quotes around a whole text; nothing where they belong to parts of it.
fn unquoted(text: &str) -> Option<Range<usize>> {
    const PAIRS: [(char, char); 6] = [('"', '"'), ('\'', '\''), ('“', '”'), ('„', '“'), ('«', '»'), ('‘', '’')];
    PAIRS.into_iter().find_map(|(open, close)| {
        let inside = text.strip_prefix(open)?.strip_suffix(close)?;
        let whole = !inside.contains([open, close]) && !inside.trim().is_empty();
        whole.then(|| prose::trim(text, open.len_utf8()..text.len() - close.len_utf8()))
    })
}
