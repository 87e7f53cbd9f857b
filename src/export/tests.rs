//! What is exported, read back by others: `serde_json`, `feed-rs`, an XML reader's eyes.

use serde_json::{Value, json};

use super::*;
use crate::config::Config;
use crate::knowledge::{Evidence, KnowledgeBase, LinkState, PatternLink, Standing};
use crate::model::{Date, Examples, Facet, IncidentId, Pattern, PatternId, PatternSection, Role, Signal};
use crate::source::{SourceFile, Span, Spanned};

const HANG: &str = "---
date: 2025-07-14
status: resolved
severity: sev2
services: [brain]
tags: [python]
started: 2025-07-10 09:00
detected: 2025-07-10 09:20
resolved: 2025-07-14
detected-by: engineer
related: [other]
room: 7
---

# The server hangs & waits

## Symptoms

- No answer.

## Root cause

The write blocks the event loop.

## Fix

Queue it.

## Actions

- [x] Do it @platform due:2025-07-20 guard:tests/a.py
";

fn base() -> KnowledgeBase {
    let read = |path: &str, text: &str| {
        let file = SourceFile::new(path, text);
        crate::record::read(&file, &Config::default()).0
    };
    let mut hang = read("hang.md", HANG);
    hang.id = IncidentId::new("hang").expect("an id");
    let mut other = read("other.md", "# Another\n\nDate: 2024-01-02\n\nThe disks were frozen.\u{1}\n");
    other.id = IncidentId::new("zwei-ö").expect("an id");
    let mut kb = KnowledgeBase::assemble(vec![hang, other], vec![blocked()]);
    let start = HANG.find("The write").expect("it is there");
    let text = "The write blocks the event loop.".to_owned();
    let section = kb.incidents[0].section_at(start as u32);
    let span = Span::new(start, start + text.len());
    let blocks = 10..16;
    let (role, standing) = (Role::Cause, Standing::Asserted);
    let evidence = Evidence { passage: 0, section, role, standing, text, span, words: vec![blocks], weight: 1.0 };
    kb.links =
        vec![PatternLink { incident: 0, pattern: 0, state: LinkState::Detected, score: 1.0, evidence: vec![evidence] }];
    kb
}

fn blocked() -> Pattern {
    let file = SourceFile::new("patterns/blocked-event-loop.md", "It stands.\n");
    let phrase = |text: &str| Spanned::new(text.to_owned(), Span::new(0, 0));
    let all = vec![vec![phrase("block")], vec![phrase("event loop")]];
    Pattern {
        id: PatternId::new("blocked-event-loop").expect("an id"),
        file,
        built_in: true,
        name: phrase("Blocked event loop"),
        facet: Facet::Mechanism,
        aliases: vec!["starvation".to_owned()],
        parent: None,
        see_also: Vec::new(),
        signals: vec![Signal { all, not: Vec::new(), roles: vec![Role::Cause], weight: 1.0, span: Span::new(0, 0) }],
        examples: Examples::default(),
        body: Span::new(0, 11),
        sections: vec![PatternSection { title: String::new(), anchor: "opening".to_owned(), span: Span::new(0, 11) }],
        summary: "It stands.".to_owned(),
    }
}

fn value(value: &impl serde::Serialize) -> Value {
    serde_json::from_str(&to_json(value)).expect("it is JSON")
}

#[test]
fn an_incident_holds_its_values_with_their_lines() {
    let kb = base();
    let out = value(&incident(&kb, 0));
    let expected = json!({
        "schema": 1, "id": "hang", "path": "hang.md", "page": "incidents/hang/index.html",
        "title": "The server hangs & waits", "date": "2025-07-14", "status": "resolved", "open": false,
        "severity": "sev2", "services": ["brain"], "tags": ["python"], "detected_by": "engineer",
        "times": {"started": "2025-07-10 09:00", "detected": "2025-07-10 09:20", "resolved": "2025-07-14"},
        "minutes": {"to_detect": 20}, "extra": {"room": "7"}, "related": ["other"],
        "opening": {"symptom": "No answer.", "cause": "The write blocks the event loop.", "fix": "Queue it."},
        "patterns": [{
            "id": "blocked-event-loop", "name": "Blocked event loop", "facet": "mechanism", "state": "detected",
            "score": 1.0,
            "evidence": [{
                "text": "The write blocks the event loop.", "words": ["blocks"], "role": "cause", "standing": "asserted", "weight": 1.0,
                "standing": "asserted", "weight": 1.0, "section": "root-cause", "line": 23
            }]
        }],
    });
    for (key, expected) in expected.as_object().expect("an object") {
        assert_eq!(&out[key], expected, "{key}");
    }
    assert_eq!(out["causes"][0]["line"], 23);
    assert_eq!(out["actions"][0]["due"], "2025-07-20");
    let texts: Vec<_> = out["sections"].as_array().expect("a list").iter().map(|s| s["text"].clone()).collect();
    assert!(texts.contains(&json!("The write blocks the event loop.")), "{texts:?}");
}

#[test]
fn a_pattern_holds_its_signals_and_instances() {
    let kb = base();
    let out = value(&pattern(&kb, 0));
    assert_eq!(
        out["signals"],
        json!([{"all": [["block"], ["event loop"]], "not": [], "in": ["cause"], "weight": 1.0}])
    );
    assert_eq!(out["instances"][0]["id"], "hang");
    assert_eq!(out["instances"][0]["evidence"][0]["section"], "root-cause");
    assert_eq!(out["sections"], json!([{"title": "", "anchor": "opening", "text": "It stands."}]));
}

