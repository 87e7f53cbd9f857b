//! A note in Markdown or plain text: its incidents, each as a record.

use std::ops::Range;

use crate::config::Config;
use crate::markdown;
use crate::model::{Carrier, Incident, IncidentId};
use crate::record::{self, dates, forms};
use crate::source::SourceFile;

use super::front::{self, Front};
use super::matter::{Matter, matter};
use super::numbered::Numbered;
use super::outline::{self, Outline};
use super::share::{self, Unit};
use super::split::{self, Piece};
use super::{Draft, Lines, assemble, dress, leads, names, template};

/// Makes the records of a note.
///
/// # Errors
/// Why there are none, where the note is a form.
pub(super) fn read(path: &str, text: &str, config: &Config) -> Result<Vec<Draft>, String> {
    let numbered = Numbered::of(text);
    let matter = matter(&numbered.text);
    let outline = outline::read(&numbered.text, config);
    let name = path.rsplit('/').next().unwrap_or(path);
    if let Some(why) = forms::unfilled(name, &numbered.text[matter.body..]) {
        return Err(why);
    }
    if template::is_only_form(&outline) {
        return Err("it holds a form, and nothing that was filled in".to_owned());
    }
    let pieces = split::find(&numbered.text, &outline, config);
    let note = Note { path, name, numbered, matter, outline, config };
    Ok(if pieces.is_empty() { vec![note.whole()] } else { note.several(&pieces) })
}

/// A note, read.
struct Note<'n> {
    path: &'n str,
    name: &'n str,
    numbered: Numbered,
    matter: Matter,
    outline: Outline,
    config: &'n Config,
}

