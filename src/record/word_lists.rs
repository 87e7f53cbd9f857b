//! How lists of words are read from YAML.

use std::collections::{BTreeMap, HashMap};

use crate::yaml::Node;

/// The entries of a mapping by their keys.
pub(super) fn mapping(node: &Node) -> BTreeMap<&str, &Node> {
    match node {
        Node::Mapping(entries) => entries.iter().map(|(key, value)| (key.value.as_str(), &value.value)).collect(),
        _ => BTreeMap::new(),
    }
}

/// The words of a list, or the one word that stands for it.
pub(super) fn list(node: &Node) -> Vec<String> {
    match node {
        Node::Sequence(items) => items.iter().flat_map(|item| list(&item.value)).collect(),
        Node::Scalar(text) => vec![text.clone()],
        _ => Vec::new(),
    }
}

/// The words under one name.
///
/// # Panics
/// Where there is no such name: a list that is misspelt is a fault of ours, and would be empty without a word.
pub(super) fn of(node: &Node, name: &str) -> Vec<String> {
    list(part(node, name))
}

/// What stands under one name.
///
/// # Panics
/// As [`of`] does.
pub(super) fn part<'n>(node: &'n Node, name: &str) -> &'n Node {
    mapping(node).get(name).copied().unwrap_or_else(|| panic!("the built-in words have no part `{name}`"))
}

/// Name to words becomes words with what the name means, in the order of the file.
pub(super) fn pairs<T: Copy>(node: &Node, meaning: impl Fn(&str) -> Option<T>) -> Vec<(String, T)> {
    let Node::Mapping(entries) = node else { return Vec::new() };
    let mut pairs = Vec::new();
    for (name, words) in entries {
        let Some(value) = meaning(&name.value) else { continue };
        pairs.extend(list(&words.value).into_iter().map(|word| (word, value)));
    }
    pairs
}

/// Name to words becomes a table from each word, and the name itself, to what the name means.
pub(super) fn lookup<T: Clone>(node: &Node, meaning: impl Fn(&str) -> Option<T>) -> HashMap<String, T> {
    let Node::Mapping(entries) = node else { return HashMap::new() };
    let mut table = HashMap::new();
    for (name, words) in entries {
        let Some(value) = meaning(&name.value) else { continue };
        for word in list(&words.value) {
            table.entry(word).or_insert_with(|| value.clone());
        }
        table.entry(name.value.replace('-', " ")).or_insert(value);
    }
    table
}
