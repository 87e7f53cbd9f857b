//! The text of a record in its page: rendered, or known from before.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::markdown::{self, Anchor, Link, LinkTarget, RenderOptions, Wrapper};
use crate::model::{Carrier, Incident, Section, Theory};
use crate::site::address;
use crate::site::atlas::Atlas;
use crate::site::links::Resolver;
use crate::site::marks::{Marks, is_struck};
use crate::site::memory::{Inputs, TextMemory, digest};
use crate::site::{quote, view};
use crate::words::Words;

/// The files that a record's page leads to, where all its links lead where they led before.
pub fn attachments_as_before(
    atlas: &Atlas<'_>,
    at: usize,
    exists: &(dyn Fn(&str) -> bool + Sync),
    known: &TextMemory,
) -> Option<BTreeSet<String>> {
    if known.links.is_empty() {
        return Some(BTreeSet::new());
    }
    let incident = &atlas.kb.incidents[at];
    let (root, anchors) = (address::root(&address::incident(&incident.id)), anchors(incident));
    let resolver = resolver(atlas, incident, &root, &anchors, exists);
    known.links.iter().all(|link| leads_there(&resolver, link)).then(|| resolver.attachments.take())
}

/// A record's text in its page.
pub struct Text {
    /// `None` where it is known to be what it was before.
    pub html: Option<String>,
    /// What there is to remember of it.
    pub memory: TextMemory,
    /// Files that it shows or leads to, as paths in the records folder.
    pub attachments: BTreeSet<String>,
}

/// Renders the text of an incident, unless `before` is what would come of it.
pub fn render(
    atlas: &Atlas<'_>,
    incident: &Incident,
    marks: &Marks,
    exists: &(dyn Fn(&str) -> bool + Sync),
    before: Option<&TextMemory>,
) -> Text {
    let root = address::root(&address::incident(&incident.id));
    let without_title = title_section(incident).is_some();
    let anchors: Vec<Anchor> = anchors(incident);
    let resolver = resolver(atlas, incident, &root, &anchors, exists);
    let links = RefCell::new(Vec::new());
    let options = RenderOptions {
        offset: incident.body.start as usize,
        marks: &marks.all,
        wrappers: &wrappers(atlas.words, &incident.theories),
        anchors: &anchors,
        resolve: &|link| {
            let target = resolver.resolve(link);
            links.borrow_mut().push((link.destination.to_owned(), link.image, target.clone()));
            target
        },
        first_heading_level: first_heading_level(incident, without_title),
        under: 1,
        without_title,
        say: &|label| view::label(atlas.words, label),
    };
    let text = incident.file.slice(incident.body);
    let inputs = inputs(text, &options);
    let as_before =
        |known: &&TextMemory| known.inputs == inputs && known.links.iter().all(|link| leads_there(&resolver, link));
    if let Some(known) = before.filter(as_before) {
        let attachments = resolver.attachments.take();
        return Text { html: None, memory: known.clone(), attachments };
    }
    let rendered = markdown::render(text, &options);
    let html = digest([rendered.html.as_bytes()]);
    let (links, unset) = (links.take(), rendered.unset_marks);
    let memory = TextMemory { told: Inputs::default(), inputs, links, html, unset, numbers: Vec::new() };
    Text { html: Some(rendered.html), memory, attachments: resolver.attachments.take() }
}

fn resolver<'b>(
    atlas: &'b Atlas<'_>,
    incident: &'b Incident,
    root: &'b str,
    anchors: &'b [Anchor],
    exists: &'b (dyn Fn(&str) -> bool + Sync),
) -> Resolver<'b> {
    Resolver {
        atlas,
        from: &incident.file.path,
        root,
        anchors: anchors.iter().map(|anchor| anchor.id.as_str()).collect(),
        exists,
        attachments: RefCell::default(),
    }
}

fn leads_there(resolver: &Resolver<'_>, (destination, image, target): &(String, bool, LinkTarget)) -> bool {
    resolver.resolve(Link { destination, image: *image }) == *target
}

/// What a text is made of, but for where its links lead.
fn inputs(text: &str, options: &RenderOptions<'_>) -> Inputs {
    // What the page says in its own name is the same for all pages, and is in the name of the whole memory.
    let RenderOptions {
        offset,
        marks,
        wrappers,
        anchors,
        first_heading_level,
        under,
        without_title,
        resolve: _,
        say: _,
    } = options;
    let set = format!("{offset} {first_heading_level} {under} {without_title} {marks:?} {wrappers:?} {anchors:?}");
    digest([text.as_bytes(), set.as_bytes()])
}

/// The text's first heading of level 1, where it says what the page's own heading says, and nothing more: it is left
/// out, and its place in the page is that heading.
pub fn title_section(incident: &Incident) -> Option<&Section> {
    let mut headings = incident.sections.iter().filter(|section| section.carrier == Carrier::Heading);
    headings.find(|section| section.level == 1).filter(|section| quote::is_title(incident, section))
}

/// The page's title is the only heading of level 1. Where the text has more of those, all its headings move down.
fn first_heading_level(incident: &Incident, without_title: bool) -> u8 {
    let tops = incident.sections.iter().filter(|section| section.level == 1 && section.carrier == Carrier::Heading);
    if tops.count() > usize::from(without_title) { 2 } else { 1 }
}

/// The places of its headings that links may lead to.
pub fn anchors(incident: &Incident) -> Vec<Anchor> {
    let title = title_section(incident).map(|section| section.head);
    let in_text = |section: &&Section| {
        !section.head.is_empty() && !section.anchor.is_empty() && incident.body.contains(section.head)
    };
    let sections = incident.sections.iter().filter(in_text).filter(|section| Some(section.head) != title);
    let mut anchors: Vec<Anchor> =
        sections.map(|section| Anchor { offset: section.head.start, id: section.anchor.clone() }).collect();
    anchors.sort_by_key(|anchor| anchor.offset);
    anchors
}

fn wrappers(words: &Words, theories: &[Theory]) -> Vec<Wrapper> {
    let mut wrappers: Vec<Wrapper> = theories
        .iter()
        .enumerate()
        .map(|(at, theory)| {
            let outcome = theory.outcome.as_ref().map(|outcome| outcome.value);
            let mut class = format!("theory outcome-{}", outcome.map_or("unknown", crate::model::Outcome::name));
            if is_struck(outcome) {
                class.push_str(" struck");
            }
            let says = outcome.map(|outcome| words.say(&format!("outcome.{}", outcome.name())).to_owned());
            Wrapper { span: theory.span, id: Some(theory_id(at)), class, says: says.unwrap_or_default() }
        })
        .collect();
    wrappers.sort_by_key(|wrapper| (wrapper.span.start, std::cmp::Reverse(wrapper.span.end)));
    wrappers
}

fn theory_id(at: usize) -> String {
    format!("theory--{}", at + 1)
}

/// The fragment that leads to the theory at `at` in its incident's page.
pub fn theory_fragment(at: usize) -> String {
    format!("#{}", theory_id(at))
}
