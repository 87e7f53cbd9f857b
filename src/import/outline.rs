//! A text as its headings, each with what is told beneath it: what splitting judges by.

use std::collections::BTreeSet;

use crate::config::Config;
use crate::model::{Carrier, Incident, SectionKind};
use crate::record::{self, dates};
use crate::source::SourceFile;

use super::names;
use super::template;

/// A text with its headings, in order.
pub(super) struct Outline {
    /// What the reader of records makes of it.
    pub incident: Incident,
    /// Headings, and short lines that stand as such.
    pub heads: Vec<Head>,
}

/// One heading and what stands beneath.
#[derive(Clone, Debug)]
pub(super) struct Head {
    /// Its level, 1 to 6; lines that stand as headings are 6.
    pub level: u8,
    /// Its words.
    pub title: String,
    /// Where it begins and what it takes.
    pub start: usize,
    /// Where its text begins.
    pub text: usize,
    /// Where the next heading of any level begins.
    pub own_end: usize,
    /// Where the next heading of its level or above begins.
    pub end: usize,
    /// The heading around it.
    pub parent: Option<usize>,
    /// What it names.
    pub kind: SectionKind,
    /// How it is marked.
    pub carrier: Carrier,
    /// What is told in its own text and under it, by headings and labels.
    pub parts: BTreeSet<SectionKind>,
    /// Labels that stand in its own text and beneath, in lower case, known or not.
    pub labels: BTreeSet<String>,
    /// Whether its title has a day without a time.
    pub dated: bool,
    /// Whether its title opens with the number of an incident: `INC-004`, `Issue 3`, `#12`.
    pub numbered: bool,
    /// Whether a form or an example of one stands here.
    pub form: bool,
}

impl Head {
    /// A heading that stands over `length` bytes and has no words.
    pub(super) fn over(length: usize) -> Head {
        Head {
            level: 0,
            title: String::new(),
            start: 0,
            text: 0,
            own_end: length,
            end: length,
            parent: None,
            kind: SectionKind::Other,
            carrier: Carrier::Opening,
            parts: BTreeSet::new(),
            labels: BTreeSet::new(),
            dated: false,
            numbered: false,
            form: false,
        }
    }

    /// Takes every part that a text tells.
    pub(super) fn take_all(&mut self, outline: &Outline) {
        self.parts.extend(outline.incident.sections.iter().map(|section| section.kind));
    }

    fn tells(&self, kinds: &[SectionKind]) -> bool {
        kinds.iter().any(|kind| self.parts.contains(kind))
    }

    /// How many of problem, cause and fix it tells.
    pub(super) fn core(&self) -> usize {
        let problem = self.tells(&[SectionKind::Symptoms]) || self.kind == SectionKind::Symptoms;
        let cause = self.tells(&[SectionKind::RootCause, SectionKind::ContributingFactors]);
        usize::from(problem) + usize::from(cause) + usize::from(self.tells(&[SectionKind::Fix]))
    }

    /// How many other parts of a post-mortem it tells.
    pub(super) fn others(&self) -> usize {
        use SectionKind::{Actions, Detection, FailedTheories, Impact, Lessons, Prevention, Summary, Timeline};
        let others = [Actions, Detection, FailedTheories, Impact, Lessons, Prevention, Summary, Timeline];
        others.into_iter().filter(|kind| self.parts.contains(kind)).count()
    }
}

/// Reads a text's outline.
pub(super) fn read(text: &str, config: &Config) -> Outline {
    let file = SourceFile::new("note.md", text);
    let incident = record::read(&file, config).0;
    let mut heads: Vec<Head> = Vec::new();
    for section in incident.sections.iter().filter(|s| matches!(s.carrier, Carrier::Heading | Carrier::Line)) {
        let start = section.head.start as usize;
        let title = section.title.clone();
        heads.push(Head {
            level: section.level,
            start,
            text: section.head.end as usize,
            own_end: text.len(),
            end: text.len(),
            parent: None,
            kind: section.kind,
            carrier: section.carrier,
            parts: BTreeSet::new(),
            labels: BTreeSet::new(),
            dated: dates::first(&title).is_some_and(|day| !has_time(&title[day.range.end..])),
            numbered: names::number(&title).is_some(),
            form: template::is_template_head(&title),
            title,
        });
    }
    nest(&mut heads);
    spread_forms(text, &mut heads);
    for section in &incident.sections {
        let at = section.head.start as usize;
        if section.carrier == Carrier::FrontMatter || section.carrier == Carrier::Opening {
            continue;
        }
        let is_head = matches!(section.carrier, Carrier::Heading | Carrier::Line);
        let inner = heads.partition_point(|head| head.start <= at).checked_sub(1);
        let first = if is_head { inner.and_then(|index| heads[index].parent) } else { inner };
        let mut around = first;
        while let Some(index) = around {
            if section.kind != SectionKind::Other {
                heads[index].parts.insert(section.kind);
            }
            heads[index].labels.insert(section.title.to_lowercase());
            around = heads[index].parent;
        }
    }
    Outline { incident, heads }
}

/// What stands under a form is part of it, and so is the example that follows a heading with next to no text of its own.
fn spread_forms(text: &str, heads: &mut [Head]) {
    const SHORT: usize = 120;
    for index in 0..heads.len() {
        let under = heads[index].parent.is_some_and(|parent| heads[parent].form);
        let before = index.checked_sub(1).map(|before| &heads[before]);
        let announced = before.is_some_and(|before| {
            let own = text.get(before.text..before.own_end).unwrap_or_default();
            template::announces(&before.title) && before.level == heads[index].level && own.trim().len() < SHORT
        });
        heads[index].form |= under || announced;
    }
}

/// Finds what each heading reaches over, and which stands around it. Where the parts of an incident have headings of the
/// same level as the number that names it, they stand under that.
fn nest(heads: &mut [Head]) {
    let mut open: Vec<usize> = Vec::new();
    let mut tracked: Option<u8> = None;
    for head in heads.iter_mut() {
        let is_tracked = names::number(&head.title).is_some_and(|(number, _)| number.starts_with(char::is_alphabetic));
        if is_tracked {
            tracked = Some(head.level);
        } else if tracked == Some(head.level) && head.kind != SectionKind::Other && head.level < 6 {
            head.level += 1;
        } else if tracked.is_some_and(|level| head.level < level) {
            tracked = None;
        }
    }
    for index in 0..heads.len() {
        let (start, level) = (heads[index].start, heads[index].level);
        if let Some(before) = index.checked_sub(1) {
            heads[before].own_end = start;
        }
        while let Some(last) = open.pop_if(|&mut last| heads[last].level >= level) {
            heads[last].end = start;
        }
        heads[index].parent = open.last().copied();
        open.push(index);
    }
}

/// Whether a time of day stands in a text: then a heading tells when something happened in an incident.
fn has_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.windows(4).any(|w| w[0].is_ascii_digit() && w[1] == b':' && w[2].is_ascii_digit() && w[3].is_ascii_digit())
}
