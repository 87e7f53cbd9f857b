//! The whole site, built of small records.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use proptest::prelude::*;

use super::{Built, LastChanges, Ledger, SiteError, SiteInput, Theme, build};
use crate::catalogue;
use crate::config::Config;
use crate::knowledge::KnowledgeBase;
use crate::record;
use crate::source::SourceFile;

mod course;
mod mistaken;
mod spoken;
mod story;

type Files = BTreeMap<String, String>;

const PATTERN: &str = "---\nname: Blocked event loop\nfacet: mechanism\nsignals:\n  - all: [[block], [event loop]]\n---\n\
    One thread serves everybody.\n\n## How to tell it apart\n\nDump the [stacks](../a.md).\n\n## Fix\n\nMove the call.\n";

const HANG: &str = "---\ntitle: It hangs\ndate: 2025-07-14\nservices: [web]\ntags: [python]\naliases: [old-hang]\n\
    related: [b]\nteam: blue\n---\n# It hangs\n\nShort.\n\n## Symptoms\n\n- No answer.\n\n## Failed theories\n\n\
    ### The pool is full\n\nTried: a larger pool.\nOutcome: no-change\nWrong because: it stayed.\n\n## Root cause\n\n\
    A log line blocks the event loop.\n\nSee [the other](b.md#fix) and ![a picture](img/p 1.png).\n\n## Actions\n\n\
    - [ ] Use a queue @ops\n";

const OTHER: &str = "# It stops\n\n## Root cause\n\nA read blocks the event loop.\n\n## Fix\n\nA thread.\n";

fn site_of(records: &[(&str, &str)]) -> (Files, Built) {
    try_site(records, Theme::built_in().expect("the built-in templates parse")).expect("the site is built")
}

fn try_site(records: &[(&str, &str)], theme: Theme) -> Result<(Files, Built), SiteError> {
    site_with(records, PATTERN, &Config::default(), theme)
}

fn site_with(
    records: &[(&str, &str)],
    pattern: &str,
    config: &Config,
    theme: Theme,
) -> Result<(Files, Built), SiteError> {
    site_with_changes(records, pattern, config, &LastChanges::new(), theme)
}

fn site_with_changes(
    records: &[(&str, &str)],
    pattern: &str,
    config: &Config,
    last_changes: &LastChanges,
    theme: Theme,
) -> Result<(Files, Built), SiteError> {
    let read = |(path, text): &(&str, &str)| record::read(&SourceFile::new(*path, *text), config).0;
    let incidents = records.iter().map(read).collect();
    let pattern = catalogue::parse(&SourceFile::new("blocked-event-loop.md", pattern), false).0;
    let kb = KnowledgeBase::assemble(incidents, pattern.into_iter().collect());
    let files = Mutex::new(Files::new());
    let sink = |path: &str, bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let before = files.lock().expect("no test panics while it writes").insert(path.to_owned(), text);
        assert!(before.is_none(), "`{path}` was made twice");
        Ok(())
    };
    let exists = |path: &str| path == "img/p 1.png";
    let ledger = Ledger::default();
    let input =
        SiteInput { kb: &kb, config, changes: None, trials: None, last_changes, exists: &exists, ledger: &ledger };
    let built = build(&input, theme, &sink)?;
    Ok((files.into_inner().expect("all threads are done"), built))
}

fn two() -> (Files, Built) {
    site_of(&[("a.md", HANG), ("b.md", OTHER)])
}

/// Collects the attributes of a page, as a browser reads them.
#[derive(Default)]
struct Attributes(RefCell<Vec<(String, String)>>);

impl TokenSink for Attributes {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(tag) = token {
            let pairs =
                tag.attrs.into_iter().map(|attribute| (attribute.name.local.to_string(), attribute.value.to_string()));
            self.0.borrow_mut().extend(pairs);
        }
        TokenSinkResult::Continue
    }
}

/// The values of an attribute in a page.
fn values(html: &str, attribute: &str) -> Vec<String> {
    let tokenizer = Tokenizer::new(Attributes::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let pairs = tokenizer.sink.0.into_inner();
    pairs.into_iter().filter(|(name, _)| name == attribute).map(|(_, value)| value).collect()
}

fn is_page(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| ending == "html")
}

