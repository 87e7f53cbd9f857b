//! Every page of the site, in an order that does not depend on threads.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use super::atlas::{Atlas, Group};
use super::maker::Maker;
use super::marks::Numbers;
use super::memory::{Ledger, digest_of};
use super::pages::groups::Kind;
use super::pages::{actions, fixed, groups, suspects, timeline};
use super::{SiteError, Theme, address, paging};
use crate::config::Config;
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

/// The page of a service or a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuiltGroup {
    /// `services` or `tags`.
    pub area: &'static str,
    /// The service or tag.
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
    Actions(usize),
    Timeline(usize),
    Year(i16),
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
    let atlas = Atlas::new(input.kb, config, &words);
    let maker = Maker::new(input, &atlas, &theme, digest_of(&setting), sink);
    let made: Vec<(Vec<Numbers>, BTreeSet<String>)> =
        (0..input.kb.incidents.len()).into_par_iter().map(|at| maker.incident(at)).collect::<Result<_, _>>()?;
    let (numbers, mut attachments): (Vec<Vec<Numbers>>, Vec<BTreeSet<String>>) = made.into_iter().unzip();
    let mut plans = plans(&atlas);
    plans.extend(input.changes.map(Plan::Changes));
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
    Ok(Built { pages, groups: built_groups(&atlas), attachments })
}

fn built_groups(atlas: &Atlas<'_>) -> Vec<BuiltGroup> {
    let of_kind = |kind: Kind| {
        kind.groups(atlas).iter().map(move |group| BuiltGroup {
            area: kind.area(),
            name: group.name.clone(),
            folder: groups::group_folder(kind, group).trim_end_matches('/').to_owned(),
            incidents: group.incidents.clone(),
        })
    };
    Kind::ALL.into_iter().flat_map(of_kind).collect()
}

/// Every page but those of incidents.
fn plans<'b>(atlas: &'b Atlas<'_>) -> Vec<Plan<'b>> {
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
        Plan::NotFound,
    ];
    plans.extend((0..kb.patterns.len()).map(Plan::Pattern));
    plans.extend(numbers(kb.suspects.len(), suspects::SIZE).map(Plan::Suspects));
    plans.extend(numbers(atlas.open_actions.len(), actions::SIZE).map(Plan::Actions));
    plans.extend(numbers(kb.years().len(), timeline::SIZE).map(Plan::Timeline));
    plans.extend(kb.years().keys().copied().map(Plan::Year));
    for kind in Kind::ALL {
        let list = kind.groups(atlas);
        plans.extend(numbers(list.len(), groups::SIZE).map(|number| Plan::Groups { kind, number }));
        plans.extend(list.iter().map(|group| Plan::Group { kind, group }));
    }
    plans.extend(fixed::redirects(atlas).into_iter().map(|(path, at)| Plan::Redirect { path, at }));
    plans
}
