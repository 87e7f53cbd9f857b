//! Every page of the site, in an order that does not depend on threads.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use super::atlas::{Atlas, Group};
use super::maker::Maker;
use super::marks::Numbers;
use super::memory::{Ledger, digest_of};
use super::pages::facets::FacetView;
use super::pages::groups::Kind;
use super::pages::month::Month;
use super::pages::promises::{List, Lists};
use super::pages::review::Due;
use super::pages::{facets, fixed, groups, month, promises, review, suspects, timeline};
use super::{LastChanges, SiteError, Theme, address, paging};
use crate::config::Config;
use crate::eval::Trial;
use crate::export::Changes;
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
    /// What the searches of the configuration find, where it names some.
    pub trials: Option<&'a [Trial]>,
    /// When records were last changed, as far as that is known and shall be shown.
    pub last_changes: &'a LastChanges,
    /// Whether a regular file of that path lies in the records folder; asked for the files that records lead to.
    pub exists: &'a (dyn Fn(&str) -> bool + Sync),
    /// What is known of the site that was made before, of the same look and configuration by the same program; pages that
    /// would come out as they are there are kept. It learns what the new pages are made of.
    pub ledger: &'a Ledger<'a>,
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
    /// Whether there is a page of searches with what they find.
    searches: bool,
}

/// A page that is still to be made, once the marks of the records are known; or all pages of a list that show the same
/// beside their part of it.
pub(super) enum Plan<'b> {
    Home,
    Incidents,
    Patterns,
    Pattern(usize),
    Suspects(usize),
    Groups { kind: Kind, number: usize },
    Group { kind: Kind, group: &'b Group },
    Promises { list: &'b List, number: usize },
    PromiseNames { kind: promises::Kind, number: usize },
    Timeline(usize),
    Year(i16),
    Month { month: Month, number: usize },
    Statistics,
    Map,
    Changes(&'b Changes),
    Searches(&'b [Trial]),
    Search,
    Triage,
    Legend,
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
        searches: input.trials.is_some(),
    };
    theme.set("site", &setting);
    let atlas = Atlas::new(input.kb, config, &words, input.last_changes);
    let months = month::months(&atlas);
    let shared = Shared {
        facets: facets::all(&atlas),
        promises: promises::lists(&atlas),
        due: review::due(&atlas, &months),
        months,
    };
    let maker = Maker::new(input, &atlas, &theme, (digest_of(&setting), &shared), sink);
    let made: Vec<(Vec<Numbers>, BTreeSet<String>)> =
        (0..input.kb.incidents.len()).into_par_iter().map(|at| maker.incident(at)).collect::<Result<_, _>>()?;
    let (numbers, mut attachments): (Vec<Vec<Numbers>>, Vec<BTreeSet<String>>) = made.into_iter().unzip();
    let mut plans = plans(&atlas, &shared);
    plans.extend(input.changes.map(Plan::Changes));
    plans.extend(input.trials.map(Plan::Searches));
    let more: Vec<(Vec<String>, BTreeSet<String>)> =
        plans.par_iter().map(|plan| maker.plan(plan, &numbers)).collect::<Result<_, _>>()?;
    for asset in theme.assets() {
        sink(&asset.path, &asset.bytes)?;
    }
    let mut pages: Vec<String> = input.kb.incidents.iter().map(|incident| address::incident(&incident.id)).collect();
    for (paths, files) in more {
        pages.extend(paths);
        attachments.push(files);
    }
    pages.sort_unstable();
    let attachments = attachments.into_iter().flatten().map(|path| (address::file(&path), path)).collect();
    Ok(Built { pages, groups: built_groups(&atlas, &shared), attachments })
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

/// What several pages show alike, made once.
pub(super) struct Shared {
    /// What lists of incidents are narrowed by.
    pub facets: Vec<FacetView>,
    /// The lists of promises.
    pub promises: Lists,
    /// The incidents of each month.
    pub months: BTreeMap<Month, Vec<usize>>,
    /// What falls due in each month.
    pub due: Due,
}

/// Every page but those of incidents.
fn plans<'b>(atlas: &'b Atlas<'_>, shared: &'b Shared) -> Vec<Plan<'b>> {
    let kb = atlas.kb;
    let numbers = |total: usize, size: usize| 1..=paging::count(total, size);
    let mut plans = vec![
        Plan::Home,
        Plan::Incidents,
        Plan::Patterns,
        Plan::Statistics,
        Plan::Map,
        Plan::Search,
        Plan::Triage,
        Plan::Legend,
        Plan::NotFound,
    ];
    plans.extend((0..kb.patterns.len()).map(Plan::Pattern));
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
        plans.extend(list.iter().map(|group| Plan::Group { kind, group }));
    }
    plans.extend(fixed::redirects(atlas).into_iter().map(|(path, at)| Plan::Redirect { path, at }));
    plans
}
