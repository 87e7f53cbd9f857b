//! A thousand post-mortems of other teams: each is listed once, and every word of it stands on its page and in the
//! index.
//!
//! They are not part of this repository; `CASEBOOK_CORPORA` names their folder.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use casebook::config::Config;
use casebook::index::Index;
use casebook::model::Incident;
use casebook::pipeline::{self, Casebook, Loaded};
use casebook::ranking::{Jargon, Query};
use html5ever::tokenizer::{BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::program::{ENDINGS, corpora};

fn casebook(records: &Path) -> Casebook {
    Casebook {
        records: records.to_owned(),
        patterns: records.join("no-such-folder"),
        templates: records.join("no-such-folder"),
        cache: None,
        config: Config { endings: ENDINGS.map(str::to_owned).to_vec(), ..Config::default() },
        last_changes: std::collections::BTreeMap::new(),
    }
}

fn load(records: &Path) -> Loaded {
    pipeline::load(&casebook(records)).expect("the folder can be read")
}

/// The words of a text: letters and digits, in lower case.
fn words(text: &str) -> BTreeSet<String> {
    // A page shows `[[id]]` of a wiki as its text, which may touch the letters around it.
    let text = text.replace("[[", "").replace("]]", "");
    let split = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    split.map(str::to_lowercase).collect()
}

/// Elements that do not part words.
const INLINE: [&str; 9] = ["a", "code", "del", "em", "mark", "s", "span", "strong", "sup"];

/// The text of a page, as a browser would have it: elements gone, entities resolved.
fn page_text(html: &str) -> String {
    struct Text(RefCell<String>);
    impl TokenSink for Text {
        type Handle = ();
        fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
            match token {
                Token::CharacterTokens(text) => self.0.borrow_mut().push_str(&text),
                Token::TagToken(tag) if !INLINE.contains(&&*tag.name) => self.0.borrow_mut().push('\n'),
                _ => {}
            }
            TokenSinkResult::Continue
        }
    }
    let tokenizer = Tokenizer::new(Text(RefCell::default()), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(html.into());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

/// The text of a record, by the Markdown library alone: what is neither markup nor address nor comment. Front matter is
/// all text, but for lines that open with `#`.
fn record_text(text: &str) -> String {
    let (front, body) = match text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")) {
        Some((front, body)) if front.contains(':') => (front, body),
        _ => ("", text),
    };
    let told = front.lines().filter(|line| !line.trim_start().starts_with('#'));
    let mut out = told.map(|line| line.split(" #").next().unwrap_or(line)).collect::<Vec<_>>().join("\n") + "\n";
    let dialect = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_GFM | Options::ENABLE_TASKLISTS;
    for event in Parser::new_ext(body, dialect) {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(&text),
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. })
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link) => {}
            Event::Start(_) | Event::End(_) | Event::SoftBreak | Event::HardBreak => out.push('\n'),
            _ => {}
        }
    }
    out
}

#[test]
#[ignore = "needs CASEBOOK_CORPORA"]
fn every_file_is_listed_once_and_every_word_of_it_stands_on_its_page() {
    let folder = corpora();
    let loaded = load(&folder);
    let files = walkdir::WalkDir::new(&folder).into_iter().map(|entry| entry.expect("it can be listed"));
    let notes =
        files.filter(|entry| entry.path().extension().is_some_and(|e| ENDINGS.iter().any(|wanted| e == *wanted)));
    assert_eq!(loaded.knowledge.incidents.len(), notes.count());
    let ids: BTreeSet<_> = loaded.knowledge.incidents.iter().map(|incident| incident.id.as_str()).collect();
    assert_eq!(ids.len(), loaded.knowledge.incidents.len());

    let output = tempfile::tempdir().expect("a temporary folder can be made");
    let site = output.path().join("site");
    let published = pipeline::build(&casebook(&folder), &loaded, &site).expect("the site can be written");
    assert_eq!(published.records, ids.len());
    let mut lost = BTreeMap::new();
    for incident in &loaded.knowledge.incidents {
        let page = std::fs::read_to_string(site.join(format!("incidents/{}/index.html", incident.id)));
        let shown = words(&page_text(&page.expect("every incident has a page")));
        let read: BTreeSet<_> = incident.passages.iter().flat_map(|passage| words(&passage.text)).collect();
        let wanted = words(&record_text(&incident.file.text));
        let missing: Vec<_> = wanted.iter().filter(|word| !shown.contains(*word) || !read.contains(*word)).collect();
        if !missing.is_empty() {
            lost.insert(incident.file.path.clone(), format!("{missing:?}"));
        }
    }
    assert_eq!(lost, BTreeMap::new());
}

#[test]
#[ignore = "needs CASEBOOK_CORPORA"]
fn every_record_is_found_by_its_rarest_words() {
    let folder = corpora();
    let loaded = load(&folder);
    let index = Index::in_memory(&loaded.knowledge).expect("an index fits into memory");
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    let texts = |incident: &Incident| words(&record_text(&incident.file.text));
    for incident in &loaded.knowledge.incidents {
        for word in texts(incident) {
            *counts.entry(word).or_default() += 1;
        }
    }
    for incident in &loaded.knowledge.incidents {
        let mut rare: Vec<_> = texts(incident).into_iter().filter(|word| word.len() > 2).collect();
        rare.sort_by_key(|word| (counts[word], word.clone()));
        for word in rare.iter().take(2) {
            let query = Query::parse(&format!("\"{word}\""));
            let found = index
                .search(&query, &Jargon::default(), loaded.knowledge.incidents.len())
                .expect("the index can be read");
            assert!(
                found.hits.iter().any(|hit| hit.id == incident.id.as_str()),
                "`{word}` does not find {}",
                incident.id
            );
        }
    }
}
