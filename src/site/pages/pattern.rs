//! A pattern's page: how to know it, where it was seen and on what evidence, what was blamed instead, what fixed it.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde::Serialize;

use super::actions;
use super::pattern_parts::{
    FixesView, InstanceRow, RelatedPatterns, SignalView, blamed, fixes, instances, open_actions, related, signals,
    when_blamed,
};
use super::recurrence::{self, Guard, Strip};
use super::suspects::SuspectRow;
use crate::markdown::{self, Anchor, RenderOptions};
use crate::model::{Pattern, PatternSection};
use crate::site::address;
use crate::site::atlas::Atlas;
use crate::site::links::Resolver;
use crate::site::marks::Numbers;
use crate::site::paging::Paging;
use crate::site::view::{self, ActionRow, Head, PatternRow};

/// How many instances stand on one page.
pub const SIZE: usize = 50;

/// What the template sees.
#[derive(Serialize)]
pub struct PatternPage<'a> {
    page: Head<'a>,
    id: &'a str,
    name: &'a str,
    facet: &'static str,
    question: &'a str,
    aliases: &'a [String],
    built_in: bool,
    row: PatternRow<'a>,
    /// Why its life is what it is.
    life_why: &'a str,
    strip: Option<Strip<'a>>,
    guards: Vec<Guard<'a>>,
    /// How to know it: the opening, what it looks like, how to tell it apart.
    know: Vec<TextView<'a>>,
    paging: Paging,
    instances: Vec<InstanceRow<'a>>,
    rejected: usize,
    /// What was blamed in its incidents.
    blamed: Vec<SuspectRow<'a>>,
    /// What it was where the pattern was blamed.
    when_blamed: Option<SuspectRow<'a>>,
    fixes: FixesView<'a>,
    actions: Vec<ActionRow<'a>>,
    related: RelatedPatterns<'a>,
    /// The rest of the author's text.
    rest: Vec<TextView<'a>>,
    signals: Vec<SignalView>,
    json: String,
    source_path: &'a str,
}

/// A part of the author's text.
#[derive(Serialize)]
struct TextView<'a> {
    title: &'a str,
    anchor: &'a str,
    html: String,
}

/// A page as it goes out, and the files that it shows or leads to.
pub struct Made<'a> {
    /// What the template sees.
    pub page: PatternPage<'a>,
    /// Paths in the records folder.
    pub attachments: BTreeSet<String>,
}

/// The folder of a pattern's pages.
pub fn folder(pattern: &Pattern) -> String {
    format!("patterns/{}/", pattern.id)
}

/// Makes the page `number` of a pattern; `numbers` has the marks of every incident's links.
pub fn make<'a>(
    atlas: &Atlas<'a>,
    at: usize,
    number: usize,
    numbers: &[Vec<Numbers>],
    exists: &(dyn Fn(&str) -> bool + Sync),
) -> Made<'a> {
    let pattern = &atlas.kb.patterns[at];
    let folder = folder(pattern);
    let path = address::page(&folder, number);
    let total = atlas.instances(at).len();
    let paging = Paging::new(&folder, number, total, SIZE);
    let text = Text::new(atlas, pattern, &address::root(&path), exists);
    let row = view::pattern_row(atlas, at);
    let page = PatternPage {
        page: Head::new(atlas, path, "patterns", pattern.name.value.as_str())
            .described(&pattern.summary)
            .with_feed(&format!("{folder}feed.xml")),
        id: pattern.id.as_str(),
        name: &pattern.name.value,
        facet: pattern.facet.name(),
        question: view::question(atlas, pattern.facet),
        aliases: &pattern.aliases,
        built_in: pattern.built_in,
        know: text.know,
        instances: instances(atlas, at, &paging, numbers),
        rejected: atlas.kb.links_of_pattern(at).count() - total,
        blamed: blamed(atlas, at),
        when_blamed: when_blamed(atlas, at),
        fixes: fixes(atlas, at),
        actions: actions::rows(atlas, &open_actions(atlas, at)),
        related: related(atlas, at),
        rest: text.rest,
        signals: signals(atlas.words, pattern),
        life_why: atlas.words.say(recurrence::why(atlas.kb.lives[at])),
        strip: recurrence::strip(atlas, at),
        guards: recurrence::guards(atlas, at),
        json: address::encode(&format!("patterns/{}.json", pattern.id)),
        source_path: &pattern.file.path,
        row,
        paging,
    };
    Made { page, attachments: text.attachments }
}

struct Text<'a> {
    know: Vec<TextView<'a>>,
    rest: Vec<TextView<'a>>,
    attachments: BTreeSet<String>,
}

impl<'a> Text<'a> {
    fn new(atlas: &Atlas<'_>, pattern: &'a Pattern, root: &str, exists: &(dyn Fn(&str) -> bool + Sync)) -> Self {
        let place = atlas.files.iter().find(|(_, target)| {
            matches!(target, crate::site::atlas::Target::Pattern(at) if atlas.kb.patterns[*at].id == pattern.id)
        });
        let resolver = Resolver {
            atlas,
            from: place.map_or(pattern.file.path.as_str(), |(path, _)| path.as_str()),
            root,
            anchors: pattern.sections.iter().map(|section| section.anchor.as_str()).collect(),
            exists,
            attachments: RefCell::default(),
        };
        let (mut know, mut rest) = (Vec::new(), Vec::new());
        for section in &pattern.sections {
            let html = render(pattern, section, &resolver);
            let view = TextView { title: &section.title, anchor: &section.anchor, html };
            if view.title.is_empty() && view.html.trim().is_empty() {
                continue;
            }
            if helps_to_know(&section.title) { know.push(view) } else { rest.push(view) }
        }
        Self { know, rest, attachments: resolver.attachments.into_inner() }
    }
}

/// Whether a section tells how to know the pattern, so that it stands before the instances.
fn helps_to_know(title: &str) -> bool {
    let title = title.to_lowercase();
    title.is_empty() || ["looks like", "tell it apart", "tell apart", "symptom"].iter().any(|word| title.contains(word))
}

fn render(pattern: &Pattern, section: &PatternSection, resolver: &Resolver<'_>) -> String {
    let options = RenderOptions {
        offset: section.span.start as usize,
        marks: &[],
        wrappers: &[],
        anchors: &[] as &[Anchor],
        resolve: &|link| resolver.resolve(link),
        first_heading_level: 1,
        without_title: section.title.is_empty(),
        say: &|label| view::label(resolver.atlas.words, label),
    };
    markdown::render(pattern.file.slice(section.span), &options).html
}
