//! Data that other tools export: JSON, JSON lines, YAML.
//!
//! An object *tells* where it has keys that mean something here: values of a header, parts of a post-mortem, a body of
//! text. A list of such objects (issues of GitHub or GitLab, a dump of morgue, the lines of rootecho), or an object whose
//! values are such, gives a record for each. Data that tells nothing, such as the settings of a tool, is passed over.

mod fields;
mod object;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::config::Config;
use crate::source::Spanned;
use crate::yaml::{self, Node};

use super::{Draft, Lines, assemble};
use fields::Keys;

/// What kind of data it is, and its records or why there are none.
pub(super) type Read = (&'static str, Result<Vec<Draft>, String>);

/// Reads a file as data; nothing where its ending says that it is none.
pub(super) fn read(path: &str, ending: &str, text: &str, config: &Config) -> Option<Read> {
    let shape = match ending {
        "json" => "json",
        "jsonl" | "ndjson" => "jsonl",
        "yaml" | "yml" => "yaml",
        _ => return None,
    };
    let all = Lines { line: 1, end: text.trim_end().lines().count().max(1) as u32 };
    let tree = match shape {
        "json" => serde_json::from_str(text).map_err(|error| format!("it is no valid JSON: {error}")),
        "jsonl" => lines(text),
        _ => yaml::parse(text, 0)
            .map(|tree| value(&tree.value))
            .map_err(|error| format!("it is no valid YAML: {}", error.message)),
    };
    let tree: Value = match tree {
        Ok(tree) => tree,
        Err(why) => return Some((shape, Err(why))),
    };
    let mut keys = Keys::new(config);
    let found = tellings(&tree, &mut keys);
    if found.is_empty() {
        let why = "it is data in which no object tells of an incident".to_owned();
        return Some(("data", Err(why)));
    }
    let places = if shape == "yaml" { Vec::new() } else { places(text) };
    let records = found.iter().map(|telling| {
        let from = if found.len() == 1 { all } else { telling.place(&places).unwrap_or(all) };
        object::draft(path, telling, from, &mut keys)
    });
    let mut records: Vec<Draft> = records.collect();
    let told = found.iter().map(|telling| std::ptr::from_ref(telling.object)).collect();
    if let (Some(rest), Some(first)) = (rest(&tree, &told), records.first_mut()) {
        let rest = serde_json::to_string_pretty(&rest).expect("a tree of JSON is JSON");
        first.text.push_str(&assemble::verbatim(&rest, "json"));
    }
    Some((shape, Ok(records)))
}

/// JSON lines as a list.
fn lines(text: &str) -> Result<Value, String> {
    let told = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let read = told.map(|(at, line)| {
        serde_json::from_str(line).map_err(|error| format!("line {} is no valid JSON: {error}", at + 1))
    });
    read.collect::<Result<Vec<Value>, String>>().map(Value::Array)
}

/// A tree of YAML as one of JSON.
fn value(node: &Node) -> Value {
    match node {
        Node::Null => Value::Null,
        Node::Scalar(text) => Value::String(text.clone()),
        Node::Sequence(items) => Value::Array(items.iter().map(|item| value(&item.value)).collect()),
        Node::Mapping(fields) => {
            let field = |(key, node): &(Spanned<String>, Spanned<Node>)| (key.value.clone(), value(&node.value));
            Value::Object(fields.iter().map(field).collect())
        }
    }
}

/// An object that tells of an incident.
pub(super) struct Telling<'v> {
    /// What it is.
    pub object: &'v Map<String, Value>,
    /// The key that it stands under, where that is a name of its own.
    pub name: Option<&'v str>,
    /// The steps that lead to it from the top: places among siblings.
    steps: Vec<usize>,
    /// The plain values of the objects around it, outermost first.
    pub around: Vec<(&'v str, &'v Value)>,
}

impl Telling<'_> {
    fn place(&self, places: &[(Vec<usize>, Lines)]) -> Option<Lines> {
        places.iter().find(|(steps, _)| *steps == self.steps).map(|(_, lines)| *lines)
    }
}

/// The objects of a tree that tell, the outermost that do; each takes the plain values of the objects around it.
fn tellings<'v>(tree: &'v Value, keys: &mut Keys<'_>) -> Vec<Telling<'v>> {
    let mut walk = Walk { keys, steps: Vec::new(), around: Vec::new(), found: Vec::new() };
    walk.gather(tree, None);
    walk.found
}

