//! One page after another, made anew only where it would come out otherwise.
//!
//! Pages that list incidents are known by the prints of those; other pages by the values that their templates see.

use std::collections::BTreeSet;

use rayon::prelude::*;
use serde::Serialize;

use super::atlas::{Atlas, Group};
use super::build::{Plan, Shared, Sink, SiteInput};
use super::marks::Numbers;
use super::memory::{Inputs, Ledger, TextMemory, digest, digest_of};
use super::pages::groups::Kind;
use super::pages::month::Month;
use super::pages::pattern_parts::numbers_of;
use super::pages::promises::List;
use super::pages::{
    changes, fixed, groups, home, incident, incidents, map, month, pattern, patterns, promises, record_text, searches,
    statistics, suspects, timeline,
};
use super::{SiteError, Theme, address};
use crate::export::to_json;
use crate::knowledge::Prints;

/// Makes pages, but for those that it finds as they would come out.
pub struct Maker<'a, 'b> {
    atlas: &'b Atlas<'a>,
    theme: &'b Theme,
    sink: &'b Sink<'b>,
    exists: &'b (dyn Fn(&str) -> bool + Sync),
    ledger: &'b Ledger<'b>,
    /// A digest of what every template sees beside its page.
    setting: Inputs,
    /// The same, with what rows and pages of incidents show beside what their prints tell.
    around: Inputs,
    prints: &'b Prints,
    shared: &'b Shared,
}

/// The addresses of the pages that a reader may look for, and the files that they lead to.
type Made = (Vec<String>, BTreeSet<String>);

