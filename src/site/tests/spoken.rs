//! Nothing that a page says in its own name is written down anywhere but in the files of words.
//!
//! Each word is set between marks, and records are written in capitals: a small letter outside of the marks is English
//! that nobody can translate.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use super::{PATTERN, Theme, is_page, site_with};
use crate::config::Config;
use crate::site::built_in_words;
use crate::site::theme::{embedded_file, embedded_names};
use crate::words::{Text, Words};

const LOUD: &str = "---\ntitle: IT HANGS\ndate: 2025-07-14\nstarted: 2025-07-14 09:00\ndetected: 2025-07-14 09:20\n\
    mitigated: 2025-07-14 11:05\nresolved: 2025-07-16 12:00\ndetected-by: alert\nstatus: resolved\nseverity: SEV1\n\
    services: [WEB]\ntags: [PYTHON]\naliases: [OLD-HANG]\nrelated: [B, NONE]\npatterns: [blocked-event-loop, 44]\n\
    not-patterns: [43]\nowner: OPS\nauthors: [ME]\npaths: [SRC]\nlang: EN\nsource: HTTPS://X.Y\n---\n# IT HANGS\n\n\
    SHORT.[^1]\n\n> [!WARNING]\n> HOT\n\n- [x] ONE\n- [ ] TWO\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n[^1]: NOTE.\n\n\
    ## SYMPTOMS\n\n- NO ANSWER FROM THE RELAY AFTER THE SECOND QUERY.\n- `E: RELAY CLOSED THE PIPE`\n\n\
    ## FAILED THEORIES\n\n### THE POOL IS FULL\n\nTRIED: A LARGER POOL.\nOUTCOME: NO-CHANGE\nWRONG BECAUSE: IT STAYED.\n\n\
    ### THE DISK IS SLOW\n\nOUTCOME: PARTIAL\n\n### THE POOL IS FULL\n\nTRIED: MORE.\nOUTCOME: WORSE\n\n\
    ## ROOT CAUSE\n\nA LOG LINE BLOCKS THE EVENT LOOP.\n\n## FIX\n\nA QUEUE.\n\n## ACTIONS\n\n\
    - [ ] USE A QUEUE @OPS due:2025-07-20 guard:TESTS/X\n- [ ] WATCH IT\n- [x] TELL THEM @ME\n- LOOK AGAIN\n";

const AGAIN: &str = "---\ntitle: IT HANGS AGAIN\ndate: 2025-09-01\nservices: [WEB]\nrepeat-of: [A]\nstatus: investigating\n\
    ---\n# IT HANGS AGAIN\n\n## SYMPTOMS\n\n- NO ANSWER FROM THE RELAY AFTER THE SECOND QUERY.\n- `E: RELAY CLOSED THE PIPE`\n\n\
    ## FAILED THEORIES\n\n### THE POOL IS FULL\n\nSETTLED BY: COUNTING.\n\n## ROOT CAUSE\n\n\
    MAYBE A READ BLOCKS THE EVENT LOOP.\n\nA WRITE BLOCKS THE EVENT LOOP.\n\n## FIX\n\nA THREAD.\n";

/// Every word between marks.
fn marked() -> Words {
    let mark = |text: &str| format!("⟦{text}⟧");
    let words: BTreeMap<String, Text> = built_in_words("en")
        .iter()
        .map(|(key, text)| {
            let text = match text {
                Text::Plain(text) => Text::Plain(mark(text)),
                Text::Forms(forms) => {
                    Text::Forms(forms.iter().map(|(form, text)| (form.clone(), mark(text))).collect())
                }
            };
            (key.to_owned(), text)
        })
        .collect();
    let mut marked = Words::new("en");
    marked.put("en", words);
    marked
}

/// Gathers what a page says outside of the marks.
#[derive(Default)]
struct Unmarked {
    depth: Cell<u32>,
    quoted: Cell<u32>,
    found: RefCell<Vec<String>>,
}

impl Unmarked {
    /// Notes the pieces of a text that stand outside of the marks and have small letters.
    fn text(&self, text: &str, depth: &Cell<u32>) {
        let mut outside = String::new();
        let before = depth.get();
        // The keys of an action are written small.
        let text = text.replace("due:", "").replace("guard:", "");
        for c in text.chars() {
            match c {
                '⟦' => depth.set(depth.get() + 1),
                '⟧' => depth.set(depth.get() - 1),
                c if depth.get() == 0 => outside.push(c),
                _ => {}
            }
        }
        // A chart cuts a label that is too long for it; the mark that closes it is cut with it.
        if text.ends_with('…') {
            depth.set(before);
        }
        if outside.chars().any(char::is_lowercase) {
            self.found.borrow_mut().push(outside.trim().to_owned());
        }
    }
}