/// A walk over a tree of data.
struct Walk<'w, 'c, 'v> {
    keys: &'w mut Keys<'c>,
    steps: Vec<usize>,
    /// The plain values of the objects around the place that is looked at.
    around: Vec<(&'v str, &'v Value)>,
    found: Vec<Telling<'v>>,
}

impl<'v> Walk<'_, '_, 'v> {
    fn gather(&mut self, value: &'v Value, name: Option<&'v str>) {
        const DEEPEST: usize = 6;
        if self.steps.len() > DEEPEST {
            return;
        }
        match value {
            Value::Object(object) if self.keys.tells(object) => {
                let (steps, around) = (self.steps.clone(), self.around.clone());
                self.found.push(Telling { object, name, steps, around });
            }
            Value::Object(object) => {
                let before = self.around.len();
                self.around.extend(
                    object.iter().filter(|(_, value)| is_plain(value)).map(|(key, value)| (key.as_str(), value)),
                );
                for (at, (key, inner)) in object.iter().enumerate() {
                    self.step(at, inner, inner.is_object().then_some(key.as_str()));
                }
                self.around.truncate(before);
            }
            Value::Array(items) => items.iter().enumerate().for_each(|(at, inner)| self.step(at, inner, None)),
            _ => {}
        }
    }

    fn step(&mut self, at: usize, inner: &'v Value, name: Option<&'v str>) {
        self.steps.push(at);
        self.gather(inner, name);
        self.steps.pop();
    }
}

fn is_plain(value: &Value) -> bool {
    !value.is_object() && !value.is_array()
}

/// What of a tree stands in no telling and around none; nothing where all does.
fn rest(value: &Value, told: &BTreeSet<*const Map<String, Value>>) -> Option<Value> {
    match value {
        Value::Object(object) if told.contains(&std::ptr::from_ref(object)) => None,
        Value::Object(object) if holds(value, told) => {
            let inner = object.iter().filter(|(_, value)| !is_plain(value));
            let kept: Map<String, Value> =
                inner.filter_map(|(key, value)| Some((key.clone(), rest(value, told)?))).collect();
            (!kept.is_empty()).then_some(Value::Object(kept))
        }
        Value::Array(items) => {
            let kept: Vec<Value> = items.iter().filter_map(|item| rest(item, told)).collect();
            (!kept.is_empty()).then_some(Value::Array(kept))
        }
        Value::Object(object) => (!object.is_empty()).then(|| value.clone()),
        other => Some(other.clone()),
    }
}

/// Whether a telling lies in a value.
fn holds(value: &Value, told: &BTreeSet<*const Map<String, Value>>) -> bool {
    match value {
        Value::Object(object) => {
            told.contains(&std::ptr::from_ref(object)) || object.values().any(|inner| holds(inner, told))
        }
        Value::Array(items) => items.iter().any(|inner| holds(inner, told)),
        _ => false,
    }
}

/// The lines of every object and list in JSON, by the steps that lead to it.
fn places(text: &str) -> Vec<(Vec<usize>, Lines)> {
    let mut places: Vec<(Vec<usize>, Lines)> = Vec::new();
    // For each open bracket: its entry among the places, and how many siblings stood before in it.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut tops = 0;
    let (mut line, mut quoted, mut escaped) = (1, false, false);
    let several = text.trim_start().lines().count() > 1 && serde_json::from_str::<serde::de::IgnoredAny>(text).is_err();
    for c in text.chars() {
        if c == '\n' {
            line += 1;
        }
        if quoted {
            (quoted, escaped) = (c != '"' || escaped, c == '\\' && !escaped);
            continue;
        }
        match c {
            '"' => quoted = true,
            '{' | '[' => {
                let mut steps: Vec<usize> = open.last().map(|&(at, _)| places[at].0.clone()).unwrap_or_default();
                match open.last() {
                    Some(&(_, siblings)) => steps.push(siblings),
                    None if several => steps.push(tops),
                    None => {}
                }
                open.push((places.len(), 0));
                places.push((steps, Lines { line, end: line }));
            }
            '}' | ']' => {
                if let Some((at, _)) = open.pop() {
                    places[at].1.end = line;
                }
                tops += usize::from(open.is_empty());
            }
            ',' => {
                if let Some(last) = open.last_mut() {
                    last.1 += 1;
                }
            }
            _ => {}
        }
    }
    places
}