/// Links and fragments that lead nowhere, and ids that stand twice.
fn faults(files: &Files, built: &Built) -> Vec<String> {
    let made_elsewhere =
        |path: &str| path.ends_with("feed.xml") || path.rsplit_once('.').is_some_and(|(_, ending)| ending == "json");
    let pages: BTreeMap<&str, &String> =
        files.iter().filter(|(path, _)| is_page(path)).map(|(path, html)| (path.as_str(), html)).collect();
    let ids: BTreeMap<&str, Vec<String>> = pages.iter().map(|(path, html)| (*path, values(html, "id"))).collect();
    let mut faults = Vec::new();
    for (path, html) in pages {
        let own = &ids[path];
        if own.iter().collect::<BTreeSet<_>>().len() != own.len() {
            faults.push(format!("{path}: an id stands twice"));
        }
        for link in values(html, "href").into_iter().chain(values(html, "src")) {
            let (address, fragment) = link.split_once('#').unwrap_or((link.as_str(), ""));
            let address = super::address::decode(address).expect("our own addresses can be decoded");
            let target = if address.is_empty() { Some(path.to_owned()) } else { super::address::join(path, &address) };
            let target = target.unwrap_or_else(|| panic!("{path}: `{link}` leaves the site"));
            let there = files.contains_key(&target) || built.attachments.contains_key(&target);
            if !there && !made_elsewhere(&target) {
                faults.push(format!("{path}: `{link}` leads nowhere"));
            }
            if !fragment.is_empty() && !ids[target.as_str()].iter().any(|id| id == fragment) {
                faults.push(format!("{path}: `{link}` has no such place"));
            }
        }
    }
    faults
}

#[test]
fn names_that_share_a_slug_have_addresses_of_their_own() {
    let record = |tags: &str| format!("---\ntags: [{tags}]\n---\n# T\n");
    let texts = ["'C#', c", "'C++', C, 'c-2'", "'c#', Big Thing, big-thing, .net, net"].map(record);
    let (files, built) = site_of(&[("a.md", &texts[0]), ("b.md", &texts[1]), ("c.md", &texts[2])]);
    let tags: Vec<_> =
        built.pages.iter().filter_map(|page| page.strip_prefix("tags/")?.strip_suffix("/index.html")).collect();
    assert_eq!(tags, ["big-thing", "c-2", "c-3", "c-4", "c", "net-2", "net"]);
    let title = |tag: &str| {
        let page = &files[&format!("tags/{tag}/index.html")];
        page.split_once("<h1").and_then(|(_, rest)| Some(rest.split_once("</h1>")?.0.to_owned())).expect("a heading")
    };
    for (tag, name) in [("c-2", ">c-2"), ("c-3", ">C#"), ("c-4", ">C++"), ("net", ">net"), ("net-2", ">.net")] {
        assert!(title(tag).contains(name), "{tag}: {}", title(tag));
    }
    assert!(files["incidents/a/index.html"].contains("tags/c-3/index.html"));
    assert_eq!(faults(&files, &built), Vec::<String>::new());
}

#[test]
fn every_kind_of_page_is_made_and_every_link_leads_somewhere() {
    let (files, built) = two();
    let pages = [
        "actions/index.html",
        "actions/owners/ops/index.html",
        "actions/services/web/index.html",
        "actions/undated/index.html",
        "incidents/a/index.html",
        "incidents/b/index.html",
        "incidents/index.html",
        "index.html",
        "legend/index.html",
        "levels/index.html",
        "levels/note/index.html",
        "levels/record/index.html",
        "map/index.html",
        "patterns/blocked-event-loop/index.html",
        "patterns/index.html",
        "search/index.html",
        "services/index.html",
        "services/web/index.html",
        "severities/index.html",
        "statistics/index.html",
        "statuses/index.html",
        "tags/index.html",
        "tags/python/index.html",
        "timeline/2025/07/index.html",
        "timeline/2025/index.html",
        "timeline/index.html",
        "triage/index.html",
        "usual-suspects/index.html",
    ];
    assert_eq!(built.pages, pages);
    assert!(pages.iter().all(|page| files.contains_key(*page)));
    assert_eq!(faults(&files, &built), Vec::<String>::new());
}

#[test]
fn a_pattern_leads_to_the_marked_line_and_the_line_names_the_pattern() {
    let (files, _) = two();
    assert!(files["patterns/blocked-event-loop/index.html"].contains("../../incidents/a/index.html#evidence--1"));
    let incident = &files["incidents/a/index.html"];
    assert!(incident.contains("<a href=\"#evidence--1\">"), "{incident}");
    assert!(incident.contains("<mark id=\"evidence--1\" class=\"evidence evidence-detected\""), "{incident}");
    assert!(incident.contains("A log line <mark>blocks</mark> the <mark>event loop</mark>."), "{incident}");
}

