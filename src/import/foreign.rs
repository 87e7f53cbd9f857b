//! Data that other tools export: JSON, JSON lines, YAML.
//!
//! An object *tells* where it has keys that mean something here: values of a header, parts of a post-mortem, a body of
//! text. A list of such objects (issues of GitHub or GitLab, a dump of morgue, the lines of rootecho), or an object whose
//! values are such, gives a record for each. Data that tells nothing, such as the settings of a tool, is passed over.

mod fields;
mod object;

use serde_json::Value;

use crate::config::Config;
use crate::source::Spanned;
use crate::yaml::{self, Node};

use super::{Draft, Lines};
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
        let from = if found.len() == 1 { all } else { telling.place(&places, shape).unwrap_or(all) };
        object::draft(path, telling, from, &mut keys)
    });
    Some((shape, Ok(records.collect())))
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
    pub object: &'v serde_json::Map<String, Value>,
    /// The key that it stands under, where that is a name of its own.
    pub name: Option<&'v str>,
    /// The steps that lead to it from the top: places among siblings.
    steps: Vec<usize>,
    /// Values around it that belong to no incident.
    pub around: Vec<(&'v str, &'v Value)>,
}

impl Telling<'_> {
    fn place(&self, places: &[(Vec<usize>, Lines)], shape: &str) -> Option<Lines> {
        // Each line of JSON lines is a text of its own, so that its first step is the number of the line.
        let _ = shape;
        places.iter().find(|(steps, _)| *steps == self.steps).map(|(_, lines)| *lines)
    }
}

/// The objects of a tree that tell, the outermost that do.
fn tellings<'v>(tree: &'v Value, keys: &mut Keys<'_>) -> Vec<Telling<'v>> {
    let mut found = Vec::new();
    gather(tree, None, &mut Vec::new(), keys, &mut found);
    let Value::Object(top) = tree else { return found };
    let is_inside = found.first().is_some_and(|first| !first.steps.is_empty());
    if let Some(first) = found.first_mut().filter(|_| is_inside) {
        let alone = |value: &&Value| !value.is_object() && !value.is_array();
        first.around = top.iter().filter(|(_, value)| alone(value)).map(|(key, value)| (key.as_str(), value)).collect();
    }
    found
}

fn gather<'v>(
    value: &'v Value,
    name: Option<&'v str>,
    steps: &mut Vec<usize>,
    keys: &mut Keys<'_>,
    found: &mut Vec<Telling<'v>>,
) {
    const DEEPEST: usize = 4;
    match value {
        Value::Object(object) if keys.tells(object) => {
            found.push(Telling { object, name, steps: steps.clone(), around: Vec::new() });
        }
        Value::Object(object) if steps.len() < DEEPEST => {
            for (at, (key, inner)) in object.iter().enumerate() {
                steps.push(at);
                gather(inner, inner.is_object().then_some(key.as_str()), steps, keys, found);
                steps.pop();
            }
        }
        Value::Array(items) if steps.len() < DEEPEST => {
            for (at, inner) in items.iter().enumerate() {
                steps.push(at);
                gather(inner, None, steps, keys, found);
                steps.pop();
            }
        }
        _ => {}
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
