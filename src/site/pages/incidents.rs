//! The list of all incidents, newest first.

use serde::Serialize;

use super::facets::FacetView;
use crate::site::address;
use crate::site::atlas::Atlas;
use crate::site::paging::Paging;
use crate::site::view::{self, Head, Row};

/// How many incidents stand on one page.
pub const SIZE: usize = 100;

/// Where the list lies.
pub const FOLDER: &str = "incidents/";

/// What the template sees.
#[derive(Serialize)]
pub struct IncidentsPage<'a, 'b> {
    page: Head<'a>,
    paging: Paging,
    facets: &'b [FacetView],
    incidents: Vec<Row<'a>>,
}

/// Makes the page `number` of the list; the facets are the same on all of them.
pub fn make<'a, 'b>(atlas: &Atlas<'a>, facets: &'b [FacetView], number: usize) -> IncidentsPage<'a, 'b> {
    let paging = Paging::new(FOLDER, number, atlas.kb.incidents.len(), SIZE);
    let incidents = view::rows(atlas, paging.part(atlas.kb.by_date()));
    let title = atlas.words.say("areas.incidents");
    let page = Head::new(atlas, address::page(FOLDER, number), "incidents", title).with_json("incidents.json");
    IncidentsPage { page, paging, facets, incidents }
}
