//! What a built site holds for programs: JSON as its schema says, feeds that readers understand, links that lead somewhere.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::{own_casebook, root, run};

const FULL: &str = "---\ntitle: \"Full [of] `marks` <b>\"\ndate: 2026-01-02\nstatus: resolved\nseverity: sev2\nservices: [api & web, \
                    ünï]\ntags: [t]\naliases: [old]\npatterns: [blocked-event-loop]\n---\n\n## Symptoms\n\n- It hangs.\n\n## \
                    Failed theories\n\n### The network\n\nTried: a capture.\nOutcome: no-change\n\n## Root cause\n\nA \
                    synchronous write blocked the event loop.\n\n## Actions\n\n- [ ] Alert @ana due:2026-02-01 OPS-4\n- \
                    [x] Done\n";

/// A site of our own records and of some that are full, poor and empty.
fn built(config: &str) -> tempfile::TempDir {
    let folder = own_casebook(|_| {});
    for (path, text) in [("full.md", FULL), ("poor.md", "x"), ("empty.md", "")] {
        fs::write(folder.path().join("postmortems").join(path), text).expect("writes");
    }
    let searches = "queries:\n  - {query: put_nowait, kind: identifier, finds: full.md}\n  - {query: nothing at all, finds: poor.md}\n";
    fs::write(folder.path().join("queries.yaml"), searches).expect("writes");
    fs::write(folder.path().join("casebook.toml"), config).expect("writes");
    let built = run(folder.path(), &["build"]);
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    folder
}

fn files(site: &Path, ending: &str) -> Vec<String> {
    let files = walkdir::WalkDir::new(site).sort_by_file_name().into_iter().map(|entry| entry.expect("can be read"));
    let files = files.filter(|entry| entry.path().extension().is_some_and(|found| found == ending));
    files.map(|entry| entry.path().strip_prefix(site).expect("inside").to_string_lossy().replace('\\', "/")).collect()
}

fn text(site: &Path, path: &str) -> String {
    fs::read_to_string(site.join(path)).unwrap_or_else(|error| panic!("`{path}`: {error}"))
}

/// The kind that a file is, as `docs/MACHINES.md` lists them; `None` for the schema.
fn kind(path: &str) -> Option<&'static str> {
    Some(match path.split('/').collect::<Vec<_>>()[..] {
        ["schema.json"] => return None,
        ["index.json"] => "site",
        ["incidents.json"]
        | ["services" | "tags" | "severities" | "statuses" | "levels" | "timeline", _]
        | ["timeline", _, _] => "incidents",
        ["incidents", _] => "incident",
        ["patterns.json"] => "patterns",
        ["patterns", _] => "pattern",
        ["services.json" | "tags.json" | "severities.json" | "statuses.json" | "levels.json" | "timeline.json"] => {
            "groups"
        }
        ["statistics.json"] => "statistics",
        ["map.json"] => "map",
        ["actions.json"] => "actions",
        ["changes.json"] => "changes",
        ["searches.json"] => "searches",
        ["usual-suspects.json"] => "suspects",
        _ => panic!("`{path}` is of no kind that the schema has"),
    })
}

#[test]
fn every_json_file_of_a_site_is_what_the_published_schema_says() {
    let folder = built("[search]\nqueries = 'queries.yaml'\n");
    let site = folder.path().join("site");
    // Built again with changes of every kind, so that there is a page of them.
    fs::write(folder.path().join("postmortems/full.md"), FULL.replace("sev2", "sev1").replace("[t]", "[t, u]"))
        .expect("writes");
    fs::remove_file(folder.path().join("postmortems/poor.md")).expect("removes");
    fs::write(folder.path().join("postmortems/new.md"), "# New\n").expect("writes");
    let again = run(folder.path(), &["build", "--since", "site"]);
    assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
    let schema: Value = serde_json::from_str(&text(&site, "schema.json")).expect("JSON");
    let mut seen = BTreeSet::new();
    for path in files(&site, "json") {
        let Some(kind) = kind(&path) else { continue };
        let value: Value = serde_json::from_str(&text(&site, &path)).expect("JSON");
        let mut own = schema.clone();
        let keys = own.as_object_mut().expect("an object");
        keys.remove("anyOf");
        keys.insert("$ref".to_owned(), format!("#/$defs/{kind}").into());
        let validator = jsonschema::validator_for(&own).expect("the schema is one");
        let faults: Vec<String> =
            validator.iter_errors(&value).map(|error| format!("{error} at {}", error.instance_path())).collect();
        assert_eq!(faults, Vec::<String>::new(), "{path}");
        seen.insert(kind);
    }
    assert_eq!(seen.len(), 12, "{seen:?}");
}

#[test]
fn every_page_leads_to_its_json() {
    let folder = built("");
    let site = folder.path().join("site");
    let mut seen = 0;
    for path in files(&site, "html") {
        let html = text(&site, &path);
        // An old id only leads on, and the page of what is not there shows nothing.
        if path == "404.html" || html.contains("http-equiv=\"refresh\"") {
            continue;
        }
        let link = html.split("<link rel=\"alternate\" type=\"application/json\" href=\"").nth(1);
        let to = link.and_then(|rest| rest.split('"').next()).unwrap_or_else(|| panic!("{path} leads to no JSON"));
        let file = site.join(&path).parent().expect("a page lies in a folder").join(to.replace("%20", " "));
        assert!(file.is_file(), "{path} leads to `{to}`");
        seen += 1;
    }
    assert!(seen > 150, "{seen}");
}

#[test]
fn the_published_schema_is_the_one_that_is_printed() {
    let printed = run(&root(), &["schema", "site"]);
    let published = fs::read_to_string(root().join("docs/schemas/site.json")).expect("it is published");
    assert!(
        published == String::from_utf8_lossy(&printed.stdout),
        "run `casebook schema site > docs/schemas/site.json`"
    );
}

