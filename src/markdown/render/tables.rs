//! Tables: alignment by class, a frame to scroll in, and no cell lost.

use std::ops::Range;

use pulldown_cmark::{Alignment, Event, TagEnd};

use super::Label;
use super::frame::End;
use super::run::Run;
use super::walk::Walk;

/// The table that is being written.
#[derive(Debug, Default)]
pub(super) struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    has_body: bool,
}

impl Walk<'_> {
    pub fn start_table(&mut self, alignments: &[Alignment], range: &Range<usize>) {
        self.before_list(range);
        self.table = Table { alignments: alignments.to_vec(), ..Table::default() };
        self.out.raw("<div");
        self.out.attribute("class", "table");
        self.out.attribute("tabindex", "0");
        self.out.attribute("role", "region");
        // Landmarks of one page need names that differ.
        self.tables += 1;
        self.out.attribute("aria-label", &self.say(Label::Table { number: self.tables }));
        self.out.raw("><table>\n");
        self.push(End::Table, range.start);
    }

    pub fn end_table(&mut self) {
        self.out.raw(if self.table.has_body { "</tbody></table></div>\n" } else { "</table></div>\n" });
    }

    pub fn start_row(&mut self, head: bool, range: &Range<usize>) {
        self.table.column = 0;
        self.table.in_head = head;
        if head {
            self.out.raw("<thead>");
        } else if !std::mem::replace(&mut self.table.has_body, true) {
            self.out.raw("<tbody>\n");
        }
        self.out.raw("<tr");
        self.take_row_wrappers(range, None);
        self.out.raw(">");
        self.push(End::Row { head, end: range.end }, range.start);
    }

    /// Ends a row. A row may have more cells than the table has columns; Markdown swallows those, we do not.
    pub fn end_row(&mut self, head: bool, cursor: usize, end: usize) {
        let rest = self.text.get(cursor..end).unwrap_or_default();
        if rest.contains(|c: char| !c.is_whitespace() && c != '|') {
            let shown = rest.trim_matches(|c: char| c.is_whitespace() || c == '|');
            let start = cursor + (rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == '|').len());
            let mut run = Run::default();
            run.push(shown, self.text, start..start + shown.len());
            self.out.raw("<td>");
            self.places.write_run(&mut self.out, &run, &[]);
            self.out.raw("</td>");
        }
        self.out.raw(if head { "</tr></thead>\n" } else { "</tr>\n" });
    }

    pub fn start_cell(&mut self, start: usize) {
        let is_empty = matches!(self.steps.get(self.at), Some((Event::End(TagEnd::TableCell), _)));
        // An empty head cell heads nothing, and is announced as if it did.
        let head = self.table.in_head && !is_empty;
        self.out.raw(if head { "<th" } else { "<td" });
        if head {
            self.out.attribute("scope", "col");
        }
        let class = match self.table.alignments.get(self.table.column) {
            Some(Alignment::Left) => Some("align-left"),
            Some(Alignment::Center) => Some("align-center"),
            Some(Alignment::Right) => Some("align-right"),
            Some(Alignment::None) | None => None,
        };
        self.out.optional("class", class);
        self.out.raw(">");
        self.table.column += 1;
        self.push(End::Tags(if head { "</th>" } else { "</td>" }), start);
        self.places.write_anchors(&mut self.out, start);
    }
}
