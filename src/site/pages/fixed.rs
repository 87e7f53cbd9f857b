//! Pages that do not depend on the records, and those that only lead on.

use serde::Serialize;

use crate::site::address;
use crate::site::atlas::Atlas;
use crate::site::view::Head;

/// What the templates of the pages for search, triage, what words mean and wrong addresses see.
#[derive(Serialize)]
pub struct FixedPage<'a> {
    page: Head<'a>,
    severities: &'a [String],
}

/// What the template of a page that leads on sees.
#[derive(Serialize)]
pub struct RedirectPage<'a> {
    page: Head<'a>,
    target: String,
    title: &'a str,
}

/// Where search results are shown.
pub fn search<'a>(atlas: &Atlas<'a>) -> FixedPage<'a> {
    let page = Head::new(atlas, address::page("search/", 1), "search", atlas.words.say("results.title"))
        .with_json("incidents.json");
    FixedPage { page, severities: &atlas.config.severities }
}

/// Where a symptom or a log is held against the records.
pub fn triage<'a>(atlas: &Atlas<'a>) -> FixedPage<'a> {
    let page = Head::new(atlas, address::page("triage/", 1), "triage", atlas.words.say("triage.title"))
        .with_json("patterns.json");
    FixedPage { page, severities: &atlas.config.severities }
}

/// What the short words mean that stand beside incidents and patterns.
pub fn legend<'a>(atlas: &Atlas<'a>) -> FixedPage<'a> {
    let page = Head::new(atlas, address::page("legend/", 1), "legend", atlas.words.say("legend.title"))
        .with_json("index.json");
    FixedPage { page, severities: &atlas.config.severities }
}

/// What is shown where there is no page. A web server shows it under any address, so that its own links begin at the
/// server's root where it is known where the site lies.
pub fn not_found<'a>(atlas: &Atlas<'a>) -> FixedPage<'a> {
    let mut page = Head::new(atlas, "404.html".to_owned(), "none", atlas.words.say("not-found.title"));
    if let Some(base_url) = &atlas.config.base_url {
        address::on_server(base_url).clone_into(&mut page.root);
    }
    FixedPage { page, severities: &atlas.config.severities }
}

/// The ids that incidents had before, with the page each leads to; an id that is in use leads nowhere else.
pub fn redirects(atlas: &Atlas<'_>) -> Vec<(String, usize)> {
    let kb = atlas.kb;
    let mut redirects: Vec<(String, usize)> = Vec::new();
    let mut taken: std::collections::BTreeSet<&str> =
        kb.incidents.iter().map(|incident| incident.id.as_str()).collect();
    for (at, incident) in kb.incidents.iter().enumerate() {
        for alias in &incident.aliases {
            if taken.insert(alias.value.as_str()) {
                redirects.push((address::incident(&alias.value), at));
            }
        }
    }
    redirects
}

/// The page at an old address that leads to the new one.
pub fn redirect<'a>(atlas: &Atlas<'a>, path: String, at: usize) -> RedirectPage<'a> {
    let incident = &atlas.kb.incidents[at];
    let target = address::encode(&address::incident(&incident.id));
    let page = Head::new(atlas, path, "incidents", atlas.words.say("moved.title"));
    RedirectPage { page, target, title: &incident.title.value }
}