#[test]
fn a_feed_calls_a_suspected_cause_so() {
    let text = "---\ndate: 2026-01-02\n---\n# T\n\n## Root cause\n\nThe pipe was probably full.\n";
    let (record, _) = crate::record::read(&SourceFile::new("a.md", text), &Config::default());
    let base = KnowledgeBase::assemble(vec![record], Vec::new());
    let input = FeedInput { title: "B", description: "", base_url: None, version: "1" };
    let text = feed(&base, &input);
    assert!(text.contains("Suspected cause: The pipe was probably full."), "{text}");
}

fn feed_of(base_url: Option<&str>) -> (String, feed_rs::model::Feed) {
    let input = FeedInput { title: "Our & book", description: "What broke", base_url, version: "1" };
    let text = feed(&base(), &input);
    let parsed = feed_rs::parser::parse(text.as_bytes()).expect("it is Atom");
    (text, parsed)
}

#[test]
fn a_feed_is_atom_newest_first_with_the_records_own_dates() {
    let (_, parsed) = feed_of(Some("https://x.y/book/"));
    assert_eq!(parsed.id, "https://x.y/book/");
    assert_eq!(parsed.title.expect("a title").content, "Our & book");
    let entries: Vec<_> =
        parsed.entries.iter().map(|entry| (entry.id.as_str(), entry.links[0].href.as_str())).collect();
    assert_eq!(
        entries,
        [
            ("https://x.y/book/incidents/hang/index.html", "https://x.y/book/incidents/hang/index.html"),
            ("https://x.y/book/incidents/zwei-%C3%B6/index.html", "https://x.y/book/incidents/zwei-%C3%B6/index.html"),
        ]
    );
    let first = &parsed.entries[0];
    assert_eq!(first.updated.expect("a time").to_rfc3339(), "2025-07-14T00:00:00+00:00");
    assert_eq!(parsed.updated, first.updated);
    assert_eq!(
        first.summary.as_ref().expect("a summary").content,
        "Symptom: No answer.\nCause: The write blocks the event loop.\nFix: Queue it."
    );
    let terms: Vec<_> = first.categories.iter().map(|category| category.term.as_str()).collect();
    assert_eq!(terms, ["brain", "python", "Blocked event loop"]);
}

#[test]
fn a_feed_without_an_address_has_ids_and_relative_links() {
    let (text, parsed) = feed_of(None);
    assert_eq!(parsed.id, "tag:casebook.invalid,2000:our-book/");
    assert_eq!(parsed.entries[0].id, "tag:casebook.invalid,2000:our-book/incidents/hang/index.html");
    assert!(text.contains("href=\"incidents/hang/index.html\""), "{text}");
    assert!(!text.contains('\u{1}'));
}

#[test]
fn a_casebook_without_dates_has_a_feed_too() {
    let input = FeedInput { title: "t", description: "", base_url: None, version: "1" };
    let text = feed(&KnowledgeBase::assemble(Vec::new(), Vec::new()), &input);
    assert!(text.contains("<updated>1970-01-01T00:00:00+00:00</updated>"), "{text}");
}

#[test]
fn a_sitemap_names_whole_addresses() {
    let date = base().incidents[0].date.as_ref().map(|date| date.value);
    let pages = [
        SitemapPage { address: "index.html".to_owned(), date: None },
        SitemapPage { address: "incidents/ö/index.html".to_owned(), date },
    ];
    assert_eq!(
        sitemap("https://x.y/?a&b/", &pages),
        [(
            "sitemap.xml".to_owned(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n\
         <url><loc>https://x.y/?a&amp;b/index.html</loc></url>\n\
         <url><loc>https://x.y/?a&amp;b/incidents/%C3%B6/index.html</loc><lastmod>2025-07-14</lastmod></url>\n\
         </urlset>\n"
                .to_owned()
        )]
    );
}

#[test]
fn a_large_sitemap_is_split() {
    let page = SitemapPage { address: "a".to_owned(), date: None::<Date> };
    let files = sitemap("https://x.y/", &vec![page; 50_001]);
    let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["sitemap.xml", "sitemap-1.xml", "sitemap-2.xml"]);
    assert!(files[0].1.contains("<loc>https://x.y/sitemap-2.xml</loc>"));
    assert_eq!(files[2].1.matches("<url>").count(), 1);
}

#[test]
fn an_incident_holds_what_is_like_it_on_both_axes() {
    let read = |path: &str, cause: &str| {
        let text = format!("# T\n\n## Root cause\n\n{cause}\n");
        crate::record::read(&SourceFile::new(path, text), &Config::default()).0
    };
    let incidents = vec![
        read("a.md", "The report job leaked connections until PgBouncer was exhausted."),
        read("b.md", "The nightly report leaked connections, and PgBouncer was exhausted."),
    ];
    let out = value(&incident(&KnowledgeBase::assemble(incidents, Vec::new()), 0));
    let found = &out["similar"]["caused"][0];
    assert_eq!((&found["id"], &found["path"], &found["axis"]), (&json!("b"), &json!("b.md"), &json!("caused")));
    let there = json!({
        "text": "The nightly report leaked connections, and PgBouncer was exhausted.", "section": "root-cause",
        "line": 5
    });
    assert_eq!(found["reasons"][0]["there"], there);
    assert_eq!(found["differs"]["cause"]["there"], there);
}
