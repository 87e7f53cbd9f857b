//! The list of all incidents, newest first.

use serde::Serialize;

use super::facets::FacetView;
use crate::model::Incident;
use crate::site::address;
use crate::site::atlas::Atlas;
use crate::site::memory::{Inputs, digest_of};
use crate::site::paging::{self, Paging};
use crate::site::view::{self, Head, Named, Row};

/// How many incidents stand on one page.
pub const SIZE: usize = 100;

/// Where the list lies.
pub const FOLDER: &str = "incidents/";

/// What the template sees.
#[derive(Serialize)]
pub struct IncidentsPage<'p, 'a> {
    page: Head<'a>,
    paging: Paging,
    facets: &'p [FacetView],
    incidents: Vec<Row<'a>>,
    /// Files that tell no incident, on the last page.
    asides: &'p [Named<'a>],
}

/// The list in all its pages.
pub struct Whole<'a, 'b> {
    incidents: &'b [usize],
    facets: &'b [FacetView],
    title: &'a str,
    asides: Vec<Named<'a>>,
}

impl<'a, 'b> Whole<'a, 'b> {
    /// Gathers what all pages show.
    pub fn new(atlas: &Atlas<'a>, facets: &'b [FacetView]) -> Self
    where
        'a: 'b,
    {
        let title = atlas.words.say("areas.incidents");
        Self { incidents: atlas.kb.by_date(), facets, title, asides: asides(atlas) }
    }

    /// How many pages there are.
    pub fn pages(&self) -> usize {
        paging::count(self.incidents.len(), SIZE)
    }

    /// The incidents that the page `number` lists.
    pub fn incidents(&self, number: usize) -> &'b [usize] {
        self.paging(number).part(self.incidents)
    }

    /// A digest of what all pages show.
    pub fn print(&self) -> Inputs {
        digest_of(&(self.incidents.len(), self.facets, &self.asides))
    }

    /// The page `number`.
    pub fn page(&self, atlas: &Atlas<'a>, number: usize) -> IncidentsPage<'_, 'a> {
        let path = address::page(FOLDER, number);
        IncidentsPage {
            page: Head::new(atlas, path, "incidents", self.title).with_json("incidents.json"),
            paging: self.paging(number),
            facets: self.facets,
            incidents: view::rows(atlas, self.incidents(number)),
            asides: if number == self.pages() { &self.asides } else { &[] },
        }
    }

    fn paging(&self, number: usize) -> Paging {
        Paging::new(FOLDER, number, self.incidents.len(), SIZE)
    }
}

/// The files among the records that tell no incident, by title.
fn asides<'a>(atlas: &Atlas<'a>) -> Vec<Named<'a>> {
    let mut pages: Vec<&'a Incident> = atlas.kb.incidents.iter().filter(|incident| incident.is_page()).collect();
    pages.sort_by_key(|incident| (&incident.title.value, &incident.file.path));
    let named = |incident: &'a Incident| Named {
        name: &incident.title.value,
        href: Some(address::encode(&address::incident(&incident.id))),
    };
    pages.into_iter().map(named).collect()
}