impl<'a, 'b> Maker<'a, 'b> {
    /// A maker of the pages of a knowledge base; `setting` is a digest of what every template sees beside its page.
    pub fn new(
        input: &SiteInput<'b>,
        atlas: &'b Atlas<'a>,
        theme: &'b Theme,
        (setting, shared): (Inputs, &'b Shared),
        sink: &'b Sink<'b>,
    ) -> Self {
        let around = digest([setting.as_slice(), &incident::around(atlas)]);
        let prints = atlas.kb.prints();
        Self { atlas, theme, sink, exists: input.exists, ledger: input.ledger, setting, around, prints, shared }
    }

    /// Makes the page of an incident; gives the numbers of its marks, and the files it leads to.
    pub fn incident(&self, at: usize) -> Result<(Vec<Numbers>, BTreeSet<String>), SiteError> {
        const TEMPLATE: &str = "incident.html";
        let incident = &self.atlas.kb.incidents[at];
        let path = address::incident(&incident.id);
        let changed = format!("{:?}", self.atlas.last_changes.get(&incident.file.path));
        let told = digest([self.around.as_slice(), &self.prints.told[at], changed.as_bytes()]);
        let known = self.ledger.text(&path);
        if let Some(known) = known.filter(|known| known.told == told)
            && let Some(attachments) = record_text::attachments_as_before(self.atlas, at, self.exists, known)
            && self.ledger.keeps_known(&path)
        {
            self.ledger.learn(&path, known.clone());
            return Ok((known.numbers.clone(), attachments));
        }
        let mut made = incident::make(self.atlas, at, self.exists, known);
        if !self.ledger.keeps(&path, self.inputs(TEMPLATE, &made.page, &made.memory.html)) {
            made.fill(self.atlas, at, self.exists);
            (self.sink)(&path, &self.theme.render(TEMPLATE, &made.page)?)?;
        }
        let numbers = made.memory.numbers.clone();
        self.ledger.learn(&path, TextMemory { told, ..made.memory });
        Ok((numbers, made.attachments))
    }

    /// Makes what is planned.
    pub fn plan(&self, plan: &Plan<'_>, numbers: &[Vec<Numbers>]) -> Result<Made, SiteError> {
        let atlas = self.atlas;
        let path = match plan {
            Plan::Incidents => return self.incidents(),
            Plan::Pattern(at) => return self.pattern(*at, numbers),
            Plan::Group { kind, group } => return self.group(*kind, group),
            Plan::Home => self.at(address::page("", 1), "home.html", &home::make(atlas, &self.shared.promises)),
            Plan::Patterns => self.at(address::page("patterns/", 1), "patterns.html", &patterns::make(atlas)),
            Plan::Suspects(number) => {
                let page = suspects::make(atlas, *number);
                self.at(address::page(suspects::FOLDER, *number), "suspects.html", &page)
            }
            Plan::Groups { kind, number } => {
                let page = groups::list(atlas, &self.shared.promises, *kind, *number);
                self.at(address::page(&groups::folder(*kind), *number), "groups.html", &page)
            }
            Plan::Promises { list, number } => self.promises(list, *number),
            Plan::PromiseNames { kind, number } => self.promise_names(*kind, *number),
            Plan::Timeline(number) => {
                let page = timeline::make(atlas, *number);
                self.at(address::page(timeline::FOLDER, *number), "timeline.html", &page)
            }
            Plan::Year(year) => self.at(timeline::year_page(*year), "year.html", &timeline::one(atlas, *year)),
            Plan::Month { month, number } => self.month(*month, *number),
            Plan::Statistics => self.statistics(),
            Plan::Map => self.map(),
            Plan::Changes(found) => {
                self.at(address::page(changes::FOLDER, 1), "changes.html", &changes::make(atlas, found))
            }
            Plan::Searches(trials) => {
                self.at(address::page(searches::FOLDER, 1), "searches.html", &searches::make(atlas, trials))
            }
            Plan::Search => self.at(address::page("search/", 1), "search.html", &fixed::search(atlas)),
            Plan::Triage => self.at(address::page("triage/", 1), "triage.html", &fixed::triage(atlas)),
            Plan::Legend => self.at(address::page("legend/", 1), "legend.html", &fixed::legend(atlas)),
            Plan::NotFound => {
                self.put("404.html", "404.html", &fixed::not_found(atlas))?;
                return Ok(Made::default());
            }
            Plan::Redirect { path, at } => {
                self.put(path, "redirect.html", &fixed::redirect(atlas, path.clone(), *at))?;
                return Ok(Made::default());
            }
        }?;
        Ok((vec![path], BTreeSet::new()))
    }

    fn incidents(&self) -> Result<Made, SiteError> {
        let whole = incidents::Whole::new(self.atlas, &self.shared.facets);
        let print = whole.print();
        let page = |number| {
            let path = address::page(incidents::FOLDER, number);
            let inputs = self.listed("incidents.html", &print, whole.incidents(number).iter().copied());
            self.put_made_of(inputs, &path, "incidents.html", || whole.page(self.atlas, number))?;
            Ok(path)
        };
        let paths: Result<Vec<String>, SiteError> = (1..=whole.pages()).into_par_iter().map(page).collect();
        Ok((paths?, BTreeSet::new()))
    }

    fn pattern(&self, at: usize, numbers: &[Vec<Numbers>]) -> Result<Made, SiteError> {
        let whole = pattern::Whole::new(self.atlas, at, self.exists);
        let print = whole.print();
        let page = |number| {
            let path = whole.path(number);
            let links = whole.links(number);
            let marks: Vec<_> = links.iter().map(|link| numbers_of(self.atlas, link, numbers)).collect();
            let print = digest([print.as_slice(), &digest_of(&marks)]);
            let inputs = self.listed("pattern.html", &print, links.iter().map(|link| link.incident));
            self.put_made_of(inputs, &path, "pattern.html", || whole.page(self.atlas, number, numbers))?;
            Ok(path)
        };
        let paths: Result<Vec<String>, SiteError> = (1..=whole.pages()).into_par_iter().map(page).collect();
        let paths = paths?;
        Ok((paths, whole.into_attachments()))
    }

    fn group(&self, kind: Kind, group: &Group) -> Result<Made, SiteError> {
        let whole = groups::Whole::new(self.atlas, &self.shared.promises, kind, group);
        let print = whole.print();
        let page = |number| {
            let path = whole.path(number);
            let inputs = self.listed("group.html", &print, whole.incidents(number).iter().copied());
            self.put_made_of(inputs, &path, "group.html", || whole.page(self.atlas, number))?;
            Ok(path)
        };
        let paths: Result<Vec<String>, SiteError> = (1..=whole.pages()).into_par_iter().map(page).collect();
        Ok((paths?, BTreeSet::new()))
    }

    fn promises(&self, list: &List, number: usize) -> Result<String, SiteError> {
        let path = address::page(&list.folder, number);
        let (print, incidents) = list.print(self.atlas, number);
        let inputs = self.listed("actions.html", &print, incidents.into_iter());
        self.put_made_of(inputs, &path, "actions.html", || promises::make(self.atlas, list, number))?;
        Ok(path)
    }

    fn promise_names(&self, kind: promises::Kind, number: usize) -> Result<String, SiteError> {
        let page = promises::names(self.atlas, &self.shared.promises, kind, number);
        self.at(page.path().to_owned(), "groups.html", &page)
    }

    fn month(&self, month: Month, number: usize) -> Result<String, SiteError> {
        let page = month::make(self.atlas, &self.shared.months, &self.shared.due, month, number);
        self.at(address::page(&month::folder(month), number), "month.html", &page)
    }

    fn statistics(&self) -> Result<String, SiteError> {
        let page = statistics::make(self.atlas);
        (self.sink)("statistics.json", to_json(&statistics::json(self.atlas, &page)).as_bytes())?;
        self.at(address::page(statistics::FOLDER, 1), "statistics.html", &page)
    }

    fn map(&self) -> Result<String, SiteError> {
        (self.sink)("map.json", to_json(&map::json(self.atlas)).as_bytes())?;
        self.at(address::page(map::FOLDER, 1), "map.html", &map::make(self.atlas))
    }

    /// What a page is made of that lists incidents, each as its print tells; `print` is a digest of the rest.
    fn listed(&self, template: &str, print: &Inputs, incidents: impl Iterator<Item = usize>) -> Inputs {
        let rows = incidents.map(|at| self.prints.own[at].as_slice());
        digest([self.around.as_slice(), template.as_bytes(), print].into_iter().chain(rows))
    }

    fn at(&self, path: String, template: &str, page: &impl Serialize) -> Result<String, SiteError> {
        self.put(&path, template, page)?;
        Ok(path)
    }

    fn put(&self, path: &str, template: &str, page: &impl Serialize) -> Result<(), SiteError> {
        self.put_made_of(self.inputs(template, page, &[]), path, template, || page)
    }

    /// Puts a page where it is made of something else than before; only then its values are worked out.
    fn put_made_of<P: Serialize>(
        &self,
        inputs: Inputs,
        path: &str,
        template: &str,
        page: impl FnOnce() -> P,
    ) -> Result<(), SiteError> {
        if !self.ledger.keeps(path, inputs) {
            (self.sink)(path, &self.theme.render(template, &page())?)?;
        }
        Ok(())
    }

    /// What a page is made of: its template, the values it sees, and what is only put into it in the end.
    fn inputs(&self, template: &str, page: &impl Serialize, html: &[u8]) -> Inputs {
        digest([self.setting.as_slice(), template.as_bytes(), &digest_of(page), html])
    }
}
