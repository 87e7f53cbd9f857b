//! The mark of an incident in a drawing, the same on every page that has one; `chart.mark` in the templates draws it.

use serde::Serialize;

use crate::site::address;
use crate::site::atlas::Atlas;
use crate::site::view;

/// How many characters of a title its mark tells.
const TITLE: usize = 80;

/// What the template sees.
#[derive(Serialize)]
pub struct Mark<'a> {
    /// The left upper corner, in the drawing's units.
    x: i32,
    y: i32,
    /// The severity's place in the scale, from 1; 0 where there is none.
    rank: usize,
    severity: &'a str,
    date: Option<String>,
    title: String,
    href: String,
}

/// The mark of an incident whose left upper corner is at that place.
pub fn mark<'a>(atlas: &Atlas<'a>, at: usize, [x, y]: [i32; 2]) -> Mark<'a> {
    let incident = &atlas.kb.incidents[at];
    let severity = view::severity(atlas, incident);
    Mark {
        x,
        y,
        rank: severity.map_or(0, |severity| severity.rank),
        severity: severity.map_or("", |severity| severity.name),
        date: incident.date.as_ref().map(|date| date.value.to_string()),
        title: view::clip(&incident.title.value, TITLE),
        href: address::encode(&address::incident(&incident.id)),
    }
}