impl Note<'_> {
    /// All of the note as one record.
    fn whole(&self) -> Draft {
        let body = self.numbered.text[self.matter.body..].trim_start_matches('\n');
        let dressed = dress::dress(&titled(body), self.config);
        let mut front = Front::default();
        front.take(&self.matter, self.config);
        let end = self.numbered.line(self.numbered.text.trim_end().len());
        let first =
            self.numbered.text[..self.matter.body].len() + (self.numbered.text.len() - self.matter.body - body.len());
        let from = Lines { line: if self.matter.body > 0 { 1 } else { self.numbered.line(first) }, end };
        let mut draft = self.draft(front, &dressed, from, 1);
        draft.name = self.own_name(&draft);
        draft
    }

    /// The name of a record that was a file of its own: the file's own name, unless it says nothing.
    fn own_name(&self, draft: &Draft) -> String {
        const VAGUE: [&str; 9] =
            ["readme", "index", "postmortem", "postmortems", "incident", "incidents", "note", "notes", "untitled"];
        let stem = stem(self.name);
        // A number or a hash names nothing.
        let is_word =
            |word: &str| word.chars().count() > 1 && word.chars().any(|c| c.is_alphabetic() && !c.is_ascii_hexdigit());
        let says_nothing = !stem.split(|c: char| !c.is_alphanumeric()).any(is_word);
        if VAGUE.contains(&stem.to_lowercase().as_str()) || says_nothing {
            return draft.name.clone();
        }
        let id = IncidentId::new(stem).or_else(|| IncidentId::from_text(stem));
        id.map_or_else(|| draft.name.clone(), |id| format!("{id}.md"))
    }

    /// Each incident of the note as a record.
    fn several(&self, pieces: &[Piece]) -> Vec<Draft> {
        let shared = share::find(&self.numbered.text, &self.outline, pieces, self.matter.body);
        let first = pieces[0].range.start as u32;
        let day = self.outline.incident.date.as_ref().filter(|date| {
            let is_event = self.outline.incident.events.iter().any(|event| event.span.contains(date.span));
            date.span.end > 0 && date.span.start < first && !is_event
        });
        // A title over all of them tells their day too: `Notes of 2026-02-04`.
        let over = self.outline.heads.first().filter(|head| head.start < pieces[0].range.start);
        let told = over.and_then(|head| dates::first(&head.title)).filter(|day| !day.ambiguous).map(|day| day.day);
        let day = day.map(|date| date.value.to_string()).or(told);
        let mut drafts = Vec::new();
        for (index, piece) in pieces.iter().enumerate() {
            let units: Vec<&Unit> = shared.units.iter().filter(|unit| unit.piece == index).collect();
            let text = assemble::text(&self.numbered.text, &self.outline, &piece.range, piece.head, &units);
            let text = if piece.head.is_none() { titled(&text) } else { text };
            let mut front = Front::default();
            for (key, value) in &self.matter.fields {
                let of_all = matches!(key.as_str(), "title" | "date" | "id" | "layout");
                let key = if of_all { format!("collection-{key}") } else { key.clone() };
                front.take(&Matter { fields: vec![(key, value.clone())], unread: String::new(), body: 0 }, self.config);
            }
            let around: Vec<_> = shared.around[index]
                .iter()
                .map(|&head| assemble::title_source(&self.numbered.text, &self.outline, head))
                .collect();
            let from = self.lines(&piece.range);
            let mut draft =
                self.draft_of(front, &dress::dress(&text, self.config), from, from.line, &around, day.clone());
            draft.also = units.iter().map(|unit| self.lines(&unit.range)).collect();
            drafts.push(draft);
        }
        drafts
    }

    /// The lines of a stretch that hold text.
    fn lines(&self, range: &Range<usize>) -> Lines {
        let text = &self.numbered.text[range.clone()];
        let start = range.start + (text.len() - text.trim_start().len());
        let end = range.start + text.trim_end().len();
        Lines { line: self.numbered.line(start), end: self.numbered.line(end.max(start)) }
    }

    fn draft(&self, front: Front, dressed: &dress::Dressed, from: Lines, line: u32) -> Draft {
        self.draft_of(front, dressed, from, line, &[], None)
    }

    fn draft_of(
        &self,
        mut front: Front,
        dressed: &dress::Dressed,
        from: Lines,
        line: u32,
        around: &[String],
        day: Option<String>,
    ) -> Draft {
        let file_name = if around.is_empty() && day.is_none() { self.name } else { "note.md" };
        let incident = read_as(file_name, &dressed.text, self.config);
        let (title, text) = self.title(&mut front, &incident, &dressed.text);
        front.lift(&incident);
        if let Some(day) = dates::first(stem(self.name)) {
            front.day(&day.day, day.ambiguous, "the file's name");
        }
        if let Some(day) = day.filter(|_| !front.has("date")) {
            front.set("date", &day);
        }
        front.opening(&text);
        if !around.is_empty() {
            front.set("collection", &around.join(" / "));
        }
        let source = format!("{}:{line}", self.path);
        front.set("source", &source);
        front.unsure.extend(leads::doubts(&text, self.path));
        let text = front.text() + text.trim_end() + "\n";
        let read = read_as("note.md", &text, self.config);
        let day = read.date.as_ref().map(|date| date.value.to_string());
        let mut done = Vec::new();
        let mut tell = |count: usize, one: &str, more: &str| match count {
            0 => {}
            1 => done.push(format!("1 {one}")),
            _ => done.push(format!("{count} {more}")),
        };
        tell(dressed.labels, "label became a heading", "labels became headings");
        tell(dressed.lists, "list got its lines back", "lists got their lines back");
        tell(
            self.numbered.fenced_between(from.line, from.end),
            "block of code got a fence",
            "blocks of code got a fence",
        );
        Draft {
            name: front::file_name(day.as_deref(), &title),
            title,
            text,
            source,
            from,
            also: Vec::new(),
            done,
            unsure: front.unsure,
            lacks: Vec::new(),
        }
    }

    /// The title, and the text with it as its heading: what a title says beside the name becomes values.
    fn title(&self, front: &mut Front, incident: &Incident, text: &str) -> (String, String) {
        if front.has("title") {
            let title = self.matter.fields.iter().find(|(key, _)| key == "title").map_or("", |(_, value)| value.trim());
            return (title.trim_matches(['"', '\'']).to_owned(), text.to_owned());
        }
        let heading = incident.sections.iter().find(|section| section.carrier == Carrier::Heading);
        let opens =
            heading.filter(|heading| text[..heading.head.start as usize].trim().is_empty() && heading.level == 1);
        let Some(heading) = opens else {
            let words = names::read(stem(self.name)).title.replace(['-', '_'], " ");
            let words = words.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
            let is_telling = words.split_whitespace().filter(|word| word.chars().all(char::is_alphabetic)).count() > 2;
            // The first sentence stands in for a title that is not there.
            let is_sentence = incident.title.value.ends_with(['…', '.', '!', '?']);
            if is_telling && is_sentence {
                let title = capitalised(&words);
                front.set("title", &title);
                return (title, text.to_owned());
            }
            return (incident.title.value.clone(), text.to_owned());
        };
        let named = front::named(&heading.title);
        let (start, end) = (heading.head.start as usize, heading.head.end as usize);
        let written = heading_source(&text[start..end]);
        // An address in a heading that gets shorter may not be lost: what is kept of it is kept as it was written.
        let whole = if words(&written) == words(&heading.title) { heading.title.trim() } else { written.as_str() };
        front.title(&named, &heading.title, whole, self.config);
        if named.title == heading.title.trim() {
            return (named.title, text.to_owned());
        }
        // Code and links in a title stay what they are, where the name stands in one piece.
        let bare = names::read(&written).title;
        let shown = if words(&plain(&bare)) == words(&named.title) { bare } else { named.title.clone() };
        (named.title, format!("{}# {shown}\n{}", &text[..start], &text[end..]))
    }
}