#[test]
fn lists_lead_to_pages_json_and_feeds_that_are_there() {
    let folder = built("");
    let site = folder.path().join("site");
    let mut followed = 0;
    for path in files(&site, "json").into_iter().filter(|path| path != "schema.json") {
        let mut values = vec![serde_json::from_str::<Value>(&text(&site, &path)).expect("JSON")];
        while let Some(value) = values.pop() {
            match value {
                Value::Array(items) => values.extend(items),
                Value::Object(map) => {
                    for (key, value) in map {
                        match (key.as_str(), value.as_str()) {
                            ("page" | "json" | "feed" | "json_schema", Some(to)) => {
                                assert!(site.join(to).is_file(), "{path}: `{to}` is not there");
                                followed += 1;
                            }
                            _ => values.push(value),
                        }
                    }
                }
                _ => {}
            }
        }
    }
    assert!(followed > 200, "{followed}");
}

#[test]
fn feeds_of_patterns_and_services_are_atom_and_hold_their_incidents() {
    for (config, base) in [("", None), ("[site]\nbase-url = \"https://c.example/x/\"\n", Some("https://c.example/x/"))]
    {
        let folder = built(config);
        let site = folder.path().join("site");
        let read = |path: &str| {
            let parser = feed_rs::parser::Builder::new().base_uri(Some("https://c.example/")).build();
            parser.parse(text(&site, path).as_bytes()).unwrap_or_else(|error| panic!("{path}: {error}"))
        };
        let all: BTreeSet<String> = read("feed.xml").entries.into_iter().map(|entry| entry.id).collect();
        let mut ids = BTreeSet::new();
        for path in files(&site, "xml").iter().filter(|path| path.ends_with("/feed.xml")) {
            let feed = read(path);
            assert!(ids.insert(feed.id.clone()), "{path}: two feeds have one id");
            let own = path.trim_end_matches("feed.xml");
            let page = format!("{}{own}index.html", base.unwrap_or("../../"));
            let raw = text(&site, path).replace("%C3%BC", "ü").replace("%C3%AF", "ï");
            assert!(raw.contains(&format!("href=\"{page}\"")), "{path}: {raw}");
            assert!(feed.entries.iter().all(|entry| all.contains(&entry.id)), "{path}");
            let list: Value =
                serde_json::from_str(&text(&site, &format!("{}.json", own.trim_end_matches('/')))).expect("JSON");
            if let Some(total) = list["total"].as_u64() {
                let undated =
                    list["incidents"].as_array().expect("a list").iter().filter(|one| one["date"].is_null()).count();
                assert_eq!(feed.entries.len(), total as usize - undated, "{path}");
            }
            let html = text(&site, &format!("{own}index.html"));
            let name = own.trim_end_matches('/').rsplit('/').next().expect("a name");
            assert!(html.contains(&format!("{name}/feed.xml\"")), "{path}: its page does not lead to it");
        }
        assert!(ids.len() > 60, "{}", ids.len());
        let loop_feed = read("patterns/blocked-event-loop/feed.xml");
        assert!(loop_feed.entries.iter().any(|entry| entry.id.contains("full")), "{loop_feed:?}");
    }
}

#[test]
fn a_language_model_is_told_what_there_is_with_links_that_lead_there() {
    let folder = built("[site]\ntitle = \"Ours\"\n");
    let site = folder.path().join("site");
    let told = text(&site, "llms.txt");
    assert!(told.starts_with("# Ours\n\n> "), "{told}");
    assert!(
        told.contains("- [Full \\[of\\] \\`marks\\` \\<b>](incidents/full.json): 2026-01-02; A synchronous"),
        "{told}"
    );
    let links: Vec<&str> = told.split("](").skip(1).filter_map(|rest| rest.split_once(')').map(|(to, _)| to)).collect();
    assert!(links.len() > 20, "{links:?}");
    for link in links {
        assert!(site.join(link).is_file(), "{link}");
    }
    let folder = built("[site]\nbase-url = \"https://c.example/\"\n");
    assert!(text(&folder.path().join("site"), "llms.txt").contains("](https://c.example/incidents/full.json)"));
}

#[test]
fn a_card_of_a_page_has_its_words_and_an_address_only_where_there_is_one() {
    let folder = built("");
    let page = text(&folder.path().join("site"), "incidents/full/index.html");
    let has = |page: &str, name: &str, value: &str| {
        page.contains(&format!("<meta property=\"og:{name}\" content=\"{value}\">"))
    };
    assert!(has(&page, "title", "Full [of] `marks` &lt;b&gt;") && has(&page, "type", "article"), "{page}");
    assert!(!page.contains("og:url") && !page.contains("og:image") && !page.contains("canonical"), "{page}");
    let folder = built("[site]\nbase-url = \"https://c.example/x/\"\n");
    fs::create_dir_all(folder.path().join("templates/assets")).expect("creates");
    fs::write(folder.path().join("templates/assets/card.png"), "png").expect("writes");
    assert!(run(folder.path(), &["build"]).status.success());
    let site = folder.path().join("site");
    let page = text(&site, "incidents/full/index.html");
    assert!(has(&page, "url", "https://c.example/x/incidents/full/index.html"), "{page}");
    assert!(has(&page, "image", "https://c.example/x/assets/card.png") && has(&page, "type", "article"), "{page}");
    assert!(has(&text(&site, "index.html"), "type", "website"));
    let moved = text(&site, "incidents/old/index.html");
    assert!(moved.contains("url=../../incidents/full/index.html") && !moved.contains("og:url"), "{moved}");
}
