//! Footnotes: numbers in the text, the notes at its end, links both ways.
//!
//! Ids begin with `footnote--`; a slug never holds two dashes in a row, so they meet no anchor.

use std::collections::BTreeMap;

use super::Label;
use super::frame::End;
use super::html::Html;
use super::walk::Walk;

/// The footnotes met so far.
#[derive(Debug, Default)]
pub(super) struct Footnotes {
    /// Labels in lower case, with their numbers and how often they are referred to.
    numbers: BTreeMap<String, (usize, usize)>,
    notes: Vec<Note>,
    /// The labels and the text around the notes that are being written.
    around: Vec<(String, Html)>,
}

#[derive(Debug)]
struct Note {
    label: String,
    html: String,
}

impl Walk<'_> {
    pub fn footnote_reference(&mut self, label: &str, start: usize) {
        self.places.write_anchors(&mut self.out, start);
        let next = self.footnotes.numbers.len() + 1;
        let (number, times) = self.footnotes.numbers.entry(label.to_lowercase()).or_insert((next, 0));
        *times += 1;
        let (number, times) = (*number, *times);
        self.out.raw("<sup");
        self.out.attribute("class", "footnote-reference");
        self.out.attribute("id", &format!("footnote--{number}-ref-{times}"));
        self.out.raw(">");
        if self.links == 0 {
            self.out.raw("<a");
            self.out.address("href", &format!("#footnote--{number}"));
            self.out.attribute("role", "doc-noteref");
            self.out.attribute("aria-label", &self.say(Label::Footnote { number }));
            self.out.raw(">");
        }
        self.out.raw(&number.to_string());
        self.out.raw(if self.links == 0 { "</a></sup>" } else { "</sup>" });
    }

    pub fn start_footnote(&mut self, label: &str, start: usize) {
        self.definitions(start);
        let around = std::mem::take(&mut self.out);
        self.out = around.sibling();
        self.footnotes.around.push((label.to_lowercase(), around));
        let behind_label = self.text.get(start..).and_then(|rest| rest.find("]:")).map_or(start, |at| start + at + 2);
        self.push(End::Footnote, behind_label);
    }

    pub fn end_footnote(&mut self) {
        let Some((label, around)) = self.footnotes.around.pop() else { return };
        let html = std::mem::replace(&mut self.out, around).buffer;
        self.footnotes.notes.push(Note { label, html });
    }

    /// Writes the notes, those that are referred to first, in the order of their numbers.
    pub fn write_footnotes(&mut self) {
        let mut notes = std::mem::take(&mut self.footnotes.notes);
        if notes.is_empty() {
            return;
        }
        let mut numbers = std::mem::take(&mut self.footnotes.numbers);
        notes.sort_by_key(|note| numbers.get(&note.label).map_or(usize::MAX, |(number, _)| *number));
        self.out.raw("<section");
        self.out.attribute("class", "footnotes");
        self.out.attribute("role", "doc-endnotes");
        self.out.attribute("aria-label", &self.say(Label::Footnotes));
        self.out.raw("><ol>\n");
        for note in notes {
            // A label that is defined twice gets its links once.
            let known = numbers.remove(&note.label);
            self.out.raw("<li");
            self.out.optional("id", known.map(|(number, _)| format!("footnote--{number}")).as_deref());
            self.out.raw(">");
            self.out.raw(&note.html);
            if let Some((number, times)) = known {
                self.write_back_links(number, times);
            }
            self.out.raw("</li>\n");
        }
        self.out.raw("</ol></section>\n");
    }

    fn write_back_links(&mut self, number: usize, times: usize) {
        self.out.raw("<p");
        self.out.attribute("class", "footnote-back");
        self.out.raw(">");
        for time in 1..=times {
            self.out.raw("<a");
            self.out.address("href", &format!("#footnote--{number}-ref-{time}"));
            self.out.attribute("role", "doc-backlink");
            self.out.attribute("aria-label", &self.say(Label::FootnoteBack { number, time }));
            self.out.raw(">↩</a> ");
        }
        self.out.raw("</p>");
    }
}