#[test]
fn an_incident_opens_with_its_answer() {
    let (files, _) = two();
    let incident = &files["incidents/a/index.html"];
    let lines = [
        "<dt>Symptom</dt><dd><a href=\"#symptoms\">No answer.</a></dd>",
        "<dt>False trail</dt><dd><a href=\"#theory--1\">The pool is full</a></dd>",
        "<dt>Cause</dt><dd><a href=\"#root-cause\">A log line blocks the event loop.</a></dd>",
    ];
    assert!(lines.iter().all(|line| incident.contains(line)), "{incident}");
    assert!(
        incident.contains("<div class=\"theory outcome-no-change struck\" data-says=\"no change\" id=\"theory--1\">"),
        "{incident}"
    );
    assert!(incident.contains("<dt>team</dt><dd>blue</dd>"), "{incident}");
    assert_eq!(incident.matches("<h1").count(), 1);
}

#[test]
fn pages_hold_no_code_of_their_own_and_say_so_first() {
    for (path, html) in two().0.iter().filter(|(path, _)| is_page(path)) {
        let policy = html.find("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';");
        assert!(policy.is_some_and(|at| at < html.find("<link").unwrap_or(0)), "{path}");
        for forbidden in [" style=", "<style", " onclick", "javascript:", "<script>"] {
            assert!(!html.contains(forbidden), "{path} holds {forbidden}");
        }
        assert!(html.contains("<main id=\"page--main\""), "{path}");
    }
}

#[test]
fn what_records_say_never_becomes_markup() {
    let hostile = "---\ntitle: \"<script>alert(1)</script>\"\nservices: ['\"><img src=x onerror=alert(1)>']\n\
        status: resolved\nowner: \"<b>me</b>\"\n\"<i>key\": \"<u>value\"\n---\n\n## Root cause\n\n<script>alert(2)</script> \
        blocks the event loop. [x](javascript:alert(3)) [y](data:text/html,z)\n";
    let (files, _) = site_of(&[("a.md", hostile)]);
    for (path, html) in files.iter().filter(|(path, _)| is_page(path)) {
        for forbidden in ["<script>", "<img", "<b>me", "<i>key", "<u>value", "href=\"javascript:", "href=\"data:"] {
            assert!(!html.contains(forbidden), "{path} holds {forbidden}");
        }
    }
    assert!(files["incidents/a/index.html"].contains("&lt;script&gt;alert(1)"));
}

#[test]
fn pictures_beside_records_are_listed_and_links_between_records_lead_to_pages() {
    let (files, built) = site_of(&[
        ("a.md", "[b](sub/b.md#root-cause) ![p](<img/p 1.png>) ![gone](no.png) [out](../../etc/passwd) [run](x.html)"),
        ("sub/b.md", "## Root cause\n\nA thing. [p](../patterns/blocked-event-loop.md) ![p](<../img/p 1.png>)\n"),
    ]);
    let listed: Vec<(&str, &str)> = built.attachments.iter().map(|(to, from)| (to.as_str(), from.as_str())).collect();
    assert_eq!(listed, [("files/img/p 1.png", "img/p 1.png")]);
    let a = &files["incidents/a/index.html"];
    assert!(a.contains("<a href=\"../../incidents/b/index.html#root-cause\">b</a>"), "{a}");
    assert!(a.contains("src=\"../../files/img/p%201.png\""), "{a}");
    assert!(!values(a, "href").iter().any(|link| link.contains("passwd") || link.ends_with("/x.html")), "{a}");
    assert!(files["incidents/b/index.html"].contains("<a href=\"../../patterns/blocked-event-loop/index.html\">p</a>"));
}

#[test]
fn an_old_id_leads_to_the_new_page_unless_it_is_in_use() {
    let (files, built) = site_of(&[("a.md", HANG), ("b.md", "---\naliases: [a]\n---\n# B\n")]);
    let redirect = &files["incidents/old-hang/index.html"];
    assert!(redirect.contains("content=\"0; url=../../incidents/a/index.html\""), "{redirect}");
    assert!(!built.pages.contains(&"incidents/old-hang/index.html".to_owned()));
    assert!(files["incidents/a/index.html"].contains("It hangs"));
}

#[test]
fn long_lists_are_cut_into_pages() {
    let records: Vec<(String, String)> = (0..230)
        .map(|n| {
            (format!("r{n:03}.md"), "## Root cause\n\nIt blocks the event loop.\n\n## Actions\n\n- [ ] Do\n".to_owned())
        })
        .collect();
    let records: Vec<(&str, &str)> = records.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let (files, built) = site_of(&records);
    assert_eq!(faults(&files, &built), Vec::<String>::new());
    let listed = |page: &str| files[page].matches("class=\"row\"").count();
    assert_eq!(
        ["incidents/index.html", "incidents/page/2/index.html", "incidents/page/3/index.html"].map(listed),
        [100, 100, 30]
    );
    assert!(files.contains_key("patterns/blocked-event-loop/page/5/index.html"));
    assert!(files.contains_key("actions/page/3/index.html"));
}

