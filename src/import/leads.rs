//! Links that a record leads on with: seen from another folder, a relative one leads elsewhere.

use std::collections::BTreeSet;

use crate::markdown;

use super::Doubt;

/// Doubts about the relative links and pictures of a text that came out of the file `source`, each once, in their order.
pub(super) fn doubts(text: &str, source: &str) -> Vec<Doubt> {
    let folder = source.rsplit_once('/').map_or("the folder it was in", |(folder, _)| folder);
    let mut told = BTreeSet::new();
    let mut doubts = Vec::new();
    for link in markdown::parse(text, 0).links {
        let destination = link.destination.trim();
        if is_relative(destination) && told.insert(destination.to_owned()) {
            let what = if link.image { "picture" } else { "link" };
            let why = format!("it was seen from `{folder}`; bring the file along, or correct the path");
            doubts.push(Doubt::new(what, destination, &why));
        }
    }
    doubts
}

/// Whether an address is a path that depends on where the file lies.
fn is_relative(destination: &str) -> bool {
    let head = destination.split(['/', '?', '#']).next().unwrap_or_default();
    let is_rooted = destination.is_empty() || destination.starts_with(['/', '#', '?', '\\', '<', '{']);
    // Addresses that somebody masked or broke (`https: host path`) are no paths.
    !is_rooted && !head.contains([':', '@']) && !destination.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_depends_on_the_folder_is_doubted() {
        let text = "[a](img/a.png) ![b](b.png) [c](../ops/c.md#x) [d](https://e.example/x) [e](#x) [f](/x) \
                    [g](mailto:x@e.example) [again](img/a.png)\n";
        let told: Vec<_> = doubts(text, "wiki/n.md").into_iter().map(|doubt| (doubt.key, doubt.value)).collect();
        let expected = [("link", "img/a.png"), ("picture", "b.png"), ("link", "../ops/c.md#x")];
        assert_eq!(told, expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
    }
}
