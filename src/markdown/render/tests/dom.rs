//! Reads HTML back with an independent tokeniser.

use std::cell::RefCell;

use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

/// What stands in a piece of HTML.
#[derive(Debug, Default)]
pub struct Page {
    /// Its text.
    pub text: String,
    /// Element, attribute and value.
    pub attributes: Vec<(String, String, String)>,
    /// What is wrong with it.
    pub faults: Vec<String>,
    open: Vec<String>,
}

#[derive(Default)]
struct Sink(RefCell<Page>);

/// Tokenises `html` and checks that its elements nest.
pub fn read(html: &str) -> Page {
    let input = BufferQueue::default();
    input.push_back(html.into());
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts { exact_errors: true, ..TokenizerOpts::default() });
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let mut page = tokenizer.sink.0.into_inner();
    let open = std::mem::take(&mut page.open);
    page.faults.extend(open.into_iter().map(|name| format!("<{name}> is never closed")));
    page
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        self.0.borrow_mut().take(token);
        TokenSinkResult::Continue
    }
}

impl Page {
    fn take(&mut self, token: Token) {
        match token {
            Token::CharacterTokens(text) => self.text.push_str(&text),
            Token::NullCharacterToken => self.faults.push("a NUL".to_owned()),
            Token::ParseError(error) => self.faults.push(error.into_owned()),
            Token::CommentToken(_) | Token::DoctypeToken(_) => self.faults.push("a comment".to_owned()),
            Token::EOFToken => {}
            Token::TagToken(tag) => {
                let name = tag.name.to_string();
                match tag.kind {
                    TagKind::EndTag if self.open.pop().as_ref() == Some(&name) => {}
                    TagKind::EndTag => self.faults.push(format!("</{name}> closes nothing")),
                    TagKind::StartTag => {
                        for attribute in tag.attrs {
                            let value = attribute.value.to_string();
                            self.attributes.push((name.clone(), attribute.name.local.to_string(), value));
                        }
                        self.start(name);
                    }
                }
            }
        }
        // Words of different elements are different words, unless they stand in one line.
    }

    fn start(&mut self, name: String) {
        let phrasing = ["a", "b", "code", "del", "em", "mark", "span", "strong", "sup", "input", "img"];
        if self.open.iter().any(|open| open == "a") && name == "a" {
            self.faults.push("a link in a link".to_owned());
        }
        if !phrasing.contains(&name.as_str()) {
            self.text.push('\n');
        }
        if !["area", "br", "col", "hr", "img", "input", "wbr"].contains(&name.as_str()) {
            self.open.push(name);
        }
    }
}