/// A heading as it was written, on one line and without the marks that make it one.
fn heading_source(source: &str) -> String {
    let is_underline = |line: &&str| line.trim().chars().all(|c| c == '=') || line.trim().chars().all(|c| c == '-');
    let lines: Vec<&str> = source.trim().lines().filter(|line| !is_underline(line)).map(str::trim).collect();
    let line = lines.join(" ");
    let opened = line.trim_start_matches('#');
    let closed = opened.trim_end_matches('#');
    let bare = if line.starts_with('#') && closed.ends_with(' ') { closed } else { opened };
    bare.trim().to_owned()
}

/// What a reader sees of a line of Markdown.
fn plain(line: &str) -> String {
    let document = markdown::parse(&format!("# {line}\n"), 0);
    document.blocks.iter().flat_map(|block| &block.inlines).map(|inline| inline.text.as_str()).collect()
}

/// The letters and digits of a text.
fn words(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn read_as(name: &str, text: &str, config: &Config) -> Incident {
    record::read(&SourceFile::new(name, text), config).0
}

/// A note's file name without its endings: `a.html.md.erb` is `a`.
pub(super) fn stem(name: &str) -> &str {
    let name = name.rsplit('/').next().unwrap_or(name);
    let mut stem = name;
    while let Some((before, ending)) = stem.rsplit_once('.') {
        let is_ending = super::ENDINGS.contains(&ending.to_lowercase().as_str()) || matches!(ending, "html" | "htm");
        if !is_ending || before.is_empty() {
            break;
        }
        stem = before;
    }
    stem
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A text whose first line is its title, with that line as a heading; a line that is a sentence, a label or an item stays.
fn titled(text: &str) -> String {
    const LONGEST: usize = 110;
    let text = text.trim_start_matches('\n');
    let line = text.lines().next().unwrap_or_default();
    let next = text.lines().nth(1).unwrap_or_default();
    let bare = line.trim();
    let starts_well = bare.starts_with(|c: char| c.is_alphanumeric() || "\"'“[".contains(c));
    let ends_open = !bare.ends_with(['.', ':', '!', ',', ';', '。', '：', '|']) && !bare.contains(": ");
    let is_numbered = bare.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(". ");
    let is_underlined = !next.trim().is_empty() && next.trim().chars().all(|c| c == '=' || c == '-');
    // A paragraph whose lines were broken goes on in the middle of a sentence.
    let goes_on = next.trim_start().starts_with(char::is_lowercase);
    let alone = next.trim().is_empty() || next.contains(": ") && !goes_on;
    if starts_well
        && ends_open
        && !is_numbered
        && !is_underlined
        && alone
        && bare.len() <= LONGEST
        && line.trim_end() == bare
    {
        return format!("# {bare}\n\n{}", text[line.len()..].trim_start_matches('\n'));
    }
    text.to_owned()
}
