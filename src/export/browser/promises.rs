//! The scripts of promises that are not done: which of them are overdue, whose they are and for which service, and what a
//! list of them shows.
//!
//! They stand as a narrowed list shows them, the longest overdue first. `facts` names the scripts of their texts, each of
//! which holds [`BLOCK`] of them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use super::{Write, pack, shards};
use crate::knowledge::{Debt, KnowledgeBase, overdue_days};
use crate::model::ActionState;
use crate::ranking::facet_key;

/// How many promises share a script of texts.
const BLOCK: usize = 100;

#[derive(Serialize)]
struct Facts {
    count: usize,
    block: usize,
    /// The scripts of texts, in order.
    texts: Vec<String>,
    /// The values of each facet: what an address calls it, what pages call it, which promises have it. States are called
    /// by the words of the page.
    facets: [(&'static str, Vec<Value>); 3],
}

type Value = (String, String, String);

/// What a list shows of a promise.
#[derive(Serialize)]
struct Row<'a> {
    text: &'a str,
    state: ActionState,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<String>,
    /// How many days it is overdue on the day of the newest record.
    #[serde(skip_serializing_if = "Option::is_none")]
    overdue: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ticket: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    guard: Option<&'a str>,
    /// Id and title of the incident, and the anchor of the section.
    incident: (&'a str, &'a str, &'a str),
}

/// Writes the scripts; gives the name of the one that names the others, where anything was promised.
pub fn write<E>(kb: &KnowledgeBase, sink: &Write<'_, E>) -> Result<Option<String>, E> {
    let promises = ordered(kb);
    if promises.is_empty() {
        return Ok(None);
    }
    let mut texts = Vec::new();
    for block in promises.chunks(BLOCK) {
        let rows: Vec<Row<'_>> = block.iter().map(|(debt, overdue)| row(kb, debt, *overdue)).collect();
        texts.push(script("promises", &rows, sink)?);
    }
    let all = [("state", states(&promises)), ("owner", owners(&promises)), ("service", services(kb, &promises))];
    let facts = Facts { count: promises.len(), block: BLOCK, texts, facets: all };
    script("facts", &facts, sink).map(Some)
}

/// A promise, and for how many days it is overdue.
type Promise<'a> = (Debt<'a>, Option<i64>);

/// The promises, the longest overdue first.
fn ordered(kb: &KnowledgeBase) -> Vec<Promise<'_>> {
    let newest = kb.by_date().first().and_then(|&at| kb.incidents[at].date.as_ref()).map(|date| date.value);
    let overdue = |debt: &Debt<'_>| newest.and_then(|day| overdue_days(debt.action, day));
    let mut promises: Vec<_> = kb.debts().into_iter().map(|debt| (overdue(&debt), debt)).collect();
    promises.sort_by_key(|(overdue, _)| Reverse(*overdue));
    promises.into_iter().map(|(overdue, debt)| (debt, overdue)).collect()
}

fn states(promises: &[Promise<'_>]) -> Vec<Value> {
    let having = |has: fn(&Promise<'_>) -> bool| {
        let having = promises.iter().enumerate().filter(|(_, promise)| has(promise));
        having.map(|(at, _)| at as u32).collect::<Vec<u32>>()
    };
    let states = [
        ("overdue", having(|(_, overdue)| overdue.is_some())),
        ("unowned", having(|(debt, _)| debt.action.owner.is_none())),
        ("undated", having(|(debt, _)| debt.action.due.is_none())),
    ];
    let told = states.into_iter().filter(|(_, having)| !having.is_empty());
    told.map(|(name, having)| (name.to_owned(), name.to_owned(), pack::documents(&having, promises.len()))).collect()
}

fn owners(promises: &[Promise<'_>]) -> Vec<Value> {
    let owner = |at: usize| promises[at].0.action.owner.as_deref().filter(|owner| !owner.trim().is_empty());
    values(promises.len(), |at| owner(at).into_iter().collect())
}

fn services(kb: &KnowledgeBase, promises: &[Promise<'_>]) -> Vec<Value> {
    let of =
        |at: usize| kb.incidents[promises[at].0.incident].services.iter().map(|name| name.value.as_str()).collect();
    values(promises.len(), of)
}

/// The values that promises have, those of most promises first.
fn values<'a>(count: usize, of: impl Fn(usize) -> Vec<&'a str>) -> Vec<Value> {
    let mut values: BTreeMap<String, (&str, Vec<u32>)> = BTreeMap::new();
    for at in 0..count {
        for name in of(at) {
            let (_, having) = values.entry(facet_key(name)).or_insert_with(|| (name, Vec::new()));
            if having.last() != Some(&(at as u32)) {
                having.push(at as u32);
            }
        }
    }
    let mut values: Vec<_> = values.into_iter().collect();
    values.sort_by_key(|(_, (_, having))| Reverse(having.len()));
    let value =
        |(key, (name, having)): (String, (&str, Vec<u32>))| (key, name.to_owned(), pack::documents(&having, count));
    values.into_iter().map(value).collect()
}

fn row<'a>(kb: &'a KnowledgeBase, debt: &Debt<'a>, overdue: Option<i64>) -> Row<'a> {
    let incident = &kb.incidents[debt.incident];
    let action = debt.action;
    let anchor = incident.sections.get(action.section as usize).map_or("", |section| section.anchor.as_str());
    Row {
        text: &action.text,
        state: action.state,
        owner: action.owner.as_deref(),
        due: action.due.as_ref().map(|due| due.value.to_string()),
        overdue,
        ticket: action.ticket.as_deref(),
        guard: action.guard.as_ref().map(|guard| guard.value.as_str()),
        incident: (incident.id.as_str(), &incident.title.value, anchor),
    }
}

/// Writes a script that hands a value to the page's search; gives its name.
fn script<E>(folder: &str, value: &impl Serialize, sink: &Write<'_, E>) -> Result<String, E> {
    let json = serde_json::to_string(value).expect("promises have text for keys");
    let name = shards::name(&json);
    let path = format!("{folder}/{name}");
    sink(&format!("search/{path}.js"), format!("CASEBOOK.search.take(\"{path}\",{json});\n").as_bytes())?;
    Ok(name)
}
