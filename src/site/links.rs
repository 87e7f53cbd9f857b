//! Links in a record's text: to other records, to patterns, to files beside it, and out of the site.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::address;
use super::atlas::{Atlas, Target};
use crate::markdown::{Link, LinkTarget};

/// Endings of files that a browser would run as a page or script of the site; links to these stand as plain text.
const ACTIVE: [&str; 9] = ["html", "htm", "xhtml", "shtml", "xml", "xsl", "js", "mjs", "mht"];

/// Says where the links of one file lead.
pub struct Resolver<'a> {
    /// What there is to lead to.
    pub atlas: &'a Atlas<'a>,
    /// The file's path in the records folder.
    pub from: &'a str,
    /// The way from its page to the site's root.
    pub root: &'a str,
    /// The page's own fragments.
    pub anchors: BTreeSet<&'a str>,
    /// Whether a file of that path lies in the records folder.
    pub exists: &'a (dyn Fn(&str) -> bool + Sync),
    /// Paths of files that the page leads to or shows, in the records folder.
    pub attachments: RefCell<BTreeSet<String>>,
}

impl Resolver<'_> {
    /// Where a link leads.
    pub fn resolve(&self, link: Link<'_>) -> LinkTarget {
        let destination = link.destination.trim();
        if destination.is_empty() || destination.chars().any(char::is_control) {
            return LinkTarget::Nowhere;
        }
        if let Some(rest) = destination.strip_prefix("//") {
            return LinkTarget::Outside(format!("https://{rest}"));
        }
        match scheme(destination) {
            Some(scheme) => outside(&scheme, destination, link.image),
            None => self.inside(destination, link.image).unwrap_or(LinkTarget::Nowhere),
        }
    }

    fn inside(&self, destination: &str, image: bool) -> Option<LinkTarget> {
        let (address, fragment) = destination.split_once('#').unwrap_or((destination, ""));
        let fragment = address::decode(fragment).unwrap_or_default();
        let path = address.split('?').next().unwrap_or_default();
        if path.is_empty() {
            let known = self.anchors.contains(fragment.as_str());
            return known.then(|| LinkTarget::Inside(format!("#{}", address::encode(&fragment))));
        }
        let path = address::join(self.from, &address::decode(path)?)?;
        if let Some(target) = self.file(&path) {
            return Some(LinkTarget::Inside(self.page(target, &fragment)));
        }
        let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
        let refused = ACTIVE.contains(&ending.as_str()) || (ending == "svg" && !image);
        if refused || !(self.exists)(&path) {
            // Wikis name what they lead to, wherever it lies.
            let named = if image { None } else { self.atlas.named(&address::decode(address)?) };
            return named.map(|target| LinkTarget::Inside(self.page(target, &fragment)));
        }
        let href = format!("{}{}", self.root, address::encode(&address::file(&path)));
        self.attachments.borrow_mut().insert(path);
        Some(LinkTarget::Inside(href))
    }

    fn file(&self, path: &str) -> Option<Target> {
        let files = &self.atlas.files;
        let with_ending = || {
            let mut endings = self.atlas.config.endings.iter();
            endings.find_map(|ending| files.get(&format!("{path}.{ending}")))
        };
        files.get(path).or_else(with_ending).copied()
    }

    fn page(&self, target: Target, fragment: &str) -> String {
        let kb = self.atlas.kb;
        let (page, anchor) = match target {
            Target::Incident(at) => {
                let incident = &kb.incidents[at];
                (
                    address::incident(&incident.id),
                    anchor(incident.sections.iter().map(|one| (one.anchor.as_str(), one.title.as_str())), fragment),
                )
            }
            Target::Pattern(at) => {
                let pattern = &kb.patterns[at];
                (
                    address::pattern(&pattern.id),
                    anchor(pattern.sections.iter().map(|one| (one.anchor.as_str(), one.title.as_str())), fragment),
                )
            }
        };
        let page = format!("{}{}", self.root, address::encode(&page));
        anchor.map(|anchor| format!("{page}#{}", address::encode(anchor))).unwrap_or(page)
    }
}

/// The fragment of the section that a link names, by its fragment or, as wikis do, by its title; `sections` gives both
/// of each.
fn anchor<'a>(mut sections: impl Iterator<Item = (&'a str, &'a str)> + Clone, named: &str) -> Option<&'a str> {
    let by_fragment = sections.clone().find(|(anchor, _)| *anchor == named);
    let section = by_fragment.or_else(|| sections.find(|(_, title)| *title == named));
    section.map(|(anchor, _)| anchor).filter(|anchor| !anchor.is_empty() && !named.is_empty())
}

/// Where an address with a scheme leads.
fn outside(scheme: &str, destination: &str, image: bool) -> LinkTarget {
    const PICTURES: [&str; 4] = ["image/png;", "image/jpeg;", "image/gif;", "image/webp;"];
    match scheme {
        "http" | "https" | "mailto" => LinkTarget::Outside(destination.to_owned()),
        "data" if image => {
            let kind = destination.get("data:".len()..).unwrap_or_default().to_ascii_lowercase();
            let picture = PICTURES.iter().any(|picture| kind.starts_with(picture));
            if picture { LinkTarget::Inside(destination.to_owned()) } else { LinkTarget::Nowhere }
        }
        _ => LinkTarget::Nowhere,
    }
}

/// The scheme an address begins with, in lower case.
fn scheme(address: &str) -> Option<String> {
    let (scheme, _) = address.split_once(':')?;
    let mut chars = scheme.chars();
    let sound =
        chars.next()?.is_ascii_alphabetic() && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    sound.then(|| scheme.to_ascii_lowercase())
}