#[test]
fn the_same_records_give_the_same_bytes_in_any_order() {
    let (files, built) = two();
    assert_eq!((files, built), site_of(&[("b.md", OTHER), ("a.md", HANG)]));
}

#[test]
fn an_empty_casebook_has_a_site() {
    let (files, built) = site_of(&[]);
    assert_eq!(faults(&files, &built), Vec::<String>::new());
    assert!(files["index.html"].contains("There are no records yet."));
}

#[test]
fn a_users_template_takes_the_place_of_ours_and_its_mistakes_are_placed() {
    let theme = |text: &str| Theme::with_files([("404.html".to_owned(), text.as_bytes().to_vec())]);
    let own = theme("own: {{ site.title }} {{ page.path }}").expect("the template parses");
    let (files, _) = try_site(&[], own).expect("the site is built");
    assert_eq!(files["404.html"], "own: Casebook 404.html");
    let wrong = theme("one\n{{ site.titel }}").expect("the template parses");
    let Err(error) = try_site(&[], wrong) else { panic!("an unknown field was rendered") };
    let text = error.to_string();
    assert!(text.contains("404.html") && text.contains("titel") && text.contains("2:"), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_record_has_a_page_whose_links_lead_somewhere(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "# It hangs\n\n", "## Root cause\n\n", "## Failed theories\n\n", "### The pool\n\n", "Outcome: partial\n",
                "- [ ] do it @me\n", "blocks the **event loop**. ", "Wrong because: no\n", "| a | b |\n|---|---|\n| c | d |\n",
                "[l](a.md#x)", "[^1]\n\n[^1]: note\n", "```\n", "---\n", "title: x\n", "> quote\n", "<div id=\"x\">", "é日本\u{0}",
                "**Root cause:** it blocks the event loop\n", "\n\n", "  ", "root_cause: blocks the event loop\n",
            ]),
            0..30,
        )
    ) {
        let text = parts.concat();
        let (files, built) = site_of(&[("a.md", &text), ("b.md", OTHER)]);
        prop_assert_eq!(faults(&files, &built), Vec::<String>::new(), "{}", text);
    }
}

#[test]
fn a_page_shows_what_was_seen_before_on_both_axes_and_links_to_the_lines() {
    let told = |title: &str, cause: &str| {
        format!("# {title}\n\n## Symptoms\n\nCheckout answers 503, the basket spins.\n\n## Root cause\n\n{cause}\n")
    };
    let pool = told("Basket", "The report job leaked connections until PgBouncer was exhausted.");
    let again = told("Ledger", "The <b>report</b> job leaked connections, and PgBouncer was exhausted.");
    let (files, built) = site_of(&[("a.md", &pool), ("b.md", &again)]);
    assert_eq!(faults(&files, &built), [] as [String; 0]);
    let page = &files["incidents/a/index.html"];
    for part in ["id=\"page--seen\"", "Caused like this", "Looks like this", "<mark>PgBouncer</mark>"] {
        assert!(page.contains(part), "{part} is missing");
    }
    assert!(values(page, "href").contains(&"../../incidents/b/index.html#root-cause".to_owned()));
    assert!(values(page, "href").contains(&"#root-cause".to_owned()));
}

#[test]
fn charts_stay_small_and_lead_to_what_they_show_however_many_records_there_are() {
    let record = |at: usize| {
        let (year, month) = (2020 + at % 3, 1 + at % 2);
        format!(
            "---\ntitle: It hangs once more, number {at}\ndate: {year}-0{month}-03\nservices: [web]\n\
            started: {year}-0{month}-03 10:00\ndetected: {year}-0{month}-03 10:{:02}\n---\n\n\
            ## Root cause\n\nA read blocks the event loop.\n",
            at % 60
        )
    };
    let texts: Vec<(String, String)> = (0..360).map(|at| (format!("r{at}.md"), record(at))).collect();
    let records: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let (files, built) = site_of(&records);
    assert_eq!(faults(&files, &built), [] as [String; 0]);
    let marks = |path: &str| files[path].matches("<use href").count();
    assert_eq!(marks("timeline/index.html"), 6 * 22);
    assert_eq!(marks("timeline/2021/index.html"), 2 * 44);
    // One drawing for a wide screen and one for a phone.
    assert_eq!(marks("map/index.html"), 2 * 18);
    assert!(files["map/index.html"].contains(">+342<"), "what is left out is said");
    assert!(files["timeline/2021/index.html"].contains("32 of 120 have no mark here"));
    assert!(files["statistics/index.html"].contains("Half took <b>29 min</b> at most"));
    let charts = ["map/index.html", "statistics/index.html", "timeline/index.html", "timeline/2021/index.html"];
    for path in charts {
        assert!(files[path].len() < 150 * 1024, "{path}: {} bytes", files[path].len());
    }
}
