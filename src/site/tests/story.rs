//! The page of an incident as one reads it: the answer, what it is tied to in a line, the story, then what else is known.

use super::*;

/// Where each of some pieces of a page begins.
fn places(page: &str, pieces: &[&str]) -> Vec<usize> {
    pieces
        .iter()
        .map(|piece| page.find(piece).unwrap_or_else(|| panic!("`{piece}` is not on the page: {page}")))
        .collect()
}

/// A page without the marks around its words.
fn without_marks(page: &str) -> String {
    let mut text = String::new();
    for piece in page.split("<mark ") {
        let piece = if text.is_empty() { piece } else { piece.split_once('>').expect("a tag ends").1 };
        text.push_str(&piece.replace("</mark>", ""));
    }
    text
}

#[test]
fn the_story_stands_before_the_details_of_what_it_is_tied_to() {
    let again = HANG.replace("It hangs", "It hangs again").replace("aliases: [old-hang]", "repeat-of: [a]");
    let (files, built) = site_of(&[("a.md", HANG), ("b.md", OTHER), ("c.md", &again)]);
    assert_eq!(faults(&files, &built), [] as [String; 0]);
    let page = &files["incidents/c/index.html"];
    let order = places(
        page,
        &[
            "class=\"opening\"",
            "class=\"ties\"",
            "class=\"record prose\"",
            "id=\"page--patterns\"",
            "id=\"page--seen\"",
        ],
    );
    assert!(order.is_sorted(), "{order:?}");
    let ties = &page[order[1]..order[2]];
    assert!(ties.contains("href=\"#page--patterns\"") && ties.contains("patterns/blocked-event-loop/"), "{ties}");
    assert!(ties.contains("incidents/a/index.html\">It hangs</a>") && ties.contains("repeated here"), "{ties}");
}

#[test]
fn a_record_without_text_says_so() {
    let (files, built) = site_of(&[("a.md", "---\ntitle: Later\n---\n"), ("b.md", OTHER)]);
    assert_eq!(faults(&files, &built), [] as [String; 0]);
    let says = "The record has no text.";
    assert!(files["incidents/a/index.html"].contains(says) && !files["incidents/b/index.html"].contains(says));
}

#[test]
fn a_link_of_a_wiki_leads_to_the_record_that_it_names_by_id_title_or_file() {
    let text = "# Links\n\nSee [[b]], [[It stops#Fix|the fix]], [[Blocked event loop]], [[sub/b]] and [[nobody]].\n";
    let (files, built) = site_of(&[("links.md", text), ("notes/b.md", OTHER)]);
    assert_eq!(faults(&files, &built), [] as [String; 0]);
    let page = without_marks(&files["incidents/links/index.html"]);
    for link in [
        "<a href=\"../../incidents/b/index.html\">b</a>",
        "<a href=\"../../incidents/b/index.html#fix\">the fix</a>",
        "<a href=\"../../patterns/blocked-event-loop/index.html\">Blocked event loop</a>",
        "<span class=\"no-link\">nobody</span>",
    ] {
        assert!(page.contains(link), "{link}: {page}");
    }
}
