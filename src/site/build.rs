//! Every page of the site, in an order that does not depend on threads.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use super::atlas::{Atlas, Group};
use super::marks::Numbers;
use super::memory::{Before, Inputs, Ledger, Memory, digest};
use super::pages::facets::FacetView;
use super::pages::groups::Kind;
use super::pages::month::Month;
use super::pages::promises::{List, Lists};
use super::pages::{
    changes, facets, fixed, groups, home, incident, incidents, map, month, pattern, patterns, promises, statistics,
    suspects, timeline,
};
use super::{LastChanges, SiteError, Theme, address, paging};
use crate::config::Config;
use crate::export::{Changes, to_json};
use crate::knowledge::KnowledgeBase;
use crate::store::StoreError;
use crate::words::Words;

/// Takes a file of the site: its path, with `/` between the parts, and its bytes. It is called from several threads
/// at once, in no order.
pub type Sink<'a> = dyn Fn(&str, &[u8]) -> Result<(), StoreError> + Sync + 'a;

/// What a site is made of.
pub struct SiteInput<'a> {
    /// What is shown.
    pub kb: &'a KnowledgeBase,
    /// Title, language, severities.
    pub config: &'a Config,
    /// What changed since an earlier build, where one is named.
    pub changes: Option<&'a Changes>,
    /// When records were last changed, as far as that is known and shall be shown.
    pub last_changes: &'a LastChanges,
    /// Whether a regular file of that path lies in the records folder; asked for the files that records lead to.
    pub exists: &'a (dyn Fn(&str) -> bool + Sync),
    /// The site that was made before, of the same look and configuration by the same program; pages that would come out
    /// as they are there are kept.
    pub before: Option<Before<'a>>,
}

/// What was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Built {
    /// The paths of the pages a reader may look for, ordered; pages that only lead on are left out.
    pub pages: Vec<String>,
    /// The pages of services and tags.
    pub groups: Vec<BuiltGroup>,
    /// Files to be copied: path in the site to path in the records folder.
    pub attachments: BTreeMap<String, String>,
    /// What the pages were made of.
    pub memory: Memory,
}

/// The page of a service, a tag, a month or whatever else incidents have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuiltGroup {
    /// `services`, `tags`, `timeline` and the like.
    pub area: &'static str,
    /// The service, tag or month.
    pub name: String,
    /// The folder of its page, without a `/` at its end.
    pub folder: String,
    /// Its incidents, newest first.
    pub incidents: Vec<usize>,
}

/// What every template knows of the site.
#[derive(Serialize)]
struct SiteView<'a> {
    title: &'a str,
    description: &'a str,
    language: &'a str,
    base_url: Option<&'a str>,
    version: &'static str,
    /// Whether there is a page of what changed.
    changes: bool,
}

