//! What changed since an earlier build of the site.

use serde::Serialize;

use crate::export::{Changed, Changes, Field, Thing, Tie};
use crate::model::{IncidentId, PatternId};
use crate::site::address;
use crate::site::atlas::Atlas;
use crate::site::view::{Head, clip};

/// Where the page lies.
pub const FOLDER: &str = "changes/";

/// What the template sees.
#[derive(Serialize)]
pub struct ChangesPage<'a> {
    page: Head<'a>,
    /// Incidents, links, patterns; those in which nothing moved are left out.
    parts: Vec<PartView<'a>>,
}

/// What moved of one kind.
#[derive(Serialize)]
struct PartView<'a> {
    /// `incidents`, `links` or `patterns`.
    name: &'static str,
    rows: Vec<RowView<'a>>,
}

/// Something that moved.
#[derive(Serialize)]
struct RowView<'a> {
    /// `added`, `gone` or `changed`.
    how: &'static str,
    /// What it is; a link has two.
    things: Vec<ThingView<'a>>,
    fields: Vec<FieldView>,
}

#[derive(Serialize)]
struct ThingView<'a> {
    name: &'a str,
    date: Option<&'a str>,
    /// Nothing where it is gone.
    href: Option<String>,
}

#[derive(Serialize)]
struct FieldView {
    name: &'static str,
    from: Option<String>,
    to: Option<String>,
}

/// Makes the page.
pub fn make<'a>(atlas: &Atlas<'a>, changes: &'a Changes) -> ChangesPage<'a> {
    let page = Head::new(atlas, address::page(FOLDER, 1), "changes", atlas.words.say("changes.title"));
    let incident = |thing: &'a Thing| {
        let id = IncidentId::new(&thing.id).filter(|id| atlas.kb.incident(id).is_some());
        view(thing, id.map(|id| address::incident(&id)))
    };
    let pattern = |thing: &'a Thing| {
        let id = PatternId::new(&thing.id).filter(|id| atlas.kb.pattern(id).is_some());
        view(thing, id.map(|id| address::pattern(&id)))
    };
    let tie = |tie: &'a Tie| vec![incident(&tie.incident), pattern(&tie.pattern)];
    let parts = [
        PartView { name: "incidents", rows: rows(&changes.incidents, &|thing| vec![incident(thing)]) },
        PartView { name: "links", rows: rows(&changes.links, &tie) },
        PartView { name: "patterns", rows: rows(&changes.patterns, &|thing| vec![pattern(thing)]) },
    ];
    let parts = parts.into_iter().filter(|part| !part.rows.is_empty()).collect();
    ChangesPage { page: page.with_json("changes.json"), parts }
}

fn rows<'a, T>(moved: &'a crate::export::Moved<T>, things: &dyn Fn(&'a T) -> Vec<ThingView<'a>>) -> Vec<RowView<'a>> {
    let plain = |how: &'static str| move |one: &'a T| RowView { how, things: things(one), fields: Vec::new() };
    let changed = |one: &'a Changed<T>| RowView {
        how: "changed",
        things: things(&one.what),
        fields: one.fields.iter().map(field).collect(),
    };
    let came = moved.added.iter().map(plain("added"));
    came.chain(moved.gone.iter().map(plain("gone"))).chain(moved.changed.iter().map(changed)).collect()
}

fn view(thing: &Thing, path: Option<String>) -> ThingView<'_> {
    ThingView { name: &thing.name, date: thing.date.as_deref(), href: path.map(|path| address::encode(&path)) }
}

fn field(field: &Field) -> FieldView {
    let told = |value: &Option<String>| value.as_ref().map(|text| clip(text, 240));
    FieldView { name: field.name, from: told(&field.from), to: told(&field.to) }
}
