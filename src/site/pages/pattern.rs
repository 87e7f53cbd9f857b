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
use crate::knowledge::PatternLink;
use crate::markdown::{self, Anchor, RenderOptions};
use crate::model::{Pattern, PatternSection};
use crate::site::address;
use crate::site::atlas::Atlas;
use crate::site::links::Resolver;
use crate::site::marks::Numbers;
use crate::site::memory::{Inputs, digest_of};
use crate::site::paging::{self, Paging};
use crate::site::view::{self, ActionRow, Head, PatternRow};

/// How many instances stand on one page.
pub const SIZE: usize = 50;

/// What the template sees.
#[derive(Serialize)]
pub struct PatternPage<'p, 'a> {
    page: Head<'a>,
    /// How to know it: the opening, what it looks like, how to tell it apart.
    know: &'p [TextView<'a>],
    paging: Paging,
    instances: Vec<InstanceRow<'a>>,
    /// The rest of the author's text.
    rest: &'p [TextView<'a>],
    #[serde(flatten)]
    parts: &'p Parts<'a>,
}

/// What all pages of a pattern show.
#[derive(Serialize)]
struct Parts<'a> {
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
    rejected: usize,
    /// What was blamed in its incidents.
    blamed: Vec<SuspectRow<'a>>,
    /// What it was where the pattern was blamed.
    when_blamed: Option<SuspectRow<'a>>,
    fixes: FixesView<'a>,
    actions: Vec<ActionRow<'a>>,
    related: RelatedPatterns<'a>,
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

/// The folder of a pattern's pages.
pub fn folder(pattern: &Pattern) -> String {
    format!("patterns/{}/", pattern.id)
}

/// A pattern in all its pages.
pub struct Whole<'a> {
    at: usize,
    folder: String,
    /// Its links as pages list them.
    links: Vec<&'a PatternLink>,
    parts: Parts<'a>,
    /// The author's text on the first page; and on the others, from where the way to the site's root is longer.
    texts: [Text<'a>; 2],
}

impl<'a> Whole<'a> {
    /// Gathers what the pages of the pattern at `at` show.
    pub fn new(atlas: &Atlas<'a>, at: usize, exists: &(dyn Fn(&str) -> bool + Sync)) -> Self {
        let pattern = &atlas.kb.patterns[at];
        let folder = folder(pattern);
        let links = atlas.instances(at);
        let text = |number| Text::new(atlas, pattern, &address::root(&address::page(&folder, number)), exists);
        let parts = Parts {
            id: pattern.id.as_str(),
            name: &pattern.name.value,
            facet: pattern.facet.name(),
            question: view::question(atlas, pattern.facet),
            aliases: &pattern.aliases,
            built_in: pattern.built_in,
            rejected: atlas.kb.links_of_pattern(at).count() - links.len(),
            blamed: blamed(atlas, at),
            when_blamed: when_blamed(atlas, at),
            fixes: fixes(atlas, at),
            actions: actions::rows(atlas, &open_actions(atlas, at)),
            related: related(atlas, at),
            signals: signals(atlas.words, pattern),
            life_why: atlas.words.say(recurrence::why(atlas.kb.lives[at])),
            strip: recurrence::strip(atlas, at),
            guards: recurrence::guards(atlas, at),
            json: address::encode(&format!("patterns/{}.json", pattern.id)),
            source_path: &pattern.file.path,
            row: view::pattern_row(atlas, at),
        };
        Self { at, texts: [text(1), text(2)], folder, links, parts }
    }

    /// How many pages it has.
    pub fn pages(&self) -> usize {
        paging::count(self.links.len(), SIZE)
    }

    /// The address of the page `number`.
    pub fn path(&self, number: usize) -> String {
        address::page(&self.folder, number)
    }

    /// The links that the page `number` lists.
    pub fn links(&self, number: usize) -> &[&'a PatternLink] {
        self.paging(number).part(&self.links)
    }

    /// A digest of what all pages show.
    pub fn print(&self) -> Inputs {
        digest_of(&(&self.parts, self.links.len(), self.texts.each_ref().map(|text| (&text.know, &text.rest))))
    }

    /// The page `number`; `numbers` has the marks of every incident's links.
    pub fn page(&self, atlas: &Atlas<'a>, number: usize, numbers: &[Vec<Numbers>]) -> PatternPage<'_, 'a> {
        let pattern = &atlas.kb.patterns[self.at];
        let text = &self.texts[usize::from(number > 1)];
        PatternPage {
            page: Head::new(atlas, self.path(number), "patterns", pattern.name.value.as_str())
                .described(&pattern.summary)
                .with_feed(&format!("{}feed.xml", self.folder)),
            know: &text.know,
            instances: instances(atlas, self.links(number), numbers),
            paging: self.paging(number),
            rest: &text.rest,
            parts: &self.parts,
        }
    }

    /// Files that its pages show or lead to, as paths in the records folder.
    pub fn into_attachments(self) -> BTreeSet<String> {
        self.texts.into_iter().flat_map(|text| text.attachments).collect()
    }

    fn paging(&self, number: usize) -> Paging {
        Paging::new(&self.folder, number, self.links.len(), SIZE)
    }
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
        under: if section.title.is_empty() { 1 } else { 2 },
        without_title: section.title.is_empty(),
        say: &|label| view::label(resolver.atlas.words, label),
    };
    markdown::render(pattern.file.slice(section.span), &options).html
}