/// A page that is still to be made, once the marks of the records are known.
enum Plan<'b> {
    Home,
    Incidents(usize),
    Patterns,
    Pattern { at: usize, number: usize },
    Suspects(usize),
    Groups { kind: Kind, number: usize },
    Group { kind: Kind, group: &'b Group, number: usize },
    Promises { list: &'b List, number: usize },
    PromiseNames { kind: promises::Kind, number: usize },
    Timeline(usize),
    Year(i16),
    Month { month: Month, number: usize },
    Statistics,
    Map,
    Changes(&'b Changes),
    Search,
    Triage,
    NotFound,
    Redirect { path: String, at: usize },
}

/// What the site says of itself in a line, unless the configuration says something else.
pub fn description<'a>(config: &'a Config, words: &'a Words) -> &'a str {
    config.description.as_deref().unwrap_or_else(|| words.say("site.description"))
}

/// Makes every page and asset of the site and hands them to `sink`.
///
/// # Errors
/// When a template cannot be rendered, or the sink refuses a file.
pub fn build(input: &SiteInput<'_>, mut theme: Theme, sink: &Sink<'_>) -> Result<Built, SiteError> {
    let config = input.config;
    let words = Arc::clone(theme.words());
    let setting = SiteView {
        title: &config.title,
        description: description(config, &words),
        language: words.language(),
        base_url: config.base_url.as_deref(),
        version: env!("CARGO_PKG_VERSION"),
        changes: input.changes.is_some(),
    };
    theme.set("site", &setting);
    let atlas = Atlas::new(input.kb, config, &words, input.last_changes);
    let ledger = Ledger::new(input.before, &setting);
    let shared =
        Shared { facets: facets::all(&atlas), promises: promises::lists(&atlas), months: month::months(&atlas) };
    let maker = Maker { atlas: &atlas, theme: &theme, sink, exists: input.exists, ledger: &ledger, shared: &shared };
    let made: Vec<(Vec<Numbers>, BTreeSet<String>)> =
        (0..input.kb.incidents.len()).into_par_iter().map(|at| maker.incident(at)).collect::<Result<_, _>>()?;
    let (numbers, mut attachments): (Vec<Vec<Numbers>>, Vec<BTreeSet<String>>) = made.into_iter().unzip();
    let mut plans = plans(&atlas, &shared);
    plans.extend(input.changes.map(Plan::Changes));
    let more: Vec<(Option<String>, BTreeSet<String>)> =
        plans.par_iter().map(|plan| maker.plan(plan, &numbers)).collect::<Result<_, _>>()?;
    for asset in theme.assets() {
        sink(&asset.path, &asset.bytes)?;
    }
    let mut pages: Vec<String> = input.kb.incidents.iter().map(|incident| address::incident(&incident.id)).collect();
    for (path, files) in more {
        pages.extend(path);
        attachments.push(files);
    }
    pages.sort_unstable();
    let attachments = attachments.into_iter().flatten().map(|path| (address::file(&path), path)).collect();
    Ok(Built { pages, groups: built_groups(&atlas, &shared), attachments, memory: ledger.into_memory() })
}

fn built_groups(atlas: &Atlas<'_>, shared: &Shared) -> Vec<BuiltGroup> {
    let time = |name: String, folder: &str, incidents: &Vec<usize>| BuiltGroup {
        area: "timeline",
        name,
        folder: folder.trim_end_matches('/').to_owned(),
        incidents: incidents.clone(),
    };
    let years = atlas.kb.years().iter().rev();
    let years = years.map(|(year, incidents)| time(year.to_string(), &timeline::year_folder(*year), incidents));
    let months =
        shared.months.iter().rev().map(|(month, incidents)| {
            time(format!("{:04}-{:02}", month.0, month.1), &month::folder(*month), incidents)
        });
    let of_kind = |kind: Kind| {
        kind.groups(atlas).iter().map(move |group| BuiltGroup {
            area: kind.area(),
            name: group.name.clone(),
            folder: groups::group_folder(kind, group).trim_end_matches('/').to_owned(),
            incidents: group.incidents.clone(),
        })
    };
    Kind::ALL.into_iter().flat_map(of_kind).chain(years).chain(months).collect()
}

struct Maker<'a, 'b> {
    atlas: &'b Atlas<'a>,
    theme: &'b Theme,
    sink: &'b Sink<'b>,
    exists: &'b (dyn Fn(&str) -> bool + Sync),
    ledger: &'b Ledger<'b>,
    shared: &'b Shared,
}

/// What several pages show alike, made once.
struct Shared {
    /// What lists of incidents are narrowed by.
    facets: Vec<FacetView>,
    /// The lists of promises.
    promises: Lists,
    /// The incidents of each month.
    months: BTreeMap<Month, Vec<usize>>,
}

impl Maker<'_, '_> {
    fn incident(&self, at: usize) -> Result<(Vec<Numbers>, BTreeSet<String>), SiteError> {
        const TEMPLATE: &str = "incident.html";
        let path = address::incident(&self.atlas.kb.incidents[at].id);
        let mut made = incident::make(self.atlas, at, self.exists, self.ledger);
        if !self.ledger.keeps(&path, inputs(TEMPLATE, &made.page, &made.html)) {
            made.fill(self.atlas, at, self.exists);
            (self.sink)(&path, &self.theme.render(TEMPLATE, &made.page)?)?;
        }
        Ok((made.numbers, made.attachments))
    }

    /// Makes one page; gives its path, where a reader may look for it, and the files it leads to.
    fn plan(&self, plan: &Plan<'_>, numbers: &[Vec<Numbers>]) -> Result<(Option<String>, BTreeSet<String>), SiteError> {
        let atlas = self.atlas;
        let mut files = BTreeSet::new();
        let path = match plan {
            Plan::Home => self.at(address::page("", 1), "home.html", &home::make(atlas, &self.shared.promises)),
            Plan::Incidents(number) => {
                let page = incidents::make(atlas, &self.shared.facets, *number);
                self.at(address::page(incidents::FOLDER, *number), "incidents.html", &page)
            }
            Plan::Patterns => self.at(address::page("patterns/", 1), "patterns.html", &patterns::make(atlas)),
            Plan::Pattern { at, number } => {
                let made = pattern::make(atlas, *at, *number, numbers, self.exists);
                files = made.attachments;
                let folder = pattern::folder(&atlas.kb.patterns[*at]);
                self.at(address::page(&folder, *number), "pattern.html", &made.page)
            }
            Plan::Suspects(number) => {
                let page = suspects::make(atlas, *number);
                self.at(address::page(suspects::FOLDER, *number), "suspects.html", &page)
            }
            Plan::Groups { kind, number } => {
                let page = groups::list(atlas, *kind, *number);
                self.at(address::page(&groups::folder(*kind), *number), "groups.html", &page)
            }
            Plan::Group { kind, group, number } => {
                let page = groups::one(atlas, &self.shared.promises, *kind, group, *number);
                self.at(address::page(&groups::group_folder(*kind, group), *number), "group.html", &page)
            }
            Plan::Promises { list, number } => self.promises(list, *number),
            Plan::PromiseNames { kind, number } => self.promise_names(*kind, *number),
            Plan::Timeline(number) => {
                let page = timeline::make(atlas, *number);
                self.at(address::page(timeline::FOLDER, *number), "timeline.html", &page)
            }
            Plan::Year(year) => self.at(timeline::year_page(*year), "year.html", &timeline::one(atlas, *year)),
            Plan::Month { month, number } => self.month(*month, *number),
            Plan::Statistics => self.statistics(),
            Plan::Map => self.map(),
            Plan::Changes(found) => {
                self.at(address::page(changes::FOLDER, 1), "changes.html", &changes::make(atlas, found))
            }
            Plan::Search => self.at(address::page("search/", 1), "search.html", &fixed::search(atlas)),
            Plan::Triage => self.at(address::page("triage/", 1), "triage.html", &fixed::triage(atlas)),
            Plan::NotFound => {
                self.put("404.html", "404.html", &fixed::not_found(atlas))?;
                return Ok((None, files));
            }
            Plan::Redirect { path, at } => {
                self.put(path, "redirect.html", &fixed::redirect(atlas, path.clone(), *at))?;
                return Ok((None, files));
            }
        }?;
        Ok((Some(path), files))
    }

    fn promises(&self, list: &List, number: usize) -> Result<String, SiteError> {
        let page = promises::make(self.atlas, &self.shared.promises, list, number);
        self.at(address::page(&list.folder, number), "actions.html", &page)
    }

    fn promise_names(&self, kind: promises::Kind, number: usize) -> Result<String, SiteError> {
        let page = promises::names(self.atlas, &self.shared.promises, kind, number);
        self.at(page.path().to_owned(), "groups.html", &page)
    }

    fn month(&self, month: Month, number: usize) -> Result<String, SiteError> {
        let page = month::make(self.atlas, &self.shared.months, month, number);
        self.at(address::page(&month::folder(month), number), "month.html", &page)
    }

    fn statistics(&self) -> Result<String, SiteError> {
        let page = statistics::make(self.atlas);
        (self.sink)("statistics.json", to_json(&statistics::json(self.atlas, &page)).as_bytes())?;
        self.at(address::page(statistics::FOLDER, 1), "statistics.html", &page)
    }

    fn map(&self) -> Result<String, SiteError> {
        (self.sink)("map.json", to_json(&map::json(self.atlas)).as_bytes())?;
        self.at(address::page(map::FOLDER, 1), "map.html", &map::make(self.atlas))
    }

    fn at(&self, path: String, template: &str, page: &impl Serialize) -> Result<String, SiteError> {
        self.put(&path, template, page)?;
        Ok(path)
    }

    fn put(&self, path: &str, template: &str, page: &impl Serialize) -> Result<(), SiteError> {
        if !self.ledger.keeps(path, inputs(template, page, &[])) {
            (self.sink)(path, &self.theme.render(template, page)?)?;
        }
        Ok(())
    }
}

/// What a page is made of: its template, the values it sees, and what is only put into it in the end.
fn inputs(template: &str, page: &impl Serialize, html: &[u8]) -> Inputs {
    let values = serde_json::to_vec(page).expect("what a template sees has text for keys");
    digest([template.as_bytes(), &values, html])
}

/// Every page but those of incidents.
fn plans<'b>(atlas: &'b Atlas<'_>, shared: &'b Shared) -> Vec<Plan<'b>> {
    let kb = atlas.kb;
    let numbers = |total: usize, size: usize| 1..=paging::count(total, size);
    let mut plans =
        vec![Plan::Home, Plan::Patterns, Plan::Statistics, Plan::Map, Plan::Search, Plan::Triage, Plan::NotFound];
    plans.extend(numbers(kb.incidents.len(), incidents::SIZE).map(Plan::Incidents));
    for at in 0..kb.patterns.len() {
        let total = atlas.instances(at).len();
        plans.extend(numbers(total, pattern::SIZE).map(|number| Plan::Pattern { at, number }));
    }
    plans.extend(numbers(kb.suspects.len(), suspects::SIZE).map(Plan::Suspects));
    for list in &shared.promises.all {
        plans.extend((1..=list.count_pages()).map(|number| Plan::Promises { list, number }));
    }
    for kind in [promises::Kind::Owner, promises::Kind::Service] {
        let pages = promises::names_pages(&shared.promises, kind);
        plans.extend((1..=pages).map(|number| Plan::PromiseNames { kind, number }));
    }
    plans.extend(numbers(kb.years().len(), timeline::SIZE).map(Plan::Timeline));
    plans.extend(kb.years().keys().copied().map(Plan::Year));
    for (&month, incidents) in &shared.months {
        plans.extend((1..=month::pages(incidents)).map(|number| Plan::Month { month, number }));
    }
    for kind in Kind::ALL {
        let list = kind.groups(atlas);
        plans.extend(numbers(list.len(), groups::SIZE).map(|number| Plan::Groups { kind, number }));
        for group in list {
            let pages = numbers(group.incidents.len(), groups::SIZE);
            plans.extend(pages.map(|number| Plan::Group { kind, group, number }));
        }
    }
    plans.extend(fixed::redirects(atlas).into_iter().map(|(path, at)| Plan::Redirect { path, at }));
    plans
}