impl TokenSink for Unmarked {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => {
                // Code is quoted: commands, paths, and the front matter as it was written.
                if matches!(&*tag.name, "code" | "pre") {
                    let step = if tag.kind == TagKind::StartTag { 1 } else { u32::MAX };
                    self.quoted.set(self.quoted.get().wrapping_add(step));
                }
                let value = |name: &str| tag.attrs.iter().find(|one| &*one.name.local == name).map(|one| &one.value);
                let is_described = value("name").is_some_and(|name| &**name == "description");
                let read = ["aria-label", "title", "placeholder", "alt", "data-note"];
                let content = if is_described { value("content") } else { None };
                for text in read.into_iter().filter_map(value).chain(content) {
                    self.text(text, &Cell::new(0));
                }
            }
            Token::CharacterTokens(text) if self.quoted.get() == 0 => self.text(&text, &self.depth),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

fn unmarked(html: &str) -> Vec<String> {
    let tokenizer = Tokenizer::new(Unmarked::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    assert_eq!(tokenizer.sink.depth.get(), 0, "marks open and close in {html}");
    tokenizer.sink.found.into_inner()
}

#[test]
fn no_page_says_anything_that_is_not_in_the_words() {
    let mut records = vec![("A.md".to_owned(), LOUD.to_owned()), ("B.md".to_owned(), AGAIN.to_owned())];
    // So many that lists have pages.
    records.extend((0..101).map(|number| (format!("N{number}.md"), format!("# N{number}\n"))));
    let records: Vec<(&str, &str)> = records.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let config = Config {
        title: "SITE".to_owned(),
        description: Some("ABOUT".to_owned()),
        severities: vec!["SEV1".to_owned()],
        ..Config::default()
    };
    let theme =
        Theme::with_folder(Path::new("no-such-folder"), "templates", marked()).expect("the built-in templates parse");
    let pattern = PATTERN.to_uppercase().replace("NAME:", "name:").replace("FACET: MECHANISM", "facet: mechanism");
    let pattern = pattern.replace("SIGNALS:", "signals:").replace("- ALL:", "- all:");
    let (files, _) = site_with(&records, &pattern, &config, theme).expect("the site is built");
    let mut said = BTreeSet::new();
    for (path, html) in files.iter().filter(|(path, _)| is_page(path)) {
        for text in unmarked(html) {
            said.insert(format!(
                "{}: {text}",
                if path.starts_with("incidents/N") { "incidents/N" } else { path.as_str() }
            ));
        }
    }
    assert_eq!(said, BTreeSet::new());
    // The records show what there is to say.
    let page = &files["incidents/A/index.html"];
    for key in ["incident.confirmed", "facts.rejected", "markdown.footnotes", "markdown.alert-warning", "seen.heading"]
    {
        assert!(page.contains(marked().say(key)), "`{key}` is not tried");
    }
    assert!(files["incidents/index.html"].contains(marked().say("list.next")));
}

/// The text of all that may name a word: templates, scripts and our own code.
fn sources() -> String {
    let mut all = String::new();
    for name in embedded_names().filter(|name| !name.starts_with("words/")) {
        all.push_str(&String::from_utf8_lossy(&embedded_file(&name).expect("it is listed")));
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("src can be read")) {
        if entry.path().extension().is_some_and(|ending| ending == "rs") {
            let _ = write!(all, "{}", std::fs::read_to_string(entry.path()).expect("sources are UTF-8"));
        }
    }
    all
}

#[test]
fn every_word_is_used() {
    let sources = sources();
    let is_named = |key: &str| {
        let mut starts = key.match_indices(['.', '-']).map(|(at, _)| &key[..=at]);
        sources.contains(&format!("\"{key}\""))
            || sources.contains(&format!("'{key}'"))
            || starts.any(|start| {
                [format!("\"{start}\" ~"), format!("\"{start}{{"), format!("'{start}' +")]
                    .iter()
                    .any(|use_| sources.contains(use_))
            })
    };
    let words = built_in_words("en");
    let idle: Vec<&str> = words.iter().map(|(key, _)| key).filter(|key| !is_named(key)).collect();
    assert_eq!(idle, Vec::<&str>::new());
}

#[test]
fn no_style_says_a_word_of_its_own() {
    let mut tried = 0;
    let is_style = |name: &String| Path::new(name).extension().is_some_and(|ending| ending == "css");
    for name in embedded_names().filter(is_style) {
        let css = String::from_utf8_lossy(&embedded_file(&name).expect("it is listed")).into_owned();
        for value in css.split("content:").skip(1).filter_map(|rest| rest.split([';', '}']).next()) {
            tried += 1;
            let quoted = value.split('"').skip(1).step_by(2);
            let words: Vec<&str> =
                quoted.filter(|text| text.replace("\\A", "").contains(char::is_alphabetic)).collect();
            assert_eq!(words, Vec::<&str>::new(), "`{name}` says what no file of words has");
        }
    }
    assert!(tried > 5, "what styles say is not seen any more");
}
