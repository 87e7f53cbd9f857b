//! The page of the searches that a team wants to find something.

use std::fs;
use std::path::Path;

use crate::program::{own_casebook, run};

const SEARCHES: &str = "\
queries:
  - {query: <b>zebra</b> & \"42\", kind: symptom, finds: zebra.md}
  - {query: giraffe, kind: typo, finds: zebra.md}
  - {query: nowhere at all, finds: [zebra.md, gone.md]}
";

fn casebook() -> tempfile::TempDir {
    let folder = own_casebook(|_| {});
    let record = |name: &str, text: &str| {
        fs::write(folder.path().join("postmortems").join(name), text).expect("writes");
    };
    record("zebra.md", "# A zebra on the line\n\nZebra 42 crossed, once.\n");
    record("giraffe.md", "# A giraffe\n\nA giraffe looked in.\n");
    fs::write(folder.path().join("queries.yaml"), SEARCHES).expect("writes");
    fs::write(folder.path().join("casebook.toml"), "[search]\nqueries = 'queries.yaml'\n").expect("writes");
    folder
}

fn page(folder: &Path, site: &str) -> Option<String> {
    fs::read_to_string(folder.join(site).join("searches/index.html")).ok()
}

#[test]
fn a_search_shows_its_rank_and_what_came_first_instead_and_its_text_is_no_markup() {
    let folder = casebook();
    let built = run(folder.path(), &["build"]);
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let said = String::from_utf8_lossy(&built.stderr);
    assert!(said.contains("1 label in the file of `[search] queries` cannot be taken"), "{said}");
    let page = page(folder.path(), "site").expect("there is a page");
    assert!(page.contains("&lt;b&gt;zebra&lt;") && !page.contains("<b>zebra"), "{page}");
    let (found, missed) = page.split_once("giraffe</a>").expect("both searches are there");
    assert!(found.contains("<span class=\"outcome\">first</span>"), "{found}");
    assert!(missed.contains("not among the first 10"), "{missed}");
    assert!(
        missed.contains("comes first</span> <a href=\"../incidents/giraffe/index.html\">A giraffe</a>"),
        "{missed}"
    );
    let results = fs::read_to_string(folder.path().join("site/search/index.html")).expect("it is there");
    assert!(results.contains("../searches/index.html"), "the page of results leads to it");
}

#[test]
fn without_the_key_and_in_the_edition_for_others_there_is_no_such_page() {
    let folder = casebook();
    assert!(run(folder.path(), &["build", "--edition", "shareable"]).status.success());
    assert_eq!(page(folder.path(), "site-shareable"), None);
    fs::write(folder.path().join("casebook.toml"), "").expect("writes");
    assert!(run(folder.path(), &["build"]).status.success());
    assert_eq!(page(folder.path(), "site"), None);
    let results = fs::read_to_string(folder.path().join("site/search/index.html")).expect("it is there");
    assert!(!results.contains("searches/index.html"));
}

#[test]
fn a_file_that_cannot_be_taken_stops_the_build_with_its_place() {
    let folder = casebook();
    fs::write(folder.path().join("queries.yaml"), "queries:\n  - {query: zebra, find: zebra.md}\n").expect("writes");
    let built = run(folder.path(), &["build"]);
    let said = String::from_utf8_lossy(&built.stderr);
    assert_eq!(built.status.code(), Some(2), "{said}");
    assert!(said.contains("queries.yaml:2:") && said.contains("`finds`"), "{said}");
    fs::remove_file(folder.path().join("queries.yaml")).expect("removes");
    let built = run(folder.path(), &["build"]);
    let said = String::from_utf8_lossy(&built.stderr);
    assert_eq!(built.status.code(), Some(3), "{said}");
    assert!(said.contains("queries.yaml"), "{said}");
}
