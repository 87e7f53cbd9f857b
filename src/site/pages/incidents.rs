//! The list of all incidents, newest first.

use serde::Serialize;

use super::facets::{self, FacetView};
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
pub struct IncidentsPage<'a> {
    page: Head<'a>,
    paging: Paging,
    facets: Vec<FacetView>,
    incidents: Vec<Row<'a>>,
}

/// Makes the page `number` of the list.
pub fn make<'a>(atlas: &Atlas<'a>, number: usize) -> IncidentsPage<'a> {
    let paging = Paging::new(FOLDER, number, atlas.kb.incidents.len(), SIZE);
    let incidents = view::rows(atlas, paging.part(atlas.kb.by_date()));
    let title = atlas.words.say("areas.incidents");
    let page = Head::new(atlas, address::page(FOLDER, number), "incidents", title).with_json("incidents.json");
    IncidentsPage { page, paging, facets: facets::all(atlas), incidents }
}
